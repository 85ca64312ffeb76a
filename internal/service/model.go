package service

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
)

// Fitted says what Fit made.
type Fitted struct {
	People int    `json:"people"` // records that the model was fitted to
	Bytes  int64  `json:"bytes"`
	File   string `json:"file"`
}

// Fit fits a model to the records of the data directory, and the premiums of skills where enough people list
// theirs. From then on they answer in place of the embedded ones, until their files are removed.
func (s *Service) Fit(ctx context.Context) (Fitted, error) {
	if len(s.library.State().Catalogue.Imports) == 0 {
		return Fitted{}, pay.Errorf(pay.NoEvidence, "there are no records to fit a model to").At(s.library.Path()).
			WithHint("import some first: backpay import --help")
	}
	m, err := estimate.Fit(ctx, s.library.Records(ctx, dataset.Filter{Excluded: true}), estimate.DefaultOptions())
	if err != nil {
		return Fitted{}, err
	}
	name := filepath.Join(s.library.Path(), library.ModelName)
	var n int64
	err = dataset.WriteWhole(name, 0o600, func(w io.Writer) error {
		n, err = m.WriteTo(w)
		return err
	})
	if err != nil {
		return Fitted{}, err
	}
	if err := s.fitPremiums(ctx); err != nil {
		return Fitted{}, err
	}
	if err := s.library.Refresh(ctx); err != nil {
		return Fitted{}, err
	}
	return Fitted{People: m.People, Bytes: n, File: name}, nil
}

// BacktestAsk says how a scorecard is made.
type BacktestAsk struct {
	// Until is the last year of the records fitted to, those of the next year being answered; 0 fits to four fifths
	// of all records and answers the rest, chosen by a hash.
	Until int
	// Survey, as stackoverflow:2024, asks about the held-out people of one survey alone; empty is all.
	Survey string
	// Exchange is a folder in which the cases are shared with methods outside this program; empty is none.
	Exchange string
	Share    bool     // write the cases there, and fit nothing
	Outside  []string // the methods whose answers are read from there
	Command  string   // what the scorecard says that it was made by
}

// Backtest fits a model to a part of the records of the data directory, asks it and the alternatives about
// the rest, and says how they fared. With Share it only writes the cases and returns nil.
func (s *Service) Backtest(ctx context.Context, ask BacktestAsk) (*backtest.Scorecard, error) {
	if (ask.Share || len(ask.Outside) > 0) && ask.Exchange == "" {
		return nil, pay.Errorf(pay.Invalid, "no folder to share the cases in").In("exchange").WithHint("--exchange DIR")
	}
	var records []*dataset.Record
	for r, err := range s.library.Records(ctx, dataset.Filter{Excluded: true}) {
		if err != nil {
			return nil, err
		}
		own := r.Clone()
		records = append(records, &own)
	}
	if len(records) == 0 {
		return nil, pay.Errorf(pay.NoEvidence, "there are no records to test on").At(s.library.Path()).
			WithHint("import some first: backpay import --help")
	}
	opt := backtest.Options{
		Title: "A fifth of the records, chosen by a hash", Date: s.today().Format(time.DateOnly), Command: ask.Command,
		Fit: estimate.DefaultOptions(), Exchange: ask.Exchange, Outside: ask.Outside, Seed: 1,
	}
	if ask.Until != 0 {
		opt.Title = fmt.Sprintf("The records of %d, from those until %d", ask.Until+1, ask.Until)
		opt.Train = func(r *dataset.Record) bool { return r.Year <= ask.Until }
		opt.Test = func(r *dataset.Record) bool { return r.Year == ask.Until+1 }
	}
	if ask.Survey != "" {
		source, text, _ := strings.Cut(ask.Survey, ":")
		year, err := strconv.Atoi(text)
		if err != nil || source == "" {
			return nil, pay.Errorf(pay.Invalid, "%q is not a survey of a year", ask.Survey).In("survey").
				WithHint("a source and a year, as stackoverflow:2024")
		}
		if ask.Until != 0 {
			return nil, pay.Errorf(pay.Invalid, "a survey's held-out people and a split by time are two scorecards").
				In("survey").
				WithHint("ask for one of --survey and --until")
		}
		opt = opt.Survey(source, year)
		opt.Title = fmt.Sprintf("A fifth of %s %d, chosen by a hash", source, year)
	}
	if ask.Share {
		return nil, backtest.Share(records, opt)
	}
	_, card, err := backtest.Run(ctx, records, opt)
	return card, err
}

// LeaveOut fits a model to the records of the data directory without those of each source, and asks it and the
// alternatives about these.
func (s *Service) LeaveOut(ctx context.Context, sources []string) ([]backtest.Absence, error) {
	layers := []pay.Layer{pay.Reported, pay.Official, pay.Posted}
	var records []*dataset.Record
	for r, err := range s.library.Records(ctx, dataset.Filter{Layers: layers, Excluded: true}) {
		if err != nil {
			return nil, err
		}
		own := r.Clone()
		records = append(records, &own)
	}
	var all []backtest.Absence
	for _, source := range sources {
		if !slices.ContainsFunc(records, func(r *dataset.Record) bool { return r.Source == source }) {
			return nil, pay.Errorf(pay.NotFound, "there are no records of %q", source).In("leave-out").
				WithHint("backpay sources lists those there are")
		}
		a, err := backtest.LeaveOut(ctx, records, source, estimate.DefaultOptions())
		if err != nil {
			return nil, err
		}
		all = append(all, *a)
	}
	return all, nil
}
