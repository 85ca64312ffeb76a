package dataset

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// The years that a record or a cell may be of.
const (
	FirstYear = 1990
	LastYear  = 2100
)

// The most that a record may say of the time that is worked: all hours of a week, and twice full time.
const (
	maxHours = 7 * 24
	maxFTE   = 2
)

// separator stands between the values of a cell that holds several.
const separator = ";"

// Row is what the files of a data directory hold.
type Row interface{ Record | Cell }

// table says how rows of one type are laid out in columns. It is the only place where columns are
// listed: the Parquet schema, its writer and reader, and the CSV writer and reader follow it.
type table[T Row] struct {
	name   string // the folder of a data directory
	fields []field[T]
	year   func(*T) int   // what partitions are by
	values func(*T) error // every value that is given is in range
	whole  func(*T) error // the values that a stored row must have are given
}

// field is one column. At returns a pointer to its value in a row: *string, *[]string, *int, *float64 or
// *pay.Years.
type field[T Row] struct {
	name     string
	at       func(*T) any
	distinct bool // text of which most rows have one of their own: a dictionary would not pay
	later    bool // older files lack all such columns; their rows have the zero value
}

var recordTable = table[Record]{
	name: "records",
	fields: []field[Record]{ // in the order of Header
		{name: "source", at: func(r *Record) any { return &r.Source }},
		{name: "year", at: func(r *Record) any { return &r.Year }},
		{name: "country", at: func(r *Record) any { return &r.Country }},
		{name: "place", at: func(r *Record) any { return &r.Place }},
		{name: "role", at: func(r *Record) any { return &r.Roles }},
		{name: "level", at: func(r *Record) any { return &r.Level }},
		{name: "years", at: func(r *Record) any { return &r.Years }},
		{name: "industry", at: func(r *Record) any { return &r.Industry }},
		{name: "org_size", at: func(r *Record) any { return &r.OrgSize }},
		{name: "remote", at: func(r *Record) any { return &r.Remote }},
		{name: "employment", at: func(r *Record) any { return &r.Employment }},
		{name: "education", at: func(r *Record) any { return &r.Education }},
		{name: "skills", at: func(r *Record) any { return &r.Skills }, distinct: true},
		{name: "pay", at: func(r *Record) any { return &r.Pay }},
		{name: "currency", at: func(r *Record) any { return &r.Currency }},
		{name: "period", at: func(r *Record) any { return (*string)(&r.Period) }},
		{name: "basis", at: func(r *Record) any { return (*string)(&r.Basis) }},
		{name: "component", at: func(r *Record) any { return (*string)(&r.Component) }},
		{name: "weight", at: func(r *Record) any { return &r.Weight }},
		{name: "excluded", at: func(r *Record) any { return (*string)(&r.Excluded) }},
		{name: "pay_low", at: func(r *Record) any { return &r.PayLow }},
		{name: "pay_high", at: func(r *Record) any { return &r.PayHigh }},
		{name: "hours", at: func(r *Record) any { return &r.Hours }, later: true},
		{name: "fte", at: func(r *Record) any { return &r.FTE }, later: true},
		{name: "coding", at: func(r *Record) any { return &r.Coding }, later: true},
	},
	year:   func(r *Record) int { return r.Year },
	values: (*Record).checkValues,
	whole:  (*Record).checkWhole,
}

var cellTable = table[Cell]{
	name: "cells",
	fields: []field[Cell]{
		{name: "source", at: func(c *Cell) any { return &c.Source }},
		{name: "year", at: func(c *Cell) any { return &c.Year }},
		{name: "country", at: func(c *Cell) any { return &c.Country }},
		{name: "place", at: func(c *Cell) any { return &c.Place }},
		{name: "occupation", at: func(c *Cell) any { return &c.Occupation }},
		{name: "title", at: func(c *Cell) any { return &c.Title }},
		{name: "role", at: func(c *Cell) any { return &c.Role }},
		{name: "industry", at: func(c *Cell) any { return &c.Industry }},
		{name: "sector", at: func(c *Cell) any { return &c.Sector }},
		{name: "grade", at: func(c *Cell) any { return &c.Grade }},
		{name: "employment", at: func(c *Cell) any { return &c.Employment }},
		{name: "mean", at: func(c *Cell) any { return &c.Mean }},
		{name: "p10", at: func(c *Cell) any { return &c.P10 }},
		{name: "p25", at: func(c *Cell) any { return &c.P25 }},
		{name: "p50", at: func(c *Cell) any { return &c.P50 }},
		{name: "p75", at: func(c *Cell) any { return &c.P75 }},
		{name: "p90", at: func(c *Cell) any { return &c.P90 }},
		{name: "top", at: func(c *Cell) any { return &c.Top }},
		{name: "currency", at: func(c *Cell) any { return &c.Currency }},
		{name: "period", at: func(c *Cell) any { return (*string)(&c.Period) }},
		{name: "basis", at: func(c *Cell) any { return (*string)(&c.Basis) }},
		{name: "component", at: func(c *Cell) any { return (*string)(&c.Component) }},
	},
	year:   func(c *Cell) int { return c.Year },
	values: (*Cell).checkValues,
	whole:  (*Cell).checkWhole,
}

// tableOf returns the table of a type of row.
func tableOf[T Row]() *table[T] {
	var t any = &recordTable
	if _, cell := any((*T)(nil)).(*Cell); cell {
		t = &cellTable
	}
	return t.(*table[T])
}

// check refuses a row that must not be stored: a value out of range, or one that is missing.
func (t *table[T]) check(row *T) error {
	if err := t.values(row); err != nil {
		return err
	}
	return t.whole(row)
}

// text returns the field's value as it stands in a CSV cell.
func (f *field[T]) text(row *T) string {
	switch v := f.at(row).(type) {
	case *string:
		return *v
	case *[]string:
		return strings.Join(*v, separator)
	case *int:
		if *v == 0 {
			return ""
		}
		return strconv.Itoa(*v)
	case *float64:
		return strconv.FormatFloat(*v, 'f', -1, 64)
	case *pay.Years:
		return v.String()
	default:
		panic(fmt.Sprintf("dataset: column %s is a %T", f.name, v))
	}
}

// parse sets the field from a CSV cell; an empty cell leaves the row as it is.
func (f *field[T]) parse(row *T, cell string) error {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return nil
	}
	switch v := f.at(row).(type) {
	case *string:
		*v = cell
	case *[]string:
		for part := range strings.SplitSeq(cell, separator) {
			if part = strings.TrimSpace(part); part != "" {
				*v = append(*v, part)
			}
		}
	case *int:
		n, err := strconv.Atoi(cell)
		if err != nil {
			return pay.Errorf(pay.Invalid, "%q is not a whole number", cell).In(f.name).
				WithHint("write it in digits alone: 2024")
		}
		*v = n
	case *float64:
		n, err := f.number(cell)
		if err != nil {
			return err
		}
		*v = n
	case *pay.Years:
		n, err := f.number(cell)
		if err != nil {
			return err
		}
		*v = pay.YearsOf(n)
	}
	return nil
}

func (f *field[T]) number(cell string) (float64, error) {
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, pay.Errorf(pay.Invalid, "%q is not a number", cell).In(f.name).
			WithHint("write it in digits, with a point before the decimals: 65000 or 52.95")
	}
	return n, nil
}

// outOfRange is the error of a value that its column does not take.
func outOfRange(column string, value any, want string) error {
	return pay.Errorf(pay.Invalid, "%s is %v", column, value).In(column).WithHint("%s must be %s", column, want)
}

// missing is the error of a stored row without a value that it must have.
func missing(column string) error {
	return pay.Errorf(pay.Invalid, "there is no %s", column).In(column)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func (r *Record) checkValues() error {
	if err := checkUnits(r.Year, r.Period, r.Basis, r.Component); err != nil {
		return err
	}
	for column, years := range map[string]pay.Years{"years": r.Years, "coding": r.Coding} {
		if n, known := years.Get(); known && !(n >= 0 && n <= pay.MaxYears) {
			return outOfRange(column, n, fmt.Sprintf("from 0 to %d", pay.MaxYears))
		}
	}
	if !finite(r.Pay) || (r.Pay < 0 && r.Excluded == "") {
		return outOfRange("pay", r.Pay, "a positive number")
	}
	if exact := r.PayLow == 0 && r.PayHigh == 0; !exact && !(r.PayLow >= 0 && r.PayHigh > r.PayLow) {
		return outOfRange("pay_low", fmt.Sprintf("%v and pay_high is %v", r.PayLow, r.PayHigh),
			"below pay_high, and neither negative")
	}
	if !(r.Hours >= 0 && r.Hours <= maxHours) {
		return outOfRange("hours", r.Hours, "hours of a week")
	}
	if !(r.FTE >= 0 && r.FTE <= maxFTE) {
		return outOfRange("fte", r.FTE, "a share of full time, as 0.8")
	}
	if !finite(r.Weight) || r.Weight < 0 {
		return outOfRange("weight", r.Weight, "a positive number")
	}
	if r.Excluded != "" && !slices.Contains(Reasons, r.Excluded) {
		return outOfRange("excluded", r.Excluded, "empty or one of: "+joinReasons())
	}
	if err := checkList("role", r.Roles); err != nil {
		return err
	}
	return checkList("skills", r.Skills)
}

func (r *Record) checkWhole() error {
	switch {
	case r.Source == "":
		return missing("source")
	case r.Year == 0:
		return missing("year")
	case r.Excluded != "":
		return nil
	case r.Pay == 0:
		return missing("pay")
	case r.Currency == "":
		return missing("currency")
	case r.Period == "":
		return missing("period")
	case r.Weight == 0:
		return missing("weight")
	}
	return nil
}

func (c *Cell) checkValues() error {
	if err := checkUnits(c.Year, c.Period, c.Basis, c.Component); err != nil {
		return err
	}
	for _, v := range [...]struct {
		column string
		value  float64
	}{
		{"employment", c.Employment}, {"mean", c.Mean}, {"p10", c.P10}, {"p25", c.P25}, {"p50", c.P50},
		{"p75", c.P75}, {"p90", c.P90}, {"top", c.Top},
	} {
		if !finite(v.value) || v.value < 0 {
			return outOfRange(v.column, v.value, "a positive number, or 0 where none is published")
		}
	}
	return nil
}

func (c *Cell) checkWhole() error {
	switch {
	case c.Source == "":
		return missing("source")
	case c.Year == 0:
		return missing("year")
	case c.Currency == "":
		return missing("currency")
	case c.Period == "":
		return missing("period")
	}
	return nil
}

// checkUnits checks what records and cells share. Zero values are unknown, and pass.
func checkUnits(year int, period pay.Period, basis pay.Basis, component pay.Component) error {
	switch {
	case year != 0 && (year < FirstYear || year > LastYear):
		return outOfRange("year", year, fmt.Sprintf("from %d to %d", FirstYear, LastYear))
	case period != "" && !period.Valid():
		return outOfRange("period", fmt.Sprintf("%q", period), "hour, day, week, month or year")
	case basis != "" && !basis.Valid():
		return outOfRange("basis", fmt.Sprintf("%q", basis), "gross or net")
	case component != "" && !component.Valid():
		return outOfRange("component", fmt.Sprintf("%q", component), "base or total")
	}
	return nil
}

// checkList refuses what would not come back from a joined cell as it went in.
func checkList(column string, list []string) error {
	for _, item := range list {
		if item == "" || strings.Contains(item, separator) {
			return outOfRange(column, fmt.Sprintf("%q", item), "codes without "+separator)
		}
	}
	return nil
}

func joinReasons() string {
	names := make([]string, len(Reasons))
	for i, r := range Reasons {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}
