package service

import (
	"fmt"
	"math"
	"testing"

	"github.com/backpay/backpay/internal/claim"
	"github.com/backpay/backpay/internal/pay"
)

// TestVerdictsByHand derives verdicts again from the quantiles that Estimate answers, with arithmetic of its
// own: a figure lies in the middle half when it is between the quartiles, and the judgement holds when it is
// the same with the whole distribution moved to either end of the interval of its median.
func TestVerdictsByHand(t *testing.T) {
	s := open(t)
	claims, err := s.Claims(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]Claim{}
	for _, c := range claims {
		byID[c.ID] = c
	}
	for id, hand := range map[string]struct {
		ask    Ask
		amount float64
	}{
		"uk":       {Ask{Role: "backend", Country: "GB", On: "2023-08"}, 58_682},
		"entry":    {Ask{Role: "backend", Country: "US", Years: "1", On: "2023-08"}, 61_042},
		"india":    {Ask{Role: "backend", Country: "IN", On: "2023-08"}, 900_000},
		"bls-hour": {Ask{Country: "US", Period: "hour", On: "2020-05"}, 52.95},
		// The middle of 80,000 to 120,000.
		"mid-range": {Ask{Role: "backend", Country: "US", Years: "4", On: "2023-08"}, 100_000},
	} {
		a, err := s.Estimate(t.Context(), hand.ask)
		if err != nil {
			t.Fatal(err)
		}
		q25, q75, median := a.Distribution.Q[3], a.Distribution.Q[9], a.Distribution.Q[6]
		verdicts := map[claim.Verdict]bool{}
		for _, centre := range []float64{a.Median.Low, median, a.Median.High} {
			switch k := centre / median; {
			case hand.amount < q25*k:
				verdicts[claim.Low] = true
			case hand.amount > q75*k:
				verdicts[claim.High] = true
			default:
				verdicts[claim.Inside] = true
			}
		}
		want := claim.Unknown
		if len(verdicts) == 1 {
			for v := range verdicts {
				want = v
			}
		}
		if got := byID[id]; got.Verdict != want || got.Reason == "" {
			t.Errorf("%s is %q (%s), by hand %q: quartiles %.2f and %.2f, median %.2f from %.2f to %.2f", id,
				got.Verdict, got.Reason, want,
				q25, q75, median, a.Median.Low, a.Median.High)
		}
	}
}

func TestClaimsCarryEvidence(t *testing.T) {
	claims, err := open(t).Claims(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(claims) != len(claim.Published()) {
		t.Fatalf("%d claims are told of %d", len(claims), len(claim.Published()))
	}
	told := 0
	for _, c := range claims {
		if c.Answer == nil {
			if c.Verdict != claim.Unknown || c.Reason == "" {
				t.Errorf("%s without an answer is %q: %q", c.ID, c.Verdict, c.Reason)
			}
			continue
		}
		told++
		if got := c.Answer.AsOf.Format("2006-01"); got != c.On {
			t.Errorf("%s of %s is answered for %s", c.ID, c.On, got)
		}
		if c.Answer.Currency != c.Currency || len(c.Answer.Evidence.Layers) == 0 {
			t.Errorf("%s in %s is answered in %s with %+v", c.ID, c.Currency, c.Answer.Currency, c.Answer.Evidence)
		}
		want := 1
		if c.IsRange() {
			want = 2
		}
		if len(c.Ends) != want {
			t.Errorf("%s has %d ends", c.ID, len(c.Ends))
		}
		for _, e := range c.Ends {
			if !(e.Within.Low <= e.Percentile && e.Percentile <= e.Within.High) || e.Percentile <= 0 ||
				e.Percentile >= 1 {
				t.Errorf("%s: %+v", c.ID, e)
			}
		}
		if usd := c.USD * c.Answer.Distribution.Median(); usd < 5_000 || usd > 500_000 {
			t.Errorf("%s: the median is %.0f USD a year", c.ID, usd)
		}
	}
	if told < 14 {
		t.Errorf("only %d claims have an answer", told)
	}
}

// TestClaimOfTheUnknown: a profile without a report is judged by nobody.
func TestClaimOfTheUnknown(t *testing.T) {
	s := open(t)
	c, err := s.View().claim(t.Context(),
		claim.Claim{Low: 50_000, High: 50_000, Currency: "USD", Period: pay.Year, On: "2023-08", Role: "game",
			Country: "AQ"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict != claim.Unknown || c.Reason == "" {
		t.Errorf("the pay of a game developer in Antarctica is %q: %q", c.Verdict, c.Reason)
	}
}

// TestTwoFormsOfOneClaim: 110,140 a year and 52.95 an hour are the same figure and must fall in one place.
func TestTwoFormsOfOneClaim(t *testing.T) {
	claims, err := open(t).Claims(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]float64{}
	for _, c := range claims {
		if len(c.Ends) > 0 {
			at[c.ID] = c.Ends[0].Percentile
		}
	}
	if math.Abs(at["bls-year"]-at["bls-hour"]) > .001 || at["bls-year"] == 0 {
		t.Error(fmt.Sprint("by the year and by the hour: ", at["bls-year"], at["bls-hour"]))
	}
}

func BenchmarkClaims(b *testing.B) {
	s := open(b)
	for b.Loop() {
		if _, err := s.Claims(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
