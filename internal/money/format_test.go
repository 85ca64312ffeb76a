package money

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

func TestFormat(t *testing.T) {
	tests := []struct {
		amount pay.Amount
		locale string
		want   string
	}{
		{pay.Amount{Value: 52.95 * 2080, Currency: "USD", Period: pay.Year}, "en", "110,136 USD"},
		{pay.Amount{Value: 110136, Currency: "USD", Period: pay.Year}, "de-DE", "110.136 USD"},
		{pay.Amount{Value: 110136, Currency: "EUR", Period: pay.Year}, "fr-FR", "110\u202f136 EUR"},
		{pay.Amount{Value: 110136, Currency: "CHF", Period: pay.Year}, "de-CH", "110’136 CHF"},
		{pay.Amount{Value: 1800000, Currency: "INR", Period: pay.Year}, "en-IN", "18,00,000 INR"},
		{pay.Amount{Value: 12345678, Currency: "INR", Period: pay.Year}, "hi", "1,23,45,678 INR"},
		{pay.Amount{Value: 52.95, Currency: "USD", Period: pay.Hour}, "en", "52.95 USD"},
		{pay.Amount{Value: 52.95, Currency: "EUR", Period: pay.Hour}, "de", "52,95 EUR"},
		{pay.Amount{Value: 450, Currency: "GBP", Period: pay.Day}, "en", "450 GBP"},
		{pay.Amount{Value: 423.6, Currency: "GBP", Period: pay.Day}, "en", "423.60 GBP"},
		{pay.Amount{Value: 3000.4, Currency: "JPY", Period: pay.Hour}, "ja", "3,000 JPY"},
		{pay.Amount{Value: 9.5, Currency: "KWD", Period: pay.Hour}, "en", "9.500 KWD"},
		{pay.Amount{Value: 999.5, Currency: "EUR", Period: pay.Month}, "en", "1,000 EUR"},
	}
	for _, tt := range tests {
		if got := Format(tt.amount, tt.locale); got != tt.want {
			t.Errorf("Format(%v, %q) = %q, want %q", tt.amount, tt.locale, got, tt.want)
		}
	}
}

func TestFormatValue(t *testing.T) {
	tests := []struct {
		value    float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {-0.001, 2, "0.00"}, {-1234.5, 1, "-1,234.5"}, {999, 0, "999"}, {1000, 0, "1,000"}, {1e15, 0, "1,000,000,000,000,000"},
		{0.5, 0, "1"}, {2.5, 0, "3"}, {1.005, 2, "1.01"}, {-0.125, 2, "-0.13"}, {1.00499, 2, "1.00"}, {0.0625, 3, "0.063"},
		{math.NaN(), 2, "NaN"}, {math.Inf(-1), 2, "-Inf"},
	}
	for _, tt := range tests {
		if got := FormatValue(tt.value, tt.decimals, "en"); got != tt.want {
			t.Errorf("FormatValue(%v, %d) = %q, want %q", tt.value, tt.decimals, got, tt.want)
		}
	}
}

// TestStylesAgainstCLDR compares the separators of every locale with those of golang.org/x/text, which has
// CLDR 32: older than the narrow space in French.
func TestStylesAgainstCLDR(t *testing.T) {
	compared := 0
	for locale := range styles {
		if locale == "no" { // the old code of nb
			continue
		}
		for _, v := range []float64{1234.25, 1234567.25, -12345678.25} {
			want := message.NewPrinter(language.MustParse(locale)).Sprint(number.Decimal(v, number.Scale(2)))
			want = strings.ReplaceAll(want, "−", "-")
			got := FormatValue(v, 2, locale)
			if locale == "fr" {
				got = strings.ReplaceAll(got, "\u202f", "\u00a0")
			}
			if got != want {
				t.Errorf("FormatValue(%v, 2, %q) = %q, want %q", v, locale, got, want)
			}
			compared++
		}
	}
	if compared < 100 {
		t.Errorf("compared %d numbers, want 100 or more", compared)
	}
}

// TestFormatValueKeepsTheNumber: without its separators, what is written is the number, rounded.
func TestFormatValueKeepsTheNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e12, 1e12).Draw(t, "value")
		decimals := rapid.IntRange(0, 3).Draw(t, "decimals")
		locale := rapid.SampledFrom([]string{"en", "de", "fr", "de-CH", "en-IN", "pl"}).Draw(t, "locale")
		st := styleOf(locale)
		s := strings.ReplaceAll(strings.ReplaceAll(FormatValue(v, decimals, locale), st.group, ""), st.decimal, ".")
		got, err := strconv.ParseFloat(s, 64)
		if err != nil || math.Abs(got-v) > .5*math.Pow10(-decimals)+math.Abs(v)*1e-15 {
			t.Fatalf("FormatValue(%v, %d, %s) reads as %v, %v", v, decimals, locale, got, err)
		}
	})
}

func TestLocale(t *testing.T) {
	tests := []struct {
		values []string
		want   string
	}{
		{[]string{"", "", "de_DE.UTF-8"}, "de-DE"},
		{[]string{"fr_CA", "", "de_DE.UTF-8"}, "fr-CA"},
		{[]string{"C.UTF-8"}, "en"},
		{[]string{"POSIX"}, "en"},
		{[]string{"ca_ES@valencia"}, "ca-ES"},
		{[]string{"pl"}, "pl"},
		{[]string{"pt-br"}, "pt-BR"},
		{nil, "en"},
	}
	for _, tt := range tests {
		if got := Locale(tt.values...); got != tt.want {
			t.Errorf("Locale(%q) = %q, want %q", tt.values, got, tt.want)
		}
	}
}
