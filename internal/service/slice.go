package service

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/cache"
	"github.com/backpay/backpay/internal/slice/clickhouse"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// SliceAsk asks for the pay of records as they are, with no model in between.
type SliceAsk struct {
	Query  url.Values // facets and ranges; slice.ParseQuery says which
	By     string     // a facet to group by; empty is one group
	Layer  string     // reported when empty
	Levels string     // of the quantiles, as slice.ParseLevels reads them
	Bars   int        // of a histogram; 0 is none

	Currency string // US dollars when empty
	Period   string // a year when empty
	Weighted bool   // count people rather than records
}

// Slice is the pay of a slice of records, in the money of one year at home: see subset.Comparable.
type Slice struct {
	Layer    pay.Layer      `json:"layer"`
	Query    slice.Query    `json:"query"`
	Currency string         `json:"currency"`
	Period   pay.Period     `json:"period"`
	Year     int            `json:"year"` // whose money
	Levels   []float64      `json:"levels"`
	Whole    *slice.Summary `json:"whole,omitempty"`  // of one group
	Groups   *slice.Groups  `json:"groups,omitempty"` // of each value of a facet
}

// maxBars bounds a histogram to what can be looked at.
const maxBars = 200

// Slice answers exactly from the records of the data directory.
func (s *Service) Slice(ctx context.Context, ask SliceAsk) (Slice, error) {
	layer := pay.Layer(strings.ToLower(strings.TrimSpace(ask.Layer)))
	if layer == "" {
		layer = pay.Reported
	}
	out := Slice{Layer: layer, Currency: "USD", Year: subset.BaseYear}
	var err error
	if ask.Currency != "" {
		code, ok := parseCurrency(ask.Currency)
		if !ok {
			return out, unknownCurrency(ask.Currency)
		}
		out.Currency = code
	}
	if out.Period, err = choice("period", ask.Period, pay.Year, pay.Periods...); err != nil {
		return out, err
	}
	if out.Query, err = slice.ParseQuery(ask.Query); err != nil {
		return out, err
	}
	if out.Levels, err = slice.ParseLevels(ask.Levels); err != nil {
		return out, err
	}
	if ask.Bars < 0 || ask.Bars > maxBars {
		return out, pay.Errorf(pay.Invalid, "%d bars", ask.Bars).In("bars").WithHint("from 1 to %d, or 0 for none", maxBars)
	}
	// The index is in US dollars a year: what is asked in the unit of the answer goes there, and comes back.
	unit := question{period: out.Period}
	if only := out.Query.Any[pay.FacetCountry]; len(only) == 1 {
		unit.profile.Country = only[0] // whose full-time hours are meant
	}
	factor, ok := unit.factorOf("USD", out.Currency, subset.BaseYear)
	if !ok {
		return out, pay.Errorf(pay.Unsupported, "there is no exchange rate for %s in %d", out.Currency, subset.BaseYear).In("currency").
			WithHint("leave the currency out for US dollars")
	}
	asked := out.Query
	if r := asked.Pay; r != nil {
		asked.Pay = &slice.Range{From: r.From / factor, To: r.To / factor}
	}
	engine, err := s.slices(ctx, layer)
	if err != nil {
		return out, err
	}
	detail := slice.Ask{Levels: out.Levels, Mean: true, Weighted: ask.Weighted}
	if ask.By != "" {
		facet := pay.Facet(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(ask.By)), "-", "_"))
		if facet == "skill" {
			facet = pay.FacetSkills
		}
		out.Groups, err = engine.GroupBy(ctx, asked, facet, detail)
		if err != nil {
			return out, err
		}
		for i := range out.Groups.Groups {
			scale(&out.Groups.Groups[i].Summary, factor)
		}
		return out, nil
	}
	if out.Whole, err = engine.Summarise(ctx, asked, detail); err != nil {
		return out, err
	}
	if ask.Bars > 0 && len(out.Whole.Quantiles) > 0 {
		ends, err := engine.Summarise(ctx, asked, slice.Ask{Levels: []float64{.01, .99}})
		if err != nil {
			return out, err
		}
		bars, err := engine.Summarise(ctx, asked, slice.Ask{Edges: edges(ends.Quantiles[0], ends.Quantiles[1], ask.Bars), Weighted: ask.Weighted})
		if err != nil {
			return out, err
		}
		out.Whole.Bins = bars.Bins
	}
	scale(out.Whole, factor)
	return out, nil
}

// edges divides the range from low to high into bars of the same width.
func edges(low, high float64, bars int) []float64 {
	if high <= low {
		return []float64{low}
	}
	es := make([]float64, 0, bars+1)
	for i := range bars + 1 {
		es = append(es, low+(high-low)*float64(i)/float64(bars))
	}
	return es
}

func scale(v *slice.Summary, factor float64) {
	for i := range v.Quantiles {
		v.Quantiles[i] *= factor
	}
	v.Mean *= factor
	for i := range v.Bins {
		v.Bins[i].From *= factor
		v.Bins[i].To *= factor
	}
}

// slices returns the engine of a layer, opened on first use.
func (s *Service) slices(ctx context.Context, layer pay.Layer) (slice.Engine, error) {
	s.engineLock.Lock()
	defer s.engineLock.Unlock()
	if e, ok := s.engines[layer]; ok {
		return e, nil
	}
	e, err := s.openSlices(ctx, layer)
	if err != nil {
		return nil, err
	}
	s.engines[layer] = e
	return e, nil
}

// openSlices opens the engine that Config.Slices names, loading it where it does not hold the records that
// there are now.
func (s *Service) openSlices(ctx context.Context, layer pay.Layer) (slice.Engine, error) {
	if len(s.dir.Catalogue().Imports) == 0 && layer != pay.Contributed {
		return nil, pay.Errorf(pay.NoEvidence, "slices are of your own records, and there are none").At(s.dir.Path()).
			WithHint("import some first: backpay import --help")
	}
	options := slice.Options{Layer: layer, MinGroup: s.minGroup}
	fingerprint := s.dir.Catalogue().Fingerprint()
	fill := func(add func(*dataset.Record, float64) error) error { return s.comparable(ctx, layer, add) }
	if s.slicesAt != "" {
		store, err := clickhouse.Open(ctx, s.slicesAt, fingerprint, options)
		if pay.KindOf(err) == pay.Conflict {
			store, err = clickhouse.Load(ctx, s.slicesAt, fingerprint, options, fill)
		}
		return store, err
	}
	folder := filepath.Join(s.dir.Path(), "cache")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("making the cache folder: %w", err)
	}
	name := filepath.Join(folder, fmt.Sprintf("slices-%s.index", layer))
	index, note, err := cache.Open(name, fingerprint, options, func(b *slice.Builder) error { return fill(b.Add) })
	if err != nil {
		return nil, err
	}
	if note != nil { // the next start builds it again
		s.log.Warn("the index of slices could not be kept", "error", note)
	}
	return index, nil
}

// comparable hands over the records of a layer with their comparable pay. Only gross pay takes part: net
// pay cannot be compared with it.
func (s *Service) comparable(ctx context.Context, layer pay.Layer, add func(*dataset.Record, float64) error) error {
	layers := s.layersOf()
	for r, err := range s.dir.Records(ctx, dataset.Filter{}) {
		if err != nil {
			return err
		}
		if layers[r.Source] != layer || r.Basis != pay.Gross {
			continue
		}
		v, err := subset.Comparable(r)
		if err != nil || !(v > 0) {
			continue
		}
		if r.Level == "" {
			if years, known := r.Years.Get(); known {
				r.Level = taxonomy.LevelOfYears(years)
			}
		}
		if err := add(r, v); err != nil {
			return err
		}
	}
	return nil
}

// layersOf says of which layer each imported source is.
func (s *Service) layersOf() map[string]pay.Layer {
	layers := map[string]pay.Layer{}
	for _, e := range s.dir.Catalogue().Imports {
		layers[e.Source] = e.Layer
	}
	return layers
}
