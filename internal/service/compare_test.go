package service

import (
	"math"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestCompareIsInOneUnit(t *testing.T) {
	s := open(t)
	c, err := s.Compare(t.Context(), []Ask{
		{Role: "backend", Country: "DE", Period: "month"}, {Role: "backend", Country: "US", Currency: "GBP"},
		{Role: "sre", Country: "PL"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Answers) != 3 || len(c.Beside) != 2 {
		t.Fatalf("%d answers and %d differences", len(c.Answers), len(c.Beside))
	}
	for i, a := range c.Answers {
		if a.Currency != "USD" || a.Period != pay.Month { // the countries share no currency
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

// TestComparedWithItself: at any measure of money a profile stands level with itself.
func TestComparedWithItself(t *testing.T) {
	s := open(t)
	for _, ask := range []Ask{{Role: "backend", Country: "DE", Years: "6"}, {Country: "IN", Period: "month"},
		{Role: "sre", Country: "PL", PPP: true}} {
		c, err := s.Compare(t.Context(), []Ask{ask, ask})
		if err != nil {
			t.Fatal(err)
		}
		for name, m := range map[string]*Measure{"exchange": c.Exchange, "purchasing": c.Purchasing} {
			if m == nil || len(m.Pairs) != 1 {
				t.Fatalf("%+v: %s is %+v", ask, name, m)
			}
			if p := m.Pairs[0]; p.Ratio != 1 || p.Money != 0 || math.Abs(p.More-.5) > 1e-9 {
				t.Errorf("%+v: by %s it lies %+v from itself", ask, name, p)
			}
		}
		if c.Untold != "" {
			t.Errorf("%+v: %s", ask, c.Untold)
		}
	}
}

// TestBothMeasures sets India beside the USA: the dollar buys more there, so the gap is smaller at
// purchasing power, and who is asked first makes no difference.
func TestBothMeasures(t *testing.T) {
	s := open(t)
	india, usa := Ask{Role: "backend", Country: "IN"}, Ask{Role: "backend", Country: "US"}
	there, err := s.Compare(t.Context(), []Ask{india, usa, {Role: "backend", Country: "DE"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(there.Exchange.Pairs); got != 3 {
		t.Fatalf("three profiles make %d pairs", got)
	}
	e, p := there.Exchange.Pairs[0], there.Purchasing.Pairs[0]
	if !(e.Ratio > p.Ratio && p.Ratio > 1) || !(e.More > p.More && p.More > .5) {
		t.Errorf("the USA over India: %+v by exchange, %+v by purchasing power", e, p)
	}
	back, err := s.Compare(t.Context(), []Ask{{Role: "backend", Country: "US", PPP: true}, india})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []struct {
		name        string
		there, back *Measure
	}{{"exchange", there.Exchange, back.Exchange}, {"purchasing", there.Purchasing, back.Purchasing}} {
		if one, other := m.there.Pairs[0], m.back.Pairs[0]; math.Abs(one.More+other.More-1) > 1e-9 ||
			math.Abs(one.Ratio*other.Ratio-1) > 1e-9 {
			t.Errorf("by %s %+v one way and %+v the other", m.name, one, other)
		}
	}
	world, err := s.Compare(t.Context(), []Ask{{Country: "DE"}, {Currency: "EUR"}})
	if err != nil {
		t.Fatal(err)
	}
	if world.Exchange == nil || world.Purchasing != nil || world.Untold == "" {
		t.Errorf("of a profile without a country: %+v, %+v, %q", world.Exchange, world.Purchasing, world.Untold)
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
