package wire

import (
	"github.com/backpay/backpay/internal/pay"
)

// Claim is a published figure beside our own answer for the same profile and date.
type Claim struct {
	PublishedClaim
	Ends    []ClaimEnd  `json:"ends"` // the figure, or both ends of a range; empty when there is no answer
	Verdict Verdict     `json:"verdict"`
	Reason  string      `json:"reason"`           // of the verdict
	Answer  *pay.Answer `json:"answer,omitempty"` // in the claim's currency; nil when there is none

	// USD is what one unit of the answer is in US dollars a year at the rate of the claim's month, so that
	// claims in several currencies can stand beside each other; 0 when there is no rate.
	USD float64 `json:"usd_a_year"`
}

// ClaimEnd is where a claimed amount falls.
type ClaimEnd struct {
	Amount     float64      `json:"amount"`     // as it was published
	Comparable float64      `json:"comparable"` // in the answer's unit
	Percentile float64      `json:"percentile"` // share of people who earn less, 0 to 1
	Within     pay.Interval `json:"within"`     // where the percentile lies
}

// PublishedClaim is a figure as it was published. Its profile is in the words of a question.
type PublishedClaim struct {
	ID       string     `json:"id"`
	Says     string     `json:"says"` // what it says it is
	Low      float64    `json:"low"`  // the figure, or the lower end of a range
	High     float64    `json:"high"` // the upper end; the same as Low of a single figure
	Currency string     `json:"currency"`
	Period   pay.Period `json:"period"`
	On       string     `json:"on"` // the month that it speaks of, as 2023-08
	Context  string     `json:"context"`

	Role       string `json:"role"`
	Country    string `json:"country"`
	Years      string `json:"years,omitempty"`
	Employment string `json:"employment,omitempty"`
}

// Verdict is what is to be thought of a claim.
type Verdict string

// IsRange reports whether the claim has two ends.
func (c PublishedClaim) IsRange() bool { return c.High > c.Low }

// Middle returns the figure, or the middle of a range.
func (c PublishedClaim) Middle() float64 { return (c.Low + c.High) / 2 }
