package oews

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

// columns are those of the workbooks since May 2019.
const columns = "AREA,AREA_TITLE,AREA_TYPE,PRIM_STATE,NAICS,NAICS_TITLE,I_GROUP,OWN_CODE,OCC_CODE,OCC_TITLE,O_GROUP,TOT_EMP," +
	"H_MEAN,A_MEAN,H_PCT10,H_PCT25,H_MEDIAN,H_PCT75,H_PCT90,A_PCT10,A_PCT25,A_MEDIAN,A_PCT75,A_PCT90\n"

// TestCells reads invented figures of every kind of area and of every mark.
func TestCells(t *testing.T) {
	tests := []struct {
		row  string
		want dataset.Cell
	}{
		{`99,U.S.,1,US,000000,Cross-industry,cross-industry,1235,15-1252,Software Developers,detailed,"1,000",50,104000,20,30,45,60,80,41600,62400,93600,124800,166400`,
			dataset.Cell{Country: "US", Role: "developer", Employment: 1000, Mean: 104000, P10: 41600, P25: 62400, P50: 93600, P75: 124800, P90: 166400, Period: pay.Year}},
		{`6,California,2,CA,000000,Cross-industry,cross-industry,1235,15-1252,Software Developers,detailed,**,#,#,20,30,45,#,#,41600,62400,93600,#,#`,
			dataset.Cell{Country: "US", Place: "US-CA", Role: "developer", P10: 41600, P25: 62400, P50: 93600, Top: 239200, Period: pay.Year}},
		{`72,Puerto Rico,3,PR,000000,Cross-industry,cross-industry,1235,15-1252,Software Developers,detailed,10,*,*,*,*,*,*,*,*,*,*,*,*`,
			dataset.Cell{Country: "PR", Role: "developer", Employment: 10, Period: pay.Year}},
		{`0041860,"San Francisco, CA",4,CA,000000,Cross-industry,cross-industry,1235,27-2011,Actors,detailed,10,50,*,20,30,45,60,#,*,*,*,*,*`,
			dataset.Cell{Country: "US", Place: "US-C41860", Occupation: "27-2011", Title: "Actors", Employment: 10, Mean: 50, P10: 20, P25: 30, P50: 45, P75: 60, Top: 115, Period: pay.Hour}},
		{`0100001,Nowhere nonmetropolitan area,6,AL,000000,Cross-industry,cross-industry,1235,15-1252,Software Developers,detailed,10,*,90000,*,*,*,*,*,*,*,*,*,*`,
			dataset.Cell{Country: "US", Place: "US-N0100001", Role: "developer", Employment: 10, Mean: 90000, Period: pay.Year}},
		{`99,U.S.,1,US,541500,Computer Systems Design,4-digit,5,15-1252,Software Developers,broad,10,*,90000,*,*,*,*,*,*,*,*,*,*`,
			dataset.Cell{Country: "US", Role: "developer", Industry: "it-services", Sector: "541500", Employment: 10, Mean: 90000, Period: pay.Year}},
		{`99,U.S.,1,US,541500,Computer Systems Design,4-digit,5,15-1252,Software Developers,detailed,10,*,90000,*,*,*,*,*,*,*,*,*,*`, dataset.Cell{}}, // the same again
		{`99,U.S.,1,US,51,Information,sector,5,15-1252,Software Developers,detailed,10,*,90000,*,*,*,*,*,*,*,*,*,*`,
			dataset.Cell{Country: "US", Role: "developer", Sector: "51", Employment: 10, Mean: 90000, Period: pay.Year}},
		{`99,U.S.,1,US,000000,"Cross-industry, Private",'cross-industry, ownership',5,15-1252,Software Developers,detailed,10,*,90000,*,*,*,*,*,*,*,*,*,*`,
			dataset.Cell{}}, // quoted wrongly: the row has a column too many and its code elsewhere
	}
	var text strings.Builder
	text.WriteString(columns)
	var want []dataset.Cell
	for _, test := range tests[:len(tests)-1] {
		text.WriteString(test.row + "\n")
		if c := test.want; c.Country != "" {
			c.Source, c.Year, c.Currency, c.Basis, c.Component = "oews", 2024, "USD", pay.Gross, pay.Base
			if c.Occupation == "" {
				c.Occupation, c.Title = "15-1252", "Software Developers"
			}
			want = append(want, c)
		}
	}
	got := sourcetest.ReadText(t, Source, "all_M2024_dl.csv", text.String())
	if diff := cmp.Diff(want, got.Cells); diff != "" {
		t.Error(diff)
	}
	if len(got.Records) != 0 || len(got.Unknown) != 0 {
		t.Errorf("%d records, unknown labels %v", len(got.Records), got.Unknown)
	}
	e := sourcetest.Error(t, Source, "all_M2024_dl.csv", columns+tests[len(tests)-1].row)
	if e.Field != "OCC_CODE" || e.Place != "all_M2024_dl.csv: row 2" {
		t.Errorf("a shifted row: %v in %s", e, e.Field)
	}
}

func TestRefuses(t *testing.T) {
	ok := "AREA_TITLE,OCC_CODE,OCC_TITLE,H_MEAN,A_MEAN\n"
	for _, test := range []struct {
		name, text string
		kind       pay.Kind
		words      string
	}{
		{"a.csv", ok + "Alabama,15-1252,Software Developers,50,104000\n", pay.Invalid, "year"},
		{"M2009.csv", ok, pay.Unsupported, "top code"},
		{"M2024.csv", "AREA_TITLE,OCC_TITLE\n", pay.Unreadable, "OCC_CODE"},
		{"M2024.csv", ok + "Alabama,15-1252,Software Developers,50,a lot\n", pay.Unreadable, "a lot"},
		{"M2024.csv", ok + "Alabama,15-1252,Software Developers,50,-5\n", pay.Unreadable, "-5"},
		{"M2024.csv", ok + "Alabama,15-1252,Software Developers,50,NaN\n", pay.Unreadable, "NaN"},
		{"M2024.csv", ok + "Alabama,15-1252,Software\n", pay.Unreadable, "row ends"},
		{"M2024.csv", ok + "Ruritania,15-1252,Software Developers,50,104000\n", pay.Unreadable, "Ruritania"},
	} {
		if e := sourcetest.Error(t, Source, test.name, test.text); e.Kind != test.kind || !strings.Contains(e.Message, test.words) {
			t.Errorf("%q gives %s: %v", test.text, e.Kind, e)
		}
	}
}

func TestYear(t *testing.T) {
	text := "AREA_TITLE,OCC_CODE,OCC_TITLE,H_MEAN,A_MEAN\nGeorgia,15-1252,Software Developers,#,#\n"
	for _, test := range []struct {
		name string
		year int
		want int
		top  float64
	}{
		{"oesm24nat_2025.zip: national_M2024_dl.csv", 0, 2024, 239_200},
		{"state-means-2023.csv", 0, 2023, 239_200},
		{"state-means-2023.csv", 2021, 2021, 208_000},
	} {
		in, err := source.NewInput(t.Context(), test.name, strings.NewReader(text), source.Options{Year: test.year})
		if err != nil {
			t.Fatal(err)
		}
		r := &sourcetest.Result{Unknown: map[pay.Facet]map[string]int{}}
		if err := Source.Read(t.Context(), in, r); err != nil {
			t.Fatal(err)
		}
		if len(r.Cells) != 1 || r.Cells[0].Year != test.want || r.Cells[0].Top != test.top || r.Cells[0].Place != "US-GA" {
			t.Errorf("%s gives %+v", test.name, r.Cells)
		}
	}
}

func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{
		{"OCC_CODE", "OCC_TITLE", "TOT_EMP", "A_MEAN", "A_MEDIAN", "ANNUAL"},
		{"15-1252", "Software Developers", 1e6, 104000, "#"},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got := sourcetest.ReadText(t, Source, "national_M2024_dl.xlsx", b.String())
	want := []dataset.Cell{{
		Source: "oews", Year: 2024, Country: "US", Occupation: "15-1252", Title: "Software Developers", Role: "developer", Employment: 1e6,
		Mean: 104000, Top: 239200, Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
	}}
	if diff := cmp.Diff(want, got.Cells); diff != "" {
		t.Error(diff)
	}
}

// sheet reads the first sheet of a workbook without any of the libraries that the importer uses: as a zip
// archive of XML. A row is its cells by the letters of their column.
func sheet(t *testing.T, path string) (rows []map[string]string) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	part := func(name string, v any) {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(text, v); err != nil {
			t.Fatal(err)
		}
	}
	var shared struct {
		Strings []struct {
			Text string   `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"si"`
	}
	part("xl/sharedStrings.xml", &shared)
	var data struct {
		Rows []struct {
			Cells []struct {
				Place string `xml:"r,attr"`
				Type  string `xml:"t,attr"`
				Value string `xml:"v"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	part("xl/worksheets/sheet1.xml", &data)
	for _, r := range data.Rows {
		row := map[string]string{}
		for _, c := range r.Cells {
			value := c.Value
			if c.Type == "s" {
				i, err := strconv.Atoi(c.Value)
				if err != nil {
					t.Fatal(err)
				}
				value = shared.Strings[i].Text + strings.Join(shared.Strings[i].Runs, "")
			}
			row[strings.TrimRight(c.Place, "0123456789")] = value
		}
		rows = append(rows, row)
	}
	return rows
}

// tally is what is counted on both sides.
type tally struct {
	Cells, Medians, Topped, Hourly int
	Employment, Means              float64
}

func tallyOf(cells []dataset.Cell) (n tally) {
	for _, c := range cells {
		n.Cells++
		n.Employment += c.Employment
		n.Means += c.Mean
		if c.P50 > 0 {
			n.Medians++
		}
		if c.Top > 0 {
			n.Topped++
		}
		if c.Period == pay.Hour {
			n.Hourly++
		}
	}
	return n
}

func TestPublicWorkbooks(t *testing.T) {
	for _, file := range []string{"national_M2024_dl.xlsx", "natsector_M2024_dl.xlsx"} {
		t.Run(file, func(t *testing.T) {
			path := testdata.File(t, "oews", file)
			rows := sheet(t, path)
			at := map[string]string{}
			for letters, name := range rows[0] {
				at[name] = letters
			}
			var want tally
			last := ""
			for _, row := range rows[1:] {
				get := func(name string) string { return row[at[name]] }
				if key := get("NAICS") + get("OCC_CODE"); key == last {
					continue
				} else {
					last = key
				}
				want.Cells++
				number := func(name string) float64 { v, _ := strconv.ParseFloat(get(name), 64); return v }
				want.Employment += number("TOT_EMP")
				prefix := "A_"
				if get("HOURLY") != "" {
					prefix = "H_"
					want.Hourly++
				}
				want.Means += number(prefix + "MEAN")
				if number(prefix+"MEDIAN") > 0 {
					want.Medians++
				}
				for _, w := range []string{"MEAN", "PCT10", "PCT25", "MEDIAN", "PCT75", "PCT90"} {
					if get(prefix+w) == "#" {
						want.Topped++
						break
					}
				}
			}
			if want.Cells == 0 || want.Hourly == 0 || want.Topped == 0 {
				t.Fatalf("counted %+v", want)
			}
			got := tallyOf(sourcetest.Read(t, Source, path).Cells)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPublicStates(t *testing.T) {
	path := testdata.File(t, "oews", "state-means-2023.csv.gz")
	_, rows := sourcetest.Rows(t, path, ';', "utf-8")
	var want tally
	for _, row := range rows {
		want.Cells++
		annual, hourly := row[4], row[3]
		if annual == "#" {
			want.Topped++
		}
		if annual == "*" && hourly != "*" {
			want.Hourly++
			annual = hourly
		}
		mean, err := strconv.ParseFloat(strings.ReplaceAll(annual, ",", ""), 64)
		if err == nil {
			want.Means += mean
		}
	}
	got := tallyOf(sourcetest.Read(t, Source, path).Cells)
	if math.Abs(got.Means-want.Means) > 1 {
		t.Errorf("means add up to %v, counted %v", got.Means, want.Means)
	}
	got.Means = want.Means
	if diff := cmp.Diff(want, got); diff != "" || want.Cells == 0 || want.Hourly == 0 {
		t.Errorf("%+v %s", want, diff)
	}
}
