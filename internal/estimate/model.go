package estimate

import (
	"math"
	"slices"
	"time"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
)

// levels is the number of quantiles of an answer.
const levels = len(pay.Levels)

// Model answers questions about pay. It is immutable and safe for use by several goroutines.
//
// One ensemble says all: the quantiles of log pay relative to what is typical of the country, and how sure the median
// is. Whatever else moves an answer (a title, a component, a place, a date, records that were imported) is added to
// what the ensemble says of a row, a term for each, so that no two ways of asking can disagree.
type Model struct {
	space *space
	header
	ensemble *boost.Ensemble
	counts   counts
	seen     fingerprints

	places Places // nil: no more places are known than those of the model's own people
	moved  Moves

	fingerprint string // of the file that the model was read from
}

// Fingerprint names the file that the model was read from; it is empty for a model that was not.
func (m *Model) Fingerprint() string { return m.fingerprint }

// header is what a model file keeps as JSON.
type header struct {
	Typical typical                `json:"typical"`
	Terms   terms                  `json:"terms"`
	Ladder  ladder                 `json:"ladder"`
	Roles   map[string]float64     `json:"roles"`  // what official wages move a role by, in log pay
	Places  map[string]placeEffect `json:"places"` // by code
	Narrow  map[string]float64     `json:"narrow"` // by country: what the spread of its answers is multiplied by
	Growth  growth                 `json:"growth"`
	Anchor  int                    `json:"anchor"` // the year that projections start from
	People  int                    `json:"people"`
}

// outputs is how many the ensemble has: the quantiles, and the log of the median's standard error in units of errorUnit.
const (
	outputs   = levels + 1
	errorUnit = 4 // of log standard error for one of log pay: it is worth less to get right than pay is
)

// say returns what the ensemble says of a row: the quantiles of log US dollars a year, and the standard error of the
// median.
func (m *Model) say(row []uint8) (q spread, err float64) {
	var units [outputs]int32
	m.ensemble.Sum(row, units[:])
	return m.values(row, units[:])
}

// values turns sums of leaves into what say returns.
func (m *Model) values(row []uint8, units []int32) (q spread, err float64) {
	var values [outputs]float64
	m.ensemble.Values(units, values[:])
	slices.Sort(values[:levels])
	typical := m.Typical.of(row)
	for l := range q {
		q[l] = values[l] + typical
	}
	return q, math.Exp(values[levels] * errorUnit)
}

// lastDate is the date that an answer speaks for when none is asked for.
func (m *Model) lastDate() time.Time { return time.Date(m.Anchor, time.June, 1, 0, 0, 0, 0, time.UTC) }
