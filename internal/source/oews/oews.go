// Package oews reads the Occupational Employment and Wage Statistics of the US Bureau of Labor Statistics:
// wage percentiles of every occupation, by nation, state, metropolitan area and industry.
//
// What it measures: what employers pay, asked of some 1.1 million establishments over three years and
// brought to May of the year. Wages are gross base pay with tips, commissions and production bonuses, but
// without overtime, yearly bonuses, equity and benefits: the component is base. The self-employed are
// not in it.
//
// It reads the workbooks of bls.gov/oes/tables.htm from May 2016 on (national, sector, industry, state,
// metropolitan) and tables in text with the same columns or a part of them. The year is in the name of the
// file, as in national_M2024_dl.xlsx; Options.Year goes before it. It also reads a JSON of the publisher's time
// series by area, which is how the figures of May 2025 are at hand: see series.go.
//
// A cell is annual where an annual wage is published, and hourly where only hourly ones are (actors,
// musicians). "*" and "**" are not released and 0 in a cell; "#" is at or above the top code, so the
// cell has Top set and 0 for it.
//
// Places: a state is "US-CA", a metropolitan area "US-C41860". A nonmetropolitan area has a number of the
// publisher's own and is "US-N0100001". Puerto Rico, Guam and the Virgin Islands are countries of ISO 3166 and
// stand as such.
//
// Known bias: none by who answers, since employers must be sampled and most reply; but equity and yearly
// bonuses, a large part of pay in large technology firms, are missing, and an occupation such as "Software
// Developers" spans back end, front end, mobile and more.
package oews

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const name = "oews"

// Source is the OEWS.
var Source = source.Source{
	Name:     name,
	Title:    "Occupational Employment and Wage Statistics",
	Layer:    pay.Official,
	Measures: "US employers state what they pay, gross base wages without yearly bonus and equity, as mean and percentiles by occupation, place and industry",
	Bias:     "equity and yearly bonuses are missing, and so are the self-employed; occupations are broad",
	Licence:  "public domain",
	Credit:   "US Bureau of Labor Statistics, Occupational Employment and Wage Statistics",
	URL:      "https://www.bls.gov/oes/",
	Read:     read,
}

// firstYear is the first May whose top code is known here.
const firstYear = 2016

// topCode returns the wages at and above which the publisher says no more than "#".
func topCode(year int) (hourly, annual float64) {
	if year < 2022 {
		return 100, 208_000
	}
	return 115, 239_200
}

// fileYear finds the year in the name of a file: M2024 first, else any year.
var fileYear = regexp.MustCompile(`M(20\d\d)|(20\d\d)`)

func yearOf(in *source.Input) (int, error) {
	year := in.Year
	if year == 0 {
		for _, m := range fileYear.FindAllStringSubmatch(in.Name, -1) {
			if m[1] != "" {
				year, _ = strconv.Atoi(m[1])
				break
			}
			if year == 0 {
				year, _ = strconv.Atoi(m[2])
			}
		}
	}
	switch {
	case year == 0:
		return 0, pay.Errorf(pay.Invalid, "the year of the figures is not in the file's name").At(in.Name).In("year").
			WithHint("say it with --year, or name the file as the publisher does: national_M2024_dl.xlsx")
	case year < firstYear:
		return 0, pay.Errorf(pay.Unsupported, "figures of %d are older than %d, the first year whose top code is known here", year, firstYear).
			At(in.Name).In("year").WithHint("take a later year")
	}
	return year, nil
}

// reader makes a cell of each row of a table.
type reader struct {
	t    *source.Table
	cell dataset.Cell
	last string // key of the row before, to find rows that stand twice

	hourlyTop, annualTop                    float64
	states                                  *source.Labels
	area, areaName, state                   source.Column
	sector, group, owner                    source.Column
	occupation, title, employed, hourlyOnly source.Column
	hourly, annual                          [6]source.Column // mean and percentiles
}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	if in.Format == source.JSON {
		return readSeries(in, sink)
	}
	year, err := yearOf(in)
	if err != nil {
		return err
	}
	t, err := source.NewTable(in, source.TableOptions{Required: []string{"OCC_CODE", "A_MEAN"}})
	if err != nil {
		return err
	}
	r := &reader{
		t:        t,
		states:   source.NewLabels(sink, pay.FacetPlace, state, nil),
		area:     t.Column("AREA"),
		areaName: t.Column("AREA_TITLE", "AREA_NAME", "STATE"),
		state:    t.Column("PRIM_STATE", "ST"),
		sector:   t.Column("NAICS"),
		group:    t.Column("I_GROUP"),
		owner:    t.Column("OWN_CODE"),

		occupation: t.Column("OCC_CODE"),
		title:      t.Column("OCC_TITLE"),
		employed:   t.Column("TOT_EMP"),
		hourlyOnly: t.Column("HOURLY"),
	}
	for i, w := range [...]string{"MEAN", "PCT10", "PCT25", "MEDIAN", "PCT75", "PCT90"} {
		r.hourly[i], r.annual[i] = t.Column("H_"+w), t.Column("A_"+w)
	}
	r.hourlyTop, r.annualTop = topCode(year)
	r.cell = dataset.Cell{Source: name, Year: year, Currency: "USD", Basis: pay.Gross, Component: pay.Base}
	for t.Next() {
		again, err := r.fill()
		if err != nil {
			return err
		}
		if again {
			continue
		}
		if err := sink.Cell(&r.cell); err != nil {
			return err
		}
	}
	return t.Err()
}

// fill makes the cell of the row at hand. again reports that the row before it said the same: an occupation
// that is not published in more detail stands once as "broad" and once as "detailed".
func (r *reader) fill() (again bool, err error) {
	c := &r.cell
	*c = dataset.Cell{Source: c.Source, Year: c.Year, Currency: c.Currency, Basis: c.Basis, Component: c.Component}
	if !r.t.Complete() {
		return false, r.t.Errorf("", "the row ends after %d of %d columns", len(r.t.Fields()), len(r.t.Header())).
			WithHint("the file is cut short: download it again")
	}
	c.Occupation = r.t.Field(r.occupation)
	if !occupationCode.MatchString(c.Occupation) {
		return false, r.t.Errorf("OCC_CODE", "%q is not an occupation code such as 15-1252", c.Occupation).
			WithHint("the file may be damaged: download it again")
	}
	c.Title = strings.Clone(r.t.Field(r.title))
	c.Role = taxonomy.RoleOfSOC(c.Occupation)
	if err := r.place(); err != nil {
		return false, err
	}
	r.industry()
	if c.Employment, _, err = r.number(r.employed); err != nil {
		return false, err
	}
	if err := r.wages(); err != nil {
		return false, err
	}
	key := strings.Join([]string{r.t.Field(r.area), c.Country, c.Place, c.Sector, c.Occupation}, "|")
	again = key == r.last
	r.last = key
	return again, nil
}

var occupationCode = regexp.MustCompile(`^\d\d-\d{4}$`)

// territories are parts of the USA that ISO 3166 and this program count as countries.
var territories = map[string]string{
	"PR": "PR", "GU": "GU", "VI": "VI",
	"Puerto Rico": "PR", "Guam": "GU", "Virgin Islands": "VI",
}

// state returns the place of a state by its name or postal code.
func state(s string) (string, bool) {
	code, _, ok := taxonomy.Place("US", s)
	return code, ok && len(code) == len("US-CA")
}

// The publisher's numbers of areas: 99 is the nation, the other numbers below 100 are states, those of
// five digits metropolitan areas, and longer ones nonmetropolitan areas.
const (
	nation       = 99
	firstMetro   = 10_000
	firstNonCity = 100_000
)

// place fills country and place. A table without areas is of the nation, or of states by name.
func (r *reader) place() error {
	c := &r.cell
	c.Country = "US"
	label := r.t.Field(r.state)
	if label == "" {
		label = r.t.Field(r.areaName)
	}
	number := nation
	if s := r.t.Field(r.area); s != "" {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || n < 1 {
			return r.t.Errorf("AREA", "%q is not the number of an area", s).WithHint("the file may be damaged: download it again")
		}
		number = int(n)
	} else if label != "" && label != "US" && label != "U.S." {
		number = 1
	}
	if code, ok := territories[label]; ok && number < firstMetro {
		c.Country = code
		return nil
	}
	switch {
	case number == nation:
	case number < firstMetro:
		if c.Place = r.states.Code(label); c.Place == "" {
			return r.t.Errorf("AREA_TITLE", "%q is not a state", label).WithHint("the file may be damaged: download it again")
		}
	case number < firstNonCity:
		c.Place = fmt.Sprintf("US-C%05d", number)
	default:
		c.Place = fmt.Sprintf("US-N%07d", number)
	}
	return nil
}

// industry fills sector and industry. Tables by ownership have no industries: the owner stands as sector.
func (r *reader) industry() {
	c := &r.cell
	if strings.Contains(r.t.Field(r.group), "ownership") {
		if owner := r.t.Field(r.owner); owner != "1235" {
			c.Sector = "owner " + owner
		}
		return
	}
	if code := r.t.Field(r.sector); code != "" && strings.Trim(code, "0") != "" {
		c.Sector = strings.Clone(code)
		c.Industry = taxonomy.IndustryOfNAICS(code)
	}
}

// wages fills the mean and the percentiles, by the year where any is published so.
func (r *reader) wages() error {
	c := &r.cell
	columns, top := r.annual, r.annualTop
	c.Period = pay.Year
	if r.t.Field(r.hourlyOnly) != "" || !r.published(r.annual) && r.published(r.hourly) {
		columns, top = r.hourly, r.hourlyTop
		c.Period = pay.Hour
	}
	for i, to := range [...]*float64{&c.Mean, &c.P10, &c.P25, &c.P50, &c.P75, &c.P90} {
		v, topped, err := r.number(columns[i])
		if err != nil {
			return err
		}
		*to = v
		if topped {
			c.Top = top
		}
	}
	return nil
}

// published reports whether any of the columns says something, were it only that it is above the top code.
func (r *reader) published(columns [6]source.Column) bool {
	for _, col := range columns {
		switch r.t.Field(col) {
		case "", "*", "**":
		default:
			return true
		}
	}
	return false
}

// number reads a cell of the table; 0 is not published.
func (r *reader) number(col source.Column) (v float64, topped bool, err error) {
	s := r.t.Field(col)
	switch s {
	case "", "*", "**", "~":
		return 0, false, nil
	case "#":
		return 0, true, nil
	}
	v, err = strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil || !(v >= 0) || math.IsInf(v, 0) {
		return 0, false, r.t.Errorf(r.t.Header()[col-1], "%q is not a number", s).WithHint("the file may be damaged: download it again")
	}
	return v, false, nil
}
