package ask

import (
	"strings"
	"time"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/tax"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// TakeHome is a pay and the law that it is taxed by. What was not said is empty.
type TakeHome struct {
	Amount pay.Amount
	Law    tax.Question
	On     time.Time
}

// Net reads the words of a question about pay before and after tax. A day says the year of the law.
func Net(w wire.NetQuestion, today time.Time) (t TakeHome, err error) {
	if strings.TrimSpace(w.Country) != "" {
		if t.Law.Country, err = taxonomy.Countries.Lookup(w.Country); err != nil {
			return t, err
		}
	}
	if t.Amount, err = Amount(w.Amount, t.Law.Country); err != nil {
		return t, err
	}
	t.Law.Region, t.Law.Regime = strings.TrimSpace(w.Region), strings.TrimSpace(w.Regime)
	t.On, err = Date(w.On, today)
	return t, err
}
