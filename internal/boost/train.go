package boost

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// Options are the settings of Train.
type Options struct {
	Trees      int
	Rate       float64 // how much of each leaf's step is taken
	Leaves     int     // per tree, at most; no more than 32
	LeafWeight float64 // least weight of a leaf
	Rows       float64 // share of the rows that each tree sees
	Columns    float64 // share of the features that each tree may split on
	L2         float64 // added to the weight under each step
	Cap        float64 // largest step of an output in one tree, before Rate
	Seed       uint64

	// Rising is how many of the outputs, the first ones, a Rising feature raises; of the others it promises nothing.
	Rising int

	// Focus adds trees that are grown on a part of the rows and speak of no others, one Focus after another.
	Focus []Focus
}

// Focus is a part of the rows that deserves trees of its own: those of one value of a feature.
type Focus struct {
	Feature int
	Value   uint8
	Trees   int
}

// splitOutputs is how many of the outputs the search for splits looks at.
const splitOutputs = 7

// lanes is the width of a histogram cell: the first derivatives of splitOutputs outputs, then the weight.
const lanes = splitOutputs + 1

// Train grows an ensemble. The result depends on its arguments alone.
func Train(ctx context.Context, table *Table, loss Loss, weight []float32, opt Options) (*Ensemble, error) {
	start := loss.Start()
	k, rows := len(start), table.Rows()
	g := &grower{
		table: table, opt: opt, outputs: k,
		rng:    rand.New(rand.NewPCG(opt.Seed, 0x6261636b)),
		score:  make([]float32, rows*k),
		first:  make([]float32, rows*k),
		second: make([]float32, rows*k),
		search: make([]float32, rows*lanes),

		sampled: make([]bool, rows), sparseKnown: make([]bool, rows),
		weight: weight,
	}
	for i := range rows {
		copy(g.score[i*k:], start)
	}
	for s := range splitOutputs {
		g.picked[s] = min(k-1, (2*s+1)*k/(2*splitOutputs))
	}
	for f, feature := range table.Features {
		g.offsets = append(g.offsets, g.cells)
		g.cells += feature.bins()
		g.features = append(g.features, f)
		if feature.Sparse {
			for i, v := range table.Columns[f] {
				g.sparseKnown[i] = g.sparseKnown[i] || v != Unknown
			}
		}
	}
	var trees []grown
	for range opt.Trees {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		trees = append(trees, g.tree(loss))
	}
	for _, focus := range opt.Focus {
		g.focus, g.weight = &focus, slices.Clone(weight)
		for i, v := range table.Columns[focus.Feature] {
			if v != focus.Value {
				g.weight[i] = 0
			}
		}
		for range focus.Trees {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			trees = append(trees, g.tree(loss))
		}
	}
	return assemble(table.Features, start, trees, opt.Rate*opt.Cap), nil
}

// grown is a tree that is being built: its leaves are real numbers.
type grown struct {
	nodes  []grownNode
	leaves [][]float32
}

type grownNode struct {
	feature     int
	goesLeft    byteSet
	left, right int32 // as in node
}

// below puts the tree below a split that sends the rows of a focus to it and all others to a leaf of nothing.
func (t *grown) below(f *Focus) {
	root := grownNode{feature: f.Feature, left: ^0, right: ^int32(len(t.leaves))}
	root.goesLeft.add(f.Value)
	if len(t.nodes) > 0 {
		root.left = 1
	}
	for i := range t.nodes {
		for _, child := range []*int32{&t.nodes[i].left, &t.nodes[i].right} {
			if *child >= 0 {
				*child++
			}
		}
	}
	t.nodes = slices.Insert(t.nodes, 0, root)
	t.leaves = append(t.leaves, make([]float32, len(t.leaves[0])))
}

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(v uint8)      { s[v>>6] |= 1 << (v & 63) }
func (s *byteSet) has(v uint8) bool { return s[v>>6]>>(v&63)&1 != 0 }

// assemble packs trees. Leaves become whole numbers of a step that depends on the options alone, so that the leaves of
// ensembles grown with the same options can be added up; reach is the largest leaf there can be.
func assemble(features []Feature, start []float32, trees []grown, reach float64) *Ensemble {
	e := &Ensemble{Outputs: len(start), Start: start, Step: float32(reach / mostUnits)}
	for _, f := range features {
		e.Bins = append(e.Bins, f.bins())
	}
	known := map[string]int32{} // sets by their words
	for _, t := range trees {
		firstNode, firstLeaf := int32(len(e.nodes)), int32(len(e.leaves)/e.Outputs)
		child := func(at int32) int32 {
			if at < 0 {
				return ^(firstLeaf + ^at)
			}
			return firstNode + at
		}
		if len(t.nodes) == 0 {
			e.roots = append(e.roots, ^firstLeaf)
		} else {
			e.roots = append(e.roots, firstNode)
		}
		for _, n := range t.nodes {
			words := n.goesLeft[:setWords(e.Bins[n.feature])]
			key := setKey(words)
			at, ok := known[key]
			if !ok {
				at = int32(len(e.sets))
				known[key] = at
				e.sets = append(e.sets, words...)
			}
			e.nodes = append(e.nodes, node{int32(n.feature), at, child(n.left), child(n.right)})
		}
		for _, leaf := range t.leaves {
			for _, v := range leaf {
				units := math.Round(float64(v) / float64(e.Step))
				e.leaves = append(e.leaves, int16(min(max(units, -mostUnits), mostUnits)))
			}
		}
	}
	e.prepare()
	return e
}

// setWords is the number of words of a set of that many bytes.
func setWords(bins int) int { return (bins + 63) / 64 }

func setKey(words []uint64) string {
	b := make([]byte, 0, 8*len(words))
	for _, w := range words {
		for range 8 {
			b = append(b, byte(w))
			w >>= 8
		}
	}
	return string(b)
}
