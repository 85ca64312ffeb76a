package career

import (
	"cmp"
	"maps"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Share  = wire.Share
	People = wire.People
)

// MinShared is the number of people below which shares are not told: with fewer, one person moves them by
// more than three in a hundred.
const MinShared = 30

// Shares is how many of those who were asked gave each answer.
type Shares struct {
	N         int            `json:"n"` // people who answered
	First     int            `json:"first_year"`
	Last      int            `json:"last_year"`
	Sources   []string       `json:"sources"`
	Counts    map[string]int `json:"counts"`               // by code; answers of fewer than MinPeople are left out
	Country   string         `json:"country,omitempty"`    // where most of them work, when it is not in the key
	InCountry int            `json:"in_country,omitempty"` // how many do
}

// List returns the answers, the most frequent first.
func (s Shares) List() []Share {
	list := make([]Share, 0, len(s.Counts))
	for code, n := range s.Counts {
		list = append(list, Share{Code: code, N: n, Share: float64(n) / float64(s.N)})
	}
	slices.SortFunc(list, func(a, b Share) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Code, b.Code)) })
	return list
}

// ByEducation is the measure of the highest degree; the other measures are the kinds of skill.
const ByEducation = "education"

// SkillKinds are the kinds of skill that shares are told of.
var SkillKinds = []string{"language", "database", "platform", "framework", "tool"}

// shareKey is where Table.Shares holds the answers to a question by people of a country, a role and a level,
// each empty for all.
func shareKey(measure, country, role, level string) string {
	return measure + "|" + country + "|" + role + "|" + level
}

// ShareBuilder counts the answers of records.
type ShareBuilder struct {
	groups map[string]*shareGroup
}

type shareGroup struct {
	n           int
	first, last int
	sources     map[string]bool
	counts      map[string]int
	countries   map[string]int
}

// NewShareBuilder returns an empty ShareBuilder.
func NewShareBuilder() *ShareBuilder { return &ShareBuilder{map[string]*shareGroup{}} }

// Add counts a record. skills says whether its source lets people tick all that they work with: only then
// are their skills shares of anything.
func (b *ShareBuilder) Add(r *dataset.Record, skills bool) {
	level := r.Level
	if years, known := r.Years.Get(); known && level == "" {
		level = taxonomy.LevelOfYears(years)
	}
	for _, country := range []string{"", r.Country} {
		b.add(r, country, "", level, skills)
		for _, role := range r.Roles {
			b.add(r, country, role, level, skills)
			if role == ManagementRole {
				b.add(r, country, role, "", skills)
			}
		}
	}
}

func (b *ShareBuilder) add(r *dataset.Record, country, role, level string, skills bool) {
	if level == "" && role != ManagementRole {
		return
	}
	if r.Education != "" {
		b.count(r, shareKey(ByEducation, country, role, level), r.Education)
	}
	if !skills {
		return
	}
	byKind := map[string][]string{}
	for _, s := range r.Skills {
		kind := taxonomy.SkillKind(s)
		byKind[kind] = append(byKind[kind], s)
	}
	for _, kind := range SkillKinds {
		if codes := byKind[kind]; len(codes) > 0 {
			b.count(r, shareKey(kind, country, role, level), codes...)
		}
	}
}

func (b *ShareBuilder) count(r *dataset.Record, key string, answers ...string) {
	g := b.groups[key]
	if g == nil {
		g = &shareGroup{first: r.Year, last: r.Year, sources: map[string]bool{}, counts: map[string]int{},
			countries: map[string]int{}}
		b.groups[key] = g
	}
	g.n++
	g.first, g.last = min(g.first, r.Year), max(g.last, r.Year)
	g.sources[r.Source] = true
	g.countries[r.Country]++
	for _, a := range answers {
		g.counts[a]++
	}
}

// Shares returns the groups of at least MinShared people.
func (b *ShareBuilder) Shares() map[string]Shares {
	all := map[string]Shares{}
	for key, g := range b.groups {
		if g.n < MinShared {
			continue
		}
		s := Shares{N: g.n, First: g.first, Last: g.last, Sources: slices.Sorted(maps.Keys(g.sources)),
			Counts: map[string]int{}}
		for code, n := range g.counts {
			if n >= MinPeople {
				s.Counts[code] = n
			}
		}
		if len(g.countries) > 1 {
			for _, country := range slices.Sorted(maps.Keys(g.countries)) {
				if n := g.countries[country]; n > s.InCountry && n >= MinPeople {
					s.Country, s.InCountry = country, n
				}
			}
		}
		all[key] = s
	}
	return all
}

// Find returns the answers to a question of the people who are closest to a step: of the country and the
// role, else of one of them. A degree is the country's matter first, what one works with the role's. ok is
// false where nothing is known that is of either.
func (t *Table) Find(measure, country string, step Step) (s Shares, of People, ok bool) {
	tries := []People{{Country: country, Role: step.Role, Level: step.Level}}
	byCountry, byRole := People{Country: country, Level: step.Level}, People{Role: step.Role, Level: step.Level}
	if measure == ByEducation {
		if step.Level != "" && country != "" { // managers are no level of everyone
			tries = append(tries, byCountry)
		}
		tries = append(tries, byRole)
	} else {
		tries = append(tries, byRole)
	}
	for _, p := range tries {
		if s, ok := t.Shares[shareKey(measure, p.Country, p.Role, p.Level)]; ok && len(s.Counts) > 0 {
			return s, p, true
		}
	}
	return Shares{}, People{}, false
}

// Degree reports whether a level of education is a degree of a university: a bachelor's or more.
func Degree(education string) bool {
	switch education {
	case "bachelor", "master", "doctorate", "professional":
		return true
	}
	return false
}

// WithDegree returns the share of people with a degree. Degrees of fewer than MinPeople people are not in it.
func (s Shares) WithDegree() float64 {
	n := 0
	for code, count := range s.Counts {
		if Degree(code) {
			n += count
		}
	}
	return float64(n) / float64(s.N)
}
