package service

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/claim"
	"github.com/backpay/backpay/internal/freelance"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Claim    = wire.Claim
	ClaimEnd = wire.ClaimEnd
)

// Claims holds what the web says of backend pay against the evidence: each published figure beside the
// answer for its own profile and date.
func (v View) Claims(ctx context.Context) ([]Claim, error) {
	var claims []Claim
	for _, c := range claim.Published() {
		told, err := v.claim(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("holding the claim %s against the evidence: %w", c.ID, err)
		}
		claims = append(claims, told)
	}
	return claims, nil
}

func (v View) claim(ctx context.Context, c claim.Claim) (Claim, error) {
	told := Claim{PublishedClaim: c, Verdict: claim.Unknown}
	q, err := ask.Read(wire.Question{
		Role: c.Role, Country: c.Country, Years: c.Years, Employment: c.Employment,
		Currency: c.Currency, Period: string(c.Period), On: c.On, Brief: true,
	}, v.today)
	if err != nil {
		return told, err
	}
	factor := 1. // from the claim's unit to the answer's
	if c.Employment == "freelance" {
		// A rate is billed for some hours of the year, and costs come off it: it is no year's pay over 2,080.
		_, terms, err := freelance.Constants(c.Country, nil)
		if err != nil {
			return told, err
		}
		factor, q.Period = terms.Kept(1), pay.Year
	}
	answer, err := v.Estimate(ctx, q)
	if err != nil {
		if e, ok := errors.AsType[*pay.Error](err); ok && unanswered(err) {
			told.Reason = e.Message
			return told, nil
		}
		return told, err
	}
	told.Answer = &answer
	end := func(amount float64) ClaimEnd {
		e := ClaimEnd{Amount: amount, Comparable: amount * factor}
		e.Percentile, e.Within = standing(answer, e.Comparable)
		return e
	}
	told.Ends = append(told.Ends, end(c.Low))
	if c.IsRange() {
		told.Ends = append(told.Ends, end(c.High))
	}
	judge(&told, end(c.Middle()))
	yearly, err := money.InPeriod(pay.Amount{Value: 1, Currency: answer.Currency, Period: answer.Period}, pay.Year,
		c.Country)
	if err != nil {
		return told, err
	}
	if told.USD, _, err = money.Convert(yearly.Value, answer.Currency, "USD", money.MonthOf(answer.AsOf)); err != nil &&
		!unanswered(err) {
		return told, err
	}
	return told, nil
}

// judge gives the verdict on the middle of a claim, and its reason.
func judge(c *Claim, middle ClaimEnd) {
	what := "it"
	if c.IsRange() {
		what = "its middle"
	}
	if c.Answer.Evidence.N == 0 {
		c.Reason = "no report is like this: the answer is borrowed from others"
		return
	}
	c.Verdict = claim.Judge(middle.Within)
	c.Reason = fmt.Sprintf("from %d to %d of 100 people earn less than %s",
		int(math.Round(100*middle.Within.Low)), int(math.Round(100*middle.Within.High)), what)
	if c.Verdict == claim.Unknown {
		c.Reason += ", on both sides of a quarter"
	}
}
