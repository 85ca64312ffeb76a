// Package koodiklinikka reads the pay surveys of Koodiklinikka, the chat of Finnish developers, from 2021
// to 2025. Employees give their pay in euros a month before tax; those who send bills ("laskuttaja",
// "entrepreneur"), who are freelance here, an hourly rate without value added tax and what they bill in a year.
//
// The answers came by forms in Finnish, in 2023 and 2024 in English as well, and in 2025 in English alone;
// each form is a file, and its columns are found by name. The form of 2025 was filled in in February 2026
// and asks about 2025: its records are of 2025.
//
// What is read:
//   - of an employee the monthly salary, component base; the year's income is not read, nor are commission
//     and bonus of 2025;
//   - of a freelancer the hourly rate, or where none is given the year's billing, component total. It is
//     a company's turnover, out of which come pension, insurance and idle weeks. In 2021, only billing was
//     asked; one that says it includes the tax is unreadable.
//
// Working time is asked of employees as a share, and in 2025 in hours a week. Less than nine tenths of
// full time, 37.5 hours, is set aside as part time; a bare number from 35 to 45 where a share is asked means
// hours. Those whose office is abroad have no country, as where they live is not asked.
package koodiklinikka

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const (
	name = "koodiklinikka"
	home = "https://github.com/koodiklinikka/palkkakysely"
)

// Source is the Koodiklinikka pay survey.
var Source = source.Source{
	Name:     name,
	Title:    "Koodiklinikka palkkakysely",
	Layer:    pay.Reported,
	Measures: "what developers in Finland say they earn: employees gross euros a month without bonus, freelancers an hourly rate without VAT",
	Bias:     "members of one chat: consultants, web developers and the capital region are over-represented, the public sector and large industry are not",
	Licence:  "MIT",
	Credit:   "Koodiklinikka, palkkakysely, Aarni Koskela and contributors",
	URL:      home,
	Read:     read,
}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	t, err := source.NewTable(in, source.TableOptions{})
	if err != nil {
		return err
	}
	s := newSurvey(t, sink)
	if s.contract == 0 || s.month == 0 {
		return pay.Errorf(pay.Unreadable, "this is no Koodiklinikka pay survey: there is no column of employment and monthly pay").
			At(in.Name).WithHint("the surveys of 2021 to 2025 are known, as in %s", home)
	}
	var r dataset.Record
	for t.Next() {
		s.record(&r)
		if err := sink.Record(&r); err != nil {
			return err
		}
	}
	return t.Err()
}

// survey is one file.
type survey struct {
	t    *source.Table
	year int // that the form asks about; 0 is the year of the answer

	date, contract, years, education                source.Column
	month, hour, billing                            source.Column
	share, hours                                    source.Column
	role, level, services                           source.Column
	city, kind, size, remote, office                source.Column
	languages, frameworks, data, platforms, storage source.Column

	contracts, levels, kinds, sizes, remotes *source.Labels
	titles                                   source.Titles
}

// asksOf finds the year that a form asks about: "Switched from employment …, or vice versa, in 2025?"
var asksOf = regexp.MustCompile(`vice versa, in (20\d\d)\?`)

func newSurvey(t *source.Table, sink source.Sink) *survey {
	s := &survey{
		t:         t,
		date:      t.Column("Timestamp"),
		contract:  t.Column("Työsuhteen luonne", "Oletko palkansaaja vai laskuttaja?", "Employee or entrepreneur"),
		years:     t.Column("Työkokemus", "Työkokemus alalta (vuosina)", "Relevant work experience from the industry (in years)"),
		education: t.Column("Koulutustaustasi", "Education"),

		month: t.Column("Kuukausipalkka (jos työntekijä) (brutto)", "Kuukausipalkka (brutto, euroina)",
			"Monthly salary (gross, in EUR)", "Base salary (gross, monthly EUR)"),
		hour: t.Column("Tuntilaskutus (ALV 0%, euroina)", "Hourly rate (VAT 0%, in euros)"),
		billing: t.Column("Vuosilaskutus (ALV 0%, euroina)", "Yearly billing (VAT 0%, in euros)",
			"Vuositulot (sis. bonukset, osingot yms) / Vuosilaskutus (jos laskutat)"),
		share: t.Column("Työaika (jos työsuhteessa)", "Työaika", "Full time / part time"),
		hours: t.Column("Working time (h/week)"),

		role:     t.Column("Rooli", "Rooli / titteli", "Role / title"),
		level:    t.Column("Seniority level"),
		services: t.Column("Mitä palveluja tarjoat?", "What services do you offer?"),
		city: t.Column("Missä kaupungissa työpaikkasi pääasiallinen toimisto sijaitsee?",
			"In which city is your office?", "City"),
		kind: t.Column("Millaisessa yrityksessä työskentelet", "Millaisessa yrityksessä työskentelet?",
			"What kind of a company you work in?"),
		size:   t.Column("Company size"),
		remote: t.Column("Etänä vai paikallisesti?", "Etänä vai lähityössä?"),
		office: t.Column("Kuinka suuren osan ajasta teet lähityönä toimistolla?",
			"How much of your work time you spend in company office? (in %)", "Time in office (%)"),

		languages:  t.Column("Language"),
		frameworks: t.Column("Web Frameworks"),
		data:       t.Column("Data Engineering & Machine Learning"),
		platforms:  t.Column("DevOps & Cloud Platforms"),
		storage:    t.Column("Databases"),

		contracts: source.NewLabels(sink, pay.FacetEmployment, taxonomy.Employments.Parse, contracts),
		levels:    source.NewLabels(sink, pay.FacetLevel, taxonomy.Levels.Parse, nil),
		kinds:     source.NewLabels(sink, pay.FacetIndustry, taxonomy.Industries.Parse, noIndustry),
		sizes:     source.NewLabels(sink, pay.FacetOrgSize, taxonomy.OrgSizes.Parse, nil),
		remotes:   source.NewLabels(sink, pay.FacetRemote, taxonomy.Remotes.Parse, nil),
	}
	for _, column := range t.Header() {
		if m := asksOf.FindStringSubmatch(column); m != nil {
			s.year, _ = strconv.Atoi(m[1])
		}
	}
	return s
}

// record fills r from the current row.
func (s *survey) record(r *dataset.Record) {
	f := s.t.Field
	title := f(s.role)
	if title == "" {
		title = f(s.services)
	}
	m := s.titles.Read(title)
	*r = dataset.Record{
		Source: name, Year: s.yearOf(), Weight: 1,
		Roles:      source.AppendNew(nil, m.Role),
		Level:      s.levels.Code(f(s.level)),
		Years:      yearsOf(f(s.years)),
		Industry:   s.kinds.Code(f(s.kind)),
		OrgSize:    s.sizes.Code(f(s.size)),
		Remote:     s.remoteOf(),
		Employment: s.contracts.Code(f(s.contract)),
		Education:  educationOf(f(s.education)),
		Skills:     s.skillsOf(m.Skills),
		Currency:   "EUR", Basis: pay.Gross, Component: pay.Base,
	}
	if r.Level == "" {
		r.Level = m.Level
	}
	r.Country, r.Place = placeOf(f(s.city))
	why := s.amount(r)
	switch {
	case !s.t.Complete() || r.Year == 0:
		r.Excluded = dataset.Unreadable
	case why != "":
		r.Excluded = why
	case r.Employment == "employee" && s.isPartTime():
		r.Excluded = dataset.PartTime
	case r.Country == "":
		r.Excluded = dataset.NoCountry
	case source.Outside(m.Role):
		r.Excluded = dataset.OtherWork
	}
}

// yearOf returns the year that the answer is about. Dates are written 2/19/2021 and 30/09/2022, the
// time after them.
func (s *survey) yearOf() int {
	if s.year != 0 {
		return s.year
	}
	date, _, _ := strings.Cut(s.t.Field(s.date), " ")
	year, err := strconv.Atoi(date[strings.LastIndexByte(date, '/')+1:])
	if err != nil {
		return 0
	}
	return year
}

// amount reads the pay that the kind of contract is asked for.
func (s *survey) amount(r *dataset.Record) (why dataset.Reason) {
	if r.Employment != "freelance" {
		r.Period = pay.Month
		r.Pay, why = amountOf(s.t.Field(s.month))
		return why
	}
	r.Period = pay.Hour
	if r.Pay, why = amountOf(s.t.Field(s.hour)); why != dataset.NoPay {
		return why
	}
	cell := s.t.Field(s.billing)
	if strings.Contains(strings.ToLower(cell), "alv") {
		return dataset.Unreadable
	}
	r.Period, r.Component = pay.Year, pay.Total
	r.Pay, why = amountOf(cell)
	return why
}

// amountOf reads a number, or the free text of 2021 and 2022, as "5 665" and "4695,70".
func amountOf(cell string) (float64, dataset.Reason) {
	v, why := source.Amount(cell)
	if why != dataset.Unreadable {
		return v, why
	}
	a, err := money.ParseAmount(cell, "FI")
	if err != nil || a.Currency != "" && a.Currency != "EUR" || a.Period != "" {
		return 0, dataset.Unreadable
	}
	return a.Value, ""
}

// isPartTime reports whether the working time is below nine tenths of full time. What is not said is
// full time.
func (s *survey) isPartTime() bool {
	if hours, err := strconv.ParseFloat(s.t.Field(s.hours), 64); err == nil && hours > 0 {
		return hours < .9*fullTime
	}
	cell, isShare := strings.CutSuffix(s.t.Field(s.share), "%")
	share, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(cell), ",", "."), 64)
	if err != nil || share <= 0 || !isShare && 35 <= share && share <= 45 {
		return false
	}
	return share < 90
}

// fullTime is the week of the technology industry's collective agreements.
const fullTime = 37.5

// remoteOf returns where people work: as they say, or from the share of their time in the office.
func (s *survey) remoteOf() string {
	if answer := s.t.Field(s.remote); answer != "" {
		return s.remotes.Code(answer)
	}
	office, err := strconv.ParseFloat(s.t.Field(s.office), 64)
	switch {
	case err != nil || office < 0 || office > 100:
		return ""
	case office <= 10:
		return "remote"
	case office >= 90:
		return "onsite"
	}
	return "hybrid"
}

// yearsOf reads a number of years, "+20" among them.
func yearsOf(cell string) pay.Years {
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || !(0 <= n && n <= pay.MaxYears) {
		return pay.Years{}
	}
	return pay.YearsOf(n)
}

// skillsOf returns the skills of the row after those that the title names.
func (s *survey) skillsOf(skills []string) []string {
	for _, c := range []source.Column{s.languages, s.frameworks, s.data, s.platforms, s.storage} {
		skills = source.AppendSkills(skills, options.Replace(s.t.Field(c)), ",")
	}
	return skills
}
