package boost

import (
	"math"
	"math/rand/v2"
	"slices"
)

// grower grows one tree after another and keeps the rows' scores.
type grower struct {
	table   *Table
	opt     Options
	outputs int
	rng     *rand.Rand
	weight  []float32
	focus   *Focus // of the trees that are grown now; nil for those of all rows

	score, first, second []float32 // rows × outputs
	search               []float32 // rows × lanes: what the search for splits adds up
	picked               [splitOutputs]int
	curvature            [splitOutputs]float64 // second derivative per weight, of the picked outputs

	features []int // shuffled for each tree
	active   []int // the features of this tree
	offsets  []int // first histogram cell of each feature
	cells    int

	sampled     []bool // by row: whether this tree has seen it
	sparseKnown []bool // by row: whether a sparse feature is known
	sample      []int32
	spill       []int32
	some        []int32     // the rows of a leaf that know a sparse feature
	spare       [][]float64 // histograms to use again
}

// cell is one bin of a histogram.
type cell = [lanes]float64

// part is a leaf that may still be split.
type part struct {
	rows      []int32
	histogram []float64
	total     cell
	best      split
	parent    int32 // node above, -1 for the root
	onLeft    bool
	within    *bounds // of the leaf; nil where nothing bounds it
}

// bounds are what the outputs of a leaf lie between, so that a Rising feature keeps its promise: whatever lies on the
// low side of one of its splits stays below whatever lies on the high side (the basic method of LightGBM's monotone
// constraints).
type bounds struct{ low, high []float32 }

// divide returns the bounds of both sides of a split of a Rising feature, met halfway between the values of the outputs
// that it raises.
func (b *bounds) divide(outputs int, left, right []float32) (low, high *bounds) {
	low, high = b.clone(outputs), b.clone(outputs)
	for o := range outputs {
		middle := b.clamp(o, (left[o]+right[o])/2)
		low.high[o], high.low[o] = middle, middle
	}
	return low, high
}

func (b *bounds) clone(outputs int) *bounds {
	if b != nil {
		return &bounds{slices.Clone(b.low), slices.Clone(b.high)}
	}
	c := &bounds{make([]float32, outputs), make([]float32, outputs)}
	for o := range outputs {
		c.low[o], c.high[o] = -math.MaxFloat32, math.MaxFloat32
	}
	return c
}

func (b *bounds) clamp(output int, v float32) float32 {
	if b == nil || output >= len(b.low) {
		return v
	}
	return min(max(v, b.low[output]), b.high[output])
}

type split struct {
	gain     float64
	feature  int
	goesLeft byteSet
}

// tree grows one tree on a sample of the rows and adds it to the scores.
func (g *grower) tree(loss Loss) grown {
	g.draw()
	g.slopes(loss)
	var t grown
	root := &part{rows: g.sample, parent: -1}
	root.histogram = g.newHistogram()
	root.total = g.fill(root.histogram, root.rows)
	g.find(root)
	parts := []*part{root}
	most := min(g.opt.Leaves, mostLeaves)
	if g.focus != nil {
		most = min(most, mostLeaves-1) // and the leaf of all other rows
	}
	for len(parts) < most {
		at := -1
		for i, p := range parts {
			if p.best.gain > 0 && (at < 0 || p.best.gain > parts[at].best.gain) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		p := parts[at]
		id := int32(len(t.nodes))
		t.nodes = append(t.nodes, grownNode{feature: p.best.feature, goesLeft: p.best.goesLeft})
		g.link(&t, p, id)
		left, right := g.split(p)
		left.parent, left.onLeft, right.parent = id, true, id
		parts[at] = left
		parts = append(parts, right)
	}
	for i, p := range parts {
		g.link(&t, p, ^int32(i))
		t.leaves = append(t.leaves, g.step(p))
		g.spare = append(g.spare, p.histogram)
	}
	if g.focus != nil {
		t.below(g.focus)
	}
	g.add(&t, parts)
	return t
}

// link makes at the child of p's parent.
func (g *grower) link(t *grown, p *part, at int32) {
	switch {
	case p.parent < 0:
	case p.onLeft:
		t.nodes[p.parent].left = at
	default:
		t.nodes[p.parent].right = at
	}
}

// draw picks the rows and the features of a tree.
func (g *grower) draw() {
	g.sample = g.sample[:0]
	for i := range g.table.Rows() {
		if g.rng.Float64() < g.opt.Rows && g.weight[i] > 0 { // a row of no weight draws all the same
			g.sample = append(g.sample, int32(i))
		}
	}
	g.rng.Shuffle(len(g.features), func(i, j int) {
		g.features[i], g.features[j] = g.features[j], g.features[i]
	})
	n := max(1, int(math.Ceil(g.opt.Columns*float64(len(g.features)))))
	g.active = append(g.active[:0], g.features[:n]...)
	slices.Sort(g.active)
}

// slopes computes the derivatives of the sampled rows.
func (g *grower) slopes(loss Loss) {
	k := g.outputs
	var curvature [splitOutputs]float64
	var weight float64
	for _, r := range g.sample {
		i := int(r)
		first, second := g.first[i*k:i*k+k], g.second[i*k:i*k+k]
		loss.Slopes(i, g.score[i*k:i*k+k], first, second)
		lane := g.search[i*lanes : i*lanes+lanes]
		for s, o := range g.picked {
			lane[s] = first[o]
			curvature[s] += float64(second[o])
		}
		lane[splitOutputs] = g.weight[i]
		weight += float64(g.weight[i])
	}
	for s := range curvature {
		g.curvature[s] = max(curvature[s]/max(weight, 1e-9), 1e-6)
	}
}

func (g *grower) newHistogram() []float64 {
	if n := len(g.spare); n > 0 {
		h := g.spare[n-1]
		g.spare = g.spare[:n-1]
		clear(h)
		return h
	}
	return make([]float64, g.cells*lanes)
}

// fill adds rows to a histogram of the active features. Of the sparse features it reads only the rows that know
// at least one of them, and the unknown bin is what the known bins leave of the whole.
func (g *grower) fill(histogram []float64, rows []int32) cell {
	var whole cell
	for _, r := range rows {
		addLane(&whole, (*[lanes]float32)(g.search[int(r)*lanes:]))
	}
	g.some = g.some[:0]
	for _, r := range rows {
		if g.sparseKnown[r] {
			g.some = append(g.some, r)
		}
	}
	for _, f := range g.active {
		column := g.table.Columns[f]
		bins := histogram[g.offsets[f]*lanes:]
		read := rows
		if g.table.Features[f].Sparse {
			read = g.some
		}
		for _, r := range read {
			addLane((*cell)(bins[int(column[r])*lanes:]), (*[lanes]float32)(g.search[int(r)*lanes:]))
		}
		if g.table.Features[f].Sparse {
			rest := whole
			for b := 1; b <= g.table.Features[f].Values; b++ {
				for i, v := range g.cellOf(histogram, f, b) {
					rest[i] -= v
				}
			}
			*g.cellOf(histogram, f, Unknown) = rest
		}
	}
	return whole
}

func addLane(into *cell, from *[lanes]float32) {
	into[0] += float64(from[0])
	into[1] += float64(from[1])
	into[2] += float64(from[2])
	into[3] += float64(from[3])
	into[4] += float64(from[4])
	into[5] += float64(from[5])
	into[6] += float64(from[6])
	into[7] += float64(from[7])
}

func (g *grower) cellOf(histogram []float64, feature, bin int) *cell {
	return (*cell)(histogram[(g.offsets[feature]+bin)*lanes:])
}

// split divides p by its best split; the smaller child's histogram is counted, the larger one's is the rest.
func (g *grower) split(p *part) (left, right *part) {
	column := g.table.Columns[p.best.feature]
	g.spill = g.spill[:0]
	n := 0
	for _, r := range p.rows {
		if p.best.goesLeft.has(column[r]) {
			p.rows[n] = r
			n++
		} else {
			g.spill = append(g.spill, r)
		}
	}
	copy(p.rows[n:], g.spill)
	left, right = &part{rows: p.rows[:n], within: p.within}, &part{rows: p.rows[n:], within: p.within}
	if g.table.Features[p.best.feature].Rising {
		left.within, right.within = p.within.divide(g.opt.Rising, g.step(left), g.step(right))
	}
	small, large := left, right
	if len(left.rows) > len(right.rows) {
		small, large = right, left
	}
	small.histogram = g.newHistogram()
	small.total = g.fill(small.histogram, small.rows)
	for i := range large.total {
		large.total[i] = p.total[i] - small.total[i]
	}
	large.histogram = p.histogram
	for _, f := range g.active {
		from, n := g.offsets[f]*lanes, g.table.Features[f].bins()*lanes
		rest, less := large.histogram[from:from+n], small.histogram[from:from+n]
		for i := range rest {
			rest[i] -= less[i]
		}
	}
	g.find(left)
	g.find(right)
	return left, right
}

// worth is twice the loss that one Newton step on a cell saves.
func (g *grower) worth(c *cell) float64 {
	w := max(c[splitOutputs], 0) + g.opt.L2
	sum := 0.0
	for s := range splitOutputs {
		sum += c[s] * c[s] / (g.curvature[s] * w)
	}
	return sum
}

// risingGain is the gain of a split that may only raise outputs from left to right: one that would fall gains nothing.
func (g *grower) risingGain(left, right, whole *cell) float64 {
	l, r := max(left[splitOutputs], 0)+g.opt.L2, max(right[splitOutputs], 0)+g.opt.L2
	w, gain := max(whole[splitOutputs], 0)+g.opt.L2, 0.0
	for s := range splitOutputs {
		if g.picked[s] >= g.opt.Rising || left[s]/l > right[s]/r { // a step goes against the slope
			gain += (left[s]*left[s]/l + right[s]*right[s]/r - whole[s]*whole[s]/w) / g.curvature[s]
		}
	}
	return gain
}

// find finds the best split of p.
func (g *grower) find(p *part) {
	p.best = split{}
	if p.total[splitOutputs] < 2*g.opt.LeafWeight {
		return
	}
	whole := g.worth(&p.total)
	for _, f := range g.active {
		g.searchFeature(p, f, whole)
	}
}

// searchFeature tries the prefixes of a feature's bytes: in their own order when it has one, with the unknown byte
// on either side; else in the order of their gradient, pulled towards zero for rare bytes.
func (g *grower) searchFeature(p *part, f int, whole float64) {
	feature := g.table.Features[f]
	var order [256]uint8
	n := 0
	for b := 1; b <= feature.Values; b++ {
		if g.cellOf(p.histogram, f, b)[splitOutputs] > 1e-6 {
			order[n] = uint8(b)
			n++
		}
	}
	unknown := g.cellOf(p.histogram, f, Unknown)
	hasUnknown := unknown[splitOutputs] > 1e-6
	if !feature.Ordered {
		if hasUnknown {
			order[n] = Unknown
			n++
		}
		var key [256]float64
		for _, b := range order[:n] {
			c := g.cellOf(p.histogram, f, int(b))
			sum := 0.0
			for s := range splitOutputs {
				sum += c[s]
			}
			key[b] = sum / (c[splitOutputs] + categorySmoothing)
		}
		slices.SortStableFunc(order[:n], func(a, b uint8) int {
			switch {
			case key[a] < key[b]:
				return -1
			case key[a] > key[b]:
				return 1
			}
			return int(a) - int(b)
		})
		g.prefixes(p, f, order[:n], nil, whole)
		return
	}
	g.prefixes(p, f, order[:n], nil, whole)
	if hasUnknown {
		g.prefixes(p, f, order[:n], unknown, whole)
	}
}

// categorySmoothing is the weight that pulls the gradient of a rare category towards zero when categories are put
// in order.
const categorySmoothing = 20

// prefixes tries every prefix of order as the left side, starting from what already lies there.
func (g *grower) prefixes(p *part, f int, order []uint8, already *cell, whole float64) {
	var left, right cell
	goesLeft, rising := byteSet{}, g.table.Features[f].Rising
	end := len(order) - 1
	if already != nil {
		left = *already
		goesLeft.add(Unknown)
		end = len(order) // the unknown alone against all others is the empty prefix, tried below
	}
	try := func() {
		if left[splitOutputs] < g.opt.LeafWeight || p.total[splitOutputs]-left[splitOutputs] < g.opt.LeafWeight {
			return
		}
		for i := range right {
			right[i] = p.total[i] - left[i]
		}
		gain := g.worth(&left) + g.worth(&right) - whole
		if rising {
			gain = g.risingGain(&left, &right, &p.total)
		}
		if gain > p.best.gain {
			p.best = split{gain, f, goesLeft}
		}
	}
	if already != nil {
		try()
		end--
	}
	next := 1
	for _, b := range order[:max(end, 0)] {
		c := g.cellOf(p.histogram, f, int(b))
		for i := range left {
			left[i] += c[i]
		}
		goesLeft.add(b)
		if g.table.Features[f].Ordered { // and what no row of the leaf has, for a row that may come
			for absent := next; absent < int(b); absent++ {
				goesLeft.add(uint8(absent))
			}
			next = int(b) + 1
		}
		try()
	}
}

// step returns what the outputs of a leaf gain: a capped Newton step, within the leaf's bounds.
func (g *grower) step(p *part) []float32 {
	k := g.outputs
	first, second := make([]float64, k), make([]float64, k)
	weight := 0.0
	for _, r := range p.rows {
		i := int(r) * k
		a, b := g.first[i:i+k], g.second[i:i+k]
		for o := range first {
			first[o] += float64(a[o])
			second[o] += float64(b[o])
		}
		weight += float64(g.weight[r])
	}
	out := make([]float32, k)
	for o := range out {
		// The curvature of an output that is far from its rows vanishes; a floor keeps the step finite.
		curvature := max(second[o], .02*weight) + g.opt.L2*max(second[o]/max(weight, 1e-9), .02)
		step := -first[o] / max(curvature, 1e-9)
		out[o] = p.within.clamp(o, float32(g.opt.Rate*min(max(step, -g.opt.Cap), g.opt.Cap)))
	}
	return out
}

// add adds a tree to the scores of all rows. Where the sampled ones lie is known from growing it.
func (g *grower) add(t *grown, parts []*part) {
	k := g.outputs
	for i := range g.sampled {
		g.sampled[i] = false
	}
	for l, p := range parts {
		for _, r := range p.rows {
			g.sampled[r] = true
			score := g.score[int(r)*k : int(r)*k+k]
			for o, v := range t.leaves[l] {
				score[o] += v
			}
		}
	}
	for i, done := range g.sampled {
		if done {
			continue
		}
		at := int32(0)
		if len(t.nodes) == 0 {
			at = ^0
		}
		for at >= 0 {
			n := &t.nodes[at]
			if n.goesLeft.has(g.table.Columns[n.feature][i]) {
				at = n.left
			} else {
				at = n.right
			}
		}
		leaf, score := t.leaves[^at], g.score[i*k:i*k+k]
		for o, v := range leaf {
			score[o] += v
		}
	}
}
