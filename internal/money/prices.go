package money

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

//go:embed tables/worldbank.tsv
var worldbankTSV string

// annual is a statistic of one country by year, NaN where it is not known.
type annual struct {
	first  int
	values []float64
}

func (a annual) last() int { return a.first + len(a.values) - 1 }

func (a annual) at(year int) float64 {
	if i := year - a.first; i >= 0 && i < len(a.values) {
		return a.values[i]
	}
	return math.NaN()
}

// statistics is the World Bank's figures by country.
type statistics struct{ purchasing, inflation map[string]annual }

// bank is the table, read on first use.
var bank = sync.OnceValue(readBank)

func readBank() (b statistics) {
	b.purchasing, b.inflation = map[string]annual{}, map[string]annual{}
	for _, row := range table(worldbankTSV, 4) {
		first, err := strconv.Atoi(row[2])
		if err != nil {
			panic(fmt.Sprintf("money: worldbank.tsv: %v", err))
		}
		into := b.purchasing
		if row[0] == "CPI" {
			into = b.inflation
		}
		into[row[1]] = annual{first, numbers(row[3])}
	}
	return b
}

// maxPurchasingAge is how many years before the one asked for a purchasing power may be.
const maxPurchasingAge = 5

// persistence is the part of a country's inflation above that of the USA which is left a year later, where
// prices are not published yet. Of the ways compared by TestPurchasingCarriedForward it errs least.
const persistence = .7

// Purchasing returns how many units of a country's currency of today buy what one US dollar buys in the
// USA in a year: the World Bank's conversion factor for GDP at purchasing power of the nearest year that has
// one, up to five years before, which is usedYear. From there it is carried forward by the prices of the
// country relative to those of the USA, so that pay of 2026 is not measured by the prices of 2024: by
// consumer prices as far as they are published, then by the last inflation, of which a part is left each
// year. Without prices nothing is carried: that, and a country or year without a figure, is a
// pay.NoEvidence error.
func Purchasing(country string, year int) (lcuPerInternationalDollar float64, usedYear int, err error) {
	a, ok := bank().purchasing[country]
	for y := year; ok && y >= year-maxPurchasingAge; y-- {
		v := a.at(y)
		if math.IsNaN(v) {
			continue
		}
		change, ok := relativePrices(country, y, year)
		if !ok {
			err := pay.Errorf(pay.NoEvidence, "prices in %s after %d are not known, and purchasing power needs them", country, y)
			return 0, 0, err.In("country").WithHint("ask for %d, or without purchasing power", y)
		}
		return v * math.Exp(change), y, nil
	}
	return 0, 0, pay.Errorf(pay.NoEvidence, "there is no purchasing power for %s in %d", country, year).In("country").
		WithHint("%s", yearsOf(a, ok))
}

// relativePrices returns the logarithm of how much more prices rose in a country than in the USA between two years.
func relativePrices(country string, from, to int) (change float64, ok bool) {
	if from == to || country == "US" {
		return 0, true
	}
	there, here := bank().inflation[country], bank().inflation["US"]
	above := math.NaN() // inflation above that of the USA in the year before
	published := func(year int) float64 { return math.Log1p(there.at(year)/100) - math.Log1p(here.at(year)/100) }
	for year := from; year >= from-maxPurchasingAge && math.IsNaN(above); year-- {
		above = published(year) * math.Pow(persistence, float64(from-year))
	}
	for year := from + 1; year <= to; year++ {
		above *= persistence
		if v := published(year); !math.IsNaN(v) {
			above = v
		}
		change += above
	}
	return change, !math.IsNaN(change)
}

// Prices returns by what factor a country's consumer prices changed from the mean of one year to that of
// another: above one for inflation, its inverse when the years are swapped. Nothing is projected: years
// after lastYear, the last with data, count as lastYear. A country or year without data is a
// pay.NoEvidence error.
func Prices(country string, from, to int) (ratio float64, lastYear int, err error) {
	if from > to {
		ratio, lastYear, err = Prices(country, to, from)
		return 1 / ratio, lastYear, err
	}
	a, ok := bank().inflation[country]
	ratio = 1
	for y := from + 1; ok && y <= min(to, a.last()); y++ {
		ratio *= 1 + a.at(y)/100 // of y over the year before; NaN in a gap
	}
	if !ok || math.IsNaN(ratio) {
		return 0, 0, pay.Errorf(pay.NoEvidence, "there are no consumer prices for %s from %d to %d", country, from, to).
			In("country").WithHint("%s", yearsOf(a, ok))
	}
	return ratio, a.last(), nil
}

func yearsOf(a annual, ok bool) string {
	if !ok {
		return "the World Bank publishes none for that country"
	}
	return fmt.Sprintf("there are figures from %d to %d", a.first, a.last())
}
