package backtest

import (
	"math/rand/v2"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
)

// Levels is the number of quantiles that a method answers with: those of pay.Levels.
const Levels = len(pay.Levels)

// Quantiles are of the log of US dollars a year, at pay.Levels.
type Quantiles [Levels]float64

// Case is a person whose pay is to be foretold.
type Case struct {
	Record  *dataset.Record
	Profile pay.Profile // what the methods are told; with Complete skills, as in estimate.Question
	Log     float64     // the truth
}

// Method foretells pay.
type Method struct {
	Name    string
	Predict func(*Case) Quantiles
}

// HeldOut reports whether a record belongs to the fifth that no fit for a scorecard sees.
func HeldOut(r *dataset.Record) bool { return estimate.Hash(r)>>32%5 == 0 }

// The shares with which a partial profile keeps what is known.
const (
	keepFacet   = .5
	keepCountry = .9
)

// Cases makes the questions of full profiles, and of partial ones with facets hidden at random. Which are hidden
// depends on the record and the seed alone. Records that a fit would not take are left out.
func Cases(records []*dataset.Record, fit estimate.Options, seed uint64) (full, partial []Case) {
	for _, r := range records {
		log, ok := fit.Comparable(r)
		if !ok {
			continue
		}
		rng := rand.New(rand.NewPCG(estimate.Hash(r), seed))
		c := Case{Record: r, Profile: estimate.ProfileOf(r, 0), Log: log}
		full = append(full, c)
		for _, f := range pay.Facets {
			keep := keepFacet
			if f == pay.FacetCountry {
				keep = keepCountry
			}
			if rng.Float64() >= keep {
				c.Profile = c.Profile.Without(f)
			}
		}
		partial = append(partial, c)
	}
	return full, partial
}
