package library

import (
	"context"
	"fmt"
	"os"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/cache"
	"github.com/backpay/backpay/internal/slice/clickhouse"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// engine opens what Config.Slices names for a layer, and loads it where it does not hold the records of the
// state.
func (b *builder) engine(ctx context.Context, layer pay.Layer) (slice.Engine, error) {
	if len(b.directory.Catalogue().Imports) == 0 && layer != pay.Contributed {
		return nil, pay.Errorf(pay.NoEvidence, "slices are of your own records, and there are none").At(b.config.Data).
			WithHint("import some first: backpay import --help")
	}
	options := slice.Options{Layer: layer, MinGroup: b.config.MinGroup}
	fill := func(add func(*dataset.Record, float64) error) error { return b.fill(ctx, layer, add) }
	if b.config.Slices != "" {
		store, err := clickhouse.Open(ctx, b.config.Slices, b.fingerprint, options)
		if pay.KindOf(err) == pay.Conflict {
			store, err = clickhouse.Load(ctx, b.config.Slices, b.fingerprint, options, fill)
		}
		if err != nil {
			return nil, err
		}
		return store, nil
	}
	name := cacheName(b.config.Data, fmt.Sprintf("slices-%s.index", layer))
	if err := os.MkdirAll(cacheName(b.config.Data, ""), 0o700); err != nil {
		return nil, fmt.Errorf("making the cache folder: %w", err)
	}
	index, note, err := cache.Open(name, b.fingerprint, options, func(x *slice.Builder) error { return fill(x.Add) })
	if err != nil {
		return nil, err
	}
	if note != nil { // the next start builds it again
		b.config.Log.Warn("the index of slices could not be kept", "error", note)
	}
	return index, nil
}

// fill hands over the records of a layer with their comparable pay. Only gross pay takes part: net pay cannot be
// compared with it. Contributed records are refused by the engine, which must answer so itself.
func (b *builder) fill(ctx context.Context, layer pay.Layer, add func(*dataset.Record, float64) error) error {
	if layer == pay.Contributed {
		return nil
	}
	for r, err := range b.directory.ScanRecords(ctx, dataset.Filter{Layers: []pay.Layer{layer}}) {
		if err != nil {
			return err
		}
		if r.Basis != pay.Gross {
			continue
		}
		v, err := subset.Comparable(r)
		if err != nil || !(v > 0) {
			continue
		}
		if years, known := r.Years.Get(); r.Level == "" && known {
			r.Level = taxonomy.LevelOfYears(years)
		}
		if err := add(r, v); err != nil {
			return err
		}
	}
	return nil
}
