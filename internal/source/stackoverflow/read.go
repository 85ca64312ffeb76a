package stackoverflow

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// read reads one year's survey.
func read(_ context.Context, in *source.Input, sink source.Sink) error {
	t, err := source.NewTable(in, source.TableOptions{})
	if err != nil {
		return err
	}
	year, err := recognise(t, in)
	if err != nil {
		return err
	}
	r := newReader(t, year, sink)
	for t.Next() {
		r.fill()
		if err := sink.Record(&r.record); err != nil {
			return err
		}
	}
	return t.Err()
}

// reader makes a record of each row of a table.
type reader struct {
	t      *source.Table
	year   int
	record dataset.Record
	seen   map[string]struct{} // respondents

	id, branch, country, state, employment, education, size, industry, remote source.Column
	roles, webRole, otherRoles, coded, worked, coding                         source.Column
	skills                                                                    []source.Column
	amount, currency, period, converted, band                                 source.Column

	countries, states, educations, sizes, industries, remotes, roleCodes, skillCodes *source.Labels
	jobs                                                                             map[string]job
	durations                                                                        map[string]pay.Years
}

// maxRemembered bounds how many cells of a kind are remembered, and how long these are.
const maxRemembered = 1000

// words are labels of these surveys alone. Those with "" say nothing, which is no reason to list them as
// unknown: declined answers, and ways of learning that 2016 has in one column with degrees.
var words = map[string]string{
	"I prefer not to say": "", "I prefer not to answer": "", "Prefer not to disclose": "", "Rather not say": "",
	"I don't know": "", "I don’t know": "", "I am not sure": "", "It's complicated": "", "Something else": "",
	"None of these": "", "Other": "", "Other:": "", "Other(s):": "", "Other (please specify)": "", "Other (please specify):": "",
	"I'm a student": "", "Not Currently Employed": "", "I am not part of a company": "",
	"Other Country (Not Listed Above)": "", "Nomadic": "",

	"I'm self-taught": "", "On-the-job training": "", "Industry certification program": "",
	"Online class (e.g. Coursera, Codecademy, Khan Academy, etc.)": "",
	`Full-time, intensive program (e.g. "boot-camp")`:              "",
	"Part-time program (e.g. night school)":                        "",
	"Mentorship program (e.g. Flatiron School, GDI, etc.)":         "",

	"Full in-person":                   "onsite",
	"Delphi/Object Pascal":             "delphi",
	"Google Cloud Platform/App Engine": "gcp",
	"Teraform":                         "terraform",
}

// roles2018 are the roles in the words of 2018; those of the other years are in package taxonomy. "Other" is a
// role there, so words must not hide it.
var roles2018 = map[string]string{
	"Back-end developer":                         "backend",
	"Front-end developer":                        "frontend",
	"Embedded applications or devices developer": "embedded",
	"QA or test developer":                       "qa",
	"C-suite executive (CEO, CTO, etc.)":         "executive",
	"Educator or academic researcher":            "academic",
}

// newReader finds the columns of a year. Where several years call a column differently its names stand
// together: no two of them are in one year's file.
func newReader(t *source.Table, year int, sink source.Sink) *reader {
	r := &reader{
		t: t, year: year, seen: map[string]struct{}{}, jobs: map[string]job{}, durations: map[string]pay.Years{},

		id:         t.Column("ResponseId", "Respondent", "respondent_id"),
		branch:     t.Column("MainBranch", "Professional"),
		country:    t.Column("Country"),
		state:      t.Column("US_State"),
		employment: t.Column("Employment", "EmploymentStatus", "employment_status"),
		education:  t.Column("EdLevel", "FormalEducation", "education"),
		size:       t.Column("OrgSize", "CompanySize", "company_size_range"),
		industry:   t.Column("Industry"),
		remote:     t.Column("RemoteWork", "WorkRemote", "HomeRemote", "remote"),
		roles:      t.Column("DevType", "DeveloperType", "occupation"),
		webRole:    t.Column("WebDeveloperType"),
		otherRoles: t.Column("NonDeveloperType"),
		coded:      t.Column("YearsCodePro", "YearsCodingProf", "YearsCodedJob", "experience_range"),
		worked:     t.Column("WorkExp"),
		coding:     t.Column("YearsCode", "YearsCoding"),

		countries:  source.NewLabels(sink, pay.FacetCountry, taxonomy.Countries.Parse, words),
		states:     source.NewLabels(sink, pay.FacetPlace, usState, words),
		educations: source.NewLabels(sink, pay.FacetEducation, taxonomy.Educations.Parse, words),
		sizes:      source.NewLabels(sink, pay.FacetOrgSize, taxonomy.OrgSizes.Parse, words),
		industries: source.NewLabels(sink, pay.FacetIndustry, taxonomy.Industries.Parse, words),
		remotes:    source.NewLabels(sink, pay.FacetRemote, taxonomy.Remotes.Parse, words),
		roleCodes:  source.NewLabels(sink, pay.FacetRole, taxonomy.Roles.Parse, roles2018),
		skillCodes: source.NewLabels(sink, pay.FacetSkills, taxonomy.Skills.Parse, words),
	}
	for _, names := range [][]string{
		{"LanguageHaveWorkedWith", "LanguageWorkedWith", "HaveWorkedLanguage", "tech_do"},
		{"DatabaseHaveWorkedWith", "DatabaseWorkedWith", "HaveWorkedDatabase"},
		{"PlatformHaveWorkedWith", "PlatformWorkedWith", "HaveWorkedPlatform"},
		{"WebframeHaveWorkedWith", "WebframeWorkedWith", "FrameworkWorkedWith", "HaveWorkedFramework"},
		{"MiscTechHaveWorkedWith", "MiscTechWorkedWith"},
		{"ToolsTechHaveWorkedWith"},
		{"EmbeddedHaveWorkedWith"},
	} {
		if c := t.Column(names...); c != 0 {
			r.skills = append(r.skills, c)
		}
	}
	r.record = dataset.Record{Source: name, Year: year, Basis: pay.Gross, Component: pay.Total}
	switch year {
	case 2016:
		r.band = t.Column("salary_range")
		r.record.Component = pay.Base
	case 2017:
		r.converted = t.Column("Salary")
		r.record.Component = pay.Base
	case 2018:
		r.amount, r.currency, r.period = t.Column("Salary"), t.Column("CurrencySymbol"), t.Column("SalaryType")
		r.converted = t.Column("ConvertedSalary")
		r.record.Component = pay.Base
	default:
		r.amount, r.currency, r.period = t.Column("CompTotal"), t.Column("CurrencySymbol", "Currency"), t.Column("CompFreq")
		r.converted = t.Column("ConvertedCompYearly", "ConvertedComp")
	}
	return r
}

// usState returns the code of a state as the survey of 2021 asks people in the USA for it.
func usState(label string) (string, bool) {
	code, _, ok := taxonomy.Place("US", label)
	return code, ok
}

// field returns a cell, "" where the survey says that there is no answer.
func (r *reader) field(c source.Column) string {
	s := r.t.Field(c)
	if s == "NA" {
		return ""
	}
	return s
}

// fill makes the record of the row at hand.
func (r *reader) fill() {
	d := &r.record
	*d = dataset.Record{
		Source: d.Source, Year: d.Year, Basis: d.Basis, Component: d.Component,
		Roles: d.Roles[:0], Skills: d.Skills[:0], Weight: 1,
	}
	if !r.t.Complete() {
		d.Excluded = dataset.Unreadable
		return
	}
	d.Country = r.countries.Code(r.field(r.country))
	if d.Country == "US" {
		d.Place = r.states.Code(r.field(r.state))
	}
	r.fillRoles()
	d.Years, d.Coding = r.experience(), r.years(r.field(r.coding))
	d.Industry = r.industries.Code(r.field(r.industry))
	d.OrgSize = r.sizes.Code(r.field(r.size))
	d.Remote = r.remotes.Code(r.field(r.remote))
	d.Education = r.highest()
	for _, c := range r.skills {
		d.Skills = r.skillCodes.AppendCodes(d.Skills, r.field(c), ";")
	}
	work := r.job(r.field(r.employment))
	d.Employment = work.code
	reason := r.fillPay()
	switch {
	case r.repeated():
		d.Excluded = dataset.Duplicate
	case work.reason == dataset.NotEmployed, r.field(r.band) == "Unemployed":
		d.Excluded = dataset.NotEmployed
	case reason != "":
		d.Excluded = reason
	case !paidToCode(r.field(r.branch)):
		d.Excluded = dataset.OtherWork
	case work.reason != "":
		d.Excluded = work.reason
	case d.Country == "":
		d.Excluded = dataset.NoCountry
	}
}

// fillRoles takes every role that is ticked. The survey of 2017 asks web developers a second time, more
// closely, and people who are no developers in a column of their own.
func (r *reader) fillRoles() {
	list := r.field(r.roles)
	if closer := r.field(r.webRole); closer != "" {
		for role := range strings.SplitSeq(list, ";") {
			if role = strings.TrimSpace(role); role == "Web developer" {
				role = closer
			}
			r.record.Roles = source.AppendNew(r.record.Roles, r.roleCodes.Code(role))
		}
	} else {
		r.record.Roles = r.roleCodes.AppendCodes(r.record.Roles, list, ";")
	}
	r.record.Roles = r.roleCodes.AppendCodes(r.record.Roles, r.field(r.otherRoles), ";")
}

// degrees are the levels of education from the lowest, since the survey of 2016 lets people tick several.
var degrees = taxonomy.Educations.Codes()

// highest returns the highest level of education that is ticked.
func (r *reader) highest() string {
	cell := r.field(r.education)
	if r.year != 2016 {
		return r.educations.Code(cell)
	}
	top := -1
	for _, code := range r.educations.AppendCodes(nil, cell, ";") {
		for i, d := range degrees {
			if d == code {
				top = max(top, i)
			}
		}
	}
	if top < 0 {
		return ""
	}
	return degrees[top]
}

// experience returns the years of coding for pay, or of work where the file does not ask for them.
func (r *reader) experience() pay.Years {
	cell := r.field(r.coded)
	if cell == "" {
		cell = r.field(r.worked)
	}
	return r.years(cell)
}

// years reads a duration, which is unknown where the cell says nothing.
func (r *reader) years(cell string) pay.Years {
	if cell == "" {
		return pay.Years{}
	}
	y, seen := r.durations[cell]
	if !seen {
		y = duration(cell)
		if len(r.durations) < maxRemembered && len(cell) < maxRemembered {
			r.durations[strings.Clone(cell)] = y
		}
	}
	return y
}

// duration reads a number of years in the surveys' words: "7", "Less than 1 year", "More than 50 years",
// "3-5 years", "1 to 2 years", "30 or more years", "11+ years". More than a working life is a slip.
func duration(s string) pay.Years {
	number := func(s string) (float64, bool) {
		n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		return n, err == nil
	}
	if n, ok := number(s); ok {
		if !(n >= 0 && n <= 70) {
			return pay.Years{}
		}
		return pay.YearsOf(min(n, pay.MaxYears))
	}
	if strings.HasPrefix(s, "Less than") {
		return pay.YearsOf(.5)
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, " years"), " year")
	s = strings.TrimSuffix(strings.TrimPrefix(s, "More than "), " or more")
	low, high, band := strings.Cut(strings.Replace(strings.TrimSuffix(s, "+"), " to ", "-", 1), "-")
	from, ok := number(low)
	if !ok {
		return pay.Years{}
	}
	if to, ok := number(high); band && ok {
		from = (from + to) / 2
	}
	return pay.YearsOf(min(from, pay.MaxYears))
}

// job is what a person's employment says: its code, and the reason why the pay takes no part.
type job struct {
	code   string
	reason dataset.Reason
}

// job reads the employment, of which people may tick several since 2022: a full-time job goes before
// freelance work, that before a part-time job, and any work before none.
func (r *reader) job(cell string) job {
	if cell == "" {
		return job{}
	}
	j, seen := r.jobs[cell]
	if !seen {
		j = employment(cell)
		if len(r.jobs) < maxRemembered && len(cell) < maxRemembered {
			r.jobs[strings.Clone(cell)] = j
		}
	}
	return j
}

func employment(cell string) job {
	var full, freelance, part, none bool
	for s := range strings.SplitSeq(cell, ";") {
		s = strings.ToLower(strings.TrimSpace(s))
		switch {
		case strings.HasPrefix(s, "employed") && strings.Contains(s, "part-time"):
			part = true
		case strings.HasPrefix(s, "employed"):
			full = true
		case strings.HasPrefix(s, "independent"), strings.HasPrefix(s, "freelance"), strings.HasPrefix(s, "self-employed"):
			freelance = true
		case strings.HasPrefix(s, "not employed"), strings.HasPrefix(s, "unemployed"), strings.HasPrefix(s, "retired"),
			strings.Contains(s, "student"):
			none = true
		}
	}
	switch {
	case full:
		return job{code: "employee"}
	case freelance:
		return job{code: "freelance"}
	case part:
		return job{code: "employee", reason: dataset.PartTime}
	case none:
		return job{reason: dataset.NotEmployed}
	}
	return job{}
}

// paidToCode reports whether somebody codes, or works with those who do, for a living. Those who learn
// or have it as a hobby state the pay of some other work. Who does not say is believed to.
func paidToCode(branch string) bool {
	switch {
	case strings.HasPrefix(branch, "I code primarily as a hobby"), strings.HasPrefix(branch, "I am learning to code"),
		strings.HasPrefix(branch, "I am a student"), branch == "Student", branch == "None of these":
		return false
	}
	return true
}

// repeated reports whether the respondent was in an earlier row, and remembers them.
func (r *reader) repeated() bool {
	id := r.field(r.id)
	if id == "" {
		return false
	}
	if _, seen := r.seen[id]; seen {
		return true
	}
	r.seen[strings.Clone(id)] = struct{}{}
	return false
}

// fillPay takes the pay as the person gave it, or as the survey converted it where that is not whole, and
// returns the reason why there is none.
func (r *reader) fillPay() dataset.Reason {
	d := &r.record
	if r.band != 0 {
		d.Currency, d.Period = "USD", pay.Year
		return r.fillBand(r.field(r.band))
	}
	given := strings.ReplaceAll(r.field(r.amount), ",", "")
	value, reason := source.Amount(given)
	currency, period := currencyCode(r.field(r.currency)), r.payPeriod()
	if reason == "" && currency != "" && period != "" {
		d.Pay, d.Currency, d.Period = value, currency, period
		return ""
	}
	if converted := r.field(r.converted); converted != "" {
		d.Currency, d.Period = "USD", pay.Year
		d.Pay, reason = source.Amount(converted)
		return reason
	}
	if reason == "" { // an amount of what, or for how long?
		d.Pay, d.Currency, d.Period = value, currency, period
		return dataset.Unreadable
	}
	return reason
}

// currencyCode takes the code of "USD\tUnited States dollar" and its like; "none", for currencies without
// one, gives nothing.
func currencyCode(cell string) string {
	if len(cell) < 3 || len(cell) > 3 && cell[3] != ' ' && cell[3] != '\t' {
		return ""
	}
	for _, c := range cell[:3] {
		if c < 'A' || c > 'Z' {
			return ""
		}
	}
	return cell[:3]
}

// payPeriod returns the period of the amount that the person gave; from 2023 on it is the year.
func (r *reader) payPeriod() pay.Period {
	switch {
	case r.year >= 2023:
		return pay.Year
	}
	switch r.field(r.period) {
	case "Weekly":
		return pay.Week
	case "Monthly":
		return pay.Month
	case "Yearly":
		return pay.Year
	}
	return ""
}

// fillBand reads "Less than $10,000", "$40,000 - $50,000" and "More than $200,000".
func (r *reader) fillBand(cell string) dataset.Reason {
	d := &r.record
	if cell == "" || !strings.Contains(cell, "$") {
		return dataset.NoPay
	}
	plain := strings.NewReplacer("$", "", ",", "").Replace(cell)
	low, high, both := strings.Cut(plain, " - ")
	var err error
	switch {
	case both:
		if d.PayLow, err = strconv.ParseFloat(low, 64); err == nil {
			d.PayHigh, err = strconv.ParseFloat(high, 64)
		}
	case strings.HasPrefix(plain, "Less than "):
		d.PayHigh, err = strconv.ParseFloat(plain[len("Less than "):], 64)
	case strings.HasPrefix(plain, "More than "):
		d.PayHigh = math.Inf(1)
		d.PayLow, err = strconv.ParseFloat(plain[len("More than "):], 64)
	default:
		return dataset.Unreadable
	}
	if err != nil || !(d.PayLow < d.PayHigh) {
		d.PayLow, d.PayHigh = 0, 0
		return dataset.Unreadable
	}
	d.Pay = source.Band(d.PayLow, d.PayHigh)
	return ""
}
