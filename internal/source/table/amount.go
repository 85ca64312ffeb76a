package table

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
)

// amount is what a cell of pay says. An end of 0 is open, and what is not written is empty.
type amount struct {
	low, high float64
	currency  string
	period    pay.Period
	basis     pay.Basis
	component pay.Component
	pays      float64
	freelance bool
	written   bool // the cell holds more than blank
}

// unstated is a code of ISO 4217 that no pay is in. As the currency that an amount without one is in, it
// shows that there was none.
const unstated = "XTS"

// readAmount reads a cell of pay: a plain number at once, everything else by package money.
func readAmount(cell, country string, period pay.Period) (amount, *pay.Error) {
	if len(cell) > 1 && cell[0] == '(' && strings.HasSuffix(cell, ")") {
		return amount{}, notRead(cell, "amount of pay",
			"in a table an amount in parentheses is negative; pay is a positive amount")
	}
	if v, ok := plainNumber(cell); ok && !thousandsOrDecimals(cell) {
		v, err := amountWithin(v, ok, cell)
		return amount{low: v, high: v, written: true}, err
	}
	if fine := finer(period); fine != "" && thousandsOrDecimals(cell) {
		cell += "/" + string(fine)
	}
	reading, err := money.ParseRange(cell, money.Hint{Country: country, Currency: unstated})
	if err != nil {
		e, ok := err.(*pay.Error)
		if !ok {
			e = pay.Errorf(pay.Unreadable, "%q is no amount of pay", cell).Because(err)
		}
		return amount{}, e
	}
	a := amount{
		low: reading.Min, high: reading.Max, currency: reading.Currency, period: reading.Period, basis: reading.Basis,
		component: reading.Component, pays: reading.Pays, freelance: reading.Has(pay.Business), written: true,
	}
	if a.currency == unstated {
		a.currency = ""
	}
	return a, nil
}

// finer returns the period when it is one of which pay may have three decimals.
func finer(p pay.Period) pay.Period {
	if p == pay.Hour || p == pay.Day || p == pay.Week {
		return p
	}
	return ""
}

// thousandsOrDecimals reports whether a number has one sign and three digits behind it, which may be either.
func thousandsOrDecimals(cell string) bool {
	i := strings.IndexAny(cell, ".,")
	return i > 0 && i == len(cell)-4 && i <= 3 && digits(cell[:i]) && digits(cell[i+1:])
}

// mended undoes what spreadsheets put around a number to keep it text: ="72500" and '72500.
func mended(cell string) string {
	if inner, ok := strings.CutPrefix(cell, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSpace(strings.TrimSuffix(inner, `"`))
	}
	if len(cell) > 1 && cell[0] == '\'' {
		return strings.TrimSpace(cell[1:])
	}
	return cell
}

// amount reads the cell of pay under a key, and multiplies it as the mapping says.
func (r *reader) amount(key, country string, period pay.Period) (amount, *place, error) {
	cell, o := r.cell(key)
	if blank(key, cell) {
		return amount{}, o, nil
	}
	cell = mended(cell)
	if r.isNumber(o) {
		v, ok := plainNumber(cell)
		v, wrong := amountWithin(v, ok, cell)
		if wrong != nil {
			return amount{}, o, r.cellError(key, o, wrong)
		}
		return scale(amount{low: v, high: v, written: true}, o), o, nil
	}
	if wrong := neverCalculated(cell); wrong != nil {
		return amount{}, o, r.cellError(key, o, wrong)
	}
	spelled, ok := r.m.spell(cell)
	if !ok {
		return amount{}, o, r.cellError(key, o, notRead(cell, "number", r.m.numbersAre()))
	}
	stated := r.m.decimal != 0 || r.m.thousands != 0
	if v, plain := plainNumber(spelled); plain && stated {
		v, wrong := amountWithin(v, true, cell)
		if wrong != nil {
			return amount{}, o, r.cellError(key, o, wrong)
		}
		return scale(amount{low: v, high: v, written: true}, o), o, nil
	}
	a, wrong := readAmount(spelled, country, period)
	if wrong != nil {
		return amount{}, o, r.cellError(key, o, wrong.WithHint("%s", r.mendOf(key, cell, wrong.Hint)))
	}
	return scale(a, o), o, nil
}

// mendOf adds to the hint of an amount what the mapping can do about the cell.
func (r *reader) mendOf(key, cell, hint string) string {
	return hint + fmt.Sprintf(`; or pass over such a cell: map: {%q: ""} under %s in %s`, cell, key, r.m.name)
}

// scale multiplies an amount as its origin says.
func scale(a amount, o *place) amount {
	if o.factor != 0 {
		a.low, a.high = tidy(a.low*o.factor), tidy(a.high*o.factor)
	}
	return a
}

// tidy takes away what binary fractions leave behind a product.
func tidy(v float64) float64 {
	if v == math.Trunc(v) || math.IsInf(v, 0) {
		return v
	}
	t, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 12, 64), 64)
	if err != nil {
		return v
	}
	return t
}

// neverCalculated returns an error for a formula without a value and for the error of one.
func neverCalculated(cell string) *pay.Error {
	switch {
	case cell[0] == '=':
		return pay.Errorf(pay.Unreadable, "the formula %s has no value", cell).
			WithHint("open the file in a spreadsheet, which calculates it, and save it again")
	case cell[0] == '#' && len(cell) > 2 && (cell[len(cell)-1] == '!' || cell[len(cell)-1] == '?' || cell == "#N/A"):
		return pay.Errorf(pay.Unreadable, "the cell holds the error %s", cell).
			WithHint(`mend the formula, or map the cell: map: {"%s": ""}`, cell)
	}
	return nil
}

// numbersAre says in a hint how the mapping has numbers written.
func (m *Mapping) numbersAre() string {
	point, thousands := ".", ""
	if m.decimal != 0 {
		point = string(m.decimal)
	}
	if m.thousands != 0 {
		thousands = string(m.thousands)
	}
	example := "1" + thousands + "234" + point + "50"
	return fmt.Sprintf("numbers are written as %s; decimal and thousands under file in %s change that", example, m.name)
}

// pay reads the pay of a row with its units, and carries it to full time.
func (r *reader) pay(d *dataset.Record) error {
	period := r.unit()
	a, o, err := r.ends(d, period.period)
	if err != nil {
		return err
	}
	if err := r.units(d, &a, o, period); err != nil || !a.written {
		return err
	}
	times := 1.
	if d.Period == period.period && a.period == "" && period.times != 0 {
		times = period.times
	}
	if err := r.pays(d, a, &times); err != nil {
		return err
	}
	share, err := r.share(d)
	if err != nil {
		return err
	}
	if share > 0 && d.Period != pay.Hour && d.Period != pay.Day {
		times /= share
	}
	if a.freelance && d.Employment == "" {
		d.Employment = "freelance"
	}
	if times != 1 {
		a.low, a.high = tidy(a.low*times), tidy(a.high*times)
	}
	r.band(d, a.low, a.high)
	return nil
}

// ends reads the cell of pay, or the two of a band. An end that is empty is open.
func (r *reader) ends(d *dataset.Record, period pay.Period) (amount, *place, error) {
	if r.has("pay") {
		return r.amount("pay", d.Country, period)
	}
	low, o, err := r.amount("pay_low", d.Country, period)
	if err != nil {
		return low, o, err
	}
	high, upper, err := r.amount("pay_high", d.Country, period)
	if err != nil {
		return high, upper, err
	}
	for _, end := range []struct {
		key string
		a   amount
		o   *place
	}{{"pay_low", low, o}, {"pay_high", high, upper}} {
		if end.a.low != end.a.high {
			return low, o, r.errorf(end.key, end.o, "the cell holds two ends").
				WithHint("pay: {column: …} reads a band in one cell")
		}
	}
	if !low.written {
		high.low = 0
		return high, upper, nil
	}
	if low.currency != "" && high.currency != "" && low.currency != high.currency {
		return low, o, r.errorf("pay_high", upper, "the band is in %s and %s", low.currency, high.currency).
			WithHint("correct one of the two cells")
	}
	if high.written && high.high < low.low {
		return low, o, r.errorf("pay_high", upper, "the band from %v to %v ends before it begins", low.low, high.high).
			WithHint("correct one of the two cells")
	}
	low.high = high.high
	if low.currency == "" {
		low.currency = high.currency
	}
	if low.low == 0 && r.m.about.Layer != pay.Posted && high.high > 0 {
		r.fromNothing = true
	}
	return low, o, nil
}

// band sets the pay of a record. Of a band that is open at an end its other end is all that is known.
func (r *reader) band(d *dataset.Record, low, high float64) {
	switch {
	case low == high:
		d.Pay = low
	case high == 0:
		d.Pay, d.PayLow, d.PayHigh = low, low, math.Inf(1)
	case low == 0 && !r.fromNothing:
		d.Pay, d.PayHigh = high, high
	default:
		d.Pay, d.PayLow, d.PayHigh = source.Band(low, high), low, high
	}
}

// units sets the units of pay: what the cell of pay says, and what the mapping says, which must agree.
func (r *reader) units(d *dataset.Record, a *amount, o *place, period unit) error {
	currency, from, err := r.coded("currency")
	if err != nil {
		return err
	}
	if d.Currency, err = r.agreed("currency", a.currency, currency, o, from); err != nil {
		return err
	}
	stated, from2, err := r.coded("period")
	if err != nil {
		return err
	}
	p, err := r.agreed("period", string(a.period), stated, o, from2)
	if err != nil {
		return err
	}
	d.Period = pay.Period(p)
	basis, from3, err := r.coded("basis")
	if err != nil {
		return err
	}
	b, err := r.agreed("basis", string(a.basis), basis, o, from3)
	if err != nil {
		return err
	}
	d.Basis = pay.Basis(b)
	component, from4, err := r.coded("component")
	if err != nil {
		return err
	}
	c, err := r.agreed("component", string(a.component), component, o, from4)
	d.Component = pay.Component(c)
	return err
}

// agreed returns a unit of pay that the cell of pay writes, or else that the mapping states for the row.
func (r *reader) agreed(key, written, stated string, o, from *place) (string, error) {
	switch {
	case written == "" || written == stated:
		return stated, nil
	case stated == "" || from == nil || r.fields[key].inPay:
		return written, nil
	}
	cell := r.t.Field(o.at)
	return "", r.errorf("pay", o, "%q says %s where the %s is %s", cell, written, key, stated).
		WithHint("correct one of them in the file, or let the cell say it: %s: {column: %q, default: %s} in %s", key,
			o.column, stated, r.m.name)
}

// pays carries a month's pay that is paid more than twelve times to a year.
func (r *reader) pays(d *dataset.Record, a amount, times *float64) error {
	n := a.pays
	if cell, o := r.cell("pays"); n == 0 && !blank("pays", cell) {
		v, wrong := numberOfPays(cell)
		if wrong != nil {
			return r.cellError("pays", o, wrong)
		}
		n = v
	}
	if n > 0 && n != 12 && d.Period == pay.Month {
		*times *= n
		d.Period = pay.Year
	}
	return nil
}

// share reads the hours and the share of full time of a row, 0 when they are not stated.
func (r *reader) share(d *dataset.Record) (float64, error) {
	cell, o := r.cell("fte")
	part := false
	if !blank("fte", cell) {
		var wrong *pay.Error
		if d.FTE, part, wrong = fullTimeShare(mended(cell), o.times()); wrong != nil {
			return 0, r.cellError("fte", o, wrong)
		}
	}
	if cell, o := r.cell("hours"); !blank("hours", cell) {
		var wrong *pay.Error
		if d.Hours, wrong = weeklyHours(mended(cell), o.times()); wrong != nil {
			return 0, r.cellError("hours", o, wrong)
		}
	}
	if d.FTE == 0 && d.Hours > 0 {
		full, err := r.fullTime(d.Country)
		if err != nil {
			return 0, err
		}
		d.FTE = min(d.Hours/full, 1)
	}
	if part && d.FTE == 0 {
		d.Excluded = dataset.PartTime
	}
	return d.FTE, nil
}

func (o *place) times() float64 {
	if o.factor != 0 {
		return o.factor
	}
	return 1
}

// fullTime returns the hours of a full week: those that the mapping states, or else most people of the file who
// work 30 hours or more have, or else the country's.
func (r *reader) fullTime(country string) (float64, error) {
	if cell, o := r.cell("full_time"); !blank("full_time", cell) {
		v, wrong := weeklyHours(cell, 1)
		if wrong != nil || v == 0 {
			return 0, r.cellError("full_time", o, notRead(cell, "number of hours",
				"the hours of a full week, as full_time: {value: 40}"))
		}
		return v, nil
	}
	if r.fullWeek > 0 {
		return r.fullWeek, nil
	}
	return money.HoursPerYear(country) / 52, nil
}
