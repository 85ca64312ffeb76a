package wire

import (
	"github.com/backpay/backpay/internal/pay"
)

// Comparison is the answers to several questions in one unit, and the same people by both measures of money.
type Comparison struct {
	Answers []pay.Answer `json:"answers"` // in the order of the questions
	Beside  []Difference `json:"beside"`  // of each answer but the first, from the first

	Exchange   *Measure `json:"exchange,omitempty"`   // in one currency
	Purchasing *Measure `json:"purchasing,omitempty"` // in what the money buys where each profile lives
	// Untold says why a measure is missing, empty when none is.
	Untold string `json:"untold,omitempty"`

	TakeHome           *Measure `json:"take_home,omitempty"`            // net pay, in one currency
	TakeHomePurchasing *Measure `json:"take_home_purchasing,omitempty"` // net pay, in what it buys
	// TakeHomeUntold says why take-home is missing, empty when it is not.
	TakeHomeUntold string `json:"take_home_untold,omitempty"`
}

// Difference is how one median lies to another.
type Difference struct {
	Money float64 `json:"money"` // in the answers' currency and period
	Ratio float64 `json:"ratio"` // the median over the other median
}

// Measure is a comparison by one measure of money.
type Measure struct {
	Currency string    `json:"currency"` // US dollars stand for international ones at purchasing power
	Medians  []float64 `json:"medians"`  // in the order of the questions, for the answers' period
	Pairs    []Pair    `json:"pairs"`    // each pair once, in the order of the questions
}

// Pair is how people of one profile stand to those of another. It is modelled: it follows from the two
// distributions, whose evidence the answers carry, as though the two people were drawn independently.
type Pair struct {
	First  int `json:"first"` // number of a profile, from 1
	Second int `json:"second"`
	Difference
	// More is the probability that a random person of the second profile earns more than a random person of
	// the first, a tie counting as one half. That the first earns more is the rest.
	More float64 `json:"more"`
}

// Check is where an amount stands among people of a profile.
type Check struct {
	Standing
	Upper  *Standing  `json:"upper,omitempty"` // of a range: where its upper end stands
	Open   string     `json:"open,omitempty"`  // "above" or "below" where a range has one end alone
	Terms  []pay.Term `json:"terms,omitempty"` // conditions written with the amount, as "plus-vat"
	Answer pay.Answer `json:"answer"`

	// Meant are amounts that may have been meant, as one would type them, where nobody is paid what was given.
	Meant []string      `json:"meant,omitempty"`
	Notes []pay.Warning `json:"notes,omitempty"` // how the amount was read
}

// Standing is where an amount stands among people.
type Standing struct {
	Amount     pay.Amount `json:"amount"`     // as it was given
	Comparable pay.Amount `json:"comparable"` // the same in the answer's currency and period
	Percentile float64    `json:"percentile"` // share of people who earn less, 0 to 1
	Margin     float64    `json:"margin"`     // half the width of the 90 % interval of Percentile
}

// Conversion is an amount and what it is elsewhere.
type Conversion struct {
	From  pay.Amount `json:"from"`
	To    pay.Amount `json:"to"`
	Rate  *pay.Rate  `json:"rate,omitempty"`  // nil when the currency stayed
	Hours float64    `json:"hours,omitempty"` // full-time hours a year, when hours came in
	// HoursOf is the country whose full-time hours they are; empty when they are the default.
	HoursOf string `json:"hours_of,omitempty"`

	// Of a range both ends are converted; Open is "above" or "below" where it has one end alone.
	UpperFrom *pay.Amount   `json:"upper_from,omitempty"`
	UpperTo   *pay.Amount   `json:"upper_to,omitempty"`
	Open      string        `json:"open,omitempty"`
	Terms     []pay.Term    `json:"terms,omitempty"` // conditions written with the amount
	Notes     []pay.Warning `json:"notes,omitempty"` // how the amount was read
}
