package dataset

import (
	"errors"
	"iter"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// drawn returns n records drawn from a seed, of the years from first to last.
func drawn(seed uint64, n int, source string, first, last int) []Record {
	r := rand.New(rand.NewPCG(seed, 1))
	skills := []string{"go", "python", "java", "postgresql", "mysql", "kubernetes", "aws", "react", "linux", "c++",
		"c#", "rust"}
	records := make([]Record, n)
	for i := range records {
		rec := Record{
			Source: source, Year: first + r.IntN(last-first+1),
			Country: pick(r, "DE", "US", "UA", "IN", "FI", ""), Place: pick(r, "", "", "DE-berlin", "US-CA"),
			Level: pick(r, "", "entry", "senior"), Industry: pick(r, "", "finance", "software"),
			OrgSize: pick(r, "", "2-9", "10000+"), Remote: pick(r, "", "remote", "hybrid"),
			Employment: pick(r, "employee", "freelance"), Education: pick(r, "", "bachelor", "master"),
			Pay: math.Round(math.Exp(11+r.NormFloat64()/2)*100) / 100, Currency: pick(r, "EUR", "USD", "UAH"),
			Period: pick(r, pay.Periods...), Basis: pick(r, "", pay.Gross, pay.Net),
			Component: pick(r, "", pay.Base, pay.Total),
			Weight:    pick(r, 1, 1, 1, 2.5),
		}
		for _, role := range []string{"backend", "sre", "frontend"} {
			if r.IntN(3) == 0 {
				rec.Roles = append(rec.Roles, role)
			}
		}
		for _, skill := range skills {
			if r.IntN(2) == 0 {
				rec.Skills = append(rec.Skills, skill)
			}
		}
		if r.IntN(4) > 0 {
			rec.Years = pay.YearsOf(float64(r.IntN(101)) / 2)
		}
		if r.IntN(4) == 0 {
			rec.Coding = pay.YearsOf(float64(r.IntN(101)) / 2)
		}
		switch r.IntN(10) {
		case 0:
			rec.PayLow, rec.PayHigh = rec.Pay*.9, rec.Pay*1.1
		case 1:
			rec.PayLow, rec.PayHigh = rec.Pay, math.Inf(1)
		case 2:
			rec.Excluded = pick(r, Reasons...)
		case 3:
			rec.Pay, rec.Excluded = 0, NoPay
		case 4:
			rec.Hours, rec.FTE = 30, .75
		}
		records[i] = rec
	}
	return records
}

// each yields pointers to records.
func each(records []Record) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		for i := range records {
			if !yield(&records[i], nil) {
				return
			}
		}
	}
}

// clone copies a record out of a sequence that reuses it. Empty lists become nil, as they are in drawn.
func clone(r *Record) Record {
	c := r.Clone()
	if len(c.Roles) == 0 {
		c.Roles = nil
	}
	if len(c.Skills) == 0 {
		c.Skills = nil
	}
	return c
}

// diff reports how records differ; cmp is too slow to ask when they do not.
func diff(want, got []Record) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got, cmp.AllowUnexported(pay.Years{}))
}

// collect gathers a sequence of records, which must not fail.
func collect(t testing.TB, records iter.Seq2[*Record, error]) []Record {
	t.Helper()
	var all []Record
	for r, err := range records {
		if err != nil {
			t.Fatal(err)
		}
		one := clone(r)
		one.Layer = "" // of its import: what is compared is what was stored
		all = append(all, one)
	}
	return all
}

// fails ends a sequence at its error, which must be a *pay.Error.
func fails[T any](t testing.TB, rows iter.Seq2[T, error]) *pay.Error {
	t.Helper()
	for _, err := range rows {
		if err != nil {
			return payError(t, err)
		}
	}
	t.Fatal("there is no error")
	return nil
}

func payError(t testing.TB, err error) *pay.Error {
	t.Helper()
	e, ok := errors.AsType[*pay.Error](err)
	if !ok {
		t.Fatalf("%v is no *pay.Error", err)
	}
	return e
}

// directory opens a data directory that does not exist yet.
func directory(t testing.TB) *Directory {
	t.Helper()
	d, err := OpenDirectory(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// commit imports records, which must be of one source.
func commit(t testing.TB, d *Directory, records []Record, meta Meta, options CommitOptions) (Entry, bool) {
	t.Helper()
	imp, err := d.Begin(records[0].Source)
	if err != nil {
		t.Fatal(err)
	}
	defer imp.Abort()
	for i := range records {
		if err := imp.Record(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
	entry, added, err := imp.Commit(t.Context(), meta, options)
	if err != nil {
		t.Fatal(err)
	}
	return entry, added
}
