// Package reference is what the binary embeds so that the first question is answered without a download:
// the pay of subsets of public records, none of fewer than ten people, and official wages. It holds no
// record of a person. `make reference` makes it from the public data that docs/data.md lists, to the same
// bytes each time.
package reference

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"backpay/internal/dataset"
	"backpay/internal/pay"
	"backpay/internal/screen"
	"backpay/internal/subset"
	"backpay/internal/taxonomy"
)

//go:embed data/subsets.bin
var subsetsFile []byte

//go:embed data/official.tsv.gz
var officialFile []byte

//go:embed data/about.json
var aboutFile []byte

// Subsets returns the pay of every subset of the public records that is large enough to be told.
var Subsets = sync.OnceValues(func() (*subset.Table, error) {
	t, err := subset.Read(bytes.NewReader(subsetsFile))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded reference: %w", err)
	}
	return t, nil
})

// About says what the reference was made from.
type About struct {
	Records map[string]int `json:"records"` // records that take part, by source
	Newest  int            `json:"newest"`  // year of the newest
}

// Made returns what the reference was made from.
var Made = sync.OnceValues(func() (About, error) {
	var a About
	if err := json.Unmarshal(aboutFile, &a); err != nil {
		return a, fmt.Errorf("reading the embedded reference: %w", err)
	}
	return a, nil
})

// Priors returns each country's centre and spread of yearly pay, for the screening of imports.
func Priors() (map[string]screen.Prior, error) {
	t, err := Subsets()
	if err != nil {
		return nil, err
	}
	priors := map[string]screen.Prior{}
	for _, country := range taxonomy.Countries.Codes() {
		c, of, ok := t.Find(pay.Reported, pay.Profile{Country: country})
		if !ok || len(of) == 0 {
			continue
		}
		// The middle half is 1.349 standard deviations of a normal wide.
		priors[country] = screen.Prior{Centre: c.Log[pay.MedianIndex], Scale: (c.Log[9] - c.Log[3]) / 1.349}
	}
	return priors, nil
}

// Counts returns how many records of each source are behind the reference.
func Counts() (map[string]int, error) {
	a, err := Made()
	return a.Records, err
}

// officialTable is official wages by what they are of.
type officialTable map[officialKey]dataset.Cell

type officialKey struct {
	place, occupation, industry, grade string
}

var official = sync.OnceValues(func() (officialTable, error) {
	t, err := readOfficial(bytes.NewReader(officialFile))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded official wages: %w", err)
	}
	return t, nil
})

// grades are the steps of OFLC's wage levels that the levels of a profile are closest to: level 1 is the
// pay of beginners, 2 of qualified, 3 of experienced and 4 of fully competent workers.
var grades = map[string]string{"entry": "1", "mid": "2", "senior": "3", "staff": "4", "principal": "4"}

// Official returns the official wages closest to a profile, the closest first: for the USA the wage of
// the place and level, the mean of the state, the percentiles of the industry or of the nation.
func Official(p pay.Profile) ([]dataset.Cell, error) {
	occupation := taxonomy.SOC(p.Role)
	if p.Country != "US" || occupation == "" {
		return nil, nil
	}
	table, err := official()
	if err != nil {
		return nil, err
	}
	var cells []dataset.Cell
	find := func(k officialKey) bool {
		c, ok := table[k]
		if ok {
			cells = append(cells, c)
		}
		return ok
	}
	if p.Place != "" {
		if grade := grades[p.Level]; grade != "" {
			find(officialKey{place: p.Place, occupation: occupation, grade: grade})
		}
		find(officialKey{place: p.Place, occupation: occupation})
	}
	if p.Industry == "" || !find(officialKey{occupation: occupation, industry: p.Industry}) {
		find(officialKey{occupation: occupation})
	}
	return cells, nil
}

// officialHeader is the header of the table of official wages. A cell of level wages holds several rows.
var officialHeader = []string{
	"source", "year", "places", "occupation", "title", "industry", "grade", "employment",
	"mean", "p10", "p25", "p50", "p75", "p90", "top",
}

// WriteOfficial writes official wages of the USA, a year's gross pay in US dollars, so that readOfficial
// reads them. Cells that differ by their place alone share a row: many counties have the wages of one area.
func WriteOfficial(w io.Writer, cells []dataset.Cell) error {
	out := csv.NewWriter(w)
	out.Comma = '\t'
	if err := out.Write(officialHeader); err != nil {
		return fmt.Errorf("writing official wages: %w", err)
	}
	places := map[dataset.Cell][]string{}
	var order []dataset.Cell
	for _, c := range cells {
		place := c.Place
		c.Place = ""
		if _, seen := places[c]; !seen {
			order = append(order, c)
		}
		places[c] = append(places[c], place)
	}
	number := func(v float64) string {
		if v == 0 {
			return ""
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	for _, c := range order {
		row := []string{
			c.Source, strconv.Itoa(c.Year), strings.Join(places[c], " "), c.Occupation, c.Title, c.Industry, c.Grade, number(c.Employment),
			number(c.Mean), number(c.P10), number(c.P25), number(c.P50), number(c.P75), number(c.P90), number(c.Top),
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("writing official wages: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// readOfficial reads what WriteOfficial wrote, compressed by gzip.
func readOfficial(r io.Reader) (officialTable, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(z)
	in.Comma, in.ReuseRecord, in.FieldsPerRecord = '\t', true, len(officialHeader)
	if _, err := in.Read(); err != nil {
		return nil, err
	}
	table := officialTable{}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return table, nil
		}
		if err != nil {
			return nil, err
		}
		var bad error
		number := func(s string) float64 {
			if s == "" {
				return 0
			}
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				bad = err
			}
			return v
		}
		c := dataset.Cell{
			Source: row[0], Year: int(number(row[1])), Country: "US", Occupation: row[3], Title: row[4], Industry: row[5], Grade: row[6],
			Employment: number(row[7]), Mean: number(row[8]), P10: number(row[9]), P25: number(row[10]), P50: number(row[11]),
			P75: number(row[12]), P90: number(row[13]), Top: number(row[14]),
			Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
		}
		if bad != nil {
			return nil, bad
		}
		for place := range strings.SplitSeq(row[2], " ") {
			c.Place = place
			table[officialKey{place, c.Occupation, c.Industry, c.Grade}] = c
		}
	}
}
