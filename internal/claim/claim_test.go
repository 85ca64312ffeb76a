package claim

import (
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

// TestPublished holds the table against the figures that issue 6 lists.
func TestPublished(t *testing.T) {
	type figure struct {
		low, high float64
		currency  string
		period    pay.Period
		country   string
	}
	want := []figure{
		{107004, 107004, "USD", pay.Year, "US"}, {94580, 120553, "USD", pay.Year, "US"},
		{110140, 110140, "USD", pay.Year, "US"}, {52.95, 52.95, "USD", pay.Hour, "US"},
		{61042, 61042, "USD", pay.Year, "US"}, {95000, 95000, "USD", pay.Year, "US"},
		{87948, 87948, "USD", pay.Year, "GB"},
		{60000, 80000, "USD", pay.Year, "US"}, {80000, 120000, "USD", pay.Year, "US"},
		{120000, 180000, "USD", pay.Year, "US"}, {30, 150, "USD", pay.Hour, "US"},
		{105366, 105366, "USD", pay.Year, "US"}, {83038, 83038, "CAD", pay.Year, "CA"},
		{58682, 58682, "GBP", pay.Year, "GB"},
		{900000, 900000, "INR", pay.Year, "IN"}, {120000, 120000, "AUD", pay.Year, "AU"},
	}
	got := map[figure]bool{}
	ids := map[string]bool{}
	for _, c := range Published() {
		got[figure{c.Low, c.High, c.Currency, c.Period, c.Country}] = true
		if ids[c.ID] || c.ID == "" || c.Says == "" || c.Context == "" || c.On == "" {
			t.Errorf("%+v", c)
		}
		ids[c.ID] = true
	}
	for _, w := range want {
		if !got[w] {
			t.Errorf("no claim is %+v", w)
		}
	}
	if len(ids) != len(want) {
		t.Errorf("%d claims, want %d", len(ids), len(want))
	}
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      Verdict
	}{
		{.25, .75, Inside}, {.4, .6, Inside}, {.76, .8, High}, {.1, .24, Low},
		{.2, .3, Unknown}, {.7, .8, Unknown}, {.1, .9, Unknown}, {.75, .75, Inside},
	} {
		if got := Judge(pay.Interval{Low: tt.low, High: tt.high}); got != tt.want {
			t.Errorf("from %v to %v: %s, want %s", tt.low, tt.high, got, tt.want)
		}
	}
}
