package ask_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// TestPlaceFixesItsCountry: a place says its country, by itself or with it; of places in several countries none is
// chosen, and the error says what to add.
func TestPlaceFixesItsCountry(t *testing.T) {
	for _, test := range []struct{ country, place, wantCountry, wantPlace string }{
		{"", "Paris, Texas", "US", "US-C37580"},
		{"", "Paris, France", "FR", "FR-paris"},
		{"France", "Paris", "FR", "FR-paris"},
		{"", "London, UK", "GB", "GB-london"},
		{"", "Munich", "DE", "DE-munich"},
		{"", "München", "DE", "DE-munich"},
		{"", "California", "US", "US-CA"},
		{"", "US-CA", "US", "US-CA"},
		{"", "DE-munich", "DE", "DE-munich"},
		{"", "Ontario, Canada", "CA", "CA-ON"},
		{"US", "California", "US", "US-CA"},
	} {
		p, err := ask.Profile(wire.Question{Country: test.country, Place: test.place})
		if err != nil || p.Country != test.wantCountry || p.Place != test.wantPlace {
			t.Errorf("%q in %q: %q in %q, %v; want %q in %q", test.place, test.country, p.Place, p.Country, err,
				test.wantPlace, test.wantCountry)
		}
	}
	for place, words := range map[string][]string{
		"Paris":    {"France", "United States", "Paris, TX"},
		"London":   {"United Kingdom", "Canada"},
		"Atlantis": {"not a known place", "leave the place out"},
	} {
		p, err := ask.Profile(wire.Question{Place: place})
		e, ok := errors.AsType[*pay.Error](err)
		if !ok || e.Field != "place" || e.Hint == "" {
			t.Errorf("%q is %q in %q, %v: want an error that asks back", place, p.Place, p.Country, err)
			continue
		}
		for _, word := range words {
			if !strings.Contains(e.Message+e.Hint, word) {
				t.Errorf("%q: %q, %q does not speak of %s", place, e.Message, e.Hint, word)
			}
		}
	}
}
