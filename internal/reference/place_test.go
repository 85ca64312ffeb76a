package reference

import (
	"math"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/place"
)

// TestPlaceEffect: a metropolitan area's own figure for developers, an official ratio by three quarters for the
// rest, a state whole, a city abroad by its survey.
func TestPlaceEffect(t *testing.T) {
	for _, test := range []struct {
		profile pay.Profile
		source  string
		kind    place.Kind
		share   float64 // of the official ratio's logarithm; 0 is not of it
	}{
		{pay.Profile{Country: "US", Place: "US-C41860", Role: "backend"}, "oews", place.Official, 0},
		{pay.Profile{Country: "US", Place: "US-C41860", Role: "data-scientist"}, "oflc", place.Official, .75},
		{pay.Profile{Country: "US", Place: "US-06037", Role: "backend"}, "oflc", place.Official, .75},
		{pay.Profile{Country: "US", Place: "US-CA", Role: "backend"}, "oews", place.Official, 1},
		{pay.Profile{Country: "DE", Place: "DE-munich", Role: "qa"}, "it-salary-eu", place.People, 0},
		{pay.Profile{Country: "CA", Place: "CA-vancouver"}, "official", place.Official, 0},
		{pay.Profile{Country: "NO", Place: "NO-oslo"}, "brentozar", place.Size, 0},
	} {
		e, ok, err := PlaceEffect(test.profile)
		if err != nil || !ok || e.Source != test.source || e.Kind != test.kind || !(e.Error > 0) {
			t.Errorf("%+v: %+v, %v, %v", test.profile, e, ok, err)
			continue
		}
		if test.share > 0 {
			ratio, _, _, err := PlaceRatio(test.profile)
			if got := e.Log / math.Log(ratio); err != nil || math.Abs(got-test.share) > .01 {
				t.Errorf("%+v: the effect is %v of the official ratio, want %v", test.profile, got, test.share)
			}
		}
	}
	for _, p := range []pay.Profile{
		{Country: "DE"}, {Country: "US", Role: "backend"}, {Country: "DE", Place: "DE-atlantis"},
	} {
		if e, ok, err := PlaceEffect(p); ok || err != nil {
			t.Errorf("%+v has an effect: %+v, %v", p, e, err)
		}
	}
}

// TestAlignedOfficial: developers of the USA by package office, other roles by OEWS of the occupation, both
// carried.
func TestAlignedOfficial(t *testing.T) {
	for _, test := range []struct {
		profile pay.Profile
		first   string // the occupation of the first figure
		n       int
	}{
		{pay.Profile{Country: "US", Role: "backend"}, "SOC2018 15-1252", 1},
		{pay.Profile{Country: "US", Role: "backend", Place: "US-C41860"}, "SOC2018 15-1252", 2},
		{pay.Profile{Country: "US", Role: "dba"}, "SOC2018 15-1242", 1},
		{pay.Profile{Country: "US", Role: "security", Industry: "finance", Level: "senior"}, "SOC2018 15-1212", 1},
		{pay.Profile{Country: "GB", Role: "qa"}, "SOC2020 2136", 1},
		{pay.Profile{Country: "CA", Role: "backend", Place: "CA-toronto"}, "NOC 21232", 4},
		{pay.Profile{Country: "FR", Role: "backend"}, "", 0},
		{pay.Profile{Role: "backend"}, "", 0},
	} {
		all, err := AlignedOfficial(test.profile, pay.Base, 2026.9)
		if err != nil || len(all) != test.n {
			t.Errorf("%+v: %d figures, %v; want %d", test.profile, len(all), err, test.n)
			continue
		}
		if test.n > 0 && (all[0].Figure.Occupation != test.first || all[0].P50 <= all[0].Figure.P50) {
			t.Errorf("%+v: %+v", test.profile, all[0])
		}
	}
}
