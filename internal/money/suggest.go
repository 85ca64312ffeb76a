package money

import (
	"cmp"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/pay"
)

// Change is what a suggestion changes of an amount.
type Change string

// The changes that are suggested.
const (
	OtherPeriod        Change = "period"    // another period: "85000 EUR/hour" is a year's pay
	InThousands        Change = "thousands" // the amount is in thousands: "85" is 85k
	InUnits            Change = "units"     // it was taken for thousands: "85000k"
	PeriodAndThousands Change = "period and thousands"
)

// Suggestion is an amount that may have been meant, and what it changes of the one that was written.
type Suggestion struct {
	Amount pay.Amount
	Change Change
}

// String writes the suggestion as it would be typed: "85000 EUR/year".
func (s Suggestion) String() string { return plainly(s.Amount) }

const (
	// farOff is how many times below the fifth or above the ninety-fifth percentile an amount is taken for
	// a mistake rather than for unusual pay.
	farOff = 3
	// within is how far from these percentiles a suggestion may lie.
	within = 1.25
)

// Suggest returns what was probably meant by an amount that nobody of a profile is paid: "did you mean a
// month, thousands?". q05 and q95 are the fifth and the ninety-fifth percentile of the profile's pay in a year,
// in the currency of the amount. The most plausible suggestion, the one nearest the middle of the two, comes
// first; those that change two things come only where none changes one. There is none when the amount is
// plausible as it stands, when it has no period, or when no reading of it is plausible.
func Suggest(a pay.Amount, country string, q05, q95 float64) []Suggestion {
	year, err := InPeriod(a, pay.Year, country)
	if err != nil || !(0 < q05 && q05 <= q95) || q05/farOff <= year.Value && year.Value <= q95*farOff {
		return nil
	}
	middle := math.Sqrt(q05 * q95)
	type ranked struct {
		Suggestion
		changes int
		off     float64
	}
	var all []ranked
	for _, period := range pay.Periods {
		for factor, change := range map[float64]Change{1: OtherPeriod, 1000: InThousands, .001: InUnits} {
			meant := a
			meant.Period, meant.Value = period, a.Value*factor
			value, err := InPeriod(meant, pay.Year, country)
			changes := 1
			switch {
			case period == a.Period && factor == 1:
				continue
			case period != a.Period && factor == .001:
				continue
			case period != a.Period && factor == 1000:
				change, changes = PeriodAndThousands, 2
			}
			if err != nil || value.Value < q05/within || value.Value > q95*within {
				continue
			}
			all = append(all, ranked{Suggestion{meant, change}, changes, math.Abs(math.Log(value.Value / middle))})
		}
	}
	slices.SortFunc(all, func(x, y ranked) int {
		return cmp.Or(cmp.Compare(x.changes, y.changes), cmp.Compare(x.off, y.off),
			cmp.Compare(x.Amount.Value, y.Amount.Value))
	})
	var list []Suggestion
	for _, r := range all {
		if r.changes == all[0].changes {
			list = append(list, r.Suggestion)
		}
	}
	return list
}
