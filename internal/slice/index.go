package slice

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// Options say how an index serves its records.
type Options struct {
	Layer    pay.Layer // which layer the records are of
	MinGroup int       // the smallest group that leaves it; 0 stands for MinGroup
}

// Row is a record to append, with its pay in the unit of the index.
type Row struct {
	Record *dataset.Record
	Pay    float64
}

// Index answers questions about the records of one layer, and takes further records meanwhile. It is an
// Engine; all its methods are safe for concurrent use, and none that reads ever waits for one that writes.
type Index struct {
	layer Layer
	now   atomic.Pointer[Snapshot]

	write  sync.Mutex    // held to publish a Snapshot
	merge  sync.Mutex    // held to turn the tail into a segment and to merge segments
	wake   chan struct{} // the tail has grown to a segment, or the index is to close
	closed chan struct{}
	close  sync.Once
	done   sync.WaitGroup
}

var _ Engine = (*Index)(nil)

// tailRows is the length at which the tail becomes a segment. A tail is looked through row by row, at
// some ten nanoseconds each.
const tailRows = 1024

// mergeWays is how many segments of like size become one: those whose sizes are of the same power of it.
const mergeWays = 4

// Build makes an index of what b has collected, which can be nothing; b must not be used afterwards. The
// index must be closed.
func (b *Builder) Build(o Options) (*Index, error) {
	var segments []*segment
	if b.Len() > 0 {
		segments = []*segment{b.segment()}
	}
	return newIndex(o, segments)
}

func newIndex(o Options, segments []*segment) (*Index, error) {
	layer, err := NewLayer(o.Layer, o.MinGroup)
	if err != nil {
		return nil, err
	}
	x := &Index{layer: layer, wake: make(chan struct{}, 1), closed: make(chan struct{})}
	x.now.Store(&Snapshot{layer: layer, segments: segments})
	x.done.Go(x.background)
	return x, nil
}

// Close stops the merging. The index can still be read, and appended to. It can be called again.
func (x *Index) Close() error {
	x.close.Do(func() { close(x.closed) })
	x.done.Wait()
	return nil
}

// Snapshot returns the records as they are now, for questions that must agree with each other.
func (x *Index) Snapshot() *Snapshot { return x.now.Load() }

// Len returns how many records there are.
func (x *Index) Len() int { return x.Snapshot().Len() }

// Summarise answers for one slice of the records there are now; see Engine.
func (x *Index) Summarise(ctx context.Context, q Query, a Ask) (*Summary, error) {
	return x.Snapshot().Summarise(ctx, q, a)
}

// GroupBy answers for every value of a facet among the records there are now; see Engine.
func (x *Index) GroupBy(ctx context.Context, q Query, by pay.Facet, a Ask) (*Groups, error) {
	return x.Snapshot().GroupBy(ctx, q, by, a)
}

// Append adds records, all or, when one of them cannot be indexed, none. Questions asked from now on
// see them all, and none sees a part of them. Records that take no part are left out.
func (x *Index) Append(rows ...Row) error {
	entries := make([]entry, 0, len(rows))
	for _, r := range rows {
		if r.Record.Excluded != "" {
			continue
		}
		var e entry
		if err := e.of(r.Record, r.Pay); err != nil {
			return err
		}
		for i, values := range e.many {
			e.many[i] = slices.Clone(values)
			slices.Sort(e.many[i])
			e.many[i] = slices.DeleteFunc(slices.Compact(e.many[i]), func(v string) bool { return v == "" })
		}
		entries = append(entries, e)
	}
	x.write.Lock()
	defer x.write.Unlock()
	now := *x.now.Load()
	// Appending may write behind the end of the tail that earlier snapshots share; they never look there.
	now.tail = append(now.tail, entries...)
	x.now.Store(&now)
	if len(now.tail) >= tailRows {
		select {
		case x.wake <- struct{}{}:
		default: // it is awake
		}
	}
	return nil
}

// background keeps the segments few until the index is closed.
func (x *Index) background() {
	for {
		select {
		case <-x.closed:
			return
		case <-x.wake:
			for x.tidy() {
			}
		}
	}
}

// tidy makes the tail a segment when it is long enough, or else merges segments of like size, and reports
// whether it did one of them.
func (x *Index) tidy() bool {
	x.merge.Lock()
	defer x.merge.Unlock()
	now := x.now.Load()
	if len(now.tail) >= tailRows {
		x.replace(nil, len(now.tail))
		return true
	}
	tiers := map[int][]*segment{}
	for _, s := range now.segments {
		if s.n > maxRows/mergeWays {
			continue // too large to be merged further
		}
		tier := 0
		for n := s.n; n >= mergeWays; n /= mergeWays {
			tier++
		}
		if tiers[tier] = append(tiers[tier], s); len(tiers[tier]) == mergeWays {
			x.replace(tiers[tier], 0)
			return true
		}
	}
	return false
}

// Merge makes all records one segment, which answers fastest and is written smallest, unless they are too
// many for one.
func (x *Index) Merge() {
	x.merge.Lock()
	defer x.merge.Unlock()
	now := x.now.Load()
	if now.Len() <= maxRows && (len(now.tail) > 0 || len(now.segments) > 1) {
		x.replace(now.segments, len(now.tail))
	}
}

// replace puts one new segment in the place of some segments and of the first rows of the tail. x.merge
// is held, so nobody else takes these away meanwhile; appending goes on.
func (x *Index) replace(old []*segment, tail int) {
	now := x.now.Load()
	n := tail
	for _, s := range old {
		n += s.n
	}
	b := NewBuilder(n)
	for _, s := range old {
		s.each(b.add)
	}
	for i := range now.tail[:tail] {
		b.add(&now.tail[i])
	}
	made := b.segment()

	x.write.Lock()
	defer x.write.Unlock()
	next := *x.now.Load()
	next.segments = slices.DeleteFunc(slices.Clone(next.segments),
		func(s *segment) bool { return slices.Contains(old, s) })
	next.segments = append(next.segments, made)
	next.tail = slices.Clone(next.tail[tail:])
	x.now.Store(&next)
}
