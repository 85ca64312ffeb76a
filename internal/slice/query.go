package slice

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// The facets of a record that are no facets of a profile.
const (
	FacetYear   pay.Facet = "year" // the year that the pay is of
	FacetSource pay.Facet = "source"
)

// FacetPay names the pay itself where an error or a query has to; it is no facet.
const FacetPay pay.Facet = "pay"

// Facets lists the facets that hold codes, which is all but years, in the order of pay.Facets.
var Facets = []pay.Facet{
	pay.FacetRole, pay.FacetCountry, pay.FacetPlace, pay.FacetLevel, pay.FacetIndustry, pay.FacetOrgSize,
	pay.FacetRemote, pay.FacetEmployment, pay.FacetEducation, pay.FacetSkills, FacetYear, FacetSource,
}

// Many reports whether a record can have several values of a facet.
func Many(f pay.Facet) bool { return f == pay.FacetRole || f == pay.FacetSkills }

// Values are codes by facet.
type Values map[pay.Facet][]string

// Query says which records: those that fulfil every condition. The zero Query is all records.
type Query struct {
	Any   Values `json:"any,omitempty"`   // of each facet at least one of the values
	All   Values `json:"all,omitempty"`   // of each facet every value; roles and skills only
	None  Values `json:"none,omitempty"`  // of each facet none of the values
	Years *Range `json:"years,omitempty"` // completed years of experience, whole numbers from 0 to pay.MaxYears
	Year  *Range `json:"year,omitempty"`  // that the pay is of, whole numbers
	Pay   *Range `json:"pay,omitempty"`   // in the index's unit
}

// Range is what lies between two numbers, both included. An open end is infinite.
type Range struct{ From, To float64 }

// Contains reports whether x lies in r.
func (r Range) Contains(x float64) bool { return r.From <= x && x <= r.To }

// String writes "5..9", "5..", "..9" or, where both ends are one, "7".
func (r Range) String() string {
	end := func(x float64) string {
		if math.IsInf(x, 0) {
			return ""
		}
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	if r.From == r.To {
		return end(r.From)
	}
	return end(r.From) + ".." + end(r.To)
}

// ParseRange reads what String writes, and besides "5-9", "5–9" and "5+".
func ParseRange(s string) (Range, error) {
	malformed := func() (Range, error) {
		return Range{}, pay.Errorf(pay.Invalid, "%q is no range", s).Because(BadRange).
			WithHint("write 5..9, 5.. for 5 and more, ..9 for up to 9, or 7")
	}
	text := strings.TrimSpace(s)
	from, to, found := strings.Cut(text, "..")
	if !found {
		if from, found = strings.CutSuffix(text, "+"); !found {
			from, to, found = strings.Cut(strings.ReplaceAll(text, "–", "-"), "-")
		}
	}
	if !found {
		to = from
	}
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if from == "" && to == "" {
		return malformed()
	}
	end := func(s string, open float64) (float64, bool) {
		if s == "" {
			return open, true
		}
		x, err := strconv.ParseFloat(s, 64)
		return x + 0, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) // + 0: "-0" is 0
	}
	low, lowOK := end(from, math.Inf(-1))
	high, highOK := end(to, math.Inf(1))
	if !lowOK || !highOK {
		return malformed()
	}
	if low > high {
		return Range{}, pay.Errorf(pay.Invalid, "the range %s ends before it begins", text).Because(BadRange).
			WithHint("write %s", Range{high, low})
	}
	return Range{low, high}, nil
}

// MarshalText writes what String writes.
func (r Range) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what ParseRange reads.
func (r *Range) UnmarshalText(b []byte) (err error) {
	*r, err = ParseRange(string(b))
	return err
}

// maxValues bounds the values of a query, and with them the time it can take.
const maxValues = 256

// check returns an error when q cannot be asked of any records.
func (q Query) check() error {
	count := 0
	for _, values := range []Values{q.Any, q.All, q.None} {
		for f, codes := range values {
			if !slices.Contains(Facets, f) {
				return pay.Errorf(pay.Invalid, "%q is no facet that holds codes", f).In(string(f)).
					Because(UnknownFacet).
					WithHint("one of %s", joinFacets(Facets))
			}
			if slices.Contains(codes, "") {
				return pay.Errorf(pay.Invalid, "an empty %s", word(f)).In(string(f)).Because(UnknownValue).
					WithHint("leave the condition out to take every record")
			}
			count += len(codes)
		}
	}
	if count > maxValues {
		return pay.Errorf(pay.Invalid, "a query of %d values", count).Because(TooMuch).
			WithHint("at most %d; to see every value of a facet, group by it", maxValues)
	}
	for f := range q.All {
		if !Many(f) {
			return pay.Errorf(pay.Invalid, "nobody has more than one %s", word(f)).In(string(f)).Because(UnknownFacet).
				WithHint("ask for any of them; all of them can be asked of roles and skills")
		}
	}
	if r := q.Years; r != nil &&
		!(r.whole() && r.From <= r.To && r.From <= pay.MaxYears && 0 <= r.To &&
			(r.From >= 0 || math.IsInf(r.From, -1)) && (r.To <= pay.MaxYears || math.IsInf(r.To, 1))) {
		return pay.Errorf(pay.Invalid, "the range of years %s is none of completed years", r).
			In(string(pay.FacetYears)).Because(BadRange).
			WithHint("write whole years from 0 to %d, the lower first, as 5..9", pay.MaxYears)
	}
	if r := q.Year; r != nil && !(r.whole() && r.From <= r.To) {
		return pay.Errorf(pay.Invalid, "the range %s is none of calendar years", r).In(string(FacetYear)).
			Because(BadRange).
			WithHint("write the earlier first, as 2022..2024")
	}
	if r := q.Pay; r != nil && !(r.From <= r.To) {
		return pay.Errorf(pay.Invalid, "the range of pay %s is empty", r).In(string(FacetPay)).Because(BadRange).
			WithHint("write the lower end first, as 50000..90000")
	}
	return nil
}

// whole reports whether the ends of r are open or whole numbers.
func (r Range) whole() bool { return r.From == math.Trunc(r.From) && r.To == math.Trunc(r.To) }

// years returns the ends of a checked range of years as whole numbers from 0 to pay.MaxYears.
func (r Range) years() (from, to int) {
	return int(max(r.From, 0)), int(min(r.To, pay.MaxYears))
}

// hasYear reports whether a record that states the year is in a range of calendar years.
func (r Range) hasYear(text string) bool {
	year, err := strconv.Atoi(text)
	return err == nil && r.Contains(float64(year))
}

// With returns q with the further condition that facet f has the value.
func (q Query) With(f pay.Facet, value string) Query {
	all := q.All[f]
	if Many(f) || len(all) > 0 || len(q.Any[f]) > 0 {
		q.All = q.All.with(f, append(slices.Clone(all), value))
		return q
	}
	q.Any = q.Any.with(f, []string{value})
	return q
}

// with returns v with the codes of f replaced.
func (v Values) with(f pay.Facet, codes []string) Values {
	out := Values{f: codes}
	for other, codes := range v {
		if other != f {
			out[other] = codes
		}
	}
	return out
}

// word names a facet for people.
func word(f pay.Facet) string {
	switch f {
	case pay.FacetSkills:
		return "skill"
	default:
		return strings.ReplaceAll(string(f), "_", " ")
	}
}

func joinFacets(facets []pay.Facet) string {
	names := make([]string, len(facets))
	for i, f := range facets {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// Ask says what is wanted of a slice besides the number of its records.
type Ask struct {
	Levels   []float64 `json:"levels,omitempty"`   // of the quantiles, from 0 (the lowest pay) to 1 (the highest)
	Mean     bool      `json:"mean,omitempty"`     // the mean
	Edges    []float64 `json:"edges,omitempty"`    // of a histogram's bars, rising
	Weighted bool      `json:"weighted,omitempty"` // count people rather than records in all of them
}

// maxLevels and maxEdges bound what can be asked at once.
const maxLevels, maxEdges = 100, 1000

// check returns an error when a cannot be answered for any slice.
func (a Ask) check() error {
	for _, p := range a.Levels {
		if !(0 <= p && p <= 1) {
			return pay.Errorf(pay.Invalid, "%v is no level of a quantile", p).In("levels").Because(BadRange).
				WithHint("write a share between 0 and 1: .5 is the median")
		}
	}
	for i, e := range a.Edges {
		if math.IsNaN(e) || math.IsInf(e, 0) || e <= 0 || i > 0 && e <= a.Edges[i-1] {
			return pay.Errorf(pay.Invalid, "the edges of the histogram do not rise at %v", e).In("edges").
				Because(BadRange).
				WithHint("give positive amounts, each above the one before")
		}
	}
	if len(a.Levels) > maxLevels || len(a.Edges) > maxEdges {
		return pay.Errorf(pay.Invalid, "%d levels and %d edges", len(a.Levels), len(a.Edges)).Because(TooMuch).
			WithHint("at most %d levels and %d edges", maxLevels, maxEdges)
	}
	return nil
}

// Levels that ParseLevels takes when it is given none: those of a box with whiskers.
var defaultLevels = []float64{.1, .25, .5, .75, .9}

// ParseLevels reads levels as people write them, ".1,.5,.9", "10,50,90" or "p10,p50,p90"; nothing gives
// 10, 25, 50, 75 and 90 percent. A number of 1 and more is percent.
func ParseLevels(s string) ([]float64, error) {
	if strings.TrimSpace(s) == "" {
		return slices.Clone(defaultLevels), nil
	}
	var levels []float64
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSuffix(strings.TrimLeft(strings.TrimSpace(part), "pPqQ"), "%")
		p, err := strconv.ParseFloat(part, 64)
		if err == nil && p >= 1 {
			p /= 100
		}
		if err != nil || !(0 < p && p < 1) {
			return nil, pay.Errorf(pay.Invalid, "%q is no level of a quantile", part).In("levels").Because(BadRange).
				WithHint("write shares as .1,.5,.9 or percentages as 10,50,90")
		}
		levels = append(levels, p)
	}
	if err := (Ask{Levels: levels}).check(); err != nil {
		return nil, err
	}
	return levels, nil
}
