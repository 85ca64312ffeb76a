package words

import (
	"fmt"
	"strings"

	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Money writes an amount of an offer in whole units, without its currency.
func (r Reader) Money(a service.OfferAmount) string { return r.Number(a.Units(), 0) }

// percent writes a percent of an offer with as many decimals as it has.
func (r Reader) percent(p service.OfferPercent) string {
	return r.Significant(service.OfferAmount(p).Units()) + " %"
}

// Best says which offer leads, and by what measure.
func (r Reader) Best(o service.Offers) string {
	by := "what its take-home buys there"
	if o.Nominal {
		by = "take-home"
	}
	if len(o.Best) > 1 {
		return strings.Join(o.Best, " and ") + " are equal by " + by + " in a typical year"
	}
	return o.Best[0] + " is ahead by " + by + " in a typical year"
}

// OfferLine is a line of the table of offers: what is stated, and what it is of each offer.
type OfferLine struct {
	Label string
	Head  bool // the line of names
	Main  bool // take-home
	Cells []string
}

// OfferTable writes what offers pay year by year: gross figures in each offer's currency, take-home in that of the
// comparison.
func (r Reader) OfferTable(o service.Offers) []OfferLine {
	var lines []OfferLine
	line := func(label string, main bool, cell func(x *service.OfferResult) string) {
		l := OfferLine{Label: label, Main: main}
		for i := range o.Results {
			l.Cells = append(l.Cells, cell(&o.Results[i]))
		}
		lines = append(lines, l)
	}
	line("", false, func(x *service.OfferResult) string { return x.Offer.Name })
	lines[0].Head = true
	shares := false
	for i := range o.Results {
		shares = shares || o.Results[i].Offer.Equity != nil
	}
	for i := range o.Results[0].Years {
		year := fmt.Sprintf("year %d, ", i+1)
		line(year+"cash", false, func(x *service.OfferResult) string {
			return r.Money(x.Years[i].Cash) + " " + x.Offer.Currency
		})
		if shares {
			line(year+"shares that vest", false, func(x *service.OfferResult) string {
				if x.Years[i].Vested == 0 {
					return "–"
				}
				return r.Money(x.Years[i].Vested) + " " + x.Offer.Currency
			})
		}
		line(year+"take-home", true, func(x *service.OfferResult) string {
			return About(x.About) + r.Money(x.Years[i].Compared)
		})
	}
	line("a typical year, take-home", true, func(x *service.OfferResult) string {
		return About(x.About) + r.Money(x.Typical.Compared)
	})
	line("for an hour worked", false, func(x *service.OfferResult) string {
		return r.Number(x.Typical.PerHour.Units(), 2)
	})
	if o.Buying > 0 {
		line("in international dollars", false, func(x *service.OfferResult) string { return r.Money(x.Typical.Buys) })
	}
	line("all years, take-home", true, func(x *service.OfferResult) string { return About(x.About) + r.Money(x.Total) })
	return lines
}

// OfferCurrency returns the currency of an offer by its name.
func OfferCurrency(o service.Offers, name string) string {
	for i := range o.Results {
		if o.Results[i].Offer.Name == name {
			return o.Results[i].Offer.Currency
		}
	}
	return ""
}

// Figure is a base pay to ask for in words.
type Figure struct{ Name, Base, Evidence string }

// Figures writes what to ask for, from the least to the most.
func (r Reader) Figures(q *service.OfferRequest) []Figure {
	var list []Figure
	for _, f := range []struct {
		name   string
		figure *service.OfferFigure
	}{{"floor", q.Floor}, {"target", &q.Target}, {"anchor", &q.Anchor}, {"at most", &q.Highest}} {
		if f.figure != nil {
			list = append(list, Figure{f.name, r.Money(f.figure.Base), r.FigureEvidence(*f.figure)})
		}
	}
	return list
}

// Standing says where the base pay of an offer stands in its market.
func (r Reader) Standing(m service.OfferMarket) string {
	if m.Check == nil {
		return "no market is known: " + m.Untold
	}
	a := m.Check.Answer
	s := fmt.Sprintf("base above %s of 100, give or take %s (median %s, middle half %s – %s %s; %s)",
		r.OfHundred(m.Check.Percentile), r.OfHundred(m.Check.Margin), r.Number(a.Distribution.Median(), 0),
		r.Number(a.Distribution.At(.25), 0), r.Number(a.Distribution.At(.75), 0), a.Currency,
		taxonomy.Describe(a.Profile))
	if m.Posted != nil {
		s += "; " + r.posted(*m.Posted)
	}
	return s
}

func (r Reader) posted(within float64) string {
	switch {
	case within < 0:
		return "below the advertised range"
	case within > 1:
		return "above the advertised range"
	}
	return fmt.Sprintf("%s %% of the way up the advertised range", r.Share(within))
}

// Turn says at what an offer equals another one.
func (r Reader) Turn(b service.OfferBreakEven, currency string) string {
	switch {
	case b.Base != nil:
		return fmt.Sprintf("%s equals %s at a base of %s %s (it is %s)",
			b.Offer, b.Against, r.Money(*b.Base), currency, r.Money(b.Now))
	case b.What == service.TurnBonus:
		return fmt.Sprintf("%s equals %s if its bonus pays %s of the target (%s is counted)",
			b.Offer, b.Against, r.percent(*b.Percent), r.percent(b.NowIs))
	}
	return fmt.Sprintf("%s equals %s if its shares are worth %s of today’s price",
		b.Offer, b.Against, r.percent(*b.Percent))
}

// TurnEnds writes what a break-even turns, what it is now and where the offers are equal.
func (r Reader) TurnEnds(b service.OfferBreakEven, currency string) (what, now, equal string) {
	switch {
	case b.Base != nil:
		what, now, equal = "base", r.Money(b.Now)+" "+currency, r.Money(*b.Base)+" "+currency
	case b.What == service.TurnBonus:
		what, now, equal = "bonus", r.percent(b.NowIs)+" of target", r.percent(*b.Percent)+" of target"
	default:
		what, now, equal = "shares", r.percent(b.NowIs)+" of today’s price", r.percent(*b.Percent)+" of today’s price"
	}
	return b.Offer + ": " + what + ", to equal " + b.Against, now, equal
}

// TurnRatio returns a break-even as a ratio to what is offered now.
func TurnRatio(b service.OfferBreakEven) float64 {
	if b.Base != nil {
		return b.Base.Units() / b.Now.Units()
	}
	if b.NowIs == 0 {
		return 0
	}
	return float64(*b.Percent) / float64(b.NowIs)
}

// Growth says by how much a private company would have to grow.
func (r Reader) Growth(g service.OfferGrowth, currency string) string {
	switch {
	case g.Gap == 0:
		return "its private shares are not counted, and need not be: without them it is ahead of " + g.Against
	case g.Times == 0:
		return fmt.Sprintf("its %s private shares are not counted: they make up what it lacks to %s at %s %s each, "+
			"before tax",
			r.Count(int(g.Shares)), g.Against, r.Number(g.Price.Units(), 2), currency)
	}
	return fmt.Sprintf("its %s private shares are not counted: they make up what it lacks to %s at %s %s each, "+
		"before tax: %s times the last price, a growth of %s %% a year", r.Count(int(g.Shares)), g.Against,
		r.Number(g.Price.Units(), 2), currency, r.Significant(g.Times), r.Share(g.Yearly))
}

// Matching says by how much today's pay would have to rise.
func (r Reader) Matching(m service.OfferMatching) string {
	if m.Raise == nil {
		return fmt.Sprintf("no raise of %s makes up for %s within ten years", m.Current, m.Offer)
	}
	return fmt.Sprintf("%s would have to rise by %s each year for ten years to have paid as much as %s, "+
		"which rises as given or by 3 %%", m.Current, r.percent(*m.Raise), m.Offer)
}

// Leaving says what leaving an offer after some months would cost; empty where it costs nothing. Nobody leaves at once
// what they have not joined.
func (r Reader) Leaving(l service.OfferLeaving, o *service.Offer) string {
	if l.Months == 0 && !o.Current {
		return ""
	}
	var costs []string
	currency := o.Currency
	if l.Unvested > 0 {
		costs = append(costs, fmt.Sprintf("%s %s of shares", r.Money(l.Unvested), currency))
	}
	if l.Clawback > 0 {
		costs = append(costs, fmt.Sprintf("%s %s of the sign-on", r.Money(l.Clawback), currency))
	}
	if len(costs) == 0 {
		return ""
	}
	when := "now"
	if l.Months > 0 {
		when = fmt.Sprintf("after %d months", l.Months)
	}
	return "leaving " + when + " costs " + strings.Join(costs, " and ")
}

// evidences are the reasons of figures to ask for, in words; %s is the offer that a figure is held against.
var evidences = map[string]string{
	"equals-alternative": "the base that makes it equal to %s",
	"market-median":      "the median of the market for you",
	"floor":              "what equals %s, which is above the market’s median",
	"market-75th":        "the 75th percentile of the market",
	"market-90th":        "the 90th percentile of the market",
	"posted-high":        "the top of the advertised range",
	"target":             "the target, which is above the percentile",
	"offer-as-it-is":     "what is offered, which is more than the market’s median",
}

// FigureEvidence says what a figure to ask for rests on.
func (r Reader) FigureEvidence(f service.OfferFigure) string {
	s := evidences[f.Evidence]
	if strings.Contains(s, "%s") {
		return fmt.Sprintf(s, f.Against)
	}
	return s
}

// others are what else to ask for, in words.
var others = map[string]string{
	"level":           "the level, for it sets later raises",
	"review-date":     "a date at which pay is looked at, in writing",
	"refreshers":      "further grants of shares each year: none is promised",
	"sign-on":         "a sign-on of %s %s for the shares that leaving today’s job costs",
	"bonus-guarantee": "the first year’s bonus guaranteed",
	"clawback":        "a clawback that shrinks with every month",
	"exercise-window": "years, not months, to exercise options after leaving",
}

// Others says what else to ask for.
func (r Reader) Others(q *service.OfferRequest, currency string) []string {
	var list []string
	for _, code := range q.Also {
		s := others[code]
		if strings.Contains(s, "%s") {
			s = fmt.Sprintf(s, r.Money(q.SignOn), currency)
		}
		list = append(list, s)
	}
	return list
}

// Letter writes what can be sent: the anchor, its evidence, and what else to ask for. It claims nothing that the answer
// does not hold.
func (r Reader) Letter(q *service.OfferRequest, m service.OfferMarket, currency string) string {
	a := m.Check.Answer
	var b strings.Builder
	b.WriteString("Thank you for the offer; I would like to join you. Before I sign I want to talk about base pay." +
		"\n\n")
	fmt.Fprintf(&b, "For work like this (%s) the median is %s %s a year and the upper quarter begins at %s, as of %s.",
		taxonomy.Describe(a.Profile), r.Number(asSaid(a.Distribution.Median()), 0), currency,
		r.Number(asSaid(a.Distribution.At(.75)), 0), a.AsOf.Format("January 2006"))
	if q.Anchor.Evidence == "posted-high" {
		fmt.Fprintf(&b, " Your advertisement goes up to %s.", r.Money(q.Anchor.Base))
	}
	ask := service.OfferAmount(100 * asSaid(q.Anchor.Base.Units()))
	if q.Anchor.Evidence == "posted-high" {
		ask = q.Anchor.Base
	}
	fmt.Fprintf(&b, " I ask for a base of %s %s.", r.Money(ask), currency)
	if len(q.Also) > 0 {
		fmt.Fprintf(&b, " I would also like to settle:\n")
		for _, s := range r.Others(q, currency) {
			fmt.Fprintf(&b, "- %s\n", s)
		}
	}
	b.WriteString("\nIf that works for you, I will sign.")
	return b.String()
}

// asSaid rounds a pay to the nearest hundredth of its size, as a person would say it.
func asSaid(v float64) float64 {
	step := 1.
	for step*1000 <= v {
		step *= 10
	}
	return step * float64(int(v/step+.5))
}
