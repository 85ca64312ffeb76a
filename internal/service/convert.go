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

// Convert turns pay, an amount or a range, into another currency or period; an empty one stays as it is. on is the day
// of the exchange rate, zero is today; country is whose full-time hours are meant, empty is that of the currency.
func (v View) Convert(
	r money.Reading, currency string, period pay.Period, on time.Time, country string,
) (Conversion, error) {
	if on.IsZero() {
		on = v.today
	}
	country = cmp.Or(country, home(r.Currency))
	if period != "" && period != r.Period && r.Period == "" {
		return Conversion{}, pay.Errorf(pay.Invalid, "the amount does not say for how long the pay is").In("amount").
			WithHint("write it as 4000 EUR/month or 50000 EUR/year")
	}
	r, notes := read(r, country)
	c := Conversion{Open: openEnd(r), Terms: r.Terms, Notes: notes}
	low, high := ends(r)
	c.From = low
	if period = cmp.Or(period, r.Period); period != r.Period && (period == pay.Hour || r.Period == pay.Hour) {
		c.Hours = money.HoursPerYear(country)
		if money.HoursKnown(country) {
			c.HoursOf = country
		}
	}
	to := pay.Amount{Currency: cmp.Or(currency, r.Currency), Period: period, Basis: r.Basis}
	var err error
	if c.To, c.Rate, err = v.converted(low, to, on, country); err != nil {
		return c, err
	}
	if high != low {
		upper, _, err := v.converted(high, to, on, country)
		if err != nil {
			return c, err
		}
		c.UpperFrom, c.UpperTo = &high, &upper
	}
	return c, nil
}

// converted returns an amount in the unit of another, and the rate where the currency changed.
func (v View) converted(from, to pay.Amount, on time.Time, country string) (pay.Amount, *pay.Rate, error) {
	if to.Period != from.Period {
		var err error
		if from, err = inPeriod(from, to.Period, country); err != nil {
			return to, nil, err
		}
	} else {
		to.Pays = from.Pays
	}
	to.Value = from.Value
	if to.Currency == from.Currency {
		return to, nil, nil
	}
	value, rate, err := v.rates.Convert(from.Value, from.Currency, to.Currency, money.MonthOf(on))
	to.Value = value
	return to, &rate, err
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
