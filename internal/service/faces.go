package service

import (
	"cmp"
	"io"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/claim"
	"github.com/backpay/backpay/internal/freelance"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/wire"
)

// What the faces hand on or list without knowing the packages that answer.
type (
	// Scorecard is how well pay was foretold.
	Scorecard = backtest.Scorecard
	// SkillTrial is how well premiums of skills were.
	SkillTrial = backtest.SkillTrial
	// SliceReason says in a word why a slice is refused.
	SliceReason = slice.Reason
)

// Values that the faces show differently from others of their kind.
const (
	BaseWay       = career.BaseWay // the way into the work that the others are compared with
	ClaimInside   = claim.Inside
	RatesReported = freelance.Rate
	PayReported   = freelance.Pay
	HoursReported = freelance.Hours
)

// FreelanceTerms lists the constants between a rate and employed pay, with their labels and units alone.
func FreelanceTerms() []wire.FreelanceConstant {
	var terms []wire.FreelanceConstant
	for _, name := range freelance.Names() {
		label, unit := freelance.Describe(name)
		terms = append(terms, wire.FreelanceConstant{Name: name, Label: label, Unit: unit})
	}
	return terms
}

// SliceFacets lists what a slice can be restricted by, as flags call it.
func SliceFacets() []string { return slice.Keys() }

// WriteSkills writes trials of premiums as JSON, or as a page of Markdown.
func WriteSkills(w io.Writer, trials []SkillTrial, asJSON bool) error {
	if asJSON {
		return backtest.WriteSkillsJSON(w, trials)
	}
	return backtest.WriteSkillsMarkdown(w, trials)
}

// WriteAbsences writes, as Markdown, how sources that the model was not fitted to were foretold.
func WriteAbsences(w io.Writer, absences []backtest.Absence) error {
	return backtest.WriteAbsences(w, absences)
}

// CurrencyNames lists the currencies in use by their codes, each with its name.
func CurrencyNames() (codes, names []string) {
	for _, c := range money.Currencies() {
		if c.InUse {
			codes, names = append(codes, c.Code), append(names, c.Name)
		}
	}
	return codes, names
}

// AtHome fixes the unit of a question whose answer is shown next to a person's own pay, whatever that is stated in: the
// one that was asked for, else a year in the country's own currency.
func AtHome(q pay.Question) pay.Question {
	q.Period = cmp.Or(q.Period, pay.Year)
	if q.Profile.Country != "" && q.Currency == "" && !q.PPP {
		q.Currency, _ = money.CurrencyOf(q.Profile.Country)
	}
	return q
}

// Rates are exchange rates of the user's own.
type Rates = money.Rates

// ReadRates reads exchange rates of the user's own: those of a file, one a line, and then others one by one. Without
// any it is nil.
func ReadRates(name string, file []byte, others []string) (*Rates, error) {
	var own []money.OwnRate
	if file != nil {
		var err error
		if own, err = money.ParseRates(name, file); err != nil {
			return nil, err
		}
	}
	for _, text := range others {
		rate, err := money.ParseRate(text)
		if err != nil {
			return nil, err
		}
		own = append(own, rate)
	}
	if len(own) == 0 {
		return nil, nil
	}
	return money.NewRates(own...)
}
