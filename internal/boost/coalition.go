package boost

// Players says which features a player of a coalition game makes known. Owner has the player of each feature,
// or -1 for a feature that is always known.
type Players struct {
	Count int
	Owner []int8
}

// Coalitions adds up the leaves of ensembles of the same Outputs for every coalition of players at once: into
// sums[c*Outputs:] goes the sum over ensembles of what Sum gives for a row in which the players whose bits are set in c
// have their features from known, and all others from absent. Sums has Outputs elements for each of the 1<<Count
// coalitions. Where Step differs between ensembles the sum means nothing.
//
// A leaf is reached by the coalitions that hold all of some players and none of some others. Its indicator is a
// polynomial in the players, ∏x ∏(1−x); the polynomials of all leaves are added up, and one subset-sum transform
// (Yates) turns coefficients into values. This is the interventional tree game of Lundberg et al. (2020), From
// local explanations to global understanding, with one background row, kept whole instead of summed to effects:
// the caller may put any function on top and still has every coalition exactly.
func Coalitions(ensembles []*Ensemble, known, absent []uint8, players Players, sums []int32) {
	clear(sums)
	k := 0
	for _, e := range ensembles {
		k = e.Outputs
		w := &walk{e: e, known: known, absent: absent, owner: players.Owner, sums: sums}
		for _, root := range e.roots {
			w.visit(root, 0, 0)
		}
	}
	for bit := 1; bit < 1<<players.Count; bit <<= 1 {
		for c := range 1 << players.Count {
			if c&bit == 0 {
				continue
			}
			into, from := sums[c*k:c*k+k], sums[(c^bit)*k:(c^bit)*k+k]
			for i, v := range from {
				into[i] += v
			}
		}
	}
}

type walk struct {
	e             *Ensemble
	known, absent []uint8
	owner         []int8
	sums          []int32
}

// visit follows all coalitions that hold the players in and none of the players out.
func (w *walk) visit(at int32, in, out uint32) {
	for at >= 0 {
		n := &w.e.nodes[at]
		with := w.e.left(n, w.known[n.feature])
		without := w.e.left(n, w.absent[n.feature])
		if owner := w.owner[n.feature]; owner >= 0 && with != without {
			bit := uint32(1) << owner
			switch {
			case in&bit != 0:
			case out&bit != 0:
				with = without
			default:
				w.visit(n.child(without), in, out|bit)
				in |= bit
			}
		}
		at = n.child(with)
	}
	k := w.e.Outputs
	leaf := w.e.leaves[int(^at)*k : int(^at)*k+k]
	for t := out; ; t = (t - 1) & out { // every subset of out, the empty one last
		into := w.sums[int(in|t)*k : int(in|t)*k+k]
		if odd(t) {
			for i, v := range leaf {
				into[i] -= int32(v)
			}
		} else {
			for i, v := range leaf {
				into[i] += int32(v)
			}
		}
		if t == 0 {
			return
		}
	}
}

func (n *node) child(left bool) int32 {
	if left {
		return n.left
	}
	return n.right
}

func odd(x uint32) bool {
	x ^= x >> 16
	x ^= x >> 8
	x ^= x >> 4
	return 0x6996>>(x&15)&1 != 0
}
