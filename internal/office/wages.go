package office

import (
	"fmt"
	"math"
	"sync"

	"github.com/backpay/backpay/internal/money"
)

// wages are the average wages of a full-time worker by country and year, in the country's currency: the OECD's
// Taxing Wages. They say how wages moved, which consumer prices do not.
var wages = sync.OnceValue(func() map[string]map[int]float64 {
	byCountry := map[string]map[int]float64{}
	eachRow("wages.tsv", func(row map[string]string) {
		years := byCountry[row["country"]]
		if years == nil {
			years = map[int]float64{}
			byCountry[row["country"]] = years
		}
		years[int(number(row["year"]))] = number(row["wage"])
	})
	return byCountry
})

// growthYears are the last years whose growth stands for what is not known yet.
const growthYears = 2

// carriage is what pay is multiplied by to be of another time.
type carriage struct {
	factor    float64
	index     string  // by what
	last      int     // the last year that is known
	projected float64 // years of it that are not
}

// carried says how wages of a country moved from one time to another, in years. A year's average is of its middle,
// and between middles wages grow evenly. Where there are no average wages, consumer prices stand in.
func carried(country string, from, to float64) (carriage, error) {
	years := wages()[country]
	if len(years) <= growthYears {
		return carriedByPrices(country, from, to)
	}
	last := 0
	for y := range years {
		last = max(last, y)
	}
	growth := math.Log(years[last]/years[last-growthYears]) / growthYears
	level := func(t float64) float64 {
		t -= .5 // the years' middles
		low := int(math.Floor(t))
		part := t - float64(low)
		if low >= last {
			return math.Log(years[last]) + growth*(t-float64(last))
		}
		if years[low] == 0 || years[low+1] == 0 {
			return math.NaN()
		}
		return (1-part)*math.Log(years[low]) + part*math.Log(years[low+1])
	}
	factor := math.Exp(level(to) - level(from))
	if math.IsNaN(factor) {
		return carriedByPrices(country, from, to)
	}
	return carriage{
		factor: factor, index: "the OECD's average wages", last: last,
		projected: max(0, max(from, to)-max(float64(last)+.5, min(from, to))),
	}, nil
}

func carriedByPrices(country string, from, to float64) (carriage, error) {
	ratio, last, err := money.Prices(country, int(from), int(to))
	if err != nil {
		return carriage{}, fmt.Errorf("carrying official figures to another year: %w", err)
	}
	return carriage{
		factor: ratio, index: "consumer prices, since its average wages are not known", last: last,
		projected: max(0, max(from, to)-max(float64(last)+1, min(from, to))),
	}, nil
}
