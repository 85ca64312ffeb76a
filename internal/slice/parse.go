package slice

import (
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Keys of a query as flags and URL parameters: the name of a facet with "-" for "_" and skill for skills,
// alone for any of several values, after allPrefix for all of them, after nonePrefix for none.
const (
	allPrefix  = "all-"
	nonePrefix = "not-"
)

// Keys lists the keys that ParseQuery reads: a facet's as "country" for any of its values and as
// "not-country" for none of them, "all-skill" and "all-role" for all of several values, and the two
// ranges, "years" and "pay". A year, too, can be a range.
func Keys() []string {
	var keys []string
	for _, f := range Facets {
		keys = append(keys, keyOf(f), nonePrefix+keyOf(f))
		if Many(f) {
			keys = append(keys, allPrefix+keyOf(f))
		}
	}
	return append(keys, string(pay.FacetYears), string(FacetPay))
}

// keyOf returns the key of any of a facet's values.
func keyOf(f pay.Facet) string { return strings.ReplaceAll(word(f), " ", "-") }

// ParseQuery reads a query from flags or URL parameters. Values are codes, names or aliases of package
// taxonomy; a key can be repeated, and one value can be several between commas. Years of experience, pay
// and the calendar year can be ranges, as ParseRange reads them. Keys also match with "_" for "-" and
// skills for skill. The error is for the first key, in the order of Facets, that has a value that is not
// one of its facet, or else for a key that is none.
func ParseQuery(values url.Values) (Query, error) {
	var q Query
	left := url.Values{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		name := strings.ReplaceAll(key, "_", "-")
		if rest, ok := strings.CutSuffix(name, "skills"); ok {
			name = rest + "skill"
		}
		left[name] = append(left[name], values[key]...)
	}
	take := func(key string) []string {
		texts := left[key]
		delete(left, key)
		return slices.DeleteFunc(texts, func(s string) bool { return strings.TrimSpace(s) == "" })
	}
	ranges := map[pay.Facet]**Range{pay.FacetYears: &q.Years, FacetPay: &q.Pay, FacetYear: &q.Year}
	for _, f := range []pay.Facet{pay.FacetYears, FacetPay, FacetYear} {
		texts := left[keyOf(f)]
		if f == FacetYear && !slices.ContainsFunc(texts, isRange) {
			continue // a list of years
		}
		var err error
		if *ranges[f], err = parseOne(f, take(keyOf(f))); err != nil {
			return Query{}, err
		}
	}
	if q.Year != nil && q.Year.From == q.Year.To { // one year is a list of one
		left[keyOf(FacetYear)] = []string{q.Year.String()}
		q.Year = nil
	}
	var countries []string
	for _, f := range Facets {
		for _, way := range []struct {
			prefix string
			into   *Values
		}{{"", &q.Any}, {allPrefix, &q.All}, {nonePrefix, &q.None}} {
			if way.prefix == allPrefix && !Many(f) {
				continue
			}
			for _, text := range take(way.prefix + keyOf(f)) {
				codes, err := parseValues(f, text, countries)
				if err != nil {
					return Query{}, err
				}
				for _, code := range codes {
					if *way.into == nil {
						*way.into = Values{}
					}
					if into := *way.into; !slices.Contains(into[f], code) {
						into[f] = append(into[f], code)
					}
				}
			}
		}
		if f == pay.FacetCountry { // which comes before the places in it
			countries = q.Any[f]
		}
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		return Query{}, unknownKey(key)
	}
	if err := q.check(); err != nil {
		return Query{}, err
	}
	return q, nil
}

// isRange reports whether a calendar year is written as a range.
func isRange(text string) bool {
	_, err := strconv.Atoi(strings.TrimSpace(text))
	return err != nil && !strings.Contains(text, ",")
}

func unknownKey(key string) error {
	near := Keys()
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(shared(b, key), shared(a, key)) })
	return pay.Errorf(pay.Invalid, "no facet is called %q", key).In(key).Because(UnknownFacet).
		WithHint("there are %s", strings.Join(near[:8], ", "))
}

// parseOne reads the one range that a key may have.
func parseOne(f pay.Facet, texts []string) (*Range, error) {
	switch len(texts) {
	case 0:
		return nil, nil
	case 1:
		r, err := ParseRange(texts[0])
		if err != nil {
			return nil, inField(err, f)
		}
		return &r, nil
	}
	return nil, pay.Errorf(pay.Invalid, "%d ranges of %s", len(texts), f).In(string(f)).Because(BadRange).
		WithHint("give one, as 5..9")
}

// inField names the facet at fault in an error of this package.
func inField(err error, f pay.Facet) error {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e.In(string(f))
	}
	return err
}

// parseValues reads one value, or several between commas where the whole is none, of a facet; countries
// are those that have been asked for.
func parseValues(f pay.Facet, text string, countries []string) ([]string, error) {
	codes, err := parseValue(f, text, countries)
	if err == nil {
		return codes, nil
	}
	if !strings.Contains(text, ",") {
		return nil, err
	}
	for part := range strings.SplitSeq(text, ",") {
		more, err := parseValue(f, part, countries)
		if err != nil {
			return nil, err
		}
		codes = append(codes, more...)
	}
	return codes, nil
}

func parseValue(f pay.Facet, text string, countries []string) ([]string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, pay.Errorf(pay.Invalid, "an empty %s", word(f)).In(string(f)).Because(UnknownValue).
			WithHint("leave the condition out to take every record")
	}
	switch f {
	case pay.FacetPlace:
		return parsePlace(text, countries)
	case FacetYear:
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return nil, pay.Errorf(pay.Invalid, "%q is no year", text).In(string(FacetYear)).Because(BadRange).
				WithHint("write 2024, several years between commas, or one range as 2022..2024")
		}
		return []string{strconv.FormatUint(n, 10)}, nil
	case FacetSource:
		if strings.ContainsFunc(text,
			func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_') }) {
			return nil, pay.Errorf(pay.Invalid, "%q is no name of a source", text).In(string(f)).Because(UnknownValue).
				WithHint("backpay sources lists them")
		}
		return []string{text}, nil
	}
	code, err := taxonomy.ForFacet(f).Lookup(text)
	if err != nil {
		if e, ok := errors.AsType[*pay.Error](err); ok {
			err = e.Because(UnknownValue)
		}
		return nil, err
	}
	return []string{code}, nil
}

// parsePlace reads a place by its code, which begins with its country's, or by its name in one of the
// countries.
func parsePlace(text string, countries []string) ([]string, error) {
	if country, _, ok := strings.Cut(text, "-"); ok && len(country) == 2 {
		countries = append([]string{strings.ToUpper(country)}, countries...)
	}
	for _, country := range countries {
		if code, _, ok := taxonomy.Place(country, text); ok {
			return []string{code}, nil
		}
	}
	err := pay.Errorf(pay.Invalid, "%q is not a known place", text).In(string(pay.FacetPlace)).Because(UnknownValue)
	if len(countries) == 0 {
		return nil, err.WithHint("name its country too, or write a code, as US-CA or DE-berlin")
	}
	return nil, err.WithHint("write a state, a county or a metropolitan area of the USA, a city elsewhere")
}

// Values writes q as ParseQuery reads it.
func (q Query) Values() url.Values {
	out := url.Values{}
	for prefix, values := range map[string]Values{"": q.Any, allPrefix: q.All, nonePrefix: q.None} {
		for f, codes := range values {
			for _, code := range codes {
				out.Add(prefix+keyOf(f), code)
			}
		}
	}
	for f, r := range map[pay.Facet]*Range{pay.FacetYears: q.Years, FacetPay: q.Pay, FacetYear: q.Year} {
		if r != nil {
			out.Add(keyOf(f), r.String())
		}
	}
	return out
}
