package pay_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

func TestAboveIsAProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, e := distributions.Draw(t, "d"), distributions.Draw(t, "e")
		p, q := d.Above(e), e.Above(d)
		if p < 0 || p > 1 || math.Abs(p+q-1) > 1e-9 {
			t.Fatalf("%v one way and %v the other", p, q)
		}
		if got := d.Above(d); math.Abs(got-.5) > 1e-9 {
			t.Fatalf("a distribution is above itself with %v", got)
		}
		k := rapid.Float64Range(.01, 100).Draw(t, "k")
		if got := d.Scale(k).Above(e.Scale(k)); math.Abs(got-p) > 1e-9 {
			t.Fatalf("in another currency %v became %v", p, got)
		}
		if got := d.Scale(1.1).Above(e); got < p-1e-9 {
			t.Fatalf("a rise took %v to %v", p, got)
		}
	})
}

// TestAboveAgreesWithDrawing holds the sum against every pair of people at evenly spaced quantiles.
func TestAboveAgreesWithDrawing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, e := distributions.Draw(t, "d"), distributions.Draw(t, "e")
		if rapid.Bool().Draw(t, "near") { // far apart every answer is 0 or 1
			e = e.Scale(d.Median() / e.Median())
		}
		const n = 400
		var sum float64
		for i := range n {
			x := d.Quantile((float64(i) + .5) / n)
			for j := range n {
				switch y := e.Quantile((float64(j) + .5) / n); {
				case math.Abs(x/y-1) < 1e-9:
					sum += .5
				case x > y:
					sum++
				}
			}
		}
		if got, want := d.Above(e), sum/(n*n); math.Abs(got-want) > .005 {
			t.Fatalf("Above is %v, drawing gives %v", got, want)
		}
	})
}

// TestAboveOfLogNormals compares with the closed form for two normals, by Python 3.11:
//
//	statistics.NormalDist().cdf((11.2 - 11) / math.hypot(.5, .4))
func TestAboveOfLogNormals(t *testing.T) {
	lognormal := func(centre, sigma float64) (d pay.Distribution) {
		for i, p := range pay.Levels {
			d.Q[i] = math.Exp(centre + sigma*math.Sqrt2*math.Erfinv(2*p-1))
		}
		return d
	}
	if got := lognormal(11.2, .5).Above(lognormal(11, .4)); math.Abs(got-.62261) > .002 {
		t.Errorf("Above = %.5f, want .62261", got)
	}
}

func TestAboveWhereAllEarnTheSame(t *testing.T) {
	var one pay.Distribution
	for i := range one.Q {
		one.Q[i] = 50_000
	}
	for k, want := range map[float64]float64{1: .5, 1.01: 1, .99: 0} {
		if got := one.Scale(k).Above(one); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v of it is above it with %v, want %v", k, got, want)
		}
	}
}

func BenchmarkAbove(b *testing.B) {
	var d pay.Distribution
	for i := range d.Q {
		d.Q[i] = 40_000 * math.Exp(.1*float64(i))
	}
	e := d.Scale(1.2)
	for b.Loop() {
		d.Above(e)
	}
}
