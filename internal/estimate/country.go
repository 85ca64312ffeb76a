package estimate

import (
	"math"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
)

const (
	// thinPeople is how many people a country may have for its answers to be brought to what they say.
	thinPeople = 400
	// ownRecords is the number of people at which what they say counts by half.
	ownRecords = 5

	// widestRange is how many times as much the best paid tenth may make as the worst paid tenth, of people of
	// one country with ten years of experience. Where a survey says more, amounts of several currencies, months and years
	// are among the answers that no screen can tell apart.
	widestRange = 9.5
	rangeYears  = 10
)

// nearOwnReports brings the level of countries of few people to what their own honest answers of the last years say. The
// trees have few of them, and take them to be like their neighbours.
func (m *Model) nearOwnReports(people []person) {
	above := map[string][]float64{}
	row := make([]uint8, m.space.width())
	type countryYear struct {
		country string
		year    int
	}
	said := map[countryYear]float64{}
	for i := range people {
		p := &people[i]
		r := p.record
		if r.Source != reference || r.Excluded != "" || r.Year < m.Anchor-calibrationSpan || m.space.byteOf[colCountry][r.Country] == 0 {
			continue
		}
		h := countryYear{r.Country, r.Year}
		if _, ok := said[h]; !ok {
			m.space.encode(&pay.Profile{Country: r.Country}, r.Year, false, row)
			q, _ := m.say(row)
			said[h] = q[pay.MedianIndex]
		}
		above[r.Country] = append(above[r.Country], p.pay-said[h])
	}
	for country, d := range above {
		n := float64(len(d))
		m.Typical.Country[m.space.byteOf[colCountry][country]] += quantile(d, .5) * n / (n + ownRecords) * max(1-n/thinPeople, 0)
	}
}

// measureNarrow finds what the spread of a country must be multiplied by to be within widestRange in every role. A spread
// is multiplied about the median by the same number for the whole country, so that whatever ascends does so still.
func (m *Model) measureNarrow() {
	m.Narrow = map[string]float64{}
	row := make([]uint8, m.space.width())
	for _, country := range m.space.Values[colCountry] {
		widest := 0.0
		for role := range len(m.space.Values[colRole]) + 1 {
			m.space.encode(&pay.Profile{Country: country, Years: pay.YearsOf(rangeYears)}, m.Anchor, false, row)
			if row[colRole] = uint8(role); row[colCountry] == boost.Unknown {
				continue
			}
			q, _ := m.say(row)
			widest = max(widest, q[tenth90]-q[tenth10])
		}
		if limit := math.Log(widestRange); widest > limit {
			m.Narrow[country] = limit / widest
		}
	}
}

// The positions of the first and the last tenth in pay.Levels.
const (
	tenth10 = 1
	tenth90 = 11
)

// narrowOf returns what the spread of a country is multiplied by.
func (m *Model) narrowOf(country string) float64 {
	if k, ok := m.Narrow[country]; ok {
		return k
	}
	return 1
}
