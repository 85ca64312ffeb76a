package wire

import (
	"net/url"

	"github.com/backpay/backpay/internal/pay"
)

// NetQuestion asks about pay before and after tax, in words as people type them.
type NetQuestion struct {
	Amount  string // as "85000 EUR/year" or "4000 EUR/month net"; of a year where no period is said
	Country string // left out, that of the currency
	Region  string // a code of the country's table, as CA; left out, what the table assumes
	Regime  string // how one is paid, a code of the table; left out, as an employee
	On      string // a day, which says the year of the law; left out, today
}

// Values writes q as the parameters of an address.
func (q NetQuestion) Values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		"amount": q.Amount, "country": q.Country, "region": q.Region, "regime": q.Regime, "on": q.On,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// Net is a year of pay before and after tax, of one person, single and without children. Its amounts are of a year, in
// units of Currency, and exact to the minor unit: Gross = Tax + Social + Net.
type Net struct {
	Given    pay.Amount `json:"given"` // as it was asked, before or after tax
	Country  string     `json:"country"`
	Currency string     `json:"currency"` // the country's
	Year     int        `json:"year"`     // of the rates

	Region     string `json:"region"` // whose taxes are added; empty where the law is one for the country
	RegionName string `json:"region_name,omitempty"`
	Regime     string `json:"regime"` // how the person is paid: an employee, or a way to invoice
	RegimeName string `json:"regime_name"`

	Gross        float64   `json:"gross"`
	Tax          float64   `json:"tax"`    // on income, of state, region and municipality
	Social       float64   `json:"social"` // contributions of the earner
	Net          float64   `json:"net"`
	EmployerCost float64   `json:"employer_cost"` // gross and the employer's contributions
	Marginal     float64   `json:"marginal"`      // share of the next unit of pay that goes, 0 to 1
	Lines        []NetLine `json:"lines"`

	About      bool          `json:"about"`                // it rests on figures that are to be verified
	Unverified []string      `json:"unverified,omitempty"` // those figures, each with its law
	Rate       *pay.Rate     `json:"rate,omitempty"`       // the exchange, where the amount was in another currency
	Warnings   []pay.Warning `json:"warnings,omitempty"`
}

// NetLine is one tax or contribution of a year.
type NetLine struct {
	Name   string  `json:"name"`  // stable, for programs
	Label  string  `json:"label"` // for people
	Kind   string  `json:"kind"`  // "tax", "social" or "employer"
	Amount float64 `json:"amount"`
	Law    string  `json:"law"`
}
