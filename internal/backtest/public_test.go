package backtest

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/source/stackoverflow"
	"github.com/backpay/backpay/internal/testdata"
)

// TestOnThePublicSurvey holds a small model, grown on a part of one survey, to what the whole one is held to beside
// the alternatives, and its coverage to a looser bound.
func TestOnThePublicSurvey(t *testing.T) {
	path := testdata.File(t, "stackoverflow", "2024.csv.gz")
	if testing.Short() {
		t.Skip("fits a model to a survey")
	}
	read := sourcetest.Read(t, stackoverflow.Source, path)
	var records []*dataset.Record
	for i := range read.Records {
		records = append(records, &read.Records[i])
	}
	fit := estimate.DefaultOptions()
	fit.Folds, fit.Quantiles.Trees, fit.Ordinal.Trees, fit.Quantiles.Rate, fit.Ordinal.Rate = 2, 80, 80, .2, .2
	// Development never looks at the held-out fifth: this tests on a part of the rest.
	part := func(r *dataset.Record) bool { return estimate.Hash(r)>>40%5 == 0 }
	_, card, err := Run(context.Background(), records, Options{
		Title: "test", Fit: fit, Seed: 1,
		Train: func(r *dataset.Record) bool { return !HeldOut(r) && !part(r) },
		Test:  func(r *dataset.Record) bool { return !HeldOut(r) && part(r) },
	})
	if err != nil {
		t.Fatal(err)
	}
	loss := map[string]float64{}
	for _, s := range card.Scores {
		loss[s.Method+" "+s.Profiles] = s.Pinball
		if s.Method != "backpay" {
			continue
		}
		if s.N < 1000 && s.Profiles != "thin" {
			t.Errorf("%s: only %d people", s.Profiles, s.N)
		}
		for i, v := range Intervals {
			if d := s.Cover[i] - v.Name; s.Profiles != "thin" && (d < -.05 || d > .05) {
				t.Errorf("%s: the %.0f %% interval holds %.1f %%", s.Profiles, 100*v.Name, 100*s.Cover[i])
			}
		}
	}
	for _, kind := range []string{"full", "partial", "thin"} {
		for _, other := range []string{"raw subset", "parent subset"} {
			if own, its := loss["backpay "+kind], loss[other+" "+kind]; !(own > 0 && own < its) {
				t.Errorf("%s: backpay loses %.4f, the %s %.4f", kind, own, other, its)
			}
		}
	}
	for _, kind := range []string{"full", "partial"} {
		if own, its := loss["backpay "+kind], loss["log-linear "+kind]; !(own < .99*its) {
			t.Errorf("%s: backpay loses %.4f, the log-linear model %.4f", kind, own, its)
		}
	}
}

// TestPoisonOnThePublicSurvey replaces a tenth of a country's answers by three times its median.
func TestPoisonOnThePublicSurvey(t *testing.T) {
	path := testdata.File(t, "stackoverflow", "2024.csv.gz")
	if testing.Short() {
		t.Skip("fits models to a survey")
	}
	read := sourcetest.Read(t, stackoverflow.Source, path)
	opt := estimate.DefaultOptions()
	opt.Folds, opt.Copies, opt.Quantiles.Trees, opt.Ordinal.Trees, opt.Quantiles.Rate, opt.Ordinal.Rate = 2, 2, 40, 40, .3, .3
	ask := func(records []*dataset.Record, country string) pay.Distribution {
		t.Helper()
		m, err := estimate.Fit(t.Context(), sequence(records), opt)
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.Estimate(estimate.Question{
			Profile: pay.Profile{Country: country}, Currency: "USD", On: time.Date(2024, time.June, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			t.Fatal(err)
		}
		return r.Distribution
	}
	for _, country := range []string{"US", "DE", "UA"} {
		var clean, poisoned []*dataset.Record
		for i := range read.Records {
			clean = append(clean, &read.Records[i])
		}
		before := ask(clean, country)
		seen, changed := 0, 0
		for _, r := range clean {
			if r.Country == country && r.Pay > 0 {
				if seen++; seen%10 == 0 {
					c := *r
					c.Pay, c.Currency, c.Period = math.Round(3*before.Median()), "USD", pay.Year
					r = &c
					changed++
				}
			}
			poisoned = append(poisoned, r)
		}
		if changed < 30 {
			t.Fatalf("%s: %d records were replaced", country, changed)
		}
		after := ask(poisoned, country)
		// In Ukraine, where pay spreads most, many are paid three times the median: there a heap has company.
		most := map[string]float64{"UA": .13}[country]
		if d := math.Abs(after.Median()/before.Median() - 1); d > max(most, .05) {
			t.Errorf("%s: the median moved by %.1f %%", country, 100*d)
		}
		if d := math.Abs(after.At(.9)/before.At(.9) - 1); d > max(1.5*most, .15) {
			t.Errorf("%s: the 90th percentile moved by %.1f %%", country, 100*d)
		}
		t.Logf("%s: %d of %d replaced; the median moves by %+.1f %%, the 90th percentile by %+.1f %%", country, changed, seen,
			100*(after.Median()/before.Median()-1), 100*(after.At(.9)/before.At(.9)-1))
	}
}
