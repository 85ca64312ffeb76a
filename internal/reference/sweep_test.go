package reference

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// evidenced lists the countries with so many reports, those with the most first.
func evidenced(t testing.TB, fewest int) (countries []string, cells map[string]subset.Cell) {
	t.Helper()
	table, err := Subsets()
	if err != nil {
		t.Fatal(err)
	}
	cells = map[string]subset.Cell{}
	for _, code := range taxonomy.Countries.Codes() {
		c, of, ok := table.Find(pay.Reported, pay.Profile{Country: code})
		if ok && len(of) == 1 && c.N >= fewest {
			countries, cells[code] = append(countries, code), c
		}
	}
	slices.SortFunc(countries, func(a, b string) int {
		return cmp.Or(cmp.Compare(cells[b].N, cells[a].N), cmp.Compare(a, b))
	})
	return countries, cells
}

// sweep asks the embedded model.
type sweep struct {
	*testing.T
	model *estimate.Model
	asked int
}

func newSweep(t *testing.T) *sweep {
	t.Helper()
	m, err := Model()
	if err != nil {
		t.Fatal(err)
	}
	return &sweep{T: t, model: m}
}

// today is a date after the data, so that projections take part.
var today = time.Date(2026, time.November, 27, 0, 0, 0, 0, time.UTC)

func (s *sweep) ask(p pay.Profile, component pay.Component) pay.Distribution {
	s.Helper()
	s.asked++
	r, err := s.model.Estimate(estimate.Question{Profile: p, Component: component, On: today})
	if err != nil {
		s.Fatalf("%v: %v", p, err)
	}
	return r.Distribution
}

var (
	sweepRoles  = []string{"", "backend", "frontend", "data-engineer", "sre", "qa", "support", "engineering-manager"}
	sweepLevels = []string{"", "entry", "mid", "senior", "staff", "principal"}
)

// TestSweep asks about every country with twenty reports, eight roles and six levels, and every year of experience:
// what cannot be true of pay must not be answered anywhere.
func TestSweep(t *testing.T) {
	countries, _ := evidenced(t, 20)
	if len(countries) < 60 {
		t.Fatalf("only %d countries have twenty reports", len(countries))
	}
	s := newSweep(t)
	for _, country := range countries {
		for _, role := range sweepRoles {
			s.levels(pay.Profile{Country: country, Role: role})
			s.years(pay.Profile{Country: country, Role: role})
		}
	}
	t.Logf("%d questions about %d countries", s.asked, len(countries))
	if s.asked < 60*8*6*2 {
		t.Errorf("only %d questions", s.asked)
	}
}

// levels holds a base below a total, and a level above the one before.
func (s *sweep) levels(p pay.Profile) {
	s.Helper()
	before := pay.Distribution{}
	for _, level := range sweepLevels {
		p.Level = level
		total, base := s.ask(p, pay.Total), s.ask(p, pay.Base)
		for l := range total.Q {
			if base.Q[l] > total.Q[l] {
				s.Errorf("%v: the base at %v is %.0f of %.0f", p, pay.Levels[l], base.Q[l], total.Q[l])
			}
			if level != "" && total.Q[l] < before.Q[l] {
				s.Errorf("%v: %.0f at %v after %.0f one level below", p, total.Q[l], pay.Levels[l], before.Q[l])
			}
		}
		if level != "" {
			before = total
		}
	}
}

// years holds every year before the thirtieth above .98 of the one before, and a range that can be used.
func (s *sweep) years(p pay.Profile) {
	s.Helper()
	before := 0.0
	for n := range 30 {
		p.Years = pay.YearsOf(float64(n))
		d := s.ask(p, pay.Total)
		if d.Median() < .98*before {
			s.Errorf("%v: %.0f after %.0f", p, d.Median(), before)
		}
		before = d.Median()
		if n == 10 && d.At(.9)/d.At(.1) > 12 {
			s.Errorf("%v: the 80 %% range spans a factor of %.1f", p, d.At(.9)/d.At(.1))
		}
	}
}

// TestThinCountriesAreNearTheirOwnReports compares the answers for countries of few reports with what these say.
// Of poor countries the reports of 2025 are not all there are: the survey was published without answers below 5,000
// dollars, and these countries' take no part in the fit. A few may be far for that.
func TestThinCountriesAreNearTheirOwnReports(t *testing.T) {
	countries, cells := evidenced(t, 20)
	s := newSweep(t)
	on := time.Date(subset.BaseYear, time.June, 15, 0, 0, 0, 0, time.UTC)
	var far []string
	for _, country := range countries {
		if cells[country].N > 100 {
			continue
		}
		r, err := s.model.Estimate(estimate.Question{Profile: pay.Profile{Country: country}, Currency: "USD", On: on})
		if err != nil {
			t.Fatal(err)
		}
		s.asked++
		reports := math.Exp(cells[country].Log[pay.MedianIndex])
		if ratio := r.Distribution.Median() / reports; math.Abs(math.Log(ratio)) > math.Log(1.25) {
			far = append(far, fmt.Sprintf("%s: %.2f of what its %d reports say", country, ratio, cells[country].N))
		}
	}
	t.Logf("%d of %d thin countries are far from their reports: %s", len(far), s.asked, strings.Join(far, "; "))
	if s.asked < 20 || len(far) > s.asked/8 {
		t.Errorf("too many of %d are far", s.asked)
	}
}

// TestRolesAreNearOfficialWages holds the answers for the USA to the official medians of the same occupations.
func TestRolesAreNearOfficialWages(t *testing.T) {
	s := newSweep(t)
	for _, role := range []string{"support", "security", "data-scientist", "qa", "business-analyst", "dba"} {
		p := pay.Profile{Country: "US", Role: role}
		cells, err := Official(p)
		if err != nil || len(cells) == 0 || cells[len(cells)-1].P50 == 0 {
			t.Fatalf("%s: no official wage: %v", role, err)
		}
		official := cells[len(cells)-1]
		for what, q := range map[string]estimate.Question{
			"the same year's base pay": {
				Profile: p, Component: pay.Base, On: time.Date(official.Year, time.May, 15, 0, 0, 0, 0, time.UTC),
			},
			"today's total pay": {Profile: p, On: today},
		} {
			r, err := s.model.Estimate(q)
			if err != nil {
				t.Fatal(err)
			}
			if ratio := r.Distribution.Median() / official.P50; ratio < 1/1.2 || ratio > 1.2 {
				t.Errorf("%s: %s is %.2f of the official wage", role, what, ratio)
			}
		}
	}
}
