package money

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/backpay/backpay/internal/pay"
)

// Month is a calendar month. The zero Month stands for the newest one of the tables.
type Month struct{ Year, Month int }

// ParseMonth reads a month as "2024-06"; a date, as "2024-06-30", is read as its month.
func ParseMonth(s string) (Month, error) {
	for _, layout := range []string{"2006-01", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return MonthOf(t), nil
		}
	}
	return Month{}, pay.Errorf(pay.Invalid, "%q is not a month", s).In("on").
		WithHint("write year and month, as in 2024-06")
}

// MonthOf returns the month that t lies in.
func MonthOf(t time.Time) Month { return Month{t.Year(), int(t.Month())} }

// String returns the month as "2024-06".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, m.Month) }

// index counts months since January of the year 0.
func (m Month) index() int { return 12*m.Year + m.Month - 1 }

func monthAt(index int) Month { return Month{index / 12, index%12 + 1} }

// MaxAge is how many months before the one asked for a rate may be. Pay is compared over years; a rate
// that is older says nothing of the month.
const MaxAge = 12

var (
	//go:embed tables/rates.tsv
	ratesTSV string
	//go:embed tables/parities.tsv
	paritiesTSV string
)

// origin is a set of sources of rates. Their order is the order of trust.
type origin uint8

const (
	ofECB    origin = 1 << iota // the European Central Bank's reference rate
	ofLaw                       // a rate that a state has fixed
	ofFed                       // the Federal Reserve's rate
	ofSurvey                    // the rate that the Stack Overflow survey converted with
)

var originNames = []string{"ECB", "fixed parity", "Federal Reserve", "Stack Overflow survey"}

// String names the sources as a sentence does: "ECB and Federal Reserve".
func (o origin) String() string {
	var names []string
	for i, name := range originNames {
		if o&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// quotation is what one source says of a currency: its units for one unit of base, month by month.
type quotation struct {
	origin origin
	base   string
	first  int       // index of the first month
	units  []float64 // NaN where there is no rate; one of law holds from the first month on
}

// at returns the units in a month, and whether there is a rate.
func (q *quotation) at(month int) (units float64, ok bool) {
	i := month - q.first
	if q.origin == ofLaw && i > 0 {
		i = 0
	}
	if i < 0 || i >= len(q.units) || math.IsNaN(q.units[i]) {
		return 0, false
	}
	return q.units[i], true
}

// exchange is every quotation, by currency, the most trusted first.
type exchange struct {
	quoted map[string][]quotation
	ways   sync.Map // of wayOf to []node: there are no more than currencies times the months that have rates
	first  int      // the oldest month of any rate
	last   int      // the newest month of the ECB and the Federal Reserve
}

// rates is the tables, read on first use.
var rates = sync.OnceValue(readRates)

func readRates() *exchange {
	x := &exchange{quoted: map[string][]quotation{}, first: Month{1999, 1}.index()}
	for _, row := range table(paritiesTSV, 5) {
		x.add(row[0], quotation{ofLaw, row[1], mustMonth(row[3]), numbers(row[2])})
	}
	for _, row := range table(ratesTSV, 5) {
		from := origin(1 << slices.Index(originNames, row[0]))
		q := quotation{from, row[1], mustMonth(row[3]), numbers(row[4])}
		x.add(row[2], q)
		if from != ofSurvey {
			x.last = max(x.last, q.first+len(q.units)-1)
		}
	}
	for _, all := range x.quoted {
		slices.SortFunc(all, func(a, b quotation) int {
			return cmp.Or(cmp.Compare(a.origin, b.origin), cmp.Compare(b.first, a.first))
		})
	}
	return x
}

func (x *exchange) add(currency string, q quotation) {
	x.quoted[currency] = append(x.quoted[currency], q)
}

// numbers reads a space-separated list of an embedded table, "-" as NaN.
func numbers(s string) []float64 {
	list := make([]float64, 0, strings.Count(s, " ")+1)
	for field := range strings.SplitSeq(s, " ") {
		v := math.NaN()
		if field != "-" {
			var err error
			if v, err = strconv.ParseFloat(field, 64); err != nil {
				panic(fmt.Sprintf("money: embedded table: %v", err))
			}
		}
		list = append(list, v)
	}
	return list
}

// mustMonth returns the index of a month of an embedded table.
func mustMonth(s string) int {
	m, err := ParseMonth(s)
	if err != nil {
		panic(fmt.Sprintf("money: embedded table: %v", err))
	}
	return m.index()
}

// LastMonth returns the newest month with rates of the ECB or the Federal Reserve. Nothing later is known.
func LastMonth() Month { return monthAt(rates().last) }

// node is a currency on the way from another: how many of its units make one of the first.
type node struct {
	currency string
	units    float64
	origin   origin
}

// wayOf is what a way is known by.
type wayOf struct {
	currency string
	month    int
}

// way follows the quotations of a month from a currency to its base, the base's base and so on. The slice is shared.
func (x *exchange) way(currency string, month int) []node {
	key := wayOf{currency, month}
	if known, ok := x.ways.Load(key); ok {
		return known.([]node)
	}
	nodes := append(make([]node, 0, 4), node{currency, 1, 0})
	for {
		at := nodes[len(nodes)-1]
		next, ok := x.step(at, month)
		if !ok || slices.ContainsFunc(nodes, func(n node) bool { return n.currency == next.currency }) {
			if len(nodes) > 1 {
				x.ways.Store(key, nodes)
			}
			return nodes
		}
		nodes = append(nodes, next)
	}
}

// step goes from a currency to the base that its most trusted quotation of the month names.
func (x *exchange) step(at node, month int) (node, bool) {
	quoted := x.quoted[at.currency]
	for i := range quoted {
		if units, ok := quoted[i].at(month); ok {
			return node{quoted[i].base, at.units / units, at.origin | quoted[i].origin}, true
		}
	}
	return node{}, false
}

// rate returns how many units of to one unit of from is in a month, through the first currency in which
// the ways of both meet. Ways end at the euro or the dollar, one of which is quoted in the other.
func (x *exchange) rate(from, to string, month int) (value float64, of origin, ok bool) {
	ends := x.way(to, month)
	for _, a := range x.way(from, month) {
		for _, b := range ends {
			if a.currency == b.currency {
				return a.units / b.units, a.origin | b.origin, true
			}
		}
	}
	return 0, 0, false
}

// latest returns the newest month with a rate that is not after on and no more than MaxAge before it.
func (x *exchange) latest(from, to string, on int) (value float64, of origin, month int, ok bool) {
	oldest := max(on-MaxAge, revalued(from, on), revalued(to, on))
	for month = min(on, x.last); month >= oldest; month-- {
		if value, of, ok = x.rate(from, to, month); ok {
			return value, of, month, true
		}
	}
	return 0, 0, 0, false
}

// newestToUSD keeps what roughly found, by currency: 0 where there is no rate.
var newestToUSD sync.Map

// roughly returns a value in US dollars at the newest rate known, of whatever age: good to tell a thousand
// from a million, not to convert pay.
func roughly(value float64, currency string) (usd float64, ok bool) {
	kept, found := newestToUSD.Load(currency)
	if !found {
		x := rates()
		rate := 0.
		for month := x.last; month >= x.first && rate == 0; month-- {
			rate, _, _ = x.rate(currency, "USD", month)
		}
		newestToUSD.Store(currency, rate)
		kept = rate
	}
	rate := kept.(float64)
	return value * rate, rate > 0
}

// revaluations are the months in which a currency became another money under the same code.
var revaluations = map[string]int{"VES": Month{2021, 10}.index()} // a million bolívares became one

// revalued returns the month since which a currency has been the money that it is in a month.
func revalued(currency string, month int) int {
	if since, ok := revaluations[currency]; ok && month >= since {
		return since
	}
	return 0
}

// Convert changes value from one currency to another at the mean rate of a month, the newest one for the
// zero Month. Where that month has no rate it takes the nearest one before, up to MaxAge months back; the
// Rate names the month it used (see Age). Without any it fails: pay.Unsupported when there is no rate,
// pay.Invalid when a currency is unknown.
func Convert(value float64, from, to string, on Month) (float64, pay.Rate, error) {
	x := rates()
	if on == (Month{}) {
		on = monthAt(x.last)
	}
	if err := known(from, to); err != nil {
		return 0, pay.Rate{}, err
	}
	if from == to {
		return value, pay.Rate{From: from, To: to, Value: 1, Date: on.String()}, nil
	}
	v, of, month, ok := x.latest(from, to, on.index())
	if !ok {
		return 0, pay.Rate{}, x.noRate(from, to, on)
	}
	return value * v, pay.Rate{From: from, To: to, Value: v, Source: of.String(), Date: monthAt(month).String()}, nil
}

// yearRates keeps what YearRate found: there are no more than the pairs of currencies in the years that have rates.
var yearRates sync.Map // of yearOf to pay.Rate

type yearOf struct {
	from, to string
	year     int
}

// YearRate returns the mean rate of a year: the geometric mean of its months, so that the rate back is
// exactly the inverse. A year with no rate of its own, as where a survey converted in
// another, has that of the nearest month before its July, up to MaxAge months back; Date tells which.
func YearRate(from, to string, year int) (pay.Rate, error) {
	if err := known(from, to); err != nil {
		return pay.Rate{}, err
	}
	r := pay.Rate{From: from, To: to, Value: 1, Date: fmt.Sprintf("%04d", year)}
	if from == to {
		return r, nil
	}
	key := yearOf{from, to, year}
	if kept, ok := yearRates.Load(key); ok {
		return kept.(pay.Rate), nil
	}
	x := rates()
	var sum float64
	var n int
	var all origin
	january, july := Month{year, 1}.index(), Month{year, 7}.index()
	for month := january; month < january+12 && month <= x.last; month++ {
		if revalued(from, month) != revalued(from, july) || revalued(to, month) != revalued(to, july) {
			continue // in another money than most of the year
		}
		if v, of, ok := x.rate(from, to, month); ok {
			sum += math.Log(v)
			n++
			all |= of
		}
	}
	if n > 0 {
		r.Value, r.Source = math.Exp(sum/float64(n)), all.String()
		yearRates.Store(key, r)
		return r, nil
	}
	_, r, err := Convert(1, from, to, Month{year, 6})
	return r, err
}

// Age returns how many months before on a rate is of; 0 for one of that month or, being a year's mean, of
// no month.
func Age(r pay.Rate, on Month) int {
	m, err := ParseMonth(r.Date)
	if err != nil {
		return 0
	}
	return max(on.index()-m.index(), 0)
}

// RateMonths returns the months, from the first to the last, for which a currency has a rate to the US
// dollar. Records in that currency are of use around these months; currencies that only a survey converts
// have a few.
func RateMonths(currency string) []Month {
	x := rates()
	var months []Month
	for month := x.first; month <= x.last; month++ {
		if _, _, ok := x.rate(currency, "USD", month); ok {
			months = append(months, monthAt(month))
		}
	}
	return months
}

// known returns an error that names the first currency that is none.
func known(codes ...string) error {
	for _, code := range codes {
		if _, ok := currencies().byCode[code]; !ok {
			if name := funds()[code]; name != "" {
				return pay.Errorf(pay.Unsupported, "%s is no money that pay is paid in: %s", code, name).In("currency").
					WithHint("use the currency that is paid out, as USD, EUR or CLP")
			}
			return pay.Errorf(pay.Invalid, "%q is not a currency", code).In("currency").
				WithHint("use a code of ISO 4217, as in EUR, USD, INR")
		}
	}
	return nil
}

// anchor follows rates that a state has fixed to the currency that they are fixed to.
func (x *exchange) anchor(currency string) string {
	for range len(originNames) {
		all := x.quoted[currency]
		if len(all) == 0 || slices.ContainsFunc(all, func(q quotation) bool { return q.origin != ofLaw }) {
			break
		}
		currency = all[0].base
	}
	return currency
}

// noRate says why there is no exchange, and which is the nearest.
func (x *exchange) noRate(from, to string, on Month) error {
	for _, code := range []string{from, to} {
		if money := x.anchor(code); len(x.quoted[money]) == 0 && money != "EUR" {
			name := currencies().byCode[money].Name
			return pay.Errorf(pay.Unsupported, "there is no exchange rate for %s (%s)", money, name).
				In("currency").WithHint("give the amount in a currency with a rate, as USD or EUR, "+
				"or a rate of your own, as %s=VALUE for so many to the US dollar", money)
		}
	}
	err := pay.Errorf(pay.Unsupported, "there is no exchange rate from %s to %s for %s or the %d months before",
		from, to, on, MaxAge).In("on")
	start := min(max(on.index(), x.first), x.last)
	for distance := 0; start-distance >= x.first || start+distance <= x.last; distance++ {
		for _, month := range []int{start - distance, start + distance} {
			if _, _, ok := x.rate(from, to, month); ok && month <= x.last {
				return err.WithHint("the nearest rate is of %s", monthAt(month))
			}
		}
	}
	return err.WithHint("the two have no rate in the same month: convert by way of USD")
}
