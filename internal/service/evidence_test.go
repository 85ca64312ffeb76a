package service

import (
	"slices"
	"testing"

	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
)

// TestEvidenceAddsUp: the count of an answer is the sum of its layers' reports like this, says whose they are, and
// its share and its caveat follow from that count. A skill that makes no difference does not make reports disappear.
func TestEvidenceAddsUp(t *testing.T) {
	s := open(t)
	counted, none := 0, 0
	for _, country := range []string{"US", "DE", "UA", "KE", "SE", "IS", "ZW", ""} {
		for _, years := range []string{"", "3", "5", "7"} {
			for _, role := range []string{"backend", "qa", ""} {
				ask := Ask{Role: role, Country: country, Years: years}
				a, err := s.Estimate(t.Context(), ask)
				if err != nil {
					t.Fatalf("%+v: %v", ask, err)
				}
				e, sum := a.Evidence, 0
				for _, l := range e.Layers {
					if l.Layer == pay.Reported && l.Like {
						sum += l.N
					}
				}
				few := slices.ContainsFunc(a.Warnings, func(w pay.Warning) bool { return w.Code == estimate.WarnFew })
				if e.N != sum || e.Like == "" || e.DataShare != estimate.DataShare(e.N) || few != (e.N < 10) {
					t.Errorf("%+v: %d reports of %q, %.2f of the answer, few: %v; the layers have %d",
						ask, e.N, e.Like, e.DataShare, few, sum)
				}
				if e.N > 0 {
					counted++
				} else {
					none++
				}
			}
		}
	}
	if counted == 0 || none == 0 {
		t.Errorf("%d answers with reports, %d without", counted, none)
	}
	plain, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "DE", Years: "7"})
	if err != nil {
		t.Fatal(err)
	}
	odd, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "DE", Years: "7", Skills: []string{"cobol"}})
	if err != nil || odd.Evidence.N != plain.Evidence.N || plain.Evidence.N == 0 {
		t.Errorf("%d reports with a skill that makes no difference, %d without, %v", odd.Evidence.N,
			plain.Evidence.N, err)
	}
}

// TestBandIsSaid: years of one band share their reports, and the band is what is said of them.
func TestBandIsSaid(t *testing.T) {
	s := open(t)
	like := map[string]string{}
	for _, years := range []string{"3", "5", "6"} {
		a, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "US", Years: years})
		if err != nil {
			t.Fatal(err)
		}
		like[years] = a.Evidence.Like
	}
	want := "backend developer in United States with 3–5 years of experience"
	if like["3"] != want || like["5"] != want {
		t.Errorf("3 years: %q, 5 years: %q, want %q", like["3"], like["5"], want)
	}
	if like["6"] == like["5"] {
		t.Errorf("6 years are of the same band as 5: %q", like["6"])
	}
}

// TestOfficialIsAligned: what an office publishes is brought to the answer's time and component, in the answer's
// unit, with each step, and compared with the median for everybody at the work.
func TestOfficialIsAligned(t *testing.T) {
	s := open(t)
	for _, test := range []struct {
		ask    Ask
		office string
	}{
		{Ask{Role: "backend", Country: "US", Component: "base"}, "US Bureau of Labor Statistics"},
		{Ask{Role: "backend", Country: "US", Place: "Seattle", Years: "6"}, "US Bureau of Labor Statistics"},
		{Ask{Role: "backend", Country: "SE", Years: "6", Period: "month", Currency: "EUR"}, "Statistics Sweden"},
		{Ask{Role: "qa", Country: "GB", PPP: true}, "Office for National Statistics"},
		{Ask{Role: "backend", Country: "NL", Component: "base"}, "Statistics Netherlands"},
	} {
		a, err := s.Estimate(t.Context(), test.ask)
		if err != nil {
			t.Fatalf("%+v: %v", test.ask, err)
		}
		i := slices.IndexFunc(a.Evidence.Layers, func(l pay.LayerEvidence) bool { return l.Aligned != nil })
		if i < 0 {
			t.Errorf("%+v: no aligned figure among %+v", test.ask, a.Evidence.Layers)
			continue
		}
		l := a.Evidence.Layers[i]
		if l.Layer != pay.Official || l.Aligned.Office != test.office || len(l.Aligned.Steps) == 0 ||
			l.Aligned.Above == nil {
			t.Errorf("%+v: %+v, %+v", test.ask, l, l.Aligned)
			continue
		}
		// The median for everybody at the work is the one that the same question has without anything else.
		everybody := test.ask
		everybody.Years = ""
		base, err := s.Estimate(t.Context(), everybody)
		if err != nil {
			t.Fatal(err)
		}
		if want := base.Distribution.Median()/l.P50 - 1; !near(*l.Aligned.Above, want, 1e-3) {
			t.Errorf("%+v: %.4f above %s, want %.4f", test.ask, *l.Aligned.Above, test.office, want)
		}
	}
}

func near(a, b, within float64) bool { return a-b < within && b-a < within }

// TestNoRateIsAnError: an answer is never given at a rate older than a year, nor in one currency under another's
// name.
func TestNoRateIsAnError(t *testing.T) {
	s := open(t)
	for _, ask := range []Ask{
		{Role: "backend", Country: "DE", Currency: "ZWG"},
		{Role: "backend", Country: "ZW", Currency: "ZWG"},
		{Role: "backend", Country: "DE", Currency: "ARS", On: "2022-06"},
	} {
		if a, err := s.Estimate(t.Context(), ask); err == nil {
			t.Errorf("%+v is answered by %.0f %s, %+v", ask, a.Distribution.Median(), a.Currency, a.Rate)
		} else if pay.KindOf(err) != pay.Unsupported {
			t.Errorf("%+v: %v of kind %v", ask, err, pay.KindOf(err))
		}
	}
	a, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "AR", On: "2022-06"})
	if err != nil || a.Currency != "USD" {
		t.Errorf("Argentina in 2022 is answered in %s, %v", a.Currency, err)
	}
}
