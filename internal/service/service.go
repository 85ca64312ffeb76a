// Package service answers: one function for every kind of question, over what is known at one moment. It is the
// only thing that a face (the command line, the API, the pages) may call for answers, so that units, the choice
// of evidence and what an omission means are the same everywhere.
//
// Its opinion: a question never fails for want of the user's own data; without a data directory the embedded
// reference answers, and with one the user's own market records move their own country's answers.
//
// Its limit: it returns data. Package words writes it for people, package ask reads what people write.
package service

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/backpay/backpay/internal/intake"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/screen"
)

// Config says how a Service is set up. The zero value of a field is its default.
type Config struct {
	Data string           // the data directory; empty is the platform's user data folder
	Now  func() time.Time // the clock; nil is time.Now
	Log  *slog.Logger     // nil discards

	// Slices says what answers slices: empty is an index kept with the records, clickhouse://… a server or
	// cluster; docs/scale.md says which addresses there are.
	Slices string
	// MinGroup is the smallest group of records that a slice shows; 0 is slice.MinGroup.
	MinGroup int

	// Rates are exchange rates of the user's own, which take the place of the embedded ones; nil is none.
	Rates *money.Rates

	// Priors is what is known of each country's pay before a file is read; nil is what the embedded
	// reference knows. The reference itself is made without.
	Priors func() (map[string]screen.Prior, error)
}

// Service is the door to answers. It is safe for use by several goroutines.
type Service struct {
	today   func() time.Time // midnight, for pay is of a day
	library *library.Library
	intake  *intake.Intake
	rates   *money.Rates
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
	l, err := library.Open(library.Config{
		Data: c.Data, Program: program(), Log: c.Log, Slices: c.Slices, MinGroup: c.MinGroup,
	})
	if err != nil {
		return nil, err
	}
	today := func() time.Time { return c.Now().UTC().Truncate(24 * time.Hour) }
	return &Service{
		today: today, library: l, rates: c.Rates,
		intake: &intake.Intake{Path: l.Path(), Program: Version(), Now: today, Priors: c.Priors},
	}, nil
}

// Watch takes notice, within two seconds, of what other processes do to the data directory, until ctx ends.
func (s *Service) Watch(ctx context.Context) { s.library.Watch(ctx) }

// Close lets go of what is open. Answers must be over.
func (s *Service) Close() { s.library.Close() }

// View is what is known at one moment of one day. All that one answer needs is asked of one View, so that no answer
// mixes two states of the data.
type View struct {
	state *library.State
	today time.Time
	rates *money.Rates // of the user's own; nil is none
}

// View returns what is known now.
func (s *Service) View() View { return View{s.library.State(), s.today(), s.rates} }

// Today returns the day that answers speak for when a question names none, at midnight UTC.
func (v View) Today() time.Time { return v.today }

// Fingerprint names everything that an answer depends on besides the question: the program with the tables and the
// model inside it, the records and the model of the data directory, and the day. Answers of the same fingerprint
// to the same question are the same, so it can stand for them in a cache.
func (v View) Fingerprint() string { return v.state.Fingerprint + "-" + v.today.Format(time.DateOnly) }

// Version returns the version of the program as the Go toolchain stamped it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
