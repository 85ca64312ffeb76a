package slice

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// Reason tells the errors of this package apart where pay.Kind does not. It is the cause of the *pay.Error
// that a question fails with: errors.Is(err, slice.Empty).
type Reason string

// Error returns the reason's name.
func (r Reason) Error() string { return string(r) }

// The reasons for which a question is refused, and a file.
const (
	UnknownFacet Reason = "unknown-facet" // Invalid: no such facet, or not one that can be asked so
	// NotFound: no record of the layer has it; Invalid: it is no word of the facet
	UnknownValue Reason = "unknown-value"
	BadRange     Reason = "bad-range"         // Invalid: a malformed range, level or edge
	TooMuch      Reason = "too-much"          // Invalid: more than can be asked at once
	Empty        Reason = "empty-slice"       // NoEvidence: no record matches
	TooSmall     Reason = "too-small"         // NoEvidence: fewer records than the layer lets out
	Withheld     Reason = "contributed-layer" // Unsupported: the layer is not served exactly
	BadRecord    Reason = "bad-record"        // Invalid: a record that cannot be indexed
	Stale        Reason = "stale"             // Conflict: made from other data than there is now
	Damaged      Reason = "damaged"           // Unreadable: not an index, or not whole
)

// MinGroup is the smallest group that leaves a layer unless a larger one is configured.
const MinGroup = 5

// Layer is the release policy of one layer of evidence: what is refused, and below what size. Engines
// hold one and pass every question and every answer through it.
type Layer struct {
	name  pay.Layer
	least int
}

// NewLayer returns the policy of a layer that lets groups of at least least records out; 0 stands for
// MinGroup, and nothing below that is accepted.
func NewLayer(name pay.Layer, least int) (Layer, error) {
	switch name {
	case pay.Reported, pay.Official, pay.Posted, pay.Contributed, pay.Own:
	default:
		return Layer{}, pay.Errorf(pay.Invalid, "%q is no layer", name).In("layer").
			WithHint("one of %s, %s, %s, %s", pay.Reported, pay.Official, pay.Posted, pay.Own)
	}
	least = cmp.Or(least, MinGroup)
	if least < MinGroup {
		return Layer{}, pay.Errorf(pay.Invalid, "a smallest group of %d", least).In("min-group").
			WithHint("%d is the least; it can only be raised", MinGroup)
	}
	return Layer{name, least}, nil
}

// Name returns which layer it is.
func (l Layer) Name() pay.Layer { return l.name }

// MinGroup returns the size below which a group is withheld.
func (l Layer) MinGroup() int { return l.least }

// Admit returns an error when a question must not be answered, or cannot be for any records.
func (l Layer) Admit(q Query, a Ask) error {
	if l.name == pay.Contributed {
		return pay.Errorf(pay.Unsupported,
			"what people contributed is not served exactly: single people could be found in it").
			In("layer").Because(Withheld).
			WithHint("ask the %s layer", pay.Reported)
	}
	if err := q.check(); err != nil {
		return err
	}
	return a.check()
}

// AdmitGroups is Admit for the groups of facet f.
func (l Layer) AdmitGroups(q Query, f pay.Facet, a Ask) error {
	if err := l.Admit(q, a); err != nil {
		return err
	}
	if !slices.Contains(Facets, f) {
		return pay.Errorf(pay.Invalid, "cannot group by %q", f).In("by").Because(UnknownFacet).
			WithHint("one of %s", joinFacets(Facets))
	}
	return nil
}

// Unknown is the error of a value that no record has; known are the values that records do have.
func (l Layer) Unknown(f pay.Facet, value string, known []string) error {
	err := pay.Errorf(pay.NotFound, "no %s record has the %s %q", l.name, word(f), value).In(string(f)).
		Because(UnknownValue)
	if len(known) == 0 {
		return err.WithHint("no record says the %s at all", word(f))
	}
	near := slices.Clone(known)
	slices.SortFunc(near, func(a, b string) int {
		return cmp.Or(cmp.Compare(shared(b, value), shared(a, value)), cmp.Compare(a, b))
	})
	return err.WithHint("there are %s", strings.Join(near[:min(len(near), 8)], ", "))
}

// shared returns how many bytes a and b have in common at their beginning, case apart.
func shared(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n]|0x20 == b[n]|0x20 {
		n++
	}
	return n
}

// Release returns an error unless a slice of n records may leave.
func (l Layer) Release(n int) error {
	switch {
	case n == 0:
		return pay.Errorf(pay.NoEvidence, "no %s record matches", l.name).Because(Empty).
			WithHint("take a condition away, or widen one")
	case n < l.least:
		return pay.Errorf(pay.NoEvidence, "fewer than %d %s records match", l.least, l.name).Because(TooSmall).
			WithHint("take a condition away, or widen one; groups below %d are not shown", l.least)
	}
	return nil
}

// Bins makes the bars of a histogram from the records and people between the edges: counts[0] are those
// below edges[0], counts[i] those from edges[i-1] to below edges[i], the last those from the last edge
// up. Neighbours are joined until each bar has the size of a group that may leave.
func (l Layer) Bins(edges []float64, counts []Count) []Bin {
	var bins []Bin
	var bar Bin
	for i, c := range counts {
		bar.N += c.N
		bar.Weight += weight(c.Weight)
		bar.To = 0
		if i < len(edges) {
			bar.To = edges[i]
		}
		if bar.N >= l.least {
			bins = append(bins, bar)
			bar = Bin{From: bar.To}
		}
	}
	if len(bins) > 0 && bins[len(bins)-1].To != 0 { // what is left joins the last bar
		last := &bins[len(bins)-1]
		last.N, last.Weight, last.To = last.N+bar.N, last.Weight+bar.Weight, 0
	}
	return bins
}

// Groups sorts groups, the largest first, and withholds those that are too small.
func (l Layer) Groups(f pay.Facet, groups []Group) *Groups {
	out := &Groups{Facet: f}
	for _, g := range groups {
		switch {
		case g.N >= l.least:
			out.Groups = append(out.Groups, g)
		case g.N > 0:
			out.Withheld++
		}
	}
	slices.SortFunc(out.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// PerPerson is the resolution of weights: a weight is kept as a whole number of ten-thousandths.
const PerPerson = 10_000

// maxWeight is the largest number of people that one record can stand for.
const maxWeight = math.MaxUint32 / PerPerson

// Weight returns how many ten-thousandths of a person a record of weight w stands for. The error is for a
// weight that is not between a ten-thousandth and 429,496.
func Weight(w float64) (uint32, error) {
	units := math.Round(w * PerPerson)
	if !(1 <= units && units <= maxWeight*PerPerson) {
		return 0, pay.Errorf(pay.Invalid, "a record with the weight %v", w).In("weight").Because(BadRecord).
			WithHint("a record stands for more than 0 and at most %d people", maxWeight)
	}
	return uint32(units), nil
}

// weight returns the number of people in units of 1/PerPerson.
func weight(units uint64) float64 { return float64(units) / PerPerson }

// Rank returns how many of total must be at or below the quantile at level p: the smallest whole number
// that is at least p·total, and at least 1. p is taken to the millionth and the product is exact.
func Rank(p float64, total uint64) uint64 {
	const parts = 1_000_000
	high, low := bits.Mul64(uint64(math.Round(p*parts)), total)
	quotient, remainder := bits.Div64(high, low, parts)
	if remainder > 0 {
		quotient++
	}
	return max(quotient, 1)
}
