// Package wire is the JSON of Backpay's API as Go types: what is asked, and what is answered. Server and client
// share it, and the OpenAPI description is made from it. It imports only the standard library.
package wire

import (
	"iter"
	"net/url"
	"strconv"
)

// Question asks about a job, in words as people type them. An empty field is not said, and the answer is then over
// the mix of people there. Values can be codes, names or aliases; /v1/taxonomy lists them.
type Question struct {
	Role       string   `json:"role,omitempty"`
	Country    string   `json:"country,omitempty"`
	Place      string   `json:"place,omitempty"`
	Years      string   `json:"years,omitempty"`
	Level      string   `json:"level,omitempty"`
	Industry   string   `json:"industry,omitempty"`
	OrgSize    string   `json:"org_size,omitempty"`
	Remote     string   `json:"remote,omitempty"`
	Employment string   `json:"employment,omitempty"`
	Education  string   `json:"education,omitempty"`
	Skills     []string `json:"skills,omitempty"`

	Currency  string `json:"currency,omitempty"`
	Period    string `json:"period,omitempty"`
	Basis     string `json:"basis,omitempty"`
	Component string `json:"component,omitempty"`
	On        string `json:"on,omitempty"`
	PPP       bool   `json:"ppp,omitempty"`

	// Brief leaves out what each facet adds or takes, which takes longer to find than all the rest. In addresses it
	// is explain=false.
	Brief bool `json:"-"`
}

// Field is one thing that a Question can say.
type Field struct {
	Name    string   // in JSON and in addresses, as "org_size"
	Flag    string   // of the command line, as "org-size"
	Doc     string   // for people
	Example string   // may be empty
	Enum    []string // all that it can be, where that is a short closed list of words
	Unit    bool     // what the answer is stated in, and not whom it is about

	of func(*Question) any
}

// Fields lists what a Question can say, in the order in which people say it. It is the one table of what can be
// asked: the flags of the command line, the parameters of addresses and the description of the API follow it.
var Fields = []Field{
	{
		Name: "role", Flag: "role", Example: "backend",
		Doc: "a role: its code, its name or an alias; left out, all of them",
		of:  func(q *Question) any { return &q.Role },
	},
	{
		Name: "country", Flag: "country", Example: "DE",
		Doc: "ISO 3166-1 alpha-2, or a name in any common spelling",
		of:  func(q *Question) any { return &q.Country },
	},
	{
		Name: "place", Flag: "place", Example: "Berlin",
		Doc: "a US state, county or metropolitan area, a province of Canada, or a city; it fixes its country, or asks",
		of:  func(q *Question) any { return &q.Place },
	},
	{
		Name: "years", Flag: "years", Example: "6",
		Doc: "years of professional experience, 0 to 50",
		of:  func(q *Question) any { return &q.Years },
	},
	{
		Name: "level", Flag: "level", Example: "senior",
		Doc: "entry, mid, senior, staff, principal; from the years when left out",
		of:  func(q *Question) any { return &q.Level },
	},
	{
		Name: "industry", Flag: "industry",
		Doc: "industry of the employer",
		of:  func(q *Question) any { return &q.Industry },
	},
	{
		Name: "org_size", Flag: "org-size", Example: "100-499",
		Doc: "people in the organisation",
		of:  func(q *Question) any { return &q.OrgSize },
	},
	{
		Name: "remote", Flag: "remote",
		Doc: "remote, hybrid, onsite",
		of:  func(q *Question) any { return &q.Remote },
	},
	{
		Name: "employment", Flag: "employment",
		Doc: "employee, freelance",
		of:  func(q *Question) any { return &q.Employment },
	},
	{
		Name: "education", Flag: "education",
		Doc: "none, secondary, some-college, associate, bachelor, master, doctorate, professional",
		of:  func(q *Question) any { return &q.Education },
	},
	{
		Name: "skills", Flag: "skill",
		Doc: "a language, database, cloud or framework; repeatable, and several between commas",
		of:  func(q *Question) any { return &q.Skills },
	},
	{
		Name: "currency", Flag: "currency", Example: "EUR", Unit: true,
		Doc: "of the answer: ISO 4217 or a name; left out, the country's own",
		of:  func(q *Question) any { return &q.Currency },
	},
	{
		Name: "period", Flag: "period", Enum: []string{"hour", "day", "week", "month", "year"}, Unit: true,
		Doc: "of the answer; left out, a year",
		of:  func(q *Question) any { return &q.Period },
	},
	{
		Name: "basis", Flag: "basis", Enum: []string{"gross", "net"}, Unit: true,
		Doc: "left out, gross",
		of:  func(q *Question) any { return &q.Basis },
	},
	{
		Name: "component", Flag: "component", Enum: []string{"base", "total"}, Unit: true,
		Doc: "the salary alone, or with bonus and equity; left out, total",
		of:  func(q *Question) any { return &q.Component },
	},
	{
		Name: "on", Flag: "on", Example: "2026-11", Unit: true,
		Doc: "the date to answer for; left out, today",
		of:  func(q *Question) any { return &q.On },
	},
	{
		Name: "ppp", Flag: "ppp", Unit: true,
		Doc: "at purchasing power, in international dollars",
		of:  func(q *Question) any { return &q.PPP },
	},
}

// FieldOf returns the field of a name, in its JSON form or as a flag; skill and skills are the same.
func FieldOf(name string) (Field, bool) {
	for _, f := range Fields {
		if f.Name == name || f.Flag == name {
			return f, true
		}
	}
	return Field{}, false
}

// Of returns a pointer to what q says of the field: a *string, a *[]string or a *bool.
func (f Field) Of(q *Question) any { return f.of(q) }

// Texts yields the field's texts in q: none where it is not said, several of a list.
func (f Field) Texts(q *Question) iter.Seq[string] {
	return func(yield func(string) bool) {
		switch v := f.Of(q).(type) {
		case *string:
			if *v != "" {
				yield(*v)
			}
		case *[]string:
			for _, text := range *v {
				if !yield(text) {
					return
				}
			}
		case *bool:
			if *v {
				yield(strconv.FormatBool(*v))
			}
		}
	}
}

// Values writes q as the parameters of an address.
func (q Question) Values() url.Values {
	v := url.Values{}
	for _, f := range Fields {
		for text := range f.Texts(&q) {
			v.Add(f.Name, text)
		}
	}
	if q.Brief {
		v.Set("explain", "false")
	}
	return v
}
