package source

import (
	"math"
	"testing"

	"backpay/internal/dataset"
)

func TestAmount(t *testing.T) {
	for cell, want := range map[string]struct {
		value float64
		why   dataset.Reason
	}{
		"2200":    {2200, ""},
		"32.3":    {32.3, ""},
		"1E+17":   {1e17, ""},
		"":        {0, dataset.NoPay},
		"0":       {0, dataset.NoPay},
		"-5":      {0, dataset.NoPay},
		"NaN":     {0, dataset.Unreadable},
		"Inf":     {0, dataset.Unreadable},
		"1e999":   {0, dataset.Unreadable},
		"5 665":   {0, dataset.Unreadable},
		"about 5": {0, dataset.Unreadable},
	} {
		if value, why := Amount(cell); value != want.value || why != want.why {
			t.Errorf("Amount(%q) = %v, %q, want %v, %q", cell, value, why, want.value, want.why)
		}
	}
}

func TestBand(t *testing.T) {
	for _, c := range []struct{ low, high, want float64 }{
		{1000, 4000, 2000},
		{0, 500, 250},
		{6500, math.Inf(1), 6500},
	} {
		if got := Band(c.low, c.high); got != c.want {
			t.Errorf("Band(%v, %v) = %v, want %v", c.low, c.high, got, c.want)
		}
	}
}
