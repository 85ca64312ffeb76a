package freelance

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// terms draws any constants that make sense.
var terms = rapid.Custom(func(t *rapid.T) Terms {
	given := map[string]float64{}
	for _, c := range constants {
		high := c.high
		if c.name == "leave" || c.name == "sickness" || c.name == "holidays" {
			high = 40
		}
		if c.name == "weeks" {
			c.low = 25
		}
		given[c.name] = rapid.Float64Range(c.low, high).Draw(t, c.name)
	}
	_, terms, err := Constants("", given)
	if err != nil {
		t.Fatal(err)
	}
	return terms
})

// TestThereAndBack: a rate turned into pay and back, and pay turned into a rate and back, is the same minor
// unit, for any constants, currency and amount.
func TestThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := terms.Draw(t, "terms")
		minor := math.Pow10(rapid.SampledFrom(money.Currencies()).Draw(t, "currency").Digits)
		units := rapid.Int64Range(1, 1e13).Draw(t, "minor units")
		amount := float64(units) / minor
		for name, back := range map[string]float64{
			"rate":     terms.Rate(terms.Employed(amount)),
			"employed": terms.Employed(terms.Rate(amount)),
			"daily":    terms.Rate(terms.Employed(amount/terms.Hours)) * terms.Hours,
		} {
			if got := int64(math.Round(back * minor)); got != units {
				t.Fatalf("%s of %v came back as %v: %d minor units, want %d", name, amount, back, got, units)
			}
		}
	})
}

func TestStepsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := terms.Draw(t, "terms")
		rate := rapid.Float64Range(1, 1000).Draw(t, "rate")
		sum, steps := terms.Steps(rate)
		for _, s := range steps {
			if s.Money > 1e-6 {
				t.Fatalf("%s adds %v", s.Name, s.Money)
			}
			sum += s.Money
		}
		if want := terms.Employed(rate); math.Abs(sum-want) > 1e-9*rate*8760 {
			t.Fatalf("the steps lead to %v, and %v an hour is worth %v", sum, rate, want)
		}
	})
}

// TestByHand follows one rate with pencil and paper: 52×5 − 20 − 8 − 4.4 days are 227.6, 80 % of them
// 182.08, of 7.5 hours 1,365.6 hours; at 60 pounds 81,936 billed; less 10 % 73,742.4; over 1.15 64,123.83.
func TestByHand(t *testing.T) {
	_, terms, err := Constants("GB", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := terms.Employed(60); math.Abs(got-64123.83) > .005 {
		t.Errorf("60 GBP an hour are worth %.2f a year", got)
	}
	if got := terms.BilledHours(); math.Abs(got-1365.6) > 1e-9 {
		t.Errorf("%v hours are billed", got)
	}
}

// TestTable looks at every row of the constants: of a country that exists, a constant that exists, in the
// range that may be given, with its source, and with a date unless it is an assumption.
func TestTable(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(constantsTSV), "\n")[1:]
	if len(rows) != len(known()) || len(rows) < 50 {
		t.Fatalf("%d rows make %d constants", len(rows), len(known()))
	}
	for key, c := range known() {
		country, name := key[0], key[1]
		if country == "*" {
			country = ""
		}
		if country != "" && taxonomy.Countries.Name(country) == country {
			t.Errorf("%q is no country", country)
		}
		if _, _, err := Constants(country, map[string]float64{name: c.Value}); err != nil {
			t.Errorf("%s %s: %v", country, name, err)
		}
		if c.Source == "" || country != "" && c.Date == "" {
			t.Errorf("%s %s has no source or date: %+v", country, name, c)
		}
	}
	for _, c := range constants {
		list, _, err := Constants("AQ", nil)
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for list[i].Name != c.name {
			i++
		}
		if list[i].Default != (c.name != "weeks") || list[i].Source == "" {
			t.Errorf("where nothing is known, %s is %+v", c.name, list[i])
		}
	}
}

func TestGivenConstants(t *testing.T) {
	list, terms, err := Constants("DE", map[string]float64{"leave": 30})
	if err != nil {
		t.Fatal(err)
	}
	if terms.Leave != 30 || !list[2].Given || list[2].Default || list[3].Given {
		t.Errorf("leave is %+v, holidays are %+v", list[2], list[3])
	}
	for _, given := range []map[string]float64{
		{"leave": -1}, {"leave": 300}, {"utilisation": 0}, {"hours": math.NaN()}, {"employer": math.Inf(1)},
		{"coffee": 3},
		{"leave": 250, "sickness": 30}, {"weeks": 2, "leave": 9},
	} {
		if _, _, err := Constants("DE", given); pay.KindOf(err) != pay.Invalid {
			t.Errorf("%v: error %v", given, err)
		}
	}
}

func TestReportsRoundTrip(t *testing.T) {
	want := []Report{{"a survey", "FI", Rate, "EUR", 2022, 2025, 12, [5]float64{60, 70.5, 80, 95, 120}},
		{"b", "FI", Hours, "", 2025, 2025, 10, [5]float64{1, 2, 3, 4, 5}}}
	var b strings.Builder
	if err := WriteReports(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := ReadReports(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, broken := range []string{"", "a\tb\n", strings.Replace(b.String(), "2022", "soon", 1)} {
		if got, err := ReadReports(strings.NewReader(broken)); err == nil && len(got) > 0 {
			t.Errorf("%q was read as %v", broken, got)
		}
	}
}
