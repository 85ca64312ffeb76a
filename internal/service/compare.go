package service

import (
	"context"
	"errors"
	"fmt"

	"backpay/internal/pay"
)

// MaxCompared is how many questions Compare sets side by side: as many as fit beside each other.
const MaxCompared = 4

// Comparison is the answers to several questions in one unit.
type Comparison struct {
	Answers []pay.Answer `json:"answers"` // in the order of the questions
	Beside  []Difference `json:"beside"`  // of each answer but the first, from the first
}

// Difference is how one median lies to another.
type Difference struct {
	Money float64 `json:"money"` // in the answers' currency and period
	Ratio float64 `json:"ratio"` // the median over the other median
}

// Compare answers two to MaxCompared questions in one unit: the first question's currency, period and
// basis, or the purchasing power of each one's country. What else the first question says of the answer,
// its component and its date, holds for all of them.
func (s *Service) Compare(ctx context.Context, asks []Ask) (Comparison, error) {
	if len(asks) < 2 || len(asks) > MaxCompared {
		return Comparison{}, pay.Errorf(pay.Invalid, "%d profiles to compare", len(asks)).In("profile").
			WithHint("give 2 to %d", MaxCompared)
	}
	var c Comparison
	for i, ask := range asks {
		if i > 0 {
			first := c.Answers[0]
			ask.Period, ask.Basis, ask.Component = string(first.Period), string(first.Basis), string(first.Component)
			ask.On, ask.PPP, ask.Brief = asks[0].On, first.PPP, asks[0].Brief
			if ask.Currency = first.Currency; first.PPP {
				ask.Currency = "" // international dollars
			}
		}
		a, err := s.Estimate(ctx, ask)
		if err != nil {
			if e, ok := errors.AsType[*pay.Error](err); ok {
				return Comparison{}, e.At(fmt.Sprintf("profile %d", i+1))
			}
			return Comparison{}, fmt.Errorf("answering for profile %d: %w", i+1, err)
		}
		c.Answers = append(c.Answers, a)
		if i > 0 {
			base, other := c.Answers[0].Distribution.Median(), a.Distribution.Median()
			c.Beside = append(c.Beside, Difference{Money: other - base, Ratio: other / base})
		}
	}
	return c, nil
}
