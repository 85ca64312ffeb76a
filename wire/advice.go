package wire

import (
	"time"

	"github.com/backpay/backpay/internal/pay"
)

// Advice is what goes with more pay, for a person: an answer to "what would make a difference?".
type Advice struct {
	Answer     pay.Answer `json:"answer"`               // what people like that are paid, without effects
	Own        float64    `json:"own,omitempty"`        // the person's pay in the answer's unit; 0 was not said
	Percentile float64    `json:"percentile,omitempty"` // share of people like that who earn less than Own
	Base       float64    `json:"base"`                 // what changes are told on: Own, or the median

	// Moves are ranked by what they are at least, nine times in ten: the end of the interval that is nearest to
	// no change.
	Moves   []Move `json:"moves"`   // with more pay, the largest first
	Unclear []Move `json:"unclear"` // what the evidence cannot tell from nothing
	Less    []Move `json:"less"`    // with less pay, the largest loss first; countries and places are left out

	Warnings []pay.Warning `json:"warnings"`
}

// Move is one thing that could be different.
type Move struct {
	Facet      pay.Facet  `json:"facet"`
	Value      string     `json:"value"` // the facet's code there
	Name       string     `json:"name"`  // what the move is, in words: "Go", "3 more years"
	PayChange             // at level 0 no interval is known, and low and high are the ratio
	Purchasing *PayChange `json:"purchasing,omitempty"` // of a country: the same at purchasing power
	// reports of people who have it already; 0 for an official figure
	N       int      `json:"n"`
	Share   float64  `json:"share"` // of those of whom it is known; 0 for an official figure
	First   int      `json:"first_year"`
	Last    int      `json:"last_year"`
	Among   string   `json:"among"`   // whom n and the share are of
	Sources []string `json:"sources"` // of the evidence
	Known   string   `json:"known"`   // how the change is known: "regression", "model", "official"
}

// SkillsAnswer is what skills go with in pay, for the people of a profile.
type SkillsAnswer struct {
	Profile  pay.Profile   `json:"profile"` // without skills
	Currency string        `json:"currency"`
	Period   pay.Period    `json:"period"`
	Basis    pay.Basis     `json:"basis"`
	PPP      bool          `json:"ppp,omitempty"`
	Median   float64       `json:"median"` // of the profile, modelled; the money is told on it
	Evidence pay.Evidence  `json:"evidence"`
	AsOf     time.Time     `json:"as_of"`
	Kind     string        `json:"kind,omitempty"`
	By       string        `json:"by"`
	People   int           `json:"people"` // who list their skills, of all roles and countries
	First    int           `json:"first_year"`
	Last     int           `json:"last_year"`
	Sources  []string      `json:"sources"`
	Skills   []SkillPay    `json:"skills"`
	Warnings []pay.Warning `json:"warnings"`
}

// SkillPay is what one skill goes with.
type SkillPay struct {
	Skill    string        `json:"skill"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind"`
	Adjusted PayChange     `json:"adjusted"` // everything else equal, drawn towards the mean of its kind
	Raw      PayChange     `json:"raw"`      // the median with it beside the median without, nothing held equal
	Clear    bool          `json:"clear"`    // the adjusted interval holds no zero
	N        int           `json:"n"`        // people who have it
	Known    int           `json:"known"`    // people who list some skill of its kind
	Share    float64       `json:"share"`    // of these, weighted by the age of the report
	First    int           `json:"first_year"`
	Last     int           `json:"last_year"`
	Among    string        `json:"among"` // whom n, the share and the raw difference are of, in words
	With     []SkillBeside `json:"with"`  // what it goes together with, the closest first
}

// SkillBeside is another skill of the same people.
type SkillBeside struct {
	Skill       string  `json:"skill"`
	Name        string  `json:"name"`
	N           int     `json:"n"`           // people who have both
	Lift        float64 `json:"lift"`        // how many times as often as by chance
	Correlation float64 `json:"correlation"` // phi
}

// PayChange is a difference of pay with where it lies at Level. Money is on the answer's base.
type PayChange struct {
	Ratio     float64 `json:"ratio"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Level     float64 `json:"level"`
	Money     float64 `json:"money"`
	MoneyLow  float64 `json:"money_low"`
	MoneyHigh float64 `json:"money_high"`
}

// Apart divides the moves with more pay into those where the person is and those to another country or place.
func (a Advice) Apart() (here, elsewhere []Move) {
	for _, m := range a.Moves {
		if m.Elsewhere() {
			elsewhere = append(elsewhere, m)
		} else {
			here = append(here, m)
		}
	}
	return here, elsewhere
}

// Elsewhere reports whether the move is one to another country or place.
func (m Move) Elsewhere() bool { return m.Facet == pay.FacetCountry || m.Facet == pay.FacetPlace }

// Clear reports whether the change is clear of none.
func (c PayChange) Clear() bool { return c.Low > 1 || c.High < 1 }

// AtLeast is the end of the interval that is nearest to no change, 1 when no change is in it. What is known of
// few people is so ranked by what it is sure to be, and not by what it might.
func (c PayChange) AtLeast() float64 { return max(c.Low, min(c.High, 1)) }
