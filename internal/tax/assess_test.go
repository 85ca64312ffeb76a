package tax

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

// cliffs are the laws that take more for one unit of pay than the unit, by country and regime.
var cliffs = map[string]string{
	"AT employee":    "unemployment insurance of low pay steps by a point of all pay",
	"CZ flat":        "the flat tax steps with turnover",
	"FI employee":    "the sickness allowance fee begins with all pay",
	"FR employee":    "the technical balance contribution begins with all pay at the ceiling",
	"IN employee":    "marginal relief takes all that is above 12 lakh, and the cess is charged on it",
	"IE employee":    "the universal social charge and PRSI begin with all pay",
	"IT employee":    "the sum paid out for low pay steps with all pay, and surcharges begin with all income",
	"PL b2b-lump":    "the health fee steps with turnover",
	"SE employee":    "the pension fee begins with all pay",
	"US IL employee": "the exemption ends above 250,000",
	"US NJ employee": "the tax begins with all pay above 10,000",
	"US OR employee": "the exemption credit ends above 100,000",
}

func cliffName(r *Rules) string {
	if r.Country == "US" {
		return "US " + r.Region + " " + r.Regime
	}
	return r.Country + " " + r.Regime
}

// Net never falls where pay rises by a unit or more, but at the cliffs that are listed; and those are there.
func TestNetNeverFalls(t *testing.T) {
	found := map[string]bool{}
	every(t, func(r *Rules) {
		name := cliffName(r)
		last := int64(math.MinInt64)
		for gross := int64(0); gross < 400_000_000; gross += 100 + gross/2000 {
			net := r.Assess(gross).Net
			if net < last {
				if cliffs[name] == "" {
					t.Fatalf("%s %d: net falls from %d to %d before %d", name, r.Year, last, net, gross)
				}
				found[name] = true
			}
			last = net
		}
	})
	for name := range cliffs {
		if !found[name] {
			t.Errorf("%s has no cliff", name)
		}
	}
}

func all(t *testing.T) []*Rules {
	var list []*Rules
	every(t, func(r *Rules) { list = append(list, r) })
	return list
}

func TestNetRisesWithPay(t *testing.T) {
	rules := all(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rules).Draw(t, "rules")
		if cliffs[cliffName(r)] != "" {
			return
		}
		most := rapid.SampledFrom([]int64{1e4, 1e6, 1e7, 1e8, 1e9, 9e10}).Draw(t, "most")
		less := rapid.Int64Range(0, most).Draw(t, "less")
		more := less + rapid.Int64Range(100, most).Draw(t, "more")
		if a, b := r.Assess(less).Net, r.Assess(more).Net; a > b {
			t.Fatalf("%s %d: %d leaves %d and %d leaves %d", cliffName(r), r.Year, less, a, more, b)
		}
	})
}

// The parts of a year add up to the unit, and so do the lines.
func TestPartsAddUp(t *testing.T) {
	rules := all(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rules).Draw(t, "rules")
		most := rapid.SampledFrom([]int64{1e4, 1e7, 1e9, 1e11}).Draw(t, "most")
		gross := rapid.Int64Range(0, most).Draw(t, "gross")
		s := r.Explain(gross)
		if s.Gross != gross || s.Tax+s.Social+s.Net != gross {
			t.Fatalf("%s: %+v does not add up", cliffName(r), s.Assessment)
		}
		sums := map[string]int64{}
		for _, l := range s.Lines {
			sums[l.Kind] += l.Amount
		}
		if sums["tax"] != s.Tax || sums["social"] != s.Social || sums["employer"] != s.EmployerCost-gross {
			t.Fatalf("%s: lines add up to %v, of %+v", cliffName(r), sums, s.Assessment)
		}
		if a := r.Assess(gross); a != s.Assessment {
			t.Fatalf("%s: assessed %+v, explained %+v", cliffName(r), a, s.Assessment)
		}
	})
}

// Gross → net → gross returns the same whole unit wherever less than all of the next unit is taken.
func TestGrossComesBack(t *testing.T) {
	rules := all(t)
	checked := 0
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rules).Draw(t, "rules")
		most := rapid.SampledFrom([]int64{1e5, 4e5, 1e6, 1e8}).Draw(t, "most")
		gross := 100 * rapid.Int64Range(1, most).Draw(t, "gross")
		s := r.Explain(gross)
		before := r.Explain(gross - 100)
		if s.Marginal > 0.98 || before.Marginal > 0.98 || s.Net <= 0 || cliffs[cliffName(r)] != "" {
			return
		}
		back, err := r.Gross(s.Net)
		if err != nil {
			t.Fatal(err)
		}
		if back != gross {
			t.Fatalf("%s %d: %d leaves %d, for which %d is needed", cliffName(r), r.Year, gross, s.Net, back)
		}
		checked++
	})
	if checked < 20 {
		t.Errorf("only %d came back", checked)
	}
}

// What an employer bears leads back to the pay, as the pay leads to it.
func TestGrossOfCost(t *testing.T) {
	rules := all(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rules).Draw(t, "rules")
		gross := 100 * rapid.Int64Range(0, 1e7).Draw(t, "gross")
		cost := r.Assess(gross).EmployerCost
		back, err := r.GrossOfCost(cost)
		if err != nil {
			t.Fatal(err)
		}
		if back != gross && r.Country != "IE" { // Ireland's rate steps with all pay
			t.Fatalf("%s: %d costs %d, which is the cost of %d", cliffName(r), gross, cost, back)
		}
		if got := r.Assess(back).EmployerCost; got < cost {
			t.Fatalf("%s: %d costs %d, less than %d", cliffName(r), back, got, cost)
		}
	})
	r, err := Find(Question{Country: "HU", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.GrossOfCost(-1); pay.KindOf(err) != pay.Invalid {
		t.Errorf("a negative cost: %v", err)
	}
}

// At a cliff the gross that comes back is one that leaves the net asked for, or the least that leaves more.
func TestGrossAtCliffs(t *testing.T) {
	rules := all(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rules).Draw(t, "rules")
		net := rapid.Int64Range(0, 20_000_000).Draw(t, "net")
		gross, err := r.Gross(net)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Assess(gross).Net; got < net {
			t.Fatalf("%s: %d leaves %d, less than %d", cliffName(r), gross, got, net)
		}
	})
}

func TestMarginalRate(t *testing.T) {
	for _, c := range []struct {
		question Question
		gross    int64
		want     float64
	}{
		{Question{Country: "GB", Year: 2026}, 110_000, 0.62}, // 40 % on one pound and a half, and 2 %
		{Question{Country: "GB", Year: 2026, Region: "SCT"}, 110_000, 0.695},
		{Question{Country: "HU", Year: 2026}, 30_000_000, 0.335},
		{Question{Country: "US", Year: 2026}, 300_000, 0.35 + 0.0235},
		{Question{Country: "IN", Year: 2026}, 1_280_000, 1.04}, // marginal relief takes all, and the cess
	} {
		r, err := Find(c.question)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Explain(c.gross * 100).Marginal; math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%v at %d: %.6f, want %.6f", c.question, c.gross, got, c.want)
		}
	}
}

func TestWhatHasNoTableIsRefusedByName(t *testing.T) {
	for _, c := range []struct {
		question      Question
		message, hint string
	}{
		{Question{Country: "BR", Year: 2026}, `the country "BR"`, "AT, AU"},
		{Question{Country: "DE", Year: 2031}, "Germany in 2031", "2025 2026"},
		{Question{Country: "US", Year: 2026, Region: "XX"}, `United States has no region "XX"`, "NYC (New York City)"},
		{Question{Country: "HU", Year: 2026, Region: "BU"}, `Hungary has no region "BU"`, "leave the region out"},
		{Question{Country: "PL", Year: 2026, Regime: "b2b"}, `Poland has no regime "b2b"`, "b2b-lump"},
	} {
		_, err := Find(c.question)
		e, ok := err.(*pay.Error)
		if !ok || e.Kind != pay.NotFound {
			t.Errorf("%v: %#v", c.question, err)
			continue
		}
		if !strings.Contains(e.Message, c.message) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%v: %#v", c.question, err)
		}
	}
	r, err := Find(Question{Country: "HU", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(-1); pay.KindOf(err) != pay.Invalid {
		t.Errorf("negative pay: %v", err)
	}
	if _, err := r.Gross(math.MaxInt64); pay.KindOf(err) != pay.Invalid {
		t.Errorf("a net that nothing leaves: %v", err)
	}
}

// Rules say what an answer rests on: an assumed region, and figures from memory.
func TestCaveats(t *testing.T) {
	r, err := Find(Question{Country: "CH", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	if r.Region != "ZH" || !hasCaveat(r, "region-assumed") || len(r.Unverified) == 0 {
		t.Errorf("%+v", r)
	}
	named, err := Find(Question{Country: "CH", Year: 2026, Region: "ZH"})
	if err != nil {
		t.Fatal(err)
	}
	if hasCaveat(named, "region-assumed") {
		t.Errorf("a region that was given is called assumed: %+v", named.Caveats)
	}
	sure, err := Find(Question{Country: "HU", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string(nil), sure.Unverified); diff != "" {
		t.Error(diff)
	}
}

func hasCaveat(r *Rules, code string) bool {
	for _, c := range r.Caveats {
		if c.Code == code {
			return true
		}
	}
	return false
}

func BenchmarkAssess(b *testing.B) {
	for _, code := range []string{"DE", "FR", "IT", "AT", "US", "HU"} {
		b.Run(code, func(b *testing.B) {
			r, err := Find(Question{Country: code, Year: 2026})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				r.Assess(int64(4_000_000 + i%10_000_000))
			}
		})
	}
}

func BenchmarkGross(b *testing.B) {
	r, err := Find(Question{Country: "DE", Year: 2026})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := r.Gross(int64(3_000_000 + i%5_000_000)); err != nil {
			b.Fatal(err)
		}
	}
}
