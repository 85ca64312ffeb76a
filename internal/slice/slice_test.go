package slice_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/slicetest"
	"github.com/backpay/backpay/internal/taxonomy"
)

// build makes an index of rows at once.
func build(t testing.TB, l slice.Layer, rows []slice.Row) slice.Engine {
	t.Helper()
	b := slice.NewBuilder(len(rows))
	for _, r := range rows {
		if err := b.Add(r.Record, r.Pay); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, b, l)
}

func open(t testing.TB, b *slice.Builder, l slice.Layer) *slice.Index {
	t.Helper()
	x, err := b.Build(slice.Options{Layer: l.Name(), MinGroup: l.MinGroup()})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestBuilt(t *testing.T) { slicetest.Conform(t, build, 300) }

// TestManyBlocks asks an index of several blocks.
func TestManyBlocks(t *testing.T) {
	layer := layer(t)
	for name, rows := range map[string][]slice.Row{"plain": slicetest.Plain(8, 150_000),
		"rough": slicetest.Rough(9, 100_000)} {
		t.Run(name, func(t *testing.T) {
			built := build(t, layer, rows).(*slice.Index)
			if built.Len() != len(rows) {
				t.Errorf("%d records, want %d", built.Len(), len(rows))
			}
			want := &slicetest.Naive{Layer: layer, Rows: rows}
			answered := 0
			for i := range 12 {
				r := rand.New(rand.NewPCG(uint64(i), 1))
				q, a := slicetest.Question(r.IntN, rows)
				answered += slicetest.Compare(t, built, want, q, a, slice.Facets[r.IntN(len(slice.Facets))])
			}
			if answered == 0 {
				t.Error("no question had an answer")
			}
		})
	}
}

func TestAgainstSorting(t *testing.T) {
	layer := layer(t)
	rapid.Check(t, func(rt *rapid.T) {
		rows := slicetest.RandomRows(rt, 80)
		q, a := slicetest.Question(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "choice") }, rows)
		by := rapid.SampledFrom(slice.Facets).Draw(rt, "by")
		slicetest.Compare(rt, build(t, layer, rows), &slicetest.Naive{Layer: layer, Rows: rows}, q, a, by)
	})
}

// TestWideRecords asks of records that have more skills, and values with higher codes, than most: an index
// gathers them another way.
func TestWideRecords(t *testing.T) {
	rows := slicetest.Plain(10, 1<<16+3000) // more places than 16 bits can number
	for i, r := range rows {
		r.Record.Place = "place " + strconv.Itoa(i)
		if i%5 == 0 {
			r.Record.Skills = append(slices.Clone(taxonomy.Skills.Codes()[:21+i%9]), r.Record.Skills...)
		}
		if i%7 == 0 {
			r.Record.Place = "place of many"
			r.Record.Industry = "industry " + strconv.Itoa(i%100)
		}
	}
	layer := layer(t)
	built, want := build(t, layer, rows).(*slice.Index), &slicetest.Naive{Layer: layer, Rows: rows}
	a := slice.Ask{Levels: []float64{.1, .5, .9}, Mean: true}
	answered := 0
	for _, q := range []slice.Query{
		{Any: slice.Values{"place": {"place of many"}}},
		{Any: slice.Values{
			"place": {"place 9", "place 68300", "place 68301", "place 68302", "place 68303", "place 68305"}}},
		{Any: slice.Values{"industry": {"industry 93"}}},
		{All: slice.Values{"skills": taxonomy.Skills.Codes()[19:21]}},
		{None: slice.Values{"skills": taxonomy.Skills.Codes()[20:21]}, Any: slice.Values{"country": {"DE"}}},
	} {
		answered += slicetest.Compare(t, built, want, q, a, pay.FacetIndustry)
	}
	if answered != 5 {
		t.Errorf("%d of 5 questions had an answer", answered)
	}
}
