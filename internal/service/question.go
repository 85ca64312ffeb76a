package service

import (
	"cmp"
	"fmt"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// question is a question in which everything that was left open is decided, except the currency: the country's own
// is known with the answer.
type question struct {
	pay.Question
	rates *money.Rates // of the user's own; nil is none
}

// settle decides what a question left open: a year of gross total pay, today. Years say the level.
func (v View) settle(q pay.Question) question {
	if years, known := q.Profile.Years.Get(); known && q.Profile.Level == "" {
		q.Profile.Level = taxonomy.LevelOfYears(years)
	}
	q.Period = cmp.Or(q.Period, pay.Year)
	q.Basis = cmp.Or(q.Basis, pay.Gross)
	q.Component = cmp.Or(q.Component, pay.Total)
	if q.On.IsZero() {
		q.On = v.today
	}
	return question{q, v.rates}
}

// unit is what a year's pay in one currency is multiplied by to be in the unit that was asked for.
type unit struct {
	currency string
	factor   float64
	rate     *pay.Rate
	warning  *pay.Warning
}

// unit returns the way from a year's pay in a currency to the currency and period of the question.
func (q question) unit(from string) (unit, error) {
	u := unit{currency: from, factor: 1}
	switch {
	case q.PPP:
		country := q.Profile.Country
		if country == "" {
			return u, pay.Errorf(pay.Invalid, "purchasing power needs a country").In("ppp").
				WithHint("say where the pay is spent: a country, as DE")
		}
		home, ok := money.CurrencyOf(country)
		if !ok {
			return u, pay.Errorf(pay.Unsupported, "the currency of %s is not known", taxonomy.Countries.Name(country)).
				In("ppp")
		}
		if from != home {
			converted, rate, err := q.rates.Convert(1, from, home, money.MonthOf(q.On))
			if err != nil {
				return u, err
			}
			u.factor, u.rate = converted, &rate
		}
		power, year, err := money.Purchasing(country, q.On.Year())
		if err != nil {
			return u, err
		}
		u.factor /= power
		u.currency = "USD"
		u.warning = &pay.Warning{
			Code: "ppp", Message: "at purchasing power%s: %s %s buy there what 1 USD buys in the USA",
			Args: []any{asOf(year, q.On.Year()), pay.Plain(power), home},
		}
	case q.Currency != "" && q.Currency != from:
		converted, rate, err := q.rates.Convert(1, from, q.Currency, money.MonthOf(q.On))
		if err != nil {
			return u, err
		}
		u.currency, u.factor, u.rate = q.Currency, converted, &rate
	}
	inPeriod,
		err := money.InPeriod(pay.Amount{Value: 1, Currency: u.currency, Period: pay.Year}, q.Period, q.Profile.Country)
	if err != nil {
		return u, err
	}
	u.factor *= inPeriod.Value
	return u, nil
}

// factorOf returns what a year's pay in one currency and the money of a year is multiplied by to be told
// in the answer's currency and period, in the money of the same year. ok is false where there is no rate.
func (q question) factorOf(from, to string, year int) (factor float64, ok bool) {
	factor = 1
	if q.PPP {
		power, _, err := money.Purchasing(q.Profile.Country, year)
		home, known := money.CurrencyOf(q.Profile.Country)
		if err != nil || !known {
			return 0, false
		}
		factor, to = 1/power, home
	}
	if from != to {
		rate, err := q.rates.YearRate(from, to, year)
		if err != nil {
			return 0, false
		}
		factor *= rate.Value
	}
	inPeriod,
		err := money.InPeriod(pay.Amount{Value: factor, Currency: to, Period: pay.Year}, q.Period, q.Profile.Country)
	return inPeriod.Value, err == nil
}

// asOf says of which year purchasing power is known, and how it came to the year asked for.
func asOf(known, asked int) string {
	if known == asked {
		return fmt.Sprintf(" of %d", known)
	}
	return fmt.Sprintf(" of %d, carried to %d by the prices of both countries", known, asked)
}
