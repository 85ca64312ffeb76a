package chart

import (
	"math"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/words"
)

// Unit is what the amounts of a chart are in, and for whom they are written.
type Unit struct {
	Currency string     // ISO 4217
	Period   pay.Period // decides on decimals
	Words    string     // for the axis: "EUR a year, gross"
	Locale   string     // see words.Locale
}

// Full writes an amount without its currency: "107,909".
func (u Unit) Full(v float64) string {
	return strings.TrimSuffix(words.For(u.Locale).Amount(pay.Amount{Value: v, Currency: u.Currency, Period: u.Period}),
		" "+u.Currency)
}

// Signed writes a difference: "+ 9,262", "− 31,171".
func (u Unit) Signed(v float64) string {
	if v < 0 {
		return "− " + u.Full(-v)
	}
	return "+ " + u.Full(v)
}

// Short writes an amount to three digits: "950", "40k", "107k", "1.5M".
func (u Unit) Short(v float64) string { return words.For(u.Locale).Short(v) }

// number writes a number with one decimal where it has one: "12.5", "12".
func (u Unit) number(v float64) string { return words.For(u.Locale).Plain(v, 1) }

// scale takes values to the width or height of a plot.
type scale struct {
	low, high float64
	log       bool
}

// logFrom is the spread, the ratio of the 95th to the 5th percentile, from which an axis is logarithmic:
// below it half the picture would not be squeezed into one corner.
const logFrom = 6

// at returns where v lies: 0 at the low end, 1 at the high.
func (s scale) at(v float64) float64 {
	if s.log {
		return math.Log(v/s.low) / math.Log(s.high/s.low)
	}
	return (v - s.low) / (s.high - s.low)
}

// value is the inverse of at.
func (s scale) value(t float64) float64 {
	if s.log {
		return s.low * math.Pow(s.high/s.low, t)
	}
	return s.low + t*(s.high-s.low)
}

// ticks returns at most n round values in the scale, more than one where there is room for it.
func (s scale) ticks(n int) []float64 {
	if s.log {
		return s.logTicks(n)
	}
	for power := math.Floor(math.Log10((s.high - s.low) / float64(n))); ; power++ {
		for _, step := range []float64{1, 2, 5} {
			step *= math.Pow(10, power)
			first, last := math.Ceil(s.low/step-1e-9), math.Floor(s.high/step+1e-9)
			if count := int(last - first + 1); count <= n {
				ts := make([]float64, 0, max(count, 0))
				for i := first; i <= last; i++ {
					ts = append(ts, i*step+0) // no minus zero
				}
				return ts
			}
		}
	}
}

// logTicks takes the densest set of round leading digits that stays within n.
func (s scale) logTicks(n int) []float64 {
	var ts []float64
	for _, digits := range [][]float64{
		{1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9}, {1, 1.5, 2, 3, 4, 5, 6, 8}, {1, 2, 5},
		{1, 3}, {1},
	} {
		ts = ts[:0]
		for decade := math.Pow(10, math.Floor(math.Log10(s.low))); decade <= s.high; decade *= 10 {
			for _, d := range digits {
				if t := d * decade; t >= s.low*(1-1e-9) && t <= s.high*(1+1e-9) {
					ts = append(ts, t)
				}
			}
		}
		if len(ts) <= n {
			break
		}
	}
	return ts
}

// words says what the axis is in, and that it is logarithmic where it is.
func (s scale) words(u Unit) string {
	if s.log {
		return u.Words + " · logarithmic scale"
	}
	return u.Words
}

// around returns a scale that holds the values with a margin, a share of the range, at both ends.
func around(log bool, margin float64, values ...float64) scale {
	s := scale{math.Inf(1), math.Inf(-1), log}
	for _, v := range values {
		s.low, s.high = min(s.low, v), max(s.high, v)
	}
	if !(s.high > s.low*1.02) { // all the same: give the picture some width
		s.low, s.high = s.low/1.05, s.high*1.05
	}
	low, high := s.value(-margin), s.value(1+margin)
	if !log && s.low >= 0 {
		low = max(low, 0)
	}
	return scale{low, high, log}
}
