package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// maxValue bounds a value of the query in bytes; nothing that a form of ours sends is longer.
const maxValue = 300

// facetFields are the parameters of a profile.
var facetFields = parameters(false)

// unitFields are the parameters of the unit in which an answer is told.
var unitFields = parameters(true)

// parse reads the query of a request, in which only the allowed parameters may be, each once; skill may be
// repeated. What a person could not have typed into a form of ours is refused.
func parse(r *http.Request, allowed ...string) (url.Values, error) {
	v, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, pay.Errorf(pay.Invalid, "the address is malformed").WithHint("ask from the start page")
	}
	for name, values := range v {
		if name != "locale" && !slices.Contains(allowed, name) {
			return nil, pay.Errorf(pay.Invalid, "%q is nothing this page knows", clip(name)).
				WithHint("it knows %s", strings.Join(allowed, ", "))
		}
		if len(values) > 1 && !strings.HasSuffix(name, "skill") || len(values) > 20 {
			return nil, pay.Errorf(pay.Invalid, "%s is said %d times", name, len(values)).In(name).
				WithHint("say it once")
		}
		for _, value := range values {
			if len(value) > maxValue || !utf8.ValidString(value) || strings.ContainsFunc(value, hidden) {
				return nil, pay.Errorf(pay.Invalid, "%s is too long, or holds characters that cannot be seen", name).
					In(name).
					WithHint("a value is at most %d letters", maxValue)
			}
		}
	}
	return v, nil
}

// hidden reports whether a character is a control character or one that changes how others are shown, as
// the marks of right-to-left text.
func hidden(r rune) bool {
	return unicode.Is(unicode.C, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
}

// clip shortens what is repeated to the reader.
func clip(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}

// wordsOf reads the profile whose parameters have a prefix, and the unit, whose parameters have none. A backend
// developer is who is meant when no role is said; an empty role is everyone.
func wordsOf(v url.Values, prefix string) (wire.Question, error) {
	var q wire.Question
	for _, f := range wire.Fields {
		name := parameter(f)
		if !f.Unit {
			name = prefix + name
		}
		switch said := f.Of(&q).(type) {
		case *string:
			*said = v.Get(name)
		case *[]string:
			*said = v[name]
		}
	}
	if !v.Has(prefix + "role") {
		q.Role = "backend"
	}
	switch v.Get("ppp") {
	case "", "0", "false":
	case "1", "true", "on":
		q.PPP = true
	default:
		return q, pay.Errorf(pay.Invalid, "%q is neither 1 nor 0", clip(v.Get("ppp"))).In("ppp").
			WithHint("ppp=1 states pay at purchasing power")
	}
	return q, nil
}

// parameter names a field in the addresses of pages, where a skill is said one at a time.
func parameter(f wire.Field) string {
	if f.Name == "skills" {
		return f.Flag
	}
	return f.Name
}

// parameters lists the names of what a question can say of a profile, or of the unit.
func parameters(unit bool) []string {
	var names []string
	for _, f := range wire.Fields {
		if f.Unit == unit {
			names = append(names, parameter(f))
		}
	}
	return names
}

// read takes what is known now, and reads the words of a question for it.
func (s *site) read(said wire.Question) (service.View, pay.Question, error) {
	view := s.service.View()
	q, err := ask.Read(said, view.Today())
	return view, q, err
}

// question reads a page's question: its parameters, the profile and unit among them, and the reader's locale.
func question(r *http.Request, allowed ...string) (v url.Values, said wire.Question, loc string, err error) {
	if v, err = parse(r, allowed...); err != nil {
		return v, said, "", err
	}
	if said, err = wordsOf(v, ""); err != nil {
		return v, said, "", err
	}
	loc, err = locale(r, v)
	return v, said, loc, err
}

// facetValues writes a profile as the parameters that askOf reads.
func facetValues(v url.Values, p pay.Profile, prefix string) {
	for _, f := range pay.Facets {
		name := string(f)
		if f == pay.FacetSkills {
			name = "skill"
		}
		if f == pay.FacetLevel && p.Years.Known() {
			continue // it follows from the years
		}
		if value := p.Value(f); value != "" || f == pay.FacetRole {
			v.Set(prefix+name, strings.ReplaceAll(value, ";", ","))
		}
	}
}

// unitValues returns the parameters of the unit, and the locale, for an address beside this one.
func unitValues(v url.Values) url.Values {
	out := url.Values{}
	for _, name := range append([]string{"locale"}, unitFields...) {
		if value := v.Get(name); value != "" {
			out.Set(name, value)
		}
	}
	return out
}

// locale returns the reader's locale, for numbers: what the address says, else what the browser prefers.
func locale(r *http.Request, v url.Values) (string, error) {
	if said := v.Get("locale"); said != "" {
		tag, err := language.Parse(said)
		if err != nil {
			return "", pay.Errorf(pay.Invalid, "%q is not a locale", clip(said)).In("locale").
				WithHint("a language and a country, as de-DE")
		}
		return localeOf(tag), nil
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return "en", nil //nolint:nilerr // a header that cannot be read says nothing
	}
	return localeOf(tags[0]), nil
}

// localeOf writes a tag as package words knows locales: language and, where it is said, country.
func localeOf(t language.Tag) string {
	base, _ := t.Base()
	region, confidence := t.Region()
	if confidence < language.Exact {
		return base.String()
	}
	return words.Locale(base.String() + "-" + region.String())
}
