package wire

import "github.com/backpay/backpay/internal/pay"

// Slice is the pay of a slice of records, in the money of one year at home.
type Slice struct {
	Layer    pay.Layer     `json:"layer"`
	Query    SliceQuery    `json:"query"`
	Currency string        `json:"currency"`
	Period   pay.Period    `json:"period"`
	Year     int           `json:"year"` // whose money
	Levels   []float64     `json:"levels"`
	Whole    *SliceSummary `json:"whole,omitempty"`  // of one group
	Groups   *SliceGroups  `json:"groups,omitempty"` // of each value of a facet
}

// SliceQuery says which records: those with any, all and none of some codes by facet, and within ranges, as 5..9.
type SliceQuery struct {
	Any   map[pay.Facet][]string `json:"any,omitempty"`
	All   map[pay.Facet][]string `json:"all,omitempty"`
	None  map[pay.Facet][]string `json:"none,omitempty"`
	Years string                 `json:"years,omitempty"` // completed years of experience
	Year  string                 `json:"year,omitempty"`  // that the pay is of
	Pay   string                 `json:"pay,omitempty"`   // in the slice's currency and period
}

// SliceSummary is the pay of a slice, in the unit of the index.
type SliceSummary struct {
	N         int        `json:"n"`                   // records
	Weight    float64    `json:"weight"`              // people they stand for
	Quantiles []float64  `json:"quantiles,omitempty"` // at the slice's levels, in their order
	Mean      float64    `json:"mean,omitempty"`
	Bins      []SliceBin `json:"bins,omitempty"`
}

// SliceBin is a bar of a histogram: the pay from From to below To.
type SliceBin struct {
	From   float64 `json:"from"`         // 0 in the first bar
	To     float64 `json:"to,omitempty"` // 0 in the last bar, which has no end
	N      int     `json:"n"`
	Weight float64 `json:"weight"`
}

// SliceGroup is the slice of the records that have one value.
type SliceGroup struct {
	Value string `json:"value"`
	SliceSummary
}

// SliceGroups are the slices of a facet's values, the largest first.
type SliceGroups struct {
	Facet    pay.Facet    `json:"facet"`
	Groups   []SliceGroup `json:"groups"`
	Withheld int          `json:"withheld"` // how many groups were too small to be shown
}
