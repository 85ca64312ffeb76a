// Package dou reads the pay surveys of DOU.ua, the community of Ukrainian developers, which has asked
// twice a year since 2011 what people in the trade earn. Pay is in US dollars a month, net of tax, base
// only: "лише ставка", the rate alone, as the later waves ask.
//
// The columns change their names and language from wave to wave, so they are found by name, and four
// kinds of file are told apart by the columns they have:
//
//   - May 2016 to June 2020, Russian: a title that names occupation and level, and a main language.
//     R wrote some of these files: with dots for spaces, and in December 2016 with a name before each row
//     that the header does not count.
//   - December 2019, Ukrainian: the same with more detail.
//   - June 2022: no people but counts of people with the same answers; the count is the record's weight.
//     Developers have exact pay. For QA and the others pay is in bands of 500 dollars, and each person is
//     counted again in rows of totals, which are set aside as duplicates.
//   - From December 2024: level, occupation and speciality in columns of their own.
//
// In the waves up to 2020 the levels on offer were Junior, none and Senior, and DOU publishes those
// without one as Middle: so are they here. Higher education ("Вища"), which in Ukraine may be a
// bachelor's or a master's degree, is bachelor.
//
// People who live abroad have no country, for Ukraine's pay is not theirs and where they are is not asked.
// Those who name a part-time job are set aside, as their hours are not known. Eighteen rows of 2016 and
// 2017 that the publisher marked "h" in a currency column, all of 5,000 and more, are unreadable: the mark
// is nowhere explained, and may stand for hryvnias.
package dou

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const (
	name = "dou"
	home = "https://github.com/devua/csv/tree/master/salaries"
)

// Source is the DOU pay survey.
var Source = source.Source{
	Name:     name,
	Title:    "DOU.ua salary survey",
	Layer:    pay.Reported,
	Measures: "what people in Ukrainian IT say they are paid in their hand: US dollars a month after tax, without bonuses",
	Bias:     "readers of one community site; more from outsourcing companies and large cities than there are; since 2022 many have left the country or serve in the army",
	Licence:  "free for research with a link to DOU",
	Credit:   "DOU, https://dou.ua/",
	URL:      home,
	Read:     read,
}

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	t, err := source.NewTable(in, source.TableOptions{})
	if err != nil {
		return err
	}
	s, err := newSurvey(t, in, sink)
	if err != nil {
		return err
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
	t      *source.Table
	year   int  // of a file without dates
	counts bool // rows are counts of people, as in June 2022
	shift  int  // fields before the row's first column

	// The columns of all waves; those that a file lacks are zero.
	date, pay, currency, count               source.Column
	title, level, category, speciality, qa   source.Column
	language, second, frameworks, qaLanguage source.Column
	years, city, lives, education, status    source.Column
	industry, size                           source.Column

	roles, levels, industries, sizes, educations, employments *source.Labels
	titles                                                    source.Titles
	skills                                                    map[string][]string // by what the language columns say
}

// newSurvey finds the columns, and the year of a file that has no dates.
func newSurvey(t *source.Table, in *source.Input, sink source.Sink) (*survey, error) {
	s := &survey{
		t:        t,
		date:     t.Column("Дата.заполнения", "Дата заполнения", "Отметка времени", "Submitted at"),
		currency: t.Column("Валюта"),
		count:    t.Column("freq"),
		pay: t.Column("Зарплата.в.месяц", "Зарплата в месяц", "Зарплата за місяць, net, після податків",
			"Зарплата / дохід в IT у $$$ за місяць, лише ставка ЧИСТИМИ - після сплати податків",
			"ЗАРПЛАТА / СУМАРНИЙ ДОХІД в IT у $$$ за місяць, лише ставка ЧИСТИМИ - після сплати податків",
			"salary"),
		title: t.Column("Должность", "Оберіть вашу посаду", "Position",
			"Почніть вводити і оберіть вашу ОСНОВНУ посаду зі списку"),
		level:      t.Column("Оберіть ваш тайтл або роль у компанії", "Тайтл"),
		category:   t.Column("Categories", "Категорія"),
		speciality: t.Column("Розробники - основна спеціалізація", "Вкажіть вашу основну спеціалізацію"),
		qa:         t.Column("Специализация", "Вкажіть вашу спеціалізацію", "specialisation"),
		language:   t.Column("Язык.программирования", "Язык программирования", "Основна мова програмування", "tech"),
		second:     t.Column("Додаткова мова програмування"),
		frameworks: t.Column("Фреймворки, бібліотеки й платформи"),
		qaLanguage: t.Column("Яку мову програмування ви використовуєте у роботі?"),
		years: t.Column("Общий.опыт.работы", "Общий опыт работы", "Загальний стаж роботи за спеціальністю",
			"Загальний стаж роботи за нинішньою ІТ-спеціальністю", "exp", "experience"),
		city:  t.Column("Город", "Місто", "city", "В якій області ви зараз живете?"),
		lives: t.Column("Де ви зараз живете?"),
		size: t.Column("Размер.компании", "Размер компании",
			"Кількість технічних спеціалістів у вашій компанії (в Україні)", "Кількість спеціалістів у вашій компанії в Україні"),
		industry: t.Column("Тип.компании", "Тип компании", "Тип компанії",
			"Основний напрям роботи компанії, в якій працюєте"),
		education: t.Column("Образование", "Освіта"),
		status:    t.Column("Ваша основна зайнятість в ІТ зараз..."),

		roles:       source.NewLabels(sink, pay.FacetRole, taxonomy.Roles.Parse, noRole),
		levels:      source.NewLabels(sink, pay.FacetLevel, taxonomy.Levels.Parse, noLevel),
		industries:  source.NewLabels(sink, pay.FacetIndustry, taxonomy.Industries.Parse, noIndustry),
		sizes:       source.NewLabels(sink, pay.FacetOrgSize, taxonomy.OrgSizes.Parse, noSize),
		educations:  source.NewLabels(sink, pay.FacetEducation, taxonomy.Educations.Parse, nil),
		employments: source.NewLabels(sink, pay.FacetEmployment, taxonomy.Employments.Parse, noEmployment),
		skills:      map[string][]string{},
	}
	s.counts = s.count != 0
	if s.pay == 0 || s.title == 0 {
		return nil, pay.Errorf(pay.Unreadable, "this is no DOU pay survey: there is no column of pay and title").At(in.Name).
			WithHint("waves from May 2016 to June 2025 are known, as in %s", home)
	}
	if s.date == 0 {
		if s.year = s.undated(in); s.year == 0 {
			return nil, pay.Errorf(pay.Unreadable, "the file does not say of which year it is").At(in.Name).
				WithHint("name it as DOU does, 2020_june_mini.csv, or give the year")
		}
	}
	return s, nil
}

var yearInName = regexp.MustCompile(`\b20[12]\d(?:\b|_)`)

// undated returns the year of a file that has no dates: what the caller knows, what the name says, or
// what the columns do: only June 2022 was published as counts.
func (s *survey) undated(in *source.Input) int {
	if in.Year != 0 {
		return in.Year
	}
	if found := yearInName.FindString(in.Name); found != "" {
		year, _ := strconv.Atoi(found[:4])
		return year
	}
	if s.counts {
		return 2022
	}
	return 0
}

// field returns the row's value in a column, "" where R wrote that there is none.
func (s *survey) field(c source.Column) string {
	if c == 0 {
		return ""
	}
	if v := s.t.Field(c + source.Column(s.shift)); v != "NA" {
		return v
	}
	return ""
}

// record fills r from the current row.
func (s *survey) record(r *dataset.Record) {
	s.shift = 0
	if len(s.t.Fields()) == len(s.t.Header())+1 {
		s.shift = 1 // R's row name
	}
	*r = dataset.Record{
		Source: name, Year: s.yearOf(), Country: "UA", Weight: 1,
		Currency: "USD", Period: pay.Month, Basis: pay.Net, Component: pay.Base,
		Years:     yearsOf(s.field(s.years)),
		Industry:  s.industries.Code(s.field(s.industry)),
		OrgSize:   s.sizes.Code(s.field(s.size)),
		Education: s.educations.Code(s.field(s.education)),
		Skills:    s.skillsOf(),
	}
	exclude := func(why dataset.Reason) {
		if r.Excluded == "" {
			r.Excluded = why
		}
	}
	if s.counts {
		weight, err := strconv.ParseFloat(s.field(s.count), 64)
		if err != nil || !(weight > 0) || math.IsInf(weight, 0) {
			weight = 0
			exclude(dataset.Unreadable)
		}
		r.Weight = weight
		if s.isTotal() {
			exclude(dataset.Duplicate)
		}
	}
	if !s.t.Complete() || r.Year == 0 {
		exclude(dataset.Unreadable)
	}
	status := s.field(s.status)
	if why := notWorking[status]; why != "" {
		exclude(why)
	} else {
		r.Employment = s.employments.Code(status)
	}
	exclude(s.amount(r))
	s.place(r, exclude)
	if !s.work(r) {
		exclude(dataset.OtherWork)
	}
}

// yearOf returns the year in which the row was filled in. Dates are written 20/12/2016, 2019/12/03 or
// 2024-11-22, the time after them.
func (s *survey) yearOf() int {
	date, _, _ := strings.Cut(s.field(s.date), " ")
	if len(date) != 10 {
		return s.year
	}
	digits := date[:4]
	if date[2] == '/' {
		digits = date[6:]
	}
	year, err := strconv.Atoi(digits)
	if err != nil {
		return s.year
	}
	return year
}

// isTotal reports whether a row of June 2022 counts people of several answers, who have rows of their own.
func (s *survey) isTotal() bool {
	return totals[s.field(s.city)] || totals[s.field(s.years)] || totals[s.field(s.title)] || totals[s.field(s.qa)]
}

var totals = map[string]bool{
	"Всі міста": true, "Весь досвід": true, "Total": true, "Всі": true, "Всі посади": true, "Всі спеціалізації": true,
}

// amount reads the pay, which in June 2022 may be a band: "500 - 1000" or "6500 +".
func (s *survey) amount(r *dataset.Record) (why dataset.Reason) {
	cell := s.field(s.pay)
	low, high, isBand := strings.Cut(cell, " - ")
	if !isBand {
		low, isBand = strings.CutSuffix(cell, "+")
		high = "+Inf"
	}
	if !s.counts || !isBand {
		r.Pay, why = source.Amount(cell)
		if s.field(s.currency) != "" {
			return dataset.Unreadable
		}
		return why
	}
	var errLow, errHigh error
	r.PayLow, errLow = strconv.ParseFloat(strings.TrimSpace(low), 64)
	r.PayHigh, errHigh = strconv.ParseFloat(strings.TrimSpace(high), 64)
	if errLow != nil || errHigh != nil || !(0 <= r.PayLow && r.PayLow < r.PayHigh) {
		r.PayLow, r.PayHigh = 0, 0
		return dataset.Unreadable
	}
	r.Pay = source.Band(r.PayLow, r.PayHigh)
	return ""
}

// place sets where the person lives and works.
func (s *survey) place(r *dataset.Record, exclude func(dataset.Reason)) {
	if lives := s.field(s.lives); lives != "" && lives != "В Україні" {
		r.Country = ""
		exclude(dataset.NoCountry)
		return
	}
	city, _, _ := strings.Cut(s.field(s.city), " чи ") // "Київ чи область", Kyiv or its region
	city = strings.TrimSuffix(city, ".")
	switch city {
	case "Удаленно", "Віддалено":
		r.Remote = "remote"
	case "Не в Україні":
		r.Country = ""
		exclude(dataset.NoCountry)
	default:
		if latin, ok := cities[city]; ok {
			r.Place, _, _ = taxonomy.Place("UA", latin)
		}
	}
}

// work sets role and level, and reports whether the work is of the software trade.
func (s *survey) work(r *dataset.Record) bool {
	title := s.field(s.title)
	if s.category != 0 {
		return s.occupation(r, title)
	}
	w, known := works[strings.ToLower(title)]
	if !known {
		return true // "Other" of 2022, an empty cell
	}
	r.Level = w.level
	r.Roles = append(r.Roles, w.roles...)
	if s.counts && s.qa != 0 { // June 2022, QA: the title is a level only
		r.Roles = append(r.Roles[:0], "qa")
	}
	return !w.other
}

// occupation reads the columns that the waves since 2024 have: level, category, title, speciality.
func (s *survey) occupation(r *dataset.Record, title string) bool {
	r.Level = s.levels.Code(s.field(s.level))
	category := s.field(s.category)
	if otherCategories[category] {
		return false
	}
	if role := s.roles.Code(s.field(s.speciality)); role != "" {
		r.Roles = append(r.Roles, role)
		return true
	}
	if role := plainTitles[title]; role != "" {
		r.Roles = append(r.Roles, role)
		return true
	}
	m := s.titles.Read(title)
	if m.Role == "" {
		m.Role = categories[category]
	}
	r.Roles = source.AppendNew(r.Roles, m.Role)
	if r.Level == "" {
		r.Level = m.Level
	}
	return !source.Outside(m.Role)
}

// skillsOf returns the languages and frameworks of the row. They are few and repeat, so what was
// read once is kept.
func (s *survey) skillsOf() []string {
	language := s.field(s.language)
	if language == "" {
		language = s.field(s.qaLanguage)
	}
	all := strings.Join([]string{language, s.field(s.second), s.field(s.frameworks)}, ";")
	skills, seen := s.skills[all]
	if !seen {
		skills = source.AppendSkills(nil, all, ";,()")
		if len(s.skills) < maxRemembered {
			s.skills[strings.Clone(all)] = skills
		}
	}
	return skills
}

// maxRemembered bounds what is kept of a column that says something new in each row.
const maxRemembered = 1 << 12

// yearsOf reads an experience: a number, or one of the answers on offer. Of a band it is the middle, and
// of an open one the lower end.
func yearsOf(cell string) pay.Years {
	cell = strings.ToLower(strings.Join(strings.Fields(cell), " "))
	if n, ok := experience[cell]; ok {
		return pay.YearsOf(n)
	}
	number, unit, _ := strings.Cut(cell, " ")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !(0 <= n && n <= pay.MaxYears) {
		return pay.Years{}
	}
	switch unit {
	case "", "рік", "роки", "років":
		return pay.YearsOf(n)
	}
	return pay.Years{}
}
