package freelance

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Constant = wire.FreelanceConstant
	Step     = wire.FreelanceStep
)

// workingWeek is the days of a working week.
const workingWeek = 5

// Terms are the constants of a conversion.
type Terms struct {
	Hours       float64 // a working day
	Weeks       float64 // a year, with those of leave
	Leave       float64 // working days a year
	Holidays    float64 // public, on working days a year
	Sickness    float64 // working days a year
	Utilisation float64 // percent of the remaining time that is billed
	Employer    float64 // contributions of an employer, percent of gross pay
	Costs       float64 // own costs, percent of what is billed
	Law         *Law    // an employer's contributions by law, in place of Employer; nil where none is known
}

// constant says what is known of a constant besides its value.
type constant struct {
	name, label, unit string
	low, high         float64 // what makes sense
	field             func(*Terms) *float64
}

// constants are in the order in which they come off.
var constants = []constant{
	{"hours", "working hours", "a day", 1, 24, func(t *Terms) *float64 { return &t.Hours }},
	{"weeks", "weeks", "a year", 1, 53, func(t *Terms) *float64 { return &t.Weeks }},
	{"leave", "leave", "working days a year", 0, 260, func(t *Terms) *float64 { return &t.Leave }},
	{"holidays", "public holidays", "working days a year", 0, 60, func(t *Terms) *float64 { return &t.Holidays }},
	{"sickness", "sickness", "working days a year", 0, 260, func(t *Terms) *float64 { return &t.Sickness }},
	{"utilisation", "utilisation", "% of working time is billed", 1, 100,
		func(t *Terms) *float64 { return &t.Utilisation }},
	{"costs", "own costs", "% of what is billed", 0, 95, func(t *Terms) *float64 { return &t.Costs }},
	{"employer", "employer’s contributions", "% of gross pay", 0, 100, func(t *Terms) *float64 { return &t.Employer }},
}

// Names lists the constants, as parameters and flags call them, in the order in which they come off.
func Names() []string {
	names := make([]string, len(constants))
	for i, c := range constants {
		names[i] = c.name
	}
	return names
}

// Describe returns the label and the unit of a constant.
func Describe(name string) (label, unit string) {
	for _, c := range constants {
		if c.name == name {
			return c.label, c.unit
		}
	}
	return "", ""
}

//go:embed constants.tsv
var constantsTSV string

// known are the values of the table by country and constant; "*" is every country and "" those that have no
// value of their own.
var known = sync.OnceValue(func() map[[2]string]Constant {
	m := map[[2]string]Constant{}
	for i, line := range strings.Split(strings.TrimSuffix(constantsTSV, "\n"), "\n") {
		row := strings.Split(line, "\t")
		if i == 0 {
			continue
		}
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil || len(row) != 5 {
			panic(fmt.Sprintf("freelance: constants.tsv: line %d: %q", i+1, line))
		}
		m[[2]string{row[0], row[1]}] = Constant{Value: value, Date: row[3], Source: row[4], Default: row[0] == ""}
	}
	return m
})

// Constants returns the constants of a country, ISO 3166-1 alpha-2 or empty, with those that are given in
// place of its own. An unknown name and a value that makes no sense are pay.Invalid errors.
func Constants(country string, given map[string]float64) ([]Constant, Terms, error) {
	var t Terms
	list := make([]Constant, len(constants))
	used := 0
	for i, c := range constants {
		var value Constant
		for _, whose := range []string{country, "*", ""} {
			if v, ok := known()[[2]string{whose, c.name}]; ok {
				value = v
				break
			}
		}
		if c.name == "hours" {
			value = Constant{Value: money.HoursPerYear(country) / (52 * workingWeek),
				Source: "the country’s full-time week, a fifth of it"}
			if value.Default = !money.HoursKnown(country); value.Default {
				value.Source = "no figure of the country here: a week of 40 hours"
			}
		}
		if v, ok := given[c.name]; ok {
			used++
			value = Constant{Value: v, Source: "as asked", Given: true}
			if !(v >= c.low && v <= c.high) {
				return nil, t, pay.Errorf(pay.Invalid, "%s of %v %s", c.label, v, c.unit).In(c.name).
					WithHint("a number from %v to %v", c.low, c.high)
			}
		}
		value.Name, value.Label, value.Unit = c.name, c.label, c.unit
		list[i], *c.field(&t) = value, value.Value
	}
	if used < len(given) {
		for name := range given {
			if label, _ := Describe(name); label == "" {
				return nil, t, pay.Errorf(pay.Invalid, "no constant is called %q", name).In(name).
					WithHint("there are %s", strings.Join(Names(), ", "))
			}
		}
	}
	if t.Days() < 1 {
		return nil, t,
			pay.Errorf(pay.Invalid, "leave, public holidays and sickness leave %.3g working days in %.3g weeks",
				max(t.Days(), 0), t.Weeks).
				In("leave").WithHint("leave at least one day to work on")
	}
	return list, t, nil
}

// Days returns the days of work in a year.
func (t Terms) Days() float64 {
	return t.Weeks*workingWeek - t.Leave - t.Holidays - t.Sickness
}

// BilledDays returns the days of work in a year that are billed.
func (t Terms) BilledDays() float64 { return t.Days() * t.Utilisation / 100 }

// BilledHours returns the hours of work in a year that are billed.
func (t Terms) BilledHours() float64 { return t.BilledDays() * t.Hours }

// Kept returns what is left of a year's billing at an hourly rate when own costs are paid.
func (t Terms) Kept(hourly float64) float64 { return hourly * t.BilledHours() * (1 - t.Costs/100) }

// Employed returns the employed gross yearly pay that an hourly rate is worth.
func (t Terms) Employed(hourly float64) float64 {
	if t.Law != nil {
		return t.Law.pay(t.Kept(hourly))
	}
	return t.Kept(hourly) / (1 + t.Employer/100)
}

// Rate returns the hourly rate that an employed gross yearly pay is worth: the inverse of Employed.
func (t Terms) Rate(employed float64) float64 {
	cost := employed * (1 + t.Employer/100)
	if t.Law != nil {
		cost = t.Law.cost(employed)
	}
	return cost / t.Kept(1)
}

// Steps tells how an hourly rate for every hour of every working day comes down to employed pay: from base
// by steps, which add up to Employed − base.
func (t Terms) Steps(hourly float64) (base float64, steps []Step) {
	day := hourly * t.Hours
	base = day * t.Weeks * workingWeek
	billed := hourly * t.BilledHours()
	kept := t.Kept(hourly)
	return base, []Step{
		{Name: "leave", Money: -day * t.Leave},
		{Name: "holidays", Money: -day * t.Holidays},
		{Name: "sickness", Money: -day * t.Sickness},
		{Name: "utilisation", Money: billed - day*t.Days()},
		{Name: "costs", Money: kept - billed},
		{Name: "employer", Money: t.Employed(hourly) - kept},
	}
}
