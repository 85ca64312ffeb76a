package dataset

import (
	"bytes"
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/backpay/backpay/internal/pay"
)

func parquetOf(t testing.TB, records []Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteParquet(&b, each(records)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParquetRoundTrip(t *testing.T) {
	want := drawn(1, 5*batchRows+3, "survey", FirstYear, LastYear)
	file := parquetOf(t, want)
	got := collect(t, readParquet(t.Context(), bytes.NewReader(file), int64(len(file)), "x.parquet"))
	if diff := diff(want, got); diff != "" {
		t.Errorf("records came back otherwise (-want +got):\n%s", diff)
	}
	if again := parquetOf(t, want); !bytes.Equal(file, again) {
		t.Error("the same records make another file")
	}
}

func TestParquetRowGroups(t *testing.T) {
	const n = rowGroupRows + batchRows + 3
	var b bytes.Buffer
	w := NewWriter[Record](&b)
	r := valid()
	for i := range n {
		r.Pay = float64(i + 1)
		if err := w.Write(&r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	in, err := NewReader[Record](bytes.NewReader(b.Bytes()), int64(b.Len()), "x.parquet")
	if err != nil {
		t.Fatal(err)
	}
	if groups := len(in.file.RowGroups()); groups != 2 || in.Len() != n {
		t.Errorf("%d rows in %d row groups", in.Len(), groups)
	}
	read := 0
	for got, err := range in.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if read++; got.Pay != float64(read) || got.Source != r.Source || got.Year != r.Year {
			t.Fatalf("row %d is %+v", read, got)
		}
	}
	if read != n {
		t.Errorf("read %d rows", read)
	}
}

func TestParquetOfNothing(t *testing.T) {
	file := parquetOf(t, nil)
	if got := collect(t, readParquet(t.Context(), bytes.NewReader(file), int64(len(file)), "x.parquet")); len(got) > 0 {
		t.Errorf("read %d records", len(got))
	}
}

func TestParquetColumns(t *testing.T) {
	file := parquetOf(t, drawn(1, 10, "survey", 2024, 2024))
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, column := range f.Root().Columns() {
		names = append(names, column.Name())
	}
	if diff := cmp.Diff(append(slices.Clone(Header), "pay_low", "pay_high", "hours", "fte", "coding"),
		names); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestParquetCells(t *testing.T) {
	want := []Cell{
		{Source: "oews", Year: 2024, Country: "US", Occupation: "15-1252", Title: "Software Developers",
			Role: "backend", Employment: 1e6,
			Mean: 140000, P10: 80000, P25: 100000, P50: 130000, P75: 170000, P90: 210000, Currency: "USD",
			Period: pay.Year, Basis: pay.Gross, Component: pay.Base},
		{Source: "oflc", Year: 2025, Country: "US", Place: "US-06037", Occupation: "15-1252", Sector: "541500",
			Industry: "software", Grade: "2",
			Mean: 61.5, Top: 115, Currency: "USD", Period: pay.Hour},
	}
	var b bytes.Buffer
	w := NewWriter[Cell](&b)
	for i := range want {
		if err := w.Write(&want[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := NewReader[Cell](bytes.NewReader(b.Bytes()), int64(b.Len()), "cells.parquet")
	if err != nil {
		t.Fatal(err)
	}
	if r.Len() != len(want) {
		t.Errorf("Len is %d", r.Len())
	}
	var got []Cell
	for c, err := range r.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, *c)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells came back otherwise (-want +got):\n%s", diff)
	}
}

// TestParquetOfOthers reads what another tool, or this one before it kept hours, may have made of the
// columns: optional text without a dictionary, in another order, beside columns of its own.
func TestParquetOfOthers(t *testing.T) {
	type row struct {
		Comment    string   `parquet:"comment"`
		Pay        *float64 `parquet:"pay,optional"`
		Country    *string  `parquet:"country,optional"`
		Source     string   `parquet:"source"`
		Year       int32    `parquet:"year"`
		Place      *string  `parquet:"place,optional"`
		Role       *string  `parquet:"role,optional"`
		Level      *string  `parquet:"level,optional,dict"`
		Years      float64  `parquet:"years"`
		Industry   *string  `parquet:"industry,optional"`
		OrgSize    *string  `parquet:"org_size,optional"`
		Remote     *string  `parquet:"remote,optional"`
		Employment *string  `parquet:"employment,optional"`
		Education  *string  `parquet:"education,optional"`
		Skills     *string  `parquet:"skills,optional,dict"`
		Currency   string   `parquet:"currency"`
		Period     string   `parquet:"period"`
		Basis      string   `parquet:"basis"`
		Component  string   `parquet:"component"`
		Weight     float64  `parquet:"weight"`
		Excluded   *string  `parquet:"excluded,optional"`
		PayLow     *float64 `parquet:"pay_low,optional"`
		PayHigh    *float64 `parquet:"pay_high,optional"`
	}
	amount, country, roles, level, skills, excluded := 50000., "DE", "backend;sre", "senior", "go;rust", "no pay"
	rows := []row{
		{Comment: "x", Pay: &amount, Country: &country, Source: "s", Year: 2024, Role: &roles, Level: &level, Years: 3,
			Skills: &skills, Currency: "EUR", Period: "year", Weight: 1},
		{Source: "s", Year: 2024, Excluded: &excluded},
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	got := collect(t, readParquet(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), "theirs.parquet"))
	want := []Record{
		{Source: "s", Year: 2024, Country: "DE", Roles: []string{"backend", "sre"}, Level: "senior",
			Years: pay.YearsOf(3), Skills: []string{"go", "rust"},
			Pay: 50000, Currency: "EUR", Period: pay.Year, Weight: 1},
		{Source: "s", Year: 2024, Years: pay.YearsOf(0), Excluded: NoPay},
	}
	if diff := diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// outsiders are records with one value that must not be stored, and its column.
var outsiders = []struct {
	column string
	spoil  func(*Record)
}{
	{"source", func(r *Record) { r.Source = "" }},
	{"year", func(r *Record) { r.Year = 0 }},
	{"year", func(r *Record) { r.Year = FirstYear - 1 }},
	{"year", func(r *Record) { r.Year = LastYear + 1 }},
	{"role", func(r *Record) { r.Roles = []string{"backend;sre"} }},
	{"skills", func(r *Record) { r.Skills = []string{"go", ""} }},
	{"years", func(r *Record) { r.Years = pay.YearsOf(-1) }},
	{"years", func(r *Record) { r.Years = pay.YearsOf(51) }},
	{"years", func(r *Record) { r.Years = pay.YearsOf(math.NaN()) }},
	{"coding", func(r *Record) { r.Coding = pay.YearsOf(51) }},
	{"pay", func(r *Record) { r.Pay = math.NaN() }},
	{"pay", func(r *Record) { r.Pay = math.Inf(1) }},
	{"pay", func(r *Record) { r.Pay = -1 }},
	{"pay", func(r *Record) { r.Pay = 0 }},
	{"pay_low", func(r *Record) { r.PayLow, r.PayHigh = 3, 2 }},
	{"pay_low", func(r *Record) { r.PayLow, r.PayHigh = math.NaN(), 2 }},
	{"pay_low", func(r *Record) { r.PayLow, r.PayHigh = 2, math.NaN() }},
	{"currency", func(r *Record) { r.Currency = "" }},
	{"period", func(r *Record) { r.Period = "fortnight" }},
	{"period", func(r *Record) { r.Period = "" }},
	{"basis", func(r *Record) { r.Basis = "brutto" }},
	{"component", func(r *Record) { r.Component = "bonus" }},
	{"hours", func(r *Record) { r.Hours = 169 }},
	{"fte", func(r *Record) { r.FTE = 80 }},
	{"fte", func(r *Record) { r.FTE = math.NaN() }},
	{"weight", func(r *Record) { r.Weight = 0 }},
	{"weight", func(r *Record) { r.Weight = math.NaN() }},
	{"excluded", func(r *Record) { r.Excluded = "too rich" }},
}

func valid() Record {
	return Record{Source: "survey", Year: 2024, Pay: 60000, Currency: "EUR", Period: pay.Year, Weight: 1}
}

func TestParquetRefusesToWrite(t *testing.T) {
	for _, o := range outsiders {
		r := valid()
		o.spoil(&r)
		err := NewWriter[Record](&bytes.Buffer{}).Write(&r)
		if err == nil {
			t.Errorf("%s: %+v was written", o.column, r)
			continue
		}
		if e := payError(t, err); e.Field != o.column || e.Kind != pay.Invalid {
			t.Errorf("%s: %v in %q of kind %s", o.column, e, e.Field, e.Kind)
		}
	}
	r := valid()
	if err := NewWriter[Record](&bytes.Buffer{}).Write(&r); err != nil {
		t.Errorf("a sound record is refused: %v", err)
	}
}

func TestParquetRefusesToRead(t *testing.T) {
	for _, o := range outsiders {
		if o.column == "role" || o.column == "skills" { // once joined they are other lists, and sound ones
			continue
		}
		bad := valid()
		o.spoil(&bad)
		var b bytes.Buffer
		w := NewWriter[Record](&b)
		unchecked := *w.table
		unchecked.values = func(*Record) error { return nil }
		unchecked.whole = unchecked.values
		w.table = &unchecked
		good := valid()
		for _, r := range []*Record{&good, &bad} {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		e := fails(t, readParquet(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), "bad.parquet"))
		if e.Kind != pay.Unreadable || e.Field != o.column || e.Place != "bad.parquet: row 2" {
			t.Errorf("%s: %v in %q at %q of kind %s", o.column, e, e.Field, e.Place, e.Kind)
		}
	}
}

func TestParquetDamage(t *testing.T) {
	records := drawn(2, 300, "survey", 2024, 2024)
	file := parquetOf(t, records)
	read := func(data []byte) (got []Record, err error) {
		for r, err := range readParquet(t.Context(), bytes.NewReader(data), int64(len(data)), "broken.parquet") {
			if err != nil {
				return nil, err
			}
			got = append(got, clone(r))
		}
		return got, nil
	}
	unreadable := func(what string, err error) {
		t.Helper()
		if e := payError(t, err); e.Kind != pay.Unreadable || !strings.HasPrefix(e.Place, "broken.parquet") {
			t.Errorf("%s: %v of kind %s", what, err, e.Kind)
		}
	}
	for _, n := range []int{0, 3, 8, 11, 12, len(file) / 2, len(file) - 9, len(file) - 1} {
		if _, err := read(file[:n]); err == nil {
			t.Errorf("cut to %d bytes: no error", n)
		} else {
			unreadable("cut", err)
		}
	}
	for name, data := range map[string][]byte{"text": []byte("country,pay\nDE,65000\n"), "zeros": make([]byte, 5000),
		"footer": []byte("PAR1....\xff\xff\xff\x7fPAR1")} {
		if _, err := read(data); err == nil {
			t.Errorf("%s: no error", name)
		} else {
			unreadable(name, err)
		}
	}
	refused := 0
	for i := 0; i < len(file)-8; i += 37 { // the end is tried above
		broken := bytes.Clone(file)
		broken[i] ^= 0x10
		got, err := read(broken)
		if err != nil {
			unreadable("flip", err)
			refused++
		} else if !reflect.DeepEqual(records, got) {
			t.Errorf("byte %d of %d: other records, without an error", i, len(file))
		}
	}
	if refused < len(file)/37/2 {
		t.Errorf("%d flips of %d are seen", refused, len(file)/37)
	}
}

func TestParquetStops(t *testing.T) {
	file := parquetOf(t, drawn(3, 3*batchRows, "survey", 2024, 2024))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for _, err := range readParquet(ctx, bytes.NewReader(file), int64(len(file)), "x.parquet") {
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v is not that it was cancelled", err)
			}
			break
		}
		n++
		cancel()
	}
	if n != batchRows {
		t.Errorf("read %d records after it was cancelled", n)
	}
}

// A scan must not allocate by field, and hardly by record.
func TestParquetScanAllocates(t *testing.T) {
	const n = 20_000
	file := parquetOf(t, drawn(4, n, "survey", 2024, 2024))
	allocations := testing.AllocsPerRun(2, func() {
		read := 0
		for _, err := range readParquet(t.Context(), bytes.NewReader(file), int64(len(file)), "x.parquet") {
			if err != nil {
				t.Fatal(err)
			}
			read++
		}
		if read != n {
			t.Fatalf("read %d records", read)
		}
	})
	if perRecord := allocations / n; perRecord > .5 {
		t.Errorf("%.2f allocations a record", perRecord)
	}
}
