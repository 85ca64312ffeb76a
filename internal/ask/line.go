package ask

import (
	"strings"
	"unicode"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// Line reads a profile of one line: name=value with spaces between, as in "country=DE years=6". A name begins
// where a word is followed by "="; what stands between two names is the value of the first, so that it may hold
// spaces. The "&" of an address is a space. What the line does not say stays as in the defaults.
func Line(s string, defaults wire.Question) (wire.Question, error) {
	q := defaults
	said := map[string]bool{}
	for rest := strings.TrimSpace(strings.ReplaceAll(s, "&", " ")); rest != ""; {
		name, value, after, ok := cutPair(rest)
		if !ok {
			return q, pay.Errorf(pay.Invalid, "%q is no profile", s).
				WithHint(`write name=value with spaces between, as in "country=DE years=6"`)
		}
		rest = after
		field, ok := wire.FieldOf(strings.ReplaceAll(strings.ToLower(name), "-", "_"))
		if !ok || field.Unit {
			return q, pay.Errorf(pay.Invalid, "a profile has no %q", name).
				WithHint("%s; the unit is said once, by flags", strings.Join(names(), ", "))
		}
		switch v := field.Of(&q).(type) {
		case *[]string:
			*v = append(*v, value)
		case *string:
			if said[field.Name] {
				return q, pay.Errorf(pay.Invalid, "%s is said twice", field.Name).In(field.Name).
					WithHint("say it once for each profile")
			}
			*v, said[field.Name] = value, true
		}
	}
	return q, nil
}

// names lists what a profile can say.
func names() []string {
	var all []string
	for _, f := range wire.Fields {
		if !f.Unit {
			all = append(all, f.Name)
		}
	}
	return all
}

// cutPair cuts the first name=value off a line.
func cutPair(s string) (name, value, rest string, ok bool) {
	name, after, ok := strings.Cut(s, "=")
	if !ok || strings.ContainsFunc(name, unicode.IsSpace) {
		return "", "", "", false
	}
	value = after
	if next := strings.IndexByte(after, '='); next >= 0 {
		begin := strings.LastIndexFunc(after[:next], unicode.IsSpace)
		if begin < 0 {
			return "", "", "", false
		}
		value = after[:begin]
	}
	return name, strings.TrimSpace(value), strings.TrimSpace(after[len(value):]), true
}
