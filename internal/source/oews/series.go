package oews

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// seriesFile holds time series of the publisher's by area, as its public interface gives them: employment, the
// yearly mean and five percentiles, each with the year it is of.
type seriesFile struct {
	Source string          `json:"source_id"`
	Data   map[string]area `json:"data"`
}

// area is a place's series. A region of two metropolitan areas, as the Bay Area, has the other as its second.
type area struct {
	IDs        map[string]string `json:"series_ids"`
	Employment []point           `json:"employment"`
	Mean       []point           `json:"annual_mean_usd"`
	P10        []point           `json:"annual_p10_usd"`
	P25        []point           `json:"annual_p25_usd"`
	P50        []point           `json:"annual_median_usd"`
	P75        []point           `json:"annual_p75_usd"`
	P90        []point           `json:"annual_p90_usd"`
	Second     *area             `json:"secondary"`
}

type point struct {
	Year  int     `json:"year"`
	Value float64 `json:"value"`
}

// seriesID is the publisher's name of a series: OEU, N for the nation or M for a metropolitan area, the area's
// number, the industry, the occupation and the kind of figure.
var seriesID = regexp.MustCompile(`^OEU([NM])(\d{7})(\d{6})(\d{2})(\d{4})(\d{2})$`)

// allIndustries is the industry of a series of every industry.
const allIndustries = "000000"

func readSeries(in *source.Input, sink source.Sink) error {
	var f seriesFile
	if err := json.NewDecoder(in).Decode(&f); err != nil {
		return pay.Errorf(pay.Unreadable, "this is no JSON of time series, or it is damaged").At(in.Name).Because(err).
			WithHint("take the file as it was published")
	}
	if f.Source != "bls_oews" || len(f.Data) == 0 {
		return pay.Errorf(pay.Unreadable, "the file says that it is of %q", f.Source).At(in.Name).In("source_id").
			WithHint("bls_oews is wanted; files of other offices are read by the source official")
	}
	for _, key := range slices.Sorted(maps.Keys(f.Data)) {
		first := f.Data[key]
		for _, d := range []*area{&first, first.Second} {
			if d == nil {
				continue
			}
			c, err := d.cell()
			if err != nil {
				return err.At(in.Name + ": area " + key)
			}
			if err := sink.Cell(&c); err != nil {
				return err
			}
		}
	}
	return nil
}

// cell makes the cell of an area. Every figure must be of one year: the newest point of each series.
func (d *area) cell() (dataset.Cell, *pay.Error) {
	damaged := func(field, format string, args ...any) (dataset.Cell, *pay.Error) {
		return dataset.Cell{}, pay.Errorf(pay.Unreadable, format, args...).In(field).
			WithHint("the file may be damaged: take it again")
	}
	id := seriesID.FindStringSubmatch(d.IDs["annual_mean_usd"])
	if id == nil || id[3] != allIndustries {
		return damaged("series_ids", "%q is no series of yearly means", d.IDs["annual_mean_usd"])
	}
	c := dataset.Cell{
		Source: name, Country: "US", Occupation: id[4] + "-" + id[5],
		Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
	}
	c.Role, c.Title = taxonomy.RoleOfSOC(c.Occupation), titles[c.Occupation]
	if id[1] == "M" {
		c.Place = "US-C" + id[2][2:]
	}
	previous := 0.
	for _, s := range []struct {
		name       string
		points     []point
		to         *float64
		percentile bool
	}{
		{"employment", d.Employment, &c.Employment, false}, {"annual_mean_usd", d.Mean, &c.Mean, false},
		{"annual_p10_usd", d.P10, &c.P10, true}, {"annual_p25_usd", d.P25, &c.P25, true}, {"annual_median_usd",
			d.P50, &c.P50, true},
		{"annual_p75_usd", d.P75, &c.P75, true}, {"annual_p90_usd", d.P90, &c.P90, true},
	} {
		if len(s.points) == 0 {
			continue
		}
		newest := slices.MaxFunc(s.points, func(a, b point) int { return a.Year - b.Year })
		if c.Year == 0 {
			c.Year = newest.Year
		}
		if newest.Year != c.Year || newest.Year < firstYear || newest.Year > dataset.LastYear {
			return damaged(s.name, "a figure of %d stands beside figures of %d", newest.Year, c.Year)
		}
		if !(newest.Value > 0 && newest.Value < 1e12) || s.percentile && newest.Value < previous {
			return damaged(s.name, "%v is no wage above the percentile before it", newest.Value)
		}
		if *s.to = newest.Value; s.percentile {
			previous = newest.Value
		}
	}
	if c.Mean == 0 {
		return damaged("annual_mean_usd", "there is no mean")
	}
	return c, nil
}

// titles are the titles of the occupations that are at hand in this form, which does not state them.
var titles = map[string]string{"15-1252": "Software Developers"}
