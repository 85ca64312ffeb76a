package slice

import (
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// Options say how an index serves its records.
type Options struct {
	Layer    pay.Layer // which layer the records are of
	MinGroup int       // the smallest group that leaves it; 0 stands for MinGroup
}

// Row is a record with its pay in the unit of the index.
type Row struct {
	Record *dataset.Record
	Pay    float64
}

// Index answers questions about the records of one layer. It never changes, so that it can be asked from many
// goroutines, and is an Engine.
type Index struct {
	layer    Layer
	segments []*segment // none without records, else one; a file may hold several
}

var _ Engine = (*Index)(nil)

// Build makes an index of what b has collected, which can be nothing; b must not be used afterwards.
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
	return &Index{layer: layer, segments: segments}, nil
}

// Close does nothing: an index holds memory alone. It is there because an Engine can hold more.
func (x *Index) Close() error { return nil }

// Len returns how many records there are.
func (x *Index) Len() int {
	n := 0
	for _, s := range x.segments {
		n += s.n
	}
	return n
}
