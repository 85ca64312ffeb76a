package money

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

func TestInPeriod(t *testing.T) {
	tests := []struct {
		value    float64
		from, to pay.Period
		country  string
		want     float64
	}{
		{52.95, pay.Hour, pay.Year, "US", 110136},
		{52.95, pay.Hour, pay.Year, "", 110136},
		{110136, pay.Year, pay.Hour, "US", 52.95},
		{450, pay.Day, pay.Year, "GB", 117000},
		{60000, pay.Year, pay.Month, "DE", 5000},
		{1000, pay.Week, pay.Year, "US", 52000},
		{40, pay.Hour, pay.Year, "FR", 72800}, // 35 hours a week
		{40, pay.Hour, pay.Day, "FR", 280},
		{7, pay.Month, pay.Month, "FR", 7},
	}
	for _, tt := range tests {
		got, err := InPeriod(pay.Amount{Value: tt.value, Currency: "EUR", Period: tt.from, Basis: pay.Net}, tt.to, tt.country)
		if err != nil || math.Abs(got.Value-tt.want) > 1e-9 {
			t.Errorf("InPeriod(%v per %s, %s, %q) = %v, %v, want %v", tt.value, tt.from, tt.to, tt.country, got, err, tt.want)
		}
		if got.Period != tt.to || got.Currency != "EUR" || got.Basis != pay.Net {
			t.Errorf("InPeriod(%v per %s, %s) = %#v", tt.value, tt.from, tt.to, got)
		}
	}
	for _, a := range []pay.Amount{{Value: 1, Currency: "EUR"}, {Value: 1, Currency: "EUR", Period: "decade"}} {
		if _, err := InPeriod(a, pay.Year, ""); pay.KindOf(err) != pay.Invalid {
			t.Errorf("InPeriod(%v) gives %v, want an error", a, err)
		}
	}
	if _, err := InPeriod(pay.Amount{Value: 1, Currency: "EUR", Period: pay.Year}, "decade", ""); pay.KindOf(err) != pay.Invalid {
		t.Errorf("InPeriod(decade) gives %v, want an error", err)
	}
}

// TestPeriodsRoundTrip: there and back is the same minor unit, for every pair of periods.
func TestPeriodsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(Currencies()).Draw(t, "currency")
		minor := math.Pow10(c.Digits)
		units := rapid.Int64Range(1, 1e13).Draw(t, "minor units")
		country := rapid.SampledFrom([]string{"", "US", "FR", "DK", "GB", "AT", "CH", "IN"}).Draw(t, "country")
		from := rapid.SampledFrom(pay.Periods).Draw(t, "from")
		a := pay.Amount{Value: float64(units) / minor, Currency: c.Code, Period: from}
		for _, to := range pay.Periods {
			there, err := InPeriod(a, to, country)
			if err != nil {
				t.Fatal(err)
			}
			back, err := InPeriod(there, from, country)
			if err != nil {
				t.Fatal(err)
			}
			if got := int64(math.Round(back.Value * minor)); got != units {
				t.Fatalf("%v to %s and back is %v: %d minor units, want %d", a, to, back, got, units)
			}
		}
	})
}

func TestHoursPerYear(t *testing.T) {
	for country, want := range map[string]float64{"US": 2080, "FR": 1820, "DK": 1924, "GB": 1950, "AT": 2002, "": 2080, "AQ": 2080} {
		if got := HoursPerYear(country); got != want {
			t.Errorf("HoursPerYear(%q) = %v, want %v", country, got, want)
		}
	}
	if !HoursKnown("US") || HoursKnown("") || HoursKnown("AQ") {
		t.Error("HoursKnown: want the USA's own figure, and a default elsewhere")
	}
	for country, c := range countries() {
		if c.week != 0 && (c.week < 35 || c.week > 48) {
			t.Errorf("%s has a week of %v hours", country, c.week)
		}
	}
}
