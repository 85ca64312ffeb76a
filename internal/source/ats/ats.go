// Package ats reads the ranges of pay that employers advertise on their own job boards, collected from the systems
// behind them (Greenhouse, Ashby, Lever), one job per row with the columns
//
//	first_seen  company  title  location_raw  employment_type  currency_original
//	salary_min_orig  salary_max_orig  salary_interval_orig
//
// What it measures: what an employer offers to pay a new hire, mostly base pay, mostly in those states of the USA
// that oblige employers to say it. A range is a band: its ends are kept and its geometric middle stands for it, though
// nobody says where in it people are hired. The year is that in which the job was seen open: its range is of then,
// however long it has been posted.
//
// A job without a range is kept and set aside, and so are internships and part-time jobs. What others infer in such
// files, the level, the region and the amounts in dollars, is not read: level and role come from the title. A place is
// read where the location names one; of several in one country the country is kept alone.
//
// Who is missing: employers who state no range, and those whose boards nobody collects: few large and old ones.
package ats

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const name = "ats"

// Source is the job boards of employers.
var Source = source.Source{
	Name:     name,
	Title:    "Ranges on employers' job boards",
	Layer:    pay.Posted,
	Measures: "employers advertise a range of gross base pay on their own job boards, with title and place",
	Bias: "employers that state a range alone: mostly young technology firms in the USA; " +
		"where in the range people are hired is unknown",
	Licence: "MIT",
	Credit:  "Midat Faizov, tech-salary-radar",
	URL:     "https://github.com/midat-fx/tech-salary-radar",
	Read:    read,
}

// Posting is one row: a job that an employer advertises.
type Posting struct {
	Employer string // as the board calls itself, often without spaces: "agilityrobotics"
	Title    string
	Record   dataset.Record
}

func read(ctx context.Context, in *source.Input, sink source.Sink) error {
	return Postings(ctx, in, func(p *Posting) error { return sink.Record(&p.Record) })
}

// Postings calls each for every row of the input, also those whose record is set aside. The posting is reused by the
// next row.
func Postings(_ context.Context, in *source.Input, each func(*Posting) error) error {
	t, err := source.NewTable(in, source.TableOptions{Required: []string{
		"company", "title", "location_raw", "first_seen", "currency_original", "salary_min_orig", "salary_max_orig",
		"salary_interval_orig",
	}})
	if err != nil {
		return err
	}
	r := &reader{
		t:          t,
		company:    t.Column("company"),
		title:      t.Column("title"),
		location:   t.Column("location_raw"),
		seen:       t.Column("first_seen"),
		employment: t.Column("employment_type"),
		currency:   t.Column("currency_original"),
		low:        t.Column("salary_min_orig"),
		high:       t.Column("salary_max_orig"),
		interval:   t.Column("salary_interval_orig"),
	}
	for t.Next() {
		r.fill()
		if err := each(&r.posting); err != nil {
			return err
		}
	}
	return t.Err()
}

// reader makes a posting of each row of a table.
type reader struct {
	t       *source.Table
	posting Posting
	titles  source.Titles

	company, title, location, seen, employment, currency, low, high, interval source.Column
}

// fill makes the posting of the row at hand.
func (r *reader) fill() {
	p := &r.posting
	p.Employer, p.Title = strings.Clone(r.t.Field(r.company)), strings.Clone(r.t.Field(r.title))
	title := r.titles.Read(p.Title)
	currency := strings.ToUpper(r.t.Field(r.currency))
	where := Locate(r.t.Field(r.location), currency)
	p.Record = dataset.Record{
		Source: name, Country: where.Country, Place: where.Place, Remote: where.Remote,
		Roles: source.AppendNew(nil, title.Role), Level: title.Level, Skills: title.Skills,
		Employment: "employee", Currency: strings.Clone(currency), Basis: pay.Gross, Component: pay.Base, Weight: 1,
	}
	p.Record.Year, _ = strconv.Atoi(r.t.Field(r.seen)[:min(4, len(r.t.Field(r.seen)))])
	why := r.band()
	switch kind := strings.ToLower(r.t.Field(r.employment)); {
	case !r.t.Complete() || p.Employer == "" || p.Record.Year < 2000 || p.Record.Year > 2100:
		why = dataset.Unreadable
	case strings.Contains(kind, "intern"):
		why = dataset.NotEmployed
	case strings.Contains(kind, "part"):
		why = dataset.PartTime
	case strings.Contains(kind, "contract"):
		p.Record.Employment = "freelance"
	}
	switch {
	case why != "":
	case p.Record.Country == "":
		why = dataset.NoCountry
	case !title.Software && (title.Role == "" || source.Outside(title.Role)):
		why = dataset.OtherWork
	}
	p.Record.Excluded = why
}

// widest is the ratio of the ends of a range beyond which one of them is no pay: a program that reads ranges takes the
// valuation of the company for an upper end, or a bonus for a lower one. The widest honest range has 3.9.
const widest = 4.5

// intervals are the words for the time that a range is for.
var intervals = map[string]pay.Period{
	"year": pay.Year, "1 year": pay.Year, "per-year-salary": pay.Year, "month": pay.Month, "1 month": pay.Month,
	"per-month-salary": pay.Month, "week": pay.Week, "1 week": pay.Week, "day": pay.Day, "1 day": pay.Day,
	"hour": pay.Hour, "1 hour": pay.Hour, "per-hour-wage": pay.Hour,
}

// band fills the amount and returns why there is none.
func (r *reader) band() dataset.Reason {
	d := &r.posting.Record
	low, why := source.Amount(r.t.Field(r.low))
	if why != "" {
		return why
	}
	d.Pay = low
	if r.t.Field(r.high) != "" {
		high, why := source.Amount(r.t.Field(r.high))
		if why != "" || high < low || math.IsInf(high*low, 0) {
			return dataset.Unreadable
		}
		d.Pay = source.Band(low, high)
		if high > low {
			d.PayLow, d.PayHigh = low, high
		}
		if high > widest*low {
			return dataset.Implausible
		}
	}
	period, ok := intervals[strings.ToLower(r.t.Field(r.interval))]
	if !ok || len(d.Currency) != 3 {
		return dataset.Unreadable
	}
	d.Period = period
	return ""
}

// Location is what the location of a job says.
type Location struct {
	Country string // the first that it names
	Place   string // empty when it names none, or several
	Remote  string // "remote" or "hybrid"; empty when nothing is said
}

// separators stand between several locations.
var separators = strings.NewReplacer("|", ";", "•", ";", " or ", ";", " / ", ";", "\n", ";")

// noise is what boards write around a place.
var noise = strings.NewReplacer(
	"(", ",", ")", ",", " - ", ",", "- ", ",", " – ", ",", " — ", ",",
	" HQ", "", " Office", "", " office", "", "U.S.", "US", "D.C.", "DC",
)

// Locate reads the location of a job. A city that stands alone is in the country of the currency, unless the world
// knows it elsewhere.
func Locate(text, currency string) Location {
	var where Location
	lower := strings.ToLower(text)
	switch {
	case strings.Contains(lower, "hybrid"):
		where.Remote = "hybrid"
	case strings.Contains(lower, "remote"):
		where.Remote = "remote"
	}
	several := false
	for part := range strings.SplitSeq(separators.Replace(text), ";") {
		country, place := locateOne(noise.Replace(part), currency)
		switch {
		case country == "":
		case where.Country == "":
			where.Country, where.Place = country, place
		case country != where.Country || place != where.Place:
			several = true
		}
	}
	if several || where.Remote == "remote" { // a remote job has no one place
		where.Place = ""
	}
	return where
}

// locateOne reads one location, as "San Francisco, CA, USA", from its end.
func locateOne(text, currency string) (country, place string) {
	words := locationWords(text)
	for i := len(words) - 1; i >= 0 && country == ""; i-- {
		code, isCountry := taxonomy.Countries.Parse(words[i])
		switch _, isState := usState(words[i]); {
		case isState && (i > 0 || !isCountry): // "CA" and "Georgia" are states behind a city, and countries alone
			country = "US"
		case isCountry:
			country, words = code, append(words[:i:i], words[i+1:]...)
		default:
			country = worldCities[strings.ToLower(words[i])]
		}
	}
	if country == "" {
		if country = homes[currency]; country == "" || !anyPlace(country, words) {
			return "", ""
		}
	}
	return country, placeOf(country, words)
}

// locationWords returns the parts of a location between commas, without those that say how one works there.
func locationWords(text string) []string {
	var words []string
	for word := range strings.SplitSeq(text, ",") {
		word = strings.TrimSpace(word)
		for _, way := range []string{"remote", "hybrid", "on-site", "onsite", "hq"} {
			if head, rest, _ := strings.Cut(word, " "); strings.EqualFold(head, way) {
				word = strings.TrimSpace(rest)
			}
		}
		if word != "" {
			words = append(words, word)
		}
	}
	return words
}

// anyPlace reports whether a word is a place of a country.
func anyPlace(country string, words []string) bool {
	for _, w := range words {
		if _, _, ok := taxonomy.Place(country, w); ok {
			return true
		}
	}
	return false
}

// placeOf returns the place of a country that words name, from the narrowest to the widest.
func placeOf(country string, words []string) string {
	for i, w := range words {
		for _, name := range []string{strings.Join(words[i:], ", "), w} {
			if code, _, ok := taxonomy.Place(country, name); ok {
				return code
			}
		}
	}
	return ""
}

// usState returns the place of a state of the USA by its name or postal code.
func usState(s string) (string, bool) {
	code, _, ok := taxonomy.Place("US", s)
	return code, ok && len(code) == len("US-CA")
}

// homes are the countries in which a city that stands alone is looked up, by the currency of the pay.
var homes = map[string]string{
	"USD": "US", "GBP": "GB", "CAD": "CA", "AUD": "AU", "INR": "IN", "SGD": "SG", "BRL": "BR", "CZK": "CZ", "PLN": "PL",
	"CHF": "CH", "SEK": "SE",
}

// worldCities are cities that boards name without their country, whatever the currency.
var worldCities = map[string]string{
	"london": "GB", "berlin": "DE", "munich": "DE", "paris": "FR", "dublin": "IE", "amsterdam": "NL", "madrid": "ES",
	"barcelona": "ES", "lisbon": "PT", "warsaw": "PL", "krakow": "PL", "prague": "CZ", "stockholm": "SE",
	"copenhagen": "DK", "oslo": "NO", "helsinki": "FI", "zurich": "CH", "zürich": "CH", "geneva": "CH", "milan": "IT",
	"belgrade": "RS", "bucharest": "RO", "sofia": "BG", "tallinn": "EE", "tel aviv": "IL", "dubai": "AE", "riyadh": "SA",
	"bengaluru": "IN", "bangalore": "IN", "hyderabad": "IN", "mumbai": "IN", "gurugram": "IN", "pune": "IN",
	"singapore": "SG", "tokyo": "JP", "seoul": "KR", "sydney": "AU", "melbourne": "AU", "toronto": "CA",
	"vancouver": "CA", "montreal": "CA", "são paulo": "BR", "sao paulo": "BR", "mexico city": "MX", "buenos aires": "AR",
	"sf": "US", "nyc": "US", "san francisco": "US", "new york": "US", "new york city": "US",
}
