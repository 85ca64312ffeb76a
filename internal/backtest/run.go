package backtest

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
)

// Options say what Run does.
type Options struct {
	Title, Date, Command string
	Fit                  estimate.Options

	// Train and Test choose the records; nil trains on all but the held-out fifth and tests on that.
	Train, Test func(*dataset.Record) bool
	// Exchange is a folder to share cases with methods outside this program: Share writes them there, and Run reads
	// the predictions of method NAME in NAME-full.csv and NAME-partial.csv.
	Exchange string
	// Alike names the records of the tested survey: train.csv holds no others, and a model that is fitted to them alone
	// is one of the methods. Nil is all.
	Alike func(*dataset.Record) bool
	// Outside names the methods whose predictions are read.
	Outside []string
	Seed    uint64 // of the facets hidden
}

// split chooses who is fitted to and makes the questions about the others.
func split(records []*dataset.Record, opt Options) (train []*dataset.Record, full, partial []Case) {
	if opt.Train == nil {
		opt.Train = func(r *dataset.Record) bool { return !HeldOut(r) }
	}
	if opt.Test == nil {
		opt.Test = HeldOut
	}
	var test []*dataset.Record
	for _, r := range records {
		switch {
		case opt.Train(r):
			train = append(train, r)
		case opt.Test(r):
			test = append(test, r)
		}
	}
	full, partial = Cases(test, opt.Fit, opt.Seed)
	return train, full, partial
}

// Share writes train.csv, full.csv and partial.csv to opt.Exchange, for methods outside this program to be
// asked what Run asks.
func Share(records []*dataset.Record, opt Options) error {
	train, full, partial := split(records, opt)
	return share(opt, train, full, partial)
}

// Run fits a model, asks it and the alternatives about records that none of them saw, and returns the model with its
// scorecard.
func Run(ctx context.Context, records []*dataset.Record, opt Options) (*estimate.Model, *Scorecard, error) {
	train, full, partial := split(records, opt)
	m, err := estimate.Fit(ctx, sequence(train), opt.Fit)
	if err != nil {
		return nil, nil, fmt.Errorf("fitting for a scorecard: %w", err)
	}
	card := &Scorecard{Title: opt.Title, Date: opt.Date, Command: opt.Command, Trained: len(train)}
	subsets := NewSubsets(train, opt.Fit)
	methods := []Method{Model(m), subsets.Raw(), subsets.Parent(), LogLinear(train, opt.Fit)}
	if opt.Alike != nil {
		alone, err := estimate.Fit(ctx, sequence(alike(train, opt)), opt.Fit)
		if err != nil {
			return nil, nil, fmt.Errorf("fitting to the survey alone: %w", err)
		}
		method := Model(alone)
		method.Name += ", this survey alone"
		methods = append(methods, method)
	}
	for _, kind := range []struct {
		name  string
		cases []Case
	}{{"full", full}, {"partial", partial}} {
		all := methods[:len(methods):len(methods)]
		for _, name := range opt.Outside {
			outside, err := readPredictions(filepath.Join(opt.Exchange, name+"-"+kind.name+".csv"), name, kind.cases)
			if err != nil {
				return nil, nil, err
			}
			all = append(all, outside)
		}
		card.Add(kind.name, kind.cases, all)
	}
	card.Add("thin", Thin(full, subsets), methods[:3])
	return m, card, nil
}

func readPredictions(path, name string, cases []Case) (Method, error) {
	f, err := os.Open(path)
	if err != nil {
		return Method{}, fmt.Errorf("reading predictions of %s: %w", name, err)
	}
	defer f.Close()
	return ReadPredictions(f, name, cases)
}

// share writes the cases for methods outside this program.
func share(opt Options, train []*dataset.Record, full, partial []Case) error {
	whole, _ := Cases(alike(train, opt), opt.Fit, opt.Seed)
	for name, cases := range map[string][]Case{"train.csv": whole, "full.csv": full, "partial.csv": partial} {
		f, err := os.Create(filepath.Join(opt.Exchange, name))
		if err != nil {
			return fmt.Errorf("sharing cases: %w", err)
		}
		if err := WriteCases(f, cases); err != nil {
			f.Close()
			return err
		}
		if err := f.Close(); err != nil {
			return fmt.Errorf("sharing cases: %w", err)
		}
	}
	return nil
}

// alike narrows records to those that Options.Alike names.
func alike(records []*dataset.Record, opt Options) (some []*dataset.Record) {
	for _, r := range records {
		if opt.Alike == nil || opt.Alike(r) {
			some = append(some, r)
		}
	}
	return some
}

func sequence(records []*dataset.Record) iter.Seq2[*dataset.Record, error] {
	return func(yield func(*dataset.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Survey narrows a scorecard to the held-out people of one source and year, and what is shared with outside methods to
// the other people of the same survey; the model still trains on everything else.
func (o Options) Survey(source string, year int) Options {
	survey := func(r *dataset.Record) bool { return r.Source == source && r.Year == year }
	o.Alike = survey
	o.Test = func(r *dataset.Record) bool { return HeldOut(r) && survey(r) }
	return o
}
