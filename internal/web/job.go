package web

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

// jobPage is the page of one role in one country.
type jobPage struct {
	head
	Heading string
	Answer  *answerView
	Years   *figure
	Ask     string // the address of the same question on the start page
	Beside  []link // the same role in other countries
	Others  []link // other roles in the same country
}

// link is an address with its words.
type link struct{ Address, Words string }

// jobPath is the address of the page of a role in a country, by its name: "/pay/backend/germany".
func jobPath(role, country string) string {
	return "/pay/" + role + "/" + slug(taxonomy.Countries.Name(country))
}

// slug writes a name as a part of an address.
func slug(name string) string {
	return url.PathEscape(strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == '/' || r == ',' || r == '\'' || r == '’' || r == '(' || r == ')' || r == '.' || r == '&'
	}), "-"))
}

func (s *site) job(r *http.Request) (page, error) {
	v, err := parse(r)
	if err != nil {
		return nil, err
	}
	loc, err := locale(r, v)
	if err != nil {
		return nil, err
	}
	missing := pay.Errorf(pay.NotFound, "there is no page of this work").
		WithHint("choose the role and the country on the start page")
	said := r.PathValue("role") + r.PathValue("country")
	role, ok := taxonomy.Roles.Parse(r.PathValue("role"))
	if !ok || len(said) > maxValue || strings.ContainsFunc(said, hidden) {
		return nil, missing
	}
	country, ok := taxonomy.Countries.Parse(r.PathValue("country"))
	if !ok {
		return nil, missing
	}
	if to := jobPath(role, country); to != r.URL.EscapedPath() {
		return nil, redirect(to)
	}
	view, q := s.service.View(), pay.Question{Profile: pay.Profile{Role: role, Country: country}}
	a, err := view.Estimate(r.Context(), q)
	if err != nil {
		return nil, err
	}
	p := &jobPage{head: s.newHead(r, "job", "explore")}
	p.Heading = "What " + people(role) + " earn in " + taxonomy.Countries.Name(country)
	// The figures are those of the start page and of Explore: their files are there.
	here := unitValues(v)
	here.Set("role", role)
	here.Set("country", country)
	p.key, p.query = "ask", "?"+here.Encode()
	p.Ask = "/" + p.query
	p.Answer = p.answerView(a, nil, loc, v)
	u := unitOf(a, loc)
	years, err := view.Across(r.Context(), q, pay.FacetYears)
	if err != nil {
		return nil, err
	}
	var points []chart.FanPoint
	for _, g := range years {
		n, _ := g.Answer.Profile.Years.Get()
		points = append(points, chart.FanPoint{X: n, D: g.Answer.Distribution})
	}
	if len(points) > 1 {
		p.key, p.query = "explore", p.query+"&by=years"
		p.Years = p.draw(chart.Fan("experience", "How pay grows with experience", "years of experience", points, u))
	}
	p.Title = fmt.Sprintf("%s pay in %s: %s %s %s · Backpay", taxonomy.Roles.Name(role),
		taxonomy.Countries.Name(country), p.Answer.Median, p.Answer.Currency, p.Answer.Per)
	p.Description = fmt.Sprintf("%s in %s: median %s %s %s, typically %s. %s", capital(people(role)),
		taxonomy.Countries.Name(country),
		p.Answer.Median, p.Answer.Currency, p.Answer.Per, p.Answer.Typical, p.Answer.Evidence)
	p.Canonical = s.base(r) + jobPath(role, country)
	p.Structured = occupation(a, p.Canonical)
	list, err := s.jobs.get(s.service.View())
	if err != nil {
		return nil, err
	}
	for _, j := range list {
		switch {
		case j.role == role && j.country != country && len(p.Beside) < maxLinks:
			p.Beside = append(p.Beside, link{jobPath(j.role, j.country), taxonomy.Countries.Name(j.country)})
		case j.country == country && j.role != role && len(p.Others) < maxLinks:
			p.Others = append(p.Others, link{jobPath(j.role, j.country), taxonomy.Roles.Name(j.role)})
		}
	}
	return p, nil
}

// maxLinks bounds the pages that a page leads to.
const maxLinks = 12

// occupation describes an answer as schema.org's Occupation does.
func occupation(a pay.Answer, address string) any {
	d := a.Distribution
	return struct {
		Context  string `json:"@context"`
		Type     string `json:"@type"`
		Name     string `json:"name"`
		Page     string `json:"mainEntityOfPage"`
		Location any    `json:"occupationLocation"`
		Salary   any    `json:"estimatedSalary"`
	}{
		"https://schema.org", "Occupation", taxonomy.Roles.Name(a.Profile.Role), address,
		map[string]string{"@type": "Country", "name": taxonomy.Countries.Name(a.Profile.Country)},
		[]any{map[string]any{
			"@type": "MonetaryAmountDistribution", "name": string(a.Component), "currency": a.Currency,
			"duration": "P1Y", "percentile10": round(d.At(.10)), "percentile25": round(d.At(.25)),
			"median": round(d.Median()), "percentile75": round(d.At(.75)), "percentile90": round(d.At(.90)),
		}},
	}
}

func round(v float64) int64 { return int64(v + .5) }

// base is the public address of the site.
func (s *site) base(r *http.Request) string {
	if s.options.Base != "" {
		return strings.TrimSuffix(s.options.Base, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// job is a role in a country that has a page of its own in the sitemap.
type job struct {
	role, country string
	n             int
}

// listed is how many reports a role in a country needs to be in the sitemap.
const listed = 30

// listJobs lists the roles in countries that have pages, those with the most reports first.
func listJobs(v service.View) ([]job, error) {
	countries, err := v.Across(context.Background(), pay.Question{}, pay.FacetCountry)
	if err != nil {
		return nil, err
	}
	var jobs []job
	for _, c := range countries {
		if c.Answer.Evidence.N < listed {
			continue // no role can have more
		}
		q := pay.Question{Profile: pay.Profile{Country: c.Value}}
		roles, err := v.Across(context.Background(), q, pay.FacetRole)
		if err != nil {
			return nil, err
		}
		for _, r := range roles {
			if r.Answer.Evidence.N >= listed && taxonomy.Software(r.Value) {
				jobs = append(jobs, job{r.Value, c.Value, r.Answer.Evidence.N})
			}
		}
	}
	slices.SortStableFunc(jobs, func(a, b job) int { return cmp.Compare(b.n, a.n) })
	return jobs, nil
}

// indexPage lists the pages of roles and countries.
type indexPage struct {
	head
	Roles []indexRole
}

// indexRole is the pages of one role.
type indexRole struct {
	Name  string
	Links []link
}

func (s *site) index(r *http.Request) (page, error) {
	if _, err := parse(r); err != nil {
		return nil, err
	}
	list, err := s.jobs.get(s.service.View())
	if err != nil {
		return nil, err
	}
	p := &indexPage{head: s.newHead(r, "index", "explore")}
	p.Title, p.Description = "Pay by role and country · Backpay",
		"Every role and country with enough reports for a page of its own."
	p.Canonical = s.base(r) + "/pay/"
	for _, role := range taxonomy.Roles.Codes() {
		entry := indexRole{Name: taxonomy.Roles.Name(role)}
		for _, j := range list {
			if j.role == role {
				entry.Links = append(entry.Links, link{jobPath(role, j.country), taxonomy.Countries.Name(j.country)})
			}
		}
		if len(entry.Links) > 0 {
			p.Roles = append(p.Roles, entry)
		}
	}
	return p, nil
}

func (s *site) sitemap(w http.ResponseWriter, r *http.Request) {
	list, err := s.jobs.get(s.service.View())
	if err != nil {
		t, status := s.problemOf(r, err)
		http.Error(w, t.Message, status)
		return
	}
	type location struct {
		Loc string `xml:"loc"`
	}
	set := struct {
		XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []location `xml:"url"`
	}{}
	base := s.base(r)
	for _, path := range []string{"/", "/compare", "/explore", "/method", "/companies", "/pay/"} {
		set.URLs = append(set.URLs, location{base + path})
	}
	for _, j := range list {
		set.URLs = append(set.URLs, location{base + jobPath(j.role, j.country)})
	}
	codes, err := s.service.View().CompanyPages()
	if err != nil {
		t, status := s.problemOf(r, err)
		http.Error(w, t.Message, status)
		return
	}
	for _, code := range codes {
		set.URLs = append(set.URLs, location{base + companyPath(code)})
	}
	b, err := xml.Marshal(set)
	if err != nil {
		http.Error(w, "the sitemap cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	write(w, r, 0, append([]byte(xml.Header), b...))
}

func (s *site) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	write(w, r, 0, []byte("User-agent: *\nDisallow: /figure/\nDisallow: /companies/names\n"+
		"Sitemap: "+s.base(r)+"/sitemap.xml\n"))
}
