package money

import (
	"github.com/backpay/backpay/internal/pay"
)

// Weeks and working days of a year: 52 weeks of 5 days. Pay for hours is pay for every hour of the full-time
// week, leave and public holidays included, so that hourly pay × hours is what a year pays.
const (
	weeksPerYear = 52
	daysPerYear  = 5 * weeksPerYear
	defaultWeek  = 40 // hours; where nothing better is known
)

// HoursPerYear returns the paid hours of a full-time year: 52 weeks of the country's normal full-time week,
// 2,080 in the USA and wherever the normal week is not known (see HoursKnown).
func HoursPerYear(country string) float64 {
	if c := countries()[country]; c.week > 0 {
		return c.week * weeksPerYear
	}
	return defaultWeek * weeksPerYear
}

// HoursKnown reports whether HoursPerYear is the country's own figure rather than the default.
func HoursKnown(country string) bool { return countries()[country].week > 0 }

// perYear returns how many of a period a full-time year pays for.
func perYear(p pay.Period, country string) float64 {
	switch p {
	case pay.Hour:
		return HoursPerYear(country)
	case pay.Day:
		return daysPerYear
	case pay.Week:
		return weeksPerYear
	case pay.Month:
		return 12
	}
	return 1
}

// InPeriod returns what a pays for the period p in full-time work, unrounded. The country gives the length
// of the full-time week; empty is the default. A year has as many months' pays as a.Pays says, twelve where
// it says nothing (see WithPays). It fails when either period is unknown.
func InPeriod(a pay.Amount, p pay.Period, country string) (pay.Amount, error) {
	if !a.Period.Valid() {
		return a, pay.Errorf(pay.Invalid, "%s has no period", a).In("period").
			WithHint("say what it pays for, as in %q", a.String()+"/year")
	}
	if !p.Valid() {
		return a, pay.Errorf(pay.Invalid, "%q is not a period", string(p)).In("period").
			WithHint("use hour, day, week, month or year")
	}
	if a.Period != p {
		a.Value = a.Value * pays(a.Pays, a.Period, country) / pays(a.Pays, p, country)
		a.Period = p
	}
	return a, nil
}

// pays returns how many of a period a full-time year pays for, where a month's pay is paid so many times.
func pays(months float64, p pay.Period, country string) float64 {
	if p == pay.Month && months > 0 {
		return months
	}
	return perYear(p, country)
}
