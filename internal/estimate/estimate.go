package estimate

import (
	"time"

	"github.com/backpay/backpay/internal/pay"
)

// Question asks what people of a profile are paid.
type Question struct {
	Profile   pay.Profile
	Basis     pay.Basis     // empty: gross; net is refused
	Component pay.Component // empty: total, which is what the surveys ask for
	On        time.Time     // the date that the answer shall speak for; zero: the last year of the data
	Currency  string        // of the answer; empty: the country's own, USD when the country is unknown

	// Complete says that the profile's skills are all that the person has of each kind (language, database, …)
	// of which one is listed, as in a survey's record. Otherwise nothing is said about other skills.
	Complete bool
}

// Result is the answer to a Question. Amounts are for a year of work, on the asked basis.
type Result struct {
	Currency     string           // as asked
	Distribution pay.Distribution // among people of the profile
	Median       pay.Interval     // where the median itself lies, at 90 %
	Parts        Parts            // what Median is unsure of
	N            int              // reports alike: of the same role, country and experience, as far as they are given
	DataShare    float64          // share of the answer that rests on them; the rest is borrowed
	Moved        *Move            // how far records that were imported moved the answer; nil: not at all
	Borrowed     string           // from whom the rest is borrowed, in words
	AsOf         time.Time        // the date that the answer speaks for
	Warnings     []pay.Warning
}

// Parts are what the interval of a median is made of, each half a width in log pay at 90 %; they add up as squares.
type Parts struct {
	Sampling   float64 // who happened to be among the records
	Sources    float64 // who answers one source and not another
	Projection float64 // the time since the records
}

// Estimator answers questions. It is safe for use by several goroutines.
type Estimator interface {
	// Estimate answers q. Its error is of kind pay.Invalid when the question is malformed, and of kind
	// pay.NoEvidence when nothing that was fitted bears on it.
	Estimate(q Question) (Result, error)
	// Explain returns the median for the profile's role and country alone, which Estimate gives for them, and what each
	// other facet adds to it: exact Shapley values, in the order of the profile's facets. The effects add up to
	// Estimate's median less base.
	Explain(q Question) (base float64, effects []pay.Effect, err error)
}
