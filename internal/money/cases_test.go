package money

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

// TestCases reads the project's own table of amounts, as they are written in some eighty countries: every one
// says what the table states, and every refusal has a hint.
func TestCases(t *testing.T) {
	cases := amountCases(t, "testdata/amounts.tsv")
	countries := map[string]bool{}
	for _, c := range cases {
		countries[c.country] = true
		r, err := ParseRange(c.written, Hint{Country: c.country})
		var e *pay.Error
		switch {
		case err != nil && (!errors.As(err, &e) || e.Kind != pay.Invalid || e.Hint == "" || e.Field != "amount"):
			t.Errorf("%q in %q: %#v is no complete error", c.written, c.country, err)
		case err != nil && c.expected != "refuse":
			t.Errorf("%q in %q: %v (%s), want %s", c.written, c.country, err, e.Hint, c.expected)
		case err != nil && !hintHelps(e.Hint, c.country):
			t.Errorf("%q in %q: what the hint writes out is not read either: %s", c.written, c.country, e.Hint)
		case err == nil && says(r) != c.expected:
			t.Errorf("%q in %q is %s, want %s", c.written, c.country, says(r), c.expected)
		}
	}
	if len(cases) < 300 || len(countries) < 60 {
		t.Errorf("read %d cases of %d countries, want 300 of 60", len(cases), len(countries))
	}
}

var quoted = regexp.MustCompile(`"([^"]*)"`)

// hintHelps reports whether a hint that writes amounts out writes one that can be read.
func hintHelps(hint, country string) bool {
	all := quoted.FindAllStringSubmatch(hint, -1)
	return len(all) == 0 || slices.ContainsFunc(all, func(m []string) bool {
		_, err := ParseRange(m[1], Hint{Country: country})
		return err == nil
	})
}

// TestHintCurrency: what is known of a table's currency holds for amounts that name none, and for signs that
// may mean it; a currency that is written goes before.
func TestHintCurrency(t *testing.T) {
	for _, tt := range []struct {
		written, country, currency, want string
	}{
		{"85000", "US", "EUR", "85000 EUR - -"},
		{"85.000,50", "", "EUR", "85000.5 EUR - -"},
		{"$ 72.5k", "", "CAD", "72500 CAD - -"},
		{"$ 72.5k", "AU", "EUR", "72500 AUD - -"},
		{"€ 72.500,00", "US", "USD", "72500 EUR - -"},
		{"60k-80k", "", "SEK", "60000..80000 SEK - -"},
		{"600 kr/tim", "", "NOK", "600 NOK hour -"},
	} {
		r, err := ParseRange(tt.written, Hint{tt.country, tt.currency})
		if err != nil || says(r) != tt.want {
			t.Errorf("ParseRange(%q) of %s in %s = %s, %v, want %s", tt.written, tt.country, tt.currency, says(r), err, tt.want)
		}
	}
}
