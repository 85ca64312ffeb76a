package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/trend"
)

// selections say whom the files at hand hold, where they do not hold whom they held the year before.
var selections = []trend.Selection{
	{Source: "stackoverflow", Year: 2016, Words: "everybody who answered, with pay in bands"},
	{Source: "stackoverflow", Year: 2017, Words: "the first third of the answers"},
	{Source: "stackoverflow", Year: 2019, Words: "the first thousand answers"},
	{Source: "stackoverflow", Year: 2022, Words: "everybody who answered, without their roles"},
	{Source: "stackoverflow", Year: 2023, Words: "the answers of the USA alone"},
	{Source: "stackoverflow", Year: 2024, Words: "a part of the answers, of the whole world"},
	{Source: "stackoverflow", Year: 2025, Words: "the first thousand answers"},
	{Source: "dou", Year: 2016, Words: "two surveys a year"},
	{Source: "dou", Year: 2017, Words: "two surveys a year"},
	{Source: "dou", Year: 2018, Words: "two surveys a year"},
	{Source: "dou", Year: 2019, Words: "two surveys a year"},
	{Source: "dou", Year: 2020, Words: "the summer's survey, in a shortened file"},
	{Source: "dou", Year: 2022, Words: "the summer's survey, with developers, testers and others asked apart"},
	{Source: "dou", Year: 2024, Words: "one survey a year, in one file"},
	{Source: "dou", Year: 2025, Words: "one survey a year, in one file"},
	{Source: "colombia", Year: 2016, Words: "a file that others had put in order"},
	{Source: "colombia", Year: 2020, Words: "the answers as they were given"},
	{Source: "colombia", Year: 2021, Words: "the answers as they were given"},
}

// buildTrend makes internal/reference/data/trend.json.gz from the files of records and the medians that Stack
// Overflow publishes itself. docs/trend.md says what is done with them.
func buildTrend(dataDir, repoDir string) error {
	directory, err := os.MkdirTemp("", "backpay-trend-")
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
	table, err := library.Trends(context.Background(), l.Records, selections)
	if err != nil {
		return err
	}
	if table.Published, err = publishedMedians(filepath.Join(dataDir, "stackoverflow", "official")); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(repoDir, "internal", "reference", "data", "trend.json.gz"))
	if err != nil {
		return err
	}
	err = table.Write(f)
	return cmp.Or(err, f.Close())
}

// publishedMedians reads the medians by role, of the world and of a few countries.
func publishedMedians(dir string) ([]trend.Published, error) {
	files, err := filepath.Glob(filepath.Join(dir, "pay_by_role_20??.tsv"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%s: no published medians by role", dir)
	}
	var all []trend.Published
	for _, name := range files {
		year, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "pay_by_role_"), ".tsv"))
		if err != nil {
			return nil, err
		}
		some, err := publishedOf(name, year)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b trend.Published) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Year, b.Year), -cmp.Compare(a.N, b.N))
	})
	// Two of a publisher's roles can be one here: that of the most people stands for it.
	return slices.CompactFunc(all, func(a, b trend.Published) bool { return a.Key == b.Key && a.Year == b.Year }), nil
}

func publishedOf(name string, year int) ([]trend.Published, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var some []trend.Published
	for _, row := range rows[1:] {
		p := trend.Published{Source: "stackoverflow", Year: year}
		if row[0] != "world" {
			country, ok := taxonomy.Countries.Parse(row[0])
			if !ok {
				return nil, fmt.Errorf("%s: %q is no country", name, row[0])
			}
			p.Country = country
		}
		role, ok := taxonomy.Roles.Parse(row[1])
		if !ok || row[2] == "" { // a median of nobody knows how many is not told
			continue
		}
		p.Role = role
		if p.N, err = strconv.Atoi(row[2]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if p.Median, err = strconv.ParseFloat(row[3], 64); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if p.N >= trend.MinPeople {
			some = append(some, p)
		}
	}
	return some, nil
}
