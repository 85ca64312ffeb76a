package table

import (
	"bytes"
	"flag"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
)

var update = flag.Bool("update", false, "write the golden files")

func mapping(t testing.TB, text string) *Mapping {
	t.Helper()
	m, err := ReadMapping(strings.NewReader(text), "mapping.yaml")
	if err != nil {
		t.Fatalf("reading a mapping: %v", err)
	}
	return m
}

// TestDocumentedExample runs the example of docs/import-table.md.
func TestDocumentedExample(t *testing.T) {
	text, err := os.ReadFile("../../../docs/import-table.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(language string) string {
		m := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(text)
		if m == nil {
			t.Fatalf("the documentation has no block of %s", language)
		}
		return string(m[1])
	}
	r := sourcetest.ReadText(t, mapping(t, block("yaml")).Source(), "payroll.csv", block("csv"))
	if got, want := r.Count(), map[dataset.Reason]int{"": 2, dataset.OtherWork: 1}; !cmp.Equal(got, want) {
		t.Errorf("counts are %v, want %v", got, want)
	}
	want := dataset.Record{
		Source: "acme-payroll", Year: 2025, Country: "DE", Place: "DE-berlin", Roles: []string{"backend"}, Years: pay.YearsOf(4),
		Employment: "employee", Skills: []string{"go", "postgresql"},
		Pay: 72500, Currency: "EUR", Period: pay.Year, Basis: pay.Gross, Component: pay.Base, Weight: 1,
	}
	if diff := cmp.Diff(want, r.Records[0], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("the first row differs (-want +got):\n%s", diff)
	}
	keys := string(text)
	for _, key := range slices.Concat(optional, []string{"currency", "period", "basis", "component", "year", "country"}) {
		if !strings.Contains(keys, "`"+key+"`") {
			t.Errorf("the documentation does not name the key %s", key)
		}
	}
}

// unitsOfAll are the required keys of a mapping whose table holds something else.
const unitsOfAll = `
  currency: {value: USD}
  period: {value: month}
  basis: {value: net}
  component: {value: total}
  year: {value: 2024}
  country: {value: US}
`

func TestBandsAndWeights(t *testing.T) {
	m := mapping(t, "source: local-survey\ncolumns:\n  pay_low: {column: From}\n  pay_high: {column: To}\n  weight: {column: People}"+unitsOfAll)
	r := sourcetest.ReadText(t, m.Source(), "bands.csv", "From,To,People\n1000,4000,7\n0,500,1\n6500,,2\n900,900,3\n,,4\n")
	want := []dataset.Record{
		{Pay: 2000, PayLow: 1000, PayHigh: 4000, Weight: 7}, {Pay: 250, PayHigh: 500, Weight: 1},
		{Pay: 6500, PayLow: 6500, PayHigh: math.Inf(1), Weight: 2}, {Pay: 900, Weight: 3}, {Weight: 4, Excluded: dataset.NoPay},
	}
	for i := range want {
		want[i].Source, want[i].Year, want[i].Country = "local-survey", 2024, "US"
		want[i].Currency, want[i].Period, want[i].Basis, want[i].Component = "USD", pay.Month, pay.Net, pay.Total
	}
	if diff := cmp.Diff(want, r.Records, cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("records differ (-want +got):\n%s", diff)
	}
}

func TestSetAside(t *testing.T) {
	m := mapping(t, "source: local-survey\non_error: set-aside\nlayer: contributed\ncolumns:\n  pay: {column: Pay}\n  level: {column: Level}"+unitsOfAll)
	r := sourcetest.ReadText(t, m.Source(), "pay.csv", "Pay,Level\n1000,senior\nmuch,senior\n1000,archduke\n1000\n0,senior\n")
	if got, want := r.Count(), map[dataset.Reason]int{"": 1, dataset.Unreadable: 3, dataset.NoPay: 1}; !cmp.Equal(got, want) {
		t.Errorf("counts are %v, want %v", got, want)
	}
	if got := m.Source().Layer; got != pay.Contributed {
		t.Errorf("the layer is %q", got)
	}
}

func TestUnknownFreeText(t *testing.T) {
	m := mapping(t, "source: local-survey\ncolumns:\n  pay: {column: Pay}\n  skills: {column: Skills, separator: \"|\"}\n  place: {column: Town}"+unitsOfAll)
	r := sourcetest.ReadText(t, m.Source(), "pay.csv", "Pay,Skills,Town\n1000,Go|Flowery prose,Nowhere at all\n")
	if !slices.Equal(r.Records[0].Skills, []string{"go"}) || r.Records[0].Place != "" {
		t.Errorf("the row reads as %+v", r.Records[0])
	}
	if r.Unknown[pay.FacetSkills]["Flowery prose"] != 1 || r.Unknown[pay.FacetPlace]["Nowhere at all"] != 1 {
		t.Errorf("the unknown labels told are %v", r.Unknown)
	}
}

func TestWorkbook(t *testing.T) {
	book := excelize.NewFile()
	if _, err := book.NewSheet("Salaries"); err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{{"made up"}, {"Title", "Pay", "From"}, {"Staff SRE", 9500.25, "2024-05-01"}, {"Backend developer", 8000}} {
		if err := book.SetSheetRow("Salaries", "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "pay.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	columns := "columns:\n  pay: {column: Pay}\n  role: {column: Title, map: {Staff SRE: sre, Backend developer: backend}}" + unitsOfAll
	m := mapping(t, "source: local-survey\nfile: {sheet: Salaries, skip: 1}\n"+columns)
	r := sourcetest.Read(t, m.Source(), path)
	if len(r.Records) != 2 || r.Records[0].Pay != 9500.25 || r.Records[1].Roles[0] != "backend" {
		t.Errorf("the workbook reads as %+v", r.Records)
	}
}

// TestWorkbookText reads numbers that a workbook keeps as text, which are written with the signs that the mapping
// states, beside numbers, which need none.
func TestWorkbookText(t *testing.T) {
	book := excelize.NewFile()
	for i, row := range [][]any{{"Pay"}, {"72.500"}, {72.5}, {"1.234,50 $"}} {
		if err := book.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "pay.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	m := mapping(t, "source: local-survey\nfile: {decimal: \",\"}\ncolumns:\n  pay: {column: Pay}"+unitsOfAll)
	r := sourcetest.Read(t, m.Source(), path)
	var got []float64
	for _, d := range r.Records {
		got = append(got, d.Pay)
	}
	if want := []float64{72500, 72.5, 1234.5}; !slices.Equal(got, want) {
		t.Errorf("the pay is %v, want %v", got, want)
	}
}

// TestErrors runs every case of testdata/errors: a mapping, a table, and the error that they give.
func TestErrors(t *testing.T) {
	files, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string]*txtar.File{}
			for i := range archive.Files {
				parts[archive.Files[i].Name] = &archive.Files[i]
			}
			got := failure(t, parts["mapping.yaml"].Data, parts["pay.csv"])
			if *update {
				parts["error"].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(parts["error"].Data), got); diff != "" {
				t.Errorf("the error differs (-want +got):\n%s", diff)
			}
		})
	}
}

// failure returns the error that a mapping and a table give, as the command line shows it.
func failure(t *testing.T, text []byte, table *txtar.File) string {
	t.Helper()
	m, err := ReadMapping(bytes.NewReader(text), "mapping.yaml")
	if err == nil {
		if table == nil {
			t.Fatal("the mapping has no error, and there is no table")
		}
		e := sourcetest.Error(t, m.Source(), "pay.csv", string(table.Data))
		return "error: " + e.Error() + "\nhint: " + e.Hint + "\n"
	}
	e, ok := err.(*pay.Error)
	if !ok {
		t.Fatalf("the mapping gives %v, not a *pay.Error", err)
	}
	if e.Place == "" || e.Hint == "" {
		t.Errorf("the error %q has place %q and hint %q", e.Message, e.Place, e.Hint)
	}
	return "error: " + e.Error() + "\nhint: " + e.Hint + "\n"
}

// TestCorpus checks that the fuzz tests have corpora to begin with.
func TestCorpus(t *testing.T) {
	for _, name := range []string{"FuzzMapping", "FuzzCells", "FuzzSuggest", "../../../testdata/fuzz/FuzzSheet", "../../../testdata/fuzz/FuzzDetect"} {
		if files, err := filepath.Glob("testdata/fuzz/" + name + "/*"); err != nil || len(files) == 0 {
			t.Errorf("the corpus of %s has %d entries: %v", name, len(files), err)
		}
	}
}

// FuzzMapping checks that no mapping does more than give an error for people.
func FuzzMapping(f *testing.F) {
	f.Add("source: local-survey\ncolumns:\n  pay: {column: Pay}" + unitsOfAll)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadMapping(strings.NewReader(text), "mapping.yaml")
		if err != nil {
			e, ok := err.(*pay.Error)
			if !ok || e.Place == "" || e.Hint == "" || e.Message == "" {
				t.Fatalf("the error is %#v", err)
			}
			return
		}
		s := m.Source()
		if !sourceName.MatchString(s.Name) || s.Read == nil {
			t.Fatalf("the source is %+v", s)
		}
		in, err := source.NewInput(t.Context(), "pay.csv", strings.NewReader("Pay,Level\n1000,senior\n,\n\"1.000,5\",x\n"), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		result := &sourcetest.Result{Unknown: map[pay.Facet]map[string]int{}}
		if err := s.Read(t.Context(), in, result); err != nil {
			if e, ok := err.(*pay.Error); !ok || e.Place == "" || e.Hint == "" {
				t.Fatalf("the error is %#v", err)
			}
			return
		}
		sourcetest.Check(t, s, result)
	})
}
