package slice_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

// TestAppendWhileReading appends in batches of one pay each, while readers check that every answer is of
// whole batches, that answers of one snapshot agree, and that nothing goes back.
func TestAppendWhileReading(t *testing.T) {
	const batch, batches, readers = 40, 200, 4
	x := open(t, slice.NewBuilder(0), layer(t))
	ctx := context.Background()
	var stop atomic.Bool
	var answers atomic.Int64
	var group sync.WaitGroup
	for range readers {
		group.Go(func() {
			last := 0
			for !stop.Load() {
				s := x.Snapshot()
				sum, err := s.Summarise(ctx, slice.Query{}, slice.Ask{Levels: []float64{0, 1}})
				if errors.Is(err, slice.Empty) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				groups, err := s.GroupBy(ctx, slice.Query{}, pay.FacetCountry, slice.Ask{})
				if err != nil {
					t.Error(err)
					return
				}
				highest := sum.Quantiles[1]
				if sum.N%batch != 0 || sum.N < last || highest != float64(sum.N/batch) || len(groups.Groups) != 1 ||
					groups.Groups[0].N != sum.N || s.Len() != sum.N {
					t.Errorf("an answer of %d records after %d, up to the pay %v, in groups %+v", sum.N, last, highest,
						groups.Groups)
					return
				}
				last = sum.N
				answers.Add(1)
			}
		})
	}
	for i := range batches {
		rows := make([]slice.Row, batch)
		for j := range rows {
			rows[j] = slice.Row{Record: &dataset.Record{Country: "DE", Weight: 1}, Pay: float64(i + 1)}
		}
		if err := x.Append(rows...); err != nil {
			t.Fatal(err)
		}
		if i == batches/2 {
			x.Merge()
		}
	}
	stop.Store(true)
	group.Wait()
	if answers.Load() == 0 {
		t.Error("no reader had an answer")
	}
	if x.Len() != batch*batches {
		t.Errorf("%d records, want %d", x.Len(), batch*batches)
	}
}

func layer(t testing.TB) slice.Layer {
	t.Helper()
	l, err := slice.NewLayer(pay.Reported, 0)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSnapshotStays(t *testing.T) {
	rows := slicetest.Plain(1, 3000)
	x := build(t, layer(t), rows[:1000]).(*slice.Index)
	before := x.Snapshot()
	if err := x.Append(rows[1000:]...); err != nil {
		t.Fatal(err)
	}
	x.Merge()
	if before.Len() != 1000 || x.Len() != 3000 {
		t.Errorf("the snapshot has %d records and the index %d, want 1000 and 3000", before.Len(), x.Len())
	}
	slicetest.Compare(t, before, &slicetest.Naive{Layer: layer(t), Rows: rows[:1000]}, slice.Query{},
		slice.Ask{Levels: []float64{.5}}, pay.FacetRole)
}

func TestAppendAllOrNone(t *testing.T) {
	for name, bad := range map[string]slice.Row{
		"no pay":          {Record: &dataset.Record{Weight: 1}},
		"endless pay":     {Record: &dataset.Record{Weight: 1}, Pay: math.Inf(1)},
		"pay of nothing":  {Record: &dataset.Record{Weight: 1}, Pay: math.NaN()},
		"no weight":       {Record: &dataset.Record{}, Pay: 1},
		"too much weight": {Record: &dataset.Record{Weight: 1e9}, Pay: 1},
		"no such years":   {Record: &dataset.Record{Weight: 1, Years: pay.YearsOf(-1)}, Pay: 1},
		"too many skills": {Record: &dataset.Record{Weight: 1, Skills: make([]string, 5000)}, Pay: 1},
	} {
		x := build(t, layer(t), slicetest.Plain(1, 10)).(*slice.Index)
		err := x.Append(append(slicetest.Plain(2, 3), bad)...)
		if pay.KindOf(err) != pay.Invalid || !errors.Is(err, slice.BadRecord) {
			t.Errorf("%s: %v, want %s", name, err, slice.BadRecord)
		}
		if x.Len() != 10 {
			t.Errorf("%s: %d records, want the 10 of before", name, x.Len())
		}
	}
}

func TestExcludedTakeNoPart(t *testing.T) {
	rows := slicetest.Plain(1, 20)
	rows[3].Record.Excluded = dataset.Implausible
	rows[15].Record.Excluded = dataset.NoPay
	rows[15].Pay = 0
	if n := grow(t, layer(t), rows).(*slice.Index).Len(); n != 18 {
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

func TestCloseTwice(t *testing.T) {
	x := build(t, layer(t), slicetest.Plain(1, 10)).(*slice.Index)
	if err := errors.Join(x.Close(), x.Close()); err != nil {
		t.Error(err)
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
