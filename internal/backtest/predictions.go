package backtest

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// casesHeader is the header of a file of cases: the facets, then the truth.
func casesHeader() []string {
	header := []string{"year"}
	for _, f := range pay.Facets {
		header = append(header, string(f))
	}
	return append(header, "log_usd")
}

// WriteCases writes cases for a method outside this program: a row each, facets by their codes, skills joined by ";",
// unknown facets empty, and the log of US dollars a year.
func WriteCases(w io.Writer, cases []Case) error {
	out := csv.NewWriter(w)
	if err := out.Write(casesHeader()); err != nil {
		return fmt.Errorf("writing cases: %w", err)
	}
	for i := range cases {
		row := []string{strconv.Itoa(cases[i].Record.Year)}
		for _, f := range pay.Facets {
			row = append(row, cases[i].Profile.Value(f))
		}
		if err := out.Write(append(row, strconv.FormatFloat(cases[i].Log, 'f', 6, 64))); err != nil {
			return fmt.Errorf("writing cases: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// ReadPredictions makes a method of a file that such a method has written for the same cases: a header of level names
// (q05 … q95) and a row of quantiles of log_usd for each case, in their order.
func ReadPredictions(r io.Reader, name string, cases []Case) (Method, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return Method{}, fmt.Errorf("reading predictions of %s: %w", name, err)
	}
	if len(header) != Levels {
		return Method{}, fmt.Errorf("reading predictions of %s: %d columns, want %d", name, len(header), Levels)
	}
	for i, p := range pay.Levels {
		if header[i] != pay.LevelName(p) {
			return Method{}, fmt.Errorf("reading predictions of %s: column %d is %q, want %q", name, i+1, header[i], pay.LevelName(p))
		}
	}
	of := make(map[*dataset.Record]Quantiles, len(cases))
	for i := range cases {
		row, err := in.Read()
		if err != nil {
			return Method{}, fmt.Errorf("reading predictions of %s: row %d of %d: %w", name, i+1, len(cases), err)
		}
		var q Quantiles
		for k, cell := range row {
			if q[k], err = strconv.ParseFloat(cell, 64); err != nil || math.IsNaN(q[k]) {
				return Method{}, fmt.Errorf("reading predictions of %s: row %d: %q is no number", name, i+1, cell)
			}
		}
		of[cases[i].Record] = q
	}
	return Method{Name: name, Predict: func(c *Case) Quantiles { return of[c.Record] }}, nil
}
