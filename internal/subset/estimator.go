package subset

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"backpay/internal/estimate"
	"backpay/internal/money"
	"backpay/internal/pay"
	"backpay/internal/taxonomy"
)

// Estimator answers questions from a Table of the reported layer.
type Estimator struct {
	table *Table
}

var _ estimate.Estimator = (*Estimator)(nil)

// NewEstimator returns an Estimator over t.
func NewEstimator(t *Table) *Estimator { return &Estimator{table: t} }

// Estimate answers q by Table.Shrink, in the country's own currency, carried from BaseYear to the date
// asked by consumer prices. It knows gross pay only.
func (e *Estimator) Estimate(q estimate.Question) (estimate.Result, error) {
	if q.Basis == pay.Net {
		return estimate.Result{}, pay.Errorf(pay.NoEvidence, "net pay cannot be estimated").In("basis").
			WithHint("ask for gross pay; taxes depend on more than a profile says")
	}
	s, ok := e.table.Shrink(pay.Reported, q.Profile)
	if !ok {
		return estimate.Result{}, pay.Errorf(pay.NoEvidence, "there are no records to answer from").
			WithHint("import some: backpay import --help")
	}
	on := q.On
	if on.IsZero() {
		on = time.Date(BaseYear, 7, 1, 0, 0, 0, 0, time.UTC)
	}
	r := estimate.Result{N: s.N, DataShare: s.DataShare, AsOf: on, Borrowed: borrowed(q.Profile)}
	factor := e.home(q.Profile.Country, on, &r)
	r.Distribution = s.Distribution().Scale(factor)
	const z95 = 1.645 // a 90 % interval
	m := r.Distribution.Median()
	r.Median = pay.Interval{Low: m * math.Exp(-z95*s.MedianSE), High: m * math.Exp(z95*s.MedianSE), Level: .9}
	if s.N < MinPeople {
		r.Warnings = append(r.Warnings, pay.Warning{Code: "few-records",
			Message: fmt.Sprintf("fewer than %d reports agree with all of this: most of the answer is borrowed", MinPeople)})
	}
	if c := q.Profile.Country; c != "" {
		if cell, ok := e.table.cell(pay.Reported, []feature{{pay.FacetCountry, c}}); !ok || cell.N < MinPeople {
			r.Warnings = append(r.Warnings, pay.Warning{Code: "unknown-country",
				Message: "there are next to no reports from " + taxonomy.Countries.Name(c) + ": the answer is of the whole world"})
		}
	}
	if q.Profile.Place != "" {
		r.Warnings = append(r.Warnings, pay.Warning{Code: "place-ignored",
			Message: "reports do not say the place: the answer is of the whole country; see the official layer"})
	}
	return r, nil
}

// home sets the result's currency to the country's own and returns what comparable dollars are multiplied
// by to be that currency at the date. A warning names how the years between were bridged.
func (e *Estimator) home(country string, on time.Time, r *estimate.Result) float64 {
	r.Currency = "USD"
	if country == "" {
		return 1
	}
	currency, ok := money.CurrencyOf(country)
	if !ok {
		return 1
	}
	rate, err := money.YearRate("USD", currency, BaseYear)
	if err != nil {
		return 1
	}
	r.Currency = currency
	growth, last := pricesTo(country, on)
	if growth != 1 {
		message := fmt.Sprintf("carried from %d to %s by consumer prices (%+.1f %%)", BaseYear, on.Format("January 2006"), 100*(growth-1))
		if last < on.Year() {
			message += fmt.Sprintf("; published to %d, the rest at that year's pace", last)
		}
		r.Warnings = append(r.Warnings, pay.Warning{Code: "carried", Message: message})
	}
	return rate.Value * growth
}

// pricesTo returns the growth of consumer prices from the middle of BaseYear to a date: the published
// years, and from there on the last published year's pace. last is the last published year.
func pricesTo(country string, on time.Time) (growth float64, last int) {
	years := on.Sub(time.Date(BaseYear, 7, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24 / 365.25
	whole := int(math.Trunc(years))
	ratio, last, err := money.Prices(country, BaseYear, BaseYear+whole)
	if err != nil {
		return 1, BaseYear
	}
	pace := 1.0
	if latest, _, err := money.Prices(country, last-1, last); err == nil {
		pace = min(max(latest, .9), 2)
	}
	return ratio * math.Pow(pace, years-float64(last-BaseYear)), last
}

// borrowed says from whom an answer borrows.
func borrowed(p pay.Profile) string {
	given := p.Given()
	switch {
	case len(given) == 0:
		return ""
	case p.Country != "" && len(given) > 1:
		return "others in " + taxonomy.Countries.Name(p.Country) + " and people like these elsewhere"
	case p.Country != "":
		return "the rest of the world"
	}
	return "people of other profiles"
}

// Explain returns exact Shapley values of the median over the facets given, by asking every subset of
// them. They are ratios first: pay is explained on the log scale, where effects add, and each facet's
// money is its share of the difference.
func (e *Estimator) Explain(q estimate.Question) (base float64, effects []pay.Effect, err error) {
	whole, err := e.Estimate(q)
	if err != nil {
		return 0, nil, err
	}
	given := q.Profile.Given()
	if years, known := q.Profile.Years.Get(); known && q.Profile.Level == taxonomy.LevelOfYears(years) {
		q.Profile.Level = "" // derived: it is no facet of its own
		given = q.Profile.Given()
	}
	scratch := estimate.Result{}
	factor := e.home(q.Profile.Country, whole.AsOf, &scratch)
	value := make([]float64, 1<<len(given))
	for set := range value {
		var keep []pay.Facet
		for i, f := range given {
			if set&(1<<i) != 0 {
				keep = append(keep, f)
			}
		}
		s, _ := e.table.Shrink(pay.Reported, q.Profile.Only(keep...))
		value[set] = s.Log[pay.MedianIndex]
	}
	phi := make([]float64, len(given))
	n := len(given)
	for set := range value {
		size := bits.OnesCount(uint(set))
		for i := range given {
			if set&(1<<i) == 0 {
				phi[i] += (value[set|1<<i] - value[set]) * weight(size, n)
			}
		}
	}
	base = math.Exp(value[0]) * factor
	total := math.Exp(value[len(value)-1]) * factor
	span := value[len(value)-1] - value[0]
	for i, f := range given {
		money := (total - base) / float64(n)
		if math.Abs(span) > 1e-9 {
			money = (total - base) * phi[i] / span
		}
		effects = append(effects, pay.Effect{Facet: f, Value: q.Profile.Value(f), Money: money, Ratio: math.Exp(phi[i])})
	}
	return base, effects, nil
}

// weight is the Shapley weight of a coalition of a size among n players: size!(n-size-1)!/n!.
func weight(size, n int) float64 {
	w := 1.0 / float64(n)
	for k := 1; k <= size; k++ {
		w *= float64(k) / float64(n-k)
	}
	return w
}
