package tax

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// decimal is a number of nine decimals: the rate 6.398% is 63,980,000, one euro 1,000,000,000.
type decimal int64

const (
	one       decimal = 1_000_000_000
	decimals          = 9
	largest   decimal = math.MaxInt64 / 4 // what a product that does not fit becomes
	wholeMost         = 1_000_000_000     // the largest amount that a table or a caller may give, in units
)

// times returns x·y, rounded half away from zero.
func (x decimal) times(y decimal) decimal { return ratio(x, y, one) }

// over returns x/y, rounded half away from zero. Division by zero, which no table should ask for, gives the
// largest number.
func (x decimal) over(y decimal) decimal { return ratio(x, one, y) }

// ratio returns x·y/z, with the product in 128 bits.
func ratio(x, y, z decimal) decimal {
	negative := (x < 0) != (y < 0) != (z < 0)
	hi, lo := bits.Mul64(magnitude(x), magnitude(y))
	divisor := magnitude(z)
	lo, carry := bits.Add64(lo, divisor/2, 0)
	hi += carry
	var quotient uint64
	switch {
	case hi == 0 && divisor == uint64(one):
		quotient = lo / uint64(one)
	case hi >= divisor:
		quotient = uint64(largest)
	default:
		quotient, _ = bits.Div64(hi, lo, divisor)
	}
	result := decimal(min(quotient, uint64(largest)))
	if negative {
		return -result
	}
	return result
}

func magnitude(x decimal) uint64 {
	if x < 0 {
		return uint64(-x)
	}
	return uint64(x)
}

// minor returns x in minor units of a currency, rounded half up; unit is one of them.
func (x decimal) minor(unit decimal) int64 {
	shifted := x + unit/2
	quotient := shifted / unit
	if shifted%unit < 0 {
		quotient--
	}
	return int64(quotient)
}

// parseDecimal reads a plain number, as 12348, 1034.87 or 9.3%.
func parseDecimal(s string) (decimal, error) {
	digits, percent := strings.CutSuffix(s, "%")
	whole, fraction, _ := strings.Cut(digits, ".")
	places := decimals
	if percent {
		places -= 2
	}
	if len(fraction) > places {
		return 0, fmt.Errorf("%q has more than %d decimals", s, places)
	}
	if whole == "" || strings.ContainsAny(digits, "+-eE_xX") {
		return 0, fmt.Errorf("%q is not a plain number, as 12348, 1034.87 or 9.3%%", s)
	}
	units, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || units > wholeMost {
		return 0, fmt.Errorf("%q is not a plain number up to %d", s, wholeMost)
	}
	scaled, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a plain number up to %d", s, wholeMost)
	}
	return decimal(scaled), nil
}
