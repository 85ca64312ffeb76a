package freelance

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Measure = wire.FreelanceMeasure
)

// The measures of reports.
const (
	Rate    Measure = "rate"    // what is billed for an hour
	Billing Measure = "billing" // what is billed in a year
	Hours   Measure = "hours"   // hours billed in a year: billing over rate, person by person
	Pay     Measure = "pay"     // what is said to be earned in a year
)

// Report is what freelancers of a country say, told of ten people or more.
type Report struct {
	Source   string     `json:"source"`
	Country  string     `json:"country"`
	Measure  Measure    `json:"measure"`
	Currency string     `json:"currency"` // of amounts, without value added tax, in the money of their own year
	First    int        `json:"first_year"`
	Last     int        `json:"last_year"`
	N        int        `json:"n"`
	Q        [5]float64 `json:"-"`
}

// ReportLevels are the probabilities of a Report's quantiles.
var ReportLevels = [5]float64{.10, .25, .50, .75, .90}

var reportHeader = []string{"source", "country", "measure", "currency", "first_year", "last_year", "n", "p10", "p25",
	"p50", "p75", "p90"}

// WriteReports writes a table that ReadReports reads.
func WriteReports(w io.Writer, reports []Report) error {
	out := csv.NewWriter(w)
	out.Comma = '\t'
	rows := [][]string{reportHeader}
	for _, r := range reports {
		row := []string{r.Source, r.Country, string(r.Measure), r.Currency, strconv.Itoa(r.First), strconv.Itoa(r.Last),
			strconv.Itoa(r.N)}
		for _, q := range r.Q {
			row = append(row, strconv.FormatFloat(q, 'f', -1, 64))
		}
		rows = append(rows, row)
	}
	return out.WriteAll(rows)
}

// ReadReports reads a table of reports.
func ReadReports(r io.Reader) ([]Report, error) {
	in := csv.NewReader(r)
	in.Comma, in.FieldsPerRecord = '\t', len(reportHeader)
	rows, err := in.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading reports of freelancers: %w", err)
	}
	var reports []Report
	for i, row := range rows {
		if i == 0 {
			continue
		}
		report := Report{Source: row[0], Country: row[1], Measure: Measure(row[2]), Currency: row[3]}
		var errs [8]error
		report.First, errs[0] = strconv.Atoi(row[4])
		report.Last, errs[1] = strconv.Atoi(row[5])
		report.N, errs[2] = strconv.Atoi(row[6])
		for j := range report.Q {
			report.Q[j], errs[3+j] = strconv.ParseFloat(row[7+j], 64)
		}
		if err := errors.Join(errs[:]...); err != nil {
			return nil, fmt.Errorf("reading reports of freelancers: row %d: %w", i+1, err)
		}
		reports = append(reports, report)
	}
	return reports, nil
}
