package service

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Group is what people are paid who share one value of a facet.
type Group struct {
	Value  string     // the facet's code
	Name   string     // for people
	Answer pay.Answer // without effects and layers
}

// Across answers a question once for every value of a facet, with everything else as asked; what the
// question says of that facet itself is not looked at. Groups come in the order of the vocabulary, years
// from none to thirty. Countries are told in US dollars unless the question names a currency or asks for
// purchasing power.
//
// A value that nothing can be said about is left out, as a country without an exchange rate. When that is
// all of them the error is that of the first.
func (s *Service) Across(ctx context.Context, ask Ask, f pay.Facet) ([]Group, error) {
	var values []string
	switch v := taxonomy.ForFacet(f); {
	case f == pay.FacetYears:
		for y := range exploredYears + 1 {
			values = append(values, strconv.Itoa(y))
		}
	case v != nil:
		values = v.Codes()
	default:
		return nil, pay.Errorf(pay.Invalid, "pay cannot be told by %s", f).In("by")
	}
	if f == pay.FacetCountry {
		ask.Place = ""
		if ask.Currency == "" && !ask.PPP {
			ask.Currency = "USD"
		}
	}
	ask.Brief = true
	answers, errs := make([]pay.Answer, len(values)), make([]error, len(values))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(values)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(values) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				answers[i], errs[i] = s.Estimate(ctx, ask.with(f, values[i]))
			}
		})
	}
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var groups []Group
	var first error
	for i, err := range errs {
		switch kind := pay.KindOf(err); {
		case err == nil:
			groups = append(groups, Group{values[i], FacetValue(f, values[i]), answers[i]})
		case kind != pay.NoEvidence && kind != pay.Unsupported && kind != pay.NotFound:
			return nil, err
		case first == nil:
			first = err
		}
	}
	if len(groups) == 0 {
		return nil, first
	}
	return groups, nil
}

// exploredYears is how far Across goes in years of experience: few people report more.
const exploredYears = 30

// with returns the question with one facet set.
func (a Ask) with(f pay.Facet, value string) Ask {
	switch f {
	case pay.FacetRole:
		a.Role = value
	case pay.FacetCountry:
		a.Country = value
	case pay.FacetPlace:
		a.Place = value
	case pay.FacetYears:
		a.Years, a.Level = value, ""
	case pay.FacetLevel:
		a.Level, a.Years = value, ""
	case pay.FacetIndustry:
		a.Industry = value
	case pay.FacetOrgSize:
		a.OrgSize = value
	case pay.FacetRemote:
		a.Remote = value
	case pay.FacetEmployment:
		a.Employment = value
	case pay.FacetEducation:
		a.Education = value
	case pay.FacetSkills:
		a.Skills = []string{value}
	}
	return a
}

// InSentence writes a name as it stands inside a sentence: "backend developer", and still "QA engineer".
func InSentence(name string) string { return inSentence(name) }
