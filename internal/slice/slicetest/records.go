package slicetest

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Records draws n records, the same for the same seed. The record is overwritten by the next. They are
// invented and stand for nobody; what they share with the pooled public surveys is the shape that decides
// what a query costs:
//
//   - Countries: 160 of them. The first twelve have their share of the Stack Overflow survey of 2024, as
//     the USA 19 %, Germany 8 %, India 7 %; the others share the rest by Zipf's law with exponent 1.
//   - Roles: every role of package taxonomy by Zipf's law with exponent 0.9, beginning with fullstack,
//     backend and frontend; one record in eight states a second role.
//   - Years: exponential with a mean of 9, cut at 50; one record in fifty states none. The level follows
//     from the years for two records in three; the others state staff, principal or nothing.
//   - Skills: nine in ten records state 2 to 9 of 150. A role has skills of its own, a tenth of them that
//     make up four picks in five; the fifth is drawn by Zipf's law over all. Within a role, too, picks
//     follow Zipf's law.
//   - Industry, organisation, education and remote work lean on role, country and years, and each is
//     unknown to one record in five to twenty, as surveys leave them.
//   - Places: three records in ten in the USA state one of 51 states, one in ten elsewhere one of ten cities.
//   - Pay: log-normal around country, role, years, organisation, education and skills with a standard
//     deviation of 0.35, rounded to 500 as people do, which makes ties.
//
// Every record stands for one person.
func Records(n int, seed uint64) iter.Seq2[*dataset.Record, float64] {
	return func(yield func(*dataset.Record, float64) bool) {
		d := newPen(seed)
		for range n {
			amount := d.record()
			if !yield(&d.Record, amount) {
				return
			}
		}
	}
}

// pen is the state of Records.
type pen struct {
	*rand.Rand
	dataset.Record

	countries, roles, skills []string
	country, role, skill     cumulative
	own                      cumulative // over a role's own skills
	industries, sizes        []string
	states                   []string
	cities                   map[string][]string
	pick                     []string // memory of Record.Skills
	both                     [2]string
}

// cumulative is a distribution over positions: the share of those up to each.
type cumulative []float64

func zipf(n int, exponent float64) []float64 {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = math.Pow(float64(i+1), -exponent)
	}
	return weights
}

func cumulate(weights []float64) cumulative {
	var sum float64
	c := make(cumulative, len(weights))
	for i, w := range weights {
		sum += w
		c[i] = sum
	}
	for i := range c {
		c[i] /= sum
	}
	c[len(c)-1] = 1
	return c
}

func (c cumulative) draw(r *rand.Rand) int {
	i, _ := slices.BinarySearch(c, r.Float64())
	return i
}

// first moves the named codes to the front, in their order.
func first(codes []string, named ...string) []string {
	return append(named, slices.DeleteFunc(codes, func(c string) bool { return slices.Contains(named, c) })...)
}

// ownSkills is how many skills are a role's own.
const ownSkills = 15

func newPen(seed uint64) *pen {
	d := &pen{
		Rand: rand.New(rand.NewPCG(seed, 0)),
		countries: first(taxonomy.Countries.Codes(),
			"US", "DE", "IN", "GB", "UA", "FR", "CA", "PL", "NL", "BR", "AU", "ES")[:160],
		roles:      first(taxonomy.Roles.Codes(), "fullstack", "backend", "frontend"),
		skills:     taxonomy.Skills.Codes()[:150],
		industries: taxonomy.Industries.Codes(),
		sizes:      taxonomy.OrgSizes.Codes(),
		cities:     map[string][]string{},
	}
	shares := []float64{.19, .08, .07, .055, .045, .04, .035, .03, .025, .024, .02, .02}
	rest := 1.0
	for _, s := range shares {
		rest -= s
	}
	tail := zipf(len(d.countries)-len(shares), 1)
	var sum float64
	for _, w := range tail {
		sum += w
	}
	for _, w := range tail {
		shares = append(shares, rest*w/sum)
	}
	d.country = cumulate(shares)
	d.role = cumulate(zipf(len(d.roles), .9))
	d.skill = cumulate(zipf(len(d.skills), 1))
	d.own = cumulate(zipf(ownSkills, .7))
	for i := range 51 {
		d.states = append(d.states, "US-"+string([]byte{byte('A' + i/26), byte('A' + i%26)}))
	}
	for _, c := range d.countries {
		for i := range 10 {
			d.cities[c] = append(d.cities[c], c+"-city"+string(rune('0'+i)))
		}
	}
	return d
}

// one returns one of the codes, "" with the probability unknown; those early in the list are likelier the
// higher lean is, the middle of which is 1.
func (d *pen) one(codes []string, unknown, lean float64) string {
	if d.Float64() < unknown {
		return ""
	}
	return codes[int(math.Pow(d.Float64(), lean)*float64(len(codes)))]
}

var (
	educations = []string{"bachelor", "master", "some-college", "doctorate", "associate", "secondary", "professional",
		"none"}
	remotes = []string{"hybrid", "remote", "onsite"}
	yearsOf = []int{2025, 2024, 2023, 2022, 2021, 2020, 2019}
	sources = []string{"stackoverflow", "it-salary-eu", "koodiklinikka", "aijobs"}
)

// record draws the next record and returns its pay a year.
func (d *pen) record() float64 {
	country, role := d.country.draw(d.Rand), d.role.draw(d.Rand)
	years := math.Min(d.ExpFloat64()*9, pay.MaxYears)
	r := &d.Record
	*r = dataset.Record{
		Source: d.one(sources, 0, 4), Year: yearsOf[int(math.Pow(d.Float64(), 1.5)*float64(len(yearsOf)))],
		Country:  d.countries[country],
		Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Total, Weight: 1,
		Industry:   d.one(d.industries, .2, 1+2*float64(role%7)/7),
		OrgSize:    d.one(d.sizes, .1, .6+float64(country%5)/5),
		Remote:     d.one(remotes, .1, .6+float64(role%4)/4),
		Employment: "employee",
		Education:  d.one(educations, .05, 2),
	}
	if d.Float64() < .12 {
		r.Employment = "freelance"
	}
	if d.Float64() < .98 {
		r.Years = pay.YearsOf(math.Floor(years))
	}
	switch u := d.Float64(); {
	case u < .67:
		r.Level = taxonomy.LevelOfYears(years)
	case u < .75 && years > 6:
		r.Level = "staff"
	case u < .78 && years > 10:
		r.Level = "principal"
	}
	switch u := d.Float64(); {
	case country == 0 && u < .3:
		r.Place = d.one(d.states, 0, 2)
	case country > 0 && u < .1:
		r.Place = d.one(d.cities[r.Country], 0, 2)
	}
	d.both[0] = d.roles[role]
	r.Roles = d.both[:1]
	if d.Float64() < .125 {
		if second := d.roles[d.role.draw(d.Rand)]; second != d.both[0] {
			d.both[1] = second
			r.Roles = d.both[:2]
		}
	}
	paid := 0.0
	d.pick = d.pick[:0]
	if d.Float64() < .9 {
		for range 2 + d.IntN(8) {
			i := d.skill.draw(d.Rand)
			if d.Float64() < .8 {
				i = (role*7 + d.own.draw(d.Rand)*3) % len(d.skills)
			}
			if s := d.skills[i]; !slices.Contains(d.pick, s) {
				d.pick = append(d.pick, s)
				paid += float64(i%11-5) / 200
			}
		}
	}
	r.Skills = d.pick
	log := math.Log(45_000) + .9*math.Exp(-float64(country)/15) - .5*float64(country%9)/9 + .3*float64(role%10)/10 +
		.35*math.Log1p(years/3) + .05*float64(len(r.OrgSize)) + paid + .35*d.NormFloat64()
	r.Pay = math.Max(500, math.Round(math.Exp(log)/500)*500)
	return r.Pay
}
