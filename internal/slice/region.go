package slice

import (
	"math/bits"
	"slices"
)

// group is 64 words, of which one word of a summary says which are not zero.
type group [64]uint64

// region is a set of rows of one block, being worked on, in groups of words. A word whose bit in live is
// not set is zero; one whose bit is set may be. Groups of which no word is live can hold anything.
type region struct {
	live   [summaryWords]uint64
	groups [summaryWords]group
}

// fill makes r the first n rows.
func (r *region) fill(n int) {
	r.live = [summaryWords]uint64{}
	r.run(0, n-1)
}

// put adds the rows of a mask to word i.
func (r *region) put(i int, mask uint64) {
	g := &r.groups[i>>6]
	if r.live[i>>6] == 0 {
		*g = group{}
	}
	r.live[i>>6] |= 1 << (i & 63)
	g[i&63] |= mask
}

// ends splits the run from first to last into words: the masks of the first and of the last, which can be
// one word; those between are full.
func ends(first, last uint16) (i, end int, head, tail uint64) {
	i, end = int(first>>6), int(last>>6)
	head, tail = ^uint64(0)<<(first&63), ^uint64(0)>>(63-last&63)
	if i == end {
		head &= tail
	}
	return i, end, head, tail
}

// run adds the rows from first to last.
func (r *region) run(first, last int) {
	i, end, head, tail := ends(uint16(first), uint16(last))
	r.put(i, head)
	if i == end {
		return
	}
	r.put(end, tail)
	for i++; i < end; { // group by group
		g, from, to := i>>6, i&63, min(64, end-i&^63)
		if r.live[g] == 0 {
			r.groups[g] = group{}
		}
		r.live[g] |= ^uint64(0) << from & (^uint64(0) >> (64 - to))
		for j := range r.groups[g][from:to] {
			r.groups[g][from+j] = ^uint64(0)
		}
		i += to - from
	}
}

// window is where rows are looked for: the groups of which live is not zero. from and to are the first and
// the last row of them.
type window struct {
	live     *[summaryWords]uint64
	from, to uint16
}

// everywhere is the window of a whole block.
var everywhere = func() window {
	var all [summaryWords]uint64
	for i := range all {
		all[i] = ^uint64(0)
	}
	return window{&all, 0, blockRows - 1}
}()

// window returns the window of the words of r that are live, with ok false when none is.
func (r *region) window() (w window, ok bool) {
	w.live = &r.live
	for i, live := range r.live {
		if live == 0 {
			continue
		}
		if !ok {
			w.from, ok = uint16(i<<6+bits.TrailingZeros64(live))<<6, true
		}
		w.to = uint16(i<<6+63-bits.LeadingZeros64(live))<<6 | 63
	}
	return w, ok
}

// positions returns those of a container that are in the window.
func (w window) positions(b *block, c *container) []uint16 {
	at := b.shorts[c.at:][:c.count]
	if w.from > 0 {
		i, _ := slices.BinarySearch(at, w.from)
		at = at[i:]
	}
	if w.to < blockRows-1 {
		i, _ := slices.BinarySearch(at, w.to+1)
		at = at[:i]
	}
	return at
}

// runs returns those of a container that have rows in the window.
func (w window) runs(b *block, c *container) []uint16 {
	all := b.shorts[c.at:][:c.count]
	if w.from == 0 && w.to == blockRows-1 {
		return all
	}
	// Ends below the window belong to runs that begin there; an odd number of them means that the
	// last of these runs reaches into it. The same goes for the ends in and below the window.
	first, _ := slices.BinarySearch(all, w.from)
	last := len(all)
	if w.to < blockRows-1 {
		last, _ = slices.BinarySearch(all, w.to+1)
	}
	return all[first&^1 : (last+1)&^1]
}

// add adds the rows of a container of block b that are in the window, and perhaps others.
func (r *region) add(b *block, c *container, in window) {
	switch c.form {
	case positions:
		for _, p := range in.positions(b, c) {
			r.put(int(p>>6), 1<<(p&63))
		}
	case runs:
		shorts := in.runs(b, c)
		for i := 1; i < len(shorts); i += 2 {
			r.run(int(shorts[i-1]), int(shorts[i]))
		}
	case bitset:
		r.or(&b.bitsets[c.at], in)
	}
}

// or adds the rows of o that are in the window, and perhaps others.
func (r *region) or(o *region, in window) {
	for i, live := range o.live {
		if live == 0 || in.live[i] == 0 {
			continue
		}
		if r.live[i] == 0 {
			r.groups[i] = o.groups[i]
		} else {
			r.groups[i].or(&o.groups[i])
		}
		r.live[i] |= live
	}
}

// and keeps the rows that are in o too. Of the groups in which o has nothing, o.groups is not looked at.
func (r *region) and(o *region) {
	for i, live := range r.live {
		if live&o.live[i] == 0 {
			r.live[i] = 0
			continue
		}
		into, from := &r.groups[i], &o.groups[i]
		if dense(live) {
			into.and(from)
			r.live[i] = live & o.live[i]
			continue
		}
		var left uint64
		for ; live != 0; live &= live - 1 {
			j := bits.TrailingZeros64(live)
			w := into[j] & from[j]
			into[j] = w
			left |= (w | -w) >> 63 << j // 1 unless w is zero
		}
		r.live[i] = left
	}
}

// andEither keeps the rows that are in x or y too.
func (r *region) andEither(x, y *region) {
	for i, live := range r.live {
		if live &= x.live[i] | y.live[i]; live == 0 {
			r.live[i] = 0
			continue
		}
		r.live[i] = live
		into, x, y := &r.groups[i], &x.groups[i], &y.groups[i]
		for j := range into {
			into[j] &= x[j] | y[j]
		}
	}
}

// andBut keeps the rows that are in x too and not in y.
func (r *region) andBut(x, y *region) {
	for i, live := range r.live {
		if live &= x.live[i]; live == 0 {
			r.live[i] = 0
			continue
		}
		r.live[i] = live
		into, x, y := &r.groups[i], &x.groups[i], &y.groups[i]
		for j := range into {
			into[j] &= x[j] &^ y[j]
		}
	}
}

// remove takes away the rows of a container of block b.
func (r *region) remove(b *block, c *container) {
	in, ok := r.window()
	if !ok {
		return
	}
	switch c.form {
	case positions:
		for _, p := range in.positions(b, c) {
			r.groups[p>>12][p>>6&63] &^= 1 << (p & 63)
		}
	case runs:
		shorts := in.runs(b, c)
		for i := 1; i < len(shorts); i += 2 {
			at, end, head, tail := ends(shorts[i-1], shorts[i])
			r.groups[at>>6][at&63] &^= head
			if at == end {
				continue
			}
			r.groups[end>>6][end&63] &^= tail
			for at++; at < end; at++ {
				r.groups[at>>6][at&63] = 0
			}
		}
	case bitset:
		o := &b.bitsets[c.at]
		for i, live := range r.live {
			live &= o.live[i]
			into, from := &r.groups[i], &o.groups[i]
			if dense(live) {
				into.without(from)
				continue
			}
			for ; live != 0; live &= live - 1 {
				j := bits.TrailingZeros64(live)
				into[j] &^= from[j]
			}
		}
	}
}

// dense reports whether it is quicker to work on all words of a group than to ask which are live.
func dense(live uint64) bool { return bits.OnesCount64(live) > 20 }

func (g *group) and(o *group) {
	for i := 0; i < len(g); i += 4 {
		g, o := (*[4]uint64)(g[i:]), (*[4]uint64)(o[i:])
		g[0] &= o[0]
		g[1] &= o[1]
		g[2] &= o[2]
		g[3] &= o[3]
	}
}

func (g *group) or(o *group) {
	for i := 0; i < len(g); i += 4 {
		g, o := (*[4]uint64)(g[i:]), (*[4]uint64)(o[i:])
		g[0] |= o[0]
		g[1] |= o[1]
		g[2] |= o[2]
		g[3] |= o[3]
	}
}

func (g *group) without(o *group) {
	for i := 0; i < len(g); i += 4 {
		g, o := (*[4]uint64)(g[i:]), (*[4]uint64)(o[i:])
		g[0] &^= o[0]
		g[1] &^= o[1]
		g[2] &^= o[2]
		g[3] &^= o[3]
	}
}

// count returns the number of rows.
func (r *region) count() (n int) {
	for i, live := range r.live {
		g := &r.groups[i]
		if dense(live) {
			for _, w := range g {
				n += bits.OnesCount64(w)
			}
			continue
		}
		for ; live != 0; live &= live - 1 {
			n += bits.OnesCount64(g[bits.TrailingZeros64(live)])
		}
	}
	return n
}

// sum makes live the words that are not zero, of groups that all hold something.
func (r *region) sum() {
	for i := range r.groups {
		r.live[i] = 0
		for j, w := range r.groups[i] {
			r.live[i] |= (w | -w) >> 63 << j
		}
	}
}

// common returns how many rows of a container of block b are in r, of which in is the window.
func (r *region) common(b *block, c *container, in window) (n int) {
	word := func(i int) uint64 {
		if r.live[i>>6] == 0 {
			return 0
		}
		return r.groups[i>>6][i&63]
	}
	switch c.form {
	case positions:
		for _, p := range in.positions(b, c) {
			n += int(word(int(p>>6)) >> (p & 63) & 1)
		}
	case runs:
		shorts := in.runs(b, c)
		for i := 1; i < len(shorts); i += 2 {
			at, end, head, tail := ends(shorts[i-1], shorts[i])
			n += bits.OnesCount64(word(at) & head)
			if at == end {
				continue
			}
			n += bits.OnesCount64(word(end) & tail)
			for at++; at < end; at++ {
				n += bits.OnesCount64(word(at))
			}
		}
	case bitset:
		o := &b.bitsets[c.at]
		for i, live := range r.live {
			for live &= o.live[i]; live != 0; live &= live - 1 {
				j := bits.TrailingZeros64(live)
				n += bits.OnesCount64(r.groups[i][j] & o.groups[i][j])
			}
		}
	}
	return n
}

// keep takes away the rows for which keep is false.
func (r *region) keep(keep func(row int) bool) {
	for i, live := range r.live {
		for ; live != 0; live &= live - 1 {
			j := bits.TrailingZeros64(live)
			for w := r.groups[i][j]; w != 0; w &= w - 1 {
				if bit := bits.TrailingZeros64(w); !keep(i<<12 | j<<6 | bit) {
					r.groups[i][j] &^= 1 << bit
				}
			}
		}
	}
}

// list appends the rows to a list in rising order.
func (r *region) list(to []uint16) []uint16 {
	for i, live := range r.live {
		for ; live != 0; live &= live - 1 {
			j := bits.TrailingZeros64(live)
			for w := r.groups[i][j]; w != 0; w &= w - 1 {
				to = append(to, uint16(i<<12|j<<6|bits.TrailingZeros64(w)))
			}
		}
	}
	return to
}
