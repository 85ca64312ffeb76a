package words_test

import (
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/words"
)

func TestProse(t *testing.T) {
	for _, c := range []struct{ text, de string }{
		{"1,000 to 4,999 people", "1.000 to 4.999 people"},
		{"up to ceilings of 96,600 and 66,150.50 EUR (2025)", "up to ceilings of 96.600 and 66.150,50 EUR (2025)"},
		{"pension 9.3, unemployment 1.3.", "pension 9,3, unemployment 1,3."},
		{"15-1252.00, v1.2.3, ES5.1 and 3.5x", "15-1252.00, v1.2.3, ES5.1 and 3.5x"},
		{"1,2 and 3", "1,2 and 3"},
		{"", ""},
	} {
		if got := words.For("de").Prose(c.text); got != c.de {
			t.Errorf("%q is %q in German, want %q", c.text, got, c.de)
		}
		if got := words.For("en").Prose(c.text); got != c.text {
			t.Errorf("%q is %q in English", c.text, got)
		}
	}
	p := pay.Profile{Role: "backend", Country: "DE", Years: pay.YearsOf(3.5), OrgSize: "1000-4999"}
	want := "backend developer with 3,5 years of experience in Germany, at an organisation of 1.000 to 4.999 people"
	if got := words.For("de").Describe(p); got != want {
		t.Errorf("described as %q", got)
	}
}
