package web

import (
	"errors"
	"fmt"
	"maps"
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

// sides are the prefixes of the parameters of the profiles that are compared.
var sides = []string{"a.", "b.", "c.", "d."}

// comparePage sets up to four profiles beside each other.
type comparePage struct {
	head
	Sides     []side
	Another   string // the address with one more profile; empty when there are four
	Countries []choice
	Skills    []choice
	MaxYears  int
	Unit      unitForm
	Ridges    *figure
	Columns   []column
	Pairs     []pairRow
	Untold    string // why a measure of money is missing from the pairs
}

// pairRow is how a random person of one profile stands to one of another, by both measures of money.
type pairRow struct {
	Number, Of           string // of the profiles
	Who, Other           string
	Exchange, Purchasing pairWords
}

// pairWords is a pair by one measure; empty where it is not told.
type pairWords struct{ Median, More string }

// side is the form of one profile.
type side struct {
	Prefix, Number         string
	ID                     string // prefix for ids
	Role                   pick
	Country, Years, Skills string
	Company                string
	Hidden                 []hiddenField
}

// column is the answer of one profile.
type column struct {
	Number, Who, Median, Unit, Typical, Most, Evidence, Caveats string
	Against                                                     string // the first profile
	// the median by the other measure of money; empty when it is not told
	Elsewise string
	TakeHome string // what is left after tax, and what that buys
	Ask      string // the address of the answer alone
	// the address without this profile; empty when two are left
	Remove string
}

func (s *site) compare(r *http.Request) (page, error) {
	allowed := append([]string{}, unitFields...)
	for _, prefix := range sides {
		for _, f := range facetFields {
			allowed = append(allowed, prefix+f)
		}
	}
	v, err := parse(r, allowed...)
	if err != nil {
		return nil, err
	}
	loc, err := locale(r, v)
	if err != nil {
		return nil, err
	}
	if !hasAny(v, sides) {
		v.Set("a.role", "backend")
		v.Set("a.country", "DE")
		v.Set("b.role", "backend")
		v.Set("b.country", "US")
	}
	p := &comparePage{head: s.newHead(r, "compare", "compare"), Countries: options(pay.FacetCountry),
		Skills: options(pay.FacetSkills), MaxYears: pay.MaxYears}
	p.Title = "Compare pay · Backpay"
	p.Description =
		"Up to four kinds of work beside each other: what they pay, how it is spread and what that rests on."
	var asks []wire.Question
	var prefixes []string
	for _, prefix := range sides {
		if hasAny(v, []string{prefix}) {
			said, err := wordsOf(v, prefix)
			if err != nil {
				return nil, err
			}
			asks, prefixes = append(asks, said), append(prefixes, prefix)
		}
	}
	for i, said := range asks {
		p.Sides = append(p.Sides, sideOf(v, prefixes, i, said))
	}
	if len(asks) < len(sides) {
		another := maps.Clone(v)
		for _, prefix := range sides {
			if !hasAny(v, []string{prefix}) {
				another.Set(prefix+"role", "backend")
				break
			}
		}
		p.Another = "/compare?" + another.Encode()
	}
	p.Unit = unitFormOf(v, asks[0], "a common currency")
	if err := s.compareAnswers(r, p, asks, v, loc); err != nil {
		p.unanswered(s.problemOf(r, err))
	}
	for i := range p.Columns {
		p.Columns[i].Remove = without(v, prefixes, i)
	}
	return p, nil
}

func (s *site) compareAnswers(r *http.Request, p *comparePage, asks []wire.Question, v url.Values, loc string) error {
	view := s.service.View()
	questions := make([]pay.Question, len(asks))
	for i, said := range asks {
		q, err := ask.Read(said, view.Today())
		if e, ok := errors.AsType[*pay.Error](err); ok {
			err = e.At(fmt.Sprintf("profile %d", i+1))
		}
		if err != nil {
			return err
		}
		questions[i] = q
	}
	questions[0].Brief = true
	compared, err := view.Compare(r.Context(), questions)
	if err != nil {
		return err
	}
	var series []chart.Series
	u := unitOf(compared.Answers[0], loc)
	labels := differences(compared.Answers, words.For(loc))
	for i, a := range compared.Answers {
		who := words.For(loc).Describe(a.Profile)
		series = append(series, chart.Series{Label: labels[i], D: a.Distribution})
		d := a.Distribution
		c := column{
			Number: fmt.Sprint(i + 1), Who: capital(who), Median: u.Full(d.Median()),
			Unit: currencyWords(a) + " " + perPeriod(a.Period), Typical: span(u.Full(d.At(.25)), u.Full(d.At(.75))),
			Most:     span(u.Full(d.At(.10)), u.Full(d.At(.90))),
			Evidence: evidenceLine(a, loc),
		}
		if c.Against = "what the others are set against"; i > 0 {
			c.Against = against(compared.Beside[i-1].Ratio, words.For(loc))
		}
		var caveats []string
		for _, w := range a.Warnings {
			caveats = append(caveats, sentence(words.For(loc).Warning(w)))
		}
		c.Caveats = strings.Join(caveats, " ")
		c.Elsewise = elsewise(compared, i, u)
		c.TakeHome = takeHomeWords(compared, i, u)
		alone := unitValues(v)
		facetValues(alone, a.Profile, "")
		c.Ask = "/?" + alone.Encode()
		p.Columns = append(p.Columns, c)
	}
	p.Untold = compared.Untold
	p.Pairs = pairRows(compared, labels, words.For(loc))
	p.Ridges = p.draw(chart.Ridges("compared", "Pay beside each other", series, u))
	p.Said = fmt.Sprintf("%d profiles compared; medians %s", len(asks), medians(p.Columns))
	return nil
}

// elsewise says the median of an answer by the measure of money that the page does not tell it in.
func elsewise(c service.Comparison, i int, u chart.Unit) string {
	other, said := c.Purchasing, "buys what %s USD buy in the USA"
	if c.Answers[0].PPP {
		other, said = c.Exchange, "%s at exchange rates"
	}
	if other == nil {
		return ""
	}
	u.Currency = other.Currency
	amount := u.Full(other.Medians[i])
	if c.Answers[0].PPP {
		amount += " " + other.Currency
	}
	return fmt.Sprintf(said, amount)
}

// takeHomeWords says what is left of the median of an answer after tax, and what that buys.
func takeHomeWords(c service.Comparison, i int, u chart.Unit) string {
	if c.TakeHome == nil {
		return "take-home is not told: " + c.TakeHomeUntold
	}
	u.Currency = c.TakeHome.Currency
	said := fmt.Sprintf("take-home %s %s", u.Full(c.TakeHome.Medians[i]), u.Currency)
	if c.TakeHomePurchasing != nil {
		u.Currency = "USD"
		said += fmt.Sprintf(", which buys what %s USD buy in the USA", u.Full(c.TakeHomePurchasing.Medians[i]))
	}
	return said
}

// pairRows tells each pair, the later profile against the earlier.
func pairRows(c service.Comparison, labels []string, reader words.Reader) []pairRow {
	var rows []pairRow
	for i := range c.Answers {
		for j := i + 1; j < len(c.Answers); j++ {
			rows = append(rows,
				pairRow{Number: fmt.Sprint(j + 1), Of: fmt.Sprint(i + 1), Who: labels[j], Other: labels[i]})
		}
	}
	said := func(p service.Pair) pairWords {
		return pairWords{reader.Percent(p.Ratio), reader.OfHundred(p.More) + " of 100"}
	}
	for i := range rows {
		if c.Exchange != nil {
			rows[i].Exchange = said(c.Exchange.Pairs[i])
		}
		if c.Purchasing != nil {
			rows[i].Purchasing = said(c.Purchasing.Pairs[i])
		}
	}
	return rows
}

// differences names profiles by what they differ in: "Germany" and "Poland" of two backend developers.
func differences(answers []pay.Answer, reader words.Reader) []string {
	labels := make([]string, len(answers))
	for _, f := range pay.Facets {
		same := true
		for _, a := range answers {
			same = same && a.Profile.Value(f) == answers[0].Profile.Value(f)
		}
		if same || f == pay.FacetLevel && answers[0].Profile.Years.Known() {
			continue
		}
		for i, a := range answers {
			said := "any " + facetWords[f]
			if a.Profile.Has(f) {
				said = valueWords(f, a.Profile.Value(f), reader)
			}
			if labels[i] != "" {
				said = ", " + said
			}
			labels[i] += said
		}
	}
	for i, a := range answers {
		if labels[i] == "" {
			labels[i] = capital(reader.Describe(a.Profile))
		}
	}
	return labels
}

func medians(cs []column) string {
	var ms []string
	for _, c := range cs {
		ms = append(ms, c.Median)
	}
	return strings.Join(ms, ", ")
}

// against says how a median stands to the first one's.
func against(ratio float64, reader words.Reader) string {
	switch {
	case ratio >= 1.995:
		return reader.Number(ratio, 1) + " times the first"
	case ratio > 1.005:
		return reader.Share(ratio-1) + " % more than the first"
	case ratio < .995:
		return reader.Share(1-ratio) + " % less than the first"
	}
	return "as much as the first"
}

func sideOf(v url.Values, prefixes []string, i int, ask wire.Question) side {
	prefix := prefixes[i]
	f := side{
		Prefix: prefix, ID: strings.TrimSuffix(prefix, "."), Number: fmt.Sprint(i + 1),
		Role: pickOf(pay.FacetRole, prefix+"role", "role", "any software", ask.Role), Country: ask.Country,
		Years: ask.Years, Skills: skillNames(ask.Skills), Company: employerName(ask.Company),
	}
	if code, ok := taxonomy.Countries.Parse(ask.Country); ok {
		f.Country = taxonomy.Countries.Name(code)
	}
	for _, name := range []string{"place", "level", "industry", "org_size", "remote", "employment", "education"} {
		if value := v.Get(prefix + name); value != "" {
			f.Hidden = append(f.Hidden, hiddenField{prefix + name, value})
		}
	}
	return f
}

// without returns the address of the comparison without its i-th profile.
func without(v url.Values, prefixes []string, i int) string {
	if len(prefixes) <= 2 {
		return ""
	}
	rest := unitValues(v)
	left := slices.Delete(slices.Clone(prefixes), i, i+1)
	for name, values := range v {
		for to, prefix := range left {
			if facet, ok := strings.CutPrefix(name, prefix); ok {
				rest[sides[to]+facet] = values
			}
		}
	}
	return "/compare?" + rest.Encode()
}

func hasAny(v url.Values, prefixes []string) bool {
	for name := range v {
		for _, p := range prefixes {
			if strings.HasPrefix(name, p) {
				return true
			}
		}
	}
	return false
}
