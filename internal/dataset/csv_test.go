package dataset

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

func csvOf(t testing.TB, records []Record) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCSV(&b, each(records)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// readCSV reads a whole file, which may fail at its header or at a row.
func readCSV(in io.Reader, required ...string) (records []Record, err error) {
	file, err := ReadCSV(in, "in.csv", required...)
	if err != nil {
		return nil, err
	}
	for row, err := range file.Rows() {
		if err != nil {
			return nil, err
		}
		records = append(records, clone(&row.Record))
	}
	return records, nil
}

func TestCSVRoundTrip(t *testing.T) {
	want := drawn(5, 2000, "survey", FirstYear, LastYear)
	file := csvOf(t, want)
	got, err := readCSV(strings.NewReader(file), Header...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want { // what the CSV form does not hold
		want[i].PayLow, want[i].PayHigh = 0, 0
		want[i].Hours, want[i].FTE = 0, 0
		want[i].Coding = pay.Years{}
	}
	if diff := diff(want, got); diff != "" {
		t.Errorf("records came back otherwise (-want +got):\n%s", diff)
	}
	if again := csvOf(t, got); again != file {
		t.Error("written again, the file is another")
	}
}

func TestWriteCSV(t *testing.T) {
	r := Record{
		Source: "survey", Year: 2024, Country: "DE", Place: "DE-berlin", Roles: []string{"backend", "sre"},
		Level: "senior", Years: pay.YearsOf(6.5), Industry: "finance", OrgSize: "20-99", Remote: "hybrid",
		Employment: "employee", Education: "master", Skills: []string{"go", "postgresql"}, Pay: 1e16, PayLow: 1,
		PayHigh: 2, Currency: "EUR", Period: pay.Year, Basis: pay.Gross, Component: pay.Total, Weight: 1,
		Excluded: Implausible,
	}
	want := "source,year,country,place,role,level,years,industry,org_size,remote," +
		"employment,education,skills,pay,currency,period,basis,component,weight,excluded\n" +
		"survey,2024,DE,DE-berlin,backend;sre,senior,6.5,finance,20-99,hybrid," +
		"employee,master,go;postgresql,10000000000000000,EUR,year,gross,total,1,implausible\n"
	if got := csvOf(t, []Record{r}); got != want {
		t.Errorf("wrote\n%swant\n%s", got, want)
	}
	r.Pay = math.NaN()
	if err := WriteCSV(io.Discard, each([]Record{r})); err == nil || payError(t, err).Field != "pay" {
		t.Errorf("NaN is written: %v", err)
	}
}

func TestReadCSVOfOthers(t *testing.T) {
	in := "\ufeffNote, Country ,role,skills,years,PAY,row id\n" +
		"\"a, b\nc\",DE, backend; sre ,Go;;rust,, 65000 ,1\n" +
		"\n" +
		",,,,3,,2\n"
	file, err := ReadCSV(strings.NewReader(in), "team.csv", "pay")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Note", " Country ", "role", "skills", "years", "PAY", "row id"},
		file.Header()); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	if !file.Has("country") || file.Has("currency") || file.Has("row id") {
		t.Error("Has does not tell the columns")
	}
	var got []CSVRow
	for row, err := range file.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got,
			CSVRow{Number: row.Number, Record: clone(&row.Record), Cells: append([]string(nil), row.Cells...)})
	}
	want := []CSVRow{
		{2, Record{Country: "DE", Roles: []string{"backend", "sre"}, Skills: []string{"Go", "rust"}, Pay: 65000,
			Weight: 1},
			[]string{"a, b\nc", "DE", " backend; sre ", "Go;;rust", "", " 65000 ", "1"}},
		{3, Record{Years: pay.YearsOf(3), Weight: 1}, []string{"", "", "", "", "3", "", "2"}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestReadCSVRefuses(t *testing.T) {
	long := "pay,country\n1,DE\n2,\"" + strings.Repeat("x", 2*maxRowBytes)
	for _, test := range []struct {
		name, in     string
		place, field string
		kind         pay.Kind
		required     []string
	}{
		{"nothing", "", "in.csv", "", pay.Unreadable, nil},
		{"no column of a record", "name,salary\nx,1\n", "in.csv: row 1", "", pay.Unreadable, nil},
		{"binary", "PAR1\x00\x01\x02\xff", "in.csv: row 1", "", pay.Unreadable, nil},
		{"another separator", "country;pay\nDE;65000\n", "in.csv: row 1", "", pay.Unreadable, nil},
		{"a column twice", "pay,Pay\n1,2\n", "in.csv: row 1", "pay", pay.Invalid, nil},
		{"no pay", "country,currency\nDE,EUR\n", "in.csv: row 1", "pay", pay.Invalid, []string{"country", "pay"}},
		{"a pay in words", "country,pay\nDE,1\nDE,lots\n", "in.csv: row 3, column pay", "pay", pay.Invalid, nil},
		{"a decimal comma", "pay,country\n\"52,95\",DE\n", "in.csv: row 2, column pay", "pay", pay.Invalid, nil},
		{"NaN", "pay\nNaN\n", "in.csv: row 2, column pay", "pay", pay.Invalid, nil},
		{"infinity", "pay\n1e999\n", "in.csv: row 2, column pay", "pay", pay.Invalid, nil},
		{"negative pay", "pay\n-5\n", "in.csv: row 2, column pay", "pay", pay.Invalid, nil},
		{"an unknown period", "pay,period\n5,fortnight\n", "in.csv: row 2, column period", "period", pay.Invalid, nil},
		{"a year of another age", "pay,year\n5,24\n", "in.csv: row 2, column year", "year", pay.Invalid, nil},
		{"a year that is none", "pay,year\n5,2024.5\n", "in.csv: row 2, column year", "year", pay.Invalid, nil},
		{"too many years", "pay,years\n5,99\n", "in.csv: row 2, column years", "years", pay.Invalid, nil},
		{"an unknown reason", "pay,excluded\n5,boring\n", "in.csv: row 2, column excluded", "excluded",
			pay.Invalid, nil},
		{"a short row", "pay,country\n5,DE\n5\n", "in.csv: row 3", "", pay.Unreadable, nil},
		{"a stray quotation mark", "pay,country\n5,D\"E\n", "in.csv: row 2", "", pay.Unreadable, nil},
		{"an open quotation mark", "pay,country\n5,\"DE\n", "in.csv: row 2", "", pay.Unreadable, nil},
		{"an endless row", long, "in.csv: row 3", "", pay.Unreadable, nil},
	} {
		_, err := readCSV(strings.NewReader(test.in), test.required...)
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		if e := payError(t, err); e.Place != test.place || e.Field != test.field || e.Kind != test.kind ||
			e.Hint == "" {
			t.Errorf("%s: %q in %q at %q of kind %s, hint %q", test.name, e, e.Field, e.Place, e.Kind, e.Hint)
		}
	}
}

// FuzzReadCSV holds that whatever is read without an error can be written, and is then the same.
func FuzzReadCSV(f *testing.F) {
	f.Add(csvOf(f, drawn(6, 3, "survey", 2024, 2025)))
	f.Add("pay,country\n65000,DE\n")
	f.Add("\ufeffNote, Country ,skills,years\n\"a, b\nc\",DE,Go;;rust,\n")
	f.Add("pay\nNaN\n")
	f.Add("country;pay\nDE;65000\n")
	f.Fuzz(func(t *testing.T, in string) {
		records, err := readCSV(strings.NewReader(in))
		if err != nil {
			payError(t, err)
			return
		}
		again, err := readCSV(strings.NewReader(csvOf(t, records)), Header...)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := diff(records, again); diff != "" {
			t.Errorf("records came back otherwise (-want +got):\n%s", diff)
		}
	})
}
