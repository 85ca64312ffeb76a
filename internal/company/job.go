package company

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Job is one piece of evidence: a filing or an advertised range in the USA.
type Job struct {
	Employer  string // code of taxonomy.Employer
	Title     string // as the employer writes it
	Role      string // code, empty when the title names none
	Level     string // code, empty when the title names none
	State     string // "US-CA"; empty when an advertisement names none
	Place     string // a metropolitan area or the state
	Year      int
	Log       float64 // log of US dollars a year: the lower end of a filing, the geometric middle of a range
	Posted    bool    // an advertised range
	AtMinimum bool    // a filing that promises no more than the prevailing wage
}

// Identity is what is known of an employer besides its pay.
type Identity struct {
	Code, Name string
	Site       string         // web address; empty is unknown
	Industry   string         // code of taxonomy.Industries; empty is unknown
	OrgSize    string         // code of taxonomy.OrgSizes; empty is unknown
	NAICS      string         // of two to six digits; empty is unknown
	Filings    map[string]int // filings by occupation of SOC 2018, whether or not their pay is at hand
}

// point is where a job stands among the effects. An empty part is unknown, but for level.
type point struct {
	role, level, state, place string
	year                      int
}

func (j *Job) point() point { return point{j.Role, j.Level, j.State, j.Place, j.Year} }

// pointOf returns the point of a question. Years of experience stand for a level where none is given.
func pointOf(p pay.Profile, year int) point {
	level := p.Level
	if n, ok := p.Years.Get(); ok && level == "" {
		level = taxonomy.LevelOfYears(n)
	}
	return point{p.Role, level, StateOf(p.Place), p.Place, year}
}

// StateOf returns the state of a place in the USA: of an area over several states, the first that it is named after.
func StateOf(place string) string {
	if !strings.HasPrefix(place, "US-") || len(place) == len("US-CA") {
		return place
	}
	name := taxonomy.PlaceName(place)
	_, states, ok := strings.Cut(name, ", ")
	if !ok || len(states) < 2 {
		return ""
	}
	return "US-" + states[:2]
}

// occupation returns the occupation of SOC 2018 that a role belongs to; roles of one occupation share an effect.
func occupation(role string) string {
	if role == "" {
		return ""
	}
	if soc := taxonomy.SOC(role); soc != "" {
		return soc
	}
	return role
}

// term is one grouping of the model: the key of a point in it, empty where the point does not say.
type term struct {
	name  string
	key   func(point) string
	role  bool // whether the key needs the role
	place bool // whether the key needs the place
}

// marketTerms are the effects that every employer shares.
var marketTerms = []term{
	{"role", func(p point) string { return p.role }, true, false},
	{"level", func(p point) string { return "level " + p.level }, false, false},
	{"role, level", func(p point) string { return both(p.role, "level "+p.level) }, true, false},
	{"state", func(p point) string { return p.state }, false, true},
	{"area", area, false, true},
	{"occupation, state", func(p point) string { return both(occupation(p.role), p.state) }, true, true},
	{"year", func(p point) string { return strconv.Itoa(p.year) }, false, false},
}

// shiftTerms are what an employer may pay differently than it does on the whole.
var shiftTerms = [...]term{
	{"level", func(p point) string { return "level " + p.level }, false, false},
	{"occupation", func(p point) string { return occupation(p.role) }, true, false},
	{"role", func(p point) string { return p.role }, true, false},
	{"role, level", func(p point) string { return both(p.role, "level "+p.level) }, true, false},
	{"state", func(p point) string { return p.state }, false, true},
	{"area", area, false, true},
}

// question is a point with what is the same for every employer there.
type question struct {
	point
	joint  float64 // log pay of an employer of no kind
	market float64 // log pay of the mix of employers there
	keys   [len(shiftTerms)]string
}

func (t *Table) question(p point) question {
	// The mix of employers is that of the level and the place, whatever the role. Few titles name a role such as
	// backend, and those who write it are no picture of who employs the role.
	anyRole := p
	anyRole.role = ""
	joint := t.joint.at(p)
	q := question{point: p, joint: joint, market: joint + t.market.at(anyRole) - t.joint.at(anyRole)}
	for i, term := range shiftTerms {
		q.keys[i] = term.key(p)
	}
	return q
}

// area returns the place where it is narrower than a state.
func area(p point) string {
	if p.place == p.state {
		return ""
	}
	return p.place
}

// both joins two parts of a key, and is empty when one of them is.
func both(a, b string) string {
	if a == "" || b == "" {
		return ""
	}
	return a + "|" + b
}

// dominant returns the occupation that an employer mostly files for, with how much of its filings it is in thirds: a
// firm of systems analysts is another kind of employer than one of developers.
func (id *Identity) dominant() string {
	most, total := "", 0
	var codes []string
	for soc, n := range id.Filings {
		total += n
		codes = append(codes, soc)
	}
	slices.Sort(codes)
	for _, soc := range codes {
		if most == "" || id.Filings[soc] > id.Filings[most] {
			most = soc
		}
	}
	if total == 0 {
		return ""
	}
	return most + "|" + strconv.Itoa(min(2, id.Filings[most]*3/total))
}

// total returns the filings of all occupations.
func (id *Identity) total() int {
	total := 0
	for _, n := range id.Filings {
		total += n
	}
	return total
}
