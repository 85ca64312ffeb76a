package service

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/wire"
)

// Slice is stated for programs by package wire.
type Slice = wire.Slice

// SliceAsk asks for the pay of records as they are, with no model in between.
type SliceAsk struct {
	Query  url.Values // facets and ranges; slice.ParseQuery says which
	By     string     // a facet to group by; empty is one group
	Layer  string     // reported when empty
	Levels string     // of the quantiles, as slice.ParseLevels reads them
	Bars   int        // of a histogram; 0 is none

	Currency string // US dollars when empty
	Period   string // a year when empty
	Weighted bool   // count people rather than records
}

// maxBars bounds a histogram to what can be looked at.
const maxBars = 200

// Slice answers exactly from the records of the data directory.
func (v View) Slice(ctx context.Context, asked SliceAsk) (Slice, error) {
	layer := pay.Layer(strings.ToLower(strings.TrimSpace(asked.Layer)))
	if layer == "" {
		layer = pay.Reported
	}
	out := Slice{Layer: layer, Currency: "USD", Year: subset.BaseYear}
	var err error
	if asked.Currency != "" {
		if out.Currency, err = ask.Currency("currency", asked.Currency); err != nil {
			return out, err
		}
	}
	if out.Period, err = ask.Choice("period", asked.Period, pay.Periods...); err != nil {
		return out, err
	}
	out.Period = cmp.Or(out.Period, pay.Year)
	query, err := slice.ParseQuery(asked.Query)
	if err != nil {
		return out, err
	}
	out.Query = stated(query)
	if out.Levels, err = slice.ParseLevels(asked.Levels); err != nil {
		return out, err
	}
	if asked.Bars < 0 || asked.Bars > maxBars {
		return out, pay.Errorf(pay.Invalid, "%d bars", asked.Bars).In("bars").
			WithHint("from 1 to %d, or 0 for none", maxBars)
	}
	// The index is in US dollars a year: what is asked in the unit of the answer goes there, and comes back.
	unit := question{Question: pay.Question{Period: out.Period}, rates: v.rates}
	if only := query.Any[pay.FacetCountry]; len(only) == 1 {
		unit.Profile.Country = only[0] // whose full-time hours are meant
	}
	factor, ok := unit.factorOf("USD", out.Currency, subset.BaseYear)
	if !ok {
		return out,
			pay.Errorf(pay.Unsupported, "there is no exchange rate for %s in %d", out.Currency, subset.BaseYear).
				In("currency").
				WithHint("leave the currency out for US dollars")
	}
	if r := query.Pay; r != nil {
		query.Pay = &slice.Range{From: r.From / factor, To: r.To / factor}
	}
	engine, err := v.state.Slices(ctx, layer)
	if err != nil {
		return out, err
	}
	detail := slice.Ask{Levels: out.Levels, Mean: true, Weighted: asked.Weighted}
	if asked.By != "" {
		facet := pay.Facet(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(asked.By)), "-", "_"))
		if facet == "skill" {
			facet = pay.FacetSkills
		}
		out.Groups, err = engine.GroupBy(ctx, query, facet, detail)
		if err != nil {
			return out, err
		}
		for i := range out.Groups.Groups {
			scale(&out.Groups.Groups[i].SliceSummary, factor)
		}
		return out, nil
	}
	if out.Whole, err = engine.Summarise(ctx, query, detail); err != nil {
		return out, err
	}
	if asked.Bars > 0 && len(out.Whole.Quantiles) > 0 {
		ends, err := engine.Summarise(ctx, query, slice.Ask{Levels: []float64{.01, .99}})
		if err != nil {
			return out, err
		}
		bars, err := engine.Summarise(ctx, query,
			slice.Ask{Edges: edges(ends.Quantiles[0], ends.Quantiles[1], asked.Bars), Weighted: asked.Weighted})
		if err != nil {
			return out, err
		}
		out.Whole.Bins = bars.Bins
	}
	scale(out.Whole, factor)
	return out, nil
}

// edges divides the range from low to high into bars of the same width.
func edges(low, high float64, bars int) []float64 {
	if high <= low {
		return []float64{low}
	}
	es := make([]float64, 0, bars+1)
	for i := range bars + 1 {
		es = append(es, low+(high-low)*float64(i)/float64(bars))
	}
	return es
}

func scale(v *slice.Summary, factor float64) {
	for i := range v.Quantiles {
		v.Quantiles[i] *= factor
	}
	v.Mean *= factor
	for i := range v.Bins {
		v.Bins[i].From *= factor
		v.Bins[i].To *= factor
	}
}

// stated writes a query for programs.
func stated(q slice.Query) wire.SliceQuery {
	text := func(r *slice.Range) string {
		if r == nil {
			return ""
		}
		return r.String()
	}
	return wire.SliceQuery{
		Any: q.Any, All: q.All, None: q.None, Years: text(q.Years), Year: text(q.Year), Pay: text(q.Pay),
	}
}
