// Package service puts the house together and answers. It is the only thing that a face (the command
// line, the API, the pages) may call, so validation, units and the choice of evidence are the same
// everywhere.
//
// Its opinion: a question never fails for want of the user's own data; without a data directory the
// embedded reference answers, and with one the user's own records are drawn towards it.
package service

import (
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/screen"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/trend"
)

// Config says how a Service is set up. The zero value of a field is its default.
type Config struct {
	Data string           // the data directory; empty is the platform's user data folder
	Now  func() time.Time // the clock; nil is time.Now
	Log  *slog.Logger     // nil discards

	// Slices says what answers slices: empty is an index beside the records, clickhouse://… a server or
	// cluster; docs/scale.md says which addresses there are.
	Slices string
	// MinGroup is the smallest group of records that a slice tells of; 0 is slice.MinGroup.
	MinGroup int

	// Priors is what is known of each country's pay before a file is read; nil is what the embedded
	// reference knows. The reference itself is made without.
	Priors func() (map[string]screen.Prior, error)
}

// Service answers questions. It is safe for use by several goroutines.
type Service struct {
	now func() time.Time // midnight of today, for pay is of a day
	log *slog.Logger
	dir *dataset.Directory

	priors     func() (map[string]screen.Prior, error)
	slicesAt   string
	minGroup   int
	engineLock sync.Mutex
	engines    map[pay.Layer]slice.Engine // opened so far

	tables    func() (*subset.Table, error)
	premiums  func() (*premium.Table, error)
	trends    func() (*trend.Table, error)
	estimator func() (estimate.Estimator, error)
	contents  func() string // fingerprint of all that is answered from
}

// Open opens a Service. It reads the catalogue of the data directory; everything else is read when the
// first question needs it.
func Open(c Config) (*Service, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Priors == nil {
		c.Priors = reference.Priors
	}
	if c.Data == "" {
		dir, err := dataset.DefaultDirectory()
		if err != nil {
			return nil, fmt.Errorf("finding the data directory: %w", err)
		}
		c.Data = dir
	}
	dir, err := dataset.OpenDirectory(c.Data)
	if err != nil {
		return nil, err
	}
	today := func() time.Time { return c.Now().UTC().Truncate(24 * time.Hour) }
	s := &Service{now: today, log: c.Log, dir: dir, priors: c.Priors, slicesAt: c.Slices, minGroup: c.MinGroup}
	s.forget()
	return s, nil
}

// forget drops what was read from the data directory, after it changed.
func (s *Service) forget() {
	s.engineLock.Lock()
	for _, e := range s.engines {
		if c, ok := e.(io.Closer); ok {
			if err := c.Close(); err != nil {
				s.log.Warn("closing slices", "error", err)
			}
		}
	}
	s.engines = map[pay.Layer]slice.Engine{}
	s.engineLock.Unlock()
	s.tables = sync.OnceValues(s.loadTables)
	s.premiums = sync.OnceValues(s.loadPremiums)
	s.trends = sync.OnceValues(s.loadTrends)
	s.estimator = sync.OnceValues(s.loadEstimator)
	s.contents = sync.OnceValue(s.loadContents)
}

// loadEstimator returns what answers: the model that the user fitted, or else the embedded one, drawn
// towards the user's own records where there are any.
func (s *Service) loadEstimator() (estimate.Estimator, error) {
	fitted, err := s.ownModel()
	if err != nil {
		return nil, err
	}
	if fitted != nil {
		return fitted, nil
	}
	model, err := reference.Model()
	if err != nil {
		return nil, err
	}
	own, err := s.ownSubsets()
	if err != nil {
		return nil, err
	}
	if own == nil {
		return model, nil
	}
	return blend{model: model, own: own}, nil
}

// loadTables returns the subsets of the user's records over those of the embedded reference.
func (s *Service) loadTables() (*subset.Table, error) {
	embedded, err := reference.Subsets()
	if err != nil {
		return nil, err
	}
	own, err := s.ownSubsets()
	if err != nil || own == nil {
		return embedded, err
	}
	return own.Over(embedded), nil
}

// Version returns the version of the program as the Go toolchain stamped it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
