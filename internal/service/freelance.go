package service

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/freelance"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// FreelanceAsk asks what a rate is worth in employed pay, or the other way round.
type FreelanceAsk struct {
	Ask                      // who is beside it; its country gives the constants, its unit is not looked at
	Amount string            // for an hour or a day a rate; for a month or a year employed gross pay
	Terms  map[string]string // constants in place of the country's, by freelance.Names; an empty one is not said
}

// Freelance is a rate and the employed pay that it is worth. Amounts are gross and unrounded.
type Freelance struct {
	Given    pay.Amount `json:"given"`    // as it was asked
	Hourly   pay.Amount `json:"hourly"`   // rate without value added tax
	Daily    pay.Amount `json:"daily"`    // the same for a day
	Billed   pay.Amount `json:"billed"`   // in a year
	Employed pay.Amount `json:"employed"` // gross yearly pay of an employee that is worth the same

	Country     string               `json:"country,omitempty"` // whose constants they are; empty is no country's
	Constants   []freelance.Constant `json:"constants"`
	BilledHours float64              `json:"billed_hours"` // a year
	BilledDays  float64              `json:"billed_days"`
	Base        float64              `json:"base"`  // what the rate would come to for every working hour of the year
	Steps       []freelance.Step     `json:"steps"` // from there to the employed pay

	// Employees is where the employed pay stands among employees like that, and Freelancers what freelancers
	// like that say they earn in a year; nil where nothing can be said.
	Employees   *Check       `json:"employees,omitempty"`
	Freelancers *pay.Answer  `json:"freelancers,omitempty"`
	Untold      string       `json:"untold,omitempty"` // why nothing can be said of them
	Reports     []RateReport `json:"reports"`          // what freelancers report, with nothing in between
}

// RateReport is what a group of at least ten freelancers reports.
type RateReport struct {
	About    string            `json:"about"` // who and what, in words
	Role     string            `json:"role,omitempty"`
	Country  string            `json:"country,omitempty"`
	Measure  freelance.Measure `json:"measure"`
	Sources  []string          `json:"sources"`
	Currency string            `json:"currency,omitempty"` // empty for hours
	First    int               `json:"first_year"`
	Last     int               `json:"last_year"`
	N        int               `json:"n"`
	P10      float64           `json:"p10"`
	P25      float64           `json:"p25"`
	P50      float64           `json:"p50"`
	P75      float64           `json:"p75"`
	P90      float64           `json:"p90"`
}

// Freelance turns a rate into employed pay or employed pay into a rate. Which of the two is asked follows
// from the period of the amount.
func (s *Service) Freelance(ctx context.Context, ask FreelanceAsk) (Freelance, error) {
	ask.Currency, ask.Period, ask.Basis, ask.PPP, ask.Brief = "", "", "", false, true
	q, err := ask.read(s.now())
	if err != nil {
		return Freelance{}, err
	}
	given, err := freelanceAmount(ask.Amount, q.profile.Country)
	if err != nil {
		return Freelance{}, err
	}
	f := Freelance{Given: given, Country: q.profile.Country}
	if f.Country == "" {
		f.Country = home(given.Currency)
		ask.Country = f.Country
	}
	numbers := map[string]float64{}
	for name, text := range ask.Terms {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
		if text == "" {
			continue
		}
		v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		if err != nil || math.IsNaN(v) {
			return Freelance{}, pay.Errorf(pay.Invalid, "%q is not a number", text).In(name).WithHint("write it as 20 or 7.5")
		}
		numbers[name] = v
	}
	var terms freelance.Terms
	if f.Constants, terms, err = freelance.Constants(f.Country, numbers); err != nil {
		return Freelance{}, err
	}
	f.tell(given, terms)
	if err := s.besideFreelance(ctx, &f, ask.Ask); err != nil {
		return Freelance{}, err
	}
	return f, nil
}

// freelanceAmount reads an amount whose period says whether it is a rate or a salary.
func freelanceAmount(text, country string) (pay.Amount, error) {
	a, err := money.ParseAmount(text, country)
	if err != nil {
		return a, err
	}
	switch {
	case a.Period == "":
		return a, pay.Errorf(pay.Invalid, "%q does not say what it is for", text).In("amount").
			WithHint("a rate is for an hour or a day, as 80 EUR/hour; an employee's pay for a month or a year, as 85000 EUR/year")
	case a.Period == pay.Week:
		return a, pay.Errorf(pay.Invalid, "%q may be a rate or a salary", text).In("amount").
			WithHint("write what it is for a day when it is a rate, for a month or a year when it is an employee's pay")
	case a.Basis == pay.Net:
		return a, pay.Errorf(pay.Invalid, "rates and salaries are compared before tax").In("amount").WithHint("write the amount gross")
	}
	a.Basis = pay.Gross
	return a, nil
}

// tell fills in what follows from the amount and the terms alone.
func (f *Freelance) tell(given pay.Amount, t freelance.Terms) {
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
func (s *Service) besideFreelance(ctx context.Context, f *Freelance, ask Ask) error {
	ask.Currency, ask.Employment = f.Given.Currency, "employee"
	q, err := ask.read(s.now())
	if err != nil {
		return err
	}
	check, err := s.check(ctx, q, ask, f.Employed)
	if err == nil {
		f.Employees = &check
		ask.Employment = "freelance"
		var answer pay.Answer
		if answer, err = s.Estimate(ctx, ask); err == nil {
			f.Freelancers = &answer
		}
	}
	if e, ok := errors.AsType[*pay.Error](err); ok && unanswered(err) {
		f.Untold = e.Message
	} else if err != nil {
		return err
	}
	return s.freelanceReports(f, q)
}

// unanswered reports whether an error says that nothing is known, rather than that something is wrong.
func unanswered(err error) bool {
	kind := pay.KindOf(err)
	return kind == pay.NoEvidence || kind == pay.Unsupported || kind == pay.NotFound
}

// freelanceReports adds what freelancers report: rates and billing where a survey asks for them, and the
// yearly pay of the country's freelancers, else of all that do the work.
func (s *Service) freelanceReports(f *Freelance, q question) error {
	rates, err := reference.Freelancers()
	if err != nil {
		return err
	}
	for _, r := range rates {
		words := map[freelance.Measure]string{freelance.Rate: "billed for an hour", freelance.Billing: "billed in a year", freelance.Hours: "hours billed in a year"}
		f.Reports = append(f.Reports, RateReport{
			About:   fmt.Sprintf("%s, %s; in the money of their years", words[r.Measure], taxonomy.Countries.Name(r.Country)),
			Country: r.Country, Measure: r.Measure, Sources: []string{r.Source}, Currency: r.Currency, First: r.First, Last: r.Last, N: r.N,
			P10: r.Q[0], P25: r.Q[1], P50: r.Q[2], P75: r.Q[3], P90: r.Q[4],
		})
	}
	table, err := s.tables()
	if err != nil {
		return err
	}
	for _, p := range []pay.Profile{
		{Country: f.Country, Employment: "freelance"}, {Role: q.profile.Role, Employment: "freelance"},
	} {
		c, of, ok := table.Find(pay.Reported, p)
		factor, told := q.factorOf("USD", f.Given.Currency, subset.BaseYear)
		if !ok || !told || len(of) < 2 || len(p.Given()) < 2 {
			continue
		}
		d := c.Quantiles().Scale(factor)
		f.Reports = append(f.Reports, RateReport{
			About: fmt.Sprintf("said to be earned in a year, %s; in money of %d", Describe(p), subset.BaseYear),
			Role:  p.Role, Country: p.Country, Measure: freelance.Pay, Sources: c.Sources, Currency: f.Given.Currency, First: c.First, Last: c.Last, N: c.N,
			P10: d.At(.10), P25: d.At(.25), P50: d.Median(), P75: d.At(.75), P90: d.At(.90),
		})
	}
	return nil
}
