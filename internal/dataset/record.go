package dataset

import (
	"slices"

	"github.com/backpay/backpay/internal/pay"
)

// Record is one person's pay as its source states it, or one end result of an advertisement: original
// amount, currency, period and basis, so that whatever is computed from it can be computed again.
type Record struct {
	Source string // the short name of package source, as "stackoverflow"
	Year   int    // the year the pay is of
	// Layer is that of the import which the record came with. ScanRecords sets it; it is not stored with the record.
	Layer pay.Layer

	// Facets are canonical codes of package taxonomy; empty is unknown. Role is in Roles: surveys
	// that let people tick several roles give several.
	Country    string
	Place      string
	Roles      []string
	Level      string // as the source states it; readers derive one from Years when it is empty
	Years      pay.Years
	Coding     pay.Years // years of coding, those of education included: at least Years, and no substitute for them
	Industry   string
	OrgSize    string
	Remote     string
	Employment string
	Education  string
	// Skills the person uses. A kind of skill (language, database, …) of which none is listed is
	// unknown, not absent.
	Skills []string

	Pay       float64 // major units of Currency; of a band, its geometric middle
	PayLow    float64 // the ends of a band; both zero when Pay is exact. PayHigh is +Inf in an open band
	PayHigh   float64
	Hours     float64 // a week, as the source states them; 0 is not stated
	FTE       float64 // the share of full time that is worked; 0 is not stated. Pay is that of full time
	Currency  string
	Period    pay.Period
	Basis     pay.Basis
	Component pay.Component

	Weight   float64 // how many people it stands for; 1 unless the source says otherwise
	Excluded Reason  // why it takes no part; empty when it does
}

// Clone returns a copy that stays as it is when a reader goes on to the next record.
func (r *Record) Clone() Record {
	c := *r
	c.Roles, c.Skills = slices.Clone(r.Roles), slices.Clone(r.Skills)
	return c
}

// Reason is why a record takes no part in any answer. It stays in the data all the same.
type Reason string

// The reasons for which a record is set aside.
const (
	NoPay       Reason = "no pay"        // nothing, zero or a negative amount in the pay column
	Unreadable  Reason = "unreadable"    // a pay, currency or period that cannot be read
	NotEmployed Reason = "not employed"  // a student, retired, out of work
	PartTime    Reason = "part time"     // pay for a part of full-time hours, or for hours that are not stated
	NoCountry   Reason = "no country"    // a country that is missing or unknown
	UnitMistake Reason = "unit mistake"  // monthly pay given as yearly, thousands given as units
	Implausible Reason = "implausible"   // too far from the country's pay to be either
	Duplicate   Reason = "duplicate"     // the same row again
	NoRate      Reason = "no rate"       // a currency that cannot be compared with others
	OtherWork   Reason = "not this work" // an occupation outside software
	// NotCertified is a filing that the authority refused or the employer withdrew.
	NotCertified Reason = "not certified"
)

// Reasons lists every Reason.
var Reasons = []Reason{NoPay, Unreadable, NotEmployed, PartTime, NoCountry, UnitMistake, Implausible, Duplicate, NoRate,
	OtherWork, NotCertified}

// Cell is an official aggregate: the pay of an occupation in a place, as a statistics office publishes it.
type Cell struct {
	Source string
	Year   int

	Country    string
	Place      string // "" is the whole country
	Occupation string // SOC 2018 code, as "15-1252"
	Title      string // the occupation's official title
	Role       string // the role that the occupation is closest to; empty when it is close to none
	Industry   string // taxonomy code; empty is all industries
	Sector     string // the source's own code of the industry, as NAICS "541500"; empty is all
	Grade      string // a step within the occupation, as OFLC's "1" to "4"; empty is all

	Employment float64 // people employed; 0 is unknown
	// Pay by person: a mean and percentiles; 0 is not published. Every percentile above Top is not
	// known beyond being above it.
	Mean                    float64
	P10, P25, P50, P75, P90 float64
	Top                     float64 // the publisher's top code; 0 when nothing in the cell is top-coded
	Currency                string
	Period                  pay.Period
	Basis                   pay.Basis
	Component               pay.Component
}

// Header is the header of a CSV file of records, and the first columns of the Parquet files; these hold
// pay_low, pay_high, hours, fte and coding besides.
var Header = []string{
	"source", "year", "country", "place", "role", "level", "years", "industry", "org_size", "remote",
	"employment", "education", "skills", "pay", "currency", "period", "basis", "component", "weight", "excluded",
}
