package trend

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Key is whose pay a series is of. Empty is anybody's.
type Key struct {
	Country string `json:"country,omitempty"`
	Role    string `json:"role,omitempty"`
	Level   string `json:"level,omitempty"` // entry, mid or senior
}

// Levels of experience that a Key can name.
var levels = []string{"", "entry", "mid", "senior"}

// Series is the years of one source, on one basis, of a Key. Pay is for a year, at the mean exchange rate of
// the pay's own year in the currency that the country has now; where the key names no country, or no rate
// leads to its currency in most years, in US dollars.
type Series struct {
	Key
	Source   string    `json:"source"`
	Layer    pay.Layer `json:"layer"`
	Basis    pay.Basis `json:"basis"`
	Currency string    `json:"currency"`
	Points   []Point   `json:"points"`
}

// Published is a median that a publisher states itself: of what it makes public later, or never, or of
// records that were cleaned in its own way. It is in US dollars a year and never joined to a Series.
type Published struct {
	Key
	Source string  `json:"source"`
	Year   int     `json:"year"`
	N      int     `json:"n"`
	Median float64 `json:"median"`
}

// Selection is whom and how a source asked in a year, where that is known. Where it differs from the year
// before, the two are not one line.
type Selection struct {
	Source string `json:"source"`
	Year   int    `json:"year"`
	Words  string `json:"words"`
}

// Table is what is known of the years.
type Table struct {
	Series     []Series    `json:"series"`
	Published  []Published `json:"published"`
	Selections []Selection `json:"selections"`
}

// Find returns the series of a key.
func (t *Table) Find(k Key) []Series {
	var found []Series
	for _, s := range t.Series {
		if s.Key == k {
			found = append(found, s)
		}
	}
	return found
}

// FindPublished returns the published medians of a key, by source and year.
func (t *Table) FindPublished(k Key) []Published {
	var found []Published
	for _, p := range t.Published {
		if p.Key == k {
			found = append(found, p)
		}
	}
	return found
}

// Break says why what lies before a year is not one line with the year: whom the source asked before and
// whom it asks in it. It is empty where nothing is known to have changed.
func (t *Table) Break(source string, before, year int) string {
	was, is := selection(t.Selections, source, before), selection(t.Selections, source, year)
	if was == is {
		return ""
	}
	return cmp.Or(is, "asked otherwise") + "; before that " + cmp.Or(was, "asked otherwise")
}

func selection(all []Selection, source string, year int) string {
	for _, s := range all {
		if s.Source == source && s.Year == year {
			return s.Words
		}
	}
	return ""
}

// Over returns t with what base knows of other sources than t's.
func (t *Table) Over(base *Table) *Table {
	own := map[string]bool{}
	for _, s := range t.Series {
		own[s.Source] = true
	}
	all := &Table{Published: base.Published, Series: slices.Clone(t.Series), Selections: slices.Clone(t.Selections)}
	for _, s := range base.Series {
		if !own[s.Source] {
			all.Series = append(all.Series, s)
		}
	}
	for _, s := range base.Selections {
		if !own[s.Source] {
			all.Selections = append(all.Selections, s)
		}
	}
	return all
}

// Builder collects the reports of a Table.
type Builder struct {
	Selections []Selection // mixes are compared inside one
	reports    []report
}

// report is a record as a Builder keeps it.
type report struct {
	source  source
	country string
	roles   []string
	level   string
	own     float64 // log of pay in the country's currency; NaN where it has none, or no rate leads to it
	usd     float64 // log of pay in US dollars; NaN where no rate leads there
	person  Person
}

type source struct {
	name  string
	layer pay.Layer
	basis pay.Basis
}

// bands are the years of experience, up to which number each, that are told apart in a mix.
var bands = []struct {
	to   float64
	name string
}{{1, "0"}, {3, "1-2"}, {6, "3-5"}, {10, "6-9"}, {15, "10-14"}, {math.Inf(1), "15+"}}

// Add adds a record. Freelancers take no part: a series is of pay for employed work.
func (b *Builder) Add(r *dataset.Record, layer pay.Layer) {
	if r.Employment == "freelance" || r.Year == 0 || r.Excluded != "" {
		return
	}
	year, err := money.InPeriod(pay.Amount{Value: r.Pay, Currency: r.Currency, Period: r.Period}, pay.Year, r.Country)
	if err != nil || !(year.Value > 0) || math.IsInf(year.Value, 1) {
		return
	}
	in := func(currency string) float64 {
		if year.Currency == currency {
			return math.Log(year.Value)
		}
		rate, err := money.YearRate(year.Currency, currency, r.Year)
		if err != nil {
			return math.NaN()
		}
		return math.Log(year.Value * rate.Value)
	}
	of := report{
		source: source{r.Source, layer, r.Basis}, country: r.Country, roles: slices.Clone(r.Roles), level: r.Level,
		usd: in("USD"), own: math.NaN(), person: Person{Year: r.Year, Weight: r.Weight},
	}
	if home, ok := money.CurrencyOf(r.Country); ok {
		of.own = in(home)
	}
	if y, known := r.Years.Get(); known {
		of.level = taxonomy.LevelOfYears(y)
		for _, band := range bands {
			if y < band.to {
				of.person.Mix[Experience] = band.name
				break
			}
		}
	}
	of.person.Mix[Country] = r.Country
	if len(r.Roles) > 0 {
		of.person.Mix[Role] = of.roles[0]
	}
	b.reports = append(b.reports, of)
}

// Table tells the series of two years and more.
func (b *Builder) Table() *Table {
	type whose struct {
		Key
		source
	}
	members := map[whose][]int32{}
	for i := range b.reports {
		r := &b.reports[i]
		keys := []Key{{}}
		widen := func(values []string, set func(*Key, string)) {
			for _, k := range slices.Clone(keys) {
				for _, v := range values {
					set(&k, v)
					keys = append(keys, k)
				}
			}
		}
		if r.country != "" {
			widen([]string{r.country}, func(k *Key, v string) { k.Country = v })
		}
		widen(r.roles, func(k *Key, v string) { k.Role = v })
		if r.level != "" && slices.Contains(levels, r.level) {
			widen([]string{r.level}, func(k *Key, v string) { k.Level = v })
		}
		for _, k := range keys {
			members[whose{k, r.source}] = append(members[whose{k, r.source}], int32(i))
		}
	}
	t := &Table{Selections: b.Selections}
	for of, numbers := range members {
		if len(numbers) < 2*MinPeople {
			continue
		}
		if s := b.series(of.Key, of.source, numbers); len(s.Points) > 1 {
			t.Series = append(t.Series, s)
		}
	}
	slices.SortFunc(t.Series, func(a, b Series) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Level, b.Level),
			cmp.Compare(a.Source, b.Source), cmp.Compare(a.Basis, b.Basis))
	})
	return t
}

// series tells the years of some reports of a source: those of each selection by themselves.
func (b *Builder) series(k Key, of source, numbers []int32) Series {
	s := Series{Key: k, Source: of.name, Layer: of.layer, Basis: of.basis, Currency: "USD"}
	open := []Open{Experience}
	if k.Role == "" {
		open = append(open, Role)
	}
	own, dollars := 0, 0
	for _, n := range numbers {
		if !math.IsNaN(b.reports[n].own) {
			own++
		}
		if !math.IsNaN(b.reports[n].usd) {
			dollars++
		}
	}
	home := k.Country != "" && own >= dollars
	if home {
		s.Currency, _ = money.CurrencyOf(k.Country)
	} else if k.Country == "" {
		open = append(open, Country)
	}
	run := b.runs(of.name, numbers)
	people := map[int][]Person{}
	for _, n := range numbers {
		r := &b.reports[n]
		p := r.person
		if p.Log = r.usd; home {
			p.Log = r.own
		}
		if !math.IsNaN(p.Log) {
			people[run[p.Year]] = append(people[run[p.Year]], p)
		}
	}
	for _, some := range people {
		s.Points = append(s.Points, Points(some, open)...)
	}
	slices.SortFunc(s.Points, func(a, b Point) int { return cmp.Compare(a.Year, b.Year) })
	return s
}

// runs numbers the years of some reports of a source: years in a row that were asked alike have one number.
func (b *Builder) runs(source string, numbers []int32) map[int]int {
	run := map[int]int{}
	for _, n := range numbers {
		run[b.reports[n].person.Year] = 0
	}
	before, current := "", 0
	for _, year := range slices.Sorted(maps.Keys(run)) {
		if asked := selection(b.Selections, source, year); asked != before {
			before = asked
			current++
		}
		run[year] = current
	}
	return run
}
