package library

import (
	"math"
	"time"

	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/subset"
)

// blend answers from a model and draws the answer towards the user's own records: where they have a subset
// of at least subset.MinPeople that agrees with the profile, the model is asked about the same subset, and
// what the records say differently, weighed by how many they are, moves the whole answer. Records of one
// company or country so count at once, without fitting, and leave other questions alone.
type blend struct {
	model estimate.Estimator
	user  *subset.Table
}

var _ estimate.Estimator = blend{}

// modelRecords is how many own records weigh as much as the model: as many as its median is worth in a
// subset that it has seen some of.
const modelRecords = 25

// baseDate is the middle of the year whose money comparable pay is in.
var baseDate = time.Date(subset.BaseYear, time.July, 1, 0, 0, 0, 0, time.UTC)

// Estimate implements estimate.Estimator.
func (b blend) Estimate(q estimate.Question) (estimate.Result, error) {
	r, err := b.model.Estimate(q)
	if err != nil {
		return r, err
	}
	return b.draw(q, r)
}

// draw moves what the model answers towards the user's own records.
func (b blend) draw(q estimate.Question, r estimate.Result) (estimate.Result, error) {
	own, of, ok := b.user.Find(pay.Reported, q.Profile)
	if !ok || len(of) == 0 || q.Basis == pay.Net {
		return r, nil
	}
	part, err := b.model.Estimate(estimate.Question{Profile: q.Profile.Only(of...), On: baseDate, Currency: "USD"})
	if err != nil {
		return r, err
	}
	share := float64(own.N) / float64(own.N+modelRecords)
	for i := range r.Distribution.Q {
		r.Distribution.Q[i] *= math.Exp(share * (own.Log[i] - math.Log(part.Distribution.Q[i])))
		if i > 0 {
			r.Distribution.Q[i] = max(r.Distribution.Q[i], r.Distribution.Q[i-1])
		}
	}
	centre := math.Exp(share * (own.Log[pay.MedianIndex] - math.Log(part.Distribution.Median())))
	r.Distribution.Mean *= centre
	// Two independent witnesses, weighed by share: the median of n values has variance π/2·σ²/n.
	sigma := (own.Log[9] - own.Log[3]) / 1.349
	z := math.Log(r.Median.High/r.Median.Low) / 2
	half := math.Hypot((1-share)*z, share*1.645*sigma*math.Sqrt(math.Pi/2/float64(own.N)))
	median := r.Distribution.Median()
	r.Median.Low, r.Median.High = median*math.Exp(-half), median*math.Exp(half)
	r.N, r.DataShare = own.N, share
	r.Borrowed = "the model of the public records"
	return r, nil
}

// Explain implements estimate.Estimator: the model's effects, stretched to the blended median.
func (b blend) Explain(q estimate.Question) (base float64, effects []pay.Effect, err error) {
	base, effects, err = b.model.Explain(q)
	if err != nil {
		return 0, nil, err
	}
	model, err := b.model.Estimate(q)
	if err != nil {
		return 0, nil, err
	}
	blended, err := b.draw(q, model)
	if err != nil {
		return 0, nil, err
	}
	k := blended.Distribution.Median() / model.Distribution.Median()
	for i := range effects {
		effects[i].Money *= k
	}
	return base * k, effects, nil
}
