package estimate

import (
	"time"

	"github.com/backpay/backpay/internal/pay"
)

// Question asks what people of a profile are paid.
type Question struct {
	Profile   pay.Profile
	Basis     pay.Basis     // empty: gross
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
	N            int              // records that agree with every facet given
	DataShare    float64          // share of the answer that rests on them; the rest is borrowed
	Borrowed     string           // from whom the rest is borrowed, in words
	AsOf         time.Time        // the date that the answer speaks for
	Warnings     []pay.Warning
}

// Estimator answers questions. It is safe for use by several goroutines.
type Estimator interface {
	// Estimate answers q. Its error is of kind pay.Invalid when the question is malformed, and of kind
	// pay.NoEvidence when nothing that was fitted bears on it.
	Estimate(q Question) (Result, error)
	// Explain returns the median when nothing of the profile is known and what each given facet adds to
	// it: exact Shapley values, in the order of the profile's facets. The effects add up to Estimate's
	// median less base.
	Explain(q Question) (base float64, effects []pay.Effect, err error)
}
