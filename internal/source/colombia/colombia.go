// Package colombia reads the pay surveys of the Colombia Dev community of 2016, 2020 and 2021. People
// state their pay of a year before bonus and deductions, in pesos or dollars as they say they are paid; the
// survey of 2021 explains it as "twelve times the monthly salary, without deducting taxes", and gross base is
// what the earlier two are read as. Many gave a month's pay all the same: telling that is left to those
// who see the other records.
//
// The table of 2021 has two header rows, and questions with several answers fill several columns of which
// only the first is named: those are found by their place after the named one.
//
// Experience is asked in bands, of which the middle is read, and of the last one, "more than 15", the
// lower end. Who works less than 30 hours a week is set aside as part time; a number up to 12 means hours
// a day. A contract for services ("prestación de servicios") and a foreign client make a freelancer.
package colombia

import (
	"context"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const (
	name = "colombia"
	home = "https://github.com/colombia-dev/data"
)

// Source is the Colombia Dev pay survey.
var Source = source.Source{
	Name:     name,
	Title:    "Colombia Dev salary survey",
	Layer:    pay.Reported,
	Measures: "what developers in Colombia say they earn in a year: gross base pay in pesos or dollars",
	Bias:     "members of one chat community: Medellín, Bogotá, those who read English and those who work for foreign companies are over-represented",
	Licence:  "CC BY-SA 4.0",
	Credit:   "Colombia Dev, https://colombia.dev",
	URL:      home,
	Yearly:   true,
	Read:     read,
}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	t, err := source.NewTable(in, source.TableOptions{})
	if err != nil {
		return err
	}
	s := newSurvey(t, sink)
	if s.pay == 0 || s.currency == 0 {
		return pay.Errorf(pay.Unreadable, "this is no Colombia Dev survey: there is no column of yearly pay and its currency").
			At(in.Name).WithHint("the surveys of 2016, 2020 and 2021 are known, as in %s", home)
	}
	var r dataset.Record
	for t.Next() {
		if s.isHeader() {
			continue
		}
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

	respondent, date, currency, pay     source.Column
	title, otherTitle, level, years     source.Column
	languages                           []source.Column // and other technologies
	contract, otherContract, mode, week source.Column
	degree, employer, activity          source.Column
	city, otherCity                     source.Column

	levels, degrees, industries *source.Labels
	titles                      source.Titles
}

func newSurvey(t *source.Table, sink source.Sink) *survey {
	s := &survey{
		t:          t,
		respondent: t.Column("respondent_id"),
		date:       t.Column("Timestamp", "date_created"),
		currency:   t.Column("¿A usted le pagan en pesos colombianos (COP) o dólares (USD)?"),
		pay: first(t, "¿Cuanto es su salario ANUAL?",
			"¿Usando la moneda de la respuesta anterior, cuánto es su remuneración ANUAL base?",
			"¿Cuánto es su remuneración en su ACTUAL trabajo?"),
		title:    first(t, "¿Cuál es su título en la empresa?", "¿Cuál es su título en la empresa en la que trabaja actualmente?"),
		level:    t.Column("¿Cómo considera su seniority?"),
		years:    first(t, "¿Cuántos años de experiencia en desarrollo de software profesional tiene?"),
		contract: t.Column("Tipo de relación laboral"),
		mode:     first(t, "Su modo de trabajo es:"),
		week:     t.Column("¿Cuantas horas trabaja por semana?", "¿Cuántas horas trabaja por semana?"),
		degree:   t.Column("¿Cuál es su máximo titulo alcanzado (graduado)?", "¿Cuál es su máximo título alcanzado (graduado)?"),
		employer: first(t, "¿Para qué tipo de empresa trabaja?"),
		activity: t.Column("La empresa para la que usted trabaja se dedica principalmente a"),
		city:     t.Column("¿En que ciudad de Colombia vive?", "¿En qué ciudad/departamento/región de Colombia vive?"),

		levels:     source.NewLabels(sink, pay.FacetLevel, taxonomy.Levels.Parse, map[string]string{other: ""}),
		degrees:    source.NewLabels(sink, pay.FacetEducation, taxonomy.Educations.Parse, map[string]string{"técnico, tecnología, bachiller técnico": "associate"}),
		industries: source.NewLabels(sink, pay.FacetIndustry, taxonomy.Industries.Parse, noIndustry),
	}
	s.otherTitle, s.otherContract, s.otherCity = follows(t, s.title), follows(t, s.contract), follows(t, s.city)
	for _, question := range []string{
		"¿En cuál de los siguientes lenguajes de programación ocupa",
		"¿En qué otros lenguajes", "¿Cuál es la tecnología/framework/biblioteca frontend",
		"¿Cuál es la tecnología/framework/biblioteca backend", "¿Cuál es la tecnología de base de datos",
	} {
		for c := first(t, question); c != 0; c = follows(t, c) {
			s.languages = append(s.languages, c)
		}
	}
	return s
}

// first returns the first column whose name begins with one of the questions: what follows in a name is
// explanation.
func first(t *source.Table, questions ...string) source.Column {
	for i, column := range t.Header() {
		for _, q := range questions {
			if strings.HasPrefix(column, q) {
				return t.ColumnAt(i)
			}
		}
	}
	return 0
}

// follows returns the next column when it has no name, and so belongs to the same question.
func follows(t *source.Table, c source.Column) source.Column {
	if c != 0 && int(c) < len(t.Header()) && t.Header()[c] == "" {
		return c + 1
	}
	return 0
}

// isHeader reports whether the row is the second header of 2021, which has no respondent.
func (s *survey) isHeader() bool { return s.respondent != 0 && s.t.Field(s.respondent) == "" }

// other is the answer that sends to the next column.
const other = "Otro (especifique)"

// answer returns the answer in a column, or where it is another, the one that is written out beside it.
func (s *survey) answer(c, written source.Column) string {
	if v := s.t.Field(c); v != other {
		return v
	}
	return s.t.Field(written)
}

// record fills r from the current row.
func (s *survey) record(r *dataset.Record) {
	f := s.t.Field
	m := s.titles.Read(s.answer(s.title, s.otherTitle))
	*r = dataset.Record{
		Source: name, Year: yearOf(f(s.date)), Weight: 1, Country: "CO",
		Roles:      source.AppendNew(nil, m.Role),
		Level:      s.levels.Code(f(s.level)),
		Years:      yearsOf(f(s.years)),
		Industry:   s.industries.Code(f(s.activity)),
		Remote:     remoteOf(f(s.mode)),
		Employment: s.employment(),
		Education:  s.degrees.Code(f(s.degree)),
		Skills:     m.Skills,
		Period:     pay.Year, Basis: pay.Gross, Component: pay.Base,
	}
	if r.Level == "" {
		r.Level = m.Level
	}
	if strings.HasPrefix(f(s.employer), "Sector público") {
		r.Industry = "government"
	}
	for _, c := range s.languages {
		r.Skills = source.AppendSkills(r.Skills, f(c), ",")
	}
	city := s.answer(s.city, s.otherCity)
	r.Place, _, _ = taxonomy.Place("CO", city)
	if r.Place == "" {
		if country, ok := taxonomy.Countries.Parse(city); ok && country != "CO" {
			r.Country = ""
		}
	}
	why := s.amount(r)
	week, err := strconv.ParseFloat(f(s.week), 64)
	switch {
	case !s.t.Complete() || r.Year == 0:
		r.Excluded = dataset.Unreadable
	case why != "":
		r.Excluded = why
	case err == nil && 12 < week && week < 30:
		r.Excluded = dataset.PartTime
	case r.Country == "":
		r.Excluded = dataset.NoCountry
	case source.Outside(m.Role):
		r.Excluded = dataset.OtherWork
	}
}

// amount reads pay and currency. People write the pay as a number, or as "36,000,000", "3.600.000",
// "4 millones"; a currency that they write with it goes before the one they ticked.
func (s *survey) amount(r *dataset.Record) (why dataset.Reason) {
	cell := s.t.Field(s.pay)
	switch strings.ToLower(s.t.Field(s.currency)) {
	case "pesos":
		r.Currency = "COP"
	case "dolares", "dólares":
		r.Currency = "USD"
	}
	if r.Pay, why = source.Amount(cell); why == dataset.Unreadable {
		a, err := money.ParseAmount(cell, "CO")
		if err != nil || a.Period != "" && a.Period != pay.Year {
			return dataset.Unreadable
		}
		r.Pay, why = a.Value, ""
		if a.Currency != "" && !strings.Contains(cell, "$") {
			r.Currency = a.Currency
		}
	}
	if why == "" && r.Currency == "" {
		return dataset.Unreadable
	}
	return why
}

// employment returns whether the person is employed: by the contract, and in 2016 and where none is named
// by the kind of employer.
func (s *survey) employment() string {
	contract := strings.ToLower(s.answer(s.contract, s.otherContract))
	for _, word := range freelance {
		if strings.Contains(contract, word) {
			return "freelance"
		}
	}
	switch {
	case strings.HasPrefix(contract, "contrato a t"), contract == "empleado": // a término fijo, indefinido
		return "employee"
	case strings.HasPrefix(strings.ToLower(s.t.Field(s.employer)), "soy independiente"):
		return "freelance"
	}
	return ""
}

// freelance are words of contracts for services or works.
var freelance = []string{"freelance", "contratista", "prestaci", "prestador", "servicios", "independiente", "intependiente", "por hora", "por horas", "obra", "labor", "por tarea"}

// remoteOf reads the way of working, whose explanations differ from year to year.
func remoteOf(answer string) string {
	word, _, _ := strings.Cut(strings.ToLower(answer), " ")
	switch word {
	case "presencial":
		return "onsite"
	case "flexible":
		return "hybrid"
	case "remoto", "teletrabajo":
		return "remote"
	}
	return ""
}

// experience is in years, by the answer without its "años".
var experience = map[string]float64{
	"menos de 1": .5, "1": 1, "1+": 1, "2": 2, "2+": 2, "3 - 5": 4, "5 - 10": 7.5, "10 - 15": 12.5, "más de 15": 15,
}

func yearsOf(answer string) pay.Years {
	answer = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(answer), " años"), " año")
	if n, ok := experience[answer]; ok {
		return pay.YearsOf(n)
	}
	return pay.Years{}
}

// noIndustry are the kinds of business that say nothing of an industry.
var noIndustry = map[string]string{
	other: "", "otro": "", "soy independiente": "",
	"servicio no tecnológico (banca, seguros, contabilidad, etc)":                                              "",
	"Servicio no tecnológico (banca, seguros, contabilidad, etc)":                                              "",
	"servicio habilitado por tecnologia (similar a domicilios.com, uber, tappsi, bunny inc, etsy, e-commerce)": "",
	"Servicio habilitado por tecnología (similar a domicilios.com, Uber, Tappsi, Bunny inc, Etsy, e-commerce)": "",
}

// yearOf returns the year of a date: 2016-01-13T08:40:22Z, or 6/17/2020 and 08/25/2021 before a time.
func yearOf(date string) int {
	date, _, _ = strings.Cut(date, " ")
	digits := date[strings.LastIndexByte(date, '/')+1:]
	if len(digits) > 4 {
		digits = digits[:4]
	}
	year, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return year
}
