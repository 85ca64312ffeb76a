package estimate

import (
	"math"
	"slices"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/taxonomy"
)

// cells are what is known of subsets of people by up to two facets, beside the trees: how far the quantiles of the
// subset's own pay lie from the trees' answer. Where many people share just the facets that are asked about, their
// own quantiles are the better witness. And counts says how many people there are in subsets of up to three facets.
type cells struct {
	keys  []uint64 // ascending
	shift []int16  // levels for each key, in steps of cellStep of log pay

	countKeys []uint64 // ascending
	counts    []uint32
}

const (
	cellStep      = 1e-4
	fewestOfCell  = 50
	fewestCounted = 10
	// cellRecords is the number of people at which a subset's own quantiles and the trees' answer count alike.
	cellRecords = 100
)

// known lists the columns that a row knows, without the year and what the country implies; every skill that is
// there is one. years are told by band when banded is set.
func known(row []uint8, banded bool, into []uint16) []uint16 {
	into = into[:0]
	for c, v := range row {
		switch {
		case v == boost.Unknown, c == colYear, c == colRegion, c == colIncome, c == colPlace:
			continue
		case c >= firstSkill && v != skillYes:
			continue
		case c == colYears && banded:
			v = bandByte(v)
		}
		into = append(into, uint16(c)<<8|uint16(v))
	}
	return into
}

// keyOf names a subset; the values are ascending, as known lists them.
func keyOf(values ...uint16) uint64 {
	key := uint64(len(values))
	for _, v := range values {
		key = key<<16 | uint64(v)
	}
	return key // up to three values: no two subsets share a key
}

// subsets calls f with the key of every subset of up to most values, of which at most one is a skill, and that alone
// or beside one other value.
func subsets(values []uint16, most int, f func(key uint64)) {
	for i, a := range values {
		f(keyOf(a))
		if isSkill(a) {
			continue
		}
		for j := i + 1; j < len(values) && most > 1; j++ {
			f(keyOf(a, values[j]))
			for k := j + 1; k < len(values) && most > 2 && !isSkill(values[k]); k++ {
				f(keyOf(a, values[j], values[k]))
			}
		}
	}
}

func isSkill(v uint16) bool { return v>>8 >= firstSkill }

// count fills the cells.
func (m *Model) count(people []person) {
	counts := map[uint64]uint32{}
	members := map[uint64][]int32{}
	row := make([]uint8, m.space.width())
	var values []uint16
	for i := range people {
		r := people[i].record
		profile := ProfileOf(r, 0)
		m.space.encode(&profile, r.Year, true, row)
		for pick := range max(1, len(r.Roles)) {
			row[colRole] = m.space.byteOf[colRole][recordText(r, colRole, pick)]
			if n, told := r.Years.Get(); told && row[colLevel] == boost.Unknown { // who asks for the level asks for these people
				row[colLevel] = m.space.byteOf[colLevel][taxonomy.LevelOfYears(n)]
			}
			values = known(row, true, values)
			subsets(values, 3, func(key uint64) { counts[key]++ })
			if m.recent(r) {
				values = known(row, false, values)
				subsets(values, 2, func(key uint64) { members[key] = append(members[key], int32(i)) })
			}
		}
	}
	for key, n := range counts {
		if n >= fewestCounted {
			m.cells.countKeys = append(m.cells.countKeys, key)
		}
	}
	slices.Sort(m.cells.countKeys)
	for _, key := range m.cells.countKeys {
		m.cells.counts = append(m.cells.counts, counts[key])
	}
	for key, of := range members {
		if len(of) >= fewestOfCell {
			m.cells.keys = append(m.cells.keys, key)
		}
	}
	slices.Sort(m.cells.keys)
	shift := make([]int16, levels*len(m.cells.keys))
	parallel(len(m.cells.keys), func(from, to int) {
		for i := from; i < to; i++ {
			own := m.cellShift(m.cells.keys[i], members[m.cells.keys[i]], people)
			copy(shift[i*levels:], own[:])
		}
	})
	m.cells.shift = shift
}

// cellShift returns how far the quantiles of some people's pay lie above the answer for what they share.
func (m *Model) cellShift(key uint64, members []int32, people []person) (shift [levels]int16) {
	s, row := m.newSums(), make([]uint8, m.space.width())
	answers := map[int]spread{}
	residuals := make([]residual, 0, len(members))
	for _, i := range members {
		p := &people[i]
		q, ok := answers[p.record.Year]
		if !ok {
			m.cellRow(key, p.record.Year, row)
			q = m.answerRow(row, s)
			answers[p.record.Year] = q
		}
		r := residual{weight: p.weight}
		for l := range q {
			r.above[l] = p.pay - q[l]
		}
		residuals = append(residuals, r)
	}
	n := float64(len(members))
	for l, v := range shiftOf(residuals) {
		v *= n / (n + cellRecords) / cellStep
		shift[l] = int16(math.Round(min(max(v, math.MinInt16), math.MaxInt16)))
	}
	return shift
}

// cellRow writes the row of a subset in a calendar year.
func (m *Model) cellRow(key uint64, year int, row []uint8) {
	clear(row)
	row[colYear] = m.space.yearByte(year)
	values := []uint16{uint16(key)}
	if key>>32 == 2 {
		values = append(values, uint16(key>>16))
	}
	for _, v := range values {
		c, b := int(v>>8), uint8(v)
		row[c] = b
		if c == colCountry {
			m.space.fillCountry(m.space.Values[colCountry][b-1], row)
		}
	}
}

// find returns the position of a row's subset among the cells, or -1.
func (c *cells) find(row []uint8) int {
	var buffer [16]uint16
	values := known(row, false, buffer[:0])
	if len(values) == 0 || len(values) > 2 || row[colPlace] != boost.Unknown {
		return -1
	}
	if at, ok := slices.BinarySearch(c.keys, keyOf(values...)); ok {
		return at
	}
	return -1
}

// agree returns how many people agree with all that a row knows. Subsets of up to three facets were counted. For
// more, the rarest three are counted, and each further facet is taken to depend on the two of them within which it is
// rarest; a skill depends on the one facet within which it is rarest. A subset too small to have been counted is told
// as zero.
func (c *cells) agree(row []uint8, everyone int) int {
	var buffer [32]uint16
	values := known(row, true, buffer[:0])
	facets := len(values)
	for facets > 0 && isSkill(values[facets-1]) {
		facets--
	}
	facetValues, skills := values[:facets], values[facets:]
	n := float64(everyone)
	var rarest []uint16
	for i, a := range facetValues {
		if facets <= 3 {
			rarest = facetValues
			n = c.number(facetValues...)
			break
		}
		for j := i + 1; j < facets; j++ {
			for k := j + 1; k < facets; k++ {
				if v := c.number(a, facetValues[j], facetValues[k]); rarest == nil || v < n {
					n, rarest = v, []uint16{a, facetValues[j], facetValues[k]}
				}
			}
		}
	}
	for _, v := range facetValues {
		if n > 0 && !slices.Contains(rarest, v) {
			n *= min(c.share(v, rarest[0], rarest[1]), c.share(v, rarest[0], rarest[2]), c.share(v, rarest[1], rarest[2]))
		}
	}
	for _, v := range skills {
		share := c.number(v) / float64(everyone)
		for _, f := range facetValues {
			share = min(share, c.share(v, f))
		}
		n *= share
	}
	return int(n + .5)
}

// number returns how many people were counted with all values.
func (c *cells) number(values ...uint16) float64 {
	if at, ok := slices.BinarySearch(c.countKeys, keyOf(values...)); ok {
		return float64(c.counts[at])
	}
	return 0
}

// share returns the share of those with the other values who have v too. Others are ascending.
func (c *cells) share(v uint16, others ...uint16) float64 {
	within := c.number(others...)
	if within == 0 {
		return 0
	}
	var buffer [3]uint16
	all := append(append(buffer[:0], others...), v)
	slices.Sort(all)
	return c.number(all...) / within
}
