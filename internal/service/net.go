package service

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/tax"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Net     = wire.Net
	NetLine = wire.NetLine
)

// Net says what is left of a year of gross pay. An amount without a period is of a year; a law without a country is of
// the country that the currency is named after, and without a year of the question's day, which is today where it is
// zero.
func (v View) Net(q ask.TakeHome) (Net, error) {
	gross := q.Amount
	if gross.Basis == pay.Net {
		return Net{}, pay.Errorf(pay.Invalid, "the amount is net already").In("amount").
			WithHint("leave net out of it; what gross pay a net one stands for says backpay gross, or /v1/gross")
	}
	gross.Basis = pay.Gross
	y, err := v.taxYear(gross, q.Law, q.On)
	if err != nil {
		return Net{}, err
	}
	if err := y.rules.Check(y.minor); err != nil {
		return Net{}, err
	}
	return y.net(y.minor), nil
}

// Gross says of which gross pay a net one is what is left: the roundest, where several are. The question is read as Net
// reads it.
func (v View) Gross(q ask.TakeHome) (Net, error) {
	net := q.Amount
	if net.Basis == pay.Gross {
		return Net{}, pay.Errorf(pay.Invalid, "the amount is gross already").In("amount").
			WithHint("leave gross out of it; what is left of a gross pay says backpay net, or /v1/net")
	}
	net.Basis = pay.Net
	y, err := v.taxYear(net, q.Law, q.On)
	if err != nil {
		return Net{}, err
	}
	minor, err := y.rules.Gross(y.minor)
	if err != nil {
		return Net{}, err
	}
	return y.net(minor), nil
}

// taxYear is a year's pay under a law.
type taxYear struct {
	rules *tax.Rules
	given pay.Amount
	minor int64         // the given pay of a year, in minor units of the law's currency
	notes []pay.Warning // how the amount was read
	rate  *pay.Rate
	units float64 // minor units in one unit of the currency
}

func (v View) taxYear(given pay.Amount, law tax.Question, on time.Time) (taxYear, error) {
	if on.IsZero() {
		on = v.today
	}
	law.Year = cmp.Or(law.Year, on.Year())
	if law.Country == "" {
		law.Country = home(given.Currency)
	}
	if law.Country == "" {
		return taxYear{}, pay.Errorf(pay.Invalid, "whose taxes? %s is the money of several countries", given.Currency).
			In("country").WithHint("say the country, as DE; there are tables for %s", tables())
	}
	rules, err := tax.Find(law)
	if err != nil {
		return taxYear{}, err
	}
	given.Period = cmp.Or(given.Period, pay.Year)
	reading, notes := read(one(given), law.Country)
	given, _ = ends(reading)
	y := taxYear{rules: rules, given: given, notes: notes, units: minorUnits(rules.Currency)}
	year, err := inPeriod(given, pay.Year, law.Country)
	if err != nil {
		return y, err
	}
	if given.Currency != rules.Currency {
		rate, err := rateNear(given.Currency, rules.Currency, on)
		if err != nil {
			return y, err
		}
		year.Value, y.rate = year.Value*rate.Value, &rate
	}
	if most := float64(tax.GrossMost); year.Value > most {
		year.Value = most + 1 // which is refused, and does not overflow
	}
	y.minor = int64(math.Round(year.Value * y.units))
	return y, nil
}

// tables lists the countries that have a table of taxes.
func tables() string { return strings.Join(tax.Countries(), ", ") }

// minorUnits returns how many minor units one unit of a currency has.
func minorUnits(currency string) float64 {
	digits, _ := money.Exponent(currency)
	return math.Pow10(digits)
}

// net states the year of a gross pay in minor units.
func (y taxYear) net(gross int64) Net {
	s, r := y.rules.Explain(gross), y.rules
	whole := func(minor int64) float64 { return float64(minor) / y.units }
	n := Net{
		Given: y.given, Country: r.Country, Currency: r.Currency, Year: r.Year,
		Region: r.Region, RegionName: r.RegionName, Regime: r.Regime, RegimeName: r.RegimeName,
		Gross: whole(s.Gross), Tax: whole(s.Tax), Social: whole(s.Social), Net: whole(s.Net),
		EmployerCost: whole(s.EmployerCost), Marginal: s.Marginal,
		About: len(r.Unverified) > 0, Unverified: r.Unverified, Rate: y.rate,
		Warnings: append(slices.Clone(y.notes), r.Caveats...),
	}
	for _, l := range s.Lines {
		n.Lines = append(n.Lines, NetLine{
			Name: l.Name, Label: l.Label, Kind: l.Kind, Amount: whole(l.Amount), Law: l.Law,
		})
	}
	return n
}

// answer answers a settled question on its basis. Net pay is gross pay carried through the taxes of the country and the
// year, so that it never is more.
func (v View) answer(ctx context.Context, q question) (pay.Answer, error) {
	_, a, _, err := v.onBasis(ctx, q)
	return a, err
}

// onBasis answers a settled question gross and on its own basis; where that is net, t leads from the one to the other.
func (v View) onBasis(ctx context.Context, q question) (gross, asked pay.Answer, t takeHome, err error) {
	if q.Basis != pay.Net {
		gross, err = v.gross(ctx, q)
		return gross, gross, t, err
	}
	rules, warnings, err := q.taxes()
	if err != nil {
		return gross, asked, t, err
	}
	if gross, err = v.gross(ctx, q); err != nil {
		return gross, asked, t, err
	}
	if t, warnings, err = q.takeHome(rules, gross.Currency, warnings); err != nil {
		return gross, asked, t, err
	}
	asked = t.carry(gross)
	asked.Warnings = append(slices.Clone(gross.Warnings), warnings...)
	return gross, asked, t, nil
}

// takeHome returns the way from gross to net pay in a currency and the question's period, and what it is to be warned
// of besides.
func (q question) takeHome(rules *tax.Rules, currency string, warnings []pay.Warning) (takeHome, []pay.Warning, error) {
	converted := 1.
	if !q.PPP {
		q.Currency = currency
		rate, err := rateNear(rules.Currency, currency, q.On)
		if err != nil {
			return takeHome{}, nil, err
		}
		if money.Age(rate, money.MonthOf(q.On)) > money.MaxAge {
			warnings = append(warnings, pay.Warning{
				Code: "net-rate", Message: "taxes are exchanged at %s %s for 1 %s, a rate of %s: there is none since",
				Args: []any{pay.Plain(rate.Value), rate.To, rate.From, rate.Date},
			})
		}
		converted = rate.Value
	} else {
		currency = rules.Currency
	}
	u, err := q.unit(currency)
	if err != nil {
		return takeHome{}, nil, err
	}
	return takeHome{rules, minorUnits(rules.Currency) / (converted * u.factor)}, warnings, nil
}

// oldestRate is how many years back a rate for taxes may be: they move by far less than the rate does.
const oldestRate = 3

// rateNear returns the exchange rate of a day, or the last one before that is known.
func rateNear(from, to string, on time.Time) (pay.Rate, error) {
	_, rate, err := money.Convert(1, from, to, money.MonthOf(on))
	for back := 1; pay.KindOf(err) == pay.Unsupported && back <= oldestRate; back++ {
		if _, older, oldErr := money.Convert(1, from, to, money.MonthOf(on.AddDate(-back, 0, 0))); oldErr == nil {
			return older, nil
		}
	}
	return rate, err
}

// taxes finds the law under which people of a question are paid.
func (q question) taxes() (*tax.Rules, []pay.Warning, error) {
	p := q.Profile
	if p.Country == "" {
		return nil, nil, pay.Errorf(pay.Invalid, "net pay needs a country, whose taxes it is after").In("country").
			WithHint("say the country, as DE; there are tables for %s", tables())
	}
	table, err := tax.Of(p.Country)
	if err != nil {
		return nil, nil, unknownNet(p.Country, err)
	}
	var warnings []pay.Warning
	regime := ""
	if p.Employment == "freelance" {
		if regime = invoiceRegime(table); regime == "" {
			warnings = append(warnings, pay.Warning{
				Code:    "net-employee",
				Message: "there is no table of taxes for those who invoice in %s: the taxes are those of an employee",
				Args:    []any{taxonomy.Countries.Name(p.Country)},
			})
		}
	}
	rules, err := table.Find(q.On.Year(), regionOf(p.Place, table), regime)
	if err != nil {
		return nil, nil, unknownNet(p.Country, err)
	}
	after := "net pay is the gross pay after the taxes and contributions of %s in %s, of %s, single and without " +
		"children"
	if len(rules.Unverified) > 0 {
		after = "net pay is about the gross pay after the taxes and contributions of %s in %s, of %s, single and " +
			"without children; some rates are to be verified"
	}
	warnings = append(warnings, pay.Warning{
		Code: "net", Message: after, Args: []any{taxonomy.Countries.Name(p.Country), rules.Year, rules.RegimeName},
	})
	return rules, append(warnings, rules.Caveats...), nil
}

// unknownNet says why no net pay can be told.
func unknownNet(country string, why error) error {
	return pay.Errorf(pay.Unsupported, "net pay of %s is not known", taxonomy.Countries.Name(country)).In("basis").
		Because(why).WithHint("ask for gross pay; there are tables of taxes for %s", tables())
}

// invoiceRegime returns the usual regime of those who invoice, empty where a table has none.
func invoiceRegime(t *tax.Table) string {
	for _, r := range t.Regimes() {
		if r.Invoice {
			return r.Code
		}
	}
	return ""
}

// regionOf returns the region of a table that a place lies in, empty where it is not known to. A county or a
// metropolitan area of the USA ends with its state, several states by the first.
func regionOf(place string, t *tax.Table) string {
	if place == "" {
		return ""
	}
	name := taxonomy.PlaceName(place)
	_, code, _ := strings.Cut(place, "-")
	if i := strings.LastIndex(name, ", "); i >= 0 {
		code, _, _ = strings.Cut(name[i+2:], "-")
	}
	for _, r := range t.Regions() {
		if r.Code == code || r.Name == name {
			return r.Code
		}
	}
	return ""
}

// takeHome leads from gross pay in the unit of an answer to net pay, and back.
type takeHome struct {
	rules *tax.Rules
	minor float64 // minor units of a year in the law's currency for one unit of the answer
}

// net returns what is left of a gross pay: at least a minor unit, for pay is above zero.
func (t takeHome) net(gross float64) float64 {
	a := t.rules.Assess(int64(math.Round(gross * t.minor)))
	return max(gross-float64(a.Gross-a.Net)/t.minor, 1/t.minor)
}

// gross returns the gross pay that a net one stands for.
func (t takeHome) gross(net float64) (float64, error) {
	minor, err := t.rules.Gross(int64(math.Round(net * t.minor)))
	return float64(minor) / t.minor, err
}

// afterTax is how the words begin that say what a layer's figures are of when they are net already.
const afterTax = "after tax"

// carry takes an answer of gross pay to net pay: every quantile, the mean, the interval of the median, what each facet
// adds, and what the layers know.
func (t takeHome) carry(a pay.Answer) pay.Answer {
	gross := a
	a.Basis = pay.Net
	least := 0.
	for i, q := range gross.Distribution.Q {
		least = max(least, t.net(q)) // at a cliff of the law more gross is less net
		a.Distribution.Q[i] = least
	}
	a.Distribution.Mean = t.mean(gross.Distribution)
	a.Median.Low, a.Median.High = t.net(a.Median.Low), max(t.net(a.Median.Low), t.net(a.Median.High))
	a.Effects = slices.Clone(a.Effects)
	sum := Base(gross)
	before := t.net(sum)
	for i := range a.Effects {
		sum += a.Effects[i].Money
		after := t.net(sum)
		a.Effects[i].Money, a.Effects[i].Ratio = after-before, after/before
		before = after
	}
	a.Evidence.Layers = slices.Clone(a.Evidence.Layers)
	for i := range a.Evidence.Layers {
		l := &a.Evidence.Layers[i]
		if strings.HasPrefix(l.About, afterTax) {
			continue
		}
		for _, p := range []*float64{&l.P10, &l.P25, &l.P50, &l.P75, &l.P90} {
			if *p > 0 {
				*p = t.net(*p)
			}
		}
	}
	return a
}

// mean returns the mean of net pay: the mean of gross pay times the share of it that is left of all of it, by the
// midpoint rule on the quantiles.
func (t takeHome) mean(d pay.Distribution) float64 {
	const points = 40
	gross, net := 0., 0.
	for i := range points {
		q := d.Quantile((float64(i) + .5) / points)
		gross, net = gross+q, net+t.net(q)
	}
	return d.Mean * net / gross
}

// TaxChoices are the regions and the ways of being paid that a country's table of taxes knows.
type TaxChoices struct{ Regions, Regimes []tax.Choice }

// TaxLaw returns what a country's table of taxes knows; ok is false where there is none.
func TaxLaw(country string) (choices TaxChoices, ok bool) {
	t, err := tax.Of(country)
	if err != nil {
		return choices, false
	}
	return TaxChoices{t.Regions(), t.Regimes()}, true
}

// TaxYears lists the years that any table of taxes knows.
func TaxYears() []int {
	var years []int
	for _, country := range tax.Countries() {
		t, err := tax.Of(country)
		if err != nil {
			continue
		}
		for _, year := range t.Years() {
			if !slices.Contains(years, year) {
				years = append(years, year)
			}
		}
	}
	slices.Sort(years)
	return years
}
