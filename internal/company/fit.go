package company

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/backpay/backpay/internal/pay"
)

// fitted is a mixed model of filings by its keys, so that it answers for points that it has not seen.
type fitted struct {
	mean     float64
	market   []map[string]float64 // by marketTerms
	kind     []map[string]float64 // by kindTerms
	employer map[string]float64   // what an employer pays above its kind
	shifts   []map[string]float64 // by shiftTerms, of both(employer, key)
	counts   []map[string]int     // observations of each of shifts

	noise           float64   // variance within everything
	betweenEmployer float64   // variance of employers of one kind
	betweenShifts   []float64 // variance, by shiftTerms
}

// kindTerms are what is known of an employer besides its pay and groups it with others.
var kindTerms = []struct {
	name string
	key  func(*Identity) string
}{
	{"industry", func(id *Identity) string { return id.Industry }},
	{"NAICS", func(id *Identity) string { return id.NAICS }},
	{"size", func(id *Identity) string { return strconv.Itoa(bits.Len(uint(id.total()))) }},
	{"occupation", (*Identity).dominant},
}

// fitFilings fits the joint model, or that of the market alone where identities is nil.
func fitFilings(jobs []*Job, identities map[string]*Identity) *fitted {
	y := make([]float64, len(jobs))
	points := make([]point, len(jobs))
	for i, j := range jobs {
		y[i], points[i] = j.Log, j.point()
	}
	var groupings []*grouping
	add := func(name string, least int, key func(int) string) *grouping {
		g := newGrouping(name, len(jobs), key).atLeast(least)
		groupings = append(groupings, g)
		return g
	}
	for _, t := range marketTerms {
		add(t.name, MinPeople, func(i int) string { return t.key(points[i]) })
	}
	if identities != nil {
		for _, t := range kindTerms {
			add(t.name, MinPeople, func(i int) string {
				if id := identities[jobs[i].Employer]; id != nil {
					return t.key(id)
				}
				return ""
			})
		}
		add("employer", MinFilings, func(i int) string { return jobs[i].Employer })
		for _, t := range shiftTerms {
			add(t.name, MinPeople, func(i int) string { return both(jobs[i].Employer, t.key(points[i])) })
		}
	}
	m := fitMixed(y, groupings)
	for i, t := range marketTerms {
		if t.name != "area" { // many filings name no area, and these stand for its absence
			m.centre(groupings[i])
		}
	}
	return m.byKey(identities != nil)
}

// byKey returns the model's effects by their keys.
func (m *mixed) byKey(joint bool) *fitted {
	f := &fitted{mean: m.mean, noise: m.noise}
	groupings := m.groupings
	take := func(n int) []map[string]float64 {
		maps := make([]map[string]float64, n)
		for i := range maps {
			maps[i] = groupings[i].byKey()
		}
		groupings = groupings[n:]
		return maps
	}
	f.market = take(len(marketTerms))
	if !joint {
		return f
	}
	f.kind = take(len(kindTerms))
	f.betweenEmployer = groupings[0].variance
	f.employer = take(1)[0]
	for _, g := range groupings {
		f.betweenShifts = append(f.betweenShifts, g.variance)
		counts := make(map[string]int, len(g.keys))
		size := make([]int, len(g.keys))
		for _, k := range g.group {
			if k >= 0 {
				size[k]++
			}
		}
		for key, k := range g.keys {
			counts[key] = size[k]
		}
		f.counts = append(f.counts, counts)
	}
	f.shifts = take(len(shiftTerms))
	return f
}

func (g *grouping) byKey() map[string]float64 {
	effects := make(map[string]float64, len(g.keys))
	for key, k := range g.keys {
		effects[key] = g.effect[k]
	}
	return effects
}

// marketAt returns the market's log pay at a point, in the joint model that of an employer of no kind.
func (f *fitted) marketAt(p point) float64 {
	log := f.mean
	for i, t := range marketTerms {
		log += f.market[i][t.key(p)]
	}
	return log
}

// kindOf returns what employers of a kind pay compared with others.
func (f *fitted) kindOf(id *Identity) float64 {
	log := 0.
	if id != nil {
		for i, t := range kindTerms {
			log += f.kind[i][t.key(id)]
		}
	}
	return log
}

// predict returns the joint model's log pay of a job.
func (f *fitted) predict(j *Job, id *Identity) float64 {
	p := j.point()
	log := f.marketAt(p) + f.kindOf(id) + f.employer[j.Employer]
	for i, t := range shiftTerms {
		log += f.shifts[i][both(j.Employer, t.key(p))]
	}
	return log
}

// folds is how many parts residuals of unseen filings are computed in.
const folds = 5

// unseen are the residuals of filings from models that had not seen them.
type unseen struct {
	market, joint []float64
	filings       []int // of the employer, in the model
}

// crossFit fits both models without each fifth of the filings in turn. The parts are drawn from a fixed seed, so that
// the same filings give the same table.
func crossFit(jobs []*Job, identities map[string]*Identity) unseen {
	rng := rand.New(rand.NewPCG(13, 2026))
	fold := make([]int, len(jobs))
	for i := range fold {
		fold[i] = rng.IntN(folds)
	}
	u := unseen{make([]float64, len(jobs)), make([]float64, len(jobs)), make([]int, len(jobs))}
	for k := range folds {
		var seen []*Job
		count := map[string]int{}
		for i, j := range jobs {
			if fold[i] != k {
				seen = append(seen, j)
				count[j.Employer]++
			}
		}
		market, joint := fitFilings(seen, nil), fitFilings(seen, identities)
		for i, j := range jobs {
			if fold[i] == k {
				u.market[i] = j.Log - market.marketAt(j.point())
				u.joint[i] = j.Log - joint.predict(j, identities[j.Employer])
				u.filings[i] = count[j.Employer]
			}
		}
	}
	return u
}

// classes are numbers of filings of an employer, from which on the shape of its distribution is another: the fewer,
// the more of the shape is what is not known of the employer.
var classes = [...]int{0, MinFilings, 10, 50}

func classOf(filings int) int {
	class := 0
	for i, least := range classes {
		if filings >= least {
			class = i
		}
	}
	return class
}

// widest is the residual beyond which one counts no more for the width of an employer's pay.
const widest = .5

// shapeOf returns the quantiles of the residuals of rows in units of their widths.
func shapeOf(rows []int, residuals []float64, width func(int) float64) (s shape) {
	z := make([]float64, len(rows))
	for i, row := range rows {
		z[i] = residuals[row] / max(width(row), 1e-6)
	}
	slices.Sort(z)
	for i, level := range pay.Levels {
		s.z[i] = quantile(z, level)
	}
	return s
}

// quantile returns a quantile of sorted values, linear between them (type 7 of Hyndman and Fan, 1996); 0 of none.
func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	position := p * float64(len(sorted)-1)
	low := int(math.Floor(position))
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (position-float64(low))*(sorted[high]-sorted[low])
}
