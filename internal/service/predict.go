package service

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Predicted says how a file of records was answered.
type Predicted struct {
	Rows  int            // all that were read
	Aside int            // that could not be answered
	Why   map[string]int // the reasons, without their rows
	First string         // the reason of the first, with its row
}

// errorColumn is the last column of what Predict writes: why a row has no answer.
const errorColumn = "error"

// Predict reads records as CSV (dataset.Header; columns may be missing, others are kept) and writes them
// again with the quantiles q05 to q95 of what people like these are paid, in each row's own currency,
// period and component, for its year when it has one. Every word of a row is a code or a common name of package
// taxonomy; a row with another word, or that cannot be answered, is written without quantiles and with the reason. name
// is what errors call the input.
func (s *Service) Predict(
	ctx context.Context, in io.Reader, name string, out io.Writer, progress func(rows int),
) (Predicted, error) {
	v := s.View()
	done := Predicted{Why: map[string]int{}}
	estimator, err := v.state.Estimator(ctx)
	if err != nil {
		return done, err
	}
	records, err := dataset.ReadCSV(in, name)
	if err != nil {
		return done, err
	}
	p := &predictor{view: v, estimator: estimator, words: words{}}
	w := csv.NewWriter(out)
	header := records.Header()
	for _, level := range pay.Levels {
		header = append(header, pay.LevelName(level))
	}
	if err := w.Write(append(header, errorColumn)); err != nil {
		return done, fmt.Errorf("writing predictions: %w", err)
	}
	flush := func() error {
		p.answer()
		for i := range p.rows {
			row := &p.rows[i]
			done.count(row)
			if err := w.Write(row.out); err != nil {
				return fmt.Errorf("writing predictions: %w", err)
			}
		}
		if progress != nil {
			progress(done.Rows)
		}
		p.rows = p.rows[:0]
		return ctx.Err()
	}
	for row, err := range records.EachRow() {
		if row == nil {
			return done, err
		}
		p.add(row, err)
		if len(p.rows) == predictBatch {
			if err := flush(); err != nil {
				return done, err
			}
		}
	}
	if err := flush(); err != nil {
		return done, err
	}
	w.Flush()
	return done, w.Error()
}

func (d *Predicted) count(row *predictedRow) {
	d.Rows++
	if row.err == nil {
		return
	}
	d.Aside++
	why := reason(row.err)
	d.Why[why]++
	if d.First == "" {
		d.First = fmt.Sprintf("row %d: %s", row.number, why)
	}
}

// reason is what an error says, without its place.
func reason(err error) string {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e.Message
	}
	return err.Error()
}

// predictBatch is how many rows are answered at a time, by all processors.
const predictBatch = 2048

// predictor answers rows in batches.
type predictor struct {
	view      View
	estimator estimate.Estimator
	words     words
	rows      []predictedRow
}

type predictedRow struct {
	number int
	record dataset.Record
	out    []string
	err    error
}

// add takes a row, or why it cannot be read.
func (p *predictor) add(row *dataset.CSVRow, err error) {
	p.rows = slices.Grow(p.rows, 1)[:len(p.rows)+1]
	r := &p.rows[len(p.rows)-1]
	r.number, r.err = row.Number, err
	r.record = row.Record.Clone()
	if err == nil {
		r.err = p.words.read(&r.record)
	}
	r.out = append(make([]string, 0, len(row.Cells)+len(pay.Levels)+1), row.Cells...)
}

// answer answers the rows of the batch.
func (p *predictor) answer() {
	pieces := max(1, min(runtime.GOMAXPROCS(0), len(p.rows)/64))
	var wait sync.WaitGroup
	for k := range pieces {
		wait.Go(func() {
			for i := k * len(p.rows) / pieces; i < (k+1)*len(p.rows)/pieces; i++ {
				p.rows[i].predict(p)
			}
		})
	}
	wait.Wait()
}

// predict appends the quantiles of a row, or none and the reason.
func (r *predictedRow) predict(p *predictor) {
	var d pay.Distribution
	if r.err == nil {
		d, r.err = p.view.predict(p.estimator, &r.record)
	}
	if r.err != nil {
		r.out = append(r.out, make([]string, len(d.Q))...)
		r.out = append(r.out, reason(r.err))
		return
	}
	var text [32]byte
	for _, q := range d.Q {
		r.out = append(r.out, string(strconv.AppendFloat(text[:0], q, 'g', 8, 64)))
	}
	r.out = append(r.out, "")
}

// words are those of a file that were read already: the same few stand in nearly every row.
type words map[word]reading

const mostWords = 10_000 // a file of words that are none must not fill the memory

type word struct {
	facet pay.Facet
	text  string
}

type reading struct {
	code    string
	country string // of a place
	err     error
}

// code returns the code of a word.
func (w words) code(f pay.Facet, text string) (string, error) {
	k := word{f, text}
	r, known := w[k]
	if !known {
		r.code, r.err = taxonomy.ForFacet(f).Lookup(text)
		if len(w) < mostWords {
			w[k] = r
		}
	}
	return r.code, r.err
}

// read turns the words of a record into codes. It refuses what is none.
func (w words) read(r *dataset.Record) (err error) {
	for _, f := range []struct {
		facet pay.Facet
		text  *string
	}{
		{pay.FacetCountry, &r.Country}, {pay.FacetLevel, &r.Level}, {pay.FacetIndustry, &r.Industry},
		{pay.FacetOrgSize, &r.OrgSize}, {pay.FacetRemote, &r.Remote}, {pay.FacetEmployment, &r.Employment},
		{pay.FacetEducation, &r.Education},
	} {
		if *f.text == "" {
			continue
		}
		if *f.text, err = w.code(f.facet, *f.text); err != nil {
			return err
		}
	}
	for _, list := range []struct {
		facet pay.Facet
		texts []string
	}{{pay.FacetRole, r.Roles}, {pay.FacetSkills, r.Skills}} {
		for i, text := range list.texts {
			if list.texts[i], err = w.code(list.facet, text); err != nil {
				return err
			}
		}
	}
	if r.Place != "" {
		return w.place(r)
	}
	return nil
}

// place turns the place of a record into its code, and sets the country that it is in.
func (w words) place(r *dataset.Record) error {
	k := word{pay.FacetPlace, r.Country + "|" + r.Place}
	found, known := w[k]
	if !known {
		var m taxonomy.PlaceMatch
		m, found.err = taxonomy.FindPlace(r.Country, r.Place)
		found.code, found.country = m.Code, m.Country
		if len(w) < mostWords {
			w[k] = found
		}
	}
	if found.err != nil {
		return found.err
	}
	r.Place, r.Country = found.code, found.country
	return nil
}

// predict answers for one record. Its skills are taken for all that the person has, as a survey's are.
func (v View) predict(estimator estimate.Estimator, r *dataset.Record) (pay.Distribution, error) {
	q := estimate.Question{
		Profile: estimate.ProfileOf(r, 0), Basis: r.Basis, Component: r.Component, Currency: r.Currency,
		On: v.today, Complete: true,
	}
	if r.Year != 0 {
		q.On = time.Date(r.Year, time.June, 1, 0, 0, 0, 0, time.UTC)
	}
	result, err := estimator.Estimate(q)
	if err != nil {
		return pay.Distribution{}, err
	}
	factor := 1.0
	if r.Period != "" && r.Period != pay.Year {
		yearly := pay.Amount{Value: 1, Currency: result.Currency, Period: pay.Year}
		one, err := money.InPeriod(yearly, r.Period, r.Country)
		if err != nil {
			return pay.Distribution{}, err
		}
		factor = one.Value
	}
	if r.Currency != "" && r.Currency != result.Currency {
		rate, err := v.rates.YearRate(result.Currency, r.Currency, q.On.Year())
		if err != nil {
			return pay.Distribution{}, err
		}
		factor *= rate.Value
	}
	return result.Distribution.Scale(factor), nil
}
