package slice

import (
	"context"

	"github.com/backpay/backpay/internal/pay"
)

// Engine answers questions about the records of one layer. Its methods are safe for concurrent use; each
// answer is of one state of the records. They fail with a *pay.Error whose cause is a Reason.
type Engine interface {
	// Summarise answers for one slice.
	Summarise(ctx context.Context, q Query, a Ask) (*Summary, error)
	// GroupBy answers for every value of a facet among the records of a slice. Records that do not
	// state the facet are in no group; those with several values are in several.
	GroupBy(ctx context.Context, q Query, by pay.Facet, a Ask) (*Groups, error)
}

// Summary is the pay of a slice, in the unit of the index.
type Summary struct {
	N         int       `json:"n"`                   // records
	Weight    float64   `json:"weight"`              // people they stand for
	Quantiles []float64 `json:"quantiles,omitempty"` // at Ask.Levels, in their order
	Mean      float64   `json:"mean,omitempty"`
	Bins      []Bin     `json:"bins,omitempty"`
}

// Bin is a bar of a histogram: the pay from From to below To.
type Bin struct {
	From   float64 `json:"from"`         // 0 in the first bar
	To     float64 `json:"to,omitempty"` // 0 in the last bar, which has no end
	N      int     `json:"n"`
	Weight float64 `json:"weight"`
}

// Count is how many records there are and how many ten-thousandths of a person they stand for.
type Count struct {
	N      int
	Weight uint64
}

// Group is the slice of the records that have one value.
type Group struct {
	Value string `json:"value"`
	Summary
}

// Groups are the slices of a facet's values, the largest first.
type Groups struct {
	Facet    pay.Facet `json:"facet"`
	Groups   []Group   `json:"groups"`
	Withheld int       `json:"withheld"` // how many groups were too small to be shown
}
