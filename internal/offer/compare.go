package offer

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/tax"
)

// Year is what an offer pays in one year, without raises.
type Year struct {
	Year     int    `json:"year"` // of the table, the first being 1; 0 for the typical year
	Base     Amount `json:"base"` // down to Gross in the offer's currency
	Bonus    Amount `json:"bonus"`
	SignOn   Amount `json:"sign_on"`
	Cash     Amount `json:"cash"`      // base, bonus as far as it is expected, and sign-on
	Vested   Amount `json:"vested"`    // listed shares
	Gross    Amount `json:"gross"`     // cash and vested
	TakeHome Amount `json:"take_home"` // after tax, in the country's currency
	Compared Amount `json:"compared"`  // take-home in the comparison's currency
	Buys     Amount `json:"buys"`      // take-home in international dollars; 0 when not known
	PerHour  Amount `json:"per_hour"`  // Compared for an hour worked
}

// Ranks are an offer's places, 1 being the best; equal offers share a place.
type Ranks struct {
	First   int `json:"first_year"`
	Typical int `json:"typical_year"`
	Total   int `json:"total"`
	Buys    int `json:"buys"` // the typical year at purchasing power; 0 when not known for all
	PerHour int `json:"per_hour"`
}

// Leaving is what leaving after some months would cost, in the offer's currency.
type Leaving struct {
	Months   int    `json:"months"`
	Unvested Amount `json:"unvested"` // listed shares that are left behind
	Clawback Amount `json:"clawback"` // of the sign-on
}

// Growth is by how much a private company would have to grow for its shares to make up what the offer lacks.
type Growth struct {
	Against string `json:"against"` // the best of the other offers over the table's years
	Gap     Amount `json:"gap"`     // take-home lacking in the table's years, in the offer's currency
	Shares  int64  `json:"shares"`  // that vest in those years
	// Price of a share that would close the gap, before tax on the gain; 0 when none is needed.
	Price  Amount  `json:"price"`
	Times  float64 `json:"times,omitempty"`  // that price over the last one; 0 when the last is not known
	Yearly float64 `json:"yearly,omitempty"` // growth of a year, as .25; 0 when the last price is not known
}

// Result is one offer compared.
type Result struct {
	Offer      Offer         `json:"offer"`
	Tax        *tax.Rules    `json:"tax"`
	About      bool          `json:"about"` // the tax rests on figures that are to be verified
	Rate       pay.Rate      `json:"rate"`  // from the country's currency to the comparison's
	Hours      Amount        `json:"hours"` // worked in a year
	Years      []Year        `json:"years"`
	First      Year          `json:"first_year"`
	Typical    Year          `json:"typical_year"` // the mean of the years after the first
	Total      Amount        `json:"total"`        // take-home of all years, in the comparison's currency
	Ranks      Ranks         `json:"ranks"`
	Leaving    []Leaving     `json:"leaving"`
	Private    *Growth       `json:"private,omitempty"`
	OverTime   []Cumulated   `json:"over_time"`
	Caveats    []pay.Warning `json:"caveats,omitempty"`
	calculator calculator
}

// Comparison is the answer.
type Comparison struct {
	Currency   string        `json:"currency"`
	Buying     int           `json:"buying_year,omitempty"` // of the purchasing powers; 0 when one is missing
	Best       []string      `json:"best"`                  // the names of the first place, more than one when equal
	Nominal    bool          `json:"nominal"`               // ranked by money and not by what it buys
	Results    []Result      `json:"results"`               // in the order asked
	BreakEvens []BreakEven   `json:"break_evens,omitempty"`
	Raises     []Matching    `json:"raises,omitempty"`
	Caveats    []pay.Warning `json:"caveats,omitempty"`
}

// calculator turns gross pay of an offer into take-home.
type calculator struct {
	rules    *tax.Rules
	toLocal  float64 // from the offer's currency to the country's
	toCommon float64 // from the country's to the comparison's
	buying   float64 // units of the country's currency for an international dollar; 0 when not known
	hours    Amount
	years    int
}

// Compare answers a question. A question that makes no sense is a pay.Invalid error, one of a country, year,
// region or regime without a table of taxes pay.NotFound.
func Compare(q Question) (*Comparison, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	if err := q.complete(); err != nil {
		return nil, err
	}
	c := &Comparison{Currency: q.Currency, Results: make([]Result, len(q.Offers))}
	for i := range q.Offers {
		r, err := q.result(&q.Offers[i])
		if err != nil {
			return nil, err
		}
		c.Results[i] = *r
	}
	c.Buying, c.Nominal = q.buying(c.Results)
	c.rank()
	c.grow()
	c.BreakEvens = c.breakEvens()
	c.Raises = c.matchings()
	c.caveats(&q)
	return c, nil
}

// complete fills in what the question leaves to defaults, in a copy of its offers.
func (q *Question) complete() error {
	q.Offers = slices.Clone(q.Offers)
	for i := range q.Offers {
		o := &q.Offers[i]
		table, err := tax.Of(o.Country)
		if err != nil {
			return err
		}
		if o.Currency == "" {
			o.Currency, _ = money.CurrencyOf(o.Country)
		}
		if o.Employment == "" {
			o.Employment = Employee
		}
		if o.Regime == "" {
			if o.Regime, err = usualRegime(o, table); err != nil {
				return err
			}
		}
		if o.Raise == nil {
			o.Raise = q.raise()
		}
		if years := table.Years(); q.TaxYear == 0 || i > 0 && years[len(years)-1] < q.TaxYear {
			q.TaxYear = years[len(years)-1]
		}
	}
	if q.Years == 0 {
		q.Years = yearsUsual
	}
	if q.Currency == "" {
		q.Currency = q.Offers[0].Currency
	}
	return nil
}

func (q *Question) raise() *Percent {
	if q.Raise != nil {
		return q.Raise
	}
	usual := raiseUsual
	return &usual
}

// usualRegime returns the first regime of a table for the form of engagement.
func usualRegime(o *Offer, table *tax.Table) (string, error) {
	for _, r := range table.Regimes() {
		if r.Invoice == (o.Employment == Invoice) {
			return r.Code, nil
		}
	}
	return "", pay.Errorf(pay.NotFound, "there is no table of taxes for those who invoice in %s", o.Country).
		In("employment").At("offer " + o.Name).
		WithHint("compare it as an employee, or give the pay after tax of an accountant")
}

// result computes one offer by itself.
func (q *Question) result(o *Offer) (*Result, error) {
	rules, err := tax.Find(tax.Question{Country: o.Country, Year: q.TaxYear, Region: o.Region, Regime: o.Regime})
	if err != nil {
		return nil, err
	}
	_, local, err := money.Convert(1, o.Currency, rules.Currency, q.On)
	if err != nil {
		return nil, err
	}
	_, common, err := money.Convert(1, rules.Currency, q.Currency, q.On)
	if err != nil {
		return nil, err
	}
	hours, assumed := o.hoursWorked()
	calc := calculator{rules: rules, toLocal: local.Value, toCommon: common.Value, hours: hours, years: q.Years}
	if calc.buying, _, err = money.Purchasing(o.Country, q.TaxYear); err != nil {
		calc.buying = 0
	}
	r := &Result{
		Offer: *o, Tax: rules, About: len(rules.Unverified) > 0, Rate: common, Hours: hours, calculator: calc,
	}
	r.Years = calc.table(o)
	for _, y := range r.Years {
		if err := rules.Check(int64(y.Gross.times(calc.toLocal))); err != nil {
			return nil, err
		}
		r.Total += y.Compared
	}
	r.First, r.Typical = r.Years[0], typical(r.Years)
	for _, months := range []int{0, 12, 24, 36} {
		r.Leaving = append(r.Leaving, o.LeavingAfter(months))
	}
	r.OverTime = calc.overTime(o, *o.Raise)
	r.Caveats = offerCaveats(r, assumed)
	return r, nil
}

// table computes the years of an offer.
func (c *calculator) table(o *Offer) []Year {
	years := make([]Year, c.years)
	for i := range years {
		years[i] = c.year(o, i+1, o.Base)
	}
	return years
}

// year computes one year of an offer at a base pay.
func (c *calculator) year(o *Offer, number int, base Amount) Year {
	raised := *o
	raised.Base = base
	y := Year{Year: number, Base: base, Bonus: raised.expectedBonus()}
	if number == 1 {
		y.SignOn = o.SignOn.Amount
	}
	if o.Equity != nil {
		y.Vested = o.Equity.vests(number)
	}
	y.Cash = y.Base + y.Bonus + y.SignOn
	y.Gross = y.Cash + y.Vested
	y.TakeHome = Amount(c.rules.Assess(int64(y.Gross.times(c.toLocal))).Net)
	y.Compared = y.TakeHome.times(c.toCommon)
	if c.buying > 0 {
		y.Buys = y.TakeHome.times(1 / c.buying)
	}
	if c.hours > 0 {
		y.PerHour = Amount(share(int64(y.Compared), 100, int64(c.hours)))
	}
	return y
}

// typical returns the mean of the years after the first, or the first when it is alone. Each figure is rounded
// by itself, half up.
func typical(years []Year) Year {
	if len(years) == 1 {
		y := years[0]
		y.Year = 0
		return y
	}
	var sum Year
	for _, y := range years[1:] {
		for i, field := range sum.fields() {
			*field += *y.fields()[i]
		}
	}
	for _, field := range sum.fields() {
		*field = Amount(share(int64(*field), 1, int64(len(years)-1)))
	}
	return sum
}

func (y *Year) fields() []*Amount {
	return []*Amount{
		&y.Base, &y.Bonus, &y.SignOn, &y.Cash, &y.Vested, &y.Gross, &y.TakeHome, &y.Compared, &y.Buys, &y.PerHour,
	}
}

// LeavingAfter returns what leaving after some months would cost.
func (o *Offer) LeavingAfter(months int) Leaving {
	l := Leaving{Months: months}
	if o.Equity != nil {
		l.Unvested = o.Equity.unvested(months)
	}
	if s := o.SignOn; months < s.Clawback && !o.Current {
		l.Clawback = s.Amount
		if s.ProRata {
			l.Clawback = Amount(share(int64(s.Amount), int64(s.Clawback-months), int64(s.Clawback)))
		}
	}
	return l
}

// buying returns the year of the purchasing powers, and whether the ranking is by money: because it was asked
// for, because one is missing, or because all offers are of one country, where both are the same.
func (q *Question) buying(results []Result) (year int, nominal bool) {
	countries := map[string]bool{}
	for i := range results {
		countries[results[i].Offer.Country] = true
		_, used, err := money.Purchasing(results[i].Offer.Country, q.TaxYear)
		if err != nil {
			return 0, true
		}
		year = max(year, used)
	}
	return year, q.Nominal || len(countries) == 1
}

// worth is the measure of the ranking: take-home of the years after the first, or of the first when alone.
// The sum of the years and not their mean, so that rounding makes no two offers equal.
func (c *Comparison) worth(years []Year) Amount {
	var sum Amount
	for i, y := range years {
		if i == 0 && len(years) > 1 {
			continue
		}
		if c.Nominal {
			sum += y.Compared
		} else {
			sum += y.Buys
		}
	}
	return sum
}

// rank fills in the places and the best.
func (c *Comparison) rank() {
	for _, m := range []struct {
		measure func(*Result) Amount
		place   func(*Ranks) *int
		skip    bool
	}{
		{func(r *Result) Amount { return r.First.Compared }, func(r *Ranks) *int { return &r.First }, false},
		{func(r *Result) Amount { return sumAfterFirst(r.Years) }, func(r *Ranks) *int { return &r.Typical }, false},
		{func(r *Result) Amount { return r.Total }, func(r *Ranks) *int { return &r.Total }, false},
		{func(r *Result) Amount { return r.Typical.PerHour }, func(r *Ranks) *int { return &r.PerHour }, false},
		{func(r *Result) Amount { return r.Typical.Buys }, func(r *Ranks) *int { return &r.Buys }, c.Buying == 0},
	} {
		for i := range c.Results {
			place := 1
			for j := range c.Results {
				if m.measure(&c.Results[j]) > m.measure(&c.Results[i]) {
					place++
				}
			}
			if !m.skip {
				*m.place(&c.Results[i].Ranks) = place
			}
		}
	}
	most := c.worth(c.best().Years)
	for i := range c.Results {
		if c.worth(c.Results[i].Years) == most {
			c.Best = append(c.Best, c.Results[i].Offer.Name)
		}
	}
}

func sumAfterFirst(years []Year) Amount { return (&Comparison{Nominal: true}).worth(years) }

// best returns the first of those in the first place.
func (c *Comparison) best() *Result {
	return slices.MaxFunc(c.pointers(), func(a, b *Result) int {
		return cmp.Compare(c.worth(a.Years), c.worth(b.Years))
	})
}

func (c *Comparison) pointers() []*Result {
	list := make([]*Result, len(c.Results))
	for i := range list {
		list[i] = &c.Results[i]
	}
	return list
}

// result returns the result of a name, nil when there is none.
func (c *Comparison) result(name string) *Result {
	for i := range c.Results {
		if c.Results[i].Offer.Name == name {
			return &c.Results[i]
		}
	}
	return nil
}

func warning(code, format string, args ...any) pay.Warning {
	return pay.Warning{Code: code, Message: fmt.Sprintf(format, args...)}
}
