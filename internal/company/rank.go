package company

import (
	"cmp"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Ranked is an employer in a list of who pays or hires most.
type Ranked struct {
	*Employer
	Median   float64      // US dollars a year, base, by filings
	Interval pay.Interval // of Median
	Ratio    float64      // Median over that of the market, as Effect has it
	Hires    int          // filings, 2022 to 2025, and advertised jobs for the role's occupation, or for all
}

// Rank lists the employers that hire for a role at a place, both of which may be unknown, by what is sure of their pay:
// the lower end of the interval of the median, so that one lucky filing leads no list. Least is the smallest number
// of filings and ranges whose pay is at hand, at least MinFilings.
func (t *Table) Rank(p pay.Profile, year, least int) ([]Ranked, error) {
	least = max(least, MinFilings)
	ranking, err := t.hiring(p, year, func(e *Employer) bool { return e.Evident() && e.Filed+e.Posted >= least })
	slices.SortFunc(ranking, func(a, b Ranked) int {
		return cmp.Or(-cmp.Compare(a.Interval.Low, b.Interval.Low), cmp.Compare(a.Code, b.Code))
	})
	return ranking, err
}

// Hiring lists at most n employers that hire for a role at a place by how many they hire for it, the most first.
// Those of whose pay too little is known have no Median.
func (t *Table) Hiring(p pay.Profile, n int) ([]Ranked, error) {
	hiring, err := t.hiring(p, 0, func(*Employer) bool { return true })
	slices.SortFunc(hiring, func(a, b Ranked) int { return cmp.Or(b.Hires-a.Hires, cmp.Compare(a.Code, b.Code)) })
	return hiring[:min(n, len(hiring))], err
}

// hiring returns the employers that hire for a role at a place, in the order of their codes. Where people work is
// known of the jobs whose pay is at hand alone.
func (t *Table) hiring(p pay.Profile, year int, wanted func(*Employer) bool) ([]Ranked, error) {
	if abroad(p) {
		return nil, noFilings(p.Country)
	}
	q := t.question(pointOf(p, t.within(year)))
	soc := occupation(p.Role)
	reference := t.predictMarket(q.point)
	reference.centre = q.market
	market := reference.median()
	all := make([]Ranked, 0, len(t.employers)/4)
	for i := range t.employers {
		e := &t.employers[i]
		hires := e.Filings + e.Posted
		if soc != "" {
			hires = countOf(e.hires, soc)
		}
		if hires == 0 || !wanted(e) || q.state != "" && countOf(e.states, q.state) == 0 {
			continue
		}
		r := Ranked{Employer: e, Hires: hires}
		if e.Evident() {
			s := t.predictEmployer(e, &q)
			log, margin := s.median(), z90*math.Sqrt(s.variance)
			r.Median, r.Ratio = math.Exp(log), math.Exp(log-market)
			r.Interval = pay.Interval{Low: math.Exp(log - margin), High: math.Exp(log + margin), Level: .9}
		}
		all = append(all, r)
	}
	return all, nil
}

// countOf returns the number of a key, 0 when it is not there.
func countOf(counts []count, key string) int {
	for _, c := range counts {
		if c.key == key {
			return c.n
		}
	}
	return 0
}

// Hires returns an employer's filings, 2022 to 2025, and advertised jobs for an occupation of SOC 2018. Of occupations
// that are no computer occupations, only the filings whose pay is at hand are counted.
func (e *Employer) Hires(soc string) int { return countOf(e.hires, soc) }

// Step is a rung of an employer's ladder.
type Step struct {
	Level  string  `json:"level"` // code of taxonomy.Levels; empty are the titles that name none
	Group  Group   `json:"group"`
	Titles []Group `json:"titles,omitempty"` // the titles of the rung that have MinPeople filings, the most filed first
}

// Ladder returns the levels that an employer's titles name, from the lowest to the highest, titles that name none
// first, each with at least MinPeople filings; Group.Market is what the market pays for the same work.
func (e *Employer) Ladder() []Step {
	titles := map[string][]Group{}
	for _, g := range e.groups {
		if !g.Posted && g.Facet == "title" {
			level := taxonomy.Title(g.Value).Level
			titles[level] = append(titles[level], g)
		}
	}
	var steps []Step
	for _, level := range append([]string{""}, taxonomy.Levels.Codes()...) {
		for _, g := range e.groups {
			if !g.Posted && g.Facet == "level" && g.Value == level {
				slices.SortStableFunc(titles[level], func(a, b Group) int { return b.N - a.N })
				steps = append(steps, Step{Level: level, Group: g, Titles: titles[level]})
			}
		}
	}
	return steps
}

// Tier says how an employer pays compared with the market, everything else equal.
type Tier string

// The tiers, from the best-paying. Their bounds are ratios to the market that are easy to say.
const (
	Top    Tier = "top"     // 20 % above the market and more
	High   Tier = "high"    // 7 to 20 % above
	Middle Tier = "middle"  // within 7 %
	Low    Tier = "low"     // 7 to 20 % below
	Bottom Tier = "bottom"  // more than 20 % below
	Unsure Tier = "unknown" // too little evidence
)

// TierOf returns the tier of an employer, for the same work at the same places as the average filing.
func (t *Table) TierOf(e *Employer) Tier {
	if !e.Evident() {
		return Unsure
	}
	switch ratio := math.Exp(e.effect.log - t.kinds.typical); {
	case ratio >= 1.2:
		return Top
	case ratio >= 1.07:
		return High
	case ratio > .93:
		return Middle
	case ratio > .8:
		return Low
	}
	return Bottom
}

// Like lists at most n employers like one: near in pay, in number of filings, in what they hire for and in industry.
// The scale of each is a rule: a tenth of log pay counts as much as a factor of three in filings, a third of other
// occupations or another industry.
func (t *Table) Like(e *Employer, n int) []*Employer {
	type candidate struct {
		e        *Employer
		distance float64
	}
	var all []candidate
	for i := range t.employers {
		o := &t.employers[i]
		if o == e || !o.Evident() || o.Outsourcing != e.Outsourcing {
			continue
		}
		d := math.Abs(o.effect.log-e.effect.log) / .1
		d += math.Abs(math.Log(float64(o.weight()+1)/float64(e.weight()+1))) / math.Log(3)
		d += 3 * (1 - overlap(e.hires, o.hires))
		if o.Industry != e.Industry {
			d++
		}
		all = append(all, candidate{o, d + 2*math.Sqrt(o.effect.variance)/.1})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.e.Code, b.e.Code))
	})
	var like []*Employer
	for _, c := range all[:min(n, len(all))] {
		like = append(like, c.e)
	}
	return like
}

// overlap returns the share that two lists of counts have in common, each taken as shares of its total.
func overlap(a, b []count) float64 {
	total := func(counts []count) (n float64) {
		for _, c := range counts {
			n += float64(c.n)
		}
		return max(n, 1)
	}
	na, nb, common := total(a), total(b), 0.
	for _, c := range a {
		common += min(float64(c.n)/na, float64(countOf(b, c.key))/nb)
	}
	return common
}
