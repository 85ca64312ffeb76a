// Package sourcetest is for the tests of sources: it reads a file with a source and keeps what came out,
// and reads the same file a second, simple way, so that a test can count on its own.
package sourcetest

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
)

// Result is what a source made of a file.
type Result struct {
	Records []dataset.Record
	Cells   []dataset.Cell
	Unknown map[pay.Facet]map[string]int // labels that no code was found for, and in how many rows
}

// Record keeps a copy of a record; it makes a Result a source.Sink.
func (r *Result) Record(d *dataset.Record) error {
	c := *d
	c.Roles, c.Skills = slices.Clone(d.Roles), slices.Clone(d.Skills)
	r.Records = append(r.Records, c)
	return nil
}

// Cell keeps a copy of a cell.
func (r *Result) Cell(c *dataset.Cell) error {
	r.Cells = append(r.Cells, *c)
	return nil
}

// Unmapped counts a label; it makes a Result a source.Observer.
func (r *Result) Unmapped(facet pay.Facet, label string) {
	if r.Unknown[facet] == nil {
		r.Unknown[facet] = map[string]int{}
	}
	r.Unknown[facet][label]++
}

// Count returns how many records were set aside for each reason; those under "" were kept.
func (r *Result) Count() map[dataset.Reason]int {
	counts := map[dataset.Reason]int{}
	for _, d := range r.Records {
		counts[d.Excluded]++
	}
	return counts
}

// Read reads a file, which must be one of the source's, and checks every record: see Check.
func Read(t testing.TB, s source.Source, path string) *Result {
	t.Helper()
	in, err := source.Open(t.Context(), path, source.Options{})
	if err != nil {
		t.Fatalf("opening %s: %v", path, err)
	}
	return read(t, s, in)
}

// ReadText reads a file of the given name and text.
func ReadText(t testing.TB, s source.Source, name, text string) *Result {
	t.Helper()
	in, err := source.NewInput(t.Context(), name, strings.NewReader(text), source.Options{})
	if err != nil {
		t.Fatalf("opening %s: %v", name, err)
	}
	return read(t, s, in)
}

func read(t testing.TB, s source.Source, in *source.Input) *Result {
	t.Helper()
	defer in.Close()
	result := &Result{Unknown: map[pay.Facet]map[string]int{}}
	if err := s.Read(t.Context(), in, result); err != nil {
		t.Fatalf("reading %s: %v", in.Name, err)
	}
	Check(t, s, result)
	return result
}

// Error reads a text that is not one of the source's files, or is damaged, and returns the error, which
// must be a *pay.Error with a place and a hint.
func Error(t testing.TB, s source.Source, name, text string) *pay.Error {
	t.Helper()
	in, err := source.NewInput(t.Context(), name, strings.NewReader(text), source.Options{})
	if err == nil {
		defer in.Close()
		err = s.Read(t.Context(), in, &Result{Unknown: map[pay.Facet]map[string]int{}})
	}
	e, ok := err.(*pay.Error)
	if !ok {
		t.Fatalf("reading %s gave %v, not a *pay.Error", name, err)
	}
	if e.Place == "" || e.Hint == "" {
		t.Errorf("the error %q has place %q and hint %q", e.Message, e.Place, e.Hint)
	}
	return e
}

// Rows reads a gzipped table without package source: by encoding/csv, or at its tabs, every row after the
// header that has a cell with something in it. charset is "utf-8" or "windows-1251".
func Rows(t testing.TB, path string, comma rune, charset string) (header []string, rows [][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var text io.Reader = z
	if charset == "windows-1251" {
		text = charmap.Windows1251.NewDecoder().Reader(z)
	}
	var all [][]string
	if comma == '\t' {
		whole, err := io.ReadAll(text)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(whole)) {
			all = append(all, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
		}
	} else {
		r := csv.NewReader(text)
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
		if all, err = r.ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 2 {
		t.Fatalf("%s has %d rows", path, len(all))
	}
	all[0][0] = strings.TrimPrefix(all[0][0], "\ufeff")
	for _, row := range all[1:] {
		if slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			rows = append(rows, row)
		}
	}
	return all[0], rows
}
