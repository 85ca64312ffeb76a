// Package oflc reads the prevailing wages that the US Department of Labor's Office of Foreign Labor
// Certification publishes for every county, occupation and grade, as a table in text with the columns
//
//	soc  county_fips  state  county  level1  level2  level3  level4
//
// What it measures: the least that an employer must pay a foreign worker there. The figures are not a
// survey of their own but are computed from the OEWS of the area (see package oews) and say nothing that it
// does not: the two must never be counted as independent evidence. Level 1 (entry) is the mean of the
// lowest third of the wages there, level 4 (fully competent) the mean of the upper two thirds; levels 2 and 3
// divide the distance between them evenly. They are means of parts of a distribution and no percentiles,
// so a cell holds its grade's wage as Mean and no percentile.
//
// A wage year runs from July to June; a record has the year in which it begins. It is in the name of the file
// (wages-2025-26.tsv), unless Options.Year says it. Amounts are gross base pay in USD a year. A county is the place
// "US-06037", by its FIPS code; those of Puerto Rico, Guam and the Virgin Islands are places of their countries.
//
// Known bias: as in OEWS, bonuses and equity are missing; the lowest-paid third defines what is called entry,
// whoever is in it.
package oflc

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const name = "oflc"

// Source is the OFLC's prevailing wages.
var Source = source.Source{
	Name:     name,
	Title:    "OFLC Prevailing Wages",
	Layer:    pay.Official,
	Measures: "the wage that US employers must pay foreign workers at least, gross base pay by county, occupation and four grades",
	Bias:     "computed from OEWS and not independent of it; bonuses and equity are missing",
	Licence:  "public domain",
	Credit:   "US Department of Labor, Office of Foreign Labor Certification",
	URL:      "https://flag.dol.gov/wage-data/wage-data-downloads",
	Read:     read,
}

var (
	fileYear   = regexp.MustCompile(`20\d\d`)
	occupation = regexp.MustCompile(`^\d\d-\d{4}$`)
	fips       = regexp.MustCompile(`^\d{5}$`)
)

// territories are FIPS codes of states that ISO 3166 and this program count as countries.
var territories = map[string]string{"66": "GU", "72": "PR", "78": "VI"}

// grades are the columns of the four levels.
var grades = []string{"level1", "level2", "level3", "level4"}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	year := in.Year
	if year == 0 {
		year, _ = strconv.Atoi(fileYear.FindString(in.Name))
	}
	if year == 0 {
		return pay.Errorf(pay.Invalid, "the wage year is not in the file's name").At(in.Name).In("year").
			WithHint("say with --year in which year it begins")
	}
	t, err := source.NewTable(in, source.TableOptions{Required: append([]string{"soc", "county_fips"}, grades...)})
	if err != nil {
		return err
	}
	soc, county := t.Column("soc"), t.Column("county_fips")
	var levels [4]source.Column
	for i, g := range grades {
		levels[i] = t.Column(g)
	}
	for t.Next() {
		cell := dataset.Cell{
			Source: name, Year: year, Occupation: t.Field(soc),
			Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
		}
		code := t.Field(county)
		switch {
		case !t.Complete():
			return t.Errorf("", "the row ends after %d of %d columns", len(t.Fields()), len(t.Header())).
				WithHint("the file is cut short: download it again")
		case !occupation.MatchString(cell.Occupation):
			return t.Errorf("soc", "%q is not an occupation code such as 15-1252", cell.Occupation).
				WithHint("the columns may be shifted: compare the row with the header")
		case !fips.MatchString(code):
			return t.Errorf("county_fips", "%q is not a county's FIPS code of five digits", code).
				WithHint("a spreadsheet may have taken the leading zero: keep the column as text")
		}
		cell.Role = taxonomy.RoleOfSOC(cell.Occupation)
		cell.Country, cell.Place = "US", "US-"+code
		if c, ok := territories[code[:2]]; ok {
			cell.Country, cell.Place = c, c+"-"+code
		}
		for i, col := range levels {
			if cell.Mean, err = wage(t, col); err != nil {
				return err
			}
			cell.Grade = strconv.Itoa(i + 1)
			if err := sink.Cell(&cell); err != nil {
				return err
			}
		}
	}
	return t.Err()
}

// wage reads a wage a year; empty is not published, and 0.
func wage(t *source.Table, col source.Column) (float64, error) {
	s := t.Field(col)
	if s == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil || !(v > 0) || math.IsInf(v, 0) {
		return 0, t.Errorf(t.Header()[col-1], "%q is not a wage", s).WithHint("leave it empty when there is none")
	}
	return v, nil
}
