package service

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// gross answers a settled question about gross pay, whatever its basis.
func (v View) gross(ctx context.Context, q question) (pay.Answer, error) {
	estimator, err := v.state.Estimator(ctx)
	if err != nil {
		return pay.Answer{}, err
	}
	asked := estimate.Question{Profile: q.Profile, Basis: pay.Gross, Component: q.Component, On: q.On}
	r, err := estimator.Estimate(asked)
	if err != nil {
		return pay.Answer{}, err
	}
	u, err := q.unit(r.Currency)
	if err != nil {
		return pay.Answer{}, err
	}
	a := pay.Answer{
		Profile: q.Profile, Currency: u.currency, Period: q.Period, Basis: pay.Gross, Component: q.Component,
		PPP: q.PPP, Rate: u.rate, AsOf: r.AsOf, Warnings: r.Warnings,
		Evidence: pay.Evidence{Borrowed: r.Borrowed},
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
	count(&a)
	return a, nil
}

// count says on how many reports an answer rests: the sum of those that its layers show, so that what is counted in
// one line and what is counted below it are the same reports.
func count(a *pay.Answer) {
	e := &a.Evidence
	e.N, e.Like = 0, whose(subset.Like(a.Profile))
	for _, l := range e.Layers {
		if l.Layer == pay.Reported && l.Like {
			e.N += l.N
		}
	}
	e.DataShare = estimate.DataShare(e.N)
	if w, few := estimate.Few(e.N); few {
		a.Warnings = append(a.Warnings, w)
	}
}

// whose describes the people of a group of reports, with the band of experience in place of exact years.
func whose(p pay.Profile) string {
	years, known := p.Years.Get()
	p.Years = pay.Years{}
	if !known {
		return taxonomy.Describe(p)
	}
	band := strings.Replace(taxonomy.ExperienceBandName(years), "-", "–", 1)
	return fmt.Sprintf("%s with %s years of experience", taxonomy.Describe(p), band)
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
			About: about(like, of), Like: len(of) == len(like.Given()),
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

// about says whom the figure of a layer is of, where that is a wider group than reports like these, and in what money
// it is.
func about(like pay.Profile, of []pay.Facet) string {
	money := fmt.Sprintf("in money of %d", subset.BaseYear)
	if part := like.Only(of...); len(part.Given()) < len(like.Given()) {
		return fmt.Sprintf("of every %s, %s", whose(part), money)
	}
	return money
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
