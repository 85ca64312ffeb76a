package freelance

import (
	"math"

	"github.com/backpay/backpay/internal/tax"
)

// Law is what an employer pays on top of gross pay by the contributions of a country and a year, with their floors and
// ceilings. Between two minor units of pay the cost is a straight line, so that every amount comes back.
type Law struct {
	Rules *tax.Rules
	Minor float64 // minor units of the law's currency for one unit of the amounts that are asked about
}

// cost returns what a gross yearly pay costs an employer.
func (l *Law) cost(pay float64) float64 {
	minor := pay * l.Minor
	whole := math.Floor(minor)
	return l.line(int64(whole), minor-whole) / l.Minor
}

// line returns the cost of a whole number of minor units and a part of the next.
func (l *Law) line(whole int64, part float64) float64 {
	low, high := l.minorCost(whole), l.minorCost(whole+1)
	return float64(low) + part*float64(high-low)
}

// minorCost is an employer's cost in minor units. Above the pay that the law is computed for, nothing is added.
func (l *Law) minorCost(minor int64) int64 {
	a := l.Rules.Assess(minor)
	return a.EmployerCost + minor - a.Gross
}

// pay returns the gross yearly pay that costs an employer a sum: the inverse of cost.
func (l *Law) pay(cost float64) float64 {
	minor := cost * l.Minor
	whole, err := l.Rules.GrossOfCost(int64(math.Floor(min(minor, math.MaxInt64/2))))
	if err != nil { // it is above what the law is computed for
		most := l.Rules.Assess(math.MaxInt64)
		return (minor - float64(most.EmployerCost-most.Gross)) / l.Minor
	}
	for whole > 0 && float64(l.minorCost(whole)) > minor {
		whole-- // the least pay that costs more
	}
	low, high := l.minorCost(whole), l.minorCost(whole+1)
	return (float64(whole) + (minor-float64(low))/float64(high-low)) / l.Minor
}

// Percent returns an employer's contributions to a gross yearly pay in percent of it.
func (l *Law) Percent(pay float64) float64 {
	if pay <= 0 {
		return 0
	}
	return 100 * (l.cost(pay)/pay - 1)
}
