package money

import (
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestWithPays(t *testing.T) {
	tests := []struct {
		written, country string
		year             float64 // what it makes
		rule             string  // empty: no custom is used
	}{
		{"€ 3.000 brutto pro Monat", "AT", 42000, "agreement"},
		{"€ 3.000 brutto pro Monat 12x", "AT", 36000, ""},
		{"3.000 €/mes", "ES", 42000, "law"},
		{"1.800 €/mês x 14", "PT", 25200, ""},
		{"1.800 €/mês", "PT", 25200, "law"},
		{"5.000 € brutto x 13", "DE", 65000, ""},
		{"5.000 €/Monat", "DE", 60000, ""},
		{"2.000 €/month", "GR", 28000, "law"},
		{"42.000 €/year", "AT", 42000, ""},
		{"S/ 5,000 mensuales", "PE", 70000, "law"},
		{"5.000 €/mes autónomo", "ES", 60000, ""}, // nobody pays an invoice fourteen times
		{"30 EUR/hour", "AT", 30 * 38.5 * 52, ""},
	}
	for _, tt := range tests {
		r, err := ParseRange(tt.written, Hint{Country: tt.country})
		if err != nil {
			t.Errorf("ParseRange(%q): %v", tt.written, err)
			continue
		}
		r, custom, used := WithPays(r, tt.country)
		a, _ := r.Single()
		year, err := InPeriod(a, pay.Year, tt.country)
		if err != nil || off(year.Value, tt.year) > 1e-12 || custom.Rule != tt.rule || used != (tt.rule != "") {
			t.Errorf("%q in %s makes %v, %v, by %+v, want %v by %q", tt.written, tt.country, year, err, custom, tt.year, tt.rule)
		}
		back, err := InPeriod(year, a.Period, tt.country)
		if err != nil || off(back.Value, a.Value) > 1e-12 {
			t.Errorf("%q is %v a year and %v back, %v", tt.written, year, back, err)
		}
	}
}

// TestCustoms: every row names its country, its rule and its source, and a number of pays that someone has.
func TestCustoms(t *testing.T) {
	if len(customs()) < 25 {
		t.Fatalf("%d countries have a custom, want 25 or more", len(customs()))
	}
	for country, c := range customs() {
		if _, ok := CurrencyOf(country); !ok || c.Pays <= 12 || c.Pays > 15 || c.What == "" || c.Source == "" {
			t.Errorf("%s: %+v", country, c)
		}
		if c.Rule != "law" && c.Rule != "agreement" && c.Rule != "custom" {
			t.Errorf("%s: %q is no rule", country, c.Rule)
		}
	}
}

func TestCurrencyOn(t *testing.T) {
	for _, tt := range []struct {
		country, on, want string
	}{
		{"HR", "2022-12", "HRK"}, {"HR", "2023-01", "EUR"}, {"BG", "2025-12", "BGN"}, {"BG", "2026-01", "EUR"},
		{"ZM", "2012-12", "ZMK"}, {"ZM", "2013-01", "ZMW"}, {"VE", "2007-06", "VEB"},
		{"VE", "2017-06", "VEF"}, {"VE", "2019-06", "VES"},
		{"ZW", "2018-06", "USD"}, {"ZW", "2022-06", "ZWL"}, {"ZW", "2025-06", "ZWG"}, {"DE", "2000-01", "EUR"},
		{"US", "1999-01", "USD"},
	} {
		if got, ok := CurrencyOn(tt.country, month(t, tt.on)); !ok || got != tt.want {
			t.Errorf("CurrencyOn(%s, %s) = %s, %v, want %s", tt.country, tt.on, got, ok, tt.want)
		}
	}
	if code, ok := CurrencyOn("ZZ", Month{2020, 1}); ok {
		t.Errorf("CurrencyOn(ZZ) = %s", code)
	}
	for country, list := range predecessors() {
		last := 0
		for _, p := range list {
			if _, ok := Exponent(p.currency); !ok || p.until <= last {
				t.Errorf("%s had %+v", country, p)
			}
			last = p.until
		}
	}
}

func TestRateMonths(t *testing.T) {
	for currency, want := range map[string]int{"ARS": 2, "KES": 0, "UAH": 3, "EUR": 330} {
		got := RateMonths(currency)
		if len(got) != want && (currency != "EUR" || len(got) < want-10) {
			t.Errorf("%s has %d months with a rate, want %d: %v", currency, len(got), want, got[:min(len(got), 5)])
		}
	}
}
