package money

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

// TestSuggest asks about a profile in Germany whose pay a year runs from 42,000 to 120,000 euros.
func TestSuggest(t *testing.T) {
	tests := []struct {
		written string
		period  pay.Period // where none is written
		want    []string   // as it would be typed, the likeliest first; empty: plausible as it stands, or hopeless
	}{
		{"85000 EUR/hour", "", []string{"85000 EUR/year"}},
		{"85 EUR", pay.Year, []string{"85000 EUR/year"}},
		{"85 EUR/month", "", []string{"85000 EUR/year"}},
		{"35 EUR/year", "", []string{"35 EUR/hour"}},
		{"6000 EUR/year", "", []string{"6000 EUR/month"}},
		{"400 EUR/year", "", []string{"400 EUR/day"}},
		{"6000 EUR/hour", "", []string{"6000 EUR/month"}},
		{"85000000 EUR/year", "", []string{"85000 EUR/year"}},
		{"85000 EUR/month", "", []string{"85000 EUR/year"}},
		{"85000 EUR/year", "", nil},
		{"200000 EUR/year", "", nil}, // high, and no mistake
		{"25000 EUR/year", "", nil},
		{"1 EUR/year", "", []string{"1000 EUR/week"}},
		{"85000", "", nil}, // of no period
		{"1000000000 EUR/year", "", nil},
	}
	for _, tt := range tests {
		a, err := ParseAmount(tt.written, "DE")
		if err != nil {
			t.Fatal(err)
		}
		if a.Period == "" {
			a.Period = tt.period
		}
		got := Suggest(a, "DE", 42000, 120000)
		if len(got) == 0 != (len(tt.want) == 0) || len(got) > 0 && got[0].String() != tt.want[0] {
			t.Errorf("Suggest(%s) = %v, want %v first", tt.written, got, tt.want)
		}
	}
}

// TestSuggestionsArePlausible: what is suggested is within reach of the profile, and none is suggested twice.
func TestSuggestionsArePlausible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(100, 1e6).Draw(t, "q05")
		high := low * rapid.Float64Range(1, 20).Draw(t, "width")
		a := pay.Amount{Value: rapid.Float64Range(.01, 1e9).Draw(t, "value"), Currency: "EUR"}
		a.Period = rapid.SampledFrom(pay.Periods).Draw(t, "period")
		seen := map[pay.Amount]bool{a: true}
		for _, s := range Suggest(a, "DE", low, high) {
			year, err := InPeriod(s.Amount, pay.Year, "DE")
			if err != nil || year.Value < low/within || year.Value > high*within {
				t.Fatalf("%v of %v makes %v a year, outside %v to %v", s, a, year, low, high)
			}
			if seen[s.Amount] {
				t.Fatalf("%v is suggested twice", s)
			}
			seen[s.Amount] = true
			again, err := ParseAmount(s.String(), "")
			if err != nil || off(again.Value, s.Amount.Value) > 1e-12 || again.Period != s.Amount.Period {
				t.Fatalf("%q reads as %v, %v", s, again, err)
			}
		}
	})
}
