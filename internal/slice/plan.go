package slice

import (
	"cmp"
	"slices"

	"backpay/internal/pay"
)

// plan is how the rows of one segment that a query asks for are found.
type plan struct {
	*segment
	clauses []clause // all must hold; the one with the fewest rows first
	not     []*set
	pay     *Range
}

// clause is the rows of any of some sets, without those of except.
type clause struct {
	sets   []*set
	except *set // nil is none
	card   int  // how many rows at most
}

// compile plans a query for a segment; nil means that no row of the segment matches. q has passed check.
func (s *segment) compile(q Query) *plan {
	p := &plan{segment: s, pay: q.Pay}
	if q.Pay != nil && (q.Pay.From > s.blocks[len(s.blocks)-1].high || q.Pay.To < s.blocks[0].low) {
		return nil
	}
	find := func(f pay.Facet, value string) *set { return s.facets[facetIndex(f)].find(value) }
	for f, values := range q.Any {
		var either clause
		for _, value := range values {
			if found := find(f, value); found != nil && !slices.Contains(either.sets, found) {
				either.sets = append(either.sets, found)
				either.card += found.card()
			}
		}
		if len(either.sets) == 0 {
			if len(values) > 0 {
				return nil
			}
			continue
		}
		p.clauses = append(p.clauses, either)
	}
	for f, values := range q.All {
		for _, value := range values {
			found := find(f, value)
			if found == nil {
				return nil
			}
			p.clauses = append(p.clauses, clause{sets: []*set{found}, card: found.card()})
		}
	}
	for f, values := range q.None {
		for _, value := range values {
			if found := find(f, value); found != nil {
				p.not = append(p.not, found)
			}
		}
	}
	if q.Years != nil {
		from, to := q.Years.years()
		between := clause{sets: []*set{&s.years[to]}, card: s.years[to].card()}
		if from > 0 {
			between.except = &s.years[from-1]
			between.card -= between.except.card()
		}
		p.clauses = append(p.clauses, between)
	}
	slices.SortStableFunc(p.clauses, func(a, b clause) int { return cmp.Compare(a.card, b.card) })
	return p
}

// with returns p with the further condition that rows are in a set.
func (p *plan) with(s *set) *plan {
	more := *p
	own := clause{sets: []*set{s}, card: s.card()}
	i, _ := slices.BinarySearchFunc(p.clauses, own, func(a, b clause) int { return cmp.Compare(a.card, b.card) })
	more.clauses = slices.Insert(slices.Clone(p.clauses), i, own)
	return &more
}

// worker holds the memory that answering a question takes.
type worker struct {
	rows, other region
	samples     []sample
	parts       []part
	byHigh      order
	byLow       order
}

// scan makes w.rows the rows of a block that match and returns how many there are.
func (w *worker) scan(p *plan, at int) int {
	b := &p.blocks[at]
	if p.pay != nil && (b.high < p.pay.From || b.low > p.pay.To) {
		return 0
	}
	for i := range p.clauses {
		c := &p.clauses[i]
		if len(c.sets) == 1 && c.sets[0].in(at) == nil {
			return 0
		}
	}
	if len(p.clauses) == 0 {
		w.rows.fill(b.n)
	}
	for i := range p.clauses {
		c := &p.clauses[i]
		switch {
		case i == 0:
			w.rows.load(b, at, c.sets)
		case len(c.sets) == 1 && c.sets[0].in(at).form == bitset:
			only := c.sets[0].in(at)
			w.rows.and(b.bitset(only), b.summary(only))
		default:
			w.other.load(b, at, c.sets)
			w.rows.and(&w.other.words, &w.other.live)
		}
		if c.except != nil {
			w.rows.without(b, at, c.except)
		}
	}
	for _, s := range p.not {
		w.rows.without(b, at, s)
	}
	if p.pay != nil && (b.low < p.pay.From || b.high > p.pay.To) {
		for row := range w.rows.each {
			if !p.pay.Contains(b.pays[row]) {
				w.rows.words[row>>6] &^= 1 << (row & 63)
			}
		}
	}
	return w.rows.count()
}

// load makes r the rows of block b, which is at position at, that are in any of the sets.
func (r *region) load(b *block, at int, sets []*set) {
	r.live = [summaryWords]uint64{}
	for _, s := range sets {
		if c := s.in(at); c != nil {
			r.add(b, c)
		}
	}
}

// without takes the rows of a set away.
func (r *region) without(b *block, at int, s *set) {
	if c := s.in(at); c != nil {
		r.remove(b, c)
	}
}
