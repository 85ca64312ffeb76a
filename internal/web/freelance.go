package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// freelancePage turns a rate into employed pay, or the other way round.
type freelancePage struct {
	head
	Form   freelanceForm
	Answer *freelanceAnswer
}

// freelanceForm is the question as a sentence, and every constant as a field.
type freelanceForm struct {
	Role, Country pick
	Years, Amount string
	MaxYears      int
	Constants     []constantField
	More          bool // a constant is given
	Hidden        []hiddenField
}

// constantField is a constant in the form: what the reader gives, and what stands without it.
type constantField struct{ Name, Label, Unit, Value, Without string }

// freelanceAnswer is a conversion in words.
type freelanceAnswer struct {
	Headline, Unit, What             string
	Hourly, Daily, Billed, Employed  string
	Billable, Standing, Evidence     string
	Untold                           string // why nobody stands beside it
	Freelancers, FreelancersEvidence string
	Steps, Beside                    *figure
	Constants                        []constantRow
	Reports                          []reportRow
}

// constantRow is a constant with where it comes from.
type constantRow struct{ Name, Label, Value, Unit, Source, Mark string }

// reportRow is what a group of freelancers reports.
type reportRow struct{ About, Median, Typical, Count, From string }

func (s *site) freelance(r *http.Request) (page, error) {
	v, who, loc,
		err := question(r, append([]string{"amount", "role", "country", "years", "on"}, termNames()...)...)
	if err != nil {
		return nil, err
	}
	amount := v.Get("amount")
	if !v.Has("amount") && !v.Has("country") {
		amount, who.Country = "90 EUR/hour", "DE"
	}
	p := &freelancePage{head: s.newHead(r, "freelance", "advise"), Form: freelanceFormOf(v, who, amount)}
	p.Title = "Freelance rate and salary · Backpay"
	p.Description =
		"What a freelancer’s rate is worth in employed pay and the other way round, with every constant shown."
	f, err := s.rate(r, who, amount, v)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.tell(f, loc)
	for i, c := range f.Constants {
		p.Form.Constants[i].Without = strconv.FormatFloat(c.Value, 'f', -1, 64)
	}
	return p, nil
}

// rate asks what an amount is worth, with the constants that an address gives.
func (s *site) rate(r *http.Request, who wire.Question, amount string, v url.Values) (service.Freelance, error) {
	view, q, err := s.read(who)
	if err != nil {
		return service.Freelance{}, err
	}
	given, err := ask.Rate(amount, q.Profile.Country)
	if err != nil {
		return service.Freelance{}, err
	}
	texts := map[string]string{}
	for _, name := range termNames() {
		texts[name] = v.Get(name)
	}
	terms, err := ask.Numbers(texts)
	if err != nil {
		return service.Freelance{}, err
	}
	return view.Freelance(r.Context(), q, given, terms)
}

// termNames lists the parameters that take the place of constants.
func termNames() []string {
	var names []string
	for _, term := range service.FreelanceTerms() {
		names = append(names, term.Name)
	}
	return names
}

func freelanceFormOf(v url.Values, who wire.Question, amount string) freelanceForm {
	f := freelanceForm{
		Role:    pickOf(pay.FacetRole, "role", "role", "any software", who.Role),
		Country: pickOf(pay.FacetCountry, "country", "country", "the currency’s country", who.Country),
		Years:   who.Years, Amount: amount, MaxYears: pay.MaxYears,
	}
	for _, term := range service.FreelanceTerms() {
		value := v.Get(term.Name)
		f.Constants = append(f.Constants,
			constantField{Name: term.Name, Label: term.Label, Unit: term.Unit, Value: value})
		f.More = f.More || value != ""
	}
	f.Hidden = kept(v, "on", "locale")
	return f
}

func (p *freelancePage) tell(f service.Freelance, loc string) {
	u := chart.Unit{Currency: f.Employed.Currency, Period: pay.Year, Words: f.Employed.Currency + " a year",
		Locale: loc}
	hour := chart.Unit{Currency: u.Currency, Period: pay.Hour, Locale: loc}
	a := &freelanceAnswer{
		Hourly: hour.Full(f.Hourly.Value), Daily: hour.Full(f.Daily.Value), Billed: u.Full(f.Billed.Value),
		Employed: u.Full(f.Employed.Value),
		Billable: fmt.Sprintf("%s hours on %s days are billed", u.Count(int(f.BilledHours+.5)).Text,
			u.Count(int(f.BilledDays+.5)).Text),
	}
	if f.Given.Period == pay.Hour || f.Given.Period == pay.Day {
		a.Headline, a.Unit, a.What = a.Employed, u.Currency+" a year", "employed gross pay that is worth the same"
	} else {
		a.Headline, a.Unit, a.What = a.Hourly, u.Currency+" an hour", "a rate that is worth the same"
	}
	p.Said = capital(a.What) + ": " + a.Headline + " " + a.Unit
	labels := map[string]string{}
	for _, c := range f.Constants {
		labels[c.Name] = c.Label
		row := constantRow{Name: c.Name, Label: c.Label, Value: words.For(loc).Plain(c.Value, 2), Unit: c.Unit,
			Source: words.For(loc).Prose(c.Source)}
		if c.Date != "" {
			row.Source += " (" + c.Date + ")"
		}
		switch {
		case c.Given:
			row.Mark = "yours"
		case c.Default:
			row.Mark = "default"
		}
		a.Constants = append(a.Constants, row)
	}
	var steps []chart.Step
	for _, step := range f.Steps {
		steps = append(steps, chart.Step{Label: capital(labels[step.Name]), Money: step.Money})
	}
	a.Steps =
		p.draw(chart.Waterfall("steps", "From the rate for every working hour to employed pay", f.Base,
			"Every working hour", steps, "Employed pay", u))
	p.beside(a, f, u)
	p.Answer = a
}

// beside sets employees and freelancers beside the conversion.
func (p *freelancePage) beside(a *freelanceAnswer, f service.Freelance, u chart.Unit) {
	kept := f.Billed.Value // less own costs: what is a freelancer's own, before tax
	for _, step := range f.Steps {
		if step.Name == "costs" {
			kept += step.Money
		}
	}
	if f.Untold != "" {
		a.Untold = sentence(f.Untold)
	}
	var rows []chart.Row
	if e := f.Employees; e != nil {
		a.Standing = fmt.Sprintf("%s of 100, give or take %s: %s", ofHundred(e.Percentile), ofHundred(e.Margin),
			words.For(u.Locale).Describe(e.Answer.Profile))
		a.Evidence = evidenceLine(e.Answer, u.Locale)
		row := chart.RowOf("Employees like this", "modelled", e.Answer.Distribution)
		row.Said = f.Employed.Value
		rows = append(rows, row)
	}
	if answer := f.Freelancers; answer != nil {
		d := answer.Distribution
		a.Freelancers = fmt.Sprintf("%s %s a year, the middle half %s", u.Full(d.Median()), answer.Currency,
			span(u.Full(d.At(.25)), u.Full(d.At(.75))))
		a.FreelancersEvidence = evidenceLine(*answer, u.Locale)
		row := chart.RowOf("Freelancers like this", "modelled", d)
		row.Said = kept
		rows = append(rows, row)
	}
	for _, r := range f.Reports {
		quantity := u
		switch r.Measure {
		case service.RatesReported:
			quantity.Period = pay.Hour
		case service.PayReported:
			label := "Reported by " + people(r.Role)
			if r.Country != "" {
				label = "Reported in " + taxonomy.ValueName(pay.FacetCountry, r.Country)
			}
			rows = append(rows, chart.Row{
				Label: label, Note: countWords(r.N, "person", "people", u.Locale),
				P10: r.P10, P25: r.P25, P50: r.P50, P75: r.P75, P90: r.P90, Said: kept,
			})
		}
		full := quantity.Full
		unit := " " + r.Currency
		if r.Measure == service.HoursReported {
			full, unit = func(v float64) string { return u.Count(int(v + .5)).Text }, " hours"
		}
		a.Reports = append(a.Reports, reportRow{
			About: capital(r.About), Median: full(r.P50) + unit, Typical: span(full(r.P25), full(r.P75)),
			Count: u.Count(r.N).Text,
			From:  yearSpan(r.First, r.Last) + ", " + strings.Join(r.Sources, ", "),
		})
	}
	if len(rows) > 0 {
		figure := chart.Rows("beside", "What it is worth, beside what people earn in a year", rows, u)
		figure.Key = []chart.Swatch{{Class: "b50", Words: "the middle half"}, {Class: "b80", Words: "80 of 100"},
			{Class: "pind", Words: "this rate: as employed pay, and as billing less own costs"}}
		a.Beside = p.draw(figure)
	}
}
