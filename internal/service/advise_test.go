package service

import (
	"math"
	"slices"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

// TestAdvise checks what every move promises: an interval around its ratio, money on the base, and the list
// that it belongs to.
func TestAdvise(t *testing.T) {
	s := open(t)
	ask := Ask{Role: "backend", Country: "DE", Years: "6", Skills: []string{"go"}}
	a, err := s.Advise(t.Context(), ask, "85000 EUR")
	if err != nil {
		t.Fatal(err)
	}
	if a.Base != 85_000 || a.Own != 85_000 || a.Percentile < .3 || a.Percentile > .9 || a.Answer.Currency != "EUR" {
		t.Errorf("base %v, own %v, percentile %v, in %s", a.Base, a.Own, a.Percentile, a.Answer.Currency)
	}
	seen := map[pay.Facet]int{}
	for i, list := range [][]Move{a.Moves, a.Unclear, a.Less} {
		for j, m := range list {
			seen[m.Facet]++
			if !(m.Low <= m.Ratio && m.Ratio <= m.High) || math.Abs(m.Money-a.Base*(m.Ratio-1)) > 1e-6 ||
				m.Name == "" || m.Among == "" || len(m.Sources) == 0 {
				t.Errorf("%+v", m)
			}
			if m.N < 10 || m.Share <= 0 || m.Share > 1 || m.First < 2016 || m.Last > 2026 || m.Level != .9 {
				t.Errorf("%s rests on %d reports of %d–%d, a share of %v, at %v", m.Name, m.N, m.First, m.Last, m.Share,
					m.Level)
			}
			clear := m.Low > 1 || m.High < 1
			if clear != (i != 1) || i == 0 && m.Ratio < 1 || i == 2 && m.Ratio > 1 {
				t.Errorf("%s, %.3f within %.3f–%.3f, is in list %d", m.Name, m.Ratio, m.Low, m.High, i)
			}
			if j > 0 && (i == 0 && m.Low > list[j-1].Low || i == 2 && m.High < list[j-1].High) {
				t.Errorf("%s is out of order", m.Name)
			}
			if m.Facet == pay.FacetSkills && m.Value == "go" {
				t.Error("what the person has is no move")
			}
			if (m.Purchasing != nil) != (m.Facet == pay.FacetCountry) {
				t.Errorf("%s: at purchasing power %v", m.Name, m.Purchasing)
			}
		}
	}
	for _, f := range []pay.Facet{
		pay.FacetYears, pay.FacetLevel, pay.FacetSkills, pay.FacetIndustry, pay.FacetOrgSize, pay.FacetRemote,
		pay.FacetEmployment, pay.FacetEducation, pay.FacetCountry,
	} {
		if seen[f] == 0 {
			t.Errorf("no move changes %s", f)
		}
	}
	if !slices.ContainsFunc(a.Warnings, func(w pay.Warning) bool { return w.Code == WarnAssociation }) {
		t.Errorf("warnings %v", a.Warnings)
	}
}

// TestAdviseAgreesWithEstimate checks a move of the model against the two answers that it is made of.
func TestAdviseAgreesWithEstimate(t *testing.T) {
	s := open(t)
	here := Ask{Role: "backend", Country: "DE", Years: "6", Currency: "EUR"}
	there := here
	there.Country = "CH"
	a, err := s.Advise(t.Context(), here, "")
	if err != nil {
		t.Fatal(err)
	}
	from, err := s.Estimate(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	to, err := s.Estimate(t.Context(), there)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(a.Moves, func(m Move) bool { return m.Value == "CH" })
	if at < 0 {
		t.Fatal("Switzerland is no move")
	}
	if want := to.Distribution.Median() - from.Distribution.Median(); math.Abs(a.Moves[at].Money-want) > 1e-6*want {
		t.Errorf("Switzerland is worth %.2f more, by two answers %.2f", a.Moves[at].Money, want)
	}
	if a.Base != from.Distribution.Median() || a.Own != 0 {
		t.Errorf("without an amount the base is %v, want the median %v", a.Base, from.Distribution.Median())
	}
}

func TestAdviseUnits(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		ask    Ask
		amount string
		base   float64
	}{
		{Ask{Role: "backend", Country: "US", Years: "4", Place: "TX"}, "60 USD/hour", 60},
		{Ask{Role: "", Country: "IN", Level: "mid"}, "18 LPA", 1_800_000},
		{Ask{Role: "sre", Country: "PL", PPP: true}, "", 0},
		{Ask{}, "", 0},
	} {
		a, err := s.Advise(t.Context(), c.ask, c.amount)
		if err != nil {
			t.Errorf("%+v: %v", c.ask, err)
			continue
		}
		if c.base != 0 && math.Abs(a.Base-c.base) > 1e-6*c.base || len(a.Moves) < 5 {
			t.Errorf("%+v, %s: base %v, %d moves", c.ask, c.amount, a.Base, len(a.Moves))
		}
		mixed := slices.ContainsFunc(a.Warnings, func(w pay.Warning) bool { return w.Code == WarnMixed })
		if mixed != (c.ask.Country == "") {
			t.Errorf("%+v: it is said that countries are mixed: %v", c.ask, mixed)
		}
		states := 0
		for _, m := range a.Moves {
			if m.Facet == pay.FacetPlace {
				states++
				if m.Level != 0 || m.Low != m.Ratio || m.Known != KnownOfficial || m.Value == a.Answer.Profile.Place {
					t.Errorf("%+v", m)
				}
			}
		}
		if (states > 0) != (c.ask.Country == "US") {
			t.Errorf("%+v: %d states", c.ask, states)
		}
	}
	for _, amount := range []string{"nothing", "-5 EUR", "85000 EUR net"} {
		if _, err := s.Advise(t.Context(), Ask{Country: "DE", Basis: "gross"}, amount); pay.KindOf(err) != pay.Invalid {
			t.Errorf("%q: %v", amount, err)
		}
	}
}

func TestSkills(t *testing.T) {
	s := open(t)
	a, err := s.Skills(t.Context(), SkillsAsk{Ask: Ask{Role: "backend", Country: "DE", Years: "6"}, Kind: "language"})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Skills) < 20 || a.People < 10_000 || a.Last < 2024 || a.By != "premium" {
		t.Fatalf("%d skills of %d people until %d, by %s", len(a.Skills), a.People, a.Last, a.By)
	}
	beside, narrowed := 0, 0
	for i, k := range a.Skills {
		if k.Kind != "language" || k.N < 10 || k.N > k.Known || k.Share <= 0 || k.Share >= 1 {
			t.Errorf("%+v", k)
		}
		if i > 0 && k.Adjusted.AtLeast() > a.Skills[i-1].Adjusted.AtLeast() {
			t.Errorf("%s is out of order", k.Name)
		}
		if want := a.Median * (k.Adjusted.Ratio - 1); math.Abs(k.Adjusted.Money-want) > 1e-6 {
			t.Errorf("%s: %v on the median, want %v", k.Name, k.Adjusted.Money, want)
		}
		if k.Among == "all roles, Germany" {
			narrowed++
		}
		beside += len(k.With)
	}
	if beside == 0 || narrowed == 0 {
		t.Errorf("%d skills go together, %d are of Germany", beside, narrowed)
	}
	one, err := s.Skills(t.Context(), SkillsAsk{Ask: Ask{Country: "IS", Skills: []string{"golang"}}})
	if err != nil || len(one.Skills) != 1 || one.Skills[0].Skill != "go" ||
		one.Skills[0].Among != "all roles, all countries" {
		t.Errorf("Go in Iceland: %+v, %v", one.Skills, err)
	}
	if !slices.ContainsFunc(one.Warnings, func(w pay.Warning) bool { return w.Code == WarnWider }) {
		t.Errorf("it is not said that Iceland is too small: %v", one.Warnings)
	}
	for _, by := range SkillOrders {
		if _, err := s.Skills(t.Context(), SkillsAsk{By: by}); err != nil {
			t.Errorf("by %s: %v", by, err)
		}
	}
	for kind, ask := range map[pay.Kind]SkillsAsk{
		pay.Invalid:    {Kind: "cutlery"},
		pay.NoEvidence: {Kind: "database", Ask: Ask{Skills: []string{"go"}}},
	} {
		if _, err := s.Skills(t.Context(), ask); pay.KindOf(err) != kind {
			t.Errorf("%+v: %v, want an error of kind %s", ask, err, kind)
		}
	}
	if _, err := s.Skills(t.Context(), SkillsAsk{By: "luck"}); pay.KindOf(err) != pay.Invalid {
		t.Errorf("by luck: %v", err)
	}
}

func BenchmarkAdvise(b *testing.B) {
	s := open(b)
	for b.Loop() {
		if _, err := s.Advise(b.Context(), Ask{Role: "backend", Country: "DE", Years: "6"}, "85000 EUR"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSkills(b *testing.B) {
	s := open(b)
	for b.Loop() {
		if _, err := s.Skills(b.Context(),
			SkillsAsk{Ask: Ask{Role: "backend", Country: "DE", Years: "6"}}); err != nil {
			b.Fatal(err)
		}
	}
}
