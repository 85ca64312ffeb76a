package oflc

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

const header = "soc\tcounty_fips\tstate\tcounty\tlevel1\tlevel2\tlevel3\tlevel4\n"

func TestCells(t *testing.T) {
	text := header + "15-1252\t06037\tCA\tLos Angeles County\t80000\t100,000\t120000\t\n" +
		"15-1299\t72127\tPR\tSan Juan Municipio\t40000\t50000\t60000\t70000\n"
	var want []dataset.Cell
	add := func(country, place, soc, role string, means ...float64) {
		for i, m := range means {
			want = append(want, dataset.Cell{
				Source: "oflc", Year: 2025, Country: country, Place: place, Occupation: soc, Role: role, Grade: strconv.Itoa(i + 1),
				Mean: m, Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
			})
		}
	}
	add("US", "US-06037", "15-1252", "developer", 80_000, 100_000, 120_000, 0)
	add("PR", "PR-72127", "15-1299", "", 40_000, 50_000, 60_000, 70_000)
	got := sourcetest.ReadText(t, Source, "wages-2025-26.tsv", text)
	if diff := cmp.Diff(want, got.Cells); diff != "" {
		t.Error(diff)
	}
}

func TestYearOfTheCaller(t *testing.T) {
	in, err := source.NewInput(t.Context(), "wages-2025-26.tsv", strings.NewReader(header+"15-1252\t06037\tCA\tx\t1\t2\t3\t4\n"), source.Options{Year: 2024})
	if err != nil {
		t.Fatal(err)
	}
	var r sourcetest.Result
	if err := Source.Read(t.Context(), in, &r); err != nil || len(r.Cells) != 4 || r.Cells[0].Year != 2024 {
		t.Errorf("got %+v, %v", r.Cells, err)
	}
}

func TestRefuses(t *testing.T) {
	for _, test := range []struct {
		name, text string
		field      string
	}{
		{"wages.tsv", header, "year"},
		{"2025.tsv", "soc\tlevel1\tlevel2\tlevel3\tlevel4\n", "county_fips"},
		{"2025.tsv", header + "15-1252\t6037\tCA\tx\t1\t2\t3\t4\n", "county_fips"},
		{"2025.tsv", header + "developer\t06037\tCA\tx\t1\t2\t3\t4\n", "soc"},
		{"2025.tsv", header + "15-1252\t06037\tCA\tx\t1\t2\tmuch\t4\n", "level3"},
		{"2025.tsv", header + "15-1252\t06037\tCA\tx\t1\t-2\t3\t4\n", "level2"},
		{"2025.tsv", header + "15-1252\t06037\tCA\tx\t1\tInf\t3\t4\n", "level2"},
		{"2025.tsv", header + "15-1252\t06037\tCA\tx\t1\n", ""},
	} {
		if e := sourcetest.Error(t, Source, test.name, test.text); e.Field != test.field {
			t.Errorf("%q is refused for %q: %v", test.text, e.Field, e)
		}
	}
}

func TestPublicData(t *testing.T) {
	path := testdata.File(t, "oflc", "wages-2025-26.tsv.gz")
	_, rows := sourcetest.Rows(t, path, '\t', "utf-8")
	var sum float64
	angeles := map[string]float64{}
	for _, row := range rows {
		for i, s := range row[4:] {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += v
			if row[0] == "15-1252" && row[1] == "06037" {
				angeles[strconv.Itoa(i+1)] = v
			}
		}
	}
	got := sourcetest.Read(t, Source, path)
	if len(rows) == 0 || len(got.Cells) != 4*len(rows) {
		t.Fatalf("%d cells of %d rows", len(got.Cells), len(rows))
	}
	of := map[string]float64{}
	for _, c := range got.Cells {
		sum -= c.Mean
		if c.Occupation == "15-1252" && c.Place == "US-06037" {
			of[c.Grade] = c.Mean
		}
	}
	if diff := cmp.Diff(angeles, of); diff != "" || len(of) != 4 {
		t.Errorf("Los Angeles: %s", diff)
	}
	if sum > 1 || sum < -1 {
		t.Errorf("the wages differ by %v in all", sum)
	}
}
