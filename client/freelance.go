package client

import (
	"context"
	"net/url"
)

// Freelance is a rate and the employed pay that it is worth.
type Freelance struct {
	Given       Amount       `json:"given"`
	Hourly      Amount       `json:"hourly"`
	Daily       Amount       `json:"daily"`
	Billed      Amount       `json:"billed"`   // in a year
	Employed    Amount       `json:"employed"` // gross yearly pay that is worth the same
	Country     string       `json:"country,omitempty"`
	Constants   []Constant   `json:"constants"`
	BilledHours float64      `json:"billed_hours"`
	BilledDays  float64      `json:"billed_days"`
	Base        float64      `json:"base"`  // the rate for every working hour of the year
	Steps       []Step       `json:"steps"` // from there to the employed pay
	Employees   *Check       `json:"employees,omitempty"`
	Freelancers *Answer      `json:"freelancers,omitempty"`
	Untold      string       `json:"untold,omitempty"` // why the two are missing
	Reports     []RateReport `json:"reports"`
}

// Constant is one constant of a conversion and where it comes from.
type Constant struct {
	Name    string  `json:"name"`
	Label   string  `json:"label"`
	Unit    string  `json:"unit"`
	Value   float64 `json:"value"`
	Source  string  `json:"source"`
	Date    string  `json:"date,omitempty"`
	Default bool    `json:"default"` // not a figure of the country
	Given   bool    `json:"given"`
}

// Step is what one constant takes off.
type Step struct {
	Name  string  `json:"name"`
	Money float64 `json:"money"`
}

// RateReport is what a group of freelancers reports.
type RateReport struct {
	About    string   `json:"about"`
	Role     string   `json:"role,omitempty"`
	Country  string   `json:"country,omitempty"`
	Measure  string   `json:"measure"` // rate, billing, hours, pay
	Sources  []string `json:"sources"`
	Currency string   `json:"currency,omitempty"`
	First    int      `json:"first_year"`
	Last     int      `json:"last_year"`
	N        int      `json:"n"`
	P10      float64  `json:"p10"`
	P25      float64  `json:"p25"`
	P50      float64  `json:"p50"`
	P75      float64  `json:"p75"`
	P90      float64  `json:"p90"`
}

// Freelance asks what a rate ("90 EUR/hour") is worth in employed pay, or employed pay ("85000 EUR/year") as a
// rate. Of q the role, the country, the years, the skills and the date are looked at; constants by name, as
// "leave", stand in place of the country's.
func (c *Client) Freelance(ctx context.Context, q Question, amount string, constants map[string]string) (*Freelance, error) {
	v := Question{Role: q.Role, Country: q.Country, Years: q.Years, Skills: q.Skills, On: q.On}.values()
	v.Set("amount", amount)
	for name, value := range constants {
		v.Set(name, value)
	}
	return get[Freelance](ctx, c, "/v1/freelance", v)
}

// Claim is a published figure beside the answer for the same profile and date.
type Claim struct {
	ID         string     `json:"id"`
	Says       string     `json:"says"`
	Low        float64    `json:"low"`
	High       float64    `json:"high"` // the same as Low of a single figure
	Currency   string     `json:"currency"`
	Period     string     `json:"period"`
	On         string     `json:"on"`
	Context    string     `json:"context"`
	Role       string     `json:"role"`
	Country    string     `json:"country"`
	Years      string     `json:"years,omitempty"`
	Employment string     `json:"employment,omitempty"`
	Ends       []ClaimEnd `json:"ends"`
	Verdict    string     `json:"verdict"` // inside the middle half, high, low, cannot be told
	Reason     string     `json:"reason"`
	Answer     *Answer    `json:"answer,omitempty"`
	USD        float64    `json:"usd_a_year"` // what one unit of the answer is in US dollars a year
}

// ClaimEnd is where a claimed amount falls.
type ClaimEnd struct {
	Amount     float64  `json:"amount"`
	Comparable float64  `json:"comparable"` // in the answer's unit
	Percentile float64  `json:"percentile"`
	Within     Interval `json:"within"`
}

// Claims asks what the web says of backend pay, and where it stands in the evidence.
func (c *Client) Claims(ctx context.Context) ([]Claim, error) {
	list, err := get[struct {
		Claims []Claim `json:"claims"`
	}](ctx, c, "/v1/claims", url.Values{})
	if err != nil {
		return nil, err
	}
	return list.Claims, nil
}
