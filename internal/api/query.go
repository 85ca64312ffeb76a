package api

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// Bounds on what a query can hold: no word of any vocabulary is near them.
const (
	maxValue  = 200 // bytes of one value
	maxValues = 64  // of one parameter
)

// parameter is one parameter of a route.
type parameter struct {
	name     string
	in       string // "query" or "path"
	required bool
	repeats  bool                              // several values are several, not a mistake
	long     bool                              // holds a query itself and so may be longer
	field    func(reflect.Value) reflect.Value // its place in the struct; nil for those of a names method
}

// decoder reads the parameters of a request into a Q, a struct of strings, string slices, ints and bools
// whose fields say in tags what their parameter is called: query:"name" or path:"name", required:"true",
// default:"value", and what the specification says of them.
//
// A Q that embeds a wire.Question takes all that a question can say. A Q with a field `names url.Values` tagged
// query:"*" takes the further parameters that its method names lists, each repeatable.
type decoder[Q any] struct {
	params   map[string]parameter
	names    []string // of the query, in order
	rest     []int    // the field of further parameters, or nil
	defaults Q
}

// namer lists the further parameters of a query.
type namer interface{ names() []string }

// newDecoder reads the tags of Q. It panics for a struct that it cannot read into, which a test would see.
func newDecoder[Q any]() *decoder[Q] {
	d := &decoder[Q]{params: map[string]parameter{}}
	t := reflect.TypeFor[Q]()
	for _, f := range visible(t) {
		if f.Type == reflect.TypeFor[wire.Question]() {
			d.question(f.Index)
			continue
		}
		p := parameter{
			in: "query", field: func(v reflect.Value) reflect.Value { return v.FieldByIndex(f.Index) },
			required: f.Tag.Get("required") == "true", long: f.Tag.Get("long") == "true",
		}
		if p.name = f.Tag.Get("query"); p.name == "*" {
			d.rest = f.Index
			for _, name := range any(d.defaults).(namer).names() {
				d.params[name] = parameter{name: name, in: "query", repeats: true}
				d.names = append(d.names, name)
			}
			continue
		}
		if p.name == "" {
			p.name, p.in = f.Tag.Get("path"), "path"
		} else {
			d.names = append(d.names, p.name)
		}
		p.repeats = f.Type.Kind() == reflect.Slice
		if p.name == "" {
			panic(fmt.Sprintf("api: %s.%s is no parameter", t, f.Name))
		}
		if text, ok := f.Tag.Lookup("default"); ok {
			if err := set(reflect.ValueOf(&d.defaults).Elem().FieldByIndex(f.Index), p, text); err != nil {
				panic(fmt.Sprintf("api: the default of %s.%s: %v", t, f.Name, err))
			}
		}
		d.params[p.name] = p
	}
	return d
}

// visible lists the fields of a query: those of what it embeds instead of the embedded, but for a question, which
// lists its own.
func visible(t reflect.Type) []reflect.StructField {
	question := reflect.TypeFor[wire.Question]()
	var fields []reflect.StructField
	var inside []int // the index of the question, whose fields are passed over
	for _, f := range reflect.VisibleFields(t) {
		switch {
		case f.Type == question:
			inside = f.Index
			fields = append(fields, f)
		case f.Anonymous, inside != nil && len(f.Index) > len(inside) && slices.Equal(f.Index[:len(inside)], inside):
		default:
			if name, ok := f.Tag.Lookup("about"); ok {
				f.Tag += reflect.StructTag(fmt.Sprintf(` doc:%q`, docs[name]))
			}
			fields = append(fields, f)
		}
	}
	return fields
}

// question takes in all that a question can say.
func (d *decoder[Q]) question(index []int) {
	for _, f := range wire.Fields {
		place := func(v reflect.Value) reflect.Value {
			q := v.FieldByIndex(index).Addr().Interface().(*wire.Question)
			return reflect.ValueOf(f.Of(q)).Elem()
		}
		var example wire.Question
		_, list := f.Of(&example).(*[]string)
		d.params[f.Name] = parameter{name: f.Name, in: "query", repeats: list, field: place}
		d.names = append(d.names, f.Name)
	}
}

// read reads the parameters of a request. Its errors are of kind pay.Invalid and name the parameter.
func (d *decoder[Q]) read(r *http.Request) (Q, error) {
	q := d.defaults
	values, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return q, err
	}
	if err := d.readValues(&q, values); err != nil {
		return q, err
	}
	for name, p := range d.params {
		if p.in != "path" {
			continue
		}
		text := r.PathValue(name)
		if err := checkText(p, text); err != nil {
			return q, err
		}
		if err := set(p.field(reflect.ValueOf(&q).Elem()), p, text); err != nil {
			return q, err
		}
	}
	return q, nil
}

// readValues reads the parameters of a query into q.
func (d *decoder[Q]) readValues(q *Q, values url.Values) error {
	into := reflect.ValueOf(q).Elem()
	for _, name := range slices.Sorted(maps.Keys(values)) { // sorted: the first error is always the same one
		p, ok := d.params[name]
		if !ok || p.in != "query" {
			return d.unknown(name)
		}
		texts := values[name]
		switch {
		case len(texts) > 1 && !p.repeats:
			return pay.Errorf(pay.Invalid, "%s is given %d times", name, len(texts)).In(name).WithHint("give it once")
		case len(texts) > maxValues:
			return pay.Errorf(pay.Invalid, "%s is given %d times", name, len(texts)).In(name).
				WithHint("at most %d times", maxValues)
		}
		for _, text := range texts {
			if err := checkText(p, text); err != nil {
				return err
			}
			if p.field == nil {
				rest := into.FieldByIndex(d.rest).Addr().Interface().(*url.Values)
				if *rest == nil {
					*rest = url.Values{}
				}
				rest.Add(name, text)
			} else if err := set(p.field(into), p, text); err != nil {
				return err
			}
		}
	}
	for _, name := range d.names {
		if p := d.params[name]; p.required && strings.TrimSpace(values.Get(name)) == "" {
			return pay.Errorf(pay.Invalid, "%s is missing", name).In(name).WithHint("say it, as ?%s=…", name)
		}
	}
	return nil
}

// unknown is the error of a parameter that there is not.
func (d *decoder[Q]) unknown(name string) error {
	if len(name) > maxValue {
		return pay.Errorf(pay.Invalid, "a parameter's name of %d bytes", len(name)).WithHint("%s", d.hint())
	}
	return pay.Errorf(pay.Invalid, "no parameter is called %q", name).In(plain(name)).WithHint("%s", d.hint())
}

func (d *decoder[Q]) hint() string {
	if len(d.names) == 0 {
		return "there are none here"
	}
	return "there are " + strings.Join(d.names, ", ")
}

// parseQuery parses a query; a malformed one is an error.
func parseQuery(raw string) (url.Values, error) {
	if raw == "" {
		return nil, nil
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, pay.Errorf(pay.Invalid, "the query is not well formed").
			WithHint("write name=value, joined by &, with everything else escaped; a semicolon as %%3B").Because(err)
	}
	return values, nil
}

// checkText refuses a value that no question needs: one that is too long, and one that is no plain text.
func checkText(p parameter, text string) error {
	limit := maxValue
	if p.long {
		limit *= 10
	}
	if len(text) > limit {
		return pay.Errorf(pay.Invalid, "%s has %d bytes", p.name, len(text)).In(p.name).
			WithHint("at most %d bytes", limit)
	}
	if !utf8.ValidString(text) || plain(text) != text {
		return pay.Errorf(pay.Invalid, "%s holds characters that are not text", p.name).In(p.name).
			WithHint("write UTF-8 without control characters and marks of direction")
	}
	return nil
}

// plain drops what is not text: control characters, marks of direction and the like. What stays is safe
// wherever text is.
func plain(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, s)
}

// set writes a parameter's text into its field.
func set(field reflect.Value, p parameter, text string) error {
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Slice:
		field.Set(reflect.Append(field, reflect.ValueOf(text)))
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return pay.Errorf(pay.Invalid, "%q is neither true nor false", text).In(p.name).WithHint("true or false")
		}
		field.SetBool(b)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return pay.Errorf(pay.Invalid, "%q is not a whole number above 0", text).In(p.name).
				WithHint("a whole number above 0")
		}
		field.SetInt(int64(n))
	default:
		panic(fmt.Sprintf("api: a parameter of type %s", field.Type()))
	}
	return nil
}
