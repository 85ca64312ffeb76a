package company

import (
	"math"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Effect is what an employer does to the pay for a profile beside the market there.
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

// spot is a centre of log pay and how it is spread.
type spot struct {
	centre, variance float64 // of the centre
	width            float64
	shape            *shape
}

func (s spot) distribution() pay.Distribution { return s.shape.distribution(s.centre, s.width) }
func (s spot) median() float64                { return s.centre + s.width*s.shape.z[pay.MedianIndex] }

// width90 is the distance between the 10th and the 90th percentile of log pay.
func (s spot) width90() float64 { return s.width * (s.shape.z[11] - s.shape.z[1]) }

// within keeps a year inside those of the filings; 0 is the last.
func (t *Table) within(year int) int {
	if year == 0 {
		return t.last
	}
	return min(max(year, t.first), t.last)
}

// marketSpot is the market at a point.
func (t *Table) marketSpot(p point) spot {
	width, ok := t.kinds.roleWidths[p.role]
	if !ok {
		width = t.kinds.marketWidth
	}
	return spot{centre: t.market.at(p), width: width, shape: &t.kinds.marketShape}
}

// employerSpot is an employer at a point. What it may pay differently there than on the whole, and no ten filings show,
// is part of the variance.
func (t *Table) employerSpot(e *Employer, q *question) spot {
	s := spot{
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

// alikeSpot is an employer of which nothing but its industry and size is known, at a point.
func (t *Table) alikeSpot(industry, orgSize string, q *question) spot {
	k := &t.kinds
	return spot{
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
	s := t.spotOf(e, &q)
	out := t.paid(s, q.point)
	out.Effect = t.effect(e, s, &q)
	if year != 0 && year != q.year {
		out.Warnings = append(
			out.Warnings,
			pay.Warning{Code: "other-year", Message: "the filings are of other years; pay of the nearest is given"},
		)
	}
	if !e.Evident() {
		out.Warnings = append(out.Warnings, pay.Warning{Code: "company-unknown", Message: unknownMessage(e)})
		return out, nil
	}
	out.Found = e.found(p)
	out.Warnings = append(out.Warnings, pay.Warning{
		Code:    "floor",
		Message: "filings state the least that is paid as base; bonus and equity at this employer are unknown",
	})
	if 2*e.AtLeast > e.Filed {
		out.Warnings = append(out.Warnings, pay.Warning{
			Code:    "legal-minimum",
			Message: "most filings here promise no more than the prevailing wage that the law asks for: pay is likely higher",
		})
	}
	if e.effect.posted > .05 {
		out.Warnings = append(out.Warnings, pay.Warning{
			Code:    "advertised",
			Message: "a part of this rests on advertised ranges, brought to filings by the bias between the two",
		})
	}
	return out, nil
}

// spotOf answers for an employer by its own evidence where there is enough, else by employers like it.
func (t *Table) spotOf(e *Employer, q *question) spot {
	if !e.Evident() && e.Filings < MinFilings {
		return t.alikeSpot(e.Industry, e.OrgSize, q)
	}
	return t.employerSpot(e, q)
}

func noFilings(country string) error {
	name := taxonomy.Countries.Name(country)
	return pay.Errorf(pay.NoEvidence, "what employers pay is known from filings in the USA alone, not in %s", name).
		In("country").
		WithHint("ask for the USA, or by industry and size of the organisation")
}

func unknownMessage(e *Employer) string {
	s := "too few filings name this employer: the figure is of employers "
	switch {
	case e.Industry != "" && e.OrgSize != "":
		return s + "of its industry and size"
	case e.Industry != "":
		return s + "of its industry"
	case e.OrgSize != "":
		return s + "of its size"
	}
	return s + "that file as it does, or of all where it files nothing"
}

// paid makes an answer of a spot.
func (t *Table) paid(s spot, p point) Pay {
	error := z90 * math.Sqrt(s.variance)
	return Pay{
		Distribution: s.distribution(), Year: p.year,
		Median: pay.Interval{Low: math.Exp(s.median() - error), High: math.Exp(s.median() + error), Level: .9},
	}
}

// Market returns what employers of the USA pay for a profile by the same filings.
func (t *Table) Market(p pay.Profile, year int) (Pay, error) {
	if abroad(p) {
		return Pay{}, noFilings(p.Country)
	}
	pt := pointOf(p, t.within(year))
	return t.paid(t.marketSpot(pt), pt), nil
}

// Unknown returns what an employer pays of which only the industry and size of the profile are known; both may be
// empty. Every employer counts once, so that it is the pay at an employer, and not that of most people.
func (t *Table) Unknown(p pay.Profile, year int) (Pay, error) {
	if abroad(p) {
		return Pay{}, noFilings(p.Country)
	}
	q := t.question(pointOf(p, t.within(year)))
	s := t.alikeSpot(p.Industry, p.OrgSize, &q)
	out := t.paid(s, q.point)
	out.Effect = t.between(s, &q)
	out.Effect.Borrowed = "employers of its industry and size"
	e := Employer{Industry: p.Industry, OrgSize: p.OrgSize}
	out.Warnings = []pay.Warning{{Code: "company-unknown", Message: unknownMessage(&e)}}
	return out, nil
}

// Effect returns what an employer does to the base pay of a profile. It stands for the whole of the employer, its
// industry and size too, so whoever applies it to an estimate leaves these two facets out of the estimate. The error
// is of
// kind pay.NoEvidence for another country than the USA, and for an employer without evidence of its own: its
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
	return t.effect(e, t.employerSpot(e, &q), &q), nil
}

func (t *Table) effect(e *Employer, s spot, q *question) Effect {
	f := t.between(s, q)
	f.Own, f.Posted = e.effect.own, e.effect.posted
	f.Filed, f.Ranges, f.First, f.Last = e.Filed, e.Posted, e.First, e.Last
	if e.effect.own < .9 {
		f.Borrowed = "employers of its industry, size and kind of work"
	}
	return f
}

// between compares a spot with the mix of employers at a question.
func (t *Table) between(s spot, q *question) Effect {
	market := t.marketSpot(q.point)
	market.centre = q.market
	log, error := s.median()-market.median(), z90*math.Sqrt(s.variance)
	return Effect{
		Ratio: math.Exp(
			log,
		), Interval: pay.Interval{Low: math.Exp(log - error), High: math.Exp(log + error), Level: .9},
		Spread: s.width90() / market.width90(),
	}
}

// found returns the narrowest group of filings that agrees with a profile, nil when there is none.
func (e *Employer) found(p pay.Profile) *Group {
	given := map[string]string{"role": p.Role, "level": p.Level, "place": p.Place}
	facet, n := "", 0
	for f, v := range given {
		if v != "" {
			facet = f
			n++
		}
	}
	if n > 1 {
		return nil
	}
	for i, g := range e.groups {
		if !g.Posted && g.Facet == facet && (facet == "" || g.Value == given[facet]) {
			return &e.groups[i]
		}
	}
	return nil
}
