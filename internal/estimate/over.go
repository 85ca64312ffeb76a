package estimate

import (
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// WarnElsewhere says that another model than the one that the user fitted has answered.
const WarnElsewhere = "not-of-the-fit"

const (
	fewestCovered = 100 // people of a country, for a fitted model to answer for it
	fewestWorld   = 25  // countries so covered, for it to answer for the world
)

// Over answers with the model for the countries that it was fitted to, and leaves all others to rest: a model of one
// country knows nothing of the world.
func (m *Model) Over(rest Estimator) Estimator {
	o := over{fitted: m, rest: rest, covered: map[string]bool{}}
	for i, country := range m.space.Values[colCountry] {
		if m.counts.of(0, uint8(i+1), 0) >= fewestCovered {
			o.covered[country] = true
		}
	}
	o.covered[""] = len(o.covered) >= fewestWorld
	return o
}

type over struct {
	fitted  *Model
	rest    Estimator
	covered map[string]bool // by country
}

// Estimate implements Estimator.
func (o over) Estimate(q Question) (Result, error) {
	if o.covered[q.Profile.Country] {
		return o.fitted.Estimate(q)
	}
	r, err := o.rest.Estimate(q)
	if err != nil {
		return r, err
	}
	where := "the world"
	if q.Profile.Country != "" {
		where = taxonomy.Countries.Name(q.Profile.Country)
	}
	r.Warnings = append(r.Warnings, pay.Warning{Code: WarnElsewhere, Message: "the fitted model knows too few people of " +
		where + ": the model of the public records answers"})
	return r, nil
}

// Explain implements Estimator.
func (o over) Explain(q Question) (base float64, effects []pay.Effect, err error) {
	if o.covered[q.Profile.Country] {
		return o.fitted.Explain(q)
	}
	return o.rest.Explain(q)
}
