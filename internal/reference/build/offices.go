package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/office"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/oews"
	"github.com/backpay/backpay/internal/source/official"
)

// buildOffices makes figures.tsv and wages.tsv of package office: the newest figures of statistics offices for the
// occupations of a role, and the average wages by which they are carried to other years.
func buildOffices(dataDir, repoDir string) error {
	figures, err := officeFigures(filepath.Join(dataDir, "official"))
	if err != nil {
		return err
	}
	wages, err := averageWages(filepath.Join(dataDir, "tax", "oecd_indicators.json.gz"))
	if err != nil {
		return err
	}
	folder := filepath.Join(repoDir, "internal", "office")
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "figures.tsv"), figuresTable(figures), 0o644),
		os.WriteFile(filepath.Join(folder, "wages.tsv"), wages, 0o644),
	)
}

// officeFigures reads every file of the offices and keeps the newest figure of each kind.
func officeFigures(folder string) ([]office.Figure, error) {
	files, err := filepath.Glob(filepath.Join(folder, "salary_*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no files salary_*.json in %s", folder)
	}
	var all []office.Figure
	for _, name := range append(files, filepath.Join(folder, "extra_official_transcribed.tsv")) {
		in, err := source.Open(context.Background(), name, source.Options{})
		if err != nil {
			return nil, err
		}
		some, err := official.Figures(in)
		if err = errors.Join(err, in.Close()); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	in, err := source.Open(context.Background(), filepath.Join(folder, "bls_oews.json"), source.Options{})
	if err != nil {
		return nil, err
	}
	defer in.Close()
	err = oews.Source.Read(context.Background(), in, cellSink(func(c *dataset.Cell) {
		all = append(all, office.Figure{
			Office: "bls_oews", Country: c.Country, Place: c.Place,
			Occupation: "SOC2018 " + c.Occupation, Title: c.Title, Year: c.Year, People: c.Employment,
			Mean: c.Mean, P10: c.P10, P25: c.P25, P50: c.P50, P75: c.P75, P90: c.P90,
			Currency: c.Currency, Period: c.Period, Component: c.Component,
		})
	}))
	return newest(all), err
}

// cellSink is a sink that hands each cell on.
type cellSink func(*dataset.Cell)

func (f cellSink) Cell(c *dataset.Cell) error   { f(c); return nil }
func (f cellSink) Record(*dataset.Record) error { return nil }

// newest keeps the newest figure of each office, place, occupation, component and cut, of occupations that have a
// role; of two of one year the first read, which is the office's own file. They come in the order of the table.
func newest(all []office.Figure) []office.Figure {
	type key struct{ office, place, occupation, component, cut string }
	best := map[key]office.Figure{}
	for _, f := range all {
		if o, ok := office.OccupationOf(f); !ok || len(o.Roles) == 0 {
			continue
		}
		k := key{f.Office, f.Place, f.Occupation, string(f.Component), f.Cut}
		if before, ok := best[k]; !ok || f.Year > before.Year {
			best[k] = f
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b office.Figure) int {
		return cmp.Or(strings.Compare(a.Country, b.Country), strings.Compare(a.Office, b.Office),
			strings.Compare(a.Occupation, b.Occupation), strings.Compare(a.Place, b.Place),
			strings.Compare(string(a.Component), string(b.Component)), strings.Compare(a.Cut, b.Cut))
	})
}

func figuresTable(figures []office.Figure) []byte {
	var out bytes.Buffer
	out.WriteString("# Pay as statistics offices publish it, by `make reference` from the files that " +
		"docs/data.md lists; the licences are in offices.tsv.\n" +
		"office\tcountry\tplace\toccupation\ttitle\tcut\tyear\tpeople\t" +
		"mean\tp10\tp25\tp50\tp75\tp90\tpension\tbonus\tcurrency\tperiod\tcomponent\n")
	number := func(v float64, digits int) string {
		if v == 0 {
			return ""
		}
		return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', digits, 64), "0"), ".")
	}
	for _, f := range figures {
		cells := []string{f.Office, f.Country, f.Place, f.Occupation, f.Title, f.Cut, strconv.Itoa(f.Year),
			number(f.People, 1)}
		for _, v := range []float64{f.Mean, f.P10, f.P25, f.P50, f.P75, f.P90} {
			cells = append(cells, number(v, 2))
		}
		cells = append(cells, number(f.PensionShare, 4), number(f.BonusShare, 4), f.Currency, string(f.Period),
			string(f.Component))
		out.WriteString(strings.Join(cells, "\t") + "\n")
	}
	return out.Bytes()
}

// firstWage is the first year of average wages that a figure could be carried from.
const firstWage = 2015

// averageWages reads gross earnings of the average worker from the OECD's Taxing Wages.
func averageWages(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var file struct {
		Data map[string]struct {
			Wedge struct {
				Gross []struct {
					Period string  `json:"period"`
					Value  float64 `json:"value"`
				} `json:"GEBT_XDC"`
			} `json:"tax_wedge"`
		} `json:"data"`
	}
	if err := json.NewDecoder(z).Decode(&file); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString("# Gross earnings of the average worker, full time, a year, in the country's currency: " +
		"OECD, Taxing Wages, as of August 2026.\n" +
		"country\tyear\twage\n")
	for _, country := range slices.Sorted(maps.Keys(file.Data)) {
		for _, p := range file.Data[country].Wedge.Gross {
			if year, err := strconv.Atoi(p.Period); err == nil && year >= firstWage {
				fmt.Fprintf(&out, "%s\t%d\t%.0f\n", country, year, p.Value)
			}
		}
	}
	return out.Bytes(), nil
}
