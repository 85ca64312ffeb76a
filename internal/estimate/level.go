package estimate

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
)

// growth is how pay moves after the last year of the data, in logs of a country's own currency a year.
type growth struct {
	Real    float64            `json:"real"`    // above consumer prices, over the countries with published medians
	Spread  float64            `json:"spread"`  // standard deviation of Country around it
	Dollar  float64            `json:"dollar"`  // of the USA, in its own dollars
	Country map[string]float64 `json:"country"` // measured
}

const (
	anchorPeople = 2000 // of the reference in a year, for it to be the one that projections start from
	steadyPrices = .10  // inflation a year, from which a currency is no measure of pay any more
	usualPrices  = .025 // where inflation is taken to go when it is not known yet
	stalest      = 6    // months that the rate of the anchor year may be old
	oldestRate   = 12   // months that any rate may be old

	// Beside the spread between countries, a survey's sample of a country changes from year to year.
	sampleError = .02
	// In a currency that prices run away from, pay follows the dollar at best roughly.
	dollarError = .08
)

// official is a median that a survey has published for a year whose records are not here.
type official struct {
	year    int
	country string
	n       int
	dollars float64
	rate    float64 // dollars for one unit of the currency; 0 when the survey's own is not known
}

//go:embed official.tsv
var officialTable string

var officials = sync.OnceValue(func() []official {
	var all []official
	for line := range strings.Lines(officialTable) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		year, err := strconv.Atoi(f[0])
		if err != nil || len(f) != 5 {
			continue // comments and the header
		}
		n, _ := strconv.Atoi(f[2])
		dollars, _ := strconv.ParseFloat(f[3], 64)
		rate, _ := strconv.ParseFloat(f[4], 64)
		all = append(all, official{year, f[1], n, dollars, rate})
	}
	return all
})

// june is the month in which the surveys are taken.
func june(year int) money.Month { return money.Month{Year: year, Month: int(time.June)} }

// experience2026 is how many people of each band of experience answered the survey whose medians are published: worldwide,
// from the published results of the Stack Overflow Developer Survey 2026. middle is a number of years that stands for it.
var experience2026 = []struct{ first, middle, people float64 }{
	{0, 3, 1647}, {5, 7, 2403}, {10, 12, 2503}, {15, 17, 1786}, {20, 24, 2349}, {30, 33, 990}, {40, 42, 315},
}

// mix is how far the people behind the published medians differ from those of the anchor year in experience: what is
// more or less of each band, as shares.
func (m *Model) mix(people []person) []float64 {
	more, all := make([]float64, len(experience2026)), 0.0
	share := make([]float64, len(experience2026))
	for i := range people {
		p := &people[i]
		years, known := yearsOfCopy(p, 0).Get()
		if p.record.Source != reference || p.record.Year != m.Anchor || !known {
			continue
		}
		band := 0
		for b, e := range experience2026 {
			if years >= e.first {
				band = b
			}
		}
		share[band]++
		all++
	}
	if all < anchorPeople {
		return more
	}
	total := 0.0
	for _, e := range experience2026 {
		total += e.people
	}
	for b, e := range experience2026 {
		more[b] = e.people/total - share[b]/all
	}
	return more
}

// measureGrowth compares the published medians with the model's of the anchor year, for people of the same experience.
func (m *Model) measureGrowth(people []person) {
	mix := m.mix(people)
	m.Growth = growth{Real: .01, Spread: sampleError, Dollar: usualPrices + .01, Country: map[string]float64{}}
	type measured struct {
		country     string
		local, real float64
	}
	var all []measured
	for _, o := range officials() {
		currency, ok := money.CurrencyOf(o.country)
		years := float64(o.year - m.Anchor)
		if !ok || years <= 0 || m.space.byteOf[colCountry][o.country] == 0 {
			continue
		}
		rate := o.rate
		if rate == 0 {
			v, _, err := money.Convert(1, currency, "USD", june(o.year))
			if err != nil {
				continue
			}
			rate = v
		}
		before, _, err := money.Convert(1, currency, "USD", june(m.Anchor))
		if err != nil {
			continue
		}
		row := make([]uint8, m.space.width())
		p := pay.Profile{Country: o.country}
		m.space.encode(&p, m.Anchor, false, row)
		q, _ := m.say(row)
		median := q[pay.MedianIndex]
		for b, more := range mix {
			row[colYears] = yearsByte(pay.YearsOf(experience2026[b].middle))
			of, _ := m.say(row)
			median += more * of[pay.MedianIndex]
		}
		local := (math.Log(o.dollars/rate) - median + math.Log(before)) / years
		prices, _ := inflation(o.country, m.Anchor, o.year)
		all = append(all, measured{o.country, local, local - prices/years})
	}
	if len(all) < 3 {
		return
	}
	sum, squares := 0.0, 0.0
	for _, c := range all {
		sum += c.real
		squares += c.real * c.real
	}
	n := float64(len(all))
	m.Growth.Real = sum / n
	m.Growth.Spread = math.Sqrt(max(squares-sum*sum/n, 0) / (n - 1))
	// A country's own growth holds the chance of two samples; it is drawn towards the others by as much.
	own := max(m.Growth.Spread*m.Growth.Spread-sampleError*sampleError, 0) / (m.Growth.Spread * m.Growth.Spread)
	for _, c := range all {
		m.Growth.Country[c.country] = c.local + (1-own)*(m.Growth.Real-c.real)
		if c.country == "US" {
			m.Growth.Dollar = m.Growth.Country["US"]
		}
	}
}

// inflation returns the log of the change of consumer prices between the middles of two years. Years that the World
// Bank has no figure for yet go halfway from the last known inflation to the usual one.
func inflation(country string, from, to int) (change float64, known bool) {
	_, last, err := money.Prices(country, from-1, from)
	if err != nil {
		return usualPrices * float64(to-from), false
	}
	recent := 0.0
	for year := from; year <= to; year++ {
		v := (recent + usualPrices) / 2
		if year <= last {
			ratio, _, err := money.Prices(country, year-1, year)
			if err != nil {
				return usualPrices * float64(to-from), false
			}
			v = math.Log(ratio)
		}
		if year > from {
			change += v
		}
		recent = v
	}
	return change, true
}

// setLevel finds what the answer is moved by: exchange, growth since the data, and the asked basis.
func (m *Model) setLevel(q Question, a *asked) {
	a.currency = currencyOf(q)
	year := a.asOf.Year()
	if year < m.space.FirstYear {
		a.warn(WarnEarlier, "the data begin in %s: this is the pay of that year", m.space.FirstYear)
		year = m.space.FirstYear
	}
	if year <= m.Anchor {
		if !a.exchange("USD", june(year)) {
			a.dollars()
		}
		return
	}
	years := a.asOf.Sub(m.lastDate()).Hours() / 24 / 365.25
	own, known := money.CurrencyOf(q.Profile.Country)
	toOwn, rate, err := money.Convert(1, "USD", own, june(m.Anchor))
	steady := known && err == nil && money.Age(rate, june(m.Anchor)) <= stalest
	perYear, measured := m.Growth.Country[q.Profile.Country]
	if steady && !measured {
		whole := int(math.Ceil(years))
		prices, priced := inflation(q.Profile.Country, m.Anchor, m.Anchor+whole)
		_, last, err := money.Prices(q.Profile.Country, m.Anchor-1, m.Anchor)
		if priced && err == nil {
			recent, _, _ := money.Prices(q.Profile.Country, last-1, last)
			steady = math.Log(recent) < steadyPrices
		}
		perYear = prices/float64(whole) + m.Growth.Real
		steady = steady && priced
	}
	if !steady {
		a.level.log += m.Growth.Dollar * years
		a.level.error = math.Hypot(a.level.error, math.Hypot(m.Growth.Spread, dollarError)*math.Sqrt(years))
		if q.Profile.Country != "" {
			a.warn(WarnProjected, "projected from %s: the dollar value grows as in the USA (%s a year), at the latest exchange rate, for prices or the currency there give no better measure", m.Anchor, pay.Change{Ratio: math.Exp(m.Growth.Dollar), Decimals: 1})
		} else {
			a.warn(WarnProjected, "projected from %s by the growth of pay in the USA, %s a year", m.Anchor, pay.Change{Ratio: math.Exp(m.Growth.Dollar), Decimals: 1})
		}
		if !a.exchange("USD", money.MonthOf(a.asOf)) {
			a.dollars()
		}
		return
	}
	a.level.log += math.Log(toOwn) + perYear*years
	a.level.error = math.Hypot(a.level.error, math.Hypot(m.Growth.Spread, sampleError)*math.Sqrt(years))
	if measured {
		a.warn(WarnProjected, "projected from %s by the published medians of %s: %s a year", m.Anchor, officials()[0].year, pay.Change{Ratio: math.Exp(perYear), Decimals: 1})
	} else {
		a.warn(WarnProjected, "projected from %s by prices there and the growth of pay above prices in countries with published medians: %s a year", m.Anchor, pay.Change{Ratio: math.Exp(perYear), Decimals: 1})
	}
	if !a.exchange(own, money.MonthOf(a.asOf)) {
		a.level.log -= math.Log(toOwn)
		a.dollars()
	}
}

// exchange moves the level from a currency to the one that was asked for, at the rate of a month or the last one before
// it that is no older than a year. Without any, it leaves the level alone.
func (a *asked) exchange(from string, on money.Month) (ok bool) {
	if from == a.currency {
		return true
	}
	v, rate, err := money.Convert(1, from, a.currency, on)
	if err != nil || money.Age(rate, on) > oldestRate {
		return false
	}
	a.level.log += math.Log(v)
	if money.Age(rate, on) > stalest {
		a.warn(WarnCurrency, "the last exchange rate from %s to %s is of %s", from, a.currency, rate.Date)
	}
	return true
}

// dollars gives up on the asked currency.
func (a *asked) dollars() {
	a.warn(WarnCurrency, "there is no exchange rate for %s of the last twelve months: the answer is in US dollars", a.currency)
	a.currency = "USD"
}
