package slice

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
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
			return pay.Errorf(pay.Invalid, "a record of %v years of experience", y).In(string(pay.FacetYears)).
				Because(BadRecord).
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
}

func newDictionary() *dictionary { return &dictionary{codes: map[string]uint32{}} }

// code returns the number of a value, giving it the next one when it is new.
func (d *dictionary) code(value string) uint32 {
	if value == "" {
		return 0
	}
	code, ok := d.codes[value]
	if !ok {
		value = strings.Clone(value) // the caller's may be part of a large buffer
		d.values = append(d.values, value)
		code = uint32(len(d.values))
		d.codes[value] = code
	}
	return code
}

// recent is some values of a dictionary, each at its slot. Nearly every value is found here, some times
// quicker than in the map, and quickest when it is the very string that is kept here: readers of files
// give the same value as the same string.
type recent [1 << 10]struct {
	value string
	code  uint32
}

// code returns the number that d gives to a value.
func (r *recent) code(d *dictionary, value string) uint32 {
	n := len(value)
	if n == 0 {
		return 0
	}
	some := uint32(value[0]) | uint32(value[n/2])<<8 | uint32(value[n-1])<<16 | uint32(n)<<24
	at := &r[some*0x9e3779b1>>22] // 2^32 over the golden ratio
	if at.value != value {
		at.value, at.code = value, d.code(value)
	}
	return at.code
}

// row is the codes of an entry in one line of the processor's cache: rows are gathered from all over the
// memory.
type row struct {
	single [len(singles)]uint16
	many   [20]uint16        // its roles, then its skills
	counts [len(manys)]uint8 // how many of each
	years  uint8
	wide   bool // the codes do not fit in; the number of the row in Builder.wide is in many
}

// wide is the codes of an entry of which there are more, or higher ones, than fit in a row.
type wide struct {
	single [len(singles)]uint32
	many   [len(manys)][]uint32
}

// maxRows is how many rows a segment can have.
const maxRows = 1 << 27

// Builder collects records for an Index.
type Builder struct {
	dictionaries [facetCount]*dictionary
	recent       [facetCount]recent
	keys         []uint64 // the pay of each row: of positive numbers the bits rise as they do
	rows         []row
	wide         []wide
	weights      []uint32 // of each row; nil when every record stands for one person
}

// NewBuilder returns a Builder with room for n records; more can be added.
func NewBuilder(n int) *Builder {
	b := &Builder{rows: make([]row, 0, n), keys: make([]uint64, 0, n)}
	for i := range b.dictionaries {
		b.dictionaries[i] = newDictionary()
	}
	return b
}

// Add adds a record whose pay in the unit of the index is amount. A record that takes no part is left
// out. The error is for pay, years or a weight that no record can have, and for more records than an index
// is built of. Until Build, a Builder can keep strings of r, of each facet some hundred.
func (b *Builder) Add(r *dataset.Record, amount float64) error {
	if r.Excluded != "" {
		return nil
	}
	var e entry
	if err := e.of(r, amount); err != nil {
		return err
	}
	if len(b.rows) == maxRows {
		return pay.Errorf(pay.Unsupported, "an index of more than %d records", len(b.rows)).Because(TooMuch).
			WithHint("put them on ClickHouse: see docs/scale.md")
	}
	b.add(&e)
	return nil
}

// Len returns how many records were added.
func (b *Builder) Len() int { return len(b.rows) }

func (b *Builder) add(e *entry) {
	if e.weight != PerPerson && b.weights == nil {
		b.weights = slices.Repeat([]uint32{PerPerson}, len(b.rows))
	}
	if b.weights != nil {
		b.weights = append(b.weights, e.weight)
	}
	b.keys = append(b.keys, math.Float64bits(e.pay))
	b.rows = append(b.rows, row{years: e.years})
	if r := &b.rows[len(b.rows)-1]; !b.fit(r, e) {
		r.wide, r.counts = true, [len(manys)]uint8{}
		r.many[0], r.many[1] = uint16(len(b.wide)), uint16(len(b.wide)>>16)
		b.wide = append(b.wide, b.widen(e))
	}
}

// fit fills a row with the codes of an entry and reports whether they fit in.
func (b *Builder) fit(r *row, e *entry) bool {
	for i, value := range e.single {
		code := b.code(i, value)
		if code > math.MaxUint16 {
			return false
		}
		r.single[i] = uint16(code)
	}
	at := 0
	for i, values := range e.many {
		first := at
		for _, value := range values {
			code := b.code(len(singles)+i, value)
			if code == 0 || slices.Contains(r.many[first:at], uint16(code)) {
				continue
			}
			if at == len(r.many) || code > math.MaxUint16 {
				return false
			}
			r.many[at] = uint16(code)
			at++
		}
		r.counts[i] = uint8(at - first)
	}
	return true
}

func (b *Builder) widen(e *entry) (w wide) {
	for i, value := range e.single {
		w.single[i] = b.code(i, value)
	}
	for i, values := range e.many {
		for _, value := range values {
			if code := b.code(len(singles)+i, value); code != 0 && !slices.Contains(w.many[i], code) {
				w.many[i] = append(w.many[i], code)
			}
		}
	}
	return w
}

// code returns the number of a value of a facet.
func (b *Builder) code(facet int, value string) uint32 {
	return b.recent[facet].code(b.dictionaries[facet], value)
}

// wideOf returns the codes of a wide row.
func (b *Builder) wideOf(r *row) *wide { return &b.wide[uint32(r.many[0])|uint32(r.many[1])<<16] }

// segment builds the segment of what was added. The Builder must not be used afterwards.
func (b *Builder) segment() *segment {
	s := &segment{n: len(b.rows)}
	for i, d := range b.dictionaries {
		s.facets[i] = facet{dictionary: d, sets: make([]set, len(d.values))}
	}
	numbers := make([]uint32, len(b.rows))
	for i := range numbers {
		numbers[i] = uint32(i)
	}
	new(radix).sort(b.keys, numbers)
	cutter := newCutter(b, s)
	for from := 0; from < len(numbers); from += blockRows {
		to := min(from+blockRows, len(numbers))
		cutter.cut(numbers[from:to], b.keys[from:to])
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
	var differ uint64
	for _, k := range keys {
		differ |= k ^ keys[0]
	}
	r.keys = slices.Grow(r.keys[:0], len(keys))[:len(keys)]
	r.numbers = slices.Grow(r.numbers[:0], len(keys))[:len(keys)]
	fromKeys, fromNumbers, toKeys, toNumbers := keys, numbers, r.keys, r.numbers
	for shift := 0; shift < 64; shift += 8 {
		if byte(differ>>shift) == 0 {
			continue // all the same here
		}
		var ends [256]uint32
		for _, k := range fromKeys {
			ends[byte(k>>shift)]++
		}
		var at uint32
		for i, n := range ends {
			ends[i], at = at, at+n
		}
		for i, k := range fromKeys {
			to := &ends[byte(k>>shift)]
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
