package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// advisePage is what goes with more pay for a person.
type advisePage struct {
	head
	Form     askForm
	Standing string
	Here     *figure // nil when there is no problem and still nothing to tell
	Away     *figure
	Note     string
	Tables   []moveTable
	Evidence string
	Caveats  []string
}

// moveTable is moves in words. Folded tables are opened by the reader.
type moveTable struct {
	ID, Title, About string
	Folded           bool
	Power            bool // with what pay buys there
	Rows             []moveRow
}

// moveRow is one move in words.
type moveRow struct{ Name, What, Address, Money, Percent, Within, Buys, Have, Reports, Of string }

// mostMoves bounds the moves that are drawn; the tables have all.
const mostMoves = 18

func (s *site) advise(r *http.Request) (page, error) {
	v, said, loc, err := question(r, askParameters...)
	if err != nil {
		return nil, err
	}
	if r.URL.RawQuery == "" {
		said.Country, said.Years = "DE", "6"
	}
	p := &advisePage{head: s.newHead(r, "advise", "advise"), Form: askFormOf(v, said, words.For(loc))}
	p.Title = "What goes with more pay · Backpay"
	p.Description =
		"Skills, years, employers and countries that go with more pay, each with its interval, its " +
			"reports and how common it is."
	advice, err := s.advice(r, said, v.Get("pay"))
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.tell(advice, v, loc)
	return p, nil
}

// advice asks what goes with more pay, on the reader's own pay where it is given.
func (s *site) advice(r *http.Request, said wire.Question, text string) (service.Advice, error) {
	view, q, err := s.read(said)
	if err != nil {
		return service.Advice{}, err
	}
	amount, err := ask.OptionalAmount(text, q.Profile.Country)
	if err != nil {
		return service.Advice{}, err
	}
	return view.Advise(r.Context(), q, amount)
}

func (p *advisePage) tell(a service.Advice, v url.Values, loc string) {
	u := unitOf(a.Answer, loc)
	who := words.For(loc).Describe(a.Answer.Profile)
	unit := currencyWords(a.Answer) + " " + perPeriod(a.Answer.Period)
	p.Standing = fmt.Sprintf("%s: changes are counted from the median, %s %s.", capital(who), u.Full(a.Base), unit)
	if a.Own > 0 {
		p.Standing = fmt.Sprintf("%s: your pay, %s %s, is higher than %s of 100. Changes are counted from it.",
			capital(who),
			u.Full(a.Own), unit, ofHundred(a.Percentile))
	}
	here, away := a.Apart()
	if n := len(here); n > mostMoves {
		p.Note = fmt.Sprintf("The first %d of %d; the table below has all.", mostMoves, n)
	}
	if len(here) > 0 {
		p.Here = p.draw(
			chart.Changes("moves", "What goes with more pay", changes(here[:min(len(here), mostMoves)], loc), u))
	}
	if len(away) > 0 {
		p.Away = p.draw(chart.Changes("elsewhere", "The same work elsewhere", changes(away, loc), u))
	}
	for _, t := range []struct {
		moveTable
		moves []service.Move
	}{
		{moveTable{ID: "more", Title: "With more pay"}, here},
		{moveTable{ID: "away", Title: "Elsewhere",
			About: "At exchange rates, and for what it buys there. States of the USA are by official mean wages, " +
				"which come without an interval."}, away},
		{moveTable{ID: "less", Title: "With less pay", Folded: true}, a.Less},
		{moveTable{ID: "unclear", Title: "What may make no difference", Folded: true,
			About: "Their intervals hold no change: there are too few reports, or there is no difference."}, a.Unclear},
	} {
		for _, m := range t.moves {
			t.Rows = append(t.Rows, moveRowOf(m, a.Answer.Profile, v, u))
			t.Power = t.Power || m.Purchasing != nil
		}
		if len(t.Rows) > 0 {
			t.Title = fmt.Sprintf("%s (%d)", t.Title, len(t.Rows))
			p.Tables = append(p.Tables, t.moveTable)
		}
	}
	p.Evidence = "The median here: " + evidenceLine(a.Answer, loc)
	for _, w := range a.Warnings {
		p.Caveats = append(p.Caveats, sentence(words.For(loc).Warning(w)))
	}
	p.Said = fmt.Sprintf("%d moves go with more pay, %d may make no difference.", len(a.Moves), len(a.Unclear))
}

func changes(moves []service.Move, loc string) []chart.Change {
	cs := make([]chart.Change, len(moves))
	for i, m := range moves {
		cs[i] = chart.Change{Label: words.For(loc).Prose(m.Name), Note: moveWords(m), Ratio: m.Ratio, Low: m.Low,
			High: m.High, Money: m.Money, Clear: true}
	}
	return cs
}

// moveWords says what kind of move it is.
func moveWords(m service.Move) string {
	switch m.Facet {
	case pay.FacetSkills:
		return "skill"
	case pay.FacetYears:
		return ""
	case pay.FacetOrgSize:
		return "organisation"
	}
	return facetWords[m.Facet]
}

func moveRowOf(m service.Move, from pay.Profile, v url.Values, u chart.Unit) moveRow {
	row := moveRow{
		Name: words.For(u.Locale).Prose(m.Name), What: moveWords(m), Money: u.Signed(m.Money),
		Percent: u.Percent(m.Ratio), Within: "not stated", Have: shareNumber(m.Share, u.Locale),
		Reports: u.Count(m.N).Text, Of: m.Among + ", " + yearSpan(m.First, m.Last),
	}
	if m.Level > 0 {
		row.Within = span(u.Percent(m.Low), u.Percent(m.High))
	}
	if m.Known == service.KnownOfficial {
		row.Have, row.Reports, row.Of = "", "official", row.Of+", "+strings.Join(m.Sources, ", ")
	} else if m.N < few {
		row.Reports = "few: " + row.Reports
	}
	if m.Purchasing != nil {
		row.Buys = u.Percent(m.Purchasing.Ratio)
	}
	to := from
	if m.Facet == pay.FacetSkills {
		to.Skills = append([]string{m.Value}, from.Skills...)
	}
	if m.Facet == pay.FacetCountry {
		to.Place = ""
	}
	if field := to.Field(m.Facet); field != nil {
		*field = m.Value
	}
	address := unitValues(v)
	facetValues(address, to, "")
	if m.Facet == pay.FacetYears {
		address.Set("years", m.Value)
	}
	if m.Facet == pay.FacetLevel {
		address.Set("level", m.Value)
	}
	row.Address = "/?" + address.Encode()
	return row
}

// shareNumber writes a share of people: "12 %", "0.8 %".
func shareNumber(share float64, loc string) string {
	decimals := 0
	if share < .0995 {
		decimals = 1
	}
	return words.For(loc).Number(100*share, decimals) + " %"
}
