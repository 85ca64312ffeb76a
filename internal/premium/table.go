package premium

import (
	"cmp"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/pay"
)

// Level is the probability of the intervals.
const Level = .9

// z is the normal quantile of Level (R: qnorm(.95)).
const z = 1.644854

// Estimate is a difference in log pay with its standard error.
type Estimate struct {
	Log   float64 `json:"log"`
	Error float64 `json:"error"`
}

// Ratio is pay with over pay without.
func (e Estimate) Ratio() float64 { return math.Exp(e.Log) }

// Interval is where the ratio lies, at Level.
func (e Estimate) Interval() pay.Interval {
	return pay.Interval{Low: math.Exp(e.Log - z*e.Error), High: math.Exp(e.Log + z*e.Error), Level: Level}
}

// plus adds what varies on its own.
func (e Estimate) plus(o Estimate) Estimate {
	return Estimate{e.Log + o.Log, math.Hypot(e.Error, o.Error)}
}

// Count says on whom a figure rests.
type Count struct {
	N     int     `json:"n"`     // people who have the skill
	Known int     `json:"known"` // people who list some skill of its kind where a list was asked for
	First int     `json:"first"` // years of the reports of those who have it
	Last  int     `json:"last"`
	Share float64 `json:"share"` // of those known, weighted by the age of the report
}

// Skill is what one skill goes with.
type Skill struct {
	Code string `json:"code"`
	Kind string `json:"kind"`
	Count
	Year     float64  `json:"year"`     // mean of the reports of those who have it, weighted by age
	Raw      Estimate `json:"raw"`      // median of those with it beside that of those known to be without
	Adjusted Estimate `json:"adjusted"` // everything else equal, as the regression has it
	Premium  Estimate `json:"premium"`  // drawn towards the mean of its kind
	With     []Pair   `json:"with"`     // what it goes together with, the closest first
	In       []Group  `json:"in"`       // by role and country
}

// Pair is another skill of the same people.
type Pair struct {
	Code string  `json:"code"`
	N    int     `json:"n"`    // people who have both
	Lift float64 `json:"lift"` // how many times as often as if the one had nothing to do with the other
	Phi  float64 `json:"phi"`  // their correlation
}

// Group is a skill among the people of one role or country.
type Group struct {
	Facet pay.Facet `json:"facet"`
	Value string    `json:"value"`
	Count
	Raw   Estimate `json:"raw"`
	Shift Estimate `json:"shift"` // what is added to the premium there
}

// Table is the premiums of every skill that enough people have.
type Table struct {
	People  int      `json:"people"`
	First   int      `json:"first"` // years of the reports
	Last    int      `json:"last"`
	Sources []string `json:"sources"`
	Drift   float64  `json:"drift"`  // how far premiums wander in a year, the standard deviation of a random walk
	Skills  []Skill  `json:"skills"` // by code
}

// Told is what a skill goes with for a role and a country, as far as the records reach.
type Told struct {
	Skill
	Premium Estimate    // with what the role and the country have of their own, and how far premiums wandered since
	Of      pay.Profile // the role and the country that the premium is drawn towards
	Among   pay.Profile // whom Count and Raw are of: one of the two, or anyone
}

// Find returns what a skill goes with in a year, for a role and a country, either of which may be empty.
func (t *Table) Find(skill, role, country string, year int) (Told, bool) {
	at, ok := slices.BinarySearchFunc(t.Skills, skill, func(s Skill, code string) int { return cmp.Compare(s.Code, code) })
	if !ok {
		return Told{}, false
	}
	return t.told(t.Skills[at], role, country, year), true
}

// All returns what every skill goes with in a year, for a role and a country, by code.
func (t *Table) All(role, country string, year int) []Told {
	told := make([]Told, len(t.Skills))
	for i, s := range t.Skills {
		told[i] = t.told(s, role, country, year)
	}
	return told
}

func (t *Table) told(s Skill, role, country string, year int) Told {
	told := Told{Skill: s, Premium: s.Premium}
	told.Premium.Error = math.Hypot(s.Premium.Error, t.Drift*math.Sqrt(math.Abs(float64(year)-s.Year)))
	for _, asked := range []struct {
		facet pay.Facet
		value string
	}{{pay.FacetRole, role}, {pay.FacetCountry, country}} {
		for _, g := range s.In {
			if g.Facet != asked.facet || g.Value != asked.value {
				continue
			}
			told.Premium = told.Premium.plus(g.Shift)
			told.Count, told.Raw = g.Count, g.Raw // the country has the last word: pay differs more by it
			told.Among = pay.Profile{}
			*told.Of.Field(g.Facet), *told.Among.Field(g.Facet) = g.Value, g.Value
		}
	}
	return told
}
