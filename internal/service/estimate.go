package service

import (
	"context"
	"fmt"
	"slices"

	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Check = wire.Check
)

// Estimate answers a question: the distribution with its evidence, its date and its caveats.
func (v View) Estimate(ctx context.Context, asked pay.Question) (pay.Answer, error) {
	return v.answer(ctx, v.settle(asked))
}

func (v View) answer(ctx context.Context, q question) (pay.Answer, error) {
	estimator, err := v.state.Estimator(ctx)
	if err != nil {
		return pay.Answer{}, err
	}
	asked := estimate.Question{Profile: q.Profile, Basis: q.Basis, Component: q.Component, On: q.On}
	r, err := estimator.Estimate(asked)
	if err != nil {
		return pay.Answer{}, err
	}
	u, err := q.unit(r.Currency)
	if err != nil {
		return pay.Answer{}, err
	}
	a := pay.Answer{
		Profile: q.Profile, Currency: u.currency, Period: q.Period, Basis: q.Basis, Component: q.Component,
		PPP: q.PPP, Rate: u.rate, AsOf: r.AsOf, Warnings: r.Warnings,
		Evidence: pay.Evidence{N: r.N, DataShare: r.DataShare, Borrowed: r.Borrowed},
	}
	if u.warning != nil {
		a.Warnings = append(a.Warnings, *u.warning)
	}
	a.Distribution = r.Distribution.Scale(u.factor)
	a.Median = pay.Interval{Low: r.Median.Low * u.factor, High: r.Median.High * u.factor, Level: r.Median.Level}
	var ours everybody
	if !q.Brief {
		base, effects, err := estimator.Explain(asked)
		if err != nil {
			return pay.Answer{}, err
		}
		told := withoutDerivedLevel(q.Profile)
		for _, e := range effects {
			e.Money *= u.factor
			if told.Has(e.Facet) || e.Money != 0 { // a level that the years imply has no effect of its own
				a.Effects = append(a.Effects, e)
			}
		}
		ours = everybodyOf(base*u.factor, effects)
	}
	if a.Evidence.Layers, err = v.layers(ctx, q, a, ours); err != nil {
		return pay.Answer{}, err
	}
	a.Evidence.N = 0
	for _, l := range a.Evidence.Layers {
		if l.Layer == pay.Reported && l.Like {
			a.Evidence.N += l.N
		}
	}
	a.Evidence.DataShare = estimate.DataShare(a.Evidence.N)
	return a, nil
}

// layers says what each layer knows of a profile, in the unit of the answer.
func (v View) layers(ctx context.Context, q question, a pay.Answer, ours everybody) ([]pay.LayerEvidence, error) {
	table, err := v.state.Subsets(ctx)
	if err != nil {
		return nil, err
	}
	var layers []pay.LayerEvidence
	like := subset.Like(q.Profile)
	for _, layer := range []pay.Layer{pay.Reported, subset.ReportedNet, pay.Posted} {
		c, of, ok := table.Find(layer, like)
		if !ok || len(of) == 0 && len(q.Profile.Given()) > 0 ||
			q.Profile.Country != "" && !slices.Contains(of, pay.FacetCountry) {
			continue // the pay of the whole world says little of a country's
		}
		factor, ok := q.factorOf("USD", a.Currency, subset.BaseYear)
		if !ok {
			continue
		}
		d := c.Quantiles().Scale(factor)
		l := pay.LayerEvidence{
			Layer: layer, Sources: c.Sources, N: c.N, FirstYear: c.First, LastYear: c.Last,
			About: about(q.Profile, of), Like: len(of) == len(like.Given()),
			P10: d.At(.10), P25: d.At(.25), P50: d.Median(), P75: d.At(.75), P90: d.At(.90),
		}
		if layer == subset.ReportedNet {
			l.Layer, l.About = pay.Reported, "after tax, "+l.About
		}
		layers = append(layers, l)
	}
	official, err := q.official(a.AsOf, a.Currency, ours)
	return append(layers, official...), err
}

// about says what a figure is of: the band of experience, where years were asked for, and the group when it is a wider
// one than the profile.
func about(p pay.Profile, of []pay.Facet) string {
	part, band := withoutDerivedLevel(p.Only(of...)), ""
	same := slices.Equal(part.Given(), withoutDerivedLevel(p).Given())
	if years, known := part.Years.Get(); known {
		band = taxonomy.ExperienceBandName(years) + " years of experience, "
		part.Years = pay.Years{}
	}
	if same {
		return fmt.Sprintf("%sin money of %d", band, subset.BaseYear)
	}
	return fmt.Sprintf("of every %s, %sin money of %d", taxonomy.Describe(part), band, subset.BaseYear)
}

// withoutDerivedLevel drops a level that only repeats the years.
func withoutDerivedLevel(p pay.Profile) pay.Profile {
	if years, known := p.Years.Get(); known && p.Level == taxonomy.LevelOfYears(years) {
		p.Level = ""
	}
	return p
}

// standing returns the share of people who earn less than an amount in the answer's unit, and the interval
// that the share lies in: the centre is uncertain by a factor, and the share by what that does to it.
func standing(a pay.Answer, value float64) (share float64, within pay.Interval) {
	d := a.Distribution
	return d.CDF(value), pay.Interval{
		Low: d.CDF(value * d.Median() / a.Median.High), High: d.CDF(value * d.Median() / a.Median.Low),
		Level: a.Median.Level,
	}
}

// BaseOf describes the people from whose median an answer's effects lead to its own: those of its role and country.
func BaseOf(a pay.Answer) string {
	return taxonomy.Describe(a.Profile.Only(pay.FacetRole, pay.FacetCountry))
}

// Base returns the median for the role and country of an answer, from which its effects lead to its median.
func Base(a pay.Answer) float64 {
	base := a.Distribution.Median()
	for _, e := range a.Effects {
		base -= e.Money
	}
	return base
}
