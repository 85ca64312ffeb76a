package words

import (
	"fmt"

	"github.com/backpay/backpay/internal/service"
)

// Change says what became of the median: "2023 to 2024: +3 % (+1 to +5); at the same mix +1 % …".
func (r Reader) Change(c service.TrendChange) string {
	s := fmt.Sprintf("%d to %d: %s", c.From, c.To, r.Percent(c.Ratio))
	if c.Interval != nil {
		s += " (" + r.PercentSpan(c.Interval.Low, c.Interval.High) + ")"
	}
	if c.Pay > 0 {
		s += "; at the same mix " + r.Percent(c.Pay) + " (" + r.PercentSpan(c.PayRange.Low, c.PayRange.High) +
			"), by other people " + r.Percent(c.Mix)
	}
	if c.Prices > 0 {
		s += "; prices " + r.Percent(c.Prices)
	}
	return s
}
