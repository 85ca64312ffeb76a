package slice

import (
	"cmp"
	"slices"
)

// part is the matching rows of one block.
type part struct {
	plan  *plan
	block int

	low, high float64 // no row is paid less or more
	size      uint64  // how many rows, or how many units of weight
}

// sample is the pay of a row and how much it counts.
type sample struct {
	pay  float64
	size uint64
}

// order is parts in the order of an end of their pay, with the sizes summed up.
type order struct {
	parts []int32
	sums  []uint64 // sums[i] is the size of parts[:i+1]
}

func (o *order) of(parts []part, end func(*part) float64) {
	o.parts, o.sums = o.parts[:0], o.sums[:0]
	sorted := true
	for i := range parts {
		o.parts = append(o.parts, int32(i))
		sorted = sorted && (i == 0 || end(&parts[i-1]) <= end(&parts[i]))
	}
	if !sorted { // those of a single segment are
		slices.SortFunc(o.parts, func(a, b int32) int { return cmp.Compare(end(&parts[a]), end(&parts[b])) })
	}
	var sum uint64
	for _, i := range o.parts {
		sum += parts[i].size
		o.sums = append(o.sums, sum)
	}
}

// quantiles returns the quantiles of the rows of parts, whose sizes add up to total.
func (w *worker) quantiles(parts []part, total uint64, levels []float64, weighted bool) []float64 {
	if len(levels) == 0 {
		return nil
	}
	w.byHigh.of(parts, func(p *part) float64 { return p.high })
	w.byLow.of(parts, func(p *part) float64 { return p.low })
	values := make([]float64, len(levels))
	for i, p := range levels {
		values[i] = w.smallest(parts, Rank(p, total), weighted)
	}
	return values
}

// smallest returns the k-th smallest pay of the rows of parts, for which byHigh and byLow have been made.
func (w *worker) smallest(parts []part, k uint64, weighted bool) float64 {
	// The parts that are paid at most high reach k: the answer is no higher. The parts that begin
	// below low do not: it is no lower.
	first, _ := slices.BinarySearch(w.byHigh.sums, k)
	high := parts[w.byHigh.parts[first]].high
	last, _ := slices.BinarySearch(w.byLow.sums, k)
	low := parts[w.byLow.parts[last]].low
	// Parts that only touch low or high need not be looked at: blocks meet in the middle of a tie.
	var below uint64 // of those paid at most low
	for i := range parts {
		if parts[i].high <= low {
			below += parts[i].size
		}
	}
	w.samples = w.samples[:0]
	for i := range parts {
		if p := &parts[i]; below < k && p.low < high && low < p.high {
			below += w.gather(p, low, high, weighted)
		}
	}
	if below >= k {
		return low
	}
	return choose(w.samples, k-below, low, high)
}

// gather appends the rows of a part that are paid more than low and at most high to w.samples, and returns
// the size of those that are paid less.
func (w *worker) gather(p *part, low, high float64, weighted bool) (below uint64) {
	w.scan(p.plan, p.block)
	w.list = w.rows.list(w.list[:0])
	b := &p.plan.blocks[p.block]
	w.samples = slices.Grow(w.samples, len(w.list))
	for _, row := range w.list {
		s := sample{b.pays[row], 1}
		if weighted {
			s.size = b.weightOf(int(row))
		}
		if s.pay <= low {
			below += s.size
		} else if s.pay <= high {
			w.samples = append(w.samples, s)
		}
	}
	return below
}

// choose returns the pay of the k-th smallest of samples, all of which lie between low and high, and high
// when they are fewer. It reorders them: one pass finds the stretch of pay in which the k-th is, and only
// that is sorted.
func choose(samples []sample, k uint64, low, high float64) float64 {
	const stretches = 256
	if scale := (stretches - 1) / (high - low); len(samples) > stretches/4 && scale <= 1e300 {
		var sizes [stretches]uint64
		for _, s := range samples {
			sizes[uint8((s.pay-low)*scale)] += s.size
		}
		at := 0
		for ; at < stretches && k > sizes[at]; at++ {
			k -= sizes[at]
		}
		kept := samples[:0]
		for _, s := range samples {
			if int(uint8((s.pay-low)*scale)) == at {
				kept = append(kept, s)
			}
		}
		samples = kept
	}
	slices.SortFunc(samples, func(a, b sample) int { return cmp.Compare(a.pay, b.pay) })
	for _, s := range samples {
		if k <= s.size {
			return s.pay
		}
		k -= s.size
	}
	return high
}
