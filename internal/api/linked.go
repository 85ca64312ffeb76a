package api

import (
	"math"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// linkedType is the media type of linked data; a client asks for it in Accept.
const linkedType = "application/ld+json"

// linkedDistribution is schema.org's MonetaryAmountDistribution.
type linkedDistribution struct {
	Context  string  `json:"@context" doc:"https://schema.org"`
	Type     string  `json:"@type" doc:"MonetaryAmountDistribution"`
	Name     string  `json:"name" doc:"whose pay it is"`
	Currency string  `json:"currency" doc:"ISO 4217"`
	Unit     string  `json:"description,omitempty" doc:"said where the currency alone does not tell the unit"`
	Duration string  `json:"duration" doc:"what the pay is for, in ISO 8601"`
	P10      float64 `json:"percentile10"`
	P25      float64 `json:"percentile25"`
	Median   float64 `json:"median"`
	P75      float64 `json:"percentile75"`
	P90      float64 `json:"percentile90"`
}

// durations are the periods of pay in ISO 8601.
var durations = map[pay.Period]string{
	pay.Hour: "PT1H", pay.Day: "P1D", pay.Week: "P1W", pay.Month: "P1M", pay.Year: "P1Y",
}

// linkedData tells an answer as linked data, in amounts rounded to cents.
func linkedData(a pay.Answer) linkedDistribution {
	cents := func(x float64) float64 { return math.Round(100*x) / 100 }
	d := a.Distribution
	l := linkedDistribution{
		Context: "https://schema.org", Type: "MonetaryAmountDistribution",
		Name: taxonomy.Describe(a.Profile), Currency: a.Currency, Duration: durations[a.Period],
		P10: cents(d.At(.10)), P25: cents(d.At(.25)), Median: cents(d.Median()), P75: cents(d.At(.75)),
		P90: cents(d.At(.90)),
	}
	if a.PPP {
		l.Unit = "international dollars, at purchasing power"
	}
	return l
}
