// Package reference is what the binary embeds so that the first question is answered without a download:
// the pay of subsets of public records, none of fewer than ten people, and official wages. It holds no
// record of a person. `make reference` makes it from the public data that docs/data.md lists, to the same
// bytes each time.
package reference

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/screen"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

//go:embed data/subsets.bin
var subsetsFile []byte

// officialFiles holds official wages, a file for each occupation, since a question is about one.
//
//go:embed data/official
var officialFiles embed.FS

//go:embed data/model.bin
var modelFile []byte

// Scorecard is how well the model answers for people it has not seen, as `make scorecard` measured it: the
// JSON of a backtest.Scorecard.
//
//go:embed data/scorecard.json
var Scorecard []byte

//go:embed data/premiums.json.gz
var premiumsFile []byte

// SkillTrials is how well the premiums of skills foretold those of later surveys, as the build of this
// package measured it: the JSON of a list of backtest.SkillTrial.
//
//go:embed data/skilltrials.json
var SkillTrials []byte

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

// Model returns the model that is fitted to the public records.
var Model = sync.OnceValues(func() (*estimate.Model, error) {
	m, err := estimate.Read(bytes.NewReader(modelFile))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded model: %w", err)
	}
	return m.WithPlaces(Place), nil
})

// Premiums returns what each skill goes with in pay.
var Premiums = sync.OnceValues(func() (*premium.Table, error) {
	t, err := premium.Read(bytes.NewReader(premiumsFile))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded premiums of skills: %w", err)
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

// grades are the steps of OFLC's wage levels that the levels of a profile are closest to: level 1 is the
// pay of beginners, 2 of qualified, 3 of experienced and 4 of fully competent workers.
var grades = map[string]string{"entry": "1", "mid": "2", "senior": "3", "staff": "4", "principal": "4"}

// wages are the official wages of one occupation that concern a place.
type wages struct {
	graded   map[string]dataset.Cell // at the place, by grade
	place    []dataset.Cell          // at the place, all grades
	industry []dataset.Cell          // of the nation, by industry
	nation   []dataset.Cell
}

// wagesOf returns the official wages of the occupation that a profile's role is closest to. ok is false
// where none are known.
func wagesOf(p pay.Profile) (w wages, ok bool, err error) {
	code := taxonomy.SOC(p.Role)
	if p.Country != "US" || code == "" {
		return w, false, nil
	}
	o, err := occupationOf(code)
	if err != nil || o == nil {
		return w, false, err
	}
	w = wages{graded: map[string]dataset.Cell{}, industry: o.industry, nation: o.nation}
	for _, row := range o.places[p.Place] {
		c := o.rows[row]
		c.Place = p.Place
		if c.Grade != "" {
			w.graded[c.Grade] = c
		} else {
			w.place = append(w.place, c)
		}
	}
	return w, true, nil
}

// occupation is the official wages of one occupation.
type occupation struct {
	industry, nation []dataset.Cell
	rows             []dataset.Cell     // of places, which share rows
	places           map[string][]int32 // the rows of each place
}

// occupations holds the occupations that were asked about: to read one takes milliseconds.
var occupations sync.Map // by code, each a func() (*occupation, error)

// occupationOf returns an occupation, nil when it is not in the reference.
func occupationOf(code string) (*occupation, error) {
	read, ok := occupations.Load(code)
	if !ok {
		read, _ = occupations.LoadOrStore(code,
			sync.OnceValues(func() (*occupation, error) { return readOccupation(code) }))
	}
	return read.(func() (*occupation, error))()
}

func readOccupation(code string) (*occupation, error) {
	f, err := officialFiles.Open("data/official/" + code + ".tsv.gz")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the embedded official wages: %w", err)
	}
	defer f.Close()
	o := &occupation{places: map[string][]int32{}}
	err = readOfficial(f, func(c dataset.Cell, places string) {
		c.Occupation = code
		switch {
		case places == "" && c.Industry == "":
			o.nation = append(o.nation, c)
		case places == "":
			o.industry = append(o.industry, c)
		default:
			for place := range strings.FieldsSeq(places) {
				o.places[place] = append(o.places[place], int32(len(o.rows)))
			}
			o.rows = append(o.rows, c)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("reading the embedded official wages of %s: %w", code, err)
	}
	return o, nil
}

// Official returns the official wages closest to a profile, the closest first: for the USA the wage of
// the place and level, the mean of the state, the percentiles of the industry or of the nation.
func Official(p pay.Profile) ([]dataset.Cell, error) {
	w, ok, err := wagesOf(p)
	if err != nil || !ok {
		return nil, err
	}
	var cells []dataset.Cell
	if c, ok := w.graded[grades[p.Level]]; ok {
		cells = append(cells, c)
	}
	cells = append(cells, w.place...)
	for _, c := range w.industry {
		if c.Industry == p.Industry && p.Industry != "" {
			return append(cells, c), nil
		}
	}
	return append(cells, w.nation...), nil
}

// PlaceRatio returns what the place of a profile pays beside the whole country, for the occupation that its
// role is closest to: the mean wage there over the nation's. source says whose wages they are. ok is false
// where no official wage is known of the place.
//
// OFLC states no mean, but its level 1 is the mean of the lowest third of an area's workers and level 4
// that of the upper two thirds, so that the mean of all is a third of the one and two thirds of the other.
// The means of states are of the year before the nation's and are carried by consumer prices.
func PlaceRatio(p pay.Profile) (ratio float64, source string, ok bool, err error) {
	w, ok, err := wagesOf(p)
	if err != nil || !ok || len(w.nation) == 0 || w.nation[0].Mean == 0 {
		return 0, "", false, err
	}
	nation := w.nation[0]
	low, high := w.graded["1"], w.graded["4"]
	if low.Mean > 0 && high.Mean > 0 {
		return (low.Mean + 2*high.Mean) / 3 / nation.Mean, low.Source, true, nil
	}
	for _, c := range w.place {
		if c.Mean == 0 {
			continue
		}
		prices, _, err := money.Prices(p.Country, c.Year, nation.Year)
		if err != nil {
			return 0, "", false, err
		}
		return c.Mean * prices / nation.Mean, c.Source, true, nil
	}
	return 0, "", false, nil
}

// States returns the official mean wages in the states of the USA of the occupation that a role is closest
// to, in the order of their codes.
func States(role string) ([]dataset.Cell, error) {
	code := taxonomy.SOC(role)
	if code == "" {
		return nil, nil
	}
	o, err := occupationOf(code)
	if err != nil || o == nil {
		return nil, err
	}
	var states []dataset.Cell
	for _, place := range slices.Sorted(maps.Keys(o.places)) {
		if len(place) != len("US-CA") {
			continue // a county or a metropolitan area
		}
		for _, row := range o.places[place] {
			if c := o.rows[row]; c.Grade == "" && c.Industry == "" && c.Mean > 0 {
				c.Place = place
				states = append(states, c)
				break
			}
		}
	}
	return states, nil
}

// officialHeader is the header of a file of official wages.
var officialHeader = []string{
	"source", "year", "places", "title", "industry", "grade", "employment", "mean", "p10", "p25", "p50", "p75", "p90",
	"top",
}

// WriteOfficial writes the official wages of one occupation in the USA, a year's gross pay in US dollars.
// Cells that differ by their place alone share a row: many counties have the wages of one area.
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
		row := []string{c.Source, strconv.Itoa(c.Year), strings.Join(places[c], " "), c.Title, c.Industry, c.Grade}
		for _, v := range []float64{c.Employment, c.Mean, c.P10, c.P25, c.P50, c.P75, c.P90, c.Top} {
			row = append(row, number(v))
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("writing official wages: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// readOfficial reads what WriteOfficial wrote, compressed by gzip, row by row. The cell's place and
// occupation are left to the caller; places are separated by spaces.
func readOfficial(r io.Reader, row func(c dataset.Cell, places string)) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	in := csv.NewReader(z)
	in.Comma, in.ReuseRecord, in.FieldsPerRecord = '\t', true, len(officialHeader)
	if _, err := in.Read(); err != nil {
		return err
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var numbers [9]float64 // the year, and the columns from employment on
		for i, cell := range append([]string{cells[1]}, cells[6:]...) {
			if cell == "" {
				continue
			}
			if numbers[i], err = strconv.ParseFloat(cell, 64); err != nil {
				return err
			}
		}
		row(dataset.Cell{
			Source: cells[0], Year: int(numbers[0]), Country: "US", Title: cells[3], Industry: cells[4],
			Grade: cells[5], Employment: numbers[1], Mean: numbers[2], P10: numbers[3], P25: numbers[4],
			P50: numbers[5], P75: numbers[6], P90: numbers[7], Top: numbers[8], Currency: "USD", Period: pay.Year,
			Basis: pay.Gross, Component: pay.Base,
		}, cells[2])
	}
}
