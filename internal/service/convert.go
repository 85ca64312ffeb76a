package service

import (
	"cmp"
	"time"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Conversion = wire.Conversion
)

// Convert turns an amount into another currency or period; an empty one stays as it is. on is the day of the exchange
// rate, zero is today; country is whose full-time hours are meant, empty is that of the currency.
func (v View) Convert(from pay.Amount, currency string, period pay.Period, on time.Time, country string) (Conversion, error) {
	to := pay.Amount{Currency: cmp.Or(currency, from.Currency), Period: cmp.Or(period, from.Period), Basis: from.Basis}
	if on.IsZero() {
		on = v.today
	}
	if country == "" {
		country = home(from.Currency)
	}
	c := Conversion{From: from}
	if to.Period != from.Period {
		if from.Period == "" {
			return c, pay.Errorf(pay.Invalid, "the amount does not say for how long the pay is").In("amount").
				WithHint("write it as 4000 EUR/month or 50000 EUR/year")
		}
		if to.Period == pay.Hour || from.Period == pay.Hour {
			c.Hours = money.HoursPerYear(country)
			if money.HoursKnown(country) {
				c.HoursOf = country
			}
		}
		var err error
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
