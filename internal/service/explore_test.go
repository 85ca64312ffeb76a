package service

import (
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestAcross(t *testing.T) {
	s := open(t)
	for _, f := range pay.Facets {
		groups, err := s.Across(t.Context(), Ask{Role: "backend", Country: "DE", Years: "6"}, f)
		if f == pay.FacetPlace || f == pay.FacetCompany { // too many values to be set beside each other
			if pay.KindOf(err) != pay.Invalid {
				t.Errorf("%s: %v", f, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		if len(groups) < 2 {
			t.Errorf("%s: only %d groups", f, len(groups))
		}
		for _, g := range groups {
			want := "EUR"
			if f == pay.FacetCountry {
				want = "USD"
			}
			if g.Answer.Currency != want || g.Answer.Distribution.Median() <= 0 || g.Name == "" {
				t.Errorf("%s=%s: %q, %.0f %s", f, g.Value, g.Name, g.Answer.Distribution.Median(), g.Answer.Currency)
			}
			if got := g.Answer.Profile.Value(f); got != g.Value {
				t.Errorf("%s=%s was asked as %q", f, g.Value, got)
			}
		}
	}
	if _, err := s.Across(t.Context(), Ask{Role: "wizard"}, pay.FacetCountry); pay.KindOf(err) != pay.Invalid {
		t.Errorf("an unknown role: %v", err)
	}
}
