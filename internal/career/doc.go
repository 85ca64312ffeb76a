// Package career is what is known of a career beside its pay: what an occupation does and what it asks for
// (O*NET), how many it employs and how many it is expected to (BLS), who files for it (LCA), and what
// surveys say of the people at each step: their degree, what they work with, and what each way in earns at
// the same years.
//
// Its opinion: a step is described by what its people are, never by what a step ought to be. O*NET and BLS
// know occupations and no levels, so nothing of theirs is divided by level here. A share is of those who
// were asked and answered; who listed no database is unknown, not without one. Ways in are compared inside
// strata (the same survey, country and band of years), so that a young way in is not mistaken for a poor one.
//
// Its limits: strata do not hold the role or the employer equal, and people choose their way in: a ratio is
// an association. The interval of a ratio takes the middle of those compared with as known, which it is to a
// few in a hundred where they are few. No cell has fewer than ten people.
package career

import (
	"fmt"
	"io"

	"github.com/backpay/backpay/internal/packed"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Occupation = wire.Occupation
	Task       = wire.Task
	Education  = wire.OccupationEducation
	Related    = wire.RelatedOccupation
	Outlook    = wire.Outlook
	Filings    = wire.Filings
	Count      = wire.NameCount
	Change     = wire.CareerChange
	Ratio      = wire.Ratio
)

// MinPeople is the smallest number of people that anything is told of.
const MinPeople = 10

// Table is everything that is known of careers.
type Table struct {
	Occupations map[string]Occupation `json:"occupations"` // by code of O*NET
	Outlooks    map[string]Outlook    `json:"outlooks"`    // by code of SOC 2018
	Filings     map[string]Filings    `json:"filings"`     // by code of SOC 2018
	Titles      map[string][]Count    `json:"titles"`      // by TitleKey
	Shares      map[string]Shares     `json:"shares"`      // by shareKey
	Ways        []Way                 `json:"ways"`
	Seniority   map[string]Seniority  `json:"seniority"` // by country; "" is everywhere
}

// Seniority is how long seniors have worked, who are all of six years and more. Staff and principal are told at
// the same years, so that the step to them is the appointment and no further years.
type Seniority struct {
	Years   float64  `json:"years"` // of experience, the median, whole
	N       int      `json:"n"`
	First   int      `json:"first_year"`
	Last    int      `json:"last_year"`
	Sources []string `json:"sources"`
}

// TitleKey is where Titles holds the titles of a role at a level.
func TitleKey(role, level string) string { return role + "|" + level }

// Write writes the table as JSON, compressed; the same table gives the same bytes.
func (t *Table) Write(w io.Writer) error {
	if err := packed.WriteJSON(w, t); err != nil {
		return fmt.Errorf("writing careers: %w", err)
	}
	return nil
}

// maxFile bounds what Read unpacks: the table is under 1 MB.
const maxFile = 16 << 20

// Read reads what Write wrote. A damaged file is an error, never a table with a hole.
func Read(r io.Reader) (*Table, error) {
	t := &Table{}
	if err := packed.ReadJSON(r, maxFile, t); err != nil {
		return nil, fmt.Errorf("reading careers: %w", err)
	}
	return t, nil
}

// steps are the steps of the ladder below management, from the first.
var steps = []string{"entry", "mid", "senior", "staff", "principal"}

// ManagementRole is the role that leads on from the ladder.
const ManagementRole = "engineering-manager"

// Step is a step of the ladder: a level of the role itself, or the role of those who manage it.
type Step struct {
	Name  string // entry, mid, senior, staff, principal, management
	Role  string
	Level string
	From  string // the name of the step it is reached from; empty for the first
}

// Ladder lists the steps of a role from the first. Management is reached from senior, beside staff: it is
// another work, not more of the same. Managers themselves and their superiors have no such step.
func Ladder(role string) []Step {
	var ladder []Step
	before := ""
	for _, level := range steps {
		ladder = append(ladder, Step{level, role, level, before})
		before = level
	}
	if role != ManagementRole && role != "executive" {
		ladder = append(ladder, Step{"management", ManagementRole, "", "senior"})
	}
	return ladder
}

// Appointment reports whether a level is an appointment, which no number of years makes.
func Appointment(level string) bool { return level == "staff" || level == "principal" }

// occupations are the occupations of O*NET that are closer to a role than that of its SOC code alone: where SOC has
// only "all other", and where O*NET knows one more finely.
var occupations = map[string]string{
	"architect":       "15-1299.08", // computer systems engineers and architects
	"blockchain":      "15-1299.07",
	"project-manager": "15-1299.09", // information technology project managers
	"product-manager": "15-1299.09",
	"data-analyst":    "15-2051.01", // business intelligence analysts
	"frontend":        "15-1254.00",
	"data-engineer":   "15-1243.01", // data warehousing specialists
}

// OccupationOf returns the code of O*NET that a role is closest to, soc being its code of SOC 2018; empty
// when it has none.
func OccupationOf(role, soc string) string {
	if code, ok := occupations[role]; ok {
		return code
	}
	if soc == "" {
		return ""
	}
	return soc + ".00"
}

// SeniorityIn returns how long seniors of a country have worked, of everywhere where few of it are known.
func (t *Table) SeniorityIn(country string) Seniority {
	if s, ok := t.Seniority[country]; ok {
		return s
	}
	return t.Seniority[""]
}

// RatioOf returns how a median stands to the one before it. The logs of the medians are taken as independent
// and each as symmetric about its own; medians of one country and role err in common, so that the interval is
// rather too wide than too narrow.
func RatioOf(before float64, beforeIn pay.Interval, after float64, afterIn pay.Interval) Ratio {
	spread := hypot(half(beforeIn), half(afterIn))
	r := after / before
	return Ratio{Value: r, Low: r / spread, High: r * spread, Level: min(beforeIn.Level, afterIn.Level)}
}
