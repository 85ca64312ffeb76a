package pay

import (
	"fmt"
	"slices"
	"strconv"
)

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
	// Pays is how many times a year a month's pay is paid, as 14 in Austria; 0 is not said, and counts as 12.
	Pays float64 `json:"pays,omitempty"`
}

// String writes the amount plainly, for logs and errors; package money formats for readers.
func (a Amount) String() string {
	s := fmt.Sprintf("%.2f %s", a.Value, a.Currency)
	if a.Period != "" {
		s += "/" + string(a.Period)
	}
	if a.Pays != 0 {
		s += " x" + strconv.FormatFloat(a.Pays, 'f', -1, 64)
	}
	if a.Basis != "" {
		s += " " + string(a.Basis)
	}
	return s
}

// Range is pay between two ends, as an advertisement states it. One amount is a range whose ends are equal.
type Range struct {
	Min      float64 `json:"min,omitempty"` // major units of Currency; 0 when the range is open below
	Max      float64 `json:"max,omitempty"` // major units of Currency; 0 when the range is open above
	Currency string  `json:"currency"`
	Period   Period  `json:"period,omitempty"`
	Basis    Basis   `json:"basis,omitempty"`
	Pays     float64 `json:"pays,omitempty"` // as in Amount
}

// Single returns the amount that both ends of the range are.
func (r Range) Single() (a Amount, ok bool) { return r.amount(r.Min), r.Min == r.Max && r.Min != 0 }

// Low returns the lower end of the range, unless that is open.
func (r Range) Low() (a Amount, ok bool) { return r.amount(r.Min), r.Min != 0 }

// High returns the upper end of the range, unless that is open.
func (r Range) High() (a Amount, ok bool) { return r.amount(r.Max), r.Max != 0 }

func (r Range) amount(value float64) Amount {
	return Amount{Value: value, Currency: r.Currency, Period: r.Period, Basis: r.Basis, Pays: r.Pays}
}

// String writes the range plainly, for logs and errors: "60000.00–80000.00 EUR/year", "from 60000.00 EUR".
func (r Range) String() string {
	switch {
	case r.Min == r.Max:
		return r.amount(r.Min).String()
	case r.Max == 0:
		return "from " + r.amount(r.Min).String()
	case r.Min == 0:
		return "up to " + r.amount(r.Max).String()
	}
	return fmt.Sprintf("%.2f–%s", r.Min, r.amount(r.Max))
}

// Term is a condition that is written with pay and that changes what the pay is worth.
type Term string

// The terms that are recognised. None of them changes an amount: they say what to compare it with.
const (
	About       Term = "about"         // the amount is approximate
	Negotiable  Term = "negotiable"    // open to negotiation
	FullTime    Term = "full-time"     // stated for full-time work
	ProRata     Term = "pro-rata"      // stated for full-time work, paid by the share worked
	FixedPart   Term = "fixed"         // the fixed part of pay
	BasePay     Term = "base"          // base pay, without bonus and equity
	PlusBonus   Term = "plus-bonus"    // a bonus, commission or variable part comes on top
	PlusEquity  Term = "plus-equity"   // shares or options come on top
	PlusBenefit Term = "plus-benefits" // benefits come on top
	WithBenefit Term = "with-benefits" // benefits are counted in
	TotalPay    Term = "total"         // total compensation, bonus and equity included
	OnTarget    Term = "on-target"     // what is paid when targets are met (OTE)
	EmployerAll Term = "employer-cost" // what the employer spends, its contributions included (CTC, package)
	PlusPension Term = "plus-pension"  // the employer's pension contribution comes on top (+ super, + KiwiSaver)
	WithPension Term = "with-pension"  // the employer's pension contribution is included (incl. super)
	PlusHoliday Term = "plus-holiday"  // holiday pay comes on top
	WithHoliday Term = "with-holiday"  // holiday pay is included
	PlusVAT     Term = "plus-vat"      // value-added tax comes on top
	WithVAT     Term = "with-vat"      // value-added tax is included
	Employment  Term = "employment"    // for an employment contract (UoP, CLT, CDI, W2)
	Mandate     Term = "mandate"       // for a civil-law contract of mandate or specific work (UZ, UoD)
	Business    Term = "business"      // for an invoice from one business to another (B2B, PJ, C2C, 1099, ФОП)
	OutsideIR35 Term = "outside-ir35"  // taxed as a business in the United Kingdom
	InsideIR35  Term = "inside-ir35"   // taxed as an employee in the United Kingdom
	Umbrella    Term = "umbrella"      // paid by an umbrella company
)

// Terms lists every term.
var Terms = []Term{
	About, Negotiable, FullTime, ProRata, FixedPart, BasePay, PlusBonus, PlusEquity, PlusBenefit, WithBenefit, TotalPay,
	OnTarget, EmployerAll, PlusPension, WithPension, PlusHoliday, WithHoliday, PlusVAT, WithVAT, Employment, Mandate,
	Business, OutsideIR35, InsideIR35, Umbrella,
}

// Valid reports whether t is one of Terms.
func (t Term) Valid() bool { return slices.Contains(Terms, t) }
