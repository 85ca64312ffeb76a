// Command boosters times the estimator beside scikit-learn's quantile boosters, in one run on one survey:
//
//	cd bench && go run ./boosters -data ../../shared/data
//
// Both are fitted to the same people of Stack Overflow's survey of 2024, all but a fifth, and answer for the same
// fifth, with full and with partial profiles. How right they are is the scorecard's matter (make scorecard); this is
// how long they take. Without Debian's python3-sklearn and python3-pandas it says so and times the estimator alone.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/service"
)

var data = flag.String("data", "../../shared/data", "the folder of the public data")

func main() {
	flag.Parse()
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "boosters: error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	work, err := os.MkdirTemp("", "backpay-boosters-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	records, err := survey(ctx, filepath.Join(work, "data"))
	if err != nil {
		return err
	}
	opt := backtest.Options{Fit: estimate.DefaultOptions(), Exchange: work, Seed: 1}.Survey("stackoverflow", 2024)
	if err := backtest.Share(records, opt); err != nil {
		return err
	}
	fmt.Println("| method | fit | answer, a row | explain, a row | model |\n|---|---|---|---|---|")
	if err := own(ctx, records, opt); err != nil {
		return err
	}
	python := exec.CommandContext(ctx, "/usr/bin/python3", "boosters/boosters.py", work, "boosters")
	var said bytes.Buffer
	python.Stdout, python.Stderr = &said, &said
	if err := python.Run(); err != nil {
		fmt.Printf("\nno boosters, which need Debian's python3-sklearn and python3-pandas: %v\n", err)
		return nil
	}
	fmt.Printf("\n%s", said.Bytes())
	return nil
}

// survey imports the survey into a new data directory and returns its records.
func survey(ctx context.Context, directory string) ([]*dataset.Record, error) {
	s, err := service.Open(service.Config{Data: directory})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(*data, "stackoverflow", "2024.csv.gz")
	if _, err := s.Import(ctx, service.ImportAsk{Source: "stackoverflow", File: file}); err != nil {
		return nil, err
	}
	dir, err := dataset.OpenDirectory(directory)
	if err != nil {
		return nil, err
	}
	var records []*dataset.Record
	for r, err := range dir.ScanRecords(ctx, dataset.Filter{Excluded: true}) {
		if err != nil {
			return nil, err
		}
		own := r.Clone()
		records = append(records, &own)
	}
	return records, nil
}

// own times the estimator.
func own(ctx context.Context, records []*dataset.Record, opt backtest.Options) error {
	var train, test []*dataset.Record
	for _, r := range records {
		if backtest.HeldOut(r) {
			test = append(test, r)
		} else {
			train = append(train, r)
		}
	}
	at := time.Now()
	m, err := estimate.Fit(ctx, func(yield func(*dataset.Record, error) bool) {
		for _, r := range train {
			if !yield(r, nil) {
				return
			}
		}
	}, opt.Fit)
	if err != nil {
		return err
	}
	fit := time.Since(at)
	full, partial := backtest.Cases(test, opt.Fit, opt.Seed)
	cases := append(full, partial...)
	each := func(ask func(estimate.Question) error) (time.Duration, error) {
		at := time.Now()
		for i := range cases {
			q := estimate.Question{Profile: cases[i].Profile, Complete: true,
				On: time.Date(2024, time.June, 1, 0, 0, 0, 0, time.UTC)}
			if err := ask(q); err != nil {
				return 0, err
			}
		}
		return time.Since(at) / time.Duration(len(cases)), nil
	}
	answer, err := each(func(q estimate.Question) error { _, err := m.Estimate(q); return err })
	if err != nil {
		return err
	}
	explain, err := each(func(q estimate.Question) error { _, _, err := m.Explain(q); return err })
	if err != nil {
		return err
	}
	var file bytes.Buffer
	size, err := m.WriteTo(&file)
	if err != nil {
		return err
	}
	fmt.Printf("| backpay, %d people | %.1f s | %v | %v | %.1f MB |\n", len(train), fit.Seconds(),
		answer.Round(time.Microsecond), explain.Round(time.Microsecond), float64(size)/1e6)
	return nil
}
