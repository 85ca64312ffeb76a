// Package brentozar reads the Data Professional Salary Survey of Brent Ozar, 2017 to 2025: what people who work
// with databases say they earn, in US dollars a year. The survey of a year is open from December before it to
// January.
//
// What it measures: "salary" in US dollars, taken as gross base pay, since the file says no more. People outside
// the USA convert it themselves, at whatever rate they know, and some leave it in their own currency: a British
// 65,000 may be pounds. Nothing in a row tells which, so that outside the USA the figures are good for ranks
// rather than for levels.
//
// Years: the survey asks how long somebody has had this type of job and how long they have worked with their
// database. Neither is a whole career, and each is at least a part of it: the longer of the two stands for
// years of experience, as a lower bound. Whether somebody leads people says nothing about their level.
//
// Databases are a list of the kind that package premium asks for. Other skills are not asked, except those that a
// job names (T-SQL).
//
// Rows are set aside for no pay, part-time work, students, a country that is unknown, and titles outside software.
//
// Known bias: it is announced on a blog about Microsoft SQL Server. Nine in ten respondents have that as their main
// database, two in three are in the USA, and half are database administrators.
package brentozar

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
	name = "brentozar"
	home = "https://www.brentozar.com/salary/"
)

// Source is the Data Professional Salary Survey.
var Source = source.Source{
	Name:  name,
	Title: "Data Professional Salary Survey",
	Layer: pay.Reported,
	Measures: "what people who work with databases say they earn: gross salary a year in US dollars, " +
		"converted by themselves outside the USA",
	Bias:    "readers of a blog about Microsoft SQL Server: database administrators and the USA are over-represented",
	Licence: "public domain",
	Credit:  "Brent Ozar, Data Professional Salary Survey",
	URL:     home,
	Yearly:  true,
	Read:    read,
}

// The columns that a file must have.
var required = []string{"Survey Year", "SalaryUSD", "Country", "JobTitle"}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	t, err := source.NewTable(in, source.TableOptions{Required: required})
	if err != nil {
		return err
	}
	s := newSurvey(t, sink)
	for t.Next() {
		if err := s.fill(); err != nil {
			return err
		}
		if err := sink.Record(&s.record); err != nil {
			return err
		}
	}
	return t.Err()
}

// survey is one file.
type survey struct {
	t      *source.Table
	record dataset.Record

	year, pay, country, employment, job, inJob, withDatabase, primary, others, sector source.Column

	countries, employments, sectors *source.Labels
	titles                          source.Titles
}

func newSurvey(t *source.Table, sink source.Sink) *survey {
	return &survey{
		t:            t,
		year:         t.Column("Survey Year"),
		pay:          t.Column("SalaryUSD"),
		country:      t.Column("Country"),
		employment:   t.Column("EmploymentStatus"),
		job:          t.Column("JobTitle"),
		inJob:        t.Column("YearsWithThisTypeOfJob"),
		withDatabase: t.Column("YearsWithThisDatabase"),
		primary:      t.Column("PrimaryDatabase"),
		others:       t.Column("OtherDatabases"),
		sector:       t.Column("EmploymentSector"),

		countries:   source.NewLabels(sink, pay.FacetCountry, taxonomy.Countries.Parse, countries),
		employments: source.NewLabels(sink, pay.FacetEmployment, taxonomy.Employments.Parse, employments),
		sectors:     source.NewLabels(sink, pay.FacetIndustry, taxonomy.Industries.Parse, sectors),
	}
}

// countries are answers that are no country of today. Of the former two, nine in ten people live in Serbia.
var countries = map[string]string{"Serbia and Montenegro": "RS"}

// partTime is the answer of those whose hours are not known.
const partTime = "Part time"

var employments = map[string]string{
	"Full time employee": "employee",
	"Full time employee of a consulting/contracting company":            "employee",
	"Independent consultant, contractor, freelancer,  or company owner": "freelance",
	"Independent or freelancer or company owner":                        "freelance",
	partTime: "employee",
}

const student = "Student"

var sectors = map[string]string{
	"Private business": "", student: "", "Non-profit": "nonprofit",
	"Education (K-12, college, university)": "education",
	"State/province government":             "government",
	"Local government":                      "government",
	"Federal government":                    "government",
}

// jobs are the answers on offer. A manager leads people who work with databases.
var jobs = map[string]string{
	"DBA": "dba",
	"DBA (General - splits time evenly between writing & tuning queries AND building & troubleshooting servers)": "dba",
	"DBA (Production Focus - build & troubleshoot servers, HA/DR)":                                               "dba",
	"DBA (Development Focus - tunes queries, indexes, does deployments)":                                         "dba",
	"Developer: T-SQL": "data-engineer",
	"Developer: Business Intelligence (SSRS, PowerBI, etc)": "data-engineer",
	"Developer: App code (C#, JS, etc)":                     "developer",
	"Architect":                                             "architect",
	"Engineer":                                              "data-engineer",
	"Manager":                                               "engineering-manager",
	"Analyst":                                               "data-analyst",
	"Data Scientist":                                        "data-scientist",
	"Systems Administrator":                                 "sysadmin",
	"Other":                                                 "",
}

// fill makes the record of the row at hand.
func (s *survey) fill() error {
	f := s.t.Field
	r := &s.record
	*r = dataset.Record{
		Source: name, Roles: r.Roles[:0], Skills: r.Skills[:0], Weight: 1,
		Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
	}
	if !s.t.Complete() {
		r.Year, r.Excluded = lastYear, dataset.Unreadable
		return nil
	}
	year, err := strconv.Atoi(f(s.year))
	if err != nil || year < firstYear || year > dataset.LastYear {
		return s.t.Errorf("Survey Year", "%q is not the year of a survey", f(s.year)).
			WithHint("the first survey is that of %d", firstYear)
	}
	r.Year = year
	r.Country = s.countries.Code(f(s.country))
	r.Employment = s.employments.Code(f(s.employment))
	r.Industry = s.sectors.Code(f(s.sector))
	r.Years = longer(f(s.inJob), f(s.withDatabase))
	outside := s.fillRole(f(s.job))
	r.Skills = source.AppendSkills(r.Skills, database(f(s.primary)), ",")
	for other := range strings.SplitSeq(f(s.others), ",") {
		r.Skills = source.AppendSkills(r.Skills, database(other), ",")
	}
	var reason dataset.Reason
	r.Pay, reason = source.Amount(f(s.pay))
	switch {
	case reason != "":
		r.Excluded = reason
	case f(s.sector) == student:
		r.Excluded = dataset.NotEmployed
	case f(s.employment) == partTime:
		r.Excluded = dataset.PartTime
	case r.Country == "":
		r.Excluded = dataset.NoCountry
	case outside:
		r.Excluded = dataset.OtherWork
	}
	return nil
}

// The first survey, and the last that this package has seen, whose year a row that is cut short gets.
const (
	firstYear = 2017
	lastYear  = 2025
)

// fillRole takes the job as it is on offer, or reads it as a title, and reports whether it is other work.
func (s *survey) fillRole(job string) (outside bool) {
	role, offered := jobs[job]
	if !offered {
		m := s.titles.Read(job)
		s.record.Level, role = m.Level, m.Role
		outside = source.Outside(role)
	}
	s.record.Roles = source.AppendNew(s.record.Roles, role)
	if job == "Developer: T-SQL" {
		s.record.Skills = source.AppendNew(s.record.Skills, "sql")
	}
	return outside
}

// longer reads two numbers of years and returns the larger; more than a working life is a slip.
func longer(a, b string) (longest pay.Years) {
	most := -1.
	for _, cell := range [...]string{a, b} {
		if n, err := strconv.ParseFloat(cell, 64); err == nil && n >= 0 && n <= pay.MaxYears {
			most = max(most, n)
		}
	}
	if most < 0 {
		return pay.Years{}
	}
	return pay.YearsOf(most)
}

// database takes from an answer what names the database: "Azure SQL DB (any flavor)".
func database(label string) string {
	label, _, _ = strings.Cut(label, "(")
	return strings.TrimSpace(label)
}
