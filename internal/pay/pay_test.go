package pay_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

// years compares the type with unexported fields.
var years = cmp.Comparer(func(a, b pay.Years) bool { return a == b })

func TestProfileFacets(t *testing.T) {
	p := pay.Profile{Role: "backend", Country: "DE", Years: pay.YearsOf(0), Skills: []string{"go", "postgresql"}}
	if diff := cmp.Diff([]pay.Facet{pay.FacetRole, pay.FacetCountry, pay.FacetYears, pay.FacetSkills},
		p.Given()); diff != "" {
		t.Error(diff) // no years of experience are known years
	}
	if got, want := p.String(), "role=backend country=DE years=0 skills=go;postgresql"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if diff := cmp.Diff(pay.Profile{Country: "DE"}, p.Only(pay.FacetCountry), years); diff != "" {
		t.Error(diff)
	}
	if q := p.Without(pay.Facets...); len(q.Given()) != 0 || q.String() != "anyone" {
		t.Errorf("without every facet: %s", q)
	}
	if p.Without(pay.FacetRole); p.Role != "backend" {
		t.Error("Without changed its receiver")
	}
	for _, f := range pay.Facets {
		if whole := p.Without(f).Has(f); whole {
			t.Errorf("%s is still given", f)
		}
		if p.Has(f) != (p.Value(f) != "") {
			t.Errorf("%s: Has and Value disagree", f)
		}
	}
}

func TestProfileJSON(t *testing.T) {
	for _, p := range []pay.Profile{{}, {Country: "DE", Years: pay.YearsOf(0)},
		{Role: "sre", Years: pay.YearsOf(7.5), Skills: []string{"go"}}} {
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back pay.Profile
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, back, years); diff != "" {
			t.Errorf("%s: %s", b, diff)
		}
	}
}

// distributions draws distributions as estimates are: log pay around a centre, with ties.
var distributions = rapid.Custom(func(t *rapid.T) pay.Distribution {
	var d pay.Distribution
	log := rapid.Float64Range(5, 16).Draw(t, "lowest")
	for i := range d.Q {
		if i > 0 && rapid.IntRange(0, 4).Draw(t, "tie") > 0 {
			log += rapid.Float64Range(.001, .5).Draw(t, "step")
		}
		d.Q[i] = math.Exp(log)
	}
	d.Mean = d.Median()
	return d
})

func TestDistributionProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := distributions.Draw(t, "d")
		a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
		if a > b {
			a, b = b, a
		}
		if d.Quantile(a) > d.Quantile(b)*(1+1e-12) {
			t.Fatalf("Quantile(%v) = %v is above Quantile(%v) = %v", a, d.Quantile(a), b, d.Quantile(b))
		}
		x, y := d.Quantile(a), d.Quantile(b)
		if d.CDF(x) > d.CDF(y)+1e-9 {
			t.Fatalf("CDF(%v) = %v is above CDF(%v) = %v", x, d.CDF(x), y, d.CDF(y))
		}
		for i, p := range pay.Levels {
			if got := d.At(p); got != d.Q[i] || math.Abs(d.Quantile(p)/got-1) > 1e-9 {
				t.Fatalf("level %v: Q %v, At %v, Quantile %v", p, d.Q[i], got, d.Quantile(p))
			}
		}
		k := rapid.Float64Range(.01, 100).Draw(t, "k")
		if got, want := d.Scale(k).CDF(k*x), d.CDF(x); math.Abs(got-want) > 1e-6 {
			t.Fatalf("scaled by %v the CDF went from %v to %v", k, want, got)
		}
	})
}

// TestCDFInvertsQuantile looks at a distribution without ties, where the inverse is exact.
func TestCDFInvertsQuantile(t *testing.T) {
	var d pay.Distribution
	for i := range d.Q {
		d.Q[i] = 40_000 * math.Exp(.1*float64(i))
	}
	for p := .001; p < 1; p += .001 {
		if got := d.CDF(d.Quantile(p)); math.Abs(got-p) > 1e-9 {
			t.Errorf("CDF(Quantile(%.3f)) = %.6f", p, got)
		}
	}
	for _, x := range []float64{0, -1, math.NaN(), math.Inf(-1)} {
		if got := d.CDF(x); got != .001 {
			t.Errorf("CDF(%v) = %v", x, got)
		}
	}
	if got := d.CDF(math.Inf(1)); got != .999 {
		t.Errorf("CDF(Inf) = %v", got)
	}
}

// TestTails compares the tails with the log-normal that they continue. Reference values, by Python 3.11:
//
//	n = statistics.NormalDist(11, .5)
//	[round(math.exp(n.inv_cdf(p)), 2) for p in [.05,.1,.2,.25,.3,.4,.5,.6,.7,.75,.8,.9,.95,.01,.99]]
func TestTails(t *testing.T) {
	quantiles := []float64{
		26306.55, 31546.70, 39308.24, 42734.21, 46064.59, 52750.39, 59874.14, 67959.93, 77823.62, 83888.59, 91200.04,
		113638.29, 136274.54,
	}
	var d pay.Distribution
	copy(d.Q[:], quantiles)
	for p, want := range map[float64]float64{.01: 18710.24, .99: 191601.68} {
		if got := d.Quantile(p); math.Abs(got/want-1) > 1e-6 {
			t.Errorf("Quantile(%v) = %.2f, want %.2f", p, got, want)
		}
	}
}

func TestFlatDistribution(t *testing.T) {
	var d pay.Distribution
	for i := range d.Q {
		d.Q[i] = 50_000
	}
	if got := d.CDF(50_000); math.Abs(got-.5) > 1e-9 {
		t.Errorf("the pay of all is at %v", got)
	}
	if d.CDF(49_999) != .001 || d.CDF(50_001) != .999 {
		t.Errorf("beside the pay of all: %v, %v", d.CDF(49_999), d.CDF(50_001))
	}
}

func TestDistributionJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := distributions.Draw(t, "d")
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back pay.Distribution
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if back != d {
			t.Fatalf("%s came back as %+v", b, back)
		}
	})
	var d pay.Distribution
	if err := json.Unmarshal([]byte(`{"q05": 1}`), &d); err == nil {
		t.Error("a distribution without most of its quantiles was read")
	}
}

func TestErrorKinds(t *testing.T) {
	cause := errors.New("disk on fire")
	err := fmt.Errorf("importing: %w",
		pay.Errorf(pay.Unreadable, "no %s", "pay").At("a.csv: row 2").In("pay").WithHint("mend it").Because(cause))
	if pay.KindOf(err) != pay.Unreadable || !errors.Is(err, cause) {
		t.Errorf("kind %s of %v", pay.KindOf(err), err)
	}
	if got, want := err.Error(), "importing: a.csv: row 2: no pay: disk on fire"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if pay.KindOf(cause) != pay.Internal {
		t.Errorf("an unknown error is of kind %s", pay.KindOf(cause))
	}
}
