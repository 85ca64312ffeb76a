// Package lca reads the disclosure data of the US Department of Labor on labor condition applications: what an
// employer swears to pay at least to a foreign worker (H-1B, H-1B1, E-3), by job title, occupation and place. It
// is the one public source that names the employer, the title and the wage together.
//
// It reads the quarterly workbooks of dol.gov from fiscal year 2020 on (LCA_Disclosure_Data_FY2024_Q1.xlsx), which
// have one worksite per row, and tables in text with the same columns or a part of them. A year is that of the
// decision, or that of the file's name where the table has no date of decision.
//
// What it measures: the lower end of the offered wage is a promise, and so a floor of base pay: the worker may be
// paid more, and bonus and equity are not in it. By law it is at least the prevailing wage of the occupation, place
// and grade, which is why hardly any filing for a developer is below 60,000 dollars. Where the employer states an
// upper end, the record is a band whose Pay is the lower end all the same: it is what is sworn.
//
// A row stands for as many workers as the filing covers. It is set aside when the filing was not certified or was
// withdrawn, when the position is part-time, and when the wage and the prevailing wage differ by a factor that only
// a mistaken unit explains. A bi-weekly wage becomes half of it a week.
//
// Who is missing: everybody who needs no such visa. Employers that hire few foreigners file little, and staffing
// firms much. Names of contacts and attorneys, addresses and case numbers are not read.
package lca

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const name = "lca"

// Source is the disclosure data on labor condition applications.
var Source = source.Source{
	Name:  name,
	Title: "Labor Condition Applications, disclosure data",
	Layer: pay.Official,
	Measures: "US employers swear what they will pay foreign workers at least: " +
		"a floor of gross base pay by employer, job title and place",
	Bias: "jobs for which a visa is asked alone; staffing firms file most; bonus and equity are missing; " +
		"pay may be above what is sworn",
	Licence: "public domain",
	Credit:  "US Department of Labor, Office of Foreign Labor Certification",
	URL:     "https://www.dol.gov/agencies/eta/foreign-labor/performance",
	Read:    read,
}

// Filing is one row: an employer's promise for one job at one worksite.
type Filing struct {
	Employer string  // as filed
	Title    string  // as filed
	SOC      string  // the occupation, as "15-1252", brought to the classification of 2018
	NAICS    string  // the employer's industry, of two to six digits; empty where the table has none
	State    string  // the place of the worksite's state, as "US-CA"
	Least    float64 // the prevailing wage, US dollars a year, which is the least that may be promised; 0 is not stated
	Record   dataset.Record
}

func read(ctx context.Context, in *source.Input, sink source.Sink) error {
	return Filings(ctx, in, sink, func(f *Filing) error { return sink.Record(&f.Record) })
}

// Filings calls each for every row of the input, also those whose record is set aside. The filing is reused by the
// next row. sink hears of labels that have no code, and may be nil.
func Filings(_ context.Context, in *source.Input, sink source.Sink, each func(*Filing) error) error {
	t, err := source.NewTable(in, source.TableOptions{Required: []string{
		"EMPLOYER_NAME", "JOB_TITLE", "SOC_CODE", "WAGE_RATE_OF_PAY_FROM", "WAGE_UNIT_OF_PAY", "WORKSITE_STATE",
	}})
	if err != nil {
		return err
	}
	r := newReader(t, sink)
	if r.fileYear = yearInName(in); r.fileYear == 0 && r.decided == 0 {
		message := "neither a column DECISION_DATE nor the file's name says of what year the filings are"
		return pay.Errorf(pay.Invalid, "%s", message).At(in.Name).In("year").
			WithHint("say it with --year, or name the file as the publisher does: LCA_Disclosure_Data_FY2024_Q1.xlsx")
	}
	for t.Next() {
		r.fill()
		if err := each(&r.filing); err != nil {
			return err
		}
	}
	return t.Err()
}

// reader makes a filing of each row of a table.
type reader struct {
	t        *source.Table
	filing   Filing
	titles   source.Titles
	states   *source.Labels
	fileYear int

	status, fullTime, decided, title, soc, employer, naics source.Column
	city, state, workers, low, high, unit                  source.Column
	prevailing, prevailingUnit                             source.Column
}

func newReader(t *source.Table, sink source.Sink) *reader {
	return &reader{
		t:              t,
		states:         source.NewLabels(sink, pay.FacetPlace, state, nil),
		status:         t.Column("CASE_STATUS"),
		fullTime:       t.Column("FULL_TIME_POSITION"),
		decided:        t.Column("DECISION_DATE"),
		title:          t.Column("JOB_TITLE"),
		soc:            t.Column("SOC_CODE"),
		employer:       t.Column("EMPLOYER_NAME"),
		naics:          t.Column("NAICS_CODE"),
		city:           t.Column("WORKSITE_CITY"),
		state:          t.Column("WORKSITE_STATE"),
		workers:        t.Column("WORKSITE_WORKERS", "TOTAL_WORKER_POSITIONS", "TOTAL_WORKERS"),
		low:            t.Column("WAGE_RATE_OF_PAY_FROM"),
		high:           t.Column("WAGE_RATE_OF_PAY_TO"),
		unit:           t.Column("WAGE_UNIT_OF_PAY"),
		prevailing:     t.Column("PREVAILING_WAGE"),
		prevailingUnit: t.Column("PW_UNIT_OF_PAY"),
	}
}

// fill makes the filing of the row at hand.
func (r *reader) fill() {
	f := &r.filing
	f.Employer = strings.Clone(r.t.Field(r.employer))
	f.Title = strings.Clone(r.t.Field(r.title))
	f.SOC = Occupation(r.t.Field(r.soc))
	f.NAICS, f.Least = digits(r.t.Field(r.naics)), r.least()
	title := r.titles.Read(f.Title)
	role := title.Role
	if role == "" {
		role = taxonomy.RoleOfSOC(f.SOC)
	}
	f.Record = dataset.Record{
		Source: name, Year: r.year(), Roles: source.AppendNew(nil, role), Level: title.Level, Skills: title.Skills,
		Industry: Industry(f.NAICS), Employment: "employee",
		Currency: "USD", Basis: pay.Gross, Component: pay.Base, Weight: r.positions(),
	}
	f.Record.Country, f.State, f.Record.Place = r.place()
	why := r.wage()
	switch {
	case !r.t.Complete() || f.Employer == "" || f.Record.Year == 0:
		why = dataset.Unreadable
	case !certified(r.t.Field(r.status)):
		why = dataset.NotCertified
	case strings.HasPrefix(strings.ToUpper(r.t.Field(r.fullTime)), "N"):
		why = dataset.PartTime
	case why != "":
	case f.Record.Country == "":
		why = dataset.NoCountry
	case !title.Software && (role == "" || source.Outside(role)):
		why = dataset.OtherWork
	case f.mistaken():
		why = dataset.UnitMistake
	}
	f.Record.Excluded = why
}

// certified reports whether the filing stands. Tables that hold certified filings alone need no status.
func certified(status string) bool { return status == "" || strings.EqualFold(status, "Certified") }

// positions returns how many workers the row stands for, 1 where the table does not say.
func (r *reader) positions() float64 {
	n, err := strconv.ParseFloat(r.t.Field(r.workers), 64)
	if err != nil || !(n >= 1) || n > maxWorkers {
		return 1
	}
	return math.Floor(n)
}

// maxWorkers is more than one filing ever covered.
const maxWorkers = 10_000

// territories are worksites that ISO 3166 and this program count as countries.
var territories = map[string]string{
	"PR": "PR", "GU": "GU", "VI": "VI", "MP": "MP", "AS": "AS",
	"PUERTO RICO": "PR", "GUAM": "GU", "VIRGIN ISLANDS": "VI", "NORTHERN MARIANA ISLANDS": "MP", "AMERICAN SAMOA": "AS",
}

// place returns the worksite: its metropolitan area where the table names a city, else its state.
func (r *reader) place() (country, state, place string) {
	label := r.t.Field(r.state)
	if country, ok := territories[strings.ToUpper(label)]; ok {
		return country, "", ""
	}
	code := r.states.Code(label)
	if code == "" {
		return "", "", ""
	}
	if city := r.t.Field(r.city); city != "" {
		metro, _, ok := taxonomy.Place("US", city+" "+strings.TrimPrefix(code, "US-"))
		if ok && len(metro) > len("US-CA") {
			return "US", code, metro
		}
	}
	return "US", code, code
}

// state returns the place of a state by its name or postal code.
func state(s string) (string, bool) {
	code, _, ok := taxonomy.Place("US", s)
	return code, ok && len(code) == len("US-CA")
}

// units are the words for the time that a wage is for, and how much of the amount one Period of it is.
var units = map[string]struct {
	period pay.Period
	share  float64
}{
	"year": {pay.Year, 1}, "yr": {pay.Year, 1}, "month": {pay.Month, 1}, "mth": {pay.Month, 1},
	"bi-weekly": {pay.Week, .5}, "bi": {pay.Week, .5}, "week": {pay.Week, 1}, "wk": {pay.Week, 1},
	"hour": {pay.Hour, 1}, "hr": {pay.Hour, 1},
}

// wage fills the amount and returns why there is none.
func (r *reader) wage() dataset.Reason {
	d := &r.filing.Record
	unit, ok := units[strings.ToLower(r.t.Field(r.unit))]
	if !ok {
		return dataset.Unreadable
	}
	amount, why := source.Amount(plain(r.t.Field(r.low)))
	if why != "" {
		return why
	}
	d.Pay, d.Period = amount*unit.share, unit.period
	if high, why := source.Amount(plain(r.t.Field(r.high))); why == "" && high > amount {
		d.PayLow, d.PayHigh = d.Pay, high*unit.share
	}
	return ""
}

// plain returns an amount without the dollar sign and the commas that some workbooks keep as text.
func plain(cell string) string { return strings.NewReplacer("$", "", ",", "", " ", "").Replace(cell) }

// least returns the prevailing wage of a year, 0 when the row states none.
func (r *reader) least() float64 {
	unit, ok := units[strings.ToLower(r.t.Field(r.prevailingUnit))]
	amount, why := source.Amount(plain(r.t.Field(r.prevailing)))
	if !ok || why != "" {
		return 0
	}
	return yearly(amount*unit.share, unit.period)
}

// mistaken reports whether the wage cannot be in its unit: by law it is at least the prevailing wage, and hardly ever
// more than ten times that.
func (f *Filing) mistaken() bool {
	if f.Least > 0 {
		ratio := f.Year() / f.Least
		return ratio > 10 || ratio < .5
	}
	return f.Year() < leastYear || f.Year() > mostYear
}

// A full-time year of the federal minimum wage is 15,080 dollars; no filing for software work states 5 million.
const (
	leastYear = 15_080
	mostYear  = 5e6
)

// yearly returns a wage for a full-time year of 52 weeks of 40 hours, as the Department of Labor counts it.
func yearly(amount float64, p pay.Period) float64 {
	switch p {
	case pay.Hour:
		return amount * 2080
	case pay.Week:
		return amount * 52
	case pay.Month:
		return amount * 12
	}
	return amount
}

// Year returns the year's pay of a record as the filing states it.
func (f *Filing) Year() float64 { return yearly(f.Record.Pay, f.Record.Period) }

var yearDigits = regexp.MustCompile(`20\d\d`)

// yearInName returns the year that the name of the file states, 0 when it has none. Of a fiscal year, which begins
// in October before it, the first quarter is of the year before.
func yearInName(in *source.Input) int {
	if in.Year != 0 {
		return in.Year
	}
	base := strings.ToLower(in.Name[strings.LastIndexAny(in.Name, `/\`)+1:])
	year, err := strconv.Atoi(yearDigits.FindString(base))
	if err != nil {
		return 0
	}
	if firstQuarter.MatchString(base) {
		year--
	}
	return year
}

var firstQuarter = regexp.MustCompile(`20\d\d[ _-]?q1`)

// dates are the ways in which files write the date of the decision; a workbook keeps a number of days.
var dates = []string{"2006-01-02", "2006-01-02 15:04:05", "1/2/2006", "1/2/06", "01-02-06"}

// year returns the year of the decision, else that of the file, 0 when neither is known.
func (r *reader) year() int {
	cell := r.t.Field(r.decided)
	if cell == "" {
		return r.fileYear
	}
	for _, layout := range dates {
		if day, err := time.Parse(layout, cell); err == nil {
			return inRange(day.Year())
		}
	}
	// Days since the end of 1899, as spreadsheets count them.
	if days, err := strconv.ParseFloat(cell, 64); err == nil && days > 0 && days < 1e5 {
		return inRange(time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Year())
	}
	return 0
}

// inRange returns a year in which there were such filings, else 0.
func inRange(year int) int {
	if year < 2000 || year > 2100 {
		return 0
	}
	return year
}
