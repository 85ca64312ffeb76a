package api

import (
	"testing"

	"github.com/backpay/backpay/client"
)

func TestTrend(t *testing.T) {
	c, _ := newClient(t)
	trend, err := c.Trend(t.Context(),
		client.Question{Country: "Ukraine", Level: "senior", Currency: "USD", Period: "month"})
	if err != nil {
		t.Fatal(err)
	}
	if len(trend.Series) == 0 || trend.Currency != "USD" || trend.Period != "month" || len(trend.Notes) == 0 {
		t.Fatalf("%+v", trend)
	}
	dou := trend.Series[0]
	if dou.Source != "dou" || dou.Basis != "net" || dou.MoneyOf != 2024 || len(dou.Points) < 5 ||
		len(dou.Changes) != len(dou.Points)-1 {
		t.Fatalf("%+v", dou)
	}
	broken := 0
	for i, p := range dou.Points {
		if p.N < 20 || p.Nominal == nil || p.Nominal.Median == nil ||
			!(p.Nominal.P10 < p.Nominal.P50 && p.Nominal.P50 < p.Nominal.P90) || p.Real == nil {
			t.Errorf("%+v", p)
		}
		if p.Break != "" {
			broken++
			if !dou.Changes[i-1].Broken || dou.Changes[i-1].Pay != 0 {
				t.Errorf("%d: a change at the same mix across a break: %+v", p.Year, dou.Changes[i-1])
			}
		}
	}
	if broken == 0 || dou.Points[0].Nominal.Fixed == 0 || dou.Changes[0].Pay == 0 {
		t.Errorf("no break, or nothing at the same mix: %+v", dou)
	}
}
