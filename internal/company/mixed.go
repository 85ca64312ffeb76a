package company

import "math"

// grouping puts observations into groups, as by employer or by employer and level, whose effects on log pay are drawn
// towards nothing by how few observations a group has.
type grouping struct {
	name  string
	group []int32        // of each observation; -1 is in none
	keys  map[string]int // of each group, by its key

	effect   []float64 // of each group
	weight   []float64 // sum of the robust weights of its observations
	variance float64   // between groups
}

// mixed is a linear model of log pay with crossed random effects:
//
//	y = mean + Σ over groupings of effect[group] + noise
//
// It is fitted by backfitting: each grouping in turn takes the mean of what the others leave, shrunken by the ratio
// of the variance of the noise to that between the groups, and the variances follow from the effects by the
// expectation step of EM (Searle, Casella, McCulloch, Variance Components, 1992, chapter 8), in which groupings are
// taken for independent: an approximation, which understates variances where groupings nearly say the same. Outlying
// observations count less, by Huber's weights, since filings hold executives and mistaken units.
type mixed struct {
	mean      float64
	noise     float64 // variance
	groupings []*grouping
	residual  []float64
	robust    []float64 // Huber's weights
}

// huber is the tuning constant at which Huber's mean has 95 % of the efficiency of the mean under normal noise.
const huber = 1.345

// sweeps are enough for the effects of the filings at hand to settle within a thousandth of log pay.
const sweeps = 30

// fitMixed fits the model to the observations y; no observation at all gives a model of nothing.
func fitMixed(y []float64, groupings []*grouping) *mixed {
	m := &mixed{groupings: groupings, residual: make([]float64, len(y)), robust: make([]float64, len(y))}
	if len(y) == 0 {
		return m
	}
	for i, v := range y {
		m.mean += v / float64(len(y))
		m.robust[i] = 1
	}
	for i, v := range y {
		m.residual[i] = v - m.mean
	}
	m.noise = m.spread()
	for _, g := range groupings {
		g.effect, g.weight = make([]float64, len(g.keys)), make([]float64, len(g.keys))
		g.variance = m.noise / 4
	}
	for range sweeps {
		for _, g := range groupings {
			m.sweep(g)
		}
		m.noise = m.spread()
		sigma := math.Sqrt(m.noise)
		for i, r := range m.residual {
			m.robust[i] = min(1, huber*sigma/max(math.Abs(r), 1e-12))
		}
	}
	return m
}

// sweep fits one grouping to what the others leave.
func (m *mixed) sweep(g *grouping) {
	sum := make([]float64, len(g.effect))
	clear(g.weight)
	for i, k := range g.group {
		if k >= 0 {
			sum[k] += m.robust[i] * (m.residual[i] + g.effect[k])
			g.weight[k] += m.robust[i]
		}
	}
	ratio := m.noise / max(g.variance, 1e-9)
	squares, occupied := 0., 0.
	change := make([]float64, len(g.effect))
	for k, old := range g.effect {
		if g.weight[k] == 0 {
			continue
		}
		g.effect[k] = sum[k] / (g.weight[k] + ratio)
		change[k] = g.effect[k] - old
		squares += g.effect[k]*g.effect[k] + m.noise/(g.weight[k]+ratio)
		occupied++
	}
	if occupied > 0 {
		g.variance = squares / occupied
	}
	for i, k := range g.group {
		if k >= 0 {
			m.residual[i] -= change[k]
		}
	}
}

// spread returns the variance of the residuals under the robust weights.
func (m *mixed) spread() float64 {
	sum := 0.
	for i, r := range m.residual {
		sum += m.robust[i] * r * r
	}
	return sum / float64(len(m.residual))
}

// centre moves the mean effect over the observations from a grouping to the mean of the model, so that an unknown
// group is that of the mix of observations. Nearly every observation must be in a group.
func (m *mixed) centre(g *grouping) {
	shift := 0.
	for _, k := range g.group {
		if k >= 0 {
			shift += g.effect[k] / float64(len(g.group))
		}
	}
	for k := range g.effect {
		g.effect[k] -= shift
	}
	m.mean += shift
}

// newGrouping groups observations by key; an empty key is in no group.
func newGrouping(name string, n int, key func(int) string) *grouping {
	g := &grouping{name: name, group: make([]int32, n), keys: map[string]int{}}
	for i := range n {
		k := key(i)
		if k == "" {
			g.group[i] = -1
			continue
		}
		id, seen := g.keys[k]
		if !seen {
			id = len(g.keys)
			g.keys[k] = id
		}
		g.group[i] = int32(id)
	}
	return g
}

// atLeast leaves out the groups of fewer than least observations.
func (g *grouping) atLeast(least int) *grouping {
	count := make([]int, len(g.keys))
	for _, k := range g.group {
		if k >= 0 {
			count[k]++
		}
	}
	for i, k := range g.group {
		if k >= 0 && count[k] < least {
			g.group[i] = -1
		}
	}
	for key, k := range g.keys {
		if count[k] < least {
			delete(g.keys, key)
		}
	}
	return g.renumbered()
}

// renumbered numbers the groups that are left in the order of their first observation.
func (g *grouping) renumbered() *grouping {
	names := make(map[int]string, len(g.keys))
	for key, k := range g.keys {
		names[k] = key
	}
	next := make(map[int32]int32, len(g.keys))
	clear(g.keys)
	for i, k := range g.group {
		if k < 0 {
			continue
		}
		id, seen := next[k]
		if !seen {
			id = int32(len(next))
			next[k] = id
			g.keys[names[int(k)]] = int(id)
		}
		g.group[i] = id
	}
	return g
}
