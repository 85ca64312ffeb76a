package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/screen"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

// records are the files of people's pay, by source. The first rows of 2023's and 2025's official files are left out:
// their people are in 2023-us.csv.gz and 2025-five-columns.csv.gz too.
var records = []struct{ source, files string }{
	{"stackoverflow", "stackoverflow/20*.csv.gz"},
	{"dou", "dou/*.csv.gz"},
	{"it-salary-eu", "it-salary-eu/*.csv.gz"},
	{"koodiklinikka", "koodiklinikka/*.tsv.gz"},
	{"aijobs", "aijobs/*.csv.gz"},
	{"colombia", "colombia-dev/*.csv.gz"},
	{"brentozar", "brentozar/*.csv.gz"},
}

var leftOut = []string{"2023-head.csv.gz", "2025-head.csv.gz"}

// open returns a service on a new data directory that knows nothing of pay beforehand: what is embedded
// now must not have a say in what will be.
func open(directory string) (*service.Service, error) {
	return service.Open(service.Config{
		Data:   directory,
		Priors: func() (map[string]screen.Prior, error) { return nil, nil },
	})
}

// importAll imports every file of records in dataDir into a new data directory and returns a service on it.
func importAll(dataDir, directory string) (*service.Service, error) {
	s, err := open(directory)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		files, err := filepath.Glob(filepath.Join(dataDir, r.files))
		if err != nil || len(files) == 0 {
			return nil, errors.Join(fmt.Errorf("no files %s", r.files), err)
		}
		for _, f := range files {
			if slices.Contains(leftOut, filepath.Base(f)) {
				continue
			}
			if _, err := s.Import(context.Background(), service.ImportAsk{Source: r.source, File: f}); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// buildRecords makes subsets.bin, model.bin and about.json of internal/reference/data from the files of records.
func buildRecords(dataDir, repoDir string) error {
	directory, err := os.MkdirTemp("", "backpay-reference-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	if _, err := importAll(dataDir, directory); err != nil {
		return err
	}
	l, err := library.Open(library.Config{Data: directory})
	if err != nil {
		return err
	}
	about := reference.About{Records: map[string]int{}}
	for _, e := range l.State().Catalogue.Imports {
		about.Records[e.Source] += e.Counts().Kept
		about.Newest = max(about.Newest, slices.Max(e.Years))
	}
	table, err := library.Subsets(context.Background(), l.Records, about.Newest)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		return err
	}
	model, err := estimate.Fit(context.Background(),
		l.Records(context.Background(), dataset.Filter{Excluded: true}), estimate.DefaultOptions())
	if err != nil {
		return err
	}
	wages, err := officialWages()
	if err != nil {
		return err
	}
	if err := model.DrawRoles(wages); err != nil {
		return err
	}
	var fitted bytes.Buffer
	if _, err := model.WriteTo(&fitted); err != nil {
		return err
	}
	text, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return err
	}
	data := filepath.Join(repoDir, "internal", "reference", "data")
	return errors.Join(
		os.WriteFile(filepath.Join(data, "subsets.bin"), b.Bytes(), 0o644),
		os.WriteFile(filepath.Join(data, "model.bin"), fitted.Bytes(), 0o644),
		os.WriteFile(filepath.Join(data, "about.json"), append(text, '\n'), 0o644),
	)
}

// sameOccupation are the roles that an occupation of SOC is the same thing as. Developers are not among them: with them
// the survey agrees with the official wage, and what it says of the kinds of them no office knows.
var sameOccupation = []string{
	"business-analyst", "data-scientist", "dba", "network", "qa", "security", "support", "sysadmin",
}

// officialWages returns the national medians of the USA for the roles of sameOccupation, which the embedded official
// wages must have already.
func officialWages() ([]estimate.OfficialWage, error) {
	var wages []estimate.OfficialWage
	for _, role := range sameOccupation {
		p := pay.Profile{Country: "US", Role: role}
		cells, err := reference.Official(p)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(cells, func(c dataset.Cell) bool {
			return c.Place == "" && c.Grade == "" && c.Industry == "" && c.P50 > 0
		})
		if at < 0 {
			return nil, fmt.Errorf("no official wage of %s", role)
		}
		c := cells[at]
		wages = append(wages, estimate.OfficialWage{Role: role, Median: c.P50, Question: estimate.Question{
			Profile: p, Component: c.Component, Currency: c.Currency,
			On: time.Date(c.Year, time.May, 15, 0, 0, 0, 0, time.UTC), // OEWS speaks of May
		}})
	}
	return wages, nil
}

// buildOfficial makes the files of internal/reference/data/official: the wages of the occupations that a role is
// closest to, from OEWS (nation, industries, states) and OFLC (counties, metropolitan areas).
func buildOfficial(dataDir, repoDir string) error {
	directory, err := os.MkdirTemp("", "backpay-official-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	s, err := open(directory)
	if err != nil {
		return err
	}
	for _, f := range []struct{ source, file string }{
		{"oews", "oews/national_M2024_dl.xlsx"}, {"oews", "oews/natsector_M2024_dl.xlsx"},
		{"oews", "oews/state-means-2023.csv.gz"}, {"oflc", "oflc/wages-2025-26.tsv.gz"},
	} {
		if _, err := s.Import(context.Background(), service.ImportAsk{Source: f.source, File: filepath.Join(dataDir, f.file)}); err != nil {
			return err
		}
	}
	wanted := map[string]bool{}
	for _, role := range taxonomy.Roles.Codes() {
		wanted[taxonomy.SOC(role)] = true
	}
	metros, err := metroOfCounty(filepath.Join(dataDir, "reference", "us-cbsa-counties-2023.csv.gz"))
	if err != nil {
		return err
	}
	dir, err := dataset.OpenDirectory(directory)
	if err != nil {
		return err
	}
	var cells []dataset.Cell
	metroDone := map[dataset.Cell]bool{}
	for c, err := range dir.Cells(context.Background(), dataset.Filter{Layers: []pay.Layer{pay.Official}}) {
		if err != nil {
			return err
		}
		if c.Occupation == "" || !wanted[c.Occupation] || c.Currency != "USD" || c.Period != pay.Year {
			continue
		}
		if c.Industry == "" && c.Sector != "" { // an industry that the vocabulary does not have
			continue
		}
		kept := *c
		kept.Sector, kept.Role = "", ""
		cells = append(cells, kept)
		if metro := metros[c.Place]; metro != "" {
			kept.Place = metro
			if k := (dataset.Cell{Place: metro, Occupation: kept.Occupation, Grade: kept.Grade, Source: kept.Source}); !metroDone[k] {
				metroDone[k] = true
				cells = append(cells, kept)
			}
		}
	}
	titles := map[string]string{} // OFLC gives none
	byOccupation := map[string][]dataset.Cell{}
	for _, c := range oneEach(cells) {
		titles[c.Occupation] = cmp.Or(titles[c.Occupation], c.Title)
		byOccupation[c.Occupation] = append(byOccupation[c.Occupation], c)
	}
	folder := filepath.Join(repoDir, "internal", "reference", "data", "official")
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	for occupation, cells := range byOccupation {
		for i := range cells {
			cells[i].Title = cmp.Or(cells[i].Title, titles[occupation])
		}
		if err := writeOfficial(filepath.Join(folder, occupation+".tsv.gz"), cells); err != nil {
			return err
		}
	}
	return nil
}

func writeOfficial(name string, cells []dataset.Cell) error {
	var table bytes.Buffer
	if err := reference.WriteOfficial(&table, cells); err != nil {
		return err
	}
	return writePacked(name, table.Bytes())
}

// oneEach keeps, of several sectors that are one industry of the vocabulary, the one with the most people
// employed, and puts the cells in an order that does not depend on how they came.
func oneEach(cells []dataset.Cell) []dataset.Cell {
	type key struct{ source, place, occupation, industry, grade string }
	best := map[key]dataset.Cell{}
	for _, c := range cells {
		k := key{c.Source, c.Place, c.Occupation, c.Industry, c.Grade}
		if old, ok := best[k]; !ok || c.Year > old.Year || c.Year == old.Year && c.Employment > old.Employment {
			best[k] = c
		}
	}
	keys := slices.SortedFunc(maps.Keys(best), func(a, b key) int {
		return slices.Compare([]string{a.source, a.occupation, a.grade, a.industry, a.place}, []string{b.source, b.occupation, b.grade, b.industry, b.place})
	})
	var out []dataset.Cell
	for _, k := range keys {
		out = append(out, best[k])
	}
	return out
}

// metroOfCounty reads which metropolitan area each central county is in, as places. The wage areas of OFLC
// are metropolitan areas, so any central county has its area's wages.
func metroOfCounty(name string) (map[string]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		return nil, err
	}
	metros := map[string]string{}
	for _, row := range rows[1:] {
		if len(row) > 11 && row[11] == "Central" {
			metros["US-"+row[9]+row[10]] = "US-C" + row[0]
		}
	}
	return metros, nil
}
