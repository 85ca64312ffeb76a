package slice

import (
	"math"
	"math/bits"
	"slices"

	"github.com/backpay/backpay/internal/pay"
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

// maxFew is how many values, unknown among them, a facet of few values has: of those the rows of all values
// are gathered at once, 64 rows at a time, which is several times quicker than to sort them.
const maxFew = 64

// cutter cuts a Builder's rows into the blocks of a segment. Below the first fields it is of the block being
// cut, kept to be used again.
type cutter struct {
	from *Builder
	to   *segment
	few  []int // which of singles have few values
	most []int // the others

	sorter  radix
	keys    []uint64
	order   []uint32 // which of the rows by pay is at each position, then the number of that row
	bitsets []region
	shorts  []uint16

	near  [64]row                          // of a word
	words [len(singles) + 1][maxFew]uint64 // 64 rows of each value of a facet; the last are years, from 1
	rows  [len(singles) + 1][]region       // the same of the block: all words of the values that there are
	codes [len(singles)][]uint32           // of each row, of facets of many values
	manys [len(manys)]struct {
		codes     []uint32 // the codes that rows have
		positions []uint16 // and which rows these are
	}
	ends   []uint32 // by code: where its positions end in sorted
	sorted []uint16 // positions by code
	atMost region   // the rows of at most so many years
	list   []uint16
}

func newCutter(from *Builder, to *segment) *cutter {
	c := &cutter{from: from, to: to}
	for i := range singles {
		if n := len(to.facets[i].sets); n < maxFew {
			c.few, c.rows[i] = append(c.few, i), make([]region, n)
		} else {
			c.most, c.codes[i] = append(c.most, i), make([]uint32, blockRows)
		}
	}
	c.rows[len(singles)] = make([]region, len(to.years))
	return c
}

// cut makes a block of the rows with the given numbers, which are ordered by pay.
func (c *cutter) cut(numbers []uint32, pays []uint64) {
	n := len(numbers)
	b := block{n: n, low: math.Float64frombits(pays[0]), high: math.Float64frombits(pays[n-1])}
	c.keys, c.order = c.keys[:0], c.order[:0]
	for i, number := range numbers {
		r := &c.from.rows[number]
		var first uint16
		if r.counts[role] > 0 {
			first = r.many[0]
		}
		c.keys = append(c.keys, uint64(r.single[country])<<24|uint64(first)<<8|uint64(r.years))
		c.order = append(c.order, uint32(i))
	}
	c.sorter.sort(c.keys, c.order)

	b.pays = make([]float64, n)
	for position, i := range c.order {
		b.pays[position] = math.Float64frombits(pays[i])
	}
	if c.from.weights != nil {
		b.weights = make([]uint32, n)
		for position, i := range c.order {
			b.weights[position] = c.from.weights[numbers[i]]
		}
	}
	for i := range c.manys {
		c.manys[i].codes, c.manys[i].positions = c.manys[i].codes[:0], c.manys[i].positions[:0]
	}
	for i := range c.rows {
		for j := range c.rows[i] {
			c.rows[i][j].live = [summaryWords]uint64{}
		}
	}
	for position, i := range c.order {
		c.order[position] = numbers[i]
	}
	for word, rest := 0, c.order; len(rest) > 0 || word%64 > 0; word++ { // the last group to its end
		k := min(64, len(rest))
		c.gather(word, rest[:k])
		rest = rest[k:]
	}

	c.bitsets, c.shorts = c.bitsets[:0], c.shorts[:0]
	for _, i := range c.few {
		f := &c.to.facets[i]
		for j := range f.sets {
			if k := c.counted(&c.rows[i][j]); k.card > 0 {
				f.sets[j].add(len(c.to.blocks), k)
			}
		}
	}
	for _, i := range c.most {
		c.facet(&c.to.facets[i], c.codes[i][:n], nil)
	}
	for i := range c.manys {
		c.facet(&c.to.facets[len(singles)+i], c.manys[i].codes, c.manys[i].positions)
	}
	c.experience()
	b.bitsets, b.shorts = slices.Clone(c.bitsets), slices.Clone(c.shorts)
	c.to.blocks = append(c.to.blocks, b)
}

// gather notes the codes of the rows of a word, up to 64 of them.
func (c *cutter) gather(word int, numbers []uint32) {
	for i, number := range numbers { // a loop so short that the processor waits for many rows at a time
		c.near[i] = c.from.rows[number]
	}
	for i := range numbers {
		r := &c.near[i]
		c.words[len(singles)][(r.years+1)%maxFew] |= 1 << i // of noYears, that is 0
		if r.wide {
			w := c.from.wideOf(r)
			note(c, word, i, &w.single, &w.many)
			continue
		}
		var many [len(manys)][]uint16
		at := 0
		for j, n := range r.counts {
			many[j] = r.many[at : at+int(n)]
			at += int(n)
		}
		note(c, word, i, &r.single, &many)
	}
	for f := range c.words {
		for j := range c.rows[f] {
			r, w := &c.rows[f][j], &c.words[f][j+1]
			r.groups[word>>6][word&63] = *w
			r.live[word>>6] |= (*w | -*w) >> 63 << (word & 63)
			*w = 0
		}
		c.words[f][0] = 0
	}
}

// note notes the codes of the i-th row of a word.
func note[code uint16 | uint32](c *cutter, word, i int, single *[len(singles)]code, many *[len(manys)][]code) {
	position := word<<6 | i
	for _, f := range c.few {
		c.words[f][single[f]%maxFew] |= 1 << i
	}
	for _, f := range c.most {
		c.codes[f][position] = uint32(single[f])
	}
	for j := range many {
		m := &c.manys[j]
		for _, code := range many[j] {
			m.codes, m.positions = append(m.codes, uint32(code)), append(m.positions, uint16(position))
		}
	}
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
	c.atMost.live = [summaryWords]uint64{}
	var last container
	for k := range c.to.years {
		if own := &c.rows[len(singles)][k]; own.live != [summaryWords]uint64{} {
			c.atMost.or(own, everywhere)
			last = c.counted(&c.atMost)
		}
		if last.card > 0 {
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

// counted writes a container of the rows of a region; that of no row has the card 0.
func (c *cutter) counted(r *region) container {
	card, breaks := 0, 0
	var carry uint64
	for i, live := range r.live {
		if live == 0 {
			carry = 0
			continue
		}
		for _, w := range r.groups[i] {
			card += bits.OnesCount64(w)
			breaks += bits.OnesCount64(w &^ (w<<1 | carry))
			carry = w >> 63
		}
	}
	switch {
	case card == 0:
		return container{}
	case breaks <= maxRuns && 2*breaks <= card:
		return c.runs(r, card)
	case card <= maxPositions:
		c.list = r.list(c.list[:0])
		return c.listed(c.list)
	}
	c.bitsets = append(c.bitsets, *r)
	return container{at: uint32(len(c.bitsets) - 1), card: uint32(card), form: bitset}
}

// runs writes a container of the card rows of a region as runs.
func (c *cutter) runs(r *region, card int) container {
	at := len(c.shorts)
	var last uint64 // the last bit of the word before
	for i, live := range r.live {
		if live == 0 && last == 0 {
			continue
		}
		for j := range r.groups[i] {
			var w uint64
			if live != 0 {
				w = r.groups[i][j]
			}
			for turns := w ^ (w<<1 | last); turns != 0; turns &= turns - 1 {
				p := i<<12 | j<<6 | bits.TrailingZeros64(turns)
				if (len(c.shorts)-at)%2 == 1 {
					p-- // a run has ended
				}
				c.shorts = append(c.shorts, uint16(p))
			}
			last = w >> 63
		}
	}
	if last != 0 {
		c.shorts = append(c.shorts, blockRows-1)
	}
	return container{at: uint32(at), card: uint32(card), count: uint16(len(c.shorts) - at), form: runs}
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
