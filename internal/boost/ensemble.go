package boost

import "sync"

// Ensemble is a sum of trees. It is immutable and safe for use by several goroutines.
type Ensemble struct {
	Outputs int
	Step    float32   // what one unit of a leaf is worth
	Start   []float32 // outputs before the first tree
	Bins    []int     // bytes that each feature takes

	roots  []int32  // the first node of each tree, or ^leaf when the tree is one leaf
	nodes  []node   // of all trees
	sets   []uint64 // bit sets of the bytes that go left
	leaves []int16  // Outputs units for each leaf

	scans func() []*scan // the same trees, to be read quickly
}

// node is a split. A child below zero is ^leaf.
type node struct {
	feature     int32
	set         int32 // index into sets of the first word
	left, right int32
}

// prepare makes the scans, which takes as long as reading the ensemble: meanwhile something else can be read.
func (e *Ensemble) prepare() {
	e.scans = sync.OnceValue(func() []*scan { return newScans(e) })
	go e.scans()
}

// Trees returns the number of trees.
func (e *Ensemble) Trees() int { return len(e.roots) }

// left reports whether the byte v goes to the left of n.
func (e *Ensemble) left(n *node, v uint8) bool {
	return e.sets[int(n.set)+int(v>>6)]>>(v&63)&1 != 0
}

// Sum adds up the leaves of a row of bytes, in units of Step, into sum, which has Outputs elements.
func (e *Ensemble) Sum(row []uint8, sum []int32) {
	clear(sum)
	for _, s := range e.scans() {
		s.add(row, sum)
	}
}

// Values turns a sum of leaves into outputs.
func (e *Ensemble) Values(sum []int32, out []float64) {
	for i, s := range sum {
		out[i] = float64(e.Start[i]) + float64(s)*float64(e.Step)
	}
}
