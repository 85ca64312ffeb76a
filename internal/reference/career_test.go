package reference

import (
	"math"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/taxonomy"
)

// TestOutlook holds what is embedded to the figures that BLS publishes of software developers.
func TestOutlook(t *testing.T) {
	table, err := Careers()
	if err != nil {
		t.Fatal(err)
	}
	o := table.Outlooks["15-1252"]
	if o.Title != "Software developers" || o.From != 2024 || o.To != 2034 || o.Employed != 1693.8 ||
		o.Projected != 1961.4 ||
		o.ChangePercent != 15.8 || o.Openings != 115.2 || o.Wage != 133080 || o.Education != "Bachelor's degree" {
		t.Errorf("%+v", o)
	}
	if len(table.Outlooks) < 20 {
		t.Fatalf("outlooks of only %d occupations", len(table.Outlooks))
	}
	for soc, o := range table.Outlooks {
		if soc != o.SOC || o.Title == "" || o.Employed <= 0 || o.Openings <= 0 ||
			math.Abs(o.Projected-o.Employed-o.Change) > .2 {
			t.Errorf("%s: %+v", soc, o)
		}
	}
}

func TestEveryRoleHasWork(t *testing.T) {
	table, err := Careers()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, role := range taxonomy.Roles.Codes() {
		code := career.OccupationOf(role, taxonomy.SOC(role))
		if !taxonomy.Software(role) || code == "" {
			continue
		}
		checked++
		o, ok := table.Occupations[code]
		if !ok || o.Title == "" || len(o.Tasks) < 5 || o.Zone < 1 || o.Zone > 5 {
			t.Errorf("%s: %s is %q with %d tasks, job zone %d", role, code, o.Title, len(o.Tasks), o.Zone)
		}
		if _, ok := table.Outlooks[code[:7]]; !ok {
			t.Errorf("%s: %s has no outlook", role, code)
		}
	}
	if checked < 20 {
		t.Fatalf("only %d roles", checked)
	}
}

// TestNoFewPeople sees that nothing is told of fewer than ten people.
func TestNoFewPeople(t *testing.T) {
	table, err := Careers()
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Shares) < 300 || len(table.Ways) < 10 || len(table.Filings) < 10 || len(table.Titles) < 50 {
		t.Fatalf("%d shares, %d ways, %d filings, %d titles", len(table.Shares), len(table.Ways), len(table.Filings),
			len(table.Titles))
	}
	for key, s := range table.Shares {
		if s.N < career.MinShared || strings.Count(key, "|") != 3 || s.First < 2022 || s.Last < s.First ||
			len(s.Sources) == 0 {
			t.Errorf("%s: %+v", key, s)
		}
		for code, n := range s.Counts {
			if n < career.MinPeople || n > s.N {
				t.Errorf("%s: %d of %d are %s", key, n, s.N, code)
			}
		}
	}
	if len(table.Seniority) < 20 || table.SeniorityIn("VA").N != table.Seniority[""].N {
		t.Errorf("how long seniors have worked is told of %d countries", len(table.Seniority))
	}
	for country, s := range table.Seniority {
		if s.N < career.MinShared || s.Years < 6 || s.Years > 20 || s.First < 2022 || len(s.Sources) == 0 {
			t.Errorf("%s: %+v", country, s)
		}
	}
	for _, w := range table.Ways {
		if w.N < career.MinPeople || !(w.Ratio.Low <= w.Ratio.Value && w.Ratio.Value <= w.Ratio.High) ||
			w.Ratio.Low <= 0 || w.First > w.Last {
			t.Errorf("%+v", w)
		}
		if w.Way == career.BaseWay && math.Abs(w.Ratio.Value-1) > .03 {
			t.Errorf("those whom all others are set beside are %.3f of themselves at %s", w.Ratio.Value, w.Level)
		}
	}
}

func BenchmarkCareers(b *testing.B) {
	for b.Loop() {
		if _, err := readCareers(); err != nil {
			b.Fatal(err)
		}
	}
}
