package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// companyPage is what an employer pays.
type companyPage struct {
	head
	Form      companyForm
	Employer  string
	Kind      string
	Site      string
	Said      *companySaid // nil where too little is known of its pay
	Instead   string       // what employers like it pay, where Said is nil
	Tier      string
	Evidence  string
	Ladder    *figure
	Titles    []companyTitle
	Roles     []companyFigure // one or none
	Figures   []companyFigure
	Alike     []companyRow
	Caveats   []string
	Sources   string
	Ask, List string // addresses: the start page at this employer, and the list of employers
}

// companyForm is the job that an employer's pay is asked for.
type companyForm struct {
	Action, Name string
	Role, Level  pick
	Place        string
	By           []choice // the order of a list
	Hidden       []hiddenField
}

// companySaid is what an employer pays in words.
type companySaid struct {
	Median, Typical, Most, Sure, Against, Rank string
	Density                                    *figure
}

// companyFigure is a picture of groups of filings or ranges.
type companyFigure struct {
	ID, Title, Note string
	Figure          *figure
}

// companyTitle is what a title of an employer is paid.
type companyTitle struct{ Level, Name, Median, Typical, Market, Count string }

// companyRow is an employer in a list.
type companyRow struct{ Rank, Name, Address, Kind, Tier, Median, Sure, Ratio, Hires, Evidence, Note string }

// dollars is the unit of what employers pay.
func dollars(loc string) chart.Unit {
	return chart.Unit{Currency: "USD", Period: pay.Year, Words: "USD a year, gross, base pay", Locale: loc}
}

// companyPath is the address of an employer's page.
func companyPath(code string) string { return "/company/" + url.PathEscape(code) }

// jobParameters are what an employer's pay is asked for.
var jobParameters = []string{"role", "level", "place"}

// job reads the job that an employer's pay is asked for; role is who is meant when none is said.
func readJob(v url.Values, role string) (wire.Question, pay.Profile, error) {
	said := wire.Question{Role: role, Level: v.Get("level"), Place: v.Get("place")}
	if v.Has("role") {
		said.Role = v.Get("role")
	}
	p, err := ask.Profile(said)
	return said, p, err
}

func companyFormOf(v url.Values, said wire.Question, action string) companyForm {
	return companyForm{
		Action: action, Place: said.Place, Hidden: kept(v, "locale"),
		Role:  pickOf(pay.FacetRole, "role", "role", "any software", said.Role),
		Level: pickOf(pay.FacetLevel, "level", "level", "any level", said.Level),
	}
}

func (s *site) company(r *http.Request) (page, error) {
	v, err := parse(r, append([]string{"name"}, jobParameters...)...)
	if err != nil {
		return nil, err
	}
	loc, err := locale(r, v)
	if err != nil {
		return nil, err
	}
	name := r.PathValue("name")
	if name == "" {
		name = v.Get("name") // of a figure, or of the form that looks an employer up
	}
	if len(name) > maxValue || strings.ContainsFunc(name, hidden) {
		return nil, pay.Errorf(pay.NotFound,
			"there is no employer of this name").WithHint("look it up on the page of employers")
	}
	said, profile, problem := readJob(v, "")
	view := s.service.View()
	if problem != nil {
		profile = pay.Profile{}
	}
	c, err := view.Company(name, profile, 0)
	if err != nil {
		return nil, err
	}
	path := companyPath(c.Code)
	if strings.HasPrefix(r.URL.Path, "/company") && r.URL.EscapedPath() != path {
		v.Del("name")
		return nil, redirect(strings.TrimSuffix(path+"?"+v.Encode(), "?"))
	}
	p := &companyPage{head: s.newHead(r, "company", "advise"), Form: companyFormOf(v, said, path),
		Employer: words.Capital(c.Name)}
	p.Form.Name = p.Employer
	p.key = "company"
	figures := url.Values{"name": {c.Code}}
	for key, values := range v {
		figures[key] = values
	}
	p.query = "?" + figures.Encode()
	p.Title = "What " + p.Employer + " pays · Backpay"
	p.Description = "What " + p.Employer +
		" pays by role, level, place and year, from filings and advertised ranges, against the market."
	if r.URL.RawQuery == "" {
		p.Canonical = s.base(r) + path
	}
	p.fill(c, loc)
	if problem != nil {
		p.unanswered(s.problemOf(r, problem))
	}
	return p, nil
}

// fill writes what is known of an employer.
func (p *companyPage) fill(c service.Company, loc string) {
	u, reader := dollars(loc), words.For(loc)
	p.Kind, p.Site, p.Tier = words.Kind(c.CompanyName), c.Site, capital(words.Tier(c.Tier))
	p.Evidence = sentence(reader.CompanyEvidence(c))
	if c.Outsourcing {
		p.Tier += "; by its numbers it lends people to others"
	}
	p.Tier = sentence(p.Tier)
	here := url.Values{}
	facetValues(here, c.Profile, "")
	p.Ask, p.List = "/?"+here.Encode(), "/companies"
	if paid := c.Pay; paid != nil {
		p.Said = p.said(c, u, reader)
		p.head.Said = fmt.Sprintf("%s: median %s USD a year.", p.Employer, p.Said.Median)
	} else if instead := c.Instead; instead != nil {
		p.Instead = fmt.Sprintf("Too few filings are known to show what it pays. Employers like it pay %s USD a "+
			"year as base; "+
			"what one of them pays in the middle lies within %s, nine times in ten.",
			u.Full(instead.Distribution.Median()), span(u.Full(instead.Median.Low), u.Full(instead.Median.High)))
	}
	p.ladder(c, u, reader)
	p.Roles = p.groups(c, "role", "By role", u)
	p.Figures = slices.Concat(p.groups(c, "place", "By place", u), p.groups(c, "year", "By year", u))
	if rows, of := companyGroupRows(c.Open, "", reader); len(rows) > 0 {
		p.Figures = append(p.Figures, companyFigure{
			"ranges-h", "What it advertises", sentence(reader.Bias(c.Bias)),
			p.drawGroups("ranges", "The middle of its advertised ranges, "+of+", and the market’s median", rows, u),
		})
	}
	for _, like := range c.Alike {
		p.Alike = append(p.Alike, companyRowOf(like, u, reader))
	}
	for _, w := range c.Warnings {
		p.Caveats = append(p.Caveats, sentence(reader.Warning(w)))
	}
	p.Sources = strings.Join(c.Sources, "; ")
}

// groups draws the groups of a facet as they were filed; there may be none.
func (p *companyPage) groups(c service.Company, facet, title string, u chart.Unit) []companyFigure {
	rows, of := companyGroupRows(c.Groups, facet, words.For(u.Locale))
	if len(rows) == 0 {
		return nil
	}
	figure := p.drawGroups("filed-"+facet, "Filings of "+of+" by "+facet+", and the market’s median", rows, u)
	return []companyFigure{{facet + "-h", title, "", figure}}
}

// said writes the answer for the job that is asked for.
func (p *companyPage) said(c service.Company, u chart.Unit, reader words.Reader) *companySaid {
	paid := c.Pay
	d := paid.Distribution
	who := taxonomy.Describe(c.Profile)
	said := &companySaid{
		Median: u.Full(d.Median()), Typical: span(u.Full(d.At(.25)), u.Full(d.At(.75))),
		Most: span(u.Full(d.At(.10)), u.Full(d.At(.90))),
		Sure: span(u.Full(paid.Median.Low), u.Full(paid.Median.High)),
		Against: fmt.Sprintf("Employers there, as they are mixed, pay %s; this one %s (%s, nine times in ten).",
			u.Full(paid.Market), reader.Percent(paid.Ratio), reader.PercentSpan(paid.Within.Low, paid.Within.High)),
	}
	if c.Rank > 0 {
		said.Rank = fmt.Sprintf("It ranks %s of %s employers that hire for it, by what is sure.",
			reader.Count(c.Rank), reader.Count(c.Of))
	}
	said.Density = p.draw(chart.Density("distribution", "How base pay is spread: "+who, d, u, nil))
	return said
}

// ladder draws the levels that the employer's titles name.
func (p *companyPage) ladder(c service.Company, u chart.Unit, reader words.Reader) {
	var rows []chart.Row
	for _, step := range c.Ladder {
		rows = append(rows, companyGroupRow(step.CompanyGroup, words.LevelName(step.Level), reader))
		for _, t := range step.Titles {
			p.Titles = append(p.Titles, companyTitle{
				Level: words.LevelName(step.Level), Name: words.GroupName(t), Median: u.Full(t.P50),
				Typical: span(u.Full(t.P25), u.Full(t.P75)), Market: u.Full(t.Market), Count: reader.KnownBy(t.N,
					0, t.First, t.Last),
			})
		}
	}
	if len(rows) > 0 {
		of := words.Years(c.Ladder[0].First, c.Ladder[0].Last)
		p.Ladder = p.drawGroups("ladder",
			"Filings of "+of+" by the level that titles name, and the market’s median", rows, u)
	}
}

// drawGroups draws groups with the market's median marked.
func (p *companyPage) drawGroups(id, title string, rows []chart.Row, u chart.Unit) *figure {
	f := chart.Rows(id, title, rows, u)
	f.Key = []chart.Swatch{{Class: "b50", Words: "the middle half"}, {Class: "pind",
		Words: "what the market pays for the same"}}
	return p.draw(f)
}

// companyGroupRows makes rows of the groups of a facet, or of all where none is said, and says of which years they are.
func companyGroupRows(groups []service.CompanyGroup, facet string, reader words.Reader) (rows []chart.Row,
	years string) {
	first, last := 0, 0
	for _, g := range groups {
		if facet == "" || g.Facet == facet {
			rows = append(rows, companyGroupRow(g, words.GroupName(g), reader))
			if last = max(last, g.Last); first == 0 || g.First < first {
				first = g.First
			}
		}
	}
	return rows, words.Years(first, last)
}

func companyGroupRow(g service.CompanyGroup, name string, reader words.Reader) chart.Row {
	note := reader.Counted(g.N, "filing", "filings")
	if g.Posted {
		note = reader.Counted(g.N, "range", "ranges")
	}
	return chart.Row{
		Label: name, Note: note, P25: g.P25, P50: g.P50, P75: g.P75, Said: g.Market,
	}
}

func companyRowOf(c service.CompanyRanked, u chart.Unit, reader words.Reader) companyRow {
	row := companyRow{
		Name: words.Capital(c.Name), Address: companyPath(c.Code), Kind: words.Kind(c.CompanyName),
		Tier:  capital(words.Tier(c.Tier)),
		Hires: reader.Count(c.Hires), Evidence: reader.KnownBy(c.WithPay, c.Ranges, c.First, c.Last),
	}
	if c.Rank > 0 {
		row.Rank = reader.Count(c.Rank)
	}
	if c.Interval != nil {
		row.Median, row.Ratio = u.Full(c.Median), reader.Percent(c.Ratio)
		row.Sure = span(u.Full(c.Interval.Low), u.Full(c.Interval.High))
	}
	if c.Outsourcing {
		row.Note = "lends people to others"
	}
	return row
}

// companiesPage lists the employers that hire for a job.
type companiesPage struct {
	head
	Form    companyForm
	Who     string
	Lead    string
	Picture *figure
	Rows    []companyRow
	Caveats []string
	Sources string
}

// Bounds of a list of employers.
const (
	shownCompanies = 100
	drawnCompanies = 20
)

func (s *site) companies(r *http.Request) (page, error) {
	v, err := parse(r, append([]string{"by"}, jobParameters...)...)
	if err != nil {
		return nil, err
	}
	loc, err := locale(r, v)
	if err != nil {
		return nil, err
	}
	said, profile, err := readJob(v, "backend")
	p := &companiesPage{head: s.newHead(r, "companies", "advise"), Form: companyFormOf(v, said, "/companies")}
	p.Title = "Which employers pay most · Backpay"
	p.Description = "The employers that hire software people in the USA, ranked by what is sure of their base pay, " +
		"with the evidence of each."
	if r.URL.RawQuery == "" {
		p.Canonical = s.base(r) + "/companies"
	}
	by := v.Get("by")
	for _, c := range []choice{{service.ByPay, "by what is sure of the pay", by != service.ByHires},
		{service.ByHires, "by how many they hire", by == service.ByHires}} {
		p.Form.By = append(p.Form.By, c)
	}
	var list service.Companies
	if err == nil {
		by, err = ask.Choice("by", by, service.ByPay, service.ByHires)
	}
	if err == nil {
		list, err = s.service.View().Companies(service.CompaniesQuestion{Profile: profile, By: by,
			Limit: shownCompanies})
	}
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.fill(list, loc)
	return p, nil
}

// fill writes a list of employers.
func (p *companiesPage) fill(list service.Companies, loc string) {
	u, reader := dollars(loc), words.For(loc)
	p.Who = capital(taxonomy.Describe(list.Profile))
	p.Lead = fmt.Sprintf("%s with %d filings and advertised ranges or more hire for it; the first %d are here. As "+
		"they are mixed, employers there pay %s USD a year as base (%d).",
		reader.Counted(list.Total, "employer", "employers"), list.Least, len(list.Companies), u.Full(list.Market),
		list.Year)
	var rows []chart.Row
	for i, c := range list.Companies {
		p.Rows = append(p.Rows, companyRowOf(c, u, reader))
		if i < drawnCompanies && c.Interval != nil {
			rows = append(rows, chart.Row{
				Label: words.Capital(c.Name), Note: reader.KnownBy(c.WithPay, c.Ranges, c.First, c.Last),
				P10: c.Interval.Low, P50: c.Median, P90: c.Interval.High,
			})
		}
	}
	f := chart.Rows("employers", "The median at each employer, and where it lies", rows, u)
	f.Key = []chart.Swatch{{Class: "b80", Words: "where the median lies, nine times in ten"}}
	p.Picture = p.draw(f)
	for _, w := range list.Warnings {
		p.Caveats = append(p.Caveats, sentence(reader.Warning(w)))
	}
	p.Sources = strings.Join(list.Sources, "; ")
	p.head.Said = fmt.Sprintf("%d employers.", len(p.Rows))
}

// suggested is how many employers are suggested for what has been typed.
const suggested = 12

// companyNames lists the names of employers for what has been typed of one.
func (s *site) companyNames(w http.ResponseWriter, r *http.Request) {
	v, err := parse(r, "q")
	if err == nil {
		var entries []service.Entry
		if entries, err = service.Vocabulary(string(pay.FacetCompany), v.Get("q"), suggested); err == nil {
			names := []string{}
			for _, e := range entries {
				names = append(names, words.Capital(e.Name))
			}
			var body []byte
			if body, err = json.Marshal(names); err == nil {
				w.Header().Set("Content-Type", "application/json")
				write(w, r, 0, body)
				return
			}
		}
	}
	_, status := s.problemOf(r, err)
	http.Error(w, "say what has been typed, as ?q=goog", status)
}
