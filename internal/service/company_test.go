package service

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
)

func warned(all []pay.Warning, code string) string {
	for _, w := range all {
		if w.Code == code {
			return w.String()
		}
	}
	return ""
}

// An employer moves base pay, and what is not known of it widens the interval.
func TestCompanyMovesBasePay(t *testing.T) {
	s := open(t)
	ask := Ask{Role: "backend", Country: "US", Years: "6", Component: "base"}
	market, err := s.Estimate(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	width := func(a pay.Answer) float64 { return math.Log(a.Median.High / a.Median.Low) }
	for _, name := range []string{"google", "IBM", "Yelp Inc.", "tata consultancy services"} {
		ask.Company, ask.Component = name, ""
		a, err := s.Estimate(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		table, _ := reference.Companies()
		e, err := table.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := table.Effect(e, market.Profile)
		if err != nil {
			t.Fatal(err)
		}
		ratio := a.Distribution.Median() / market.Distribution.Median()
		if math.Abs(ratio/f.Ratio-1) > 1e-9 || a.Component != pay.Base || a.Profile.Company != e.Name {
			t.Errorf("%s moves %s pay by %.3f as %q, its effect is %.3f", name, a.Component, ratio,
				a.Profile.Company, f.Ratio)
		}
		want := math.Hypot(width(market), math.Log(f.Interval.High/f.Interval.Low))
		if got := width(a); math.Abs(got-want) > 1e-9 || got <= width(market) {
			t.Errorf("%s: the interval is %.4f wide, want %.4f", name, got, want)
		}
		sum := Base(a)
		for _, e := range a.Effects {
			sum += e.Money
		}
		if last := a.Effects[len(a.Effects)-1]; last.Facet != pay.FacetCompany ||
			math.Abs(sum/a.Distribution.Median()-1) > 1e-9 {
			t.Errorf("%s: the effects are %+v", name, a.Effects)
		}
		if warned(a.Warnings, WarnCompany) == "" || !strings.Contains(warned(a.Warnings, WarnCompanyTotal),
			"total pay is unknown") {
			t.Errorf("%s: the warnings are %v", name, a.Warnings)
		}
	}
}

func TestCompanyStatesItsFilings(t *testing.T) {
	a, err := open(t).Estimate(t.Context(), Ask{Role: "data-scientist", Company: "google"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Profile.Country != "US" || warned(a.Warnings, WarnCompanyCountry) == "" {
		t.Errorf("without a country the answer is for %q", a.Profile.Country)
	}
	i := slices.IndexFunc(a.Evidence.Layers, func(l pay.LayerEvidence) bool {
		return slices.Contains(l.Sources,
			"lca")
	})
	if i < 0 || a.Evidence.Layers[i].N < 100 || !strings.Contains(a.Evidence.Layers[i].About,
		"filings of Google for every data scientist") {
		t.Errorf("the layers are %+v", a.Evidence.Layers)
	}
}

// What is not known of an employer is answered by its industry, size and country, and a misspelt name suggests.
func TestUnknownCompany(t *testing.T) {
	s := open(t)
	without, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "DE", Years: "6"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"gogle": "did you mean Google", "Zyxwvut Qponmlk Industries": "say its industry and size",
	} {
		a, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "DE", Years: "6", Company: name})
		if err != nil {
			t.Fatal(err)
		}
		said := warned(a.Warnings, WarnCompanyUnknown)
		if a.Distribution != without.Distribution || a.Component != pay.Total || !strings.Contains(said, want) {
			t.Errorf("%s: %q, median %.0f", name, said, a.Distribution.Median())
		}
	}
	abroad, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "DE", Years: "6", Company: "google"})
	if err != nil {
		t.Fatal(err)
	}
	kind, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "DE", Years: "6", Industry: "software",
		OrgSize: "10000+"})
	if err != nil {
		t.Fatal(err)
	}
	said := warned(abroad.Warnings, WarnCompanyUnknown)
	if abroad.Distribution != kind.Distribution || !strings.Contains(said, "of its industry, size and country") {
		t.Errorf("abroad: %q, median %.0f, want %.0f", said, abroad.Distribution.Median(), kind.Distribution.Median())
	}
}

// TestOneWorker: an employer with a single filing shows no wage of its own.
func TestOneWorker(t *testing.T) {
	table, err := reference.Companies()
	if err != nil {
		t.Fatal(err)
	}
	v, looked := open(t).View(), 0
	for e := range table.All() {
		if e.Filed+e.Posted != 1 {
			continue
		}
		if looked++; looked > 200 {
			break
		}
		c, err := v.Company(e.Code, pay.Profile{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if c.Pay != nil || len(c.Groups)+len(c.Ladder)+len(c.Open) > 0 || c.Rank != 0 || c.Instead == nil ||
			warned(c.Warnings, "company-unknown") == "" {
			t.Errorf("%s shows %+v", e.Name, c)
		}
	}
	if looked < 200 {
		t.Errorf("only %d employers have a single filing or range", looked)
	}
}

func TestCompany(t *testing.T) {
	v := open(t).View()
	c, err := v.Company("GOOGLE LLC", pay.Profile{Role: "backend", Place: "US-CA"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if c.Code != "google" || c.Tier != "top" || c.Rank < 1 || c.Rank > c.Of/10 || len(c.Alike) != alikeShown ||
		len(c.Ladder) < 3 || len(c.Sources) != 2 {
		t.Errorf("%+v", c)
	}
	if p := c.Pay; math.Abs(p.Distribution.Median()/p.Market/p.Ratio-1) > 1e-9 ||
		p.Median.Low >= p.Distribution.Median() || p.Within.Low < 1 {
		t.Errorf("its pay is %+v", c.Pay)
	}
	facets := map[string]int{}
	for _, g := range c.Groups {
		facets[g.Facet]++
		if g.N < LeastCompany || g.P25 > g.P50 || g.P50 > g.P75 || g.First < 2022 || g.Last > 2026 || g.Market <= 0 {
			t.Errorf("%+v", g)
		}
	}
	for _, facet := range []string{"", "role", "level", "place", "year"} {
		if facets[facet] == 0 {
			t.Errorf("no group is by %q", facet)
		}
	}
	if _, err = v.Company("gogle", pay.Profile{}, 0); pay.KindOf(err) != pay.NotFound {
		t.Errorf("a misspelt name is %v", err)
	}
	if _, err = v.Company("google", pay.Profile{Country: "DE"}, 0); pay.KindOf(err) != pay.NoEvidence {
		t.Errorf("in Germany it is %v", err)
	}
}

func TestCompanies(t *testing.T) {
	v := open(t).View()
	list, err := v.Companies(CompaniesQuestion{Profile: pay.Profile{Role: "backend", Place: "US-CA"}, Least: 20})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Companies) < 100 || list.Total != len(list.Companies) || list.Market <= 0 {
		t.Fatalf("%d of %d employers", len(list.Companies), list.Total)
	}
	for i, c := range list.Companies {
		if c.Rank != i+1 || c.WithPay+c.Ranges < 20 || math.Abs(c.Median/list.Market/c.Ratio-1) > 1e-9 {
			t.Errorf("%d: %+v", i, c)
		}
		if i > 0 && c.Interval.Low > list.Companies[i-1].Interval.Low {
			t.Errorf("%s is surer of more than %s before it", c.Name, list.Companies[i-1].Name)
		}
	}
	byHires, err := v.Companies(CompaniesQuestion{Profile: pay.Profile{Role: "backend"}, By: ByHires, Limit: 10})
	if err != nil || len(byHires.Companies) != 10 || byHires.Companies[0].Name != "Amazon" {
		t.Fatalf("%+v, %v", byHires, err)
	}
	for i, c := range byHires.Companies[1:] {
		if c.Hires > byHires.Companies[i].Hires {
			t.Errorf("%s hires more than %s before it", c.Name, byHires.Companies[i].Name)
		}
	}
	if _, err = v.Companies(CompaniesQuestion{Profile: pay.Profile{Country: "DE"}}); pay.KindOf(err) != pay.NoEvidence {
		t.Errorf("in Germany it is %v", err)
	}
	if _, err = v.Companies(CompaniesQuestion{Profile: pay.Profile{Place: "US-WY", Role: "game"},
		Least: 5000}); pay.KindOf(err) != pay.NoEvidence {
		t.Errorf("with evidence that none has it is %v", err)
	}
}

// The seven employers of the article have their evidence.
func TestNamedCompanies(t *testing.T) {
	n, err := open(t).View().NamedCompanies()
	if err != nil || len(n.Companies) != 7 || n.Of < 4000 {
		t.Fatalf("%+v, %v", n, err)
	}
	for _, c := range n.Companies {
		if c.Rank < 1 || c.Rank > n.Of || c.Interval == nil || c.WithPay < 3 || c.Hires == 0 || c.First == 0 {
			t.Errorf("%+v", c)
		}
	}
}

func TestAdviseToOtherEmployers(t *testing.T) {
	s := open(t)
	a, err := s.Advise(t.Context(), Ask{Role: "backend", Country: "US", Years: "6", Company: "ibm"}, "")
	if err != nil {
		t.Fatal(err)
	}
	moves := 0
	for _, m := range slices.Concat(a.Moves, a.Unclear, a.Less) {
		switch m.Facet {
		case pay.FacetCompany:
			moves++
			if m.Known != KnownFilings || m.N < 30 || m.Share <= 0 || m.Share >= 1 || m.Low > m.Ratio ||
				m.High < m.Ratio || m.Value == "middle" {
				t.Errorf("%+v", m)
			}
		case pay.FacetIndustry, pay.FacetOrgSize:
			t.Errorf("an employer is said, and yet there is a move to %s", m.Name)
		}
	}
	if moves < 3 || a.Answer.Profile.Company != "IBM" || warned(a.Warnings, WarnEmployers) == "" {
		t.Errorf("%d moves to employers; %+v", moves, a.Warnings)
	}
	top := a.Moves[slices.IndexFunc(a.Moves, func(m Move) bool { return m.Value == "top" })]
	if top.Ratio < 1.15 || !strings.Contains(top.Name, "Google") {
		t.Errorf("the move to the top is %+v", top)
	}
	abroad, err := s.Advise(t.Context(), Ask{Role: "backend", Country: "DE", Years: "6"}, "")
	if err != nil || slices.ContainsFunc(abroad.Moves, func(m Move) bool { return m.Facet == pay.FacetCompany }) {
		t.Errorf("employers of Germany are known: %v", err)
	}
}

func TestCompareEmployers(t *testing.T) {
	f := open(t)
	var questions []pay.Question
	for _, company := range []string{"", "google"} {
		questions = append(questions, pay.Question{Profile: pay.Profile{Role: "backend", Country: "US",
			Company: company}})
	}
	c, err := f.View().Compare(t.Context(), questions)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range c.Answers {
		if a.Component != pay.Base {
			t.Errorf("%s is told as %s", a.Profile, a.Component)
		}
	}
	if c.Beside[0].Ratio < 1.2 {
		t.Errorf("Google pays %.2f of the market", c.Beside[0].Ratio)
	}
}

// Who hires is named as people write it, each employer once.
func TestCareerNamesEmployers(t *testing.T) {
	c, err := open(t).Career(t.Context(), Ask{Role: "backend", Country: "US"})
	if err != nil || len(c.Hiring) < 10 {
		t.Fatalf("%d employers, %v", len(c.Hiring), err)
	}
	amazon := 0
	for i, h := range c.Hiring {
		if strings.Contains(h.Name, "Amazon") {
			amazon++
		}
		if len(h.Name) > 5 && h.Name == strings.ToUpper(h.Name) && h.Name != "NVIDIA" ||
			c.Filings.Top[i].Name != h.Name {
			t.Errorf("%q hires", h.Name)
		}
	}
	if amazon != 1 {
		t.Errorf("Amazon is there %d times", amazon)
	}
}

func TestVocabularyOfCompanies(t *testing.T) {
	for typed, want := range map[string]string{"goog": "google", "gogle": "google", "jp morgan": "jpmorganchase"} {
		entries, err := Vocabulary("company", typed, 5)
		if err != nil || !slices.ContainsFunc(entries, func(e Entry) bool { return e.Code == want }) {
			t.Errorf("%q lists %+v, %v", typed, entries, err)
		}
	}
	if !slices.Contains(VocabularyFacets(), pay.FacetCompany) {
		t.Error("employers are no facet that can be searched")
	}
}

func BenchmarkCompanyPage(b *testing.B) {
	v := open(b).View()
	for b.Loop() {
		if _, err := v.Company("google", pay.Profile{Role: "backend"}, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompanyList ranks every employer with three filings and more: some five thousand.
func BenchmarkCompanyList(b *testing.B) {
	v := open(b).View()
	for b.Loop() {
		list, err := v.Companies(CompaniesQuestion{Profile: pay.Profile{Role: "backend"}, Least: 3})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(list.Total), "employers")
	}
}
