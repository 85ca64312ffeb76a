package money

import (
	"slices"

	"github.com/backpay/backpay/internal/pay"
)

// Hint is what is known of an amount besides its text. It decides only what the text leaves open.
type Hint struct {
	Country  string // of the work, ISO 3166-1 alpha-2; empty when not known
	Currency string // ISO 4217, of an amount that names none; empty is the country's
}

// Reading is pay as it was written: an amount or a range, and the conditions written with it.
type Reading struct {
	pay.Range
	Component pay.Component // base or total where a word says so, as "OTE" or "base"; empty otherwise
	Terms     []pay.Term    // in the order in which they are written, each once
}

// Has reports whether the text states a condition.
func (r Reading) Has(t pay.Term) bool { return slices.Contains(r.Terms, t) }

// ParseRange reads an amount or a range of pay as people write it: whatever ParseAmount reads, and "60–80k",
// "$120-150k", "between 60 000 and 80 000 EUR", "up to £90k", "from €60.000", "$120,000+". An amount by
// itself is a range of equal ends. The multiplier, currency, period and basis of one end are those of both.
//
// What can be read in two ways is a *pay.Error of kind Invalid with a hint.
func ParseRange(s string, hint Hint) (Reading, error) {
	a, err := ParseAmount(s, hint.Country)
	if err != nil {
		return Reading{}, err
	}
	return Reading{Range: pay.Range{Min: a.Value, Max: a.Value, Currency: a.Currency, Period: a.Period, Basis: a.Basis}}, nil
}
