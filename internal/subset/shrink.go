package subset

import (
	"math"
	"slices"

	"backpay/internal/pay"
)

// priorPeople is how many people the parents of a subset count as: the ratio of the variance of log pay
// inside a subset to the variance of subsets around what their parents say.
const priorPeople = 25

// Shrunk is a profile's pay by the quantiles of its subset and of its parents.
type Shrunk struct {
	Log       [len(pay.Levels)]float64 // quantiles of log comparable pay, not decreasing
	N         int                      // records of the profile's own subset; 0 when it has no cell
	DataShare float64                  // share of the answer that rests on them
	MedianSE  float64                  // standard error of the median's log
}

// Shrink answers for a profile from the cells of a layer: the quantiles of its own subset, averaged with
// what its parents say with the weights N and priorPeople. What the parents say is additive: the best
// subset of one facet fewer, plus what the facet left out changes in the largest context known. Averaging
// quantiles rather than densities keeps the shape of a distribution when its parts differ in location
// (Vincent 1912; Thomas and Ross, Journal of Mathematical Psychology 21, 1980). ok is false when the
// layer has no records at all.
func (t *Table) Shrink(layer pay.Layer, p pay.Profile) (s Shrunk, ok bool) {
	if _, ok := t.cell(layer, nil); !ok {
		return Shrunk{}, false
	}
	fs := features(p)
	s.Log = t.shrink(layer, fs)
	for i := 1; i < len(s.Log); i++ { // an average of averages can cross by a hair
		s.Log[i] = max(s.Log[i], s.Log[i-1])
	}
	if tabulated(fs) {
		own, _ := t.cell(layer, fs)
		s.N = own.N
	}
	weight := float64(s.N + priorPeople)
	s.DataShare = float64(s.N) / weight
	// The median of n normal values has variance π/2 · σ²/n; σ is read from the middle half.
	sigma := (s.Log[9] - s.Log[3]) / (2 * .6745)
	s.MedianSE = sigma * math.Sqrt(math.Pi/2/weight)
	return s, true
}

// shrink returns the quantiles of a subset, tabulated or not.
func (t *Table) shrink(layer pay.Layer, fs []feature) [len(pay.Levels)]float64 {
	var prior [len(pay.Levels)]float64
	switch {
	case t.base != nil && tabulated(fs):
		prior = t.base.shrink(layer, fs)
	case len(fs) == 0:
		return t.cells[key(layer, nil)].Log
	default:
		prior = t.parents(layer, fs)
	}
	if !tabulated(fs) {
		return prior
	}
	own, ok := t.cells[key(layer, fs)]
	if !ok {
		return prior
	}
	w := float64(own.N) / float64(own.N+priorPeople)
	for i := range prior {
		prior[i] = w*own.Log[i] + (1-w)*prior[i]
	}
	return prior
}

// parents returns what the subsets of one facet fewer say of a subset: the features but the last, plus
// what the last changes where it can be seen beside the country and, for want of that, everywhere. The
// features are in key order, which puts what moves pay most first.
func (t *Table) parents(layer pay.Layer, fs []feature) [len(pay.Levels)]float64 {
	last := fs[len(fs)-1]
	parent := t.shrink(layer, fs[:len(fs)-1])
	if len(fs) == 1 {
		return parent
	}
	context := fs[:0:0]
	if fs[0].facet == pay.FacetCountry && last.facet != pay.FacetCountry {
		context = fs[:1]
	}
	var with, without [len(pay.Levels)]float64
	if len(fs) == 2 && len(context) == 1 { // the context is the parent itself: look at the world instead
		context = nil
	}
	with = t.shrink(layer, append(slices.Clone(context), last))
	without = t.shrink(layer, context)
	// The median's change moves every quantile: what a facet does to the spread is too noisy to add up.
	change := with[pay.MedianIndex] - without[pay.MedianIndex]
	for i := range parent {
		parent[i] += change
	}
	return parent
}
