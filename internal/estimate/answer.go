package estimate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// The codes of the warnings of a Result.
const (
	WarnUnseen    = "unseen-value"    // a value of the profile that too few records have
	WarnCountry   = "unseen-country"  // a country answered from its income group
	WarnFew       = "few-records"     // hardly anyone agrees with the whole profile
	WarnProjected = "projected"       // the date asked for lies after the data
	WarnEarlier   = "before-the-data" // the date asked for lies before the data
	WarnBasis     = "basis-unknown"   // no source says how the asked basis differs
	WarnTerm      = "source-term"     // the asked basis was reached by a source's term
	WarnCurrency  = "no-rate"         // answered in US dollars for want of an exchange rate
)

// medianLevel is the probability of the interval of the median.
const medianLevel = .9

// studentT is the 95th percentile of Student's t with 4 degrees of freedom, one less than the folds
// (R: qt(.95, 4)).
const studentT = 2.1318

// few is how many people must agree with a profile for its answer to go without a warning.
const few = 10

// Estimate implements Estimator.
func (m *Model) Estimate(q Question) (Result, error) {
	asked, err := m.read(q)
	if err != nil {
		return Result{}, err
	}
	s := m.newSums()
	m.add(asked.row, s)
	answer := m.own(asked.row, m.finish(asked.row, m.join(s, m.folds())))
	half := studentT * math.Hypot(math.Hypot(m.jackknife(s), asked.between), asked.level.error)
	for l := range answer { // an uncertain level spreads the people's pay too
		d := answer[l] - answer[pay.MedianIndex]
		answer[l] += d * (math.Hypot(1, asked.level.error/typicalSpread) - 1)
	}
	r := Result{
		Currency: asked.currency, AsOf: asked.asOf, Warnings: asked.warnings,
		N: m.cells.agree(asked.row, m.People),
	}
	for l, v := range answer {
		r.Distribution.Q[l] = math.Exp(v + asked.level.log)
	}
	r.Distribution.Mean = meanOf(r.Distribution)
	median := r.Distribution.Median()
	r.Median = pay.Interval{Low: median * math.Exp(-half), High: median * math.Exp(half), Level: medianLevel}
	r.DataShare = float64(r.N) / (float64(r.N) + cellRecords)
	if asked.unseen {
		r.N, r.DataShare = 0, 0
	}
	r.Borrowed = m.borrowed(q.Profile, asked)
	if r.N < few {
		r.Warnings = append(r.Warnings, pay.Warning{Code: WarnFew, Message: fmt.Sprintf("fewer than %d people here agree with all of this; the answer is mostly that of their neighbours", few)})
	}
	return r, nil
}

// typicalSpread is the standard deviation of log pay among people of one profile, roughly.
const typicalSpread = .45

// asked is a question that has been read.
type asked struct {
	row      []uint8
	currency string
	level    level
	asOf     time.Time
	unseen   bool    // something of the profile is unknown to the model
	between  float64 // standard error of the centre of a country that is answered by its income group
	warnings []pay.Warning
}

// level is what the answer of the model, log US dollars a year in its own years, is moved by to be in the currency, on
// the basis and of the date that were asked for.
type level struct{ log, error float64 }

// warn adds a caveat; %s in its message stands for each of args, as pay.Warning says.
func (a *asked) warn(code, format string, args ...any) {
	a.warnings = append(a.warnings, pay.Warning{Code: code, Message: format, Args: args})
}

// read checks a question and makes its row.
func (m *Model) read(q Question) (*asked, error) {
	if n, known := q.Profile.Years.Get(); known && !(n >= 0 && n <= pay.MaxYears) {
		return nil, pay.Errorf(pay.Invalid, "%v years of experience are not between 0 and %d", n, pay.MaxYears).In(string(pay.FacetYears))
	}
	if q.Basis != "" && !q.Basis.Valid() {
		return nil, pay.Errorf(pay.Invalid, "there is no basis %q", q.Basis).In("basis").WithHint("it is gross or net")
	}
	if q.Component != "" && !q.Component.Valid() {
		return nil, pay.Errorf(pay.Invalid, "there is no component %q", q.Component).In("component").WithHint("it is base or total")
	}
	a := &asked{row: make([]uint8, m.space.width())}
	a.asOf = q.On
	if a.asOf.IsZero() {
		a.asOf = m.lastDate()
	}
	m.space.encode(&q.Profile, min(a.asOf.Year(), m.Anchor), q.Complete, a.row)
	m.unseen(&q.Profile, a)
	m.setLevel(q, a)
	return a, nil
}

// unseen warns of the values of a profile that the model does not know.
func (m *Model) unseen(p *pay.Profile, a *asked) {
	var unknown []string
	for c := colRole; c < firstSkill; c++ {
		facet := facetOf[c]
		field := p.Field(facet)
		if field == nil || *field == "" || c == colRegion || c == colIncome || a.row[c] != boost.Unknown {
			continue
		}
		if n, known := p.Years.Get(); c == colLevel && known && *field == taxonomy.LevelOfYears(n) {
			continue
		}
		a.unseen = true
		if c == colCountry {
			a.between = m.Typical.Between[a.row[colIncome]]
			a.warn(WarnCountry, "too few people of %s are in the data: the answer is that of %s countries", taxonomy.Countries.Name(p.Country), orElse(taxonomy.IncomeGroup(p.Country), "all")+"-income")
			continue
		}
		unknown = append(unknown, string(facet)+" "+*field)
	}
	for _, k := range p.Skills {
		if _, ok := m.space.skill[k]; !ok {
			unknown = append(unknown, "skill "+k)
			a.unseen = true
		}
	}
	if len(unknown) > 0 {
		a.warn(WarnUnseen, "too few records tell of %s: it makes no difference to the answer", strings.Join(unknown, ", "))
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// jackknife returns the standard error of the median's log: the delete-a-group jackknife (Kott 2001) over the folds.
func (m *Model) jackknife(s *sums) float64 {
	k := float64(len(m.quantiles))
	if k < 2 {
		return 0
	}
	sum, squares := 0.0, 0.0
	for f := range m.quantiles {
		v := m.join(s, []int{f})[pay.MedianIndex]
		sum += v
		squares += v * v
	}
	return math.Sqrt(max(squares-sum*sum/k, 0) * (k - 1) / k)
}

// borrowed says from whom the part of an answer comes that does not rest on people who agree with all of it.
func (m *Model) borrowed(p pay.Profile, a *asked) string {
	given := p.Given()
	if len(given) == 0 {
		return ""
	}
	if a.row[colCountry] == boost.Unknown && p.Country != "" {
		return "people of countries with a like income"
	}
	if len(given) == 1 {
		return "people of all profiles"
	}
	var names []string
	for _, f := range given {
		if f != pay.FacetCountry {
			names = append(names, strings.ReplaceAll(string(f), "_", " "))
		}
	}
	if slices.Contains(given, pay.FacetCountry) {
		return "people there who differ in " + strings.Join(names, " or ") + ", and people like these elsewhere"
	}
	return "people who agree with a part of this"
}

// meanOf returns the mean of pay: the quantile function's, with the log-normal tails of pay.Distribution.
func meanOf(d pay.Distribution) float64 {
	sum := 0.0
	for i := 1; i < levels; i++ {
		low, high, p := d.Q[i-1], d.Q[i], pay.Levels[i]-pay.Levels[i-1]
		if ratio := math.Log(high / low); ratio > 1e-9 {
			sum += p * (high - low) / ratio
		} else {
			sum += p * low
		}
	}
	const points = 4
	tail := pay.Levels[0] / points
	for i := range points {
		p := (float64(i) + .5) * tail
		sum += tail * (d.Quantile(p) + d.Quantile(1-p))
	}
	return sum
}

// currencyOf is the currency that a question is answered in.
func currencyOf(q Question) string {
	if q.Currency != "" {
		return q.Currency
	}
	if own, ok := money.CurrencyOf(q.Profile.Country); ok {
		return own
	}
	return "USD"
}
