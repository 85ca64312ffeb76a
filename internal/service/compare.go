package service

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Comparison = wire.Comparison
	Difference = wire.Difference
	Measure    = wire.Measure
	Pair       = wire.Pair
)

// MaxCompared is how many questions Compare sets side by side: as many as fit beside each other.
const MaxCompared = 4

// Compare answers two to MaxCompared questions in one unit: the first question's currency, period and basis, or the
// purchasing power of each one's country. Where the first names no currency it is the one that all countries
// share, else the US dollar. What else the first question says of the answer,
// its component and its date, holds for all of them. Both measures of money are told beside it where they
// can be: purchasing power needs the country of every profile.
func (v View) Compare(ctx context.Context, questions []pay.Question) (Comparison, error) {
	if len(questions) < 2 || len(questions) > MaxCompared {
		return Comparison{}, pay.Errorf(pay.Invalid, "profiles to compare: %d", len(questions)).In("profile").
			WithHint("give 2 to %d", MaxCompared)
	}
	if first := &questions[0]; first.Currency == "" && !first.PPP {
		questions = slices.Clone(questions)
		questions[0].Currency = commonCurrency(questions)
	}
	if slices.ContainsFunc(questions, func(q pay.Question) bool { return basePay(q.Profile) }) {
		questions = slices.Clone(questions)
		questions[0].Component = pay.Base // all that is known of an employer, and the others are set beside it
	}
	answers, err := v.inOneUnit(ctx, questions)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{Answers: answers}
	own := measureOf(answers)
	for _, p := range own.Pairs[:len(answers)-1] {
		c.Beside = append(c.Beside, p.Difference)
	}
	ppp := answers[0].PPP
	other := slices.Clone(questions)
	for i := range other {
		other[i].PPP, other[i].Currency, other[i].Brief = !ppp, "", true
		other[i].Period = answers[0].Period
	}
	if ppp {
		other[0].Currency = commonCurrency(questions)
	}
	var beside *Measure
	if told, err := v.inOneUnit(ctx, other); err == nil {
		beside = measureOf(told)
	} else if e, ok := errors.AsType[*pay.Error](err); ok && e.Kind != pay.Internal {
		c.Untold = e.Message
	} else {
		return Comparison{}, err
	}
	if c.Exchange, c.Purchasing = own, beside; ppp {
		c.Exchange, c.Purchasing = beside, own
	}
	return c, v.takeHomes(ctx, &c, questions)
}

// takeHomes fills in what is left of the pay compared, by both measures of money, or why it is not known.
func (v View) takeHomes(ctx context.Context, c *Comparison, questions []pay.Question) error {
	net := slices.Clone(questions)
	for i := range net {
		net[i].Basis, net[i].PPP, net[i].Currency, net[i].Brief = pay.Net, false, "", true
		net[i].Period = c.Answers[0].Period
	}
	net[0].Currency = c.Answers[0].Currency
	if c.Answers[0].PPP {
		net[0].Currency = commonCurrency(questions)
	}
	for _, m := range []**Measure{&c.TakeHome, &c.TakeHomePurchasing} {
		answers, err := v.inOneUnit(ctx, net)
		if e, ok := errors.AsType[*pay.Error](err); ok && e.Kind != pay.Internal {
			c.TakeHomeUntold = e.Message
			return nil
		}
		if err != nil {
			return err
		}
		*m = measureOf(answers)
		net[0].PPP, net[0].Currency = true, ""
	}
	return nil
}

// inOneUnit answers questions in the unit of the first.
func (v View) inOneUnit(ctx context.Context, questions []pay.Question) ([]pay.Answer, error) {
	var answers []pay.Answer
	for i, q := range questions {
		if i > 0 {
			first := answers[0]
			q.Period, q.Basis, q.Component = first.Period, first.Basis, first.Component
			q.On, q.PPP, q.Brief = questions[0].On, first.PPP, questions[0].Brief
			if q.Currency = first.Currency; first.PPP {
				q.Currency = "" // international dollars
			}
		}
		a, err := v.Estimate(ctx, q)
		if err != nil {
			if e, ok := errors.AsType[*pay.Error](err); ok {
				return nil, e.At(fmt.Sprintf("profile %d", i+1))
			}
			return nil, fmt.Errorf("answering for profile %d: %w", i+1, err)
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// measureOf sets every two answers side by side.
func measureOf(answers []pay.Answer) *Measure {
	m := &Measure{Currency: answers[0].Currency}
	for _, a := range answers {
		m.Medians = append(m.Medians, a.Distribution.Median())
	}
	for i, a := range answers {
		for j := i + 1; j < len(answers); j++ {
			m.Pairs = append(m.Pairs, Pair{
				First: i + 1, Second: j + 1,
				Difference: Difference{Money: m.Medians[j] - m.Medians[i], Ratio: m.Medians[j] / m.Medians[i]},
				More:       answers[j].Distribution.Above(a.Distribution),
			})
		}
	}
	return m
}

// commonCurrency returns the currency that all profiles' countries share, else the US dollar.
func commonCurrency(questions []pay.Question) string {
	common := ""
	for _, q := range questions {
		currency, _ := money.CurrencyOf(q.Profile.Country)
		if common != "" && currency != common || currency == "" {
			return "USD"
		}
		common = currency
	}
	return common
}
