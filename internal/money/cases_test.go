package money

import (
	"errors"
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
		case err == nil && says(r) != c.expected:
			t.Errorf("%q in %q is %s, want %s", c.written, c.country, says(r), c.expected)
		}
	}
	if len(cases) < 300 || len(countries) < 60 {
		t.Errorf("read %d cases of %d countries, want 300 of 60", len(cases), len(countries))
	}
}
