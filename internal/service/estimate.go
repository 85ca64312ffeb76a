package service

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
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
	place, err := placeOf(q.Profile)
	if err != nil {
		return pay.Answer{}, err
	}
	asked := estimate.Question{Profile: q.Profile, Basis: pay.Gross, Component: q.Component, On: q.On}
	if place != nil {
		asked.Profile.Place = ""
	}
	r, err := estimator.Estimate(asked)
	if err != nil {
		return pay.Answer{}, err
	}
	u, err := q.unit(r.Currency)
	if err != nil && q.Currency != "" {
		// No rate of today leads from the country's currency to the one asked for: the estimator may know a
		// way of its own, for its records are of years that have rates.
		asked.Currency = q.Currency
		if r, err = estimator.Estimate(asked); err == nil && r.Currency == q.Currency {
			u, err = q.unit(r.Currency)
		}
	}
	if err != nil {
		return pay.Answer{}, err
	}
	a := pay.Answer{
		Profile: q.Profile, Currency: u.currency, Period: q.Period, Basis: pay.Gross, Component: q.Component,
		PPP: q.PPP, Rate: u.rate, AsOf: r.AsOf, Warnings: r.Warnings,
		Evidence: pay.Evidence{N: r.N, DataShare: r.DataShare, Borrowed: r.Borrowed},
	}
	if u.warning != nil {
		a.Warnings = append(a.Warnings, *u.warning)
	}
	a.Distribution = r.Distribution.Scale(u.factor)
	a.Median = pay.Interval{Low: r.Median.Low * u.factor, High: r.Median.High * u.factor, Level: r.Median.Level}
	if !q.Brief {
		_, effects, err := estimator.Explain(asked)
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
	}
	if place != nil {
		place.move(&a, q.Brief)
	}
	a.Evidence.Layers, err = v.layers(ctx, q, a.Currency)
	return a, err
}

// place is what a place of the USA pays beside the country. Reports do not say the place: it is borrowed
// from official wages, which do.
type place struct {
	code, source string
	ratio        float64
}

// placeOf returns the place of a profile, nil when it has none that official wages know.
func placeOf(p pay.Profile) (*place, error) {
	if p.Place == "" {
		return nil, nil
	}
	ratio, source, ok, err := reference.PlaceRatio(p)
	if err != nil || !ok {
		return nil, err
	}
	return &place{code: p.Place, source: source, ratio: ratio}, nil
}

// move takes an answer of the whole country to the place.
func (p *place) move(a *pay.Answer, brief bool) {
	before := a.Distribution.Median()
	a.Distribution = a.Distribution.Scale(p.ratio)
	a.Median.Low, a.Median.High = a.Median.Low*p.ratio, a.Median.High*p.ratio
	if !brief {
		a.Effects = append(a.Effects, pay.Effect{
			Facet: pay.FacetPlace, Value: p.code, Money: a.Distribution.Median() - before, Ratio: p.ratio,
		})
	}
	a.Warnings = append(a.Warnings, pay.Warning{
		Code: "place-official",
		Message: "reports do not say the place: the answer for the country is brought to " +
			"%s by the mean wages of %s (%s)",
		Args: []any{taxonomy.PlaceName(p.code), p.source, pay.Change{Ratio: p.ratio}},
	})
}

// layers says what each layer knows of a profile, in the unit of the answer.
func (v View) layers(ctx context.Context, q question, currency string) ([]pay.LayerEvidence, error) {
	table, err := v.state.Subsets(ctx)
	if err != nil {
		return nil, err
	}
	var layers []pay.LayerEvidence
	for _, layer := range []pay.Layer{pay.Reported, pay.Posted} {
		c, of, ok := table.Find(layer, q.Profile)
		if !ok || len(of) == 0 && len(q.Profile.Given()) > 0 ||
			q.Profile.Country != "" && !slices.Contains(of, pay.FacetCountry) {
			continue // the pay of the whole world says little of a country's
		}
		factor, ok := q.factorOf("USD", currency, subset.BaseYear)
		if !ok {
			continue
		}
		d := c.Quantiles().Scale(factor)
		layers = append(layers, pay.LayerEvidence{
			Layer: layer, Sources: c.Sources, N: c.N, FirstYear: c.First, LastYear: c.Last,
			About: about(q.Profile, of),
			P10:   d.At(.10), P25: d.At(.25), P50: d.Median(), P75: d.At(.75), P90: d.At(.90),
		})
	}
	official, err := q.official(currency)
	return append(layers, official...), err
}

// about says what a figure is of when it is of fewer facets than the profile.
func about(p pay.Profile, of []pay.Facet) string {
	part := p.Only(of...)
	if given := part.Given(); slices.Equal(given, p.Given()) || slices.Equal(given, withoutDerivedLevel(p).Given()) {
		return fmt.Sprintf("in money of %d", subset.BaseYear)
	}
	return fmt.Sprintf("of every %s; in money of %d", taxonomy.Describe(part), subset.BaseYear)
}

// withoutDerivedLevel drops a level that only repeats the years.
func withoutDerivedLevel(p pay.Profile) pay.Profile {
	if years, known := p.Years.Get(); known && p.Level == taxonomy.LevelOfYears(years) {
		p.Level = ""
	}
	return p
}

// official returns the figures of statistics offices that are closest to a profile.
func (q question) official(currency string) ([]pay.LayerEvidence, error) {
	cells, err := reference.Official(q.Profile)
	if err != nil {
		return nil, err
	}
	var layers []pay.LayerEvidence
	for _, cell := range cells {
		factor, ok := q.factorOf(cell.Currency, currency, cell.Year)
		if !ok {
			continue
		}
		l := pay.LayerEvidence{
			Layer: pay.Official, Sources: []string{cell.Source}, N: int(cell.Employment), FirstYear: cell.Year,
			LastYear: cell.Year, P10: cell.P10 * factor, P25: cell.P25 * factor, P50: cell.P50 * factor,
			P75: cell.P75 * factor, P90: cell.P90 * factor,
		}
		where := taxonomy.Countries.Name(cell.Country)
		if cell.Place != "" {
			where = taxonomy.PlaceName(cell.Place)
		}
		l.About = strings.ToLower(cell.Title) + ", " + where
		if cell.Industry != "" {
			l.About += ", " + taxonomy.Industries.Name(cell.Industry)
		}
		if l.P50 == 0 {
			l.P50 = cell.Mean * factor
			l.About += ", a mean"
		}
		if cell.Grade != "" {
			l.About += ", wage level " + cell.Grade + " of 4"
		}
		layers = append(layers, l)
	}
	return layers, nil
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

// Base returns the median for anyone, from which an answer's effects lead to its median.
func Base(a pay.Answer) float64 {
	base := a.Distribution.Median()
	for _, e := range a.Effects {
		base -= e.Money
	}
	return base
}
