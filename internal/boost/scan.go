package boost

import (
	"math/bits"
	"slices"
)

// Limits of an ensemble, for the sake of scan.
const (
	mostLeaves  = 32   // of a tree: a bit each of a word
	mostOutputs = 64   // of a leaf
	mostUnits   = 1023 // of an output of a leaf, either way
)

// scan finds the leaves of a row in all trees without walking down any (QuickScorer, Lucchese et al. 2015): the
// leaves of a tree are bits, in order from the left; each byte of a feature rules out the leaves to the left of the
// splits where it goes right; the lowest bit that no feature rules out is the leaf. The bits lie one after another and
// nothing depends on a comparison, so the processor need not guess its way.
type scan struct {
	only *Focus // whose rows alone the trees speak of; nil: of all

	whole  []pair // a bit for each leaf
	silent []pair // whole, less what the unknown bytes of all narrow features rule out
	wide   []wideColumn
	narrow []narrowColumn // of features that take few bytes; of most of them a row knows nothing
	splits []narrowSplit  // on those features, tree by tree
	bounds []int32        // by tree: the first of its splits; one more than there are trees

	first  []uint32 // by tree: its first leaf in leaves
	words  int      // of a leaf, a multiple of blockWords
	leaves []uint64
}

// pair is the bits of the leaves of two trees, the first one's in the lower half.
type pair uint64

// bitsOf places the bits of a tree; the other tree of the pair has those of others.
func bitsOf(tree int, bits, others uint32) pair {
	if tree%2 == 0 {
		return pair(bits) | pair(others)<<32
	}
	return pair(others) | pair(bits)<<32
}

// wideColumn is what the bytes of a feature leave of every tree.
type wideColumn struct {
	feature int
	left    []pair // for each byte, those of all trees
}

// narrowColumn lists the trees that split on a feature.
type narrowColumn struct {
	feature int
	trees   []int32
}

// narrowSplit is what the bytes of a feature leave of a tree.
type narrowSplit struct {
	feature int
	left    [narrowBins]pair
}

// narrowBins is how many bytes a narrow feature takes at most.
const narrowBins = 4

// Outputs are lanes of words, kept above zero by laneZero, so that words can be added up without one lane reaching
// into the next: as many as laneSums.
const (
	blockWords = 4 // are added up at a time
	laneBits   = 16
	perWord    = 64 / laneBits
	perBlock   = blockWords * perWord
	laneZero   = mostUnits + 1
	laneSums   = (1<<laneBits - 1) / (laneZero + mostUnits)
)

// newScans makes the scans of an ensemble: one of the trees that speak of all rows, and one of those of each focus.
func newScans(e *Ensemble) []*scan {
	var scans []*scan
	for from := 0; from < len(e.roots); {
		only, to := e.focus(from), from+1
		for to < len(e.roots) && e.focus(to) == only {
			to++
		}
		s := newScan(e, e.roots[from:to])
		if only != (Focus{}) {
			s.only = &only
		}
		scans, from = append(scans, s), to
	}
	return scans
}

// focus returns the rows that a tree speaks of, the zero Focus when that is all of them: below a focus's root, all
// others lie in a leaf of nothing.
func (e *Ensemble) focus(tree int) Focus {
	root := e.roots[tree]
	if root < 0 {
		return Focus{}
	}
	n := &e.nodes[root]
	if n.right >= 0 {
		return Focus{}
	}
	for _, v := range e.leaves[int(^n.right)*e.Outputs:][:e.Outputs] {
		if v != 0 {
			return Focus{}
		}
	}
	only, goLeft := Focus{Feature: int(n.feature), Trees: 1}, 0
	for v := range e.Bins[n.feature] {
		if e.left(n, uint8(v)) {
			only.Value = uint8(v)
			goLeft++
		}
	}
	if goLeft != 1 {
		return Focus{}
	}
	return only
}

// newScan makes the scan of some trees of an ensemble.
func newScan(e *Ensemble, roots []int32) *scan {
	pairs := (len(roots) + 1) / 2
	p := planter{
		e:    e,
		scan: &scan{whole: make([]pair, pairs), bounds: []int32{0}, words: (e.Outputs + perBlock - 1) / perBlock * blockWords},
		wide: make([]wideColumn, len(e.Bins)), narrow: make([]narrowColumn, len(e.Bins)),
	}
	s := p.scan
	s.leaves = make([]uint64, 0, len(e.leaves)/e.Outputs/len(e.roots)*len(roots)*s.words)
	for tree, root := range roots {
		s.first = append(s.first, uint32(len(s.leaves)/s.words))
		s.whole[tree/2] |= bitsOf(tree, below(p.plant(tree, root, 0)), 0)
		s.bounds = append(s.bounds, int32(len(s.splits)))
	}
	s.silent = slices.Clone(s.whole)
	for f := range e.Bins {
		if w := p.wide[f]; w.left != nil {
			w.feature = f
			s.wide = append(s.wide, w)
		}
		if n := p.narrow[f]; n.trees != nil {
			n.feature = f
			s.narrow = append(s.narrow, n)
		}
	}
	for t := range roots {
		s.meetNarrow(s.silent, t, func(int) uint8 { return Unknown })
	}
	return s
}

// planter makes a scan.
type planter struct {
	e      *Ensemble
	scan   *scan
	wide   []wideColumn // by feature
	narrow []narrowColumn
}

// plant adds what lies below a place of a tree, to the left of which there are so many leaves, and returns how many
// there are to the left of what comes after it.
func (p *planter) plant(tree int, at int32, leaves int) int {
	s, e := p.scan, p.e
	if at < 0 {
		s.leaves = appendLanes(s.leaves, e.leaves[int(^at)*e.Outputs:][:e.Outputs], s.words)
		return leaves + 1
	}
	n := &e.nodes[at]
	middle := p.plant(tree, n.left, leaves)
	stay := ^(below(middle) &^ below(leaves)) // of a row that goes right, the leaves on the left do not
	bins := e.Bins[n.feature]
	var left []pair // what the bytes leave of the tree, so many pairs apart
	apart := 1
	if bins > narrowBins {
		w := &p.wide[n.feature]
		if w.left == nil {
			w.left = slices.Repeat([]pair{^pair(0)}, bins*len(s.whole))
		}
		left, apart = w.left[tree/2:], len(s.whole)
	} else {
		left = p.narrowSplit(tree, int(n.feature)).left[:]
	}
	for v := range bins {
		if !e.left(n, uint8(v)) {
			left[v*apart] &= bitsOf(tree, stay, ^uint32(0))
		}
	}
	return p.plant(tree, n.right, middle)
}

// narrowSplit returns what a feature leaves of the tree that is being planted.
func (p *planter) narrowSplit(tree, feature int) *narrowSplit {
	s, c := p.scan, &p.narrow[feature]
	if n := len(c.trees); n > 0 && c.trees[n-1] == int32(tree) {
		own := s.splits[s.bounds[tree]:]
		return &own[slices.IndexFunc(own, func(split narrowSplit) bool { return split.feature == feature })]
	}
	c.trees = append(c.trees, int32(tree))
	s.splits = append(s.splits, narrowSplit{feature, [narrowBins]pair{^pair(0), ^pair(0), ^pair(0), ^pair(0)}})
	return &s.splits[len(s.splits)-1]
}

// below returns n bits, the lowest ones.
func below(n int) uint32 { return uint32(1<<n - 1) }

func appendLanes(words []uint64, leaf []int16, n int) []uint64 {
	for range n {
		own := leaf[:min(perWord, len(leaf))]
		var w uint64
		for lane, v := range own {
			w |= uint64(int(v)+laneZero) << (laneBits * lane)
		}
		words, leaf = append(words, w), leaf[len(own):]
	}
	return words
}

// meet leaves of the leaves of all trees those that a byte does not rule out.
func (c *wideColumn) meet(leaves []pair, v uint8) {
	own := c.left[int(v)*len(leaves):][:len(leaves)]
	for i, w := range own {
		leaves[i] &= w
	}
}

// meetNarrow leaves of the leaves of a tree those that no byte of a narrow feature rules out.
func (s *scan) meetNarrow(leaves []pair, tree int, byteOf func(feature int) uint8) {
	left, splits := s.whole[tree/2], s.splits[s.bounds[tree]:s.bounds[tree+1]]
	for i := range splits {
		left &= splits[i].left[byteOf(splits[i].feature)&(narrowBins-1)]
	}
	own := bitsOf(tree, ^uint32(0), 0)
	leaves[tree/2] = leaves[tree/2]&^own | left&own
}

// add adds the leaves of a row of bytes to sum.
func (s *scan) add(row []uint8, sum []int32) {
	if s.only != nil && row[s.only.Feature] != s.only.Value {
		return
	}
	var buffer [128]pair
	leaves := append(buffer[:0], s.silent...)
	byteOf := func(feature int) uint8 { return row[feature] }
	concerned := 0 // trees that split on what the row knows, counted for each
	for i := range s.narrow {
		if c := &s.narrow[i]; row[c.feature] != Unknown {
			concerned += len(c.trees)
		}
	}
	if concerned > len(s.first) {
		for t := range s.first {
			s.meetNarrow(leaves, t, byteOf)
		}
	} else if concerned > 0 { // all other trees are as in silence
		for i := range s.narrow {
			if c := &s.narrow[i]; row[c.feature] != Unknown {
				for _, t := range c.trees {
					s.meetNarrow(leaves, int(t), byteOf)
				}
			}
		}
	}
	for i := range s.wide {
		s.wide[i].meet(leaves, row[s.wide[i].feature])
	}
	var places [2 * len(buffer)]uint32
	at := places[:0]
	for t, first := range s.first {
		leaf := bits.TrailingZeros32(uint32(leaves[t/2] >> (t % 2 * 32)))
		at = append(at, (first+uint32(leaf))*uint32(s.words))
	}
	for len(at) > 0 {
		n := min(laneSums, len(at))
		for block := 0; block < s.words; block += blockWords {
			var a, b, c, d uint64
			for _, leaf := range at[:n] {
				w := (*[blockWords]uint64)(s.leaves[int(leaf)+block:])
				a += w[0]
				b += w[1]
				c += w[2]
				d += w[3]
			}
			outputs := sum[block*perWord:]
			for i, w := range [blockWords]uint64{a, b, c, d} {
				unpack(outputs[min(i*perWord, len(outputs)):], w, n)
			}
		}
		at = at[n:]
	}
}

// unpack adds the lanes of a sum of n words to the outputs.
func unpack(outputs []int32, w uint64, n int) {
	for i := range outputs[:min(perWord, len(outputs))] {
		outputs[i] += int32(w>>(i*laneBits)&(1<<laneBits-1)) - int32(n*laneZero)
	}
}
