package estimate

import (
	"math"
	"slices"
	"sort"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
)

// teacher is what is fitted to the records and what teaches the Model. It takes too long to ask to be what answers.
//
// It has two halves, each grown once per fold without that fold's people: one of quantiles, one of the
// distribution function at thresholds. Both speak of log pay relative to what is typical of the country. Their
// average is the answer; how much it changes with the fold left out is how sure the median is.
type teacher struct {
	space               *space
	typical             typical
	anchor              int // the last year with enough of the reference's people
	thresholds          []float64
	quantiles, ordinals []*boost.Ensemble // by fold
	shifts              shifts
}

// typical is the median log pay of each country and income group, by byte.
type typical struct {
	World   float64   `json:"world"`
	Income  []float64 `json:"income"`
	Country []float64 `json:"country"`
	Between []float64 `json:"between"` // standard deviation of Country among the countries of an income group
}

// of is what a row's pay is measured by.
func (t *typical) of(row []uint8) float64 { return *t.place(row) }

// place is where what a row's pay is measured by stands.
func (t *typical) place(row []uint8) *float64 {
	switch {
	case row[colCountry] != boost.Unknown:
		return &t.Country[row[colCountry]]
	case row[colIncome] != boost.Unknown:
		return &t.Income[row[colIncome]]
	}
	return &t.World
}

// clone returns a typical that can be changed.
func (t *typical) clone() typical {
	return typical{t.World, slices.Clone(t.Income), slices.Clone(t.Country), slices.Clone(t.Between)}
}

// spread is the quantiles of log pay at pay.Levels.
type spread [levels]float64

// sums are what the ensembles say of one row: leaves added up, for each fold.
type sums struct {
	quantiles, ordinals [][]int32
}

func (m *teacher) newSums() *sums {
	folds, each := len(m.quantiles), levels+len(m.thresholds)
	s, of, all := &sums{}, make([][]int32, 2*folds), make([]int32, folds*each)
	s.quantiles, s.ordinals = of[:folds], of[folds:]
	for f := range folds {
		own := all[f*each : (f+1)*each]
		s.quantiles[f], s.ordinals[f] = own[:levels], own[levels:]
	}
	return s
}

func (m *teacher) add(row []uint8, s *sums) {
	for f := range m.quantiles {
		m.quantiles[f].Sum(row, s.quantiles[f])
		m.ordinals[f].Sum(row, s.ordinals[f])
	}
}

// join turns the sums of some folds into quantiles relative to the typical pay: the mean of both halves.
func (m *teacher) join(s *sums, folds []int) spread {
	var q spread
	var room [2][thresholdCount]float64
	values := room[0][:]
	for _, f := range folds {
		m.quantiles[f].Values(s.quantiles[f], values[:levels])
		for i := range q {
			q[i] += values[i] / float64(len(folds))
		}
	}
	odds := room[1][:len(m.thresholds)]
	for _, f := range folds {
		m.ordinals[f].Values(s.ordinals[f], values[:len(odds)])
		for i := range odds {
			odds[i] += values[i] / float64(len(folds))
		}
	}
	return average(q[:], invert(m.thresholds, odds))
}

// average returns the mean of the two halves of the model. It sorts a.
func average(a []float64, b spread) (q spread) {
	slices.Sort(a)
	for i := range q {
		q[i] = (a[i] + b[i]) / 2
	}
	return q
}

// levelList is pay.Levels as a slice.
var levelList = pay.Levels[:]

// answer returns the quantiles of log US dollars a year for a row, calibrated, and the standard error of the median.
func (m *teacher) answer(row []uint8, s *sums) (q spread, err float64) {
	m.add(row, s)
	return m.finish(row, m.join(s, m.folds())), m.jackknife(s)
}

// jackknife returns the standard error of the median's log: the delete-a-group jackknife (Kott 2001) over the folds.
func (m *teacher) jackknife(s *sums) float64 {
	k := float64(len(m.quantiles))
	if k < 2 {
		return 0
	}
	sum, squares := 0.0, 0.0
	for f := range m.quantiles {
		v := m.join(s, []int{f})[pay.MedianIndex]
		sum += v
		squares += v * v
	}
	return math.Sqrt(max(squares-sum*sum/k, 0) * (k - 1) / k)
}

// folds lists all folds.
func (m *teacher) folds() []int {
	all := make([]int, len(m.quantiles))
	for i := range all {
		all[i] = i
	}
	return all
}

// finish makes quantiles of log pay of those that the ensembles tell relative to the typical pay.
func (m *teacher) finish(row []uint8, relative spread) spread {
	shift, typical := m.shift(row), m.typical.of(row)
	for l := range relative {
		relative[l] += typical + shift[l]
	}
	return ascending(relative)
}

func ascending(q spread) spread {
	for l := 1; l < levels; l++ {
		q[l] = max(q[l], q[l-1])
	}
	return q
}

// logits are the log odds of pay.Levels.
var logits = func() (l [levels]float64) {
	for i, p := range pay.Levels {
		l[i] = math.Log(p / (1 - p))
	}
	return l
}()

// invert turns log odds of lying below each threshold, made to increase, into quantiles: linear in log odds between
// thresholds, and beyond the outer ones with the slope of the outermost few.
func invert(thresholds, odds []float64) (q spread) {
	const outer = 3
	last := len(odds) - 1
	for i := 1; i <= last; i++ {
		odds[i] = max(odds[i], odds[i-1]+1e-6)
	}
	slope := func(from, to int) float64 {
		return min((thresholds[to]-thresholds[from])/(odds[to]-odds[from]), 1)
	}
	for i, l := range logits {
		switch k := sort.SearchFloat64s(odds, l); {
		case k == 0:
			q[i] = thresholds[0] + (l-odds[0])*slope(0, outer)
		case k > last:
			q[i] = thresholds[last] + (l-odds[last])*slope(last-outer, last)
		default:
			q[i] = thresholds[k-1] + (thresholds[k]-thresholds[k-1])*(l-odds[k-1])/(odds[k]-odds[k-1])
		}
	}
	return q
}

// findAnchor finds the last year with enough of the reference's people.
func (m *teacher) findAnchor(people []person) {
	n := map[int]int{}
	for i := range people {
		if people[i].record.Source == reference {
			n[people[i].record.Year]++
		}
	}
	m.anchor = m.space.LastYear
	for year := m.space.LastYear; year >= m.space.FirstYear; year-- {
		if n[year] >= anchorPeople {
			m.anchor = year
			return
		}
	}
}
