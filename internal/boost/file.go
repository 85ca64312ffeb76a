package boost

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// header comes before an ensemble's arrays in a file.
type header struct {
	Outputs, Features, Trees uint16
	Nodes, Sets, Leaves      uint32
	Step                     float32
}

// links are the nodes in a file, an array for each field: encoding/binary is quick with those. Children are counted
// within the tree.
type links struct {
	feature     []uint16
	set         []uint32
	left, right []int16
}

func newLinks(n int) *links {
	return &links{make([]uint16, n), make([]uint32, n), make([]int16, n), make([]int16, n)}
}

// WriteTo writes the ensemble in a form that Read reads.
func (e *Ensemble) WriteTo(w io.Writer) (int64, error) {
	h := header{
		Outputs: uint16(e.Outputs), Features: uint16(len(e.Bins)), Trees: uint16(len(e.roots)),
		Nodes: uint32(len(e.nodes)), Sets: uint32(len(e.sets)), Leaves: uint32(len(e.leaves) / e.Outputs), Step: e.Step,
	}
	bins := make([]uint16, len(e.Bins))
	for i, b := range e.Bins {
		bins[i] = uint16(b)
	}
	nodes, l := e.shapes()
	var n int64
	for _, part := range []any{h, e.Start, bins, nodes, l.feature, l.set, l.left, l.right, e.sets, e.leaves} {
		if err := binary.Write(w, binary.LittleEndian, part); err != nil {
			return n, fmt.Errorf("writing an ensemble: %w", err)
		}
		n += int64(binary.Size(part))
	}
	return n, nil
}

// shapes takes the trees apart, and counts the nodes of each. Trees lie one after another, and a tree has one leaf
// more than it has nodes.
func (e *Ensemble) shapes() (nodes []uint8, l *links) {
	l = newLinks(len(e.nodes))
	node, leaf := int32(0), int32(0)
	for t, root := range e.roots {
		end := int32(len(e.nodes))
		if root < 0 {
			end = node
		}
		for _, next := range e.roots[t+1:] {
			if root >= 0 && next >= 0 {
				end = next
				break
			}
		}
		first := node
		child := func(at int32) int16 {
			if at < 0 {
				return int16(^(^at - leaf))
			}
			return int16(at - first)
		}
		nodes = append(nodes, uint8(end-first))
		for ; node < end; node++ {
			n := &e.nodes[node]
			l.feature[node], l.set[node] = uint16(n.feature), uint32(n.set)
			l.left[node], l.right[node] = child(n.left), child(n.right)
		}
		leaf += int32(nodes[t]) + 1
	}
	return nodes, l
}

var errDamaged = errors.New("the ensemble is damaged")

// Read reads an ensemble that WriteTo wrote. It returns an error for a file that is short, or whose trees are no
// trees; it never returns an ensemble that could fail later.
func Read(r io.Reader) (*Ensemble, error) {
	var h header
	if err := binary.Read(r, binary.LittleEndian, &h); err != nil {
		return nil, fmt.Errorf("reading an ensemble: %w", err)
	}
	const most = 1 << 24 // of any array: a damaged header must not ask for all memory
	if h.Outputs == 0 || h.Outputs > mostOutputs || h.Features == 0 || h.Nodes > most || h.Sets > most || uint64(h.Leaves)*uint64(h.Outputs) > most ||
		h.Leaves != h.Nodes+uint32(h.Trees) || math.IsNaN(float64(h.Step)) || math.IsInf(float64(h.Step), 0) {
		return nil, errDamaged
	}
	e := &Ensemble{
		Outputs: int(h.Outputs), Step: h.Step, Start: make([]float32, h.Outputs), Bins: make([]int, h.Features),
		sets: make([]uint64, h.Sets), leaves: make([]int16, int(h.Leaves)*int(h.Outputs)),
	}
	bins, nodes, l := make([]uint16, h.Features), make([]uint8, h.Trees), newLinks(int(h.Nodes))
	for _, part := range []any{e.Start, bins, nodes, l.feature, l.set, l.left, l.right, e.sets, e.leaves} {
		if err := binary.Read(r, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("reading an ensemble: %w", err)
		}
	}
	for i, b := range bins {
		if b == 0 || b > 256 {
			return nil, errDamaged
		}
		e.Bins[i] = int(b)
	}
	for _, s := range e.Start {
		if math.IsNaN(float64(s)) || math.IsInf(float64(s), 0) {
			return nil, errDamaged
		}
	}
	for _, v := range e.leaves {
		if v > mostUnits || v < -mostUnits {
			return nil, errDamaged
		}
	}
	if err := e.join(nodes, l); err != nil {
		return nil, err
	}
	e.prepare()
	return e, nil
}

// join puts trees together and checks that they are trees: every node and leaf but the root is the child of
// exactly one node, which comes before it.
func (e *Ensemble) join(sizes []uint8, l *links) error {
	firstNode, firstLeaf := int32(0), int32(0)
	e.nodes = make([]node, len(l.feature))
	for _, size := range sizes {
		nodes, leaves := int32(size), int32(size)+1
		if leaves > mostLeaves || int(firstNode+nodes) > len(e.nodes) {
			return errDamaged
		}
		if nodes == 0 {
			e.roots = append(e.roots, ^firstLeaf)
		} else {
			e.roots = append(e.roots, firstNode)
		}
		var seenNode, seenLeaf [256]bool
		child := func(above, at int32) (int32, bool) {
			switch {
			case at > above && at < nodes && !seenNode[at]:
				seenNode[at] = true
				return firstNode + at, true
			case at < 0 && ^at < leaves && !seenLeaf[^at]:
				seenLeaf[^at] = true
				return ^(firstLeaf + ^at), true
			}
			return 0, false
		}
		for i := range nodes {
			at := firstNode + i
			feature, set := int(l.feature[at]), int64(l.set[at])
			if feature >= len(e.Bins) || set+int64(setWords(e.Bins[feature])) > int64(len(e.sets)) {
				return errDamaged
			}
			left, leftOK := child(i, int32(l.left[at]))
			right, rightOK := child(i, int32(l.right[at]))
			if !leftOK || !rightOK {
				return errDamaged
			}
			e.nodes[at] = node{int32(feature), int32(set), left, right}
		}
		firstNode += nodes
		firstLeaf += leaves
	}
	if int(firstNode) != len(e.nodes) {
		return errDamaged
	}
	return nil
}
