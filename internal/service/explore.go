package service

import (
	"context"
	"runtime"
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
func (v View) Across(ctx context.Context, q pay.Question, f pay.Facet) ([]Group, error) {
	profiles, err := across(q.Profile, f)
	if err != nil {
		return nil, err
	}
	if f == pay.FacetCountry && q.Currency == "" && !q.PPP {
		q.Currency = "USD"
	}
	q.Brief = true
	answers, errs := make([]pay.Answer, len(profiles)), make([]error, len(profiles))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(profiles)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(profiles) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				answers[i], errs[i] = v.Estimate(ctx, q.Of(profiles[i]))
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
			groups = append(groups,
				Group{profiles[i].Value(f), taxonomy.ValueName(f, profiles[i].Value(f)), answers[i]})
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

// across returns a profile once for every value of a facet.
func across(p pay.Profile, f pay.Facet) ([]pay.Profile, error) {
	var profiles []pay.Profile
	if f == pay.FacetYears {
		p.Level = ""
		for y := range exploredYears + 1 {
			p.Years = pay.YearsOf(float64(y))
			profiles = append(profiles, p)
		}
		return profiles, nil
	}
	vocabulary := taxonomy.ForFacet(f)
	if vocabulary == nil {
		return nil, pay.Errorf(pay.Invalid, "pay cannot be shown by %s", f).In("by")
	}
	switch f {
	case pay.FacetLevel:
		p.Years = pay.Years{}
	case pay.FacetCountry:
		p.Place = ""
	}
	for _, code := range vocabulary.Codes() {
		if f == pay.FacetSkills {
			p.Skills = []string{code}
		} else {
			*p.Field(f) = code
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}
