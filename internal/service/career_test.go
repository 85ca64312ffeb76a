package service

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

func TestCareer(t *testing.T) {
	s := open(t)
	c, err := s.Career(t.Context(), Ask{Role: "backend", Country: "DE", Years: "4"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	medians := map[string]pay.Answer{}
	for _, step := range c.Steps {
		names = append(names, step.Step)
		medians[step.Step] = step.Answer
		ask := Ask{Role: "backend", Country: "DE", Level: step.Step, Brief: true}
		switch step.Step {
		case "management":
			ask.Role, ask.Level = career.ManagementRole, ""
		case "staff", "principal":
			ask.Years = "11" // as many as seniors in Germany have
		}
		want, err := s.Estimate(t.Context(), ask)
		if err != nil || want.Distribution != step.Answer.Distribution {
			t.Errorf("%s is not what the estimator says (%v)", step.Step, err)
		}
		if step.Asked != (step.Step == "mid") {
			t.Errorf("%s: asked for %v", step.Step, step.Asked)
		}
		if (step.Change == nil) != (step.Step == "entry") {
			t.Errorf("%s: change %+v", step.Step, step.Change)
		}
		if ch := step.Change; ch != nil {
			ratio := step.Answer.Distribution.Median() / medians[ch.From].Distribution.Median()
			if math.Abs(ch.Value/ratio-1) > 1e-12 || ch.Low > ch.Value || ch.High < ch.Value || ch.Level != .9 {
				t.Errorf("%s: %+v from %s, the medians say %.3f", step.Step, ch.Ratio, ch.From, ratio)
			}
		}
		for _, told := range append(slices.Clone(step.Works), deref(step.Studied)...) {
			if told.N < career.MinShared || told.FirstYear < 2022 || len(told.Sources) == 0 || len(told.Shares) == 0 {
				t.Errorf("%s: %+v", step.Step, told)
			}
			for i, share := range told.Shares {
				if share.Share <= 0 || share.Share > 1 || i > 0 && share.N > told.Shares[i-1].N {
					t.Errorf("%s: %s is %v", step.Step, share.Code, share)
				}
			}
		}
	}
	if want := []string{"entry", "mid", "senior", "staff", "principal", "management"}; !slices.Equal(names, want) {
		t.Fatalf("steps %v, want %v", names, want)
	}
	senior := c.Steps[2]
	if senior.Reports < 100 || senior.Studied == nil ||
		senior.Studied.Of != (career.People{Country: "DE", Role: "backend", Level: "senior"}) {
		t.Errorf("seniors: %d reports, studied %+v", senior.Reports, senior.Studied)
	}
	if len(senior.Works) != len(career.SkillKinds) || senior.Works[0].Country != "US" {
		t.Errorf("what seniors work with is of another: %+v", senior.Works)
	}

	o := c.Outlook
	if o == nil || o.Employed != 1693.8 || o.Projected != 1961.4 || o.ChangePercent != 15.8 || o.Openings != 115.2 {
		t.Errorf("outlook %+v", o)
	}
	if len(c.Earlier) == 0 || math.Round(c.Earlier[0].Percent) != 22 || c.Earlier[0].From != 2020 ||
		c.Earlier[0].Since != 2024 {
		t.Errorf("earlier %+v", c.Earlier)
	}
	if !slices.ContainsFunc(c.Earlier,
		func(p career.Projection) bool { return p.From == 2021 && p.To == 2031 && p.Percent == 23 }) {
		t.Errorf("what was said of web developers is not there: %+v", c.Earlier)
	}
	if n := len(c.Rounds); n < 2 || !c.Rounds[n-1].Latest || math.Abs(c.Rounds[n-1].Employed-1895.5) > .01 {
		t.Errorf("rounds %+v", c.Rounds)
	}
	if c.Occupation == nil || c.Occupation.Code != "15-1252.00" || c.Filings == nil || len(c.Filings.Top) < 10 ||
		c.Filings.Top[0].N < c.Filings.Top[1].N {
		t.Errorf("occupation %v, filings %v", c.Occupation, c.Filings)
	}
	codes := map[string]bool{}
	for _, n := range c.Notes {
		codes[n.Code] = true
	}
	for _, code := range []string{"modelled", "association", "ways-2017", "no-levels", "usa-outlook", "usa-filings",
		"appointments", "not-asked"} {
		if !codes[code] {
			t.Errorf("nothing is said of %s", code)
		}
	}
}

func deref(t *Told) []Told {
	if t == nil {
		return nil
	}
	return []Told{*t}
}

// TestWaysIn sees that the money of a way in is that of a bachelor at the same level, times the ratio, and in
// the unit that is asked for.
func TestWaysIn(t *testing.T) {
	s := open(t)
	c, err := s.Career(t.Context(),
		Ask{Role: "backend", Country: "PL", Currency: "EUR", Period: "month", Education: "master"})
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]bool{}
	for _, w := range c.Ways {
		ways[w.Way.Way] = true
		base, err := s.Estimate(t.Context(),
			Ask{Role: "backend", Country: "PL", Currency: "EUR", Period: "month", Education: "bachelor", Level: w.Level,
				Brief: true})
		if err != nil {
			t.Fatal(err)
		}
		if m := base.Distribution.Median(); math.Abs(w.Pay/(m*w.Ratio.Value)-1) > 1e-12 || w.Range.Low > w.Pay ||
			w.Range.High < w.Pay || w.Name == "" || w.N < career.MinPeople {
			t.Errorf("%s at %s is %v, a bachelor %v", w.Way.Way, w.Level, w.Pay, m)
		}
	}
	for _, way := range []string{"bachelor", "no-degree", "bootcamp", "self-taught-no-degree"} {
		if !ways[way] {
			t.Errorf("nothing is said of %s", way)
		}
	}
}

func TestCareerOfEveryRole(t *testing.T) {
	s := open(t)
	told := 0
	for _, role := range append(taxonomy.Roles.Codes(), "") {
		c, err := s.Career(t.Context(), Ask{Role: role, Country: "US"})
		if kind := pay.KindOf(err); kind == pay.NoEvidence || kind == pay.Unsupported {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", role, err)
			continue
		}
		told++
		if taxonomy.Software(role) && (c.Occupation == nil || c.Outlook == nil) {
			t.Errorf("%s: occupation %v, outlook %v", role, c.Occupation, c.Outlook)
		}
		for _, step := range c.Steps {
			if step.Step == "management" && (role == career.ManagementRole || role == "executive") {
				t.Errorf("%s lead to management", role)
			}
		}
	}
	if told < 25 {
		t.Fatalf("only %d roles have a career", told)
	}
}

func TestCareerRefused(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		ask  Ask
		kind pay.Kind
		hint string
	}{
		{Ask{Role: "blockchain", Country: "VA"}, pay.NoEvidence, "leave out a facet"},
		{Ask{Role: "student"}, pay.Unsupported, "a role that is an occupation"},
		{Ask{Level: "boss"}, pay.Invalid, "one of entry"},
		{Ask{Years: "99"}, pay.Invalid, "from 0 to 50"},
		{Ask{PPP: true}, pay.Invalid, "a country"},
	} {
		_, err := s.Career(t.Context(), c.ask)
		refused(t, c.ask, err, c.kind, c.hint)
	}
	for _, c := range []struct {
		ask  Ask
		kind pay.Kind
		hint string
	}{
		{Ask{Country: "DE", Level: "mid"}, pay.Invalid, "say the role"},
		{Ask{Role: "backend", Level: "mid"}, pay.Invalid, "say where"},
		{Ask{Role: "backend", Country: "DE"}, pay.Invalid, "or the years"},
		{Ask{Role: "blockchain", Country: "VA", Level: "mid"}, pay.NoEvidence, "import records"},
		{Ask{Role: "student", Country: "DE", Level: "mid"}, pay.NoEvidence, "a role that is an occupation"},
	} {
		_, err := s.JobDescription(t.Context(), c.ask)
		refused(t, c.ask, err, c.kind, c.hint)
	}
}

func refused(t *testing.T, ask Ask, err error, kind pay.Kind, hint string) {
	t.Helper()
	e, ok := err.(*pay.Error) //nolint:errorlint // it is returned as it is
	if !ok || e.Kind != kind || !strings.Contains(e.Hint, hint) {
		t.Errorf("%+v: %v, want %s with a hint of %q", ask, err, kind, hint)
	}
}

func BenchmarkCareer(b *testing.B) {
	s := open(b)
	if _, err := s.Career(b.Context(), Ask{Role: "backend", Country: "DE"}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Career(b.Context(), Ask{Role: "backend", Country: "DE"}); err != nil {
			b.Fatal(err)
		}
	}
}
