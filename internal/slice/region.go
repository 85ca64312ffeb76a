package slice

import "math/bits"

// region is a set of rows of one block, being worked on. Only words whose bit in live is set count; the
// others hold anything. A live word may be zero.
type region struct {
	live  [summaryWords]uint64
	words [blockWords]uint64
}

// fill makes r the first n rows.
func (r *region) fill(n int) {
	r.live = [summaryWords]uint64{}
	r.run(0, n-1)
}

// put adds the rows of a mask to word i.
func (r *region) put(i int, mask uint64) {
	if bit := uint64(1) << (i & 63); r.live[i>>6]&bit == 0 {
		r.live[i>>6] |= bit
		r.words[i] = mask
		return
	}
	r.words[i] |= mask
}

// run adds the rows from first to last.
func (r *region) run(first, last int) {
	i, end := first>>6, last>>6
	head, tail := ^uint64(0)<<(first&63), ^uint64(0)>>(63-last&63)
	if i == end {
		r.put(i, head&tail)
		return
	}
	r.put(i, head)
	for i++; i < end; i++ {
		r.live[i>>6] |= 1 << (i & 63)
		r.words[i] = ^uint64(0)
	}
	r.put(end, tail)
}

// add adds the rows of a container of block b.
func (r *region) add(b *block, c *container) {
	switch c.form {
	case positions:
		for _, p := range b.shorts[c.at:][:c.count] {
			r.put(int(p>>6), 1<<(p&63))
		}
	case runs:
		shorts := b.shorts[c.at:][:c.count]
		for i := 1; i < len(shorts); i += 2 {
			r.run(int(shorts[i-1]), int(shorts[i]))
		}
	case bitset:
		from, summary := b.bitset(c), b.summary(c)
		for i, word := range summary {
			if word == ^uint64(0) && r.live[i] == 0 {
				copy(r.words[i<<6:][:64], from[i<<6:][:64])
				r.live[i] = word
				continue
			}
			for ; word != 0; word &= word - 1 {
				at := i<<6 + bits.TrailingZeros64(word)
				r.put(at, from[at])
			}
		}
	}
}

// and keeps the rows that are in words too, of which those that are not zero are in summary.
func (r *region) and(words *[blockWords]uint64, summary *[summaryWords]uint64) {
	for i := range r.live {
		live := r.live[i] & summary[i]
		if live == ^uint64(0) { // all 64 are live: it is quicker not to ask which
			into, from := (*[64]uint64)(r.words[i<<6:]), (*[64]uint64)(words[i<<6:])
			for j := range into {
				into[j] &= from[j]
			}
			r.live[i] = live
			continue
		}
		var left uint64
		for ; live != 0; live &= live - 1 {
			j := bits.TrailingZeros64(live)
			w := r.words[i<<6+j] & words[i<<6+j]
			r.words[i<<6+j] = w
			left |= (w | -w) >> 63 << j // 1 unless w is zero
		}
		r.live[i] = left
	}
}

// remove takes away the rows of a container of block b.
func (r *region) remove(b *block, c *container) {
	switch c.form {
	case positions:
		for _, p := range b.shorts[c.at:][:c.count] {
			r.words[p>>6] &^= 1 << (p & 63)
		}
	case runs:
		shorts := b.shorts[c.at:][:c.count]
		for i := 1; i < len(shorts); i += 2 {
			first, last := int(shorts[i-1]), int(shorts[i])
			at, end := first>>6, last>>6
			head, tail := ^uint64(0)<<(first&63), ^uint64(0)>>(63-last&63)
			if at == end {
				r.words[at] &^= head & tail
				continue
			}
			r.words[at] &^= head
			clear(r.words[at+1 : end])
			r.words[end] &^= tail
		}
	case bitset:
		words := b.bitset(c)
		for i, live := range r.live {
			live &= b.summary(c)[i]
			if live == ^uint64(0) {
				into, from := (*[64]uint64)(r.words[i<<6:]), (*[64]uint64)(words[i<<6:])
				for j := range into {
					into[j] &^= from[j]
				}
				continue
			}
			for ; live != 0; live &= live - 1 {
				at := i<<6 + bits.TrailingZeros64(live)
				r.words[at] &^= words[at]
			}
		}
	}
}

// count returns the number of rows.
func (r *region) count() (n int) {
	for i, live := range r.live {
		if live == ^uint64(0) {
			for _, w := range (*[64]uint64)(r.words[i<<6:]) {
				n += bits.OnesCount64(w)
			}
			continue
		}
		for ; live != 0; live &= live - 1 {
			n += bits.OnesCount64(r.words[i<<6+bits.TrailingZeros64(live)])
		}
	}
	return n
}

// common returns how many rows of a container of block b are in r.
func (r *region) common(b *block, c *container) (n int) {
	word := func(i int) uint64 { // with the words that are not live as zero
		return r.words[i] & -(r.live[i>>6] >> (i & 63) & 1)
	}
	switch c.form {
	case positions:
		for _, p := range b.shorts[c.at:][:c.count] {
			n += int(word(int(p>>6)) >> (p & 63) & 1)
		}
	case runs:
		shorts := b.shorts[c.at:][:c.count]
		for i := 1; i < len(shorts); i += 2 {
			first, last := int(shorts[i-1]), int(shorts[i])
			at, end := first>>6, last>>6
			head, tail := ^uint64(0)<<(first&63), ^uint64(0)>>(63-last&63)
			if at == end {
				n += bits.OnesCount64(word(at) & head & tail)
				continue
			}
			n += bits.OnesCount64(word(at) & head)
			for at++; at < end; at++ {
				n += bits.OnesCount64(word(at))
			}
			n += bits.OnesCount64(word(end) & tail)
		}
	case bitset:
		words := b.bitset(c)
		for i, live := range r.live {
			for live &= b.summary(c)[i]; live != 0; live &= live - 1 {
				at := i<<6 + bits.TrailingZeros64(live)
				n += bits.OnesCount64(r.words[at] & words[at])
			}
		}
	}
	return n
}

// each yields the rows in rising order.
func (r *region) each(yield func(position int) bool) {
	for i, live := range r.live {
		for ; live != 0; live &= live - 1 {
			at := i<<6 + bits.TrailingZeros64(live)
			for w := r.words[at]; w != 0; w &= w - 1 {
				if !yield(at<<6 + bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}
