package backtest

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Model is the method of package estimate.
func Model(m estimate.Estimator) Method {
	return Method{Name: "backpay", Predict: func(c *Case) (q Quantiles) {
		r, err := m.Estimate(estimate.Question{
			Profile: c.Profile, Complete: true, Currency: "USD",
			On: time.Date(c.Record.Year, time.June, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil { // no case comes from outside the vocabulary, so this is a fault; NaN shows in every score
			for i := range q {
				q[i] = math.NaN()
			}
			return q
		}
		for i, v := range r.Distribution.Q {
			q[i] = math.Log(v)
		}
		return q
	}}
}

// Subsets answers with the quantiles of the records that agree with a profile.
type Subsets struct {
	logs  []float64
	every []uint64
	by    map[[2]string][]uint64 // bit sets of records, by facet and value
}

// NewSubsets indexes records. Records of the calendar year of a case are the only ones that answer it, where there
// are any: the year is told as if it were a facet.
func NewSubsets(records []*dataset.Record, fit estimate.Options) *Subsets {
	s := &Subsets{by: map[[2]string][]uint64{}}
	for _, r := range records {
		log, ok := fit.Comparable(r)
		if !ok {
			continue
		}
		i := len(s.logs)
		s.logs = append(s.logs, log)
		p := estimate.ProfileOf(r, 0)
		for _, k := range valuesOf(&p, r.Year) {
			set := s.by[k]
			for len(set) <= i/64 {
				set = append(set, 0)
			}
			set[i/64] |= 1 << (i % 64)
			s.by[k] = set
		}
	}
	s.every = make([]uint64, (len(s.logs)+63)/64)
	for i := range s.logs {
		s.every[i/64] |= 1 << (i % 64)
	}
	return s
}

// facetOrder is the order in which a parent loses facets, the last one first.
var facetOrder = []pay.Facet{
	pay.FacetCountry, pay.FacetYears, pay.FacetRole, pay.FacetLevel, pay.FacetOrgSize, pay.FacetEmployment,
	pay.FacetRemote, pay.FacetEducation, pay.FacetIndustry, pay.FacetPlace, pay.FacetSkills,
}

// valuesOf lists what a profile gives, in facetOrder, each skill by itself, after the calendar year.
func valuesOf(p *pay.Profile, year int) [][2]string {
	values := [][2]string{{"year", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")}}
	for _, f := range facetOrder {
		switch {
		case !p.Has(f):
		case f == pay.FacetSkills:
			for _, k := range p.Skills {
				values = append(values, [2]string{string(f), k})
			}
		case f == pay.FacetYears:
			years, _ := p.Years.Get()
			values = append(values, [2]string{string(f), taxonomy.ExperienceBandName(years)})
		default:
			values = append(values, [2]string{string(f), p.Value(f)})
		}
	}
	return values
}

// find returns the pay of the records that agree with all values.
func (s *Subsets) find(values [][2]string) []float64 {
	set := slices.Clone(s.every)
	for _, k := range values {
		own := s.by[k]
		for i := range set {
			if i < len(own) {
				set[i] &= own[i]
			} else {
				set[i] = 0
			}
		}
	}
	var logs []float64
	for i, word := range set {
		for ; word != 0; word &= word - 1 {
			logs = append(logs, s.logs[64*i+bits.TrailingZeros64(word)])
		}
	}
	return logs
}

// A subset of so many records is thin: its own quantiles are mostly chance.
const (
	fewestThin = 5
	mostThin   = 20
)

// Thin makes of full profiles those of role, country and years whose subset in s is thin.
func Thin(full []Case, s *Subsets) []Case {
	var thin []Case
	for _, c := range full {
		c.Profile = c.Profile.Only(pay.FacetRole, pay.FacetCountry, pay.FacetYears)
		if len(c.Profile.Given()) < 3 {
			continue
		}
		if n := len(s.find(valuesOf(&c.Profile, c.Record.Year))); n >= fewestThin && n <= mostThin {
			thin = append(thin, c)
		}
	}
	return thin
}

// Raw is the subset itself, however few its records; without any it is the nearest parent that has one.
func (s *Subsets) Raw() Method { return s.method("raw subset", 1) }

// Parent is the nearest parent with at least 30 records.
func (s *Subsets) Parent() Method { return s.method("parent subset", 30) }

func (s *Subsets) method(name string, fewest int) Method {
	return Method{Name: name, Predict: func(c *Case) Quantiles {
		values := valuesOf(&c.Profile, c.Record.Year)
		for {
			if logs := s.find(values); len(logs) >= fewest || len(values) == 0 {
				return quantilesOf(logs)
			}
			values = values[:len(values)-1]
		}
	}}
}

// quantilesOf returns the quantiles of v (R's type 7), which it sorts; of nothing, zeros.
func quantilesOf(v []float64) (q Quantiles) {
	if len(v) == 0 {
		return q
	}
	slices.Sort(v)
	for i, p := range pay.Levels {
		at := p * float64(len(v)-1)
		low := int(at)
		high := min(low+1, len(v)-1)
		q[i] = v[low] + (at-float64(low))*(v[high]-v[low])
	}
	return q
}
