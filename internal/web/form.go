package web

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// choice is an option of a select, or one of several radio buttons.
type choice struct {
	Value, Name string
	Selected    bool
}

// pick is a select in a sentence.
type pick struct {
	ID, Name, Label string // Label is for those who hear the page
	Choices         []choice
}

// hiddenField carries what a form does not show but must not lose.
type hiddenField struct{ Name, Value string }

// pickOf makes the select of a facet. Its first option is for not saying.
func pickOf(f pay.Facet, name, label, unsaid, said string) pick {
	v := taxonomy.ForFacet(f)
	code, _ := v.Parse(said)
	p := pick{ID: strings.ReplaceAll(name, ".", "-"), Name: name, Label: label,
		Choices: []choice{{"", unsaid, code == ""}}}
	for _, o := range options(f) {
		o.Selected = o.Value == code
		p.Choices = append(p.Choices, o)
	}
	return p
}

// in writes the numbers in the names of the choices as a reader does.
func (p pick) in(reader words.Reader) pick {
	for i := range p.Choices {
		p.Choices[i].Name = reader.Prose(p.Choices[i].Name)
	}
	return p
}

var optionLists sync.Map // facet → func() []choice

// options are the values of a facet as they stand in a sentence; countries in the order of their names.
func options(f pay.Facet) []choice {
	list, _ := optionLists.LoadOrStore(f, sync.OnceValue(func() []choice {
		v := taxonomy.ForFacet(f)
		var os []choice
		for _, code := range v.Codes() {
			name := v.Name(code)
			if f != pay.FacetCountry && f != pay.FacetSkills {
				name = taxonomy.InSentence(name)
			}
			os = append(os, choice{Value: code, Name: name})
		}
		if f == pay.FacetCountry || f == pay.FacetSkills {
			c := collate.New(language.English, collate.IgnoreCase)
			slices.SortFunc(os, func(a, b choice) int { return c.CompareString(a.Name, b.Name) })
		}
		return os
	}))
	return list.(func() []choice)()
}

// skillNames writes skills as the form shows them: by name where they are known, else as they were typed.
func skillNames(said []string) string {
	var names []string
	for _, list := range said {
		for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ';' || r == ',' }) {
			word = strings.TrimSpace(word)
			if code, ok := taxonomy.Skills.Parse(word); ok {
				word = taxonomy.Skills.Name(code)
			}
			if word != "" {
				names = append(names, word)
			}
		}
	}
	return strings.Join(names, ", ")
}

// employerName writes an employer as the form shows it: by its name where it is one, else as it was typed.
func employerName(said string) string {
	if code, name := taxonomy.Employer(said); code != "" {
		return name
	}
	return said
}

// unitForm is how an answer is told.
type unitForm struct {
	Currency pick
	Periods  []choice
	PPP, Net bool
	Hidden   []hiddenField
}

// usual are the currencies that lead the list.
var usual = []string{"USD", "EUR", "GBP", "CHF", "INR", "PLN", "BRL", "CAD", "AUD", "JPY"}

var currencyOptions = sync.OnceValue(func() []choice {
	var os, rest []choice
	codes, names := service.CurrencyNames()
	for i, code := range codes {
		o := choice{Value: code, Name: code + " " + names[i]}
		if slices.Contains(usual, code) {
			os = append(os, o)
		} else {
			rest = append(rest, o)
		}
	}
	slices.SortFunc(os, func(a, b choice) int { return slices.Index(usual, a.Value) - slices.Index(usual, b.Value) })
	return append(os, rest...)
})

func unitFormOf(v url.Values, ask wire.Question, own string) unitForm {
	f := unitForm{PPP: ask.PPP, Net: strings.EqualFold(strings.TrimSpace(ask.Basis), "net")}
	f.Currency = pick{ID: "currency", Name: "currency", Label: "currency",
		Choices: []choice{{"", own, ask.Currency == ""}}}
	for _, o := range currencyOptions() {
		o.Selected = strings.EqualFold(o.Value, strings.TrimSpace(ask.Currency))
		f.Currency.Choices = append(f.Currency.Choices, o)
	}
	for _, p := range []pay.Period{pay.Hour, pay.Month, pay.Year} {
		f.Periods = append(f.Periods,
			choice{string(p), string(p), ask.Period == string(p) || ask.Period == "" && p == pay.Year})
	}
	f.Hidden = kept(v, "component", "on", "locale")
	return f
}

// kept returns the hidden fields of what an address says under some names.
func kept(v url.Values, names ...string) []hiddenField {
	var fields []hiddenField
	for _, name := range names {
		for _, value := range v[name] {
			if value != "" {
				fields = append(fields, hiddenField{name, value})
			}
		}
	}
	return fields
}

// workForm is what the sentence of a page says of the work, and how the answer is told.
type workForm struct {
	Role, Country pick
	Unit          unitForm
}

func workFormOf(v url.Values, ask wire.Question) workForm {
	return workForm{
		Role:    pickOf(pay.FacetRole, "role", "role", "any software", ask.Role),
		Country: pickOf(pay.FacetCountry, "country", "country", "the whole world", ask.Country),
		Unit:    unitFormOf(v, ask, "the usual currency"),
	}
}

// personForm is a sentence that says of who does the work, too, what they bring to it.
type personForm struct {
	workForm
	Years, Skills string
	SkillNames    []choice
	MaxYears      int
}

func personFormOf(v url.Values, ask wire.Question) personForm {
	return personForm{workFormOf(v, ask), ask.Years, skillNames(ask.Skills), options(pay.FacetSkills), pay.MaxYears}
}

// keepTable keeps the order of a page's table, which the script fills in, and the facets that only the start
// page's form shows.
func (f *personForm) keepTable(v url.Values) {
	f.Unit.Hidden = append(f.Unit.Hidden,
		kept(v, "place", "level", "company", "industry", "org_size", "remote", "employment", "education")...)
	f.Unit.Hidden = append(f.Unit.Hidden, hiddenField{"sort", v.Get("sort")})
}
