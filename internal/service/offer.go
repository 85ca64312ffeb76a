package service

import (
	"context"
	"errors"
	"math"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/offer"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// What package offer states, under the names that faces and package words use.
type (
	OfferQuestion  = offer.Question
	Offer          = offer.Offer
	OfferAmount    = offer.Amount
	OfferPercent   = offer.Percent
	OfferResult    = offer.Result
	OfferYear      = offer.Year
	OfferBreakEven = offer.BreakEven
	OfferGrowth    = offer.Growth
	OfferMatching  = offer.Matching
	OfferLeaving   = offer.Leaving
	OfferFigure    = offer.Figure
	OfferRequest   = offer.Request
)

// TurnBonus is what a break-even turns when it is the share of the bonus that is paid.
const TurnBonus = offer.TurnBonus

// OfferFileMost is the largest file of offers that is read, in bytes.
const OfferFileMost = offer.FileMost

// ParseOffers reads a file of offers, in YAML or JSON.
func ParseOffers(data []byte) (OfferQuestion, error) { return offer.Parse(data) }

// Offers is a comparison of offers, with where the base pay of each stands in its market and what to ask for. Package
// wire states the same for programs.
type Offers struct {
	*offer.Comparison
	Markets  []OfferMarket    `json:"markets"`            // in the order of the offers
	Requests []*offer.Request `json:"requests,omitempty"` // of those that are not today's job and have a market
}

// OfferMarket is where the base pay of an offer stands among people like the one who asks.
type OfferMarket struct {
	Offer string `json:"offer"`
	// Check is of base pay, of a year, in the offer's currency; nil where nothing is known.
	Check  *Check `json:"check,omitempty"`
	Untold string `json:"untold,omitempty"` // why nothing is known
	// Posted is where the base lies in the advertised range, 0 being its low end and 1 its high end; nil without one.
	Posted *float64 `json:"posted,omitempty"`
}

// Offers compares two to four offers. The question says who asks: the role, the experience and the skills; country,
// place and employment are the offers' own.
func (v View) Offers(ctx context.Context, q offer.Question, who pay.Question) (Offers, error) {
	q.On = money.MonthOf(v.settle(who).On)
	c, err := offer.Compare(q)
	if err != nil {
		return Offers{}, err
	}
	answer := Offers{Comparison: c}
	for i := range c.Results {
		o := &c.Results[i].Offer
		m, err := v.marketOf(ctx, o, who)
		if err != nil {
			return Offers{}, err
		}
		answer.Markets = append(answer.Markets, m)
		if o.Current || m.Check == nil {
			continue
		}
		request, err := c.Ask(o.Name, quantilesOf(m.Check.Answer))
		if err != nil {
			return Offers{}, err
		}
		answer.Requests = append(answer.Requests, request)
	}
	return answer, nil
}

// marketOf looks where the base pay of an offer stands.
func (v View) marketOf(ctx context.Context, o *offer.Offer, who pay.Question) (OfferMarket, error) {
	m := OfferMarket{Offer: o.Name}
	if r := o.Posted; r != nil && r.High > r.Low {
		within := float64(o.Base-r.Low) / float64(r.High-r.Low)
		m.Posted = &within
	}
	p := who.Profile
	p.Country, p.Place, p.Employment = o.Country, "", "employee"
	if o.Employment == offer.Invoice {
		p.Employment = "freelance"
	}
	if o.Place != "" {
		if code, _, ok := taxonomy.Place(o.Country, o.Place); ok {
			p.Place = code
		}
	}
	q := pay.Question{Profile: p, Currency: o.Currency, Component: pay.Base, On: who.On, Brief: true}
	base := pay.Amount{Value: o.Base.Units(), Currency: o.Currency, Period: pay.Year, Basis: pay.Gross}
	check, err := v.Check(ctx, q, one(base))
	if e, ok := errors.AsType[*pay.Error](err); ok && unanswered(err) {
		m.Untold = e.Message
		return m, nil
	}
	if err != nil {
		return m, err
	}
	if check.Answer.Currency != o.Currency {
		m.Untold = "there is no exchange rate for " + o.Currency
		return m, nil
	}
	m.Check = &check
	return m, nil
}

// quantilesOf returns what to ask for rests on.
func quantilesOf(a pay.Answer) offer.Market {
	d := a.Distribution
	units := func(v float64) offer.Amount { return offer.Amount(math.Round(100 * v)) }
	return offer.Market{P50: units(d.Median()), P75: units(d.At(.75)), P90: units(d.At(.90)), N: a.Evidence.N}
}
