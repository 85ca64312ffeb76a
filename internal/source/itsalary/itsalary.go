// Package itsalary reads the IT Salary Survey EU of December 2018, 2019 and 2020: people in IT in Germany
// and its neighbours, most of them Russian-speaking and in Berlin or Munich. Pay is in euros a year, gross,
// without bonus and shares, which are asked apart in 2019 and 2020 and not read: people filled them in at
// will, with the total of both, a share count or a percentage. In 2018 the question says only "current salary".
//
// The survey asks for the city, not for the country: see cities.go. Titles are free text in 2018 and
// partly in 2019 and 2020. Experience is read from the start of what was written: "15, thereof 8 as CTO" is 15.
//
// Part-time employees and working students of 2020 are set aside, since their hours are not known; the
// earlier years do not ask.
package itsalary

import (
	"context"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const (
	name = "it-salary-eu"
	home = "https://www.asdcode.de/2021/01/it-salary-survey-december-2020.html"
)

// Source is the IT Salary Survey EU.
var Source = source.Source{
	Name:     name,
	Title:    "IT Salary Survey EU",
	Layer:    pay.Reported,
	Measures: "what people in IT in Germany and Europe say they earn: gross euros a year, without bonus and shares",
	Bias:     "an anonymous survey passed on in Russian-speaking communities: Berlin, Munich, immigrants and product companies are over-represented",
	Licence:  "CC0 1.0",
	Credit:   "IT Salary Survey, https://www.asdcode.de",
	URL:      home,
	Yearly:   true,
	Read:     read,
}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	t, err := source.NewTable(in, source.TableOptions{Required: []string{"City"}})
	if err != nil {
		return err
	}
	s := newSurvey(t, sink)
	if s.pay == 0 || s.position == 0 {
		return pay.Errorf(pay.Unreadable, "this is no IT Salary Survey EU: there is no column of pay and position").At(in.Name).
			WithHint("the surveys of 2018, 2019 and 2020 are known, see %s", home)
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
	t *source.Table

	date, city, position, level, years, pay source.Column
	technology, others                      source.Column
	status, size, kind, sector              source.Column

	levels, employments, sizes, sectors, kinds *source.Labels
	titles                                     source.Titles
}

func newSurvey(t *source.Table, sink source.Sink) *survey {
	return &survey{
		t:          t,
		date:       t.Column("Timestamp", "Zeitstempel"),
		city:       t.Column("City"),
		position:   t.Column("Position", "Position (without seniority)"),
		level:      t.Column("Your level", "Seniority level"),
		years:      t.Column("Years of experience", "Total years of experience"),
		technology: t.Column("Your main technology / programming language"),
		others:     t.Column("Other technologies/programming languages you use often"),
		pay: t.Column("Current Salary", "Yearly brutto salary (without bonus and stocks)",
			"Yearly brutto salary (without bonus and stocks) in EUR"),
		status: t.Column("Employment status"),
		size:   t.Column("Company size"),
		kind:   t.Column("Company type"),
		sector: t.Column("Company business sector"),

		levels:      source.NewLabels(sink, pay.FacetLevel, taxonomy.Levels.Parse, noLevel),
		employments: source.NewLabels(sink, pay.FacetEmployment, taxonomy.Employments.Parse, noEmployment),
		sizes:       source.NewLabels(sink, pay.FacetOrgSize, taxonomy.OrgSizes.Parse, nil),
		sectors:     source.NewLabels(sink, pay.FacetIndustry, taxonomy.Industries.Parse, nil),
		kinds:       source.NewLabels(sink, pay.FacetIndustry, taxonomy.Industries.Parse, noIndustry),
	}
}

// record fills r from the current row.
func (s *survey) record(r *dataset.Record) {
	f := s.t.Field
	m := s.titles.Read(f(s.position))
	*r = dataset.Record{
		Source: name, Year: yearOf(f(s.date)), Weight: 1,
		Roles:    source.AppendNew(nil, m.Role),
		Level:    s.levels.Code(f(s.level)),
		Years:    yearsOf(f(s.years)),
		OrgSize:  s.sizes.Code(f(s.size)),
		Skills:   s.skillsOf(m.Skills),
		Currency: "EUR", Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
	}
	if r.Level == "" {
		r.Level = m.Level
	}
	if r.Industry = s.sectors.Code(f(s.sector)); r.Industry == "" {
		r.Industry = s.kinds.Code(f(s.kind))
	}
	r.Country, r.Place = placeOf(f(s.city))
	var why dataset.Reason
	r.Pay, why = source.Amount(f(s.pay))
	status := strings.ToLower(f(s.status))
	if !partTime[status] {
		r.Employment = s.employments.Code(f(s.status))
	}
	switch {
	case !s.t.Complete() || r.Year == 0:
		r.Excluded = dataset.Unreadable
	case why != "":
		r.Excluded = why
	case partTime[status]:
		r.Excluded = dataset.PartTime
	case r.Country == "":
		r.Excluded = dataset.NoCountry
	case source.Outside(m.Role):
		r.Excluded = dataset.OtherWork
	}
}

// partTime are the kinds of employment, in lower case, that are less than full time.
var partTime = map[string]bool{"part-time employee": true, "working student": true, "werkstudent": true}

// The answers that say nothing of the facet they are asked for.
var (
	noLevel = map[string]string{
		"No level": "", "no idea, there are no ranges in the firm": "", "Key": "", "Manager": "",
		"Work Center Manager": "", "Self employed": "", "Student": "", "student": "",
	}
	noEmployment = map[string]string{
		"Founder": "", "Company Director": "", "Intern": "employee",
		"full-time, but 32 hours per week (it was my request, I'm a student)":             "employee",
		"Full-time position, part-time position, & self-employed (freelancing, tutoring)": "",
	}
	noIndustry = map[string]string{"Product": "", "Startup": "", "Corporation": ""}
)

// options are the technologies that one answer on offer names together, and the one of them that nearly
// everyone who ticked it uses.
var options = map[string]string{
	"Javascript / Typescript": "JavaScript", "Java / Scala": "Java", "C/C++": "C++", "SAP / ABAP": "ABAP",
}

// skillsOf returns the skills of the row after those that the title names.
func (s *survey) skillsOf(skills []string) []string {
	for _, c := range []source.Column{s.technology, s.others} {
		for technology := range strings.SplitSeq(s.t.Field(c), ",") {
			technology = strings.TrimSpace(technology)
			if one, ok := options[technology]; ok {
				technology = one
			}
			skills = source.AppendSkills(skills, technology, ";&")
		}
	}
	return skills
}

// yearOf returns the year of a date as 14/12/2018 or 02.12.2019, the time after it; 0 when there is none.
func yearOf(date string) int {
	date, _, _ = strings.Cut(date, " ")
	if len(date) != len("14/12/2018") {
		return 0
	}
	year, err := strconv.Atoi(date[6:])
	if err != nil {
		return 0
	}
	return year
}

// yearsOf reads the number with which an answer begins, in either decimal notation.
func yearsOf(cell string) pay.Years {
	if cell == "less than year" {
		return pay.YearsOf(.5)
	}
	end := 0
	for end < len(cell) && (cell[end] >= '0' && cell[end] <= '9' || cell[end] == '.' || cell[end] == ',') {
		end++
	}
	number := strings.ReplaceAll(strings.TrimRight(cell[:end], ",."), ",", ".")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n > pay.MaxYears {
		return pay.Years{}
	}
	return pay.YearsOf(n)
}
