package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/backpay/backpay/internal/freelance"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/koodiklinikka"
	"github.com/backpay/backpay/internal/subset"
)

// What a freelancer can have said in earnest: outside it are those who did not bill that year, who gave
// thousands for units, or who joke.
var (
	plausibleRate    = [2]float64{10, 500}           // euros an hour
	plausibleBilling = [2]float64{5_000, 1_000_000}  // euros a year
	plausibleHours   = [2]float64{100, 52 * 7 * 8.0} // billed in a year
)

// buildFreelance makes internal/reference/data/freelance.tsv: what the freelancers of Koodiklinikka bill for an
// hour and in a year, and how many hours a year the two make.
func buildFreelance(dataDir, repoDir string) error {
	files, err := filepath.Glob(filepath.Join(dataDir, "koodiklinikka", "*.tsv.gz"))
	if err != nil || len(files) == 0 {
		return errors.Join(errors.New("no files of koodiklinikka"), err)
	}
	values := map[freelance.Measure][]float64{}
	years := map[freelance.Measure][]int{}
	add := func(m freelance.Measure, year int, v float64, plausible [2]float64) {
		if v >= plausible[0] && v <= plausible[1] {
			values[m], years[m] = append(values[m], v), append(years[m], year)
		}
	}
	for _, name := range files {
		in, err := source.Open(context.Background(), name, source.Options{})
		if err != nil {
			return err
		}
		err = koodiklinikka.Freelancers(in, func(f koodiklinikka.Freelancer) {
			if f.Year == 0 {
				return
			}
			add(freelance.Rate, f.Year, f.Rate, plausibleRate)
			add(freelance.Billing, f.Year, f.Billing, plausibleBilling)
			if f.Rate >= plausibleRate[0] && f.Rate <= plausibleRate[1] {
				add(freelance.Hours, f.Year, f.Billing/f.Rate, plausibleHours)
			}
		})
		if err := errors.Join(err, in.Close()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	var reports []freelance.Report
	for _, m := range []freelance.Measure{freelance.Rate, freelance.Billing, freelance.Hours} {
		if len(values[m]) < subset.MinPeople {
			return fmt.Errorf("%d freelancers tell their %s", len(values[m]), m)
		}
		slices.Sort(values[m])
		r := freelance.Report{
			Source: koodiklinikka.Source.Name, Country: "FI", Measure: m, Currency: "EUR",
			First: slices.Min(years[m]), Last: slices.Max(years[m]), N: len(values[m]),
		}
		if m == freelance.Hours {
			r.Currency = ""
		}
		for i, p := range freelance.ReportLevels {
			at := p * float64(r.N-1) // R's type 7
			low := int(at)
			high := min(low+1, r.N-1)
			v := values[m][low] + (at-float64(low))*(values[m][high]-values[m][low])
			r.Q[i] = math.Round(100*v) / 100
		}
		reports = append(reports, r)
	}
	var b bytes.Buffer
	if err := freelance.WriteReports(&b, reports); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(repoDir, "internal", "reference", "data", "freelance.tsv"), b.Bytes(), 0o644)
}
