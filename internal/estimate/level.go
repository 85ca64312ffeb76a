package estimate

import (
	"math"
	"time"

	"backpay/internal/money"
)

// lastDate is the middle of the last year of the data, when the surveys are taken.
func (m *Model) lastDate() time.Time {
	return time.Date(m.space.LastYear, time.June, 1, 0, 0, 0, 0, time.UTC)
}

func (m *Model) setLevel(q Question, a *asked) {
	a.currency = currencyOf(q)
	if a.currency == "USD" {
		return
	}
	v, _, err := money.Convert(1, "USD", a.currency, money.Month{Year: min(a.asOf.Year(), m.space.LastYear), Month: 6})
	if err != nil {
		a.currency = "USD"
		return
	}
	a.level.log = math.Log(v)
}
