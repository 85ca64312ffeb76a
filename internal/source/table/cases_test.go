package table

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
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

// expectation is what a person would expect of a file: its records, as brief says them, or an error that has words.
type expectation struct {
	file    string
	columns []string // old and new names of columns and values in the mapping beside the file, by turns
	want    []string
	refuses []string
}

// fromTheField are the cases from the field and what a person would expect of them.
var fromTheField = []expectation{
	{file: "files/band.csv", want: []string{"50000–60000 EUR/year 2024 DE backend", "50000–60000 EUR/year 2024 DE backend"}},
	{file: "files/band2.csv", want: []string{"50000–60000 EUR/year 2024 DE backend"}},
	{file: "files/cp1252.csv", columns: german, want: germanRows},
	{file: "files/cr-only.csv", columns: german, want: germanRows},
	{file: "files/sep-line.csv", columns: german, want: germanRows},
	{file: "files/utf16.csv", columns: german, want: germanRows},
	{file: "files/trailing-delim.csv", columns: german, want: germanRows},
	{file: "files/sym-prefix.csv", columns: german, want: germanRows},
	{file: "files/dash.csv", columns: german, want: germanRows},
	{file: "files/total-row.csv", columns: german, want: germanRows},
	{file: "files/cp1252.csv", refuses: []string{"cp1252.csv", "missing columns: Pay", "found: Stelle, Gehalt, Jahr"}},
	{file: "files/curincell.csv", refuses: []string{"row 3", `"600000 SEK" says SEK where the currency is EUR`, `currency: {column: "Pay", default: EUR}`}},
	{file: "files/curincell.csv", columns: []string{"currency: {value: EUR}", "currency: {column: Pay, default: EUR}"},
		want: []string{"50000 EUR/year 2024 DE backend", "600000 SEK/year 2024 DE backend"}},
	{file: "files/dup-col.csv", refuses: []string{"dup-col.csv", `two columns are named "Pay"`, "rename"}},
	{file: "files/empty-lines.csv", want: oneRow},
	{file: "files/float.csv", want: oneRow},
	{file: "files/formula.csv", want: oneRow},
	{file: "files/html.xls", refuses: []string{"a web page", "save it as .xlsx"}},
	{file: "files/indian.csv", columns: []string{`"Pay"`, "CTC", "EUR", "INR", "DE", "IN"},
		want: []string{"1800000 INR/year 2024 IN developer", "120000 INR/year 2024 IN developer"}},
	{file: "files/j.json", refuses: []string{"JSON", "CSV"}},
	{file: "files/k.csv", refuses: []string{"row 4", `"$72500" says USD where the currency is EUR`}},
	{file: "files/k.csv", columns: []string{"currency: {value: EUR}", "currency: {column: Pay, default: EUR}"},
		want: []string{"72500 EUR/year 2024 DE developer", "72500 EUR/year 2024 DE developer", "72500 USD/year 2024 DE developer"}},
	{file: "files/mojibake.csv", columns: []string{"title:", "place: {column: City}\n  title:"}, want: []string{"72500 EUR/year 2024 DE developer at DE-munich"}},
	{file: "files/na.csv", want: []string{"no pay", "no pay", "72500 EUR/year 2024 DE backend"}},
	{file: "files/nbsp.csv", columns: []string{`"Pay"`, "Salaire", "column: Year", "column: An", "column: Title", "column: Poste"},
		want: []string{"45000 EUR/year 2024 DE backend", "not this work"}},
	{file: "files/neg.csv", refuses: []string{"row 2", `column "Pay"`, "-72500", "positive"}},
	{file: "files/old.xls", refuses: []string{"old Excel workbook", "save it as .xlsx"}},
	{file: "files/paren.csv", columns: german, refuses: []string{"row 2", `column "Gehalt"`, "(72.500,00)", "negative"}},
	{file: "files/pct.csv", refuses: []string{"row 2", `column "Pay"`, "80%"}},
	{file: "files/pipe.psv", want: oneRow},
	{file: "files/quote-apos.csv", want: oneRow},
	{file: "files/quoted-nl.csv", columns: []string{`"Pay"`, "Pay (EUR)"}, want: oneRow},
	{file: "files/quoted-nl.csv", refuses: []string{"missing columns: Pay", "is Pay (EUR) meant?"}},
	{file: "files/ragged.csv", refuses: []string{"row 2", "4 cells where the header has 3"}},
	{file: "files/sci.csv", want: oneRow},
	{file: "files/semi-comma-mix.csv", want: oneRow},
	{file: "files/short.csv", want: oneRow},
	{file: "files/sjis.csv", columns: []string{`"Pay"`, "年収", "column: Year", "column: 年", "column: Title", "column: 職種, map: {バックエンドエンジニア: Backend Developer}", "EUR", "JPY", "DE", "JP"},
		want: []string{"6000000 JPY/year 2024 JP backend"}},
	{file: "files/swiss.csv", columns: []string{`"Pay"`, "Lohn", "column: Year", "column: Jahr", "column: Title", "column: Titel"},
		want: []string{"120000 EUR/year 2024 DE developer", "120000 EUR/year 2024 DE developer"}},
	{file: "files/thousands-unit.csv", columns: []string{`"Pay"`, `"Pay (k€)"`}, refuses: []string{"Pay (k€)", "factor: 1000"}},
	{file: "files/thousands-unit.csv", columns: []string{`"Pay"`, `"Pay (k€)", factor: 1000`}, want: []string{"72000 EUR/year 2024 DE backend"}},
	{file: "files/two-headers.csv", columns: german, refuses: []string{"row 2", "header: 2"}},
	{file: "files/two-headers.csv", columns: []string{`"Pay"`, `"Gehalt EUR brutto"`, "column: Year", "column: Jahr", "column: Title", "column: Stelle", "columns:", "file: {header: 2}\ncolumns:"},
		want: oneRow},
	{file: "files/s-abs.xlsx", want: oneRow},
	{file: "files/s-base.xlsx", want: oneRow},
	{file: "files/s-esc.xlsx", columns: []string{`"Pay"`, "Pay (EUR)"}, want: oneRow},
	{file: "files/s-noref.xlsx", want: oneRow},
	{file: "files/s-phon.xlsx", want: oneRow},
	{file: "files/s-rich.xlsx", want: oneRow},
	{file: "files/s-strict.xlsx", want: oneRow},
	{file: "files/x-date.xlsx", want: []string{"72500 EUR/year 2023 DE backend"}},
	{file: "files/x-date1904.xlsx", want: []string{"72500 EUR/year 2023 DE backend"}},
	{file: "files/x-err.xlsx", refuses: []string{"row 2", `column "Pay"`, "the error #N/A"}},
	{file: "files/x-float.xlsx", want: oneRow},
	{file: "files/x-formula.xlsx", refuses: []string{"row 3", `column "Pay"`, "formula =B2*1.1 has no value", "save it again"}},
	{file: "files/x-formula.xlsx", columns: []string{"columns:", "on_error: set-aside\ncolumns:"}, want: []string{"72500.04 EUR/year 2024 DE backend", "unreadable"}},
	{file: "files/x-hidden.xlsx", want: []string{"72500 EUR/year 2024 DE backend", "1000000 EUR/year 2024 DE backend"}},
	{file: "files/x-hidden.xlsx", columns: []string{"columns:", "file: {hidden_rows: skip}\ncolumns:"}, want: oneRow},
	{file: "files/x-merged.xlsx", want: []string{"72500 EUR/year 2024 DE backend", "80000 EUR/year 2024 DE devops"}},
	{file: "files/x-mergedyear.xlsx", want: []string{"72500 EUR/year 2024 DE backend", "80000 EUR/year 2024 DE devops"}},
	{file: "files/x-offset.xlsx", want: oneRow},
	{file: "files/x-pct.xlsx", columns: []string{"title:", "fte: {column: FTE}\n  title:"}, want: []string{"72500 EUR/year 2024 DE backend, 0.5 of full time"}},
	{file: "files/x-sheets.xlsx", want: oneRow},
	{file: "files/x-text.xlsx", want: []string{"72500 EUR/year 2024 DE backend", "72500 EUR/year 2024 DE backend"}},
	{file: "files/x-title.xlsx", want: oneRow},
	{file: "files/x-total.xlsx", want: oneRow},
	{file: "files/x-twohead.xlsx", columns: []string{`"Pay"`, "Grundgehalt", "{column: Year}", "{value: 2024}", "column: Title", "column: Titel"}, want: oneRow},
	{file: "files/x-twohead.xlsx", columns: []string{`"Pay"`, "Vergütung Grundgehalt", "{column: Year}", "{value: 2024}", "column: Title", "column: Position Titel", "columns:", "file: {header: 2}\ncolumns:"},
		want: oneRow},
	{file: "files/x.ods", refuses: []string{"OpenDocument", "save it as .xlsx"}},

	{file: "encodings/cp1250.csv", columns: []string{"CZ", "PL"}, want: []string{"60000 EUR/year 2024 PL developer", "60000 EUR/year 2024 PL developer senior at PL-lodz"}},
	{file: "encodings/u250.csv", columns: []string{"CZ", "PL"}, want: []string{"60000 EUR/year 2024 PL developer", "60000 EUR/year 2024 PL developer senior at PL-lodz"}},
	{file: "encodings/cp1251.csv", columns: []string{"CZ", "UA"}, want: []string{"60000 EUR/year 2024 UA developer at UA-kyiv"}},
	{file: "encodings/cp1251u.csv", columns: []string{"CZ", "UA"}, want: []string{"60000 EUR/year 2024 UA developer at UA-kyiv"}},
	{file: "encodings/gbk.csv", columns: []string{"CZ", "CN", "Title}", "Title, map: {Java工程师: Backend Developer}}", "City}", "City, map: {北京: Beijing}}"},
		want: []string{"60000 EUR/year 2024 CN backend at CN-beijing"}},
	{file: "dates/one.csv", want: []string{"50000 EUR/year 2022 DE"}},
	{file: "parttime/in.csv", want: []string{"72000 EUR/year 2024 DE backend, 0.5 of full time", "72000 EUR/year 2024 DE backend, 1 of full time"}},
	{file: "openband/in.csv", want: []string{
		"100000 or more USD/year 2024 US backend", "100000–120000 USD/year 2024 US backend", "100000 USD/year 2024 US backend",
		"up to 120000 USD/year 2024 US backend", "unreadable", "up to 120000 USD/year 2024 US backend",
	}},
	{file: "lowpay/in.csv", want: []string{
		"200000 INR/year 2024 IN backend",
		"180000 INR/year 2024 IN backend",
		"240000 INR/year 2024 IN backend",
		"15000 INR/month 2024 IN backend",
		"180000 PHP/year 2024 PH backend",
		"15000 PHP/month 2024 PH backend",
		"48000000 IDR/year 2024 ID backend",
		"4000000 IDR/month 2024 ID backend",
		"600000 PKR/year 2023 PK backend",
		"96000000 VND/year 2023 VN backend",
		"8000000 VND/month 2023 VN backend",
		"72000 EGP/year 2023 EG backend",
		"6000 EGP/month 2023 EG backend",
		"240000 BDT/year 2023 BD backend",
		"600000 LKR/year 2024 LK backend",
		"50000 LKR/month 2024 LK backend",
		"150000 TRY/year 2024 TR backend",
		"17002 TRY/month 2024 TR backend",
		"150000 UAH/year 2023 UA backend",
		"600000 NPR/year 2024 NP backend",
		"300000 ZAR/year 2024 ZA backend",
		"unreadable",
	}},
	{file: "nonsoftware/in.csv", want: []string{"not this work", "not this work", "not this work", "not this work", "90000 USD/year 2024 US backend"}},
	{file: "nonsoftware/in.csv", columns: []string{"columns:", "other_work: keep\ncolumns:"}, want: []string{
		"60000 USD/year 2024 US", "50000 USD/year 2024 US educator", "90000 USD/year 2024 US", "50000 USD/year 2024 US", "90000 USD/year 2024 US backend",
	}},
}

var (
	german     = []string{`"Pay"`, "Gehalt", "column: Year", "column: Jahr", "column: Title", "column: Stelle"}
	germanRows = []string{"72500 EUR/year 2024 DE backend", "55000 EUR/year 2024 DE sysadmin"}
	oneRow     = []string{"72500 EUR/year 2024 DE backend"}
)

// brief says a record in a line.
func brief(d *dataset.Record) string {
	if d.Excluded != "" {
		return string(d.Excluded)
	}
	amount := strconv.FormatFloat(d.Pay, 'f', -1, 64)
	switch {
	case math.IsInf(d.PayHigh, 1):
		amount += " or more"
	case d.PayHigh > 0 && d.PayLow == 0 && d.Pay == d.PayHigh:
		amount = "up to " + amount
	case d.PayHigh > 0:
		amount = fmt.Sprintf("%v–%v", d.PayLow, d.PayHigh)
	}
	s := fmt.Sprintf("%s %s/%s %d %s", amount, d.Currency, d.Period, d.Year, d.Country)
	for _, facet := range []string{strings.Join(d.Roles, "+"), d.Level} {
		if facet != "" {
			s += " " + facet
		}
	}
	if d.Place != "" {
		s += " at " + d.Place
	}
	if d.FTE != 0 {
		s += fmt.Sprintf(", %v of full time", d.FTE)
	}
	return s
}

// outcome returns the records of a file, or its error with the hint.
func outcome(t *testing.T, m *Mapping, in *source.Input) (records []string, refused string) {
	t.Helper()
	result := &sourcetest.Result{Unknown: map[pay.Facet]map[string]int{}}
	if err := m.Source().Read(t.Context(), in, result); err != nil {
		return nil, saidOf(t, err)
	}
	for i := range result.Records {
		records = append(records, brief(&result.Records[i]))
	}
	return records, ""
}

// saidOf returns what a person is told of an error, which must name a place and a mend.
func saidOf(t *testing.T, err error) string {
	t.Helper()
	e, ok := err.(*pay.Error)
	if !ok || e.Place == "" || e.Hint == "" {
		t.Fatalf("%#v names no place or no mend", err)
	}
	return e.Error() + "\n" + e.Hint
}

// judge compares what became of a file with what was expected.
func (c expectation) judge(t *testing.T, records []string, refused string) {
	t.Helper()
	if len(c.refuses) == 0 {
		if refused != "" {
			t.Fatalf("it is refused: %s", refused)
		}
		if diff := cmp.Diff(c.want, records); diff != "" {
			t.Errorf("the records differ (-want +got):\n%s", diff)
		}
		return
	}
	if refused == "" {
		t.Fatalf("it is read as %q", records)
	}
	for _, words := range c.refuses {
		if !strings.Contains(refused, words) {
			t.Errorf("no %q in: %s", words, refused)
		}
	}
}

// TestFromTheField reads every case from the field, where they are at hand.
func TestFromTheField(t *testing.T) {
	dir := filepath.Join(testdata.Dir(t), "..", "cases")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("skipped: needs the cases from the field in %s", dir)
	}
	expected := map[string]bool{}
	for _, c := range fromTheField {
		expected[c.file] = true
		t.Run(c.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, filepath.Dir(c.file), "m.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			m := mapping(t, strings.NewReplacer(c.columns...).Replace(string(text)))
			in, err := source.Open(t.Context(), filepath.Join(dir, c.file), source.Options{})
			if err != nil {
				c.judge(t, nil, saidOf(t, err))
				return
			}
			defer in.Close()
			records, refused := outcome(t, m, in)
			c.judge(t, records, refused)
		})
	}
	for _, folder := range []string{"files", "encodings", "dates", "parttime", "openband", "nonsoftware", "lowpay"} {
		files, err := filepath.Glob(filepath.Join(dir, folder, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no cases in %s: %v", folder, err)
		}
		for _, f := range files {
			if name := folder + "/" + filepath.Base(f); filepath.Ext(f) != ".yaml" && !expected[name] {
				t.Errorf("nobody says what to expect of %s", name)
			}
		}
	}
}
