package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// careerPage is the ladder of a role: what each step pays and asks for, the ways in, the outlook, who looks for
// people, and the description of a job.
type careerPage struct {
	head
	Form        careerForm
	Who, Unit   string
	AsOf        string
	Ladder      *figure
	Steps       []stepRow
	Ways        []wayRow
	WayLevels   []string
	WaysFrom    string
	Work        *workView
	Outlook     *outlookView
	Employers   []companyRow
	EmployersOf string
	Notes       []string
	Job         *descriptionView
}

// careerForm is the question as a sentence.
type careerForm struct {
	workForm
	Level pick
}

// stepRow is a step of the ladder in words.
type stepRow struct {
	ID, Name                         string
	Median, Typical, Reports, Change string
	From                             string // the step that the change is from, where it is not the one before
	Asked                            bool
	Studied                          *toldView
	Works                            []toldView
	WorksOf                          string // whom Works are of
	Titles                           string
	Summary                          string
}

// toldView is what people said.
type toldView struct{ What, Shares, Of string }

// wayRow is a way in, with what it goes with at each level of years.
type wayRow struct {
	Name  string
	Cells []wayCell
}

type wayCell struct{ Pay, Change, Count string }

// workView is what O*NET says of the occupation.
type workView struct {
	Title, Description, Zone, Required, Related, Technologies, Credit string
	Tasks, More                                                       []string
}

// outlookView is what BLS expects of the occupation.
type outlookView struct {
	Title, Sentence, Credit string
	Rounds                  *figure
	Earlier                 []earlierRow
	Since                   int
}

// earlierRow is what an earlier round said; SoFar and Evenly are empty where it cannot be told.
type earlierRow struct{ Years, Page, Of, Published, Percent, SoFar, Evenly string }

// descriptionView is the description of a job, or what is missing for one.
type descriptionView struct {
	Markdown, Address string
	Missing           string
}

var careerParameters = slices.Concat(facetFields, unitFields)

// topTasks and topEmployers are how many are shown at once; the API has all of them.
const topTasks = 8

const topEmployers = 12

func (s *site) career(r *http.Request) (page, error) {
	v, said, loc, err := question(r, careerParameters...)
	if err != nil {
		return nil, err
	}
	p := &careerPage{head: s.newHead(r, "career", "advise"), Form: careerFormOf(v, said)}
	p.Title = "Career: what each step pays · Backpay"
	p.Description =
		"The ladder of software work from entry to principal and management: pay, skills, ways in, " +
			"outlook, and job descriptions to use."
	view, q, err := s.read(said)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	c, err := view.Career(r.Context(), q)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.Who = capital(words.For(loc).Describe(c.Profile))
	p.Title = p.Who + ": what each step pays · Backpay"
	first := c.Steps[0].Answer
	u := unitOf(first, loc)
	p.Unit, p.AsOf = fmt.Sprintf("%s %s, %s", currencyWords(first), perPeriod(first.Period), componentWords(first)),
		month(first.AsOf)
	p.ladder(c, u)
	p.ways(c, u)
	p.WaysFrom = words.WaysFrom(c)
	p.work(c, loc)
	p.outlook(c, loc)
	if f := c.Filings; f != nil {
		for _, e := range c.Hiring[:min(topEmployers, len(c.Hiring))] {
			p.Employers = append(p.Employers, companyRowOf(e, dollars(loc), words.For(loc)))
		}
		p.EmployersOf = fmt.Sprintf("%s by %s for %s; %s, and jobs advertised in 2026.",
			countWords(f.Filings, "application", "applications", loc),
			countWords(f.Employers, "employer", "employers", loc), strings.ToLower(c.Outlook.Title),
			service.CreditFilings)
	}
	for _, n := range c.Notes {
		p.Notes = append(p.Notes, sentence(words.For(loc).Warning(n)))
	}
	p.describe(s, r, view, q, loc)
	p.Said = fmt.Sprintf("%d steps; medians from %s to %s.", len(p.Steps), p.Steps[0].Median,
		p.Steps[len(p.Steps)-1].Median)
	return p, nil
}

func careerFormOf(v url.Values, ask wire.Question) careerForm {
	f := careerForm{workFormOf(v, ask), pickOf(pay.FacetLevel, "level", "level", "any step", ask.Level)}
	f.Unit.Hidden = append(f.Unit.Hidden,
		kept(v, "place", "years", "company", "industry", "org_size", "remote", "employment", "education", "skill")...)
	return f
}

// ladder draws and tells the steps.
func (p *careerPage) ladder(c service.Career, u chart.Unit) {
	var rows []chart.Row
	for _, s := range c.Steps {
		d := s.Answer.Distribution
		count := countWords(s.Reports, "report", "reports", u.Locale)
		if s.Reports == 0 {
			count = "fewer than ten reports"
		}
		row := chart.RowOf(s.Name, count, d)
		row.Strong = s.Asked
		rows = append(rows, row)
		view := stepRow{
			ID: "step-" + s.Step, Name: s.Name, Median: u.Full(d.Median()),
			Typical: span(u.Full(d.At(.25)), u.Full(d.At(.75))), Reports: count, Asked: s.Asked,
			Summary: "no survey at hand asks enough people here",
		}
		if ch := s.Change; ch != nil {
			view.Change = words.For(u.Locale).Percent(ch.Value) + " (" + words.For(u.Locale).Within(ch.Ratio) + ")"
			if s.Step == "management" {
				view.From = "from senior"
			}
		}
		if t := s.Studied; t != nil {
			view.Summary = words.For(u.Locale).Share(t.Degree) + " of 100 have a degree"
			view.Studied = &toldView{"highest degree", words.For(u.Locale).Shares(*t, 5),
				fmt.Sprintf("%s, %s", countWords(t.N, "report", "reports", u.Locale), askedOf(*t))}
		}
		for _, t := range s.Works {
			view.Works = append(view.Works,
				toldView{kindWords[t.Measure], words.For(u.Locale).Shares(t, 5),
					fmt.Sprintf("of %s who named any", words.For(u.Locale).Count(t.N))})
			view.WorksOf = askedOf(t)
		}
		if len(s.Works) > 0 {
			view.Summary += "; " + words.For(u.Locale).Shares(s.Works[0], 3)
		}
		var titles []string
		for _, t := range s.Titles[:min(4, len(s.Titles))] {
			titles = append(titles, fmt.Sprintf("%s (%s)", strings.ToLower(t.Name), words.For(u.Locale).Count(t.N)))
		}
		view.Titles = strings.Join(titles, ", ")
		p.Steps = append(p.Steps, view)
	}
	p.Ladder = p.draw(chart.Rows("ladder", "What each step pays: "+words.For(u.Locale).Describe(c.Profile), rows, u))
}

// kindWords name kinds of skill in the plural.
var kindWords = map[string]string{
	"language": "languages", "database": "databases", "platform": "platforms", "framework": "frameworks",
	"tool": "tools",
}

// askedOf says who answered, where and when.
func askedOf(t service.Told) string {
	s := fmt.Sprintf("of every %s; %s, %s", words.Whom(t), strings.Join(t.Sources, ", "),
		yearSpan(t.FirstYear, t.LastYear))
	if t.Country != "" {
		s += fmt.Sprintf("; %s of 100 of them in %s", ofHundred(float64(t.InCountry)/float64(t.N)),
			taxonomy.Countries.Name(t.Country))
	}
	return s
}

// ways sets the ways in beside each other, one row each.
func (p *careerPage) ways(c service.Career, u chart.Unit) {
	at := map[string]int{}
	levels := map[string]int{}
	for _, w := range c.Ways {
		if _, ok := levels[w.Level]; !ok {
			levels[w.Level] = len(levels)
			p.WayLevels = append(p.WayLevels, taxonomy.Levels.Name(w.Level))
		}
	}
	for _, w := range c.Ways {
		i, ok := at[w.Name]
		if !ok {
			i = len(p.Ways)
			at[w.Name] = i
			p.Ways = append(p.Ways, wayRow{w.Name, make([]wayCell, len(levels))})
		}
		cell := wayCell{Pay: u.Full(w.Pay), Change: words.For(u.Locale).Percent(w.Ratio.Value) + " (" +
			words.For(u.Locale).Within(w.Ratio) + ")"}
		if w.Way.Way == service.BaseWay {
			cell.Change = "what the others are beside"
		}
		cell.Count = fmt.Sprintf("%s, %s", countWords(w.N, "report", "reports", u.Locale), yearSpan(w.First, w.Last))
		p.Ways[i].Cells[levels[w.Level]] = cell
	}
}

// work tells what people of the occupation do.
func (p *careerPage) work(c service.Career, loc string) {
	o := c.Occupation
	if o == nil {
		return
	}
	w := &workView{Title: strings.ToLower(o.Title), Description: o.Description, Zone: o.ZoneEducation,
		Credit: service.CreditONET + "; of the USA", Required: words.For(loc).Required(*o)}
	for i, t := range o.Tasks {
		if i < topTasks {
			w.Tasks = append(w.Tasks, t.Text)
		} else {
			w.More = append(w.More, t.Text)
		}
	}
	var related []string
	for _, r := range o.Related {
		related = append(related, strings.ToLower(r.Title))
	}
	w.Related = strings.Join(related, ", ")
	w.Technologies = strings.Join(o.Technologies, ", ")
	p.Work = w
}

// outlook tells what becomes of the occupation.
func (p *careerPage) outlook(c service.Career, loc string) {
	o := c.Outlook
	if o == nil {
		return
	}
	thousand := func(v float64) string { return words.For(loc).Number(v, 1) + " thousand" }
	view := &outlookView{Title: strings.ToLower(o.Title), Credit: service.CreditBLS + "; of the USA"}
	view.Sentence = fmt.Sprintf("%s were employed in the USA in %d; %s are expected in %d, %s. %s openings a year.",
		thousand(o.Employed), o.From, thousand(o.Projected), o.To, words.For(loc).
			Points(o.ChangePercent), thousand(o.Openings))
	if o.Wage > 0 {
		view.Sentence += fmt.Sprintf(" Their median wage was %s USD a year in %d. Usual education: %s.",
			words.For(loc).Number(o.Wage, 0), o.From, taxonomy.InSentence(o.Education))
	}
	for _, e := range c.Earlier {
		row := earlierRow{Years: yearSpan(e.From, e.To), Page: e.Page, Of: taxonomy.InSentence(e.Title),
			Published: e.Published, Percent: words.For(loc).Percent(1 + e.Percent/100)}
		if e.Since > 0 {
			row.SoFar, row.Evenly, view.Since = words.For(loc).Points(e.SoFarPercent), words.For(loc).
				Points(e.EvenlyPercent), e.Since
		}
		view.Earlier = append(view.Earlier, row)
	}
	var lines []chart.Projection
	for _, r := range c.Rounds {
		lines = append(lines,
			chart.Projection{Label: "published " + r.Published, From: r.From, To: r.To, Start: r.Employed,
				End: r.Projected, Latest: r.Latest})
	}
	if len(lines) > 0 {
		view.Rounds =
			p.draw(chart.Projections("outlook",
				"What was expected of them, and what became of it: "+taxonomy.InSentence(c.Rounds[0].Title), lines,
				"thousand people", loc))
	}
	p.Outlook = view
}

// describe writes the description of a job where the question says enough for one.
func (p *careerPage) describe(s *site, r *http.Request, view service.View, q pay.Question, loc string) {
	d, err := view.JobDescription(r.Context(), q)
	if err != nil {
		t, _ := s.problemOf(r, err)
		p.Job = &descriptionView{Missing: capital(t.Message) + ": " + t.Hint + "."}
		return
	}
	p.Job = &descriptionView{Markdown: words.For(loc).Description(d), Address: "/career/description.md" + p.query}
}

// jobDescription asks for the description of a job.
func (s *site) jobDescription(r *http.Request, said wire.Question) (service.JobDescription, error) {
	view, q, err := s.read(said)
	if err != nil {
		return service.JobDescription{}, err
	}
	return view.JobDescription(r.Context(), q)
}

// description serves the description of a job as a file.
func (s *site) description(w http.ResponseWriter, r *http.Request) {
	_, said, loc, err := question(r, careerParameters...)
	var d service.JobDescription
	if err == nil {
		d, err = s.jobDescription(r, said)
	}
	if err != nil {
		s.page(func(*http.Request) (page, error) { return nil, err })(w, r)
		return
	}
	w.Header().Set("Vary", "Accept-Language")
	w.Header().Set("Content-Type", "text/markdown; charset=utf-8")
	write(w, r, 0, []byte(words.For(loc).Description(d)))
}
