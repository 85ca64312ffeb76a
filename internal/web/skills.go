package web

import (
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

// skillsPage is what skills go with in pay.
type skillsPage struct {
	head
	Form     skillsForm
	About    string
	Premiums *figure
	Note     string
	Told     skillTable
	Unclear  skillTable // what may make no difference
	Caveats  []string
}

// skillTable is skills in words, in the order that was asked for.
type skillTable struct {
	Columns []sortColumn
	Rows    []skillRow
}

// skillsForm is the question as a sentence.
type skillsForm struct {
	personForm
	Kind pick
}

// skillRow is one skill in words.
type skillRow struct{ Name, Kind, Address, Money, Adjusted, Within, Raw, RawWithin, Have, Reports, Of, With string }

// mostSkills bounds the skills that are drawn, and mostBeside those that a row goes together with.
const (
	mostSkills = 36
	mostBeside = 4
)

func (s *site) skills(r *http.Request) (page, error) {
	v, said, loc, err := question(r, slices.Concat([]string{"kind", "sort"}, facetFields, unitFields)...)
	if err != nil {
		return nil, err
	}
	p := &skillsPage{head: s.newHead(r, "skills", "advise"), Form: skillsFormOf(v, said)}
	p.Title = "What skills go with in pay · Backpay"
	p.Description =
		"What each language, database, platform and framework goes with in pay, adjusted for " +
			"everything else, and how common it is."
	view, q, err := s.read(said)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	answer, err := view.Skills(r.Context(), q, v.Get("kind"), v.Get("sort"))
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.tell(answer, v, loc)
	return p, nil
}

func skillsFormOf(v url.Values, ask wire.Question) skillsForm {
	f := skillsForm{personFormOf(v, ask),
		pick{ID: "kind", Name: "kind", Label: "kind of skill", Choices: []choice{{"", "skill", v.Get("kind") == ""}}}}
	for _, kind := range service.SkillKinds {
		f.Kind.Choices = append(f.Kind.Choices, choice{kind, kind, kind == v.Get("kind")})
	}
	f.keepTable(v)
	return f
}

func (p *skillsPage) tell(a service.SkillsAnswer, v url.Values, loc string) {
	told := pay.Answer{Currency: a.Currency, Period: a.Period, Basis: a.Basis, PPP: a.PPP}
	u := unitOf(told, loc)
	p.About =
		fmt.Sprintf(
			"%s: money is counted from the median, %s %s %s, which is modelled as of %s. Premiums rest on %s "+
				"from %s that list skills (%s).",
			capital(words.For(loc).Describe(a.Profile)), u.Full(a.Median), currencyWords(told), perPeriod(a.Period),
			month(a.AsOf),
			countWords(a.People, "report", "reports", loc), yearSpan(a.First, a.Last), strings.Join(a.Sources, ", "))
	var drawn []chart.Change
	for _, k := range a.Skills {
		if k.Clear || len(a.Skills) <= mostBeside { // the few that were asked for by name
			drawn = append(drawn,
				chart.Change{Label: k.Name, Note: k.Kind, Ratio: k.Adjusted.Ratio, Low: k.Adjusted.Low,
					High: k.Adjusted.High, Money: k.Adjusted.Money, Clear: k.Clear})
		}
		table := &p.Told
		if !k.Clear {
			table = &p.Unclear
		}
		table.Rows = append(table.Rows, skillRowOf(k, a.Profile, v, u))
	}
	unclear := len(p.Unclear.Rows)
	p.Note = fmt.Sprintf("%d of %d skills may make no difference; they are listed at the end.", unclear, len(a.Skills))
	if len(drawn) > mostSkills {
		p.Note = fmt.Sprintf("The first %d of %d that clearly make a difference. ", mostSkills, len(drawn)) + p.Note
		drawn = drawn[:mostSkills]
	}
	if len(drawn) > 0 {
		p.Premiums =
			p.draw(chart.Changes("premiums", "Pay with a skill beside pay without, everything else equal", drawn, u))
	}
	for _, c := range []struct{ by, name, sorted string }{
		{"name", "Skill", "ascending"}, {"", "Money", ""}, {"premium", "Everything else equal", "descending"},
		{"raw", "Nothing held equal", "descending"}, {"share", "Have it", "descending"}, {"", "Reports", ""},
	} {
		column := sortColumn{Name: c.name, Numeric: c.by != "name"}
		if c.by != "" {
			address := maps.Clone(v)
			address.Set("sort", c.by)
			column.Address = "/skills?" + address.Encode()
		}
		if c.by == a.By {
			column.Sorted = c.sorted
		}
		p.Told.Columns = append(p.Told.Columns, column)
	}
	p.Unclear.Columns = p.Told.Columns
	for _, w := range a.Warnings {
		p.Caveats = append(p.Caveats, sentence(words.For(loc).Warning(w)))
	}
	p.Said = fmt.Sprintf("%d skills, %d of which may make no difference.", len(a.Skills), unclear)
}

func skillRowOf(k service.SkillPay, from pay.Profile, v url.Values, u chart.Unit) skillRow {
	row := skillRow{
		Name: k.Name, Kind: k.Kind, Money: u.Signed(k.Adjusted.Money), Adjusted: u.Percent(k.Adjusted.Ratio),
		Within: span(u.Percent(k.Adjusted.Low), u.Percent(k.Adjusted.High)),
		Raw:    u.Percent(k.Raw.Ratio), RawWithin: span(u.Percent(k.Raw.Low), u.Percent(k.Raw.High)),
		Have: shareNumber(k.Share, u.Locale), Reports: u.Count(k.N).Text,
		Of: k.Among + ", " + yearSpan(k.First, k.Last),
	}
	if k.N < few {
		row.Reports = "few: " + row.Reports
	}
	var with []string
	for _, b := range k.With[:min(len(k.With), mostBeside)] {
		with = append(with, b.Name)
	}
	row.With = strings.Join(with, ", ")
	from.Skills = slices.Concat(from.Skills, []string{k.Skill})
	address := unitValues(v)
	facetValues(address, from, "")
	row.Address = "/?" + address.Encode()
	return row
}
