// Package table imports anyone's table, a company's payroll or a local survey, by a mapping: a YAML file
// that says which column holds what. docs/import-table.md describes it with an example; Suggest writes one to
// start from, and Try says what an import would make of a file.
//
// Its opinion: a person's own file is to be read whole or not at all. An unknown key of the mapping, a
// label that no code is known for and a cell that cannot be read are errors that name file, line or row,
// column and what would work, all of them at once; on_error: set-aside keeps such rows as unreadable instead.
// Only what a closed list cannot hold, titles, skills and places, may stay unknown. What a cell says goes
// before a guess, and where the mapping and a cell contradict each other, neither is believed.
//
// Its limits: one person and one pay in a row.
package table

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/catalog"
)

// Mapping says what a table means. It never changes once read.
type Mapping struct {
	name      string // of its file, for errors
	about     source.Source
	options   source.TableOptions
	encoding  string        // of text; empty is found out
	decimal   rune          // before fractions; 0 is not stated
	thousands rune          // between thousands; 0 is not stated
	lenient   bool          // rows with errors are set aside
	otherWork bool          // rows of work outside software take part
	skip      [][]condition // rows that meet all conditions of one of these are no records
	fields    map[string]field
}

// required are the keys that a mapping cannot do without, in the order in which people think of them.
var required = []struct{ key, hint string }{
	{"currency", "currency: {value: EUR}"},
	{"period", "period: {value: year}, or hour, day, week, two weeks, half month, month"},
	{"basis", "basis: {value: gross}, or net of the earner's tax"},
	{"component", "component: {value: base}, or total with bonus and shares"},
	{"year", "year: {value: 2025}, the year that the pay is of"},
	{"country", "country: {value: DE}, the country of the job"},
}

// optional are the other keys under columns.
var optional = []string{
	"pay", "pay_low", "pay_high", "pays", "hours", "full_time", "fte", "weight", "place", "years", "title", "level",
	"role", "industry", "org_size",
	"remote", "employment", "education", "skills",
}

// maxMapping is the most bytes of a mapping.
const maxMapping = 1 << 20

// ReadMapping reads a mapping. name is what errors call it. Every error is a *pay.Error with place and hint.
func ReadMapping(r io.Reader, name string) (*Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return nil, pay.Errorf(pay.Unreadable, "the mapping cannot be read").At(name).
			WithHint("give the path of a YAML file").Because(err)
	}
	if len(text) > maxMapping {
		return nil, pay.Errorf(pay.Invalid, "the mapping is longer than %d bytes", maxMapping).At(name).
			WithHint("give the mapping here, and the table after it")
	}
	var document, more yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	err = decoder.Decode(&document)
	if err == nil {
		if err = decoder.Decode(&more); err == nil {
			err = errors.New("a second document follows the mapping")
		} else if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	switch {
	case errors.Is(err, io.EOF):
		return nil, pay.Errorf(pay.Invalid, "the mapping is empty").At(name).
			WithHint("docs/import-table.md has one to begin with")
	case err != nil:
		said := strings.TrimPrefix(err.Error(), "yaml: ")
		return nil, pay.Errorf(pay.Invalid, "the YAML is not well formed: %s", said).At(name).
			WithHint("mind the indentation, and quote values with a colon or # in them")
	}
	m := &Mapping{name: name, fields: map[string]field{}}
	if err := m.read(document.Content[0]); err != nil {
		return nil, err
	}
	return m, m.check()
}

// Source returns the source whose files the mapping describes.
func (m *Mapping) Source() source.Source {
	s := m.about
	s.Read = m.readTable
	return s
}

// errorf returns an error about a line of the mapping, in a key of it.
func (m *Mapping) errorf(line int, key, format string, args ...any) *pay.Error {
	return pay.Errorf(pay.Invalid, format, args...).In(key).At(fmt.Sprintf("%s: line %d", m.name, line))
}

// keys maps the keys that a YAML mapping may have to what reads their values.
type keys map[string]func(*yaml.Node) error

// entries reads a YAML mapping of which no key may be unknown or there twice.
func (m *Mapping) entries(node *yaml.Node, what string, read keys) error {
	known := strings.Join(slices.Sorted(maps.Keys(read)), ", ")
	if node.Kind != yaml.MappingNode {
		return m.errorf(node.Line, what, "%s must have keys and values", what).WithHint("its keys are %s", known)
	}
	seen := map[string]bool{}
	var errs []error
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		set := read[key.Value]
		switch {
		case set == nil:
			errs = append(errs, m.errorf(key.Line, key.Value, "%s has no key %q", what, key.Value).
				WithHint("its keys are %s", known))
		case seen[key.Value]:
			errs = append(errs, m.errorf(key.Line, key.Value, "%q is given twice", key.Value).WithHint("remove one"))
		default:
			seen[key.Value] = true
			if err := set(value); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return m.several(errs)
}

// several returns nil, the only error, or one that says all of them, so that a mapping is mended in one go.
func (m *Mapping) several(errs []error) error {
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	var lines []string
	for _, err := range errs {
		e, ok := errors.AsType[*pay.Error](err)
		switch {
		case !ok:
			return err
		case len(e.Details) > 0:
			lines = append(lines, e.Details...)
		default:
			line := strings.TrimPrefix(e.Error(), m.name+": ")
			if e.Hint != "" {
				line += " (" + e.Hint + ")"
			}
			lines = append(lines, line)
		}
	}
	first, _ := errors.AsType[*pay.Error](errs[0])
	return pay.Errorf(pay.Invalid, "%d errors in the mapping", len(lines)).WithDetails(lines).
		In(first.Field).At(m.name).
		WithHint("docs/import-table.md says what each key takes")
}

// scalar returns the text of a single value.
func (m *Mapping) scalar(node *yaml.Node, key string) (string, error) {
	switch {
	case node.Kind != yaml.ScalarNode:
		return "", m.errorf(node.Line, key, "%s must be a single value", key).
			WithHint("write it after the colon, as %s: value", key)
	case node.Tag == "!!null":
		return "", nil
	}
	return node.Value, nil
}

// text reads a key into a string.
func (m *Mapping) text(key string, into *string) func(*yaml.Node) error {
	return func(node *yaml.Node) (err error) {
		*into, err = m.scalar(node, key)
		return err
	}
}

// sign reads a key into a character that may stand in or between numbers, as example does.
func (m *Mapping) sign(key, example string, into *rune) func(*yaml.Node) error {
	return func(node *yaml.Node) error {
		s, err := m.scalar(node, key)
		if err != nil {
			return err
		}
		r, size := utf8.DecodeRuneInString(s)
		if size == 0 || size != len(s) || r == utf8.RuneError || strings.ContainsRune("0123456789+-\"\r\n", r) {
			return m.errorf(node.Line, key, "%s is %q, which is not one character between numbers", key, s).
				WithHint("as %s: %q", key, example)
		}
		*into = r
		return nil
	}
}

// choice reads a key that has one of a few values, the first of them when it is not given.
func (m *Mapping) choice(key string, into *string, values ...string) func(*yaml.Node) error {
	return func(node *yaml.Node) (err error) {
		if *into, err = m.scalar(node, key); err == nil && !slices.Contains(values, *into) {
			err = m.errorf(node.Line, key, "%s is %q", key, *into).WithHint("one of %s", strings.Join(values, ", "))
		}
		return err
	}
}

func (m *Mapping) read(root *yaml.Node) error {
	layer, onError, otherWork := string(pay.Reported), "refuse", "set-aside"
	err := m.entries(root, "the mapping", keys{
		"source": m.text("source", &m.about.Name), "title": m.text("title", &m.about.Title),
		"measures": m.text("measures", &m.about.Measures), "bias": m.text("bias", &m.about.Bias),
		"licence": m.text("licence", &m.about.Licence), "credit": m.text("credit", &m.about.Credit),
		"url":        m.text("url", &m.about.URL),
		"layer":      m.choice("layer", &layer, layers...),
		"on_error":   m.choice("on_error", &onError, "refuse", "set-aside"),
		"other_work": m.choice("other_work", &otherWork, "set-aside", "keep"),
		"file":       m.readFile, "columns": m.readColumns, "skip_rows": m.readSkipRows,
	})
	m.about.Layer, m.lenient, m.otherWork = pay.Layer(layer), onError == "set-aside", otherWork == "keep"
	return err
}

// layers are the kinds of evidence that a table may be.
var layers = []string{string(pay.Reported), string(pay.Official), string(pay.Posted), string(pay.Contributed),
	string(pay.Own)}

func (m *Mapping) readFile(node *yaml.Node) error {
	hidden := "read"
	err := m.entries(node, "file", keys{
		"sheet": m.text("sheet", &m.options.Sheet), "delimiter": m.sign("delimiter", ";", &m.options.Delimiter),
		"decimal": m.sign("decimal", ",", &m.decimal), "thousands": m.sign("thousands", ".", &m.thousands),
		"encoding": m.text("encoding", &m.encoding), "hidden_rows": m.choice("hidden_rows", &hidden, "read", "skip"),
		"skip": m.count("skip", "the number of rows before the header, as skip: 2", 0, &m.options.Skip),
		"header": m.count("header", "the number of rows of the header, which are joined, as header: 2", 1,
			&m.options.HeaderRows),
	})
	m.options.SkipHidden = hidden == "skip"
	return err
}

// count reads a key into a small number.
func (m *Mapping) count(key, hint string, least int, into *int) func(*yaml.Node) error {
	return func(node *yaml.Node) error {
		n, err := strconv.Atoi(node.Value)
		if err != nil || n < least || n > maxSkip {
			return m.errorf(node.Line, key, "%s is %q", key, node.Value).WithHint("%s", hint)
		}
		*into = n
		return nil
	}
}

// maxSkip is the most rows that may stand before a header.
const maxSkip = 1000

func (m *Mapping) readColumns(node *yaml.Node) error {
	read := keys{}
	for _, key := range optional {
		read[key] = m.readField(key)
	}
	for _, r := range required {
		read[r.key] = m.readField(r.key)
	}
	return m.entries(node, "columns", read)
}

var sourceName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// check returns an error for what the mapping as a whole lacks, and fills in what it need not say.
func (m *Mapping) check() error {
	fail := func(key, format string, args ...any) *pay.Error {
		return pay.Errorf(pay.Invalid, format, args...).In(key).At(m.name)
	}
	if name := m.about.Name; !sourceName.MatchString(name) || len(name) > 40 {
		return fail("source", "%q is no name for a source", name).
			WithHint("source: a short name in small letters, digits and hyphens, as acme-payroll")
	} else if _, err := catalog.ByName(name); err == nil {
		return fail("source", "%q is a source that Backpay imports itself", name).
			WithHint("choose a name of your own, as acme-payroll")
	}
	exact, low, high := m.has("pay"), m.has("pay_low"), m.has("pay_high")
	if exact == (low || high) || low != high {
		return fail("pay", "the mapping does not say which column is the pay").
			WithHint("pay: {column: Salary}, or for bands both pay_low and pay_high")
	}
	for _, r := range required {
		if !m.has(r.key) {
			return fail(r.key, "the mapping does not say the %s", r.key).WithHint("under columns, %s", r.hint)
		}
	}
	if m.thousands != 0 && (m.thousands == m.decimal || m.thousands == '.' && m.decimal == 0) {
		return fail("thousands", "%q cannot stand before fractions and between thousands", m.thousands).
			WithHint(`as decimal: "," and thousands: "."`)
	}
	for into, fallback := range map[*string]string{
		&m.about.Title: m.about.Name, &m.about.Measures: "not stated", &m.about.Bias: "not stated",
		&m.about.Licence: "not stated", &m.about.Credit: "not stated", &m.about.URL: "not stated",
	} {
		if *into == "" {
			*into = fallback
		}
	}
	return nil
}

// has reports whether the mapping says where the values of a key come from.
func (m *Mapping) has(key string) bool { return len(m.fields[key]) > 0 }
