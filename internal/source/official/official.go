// Package official reads what statistics offices outside the USA publish of the pay of software developers and
// their neighbours: Australia, Canada with its provinces and economic regions, Denmark, Finland, Germany, Ireland,
// the Netherlands, Norway, Spain, Sweden and the United Kingdom, each from a file salary_xx.json, and a table of
// figures transcribed by hand (Switzerland, Germany's experts, full time in the United Kingdom).
//
// What they measure differs, and package office says of each what it holds: bonus, overtime, the employer's
// pension, part-time jobs, and which roles an occupation holds. A cell's component is total where a yearly bonus is
// in the figure as the office publishes it and base where none is. Denmark's figures hold the employer's pension
// besides: package office takes it out, the cell does not.
//
// Where an office publishes pay with and without the bonus (Norway, Germany), both are read. Finland's pay with
// overtime and Denmark's pay per hour actually worked are left out: neither is what people are asked for.
//
// Regions of Canada are read where they are a province, or have a city that package taxonomy knows by their name;
// the others are left out. Of Ireland only all professionals are published, which are no measure of any role.
//
// Known bias: none by who answers, since employers must; except in Australia, where people state their own pay in a
// tax return, part of a year's work included.
package official

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/office"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const name = "official"

// Source is the offices together.
var Source = source.Source{
	Name:  name,
	Title: "Statistics offices outside the USA",
	Layer: pay.Official,
	Measures: "what employers pay developers and their neighbours in eleven countries, as mean and percentiles: " +
		"what each figure holds differs by office",
	Bias:    "equity is missing everywhere; occupations are broad and differ by office",
	Licence: "CC0, CC BY 4.0, CC BY 2.5 AU, OGL v3.0, OGL Canada 2.0 or dl-de/by-2-0, as docs/data.md says of each",
	Credit:  "the statistics offices of each country, as docs/data.md says",
	URL:     "https://github.com/backpay/backpay/blob/main/docs/data.md",
	Read:    read,
}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	figures, err := Figures(in)
	if err != nil {
		return err
	}
	for _, f := range figures {
		c := dataset.Cell{
			Source: name, Year: f.Year, Country: f.Country, Place: f.Place, Occupation: f.Occupation, Title: f.Title,
			Sector: f.Cut, Employment: f.People, Mean: f.Mean, P10: f.P10, P25: f.P25, P50: f.P50, P75: f.P75,
			P90:      f.P90,
			Currency: f.Currency, Period: f.Period, Basis: pay.Gross, Component: f.Component,
		}
		if o, ok := office.OccupationOf(f); ok && len(o.Roles) > 0 {
			c.Role = o.Roles[0]
		}
		if err := sink.Cell(&c); err != nil {
			return err
		}
	}
	return nil
}

// maxBytes bounds a file: the largest of those that are known has 212,000.
const maxBytes = 16 << 20

// Figures reads one file whole: every figure that it states, of every year.
func Figures(in *source.Input) ([]office.Figure, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxBytes {
		return nil, pay.Errorf(pay.Unreadable, "the file is larger than any of these offices").At(in.Name).
			WithHint("a file salary_xx.json is wanted, of one country")
	}
	if in.Format == source.JSON {
		return readJSON(in.Name, text)
	}
	return readTranscribed(in.Name, string(text))
}

// file is what every salary_xx.json has in common.
type file struct {
	ID   string `json:"source_id"`
	Meta struct {
		Year    any    `json:"year"`
		Release string `json:"release"`
	} `json:"meta"`
	Data struct {
		Occupations map[string]occupation `json:"occupations"`
	} `json:"data"`
}

// occupation holds an occupation's figures in one of several shapes: by year, of one year, by region, or flat.
type occupation struct {
	Title  string                    `json:"title"`
	Label  string                    `json:"cno11_label"`
	Year   any                       `json:"year"`
	One    map[string]any            `json:"dispersion"`
	ByYear map[string]map[string]any `json:"dispersion_by_year"`
	Years  map[string]map[string]any `json:"by_year"`
	Places []map[string]any          `json:"geographies"`
	Wages  map[string]any            `json:"salary_or_wage_income"`
	People float64                   `json:"n_individuals"`
	Flat   map[string]any            `json:"-"`
}

// UnmarshalJSON keeps the flat fields too.
func (o *occupation) UnmarshalJSON(text []byte) error {
	type shape occupation
	if err := json.Unmarshal(text, (*shape)(o)); err != nil {
		return err
	}
	return json.Unmarshal(text, &o.Flat)
}

// family is one set of percentiles in a file.
type family struct {
	prefix, suffix string // around the measure's name: "regular_" mean "_eur_month"
	currency       string
	period         pay.Period
	component      pay.Component
	people         string // the field with the number of people, and the factor it stands with
	times          float64
}

// families says what each office's file holds.
var families = map[string][]family{
	"salary_se": {{"", "_sek_month", "SEK", pay.Month, pay.Base, "", 1}},
	"salary_no": {
		{"", "_nok_month", "NOK", pay.Month, pay.Total, "n_employees", 1},
		{"avtalt_", "_nok_month", "NOK", pay.Month, pay.Base, "avtalt_n_employees", 1},
	},
	"salary_dk": {{"", "_std_dkk_hour", "DKK", pay.Hour, pay.Total, "n_employees", 1}},
	"salary_fi": {{"regular_", "_eur_month", "EUR", pay.Month, pay.Base, "n_employees", 1}},
	"salary_nl": {{"", "_eur_hour", "EUR", pay.Hour, pay.Base, "n_employees_thousands", 1000}},
	"salary_uk": {{"", "_gbp_year", "GBP", pay.Year, pay.Total, "jobs_thousand", 1000}},
	"salary_de": {
		{"regular_", "_eur_month", "EUR", pay.Month, pay.Base, "", 1},
		{"total_", "_eur_year", "EUR", pay.Year, pay.Total, "", 1},
	},
	"salary_es": {{"", "_eur_year", "EUR", pay.Year, pay.Total, "", 1}},
	"salary_ca": {{"", "_cad_hour", "CAD", pay.Hour, pay.Base, "", 1}},
	"salary_au": {{"", "_aud_year", "AUD", pay.Year, pay.Total, "", 1}},
	"salary_ie": {{"", "_eur_hour", "EUR", pay.Hour, pay.Base, "", 1}},
}

func readJSON(place string, text []byte) ([]office.Figure, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, pay.Errorf(pay.Unreadable, "this is no JSON of an office's figures, or it is damaged").
			At(place).Because(err).
			WithHint("take the file as it was published: salary_se.json and its like")
	}
	list, ok := families[f.ID]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(families)), ", ")
		return nil, pay.Errorf(pay.Unreadable, "the file says that it is %q, which is no office's", f.ID).
			At(place).In("source_id").WithHint("known are %s; wage_distribution.json repeats them", known)
	}
	var all []office.Figure
	for _, code := range slices.Sorted(maps.Keys(f.Data.Occupations)) {
		figures, err := figuresOf(&f, code, list)
		if err != nil {
			return nil, err.At(place + ": occupation " + code)
		}
		all = append(all, figures...)
	}
	if len(all) == 0 {
		return nil, pay.Errorf(pay.Unreadable, "there is no figure of pay in it").At(place).
			WithHint("the file may be damaged: take it again")
	}
	return all, nil
}

// figuresOf returns the figures of one occupation; none of one that nothing here is about.
func figuresOf(f *file, code string, list []family) (all []office.Figure, _ *pay.Error) {
	o := f.Data.Occupations[code]
	publisher, _ := office.ByID(f.ID)
	known, ok := office.OccupationByCode(publisher.Country, code)
	if !ok {
		return nil, nil
	}
	stem := office.Figure{
		Office: f.ID, Country: publisher.Country, Occupation: known.Code, Title: title(o, code), People: o.People,
	}
	for _, s := range o.statements(f) {
		figure := stem
		if figure.Year, ok = yearOf(s.year); !ok {
			return nil, pay.Errorf(pay.Unreadable, "%q is not a year", fmt.Sprint(s.year)).In("year").
				WithHint("the file may be damaged: take it again")
		}
		figure.Place = s.place
		for _, fam := range list {
			filled, err := fam.fill(figure, s.values)
			if err != nil {
				return nil, err
			}
			if filled.P50 > 0 || filled.Mean > 0 {
				all = append(all, filled)
			}
		}
	}
	return all, nil
}

// statement is what a file says of one year and place, whatever shape it has.
type statement struct {
	year   any
	place  string
	values map[string]any
}

// statements brings every shape to one.
func (o occupation) statements(f *file) (list []statement) {
	for _, byYear := range []map[string]map[string]any{o.ByYear, o.Years} {
		for _, year := range slices.Sorted(maps.Keys(byYear)) {
			list = append(list, statement{year: year, values: byYear[year]})
		}
	}
	switch {
	case o.One != nil:
		list = append(list, statement{year: o.Year, values: o.One})
	case o.Wages != nil:
		list = append(list, statement{year: f.Meta.Year, values: o.Wages})
	case o.Places != nil:
		for _, values := range o.Places {
			if place, ok := region(values); ok && values["median_cad_hour"] != nil {
				list = append(list, statement{values["reference_period"], place, canadian(values)})
			}
		}
	case list == nil:
		list = append(list, statement{year: f.Meta.Release, values: o.Flat})
	}
	return list
}

// title is the occupation's, without the code that Finland's begin with.
func title(o occupation, code string) string {
	t := o.Title
	if t == "" {
		t = o.Label
	}
	return strings.TrimSpace(strings.TrimPrefix(t, code))
}

// years finds a year, or a year and what follows it: "2024", "2023-2024", "2023-24 income year", "2024-10".
var years = regexp.MustCompile(`(20\d\d)(?:-(20)?(\d\d))?`)

// yearOf returns the year, and of two that follow each other the second: "2024-10" is October of the first.
func yearOf(v any) (int, bool) {
	m := years.FindStringSubmatch(fmt.Sprint(v))
	if m == nil {
		return 0, false
	}
	year, err := strconv.Atoi(m[1])
	if next, _ := strconv.Atoi("20" + m[3]); next == year+1 {
		year = next
	}
	return year, err == nil
}

// fill adds the family's values to a figure.
func (fam family) fill(f office.Figure, values map[string]any) (office.Figure, *pay.Error) {
	f.Currency, f.Period, f.Component = fam.currency, fam.period, fam.component
	var people, pension, bonus float64
	for _, field := range []struct {
		name string
		to   *float64
	}{
		{fam.prefix + "mean" + fam.suffix, &f.Mean}, {fam.prefix + "p10" + fam.suffix, &f.P10},
		{fam.prefix + "p25" + fam.suffix, &f.P25}, {fam.prefix + "median" + fam.suffix, &f.P50},
		{fam.prefix + "p75" + fam.suffix, &f.P75}, {fam.prefix + "p90" + fam.suffix, &f.P90},
		{fam.people, &people},
		// Denmark alone publishes these, for the hour that its percentiles are of.
		{"employer_pension_std_dkk_hour", &pension}, {"irregular_std_dkk_hour", &bonus},
	} {
		var err *pay.Error
		if *field.to, err = amount(values, field.name); err != nil {
			return f, err
		}
	}
	if people > 0 {
		f.People = people * fam.times
	}
	if f.Mean > 0 {
		f.PensionShare, f.BonusShare = pension/f.Mean, bonus/f.Mean
	}
	previous := 0.
	for _, p := range []float64{f.P10, f.P25, f.P50, f.P75, f.P90} {
		if p != 0 && p < previous {
			return f, pay.Errorf(pay.Unreadable, "its percentiles of %d are not in order", f.Year).
				WithHint("the file may be damaged: take it again")
		}
		previous = max(previous, p)
	}
	return f, nil
}

// amount reads a number of the file; what is not there or null is 0.
func amount(values map[string]any, key string) (float64, *pay.Error) {
	switch v := values[key].(type) {
	case nil:
		return 0, nil
	case float64:
		if v >= 0 && !math.IsInf(v, 0) {
			return v, nil
		}
	}
	return 0, pay.Errorf(pay.Unreadable, "%v is no amount", values[key]).In(key).
		WithHint("the file may be damaged: take it again")
}

// canadian gives Canada's measures the names that all others have.
func canadian(values map[string]any) map[string]any {
	return map[string]any{
		"mean_cad_hour": values["average_cad_hour"], "p10_cad_hour": values["p10_low_cad_hour"],
		"p25_cad_hour": values["p25_q1_cad_hour"], "median_cad_hour": values["median_cad_hour"],
		"p75_cad_hour": values["p75_q3_cad_hour"], "p90_cad_hour": values["p90_high_cad_hour"],
	}
}

// cities are the economic regions of Canada that have the name of something else than their main city.
var cities = map[string]string{
	"Lower Mainland": "Vancouver", "Vancouver Island and Coast": "Victoria", "Capitale-Nationale": "Québec",
	"Kitchener--Waterloo--Barrie": "Kitchener", "Hamilton--Niagara Peninsula": "Hamilton", "Windsor--Sarnia": "Windsor",
	"Saskatoon--Biggar": "Saskatoon", "Regina--Moose Mountain": "Regina", "Montréal": "Montreal",
}

// region returns the place of a row of Canada: "" is the country, and ok is false for a region without a place.
func region(values map[string]any) (place string, ok bool) {
	if values["is_national"] == true {
		return "", true
	}
	code, _ := values["economic_region_code"].(string)
	label, _ := values["economic_region_name"].(string)
	province := len(code) == len("ER35")
	if city, ok := cities[label]; ok {
		label = city
	}
	if province {
		label, _ = values["province"].(string)
	}
	place, _, ok = taxonomy.Place("CA", label)
	return place, ok && province == (len(place) == len("CA-ON"))
}
