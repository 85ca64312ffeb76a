package slice

import (
	"math/bits"
	"slices"

	"backpay/internal/pay"
)

// blockRows is the number of rows of a block: the most that a position of 16 bits can tell apart.
const blockRows = 1 << 16

// summaryWords is the number of words of the summary of a block's bitset.
const summaryWords = blockRows / 64 / 64

// segment is an immutable set of rows, in blocks of rising pay.
type segment struct {
	n      int
	blocks []block
	facets [facetCount]facet
	years  [pay.MaxYears + 1]set // years[k] are the rows of at most k years
}

// facet is the sets of a facet's values: sets[code-1] are the rows that have dictionary.values[code-1].
type facet struct {
	*dictionary
	sets []set
}

// block is up to blockRows rows. Their pay lies between that of the blocks around it; inside they are
// ordered by country, role and years.
type block struct {
	n         int
	low, high float64   // the lowest and the highest pay
	pays      []float64 // by position
	weights   []uint32  // by position; nil when every record stands for one person

	// What the containers of this block's sets consist of.
	bitsets []region
	shorts  []uint16
}

// weightOf returns the weight of the row at a position.
func (b *block) weightOf(position int) uint64 {
	if b.weights == nil {
		return PerPerson
	}
	return uint64(b.weights[position])
}

// container is the rows of a set that lie in one block, in the cheapest of three forms.
type container struct {
	at    uint32 // which of block.bitsets, or where it begins in block.shorts
	card  uint32 // how many rows
	count uint16 // of shorts
	form  form
}

// form is how a container is written.
type form uint8

const (
	positions form = iota // block.shorts: positions, rising
	runs                  // block.shorts: first and last position of each run, rising
	bitset                // block.bitsets
)

// Positions take 2 bytes a row and a bitset 8 KB, but a bitset is tested many rows at a time: it is
// chosen from maxPositions rows on, at up to twice the memory. Runs are chosen when there are few.
const maxPositions, maxRuns = 2048, 512

// set is the rows that have a value, by block.
type set struct {
	blocks     []uint16 // those with a row of the set, rising
	containers []container
	words      int // how many words of the blocks' bitsets have a row of the set
}

// in returns the set's container of a block, nil when the block has no row of the set.
func (s *set) in(block int) *container {
	if block < len(s.blocks) && int(s.blocks[block]) == block { // no gap before it: the usual case
		return &s.containers[block]
	}
	if i, ok := slices.BinarySearch(s.blocks, uint16(block)); ok {
		return &s.containers[i]
	}
	return nil
}

// find returns the set of a facet's value, nil when no row has it.
func (f *facet) find(value string) *set {
	code, ok := f.codes[value]
	if !ok {
		return nil
	}
	return &f.sets[code-1]
}

// cutter cuts a Builder's rows into the blocks of a segment. All but the first two fields are of the block
// being cut, kept to be used again.
type cutter struct {
	from *Builder
	to   *segment

	sorter  radix
	rows    []row    // by pay; many is where its codes begin in codes
	codes   []uint32 // of roles and skills
	keys    []uint64
	order   []uint32 // positions in rows, as the block has them
	bitsets []region
	shorts  []uint16

	singles [len(singles)][]uint32 // the codes of each row
	manys   [len(manys)]struct {
		codes     []uint32 // the codes that rows have
		positions []uint16 // and which rows these are
	}
	years  []uint32 // of each row, from 1; 0 is unknown
	ends   []uint32 // by code: where its positions end in sorted
	sorted []uint16 // positions by code
	few    region   // the rows of at most so many years
	list   []uint16
}

// cut makes a block of the rows with the given numbers, which are ordered by pay.
func (c *cutter) cut(numbers []uint32) {
	// The rows are all over the memory. They are brought together first, in loops so short that the
	// processor waits for many of them at a time.
	c.rows, c.codes = c.rows[:0], c.codes[:0]
	for _, number := range numbers {
		c.rows = append(c.rows, c.from.rows[number])
	}
	for i := range c.rows {
		r := &c.rows[i]
		at := r.many
		r.many = uint32(len(c.codes))
		for _, n := range r.counts {
			c.codes = append(c.codes, c.from.many[at:at+uint32(n)]...)
			at += uint32(n)
		}
	}
	b := block{n: len(numbers), low: c.rows[0].pay, high: c.rows[len(numbers)-1].pay}
	c.keys, c.order = c.keys[:0], c.order[:0]
	for i := range c.rows {
		r := &c.rows[i]
		var first uint32
		if r.counts[role] > 0 {
			first = c.codes[r.many]
		}
		c.keys = append(c.keys, uint64(r.single[country])<<40|uint64(first)<<8|uint64(r.years))
		c.order = append(c.order, uint32(i))
	}
	c.sorter.sort(c.keys, c.order)

	for i := range c.singles {
		c.singles[i] = slices.Grow(c.singles[i][:0], len(numbers))[:len(numbers)]
	}
	for i := range c.manys {
		c.manys[i].codes, c.manys[i].positions = c.manys[i].codes[:0], c.manys[i].positions[:0]
	}
	c.years = slices.Grow(c.years[:0], len(numbers))[:len(numbers)]
	b.pays, b.weights = make([]float64, len(numbers)), make([]uint32, len(numbers))
	weighted := false
	for position, i := range c.order {
		r := &c.rows[i]
		b.pays[position], b.weights[position] = r.pay, r.weight
		weighted = weighted || r.weight != PerPerson
		for i, code := range r.single {
			c.singles[i][position] = code
		}
		at := r.many
		for i, n := range r.counts {
			m := &c.manys[i]
			for _, code := range c.codes[at : at+uint32(n)] {
				m.codes, m.positions = append(m.codes, code), append(m.positions, uint16(position))
			}
			at += uint32(n)
		}
		c.years[position] = 0
		if r.years != noYears {
			c.years[position] = uint32(r.years) + 1
		}
	}
	if !weighted {
		b.weights = nil
	}

	c.bitsets, c.shorts = c.bitsets[:0], c.shorts[:0]
	for i := range c.singles {
		c.facet(&c.to.facets[i], c.singles[i], nil)
	}
	for i := range c.manys {
		c.facet(&c.to.facets[len(singles)+i], c.manys[i].codes, c.manys[i].positions)
	}
	c.experience()
	b.bitsets, b.shorts = slices.Clone(c.bitsets), slices.Clone(c.shorts)
	c.to.blocks = append(c.to.blocks, b)
}

// sort brings positions together by code, from 0 to last, by counting. codes[i] is a code of the row
// positions[i], or of the row i when there is no list of positions.
func (c *cutter) sort(last int, codes []uint32, positions []uint16) {
	c.ends = append(c.ends[:0], make([]uint32, last+2)...)
	for _, code := range codes {
		c.ends[code+1]++
	}
	for code := range last {
		c.ends[code+1] += c.ends[code]
	}
	c.sorted = slices.Grow(c.sorted[:0], len(codes))[:len(codes)]
	for i, code := range codes { // ends[code] is where they begin, and moves on to where they end
		position := uint16(i)
		if positions != nil {
			position = positions[i]
		}
		c.sorted[c.ends[code]] = position
		c.ends[code]++
	}
}

// of returns the sorted positions of a code from 1 up.
func (c *cutter) of(code int) []uint16 { return c.sorted[c.ends[code-1]:c.ends[code]] }

// facet adds the containers of a facet to its sets.
func (c *cutter) facet(f *facet, codes []uint32, positions []uint16) {
	c.sort(len(f.sets), codes, positions)
	for i := range f.sets {
		if at := c.of(i + 1); len(at) > 0 {
			f.sets[i].add(len(c.to.blocks), c.listed(at))
		}
	}
}

// experience adds the containers of the years of experience. Years that nobody has share the container
// of the years before.
func (c *cutter) experience() {
	c.sort(len(c.to.years), c.years, nil)
	c.few = region{}
	card := 0
	var last container
	for k := range c.to.years {
		at := c.of(k + 1)
		for _, p := range at {
			c.few.put(int(p>>6), 1<<(p&63))
		}
		if card += len(at); len(at) > 0 {
			last = c.counted(card)
		}
		if card > 0 {
			c.to.years[k].add(len(c.to.blocks), last)
		}
	}
}

// listed writes a container of rising positions.
func (c *cutter) listed(at []uint16) container {
	breaks := 1
	for i := 1; i < len(at); i++ {
		if at[i] != at[i-1]+1 {
			breaks++
		}
	}
	switch {
	case breaks <= maxRuns && 2*breaks <= len(at):
		k := container{at: uint32(len(c.shorts)), card: uint32(len(at)), count: uint16(2 * breaks), form: runs}
		c.shorts = append(c.shorts, at[0])
		for i := 1; i < len(at); i++ {
			if at[i] != at[i-1]+1 {
				c.shorts = append(c.shorts, at[i-1], at[i])
			}
		}
		c.shorts = append(c.shorts, at[len(at)-1])
		return k
	case len(at) <= maxPositions:
		k := container{at: uint32(len(c.shorts)), card: uint32(len(at)), count: uint16(len(at)), form: positions}
		c.shorts = append(c.shorts, at...)
		return k
	}
	c.bitsets = append(c.bitsets, region{})
	own := &c.bitsets[len(c.bitsets)-1]
	for _, p := range at {
		own.groups[p>>12][p>>6&63] |= 1 << (p & 63)
	}
	own.sum()
	return container{at: uint32(len(c.bitsets) - 1), card: uint32(len(at)), form: bitset}
}

// counted writes a container of the rows in c.few, card of them.
func (c *cutter) counted(card int) container {
	breaks := 0
	var carry uint64
	for i := range c.few.groups {
		for _, w := range c.few.groups[i] {
			breaks += bits.OnesCount64(w &^ (w<<1 | carry))
			carry = w >> 63
		}
	}
	if card <= maxPositions || breaks <= maxRuns && 2*breaks <= card {
		c.list = c.few.list(c.list[:0])
		return c.listed(c.list)
	}
	c.bitsets = append(c.bitsets, c.few)
	return container{at: uint32(len(c.bitsets) - 1), card: uint32(card), form: bitset}
}

// add appends the container of a block, which must come after those that the set has.
func (s *set) add(block int, c container) {
	s.blocks, s.containers = append(s.blocks, uint16(block)), append(s.containers, c)
}

// clip gives back the memory that growing the sets has left over, and measures them.
func (s *segment) clip() {
	blocks := s.blocks
	one := func(s *set) {
		s.blocks, s.containers = slices.Clone(s.blocks), slices.Clone(s.containers)
		for i := range s.containers {
			s.words += blocks[s.blocks[i]].span(&s.containers[i])
		}
	}
	for i := range s.facets {
		for j := range s.facets[i].sets {
			one(&s.facets[i].sets[j])
		}
	}
	for i := range s.years {
		one(&s.years[i])
	}
}

// each yields every row of the segment as an entry that is overwritten by the next.
func (s *segment) each(yield func(*entry)) {
	var single [len(singles)][]uint32
	for i := range single {
		single[i] = make([]uint32, blockRows)
	}
	var many [len(manys)][][]uint32
	for i := range many {
		many[i] = make([][]uint32, blockRows)
	}
	years := make([]uint8, blockRows)
	for at := range s.blocks {
		b := &s.blocks[at]
		for i := range single {
			clear(single[i])
		}
		for i := range many {
			for j := range many[i] {
				many[i][j] = many[i][j][:0]
			}
		}
		for i := range years {
			years[i] = noYears
		}
		for i := range s.facets {
			for j := range s.facets[i].sets {
				if c := s.facets[i].sets[j].in(at); c != nil {
					b.positions(c, func(p int) {
						if i < len(singles) {
							single[i][p] = uint32(j) + 1
						} else {
							many[i-len(singles)][p] = append(many[i-len(singles)][p], uint32(j))
						}
					})
				}
			}
		}
		for k := len(s.years) - 1; k >= 0; k-- { // at most 50, at most 49, …: the last that holds is it
			if c := s.years[k].in(at); c != nil {
				b.positions(c, func(p int) { years[p] = uint8(k) })
			}
		}
		var e entry
		for p := range b.n {
			e.pay, e.weight, e.years = b.pays[p], uint32(b.weightOf(p)), years[p]
			for i := range single {
				e.single[i] = ""
				if code := single[i][p]; code != 0 {
					e.single[i] = s.facets[i].values[code-1]
				}
			}
			for i := range many {
				e.many[i] = e.many[i][:0]
				for _, code := range many[i][p] {
					e.many[i] = append(e.many[i], s.facets[len(singles)+i].values[code])
				}
			}
			yield(&e)
		}
	}
}

// positions yields the positions of a container of the block.
func (b *block) positions(c *container, yield func(position int)) {
	switch c.form {
	case positions:
		for _, p := range b.shorts[c.at:][:c.count] {
			yield(int(p))
		}
	case runs:
		for run := range slices.Chunk(b.shorts[c.at:][:c.count], 2) {
			for p := int(run[0]); p <= int(run[1]); p++ {
				yield(p)
			}
		}
	case bitset:
		for _, p := range b.bitsets[c.at].list(nil) {
			yield(int(p))
		}
	}
}

// span returns in how many words of a bitset the container's rows are, or would be.
func (b *block) span(c *container) (n int) {
	last := -1
	switch shorts := b.shorts[c.at:][:c.count]; c.form {
	case positions:
		for _, p := range shorts {
			if int(p>>6) != last {
				last = int(p >> 6)
				n++
			}
		}
	case runs:
		for i := 1; i < len(shorts); i += 2 {
			n += int(shorts[i]>>6) - max(int(shorts[i-1]>>6)-1, last)
			last = int(shorts[i] >> 6)
		}
	case bitset:
		for _, word := range b.bitsets[c.at].live {
			n += bits.OnesCount64(word)
		}
	}
	return n
}
