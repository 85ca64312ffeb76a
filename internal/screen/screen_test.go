package screen

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
)

func oneGroup(string) string { return "all" }

// population draws n honest log-normal answers in country c and, of every hundred, the given number that
// are a twelfth of what they should be.
func population(s *Screen, rng *rand.Rand, c string, n int, median, sigma float64, mistakesInHundred int) {
	for range n {
		pay := median * math.Exp(sigma*rng.NormFloat64())
		if rng.IntN(100) < mistakesInHundred {
			pay /= 12
		}
		s.Add(c, pay)
	}
}

func TestJudge(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	s := New(oneGroup, nil)
	population(s, rng, "narrow", 2000, 140_000, .45, 3)
	population(s, rng, "wide", 600, 20_000, 1.0, 10)
	limits := s.Fit()
	for _, tt := range []struct {
		country string
		pay     float64
		want    dataset.Reason
	}{
		{"narrow", 140_000, ""},
		{"narrow", 45_000, ""},                  // low, and still honest
		{"narrow", 900_000, ""},                 // the long upper tail is honest
		{"narrow", 11_000, dataset.UnitMistake}, // a month's pay
		{"narrow", 140, dataset.UnitMistake},    // thousands
		{"narrow", 85, dataset.UnitMistake},
		{"narrow", 1e15, dataset.Implausible},
		{"narrow", 1, dataset.Implausible},
		{"wide", 1_700, ""}, // cannot be told from low pay
		{"wide", 20_000, ""},
		{"wide", 20, dataset.UnitMistake},
		{"wide", 1e12, dataset.Implausible},
		{"unseen", 60_000, ""},
		{"unseen", 1e15, dataset.Implausible},
		{"narrow", math.NaN(), dataset.Implausible},
		{"narrow", -5, dataset.Implausible},
		{"narrow", math.Inf(1), dataset.Implausible},
	} {
		if got := limits.Judge(tt.country, tt.pay); got != tt.want {
			t.Errorf("Judge(%q, %v) = %q, want %q; model %+v", tt.country, tt.pay, got, tt.want, limits.countries[tt.country])
		}
	}
}

// TestMistakesRecovered checks that of simulated mistakes most are found where they stand apart, and that
// next to no honest answer is called a mistake.
func TestMistakesRecovered(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s := New(oneGroup, nil)
	population(s, rng, "A", 5000, 100_000, .4, 4)
	limits := s.Fit()
	var found, wrong, mistakes, honest int
	for range 20_000 {
		pay := 100_000 * math.Exp(.4*rng.NormFloat64())
		honest++
		if limits.Judge("A", pay) != "" {
			wrong++
		}
		mistakes++
		if limits.Judge("A", pay/12) == dataset.UnitMistake {
			found++
		}
	}
	if rate := float64(found) / float64(mistakes); rate < .9 {
		t.Errorf("found %.3f of the mistakes, want .9", rate)
	}
	if rate := float64(wrong) / float64(honest); rate > .0005 {
		t.Errorf("called %.5f of the honest answers mistakes, want at most .0005", rate)
	}
}

// TestSmallCountryUsesPrior checks that a handful of records is judged by what is known from elsewhere.
func TestSmallCountryUsesPrior(t *testing.T) {
	s := New(oneGroup, map[string]Prior{"DE": {Centre: math.Log(70_000), Scale: .45}})
	for _, pay := range []float64{60_000, 5_500, 75_000} {
		s.Add("DE", pay)
	}
	limits := s.Fit()
	if got := limits.Judge("DE", 5_500); got != dataset.UnitMistake {
		t.Errorf("Judge(DE, 5500) = %q, want %q", got, dataset.UnitMistake)
	}
	if got := limits.Judge("DE", 60_000); got != "" {
		t.Errorf("Judge(DE, 60000) = %q, want it kept", got)
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	a, b := New(oneGroup, nil), New(oneGroup, nil)
	pays := []float64{50_000, 60_000, 4_000, 80_000, 55_000, 1e9}
	for i := range pays {
		a.Add("X", pays[i])
		b.Add("X", pays[len(pays)-1-i])
	}
	if a.Fit().countries["X"] != b.Fit().countries["X"] {
		t.Error("the limits depend on the order of the records")
	}
}
