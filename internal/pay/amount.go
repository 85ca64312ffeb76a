package pay

import "fmt"

// Period is the time that an amount pays for.
type Period string

// The periods of pay. The zero value means that the period is not known.
const (
	Hour  Period = "hour"
	Day   Period = "day"
	Week  Period = "week"
	Month Period = "month"
	Year  Period = "year"
)

// Periods lists every period from the shortest to the longest.
var Periods = []Period{Hour, Day, Week, Month, Year}

// Valid reports whether p is one of Periods.
func (p Period) Valid() bool {
	switch p {
	case Hour, Day, Week, Month, Year:
		return true
	}
	return false
}

// Basis says whether an amount is before or after the earner's own income tax and social contributions.
type Basis string

// The bases of pay. The zero value means that the basis is not known.
const (
	Gross Basis = "gross"
	Net   Basis = "net"
)

// Valid reports whether b is gross or net.
func (b Basis) Valid() bool { return b == Gross || b == Net }

// Component says which part of pay an amount covers.
type Component string

// The components of pay. The zero value means that the component is not known.
const (
	Base  Component = "base"  // the agreed salary alone
	Total Component = "total" // with bonus, commission and equity
)

// Valid reports whether c is base or total.
func (c Component) Valid() bool { return c == Base || c == Total }

// Amount is a sum of money for a period of work.
type Amount struct {
	Value    float64 `json:"value"`            // major units of Currency, unrounded, finite
	Currency string  `json:"currency"`         // ISO 4217, upper case
	Period   Period  `json:"period,omitempty"` // empty when not stated
	Basis    Basis   `json:"basis,omitempty"`  // empty when not stated
}

// String writes the amount plainly, for logs and errors; package money formats for readers.
func (a Amount) String() string {
	s := fmt.Sprintf("%.2f %s", a.Value, a.Currency)
	if a.Period != "" {
		s += "/" + string(a.Period)
	}
	if a.Basis != "" {
		s += " " + string(a.Basis)
	}
	return s
}
