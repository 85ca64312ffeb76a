package career

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Way = wire.Way
)

// BaseWay is the way in that the others are set beside: the commonest.
const BaseWay = "bachelor"

// Worker is a person of whom pay, years and the way in are known.
type Worker struct {
	Source  string
	Year    int
	Country string
	Years   float64
	Pay     float64  // a year's, comparable with others of the same source, year and country
	Base    bool     // came by BaseWay
	Ways    []string // by which they came; they may overlap
}

// minStratum is the smallest number of people of BaseWay whom a person is compared with.
const minStratum = 10

// confidence is the probability of every interval here.
const confidence = .9

// band returns the band of years inside which pay is compared, by its first year: one year wide while each
// matters, five from the tenth on.
func band(years float64) int {
	if years < 10 {
		return int(years)
	}
	return min(int(years)/5*5, 30)
}

// Ways compares workers with those of BaseWay in their strata. Groups of fewer than MinPeople are left out. Its method
// is that of matched strata: the log of each person's pay less the median log of their stratum, then the median of
// these differences with its order-statistic interval, which assumes no shape of distribution.
func Ways(workers []Worker) []Way {
	strata := map[string][]float64{}
	stratum := func(w Worker) string {
		return fmt.Sprintf("%s|%d|%s|%d", w.Source, w.Year, w.Country, band(w.Years))
	}
	for _, w := range workers {
		if w.Base {
			k := stratum(w)
			strata[k] = append(strata[k], math.Log(w.Pay))
		}
	}
	for _, logs := range strata {
		slices.Sort(logs)
	}
	type group struct {
		way         Way
		differences []float64
		sources     map[string]bool
		countries   map[string]bool
	}
	groups := map[string]*group{}
	for _, w := range workers {
		logs := strata[stratum(w)]
		if len(logs) < minStratum {
			continue
		}
		difference := math.Log(w.Pay) - midmean(logs)
		for _, name := range w.Ways {
			level := taxonomy.LevelOfYears(w.Years)
			g := groups[name+"|"+level]
			if g == nil {
				g = &group{way: Way{Way: name, Level: level, First: w.Year, Last: w.Year}, sources: map[string]bool{},
					countries: map[string]bool{}}
				groups[name+"|"+level] = g
			}
			g.differences = append(g.differences, difference)
			g.way.First, g.way.Last = min(g.way.First, w.Year), max(g.way.Last, w.Year)
			g.sources[w.Source], g.countries[w.Country] = true, true
		}
	}
	var ways []Way
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		g := groups[key]
		if len(g.differences) < MinPeople {
			continue
		}
		slices.Sort(g.differences)
		in, _ := medianInterval(g.differences, confidence)
		g.way.N = len(g.differences)
		g.way.Ratio = Ratio{Value: math.Exp(Median(g.differences)), Low: math.Exp(in.Low), High: math.Exp(in.High),
			Level: confidence}
		g.way.Sources, g.way.Countries = slices.Sorted(maps.Keys(g.sources)), len(g.countries)
		ways = append(ways, g.way)
	}
	slices.SortStableFunc(ways, func(a, b Way) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return ways
}

func rank(level string) int { return slices.Index(steps, level) }

// midmean returns the mean of the middle half of sorted values. Pay is told in round numbers: measured from a
// median, which is one of them, many differences would be nothing at all.
func midmean(sorted []float64) float64 {
	n := len(sorted)
	middle := sorted[n/4 : n-n/4]
	sum := 0.
	for _, v := range middle {
		sum += v
	}
	return sum / float64(len(middle))
}

// Median returns the middle of sorted values, or the mean of the two in the middle.
func Median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// medianInterval returns the order statistics between which the median of a population lies with at least a
// probability, from sorted values drawn from it: the binomial interval of Thompson (1936), which holds for any
// distribution. ok is false for too few values for that probability; with ties the interval is rather too wide.
func medianInterval(sorted []float64, probability float64) (in pay.Interval, ok bool) {
	n := len(sorted)
	// The rank is the largest whose tail, of fewer than rank successes in n throws of a coin, is at most half
	// of what may be missed.
	tail, rank := 0., 0
	for rank < n/2 {
		lgn, _ := math.Lgamma(float64(n + 1))
		lgk, _ := math.Lgamma(float64(rank + 1))
		lgr, _ := math.Lgamma(float64(n - rank + 1))
		tail += math.Exp(lgn - lgk - lgr - float64(n)*math.Ln2)
		if tail > (1-probability)/2 {
			break
		}
		rank++
	}
	if rank == 0 {
		return in, false
	}
	return pay.Interval{Low: sorted[rank-1], High: sorted[n-rank], Level: probability}, true
}

// half is the factor by which an interval reaches to either side of its middle.
func half(in pay.Interval) float64 { return math.Sqrt(in.High / in.Low) }

// hypot puts two independent factors together.
func hypot(a, b float64) float64 { return math.Exp(math.Hypot(math.Log(a), math.Log(b))) }
