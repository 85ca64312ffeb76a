package clickhouse_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/clickhouse"
	"github.com/backpay/backpay/internal/slice/clickhouse/clickhousetest"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

// load fills ClickHouse with rows.
func load(t testing.TB, address, fingerprint string, o slice.Options, rows []slice.Row) *clickhouse.Store {
	t.Helper()
	s, err := clickhouse.Load(context.Background(), address, fingerprint, o,
		func(add func(*dataset.Record, float64) error) error {
			for _, r := range rows {
				if err := add(r.Record, r.Pay); err != nil {
					return err
				}
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestServer(t *testing.T) {
	address := clickhousetest.Address(t)
	loads := 0
	t.Run("conformance", func(t *testing.T) {
		slicetest.Conform(t, func(t testing.TB, l slice.Layer, rows []slice.Row) slice.Engine {
			loads++
			// A part of the records is appended, to the other shard.
			s := load(t, address, fmt.Sprint("load ", loads), slice.Options{Layer: l.Name(), MinGroup: l.MinGroup()},
				rows[:len(rows)/2])
			if err := s.Append(context.Background(), rows[len(rows)/2:]...); err != nil {
				t.Fatal(err)
			}
			return s
		}, 40)
	})
	t.Run("stale", func(t *testing.T) {
		ctx := context.Background()
		o := slice.Options{Layer: pay.Posted}
		open := func(fingerprint string) error {
			s, err := clickhouse.Open(ctx, address, fingerprint, o)
			if err == nil {
				s.Close()
			}
			return err
		}
		if err := open("a"); !errors.Is(err, slice.Stale) {
			t.Errorf("before anything is loaded: %v, want %s", err, slice.Stale)
		}
		load(t, address, "a", o, slicetest.Plain(1, 50))
		if err := open("a"); err != nil {
			t.Error(err)
		}
		load(t, address, "b", o, slicetest.Plain(2, 50))
		if err := open("a"); !errors.Is(err, slice.Stale) {
			t.Errorf("after other data is loaded: %v, want %s", err, slice.Stale)
		}
		if err := open("b"); err != nil {
			t.Error(err)
		}
	})
	t.Run("text of any kind", func(t *testing.T) {
		rows := slicetest.Plain(3, 60)
		for i, r := range rows {
			r.Record.Country = []string{`it's`, `back\slash`, "new\nline", `"quoted"`, "snow ☃", `') OR 1 --`}[i%6]
			r.Record.Skills = []string{`a'b`, `c\d`}[:1+i%2]
		}
		l, err := slice.NewLayer(pay.Reported, 0)
		if err != nil {
			t.Fatal(err)
		}
		s := load(t, address, "text", slice.Options{Layer: pay.Reported}, rows)
		want := &slicetest.Naive{Layer: l, Rows: rows}
		a := slice.Ask{Levels: []float64{.5}}
		for i := range 6 {
			q := slice.Query{Any: slice.Values{"country": {rows[i].Record.Country}},
				All: slice.Values{"skills": rows[i].Record.Skills}}
			if slicetest.Compare(t, s, want, q, a, pay.FacetSkills) != 1 {
				t.Errorf("no answer for %q", rows[i].Record.Country)
			}
		}
	})
}

func TestAddressRefused(t *testing.T) {
	for _, address := range []string{
		"postgres://localhost/", "clickhouse://", "clickhouse://a:9000,b:9000/db", "clickhouse://a:9000,/db?cluster=c",
		"clickhouse://a/b;c", "clickhouse://a/db?cluster=%27", "clickhouse://u:secret%zz@a/db",
	} {
		_, err := clickhouse.Open(context.Background(), address, "", slice.Options{Layer: pay.Reported})
		if e, ok := errors.AsType[*pay.Error](err); !ok || e.Kind != pay.Invalid || e.Hint == "" {
			t.Errorf("%s: %v, want it refused as invalid with a hint", address, err)
		}
	}
	_, err := clickhouse.Open(context.Background(), "clickhouse://127.0.0.1:1/db", "",
		slice.Options{Layer: pay.Reported})
	if pay.KindOf(err) != pay.Unsupported {
		t.Errorf("where nobody listens: %v, want it unsupported", err)
	}
}
