package estimate

import (
	"cmp"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// term is how far the pay that a source states lies from what the reference states of the same people: a log ratio.
// It holds what the basis does (net or gross), what the component does, and who answers.
type term struct {
	Source    string        `json:"source"`
	Basis     pay.Basis     `json:"basis"`
	Component pay.Component `json:"component"`
	Log       float64       `json:"log"`
	Error     float64       `json:"error"` // standard error of Log
	N         int           `json:"n"`     // records of the source that were matched
	Countries []string      `json:"countries"`
}

type terms []term

type stream struct {
	source    string
	basis     pay.Basis
	component pay.Component
}

func streamOf(r *dataset.Record) stream { return stream{r.Source, r.Basis, r.Component} }

// of returns the term of a record's source, 0 for the reference and for a source that nothing overlaps with.
func (t terms) of(r *dataset.Record) float64 {
	for _, e := range t {
		if (stream{e.Source, e.Basis, e.Component}) == streamOf(r) {
			return e.Log
		}
	}
	return 0
}

const (
	yearsApart      = 2  // calendar years that matched records may lie apart
	fewestOfMatched = 5  // records of either side in a matched cell
	termSpread      = .5 // prior standard deviation of a term
)

// sourceTerms compares each source with the reference in cells of country, calendar year and experience: the
// difference of medians, weighted by n·m/(n+m), drawn towards zero by its standard error. Freelancers are left out.
func sourceTerms(people []person) terms {
	values := map[stream]map[matched][]float64{}
	for i := range people {
		r := people[i].record
		n, known := r.Years.Get()
		if !known || r.Employment == "freelance" { // what freelancers bill is no basis of pay: it is a facet of the model
			continue
		}
		s := streamOf(r)
		if r.Source == reference {
			s = stream{source: reference}
		}
		if values[s] == nil {
			values[s] = map[matched][]float64{}
		}
		c := matched{r.Country, r.Year, taxonomy.ExperienceBand(n)}
		values[s][c] = append(values[s][c], people[i].pay)
	}
	base := values[stream{source: reference}]
	var out terms
	for s, cells := range values {
		if s.source == reference {
			continue
		}
		t := term{Source: s.source, Basis: s.basis, Component: s.component}
		var sum, weight, variance float64
		order := make([]matched, 0, len(cells))
		for c := range cells {
			order = append(order, c)
		}
		slices.SortFunc(order, func(a, b matched) int {
			return cmp.Or(cmp.Compare(a.country, b.country), cmp.Compare(a.year, b.year), cmp.Compare(a.experience, b.experience))
		})
		for _, c := range order {
			own := cells[c]
			other := nearest(base, c)
			if len(own) < fewestOfMatched || len(other) < fewestOfMatched {
				continue
			}
			n, k := float64(len(own)), float64(len(other))
			w := n * k / (n + k)
			sum += w * (quantile(own, .5) - quantile(other, .5))
			weight += w
			// 1.57 is the variance of a normal sample's median over that of its mean.
			variance += w * w * 1.57 * (varianceOf(own)/n + varianceOf(other)/k)
			t.N += len(own)
			if !slices.Contains(t.Countries, c.country) {
				t.Countries = append(t.Countries, c.country)
			}
		}
		if weight == 0 {
			continue
		}
		t.Error = math.Sqrt(variance) / weight
		t.Log = sum / weight / (1 + t.Error*t.Error/(termSpread*termSpread))
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b term) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Component, b.Component))
	})
	return out
}

// matched is a cell in which sources are compared.
type matched struct {
	country    string
	year       int
	experience int // band
}

// nearest returns the values of a cell in the calendar year that is nearest, the earlier one of two.
func nearest(values map[matched][]float64, c matched) []float64 {
	year := c.year
	for apart := range yearsApart + 1 {
		for _, c.year = range []int{year - apart, year + apart} {
			if v := values[c]; len(v) >= fewestOfMatched {
				return v
			}
		}
	}
	return nil
}

func varianceOf(v []float64) float64 {
	var sum, squares float64
	for _, x := range v {
		sum += x
		squares += x * x
	}
	n := float64(len(v))
	return max(squares/n-sum*sum/n/n, 1e-6)
}

const fewestRanked = 50 // people of either side, for ranks to be compared

// rankNet gives people whose source states net pay the gross pay of those of the reference who rank as they do, of the
// same country: where net pay lies among gross ones is a term like any other, but how far it spreads is tax, which takes
// more of the higher pay. People are ranked about the median of their own country and year.
func rankNet(people []person) {
	type group struct {
		country string
		year    int
		net     bool
	}
	of := func(p *person) group { return group{p.record.Country, p.record.Year, p.record.Basis == pay.Net} }
	values := map[group][]float64{}
	for i := range people {
		if p := &people[i]; p.record.Excluded == "" && (p.record.Basis == pay.Net || p.record.Source == reference) {
			values[of(p)] = append(values[of(p)], p.pay)
		}
	}
	centre := map[group]float64{}
	net, gross := map[string][]float64{}, map[string][]float64{}
	for g, v := range values {
		centre[g] = quantile(v, .5)
		for _, x := range v {
			if g.net {
				net[g.country] = append(net[g.country], x-centre[g])
			} else {
				gross[g.country] = append(gross[g.country], x-centre[g])
			}
		}
	}
	for country := range net {
		slices.Sort(net[country])
		slices.Sort(gross[country])
	}
	for i := range people {
		p := &people[i]
		at, known := centre[of(p)]
		own, other := net[p.record.Country], gross[p.record.Country]
		if p.record.Basis != pay.Net || !known || len(own) < fewestRanked || len(other) < fewestRanked {
			continue
		}
		rank, _ := slices.BinarySearch(own, p.pay-at)
		p.pay = at + quantile(other, (float64(rank)+.5)/float64(len(own)+1))
	}
}
