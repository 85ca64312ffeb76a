package library

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/trend"
)

// State is all that answers are made from, at one moment. It does not change: what the data directory becomes
// later is another State. Its methods may be called at the same time.
type State struct {
	// Catalogue lists the imports. It must not be changed.
	Catalogue dataset.Catalogue
	// Fingerprint names the records, the model and the program: states of one fingerprint answer alike.
	Fingerprint string
	// Path is the data directory.
	Path string

	subsets    *lazy[*subset.Table]
	userSubset *lazy[*subset.Table] // of the user's records alone; nil when there are none
	premiums   *lazy[*premium.Table]
	trends     *lazy[*trend.Table]
	estimator  *lazy[estimate.Estimator]
	engines    map[pay.Layer]*lazy[slice.Engine]
}

// newState returns the state of the data directory as it is now. Nothing but the catalogue is read yet.
func (l *Library) newState(signature string) (*State, error) {
	directory, err := dataset.OpenDirectory(l.config.Data)
	if err != nil {
		return nil, err
	}
	b := &builder{config: l.config, directory: directory}
	s := &State{
		Catalogue:   directory.Catalogue(),
		Fingerprint: fingerprint(l.config.Program, directory.Catalogue(), signature),
		Path:        directory.Path(),
		engines:     map[pay.Layer]*lazy[slice.Engine]{},
	}
	b.fingerprint = s.Catalogue.Fingerprint()
	s.userSubset = newLazy(l.ctx, b.userSubsets)
	s.subsets = newLazy(l.ctx, func(ctx context.Context) (*subset.Table, error) { return b.subsets(ctx, s.userSubset) })
	s.premiums = newLazy(l.ctx, b.premiums)
	s.trends = newLazy(l.ctx, b.trends)
	s.estimator = newLazy(l.ctx, b.estimator)
	for _, layer := range pay.Layers {
		s.engines[layer] = newLazy(l.ctx,
			func(ctx context.Context) (slice.Engine, error) { return b.engine(ctx, layer) })
	}
	return s, nil
}

// fingerprint hashes what answers depend on.
func fingerprint(program string, c dataset.Catalogue, signature string) string {
	h := sha256.New()
	fmt.Fprintln(h, program, c.Fingerprint(), signature)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Subsets returns the pay of subsets: those of the user's records over those of the embedded reference.
func (s *State) Subsets(ctx context.Context) (*subset.Table, error) { return s.subsets.get(ctx) }

// Premiums returns what skills go with in pay: the table that the user fitted, or else the embedded one.
func (s *State) Premiums(ctx context.Context) (*premium.Table, error) { return s.premiums.get(ctx) }

// Trends returns pay by year.
func (s *State) Trends(ctx context.Context) (*trend.Table, error) { return s.trends.get(ctx) }

// Estimator returns what answers: the model that the user fitted, for the countries it is of, and else the embedded
// one, // drawn towards the user's own market records where there are any.
func (s *State) Estimator(ctx context.Context) (estimate.Estimator, error) {
	return s.estimator.get(ctx)
}

// Slices returns the engine that answers exactly from the records of a layer.
func (s *State) Slices(ctx context.Context, layer pay.Layer) (slice.Engine, error) {
	engine, ok := s.engines[layer]
	if !ok {
		return nil, pay.Errorf(pay.Invalid, "%q is no layer", layer).In("layer").WithHint("one of %v", pay.Layers)
	}
	return engine.get(ctx)
}

// warm builds what an earlier state had built, so that the first question after a change waits for nothing.
func (s *State) warm(ctx context.Context, earlier *State) error {
	if _, ok := earlier.subsets.built(); ok {
		if _, err := s.subsets.get(ctx); err != nil {
			return err
		}
	}
	if _, ok := earlier.premiums.built(); ok {
		if _, err := s.premiums.get(ctx); err != nil {
			return err
		}
	}
	if _, ok := earlier.trends.built(); ok {
		if _, err := s.trends.get(ctx); err != nil {
			return err
		}
	}
	if _, ok := earlier.estimator.built(); ok {
		if _, err := s.estimator.get(ctx); err != nil {
			return err
		}
	}
	return nil
}

// closeWhenUnused closes the engines once nobody holds the state any more: answers under way keep theirs.
func (s *State) closeWhenUnused() {
	runtime.AddCleanup(s, func(engines map[pay.Layer]*lazy[slice.Engine]) { closeEngines(engines) }, s.engines)
}

func closeEngines(engines map[pay.Layer]*lazy[slice.Engine]) {
	for _, engine := range engines {
		if e, ok := engine.built(); ok {
			if c, ok := e.(io.Closer); ok {
				c.Close() // it is only read: there is nothing to lose, and nobody to tell
			}
		}
	}
}

// cacheName returns where a table that is made from the records is kept.
func cacheName(data, name string) string { return filepath.Join(data, "cache", name) }
