package slice

import (
	"context"
	"slices"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

var workers = sync.Pool{New: func() any { return new(worker) }}

// Summarise answers for one slice; see Engine.
func (x *Index) Summarise(ctx context.Context, q Query, a Ask) (*Summary, error) {
	if err := x.layer.Admit(q, a); err != nil {
		return nil, err
	}
	if err := x.known(q); err != nil {
		return nil, err
	}
	w := workers.Get().(*worker)
	defer workers.Put(w)
	t := tally{parts: w.parts[:0]}
	defer func() {
		clear(t.parts) // a worker must not keep a segment alive
		w.parts = t.parts
	}()
	for _, segment := range x.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := segment.compile(q)
		if p == nil {
			continue
		}
		for at := range segment.blocks {
			if n := w.scan(p, at); n > 0 {
				t.block(w, &w.rows, p, at, n, a)
			}
		}
	}
	if err := x.layer.Release(t.n); err != nil {
		return nil, err
	}
	sum := t.summary(w, x.layer, a)
	return &sum, nil
}

// GroupBy answers for every value of a facet; see Engine.
func (x *Index) GroupBy(ctx context.Context, q Query, by pay.Facet, a Ask) (*Groups, error) {
	if err := x.layer.AdmitGroups(q, by, a); err != nil {
		return nil, err
	}
	if err := x.known(q); err != nil {
		return nil, err
	}
	w := workers.Get().(*worker)
	defer workers.Put(w)
	tallies := map[string]*tally{}
	tallyOf := func(value string) *tally {
		t := tallies[value]
		if t == nil {
			t = new(tally)
			tallies[value] = t
		}
		return t
	}
	facet := facetIndex(by)
	n := 0
	for _, segment := range x.segments {
		p := segment.compile(q)
		if p == nil {
			continue
		}
		f := &segment.facets[facet]
		plans, own := make([]*plan, len(f.sets)), make([]*tally, len(f.sets))
		for i := range f.sets {
			plans[i], own[i] = p.with(&f.sets[i]), tallyOf(f.values[i])
		}
		for at := range segment.blocks {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			b := &segment.blocks[at]
			matching := w.scan(p, at)
			if n += matching; matching == 0 {
				continue
			}
			in, _ := w.rows.window()
			for i := range f.sets {
				c := f.sets[i].in(at)
				if c == nil {
					continue
				}
				of := int(c.card)
				if matching < b.n {
					of = w.rows.common(b, c, in)
				}
				if of == 0 {
					continue
				}
				if a.rows(b) {
					w.other.load(b, at, []*set{&f.sets[i]}, in)
					w.other.and(&w.rows)
				}
				own[i].block(w, &w.other, plans[i], at, of, a)
			}
		}
	}
	if err := x.layer.Release(n); err != nil {
		return nil, err
	}
	groups := make([]Group, 0, len(tallies))
	for value, t := range tallies {
		g := Group{Value: value, SliceSummary: Summary{N: t.n}}
		if x.layer.Release(t.n) == nil {
			g.SliceSummary = t.summary(w, x.layer, a)
		}
		groups = append(groups, g)
	}
	return x.layer.Groups(by, groups), nil
}

// known returns an error when the query names a value that no record has.
func (x *Index) known(q Query) error {
	for _, values := range []Values{q.Any, q.All, q.None} {
		for f, codes := range values {
			for _, code := range codes {
				if !x.has(facetIndex(f), code) {
					return x.layer.Unknown(f, code, x.values(facetIndex(f)))
				}
			}
		}
	}
	return nil
}

// has reports whether any record has the value.
func (x *Index) has(facet int, value string) bool {
	for _, segment := range x.segments {
		if segment.facets[facet].find(value) != nil {
			return true
		}
	}
	return false
}

// values lists the values that records have of a facet.
func (x *Index) values(facet int) []string {
	var all []string
	for _, segment := range x.segments {
		all = append(all, segment.facets[facet].values...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// tally adds up a slice while its rows are found.
type tally struct {
	n      int
	weight uint64
	sum    float64 // of pay, or of pay × people
	bins   []Count
	parts  []part
}

// rows reports whether the rows of a slice must be looked at one by one in block b.
func (a Ask) rows(b *block) bool { return a.Mean || len(a.Edges) > 0 || b.weights != nil }

// block adds the n rows of a block, which are in rows when a needs to see them.
func (t *tally) block(w *worker, rows *region, p *plan, at, n int, a Ask) {
	b := &p.blocks[at]
	weight, sum := uint64(n)*PerPerson, 0.0
	w.list = w.list[:0]
	if a.rows(b) {
		w.list = rows.list(w.list)
	}
	if b.weights != nil {
		weight = 0
		for _, row := range w.list {
			weight += uint64(b.weights[row])
		}
	}
	if a.Mean && a.Weighted && b.weights != nil {
		for _, row := range w.list {
			sum += b.pays[row] * (float64(b.weights[row]) / PerPerson)
		}
	} else if a.Mean {
		for _, row := range w.list {
			sum += b.pays[row]
		}
	}
	t.n += n
	t.weight += weight
	t.sum += sum
	own := part{plan: p, block: at, low: b.low, high: b.high, size: uint64(n)}
	if a.Weighted {
		own.size = weight
	}
	t.parts = append(t.parts, own)
	if len(a.Edges) == 0 {
		return
	}
	t.bins = slices.Grow(t.bins, len(a.Edges)+1)[:len(a.Edges)+1]
	if bar := binOf(a.Edges, b.low); bar == binOf(a.Edges, b.high) {
		t.bins[bar].N += n
		t.bins[bar].Weight += weight
		return
	}
	for _, row := range w.list {
		bar := &t.bins[binOf(a.Edges, b.pays[row])]
		bar.N++
		bar.Weight += b.weightOf(int(row))
	}
}

// binOf returns the bar of a histogram that a pay belongs in: the number of edges at or below it.
func binOf(edges []float64, pay float64) int {
	i, on := slices.BinarySearch(edges, pay)
	if on {
		i++
	}
	return i
}

// summary states a tally of at least one row.
func (t *tally) summary(w *worker, l Layer, a Ask) Summary {
	s := Summary{N: t.n, Weight: weight(t.weight)}
	total := uint64(t.n)
	if a.Weighted {
		total = t.weight
	}
	if a.Mean {
		if s.Mean = t.sum / float64(t.n); a.Weighted {
			s.Mean = t.sum / s.Weight
		}
	}
	s.Quantiles = w.quantiles(t.parts, total, a.Levels, a.Weighted)
	if len(a.Edges) > 0 {
		s.Bins = l.Bins(a.Edges, t.bins)
	}
	return s
}
