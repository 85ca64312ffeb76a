package taxonomy

import "fmt"

// ExperienceBands are the bands of experience in which people are counted and compared, by their first
// completed year. The last has no end.
var ExperienceBands = [...]float64{0, 3, 6, 10, 15, 20}

// ExperienceBand returns the position in ExperienceBands of a number of years.
func ExperienceBand(years float64) int {
	b := 0
	for b+1 < len(ExperienceBands) && years >= ExperienceBands[b+1] {
		b++
	}
	return b
}

// bandNames are the names of ExperienceBands.
var bandNames = func() (names [len(ExperienceBands)]string) {
	last := len(names) - 1
	for b := range last {
		names[b] = fmt.Sprintf("%.0f-%.0f", ExperienceBands[b], ExperienceBands[b+1]-1)
	}
	names[last] = fmt.Sprintf("%.0f+", ExperienceBands[last])
	return names
}()

// ExperienceBandName names the band of a number of years by its completed years: "0-2", "20+".
func ExperienceBandName(years float64) string { return bandNames[ExperienceBand(years)] }
