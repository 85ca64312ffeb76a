package wire

import (
	"github.com/backpay/backpay/internal/pay"
)

// Freelance is a rate and the employed pay that it is worth. Amounts are gross and unrounded.
type Freelance struct {
	Given    pay.Amount `json:"given"`    // as it was asked
	Hourly   pay.Amount `json:"hourly"`   // rate without value added tax
	Daily    pay.Amount `json:"daily"`    // the same for a day
	Billed   pay.Amount `json:"billed"`   // in a year
	Employed pay.Amount `json:"employed"` // gross yearly pay of an employee that is worth the same

	Country     string              `json:"country,omitempty"` // whose constants they are; empty is no country's
	Constants   []FreelanceConstant `json:"constants"`
	BilledHours float64             `json:"billed_hours"` // a year
	BilledDays  float64             `json:"billed_days"`
	Base        float64             `json:"base"`  // what the rate would come to for every working hour of the year
	Steps       []FreelanceStep     `json:"steps"` // from there to the employed pay

	// Employees is where the employed pay stands among employees like that, and Freelancers what freelancers
	// like that say they earn in a year; nil where nothing can be said.
	Employees   *Check       `json:"employees,omitempty"`
	Freelancers *pay.Answer  `json:"freelancers,omitempty"`
	Untold      string       `json:"untold,omitempty"` // why nothing can be said of them
	Reports     []RateReport `json:"reports"`          // what freelancers report, with nothing in between
}

// RateReport is what a group of at least ten freelancers reports.
type RateReport struct {
	About    string           `json:"about"` // who and what, in words
	Role     string           `json:"role,omitempty"`
	Country  string           `json:"country,omitempty"`
	Measure  FreelanceMeasure `json:"measure"`
	Sources  []string         `json:"sources"`
	Currency string           `json:"currency,omitempty"` // empty for hours
	First    int              `json:"first_year"`
	Last     int              `json:"last_year"`
	N        int              `json:"n"`
	P10      float64          `json:"p10"`
	P25      float64          `json:"p25"`
	P50      float64          `json:"p50"`
	P75      float64          `json:"p75"`
	P90      float64          `json:"p90"`
}

// FreelanceConstant is one of Terms as it is shown: its value and where that comes from.
type FreelanceConstant struct {
	Name    string  `json:"name"` // of the parameter and the flag
	Label   string  `json:"label"`
	Unit    string  `json:"unit"`
	Value   float64 `json:"value"`
	Source  string  `json:"source"`
	Date    string  `json:"date,omitempty"` // from when it holds, or what it is of; empty when it has none
	Default bool    `json:"default"`        // not a figure of the country: a default for want of one
	Given   bool    `json:"given"`          // by whoever asked
}

// FreelanceStep is one thing that comes off between a rate for every working hour and employed pay.
type FreelanceStep struct {
	Name  string  `json:"name"` // of the constant
	Money float64 `json:"money"`
}

// FreelanceMeasure is what a Report is of.
type FreelanceMeasure string
