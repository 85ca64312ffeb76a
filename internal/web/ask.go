package web

import (
	"fmt"
	"math"
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

// askPage is the start page: a question as a sentence, and its answer.
type askPage struct {
	head
	Form   askForm
	Answer *answerView // nil when there is a problem
}

// askForm is the question.
type askForm struct {
	personForm
	Level, Industry, OrgSize, Remote, Employment, Education pick
	Place, Pay, Company                                     string
	More                                                    bool // more than role, country and years is said
}

// answerView is an answer in words and pictures.
type answerView struct {
	Median, Currency, Per, Component string
	Typical, Most, Sure              string
	Density                          *figure
	Check                            *checkView
	PayProblem                       *trouble
	Evidence                         string
	Few                              string
	Caveats                          []string
	Rate                             string
	Layers                           *figure
	LayerWords                       []layerWords
	Effects                          *figure // nil when nothing was said
	Compare, Explore, Job, JobName   string  // addresses; Job may be empty
	Company, CompanyName             string  // the address and name of an employer that is known
}

// checkView is where the reader's own pay stands.
type checkView struct {
	Amount, Percentile, Margin, Difference string
	Upper                                  *checkView // of a range
	Meant                                  string     // what may have been meant, where nobody is paid that
	Notes                                  []string   // how the amount was read
}

var askParameters = slices.Concat([]string{"pay"}, facetFields, unitFields)

func (s *site) ask(r *http.Request) (page, error) {
	v, said, loc, err := question(r, askParameters...)
	if err != nil {
		return nil, err
	}
	p := &askPage{head: s.newHead(r, "ask", "ask"), Form: askFormOf(v, said, words.For(loc))}
	p.Title = "What does this work pay? · Backpay"
	p.Description =
		"What software work pays, as a distribution with its evidence: by role, country, experience and skills."
	answer, check, payProblem, err := s.answer(r, said, v.Get("pay"))
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	if payProblem != nil {
		p.Status = http.StatusBadRequest
	}
	p.Answer = p.answerView(answer, check, loc, v)
	p.Answer.PayProblem = payProblem
	p.Said = fmt.Sprintf("Median %s %s %s.", p.Answer.Median, p.Answer.Currency, p.Answer.Per)
	if p.Answer.Check != nil {
		p.Said += " Your pay is higher than " + p.Answer.Check.Percentile + " of 100."
	}
	if r.URL.RawQuery != "" {
		p.Title = fmt.Sprintf("%s: %s %s %s · Backpay", capital(words.For(loc).Describe(answer.Profile)),
			p.Answer.Median, p.Answer.Currency, p.Answer.Per)
	}
	return p, nil
}

// answer asks the service, with the reader's own pay where it is given. An amount that cannot be read is
// no reason to withhold the answer: it comes back beside it.
func (s *site) answer(r *http.Request, said wire.Question, own string) (pay.Answer, *service.Check, *trouble, error) {
	view, q, err := s.read(said)
	if err != nil {
		return pay.Answer{}, nil, nil, err
	}
	if strings.TrimSpace(own) != "" {
		var amount ask.Reading
		if amount, err = ask.Pay(own, q.Profile.Country); err == nil {
			var c service.Check
			if c, err = view.Check(r.Context(), service.AtHome(q), amount); err == nil {
				return c.Answer, &c, nil, nil
			}
		}
	}
	var unread *trouble
	if err != nil {
		unread, _ = s.problemOf(r, err)
	}
	a, err := view.Estimate(r.Context(), q)
	return a, nil, unread, err
}

func askFormOf(v url.Values, ask wire.Question, reader words.Reader) askForm {
	f := askForm{
		personForm: personFormOf(v, ask),
		Level:      pickOf(pay.FacetLevel, "level", "level", "any level", ask.Level),
		Industry:   pickOf(pay.FacetIndustry, "industry", "industry", "any industry", ask.Industry),
		OrgSize: pickOf(pay.FacetOrgSize, "org_size", "size of the organisation", "any size",
			ask.OrgSize).in(reader),
		Remote:     pickOf(pay.FacetRemote, "remote", "place of work", "remote or not", ask.Remote),
		Employment: pickOf(pay.FacetEmployment, "employment", "employment", "employed or freelance", ask.Employment),
		Education:  pickOf(pay.FacetEducation, "education", "education", "any education", ask.Education),
		Place:      ask.Place, Pay: v.Get("pay"), Company: employerName(ask.Company),
	}
	f.More = ask.Place+ask.Level+ask.Industry+ask.OrgSize+ask.Remote+ask.Employment+ask.Education+strings.Join(
		ask.Skills, "") != ""
	return f
}

// answerView puts an answer in words and pictures.
func (h *head) answerView(a pay.Answer, check *service.Check, locale string, v url.Values) *answerView {
	u := unitOf(a, locale)
	d := a.Distribution
	view := &answerView{
		Median: u.Full(d.Median()), Currency: currencyWords(a), Per: perPeriod(a.Period), Component: componentWords(a),
		Typical:  span(u.Full(d.At(.25)), u.Full(d.At(.75))),
		Most:     span(u.Full(d.At(.10)), u.Full(d.At(.90))),
		Sure:     span(u.Full(a.Median.Low), u.Full(a.Median.High)),
		Evidence: evidenceLine(a, locale), Rate: rateWords(a.Rate, locale),
		LayerWords: layersInWords(a, u),
	}
	if n := a.Evidence.N; n > 0 && n < few {
		view.Few = fmt.Sprintf("Few reports: %d.", n)
	}
	for _, w := range a.Warnings {
		view.Caveats = append(view.Caveats, sentence(words.For(locale).Warning(w)))
	}
	who := words.For(locale).Describe(a.Profile)
	var pin *chart.Pin
	if check != nil {
		view.Check = checkWords(*check, u)
		pin = &chart.Pin{Value: check.Comparable.Value, Label: "yours: above " + view.Check.Percentile + " of 100"}
	}
	view.Density = h.draw(chart.Density("distribution", "How pay is spread: "+who, d, u, pin))
	view.Layers = h.draw(chart.Rows("layers", "The layers side by side", layerRows(a), u))
	if len(a.Effects) > 0 {
		view.Effects = h.draw(effects(a, u))
	}
	view.links(a, v)
	return view
}

func checkWords(c service.Check, u chart.Unit) *checkView {
	w := standingWords(c.Standing, c.Answer.Distribution.Median(), u)
	if c.Upper != nil {
		w.Upper = standingWords(*c.Upper, c.Answer.Distribution.Median(), u)
	}
	w.Meant = strings.Join(c.Meant, ", or ")
	for _, n := range c.Notes {
		w.Notes = append(w.Notes, sentence(words.For(u.Locale).Warning(n)))
	}
	return w
}

func standingWords(s wire.Standing, median float64, u chart.Unit) *checkView {
	w := &checkView{Amount: u.Full(s.Comparable.Value), Percentile: ofHundred(s.Percentile),
		Margin: ofHundred(s.Margin)}
	difference := s.Comparable.Value - median
	if math.Abs(difference) < .005*median {
		w.Difference = "about the median"
		return w
	}
	where := "above"
	if difference < 0 {
		where = "below"
	}
	w.Difference = fmt.Sprintf("%s (%s %%) %s the median",
		u.Full(math.Abs(difference)), words.For(u.Locale).Share(math.Abs(difference)/median), where)
	return w
}

func layerRows(a pay.Answer) []chart.Row {
	row := chart.RowOf("This answer", "", a.Distribution)
	row.Strong = true
	rows := []chart.Row{row}
	for _, l := range a.Evidence.Layers {
		rows = append(rows, chart.Row{
			Label: capital(string(l.Layer)), Note: strings.Join(l.Sources, ", "),
			P10: l.P10, P25: l.P25, P50: l.P50, P75: l.P75, P90: l.P90,
		})
	}
	return rows
}

func effects(a pay.Answer, u chart.Unit) chart.Figure {
	var steps []chart.Step
	for _, e := range a.Effects {
		steps = append(steps,
			chart.Step{Label: valueWords(e.Facet, e.Value, words.For(u.Locale)), Note: facetWords[e.Facet],
				Money: e.Money})
	}
	return chart.Waterfall("effects", "What each choice adds or takes", service.Base(a), capital(service.BaseOf(a)),
		steps, "This answer", u)
}

// valueWords names a facet's value where it stands alone.
func valueWords(f pay.Facet, value string, reader words.Reader) string {
	switch {
	case f == pay.FacetYears && value == "1":
		return "1 year"
	case f == pay.FacetYears:
		return reader.Prose(value) + " years"
	}
	return reader.Value(f, value)
}

// facetWords name the facets where people read them.
var facetWords = map[pay.Facet]string{
	pay.FacetRole: "role", pay.FacetCountry: "country", pay.FacetPlace: "place", pay.FacetYears: "experience",
	pay.FacetLevel: "level", pay.FacetIndustry: "industry", pay.FacetOrgSize: "size of organisation",
	pay.FacetRemote: "place of work", pay.FacetEmployment: "employment", pay.FacetEducation: "education",
	pay.FacetSkills: "skills", pay.FacetCompany: "employer",
}

// links leads from an answer to the other pages about the same people.
func (w *answerView) links(a pay.Answer, v url.Values) {
	compare, explore := unitValues(v), unitValues(v)
	facetValues(compare, a.Profile, "a.")
	facetValues(compare, a.Profile.Without(pay.FacetCountry, pay.FacetPlace), "b.")
	w.Compare = "/compare?" + compare.Encode()
	facetValues(explore, a.Profile.Without(pay.FacetPlace), "")
	explore.Set("by", "country")
	if a.Profile.Country != "" {
		explore.Set("by", "years")
	}
	w.Explore = "/explore?" + explore.Encode()
	if code, name := taxonomy.Employer(a.Profile.Company); code != "" {
		unknown := func(c pay.Warning) bool { return c.Code == service.WarnCompanyUnknown }
		if !slices.ContainsFunc(a.Warnings, unknown) {
			w.Company, w.CompanyName = companyPath(code), name
		}
	}
	if a.Profile.Role != "" && a.Profile.Country != "" {
		w.Job = jobPath(a.Profile.Role, a.Profile.Country)
		w.JobName = capital(people(a.Profile.Role)) + " in " + taxonomy.Countries.Name(a.Profile.Country)
	}
}
