package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// offerPage sets two to four offers side by side.
type offerPage struct {
	head
	Who     offerWho
	Sides   []offerSide
	Another string // address with one offer more; empty when there are four
	Answer  *offerAnswer
}

// offerWho is who asks, and how the comparison is stated.
type offerWho struct {
	Role, Currency       pick
	Years, Skills, Raise string
	SkillNames           []choice
	MaxYears             int
	Nominal              bool
	Hidden               []hiddenField
}

// offerSide is the form of one offer.
type offerSide struct {
	Number, Prefix, ID      string
	Name, Base, Bonus, Sure string
	Where                   pick
	Current, More           bool
	Fields                  []offerField
	Remove                  string // the address without this offer; empty when two are left
}

// offerField is one of the further things to say of an offer.
type offerField struct{ Name, Label, Doc, Value string }

// offerAnswer is a comparison in words.
type offerAnswer struct {
	Best, Unit string
	Table      []words.OfferLine
	Offers     []offerColumn
	Turns      *figure
	TurnWords  []string
	Requests   []offerRequest
	Caveats    []string
}

// offerColumn is what is to be known of one offer.
type offerColumn struct {
	Number, Name, Law string
	Lines             []string
	Caveats           []string
	Standing          string
}

// offerRequest is what to ask for in an offer.
type offerRequest struct {
	Number, Name, Currency, Letter string
	Figures                        []words.Figure
	Caveats                        []string
}

// offerParts are the parameters of an offer: those of ask.OfferFields, but for the country, its region and the way of
// being paid, which are said together.
func offerParts() (names []string, further []ask.OfferField) {
	names = []string{"where"}
	for _, f := range ask.OfferFields {
		switch f.Name {
		case "country", "region", "regime", "employment":
			continue
		case "name", "base", "bonus", "sure", "current":
		default:
			further = append(further, f)
		}
		names = append(names, f.Name)
	}
	return names, further
}

// offerExample is what the page shows before anything is said.
var offerExample = url.Values{
	"a.name": {"today"}, "a.current": {"yes"}, "a.where": {"DE"}, "a.base": {"78000 EUR"},
	"b.name": {"Austin"}, "b.where": {"US/TX"}, "b.base": {"165000 USD"}, "b.bonus": {"10%"}, "b.sure": {"80%"},
	"years": {"6"},
}

func (s *site) offer(r *http.Request) (page, error) {
	parts, further := offerParts()
	allowed := []string{"role", "years", "skill", "on", "currency", "raise", "nominal"}
	for _, prefix := range sides {
		for _, name := range parts {
			allowed = append(allowed, prefix+name)
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
		example := maps.Clone(offerExample)
		maps.Copy(example, v)
		v = example
	}
	who, err := wordsOf(v, "")
	if err != nil {
		return nil, err
	}
	p := &offerPage{head: s.newHead(r, "offer", "advise"), Who: offerWhoOf(v, who)}
	p.Title = "Compare offers · Backpay"
	p.Description = "Two to four offers: what each leaves year by year, what would change their order, what to ask for."
	var prefixes []string
	for _, prefix := range sides {
		if hasAny(v, []string{prefix}) || len(prefixes) < 2 && prefix != "c." && prefix != "d." {
			prefixes = append(prefixes, prefix)
		}
	}
	laws := netLaws()
	for i := range prefixes {
		p.Sides = append(p.Sides, offerSideOf(v, prefixes, i, laws, further))
	}
	if len(prefixes) < len(sides) {
		p.Another = anotherOffer(v, prefixes)
	}
	o, err := s.offers(r, v, who, prefixes)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.tell(o, loc)
	return p, nil
}

// offers asks for the comparison of the offers that an address says.
func (s *site) offers(r *http.Request, v url.Values, who wire.Question, prefixes []string) (service.Offers, error) {
	who.Currency, who.Basis = "", ""
	view, asked, err := s.read(who)
	if err != nil {
		return service.Offers{}, err
	}
	var q service.OfferQuestion
	for i, prefix := range prefixes {
		o, err := offerOf(v, prefix)
		if err != nil {
			return service.Offers{}, fmt.Errorf("offer %d: %w", i+1, err)
		}
		if o.Name == "" {
			o.Name = fmt.Sprintf("offer %d", i+1)
		}
		q.Offers = append(q.Offers, o)
	}
	if err := ask.OfferUnit(&q, v.Get("currency"), v.Get("raise"), v.Get("nominal") != ""); err != nil {
		return service.Offers{}, err
	}
	return view.Offers(r.Context(), q, asked)
}

// offerOf reads the offer whose parameters have a prefix.
func offerOf(v url.Values, prefix string) (service.Offer, error) {
	said := map[string]string{}
	for _, f := range ask.OfferFields {
		said[f.Name] = v.Get(prefix + f.Name)
	}
	country, rest, _ := strings.Cut(v.Get(prefix+"where"), "/")
	region, regime, _ := strings.Cut(rest, "/")
	said["country"], said["region"], said["regime"] = country, region, regime
	if law, ok := service.TaxLaw(country); ok {
		for _, r := range law.Regimes {
			if r.Code == regime && r.Invoice {
				said["employment"] = "invoice"
			}
		}
	}
	return ask.Offer(said)
}

func offerWhoOf(v url.Values, who wire.Question) offerWho {
	f := offerWho{
		Role:  pickOf(pay.FacetRole, "role", "role", "any software", who.Role),
		Years: who.Years, Skills: skillNames(who.Skills), SkillNames: options(pay.FacetSkills), MaxYears: pay.MaxYears,
		Raise: v.Get("raise"), Nominal: v.Get("nominal") != "", Hidden: kept(v, "on", "locale"),
	}
	f.Currency = unitFormOf(v, who, "the first offer’s money").Currency
	return f
}

func offerSideOf(v url.Values, prefixes []string, i int, laws []choice, further []ask.OfferField) offerSide {
	prefix := prefixes[i]
	f := offerSide{
		Number: fmt.Sprint(i + 1), Prefix: prefix, ID: strings.TrimSuffix(prefix, "."),
		Name: v.Get(prefix + "name"), Base: v.Get(prefix + "base"),
		Bonus: v.Get(prefix + "bonus"), Sure: v.Get(prefix + "sure"), Current: v.Get(prefix+"current") != "",
	}
	f.Where = selected(prefix+"where", "country and region of offer "+f.Number, v.Get(prefix+"where"),
		append([]choice{{Value: "", Name: "a country"}}, laws...))
	f.Where.ID = f.ID + "-where"
	for _, field := range further {
		value := v.Get(prefix + field.Name)
		f.More = f.More || value != ""
		f.Fields = append(f.Fields, offerField{field.Name, field.Label, field.Doc, value})
	}
	if len(prefixes) > 2 {
		f.Remove = withoutOffer(v, prefixes, i)
	}
	return f
}

// anotherOffer returns the address with one offer more, which is the first one's country and is to be filled in.
func anotherOffer(v url.Values, prefixes []string) string {
	another := maps.Clone(v)
	next := sides[len(prefixes)]
	another.Set(next+"name", fmt.Sprintf("offer %d", len(prefixes)+1))
	another.Set(next+"where", v.Get(prefixes[0]+"where"))
	another.Set(next+"base", v.Get(prefixes[0]+"base"))
	return "/offer?" + another.Encode()
}

// withoutOffer returns the address without the i-th offer.
func withoutOffer(v url.Values, prefixes []string, i int) string {
	rest := url.Values{}
	for name, values := range v {
		prefix, part, ok := strings.Cut(name, ".")
		if !ok {
			rest[name] = values
			continue
		}
		to := 0
		for j, p := range prefixes {
			if j == i {
				continue
			}
			if p == prefix+"." {
				rest[sides[to]+part] = values
			}
			to++
		}
	}
	return "/offer?" + rest.Encode()
}

func (p *offerPage) tell(o service.Offers, loc string) {
	r := words.For(loc)
	a := &offerAnswer{Best: sentence(r.Best(o)), Table: r.OfferTable(o)}
	a.Unit = "Cash and shares before tax in each offer’s money, take-home in " + o.Currency + "."
	numbers := map[string]string{}
	for i := range o.Results {
		c := offerColumnOf(&o.Results[i], o.Markets[i], r)
		c.Number = fmt.Sprint(i + 1)
		numbers[c.Name] = c.Number
		a.Offers = append(a.Offers, c)
	}
	var turns []chart.Turn
	for _, b := range o.BreakEvens {
		currency := words.OfferCurrency(o, b.Offer)
		label, now, equal := r.TurnEnds(b, currency)
		turns = append(turns, chart.Turn{Label: label, Ratio: words.TurnRatio(b), Now: now, To: equal})
		a.TurnWords = append(a.TurnWords, sentence(r.Turn(b, currency)))
	}
	for _, m := range o.Raises {
		a.TurnWords = append(a.TurnWords, sentence(r.Matching(m)))
	}
	if len(turns) > 0 {
		u := chart.Unit{Currency: o.Currency, Period: pay.Year, Locale: loc}
		a.Turns = p.draw(chart.Turns("turns", "What would make two offers equal", turns, u))
	}
	markets := map[string]service.OfferMarket{}
	for _, m := range o.Markets {
		markets[m.Offer] = m
	}
	for _, q := range o.Requests {
		currency := words.OfferCurrency(o, q.Offer)
		request := offerRequest{
			Number: numbers[q.Offer], Name: q.Offer, Currency: currency,
			Letter: r.Letter(q, markets[q.Offer], currency), Figures: r.Figures(q),
		}
		for _, w := range q.Caveats {
			request.Caveats = append(request.Caveats, sentence(r.Warning(w)))
		}
		a.Requests = append(a.Requests, request)
	}
	for _, w := range o.Caveats {
		a.Caveats = append(a.Caveats, sentence(r.Warning(w)))
	}
	p.Said = a.Best
	p.Answer = a
}

func offerColumnOf(x *service.OfferResult, m service.OfferMarket, r words.Reader) offerColumn {
	c := offerColumn{Name: x.Offer.Name, Law: x.Tax.Name, Standing: sentence(r.Standing(m))}
	if x.Tax.RegionName != "" {
		c.Law += ", " + x.Tax.RegionName
	}
	c.Law += ", rates of " + fmt.Sprint(x.Tax.Year) + ", " + x.Tax.RegimeName
	if x.Private != nil {
		c.Lines = append(c.Lines, sentence(r.Growth(*x.Private, x.Offer.Currency)))
	}
	for _, l := range x.Leaving {
		if s := r.Leaving(l, &x.Offer); s != "" {
			c.Lines = append(c.Lines, sentence(s))
		}
	}
	for _, w := range x.Caveats {
		c.Caveats = append(c.Caveats, sentence(r.Warning(w)))
	}
	return c
}
