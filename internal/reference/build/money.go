package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The first month and year of every series of money: when the euro came.
const (
	firstMonth = "1999-01"
	firstYear  = 1999
)

// buildMoney makes internal/money/tables/rates.tsv and worldbank.tsv from the public data. docs/money.md
// says what each source is and what is done with it.
func buildMoney(dataDir, repoDir string) error {
	tables := filepath.Join(repoDir, "internal", "money", "tables")
	rates, err := rateSeries(dataDir)
	if err != nil {
		return err
	}
	const header = "source\tbase\tcurrency\tfirst month\tunits of currency for one of base"
	if err := writeSeries(filepath.Join(tables, "rates.tsv"), header, rates); err != nil {
		return err
	}
	bank, err := bankSeries(dataDir)
	if err != nil {
		return err
	}
	return writeSeries(filepath.Join(tables, "worldbank.tsv"), "statistic\tcountry\tfirst year\tvalues", bank)
}

// series is one line of a table: values at consecutive steps from the first, NaN where there is none.
type series struct {
	key    string // the columns before the first step, tab-separated
	first  string
	values []float64
	digits int // significant
}

// writeSeries writes series, each trimmed of gaps at its ends, by key.
func writeSeries(path, header string, all []series) error {
	var b bytes.Buffer
	fmt.Fprintln(&b, header)
	slices.SortFunc(all, func(a, b series) int { return cmp.Compare(a.key, b.key) })
	for _, s := range all {
		b.WriteString(s.key + "\t" + s.first + "\t")
		for i, v := range s.values {
			if i > 0 {
				b.WriteByte(' ')
			}
			if math.IsNaN(v) {
				b.WriteByte('-')
				continue
			}
			rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', s.digits, 64), 64)
			if err != nil {
				return fmt.Errorf("rounding %v of %s: %w", v, s.key, err)
			}
			b.WriteString(strconv.FormatFloat(rounded, 'f', -1, 64))
		}
		b.WriteByte('\n')
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("writing a table of money: %w", err)
	}
	return nil
}

// quotes is the units of each currency for one of the base, by month as "2024-06".
type quotes map[string]map[string]float64

func (q quotes) set(currency, month string, v float64) {
	if q[currency] == nil {
		q[currency] = map[string]float64{}
	}
	q[currency][month] = v
}

// rateSeries reads every source of exchange rates, and keeps of the later ones what the earlier lack.
func rateSeries(dataDir string) ([]series, error) {
	ecb, err := ecbMeans(filepath.Join(dataDir, "reference", "eurofxref-hist-2026-04.zip"))
	if err != nil {
		return nil, fmt.Errorf("reading the ECB's rates: %w", err)
	}
	fed, err := fedMeans(filepath.Join(dataDir, "reference", "fed-fx-monthly-2026-07.csv.gz"))
	if err != nil {
		return nil, fmt.Errorf("reading the Federal Reserve's rates: %w", err)
	}
	survey := quotes{}
	for _, w := range waves {
		if err := w.read(dataDir, survey); err != nil {
			return nil, fmt.Errorf("reading the survey's rates in %s: %w", w.file, err)
		}
	}
	known := func(currency, month string) bool { _, ok := ecb[currency][month]; return ok }
	for currency, months := range fed {
		maps.DeleteFunc(months, func(month string, _ float64) bool {
			return known(currency, month) || currency == "EUR" && known("USD", month)
		})
	}
	for currency, months := range survey {
		maps.DeleteFunc(months, func(month string, _ float64) bool {
			return known(currency, month) || fed[currency] != nil
		})
	}
	return slices.Concat(ecb.series("ECB\tEUR", 6), fed.series("Federal Reserve\tUSD", 6),
		survey.series("Stack Overflow survey\tUSD", 4)), nil
}

// series returns the quotes as series of consecutive months.
func (q quotes) series(key string, digits int) []series {
	var all []series
	for currency, months := range q {
		if len(months) == 0 {
			continue
		}
		sorted := slices.Sorted(maps.Keys(months))
		s := series{key: key + "\t" + currency, first: sorted[0], digits: digits}
		for month := sorted[0]; month <= sorted[len(sorted)-1]; month = nextMonth(month) {
			v, ok := months[month]
			if !ok {
				v = math.NaN()
			}
			s.values = append(s.values, v)
		}
		all = append(all, s)
	}
	return all
}

const monthLayout = "2006-01"

// monthOf returns the month of a date as "2024-06-30".
func monthOf(date string) (string, error) {
	t, err := time.Parse(time.DateOnly, date)
	return t.Format(monthLayout), err
}

// nextMonth returns the month after one of monthOf.
func nextMonth(month string) string {
	t, _ := time.Parse(monthLayout, month)
	return t.AddDate(0, 1, 0).Format(monthLayout)
}

// fewestFixings is how many daily rates make a monthly mean. It drops the one day of roubles in March 2022.
const fewestFixings = 5

// ecbMeans reads the ECB's daily reference rates, units of each currency for a euro, into monthly means.
func ecbMeans(path string) (quotes, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	f, err := archive.Open("eurofxref-hist.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sums, counts := quotes{}, quotes{}
	err = eachRow(f, func(row map[string]string) error {
		month, err := monthOf(row["Date"])
		if err != nil {
			return err
		}
		for currency, s := range row {
			if currency == "Date" || currency == "" || s == "N/A" || s == "" {
				continue
			}
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return err
			}
			sums.set(currency, month, sums[currency][month]+v)
			counts.set(currency, month, counts[currency][month]+1)
		}
		return nil
	})
	for currency, months := range sums {
		for month, sum := range months {
			if n := counts[currency][month]; n >= fewestFixings {
				months[month] = sum / n
			} else {
				delete(months, month)
			}
		}
	}
	return sums, err
}

// fedCurrencies is the countries of the Federal Reserve's file. The file quotes every one of them in units
// for a US dollar, also those that the H.10 release itself quotes the other way round; a test holds it
// against the ECB. The countries that had their own currency before the euro end there and are left out.
var fedCurrencies = map[string]string{
	"Australia": "AUD", "Brazil": "BRL", "Canada": "CAD", "China": "CNY", "Denmark": "DKK", "Euro": "EUR",
	"Hong Kong": "HKD", "India": "INR", "Japan": "JPY", "Malaysia": "MYR", "Mexico": "MXN",
	"New Zealand": "NZD", "Norway": "NOK", "Singapore": "SGD", "South Africa": "ZAR", "South Korea": "KRW",
	"Sri Lanka": "LKR", "Sweden": "SEK", "Switzerland": "CHF", "Taiwan": "TWD", "Thailand": "THB",
	"United Kingdom": "GBP", "Venezuela": "VES",
}

// A million of the bolívares of before October 2021 are one of those since; the file changes over a month
// late. Its values are stated here in the money of their month, since that is what pay of the month is
// stated in. Before September 2018 the file holds yet other units and a decreed rate, and is not used.
const (
	firstBolivar = "2018-09"
	newBolivar   = "2021-10"
	oldBolivars  = 1e6
)

// fedMeans reads the Federal Reserve's monthly means, units for a US dollar.
func fedMeans(path string) (quotes, error) {
	q := quotes{}
	err := eachRowGzip(path, func(row map[string]string) error {
		month, err := monthOf(row["Date"])
		if err != nil {
			return err
		}
		currency := fedCurrencies[row["Country"]]
		if currency == "" || month < firstMonth || row["Exchange rate"] == "" {
			return nil
		}
		v, err := strconv.ParseFloat(row["Exchange rate"], 64)
		if err != nil {
			return err
		}
		if currency == "VES" {
			if month < firstBolivar {
				return nil
			}
			if month == newBolivar {
				v /= oldBolivars
			}
		}
		q.set(currency, month, v)
		return nil
	})
	return q, err
}

// wave is one year of the Stack Overflow survey that states pay in its own currency beside the survey's
// conversion to US dollars. Dividing one by the other gives the rate that the survey converted with: a
// figure of the survey, the same for everyone, not of any person.
type wave struct {
	file, month                string // the month that the survey converted in; a test holds it against the ECB
	currency, total, frequency string // columns
	converted                  string
	yearly                     map[string]float64 // how many of a frequency the survey makes a year of
	fewest                     int                // rows that must agree for a rate
}

var waves = []wave{
	// 2019 converted at its own caps as well, so one row alone proves nothing.
	{file: "2019-head.csv.gz", month: "2019-02", currency: "CurrencySymbol", total: "CompTotal", frequency: "CompFreq",
		converted: "ConvertedComp", yearly: map[string]float64{"Yearly": 1, "Monthly": 12, "Weekly": 50}, fewest: 2},
	{file: "2023-head.csv.gz", month: "2023-06", currency: "Currency", total: "CompTotal",
		converted: "ConvertedCompYearly", yearly: map[string]float64{"": 1}, fewest: 1},
	{file: "2025-head.csv.gz", month: "2025-06", currency: "Currency", total: "CompTotal",
		converted: "ConvertedCompYearly", yearly: map[string]float64{"": 1}, fewest: 1},
}

const (
	// leastConverted is the pay in USD from which rounding to a dollar leaves a rate good to 0.1 %.
	leastConverted = 500
	// surveyTolerance is how far a row's rate may lie from the median of its currency.
	surveyTolerance = .002
)

// decreed lists the currencies that the survey converts at a rate by decree which nobody is paid at.
var decreed = []string{"IRR"} // 42,000 to the dollar, a tenth of the market's

// read adds the wave's rates to q: for each currency, the total of pay over the total of its conversion. A
// currency whose rows disagree, or are too few, gets none.
func (w wave) read(dataDir string, q quotes) error {
	type row struct{ total, converted float64 }
	rows := map[string][]row{}
	err := eachRowGzip(filepath.Join(dataDir, "stackoverflow", w.file), func(r map[string]string) error {
		total, errTotal := strconv.ParseFloat(r[w.total], 64)
		converted, errConverted := strconv.ParseFloat(r[w.converted], 64)
		periods := w.yearly[r[w.frequency]]
		currency, _, _ := strings.Cut(strings.ReplaceAll(r[w.currency], "\t", " "), " ")
		if errTotal != nil || errConverted != nil || periods == 0 || total <= 0 || converted < leastConverted ||
			len(currency) != 3 {
			return nil //nolint:nilerr // a row without two amounts tells no rate
		}
		rows[currency] = append(rows[currency], row{total * periods, converted})
		return nil
	})
	if err != nil {
		return err
	}
	for currency, all := range rows {
		if currency == "USD" || currency == "EUR" || slices.Contains(decreed, currency) {
			continue
		}
		slices.SortFunc(all, func(a, b row) int { return cmp.Compare(a.total/a.converted, b.total/b.converted) })
		middle := all[len(all)/2]
		var sum row
		agree := 0
		for _, r := range all {
			if math.Abs(r.total/r.converted/(middle.total/middle.converted)-1) <= surveyTolerance {
				sum.total += r.total
				sum.converted += r.converted
				agree++
			}
		}
		if agree >= w.fewest && 2*agree > len(all) {
			q.set(currency, w.month, sum.total/sum.converted)
		}
	}
	return nil
}

// bankSeries reads the World Bank's purchasing power and consumer prices. The two files name countries
// alike, one with alpha-2 and one with alpha-3 codes; joining them by name also leaves out the regions and
// income groups among the latter.
func bankSeries(dataDir string) ([]series, error) {
	ppp, cpi := map[string]map[int]float64{}, map[string]map[int]float64{}
	codes := map[string]string{}
	read := func(file, column string, code func(row map[string]string) string, into map[string]map[int]float64) error {
		return eachRowGzip(filepath.Join(dataDir, "reference", file), func(row map[string]string) error {
			year, err := strconv.Atoi(row["Year"])
			if err != nil {
				return err
			}
			country := code(row)
			if country == "" || year < firstYear || row[column] == "" {
				return nil
			}
			v, err := strconv.ParseFloat(row[column], 64)
			if err != nil {
				return err
			}
			if into[country] == nil {
				into[country] = map[int]float64{}
			}
			into[country][year] = v
			return nil
		})
	}
	err := read("worldbank-ppp-2026-03.csv.gz", "PPP", func(row map[string]string) string {
		codes[row["Country"]] = row["Country ID"]
		return row["Country ID"]
	}, ppp)
	if err != nil {
		return nil, fmt.Errorf("reading purchasing power: %w", err)
	}
	err = read("worldbank-cpi-2025-07.csv.gz", "CPI", func(row map[string]string) string {
		return codes[row["Country"]]
	}, cpi)
	if err != nil {
		return nil, fmt.Errorf("reading consumer prices: %w", err)
	}
	for _, country := range otherUnit {
		delete(ppp, country)
	}
	for year := range ppp["BG"] {
		ppp["BG"][year] /= levPerEuro
	}
	return slices.Concat(yearly("CPI", cpi, 5), yearly("PPP", ppp, 5)), nil
}

// levPerEuro: Bulgaria's figures are still in leva, and its currency is the euro.
const levPerEuro = 1.95583

// otherUnit lists the countries whose purchasing power is stated in a unit other than their currency of
// today: US dollars, or money since replaced.
var otherUnit = []string{"LR", "PS", "VE", "ZW"}

func yearly(key string, byCountry map[string]map[int]float64, digits int) []series {
	var all []series
	for country, byYear := range byCountry {
		years := slices.Sorted(maps.Keys(byYear))
		s := series{key: key + "\t" + country, first: strconv.Itoa(years[0]), digits: digits}
		for y := years[0]; y <= years[len(years)-1]; y++ {
			v, ok := byYear[y]
			if !ok {
				v = math.NaN()
			}
			s.values = append(s.values, v)
		}
		all = append(all, s)
	}
	return all
}

// eachRowGzip calls f with every row of a compressed CSV file, by column name.
func eachRowGzip(path string, f func(row map[string]string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	if err := eachRow(z, f); err != nil {
		return fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	return nil
}

// eachRow calls f with every row of CSV. The last row of some samples of public files is cut short: it is
// left out, as no other row is.
func eachRow(in io.Reader, f func(row map[string]string) error) error {
	r := csv.NewReader(in)
	r.LazyQuotes = true
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return err
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	row := make(map[string]string, len(header))
	cut := 0 // the line of a short row
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		if cut > 0 {
			return fmt.Errorf("line %d: fewer columns than the header", cut)
		}
		if len(record) < len(header) {
			cut = line
			continue
		}
		for i, name := range header {
			row[name] = record[i]
		}
		if err := f(row); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}
