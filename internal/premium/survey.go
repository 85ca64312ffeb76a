package premium

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// HalfLife is the years by which a report must be older than the newest to count half.
const HalfLife = 3

// When a survey asks for a list of skills, and of which kinds. A question for the one main language, or a
// column that a few fill in, does not say what the others lack.
const (
	fewestListed = 3  // skills that those who list any list, in the mean
	fewestAnswer = .2 // of those who list any, the share that lists one of the kind
)

// Kinds are the kinds of skill.
var Kinds = []string{"language", "database", "platform", "framework", "tool"}

func kindOf(skill string) int { return slices.Index(Kinds, taxonomy.SkillKind(skill)) }

// survey is one source in one year.
type survey struct {
	source string
	year   int
}

func (s survey) String() string { return fmt.Sprintf("%s %d", s.source, s.year) }

// person is a record that lists skills.
type person struct {
	survey
	log    float64 // of comparable pay
	weight float64 // 1 for the newest survey
	facets []column
	skills []string
	knows  uint // a bit for each kind of which the person lists one
}

// column is a column of the regression: a value of a facet, a skill, or a kind whose skills are not known.
type column struct {
	facet pay.Facet // "survey" and "unknown" besides those of package pay
	value string
}

const (
	facetSurvey  pay.Facet = "survey"
	facetUnknown pay.Facet = "unknown" // kind of skill of which the person lists none
)

// experience are the first years of the bands of experience.
var experience = []int{0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30}

func band(y pay.Years) string {
	n, known := y.Get()
	if !known {
		return ""
	}
	at := 0
	for at+1 < len(experience) && n >= float64(experience[at+1]) {
		at++
	}
	return fmt.Sprintf("%d+", experience[at])
}

// Builder gathers records.
type Builder struct{ people []person }

// Add takes a record whose comparable pay, as package subset makes it, is known. A record that lists no
// skill says nothing here and is passed over.
func (b *Builder) Add(r *dataset.Record, comparable float64) {
	if len(r.Skills) == 0 || !(comparable > 0) || math.IsInf(comparable, 0) {
		return
	}
	p := person{survey: survey{r.Source, r.Year}, log: math.Log(comparable), weight: 1}
	if r.Weight > 0 {
		p.weight = r.Weight
	}
	for f, v := range map[pay.Facet]string{
		facetSurvey: p.survey.String(), pay.FacetCountry: r.Country, pay.FacetYears: band(r.Years), pay.FacetLevel: r.Level,
		pay.FacetIndustry: r.Industry, pay.FacetOrgSize: r.OrgSize, pay.FacetRemote: r.Remote,
		pay.FacetEmployment: r.Employment, pay.FacetEducation: r.Education,
	} {
		p.facets = append(p.facets, column{f, v}) // unknown is a value like the others
	}
	for _, role := range r.Roles {
		p.facets = append(p.facets, column{pay.FacetRole, role})
	}
	if len(r.Roles) == 0 {
		p.facets = append(p.facets, column{pay.FacetRole, ""})
	}
	slices.SortFunc(p.facets, compareColumns)
	p.facets = slices.Compact(p.facets)
	p.skills = slices.Compact(slices.Sorted(slices.Values(r.Skills)))
	b.people = append(b.people, p)
}

func compareColumns(a, b column) int {
	return cmp.Or(cmp.Compare(a.facet, b.facet), strings.Compare(a.value, b.value))
}

// surveyed returns the people of the surveys that ask for lists of skills, with the skills of the kinds that
// are asked for, weighted by the age of the report.
func (b *Builder) surveyed() []person {
	type answers struct {
		people, listed int
		kind           []int // people who list one of the kind
	}
	of := map[survey]*answers{}
	newest := 0
	for _, p := range b.people {
		a := of[p.survey]
		if a == nil {
			a = &answers{kind: make([]int, len(Kinds))}
			of[p.survey] = a
		}
		a.people++
		a.listed += len(p.skills)
		seen := uint(0)
		for _, s := range p.skills {
			if k := kindOf(s); k >= 0 && seen>>k&1 == 0 {
				seen |= 1 << k
				a.kind[k]++
			}
		}
	}
	for s, a := range of {
		if a.listed < fewestListed*a.people {
			delete(of, s)
		} else {
			newest = max(newest, s.year)
		}
	}
	var people []person
	for _, p := range b.people {
		a := of[p.survey]
		if a == nil {
			continue
		}
		asked := func(skill string) bool {
			k := kindOf(skill)
			return k >= 0 && float64(a.kind[k]) >= fewestAnswer*float64(a.people)
		}
		var skills []string
		for _, s := range p.skills {
			if asked(s) {
				skills = append(skills, s)
				p.knows |= 1 << kindOf(s)
			}
		}
		if len(skills) == 0 {
			continue
		}
		p.skills = skills
		p.weight *= math.Exp2(-float64(newest-p.year) / HalfLife)
		people = append(people, p)
	}
	return people
}

// fewest is how many people must share a value of a facet for it to have a column, and how many must have
// a skill for anything to be told of it.
const (
	fewestOfValue = 10
	fewestOfSkill = 20
)

// design is people as a regression sees them. All columns are 0 or 1.
type design struct {
	columns []column
	rows    [][]int32 // the columns that are 1
	skills  int       // the columns from here on are skills
}

// rest stands for the values of a facet that few share.
const rest = "rest"

// newDesign makes the columns of people. Of each facet the most frequent value has no column: the others are
// told against it.
func newDesign(people []person) *design {
	counts := map[column]int{}
	for i := range people {
		p := &people[i]
		for _, c := range p.facets {
			counts[c]++
		}
		for _, s := range p.skills {
			counts[column{pay.FacetSkills, s}]++
		}
		for k, name := range Kinds {
			if p.knows>>k&1 == 0 {
				counts[column{facetUnknown, name}]++
			}
		}
	}
	usual := map[pay.Facet]column{}
	names := slices.SortedFunc(maps.Keys(counts), compareColumns)
	for _, c := range names {
		if u, ok := usual[c.facet]; !ok || counts[c] > counts[u] {
			usual[c.facet] = c
		}
	}
	d := &design{columns: []column{{}}} // the constant
	index := map[column]int32{}
	place := func(c, as column) {
		at, ok := index[as]
		if !ok {
			at = int32(len(d.columns))
			d.columns = append(d.columns, as)
			index[as] = at
		}
		index[c] = at
	}
	for _, skills := range []bool{false, true} {
		if skills {
			d.skills = len(d.columns)
		}
		for _, c := range names {
			switch {
			case skills != (c.facet == pay.FacetSkills):
			case skills && counts[c] >= fewestOfSkill:
				place(c, c)
			case skills, c.facet != facetUnknown && c == usual[c.facet]:
			case counts[c] >= fewestOfValue:
				place(c, c)
			default:
				place(c, column{c.facet, rest})
			}
		}
	}
	d.rows = make([][]int32, len(people))
	for i := range people {
		p := &people[i]
		row := []int32{0}
		add := func(c column) {
			if at, ok := index[c]; ok {
				row = append(row, at)
			}
		}
		for _, c := range p.facets {
			add(c)
		}
		for k, name := range Kinds {
			if p.knows>>k&1 == 0 {
				add(column{facetUnknown, name})
			}
		}
		for _, s := range p.skills {
			add(column{pay.FacetSkills, s})
		}
		slices.Sort(row)
		d.rows[i] = slices.Compact(row)
	}
	return d
}
