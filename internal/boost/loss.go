package boost

import (
	"math"
	"sort"
)

// Loss is what an ensemble is grown to lower. It has several outputs per row.
type Loss interface {
	// Start returns the outputs before the first tree; its length is the number of outputs.
	Start() []float32
	// Slopes writes the first and second derivative of one row's loss by each output.
	Slopes(row int, score, first, second []float32)
}

// Quantiles is the pinball loss of several quantiles, each smoothed by a logistic kernel (Fernandes, Guerre and
// Horta 2021, Smoothing quantile regressions): the derivative at q is the kernel's share below q less the level.
type Quantiles struct {
	Levels    []float64
	Target    []float32
	Bandwidth []float32 // of the kernel, by row; wide for a row that is known only to lie in a band
	Weight    []float32
}

// Start returns the weighted quantiles of the target.
func (l *Quantiles) Start() []float32 {
	start := make([]float32, len(l.Levels))
	order, total := byTarget(l.Target, l.Weight)
	for k, p := range l.Levels {
		seen := 0.0
		for _, i := range order {
			if seen += float64(l.Weight[i]); seen >= p*total {
				start[k] = l.Target[i]
				break
			}
		}
	}
	return start
}

// Slopes implements Loss.
func (l *Quantiles) Slopes(row int, score, first, second []float32) {
	y, w, inverse := l.Target[row], l.Weight[row], 1/l.Bandwidth[row]
	for k, p := range l.Levels {
		s := logistic((score[k] - y) * inverse)
		first[k] = w * (s - float32(p))
		second[k] = w * s * (1 - s) * inverse
	}
}

// Ordinal is the log loss of the distribution function at several thresholds; its outputs are log odds
// (Frank and Hall 2001, A simple approach to ordinal classification, with all thresholds in one model).
type Ordinal struct {
	Thresholds []float32 // ascending
	Target     []float32
	Spread     []float32 // half the width of the band that a row lies in; 0 when the target is exact
	Weight     []float32
}

// Start returns the log odds of the target lying at or below each threshold.
func (l *Ordinal) Start() []float32 {
	order, total := byTarget(l.Target, l.Weight)
	start := make([]float32, len(l.Thresholds))
	seen, next := 0.0, 0
	for k, t := range l.Thresholds {
		for next < len(order) && l.Target[order[next]] <= t {
			seen += float64(l.Weight[order[next]])
			next++
		}
		share := (seen + .5) / (total + 1)
		start[k] = float32(math.Log(share / (1 - share)))
	}
	return start
}

// Slopes implements Loss. Of a band, the share below the threshold is what a uniform spread would give.
func (l *Ordinal) Slopes(row int, score, first, second []float32) {
	y, w, spread := l.Target[row], l.Weight[row], l.Spread[row]
	for k, t := range l.Thresholds {
		s := logistic(score[k])
		var below float32
		switch {
		case t >= y+spread:
			below = 1
		case t > y-spread:
			below = (t - y + spread) / (2 * spread)
		}
		first[k] = w * (s - below)
		second[k] = w * s * (1 - s)
	}
}

// Squares is half the squared distance of several outputs from what they should be: to teach one ensemble what others
// say together (distillation: Hinton, Vinyals and Dean 2015).
type Squares struct {
	Outputs int
	Targets []float32 // Outputs for each row
	Weight  []float32
}

// Start returns the weighted means of the targets.
func (l *Squares) Start() []float32 {
	sums, total := make([]float64, l.Outputs), 0.0
	for i, w := range l.Weight {
		total += float64(w)
		for k, t := range l.Targets[i*l.Outputs : (i+1)*l.Outputs] {
			sums[k] += float64(w) * float64(t)
		}
	}
	start := make([]float32, l.Outputs)
	for k := range start {
		start[k] = float32(sums[k] / max(total, 1e-9))
	}
	return start
}

// Slopes implements Loss.
func (l *Squares) Slopes(row int, score, first, second []float32) {
	w := l.Weight[row]
	for k, t := range l.Targets[row*l.Outputs : (row+1)*l.Outputs] {
		first[k], second[k] = w*(score[k]-t), w
	}
}

func byTarget(target, weight []float32) (order []int32, total float64) {
	order = make([]int32, len(target))
	for i := range order {
		order[i] = int32(i)
		total += float64(weight[i])
	}
	sort.SliceStable(order, func(a, b int) bool { return target[order[a]] < target[order[b]] })
	return order, total
}

// The logistic function is read from a table: boosting asks for it a few thousand million times.
const (
	logisticReach = 12
	logisticSteps = 256 // per unit
)

var logisticTable = func() (t [2*logisticReach*logisticSteps + 2]float32) {
	for i := range t {
		t[i] = float32(1 / (1 + math.Exp(-(float64(i)/logisticSteps - logisticReach))))
	}
	return t
}()

// logistic returns 1/(1+exp(-x)) to about 1e-6, with x clamped to ±12.
func logistic(x float32) float32 {
	if !(x > -logisticReach) {
		return logisticTable[0]
	}
	if x >= logisticReach {
		return logisticTable[2*logisticReach*logisticSteps]
	}
	at := (x + logisticReach) * logisticSteps
	i := int(at)
	a := logisticTable[i]
	return a + (at-float32(i))*(logisticTable[i+1]-a)
}
