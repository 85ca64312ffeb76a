package company

import (
	"math"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Effect is what an employer does to the pay for a profile compared with the market there.
type Effect struct {
	// Ratio is the median of base pay at the employer over that of the employers of the USA for the same role, with the
	// mix of employers that the level and the place have.
	Ratio    float64      `json:"ratio"`
	Interval pay.Interval `json:"interval"` // of Ratio
	// Spread is the width of the distribution of log pay at the employer, with what is not known of it, over that of
	// all employers: under 1, for one employer's pay spreads less than everybody's.
	Spread float64 `json:"spread"`
	Own    float64 `json:"own_share"`    // share of the effect that rests on the employer itself, the rest is borrowed
	Posted float64 `json:"posted_share"` // share of it that rests on advertised ranges, brought to filings by Bias
	Filed  int     `json:"filings"`      // filings whose pay is at hand
	Ranges int     `json:"ranges"`       // advertised ranges
	First  int     `json:"first_year"`
	Last   int     `json:"last_year"`
	// Borrowed says in words what the rest is borrowed from; empty where nothing is.
	Borrowed string `json:"borrowed,omitempty"`
}

// Apply moves a distribution of base pay at the profile to the employer: the median by Ratio, the rest by Spread
// about it. It is for base pay alone; what an employer pays in bonus and equity no filing says.
func (f Effect) Apply(d pay.Distribution) pay.Distribution {
	median := d.Median()
	out := d
	for i, q := range d.Q {
		out.Q[i] = f.Ratio * median * math.Pow(q/median, f.Spread)
	}
	out.Mean = meanPay(out)
	return out
}

// meanPay returns the mean of a distribution, by the middle of 200 equal shares of people.
func meanPay(d pay.Distribution) float64 {
	const steps = 200
	mean := 0.
	for i := range steps {
		mean += d.Quantile((float64(i)+.5)/steps) / steps
	}
	return mean
}

// Pay is what an employer, or the market, pays for a profile by the filings: a floor of gross base pay in US dollars a
// year.
type Pay struct {
	Distribution pay.Distribution `json:"distribution"`
	Median       pay.Interval     `json:"median_interval"`
	Year         int              `json:"year"` // that it speaks for
	Effect       Effect           `json:"effect"`
	Found        *Group           `json:"found,omitempty"` // its filings like it, at least MinPeople
	Warnings     []pay.Warning    `json:"warnings,omitempty"`
}

// z90 is the standard normal quantile for intervals that hold nine times in ten.
const z90 = 1.6449

// prediction is a centre of log pay and how it is spread.
type prediction struct {
	centre, variance float64 // of the centre
	width            float64
	shape            *shape
}

func (s prediction) distribution() pay.Distribution { return s.shape.distribution(s.centre, s.width) }
func (s prediction) median() float64                { return s.centre + s.width*s.shape.z[pay.MedianIndex] }

// width90 is the distance between the 10th and the 90th percentile of log pay.
func (s prediction) width90() float64 { return s.width * (s.shape.z[11] - s.shape.z[1]) }

// within keeps a year inside those of the filings; 0 is the last.
func (t *Table) within(year int) int {
	if year == 0 {
		return t.last
	}
	return min(max(year, t.first), t.last)
}

// predictMarket is the market at a point.
func (t *Table) predictMarket(p point) prediction {
	width, ok := t.kinds.roleWidths[p.role]
	if !ok {
		width = t.kinds.marketWidth
	}
	return prediction{centre: t.market.at(p), width: width, shape: &t.kinds.marketShape}
}

// predictEmployer is an employer at a point. What it may pay differently there than on the whole, and no ten filings
// show,
// is part of the variance.
func (t *Table) predictEmployer(e *Employer, q *question) prediction {
	s := prediction{
		centre: q.joint + e.effect.log, variance: e.effect.variance,
		width: e.width, shape: &t.kinds.shapes[classOf(e.Filed)],
	}
	if q.role == "" {
		s.centre += e.mix.role
	}
	if q.state == "" {
		s.centre += e.mix.place
	}
	for i, key := range q.keys {
		if key != "" {
			s.variance += t.kinds.betweenShifts[i]
		}
	}
	for _, shift := range e.shifts {
		if shift.key == q.keys[shift.term] {
			between := t.kinds.betweenShifts[shift.term]
			s.centre += shift.log
			s.variance -= between * (1 - t.kinds.noise/(t.kinds.noise+float64(shift.n)*between))
		}
	}
	return s
}

// predictUnknown is an employer of which nothing but its industry and size is known, at a point.
func (t *Table) predictUnknown(industry, orgSize string, q *question) prediction {
	k := &t.kinds
	return prediction{
		centre:   q.joint + k.mean + k.industry[industry] + k.orgSize[orgSize],
		variance: k.between, width: k.widths[0], shape: &k.shapes[0],
	}
}

// abroad reports whether a profile is of another country than that of the filings.
func abroad(p pay.Profile) bool { return p.Country != "" && p.Country != "US" }

// Pay returns what an employer pays for a profile, of which role, level or years, and place count. Year is that of
// the pay; 0 is the newest of the filings, and one outside of them is answered for the nearest. An employer without
// evidence of its own is answered by its industry and size, and says so. The error is of kind pay.NoEvidence for
// another country than the USA.
func (t *Table) Pay(e *Employer, p pay.Profile, year int) (Pay, error) {
	if abroad(p) {
		return Pay{}, noFilings(p.Country)
	}
	q := t.question(pointOf(p, t.within(year)))
	s := t.predict(e, &q)
	out := t.paid(s, q.point)
	out.Effect = t.effect(e, s, &q)
	if year != 0 && year != q.year {
		out.warn("other-year", "the filings are of other years; pay of the nearest is given")
	}
	if !e.Evident() {
		out.warn("company-unknown", unknownMessage(e))
		return out, nil
	}
	out.Found = e.found(p)
	out.warn("floor", "filings state the least that is paid as base; bonus and equity at this employer are unknown")
	if 2*e.AtMinimum > e.Filed {
		out.warn("legal-minimum", "most filings here promise no more than the prevailing wage that the law asks for: "+
			"pay is likely higher")
	}
	if e.effect.posted > .05 {
		out.warn("advertised", "a part of this rests on advertised ranges, "+
			"brought to filings by the bias between the two")
	}
	return out, nil
}

func (p *Pay) warn(code, message string) {
	p.Warnings = append(p.Warnings, pay.Warning{Code: code, Message: message})
}

// predict answers for an employer by its own evidence where there is enough, else by employers like it.
func (t *Table) predict(e *Employer, q *question) prediction {
	if !e.Evident() && !e.files() {
		return t.predictUnknown(e.Industry, e.OrgSize, q)
	}
	return t.predictEmployer(e, q)
}

func noFilings(country string) error {
	name := taxonomy.Countries.Name(country)
	return pay.Errorf(pay.NoEvidence, "what employers pay is known from filings in the USA alone, not in %s", name).
		In("country").
		WithHint("ask for the USA, or by industry and size of the organisation")
}

// files reports whether an employer files enough that what it files for says what kind it is.
func (e *Employer) files() bool { return e.Filings >= MinFilings }

func unknownMessage(e *Employer) string {
	s := "too little is known of what this employer pays: the figure is of employers "
	switch {
	case e.files():
		return s + "of its industry that file as much and for the same work"
	case e.Industry != "" && e.OrgSize != "":
		return s + "of its industry and size"
	case e.Industry != "":
		return s + "of its industry"
	case e.OrgSize != "":
		return s + "of its size"
	}
	return s + "of every kind"
}

// paid makes an answer of a prediction.
func (t *Table) paid(s prediction, p point) Pay {
	margin := z90 * math.Sqrt(s.variance)
	return Pay{
		Distribution: s.distribution(), Year: p.year,
		Median: pay.Interval{Low: math.Exp(s.median() - margin), High: math.Exp(s.median() + margin), Level: .9},
	}
}

// Market returns what employers of the USA pay for a profile by the same filings.
func (t *Table) Market(p pay.Profile, year int) (Pay, error) {
	if abroad(p) {
		return Pay{}, noFilings(p.Country)
	}
	pt := pointOf(p, t.within(year))
	return t.paid(t.predictMarket(pt), pt), nil
}

// Unknown returns what an employer pays of which only the industry and size of the profile are known; both may be
// empty. Every employer counts once, so that it is the pay at an employer, and not that of most people.
func (t *Table) Unknown(p pay.Profile, year int) (Pay, error) {
	if abroad(p) {
		return Pay{}, noFilings(p.Country)
	}
	q := t.question(pointOf(p, t.within(year)))
	s := t.predictUnknown(p.Industry, p.OrgSize, &q)
	out := t.paid(s, q.point)
	out.Effect = t.between(s, &q)
	out.Effect.Borrowed = "employers of its industry and size"
	out.warn("company-unknown", unknownMessage(&Employer{Industry: p.Industry, OrgSize: p.OrgSize}))
	return out, nil
}

// Effect returns what an employer does to the base pay of a profile. It stands for the whole of the employer, its
// industry and size too, so whoever applies it to an estimate leaves these two facets out of the estimate. The error
// is of kind pay.NoEvidence for another country than the USA, and for an employer without evidence of its own: its
// industry and size are facets of the estimate then.
func (t *Table) Effect(e *Employer, p pay.Profile) (Effect, error) {
	if abroad(p) {
		return Effect{}, noFilings(p.Country)
	}
	if !e.Evident() {
		return Effect{}, pay.Errorf(pay.NoEvidence, "%s", unknownMessage(e)).In("company").
			WithHint("ask by its industry and size: --industry and --org-size")
	}
	q := t.question(pointOf(p, t.last))
	return t.effect(e, t.predictEmployer(e, &q), &q), nil
}

func (t *Table) effect(e *Employer, s prediction, q *question) Effect {
	f := t.between(s, q)
	f.Own, f.Posted = e.effect.own, e.effect.posted
	f.Filed, f.Ranges, f.First, f.Last = e.Filed, e.Posted, e.First, e.Last
	if e.effect.own < .9 {
		f.Borrowed = "employers of its industry, size and kind of work"
	}
	return f
}

// between compares a prediction with the mix of employers at a question.
func (t *Table) between(s prediction, q *question) Effect {
	market := t.predictMarket(q.point)
	market.centre = q.market
	log, margin := s.median()-market.median(), z90*math.Sqrt(s.variance)
	return Effect{
		Ratio:    math.Exp(log),
		Interval: pay.Interval{Low: math.Exp(log - margin), High: math.Exp(log + margin), Level: .9},
		Spread:   s.width90() / market.width90(),
	}
}

// found returns the group of filings that a profile asks for, nil when it is too small or of more than one facet.
func (e *Employer) found(p pay.Profile) *Group {
	facet, value := "", ""
	for _, given := range [][2]string{{"role", p.Role}, {"level", p.Level}, {"place", p.Place}} {
		if given[1] == "" {
			continue
		}
		if facet != "" {
			return nil
		}
		facet, value = given[0], given[1]
	}
	for i, g := range e.groups {
		if !g.Posted && g.Facet == facet && g.Value == value {
			return &e.groups[i]
		}
	}
	return nil
}
