package service

import (
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// ConvertAsk says what to turn an amount into.
type ConvertAsk struct {
	Amount  string
	To      []string // a currency, a period, or both, in any order
	On      string   // the month of the exchange rate; empty is today
	Country string   // whose full-time hours and dollar are meant; empty is that of the currency
}

// Conversion is an amount and what it is elsewhere.
type Conversion struct {
	From  pay.Amount `json:"from"`
	To    pay.Amount `json:"to"`
	Rate  *pay.Rate  `json:"rate,omitempty"`  // nil when the currency stayed
	Hours float64    `json:"hours,omitempty"` // full-time hours a year, when hours came in
	// HoursOf is the country whose full-time hours they are; empty when they are the default.
	HoursOf string `json:"hours_of,omitempty"`
}

// Convert turns an amount into another currency, period, or both.
func (s *Service) Convert(ask ConvertAsk) (Conversion, error) {
	var country string
	if ask.Country != "" {
		code, err := taxonomy.Countries.Lookup(ask.Country)
		if err != nil {
			return Conversion{}, err
		}
		country = code
	}
	from, err := money.ParseAmount(ask.Amount, country)
	if err != nil {
		return Conversion{}, err
	}
	on, err := parseDate(ask.On, s.now())
	if err != nil {
		return Conversion{}, err
	}
	to := pay.Amount{Currency: from.Currency, Period: from.Period, Basis: from.Basis}
	for _, word := range ask.To {
		if p, err := choice("to", word, "", pay.Periods...); err == nil && p != "" {
			to.Period = p
		} else if code, ok := parseCurrency(word); ok {
			to.Currency = code
		} else {
			return Conversion{}, pay.Errorf(pay.Invalid, "%q is neither a currency nor a period", word).In("to").
				WithHint("a currency such as USD, or one of hour, day, week, month, year")
		}
	}
	if len(ask.To) == 0 {
		return Conversion{}, pay.Errorf(pay.Invalid, "convert to what?").In("to").WithHint("to a period such as year, a currency such as USD, or both")
	}
	if country == "" {
		country = home(from.Currency)
	}
	c := Conversion{From: from}
	if to.Period != from.Period {
		if from.Period == "" {
			return c, pay.Errorf(pay.Invalid, "%q does not say for how long the pay is", ask.Amount).In("amount").
				WithHint("write %s/month or %s/year", ask.Amount, ask.Amount)
		}
		if to.Period == pay.Hour || from.Period == pay.Hour {
			c.Hours = money.HoursPerYear(country)
			if money.HoursKnown(country) {
				c.HoursOf = country
			}
		}
		if from, err = money.InPeriod(from, to.Period, country); err != nil {
			return c, err
		}
	}
	to.Value = from.Value
	if to.Currency != from.Currency {
		value, rate, err := money.Convert(from.Value, from.Currency, to.Currency, money.MonthOf(on))
		if err != nil {
			return c, err
		}
		to.Value, c.Rate = value, &rate
	}
	c.To = to
	return c, nil
}

// home returns the country that a currency is named after, empty for a currency of many: its code begins
// with the country's.
func home(currency string) string {
	country := currency[:2]
	if own, ok := money.CurrencyOf(country); ok && own == currency {
		return country
	}
	return ""
}
