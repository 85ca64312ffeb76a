package pay

import (
	"encoding/json"
	"fmt"
	"time"
)

// Layer names one of the kinds of evidence. They are shown side by side and never mixed unsaid.
type Layer string

// The layers of evidence.
const (
	Reported    Layer = "reported"    // surveys: what people say they earn
	Official    Layer = "official"    // statistics offices and filings
	Posted      Layer = "posted"      // job advertisements
	Contributed Layer = "contributed" // people who use this installation
	Own         Layer = "own"         // an organisation's own payroll: compared with the market, never part of it
)

// Layers lists every layer.
var Layers = []Layer{Reported, Official, Posted, Contributed, Own}

// Interval is where a number lies with a stated probability.
type Interval struct {
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Level float64 `json:"level"` // probability, as .9
}

// Answer is what people of a profile are paid. Amounts are in Currency for each Period on Basis; they are
// unrounded.
type Answer struct {
	Profile      Profile      `json:"profile"`
	Currency     string       `json:"currency"`
	Period       Period       `json:"period"`
	Basis        Basis        `json:"basis"`
	Component    Component    `json:"component"`
	PPP          bool         `json:"ppp,omitempty"` // at purchasing power, in international dollars
	Distribution Distribution `json:"distribution"`
	Median       Interval     `json:"median_interval"` // where the median itself lies
	AsOf         time.Time    `json:"as_of"`           // the date that the answer speaks for
	Evidence     Evidence     `json:"evidence"`
	Effects      []Effect     `json:"effects,omitempty"`
	Rate         *Rate        `json:"rate,omitempty"` // the exchange that was applied, when one was
	Warnings     []Warning    `json:"warnings,omitempty"`
}

// Evidence says what an answer rests on.
type Evidence struct {
	// N is the number of reports like these, those of Like. It is the sum of the layers'.
	N int `json:"n"`
	// Like says whose reports are like these: of the same role, country and experience.
	Like string `json:"like,omitempty"`
	// DataShare is the share of the answer that rests on them; the rest is borrowed.
	DataShare float64         `json:"data_share"`
	Borrowed  string          `json:"borrowed,omitempty"` // from whom, in words
	Layers    []LayerEvidence `json:"layers"`
}

// LayerEvidence is what one layer knows about a profile. Amounts are in the answer's currency and period.
type LayerEvidence struct {
	Layer     Layer    `json:"layer"`
	Sources   []string `json:"sources"`
	N         int      `json:"n"` // records, or people employed for an official figure
	FirstYear int      `json:"first_year"`
	LastYear  int      `json:"last_year"`
	About     string   `json:"about,omitempty"` // what the figure is of, when it is not of the profile itself
	Like      bool     `json:"like"`            // of Evidence.Like, not of a wider group
	P10       float64  `json:"p10,omitempty"`
	P25       float64  `json:"p25,omitempty"`
	P50       float64  `json:"p50,omitempty"`
	P75       float64  `json:"p75,omitempty"`
	P90       float64  `json:"p90,omitempty"`

	// Aligned is set of an official figure that was brought to the answer's time and component.
	Aligned *Alignment `json:"aligned,omitempty"`
}

// Alignment says what was done to an official figure so that it measures what the answer does, and what stays
// different.
type Alignment struct {
	Office string `json:"office"` // who publishes it, as credited
	// Above is how far our median for everybody of the same role, country, place and component is above the official
	// one, as a share: .06 is 6 % above. It is nil where the office publishes no median, and in a brief answer.
	Above   *float64          `json:"above,omitempty"`
	Steps   []AlignmentStep   `json:"steps,omitempty"`
	Caveats []AlignmentCaveat `json:"caveats,omitempty"`
}

// AlignmentStep is one thing that was done to an official figure: every amount was multiplied by Factor.
type AlignmentStep struct {
	Code   string  `json:"code"` // stable, for programs; see office.Step
	Factor float64 `json:"factor"`
	Text   string  `json:"text"`
}

// AlignmentCaveat is a difference that stays between an official figure and an answer.
type AlignmentCaveat struct {
	Code      string `json:"code"`      // stable, for programs; see office.Caveat
	Direction int    `json:"direction"` // what it does to the official figure: -1 lowers, 1 raises, 0 is not known
	Text      string `json:"text"`
}

// Effect is what one facet of the profile adds to or takes from the median.
type Effect struct {
	Facet Facet   `json:"facet"`
	Value string  `json:"value"`
	Money float64 `json:"money"` // in the answer's currency and period; effects add up to median − base
	Ratio float64 `json:"ratio"` // the same as a factor on the median; ratios multiply to median / base
}

// Rate is an exchange between two currencies, with where it comes from.
type Rate struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Value  float64 `json:"value"`  // units of To for one unit of From
	Source string  `json:"source"` // as "ECB" or "Federal Reserve"
	Date   string  `json:"date"`   // the month, as 2024-06
}

// Warning is a caveat that belongs to an answer. Its message is plain English for people, in which %s stands for each
// of Args: the numbers are kept apart, so that whoever shows them writes them as the reader's locale does.
type Warning struct {
	Code    string `json:"code"`    // stable, for programs
	Message string `json:"message"` // see Text
	Args    []any  `json:"-"`       // text, Change or Plain
}

// Change is an argument of a warning: a ratio, to be written as the change that it is, in percent.
type Change struct {
	Ratio    float64
	Decimals int
}

// Plain is an argument of a warning: a number that is no amount of money.
type Plain float64

// Text returns the message with its arguments as write writes them.
func (w Warning) Text(write func(arg any) string) string {
	if len(w.Args) == 0 {
		return w.Message
	}
	texts := make([]any, len(w.Args))
	for i, arg := range w.Args {
		texts[i] = write(arg)
	}
	return fmt.Sprintf(w.Message, texts...)
}

// String returns the message as English text.
func (w Warning) String() string {
	return w.Text(func(arg any) string {
		switch v := arg.(type) {
		case Change:
			return fmt.Sprintf("%+.*f %%", v.Decimals, 100*(v.Ratio-1))
		case Plain:
			return fmt.Sprintf("%.4g", float64(v))
		}
		return fmt.Sprint(arg)
	})
}

// MarshalJSON writes the code and the message as English text.
func (w Warning) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}{w.Code, w.String()})
}
