package taxonomy

import "testing"

func TestExperienceBandName(t *testing.T) {
	for years, want := range map[float64]string{
		0: "0-2", 2.9: "0-2", 3: "3-5", 5.5: "3-5", 6: "6-9", 9.9: "6-9", 10: "10-14", 15: "15-19", 19.9: "15-19", 20: "20+", 50: "20+",
	} {
		if got := ExperienceBandName(years); got != want {
			t.Errorf("%v years are of the band %q, want %q", years, got, want)
		}
	}
}
