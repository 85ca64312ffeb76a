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
	WarnUnseen       = "unseen-value"       // a value of the profile that too few records have
	WarnCountry      = "unseen-country"     // a country answered from its income group
	WarnFew          = "few-records"        // hardly anyone agrees with the whole profile
	WarnProjected    = "projected"          // the date asked for lies after the data
	WarnEarlier      = "before-the-data"    // the date asked for lies before the data
	WarnPlace        = "place"              // moved to the place by what another source says of it
	WarnPlaceUnknown = "place-unknown"      // nothing is known of the place
	WarnComponent    = "component-borrowed" // base pay by what other countries state of it
	WarnCurrency     = "no-rate"            // answered in US dollars for want of an exchange rate
)

// medianLevel is the probability of the interval of the median.
const medianLevel = .9

const (
	// normal90 is half the width of a 90 % interval in standard errors (R: qnorm(.95)).
	normal90 = 1.6449

	// betweenSources is the standard deviation, in log pay, between what one source and another say of the median of the
	// same people, beyond sampling. `backpay backtest --leave-out` measures it.
	betweenSources = .10

	// alikeRecords is the number of reports at which an answer rests on them by half.
	alikeRecords = 100
)

// DataShare is the share of an answer that rests on so many reports like it; the rest is borrowed.
func DataShare(reports int) float64 { return float64(reports) / (float64(reports) + alikeRecords) }

// few is how many reports must be like a profile for its answer to go without a warning.
const few = 10

// Estimate implements Estimator.
func (m *Model) Estimate(q Question) (Result, error) {
	a, err := m.read(q)
	if err != nil {
		return Result{}, err
	}
	answer, sampling := m.answer(a)
	r := Result{
		Currency: a.currency, AsOf: a.asOf, Warnings: a.warnings, Moved: a.moved,
		N: m.counts.alike(a.row, a.alike),
	}
	for l, v := range answer {
		r.Distribution.Q[l] = math.Exp(v + a.level.log)
	}
	r.Distribution.Mean = meanOf(r.Distribution)
	r.Parts = Parts{
		Sampling: normal90 * sampling, Sources: normal90 * math.Hypot(betweenSources, a.between),
		Projection: normal90 * a.level.error,
	}
	half := math.Hypot(math.Hypot(r.Parts.Sampling, r.Parts.Sources), r.Parts.Projection)
	median := r.Distribution.Median()
	r.Median = pay.Interval{Low: median * math.Exp(-half), High: median * math.Exp(half), Level: medianLevel}
	if a.unseen {
		r.N = 0
	}
	r.DataShare = DataShare(r.N)
	r.Borrowed = m.borrowed(q.Profile, a)
	return r, nil
}

// Few is the caveat of an answer that rests on n reports like it; ok is false where they are enough to go without.
func Few(n int) (w pay.Warning, ok bool) {
	return pay.Warning{Code: WarnFew, Message: fmt.Sprintf(
		"fewer than %d reports here are of this work, country and experience; the answer is mostly that of their "+
			"neighbours", few)}, n < few
}

// answer returns the quantiles of log pay that a question asks for, before its level, and the standard error of the
// median that sampling leaves.
func (m *Model) answer(a *asked) (q spread, err float64) {
	q, err = m.say(a.row)
	if a.second != boost.Unknown {
		row := slices.Clone(a.row)
		row[colYears] = a.second
		other, _ := m.say(row)
		q = blend(q, other, m.Ladder.Title)
	}
	return a.shape(q), err
}

// blend returns a mean of two answers, the second to a share.
func blend(a, b spread, share float64) spread {
	for l := range a {
		a[l] += share * (b[l] - a[l])
	}
	return a
}

// shape narrows quantiles of total pay to what is plausible of a country, spreads them by what the level is unsure of, and
// makes those of a component of them. Of two answers of which one is nowhere below the other it is nowhere below still:
// narrowing is a mean with the median, and what is added or multiplied does not depend on the quantiles.
func (a *asked) shape(q spread) spread {
	centre := q[pay.MedianIndex]
	wider := typicalSpread * (math.Hypot(1, a.level.error/typicalSpread) - 1) // an uncertain level spreads the people's pay too
	for l := range q {
		q[l] = centre + a.narrow*(q[l]-centre) + wider*normals[l]
	}
	if a.share != nil {
		q = a.share.base(q)
	}
	return q
}

// normals are the quantiles of the standard normal at pay.Levels.
var normals = func() (z spread) {
	for l, p := range pay.Levels {
		z[l] = math.Sqrt2 * math.Erfinv(2*p-1)
	}
	return z
}()

// typicalSpread is the standard deviation of log pay among people of one profile, roughly.
const typicalSpread = .45

// asked is a question that has been read.
type asked struct {
	row      []uint8
	second   uint8   // other years of experience that a title stands for; boost.Unknown where there are none
	share    *share  // of base pay; nil for total pay
	narrow   float64 // what the spread is multiplied by
	alike    string  // the level that reports must state where no years are given
	currency string
	level    level
	asOf     time.Time
	unseen   bool    // the role or the country is unknown to the model
	between  float64 // standard error of the centre of a country that is answered by its income group
	place    float64 // what the place adds, in log pay; it is in level
	above    float64 // what a title adds, in log pay; it is in level
	moved    *Move
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
	if q.Basis == pay.Net {
		return nil, netRefused()
	}
	if q.Component != "" && !q.Component.Valid() {
		return nil, pay.Errorf(pay.Invalid, "there is no component %q", q.Component).In("component").WithHint("it is base or total")
	}
	a := &asked{row: make([]uint8, m.space.width()), asOf: q.On, narrow: m.narrowOf(q.Profile.Country)}
	if a.asOf.IsZero() {
		a.asOf = m.lastDate()
	}
	profile := q.Profile
	if profile.Years.Known() || slices.Contains(taxonomy.Levels.Codes(), profile.Level) {
		profile.Level = "" // which is no column of the ensemble: it is climbed to
	}
	m.space.encode(&profile, min(a.asOf.Year(), m.Anchor), q.Complete, a.row)
	a.row[colPlace] = boost.Unknown
	a.row[colYears], a.second, a.above = m.climb(&q.Profile)
	if !q.Profile.Years.Known() {
		a.alike = q.Profile.Level
	}
	m.unseen(&q.Profile, a)
	if err := m.setPlace(&q.Profile, a); err != nil {
		return nil, err
	}
	m.setComponent(q, a)
	m.setLevel(q, a)
	a.level.log += a.above + a.place + m.Roles[q.Profile.Role]
	m.setMoved(q.Profile.Country, a)
	return a, nil
}

// netRefused says why there is no net pay here: what surveys state of net pay is of other people than what they state of
// gross pay, and the difference of the two is not tax.
func netRefused() error {
	return pay.Errorf(pay.Unsupported, "net pay is not estimated: it follows from gross pay by tax rules, "+
		"and surveys that state net pay are of other people than those that state gross pay").In("basis").
		WithHint("ask for gross pay")
}

// setComponent sets the share of base pay where that is asked for.
func (m *Model) setComponent(q Question, a *asked) {
	if q.Component != pay.Base {
		return
	}
	s, measured := shareOf(q.Profile.Country)
	a.share = &s
	if !measured {
		a.warn(WarnComponent, "nobody states base and total pay there: base pay is taken to differ from the total by %s, "+
			"as where both are stated", pay.Change{Ratio: s[pay.MedianIndex], Decimals: 1})
	}
}

// unseen warns of the values of a profile that the model does not know.
func (m *Model) unseen(p *pay.Profile, a *asked) {
	var unknown []string
	for c := colRole; c < firstSkill; c++ {
		facet := facetOf[c]
		field := p.Field(facet)
		if field == nil || *field == "" || c == colRegion || c == colIncome || c == colPlace || a.row[c] != boost.Unknown {
			continue
		}
		if c == colLevel && slices.Contains(taxonomy.Levels.Codes(), *field) {
			continue
		}
		a.unseen = a.unseen || c == colRole || c == colCountry
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
