package recorded_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// draw draws a question: some facets are said and others are not, and the unit is mostly the country's own.
func draw(r *rand.Rand) wire.Question {
	some := func(chance float64, values ...string) string {
		if r.Float64() >= chance {
			return ""
		}
		return values[r.IntN(len(values))]
	}
	q := wire.Question{
		Role:       some(.9, taxonomy.Roles.Codes()...),
		Country:    some(.85, "US", "DE", "GB", "IN", "PL", "BR", "JP", "CH", "NL", "SE", "NG", "TR", "CA", "IL", "ES"),
		Industry:   some(.15, taxonomy.Industries.Codes()...),
		OrgSize:    some(.3, taxonomy.OrgSizes.Codes()...),
		Remote:     some(.3, taxonomy.Remotes.Codes()...),
		Employment: some(.1, taxonomy.Employments.Codes()...),
		Education:  some(.25, taxonomy.Educations.Codes()...),
		Currency:   some(.3, "USD", "EUR", "GBP", "CHF", "JPY"),
		Period:     some(.4, "hour", "day", "week", "month", "year"),
		Component:  some(.2, "base", "total"),
	}
	if r.Float64() < .6 {
		q.Years = strconv.FormatFloat(float64(r.IntN(60))/2, 'f', -1, 64)
	} else {
		q.Level = some(.6, taxonomy.Levels.Codes()...)
	}
	for range r.IntN(3) {
		q.Skills = append(q.Skills, some(1, "go", "python", "java", "postgresql", "aws", "react", "rust"))
	}
	q.PPP = q.Country != "" && q.Currency == "" && r.Float64() < .15
	return q
}

// arguments writes a question as flags.
func arguments(q wire.Question) []string {
	args := []string{"--role", q.Role}
	for _, f := range wire.Fields[1:] {
		for text := range f.Texts(&q) {
			args = append(args, "--"+f.Flag+"="+text)
		}
	}
	return args
}

// address writes a question as parameters of the API. An empty role is every role; a page that is told of none shows
// backend developers.
func address(q wire.Question) url.Values {
	v := q.Values()
	v.Set("role", q.Role)
	return v
}

// onPage writes a question as parameters of a page, on which skills are typed into one field.
func onPage(q wire.Question) url.Values {
	v := address(q)
	v.Del("skills")
	v.Set("skill", strings.Join(q.Skills, ", "))
	return v
}

// figures are what every face shows of an answer.
type figures struct {
	Median float64
	Levels [13]float64 // the quantiles at pay.Levels
	N      int
}

// TestFacesAgree asks 200 questions of the command line, the API and the pages, in two locales, and holds that all
// show the same median, quantiles and number of reports. Numbers for people are read back by the rules of the
// locale and not by the program's own, so a number that is written in another locale fails.
func TestFacesAgree(t *testing.T) {
	a := newAsker(t)
	r := rand.New(rand.NewPCG(10, 200))
	answered := 0
	for range 200 {
		q := draw(r)
		asked := address(q).Encode()
		body, status := a.get(t, a.api, "/v1/estimate?"+asked, "")
		fromCLI := a.run(t, append([]string{"estimate", "--json"}, arguments(q)...)...)
		if (status == http.StatusOK) != (fromCLI.Status == 0) {
			t.Errorf("%s: the API answers %d, the command line %d: %s", asked, status, fromCLI.Status, fromCLI.Body)
			continue
		}
		if status != http.StatusOK {
			continue
		}
		answered++
		if diff := cmp.Diff(decode[any](t, body), decode[any](t, fromCLI.Body)); diff != "" {
			t.Errorf("%s: the API and the command line differ:\n%s", asked, diff)
		}
		answer := decode[wire.Answer](t, body)
		want := figures{Median: answer.Distribution.Median(), Levels: answer.Distribution.Q, N: answer.Evidence.N}
		for _, locale := range []string{"en", "de"} {
			page, status := a.get(t, a.pages, "/?"+onPage(q).Encode(), locale)
			if status != http.StatusOK {
				t.Errorf("%s: the page in %s answers %d", asked, locale, status)
				continue
			}
			compareFigures(t, asked+" on the page in "+locale, want, pageFigures(t, page, locale), locale)
			text := a.run(t, append([]string{"estimate", "--locale", locale}, arguments(q)...)...)
			compareFigures(t, asked+" at the command line in "+locale, want, textFigures(t, text.Body), locale)
		}
	}
	if answered < 180 {
		t.Errorf("only %d of 200 questions were answered", answered)
	}
}

// shown are the figures of an answer as they are written; an empty one is not shown.
type shown struct {
	median string
	levels [13]string
	n      string
}

func compareFigures(t *testing.T, where string, want figures, got shown, locale string) {
	t.Helper()
	same := func(what string, value float64, text string) {
		if number, half := readNumber(t, text, locale); number < value-half || number > value+half {
			t.Errorf("%s: %s is shown as %q, and is %v", where, what, text, value)
		}
	}
	same("the median", want.Median, got.median)
	levels := 0
	for i, text := range got.levels {
		if text != "" {
			levels++
			same(pay.LevelName(pay.Levels[i]), want.Levels[i], text)
		}
	}
	if levels < 4 {
		t.Errorf("%s: only %d quantiles are shown", where, levels)
	}
	if got.n == "" {
		got.n = "0"
	}
	same("the number of reports", float64(want.N), got.n)
}

// readNumber reads a number as a person who reads the locale does, and returns it with half of its last decimal.
func readNumber(t *testing.T, text, locale string) (value, half float64) {
	t.Helper()
	thousands, decimal := ",", "."
	if locale == "de" {
		thousands, decimal = ".", ","
	}
	digits := strings.ReplaceAll(strings.ReplaceAll(text, thousands, ""), decimal, ".")
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		t.Errorf("%q is no number", text)
	}
	half = .5
	if _, decimals, found := strings.Cut(digits, "."); found {
		for range decimals {
			half /= 10
		}
	}
	return value, half * 1.000001 // what lies half way may be rounded either way
}

var (
	headline = regexp.MustCompile(`(?m)^  ([\d.,]+) (?:[A-Z]{3}|international dollars) an? `)
	typical  = regexp.MustCompile(`typical +([\d.,]+) – ([\d.,]+) `)
	most     = regexp.MustCompile(`most people +([\d.,]+) – ([\d.,]+) `)
	reports  = regexp.MustCompile(`rests on ([\d.,]+) reports? like this`)
)

// textFigures reads the figures of an answer at the command line.
func textFigures(t *testing.T, text string) (s shown) {
	t.Helper()
	h, half, wide := headline.FindStringSubmatch(text), typical.FindStringSubmatch(text), most.FindStringSubmatch(text)
	if h == nil || half == nil || wide == nil {
		t.Fatalf("no figures in\n%s", text)
	}
	level := func(p float64) int { return slices.Index(pay.Levels[:], p) }
	s.median = h[1]
	s.levels[level(.25)], s.levels[level(.75)] = half[1], half[2]
	s.levels[level(.10)], s.levels[level(.90)] = wide[1], wide[2]
	if m := reports.FindStringSubmatch(text); m != nil {
		s.n = m[1]
	}
	return s
}

var pageReports = regexp.MustCompile(`^Rests on ([\d.,]+) reports? like this`)

// pageFigures reads the figures of an answer on a page: the median in large type, the table under the picture, and
// the line of evidence.
func pageFigures(t *testing.T, page, locale string) (s shown) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	within(root, "", func(n *html.Node, path string) {
		switch {
		case strings.HasSuffix(path, " p.median strong"):
			s.median = textOf(n)
		case strings.HasSuffix(path, " p.evidence"):
			if m := pageReports.FindStringSubmatch(textOf(n)); m != nil {
				s.n = m[1]
			}
		case strings.Contains(path, "#distribution") && n.Data == "td":
			cells = append(cells, textOf(n))
		}
	})
	if len(cells) != 2*len(pay.Levels) {
		t.Fatalf("the table of the distribution has %d cells", len(cells))
	}
	for i, level := range pay.Levels {
		if percent, _ := readNumber(t, cells[2*i], locale); percent != 100*level {
			t.Errorf("row %d of the distribution is called %q", i+1, cells[2*i])
		}
		s.levels[i] = cells[2*i+1]
	}
	return s
}

// within visits every element with its path of names, each with its id or class: "html body p.median strong".
func within(n *html.Node, path string, visit func(n *html.Node, path string)) {
	if n.Type == html.ElementNode {
		path += " " + n.Data
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				path += "#" + a.Val
			case "class":
				path += "." + a.Val
			}
		}
		visit(n, path)
	}
	for c := range n.ChildNodes() {
		within(c, path, visit)
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func decode[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// get asks a handler, as a reader of a locale where one is named.
func (a *asker) get(t *testing.T, h http.Handler, target, locale string) (body string, status int) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	if locale != "" {
		r.Header.Set("Accept-Language", locale)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.String(), w.Code
}
