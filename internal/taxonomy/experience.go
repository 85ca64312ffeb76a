package taxonomy

import (
	"fmt"
	"strconv"
	"sync"
)

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

// ProfessionalShares are the shares of people at which ProfessionalYears states years: the middles of five parts of
// equal size.
var ProfessionalShares = [...]float64{.1, .3, .5, .7, .9}

// ProfessionalQuantiles are years of coding for pay at ProfessionalShares. Five people who have these years stand
// for all of whom no more is known than how long they have coded.
type ProfessionalQuantiles [len(ProfessionalShares)]float64

// Mean returns the mean of the five.
func (q ProfessionalQuantiles) Mean() (mean float64) {
	for _, years := range q {
		mean += years / float64(len(q))
	}
	return mean
}

// maxCoding is the last year of coding that a survey tells apart.
const maxCoding = 50

// byCoding are the quantiles by year of coding.
type byCoding [maxCoding + 1]ProfessionalQuantiles

// professionalYears is tables/professionalyears.tsv by education; "" is any education, which comes first there and
// stands in for the years of coding that too few people of another have.
var professionalYears = sync.OnceValue(func() map[string]*byCoding {
	byEducation := map[string]*byCoding{"": {}}
	for row := range rows("professionalyears") {
		group, ok := byEducation[row["education"]]
		if !ok {
			any := *byEducation[""]
			group = &any
			byEducation[row["education"]] = group
		}
		coding, err := strconv.Atoi(row["coding"])
		if err != nil || coding < 0 || coding > maxCoding {
			panic("taxonomy: professionalyears.tsv: " + row["coding"] + " years of coding")
		}
		q := &group[coding]
		for i, column := range [...]string{"q10", "q30", "q50", "q70", "q90"} {
			years, err := strconv.ParseFloat(row[column], 64)
			if err != nil {
				panic("taxonomy: professionalyears.tsv: " + err.Error())
			}
			q[i] = years
		}
	}
	return byEducation
})

// ProfessionalYears says how long people have coded for pay who have coded for a number of years, those of their
// education included. An education that is empty or that too few people of the surveys have is any education. Years
// below 0 count as 0 and those above 50 as 50.
//
// The surveys' own respondents are behind it, so it holds for those who answer such surveys. docs/data.md states
// its error on people who were left out.
func ProfessionalYears(coding float64, education string) ProfessionalQuantiles {
	coding = max(0, min(coding, maxCoding))
	group, ok := professionalYears()[education]
	if !ok {
		group = professionalYears()[""]
	}
	low, high := int(coding), min(int(coding)+1, maxCoding)
	q := group[low]
	for i := range q {
		q[i] += (coding - float64(low)) * (group[high][i] - q[i])
	}
	return q
}
