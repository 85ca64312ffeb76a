package estimate

import (
	"hash/fnv"
	"math"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
)

// Pay below and above these, in US dollars a year, takes no part: it is no year's pay of a person.
const (
	lowestPay  = 1_000
	highestPay = 2_000_000
)

// comparable is a record's pay in the unit of the model: the log of US dollars a year, at the exchange rate of its
// own year. spread is half the width of the band that it lies in, 0 when it is exact.
type comparable struct{ log, spread float64 }

// converter turns records into comparable pay and remembers the rates.
type converter struct {
	rates map[yearlyRate]float64 // NaN: there is none
}

type yearlyRate struct {
	currency string
	year     int
}

func (c *converter) rate(currency string, year int) float64 {
	if currency == "USD" {
		return 1
	}
	key := yearlyRate{currency, year}
	rate, ok := c.rates[key]
	if !ok {
		rate = math.NaN()
		if r, err := money.YearRate(currency, "USD", year); err == nil {
			rate = r.Value
		}
		c.rates[key] = rate
	}
	return rate
}

// of returns a record's comparable pay; ok is false for a record that takes no part.
func (c *converter) of(r *dataset.Record) (v comparable, ok bool) {
	if !(r.Pay > 0) {
		return v, false
	}
	yearly, err := money.InPeriod(pay.Amount{Value: r.Pay, Currency: r.Currency, Period: r.Period}, pay.Year, r.Country)
	if err != nil {
		return v, false
	}
	usd := yearly.Value * c.rate(r.Currency, r.Year)
	if !(usd >= lowestPay && usd <= highestPay) {
		return v, false
	}
	v.log = math.Log(usd)
	if r.PayLow > 0 && r.PayHigh > r.PayLow && !math.IsInf(r.PayHigh, 1) {
		v.spread = math.Log(r.PayHigh/r.PayLow) / 2
	}
	return v, true
}

// Hash is a number that depends on what a record says alone: not on its place in a file, nor on other records. It
// divides records into folds, and the same answer given twice falls into the same one.
func Hash(r *dataset.Record) uint64 {
	h := fnv.New64a()
	for _, s := range []string{
		r.Source, r.Country, r.Place, strings.Join(r.Roles, ";"), r.Level, r.Years.String(), r.Industry, r.OrgSize,
		r.Remote, r.Employment, r.Education, r.Currency, string(r.Period),
	} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	var b [16]byte
	bits := math.Float64bits(r.Pay)
	for i := range 8 {
		b[i], b[8+i] = byte(bits>>(8*i)), byte(r.Year>>(8*min(i, 3)))
	}
	h.Write(b[:])
	return mix(h.Sum64())
}

// mix spreads the bits of x (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Comparable returns a record's pay in the unit in which methods are compared: the log of US dollars a year, at the
// exchange rate of its own year. It is false for a record that takes no part in a fit.
func (o Options) Comparable(r *dataset.Record) (log float64, ok bool) {
	if !o.takes(r) {
		return 0, false
	}
	c := converter{rates: map[yearlyRate]float64{}}
	v, ok := c.of(r)
	return v.log, ok
}
