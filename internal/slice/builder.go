package slice

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"backpay/internal/dataset"
	"backpay/internal/pay"
)

// singles are the facets of which a record has at most one code, manys those of which it can have several.
var (
	singles = [...]pay.Facet{
		pay.FacetCountry, pay.FacetPlace, pay.FacetLevel, pay.FacetIndustry, pay.FacetOrgSize,
		pay.FacetRemote, pay.FacetEmployment, pay.FacetEducation, FacetYear, FacetSource,
	}
	manys = [...]pay.Facet{pay.FacetRole, pay.FacetSkills}
)

// Positions in singles and manys.
const (
	country = 0
	year    = 8
	role    = 0
)

// facetCount is how many facets hold codes: the singles, then the manys.
const facetCount = len(singles) + len(manys)

// facetIndex returns the position of a facet that Query.check let pass.
func facetIndex(f pay.Facet) int {
	if i := slices.Index(singles[:], f); i >= 0 {
		return i
	}
	return len(singles) + slices.Index(manys[:], f)
}

// noYears stands for years of experience that are not known.
const noYears = math.MaxUint8

// maxCodes is how many values of one facet a record can have.
const maxCodes = 1000

// entry is a record as an index takes it.
type entry struct {
	pay    float64
	weight uint32
	years  uint8
	single [len(singles)]string
	many   [len(manys)][]string
}

// of makes e the entry of a record. It shares the record's slices.
func (e *entry) of(r *dataset.Record, amount float64) error {
	if !(amount > 0) || math.IsInf(amount, 1) {
		return pay.Errorf(pay.Invalid, "a record with the pay %v", amount).In(string(FacetPay)).Because(BadRecord).
			WithHint("pay is a positive number")
	}
	w, err := Weight(r.Weight)
	if err != nil {
		return err
	}
	for i, values := range [...][]string{r.Roles, r.Skills} {
		if len(values) > maxCodes {
			return pay.Errorf(pay.Invalid, "a record with %d values of %s", len(values), manys[i]).
				In(string(manys[i])).Because(BadRecord).WithHint("at most %d", maxCodes)
		}
	}
	e.pay, e.weight, e.years = amount, w, noYears
	if y, known := r.Years.Get(); known {
		if !(0 <= y && y <= pay.MaxYears) {
			return pay.Errorf(pay.Invalid, "a record of %v years of experience", y).In(string(pay.FacetYears)).Because(BadRecord).
				WithHint("years lie between 0 and %d", pay.MaxYears)
		}
		e.years = uint8(y)
	}
	e.single = [...]string{
		r.Country, r.Place, r.Level, r.Industry, r.OrgSize,
		r.Remote, r.Employment, r.Education, yearText(r.Year), r.Source,
	}
	e.many = [...][]string{r.Roles, r.Skills}
	return nil
}

// CheckRecord returns the error with which a record cannot be indexed, for engines that keep records
// elsewhere.
func CheckRecord(r *dataset.Record, amount float64) error {
	var e entry
	return e.of(r, amount)
}

// recentYears are the texts of the years that records are of, made once.
var recentYears = func() (texts [200]string) {
	for i := range texts {
		texts[i] = strconv.Itoa(1900 + i)
	}
	return texts
}()

// yearText writes a calendar year; 0 is unknown.
func yearText(n int) string {
	if i := n - 1900; 0 <= i && i < len(recentYears) {
		return recentYears[i]
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// dictionary numbers the values of a facet from 1; 0 is unknown.
type dictionary struct {
	codes  map[string]uint32
	values []string // values[code-1]
	recent [256]struct {
		value string
		code  uint32
	} // some values, each at its slot: looking there first is several times quicker than the map
}

// slot returns where in dictionary.recent a value may be.
func slot(value string) uint8 {
	n := len(value)
	return value[0] ^ value[n-1]<<3 ^ value[n/2]<<5 ^ uint8(n)
}

func newDictionary() *dictionary { return &dictionary{codes: map[string]uint32{}} }

// code returns the number of a value, giving it the next one when it is new.
func (d *dictionary) code(value string) uint32 {
	if value == "" {
		return 0
	}
	recent := &d.recent[slot(value)]
	if recent.value == value {
		return recent.code
	}
	code, ok := d.codes[value]
	if !ok {
		value = strings.Clone(value) // the caller's may be part of a large buffer
		d.values = append(d.values, value)
		code = uint32(len(d.values))
		d.codes[value] = code
	}
	recent.value, recent.code = d.values[code-1], code
	return code
}

// row is an entry whose values are numbers.
type row struct {
	pay    float64
	single [len(singles)]uint32
	many   uint32             // where its codes begin in Builder.many
	counts [len(manys)]uint16 // how many codes there are of each facet
	weight uint32
	years  uint8
}

// maxRows is how many rows a segment can have. The roles and skills of so many fit into the numbers that
// say where a row's begin, at up to 32 a record.
const maxRows = 1 << 27

// Builder collects records for an Index.
type Builder struct {
	dictionaries [facetCount]*dictionary
	rows         []row
	many         []uint32
	entry        entry // of the record being added
}

// NewBuilder returns a Builder with room for n records; more can be added.
func NewBuilder(n int) *Builder {
	b := &Builder{rows: make([]row, 0, n), many: make([]uint32, 0, 6*n)} // some roles and skills each
	for i := range b.dictionaries {
		b.dictionaries[i] = newDictionary()
	}
	return b
}

// Add adds a record whose pay in the unit of the index is amount. A record that takes no part is left
// out. The error is for pay, years or a weight that no record can have, and for more records than an index
// is built of. Add keeps nothing of r.
func (b *Builder) Add(r *dataset.Record, amount float64) error {
	if r.Excluded != "" {
		return nil
	}
	if err := b.entry.of(r, amount); err != nil {
		return err
	}
	if len(b.rows) == maxRows || len(b.many) > math.MaxUint32-len(manys)*maxCodes {
		return pay.Errorf(pay.Unsupported, "an index of more than %d records", len(b.rows)).Because(TooMuch).
			WithHint("put them on ClickHouse: see docs/scale.md")
	}
	b.add(&b.entry)
	return nil
}

// Len returns how many records were added.
func (b *Builder) Len() int { return len(b.rows) }

func (b *Builder) add(e *entry) {
	r := row{pay: e.pay, many: uint32(len(b.many)), weight: e.weight, years: e.years}
	for i, value := range e.single {
		r.single[i] = b.dictionaries[i].code(value)
	}
	for i, values := range e.many {
		first := len(b.many)
		for _, value := range values {
			if code := b.dictionaries[len(singles)+i].code(value); code != 0 && !slices.Contains(b.many[first:], code) {
				b.many = append(b.many, code)
			}
		}
		r.counts[i] = uint16(len(b.many) - first)
	}
	b.rows = append(b.rows, r)
}

// segment builds the segment of what was added. The Builder must not be used afterwards.
func (b *Builder) segment() *segment {
	s := &segment{n: len(b.rows)}
	for i, d := range b.dictionaries {
		s.facets[i] = facet{dictionary: d, sets: make([]set, len(d.values))}
	}
	order, keys := make([]uint32, len(b.rows)), make([]uint64, len(b.rows))
	for i := range b.rows {
		order[i], keys[i] = uint32(i), math.Float64bits(b.rows[i].pay) // of positive numbers the bits rise as they do
	}
	new(radix).sort(keys, order)
	cutter := &cutter{from: b, to: s}
	for chunk := range slices.Chunk(order, blockRows) {
		cutter.cut(chunk)
	}
	s.clip()
	return s
}

// radix sorts numbers by their keys, least significant byte first, and keeps its buffers.
type radix struct {
	keys    []uint64
	numbers []uint32
}

// sort orders keys, and numbers along with them. Equal keys keep their order.
func (r *radix) sort(keys []uint64, numbers []uint32) {
	var counts [8][256]uint32
	for _, k := range keys {
		for b := range counts {
			counts[b][byte(k>>(8*b))]++
		}
	}
	r.keys = slices.Grow(r.keys[:0], len(keys))[:len(keys)]
	r.numbers = slices.Grow(r.numbers[:0], len(keys))[:len(keys)]
	fromKeys, fromNumbers, toKeys, toNumbers := keys, numbers, r.keys, r.numbers
	for b := range counts {
		count := &counts[b]
		if len(keys) == 0 || count[byte(keys[0]>>(8*b))] == uint32(len(keys)) {
			continue // all the same here
		}
		var at uint32
		for i, n := range count {
			count[i], at = at, at+n
		}
		for i, k := range fromKeys {
			to := &count[byte(k>>(8*b))]
			toKeys[*to], toNumbers[*to] = k, fromNumbers[i]
			*to++
		}
		fromKeys, toKeys, fromNumbers, toNumbers = toKeys, fromKeys, toNumbers, fromNumbers
	}
	if len(keys) > 0 && &fromKeys[0] != &keys[0] {
		copy(keys, fromKeys)
		copy(numbers, fromNumbers)
	}
}
