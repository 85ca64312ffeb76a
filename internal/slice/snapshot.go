package slice

import (
	"context"
	"slices"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

// Snapshot is the records of an Index at one moment. It never changes, however much is appended to the
// index, and is an Engine.
type Snapshot struct {
	layer    Layer
	segments []*segment
	tail     []entry // the newest records, not yet a segment
}

var _ Engine = (*Snapshot)(nil)

// Len returns how many records there are.
func (s *Snapshot) Len() int {
	n := len(s.tail)
	for _, segment := range s.segments {
		n += segment.n
	}
	return n
}

var workers = sync.Pool{New: func() any { return new(worker) }}

// Summarise answers for one slice; see Engine.
func (s *Snapshot) Summarise(ctx context.Context, q Query, a Ask) (*Summary, error) {
	if err := s.layer.Admit(q, a); err != nil {
		return nil, err
	}
	if err := s.known(q); err != nil {
		return nil, err
	}
	w := workers.Get().(*worker)
	defer workers.Put(w)
	t := tally{parts: w.parts[:0]}
	defer func() {
		clear(t.parts) // a worker must not keep a segment alive
		w.parts = t.parts
	}()
	for _, segment := range s.segments {
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
	for i := range s.tail {
		if e := &s.tail[i]; e.matches(q) {
			t.entry(e, a)
		}
	}
	t.close()
	if err := s.layer.Release(t.n); err != nil {
		return nil, err
	}
	sum := t.summary(w, s.layer, a)
	return &sum, nil
}

// GroupBy answers for every value of a facet; see Engine.
func (s *Snapshot) GroupBy(ctx context.Context, q Query, by pay.Facet, a Ask) (*Groups, error) {
	if err := s.layer.AdmitGroups(q, by, a); err != nil {
		return nil, err
	}
	if err := s.known(q); err != nil {
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
	for _, segment := range s.segments {
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
	for i := range s.tail {
		e := &s.tail[i]
		if !e.matches(q) {
			continue
		}
		n++
		for value := range e.values(facet) {
			tallyOf(value).entry(e, a)
		}
	}
	if err := s.layer.Release(n); err != nil {
		return nil, err
	}
	groups := make([]Group, 0, len(tallies))
	for value, t := range tallies {
		g := Group{Value: value, SliceSummary: Summary{N: t.n}}
		if t.close(); s.layer.Release(t.n) == nil {
			g.SliceSummary = t.summary(w, s.layer, a)
		}
		groups = append(groups, g)
	}
	return s.layer.Groups(by, groups), nil
}

// known returns an error when the query names a value that no record has.
func (s *Snapshot) known(q Query) error {
	for _, values := range []Values{q.Any, q.All, q.None} {
		for f, codes := range values {
			for _, code := range codes {
				if !s.has(facetIndex(f), code) {
					return s.layer.Unknown(f, code, s.values(facetIndex(f)))
				}
			}
		}
	}
	return nil
}

// has reports whether any record has the value.
func (s *Snapshot) has(facet int, value string) bool {
	for _, segment := range s.segments {
		if segment.facets[facet].find(value) != nil {
			return true
		}
	}
	for i := range s.tail {
		for v := range s.tail[i].values(facet) {
			if v == value {
				return true
			}
		}
	}
	return false
}

// values lists the values that records have of a facet.
func (s *Snapshot) values(facet int) []string {
	var all []string
	for _, segment := range s.segments {
		all = append(all, segment.facets[facet].values...)
	}
	for i := range s.tail {
		for v := range s.tail[i].values(facet) {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// values yields the entry's values of a facet.
func (e *entry) values(facet int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if facet >= len(singles) {
			for _, v := range e.many[facet-len(singles)] {
				if !yield(v) {
					return
				}
			}
		} else if v := e.single[facet]; v != "" {
			yield(v)
		}
	}
}

// has reports whether the entry has the value of a facet.
func (e *entry) has(facet int, value string) bool {
	if facet < len(singles) {
		return e.single[facet] == value
	}
	return slices.Contains(e.many[facet-len(singles)], value)
}

// matches reports whether the entry fulfils every condition of a checked query.
func (e *entry) matches(q Query) bool {
	if q.Pay != nil && !q.Pay.Contains(e.pay) {
		return false
	}
	if q.Year != nil && !q.Year.hasYear(e.single[year]) {
		return false
	}
	if q.Years != nil {
		if from, to := q.Years.years(); e.years == noYears || int(e.years) < from || int(e.years) > to {
			return false
		}
	}
	for f, values := range q.Any {
		has := func(value string) bool { return e.has(facetIndex(f), value) }
		if len(values) > 0 && !slices.ContainsFunc(values, has) {
			return false
		}
	}
	for f, values := range q.All {
		for _, value := range values {
			if !e.has(facetIndex(f), value) {
				return false
			}
		}
	}
	for f, values := range q.None {
		for _, value := range values {
			if e.has(facetIndex(f), value) {
				return false
			}
		}
	}
	return true
}

// tally adds up a slice while its rows are found.
type tally struct {
	n      int
	weight uint64
	sum    float64 // of pay, or of pay × people
	bins   []Count
	parts  []part
	loose  part // the rows of the tail
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

// entry adds a row of the tail.
func (t *tally) entry(e *entry, a Ask) {
	t.n++
	t.weight += uint64(e.weight)
	s := sample{e.pay, 1}
	if a.Weighted {
		s.size = uint64(e.weight)
		t.sum += e.pay * float64(e.weight) / PerPerson
	} else {
		t.sum += e.pay
	}
	if len(t.loose.samples) == 0 {
		t.loose.low, t.loose.high = e.pay, e.pay
	}
	t.loose.samples = append(t.loose.samples, s)
	t.loose.low, t.loose.high = min(t.loose.low, e.pay), max(t.loose.high, e.pay)
	t.loose.size += s.size
	if len(a.Edges) > 0 {
		t.bins = slices.Grow(t.bins, len(a.Edges)+1)[:len(a.Edges)+1]
		bar := &t.bins[binOf(a.Edges, e.pay)]
		bar.N++
		bar.Weight += uint64(e.weight)
	}
}

// close makes the rows of the tail a part like the others.
func (t *tally) close() {
	if t.loose.size > 0 {
		t.parts = append(t.parts, t.loose)
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

// summary states a closed tally of at least one row.
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
