package slice

import (
	"cmp"
	"slices"

	"github.com/backpay/backpay/internal/pay"
)

// plan is how the rows of one segment that a query asks for are found.
type plan struct {
	*segment
	clauses []clause // all must hold; the one in the fewest words first
	not     []*set
	pay     *Range
}

// clause is the rows of any of some sets, without those of except.
type clause struct {
	sets   []*set
	except *set // nil is none
	words  int  // in how many words it has rows, at most
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
				either.words += found.words
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
			p.clauses = append(p.clauses, clause{sets: []*set{found}, words: found.words})
		}
	}
	for f, values := range q.None {
		for _, value := range values {
			if found := find(f, value); found != nil {
				p.not = append(p.not, found)
			}
		}
	}
	if q.Year != nil {
		var within clause
		for i := range s.facets[year].sets {
			if own := &s.facets[year].sets[i]; q.Year.hasYear(s.facets[year].values[i]) {
				within.sets = append(within.sets, own)
				within.words += own.words
			}
		}
		if len(within.sets) == 0 {
			return nil
		}
		p.clauses = append(p.clauses, within)
	}
	if q.Years != nil {
		from, to := q.Years.years()
		between := clause{sets: []*set{&s.years[to]}, words: s.years[to].words}
		if from > 0 {
			between.except = &s.years[from-1]
		}
		p.clauses = append(p.clauses, between)
	}
	slices.SortStableFunc(p.clauses, func(a, b clause) int { return cmp.Compare(a.words, b.words) })
	return p
}

// with returns p with the further condition that rows are in a set.
func (p *plan) with(s *set) *plan {
	more := *p
	own := clause{sets: []*set{s}, words: s.words}
	i, _ := slices.BinarySearchFunc(p.clauses, own, func(a, b clause) int { return cmp.Compare(a.words, b.words) })
	more.clauses = slices.Insert(slices.Clone(p.clauses), i, own)
	return &more
}

// worker holds the memory that answering a question takes.
type worker struct {
	rows, other region
	list        []uint16
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
		if i == 0 {
			w.rows.load(b, at, c.sets, everywhere)
			if c.except != nil {
				w.rows.without(b, at, c.except)
			}
			continue
		}
		if !w.and(b, at, c) {
			return 0
		}
	}
	for _, s := range p.not {
		w.rows.without(b, at, s)
	}
	if p.pay != nil && (b.low < p.pay.From || b.high > p.pay.To) {
		w.rows.keep(func(row int) bool { return p.pay.Contains(b.pays[row]) })
	}
	return w.rows.count()
}

// and keeps those of w.rows that fulfil a clause, and reports whether any can be left. One or two bitsets,
// which most clauses are, are read where they lie; other sets are brought together first.
func (w *worker) and(b *block, at int, c *clause) bool {
	var x, y *region
	if len(c.sets) <= 2 {
		x = b.bitset(c.sets[0].in(at))
		if len(c.sets) == 2 {
			y = b.bitset(c.sets[1].in(at))
		} else if c.except != nil {
			y = b.bitset(c.except.in(at))
		}
	}
	switch {
	case x != nil && y != nil && c.except != nil:
		w.rows.andBut(x, y)
		return true
	case x != nil && y != nil:
		w.rows.andEither(x, y)
		return true
	case x != nil && len(c.sets) == 1:
		w.rows.and(x)
	default:
		in, ok := w.rows.window()
		if !ok {
			return false
		}
		w.other.load(b, at, c.sets, in)
		w.rows.and(&w.other)
	}
	if c.except != nil {
		w.rows.without(b, at, c.except)
	}
	return true
}

// bitset returns the bitset of a container, nil when it has another form or there is none.
func (b *block) bitset(c *container) *region {
	if c == nil || c.form != bitset {
		return nil
	}
	return &b.bitsets[c.at]
}

// load makes r the rows of block b, which is at position at, that are in any of the sets. Rows outside
// the window may be missing.
func (r *region) load(b *block, at int, sets []*set, in window) {
	r.live = [summaryWords]uint64{}
	for _, s := range sets {
		if c := s.in(at); c != nil {
			r.add(b, c, in)
		}
	}
}

// without takes the rows of a set away.
func (r *region) without(b *block, at int, s *set) {
	if c := s.in(at); c != nil {
		r.remove(b, c)
	}
}
