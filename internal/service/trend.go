package service

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/catalog"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/trend"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Trend       = wire.Trend
	TrendSeries = wire.TrendSeries
	TrendPoint  = wire.TrendPoint
	TrendMoney  = wire.TrendMoney
	TrendChange = wire.TrendChange
)

// trended are the facets that a trend can be asked by: those that every year of a survey asks for.
var trended = []pay.Facet{pay.FacetRole, pay.FacetCountry, pay.FacetLevel, pay.FacetYears}

// Trend tells the years of a profile's pay. The error is of kind pay.NoEvidence where no source knows two.
func (v View) Trend(ctx context.Context, asked pay.Question) (Trend, error) {
	q := v.settle(asked)
	key, err := trendKey(q)
	if err != nil {
		return Trend{}, err
	}
	table, err := v.state.Trends(ctx)
	if err != nil {
		return Trend{}, err
	}
	found := table.Find(key)
	t := Trend{Profile: q.Profile, Currency: cmp.Or(q.Currency, currencyOf(found, key)), Period: q.Period,
		Series: []TrendSeries{}}
	m := &trendMoney{to: t.Currency, country: cmp.Or(key.Country, "US"), today: q.On.Year()}
	year, err := money.InPeriod(pay.Amount{Value: 1, Currency: t.Currency, Period: pay.Year}, q.Period, key.Country)
	if err != nil {
		return Trend{}, err
	}
	m.period = year.Value
	for _, series := range found {
		t.Series = append(t.Series, m.series(table, series))
	}
	if p := m.published(table.FindPublished(key)); p != nil {
		t.Series = append(t.Series, *p)
	}
	t.Series = slices.DeleteFunc(t.Series, func(s TrendSeries) bool { return len(s.Points) < 2 })
	if len(t.Series) == 0 {
		return Trend{}, noTrend(table, key)
	}
	if !slices.ContainsFunc(t.Series, func(s TrendSeries) bool { return s.Currency == t.Currency }) {
		return Trend{},
			pay.Errorf(pay.NoEvidence, "no exchange rates are known here that lead to %s in these years", t.Currency).
				In("currency").
				WithHint("leave the currency out: the pay is stated in %s", currencyOf(found, key))
	}
	order := []pay.Layer{pay.Reported, pay.Official, pay.Posted}
	slices.SortStableFunc(t.Series, func(a, b TrendSeries) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Layer), slices.Index(order, b.Layer)), -cmp.Compare(a.N, b.N))
	})
	t.Notes = trendNotes(t, table, key)
	return t, nil
}

// trendKey returns whose years a question asks for.
func trendKey(q question) (trend.Key, error) {
	refuse := func(field, what string) *pay.Error {
		return pay.Errorf(pay.Unsupported, "there is no trend by %s", what).In(field).
			WithHint("by role, country and experience, which surveys ask every year; leave out the rest")
	}
	for _, f := range q.Profile.Given() {
		if !slices.Contains(trended, f) {
			return trend.Key{}, refuse(string(f), strings.ReplaceAll(string(f), "_", " "))
		}
	}
	if q.PPP {
		return trend.Key{}, refuse("ppp", "purchasing power")
	}
	if l := q.Profile.Level; l != "" && l != "entry" && l != "mid" && l != "senior" {
		return trend.Key{}, refuse("level", "the level "+taxonomy.InSentence(taxonomy.Levels.Name(l))).
			WithHint("entry, mid or senior, or leave it out")
	}
	return trend.Key{Country: q.Profile.Country, Role: q.Profile.Role, Level: q.Profile.Level}, nil
}

// noTrend says what would make a key answerable.
func noTrend(table *trend.Table, k trend.Key) error {
	e := pay.Errorf(pay.NoEvidence, "no source knows two years of %d people each of any %s", trend.MinPeople,
		taxonomy.Describe(profileOf(k)))
	for _, wider := range []trend.Key{{Country: k.Country, Role: k.Role}, {Country: k.Country},
		{Role: k.Role, Level: k.Level}, {Role: k.Role}, {}} {
		if wider != k && (len(table.Find(wider)) > 0 || len(table.FindPublished(wider)) > 1) {
			return e.WithHint("there is a trend of any %s; or import records of more years: backpay import --help",
				taxonomy.Describe(profileOf(wider)))
		}
	}
	return e.WithHint("import records of more years: backpay import --help")
}

func profileOf(k trend.Key) pay.Profile {
	return pay.Profile{Country: k.Country, Role: k.Role, Level: k.Level}
}

// currencyOf returns the currency in which the largest series of a key is known, else the country's own.
func currencyOf(found []trend.Series, k trend.Key) string {
	best, most := "USD", 0
	if home, ok := money.CurrencyOf(k.Country); ok {
		best = home
	}
	for _, s := range found {
		n := 0
		for _, p := range s.Points {
			n += p.N
		}
		if n > most {
			best, most = s.Currency, n
		}
	}
	return best
}

// trendMoney takes amounts of a year to the currency and period of the question.
type trendMoney struct {
	to, country string
	period      float64 // of a year's pay
	today       int
}

// deflator returns whose prices an amount in a currency follows, and the last year that they are known for.
func (m *trendMoney) deflator(currency string) (country string, last int) {
	country = m.country
	if home, _ := money.CurrencyOf(country); home != currency {
		country = "US" // what is not known in the money of the country is known in dollars
	}
	_, last, err := money.Prices(country, m.today, m.today)
	if err != nil {
		return "", 0
	}
	return country, min(last, m.today)
}

// reaching returns m, or where no rate leads from a currency to its own in one of some years, the same for that
// currency.
func (m *trendMoney) reaching(currency string, years []int) *trendMoney {
	for _, year := range years {
		if nominal, _ := m.factors(currency, year); nominal == 0 {
			own := *m
			own.to = currency
			return &own
		}
	}
	return m
}

// factors returns by what an amount in a currency and of a year is multiplied; 0 where that is not known.
func (m *trendMoney) factors(currency string, year int) (nominal, real float64) {
	rate := func(year int) float64 {
		if currency == m.to {
			return m.period
		}
		r, err := money.YearRate(currency, m.to, year)
		if err != nil {
			return 0
		}
		return r.Value * m.period
	}
	nominal = rate(year)
	if country, last := m.deflator(currency); last > 0 {
		if prices, _, err := money.Prices(country, year, last); err == nil {
			real = prices * rate(last)
		}
	}
	return nominal, real
}

// inflation returns how the prices that amounts in a currency follow rose between two years, 0 where that
// is not known.
func (m *trendMoney) inflation(currency string, from, to int) float64 {
	country, last := m.deflator(currency)
	if last < to {
		return 0
	}
	prices, _, err := money.Prices(country, from, to)
	if err != nil {
		return 0
	}
	return prices
}

func (m *trendMoney) series(table *trend.Table, s trend.Series) TrendSeries {
	told := TrendSeries{ID: s.Source, Source: s.Source, Layer: s.Layer, Basis: s.Basis, Changes: []TrendChange{}}
	told.PricesOf, told.MoneyOf = m.deflator(s.Currency)
	var years []int
	for _, p := range s.Points {
		years = append(years, p.Year)
	}
	m = m.reaching(s.Currency, years)
	told.Currency = m.to
	if s.Basis == pay.Net {
		told.ID += "-net"
	}
	for i, p := range s.Points {
		told.N += p.N
		point := TrendPoint{Year: p.Year, N: p.N, Covered: p.Covered, MixOf: p.Reference}
		for _, f := range p.Held {
			point.Held = append(point.Held, f.String())
		}
		nominal, real := m.factors(s.Currency, p.Year)
		point.Nominal, point.Real = amounts(p, nominal), amounts(p, real)
		if i > 0 {
			before := s.Points[i-1]
			point.Break = table.Break(s.Source, before.Year, p.Year)
			c := trend.Between(before, p)
			change := TrendChange{
				From: before.Year, To: p.Year, Ratio: math.Exp(c.Total.Log), Interval: intervalOf(c.Total, 1),
				Prices: m.inflation(s.Currency, before.Year, p.Year), Broken: point.Break != "",
			}
			if c.Told {
				change.Pay, change.PayRange, change.Mix = math.Exp(c.Pay.Log), intervalOf(c.Pay, 1), math.Exp(c.Mix)
			}
			told.Changes = append(told.Changes, change)
		}
		told.Points = append(told.Points, point)
	}
	return told
}

func amounts(p trend.Point, factor float64) *TrendMoney {
	if factor == 0 {
		return nil
	}
	at := func(i int) float64 { return factor * math.Exp(p.Q[i]) }
	t := &TrendMoney{P10: at(0), P25: at(1), P50: at(2), P75: at(3), P90: at(4),
		Median: intervalOf(trend.Estimate{Log: p.Median(), Error: p.Error}, factor)}
	if p.Covered > 0 {
		t.Fixed, t.FixedInterval = factor*math.Exp(p.Fixed),
			intervalOf(trend.Estimate{Log: p.Fixed, Error: p.FixedError}, factor)
	}
	return t
}

func intervalOf(e trend.Estimate, factor float64) *pay.Interval {
	low, high := e.Interval()
	return &pay.Interval{Low: factor * low, High: factor * high, Level: trend.Confidence}
}

// published makes a series of medians that a publisher states in dollars: of the country's own money where
// the rates of all years are known, for it is in that money that people were paid.
func (m *trendMoney) published(all []trend.Published) *TrendSeries {
	if len(all) == 0 {
		return nil
	}
	currency, _ := money.CurrencyOf(m.country)
	medians := make([]float64, len(all))
	var years []int
	for i, p := range all {
		years = append(years, p.Year)
		rate, err := money.YearRate("USD", currency, p.Year)
		if err != nil {
			currency = "USD"
		}
		medians[i] = p.Median * rate.Value
	}
	if currency == "USD" {
		for i, p := range all {
			medians[i] = p.Median
		}
	}
	s := &TrendSeries{ID: all[0].Source + "-published", Source: all[0].Source, Layer: pay.Reported, Basis: pay.Gross,
		Published: true, Changes: []TrendChange{}}
	s.PricesOf, s.MoneyOf = m.deflator(currency)
	m = m.reaching(currency, years)
	s.Currency = m.to
	for i, p := range all {
		s.N += p.N
		nominal, real := m.factors(currency, p.Year)
		point := TrendPoint{Year: p.Year, N: p.N, Nominal: &TrendMoney{P50: nominal * medians[i]}}
		if real > 0 {
			point.Real = &TrendMoney{P50: real * medians[i]}
		}
		s.Points = append(s.Points, point)
		if i > 0 {
			s.Changes = append(s.Changes, TrendChange{
				From: all[i-1].Year, To: p.Year, Ratio: medians[i] / medians[i-1],
				Prices: m.inflation(currency, all[i-1].Year, p.Year),
			})
		}
	}
	return s
}

// trendNotes are what must be known to read a trend rightly.
func trendNotes(t Trend, table *trend.Table, k trend.Key) []pay.Warning {
	notes := []pay.Warning{
		{Code: "series",
			Message: "each source is a series of its own: they ask other people, on other bases, and are never joined"},
		{Code: "mix",
			Message: "at the same mix: each year's people weighted so that experience, and role and country where " +
				"they are left open, are as in the year with the most reports, as long as the source asked alike. " +
				"What else sets the people of two years apart stays in the change"},
	}
	for _, s := range t.Series {
		n := pay.Warning{
			Code:    "no-prices",
			Message: "no consumer prices of the country are known here: what the money buys is not known"}
		if s.MoneyOf > 0 {
			n = pay.Warning{Code: "prices", Message: fmt.Sprintf(
				"today's money is that of %d, the last year whose consumer prices in %s are known here (World "+
					"Bank); later pay stands as it is", s.MoneyOf, taxonomy.Countries.Name(s.PricesOf))}
			if s.PricesOf != cmp.Or(k.Country, "US") {
				n.Message += "; the pay is known in dollars, which are taken to buy what they buy in the USA"
			}
		}
		if !has(notes, n) {
			notes = append(notes, n)
		}
	}
	for _, s := range t.Series {
		n := pay.Warning{Code: "own-currency",
			Message: fmt.Sprintf(
				"no exchange rates are known here that lead from %s to %s in every year: what "+
					"is known in %[1]s is stated in it", s.Currency, t.Currency)}
		if s.Currency != t.Currency && !has(notes, n) {
			notes = append(notes, n)
		}
	}
	broken := false
	for _, s := range t.Series {
		for _, p := range s.Points {
			broken = broken || p.Break != ""
		}
	}
	if broken {
		notes = append(notes,
			pay.Warning{
				Code: "break",
				Message: "where a source asked other people than before, or asked " +
					"otherwise, the line is broken, as far " +
					"as it is known: the two sides are not to be compared"})
	}
	if slices.ContainsFunc(t.Series, func(s TrendSeries) bool { return s.Layer == pay.Posted }) {
		notes = append(notes,
			pay.Warning{
				Code: "posted",
				Message: "advertisements say what is offered, of the jobs that say it; how many are " +
					"at hand grows from year to year"})
	}
	if slices.ContainsFunc(t.Series, func(s TrendSeries) bool { return s.Published }) {
		notes = append(notes,
			pay.Warning{Code: "published",
				Message: "published medians are the publisher's own, of all who answered; nothing of them can be " +
					"weighted, so their changes hold changes of the mix"})
	}
	if k.Role != "" {
		if years := yearsKnown(table, trend.Key{Country: k.Country, Level: k.Level}); years > yearsKnown(table, k)+2 {
			notes = append(notes,
				pay.Warning{Code: "wider", Message: "of all roles together more years are known: " +
					strconv.Itoa(years)})
		}
	}
	return notes
}

// yearsKnown counts the years that some source of records knows of a key.
func yearsKnown(table *trend.Table, k trend.Key) int {
	years := map[int]bool{}
	for _, s := range table.Find(k) {
		for _, p := range s.Points {
			years[p.Year] = true
		}
	}
	return len(years)
}

// SeriesName names a series for people: "DOU salary survey, net pay".
func SeriesName(s TrendSeries) string {
	name := sourceTitle(s.Source)
	switch {
	case s.Published:
		name += ", medians as published"
	case s.Layer == pay.Posted:
		name += ", advertised"
	}
	return name + ", " + string(s.Basis) + " pay"
}

// SeriesCredits lists whom the series are owed to, each once.
func SeriesCredits(all []TrendSeries) []string {
	var credits []string
	for _, s := range all {
		if c := sourceCredit(s.Source); !slices.Contains(credits, c) {
			credits = append(credits, c)
		}
	}
	return credits
}

func sourceTitle(name string) string {
	for _, src := range catalog.All {
		if src.Name == name {
			return src.Title
		}
	}
	return name
}

func sourceCredit(name string) string {
	for _, src := range catalog.All {
		if src.Name == name {
			return src.Credit + " (" + src.Licence + ")"
		}
	}
	return name
}

// has reports whether a caveat is among others already.
func has(notes []pay.Warning, n pay.Warning) bool {
	return slices.ContainsFunc(notes, func(m pay.Warning) bool { return m.Code == n.Code && m.Message == n.Message })
}
