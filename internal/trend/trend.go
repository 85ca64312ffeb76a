package trend

import (
	"math"
	"slices"
)

// Levels are the probabilities at which a Point states quantiles.
var Levels = [...]float64{.10, .25, .50, .75, .90}

const median = 2 // its position in Levels

// MinPeople is the fewest people of a year that are told of.
const MinPeople = 20

// minCovered is the least share of the reference mix that a year must have for a median at that mix.
const minCovered = .8

// Confidence is the probability of the intervals, and z its normal quantile.
const (
	Confidence = .9
	z          = 1.6448536269514722
)

// Open is a facet that a profile can leave open, so that its mix may change from year to year.
type Open int

// The facets of a mix.
const (
	Experience Open = iota
	Role
	Country
	openCount
)

func (o Open) String() string { return [...]string{"experience", "role", "country"}[o] }

// Person is a report.
type Person struct {
	Year   int
	Log    float64           // of pay
	Weight float64           // people that the report stands for
	Mix    [openCount]string // values of the open facets; "" is unknown
}

// Point is a year of a series. Amounts are logs of pay.
type Point struct {
	Year  int                  `json:"year"`
	N     int                  `json:"n"`
	Q     [len(Levels)]float64 `json:"q"`     // at Levels, as answered
	Error float64              `json:"error"` // standard error of the median
	// the median at the reference mix; meaningless when Covered is 0
	Fixed      float64 `json:"fixed"`
	FixedError float64 `json:"fixed_error"` // its standard error, given the reference mix
	// share of the reference mix that the year has; 0 when below minCovered
	Covered   float64 `json:"covered"`
	Reference int     `json:"reference"` // the year whose mix that is; 0 when Covered is 0
	Held      []Open  `json:"held"`      // the facets whose mix is held
}

// Median returns the log of the median.
func (p Point) Median() float64 { return p.Q[median] }

// Points tells the years in which there are at least MinPeople people, rising. The reference is the year with
// the most of them, of several the last; where there is one year alone nothing is told of its mix. open says
// which facets the profile leaves open.
func Points(people []Person, open []Open) (points []Point) {
	byYear := map[int][]Person{}
	for _, p := range people {
		byYear[p.Year] = append(byYear[p.Year], p)
	}
	var years []int
	reference := 0
	for y, of := range byYear {
		if len(of) < MinPeople {
			continue
		}
		years = append(years, y)
		if n := len(byYear[reference]); len(of) > n || len(of) == n && y > reference {
			reference = y
		}
	}
	slices.Sort(years)
	for _, y := range years {
		p := point(y, byYear[y])
		if len(years) > 1 {
			p.weigh(byYear[y], byYear[reference], open)
		}
		points = append(points, p)
	}
	return points
}

func point(year int, people []Person) Point {
	p := Point{Year: year, N: len(people)}
	weights := make([]float64, len(people))
	for i := range people {
		weights[i] = people[i].Weight
	}
	d := sorted(people, weights)
	for i, level := range Levels {
		p.Q[i] = d.quantile(level)
	}
	p.Error = d.medianError()
	return p
}

// weigh tells the median at the mix of the reference where the people can stand for it.
func (p *Point) weigh(people, reference []Person, open []Open) {
	weights, held, covered := rake(people, reference, open)
	if covered < minCovered || len(held) == 0 {
		return
	}
	d := sorted(people, weights)
	p.Fixed, p.FixedError, p.Covered, p.Held, p.Reference = d.quantile(.5), d.medianError(), covered, held,
		reference[0].Year
}

// sample is log pay, rising, with the weight of everybody up to it.
type sample struct {
	log, sum  []float64
	effective float64 // Kish's number of people
}

func sorted(people []Person, weights []float64) sample {
	order := make([]int, 0, len(people))
	for i, w := range weights {
		if w > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if people[a].Log < people[b].Log {
			return -1
		}
		if people[a].Log > people[b].Log {
			return 1
		}
		return a - b
	})
	var s sample
	var sum, squares float64
	for _, i := range order {
		sum += weights[i]
		squares += weights[i] * weights[i]
		s.log, s.sum = append(s.log, people[i].Log), append(s.sum, sum)
	}
	s.effective = sum * sum / squares
	return s
}

// quantile returns the smallest log pay up to which lies the share p of all weight, or the middle to the
// next one where that is reached exactly: the median of two people lies between them.
func (s sample) quantile(p float64) float64 {
	total := s.sum[len(s.sum)-1]
	at := p * total
	i, _ := slices.BinarySearch(s.sum, at-1e-9*total)
	if i < len(s.log)-1 && s.sum[i] <= at+1e-9*total {
		return (s.log[i] + s.log[i+1]) / 2
	}
	return s.log[min(i, len(s.log)-1)]
}

// medianError returns the standard error of the median by Woodruff's interval, which is of no width where many
// state the same pay; it is never less than that of as many people whose log pay is normal with the same
// middle half.
func (s sample) medianError() float64 {
	half := min(z/(2*math.Sqrt(s.effective)), .45)
	woodruff := (s.quantile(.5+half) - s.quantile(.5-half)) / (2 * z)
	deviation := (s.quantile(.75) - s.quantile(.25)) / 1.349 // of a normal's middle half
	return max(woodruff, math.Sqrt(math.Pi/2)*deviation/math.Sqrt(s.effective))
}

// rake returns weights for people so that the shares of the values of each open facet are those among the
// reference, and what share of the reference has values that people have. A facet that is unknown of more
// than half of either is not held. People whose value the reference does not have weigh nothing.
func rake(people, reference []Person, open []Open) (weights []float64, held []Open, covered float64) {
	weights = make([]float64, len(people))
	for i := range people {
		weights[i] = people[i].Weight
	}
	covered = 1
	type margin struct {
		facet Open
		want  map[string]float64
	}
	var margins []margin
	for _, f := range open {
		want, have := shares(reference, f, nil), shares(people, f, nil)
		if want[""] > .5 || have[""] > .5 {
			continue
		}
		common := 0.
		for value, share := range want {
			if have[value] > 0 {
				common += share
			} else {
				delete(want, value)
			}
		}
		if common == 0 {
			return weights, nil, 0
		}
		for value := range want {
			want[value] /= common
		}
		covered = min(covered, common)
		margins, held = append(margins, margin{f, want}), append(held, f)
	}
	const (
		rounds = 100
		near   = 1e-6
	)
	for range rounds {
		worst := 0.
		for _, m := range margins {
			have := shares(people, m.facet, weights)
			for i := range people {
				value := people[i].Mix[m.facet]
				if have[value] == 0 {
					weights[i] = 0
					continue
				}
				factor := m.want[value] / have[value]
				weights[i] *= factor
				if factor > 0 {
					worst = max(worst, math.Abs(factor-1))
				}
			}
		}
		if worst < near {
			break
		}
	}
	for _, w := range weights {
		if w > 0 {
			return weights, held, covered
		}
	}
	return weights, nil, 0 // no one has values of every margin
}

// shares returns the share of people's weight that each value of a facet has; weights nil are their own.
func shares(people []Person, f Open, weights []float64) map[string]float64 {
	of := map[string]float64{}
	var total float64
	for i := range people {
		w := people[i].Weight
		if weights != nil {
			w = weights[i]
		}
		of[people[i].Mix[f]] += w
		total += w
	}
	if total > 0 {
		for value := range of {
			of[value] /= total
		}
	}
	return of
}

// Estimate is a log ratio with its standard error.
type Estimate struct{ Log, Error float64 }

// Interval returns where the ratio lies with the probability Confidence.
func (e Estimate) Interval() (low, high float64) {
	return math.Exp(e.Log - z*e.Error), math.Exp(e.Log + z*e.Error)
}

// Change is what became of the median from one year to another: Total = Pay + Mix, as logs.
type Change struct {
	Total Estimate
	Pay   Estimate // at the reference mix
	Mix   float64  // the rest
	Told  bool     // whether Pay and Mix are known
}

// Between returns the change from a to b. The years are taken as independent.
func Between(a, b Point) Change {
	c := Change{Total: Estimate{b.Median() - a.Median(), math.Hypot(a.Error, b.Error)}}
	if a.Covered > 0 && b.Covered > 0 && a.Reference == b.Reference && slices.Equal(a.Held, b.Held) {
		c.Pay = Estimate{b.Fixed - a.Fixed, math.Hypot(a.FixedError, b.FixedError)}
		c.Mix, c.Told = c.Total.Log-c.Pay.Log, true
	}
	return c
}
