package slice_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

func layer(t testing.TB) slice.Layer {
	t.Helper()
	l, err := slice.NewLayer(pay.Reported, 0)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestBadRecords(t *testing.T) {
	for name, bad := range map[string]slice.Row{
		"no pay":          {Record: &dataset.Record{Weight: 1}},
		"endless pay":     {Record: &dataset.Record{Weight: 1}, Pay: math.Inf(1)},
		"pay of nothing":  {Record: &dataset.Record{Weight: 1}, Pay: math.NaN()},
		"no weight":       {Record: &dataset.Record{}, Pay: 1},
		"too much weight": {Record: &dataset.Record{Weight: 1e9}, Pay: 1},
		"no such years":   {Record: &dataset.Record{Weight: 1, Years: pay.YearsOf(-1)}, Pay: 1},
		"too many skills": {Record: &dataset.Record{Weight: 1, Skills: make([]string, 5000)}, Pay: 1},
	} {
		b := slice.NewBuilder(1)
		err := b.Add(bad.Record, bad.Pay)
		if pay.KindOf(err) != pay.Invalid || !errors.Is(err, slice.BadRecord) {
			t.Errorf("%s: %v, want %s", name, err, slice.BadRecord)
		}
		if b.Len() != 0 {
			t.Errorf("%s: %d records were added", name, b.Len())
		}
	}
}

func TestExcludedTakeNoPart(t *testing.T) {
	rows := slicetest.Plain(1, 20)
	rows[3].Record.Excluded = dataset.Implausible
	rows[15].Record.Excluded = dataset.NoPay
	rows[15].Pay = 0
	if n := build(t, layer(t), rows).(*slice.Index).Len(); n != 18 {
		t.Errorf("%d records, want 18", n)
	}
}

func TestMinGroupIsOnlyRaised(t *testing.T) {
	for _, o := range []slice.Options{{Layer: pay.Reported, MinGroup: 4}, {Layer: pay.Reported, MinGroup: -1},
		{Layer: "hearsay"}} {
		if _, err := slice.NewBuilder(0).Build(o); pay.KindOf(err) != pay.Invalid {
			t.Errorf("%+v: %v, want it refused", o, err)
		}
	}
}

// TestBins: no bar is smaller than a group that may leave, and all of them together are everybody.
func TestBins(t *testing.T) {
	rows := slicetest.Rough(1, 500)
	var edges []float64
	for e := 5000.0; e < 1e6; e *= 1.1 {
		edges = append(edges, e)
	}
	s, err := build(t, layer(t), rows).Summarise(context.Background(), slice.Query{}, slice.Ask{Edges: edges})
	if err != nil {
		t.Fatal(err)
	}
	n, end := 0, 0.0
	for i, b := range s.Bins {
		if b.N < slice.MinGroup || b.From != end || (b.To == 0) != (i == len(s.Bins)-1) {
			t.Errorf("bar %d is %+v, after one that ends at %v", i, b, end)
		}
		n, end = n+b.N, b.To
	}
	if n != s.N || len(s.Bins) < 5 {
		t.Errorf("%d bars of %d records, want several of %d", len(s.Bins), n, s.N)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	x := build(t, layer(t), slicetest.Plain(1, 10))
	_, err := x.Summarise(ctx, slice.Query{}, slice.Ask{})
	_, err2 := x.GroupBy(ctx, slice.Query{}, pay.FacetRole, slice.Ask{})
	if !errors.Is(err, context.Canceled) || !errors.Is(err2, context.Canceled) {
		t.Errorf("%v and %v, want both cancelled", err, err2)
	}
}

func TestRank(t *testing.T) {
	for _, test := range []struct {
		p     float64
		total uint64
		want  uint64
	}{
		{0, 10, 1}, {.5, 1, 1}, {.5, 10, 5}, {.5, 11, 6}, {1, 10, 10},
		{.07, 100, 7},                           // .07×100 is 7.000000000000001
		{.000001, 1_000_000, 1},                 // exactly 1
		{.000001, 1_000_001, 2},                 // a millionth more
		{.999999, 1 << 62, 4611681406741369477}, // beyond what a product of 64 bits holds
	} {
		if got := slice.Rank(test.p, test.total); got != test.want {
			t.Errorf("Rank(%v, %d) = %d, want %d", test.p, test.total, got, test.want)
		}
	}
}
