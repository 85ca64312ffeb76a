package service

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/freelance"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/subset"
)

// TestFreelanceThereAndBack asks in a rate, and asks again with the employed pay that came out: the minor
// unit of the rate is the same, for any constants.
func TestFreelanceThereAndBack(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(t *rapid.T) {
		terms := map[string]float64{}
		for name, high := range map[string]float64{
			"hours": 14, "weeks": 53, "leave": 60, "sickness": 60, "utilisation": 100, "employer": 100, "costs": 90,
		} {
			if rapid.Bool().Draw(t, name+" given") {
				low := 0.
				if name == "hours" || name == "utilisation" {
					low = 1
				} else if name == "weeks" {
					low = 40
				}
				terms[name] = rapid.Float64Range(low, high).Draw(t, name)
			}
		}
		v := s.View()
		q := pay.Question{Profile: pay.Profile{
			Country: rapid.SampledFrom([]string{"DE", "US", "FI", "JP", ""}).Draw(t, "country"),
		}}
		cents := rapid.Int64Range(500, 100_000).Draw(t, "cents")
		rate := pay.Amount{
			Value: float64(cents) / 100, Currency: "EUR", Basis: pay.Gross,
			Period: rapid.SampledFrom([]pay.Period{pay.Hour, pay.Day}).Draw(t, "period"),
		}
		there, err := v.Freelance(t.Context(), q, rate, terms)
		if err != nil {
			t.Fatal(err)
		}
		back, err := v.Freelance(t.Context(), q, there.Employed, terms)
		if err != nil {
			t.Fatal(err)
		}
		got := back.Hourly
		if there.Given.Period == pay.Day {
			got = back.Daily
		}
		if int64(math.Round(100*got.Value)) != cents {
			t.Fatalf("%s is worth %s, and that %s", rate, there.Employed, got)
		}
	})
}

func TestFreelanceSetsPeopleBeside(t *testing.T) {
	f, err := open(t).
		Freelance(t.Context(),
			FreelanceAsk{Ask: Ask{Role: "backend", Country: "DE", Years: "6"}, Amount: "90 EUR/hour"})
	if err != nil {
		t.Fatal(err)
	}
	sum := f.Base
	for _, step := range f.Steps {
		sum += step.Money
	}
	if math.Abs(sum-f.Employed.Value) > 1e-6 || len(f.Steps) != 6 {
		t.Errorf("%d steps lead to %.2f, and the pay is %.2f", len(f.Steps), sum, f.Employed.Value)
	}
	if f.Employees == nil || f.Employees.Answer.Profile.Employment != "employee" ||
		f.Employees.Answer.Evidence.N == 0 || f.Employees.Comparable != f.Employed {
		t.Errorf("employees: %+v", f.Employees)
	}
	if f.Freelancers == nil || f.Freelancers.Profile.Employment != "freelance" || f.Freelancers.Currency != "EUR" {
		t.Errorf("freelancers: %+v", f.Freelancers)
	}
	measures := map[freelance.Measure]int{}
	for _, r := range f.Reports {
		measures[r.Measure]++
		if r.N < subset.MinPeople || r.First < 2011 || r.Last < r.First || len(r.Sources) == 0 ||
			!(r.P10 < r.P50 && r.P50 < r.P90) {
			t.Errorf("report %+v", r)
		}
	}
	if measures[freelance.Rate] != 1 || measures[freelance.Hours] != 1 || measures[freelance.Pay] != 2 {
		t.Errorf("reports of %v", measures)
	}
	dollars, err := open(t).Freelance(t.Context(), FreelanceAsk{Amount: "60 USD/hour"})
	if err != nil || dollars.Country != "US" {
		t.Errorf("dollars are of %q, %v", dollars.Country, err)
	}
}

// TestFinnishUtilisation derives the one measured utilisation again: the median of the hours billed over the
// hours that the constants of Finland leave.
func TestFinnishUtilisation(t *testing.T) {
	reports, err := reference.Freelancers()
	if err != nil {
		t.Fatal(err)
	}
	_, terms, err := freelance.Constants("FI", nil)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, r := range reports {
		if r.Measure == freelance.Hours && r.Country == "FI" {
			found = true
			if got := 100 * r.Q[2] / (terms.Days() * terms.Hours); math.Abs(got-terms.Utilisation) > .05 {
				t.Errorf("%.1f hours billed are %.1f %% of those worked; the constant is %v", r.Q[2], got,
					terms.Utilisation)
			}
		}
	}
	if !found {
		t.Error("nobody tells hours billed in Finland")
	}
}

// TestCurrencyWithoutARate: the conversion needs no rate, and people who are paid in another currency are not
// set beside it as though it were theirs.
func TestCurrencyWithoutARate(t *testing.T) {
	s := open(t)
	f, err := s.Freelance(t.Context(), FreelanceAsk{Ask: Ask{Country: "KP"}, Amount: "8000 KPW/hour"})
	if err != nil {
		t.Fatal(err)
	}
	if f.Employed.Value <= 0 || f.Employees != nil || f.Freelancers != nil || f.Untold == "" {
		t.Errorf("8,000 won are worth %v beside %v and %v: %q", f.Employed, f.Employees, f.Freelancers, f.Untold)
	}
	if _, err := s.Check(t.Context(), Ask{Country: "KP"}, "8000 KPW/year"); pay.KindOf(err) != pay.Unsupported {
		t.Errorf("a pay in won among people paid in dollars: error %v", err)
	}
}

func TestFreelanceRefuses(t *testing.T) {
	s := open(t)
	for _, ask := range []FreelanceAsk{
		{}, {Amount: "80"}, {Amount: "80 EUR"}, {Amount: "2000 EUR/week"}, {Amount: "5000 EUR/month net"},
		{Amount: "80 EUR/hour", Ask: Ask{Country: "Atlantis"}},
		{Amount: "80 EUR/hour", Terms: map[string]string{"leave": "many"}},
		{Amount: "80 EUR/hour", Terms: map[string]string{"leave": "NaN"}},
		{Amount: "80 EUR/hour", Terms: map[string]string{"leave": "400"}},
		{Amount: "80 EUR/hour", Terms: map[string]string{"coffee": "4"}},
		{Amount: "80 EUR/hour", Ask: Ask{Employment: "pirate"}},
	} {
		if _, err := s.Freelance(t.Context(), ask); pay.KindOf(err) != pay.Invalid {
			t.Errorf("%+v: error %v", ask, err)
		}
	}
}
