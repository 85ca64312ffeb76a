package library

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/trend"
)

// Scanner hands out the records of the layers that a filter names.
type Scanner func(context.Context, dataset.Filter) iter.Seq2[*dataset.Record, error]

// builder makes the parts of one state. It holds nothing of the state, so that a state can be let go.
type builder struct {
	config      Config
	directory   *dataset.Directory
	fingerprint string // of the catalogue
}

// market are the layers that say what is paid outside one's own organisation and can be shown as they are.
var market = []pay.Layer{pay.Reported, pay.Posted}

// estimator reads the embedded model, moved by the user's market records, and before it the model that Fit made, for
// the countries that one was fitted to.
func (b *builder) estimator(ctx context.Context) (estimate.Estimator, error) {
	model, err := reference.Model()
	if err != nil {
		return nil, err
	}
	fitted, err := b.fittedModel()
	if err != nil {
		return nil, err
	}
	if fitted != nil {
		return fitted.WithPlaces(reference.Place).Over(model), nil
	}
	moves, err := b.moves(ctx, model)
	if err != nil {
		return nil, err
	}
	return model.WithMoves(moves), nil
}

// moves says how far the user's reported records move the model. An organisation's payroll is of another layer, and
// moves nothing. They are kept in a file named after the fingerprint of the catalogue and of the model.
func (b *builder) moves(ctx context.Context, model *estimate.Model) (estimate.Moves, error) {
	if newestYear(b.directory.Catalogue()) == 0 {
		return nil, nil
	}
	name := cacheName(b.config.Data, fmt.Sprintf("moves-%s-%s", b.fingerprint[:16], model.Fingerprint()))
	if text, err := os.ReadFile(name); err == nil {
		var moves estimate.Moves
		if err := json.Unmarshal(text, &moves); err == nil {
			return moves, nil
		}
		b.config.Log.Warn("what imports move was damaged and is found again", "file", name)
	}
	moves, err := model.Weigh(b.directory.ScanRecords(ctx, dataset.Filter{}))
	if err != nil {
		return nil, err
	}
	write := func(w io.Writer) error { return json.NewEncoder(w).Encode(moves) }
	if err := keep(name, "moves-*", write); err != nil { // the next question finds it again
		b.config.Log.Warn("what imports move could not be kept", "error", err)
	}
	return moves, nil
}

// fittedModel reads the model that Fit made; without one it is nil.
func (b *builder) fittedModel() (*estimate.Model, error) {
	f, err := os.Open(filepath.Join(b.config.Data, ModelName))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("opening the model: %w", err)
	}
	defer f.Close()
	m, err := estimate.Read(f)
	if err != nil {
		return nil, pay.Errorf(pay.Unreadable, "the fitted model cannot be read").At(f.Name()).Because(err).
			WithHint("fit it again: backpay fit; or remove the file")
	}
	return m, nil
}

// premiums reads the premiums that Fit made, or else the embedded ones.
func (b *builder) premiums(context.Context) (*premium.Table, error) {
	f, err := os.Open(filepath.Join(b.config.Data, PremiumsName))
	if os.IsNotExist(err) {
		return reference.Premiums()
	}
	if err != nil {
		return nil, fmt.Errorf("opening the premiums of skills: %w", err)
	}
	defer f.Close()
	t, err := premium.Read(f)
	if err != nil {
		return nil, pay.Errorf(pay.Unreadable, "the fitted premiums of skills cannot be read").At(f.Name()).
			Because(err).
			WithHint("fit them again: backpay fit; or remove the file")
	}
	return t, nil
}

// subsets lays the subsets of the user's records over those of the embedded reference.
func (b *builder) subsets(ctx context.Context, user *lazy[*subset.Table]) (*subset.Table, error) {
	embedded, err := reference.Subsets()
	if err != nil {
		return nil, err
	}
	records, err := user.get(ctx)
	if err != nil || records == nil {
		return embedded, err
	}
	return records.Over(embedded), nil
}

// window is how many years back, from the newest record, the subsets reach: older pay says little of today's,
// even carried by prices.
const window = 4

// userSubsets returns the subsets of the user's records, nil when there are none. They are kept in a file named
// after the fingerprint of the catalogue, and made again when it is not there.
func (b *builder) userSubsets(ctx context.Context) (*subset.Table, error) {
	newest := newestYear(b.directory.Catalogue())
	if newest == 0 {
		return nil, nil
	}
	name := cacheName(b.config.Data, "subsets-"+b.fingerprint[:16])
	if text, err := os.ReadFile(name); err == nil {
		if t, err := subset.Read(bytes.NewReader(text)); err == nil {
			return t, nil
		}
		b.config.Log.Warn("a cached table was damaged and is made again", "file", name)
	}
	t, err := Subsets(ctx, b.directory.ScanRecords, newest)
	if err != nil {
		return nil, err
	}
	if err := keep(name, "subsets-*", t.Write); err != nil { // the next question makes it again
		b.config.Log.Warn("the table of subsets could not be kept", "error", err)
	}
	return t, nil
}

// keep writes a file of the cache and removes those of earlier catalogues.
func keep(name, alike string, write func(io.Writer) error) error {
	earlier, err := filepath.Glob(filepath.Join(filepath.Dir(name), alike))
	if err != nil {
		return fmt.Errorf("looking for old tables: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	if err := dataset.WriteWhole(name, 0o600, write); err != nil {
		return err
	}
	for _, e := range earlier {
		if e != name {
			os.Remove(e)
		}
	}
	return nil
}

// newestYear returns the last year of market records in a catalogue, 0 where there are none.
func newestYear(c dataset.Catalogue) int {
	newest := 0
	for _, e := range c.Imports {
		if !e.In(market...) {
			continue
		}
		for _, y := range e.Years {
			newest = max(newest, y)
		}
	}
	return newest
}

// Subsets makes the table of subsets of the market records of the years up to newest.
func Subsets(ctx context.Context, scan Scanner, newest int) (*subset.Table, error) {
	var years []int
	for y := newest - window + 1; y <= newest; y++ {
		years = append(years, y)
	}
	t := subset.NewBuilder()
	for r, err := range scan(ctx, dataset.Filter{Years: years, Layers: market}) {
		if err != nil {
			return nil, err
		}
		layer := r.Layer
		if net := *r; layer == pay.Reported && r.Basis == pay.Net {
			layer, net.Basis = subset.ReportedNet, pay.Gross
			if !pooled(&net) {
				continue
			}
		} else if !pooled(r) {
			continue
		}
		if v, err := subset.Comparable(r); err == nil && v > 0 && !math.IsInf(v, 0) {
			t.Add(r, layer, v)
		}
	}
	return t.Table(), nil
}

// pooled reports whether a record can be counted together with others. Only what is alike can: gross pay, of
// freelancers only what they make in a year.
func pooled(r *dataset.Record) bool {
	return r.Basis == pay.Gross && (r.Employment != "freelance" || r.Period == pay.Year)
}

// Skilled gathers the reports of some years that list skills.
func (l *Library) Skilled(ctx context.Context, first, last int) (*premium.Builder, error) {
	b := &premium.Builder{}
	for r, err := range l.Records(ctx, dataset.Filter{}) {
		if err != nil {
			return nil, err
		}
		if r.Year < first || r.Year > last || !pooled(r) {
			continue
		}
		if v, err := subset.Comparable(r); err == nil {
			b.Add(r, v)
		}
	}
	return b, nil
}

// maxTrended bounds the imported records that trends are made of: each is held in memory meanwhile.
const maxTrended = 2_000_000

// trends lays the years of the user's records over the embedded ones, source by source.
func (b *builder) trends(ctx context.Context) (*trend.Table, error) {
	embedded, err := reference.Trends()
	if err != nil {
		return nil, err
	}
	kept := 0
	for _, e := range b.directory.Catalogue().Imports {
		if e.In(market...) {
			kept += e.Counts().Kept
		}
	}
	if kept > maxTrended {
		b.config.Log.Warn("trends are of the embedded records alone: there are too many imported ones",
			"records", kept, "at_most", maxTrended)
	}
	if kept == 0 || kept > maxTrended {
		return embedded, nil
	}
	user, err := Trends(ctx, b.directory.ScanRecords, nil)
	if err != nil {
		return nil, err
	}
	return user.Over(embedded), nil
}

// Trends makes the table of years of market records. The selections say what is known of how their sources
// asked.
func Trends(ctx context.Context, scan Scanner, selections []trend.Selection) (*trend.Table, error) {
	t := &trend.Builder{Selections: selections}
	for r, err := range scan(ctx, dataset.Filter{Layers: market}) {
		if err != nil {
			return nil, err
		}
		t.Add(r, r.Layer)
	}
	return t.Table(), nil
}
