package subset

import (
	"math"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
)

// BaseYear is the year whose money comparable pay is in: the last that consumer prices are published for
// in most countries.
const BaseYear = 2024

// Comparable returns a record's pay as US dollars a year of BaseYear: what it bought at home when it was
// paid, priced at home in BaseYear. It follows consumer prices, not wages, so that pay of different years
// can be pooled without a model of pay. Where the home currency has no exchange rate, or the country no
// prices, the dollars of the record's own year stand. The error is of kind pay.Unsupported when the pay
// cannot be told in dollars at all.
func Comparable(r *dataset.Record) (usd float64, err error) {
	a, err := money.InPeriod(pay.Amount{Value: r.Pay, Currency: r.Currency, Period: r.Period}, pay.Year, r.Country)
	if err != nil {
		return 0, err
	}
	rate, err := money.YearRate(a.Currency, "USD", r.Year)
	if err == nil {
		return a.Value * rate.Value * carry(r.Country, r.Year, BaseYear), nil
	}
	// Pay in the home currency needs no exchange rate of its own year, only one of about BaseYear.
	if home, ok := money.CurrencyOf(r.Country); !ok || home != a.Currency {
		return 0, err
	}
	for _, year := range []int{BaseYear, BaseYear + 1, BaseYear - 1} {
		rate, e := money.YearRate(a.Currency, "USD", year)
		if e != nil {
			continue
		}
		prices, last, e := money.Prices(r.Country, r.Year, year)
		if e == nil && last >= r.Year {
			return a.Value * prices * rate.Value, nil
		}
	}
	return 0, err
}

// carry returns by what dollars of one year's pay in a country are multiplied to buy the same at home in
// another year: the change of prices there, less what its currency lost against the dollar.
func carry(country string, from, to int) float64 {
	if from == to {
		return 1
	}
	currency, ok := money.CurrencyOf(country)
	if !ok {
		return 1
	}
	then, err := money.YearRate("USD", currency, from)
	if err != nil {
		return 1
	}
	now, err := money.YearRate(currency, "USD", to)
	if err != nil {
		return 1
	}
	prices, last, err := money.Prices(country, from, to)
	if err != nil || last < min(from, to) {
		return 1
	}
	if k := then.Value * prices * now.Value; k > .05 && k < 20 && !math.IsNaN(k) {
		return k
	}
	return 1 // a currency reform that one of the tables does not follow
}
