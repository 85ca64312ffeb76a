package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// statedPay is what one source says of base and total pay in a country.
type statedPay struct {
	country, source string
	n               int
	shares          [len(pay.Levels)]float64
}

// buildComponents makes internal/estimate/components.tsv: what share of total pay is base pay, quantile by quantile,
// where the same people or the same employers state both.
func buildComponents(dataDir, repoDir string) error {
	norway, err := norwegianShares(filepath.Join(dataDir, "official", "salary_no.json"))
	if err != nil {
		return err
	}
	germany, err := statedShares(dataDir, "DE", "IT Salary Survey 2020", "it-salary-eu/2020.csv.gz", ',',
		"Yearly brutto salary (without bonus and stocks) in EUR", "Yearly bonus + stocks in EUR", 1, true)
	if err != nil {
		return err
	}
	finland, err := statedShares(dataDir, "FI", "Koodiklinikka 2024", "koodiklinikka/2024-fi.tsv.gz", '\t',
		"Kuukausipalkka (brutto, euroina)", "Vuositulot (sis. bonukset, osingot yms, euroina)", finnishMonths, false)
	if err != nil {
		return err
	}
	measured := []statedPay{germany, finland, norway}
	all := statedPay{country: "all", source: "the mean of the others"}
	for _, s := range measured {
		all.n += s.n
		for l, v := range s.shares {
			all.shares[l] += v / float64(len(measured))
		}
	}
	var b bytes.Buffer
	b.WriteString("# Base pay as a share of total pay, quantile by quantile, where both are stated. Made by internal/reference/build\n" +
		"# from Statistics Norway's table 11418 (CC BY 4.0), the IT Salary Survey 2020 (CC0) and Koodiklinikka 2024 (MIT).\n")
	b.WriteString("country\tn\tsource")
	for _, p := range pay.Levels {
		b.WriteString("\t" + pay.LevelName(p))
	}
	b.WriteString("\n")
	for _, s := range append(measured, all) {
		fmt.Fprintf(&b, "%s\t%d\t%s", s.country, s.n, s.source)
		for _, v := range falling(s.shares) {
			fmt.Fprintf(&b, "\t%.4f", v)
		}
		b.WriteString("\n")
	}
	name := filepath.Join(repoDir, "internal", "estimate", "components.tsv")
	return os.WriteFile(name, b.Bytes(), 0o644)
}

// finnishMonths is how many months' pay a Finnish year has without bonuses: twelve, and half a month for holidays.
const finnishMonths = 12.5

// norwegianShares reads agreed and total pay of software developers in the newest year. The quartiles stand for the
// quantiles beyond them too.
func norwegianShares(path string) (statedPay, error) {
	s := statedPay{country: "NO", source: "Statistics Norway"}
	text, err := os.ReadFile(path)
	if err != nil {
		return s, err
	}
	var table struct {
		Data struct {
			Occupations map[string]struct {
				Years map[string]map[string]float64 `json:"dispersion_by_year"`
			}
		}
	}
	if err := json.Unmarshal(text, &table); err != nil {
		return s, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	newest := ""
	years := table.Data.Occupations["2512"].Years
	for year := range years {
		newest = max(newest, year)
	}
	row := years[newest]
	s.n = int(row["n_employees"])
	points := []struct{ level, share float64 }{{.25, 0}, {.5, 0}, {.75, 0}}
	for i, name := range []string{"p25", "median", "p75"} {
		points[i].share = row["avtalt_"+name+"_nok_month"] / row[name+"_nok_month"]
		if !(points[i].share > .5 && points[i].share <= 1) {
			return s, errors.New("the table of Norway has no share of agreed pay")
		}
	}
	for l, p := range pay.Levels {
		from, to := points[0], points[1]
		if p > points[1].level {
			from, to = points[1], points[2]
		}
		at := min(max((p-from.level)/(to.level-from.level), 0), 1)
		s.shares[l] = from.share + at*(to.share-from.share)
	}
	return s, nil
}

// statedShares compares the quantiles of base and total pay of people who state both. The second column is what comes on
// top when added is set, and the total otherwise; months is how often the first is paid in a year.
func statedShares(dataDir, country, source, file string, comma rune, base, other string, months float64, added bool) (statedPay, error) {
	s := statedPay{country: country, source: source}
	rows, err := columnsOf(filepath.Join(dataDir, file), comma, base, other)
	if err != nil {
		return s, err
	}
	var bases, totals []float64
	for _, row := range rows {
		b, t := row[0]*months, row[1]
		if added && t < b { // a bonus above the pay is mostly the total written again
			t += b
		}
		// Pay that is no year's, and totals that are not of the same year or person.
		if math.IsNaN(b) || math.IsNaN(t) || b < 12_000 || b > 400_000 || t < .9*b || t > 3*b {
			continue
		}
		bases, totals = append(bases, b), append(totals, t)
	}
	s.n = len(bases)
	if s.n < 300 {
		return s, fmt.Errorf("%s: only %d people state both", file, s.n)
	}
	slices.Sort(bases)
	slices.Sort(totals)
	for l, p := range pay.Levels {
		at := int(p * float64(s.n-1))
		s.shares[l] = min(bases[at]/totals[at], 1)
	}
	return s, nil
}

// columnsOf reads the numbers of two columns; a cell that is none is NaN, an empty second one zero.
func columnsOf(path string, comma rune, first, second string) ([][2]float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	in := csv.NewReader(z)
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = comma, true, -1
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	columns := [2]int{slices.Index(header, first), slices.Index(header, second)}
	if slices.Contains(columns[:], -1) {
		return nil, fmt.Errorf("%s lacks a column of pay", filepath.Base(path))
	}
	var rows [][2]float64
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
		}
		var row [2]float64
		for i, c := range columns {
			row[i] = math.NaN()
			if c >= len(cells) {
				continue
			}
			text := strings.NewReplacer(" ", "", ",", "").Replace(cells[c])
			if v, err := strconv.ParseFloat(text, 64); err == nil {
				row[i] = v
			}
		}
		rows = append(rows, row)
	}
}

// falling makes shares that do not rise from one quantile to the next: the least squares fit of such (Barlow,
// Bartholomew, Bremner and Brunk 1972), so that no quantile of base pay passes another.
func falling(shares [len(pay.Levels)]float64) [len(pay.Levels)]float64 {
	type block struct {
		sum float64
		n   int
	}
	var blocks []block
	for _, v := range shares {
		blocks = append(blocks, block{v, 1})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.sum/float64(a.n) >= b.sum/float64(b.n) {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{a.sum + b.sum, a.n + b.n})
		}
	}
	at := 0
	for _, b := range blocks {
		for range b.n {
			shares[at] = b.sum / float64(b.n)
			at++
		}
	}
	return shares
}
