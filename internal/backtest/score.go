package backtest

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Scorecard is how methods fared.
type Scorecard struct {
	Title   string  `json:"title"`
	Date    string  `json:"date"`
	Command string  `json:"command"` // that made it
	Trained int     `json:"trained"` // records that the methods saw
	Scores  []Score `json:"scores"`
	Groups  []Group `json:"groups"` // of the first method, the worst first

	Skills []SkillTrial `json:"skills,omitempty"` // how well premiums of skills were foretold
}

// Score is how one method fared with one kind of profile. Losses are in log pay.
type Score struct {
	Method   string     `json:"method"`
	Profiles string     `json:"profiles"` // "full", "partial", or "thin": role, country and years of a subset of 5 to 20
	N        int        `json:"n"`
	Pinball  float64    `json:"pinball"` // mean over the nine deciles
	CRPS     float64    `json:"crps"`    // continuous ranked probability score, on the grid of pay.Levels
	MdAPE    float64    `json:"mdape"`   // median absolute percentage error of the median
	Floor    float64    `json:"floor"`   // what MdAPE would be if the method's own distributions were the truth
	Cover    [3]float64 `json:"cover"`   // of the central 50, 80 and 90 % intervals
	Width    [3]float64 `json:"width"`   // their mean width, in log pay
	Equal    float64    `json:"equal"`   // mean width of the 80 % intervals, each stretched about its median alike so that just 80 % are held
	PIT      [10]int    `json:"pit"`     // people by the tenth of the distribution that they fell into
}

// Group is the coverage of people who share a value of a facet.
type Group struct {
	Profiles string     `json:"profiles"`
	Facet    string     `json:"facet"`
	Value    string     `json:"value"`
	N        int        `json:"n"`
	Pinball  float64    `json:"pinball"`
	Cover    [3]float64 `json:"cover"`
	Worst    float64    `json:"worst"` // the largest distance of a coverage from its name
}

// Intervals are the central intervals that are scored: positions in pay.Levels, and what they promise.
var Intervals = [3]struct {
	Low, High int
	Name      float64
}{{3, 9, .5}, {1, 11, .8}, {0, 12, .9}}

// deciles are the positions of the deciles in pay.Levels.
var deciles = func() (at []int) {
	for i, p := range pay.Levels {
		if t := p * 10; math.Abs(t-math.Round(t)) < 1e-9 {
			at = append(at, i)
		}
	}
	return at
}()

// Pinball returns the mean pinball loss over the deciles.
func Pinball(q *Quantiles, y float64) float64 {
	sum := 0.0
	for _, i := range deciles {
		sum += pinball(q[i], y, pay.Levels[i])
	}
	return sum / float64(len(deciles))
}

func pinball(q, y, p float64) float64 { return max(p*(y-q), (p-1)*(y-q)) }

// crps is twice the integral of the pinball loss over all levels; the grid is pay.Levels, each standing for the
// probability around it.
func crps(q *Quantiles, y float64) float64 {
	sum := 0.0
	for i, p := range pay.Levels {
		low, high := 0.0, 1.0
		if i > 0 {
			low = (pay.Levels[i-1] + p) / 2
		}
		if i+1 < Levels {
			high = (p + pay.Levels[i+1]) / 2
		}
		sum += 2 * (high - low) * pinball(q[i], y, p)
	}
	return sum
}

// tally adds up the scores of people.
type tally struct {
	n             int
	pinball, crps float64
	cover, width  [3]float64
	errors, floor []float64
	stretch       []float64 // what each person's 80 % interval must be stretched by to hold their pay
	pit           [10]int
}

func (t *tally) add(q *Quantiles, y float64, rng *rand.Rand) {
	t.n++
	t.pinball += Pinball(q, y)
	t.crps += crps(q, y)
	for i, v := range Intervals {
		if q[v.Low] <= y && y <= q[v.High] {
			t.cover[i]++
		}
		t.width[i] += q[v.High] - q[v.Low]
	}
	t.stretch = append(t.stretch, stretch(q, y))
	var d pay.Distribution
	for i := range q {
		d.Q[i] = math.Exp(q[i])
	}
	median := d.Median()
	t.errors = append(t.errors, math.Abs(median/math.Exp(y)-1))
	t.floor = append(t.floor, math.Abs(median/d.Quantile(rng.Float64())-1))
	t.pit[min(int(d.CDF(math.Exp(y))*10), 9)]++
}

// stretch is what the 80 % interval must be stretched by, about the median, to reach y.
func stretch(q *Quantiles, y float64) float64 {
	end := q[Intervals[1].Low]
	if y > q[pay.MedianIndex] {
		end = q[Intervals[1].High]
	}
	if y == q[pay.MedianIndex] {
		return 0
	}
	return math.Abs(y-q[pay.MedianIndex]) / math.Abs(end-q[pay.MedianIndex]) // an interval without width reaches nothing: infinity
}

func (t *tally) score() Score {
	n := float64(max(t.n, 1))
	s := Score{N: t.n, Pinball: t.pinball / n, CRPS: t.crps / n, MdAPE: median(t.errors), Floor: median(t.floor), PIT: t.pit}
	slices.Sort(t.stretch)
	if t.n > 0 {
		if k := t.stretch[int(math.Ceil(Intervals[1].Name*n))-1]; !math.IsInf(k, 0) {
			s.Equal = k * t.width[1] / n
		}
	}
	for i := range s.Cover {
		s.Cover[i], s.Width[i] = t.cover[i]/n, t.width[i]/n
	}
	return s
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

// FewestOfGroup is how many people a group must have for its coverage to be told.
const FewestOfGroup = 100

// Add scores methods on cases. The groups are those of the first method.
func (s *Scorecard) Add(profiles string, cases []Case, methods []Method) {
	for i, m := range methods {
		rng := rand.New(rand.NewPCG(1, 2)) // of the floor's draws
		var all tally
		groups := map[[2]string]*tally{}
		for c := range cases {
			q := m.Predict(&cases[c])
			all.add(&q, cases[c].Log, rng)
			if i > 0 || profiles == "thin" {
				continue
			}
			for _, g := range groupsOf(&cases[c]) {
				if groups[g] == nil {
					groups[g] = &tally{}
				}
				groups[g].add(&q, cases[c].Log, rng)
			}
		}
		score := all.score()
		score.Method, score.Profiles = m.Name, profiles
		s.Scores = append(s.Scores, score)
		for name, t := range groups {
			if t.n < FewestOfGroup {
				continue
			}
			of := t.score()
			g := Group{Profiles: profiles, Facet: name[0], Value: name[1], N: t.n, Pinball: of.Pinball, Cover: of.Cover}
			for i, v := range Intervals {
				g.Worst = max(g.Worst, math.Abs(g.Cover[i]-v.Name))
			}
			s.Groups = append(s.Groups, g)
		}
	}
	slices.SortFunc(s.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Worst, a.Worst), cmp.Compare(a.Profiles, b.Profiles), cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Value, b.Value))
	})
}

// groupsOf lists the groups that a person is counted in, whatever of the profile was hidden.
func groupsOf(c *Case) [][2]string {
	r := c.Record
	groups := [][2]string{{"source", fmt.Sprintf("%s %d", r.Source, r.Year)}}
	add := func(facet pay.Facet, v string) {
		if v != "" {
			groups = append(groups, [2]string{string(facet), v})
		}
	}
	add(pay.FacetCountry, r.Country)
	for _, role := range r.Roles[:min(1, len(r.Roles))] {
		add(pay.FacetRole, role)
	}
	if years, known := r.Years.Get(); known {
		add(pay.FacetYears, taxonomy.ExperienceBandName(years))
	}
	add(pay.FacetOrgSize, r.OrgSize)
	add(pay.FacetEducation, r.Education)
	return groups
}
