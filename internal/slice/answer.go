package slice

import (
	"context"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Summary = wire.SliceSummary
	Bin     = wire.SliceBin
	Group   = wire.SliceGroup
	Groups  = wire.SliceGroups
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

// Count is how many records there are and how many ten-thousandths of a person they stand for.
type Count struct {
	N      int
	Weight uint64
}
