package service

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/backpay/backpay/internal/freelance"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/tax"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Freelance  = wire.Freelance
	RateReport = wire.RateReport
)

// Freelance turns a rate into employed pay or employed pay into a rate. Which of the two is asked follows
// from the period of the amount: for an hour or a day it is a rate, for a month or a year employed gross pay. The
// country gives the constants, terms take the place of some of them by freelance.Names.
func (v View) Freelance(
	ctx context.Context, q pay.Question, given pay.Amount, terms map[string]float64,
) (Freelance, error) {
	q.Currency, q.Period, q.Basis, q.PPP, q.Brief = given.Currency, "", "", false, true
	f := Freelance{Given: given, Country: q.Profile.Country}
	if f.Country == "" {
		f.Country = home(given.Currency)
		q.Profile.Country = f.Country
	}
	constants, t, err := freelance.Constants(f.Country, terms)
	if err != nil {
		return Freelance{}, err
	}
	f.Constants = constants
	if _, own := terms["employer"]; !own {
		t.Law = v.employersLaw(f.Country, given.Currency, q.On)
	}
	convert(&f, given, t)
	sayLaw(&f, t.Law)
	if err := v.besideFreelance(ctx, &f, q); err != nil {
		return Freelance{}, err
	}
	return f, nil
}

// employersLaw returns what an employer of a country pays on top of gross pay on a day, zero being today; nil where
// there is no table of it.
func (v View) employersLaw(country, currency string, on time.Time) *freelance.Law {
	if on.IsZero() {
		on = v.today
	}
	rules, err := tax.Find(tax.Question{Country: country, Year: on.Year()})
	if err != nil {
		return nil
	}
	rate, err := rateNear(currency, rules.Currency, on)
	if err != nil {
		return nil
	}
	return &freelance.Law{Rules: rules, Minor: rate.Value * minorUnits(rules.Currency)}
}

// sayLaw shows the contributions by law in place of the constant: what they come to for this pay.
func sayLaw(f *Freelance, law *freelance.Law) {
	if law == nil {
		return
	}
	for i := range f.Constants {
		if c := &f.Constants[i]; c.Name == "employer" {
			c.Value = math.Round(100*law.Percent(f.Employed.Value)) / 100
			c.Source = fmt.Sprintf("by the law of %s, for this pay: the tables of docs/net.md", law.Rules.Name)
			c.Date, c.Default = strconv.Itoa(law.Rules.Year), false
		}
	}
}

// convert fills in what follows from the amount and the terms alone.
func convert(f *Freelance, given pay.Amount, t freelance.Terms) {
	var hourly, employed float64
	switch given.Period {
	case pay.Hour:
		hourly = given.Value
		employed = t.Employed(hourly)
	case pay.Day:
		hourly = given.Value / t.Hours
		employed = t.Employed(hourly)
	case pay.Month:
		employed = given.Value * 12
		hourly = t.Rate(employed)
	default:
		employed = given.Value
		hourly = t.Rate(employed)
	}
	amount := func(v float64, p pay.Period) pay.Amount {
		return pay.Amount{Value: v, Currency: given.Currency, Period: p, Basis: pay.Gross}
	}
	f.Hourly, f.Daily = amount(hourly, pay.Hour), amount(hourly*t.Hours, pay.Day)
	f.Billed, f.Employed = amount(hourly*t.BilledHours(), pay.Year), amount(employed, pay.Year)
	f.BilledHours, f.BilledDays = t.BilledHours(), t.BilledDays()
	f.Base, f.Steps = t.Steps(hourly)
}

// besideFreelance sets employees and freelancers beside a conversion. What cannot be answered is left out.
func (v View) besideFreelance(ctx context.Context, f *Freelance, q pay.Question) error {
	q.Profile.Employment = "employee"
	check, err := v.Check(ctx, q, one(f.Employed))
	if err == nil {
		f.Employees = &check
		q.Profile.Employment = "freelance"
		var answer pay.Answer
		if answer, err = v.Estimate(ctx, q); err == nil {
			f.Freelancers = &answer
		}
	}
	if e, ok := errors.AsType[*pay.Error](err); ok && unanswered(err) {
		f.Untold = e.Message
	} else if err != nil {
		return err
	}
	return v.freelanceReports(ctx, f, v.settle(q))
}

// unanswered reports whether an error says that nothing is known, rather than that something is wrong.
func unanswered(err error) bool {
	kind := pay.KindOf(err)
	return kind == pay.NoEvidence || kind == pay.Unsupported || kind == pay.NotFound
}

// freelanceReports adds what freelancers report: rates and billing where a survey asks for them, and the
// yearly pay of the country's freelancers, else of all that do the work.
func (v View) freelanceReports(ctx context.Context, f *Freelance, q question) error {
	rates, err := reference.Freelancers()
	if err != nil {
		return err
	}
	for _, r := range rates {
		words := map[freelance.Measure]string{freelance.Rate: "billed for an hour",
			freelance.Billing: "billed in a year", freelance.Hours: "hours billed in a year"}
		f.Reports = append(f.Reports, RateReport{
			About: fmt.Sprintf("%s, %s; in the money of their years", words[r.Measure],
				taxonomy.Countries.Name(r.Country)),
			Country: r.Country, Measure: r.Measure, Sources: []string{r.Source}, Currency: r.Currency, First: r.First,
			Last: r.Last, N: r.N, P10: r.Q[0], P25: r.Q[1], P50: r.Q[2], P75: r.Q[3], P90: r.Q[4],
		})
	}
	table, err := v.state.Subsets(ctx)
	if err != nil {
		return err
	}
	for _, p := range []pay.Profile{
		{Country: f.Country, Employment: "freelance"}, {Role: q.Profile.Role, Employment: "freelance"},
	} {
		c, of, ok := table.Find(pay.Reported, p)
		factor, told := q.factorOf("USD", f.Given.Currency, subset.BaseYear)
		if !ok || !told || len(of) < 2 || len(p.Given()) < 2 {
			continue
		}
		d := c.Quantiles().Scale(factor)
		f.Reports = append(f.Reports, RateReport{
			About: fmt.Sprintf("said to be earned in a year, %s; in money of %d", taxonomy.Describe(p),
				subset.BaseYear),
			Role: p.Role, Country: p.Country, Measure: freelance.Pay, Sources: c.Sources, Currency: f.Given.Currency,
			First: c.First, Last: c.Last, N: c.N, P10: d.At(.10), P25: d.At(.25), P50: d.Median(), P75: d.At(.75),
			P90: d.At(.90),
		})
	}
	return nil
}
