package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

// get asks the pages; headers come in pairs.
func get(t testing.TB, h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// fill makes every field of a value say something: strings are not empty, pointers not nil, slices hold two.
func fill(v reflect.Value, depth int) {
	if depth > 12 || !v.CanSet() && v.Kind() != reflect.Struct { // what an embedded struct exports can be set
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("something")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Float64:
		v.SetFloat(3)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), depth+1)
		}
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(map[string]string{"@type": "Thing"}))
		}
	}
}

// TestTemplates executes every template with a struct that says everything and with one that says nothing,
// so that each branch meets the type it was written for.
func TestTemplates(t *testing.T) {
	types := map[string]page{
		"ask": &askPage{}, "compare": &comparePage{}, "explore": &explorePage{}, "advise": &advisePage{},
		"skills": &skillsPage{}, "career": &careerPage{}, "trend": &trendPage{}, "freelance": &freelancePage{},
		"net": &netPage{}, "offer": &offerPage{}, "claims": &claimsPage{}, "method": &methodPage{}, "job": &jobPage{},
		"index": &indexPage{}, "error": &errorPage{}, "company": &companyPage{}, "companies": &companiesPage{},
	}
	templates := parseTemplates()
	if len(templates) != len(types) {
		t.Fatalf("%d templates and %d types", len(templates), len(types))
	}
	for name, p := range types {
		for _, full := range []bool{true, false} {
			v := reflect.New(reflect.TypeOf(p).Elem())
			if full {
				fill(v.Elem(), 0)
			} else if name == "job" {
				// a job always has one
				v.Interface().(*jobPage).Answer = &answerView{Density: &figure{}, Layers: &figure{}}
			} else if name == "error" {
				v.Interface().(*errorPage).Problem = &trouble{} // and an error its problem
			}
			for _, part := range []string{"layout", "live"} {
				var b bytes.Buffer
				if err := templates[name].ExecuteTemplate(&b, part, v.Interface()); err != nil {
					t.Errorf("%s, %s, full %v: %v", name, part, full, err)
				}
				if strings.Contains(b.String(), "ZgotmplZ") {
					t.Errorf("%s: the template engine refused a value", name)
				}
			}
		}
	}
}

// pages are addresses and what must be on the page.
var pages = []struct {
	path string
	has  []string
}{
	{"/", []string{"What does this work pay?", "median", "Four layers of evidence", `id="distribution"`, `class="go"`}},
	{"/?role=backend&country=DE&years=6&skill=Go,PostgreSQL",
		[]string{`<option value="DE" selected>Germany`, `value="6"`, `value="Go, PostgreSQL"`,
			"What makes it up", "Backend developer in Germany", "<details class=\"more\" open>", "EUR a year"}},
	{"/?role=&country=United+States&period=hour", []string{"USD an hour", "software professional in United States"}},
	{"/?country=DE&pay=85000+EUR", []string{"Your pay, ", "of 100", "give or take", "yours: above"}},
	{"/?country=DE&pay=7000+EUR/month", []string{"Your pay, <b>84,000</b>"}},
	{"/?country=PL&ppp=1", []string{"international dollars a year", "checked"}},
	{"/?country=DE&currency=USD", []string{"USD a year", "Exchanged at"}},
	{"/?country=DE&locale=de", []string{`<input type="hidden" name="locale" value="de">`}},
	{"/compare", []string{"Pay beside each other", "Compare one more", "the first"}},
	{"/compare?a.role=backend&a.country=Germany&b.role=sre&b.country=France&c.role=&c.country=Poland",
		[]string{"Take it away", "Site reliability engineer in France", "Software professional in Poland"}},
	{"/explore", []string{"The median by country", `id="world"`, "aria-sort=\"descending\""}},
	{"/explore?by=years&country=US", []string{"How pay grows with experience", `id="experience"`}},
	{"/explore?by=skill&role=&country=US&sort=name", []string{"aria-sort=\"ascending\"", "Go"}},
	{"/explore?by=role&country=DE&ppp=1", []string{"Roles", "international dollars"}},
	{"/explore?by=country&ppp=1", []string{"international dollars"}},
	{"/compare?a.country=Germany&b.country=India", []string{"buys what ", " USD buy in the USA", "earns more in"}},
	{"/compare?a.country=Germany&b.country=India&ppp=1",
		[]string{"international dollars a year", " USD at exchange rates"}},
	{"/compare?a.country=Germany&b.country=",
		[]string{"Person against person", "Not told at purchasing power: purchasing power needs a country"}},
	{"/freelance",
		[]string{`value="90 EUR/hour"`, "employed gross pay that is worth the same", `id="steps"`,
			`placeholder="18.48"`, "Bundesurlaubsgesetz", "Billed for an hour, Finland", `id="beside"`,
			`aria-label="How to make more"`}},
	{"/freelance?amount=85000+EUR/year&country=FI&leave=30&locale=de",
		[]string{"a rate that is worth the same", "<details class=\"more\" open>",
			`name="leave" type="number" min="0" step="any" inputmode="decimal" placeholder="30" value="30"`,
			"<b>yours</b>",
			"94,8"}},
	{"/net",
		[]string{`value="85000 EUR/year"`, "EUR a year<br><small>after tax, about", `id="steps"`, "EStG § 32a",
			"to be verified: midi.factor", `<option value="US/CA"`}},
	{"/net?amount=4000+EUR/month+net&where=DE&locale=de", []string{"before tax, of which that is left", "79.936"}},
	{"/net?amount=22000+PLN/month&where=PL//b2b-lump&year=2025", []string{"rates of 2025", "lump sum"}},
	{"/offer",
		[]string{"Austin is ahead by what its take-home buys", `id="turns"`, "the base that makes it equal to today",
			"Words that can be sent", "a typical year, take-home"}},
	{"/offer?" + fourOffers,
		[]string{"London", "are not counted", "of the way up the advertised range", "Take it away",
			"would have to rise by", "the top of the advertised range"}},
	{"/compare?a.country=DE&b.country=PL", []string{"take-home ", "which buys what"}},
	{"/?country=DE&basis=net",
		[]string{"net, with bonus", `name="basis" value="net" checked`, "taxes and contributions of Germany"}},
	{"/freelance?amount=%C2%A3450/day&role=", []string{"GBP a year", "Working Time Regulations"}},
	{"/claims",
		[]string{"What the web says", "94,580 – 120,553 USD a year", "52.95 USD an hour", "900,000 INR",
			"Where it falls", "publisher is not said", `id="claims"`, "people employed",
			"Companies that hire backend developers", `href="/company/splunk"`, "Rank of"}},
	{"/advise",
		[]string{"What goes with more pay", `id="moves"`, `id="elsewhere"`, "changes are counted from the median",
			"What may make no difference (", "is an association", "10,000 or more people"}},
	{"/advise?country=DE&years=6&pay=85000+EUR&skill=go",
		[]string{"your pay, 85,000 EUR a year", "of 100. Changes are counted from it", `value="Go"`,
			"In what it buys"}},
	{"/advise?country=US&role=sre&level=senior&place=Texas", []string{"California", "official", "not stated"}},
	{"/skills",
		[]string{"What skills go with", `id="premiums"`, "everything else equal", "Go", "reports from 2016–2025",
			"Goes together with"}},
	{"/skills?country=DE&kind=database&sort=share&locale=de",
		[]string{"PostgreSQL", `aria-sort="descending"`, "all roles, Germany"}},
	{"/skills?country=IS&skill=go",
		[]string{"premiums are those of all countries", "backend developer, all countries"}},
	{"/trend",
		[]string{"Backend developer in United States", "medians as published", `id="stackoverflow"`, "in money of 2024",
			"not to be compared: the answers of the USA alone; before that", `aria-label="How to make more"`}},
	{"/trend?country=UA&role=&money=year",
		[]string{"DOU.ua salary survey, net pay", `id="dou-net"`, "2016 to 2017", "At the same mix",
			"in money of each year", "pay is known in dollars", "https://dou.ua/"}},
	{"/trend?country=FI&role=&level=senior&currency=USD&period=month&locale=de",
		[]string{"USD a month, gross, in money of 2024", "Koodiklinikka", `<option value="senior" selected>`}},
	{"/career", []string{"The ladder", `id="ladder"`, "Engineering manager", "say where the job is", "from senior"}},
	{"/career?role=backend&country=DE&level=senior", []string{
		"EUR a year, gross, with bonus. Modelled, as of November 2026", "of 100 have a degree",
		`<tr class="asked"><th scope="row"><a href="#step-senior">`, `id="outlook"`,
		"1,693.8 thousand were employed in the USA in 2024", "&#43;15.8 %", "115.2 thousand openings a year",
		"2020–2030</a></th><td>September 2021", "<td class=\"n\">&#43;22 %</td><td class=\"n\">&#43;2.6 %",
		"<td class=\"n\">&#43;23 %</td><td colspan", "Self-taught, no degree", "# Senior backend developer",
		"CC BY 4.0", "O*NET does not tell levels apart", `href="/company/google">Google</a>`,
		"Who hires in the USA",
		`href="/career/description.md?role=backend&amp;country=DE&amp;level=senior"`, "is an association",
	}},
	{"/career?country=PL&ppp=1", []string{"international dollars", "Ways in, at the same years"}},
	{"/company/google", []string{
		"<h1>Google</h1>", "median, base pay by filings", "employers that hire for it, by what is sure", `id="ladder"`,
		`id="filed-role"`, `id="filed-place"`, `id="filed-year"`, "Employers like it", `href="/company/microsoft"`,
		"bonus and equity at this employer are unknown", "by title", `rel="canonical"`,
	}},
	{"/company/anthropic?locale=de", []string{
		"What it advertises", `id="ranges"`, "middle of a range lies &#43;9,5 % above", "advertised ranges",
	}},
	{"/company/jpmorganchase?role=data-engineer&level=senior&place=New+York", []string{
		"senior data engineer at JPMorgan Chase in New York", `value="New York"`,
	}},
	{"/company/1010dataservices", []string{
		"Too few filings are known to show what it pays", "employers of its industry",
	}},
	{"/companies", []string{
		"Which employers pay most", `id="employers"`, "employers with 10 filings and advertised ranges or more",
		`href="/company/netflix"`, "Sorted by what is sure", `data-suggest="/companies/names?q="`,
	}},
	{"/companies?role=sre&place=Washington&by=hires", []string{
		"Site reliability engineer in Washington", `value="hires" checked`, `href="/company/amazon"`,
	}},
	{"/?country=US&years=6&company=GOOGLE+LLC", []string{
		"Backend developer at Google with 6 years", `value="Google"`, "base pay", "total pay is unknown",
		`<a href="/company/google">What Google pays</a>`, "Google · employer",
	}},
	{"/?country=DE&company=gogle", []string{"Nothing is known of what gogle pays", "did you mean Google"}},
	{"/compare?a.country=US&a.company=google&b.country=US&b.company=ibm", []string{
		"Backend developer at Google in United States", "Backend developer at IBM in United States", "base pay",
	}},
	{"/advise?country=US&company=ibm", []string{"Employer paying at the top (", "of base pay, by filings"}},
	{"/method",
		[]string{"Do people with a skill earn what was said?", "raw difference", "Stack Overflow Developer Survey",
			"Licence", "What it cannot say"}},
	{"/pay/backend/germany",
		[]string{"What backend developers earn in Germany", "application/ld+json", `rel="canonical"`,
			"How pay grows with experience"}},
	{"/pay/", []string{"Pay by role and country", "/pay/backend/germany"}},
}

func TestPages(t *testing.T) {
	h := newHandler(t)
	for _, p := range pages {
		w := get(t, h, p.path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", p.path, w.Code)
			continue
		}
		body := w.Body.String()
		for _, want := range p.has {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not say %q", p.path, want)
			}
		}
		checkHTML(t, p.path, body)
		live := get(t, h, p.path, fragmentHeader, "live").Body.String()
		if !strings.Contains(live, `<div id="live"`) || strings.Contains(live, "<form") || len(live) >= len(body) {
			t.Errorf("%s: the fragment is not the part that changes", p.path)
		}
	}
}

// checkHTML asserts what a strict policy and a screen reader need of every page.
func checkHTML(t *testing.T, path, body string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	ids, names := map[string]int{}, map[string]int{}
	var labelled []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		names[n.Data]++
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s: <%s> has an attribute %s", path, n.Data, a.Key)
			case a.Key == "id":
				ids[a.Val]++
			case a.Key == "aria-labelledby" || a.Key == "for" || a.Key == "list":
				labelled = append(labelled, strings.Fields(a.Val)...)
			case (a.Key == "href" || a.Key == "src") && strings.Contains(a.Val, "javascript:"):
				t.Errorf("%s: <%s> runs a script", path, n.Data)
			}
		}
		if n.Data == "style" ||
			n.Data == "script" && n.FirstChild != nil &&
				!slices.Contains(n.Attr, html.Attribute{Key: "type", Val: "application/ld+json"}) {
			t.Errorf("%s has an inline <%s>", path, n.Data)
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s: id %q is there %d times", path, id, n)
		}
	}
	for _, id := range labelled {
		if ids[id] == 0 {
			t.Errorf("%s: nothing has the id %q", path, id)
		}
	}
	for _, name := range []string{"h1", "main", "title", "header", "footer"} {
		if names[name] < 1 || name != "title" && names[name] > 1 && name != "header" {
			t.Errorf("%s has %d <%s>", path, names[name], name)
		}
	}
}

// TestRefused: what is no question gets an error of the reader's own, and no part of it unescaped.
func TestRefused(t *testing.T) {
	h := newHandler(t)
	for _, path := range []string{
		"/?role=wizard", "/?country=Atlantis", "/?years=NaN", "/?years=1e400", "/?years=-1", "/?pay=1e400&country=DE",
		"/?pay=a+lot&country=DE", "/?unknown=1", "/?role=backend&role=sre", "/?country=DE&country=FR", "/?ppp=perhaps",
		"/?ppp=1", "/?ppp=1&currency=USD&country=DE", "/?period=fortnight", "/?currency=XXX1", "/?locale=%3Cscript%3E",
		"/?on=tomorrow", "/?role=%00", "/?role=%E2%80%AEbackend", "/?role=%ff", "/?role=..%2F..%2Fetc",
		"/?skill=%3Cscript%3Ealert(1)%3C/script%3E", "/?role=" + strings.Repeat("x", 5000), "/?a;b", "/?%zz",
		"/?" + strings.Repeat("skill=go&", 30), "/compare?a.role=backend", "/compare?e.role=backend&a.role=backend",
		"/compare?a.role=backend&b.country=%3Cb%3E", "/compare?role=backend", "/explore?by=shoe", "/explore?by=place",
		"/explore?sort=shoe", "/career?level=boss", "/trend?level=staff", "/trend?country=IS",
		"/trend?country=Atlantis", "/trend?money=water", "/trend?industry=finance", "/trend?currency=%3Cscript%3E",
		"/figure/trend/none.svg", "/career?role=student", "/career?role=blockchain&country=VA", "/career?by=role",
		"/career?country=%3Cscript%3E", "/career/description.md",
		"/career/description.md?role=backend&country=DE&level=%00",
		"/career/description.md?role=%3Cscript%3E&country=DE&level=mid", "/figure/career/none.svg",
		"/explore?by=country&years=abc", "/method?x=1", "/freelance?amount=80", "/freelance?amount=80+EUR",
		"/freelance?amount=1e400+EUR/hour&country=DE", "/freelance?amount=80+EUR/hour&leave=NaN",
		"/freelance?amount=80+EUR/hour&leave=%3Cb%3E", "/freelance?amount=80+EUR/hour&hours=0",
		"/net?amount=lots&where=DE", "/net?amount=80000+EUR&where=TR", "/net?amount=80000+EUR&where=DE/XX",
		"/net?amount=80000+EUR&where=DE&year=1999", "/net?amount=1&basis=x&where=DE", "/offer?a.base=%00",
		"/offer?a.where=DE&a.base=-5&b.where=DE&b.base=1", "/offer?e.base=1", "/figure/offer/turns.svg?a.base=x",
		"/offer?a.where=DE&a.base=1&b.where=DE&b.base=1&raise=200",
		"/freelance?amount=80+EUR/hour&country=Atlantis", "/freelance?amount=%00",
		"/freelance?amount=80+EUR/hour&utilisation=1e308", "/freelance?country=DE", "/advise?pay=a+lot",
		"/advise?pay=1e400", "/advise?pay=-5+EUR", "/advise?country=Atlantis", "/advise?country=%3Cscript%3E",
		"/advise?skill=%00", "/advise?sort=name", "/figure/advise/none.svg", "/skills?kind=cutlery",
		"/skills?kind=%3Cb%3E", "/skills?sort=luck", "/skills?skill=wizardry", "/skills?kind=database&skill=go",
		"/skills?pay=1", "/figure/skills/premiums.svg?kind=none", "/claims?x=1", "/claims?locale=%3Cscript%3E",
		"/figure/claims/none.svg", "/figure/freelance/steps.csv?amount=80", "/pay/backend/germany?x=1", "/pay/?x=1",
		"/pay/wizard/germany", "/pay/backend/atlantis", "/pay/%00/germany", "/pay/backend/%3Cscript%3E", "/pay/backend",
		"/nothing", "/static/none.css", "/static/..%2fweb.go", "/figure/ask/none.svg", "/figure/ask/distribution.exe",
		"/figure/none/distribution.svg", "/figure/ask/distribution.csv?role=wizard",
	} {
		w := get(t, h, path)
		if w.Code < 400 || w.Code >= 500 {
			t.Errorf("%s: %d", path, w.Code)
		}
		body := w.Body.String()
		for _, bad := range []string{"<script>", "<b>&lt;", "\u202e", "goroutine", "internal/"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s: the answer holds %q", path, bad)
			}
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			checkHTML(t, path, body)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader("role=backend")))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST /: %d", w.Code)
	}
}

func TestLocale(t *testing.T) {
	h := newHandler(t)
	path := "/?country=DE&years=6"
	english := get(t, h, path, "Accept-Language", "en-GB,en;q=0.9").Body.String()
	german := get(t, h, path, "Accept-Language", "de-DE,de;q=0.9").Body.String()
	said := get(t, h, path+"&locale=de", "Accept-Language", "en").Body.String()
	median := regexp.MustCompile(`<strong>(\d+[.,]\d+)</strong>`)
	for name, c := range map[string]struct{ body, separator string }{"English": {english, ","}, "German": {german, "."},
		"said German": {said, "."}} {
		m := median.FindStringSubmatch(c.body)
		if m == nil || !strings.Contains(m[1], c.separator) {
			t.Errorf("%s writes the median as %v", name, m)
		}
	}
	if strings.Replace(median.FindStringSubmatch(german)[1], ".", ",", 1) != median.FindStringSubmatch(english)[1] {
		t.Error("the medians differ")
	}
}

// TestFiguresAsFiles takes every figure that a page offers as a file.
func TestFiguresAsFiles(t *testing.T) {
	h := newHandler(t)
	link := regexp.MustCompile(`href="(/figure/[^"]+)"`)
	found := map[string]bool{}
	for _, p := range pages {
		for _, m := range link.FindAllStringSubmatch(get(t, h, p.path).Body.String(), -1) {
			address := html.UnescapeString(m[1])
			w := get(t, h, address)
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			if w.Code != http.StatusOK || w.Body.Len() < 50 {
				t.Errorf("%s on %s: %d", address, p.path, w.Code)
				continue
			}
			found[u.Path] = true
			if strings.HasSuffix(u.Path, ".svg") {
				var root struct{ XMLName xml.Name }
				if err := xml.Unmarshal(w.Body.Bytes(), &root); err != nil || root.XMLName.Local != "svg" {
					t.Errorf("%s: %v", address, err)
				}
			}
		}
	}
	for _, want := range []string{"/figure/ask/distribution.csv", "/figure/ask/effects.svg", "/figure/ask/layers.csv",
		"/figure/compare/compared.svg", "/figure/explore/world.csv", "/figure/explore/experience.svg",
		"/figure/explore/ranges.csv", "/figure/career/ladder.svg", "/figure/trend/stackoverflow.csv",
		"/figure/trend/stackoverflow-published.svg", "/figure/career/outlook.csv", "/figure/freelance/steps.svg",
		"/figure/net/steps.csv", "/figure/offer/turns.svg",
		"/figure/freelance/beside.csv", "/figure/claims/claims.csv"} {
		if !found[want] {
			t.Errorf("no page offers %s", want)
		}
	}
}

func TestJobs(t *testing.T) {
	h := newHandler(t)
	for from, to := range map[string]string{"/pay/backend/DE": "/pay/backend/germany",
		"/pay/Backend%20developer/germany": "/pay/backend/germany"} {
		if w := get(t, h, from); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q", from, w.Code, w.Header().Get("Location"))
		}
	}
	body := get(t, h, "/pay/backend/germany").Body.String()
	start := strings.Index(body, `<script type="application/ld+json">`)
	if start < 0 {
		t.Fatal("no structured data")
	}
	text, _, _ := strings.Cut(body[start+len(`<script type="application/ld+json">`):], "</script>")
	var data struct {
		Type   string `json:"@type"`
		Salary []struct {
			Type         string  `json:"@type"`
			Currency     string  `json:"currency"`
			Percentile10 float64 `json:"percentile10"`
			Median       float64 `json:"median"`
			Percentile90 float64 `json:"percentile90"`
		} `json:"estimatedSalary"`
	}
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatalf("structured data: %v\n%s", err, text)
	}
	if data.Type != "Occupation" || len(data.Salary) != 1 || data.Salary[0].Currency != "EUR" ||
		!(data.Salary[0].Percentile10 < data.Salary[0].Median && data.Salary[0].Median < data.Salary[0].Percentile90) {
		t.Errorf("structured data: %+v", data)
	}

	w := get(t, h, "/sitemap.xml")
	var set struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &set); err != nil || len(set.URLs) < 20 {
		t.Fatalf("the sitemap has %d addresses (%v)", len(set.URLs), err)
	}
	for _, u := range set.URLs[:min(len(set.URLs), 12)] {
		path := strings.TrimPrefix(u.Loc, "http://example.com")
		if w := get(t, h, path); w.Code != http.StatusOK {
			t.Errorf("the sitemap leads to %s: %d", u.Loc, w.Code)
		}
	}
	if robots := get(t, h, "/robots.txt").Body.String(); !strings.Contains(robots,
		"Sitemap: http://example.com/sitemap.xml") {
		t.Errorf("robots.txt: %s", robots)
	}
}

// TestSlugs: the address of every country's page is that country's alone.
func TestSlugs(t *testing.T) {
	seen := map[string]string{}
	for _, c := range options(pay.FacetCountry) {
		path := jobPath("backend", c.Value)
		word, err := url.PathUnescape(strings.TrimPrefix(path, "/pay/backend/"))
		if err != nil {
			t.Fatal(err)
		}
		if code, ok := taxonomy.Countries.Parse(word); !ok || code != c.Value {
			t.Errorf("%s leads to %q, not to %s", path, code, c.Name)
		}
		if other, taken := seen[path]; taken {
			t.Errorf("%s is of %s and %s", path, c.Name, other)
		}
		seen[path] = c.Name
	}
	if len(seen) < 200 {
		t.Fatalf("only %d countries", len(seen))
	}
}

// TestScorecard shows a scorecard that is kept in the data directory, with the share of people below each
// decile as it follows from the counts.
func TestScorecard(t *testing.T) {
	dir := t.TempDir()
	card := backtest.Scorecard{
		Title: "A fifth", Date: "2026-11-21", Command: "backpay backtest --json", Trained: 4_000,
		Scores: []backtest.Score{
			{Method: "model", Profiles: "full", N: 1_000, Pinball: .1234, MdAPE: .21, Cover: [3]float64{.51, .79, .9},
				PIT: [10]int{120, 100, 100, 100, 80, 100, 100, 100, 100, 100}},
			{Method: "raw subset", Profiles: "full", N: 1_000},
		},
		Groups: []backtest.Group{
			{Profiles: "full", Facet: "country", Value: "IN", N: 500, Cover: [3]float64{.47, .77, .88}}},
	}
	b, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "scorecard.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := service.Open(service.Config{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	h := New(s, Options{})
	w := get(t, h, "/method")
	for _, want := range []string{"A fifth", "raw subset", "0.1234", "<td class=\"n\">79.0</td>", "India",
		`id="calibration-full"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	checkHTML(t, "/method", w.Body.String())
	lines := strings.Split(get(t, h, "/figure/method/calibration-full.csv").Body.String(), "\n")
	if len(lines) < 10 || lines[1] != "10,12,8.44,11.56" || !strings.HasPrefix(lines[5], "50,50,") {
		t.Errorf("the calibration is %q", lines)
	}
	if err := os.WriteFile(filepath.Join(dir, "scorecard.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w := get(t, h, "/method"); w.Code != http.StatusInternalServerError {
		t.Errorf("a damaged scorecard: %d", w.Code)
	}
}

func TestCaching(t *testing.T) {
	h := newHandler(t)
	w := get(t, h, "/?country=DE")
	tag := w.Header().Get("ETag")
	if again := get(t, h, "/?country=DE", "If-None-Match", tag); tag == "" || again.Code != http.StatusNotModified ||
		again.Body.Len() > 0 {
		t.Errorf("a page that the browser has: tag %q, %d", tag, again.Code)
	}
	asset := regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(w.Body.String(), -1)
	if len(asset) != 3 {
		t.Fatalf("the page has %d static files", len(asset))
	}
	for _, a := range asset {
		w := get(t, h, a[1])
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", a[1], w.Code, w.Header().Get("Cache-Control"))
		}
	}
}

func zipped(b []byte) int {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Len()
}

// TestWeight: the first view is under 30 kB compressed, with its style and script.
func TestWeight(t *testing.T) {
	h := newHandler(t)
	static := 0
	for name, a := range loadAssets() {
		n := zipped(a.body)
		t.Logf("%s: %d bytes compressed", name, n)
		static += n
	}
	for _, path := range []string{"/", "/?role=backend&country=DE&years=6&skill=Go,PostgreSQL&pay=85000+EUR",
		"/compare", "/explore", "/explore?by=skill&country=US", "/method", "/pay/backend/germany"} {
		body := get(t, h, path).Body.Bytes()
		total := zipped(body) + static
		t.Logf("%s: %d bytes, %d compressed, %d with everything", path, len(body), zipped(body), total)
		if strings.HasPrefix(path, "/?") || path == "/" {
			if total > 30_000 {
				t.Errorf("%s is %d bytes compressed", path, total)
			}
		}
	}
}

// BenchmarkChangedChoice asks for the part of the page that changes with a choice, each for the first time.
func BenchmarkChangedChoice(b *testing.B) {
	h := newHandler(b)
	get(b, h, "/?country=DE&years=1", fragmentHeader, "live")
	for i := 0; b.Loop(); i++ {
		path := fmt.Sprintf("/?country=DE&years=%.4f&skill=go", float64(i%500_000)/1e4)
		if w := get(b, h, path, fragmentHeader, "live"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
