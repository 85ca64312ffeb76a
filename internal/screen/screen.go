// Package screen tells mistaken pay from unusual pay. A survey's pay column holds monthly pay given as
// yearly ("5000" in the USA), thousands given as units ("85"), and jokes (1e15). One global cut-off would
// call the honest pay of one country a mistake and miss the mistakes of another, so the limits come from
// each country's own pay.
//
// The model of log yearly pay in a country is a mixture with one shape shifted: people who answered as
// asked, around the country's centre; people whose answer is short by a factor of 12 (a month for a year)
// or of 1,000 (thousands for units), with the same spread around the shifted centre; and a thin uniform
// rest for everything else. The shape is normal below the centre and a Student t with ten degrees of
// freedom above it, for high pay has a long honest tail and low pay does not. Weights, centre and spread
// are fitted by expectation maximisation on a histogram, so memory does not grow with the records; each
// country is drawn towards its income group, and towards what is already known of it, by PriorWeight
// records.
//
// Its opinion: a record is set aside only when the mixture is Certain that it is a mistake. Where honest
// pay spreads as wide as the mistakes reach, as in India, most monthly answers cannot be told from low
// pay, and they stay. What is set aside is the caller's to keep and to count.
//
// Its limits: a mistake that falls among honest pay is not found, and pay in a currency that was
// converted at a wrong rate looks honest. The model follows the two-component mixture of D. M.
// Titterington, A. F. M. Smith, U. E. Makov, Statistical Analysis of Finite Mixture Distributions (1985).
package screen

import (
	"math"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
)

const (
	// Certain is the posterior probability of a mistake from which a record is set aside.
	Certain = .95
	// PriorWeight is how many records the knowledge from outside a country counts as.
	PriorWeight = 20

	binWidth = .05 // in log pay
	bins     = 760 // from e^0 to e^38, about 3e16
	rounds   = 25  // of expectation maximisation; the histogram's mixture settles in about ten
	degrees  = 10  // of freedom of the upper half
	minScale = .15 // in log pay: a country whose few answers agree is still not that certain
	maxScale = 1.2

	// Most people answer as asked, and a few everywhere do not: without these bounds a country of wide
	// pay could be explained as all mistakes, and one of tidy pay would believe anything.
	maxMistaken = .35
	minUniform  = .0005
)

// Kinds of answer: the shift of each in log pay and the weight it starts from. The last is the uniform rest.
var (
	shifts  = [...]float64{0, -math.Log(12), -math.Log(1000)}
	initial = [len(shifts) + 1]float64{.965, .025, .008, .002}
)

const uniform = len(shifts)

// Prior is what is known about a country before its records are read.
type Prior struct {
	Centre float64 // log of the median yearly pay
	Scale  float64 // standard deviation of log pay; 0 leaves it to the country's income group
}

// Screen gathers the pay of many countries. The zero value is not ready: use New.
type Screen struct {
	group     func(country string) string
	priors    map[string]Prior
	countries map[string]*[bins]float64
}

// New returns an empty Screen. group names the income group of a country; priors may be nil.
func New(group func(country string) string, priors map[string]Prior) *Screen {
	return &Screen{group: group, priors: priors, countries: map[string]*[bins]float64{}}
}

// Add counts one person's yearly pay in one currency, the same for all. Pay that is not positive and
// finite is ignored.
func (s *Screen) Add(country string, yearly float64) {
	bin, ok := binOf(yearly)
	if !ok {
		return
	}
	h := s.countries[country]
	if h == nil {
		h = new([bins]float64)
		s.countries[country] = h
	}
	h[bin]++
}

func binOf(yearly float64) (int, bool) {
	if !(yearly > 0) || math.IsInf(yearly, 1) {
		return 0, false
	}
	return min(max(int(math.Log(yearly)/binWidth), 0), bins-1), true
}

func logOf(bin int) float64 { return (float64(bin) + .5) * binWidth }

// mixture is the fitted model of one country.
type mixture struct {
	centre, low, high float64 // centre and the scales below and above it, in log pay
	weight            [len(shifts) + 1]float64
}

// Limits tells mistakes apart. It is safe for concurrent use.
type Limits struct {
	group     func(string) string
	countries map[string]mixture
	groups    map[string]mixture
	world     mixture
}

// Fit fits the mixture of the world, then of each income group drawn towards the world, then of each
// country drawn towards its group.
func (s *Screen) Fit() *Limits {
	l := &Limits{group: s.group, countries: map[string]mixture{}, groups: map[string]mixture{}}
	// Countries are visited in order so that sums of floating-point numbers do not depend on the map.
	names := make([]string, 0, len(s.countries))
	for name := range s.countries {
		names = append(names, name)
	}
	slices.Sort(names)

	var world [bins]float64
	groups := map[string]*[bins]float64{}
	var groupNames []string
	for _, name := range names {
		g := s.group(name)
		if groups[g] == nil {
			groups[g] = new([bins]float64)
			groupNames = append(groupNames, g)
		}
		for b, n := range s.countries[name] {
			world[b] += n
			groups[g][b] += n
		}
	}
	l.world = fit(&world, mixture{centre: math.Log(50_000), low: .9, high: .7, weight: initial})
	for _, g := range groupNames {
		l.groups[g] = fit(groups[g], l.world)
	}
	for _, name := range names {
		prior := l.groups[s.group(name)]
		if known, ok := s.priors[name]; ok {
			prior.centre = known.Centre
			if known.Scale > 0 {
				prior.low, prior.high = clampScale(known.Scale), clampScale(known.Scale)
			}
		}
		l.countries[name] = fit(s.countries[name], prior)
	}
	return l
}

func clampScale(s float64) float64 { return min(max(s, minScale), maxScale) }

// fit runs expectation maximisation from the prior, which also counts as PriorWeight records throughout.
func fit(h *[bins]float64, prior mixture) mixture {
	m := prior
	var n float64
	for _, c := range h {
		n += c
	}
	if n == 0 {
		return prior
	}
	for range rounds {
		var weight [len(shifts) + 1]float64
		var honest [bins]float64 // answers as they should have been, by bin of the unshifted pay
		for b, c := range h {
			if c == 0 {
				continue
			}
			x := logOf(b)
			p := m.posterior(x)
			for k := range weight {
				weight[k] += c * p[k]
			}
			for k, shift := range shifts {
				at := min(max(int((x-shift)/binWidth), 0), bins-1)
				honest[at] += c * p[k]
			}
		}
		for k := range weight {
			m.weight[k] = (weight[k] + PriorWeight*prior.weight[k]) / (n + PriorWeight)
		}
		m.bound()
		var total float64
		for _, c := range honest {
			total += c
		}
		if total < 1 {
			continue
		}
		draw := func(own, towards float64) float64 {
			return (total*own + PriorWeight*towards) / (total + PriorWeight)
		}
		// The centre is the median and the scales come from the 15.9th and 84.1th percentiles: a
		// few wild answers among the honest do not move them.
		m.centre = draw(quantile(&honest, total, .5), prior.centre)
		m.low = clampScale(draw(m.centre-quantile(&honest, total, .159), prior.low))
		m.high = clampScale(draw(quantile(&honest, total, .841)-m.centre, prior.high))
	}
	return m
}

// bound keeps the weights within their bounds; what is cut or added is taken from the honest answers.
func (m *mixture) bound() {
	m.weight[uniform] = max(m.weight[uniform], minUniform)
	var rest float64
	for _, w := range m.weight[1:] {
		rest += w
	}
	if rest > maxMistaken {
		for k := 1; k < len(m.weight); k++ {
			m.weight[k] *= maxMistaken / rest
		}
		rest = maxMistaken
	}
	m.weight[0] = 1 - rest
}

func quantile(h *[bins]float64, total, p float64) float64 {
	var sum float64
	for b, c := range h {
		if c > 0 && sum+c >= p*total {
			return (float64(b) + (p*total-sum)/c) * binWidth
		}
		sum += c
	}
	return bins * binWidth
}

// density of an answer as asked at log pay x: two half densities that meet at the centre.
func (m *mixture) density(x float64) float64 {
	join := 2 / (m.low + m.high)
	if x < m.centre {
		z := (x - m.centre) / m.low
		return join * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
	}
	z := (x - m.centre) / m.high
	// The t density is scaled to the normal's height at the centre so that the two halves meet.
	return join * math.Pow(1+z*z/degrees, -(degrees+1)/2) / math.Sqrt(2*math.Pi)
}

// posterior returns the probability of each kind of answer at log pay x.
func (m *mixture) posterior(x float64) [len(shifts) + 1]float64 {
	var p [len(shifts) + 1]float64
	var sum float64
	for k, shift := range shifts {
		p[k] = m.weight[k] * m.density(x-shift)
		sum += p[k]
	}
	p[uniform] = m.weight[uniform] / (bins * binWidth)
	sum += p[uniform]
	for k := range p {
		p[k] /= sum
	}
	return p
}

// Judge returns why a yearly pay in a country should be set aside, or nothing. A country without records
// is judged by its income group, and a group without records by the world.
func (l *Limits) Judge(country string, yearly float64) dataset.Reason {
	if !(yearly > 0) || math.IsInf(yearly, 1) {
		return dataset.Implausible
	}
	m, ok := l.countries[country]
	if !ok {
		if m, ok = l.groups[l.group(country)]; !ok {
			m = l.world
		}
	}
	p := m.posterior(math.Log(yearly))
	var mistaken float64
	for k := 1; k < len(shifts); k++ {
		mistaken += p[k]
	}
	switch {
	case p[0] > 1-Certain:
		return ""
	case mistaken > p[uniform]:
		return dataset.UnitMistake
	}
	return dataset.Implausible
}
