package office

import (
	"math"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// TestTables holds every embedded row against the others and against package taxonomy.
func TestTables(t *testing.T) {
	if len(Offices()) < 13 || len(Occupations()) < 40 || len(Figures()) < 150 {
		t.Fatalf("%d offices, %d occupations, %d figures", len(Offices()), len(Occupations()), len(Figures()))
	}
	for _, o := range Offices() {
		if o.Office == "" || o.Survey == "" || o.Licence == "" || !strings.HasPrefix(o.URL, "https://") ||
			taxonomy.Countries.Name(o.Country) == o.Country {
			t.Errorf("an office does not say all about itself: %+v", o)
		}
		for _, h := range []Holds{o.Bonus, o.Overtime, o.Pension} {
			if h != Yes && h != No && h != Part && h != Unknown {
				t.Errorf("%s: %q is no answer to what a figure holds", o.ID, h)
			}
		}
	}
	for _, o := range Occupations() {
		for _, role := range o.Roles {
			if code, ok := taxonomy.Roles.Parse(role); !ok || code != role {
				t.Errorf("%s: %q is no role", o.Code, role)
			}
		}
	}
	for _, f := range Figures() {
		_, known := ByID(f.Office)
		o, ok := OccupationOf(f)
		if !known || !ok || len(o.Roles) == 0 || f.Year < 2015 || len(f.Currency) != 3 || !f.Period.Valid() ||
			!f.Component.Valid() {
			t.Errorf("a figure of nothing known: %+v", f)
		}
		if code, _, ok := taxonomy.Place(f.Country, f.Place); f.Place != "" && (!ok || code != f.Place) {
			t.Errorf("%q is no place of %s", f.Place, f.Country)
		}
		before := 0.
		for _, p := range []float64{f.P10, f.P25, f.P50, f.P75, f.P90} {
			if p != 0 && p < before {
				t.Errorf("percentiles are not in order: %+v", f)
			}
			before = max(before, p)
		}
	}
}

// only returns the one figure of a question's country.
func only(t *testing.T, country, role string, component pay.Component, time float64) Aligned {
	t.Helper()
	all, err := For(Question{Country: country, Role: role, Component: component, Time: time})
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %d figures, %v", country, len(all), err)
	}
	return all[0]
}

func step(a Aligned, code string) (Step, bool) {
	for _, s := range a.Steps {
		if s.Code == code {
			return s, true
		}
	}
	return Step{}, false
}

// TestAlign reckons figures by hand, at the time that each is of.
func TestAlign(t *testing.T) {
	for _, test := range []struct {
		country   string
		component pay.Component
		time      float64
		p50       float64
		caveat    string
	}{
		{"SE", pay.Base, 2025.7, 53_500 * 12, ""},
		{"SE", pay.Total, 2025.7, 53_500 * 12, "bonus"},
		{"NO", pay.Total, 2025.9, 77_420 * 12, ""},
		{"NO", pay.Base, 2025.9, 75_500 * 12, ""},
		{"DE", pay.Base, 2025.3, 5_851 * 12, "overtime"},
		{"DE", pay.Total, 2025.3, 75_854, "overtime"},
		// 393.81 an hour, of which the pension is 49.23 / 408.56 and the bonus 7.55 / 408.56.
		{"DK", pay.Total, 2024.5, 393.81 * 160.33 * 12 * (1 - 49.23/408.56), ""},
		{"DK", pay.Base, 2024.5, 393.81 * 160.33 * 12 * (1 - (49.23+7.55)/408.56), ""},
		{"NL", pay.Total, 2024.5, 34.80 * 52 * 37 * 1.08, "bonus"},
		{"GB", pay.Total, 2024.8, 56_914, "overtime"}, // the full-time median itself
		{"CA", pay.Base, 2024, 56.49 * 2080, "wider"},
		{"CA", pay.Total, 2024, 56.49 * 2080, "bonus"},
		{"CH", pay.Total, 2024.8, 9_949 * 12, "wider"},
		{"AU", pay.Total, 2024, 132_758, "part-time"},
		{"US", pay.Base, 2025.4, 135_980, ""},
	} {
		a := only(t, test.country, "backend", test.component, test.time)
		want := test.p50
		if test.country == "NL" { // by whatever hours package money counts there
			s, _ := step(a, "period")
			want = 34.80 * s.Factor * 1.08
		}
		if test.country == "CA" {
			q := Question{Country: "CA", Role: "backend", Component: test.component, Time: test.time}
			all, err := For(q)
			if err != nil || len(all) != 2 {
				t.Fatalf("Canada counts developers and engineers apart: %d figures, %v", len(all), err)
			}
			a = all[1]
		}
		if math.Abs(a.P50/want-1) > 1e-4 {
			t.Errorf("%s, %s: the median is %.0f, want %.0f: %+v", test.country, test.component, a.P50, want, a.Steps)
		}
		found := test.caveat == ""
		for _, c := range a.Caveats {
			found = found || c.Code == test.caveat
		}
		if !found {
			t.Errorf("%s, %s: no caveat %q in %+v", test.country, test.component, test.caveat, a.Caveats)
		}
	}
}

// TestSteps: what was done multiplies to what became of every amount, base is never above total, and the order of
// the percentiles stays, for every country, role and place.
func TestSteps(t *testing.T) {
	asked := 0
	for _, o := range Offices() {
		for _, role := range taxonomy.Roles.Codes() {
			base, err := For(Question{Country: o.Country, Role: role, Component: pay.Base, Time: 2026.9})
			if err != nil {
				t.Fatal(err)
			}
			total, err := For(Question{Country: o.Country, Role: role, Component: pay.Total, Time: 2026.9})
			if err != nil {
				t.Fatal(err)
			}
			for i, a := range base {
				asked++
				product := 1.
				for _, s := range a.Steps {
					product *= s.Factor
					if s.Text == "" || !(s.Factor > 0) {
						t.Errorf("%s, %s: a step that says nothing: %+v", o.Country, role, s)
					}
				}
				if f := a.Figure; f.P50 > 0 && math.Abs(a.P50/f.P50/product-1) > 1e-9 {
					t.Errorf("%s, %s: the steps multiply to %v, the median to %v", o.Country, role, product,
						a.P50/f.P50)
				}
				if a.P50 > total[i].P50*(1+1e-9) {
					t.Errorf("%s, %s: base %.0f is above total %.0f", o.Country, role, a.P50, total[i].P50)
				}
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d figures were aligned", asked)
	}
}

// TestPlace: the figure of a place comes before that of its country, and the country's says that it is no more than
// that.
func TestPlace(t *testing.T) {
	all, err := For(Question{Country: "US", Place: "US-C41860", Role: "backend", Component: pay.Base, Time: 2025.4})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d figures, %v", len(all), err)
	}
	if all[0].Figure.Place != "US-C41860" || all[0].P50 <= all[1].P50 {
		t.Errorf("San Francisco: %+v, %+v", all[0], all[1])
	}
	if last := all[1].Caveats[len(all[1].Caveats)-1]; last.Code != "place" {
		t.Errorf("the country's figure does not say that it is of the country: %+v", all[1].Caveats)
	}
	if all, err := For(Question{Country: "FR", Role: "backend", Time: 2026}); len(all) != 0 || err != nil {
		t.Errorf("France has %v, %v", all, err)
	}
}

func TestAgainst(t *testing.T) {
	a := Aligned{P50: 100}
	if above, ok := a.Against(106); !ok || math.Abs(above-.06) > 1e-12 {
		t.Errorf("106 is %v above 100", above)
	}
	if _, ok := (Aligned{Mean: 100}).Against(106); ok {
		t.Error("a figure without a median is compared")
	}
}

// TestCarried: from the middle of one year to that of the next wages move as the averages do, there and back, and
// what is not known yet is said.
func TestCarried(t *testing.T) {
	there, err := carried("SE", 2023.5, 2025.5)
	if err != nil || math.Abs(there.factor-557_053./516_511) > 1e-6 || there.projected != 0 {
		t.Errorf("Sweden from 2023 to 2025: %+v, %v", there, err)
	}
	back, err := carried("SE", 2025.5, 2023.5)
	if err != nil || math.Abs(there.factor*back.factor-1) > 1e-9 {
		t.Errorf("there and back is %v, %v", there.factor*back.factor, err)
	}
	ahead, err := carried("SE", 2025.5, 2026.5)
	if want := math.Sqrt(557_053. / 516_511); err != nil || math.Abs(ahead.factor-want) > 1e-6 ||
		ahead.projected != 1 || ahead.last != 2025 {
		t.Errorf("a year ahead: %+v, %v; want a factor of %v", ahead, err, want)
	}
	prices, err := carried("CH", 2022.5, 2023.5)
	if err != nil || !strings.Contains(prices.index, "prices") || prices.factor < 1 || prices.factor > 1.1 {
		t.Errorf("Switzerland: %+v, %v", prices, err)
	}
	if _, err := carried("XX", 2022, 2023); err == nil {
		t.Error("a country without figures is carried")
	}
}
