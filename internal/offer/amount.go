package offer

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Amount is a sum of money in hundredths of the currency's unit. In JSON and YAML it is a plain number of
// units with up to two decimals: 85000 or 1200.5.
type Amount int64

// amountMost is the largest amount that is read: a billion units.
const amountMost Amount = 1_000_000_000_00

// String writes units with two decimals.
func (a Amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	return fmt.Sprintf("%s%d.%02d", sign, a/100, a%100)
}

// Units returns the amount in units of its currency.
func (a Amount) Units() float64 { return float64(a) / 100 }

// MarshalJSON writes the amount as a number of units.
func (a Amount) MarshalJSON() ([]byte, error) {
	return []byte(strings.TrimSuffix(a.String(), ".00")), nil
}

// UnmarshalJSON reads a number of units.
func (a *Amount) UnmarshalJSON(data []byte) error {
	v, err := parseHundredths(string(data), amountMost)
	*a = Amount(v)
	return err
}

// UnmarshalYAML reads a number of units.
func (a *Amount) UnmarshalYAML(n *yaml.Node) error {
	v, err := parseHundredths(n.Value, amountMost)
	*a = Amount(v)
	return located(n, err)
}

// Percent is a share in hundredths of a percent. In JSON it is a plain number of percent; in YAML a sign may
// follow it: 12.5 or 12.5%.
type Percent int64

// Whole is 100 %.
const Whole Percent = 100_00

// MarshalJSON writes the number of percent.
func (p Percent) MarshalJSON() ([]byte, error) { return Amount(p).MarshalJSON() }

// UnmarshalJSON reads a number of percent.
func (p *Percent) UnmarshalJSON(data []byte) error {
	v, err := parseHundredths(string(data), amountMost)
	*p = Percent(v)
	return err
}

// UnmarshalYAML reads a number of percent.
func (p *Percent) UnmarshalYAML(n *yaml.Node) error {
	v, err := parseHundredths(strings.TrimSpace(strings.TrimSuffix(n.Value, "%")), amountMost)
	*p = Percent(v)
	return located(n, err)
}

// of returns the share of an amount, rounded half up.
func (p Percent) of(a Amount) Amount { return Amount(share(int64(a), int64(p), int64(Whole))) }

func located(n *yaml.Node, err error) error {
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	return nil
}

// parseHundredths reads a plain number that is not negative with up to two decimals.
func parseHundredths(s string, most Amount) (int64, error) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" || len(fraction) > 2 || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, fmt.Errorf("%q is not a plain number with up to two decimals", s)
	}
	v, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", 2-len(fraction)), 10, 64)
	if err != nil || v > int64(most) {
		return 0, fmt.Errorf("%q is more than %d", s, most/100)
	}
	return v, nil
}

// share returns amount·part/whole rounded half up, for amounts that are not negative. The product must fit
// 63 bits, which the bounds of Check see to.
func share(amount, part, whole int64) int64 { return (2*amount*part + whole) / (2 * whole) }

// times multiplies by an exchange rate, rounded half up.
func (a Amount) times(rate float64) Amount { return Amount(math.Floor(float64(a)*rate + 0.5)) }
