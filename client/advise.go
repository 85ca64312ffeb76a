package client

import (
	"context"
	"time"
)

// Advise asks what goes with more pay for a person of a job. amount, as people write it ("85000 EUR"), is
// the pay that changes are told on; when it is empty they are told on the median.
func (c *Client) Advise(ctx context.Context, q Question, amount string) (*Advice, error) {
	v := q.values()
	if amount != "" {
		v.Set("amount", amount)
	}
	return get[Advice](ctx, c, "/v1/advise", v)
}

// Skills asks what skills go with in pay for the people of a job. kind is language, database, platform,
// framework or tool, by the order: premium, raw, share or name. Either may be empty. The question's own
// skills narrow the answer to them.
func (c *Client) Skills(ctx context.Context, q Question, kind, by string) (*Skills, error) {
	v := q.values()
	if kind != "" {
		v.Set("kind", kind)
	}
	if by != "" {
		v.Set("by", by)
	}
	return get[Skills](ctx, c, "/v1/skills", v)
}

// Advice is what goes with more pay. All of it is association.
type Advice struct {
	Answer     Answer    `json:"answer"`
	Own        float64   `json:"own,omitempty"`        // the amount in the answer's unit; 0 was not said
	Percentile float64   `json:"percentile,omitempty"` // share of people who earn less than Own
	Base       float64   `json:"base"`                 // what changes are told on
	Moves      []Move    `json:"moves"`                // with more pay, the surest and largest first
	Unclear    []Move    `json:"unclear"`              // what the evidence cannot tell from nothing
	Less       []Move    `json:"less"`                 // with less pay
	Warnings   []Warning `json:"warnings"`
}

// Move is one thing that could be different.
type Move struct {
	Facet string `json:"facet"`
	Value string `json:"value"`
	Name  string `json:"name"`
	PayChange
	Purchasing *PayChange `json:"purchasing,omitempty"` // of a country: at purchasing power
	N          int        `json:"n"`                    // reports of people who have it; 0 for an official figure
	Share      float64    `json:"share"`                // of people of whom it is known
	First      int        `json:"first_year"`
	Last       int        `json:"last_year"`
	Among      string     `json:"among"`
	Sources    []string   `json:"sources"`
	Known      string     `json:"known"` // "regression", "model" or "official"
}

// PayChange is a difference of pay with where it lies at Level; at level 0 no interval is known.
type PayChange struct {
	Ratio     float64 `json:"ratio"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Level     float64 `json:"level"`
	Money     float64 `json:"money"`
	MoneyLow  float64 `json:"money_low"`
	MoneyHigh float64 `json:"money_high"`
}

// Skills is what skills go with in pay.
type Skills struct {
	Profile  Profile    `json:"profile"`
	Currency string     `json:"currency"`
	Period   string     `json:"period"`
	Basis    string     `json:"basis"`
	PPP      bool       `json:"ppp,omitempty"`
	Median   float64    `json:"median"` // which the money is told on
	Evidence Evidence   `json:"evidence"`
	AsOf     time.Time  `json:"as_of"`
	Kind     string     `json:"kind,omitempty"`
	By       string     `json:"by"`
	People   int        `json:"people"` // who list their skills
	First    int        `json:"first_year"`
	Last     int        `json:"last_year"`
	Sources  []string   `json:"sources"`
	Skills   []SkillPay `json:"skills"`
	Warnings []Warning  `json:"warnings"`
}

// SkillPay is what one skill goes with.
type SkillPay struct {
	Skill    string        `json:"skill"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind"`
	Adjusted PayChange     `json:"adjusted"` // everything else equal
	Raw      PayChange     `json:"raw"`      // nothing held equal
	Clear    bool          `json:"clear"`    // the adjusted change can be told from nothing
	N        int           `json:"n"`
	Known    int           `json:"known"` // people who list some skill of its kind
	Share    float64       `json:"share"`
	First    int           `json:"first_year"`
	Last     int           `json:"last_year"`
	Among    string        `json:"among"`
	With     []SkillBeside `json:"with"` // what it goes together with
}

// SkillBeside is another skill of the same people.
type SkillBeside struct {
	Skill       string  `json:"skill"`
	Name        string  `json:"name"`
	N           int     `json:"n"`
	Lift        float64 `json:"lift"`
	Correlation float64 `json:"correlation"`
}
