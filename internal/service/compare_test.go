package service

import (
	"math"
	"testing"

	"backpay/internal/pay"
)

func TestCompareIsInOneUnit(t *testing.T) {
	s := open(t)
	c, err := s.Compare(t.Context(), []Ask{
		{Role: "backend", Country: "DE", Period: "month"}, {Role: "backend", Country: "US", Currency: "GBP"}, {Role: "sre", Country: "PL"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Answers) != 3 || len(c.Beside) != 2 {
		t.Fatalf("%d answers and %d differences", len(c.Answers), len(c.Beside))
	}
	for i, a := range c.Answers {
		if a.Currency != "EUR" || a.Period != pay.Month {
			t.Errorf("answer %d is in %s a %s", i+1, a.Currency, a.Period)
		}
	}
	first, second := c.Answers[0].Distribution.Median(), c.Answers[1].Distribution.Median()
	if d := c.Beside[0]; math.Abs(d.Money-(second-first)) > 1e-9 || math.Abs(d.Ratio*first-second) > 1e-9 {
		t.Errorf("%.2f lies %+v from %.2f", second, d, first)
	}
	one, err := s.Compare(t.Context(), []Ask{{Country: "US", PPP: true}, {Country: "IN", Currency: "INR"}})
	if err != nil {
		t.Fatal(err)
	}
	if !one.Answers[1].PPP || one.Answers[1].Currency != one.Answers[0].Currency {
		t.Errorf("the second answer is in %s, purchasing power %t", one.Answers[1].Currency, one.Answers[1].PPP)
	}
	for _, asks := range [][]Ask{nil, {{}}, {{}, {}, {}, {}, {}}, {{}, {Country: "Atlantis"}}} {
		if _, err := s.Compare(t.Context(), asks); pay.KindOf(err) != pay.Invalid {
			t.Errorf("%d profiles: error %v", len(asks), err)
		}
	}
}

func TestBriefHasNoEffects(t *testing.T) {
	a, err := open(t).Estimate(t.Context(), Ask{Country: "DE", Brief: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Effects) != 0 || a.Distribution.Median() <= 0 {
		t.Errorf("%d effects on a median of %.0f", len(a.Effects), a.Distribution.Median())
	}
}

func TestVocabulary(t *testing.T) {
	found, err := Vocabulary("skills", "postg", 5)
	if err != nil || len(found) == 0 || found[0].Code != "postgresql" || found[0].Kind != "database" {
		t.Errorf("postg finds %+v, %v", found, err)
	}
	facets := VocabularyFacets()
	if len(facets) < 9 {
		t.Fatalf("only %d facets have a vocabulary", len(facets))
	}
	for _, f := range facets {
		all, err := Vocabulary(string(f), "", 10_000)
		if err != nil || len(all) < 2 {
			t.Errorf("%s has %d words, %v", f, len(all), err)
		}
		some, err := Vocabulary(string(f), " ", 2)
		if err != nil || len(some) != 2 || some[0] != all[0] {
			t.Errorf("%s begins with %+v, %v", f, some, err)
		}
	}
	for _, f := range []string{"years", "place", "", "shoe-size"} {
		if _, err := Vocabulary(f, "", 1); pay.KindOf(err) != pay.NotFound {
			t.Errorf("%q: error %v", f, err)
		}
	}
}
