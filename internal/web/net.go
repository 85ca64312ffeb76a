package web

import (
	"fmt"
	"net/http"
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

// netPage turns gross pay into what is left of it, and back.
type netPage struct {
	head
	Form   netForm
	Answer *netAnswer
}

// netForm is the question as a sentence. Where says a country with its region or its way of being paid.
type netForm struct {
	Amount             string
	Basis, Where, Year pick
	Hidden             []hiddenField
}

// netAnswer is a year of pay in words.
type netAnswer struct {
	About                          string
	Headline, Unit, What, Law      string
	Gross, Net, Month, Cost, Share string
	Marginal                       string
	Steps                          *figure
	Lines                          []netRow
	Caveats, Unverified            []string
	Rate                           string
	Ask, Offers                    string // addresses of pages that go on from here
}

// netRow is one tax or contribution with its law.
type netRow struct{ Kind, Label, Amount, Share, Law string }

// netLaws lists what can be chosen between: each country, its regions, and the ways of those who invoice.
func netLaws() []choice {
	var list []choice
	for _, country := range options(pay.FacetCountry) {
		law, ok := service.TaxLaw(country.Value)
		if !ok {
			continue
		}
		list = append(list, choice{Value: country.Value, Name: country.Name})
		for _, r := range law.Regions {
			list = append(list, choice{Value: country.Value + "/" + r.Code, Name: country.Name + ", " + r.Name})
		}
		for _, r := range law.Regimes[1:] {
			list = append(list, choice{Value: country.Value + "//" + r.Code, Name: country.Name + ", " + r.Name})
		}
	}
	return list
}

func (s *site) net(r *http.Request) (page, error) {
	v, err := parse(r, "amount", "basis", "where", "year")
	if err != nil {
		return nil, err
	}
	loc, err := locale(r, v)
	if err != nil {
		return nil, err
	}
	amount, where, basis := v.Get("amount"), v.Get("where"), v.Get("basis")
	if !v.Has("amount") && !v.Has("where") {
		amount, where = "85000 EUR/year", "DE"
	}
	p := &netPage{head: s.newHead(r, "net", "advise"), Form: netForm{
		Amount: amount,
		Basis: selected("basis", "before or after tax", basis, []choice{
			{Value: "", Name: "before tax"}, {Value: "net", Name: "after tax"},
		}),
		Where: selected("where", "country, with a region or a way of being paid", where,
			append([]choice{{Value: "", Name: "the currency’s country"}}, netLaws()...)),
		Year:   selected("year", "year of the rates", v.Get("year"), taxYears()),
		Hidden: kept(v, "locale"),
	}}
	p.Title = "Take-home pay · Backpay"
	p.Description = "What is left of gross pay after tax and contributions in 36 countries, and what it costs."
	n, err := s.takeHome(amount, where, basis, v.Get("year"))
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.tell(n, loc)
	return p, nil
}

// selected makes a select of choices of which one may be said.
func selected(name, label, said string, choices []choice) pick {
	p := pick{ID: name, Name: name, Label: label}
	for _, c := range choices {
		c.Selected = strings.EqualFold(c.Value, strings.TrimSpace(said))
		p.Choices = append(p.Choices, c)
	}
	return p
}

// taxYears are the years of the rates that there are.
func taxYears() []choice {
	list := []choice{{Value: "", Name: "today"}}
	for _, year := range service.TaxYears() {
		list = append(list, choice{Value: strconv.Itoa(year), Name: strconv.Itoa(year)})
	}
	return list
}

// takeHome asks about an amount in the words of the page.
func (s *site) takeHome(amount, where, basis, year string) (service.Net, error) {
	view := s.service.View()
	country, rest, _ := strings.Cut(where, "/")
	region, regime, _ := strings.Cut(rest, "/")
	said := wire.NetQuestion{Amount: amount, Country: country, Region: region, Regime: regime, On: year}
	q, err := ask.Net(said, view.Today())
	if err != nil {
		return service.Net{}, err
	}
	switch basis {
	case "", "gross":
		if q.Amount.Basis == pay.Net {
			return view.Gross(q) // the amount says so itself
		}
		return view.Net(q)
	case "net":
		if q.Amount.Basis == pay.Gross {
			return view.Net(q)
		}
		return view.Gross(q)
	}
	return service.Net{}, pay.Errorf(pay.Invalid, "%q is neither gross nor net", clip(basis)).In("basis").
		WithHint("gross is before tax, net after it")
}

// lineKinds are the kinds of lines of a year's pay in words.
var lineKinds = map[string]string{
	"tax": "tax", "social": "contribution", words.KindEmployer: "on top, by the employer",
}

func (p *netPage) tell(n service.Net, loc string) {
	u := chart.Unit{Currency: n.Currency, Period: pay.Year, Words: n.Currency + " a year", Locale: loc}
	r := words.For(loc)
	share := func(v float64) string { return r.Number(100*words.ShareOf(v, n.Gross), 1) + " %" }
	a := &netAnswer{
		About: words.About(n.About), Unit: n.Currency + " a year", Law: words.NetLaw(n),
		Gross: u.Full(n.Gross), Net: u.Full(n.Net), Month: u.Full(n.Net / 12), Cost: u.Full(n.EmployerCost),
		Share: r.Share(words.ShareOf(n.Net, n.Gross)), Marginal: r.Share(n.Marginal),
		Unverified: n.Unverified, Rate: rateWords(n.Rate, loc),
	}
	a.Headline, a.What = a.Net, "after tax"
	if n.Given.Basis == pay.Net {
		a.Headline, a.What = a.Gross, "before tax, of which that is left"
	}
	p.Said = fmt.Sprintf("%s%s %s %s", a.About, a.Headline, a.Unit, a.What)
	var steps []chart.Step
	for _, l := range n.Lines {
		a.Lines = append(a.Lines, netRow{
			lineKinds[l.Kind], capital(l.Label), r.Number(l.Amount, 2), share(l.Amount), l.Law,
		})
		if l.Kind != words.KindEmployer && l.Amount != 0 {
			steps = append(steps, chart.Step{Label: capital(l.Label), Money: -l.Amount})
		}
	}
	title := "From gross to net in " + taxonomy.Countries.Name(n.Country)
	a.Steps = p.draw(chart.Waterfall("steps", title, n.Gross, "Gross", steps, "Net", u))
	for _, w := range n.Warnings {
		a.Caveats = append(a.Caveats, sentence(r.Warning(w)))
	}
	a.Caveats = append(a.Caveats, words.NetLimits)
	a.Ask = "/?country=" + n.Country + "&basis=net"
	a.Offers = "/offer"
	p.Answer = a
}
