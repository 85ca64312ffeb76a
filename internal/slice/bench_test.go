package slice_test

import (
	"context"
	"flag"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

var benchRows = flag.Int("rows", 1_000_000, "records of the benchmarks")

// benchIndex is the index that the benchmarks ask; built once.
var benchIndex = sync.OnceValue(func() *slice.Index {
	b := slice.NewBuilder(*benchRows)
	for r, amount := range slicetest.Records(*benchRows, 1) {
		if err := b.Add(r, amount); err != nil {
			panic(err)
		}
	}
	x, err := b.Build(slice.Options{Layer: pay.Reported})
	if err != nil {
		panic(err)
	}
	return x
})

var fiveLevels = slice.Ask{Levels: []float64{.1, .25, .5, .75, .9}}

func BenchmarkSummarise(b *testing.B) {
	years := &slice.Range{From: 5, To: 9}
	for _, bench := range []struct {
		name string
		q    slice.Query
		a    slice.Ask
	}{
		{"four facets",
			slice.Query{Any: slice.Values{"country": {"US"}, "role": {"backend"}, "skills": {"java"}}, Years: years},
			fiveLevels},
		{"four facets with mean",
			slice.Query{Any: slice.Values{"country": {"US"}, "role": {"backend"}, "org_size": {"100-499", "20-99"}},
				Years: years}, slice.Ask{Levels: fiveLevels.Levels, Mean: true}},
		{"four facets without country",
			slice.Query{Any: slice.Values{"role": {"backend"}, "skills": {"java"}, "org_size": {"100-499", "20-99"}},
				Years: years}, fiveLevels},
		{"four facets without country or role",
			slice.Query{
				Any: slice.Values{"education": {"master"}, "skills": {"javascript"}, "remote": {"remote"},
					"org_size": {"100-499"}}}, fiveLevels},
		{"everyone", slice.Query{}, fiveLevels},
	} {
		b.Run(bench.name, func(b *testing.B) {
			x := benchIndex()
			s, err := x.Summarise(context.Background(), bench.q, bench.a)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := x.Summarise(context.Background(), bench.q, bench.a); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(100*float64(s.N)/float64(x.Len()), "%match")
		})
	}
}

func BenchmarkGroupBy(b *testing.B) {
	for _, bench := range []struct {
		name string
		by   pay.Facet
		q    slice.Query
		a    slice.Ask
	}{
		{"countries", pay.FacetCountry, slice.Query{}, fiveLevels},
		{"countries with mean", pay.FacetCountry, slice.Query{}, slice.Ask{Levels: fiveLevels.Levels, Mean: true}},
		{"countries of a role", pay.FacetCountry, slice.Query{Any: slice.Values{"role": {"backend"}}}, fiveLevels},
		{"skills of a country", pay.FacetSkills, slice.Query{Any: slice.Values{"country": {"US"}}}, fiveLevels},
		{"places", pay.FacetPlace, slice.Query{}, fiveLevels},
	} {
		b.Run(bench.name, func(b *testing.B) {
			x := benchIndex()
			var n int
			for b.Loop() {
				g, err := x.GroupBy(context.Background(), bench.q, bench.by, bench.a)
				if err != nil {
					b.Fatal(err)
				}
				n = len(g.Groups)
			}
			b.ReportMetric(float64(n), "groups")
		})
	}
}

// BenchmarkBuild measures records a second and bytes a record. Records are drawn in batches, in memory that
// is used again, as they come from a file; drawing them is not in the time.
func BenchmarkBuild(b *testing.B) {
	batch := make([]slice.Row, 100)
	for i := range batch {
		batch[i].Record = new(dataset.Record)
	}
	var bytes uint64
	var took time.Duration
	for b.Loop() {
		began := heap()
		builder := slice.NewBuilder(*benchRows)
		drawn := 0
		add := func() {
			start := time.Now()
			for _, r := range batch[:drawn] {
				if err := builder.Add(r.Record, r.Pay); err != nil {
					b.Fatal(err)
				}
			}
			took += time.Since(start)
			drawn = 0
		}
		for r, amount := range slicetest.Records(*benchRows, 1) {
			own := batch[drawn].Record
			roles, skills := append(own.Roles[:0], r.Roles...), append(own.Skills[:0], r.Skills...)
			*own = *r
			own.Roles, own.Skills, batch[drawn].Pay = roles, skills, amount
			if drawn++; drawn == len(batch) {
				add()
			}
		}
		add()
		start := time.Now()
		x, err := builder.Build(slice.Options{Layer: pay.Reported})
		if err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
		builder = nil
		bytes = heap() - began
		runtime.KeepAlive(x)
		x.Close()
	}
	b.ReportMetric(float64(b.N)*float64(*benchRows)/took.Seconds(), "records/s")
	b.ReportMetric(float64(bytes)/float64(*benchRows), "B/record")
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
