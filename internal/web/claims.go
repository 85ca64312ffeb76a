package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
)

// claimsPage holds what the web says of backend pay against the evidence.
type claimsPage struct {
	head
	Picture *figure
	Claims  []claimView

	Employers                                   []companyRow // those that are named as hiring
	EmployersSay, EmployersVerdict, EmployersOf string
	EmployersNotes                              []string
}

// claimView is one claim in words.
type claimView struct {
	ID, Says, Said, When, Verdict, Reason, Context string
	Ours, Falls, Evidence, Address                 string
	Official                                       []string
}

func (s *site) claims(r *http.Request) (page, error) {
	v, err := parse(r)
	if err != nil {
		return nil, err
	}
	loc, err := locale(r, v)
	if err != nil {
		return nil, err
	}
	claims, err := s.service.View().Claims(r.Context())
	if err != nil {
		return nil, err
	}
	p := &claimsPage{head: s.newHead(r, "claims", "advise")}
	p.Title = "What the web says of backend pay · Backpay"
	p.Description =
		"Published figures about the pay of backend developers, each held against the " +
			"reports of the same people and year."
	u := chart.Unit{Currency: "USD", Period: pay.Year,
		Words: "USD a year, gross, at the exchange rate of the claim’s month", Locale: loc}
	var rows []chart.Row
	for _, c := range claims {
		p.Claims = append(p.Claims, claimViewOf(c, loc))
		if c.Answer == nil || c.USD == 0 {
			continue
		}
		verdict := string(c.Verdict)
		if c.Verdict == service.ClaimInside {
			verdict = "inside" // the middle half, as the key says
		}
		row := chart.RowOf(capital(c.Says), verdict, c.Answer.Distribution.Scale(c.USD))
		row.Said = c.Ends[0].Comparable * c.USD
		if len(c.Ends) > 1 {
			row.SaidTo = c.Ends[1].Comparable * c.USD
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		f := chart.Rows("claims", "What is said, on what people report", rows, u)
		f.Key = []chart.Swatch{{Class: "b50", Words: "the middle half"}, {Class: "b80", Words: "80 of 100"},
			{Class: "pind", Words: "what is said"}}
		p.Picture = p.draw(f)
	}
	return p, p.named(s.service.View(), loc)
}

// named writes where the employers that the web names as hiring stand.
func (p *claimsPage) named(v service.View, loc string) error {
	n, err := v.NamedCompanies()
	if err != nil {
		return err
	}
	reader := words.For(loc)
	for _, c := range n.Companies {
		p.Employers = append(p.Employers, companyRowOf(c, dollars(loc), reader))
	}
	p.EmployersSay, p.EmployersVerdict, p.EmployersOf = capital(n.Says), sentence(n.Verdict), reader.Count(n.Of)
	p.EmployersNotes = []string{sentence(n.Context)}
	for _, w := range n.Warnings {
		p.EmployersNotes = append(p.EmployersNotes, sentence(reader.Warning(w)))
	}
	return nil
}

func claimViewOf(c service.Claim, loc string) claimView {
	full := func(v float64) string {
		return words.For(loc).Amount(pay.Amount{Value: v, Currency: c.Currency, Period: c.Period})
	}
	view := claimView{
		ID: "claim-" + c.ID, Says: capital(c.Says), Said: full(c.Low) + " " + perPeriod(c.Period), When: c.On,
		Verdict: string(c.Verdict), Reason: sentence(c.Reason), Context: words.For(loc).Prose(sentence(c.Context)),
	}
	if c.IsRange() {
		view.Said = span(strings.TrimSuffix(full(c.Low), " "+c.Currency), full(c.High)) + " " + perPeriod(c.Period)
	}
	a := c.Answer
	if a == nil {
		return view
	}
	view.When = month(a.AsOf)
	u := unitOf(*a, loc)
	d := a.Distribution
	view.Ours = fmt.Sprintf("median %s, typical %s %s %s", u.Full(d.Median()),
		span(u.Full(d.At(.25)), u.Full(d.At(.75))), currencyWords(*a), perPeriod(a.Period))
	falls := func(e service.ClaimEnd) string {
		return ofHundred(e.Percentile) + " of 100 earn less, give or take " + ofHundred((e.Within.High-e.Within.Low)/2)
	}
	view.Falls = falls(c.Ends[0])
	if len(c.Ends) > 1 {
		view.Falls = "at the lower end " + view.Falls + "; at the upper end " + falls(c.Ends[1])
	}
	view.Evidence = evidenceLine(*a, loc)
	for _, l := range a.Evidence.Layers {
		if l.Layer == pay.Official {
			view.Official = append(view.Official, words.For(loc).Layer(l, u.Full))
		}
	}
	address := unitValues(nil)
	facetValues(address, a.Profile, "")
	address.Set("on", c.On)
	address.Set("currency", c.Currency)
	if a.Period != pay.Year {
		address.Set("period", string(a.Period))
	}
	view.Address = "/?" + address.Encode()
	return view
}
