package official

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/office"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

// Files with amounts that are made up, in the shapes of the offices.
const (
	swedish = `{"source_id":"salary_se","data":{"occupations":{
		"2512":{"title":"Software- and system developers","dispersion_by_year":{
			"2024":{"mean_sek_month":52000,"median_sek_month":50000,"p10_sek_month":40000},
			"2025":{"median_sek_month":51000}}},
		"9999":{"title":"Nobody's","dispersion_by_year":{"2025":{"median_sek_month":1}}}}}}`
	norwegian = `{"source_id":"salary_no","data":{"occupations":{
		"2512":{"title":"Software developers","dispersion_by_year":{"2025":{
			"median_nok_month":77000,"n_employees":10,"avtalt_median_nok_month":75000,"avtalt_n_employees":9}}}}}}`
	canadian21232 = `{"source_id":"salary_ca","data":{"occupations":{
		"21232":{"title":"Software developers and programmers","geographies":[
			{"province":"NAT","economic_region_code":"ER00","economic_region_name":"Canada","is_national":true,
				"median_cad_hour":48,"p10_low_cad_hour":30,"reference_period":"2023-2024"},
			{"province":"QC","economic_region_code":"ER24","economic_region_name":"Quebec","is_national":false,
				"median_cad_hour":45,"reference_period":"2024"},
			{"province":"BC","economic_region_code":"ER5920","economic_region_name":"Lower Mainland",
				"is_national":false,"median_cad_hour":52,"reference_period":"2024"},
			{"province":"BC","economic_region_code":"ER5940","economic_region_name":"Kootenay","is_national":false,
				"median_cad_hour":null,"reference_period":"2024"},
			{"province":"ON","economic_region_code":"ER3590","economic_region_name":"Northeast","is_national":false,
				"median_cad_hour":48,"reference_period":"2024"}]}}}}`
	table = "country\tperiod\toccupation\tunit\tp10\tp25\tmedian\tp75\tp90\tsource\n" +
		"CH\t2024-10\tISCO 25 ICT professionals\tCHF/month gross standardised\t6000\t\t9000\t\t\ta table\n" +
		"AU\tFY2023-24\t261313 software engineer\tAUD/year\t\t\t130000\t\t\ta table\n" +
		"GB\t2025p\tSOC 2134 full-time\tGBP/year gross\t\t\t57000\t\t\ta table\n"
)

// TestCells reads each shape.
func TestCells(t *testing.T) {
	cell := func(c dataset.Cell) dataset.Cell {
		c.Source, c.Basis = name, pay.Gross
		return c
	}
	for _, test := range []struct {
		text string
		want []dataset.Cell
	}{
		{swedish, []dataset.Cell{
			{Year: 2024, Country: "SE", Occupation: "SSYK 2512", Title: "Software- and system developers",
				Role: "backend",
				Mean: 52_000, P10: 40_000, P50: 50_000, Currency: "SEK", Period: pay.Month, Component: pay.Base},
			{Year: 2025, Country: "SE", Occupation: "SSYK 2512", Title: "Software- and system developers",
				Role: "backend",
				P50:  51_000, Currency: "SEK", Period: pay.Month, Component: pay.Base},
		}},
		{norwegian, []dataset.Cell{
			{Year: 2025, Country: "NO", Occupation: "STYRK 2512", Title: "Software developers", Role: "backend",
				Employment: 10,
				P50:        77_000, Currency: "NOK", Period: pay.Month, Component: pay.Total},
			{Year: 2025, Country: "NO", Occupation: "STYRK 2512", Title: "Software developers", Role: "backend",
				Employment: 9,
				P50:        75_000, Currency: "NOK", Period: pay.Month, Component: pay.Base},
		}},
		{canadian21232, []dataset.Cell{
			{Year: 2024, Country: "CA", Occupation: "NOC 21232", Title: "Software developers and programmers",
				Role: "backend",
				P10:  30, P50: 48, Currency: "CAD", Period: pay.Hour, Component: pay.Base},
			{Year: 2024, Country: "CA", Place: "CA-QC", Occupation: "NOC 21232",
				Title: "Software developers and programmers",
				Role:  "backend", P50: 45, Currency: "CAD", Period: pay.Hour, Component: pay.Base},
			{Year: 2024, Country: "CA", Place: "CA-vancouver", Occupation: "NOC 21232",
				Title: "Software developers and programmers",
				Role:  "backend", P50: 52, Currency: "CAD", Period: pay.Hour, Component: pay.Base},
		}},
		{table, []dataset.Cell{
			{Year: 2024, Country: "CH", Occupation: "ISCO 25", Title: "ISCO 25 ICT professionals", Role: "backend",
				P10: 6_000, P50: 9_000, Currency: "CHF", Period: pay.Month, Component: pay.Total},
			{Year: 2024, Country: "AU", Occupation: "ANZSCO 261313", Title: "261313 software engineer", Role: "backend",
				P50: 130_000, Currency: "AUD", Period: pay.Year, Component: pay.Total},
			{Year: 2025, Country: "GB", Occupation: "SOC2020 2134", Title: "SOC 2134 full-time", Role: "backend",
				Sector: "full time",
				P50:    57_000, Currency: "GBP", Period: pay.Year, Component: pay.Total},
		}},
	} {
		for i := range test.want {
			test.want[i] = cell(test.want[i])
		}
		got := sourcetest.ReadText(t, Source, "salary.json", test.text)
		if diff := cmp.Diff(test.want, got.Cells); diff != "" {
			t.Errorf("cells (-want +got):\n%s", diff)
		}
	}
}

func TestRefuses(t *testing.T) {
	for text, message := range map[string]string{
		`{"source_id":"wage_distribution"}`:             "no office's",
		`{"source_id":"salary_se"}`:                     "no figure",
		`{"source_id":"salary_se",`:                     "damaged",
		strings.ReplaceAll(swedish, "40000", "60000"):   "order",
		strings.ReplaceAll(swedish, "40000", `"a lot"`): "no amount",
		strings.ReplaceAll(swedish, `"2024"`, `"x"`):    "not a year",
		"a\tb\n": "missing column",
		strings.ReplaceAll(table, "CH\t", "FR\t"):        "no country",
		strings.ReplaceAll(table, "9000", "9"):           "percentile",
		strings.ReplaceAll(table, "9000", ""):            "no median",
		strings.ReplaceAll(table, "CHF/month", "francs"): "no unit",
		strings.ReplaceAll(table, "ISCO 25", "ISCO"):     "no code",
	} {
		if e := sourcetest.Error(t, Source, "salary.json", text); !strings.Contains(e.Message, message) {
			t.Errorf("%.60q is refused with %q, want %q", text, e.Message, message)
		}
	}
}

// TestPublicData reads every file, and finds in it what a second, simple reading finds.
func TestPublicData(t *testing.T) {
	files, err := filepath.Glob(testdata.File(t, "official") + "/salary_*.json")
	if err != nil || len(files) != 11 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	medians := map[string]float64{} // by file and occupation, of the newest year
	for _, name := range files {
		got := sourcetest.Read(t, Source, name)
		if len(got.Cells) == 0 {
			t.Errorf("%s has no cells", name)
		}
		newest := map[string]int{}
		for _, c := range got.Cells {
			if c.Place == "" && c.Year >= newest[c.Occupation] {
				newest[c.Occupation] = c.Year
				medians[filepath.Base(name)+" "+c.Occupation+" "+string(c.Component)] = c.P50
			}
		}
	}
	for file, path := range map[string][]string{
		"salary_se.json SSYK 2512 base":     {"dispersion_by_year", "2025", "median_sek_month"},
		"salary_no.json STYRK 2512 base":    {"dispersion_by_year", "2025", "avtalt_median_nok_month"},
		"salary_dk.json DISCO 2512 total":   {"dispersion_by_year", "2024", "median_std_dkk_hour"},
		"salary_fi.json ISCO 2512 base":     {"dispersion", "regular_median_eur_month"},
		"salary_de.json KldB 434 total":     {"dispersion", "total_median_eur_year"},
		"salary_uk.json SOC2020 2134 total": {"median_gbp_year"},
	} {
		text, err := os.ReadFile(testdata.File(t, "official", strings.Fields(file)[0]))
		if err != nil {
			t.Fatal(err)
		}
		var f struct {
			Data struct{ Occupations map[string]any }
		}
		if err := json.Unmarshal(text, &f); err != nil {
			t.Fatal(err)
		}
		v := f.Data.Occupations[strings.Fields(file)[2]]
		for _, key := range path {
			v = v.(map[string]any)[key]
		}
		if medians[file] != v {
			t.Errorf("%s: the median is %v, want %v", file, medians[file], v)
		}
	}
}

func TestPublicTable(t *testing.T) {
	path := testdata.File(t, "official", "extra_official_transcribed.tsv")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := sourcetest.Read(t, Source, path)
	if len(got.Cells) != len(rows)-1 || len(rows) < 5 {
		t.Fatalf("%d cells of %d rows", len(got.Cells), len(rows)-1)
	}
	for i, c := range got.Cells {
		if fmt.Sprint(c.P50) != rows[i+1][6] {
			t.Errorf("row %d: the median is %v, want %s", i+2, c.P50, rows[i+1][6])
		}
	}
}

// FuzzFigures: any text is refused with a place and a mend, or read into figures whose percentiles are in order.
func FuzzFigures(f *testing.F) {
	for _, text := range []string{swedish, norwegian, canadian21232, table} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := source.NewInput(t.Context(), "figures", strings.NewReader(text), source.Options{})
		if err != nil {
			return
		}
		defer in.Close()
		figures, err := Figures(in)
		if err != nil {
			if e, ok := errors.AsType[*pay.Error](err); !ok || e.Place == "" || e.Hint == "" {
				t.Errorf("%q is refused with %v", text, err)
			}
			return
		}
		for _, figure := range figures {
			before := 0.
			for _, p := range []float64{figure.P10, figure.P25, figure.P50, figure.P75, figure.P90} {
				if p < 0 || p != 0 && p < before {
					t.Errorf("%q: percentiles out of order: %+v", text, figure)
				}
				before = max(before, p)
			}
			if _, ok := office.ByID(figure.Office); !ok || figure.Year < 2000 || figure.Year > 2100 {
				t.Errorf("%q: a figure of nobody: %+v", text, figure)
			}
		}
	})
}
