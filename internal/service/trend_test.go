package service

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
)

// TestTrendInTodaysMoney: real amounts are the nominal ones times the prices since, and changes multiply.
func TestTrendInTodaysMoney(t *testing.T) {
	s := open(t)
	trend, err := s.Trend(t.Context(), Ask{Country: "Finland", Level: "senior", Period: "month"})
	if err != nil {
		t.Fatal(err)
	}
	if trend.Currency != "EUR" || len(trend.Series) < 2 || trend.Series[0].Source != "koodiklinikka" {
		t.Fatalf("%+v", trend)
	}
	series := trend.Series[0]
	for i, p := range series.Points {
		prices, last, err := money.Prices("FI", p.Year, 2026)
		if err != nil || last != series.MoneyOf {
			t.Fatal(last, err)
		}
		if math.Abs(p.Real.P50/(p.Nominal.P50*prices)-1) > 1e-9 || p.Nominal.P50 < 3_000 || p.Nominal.P50 > 9_000 {
			t.Errorf("%d: %v, and %v in today's money at prices of %v", p.Year, p.Nominal.P50, p.Real.P50, prices)
		}
		if in := p.Nominal.Median; p.N < 20 || in.Low > p.Nominal.P50 || in.High < p.Nominal.P50 {
			t.Errorf("%d: %d people, %v", p.Year, p.N, in)
		}
		if i == 0 {
			continue
		}
		c := series.Changes[i-1]
		if math.Abs(c.Ratio/(p.Nominal.P50/series.Points[i-1].Nominal.P50)-1) > 1e-9 ||
			math.Abs(c.Pay*c.Mix/c.Ratio-1) > 1e-9 {
			t.Errorf("%+v", c)
		}
	}
	// The same in another currency: in today's money the ratios stay.
	dollars, err := s.Trend(t.Context(), Ask{Country: "FI", Level: "senior", Currency: "USD"})
	if err != nil {
		t.Fatal(err)
	}
	a, b := series.Points, dollars.Series[0].Points
	for i := range a {
		if math.Abs(a[i].Real.P50/a[0].Real.P50/(b[i].Real.P50/b[0].Real.P50)-1) > 1e-9 {
			t.Errorf("%d: %v in euros, %v in dollars", a[i].Year, a[i].Real.P50, b[i].Real.P50)
		}
	}
}

func TestTrendRefusals(t *testing.T) {
	s := open(t)
	for _, tt := range []struct {
		ask   Ask
		kind  pay.Kind
		field string
	}{
		{Ask{Country: "IS", Role: "backend"}, pay.NoEvidence, ""},
		{Ask{Country: "US", Industry: "finance"}, pay.Unsupported, "industry"},
		{Ask{Country: "US", Skills: []string{"go"}}, pay.Unsupported, "skills"},
		{Ask{Country: "US", Place: "California"}, pay.Unsupported, "place"},
		{Ask{Country: "US", Level: "principal"}, pay.Unsupported, "level"},
		{Ask{Country: "US", PPP: true}, pay.Unsupported, "ppp"},
		{Ask{Country: "DE", Currency: "KPW"}, pay.NoEvidence, "currency"},
		{Ask{Country: "Atlantis"}, pay.Invalid, "country"},
	} {
		_, err := s.Trend(t.Context(), tt.ask)
		e, ok := err.(*pay.Error) //nolint:errorlint // that it is no wrapped one is part of the test
		if !ok || e.Kind != tt.kind || e.Field != tt.field || e.Hint == "" {
			t.Errorf("%+v: %v", tt.ask, err)
		}
	}
}

// TestTrendOfOwnRecords: records of two years that the user imports are a series beside the embedded ones.
func TestTrendOfOwnRecords(t *testing.T) {
	s := open(t)
	const mapping = `source: own
title: Our own survey
columns:
  role: {value: backend}
  country: {value: IS}
  year: {column: year}
  years: {column: years}
  pay: {column: pay}
  currency: {value: ISK}
  period: {value: month}
  basis: {value: gross}
  component: {value: base}
`
	dir := t.TempDir()
	file, mapped := filepath.Join(dir, "own.csv"), filepath.Join(dir, "map.yaml")
	rows := "year,years,pay\n"
	for i := range 400 { // the second year pays a tenth more
		rows += fmt.Sprintf("%d,%d,%d\n", 2024+i%2, i%10, (1_000_000+2_000*(i/2))*(10+i%2)/10)
	}
	for name, text := range map[string]string{file: rows, mapped: mapping} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Import(t.Context(), ImportAsk{Source: "table", File: file, Mapping: mapped}); err != nil {
		t.Fatal(err)
	}
	trend, err := s.Trend(t.Context(), Ask{Country: "IS", Role: "backend"})
	if err != nil {
		t.Fatal(err)
	}
	if len(trend.Series) != 1 || trend.Series[0].Source != "own" || trend.Currency != "ISK" ||
		len(trend.Series[0].Points) != 2 {
		t.Fatalf("%+v", trend)
	}
	if c := trend.Series[0].Changes[0]; math.Abs(c.Ratio-1.1) > .01 || math.Abs(c.Pay-1.1) > .01 {
		t.Errorf("a tenth more is told as %+v", c)
	}
}
