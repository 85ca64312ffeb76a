package cache_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/cache"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reported.slices")
	rows := slicetest.Rough(1, 900)
	built := 0
	open := func(fingerprint string, rows []slice.Row) *slice.Summary {
		t.Helper()
		x, note, err := cache.Open(path, fingerprint, slice.Options{Layer: pay.Reported}, func(b *slice.Builder) error {
			built++
			for _, r := range rows {
				if err := b.Add(r.Record, r.Pay); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || note != nil {
			t.Fatal(err, note)
		}
		defer x.Close()
		s, err := x.Summarise(context.Background(), slice.Query{},
			slice.Ask{Levels: []float64{.5}, Mean: true, Weighted: true})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := open("a", rows)
	if d := cmp.Diff(first, open("a", nil)); d != "" || built != 1 {
		t.Errorf("built %d times, want once; the second time differs:\n%s", built, d)
	}
	if s := open("b", rows[:500]); s.N != 500 || built != 2 {
		t.Errorf("%d records after %d builds, want the 500 of the new data after 2", s.N, built)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if s := open("b", rows); s.N != 900 || built != 3 {
		t.Errorf("%d records after %d builds, want a damaged file to be built again", s.N, built)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("%d files are left (%v), want the one", len(files), err)
	}
}

func TestUnwritable(t *testing.T) {
	x, note, err := cache.Open(filepath.Join(t.TempDir(), "no", "such", "folder"), "a",
		slice.Options{Layer: pay.Reported},
		func(b *slice.Builder) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if note == nil {
		t.Error("nothing says that the index was not kept")
	}
}
