package money

import (
	"slices"
	"testing"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

// TestCurrenciesAgainstCLDR compares codes, minor units and countries with the copy of Unicode CLDR 32 in
// golang.org/x/text. What changed since, and where CLDR follows usage rather than ISO 4217, is listed.
func TestCurrenciesAgainstCLDR(t *testing.T) {
	later := []string{"MRU", "SLE", "VED", "VES", "XCG", "ZWG"}
	later = append(later, "FOK", "GGP", "IMP", "JEP") // codes by custom
	usage := []string{                                // ISO 4217 has more decimals than are in use
		"AFN", "ALL", "AMD", "COP", "CRC", "GYD", "IDR", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "MNT", "MUR", "PKR",
		"RSD", "SOS", "SYP", "TZS", "UZS", "YER", "ROL",
	}
	compared := 0
	for _, c := range Currencies() {
		if slices.Contains(later, c.Code) {
			continue
		}
		unit, err := currency.ParseISO(c.Code)
		if err != nil {
			t.Errorf("%s is not in CLDR: %v", c.Code, err)
			continue
		}
		if digits, _ := currency.Standard.Rounding(unit); digits != c.Digits && !slices.Contains(usage, c.Code) {
			t.Errorf("%s has %d decimals, in CLDR %d", c.Code, c.Digits, digits)
		}
		compared++
	}
	if compared < 155 {
		t.Errorf("compared %d currencies, want 155 or more", compared)
	}

	changed := map[string]string{"HR": "EUR", "BG": "EUR", "MR": "MRU", "VE": "VES", "ZW": "ZWG", "SL": "SLE", "CW": "XCG", "SX": "XCG",
		"LS": "LSL"} // CLDR prefers the rand, which circulates at par
	compared = 0
	for country := range countries() {
		got, ok := CurrencyOf(country)
		if _, known := Exponent(got); !ok || !known {
			t.Errorf("CurrencyOf(%s) = %q, which is no currency", country, got)
		}
		want := changed[country]
		if want == "" {
			unit, ok := currency.FromRegion(language.MustParseRegion(country))
			if !ok {
				continue
			}
			want = unit.String()
		}
		if got != want {
			t.Errorf("CurrencyOf(%s) = %s, want %s", country, got, want)
		}
		compared++
	}
	if compared < 240 {
		t.Errorf("compared %d countries, want 240 or more", compared)
	}
}

func TestExponent(t *testing.T) {
	for code, want := range map[string]int{"EUR": 2, "JPY": 0, "KWD": 3, "CLP": 0, "ISK": 0, "TND": 3, "HRK": 2} {
		if got, ok := Exponent(code); !ok || got != want {
			t.Errorf("Exponent(%s) = %d, %v, want %d", code, got, ok, want)
		}
	}
	if _, ok := Exponent("EURO"); ok {
		t.Error("EURO has an exponent")
	}
	if _, ok := CurrencyOf("ZZ"); ok {
		t.Error("ZZ has a currency")
	}
}
