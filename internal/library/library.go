package library

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/backpay/backpay/internal/dataset"
)

// The files that Fit leaves in the data directory.
const (
	ModelName    = "model.bin"
	PremiumsName = "premiums.json.gz"
)

// Config says how a Library is set up. The zero value of a field is its default.
type Config struct {
	Data    string       // the data directory; empty is the platform's user data folder
	Program string       // the version of the program, a part of every fingerprint
	Log     *slog.Logger // nil discards

	// Slices says what answers slices: empty is an index kept with the records, clickhouse://… a server or
	// cluster; docs/scale.md says which addresses there are.
	Slices string
	// MinGroup is the smallest group of records that a slice shows; 0 is slice.MinGroup.
	MinGroup int
}

// Library is the door to what is known. Its methods may be called at the same time.
type Library struct {
	config  Config
	ctx     context.Context // ends with Close
	end     context.CancelFunc
	current atomic.Pointer[State]

	mu       sync.Mutex // held by one refresh at a time; answers never take it
	seen     string     // signature of the files that current was made from
	watching sync.WaitGroup
}

// Open opens a library. It reads the catalogue; everything else is read when it is first needed.
func Open(c Config) (*Library, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Data == "" {
		dir, err := dataset.DefaultDirectory()
		if err != nil {
			return nil, fmt.Errorf("finding the data directory: %w", err)
		}
		c.Data = dir
	}
	l := &Library{config: c}
	l.ctx, l.end = context.WithCancel(context.Background())
	l.seen = l.signature()
	s, err := l.newState(l.seen)
	if err != nil {
		l.end()
		return nil, err
	}
	l.install(s)
	return l, nil
}

// Path returns where the data directory lies.
func (l *Library) Path() string { return l.config.Data }

// State returns what is known now. Whoever answers takes it once.
func (l *Library) State() *State { return l.current.Load() }

// Close ends builds and watching, and closes what is open. Answers must be over.
func (l *Library) Close() {
	l.end()
	l.watching.Wait()
	closeEngines(l.current.Load().engines)
}

// Refresh takes notice of what has changed in the data directory, by this process or another. What the present
// state has loaded is built before the new one takes its place; where that fails the present one stays, and the
// next call tries again.
func (l *Library) Refresh(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.signature()
	if now == l.seen {
		return nil
	}
	s, err := l.newState(now)
	if err != nil {
		return err
	}
	if err := s.warm(ctx, l.current.Load()); err != nil {
		return err
	}
	l.install(s)
	l.seen = now
	return nil
}

func (l *Library) install(s *State) {
	s.closeWhenUnused()
	l.current.Store(s)
}

// How often a watched library looks at its files, and how long it waits after a refresh that failed while the
// files stay as they are.
const (
	watchEvery = time.Second
	retryAfter = 10 * time.Second
)

// Watch refreshes the library whenever its files change, until ctx ends or the library is closed.
func (l *Library) Watch(ctx context.Context) {
	l.watching.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		var failed string // signature of the files that a refresh failed on
		var until time.Time
		for {
			select {
			case <-ctx.Done():
				return
			case <-l.ctx.Done():
				return
			case <-tick.C:
			}
			now := l.signature()
			if now == failed && time.Now().Before(until) {
				continue
			}
			if err := l.Refresh(l.ctx); err != nil {
				l.config.Log.Warn("the data has changed and cannot be read; answers are from before", "error", err)
				failed, until = now, time.Now().Add(retryAfter)
			}
		}
	})
}

// signature says by sizes and times whether the files that answers are made from have changed.
func (l *Library) signature() string {
	var b strings.Builder
	for _, name := range []string{dataset.CatalogueName, ModelName, PremiumsName} {
		info, err := os.Stat(filepath.Join(l.config.Data, name))
		if err != nil {
			fmt.Fprintf(&b, "%s -\n", name)
			continue
		}
		fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	return b.String()
}

// Records returns the records of the layers that the filter names, as the directory is now.
func (l *Library) Records(ctx context.Context, filter dataset.Filter) iter.Seq2[*dataset.Record, error] {
	return func(yield func(*dataset.Record, error) bool) {
		directory, err := dataset.OpenDirectory(l.config.Data)
		if err != nil {
			yield(nil, err)
			return
		}
		for r, err := range directory.ScanRecords(ctx, filter) {
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}
