package taxonomy

import (
	"slices"
	"testing"
)

func TestExperienceBandName(t *testing.T) {
	for years, want := range map[float64]string{
		0: "0-2", 2.9: "0-2", 3: "3-5", 5.5: "3-5", 6: "6-9", 9.9: "6-9", 10: "10-14", 15: "15-19", 19.9: "15-19", 20: "20+", 50: "20+",
	} {
		if got := ExperienceBandName(years); got != want {
			t.Errorf("%v years are of the band %q, want %q", years, got, want)
		}
	}
}

// TestProfessionalYears: the years are in order, never more than those of coding, and grow with them; and the
// middle is what the surveys' people say: three of 5 years of coding, 14 of 20.
func TestProfessionalYears(t *testing.T) {
	asked := 0
	for _, education := range append([]string{"", "no such degree"}, Educations.Codes()...) {
		before := ProfessionalYears(0, education)
		for coding := 0.; coding <= 50; coding += .5 {
			asked++
			q := ProfessionalYears(coding, education)
			if !slices.IsSorted(q[:]) || q[0] < 0 || q[4] > coding+.5 {
				t.Errorf("%v years of coding, %q: %v years", coding, education, q)
			}
			for i := range q {
				if q[i] < before[i] && education == "" {
					t.Errorf("%v years of coding, %q: %v, fewer than %v", coding, education, q, before)
				}
			}
			before = q
		}
	}
	if asked < 500 {
		t.Fatalf("asked %d times", asked)
	}
	for coding, want := range map[float64]float64{5: 3, 5.5: 3, 20: 14, 50: 40, 60: 40, -1: 0} {
		if got := ProfessionalYears(coding, "")[2]; got != want {
			t.Errorf("the middle of %v years of coding is %v, want %v", coding, got, want)
		}
	}
	if mean := ProfessionalYears(10, "bachelor").Mean(); mean < 5 || mean > 6.5 {
		t.Errorf("the mean of 10 years of coding is %v", mean)
	}
}
