package service

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Ask is a question as a person or a program types it. Every face fills one, and Service reads it in one
// place, so that the same words are right or wrong everywhere. Empty is not said.
type Ask struct {
	Role, Country, Place, Years, Level, Industry string
	OrgSize, Remote, Employment, Education       string
	Skills                                       []string // each may hold several, separated by ";" or ","

	Currency  string // ISO 4217 or a name; empty is the country's own
	Period    string // empty is a year
	Basis     string // empty is gross
	Component string // empty is total, which is what surveys ask for
	On        string // the date to answer for, as 2026-11-21 or 2026-11; empty is today
	PPP       bool   // at purchasing power, in international dollars
	Brief     bool   // without effects, which take longer to find than all the rest
}

// question is an Ask that has been read.
type question struct {
	profile   pay.Profile
	currency  string // "" is the country's own
	period    pay.Period
	basis     pay.Basis
	component pay.Component
	on        time.Time
	ppp       bool
	brief     bool
}

// read validates a and turns its words into codes. Errors are of kind pay.Invalid and name the field.
func (a Ask) read(now time.Time) (q question, err error) {
	if q.profile, err = a.profile(); err != nil {
		return q, err
	}
	if a.Currency != "" {
		code, ok := parseCurrency(a.Currency)
		if !ok {
			return q, unknownCurrency(a.Currency)
		}
		q.currency = code
	}
	if q.period, err = choice("period", a.Period, pay.Year, pay.Periods...); err != nil {
		return q, err
	}
	if q.basis, err = choice("basis", a.Basis, pay.Gross, pay.Gross, pay.Net); err != nil {
		return q, err
	}
	if q.component, err = choice("component", a.Component, pay.Total, pay.Base, pay.Total); err != nil {
		return q, err
	}
	if q.on, err = parseDate(a.On, now); err != nil {
		return q, err
	}
	q.brief = a.Brief
	if q.ppp = a.PPP; q.ppp && q.currency != "" {
		return q, pay.Errorf(pay.Invalid, "purchasing power is told in international dollars, not in %s", q.currency).
			In("ppp").WithHint("leave out the currency, or leave out ppp")
	}
	return q, nil
}

func (a Ask) profile() (p pay.Profile, err error) {
	for _, f := range []struct {
		facet pay.Facet
		word  string
	}{
		{pay.FacetRole, a.Role}, {pay.FacetCountry, a.Country}, {pay.FacetLevel, a.Level},
		{pay.FacetIndustry, a.Industry}, {pay.FacetOrgSize, a.OrgSize}, {pay.FacetRemote, a.Remote},
		{pay.FacetEmployment, a.Employment}, {pay.FacetEducation, a.Education},
	} {
		if strings.TrimSpace(f.word) == "" {
			continue
		}
		code, err := taxonomy.ForFacet(f.facet).Lookup(f.word)
		if err != nil {
			return p, err
		}
		*p.Field(f.facet) = code
	}
	for _, list := range a.Skills {
		for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ';' || r == ',' }) {
			if strings.TrimSpace(word) == "" {
				continue
			}
			code, err := taxonomy.Skills.Lookup(word)
			if err != nil {
				return p, err
			}
			if !slices.Contains(p.Skills, code) {
				p.Skills = append(p.Skills, code)
			}
		}
	}
	slices.Sort(p.Skills)
	if p.Years, err = parseYears(a.Years); err != nil {
		return p, err
	}
	if years, known := p.Years.Get(); known && p.Level == "" {
		p.Level = taxonomy.LevelOfYears(years)
	}
	if strings.TrimSpace(a.Place) != "" {
		err = placeIn(&p, a.Place)
	}
	return p, err
}

// placeIn sets the place, and the country with it when the place alone tells.
func placeIn(p *pay.Profile, word string) error {
	country := p.Country
	if country == "" {
		country = "US" // the only country whose states and counties are known by name
	}
	code, _, ok := taxonomy.Place(country, word)
	if !ok {
		e := pay.Errorf(pay.Invalid, "%q is not a known place in %s", word, taxonomy.Countries.Name(country)).In("place")
		if p.Country == "" {
			return e.WithHint("say the country too, as DE for Berlin")
		}
		return e.WithHint("a US state, county or metropolitan area, or a city of 100,000 people or more; or leave the place out")
	}
	p.Place, p.Country = code, country
	return nil
}

func parseYears(s string) (pay.Years, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return pay.Years{}, nil
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > pay.MaxYears {
		return pay.Years{}, pay.Errorf(pay.Invalid, "%q is not a number of years of experience", s).In("years").
			WithHint("a number from 0 to %d", pay.MaxYears)
	}
	return pay.YearsOf(n), nil
}

// parseCurrency reads a currency as a code, a symbol or a name.
func parseCurrency(s string) (code string, ok bool) {
	code = strings.ToUpper(strings.TrimSpace(s))
	if _, ok := money.Exponent(code); ok {
		return code, true
	}
	one, err := money.ParseAmount("1 "+s, "")
	if err != nil || one.Value != 1 || one.Period != "" || one.Basis != "" {
		return "", false
	}
	return one.Currency, true
}

func unknownCurrency(s string) error {
	return pay.Errorf(pay.Invalid, "%q is not a known currency", s).In("currency").
		WithHint("use an ISO 4217 code such as EUR, USD or GBP")
}

// choice reads a word of a short closed list; empty is the default.
func choice[T ~string](field, s string, empty T, values ...T) (T, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return empty, nil
	}
	if slices.Contains(values, T(s)) {
		return T(s), nil
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return "", pay.Errorf(pay.Invalid, "%q is not a known %s", s, field).In(field).
		WithHint("one of %s", strings.Join(words, ", "))
}

// parseDate reads 2026-11-21, 2026-11 or 2026; empty is now. A month or a year stands for its middle, but
// never for a day after now when it holds now.
func parseDate(s string, now time.Time) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return now, nil
	}
	for _, layout := range []struct {
		form   string
		months int
		days   int
	}{{"2006-01-02", 0, 0}, {"2006-01", 0, 14}, {"2006", 6, 0}} {
		t, err := time.Parse(layout.form, s)
		if err != nil {
			continue
		}
		t = t.AddDate(0, layout.months, layout.days)
		if t.After(now) && now.Format(layout.form) == s {
			t = now
		}
		if t.Year() < 1999 || t.Year() > now.Year()+5 {
			return t, pay.Errorf(pay.Invalid, "%s is out of reach", s).In("on").
				WithHint("a date from 1999 to %d", now.Year()+5)
		}
		return t, nil
	}
	return time.Time{}, pay.Errorf(pay.Invalid, "%q is not a date", s).In("on").
		WithHint("write it as %s or %s", now.Format("2006-01-02"), now.Format("2006-01"))
}

// Describe says a profile as people do: "backend developer in Germany with 6 years of experience".
func Describe(p pay.Profile) string {
	who := "software professional"
	if p.Role != "" {
		who = inSentence(taxonomy.Roles.Name(p.Role))
	}
	s := who
	if years, known := p.Years.Get(); known {
		s += fmt.Sprintf(" with %s of experience", plural(years, "year"))
	}
	if p.Level != "" && !p.Years.Known() {
		level, _, _ := strings.Cut(taxonomy.Levels.Name(p.Level), " (")
		s = inSentence(level) + " " + s
	}
	if p.Employment == "freelance" {
		s = "freelance " + s
	}
	var where []string
	if p.Place != "" {
		where = append(where, taxonomy.PlaceName(p.Place))
	}
	if p.Country != "" {
		where = append(where, taxonomy.Countries.Name(p.Country))
	}
	if len(where) > 0 {
		s += " in " + strings.Join(where, ", ")
	} else {
		s += " anywhere"
	}
	var also []string
	if len(p.Skills) > 0 {
		names := make([]string, len(p.Skills))
		for i, k := range p.Skills {
			names[i] = taxonomy.Skills.Name(k)
		}
		also = append(also, "using "+strings.Join(names, ", "))
	}
	switch p.OrgSize {
	case "":
	case "1":
		also = append(also, "working alone")
	default:
		also = append(also, "at an organisation of "+taxonomy.OrgSizes.Name(p.OrgSize))
	}
	if p.Industry != "" {
		also = append(also, "in "+inSentence(taxonomy.Industries.Name(p.Industry)))
	}
	if p.Remote != "" {
		also = append(also, "working "+inSentence(taxonomy.Remotes.Name(p.Remote)))
	}
	switch p.Education {
	case "":
	case "none", "secondary", "some-college":
		also = append(also, "with "+inSentence(taxonomy.Educations.Name(p.Education)))
	case "associate":
		also = append(also, "with an associate degree")
	default:
		also = append(also, "with a "+inSentence(taxonomy.Educations.Name(p.Education)))
	}
	if len(also) > 0 {
		s += ", " + strings.Join(also, ", ")
	}
	return s
}

// inSentence writes a name as it stands inside a sentence: "backend developer", and still "QA engineer".
func inSentence(name string) string {
	if len(name) > 1 && name[1] >= 'a' && name[1] <= 'z' {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

func plural(n float64, word string) string {
	s := strconv.FormatFloat(n, 'f', -1, 64) + " " + word
	if n != 1 {
		s += "s"
	}
	return s
}
