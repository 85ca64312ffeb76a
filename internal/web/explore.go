package web

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// explorePage shows pay by the values of one facet: a map or a fan where there is one, ranges, and a table.
type explorePage struct {
	head
	Form                 exploreForm
	World, Fan, Ranges   *figure
	By                   string
	Heading, Note, About string
	Columns              []sortColumn
	Rows                 []groupRow
}

// exploreForm is the question as a sentence.
type exploreForm struct {
	personForm
	By pick
}

// sortColumn is a column of the table; Address sorts by it.
type sortColumn struct {
	Name, Address, Sorted string // Sorted is "ascending", "descending" or empty
	Numeric               bool
}

// groupRow is one value of the facet.
type groupRow struct {
	Name, Address            string
	Low, Median, High, Count string
	Few                      string
}

// explored are the facets that pay is shown by, as the sentence says them.
var explored = []struct {
	facet     pay.Facet
	by, title string
}{
	{pay.FacetCountry, "country", "Countries"},
	{pay.FacetRole, "role", "Roles"},
	{pay.FacetYears, "years of experience", "Years of experience"},
	{pay.FacetLevel, "level", "Levels"},
	{pay.FacetIndustry, "industry", "Industries"},
	{pay.FacetOrgSize, "size of the organisation", "Sizes of organisation"},
	{pay.FacetSkills, "skill", "Skills"},
	{pay.FacetEducation, "education", "Education"},
	{pay.FacetRemote, "place of work", "Place of work"},
	{pay.FacetEmployment, "employment", "Employment"},
}

// enough is how many reports a group must rest on to be drawn.
const enough = 10

// maxRanges bounds the rows that are drawn; the table holds all.
const maxRanges = 30

// orders are how the table can be sorted.
var orders = map[string]func(a, b service.Group) int{
	"name": func(a, b service.Group) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) },
	"low": func(a, b service.Group) int {
		return cmp.Compare(a.Answer.Distribution.At(.25), b.Answer.Distribution.At(.25))
	},
	"median": byMedian,
	"high": func(a, b service.Group) int {
		return cmp.Compare(a.Answer.Distribution.At(.75), b.Answer.Distribution.At(.75))
	},
	"n": func(a, b service.Group) int { return cmp.Compare(a.Answer.Evidence.N, b.Answer.Evidence.N) },
}

func byMedian(a, b service.Group) int {
	return cmp.Compare(a.Answer.Distribution.Median(), b.Answer.Distribution.Median())
}

func (s *site) explore(r *http.Request) (page, error) {
	v, said, loc, err := question(r, slices.Concat([]string{"by", "sort"}, facetFields, unitFields)...)
	if err != nil {
		return nil, err
	}
	facet, by, title, err := exploredBy(v.Get("by"))
	if err != nil {
		return nil, err
	}
	sort := v.Get("sort")
	if _, known := orders[strings.TrimPrefix(sort, "-")]; !known && sort != "" {
		return nil, pay.Errorf(pay.Invalid, "the table has no column %q", clip(sort)).In("sort").
			WithHint("name, low, median, high or n, with - before it for descending")
	}
	if sort == "" {
		sort = "-median"
		if facet == pay.FacetYears || facet == pay.FacetLevel || facet == pay.FacetOrgSize {
			sort = ""
		}
	}
	p := &explorePage{head: s.newHead(r, "explore", "explore"), By: by, Form: exploreFormOf(v, said, facet)}
	p.Title = "Explore pay by " + by + " · Backpay"
	p.Description = "Software pay by " + by + ": medians, the middle half and how many reports they rest on."
	view, q, err := s.read(said)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	groups, err := view.Across(r.Context(), q, facet)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.Heading = title
	p.About = about(groups[0].Answer.Profile, facet, words.For(loc))
	p.pictures(groups, facet, loc)
	p.table(groups, facet, sort, v, loc)
	p.Said = fmt.Sprintf("%s: %d rows.", p.Heading, len(p.Rows))
	return p, nil
}

func exploredBy(said string) (f pay.Facet, by, title string, err error) {
	if said == "" {
		said = "country"
	}
	for _, e := range explored {
		if said == byName(e.facet) {
			return e.facet, e.by, e.title, nil
		}
	}
	var names []string
	for _, e := range explored {
		names = append(names, byName(e.facet))
	}
	return "", "", "", pay.Errorf(pay.Invalid, "pay cannot be shown by %q", clip(said)).In("by").
		WithHint("one of %s", strings.Join(names, ", "))
}

// byName is a facet in the address: skills are said one at a time.
func byName(f pay.Facet) string {
	if f == pay.FacetSkills {
		return "skill"
	}
	return string(f)
}

// about says who is in the groups, with the facet that tells them apart left open.
func about(p pay.Profile, f pay.Facet, reader words.Reader) string {
	p = p.Without(f)
	if f == pay.FacetYears || f == pay.FacetLevel {
		p = p.Without(pay.FacetYears, pay.FacetLevel)
	}
	return capital(reader.Describe(p))
}

// told keeps the groups that enough reports stand behind, and all of them where none has enough.
func told(groups []service.Group) []service.Group {
	var out []service.Group
	for _, g := range groups {
		if g.Answer.Evidence.N >= enough {
			out = append(out, g)
		}
	}
	if len(out) == 0 {
		return groups
	}
	return out
}

func (p *explorePage) pictures(groups []service.Group, f pay.Facet, loc string) {
	u := unitOf(groups[0].Answer, loc)
	drawn := told(groups)
	switch f {
	case pay.FacetYears:
		var points []chart.FanPoint
		for _, g := range groups {
			years, _ := g.Answer.Profile.Years.Get()
			points = append(points, chart.FanPoint{X: years, D: g.Answer.Distribution})
		}
		if len(points) > 1 {
			p.Fan = p.draw(chart.Fan("experience", "How pay grows with experience", "years of experience", points, u))
		}
		return
	case pay.FacetCountry:
		var countries []chart.Country
		for _, g := range groups {
			c := chart.Country{Code: g.Value, Name: g.Name, N: g.Answer.Evidence.N}
			if c.N >= enough {
				c.Value = g.Answer.Distribution.Median()
			}
			countries = append(countries, c)
		}
		p.World = p.draw(chart.World("world", "The median by country", countries, u))
	}
	if !ordered(f) {
		drawn = slices.Clone(drawn)
		slices.SortStableFunc(drawn, func(a, b service.Group) int { return byMedian(b, a) })
	}
	if len(drawn) > maxRanges {
		p.Note = fmt.Sprintf("The %d highest of %d; the table has all.", maxRanges, len(drawn))
		drawn = drawn[:maxRanges]
	}
	var rows []chart.Row
	for _, g := range drawn {
		rows = append(rows, chart.RowOf(words.For(loc).Prose(g.Name), "", g.Answer.Distribution))
	}
	p.Ranges = p.draw(chart.Rows("ranges", "Median, middle half and 80 of 100, by "+p.By, rows, u))
}

// ordered reports whether the values of a facet have an order of their own.
func ordered(f pay.Facet) bool {
	return f == pay.FacetYears || f == pay.FacetLevel || f == pay.FacetOrgSize || f == pay.FacetEducation
}

func (p *explorePage) table(groups []service.Group, f pay.Facet, sort string, v url.Values, loc string) {
	groups = slices.Clone(groups)
	by, descending := strings.CutPrefix(sort, "-")
	if order := orders[by]; order != nil {
		slices.SortStableFunc(groups, func(a, b service.Group) int {
			if descending {
				return order(b, a)
			}
			return order(a, b)
		})
	}
	for _, c := range []struct{ key, name string }{{"name", capital(p.By)}, {"low", "25 of 100 earn less"},
		{"median", "Median"}, {"high", "75 of 100"}, {"n", "Reports"}} {
		to := "-" + c.key // numbers begin with the highest
		sorted := ""
		switch {
		case by == c.key && descending:
			sorted, to = "descending", c.key
		case by == c.key:
			sorted = "ascending"
		case c.key == "name":
			to = c.key
		}
		address := maps.Clone(v)
		address.Set("sort", to)
		p.Columns = append(p.Columns, sortColumn{c.name, "/explore?" + address.Encode(), sorted, c.key != "name"})
	}
	for _, g := range groups {
		n := g.Answer.Evidence.N
		if n == 0 && f != pay.FacetYears && f != pay.FacetLevel && f != pay.FacetRemote && f != pay.FacetEmployment {
			continue // borrowed from its neighbours alone: no finding of its own
		}
		d, u := g.Answer.Distribution, unitOf(g.Answer, loc)
		address := unitValues(v)
		facetValues(address, g.Answer.Profile, "")
		row := groupRow{
			Name: words.For(loc).Prose(g.Name), Address: "/?" + address.Encode(),
			Low: u.Full(d.At(.25)), Median: u.Full(d.Median()), High: u.Full(d.At(.75)), Count: u.Count(n).Text,
		}
		if n < enough {
			row.Few = "few"
		}
		p.Rows = append(p.Rows, row)
	}
}

func exploreFormOf(v url.Values, ask wire.Question, facet pay.Facet) exploreForm {
	f := exploreForm{personFormOf(v, ask), pick{ID: "by", Name: "by", Label: "by what"}}
	for _, e := range explored {
		f.By.Choices = append(f.By.Choices, choice{byName(e.facet), e.by, e.facet == facet})
	}
	f.keepTable(v)
	return f
}
