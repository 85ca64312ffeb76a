package company

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/packed"
)

// The file of a Table is packed around: the magic, a table of words, everything else in the order of the methods
// named code below, and the CRC-32 of all that. Numbers are varints. Logs of pay are kept in steps of 1/resolution,
// amounts in whole dollars.
const (
	fileMagic  = "backpay companies 1\n"
	resolution = 1e5
	maxFile    = 64 << 20
	maxWords   = 1 << 20
	maxWord    = 1 << 10
)

// Write writes the table; the same table gives the same bytes.
func (t *Table) Write(w io.Writer) error {
	c := &coder{writing: true, index: map[string]int{}}
	t.code(c)
	head := &coder{writing: true}
	head.length(len(c.words), maxWords)
	for _, word := range c.words {
		head.raw(&word)
	}
	b := slices.Concat([]byte(fileMagic), head.b, c.b)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	if err := errors.Join(c.err, packed.Write(w, b)); err != nil {
		return fmt.Errorf("writing companies: %w", err)
	}
	return nil
}

// Read reads what Write wrote. A damaged file is an error, never a table with a hole.
func Read(r io.Reader) (*Table, error) {
	body, err := packed.ReadChecked(r, maxFile, fileMagic, "companies")
	if err != nil {
		return nil, err
	}
	c := &coder{b: body, text: string(body)}
	c.words = make([]string, c.length(0, maxWords))
	for i := range c.words {
		c.raw(&c.words[i])
	}
	t := &Table{}
	t.code(c)
	if c.err == nil && len(c.b) > 0 {
		c.err = errors.New("something follows the table")
	}
	if c.err != nil {
		return nil, fmt.Errorf("reading companies: %w", c.err)
	}
	t.index()
	return t, nil
}

// coder writes values, or reads them in the same order, and remembers the first error: what a table consists of is
// said once for both.
type coder struct {
	writing bool
	b       []byte // written, or still to be read
	text    string // all that is read: the texts of a table are parts of it
	words   []string
	index   map[string]int
	err     error
}

func (c *coder) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
	c.b = nil
}

// length codes a number of things, and returns it.
func (c *coder) length(n, limit int) int {
	if c.writing {
		c.b = binary.AppendUvarint(c.b, uint64(n))
		return n
	}
	v, size := binary.Uvarint(c.b)
	if size <= 0 || v > uint64(limit) || v > uint64(maxFile) {
		c.fail("a number is missing or over its limit of %d", limit)
		return 0
	}
	c.b = c.b[size:]
	return int(v)
}

func (c *coder) int(v *int) { *v = c.length(*v, math.MaxInt32) }

func (c *coder) bool(v *bool) {
	n := 0
	if *v {
		n = 1
	}
	*v = c.length(n, 1) == 1
}

// float codes a number to 1/resolution.
func (c *coder) float(v *float64) {
	if c.writing {
		c.b = binary.AppendVarint(c.b, int64(math.Round(*v*resolution)))
		return
	}
	n, size := binary.Varint(c.b)
	if size <= 0 {
		c.fail("a number is missing")
		return
	}
	c.b = c.b[size:]
	*v = float64(n) / resolution
}

// dollars codes an amount of pay to the dollar.
func (c *coder) dollars(v *float64) {
	n := c.length(int(math.Round(*v)), math.MaxInt32)
	*v = float64(n)
}

// raw codes a text in full.
func (c *coder) raw(s *string) {
	n := c.length(len(*s), maxWord)
	if c.writing {
		c.b = append(c.b, *s...)
		return
	}
	if n > len(c.b) {
		c.fail("a text ends early")
		return
	}
	start := len(c.text) - len(c.b)
	*s, c.b = c.text[start:start+n], c.b[n:]
}

// word codes a text that stands in many places by its number.
func (c *coder) word(s *string) {
	if c.writing {
		i, ok := c.index[*s]
		if !ok {
			i = len(c.words)
			c.index[*s], c.words = i, append(c.words, *s)
		}
		c.length(i, maxWords)
		return
	}
	i := c.length(0, maxWords)
	if i >= len(c.words) {
		c.fail("there is no word %d", i)
		return
	}
	*s = c.words[i]
}

// each codes a list.
func each[T any](c *coder, list *[]T, limit int, one func(*T)) {
	n := c.length(len(*list), limit)
	if !c.writing {
		if n > len(c.b) { // a thing takes a byte at least
			c.fail("a list of %d ends early", n)
			return
		}
		*list = nil
		if n > 0 {
			*list = make([]T, n)
		}
	}
	for i := range *list {
		if c.err != nil {
			return
		}
		one(&(*list)[i])
	}
}

// effects codes effects by their keys, in alphabetical order.
func (c *coder) effects(m *map[string]float64) {
	keys := slices.Sorted(maps.Keys(*m))
	read := map[string]float64{}
	each(c, &keys, maxWords, func(key *string) {
		c.word(key)
		v := (*m)[*key]
		c.float(&v)
		read[*key] = v
	})
	if !c.writing {
		*m = read
	}
}

func (t *Table) code(c *coder) {
	bias := &t.bias
	for _, n := range []*int{&t.first, &t.last, &t.filings, &t.posted, &bias.Employers, &bias.Filings, &bias.Ranges} {
		c.int(n)
	}
	interval := &bias.Interval
	for _, v := range []*float64{&bias.Ratio, &interval.Low, &interval.High, &interval.Level, &bias.Between} {
		c.float(v)
	}
	t.market.code(c)
	t.joint.code(c)
	t.kinds.code(c)
	each(c, &t.employers, maxWords, func(e *Employer) { e.code(c) })
}

func (s *surface) code(c *coder) {
	c.float(&s.mean)
	each(c, &s.effects, len(marketTerms), c.effects)
	if c.err == nil && len(s.effects) != len(marketTerms) {
		c.fail("%d effects of the market, not %d", len(s.effects), len(marketTerms))
	}
}

func (s *shape) code(c *coder) {
	for i := range s.z {
		c.float(&s.z[i])
		if i > 0 && !(s.z[i] >= s.z[i-1]) {
			c.fail("the quantiles of a shape decrease")
		}
	}
}

func (k *kinds) code(c *coder) {
	for _, v := range []*float64{&k.noise, &k.betweenEmployers, &k.marketWidth, &k.mean, &k.between, &k.typical} {
		c.float(v)
	}
	each(c, &k.betweenShifts, len(shiftTerms), c.float)
	if c.err == nil && len(k.betweenShifts) != len(shiftTerms) {
		c.fail("%d variances of shifts, not %d", len(k.betweenShifts), len(shiftTerms))
	}
	for i := range k.shapes {
		k.shapes[i].code(c)
		c.float(&k.widths[i])
	}
	k.marketShape.code(c)
	c.effects(&k.roleWidths)
	c.effects(&k.industry)
	c.effects(&k.orgSize)
}

func (e *Employer) code(c *coder) {
	c.raw(&e.Code)
	c.raw(&e.Name)
	c.raw(&e.Site)
	c.word(&e.Industry)
	c.word(&e.OrgSize)
	for _, n := range []*int{&e.Filings, &e.Filed, &e.Posted, &e.First, &e.Last, &e.Sites, &e.AtMinimum} {
		c.int(n)
	}
	c.bool(&e.Outsourcing)
	for _, v := range []*float64{
		&e.effect.log, &e.effect.variance, &e.effect.own, &e.effect.posted, &e.mix.role, &e.mix.place, &e.width,
	} {
		c.float(v)
	}
	counts := func(n *count) { c.word(&n.key); c.int(&n.n) }
	each(c, &e.hires, maxWords, counts)
	each(c, &e.states, maxWords, counts)
	each(c, &e.shifts, maxWords, func(s *shift) {
		if s.term = c.length(s.term, len(shiftTerms)-1); c.err == nil {
			c.word(&s.key)
			c.int(&s.n)
			c.float(&s.log)
		}
	})
	each(c, &e.groups, maxWords, func(g *Group) { g.code(c) })
}

func (g *Group) code(c *coder) {
	c.word(&g.Facet)
	c.word(&g.Value)
	c.bool(&g.Posted)
	for _, n := range []*int{&g.N, &g.First, &g.Last} {
		c.int(n)
	}
	for _, v := range []*float64{&g.P25, &g.P50, &g.P75, &g.Market} {
		c.dollars(v)
	}
}
