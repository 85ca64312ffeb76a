// Package table imports anyone's table, a company's payroll or a local survey, by a mapping: a YAML file
// that says which column holds what. docs/import-table.md describes it with an example.
//
// Its opinion: a person's own file is to be read whole or not at all. An unknown key of the mapping, a
// label that no code is known for and a cell that is no number are errors that name file, line or row,
// column and what would work; on_error: set-aside keeps such rows as unreadable instead. Only what a closed
// list cannot hold, titles, skills and places, may stay unknown. No decimal comma is guessed: the mapping
// states it.
//
// Its limits: one person and one pay in a row, one header row, plain cells.
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
	decimal   rune              // before fractions; 0 is not stated, which is a point
	thousands rune              // between thousands; 0 is none
	lenient   bool              // rows with errors are set aside
	fields    map[string]*field // by their keys under columns
}

// field says where one value of a record comes from.
type field struct {
	line      int               // of the mapping
	column    string            // the column's name; empty when value holds for all rows
	value     string            // for all rows
	codes     map[string]string // cell → value, before anything else is tried
	separator string            // between several values in a cell
}

// required are the keys that a mapping cannot do without, in the order in which people think of them.
var required = []struct{ key, hint string }{
	{"currency", "currency: {value: EUR}"},
	{"period", "period: {value: year}, or hour, day, week, month"},
	{"basis", "basis: {value: gross}, or net of the earner's tax"},
	{"component", "component: {value: base}, or total with bonus and shares"},
	{"year", "year: {value: 2025}, the year that the pay is of"},
	{"country", "country: {value: DE}, the country of the job"},
}

// optional are the other keys under columns.
var optional = []string{
	"pay", "pay_low", "pay_high", "weight", "place", "years", "title", "level", "role", "industry", "org_size",
	"remote", "employment", "education", "skills",
}

// maxMapping is the most bytes of a mapping.
const maxMapping = 1 << 20

// ReadMapping reads a mapping. name is what errors call it. Every error is a *pay.Error with place and hint.
func ReadMapping(r io.Reader, name string) (*Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return nil, pay.Errorf(pay.Unreadable, "the mapping cannot be read").At(name).WithHint("give the path of a YAML file").Because(err)
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
		return nil, pay.Errorf(pay.Invalid, "the mapping is empty").At(name).WithHint("docs/import-table.md has one to begin with")
	case err != nil:
		return nil, pay.Errorf(pay.Invalid, "the YAML is not well formed: %s", strings.TrimPrefix(err.Error(), "yaml: ")).At(name).
			WithHint("mind the indentation, and quote values with a colon or # in them")
	}
	m := &Mapping{name: name, fields: map[string]*field{}}
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
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		set := read[key.Value]
		switch {
		case set == nil:
			return m.errorf(key.Line, key.Value, "%s has no key %q", what, key.Value).WithHint("its keys are %s", known)
		case seen[key.Value]:
			return m.errorf(key.Line, key.Value, "%q is given twice", key.Value).WithHint("remove one")
		}
		seen[key.Value] = true
		if err := set(value); err != nil {
			return err
		}
	}
	return nil
}

// scalar returns the text of a single value.
func (m *Mapping) scalar(node *yaml.Node, key string) (string, error) {
	switch {
	case node.Kind != yaml.ScalarNode:
		return "", m.errorf(node.Line, key, "%s must be a single value", key).WithHint("write it after the colon, as %s: value", key)
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
			return m.errorf(node.Line, key, "%s is %q, which is not one character between numbers", key, s).WithHint("as %s: %q", key, example)
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
	layer, onError := string(pay.Reported), "refuse"
	err := m.entries(root, "the mapping", keys{
		"source": m.text("source", &m.about.Name), "title": m.text("title", &m.about.Title),
		"measures": m.text("measures", &m.about.Measures), "bias": m.text("bias", &m.about.Bias),
		"licence": m.text("licence", &m.about.Licence), "credit": m.text("credit", &m.about.Credit),
		"url":      m.text("url", &m.about.URL),
		"layer":    m.choice("layer", &layer, string(pay.Reported), string(pay.Official), string(pay.Posted), string(pay.Contributed), string(pay.Own)),
		"on_error": m.choice("on_error", &onError, "refuse", "set-aside"),
		"file":     m.readFile, "columns": m.readColumns,
	})
	m.about.Layer, m.lenient = pay.Layer(layer), onError == "set-aside"
	return err
}

func (m *Mapping) readFile(node *yaml.Node) error {
	return m.entries(node, "file", keys{
		"sheet": m.text("sheet", &m.options.Sheet), "delimiter": m.sign("delimiter", ";", &m.options.Delimiter),
		"decimal": m.sign("decimal", ",", &m.decimal), "thousands": m.sign("thousands", ".", &m.thousands),
		"skip": func(node *yaml.Node) (err error) {
			m.options.Skip, err = strconv.Atoi(node.Value)
			if err != nil || m.options.Skip < 0 || m.options.Skip > maxSkip {
				return m.errorf(node.Line, "skip", "skip is %q", node.Value).WithHint("the number of rows before the header, as skip: 2")
			}
			return nil
		},
	})
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

func (m *Mapping) readField(key string) func(*yaml.Node) error {
	return func(node *yaml.Node) error {
		f := &field{line: node.Line}
		err := m.entries(node, key, keys{
			"column": m.text("column", &f.column), "value": m.text("value", &f.value),
			"separator": m.text("separator", &f.separator),
			"map":       func(node *yaml.Node) error { return m.readCodes(node, key, f) },
		})
		fail := func(format string, args ...any) *pay.Error { return m.errorf(node.Line, key, format, args...) }
		switch {
		case err != nil:
			return err
		case (f.column == "") == (f.value == ""):
			return fail("%s needs either a column or a value", key).WithHint("column: the name of the column; value: what holds for every row")
		case f.column == "" && f.codes != nil:
			return fail("%s has one value for every row, so there is nothing to map", key).WithHint("give a column in place of the value")
		case f.separator != "" && key != "role" && key != "skills":
			return fail("%s has a single value in a row", key).WithHint("only role and skills may have a separator")
		}
		m.fields[key] = f
		return m.checkValue(node.Line, key, f.value)
	}
}

// readCodes reads what the cells of a column mean: map: {Ingénieur: backend, Autre: ""}.
func (m *Mapping) readCodes(node *yaml.Node, key string, f *field) error {
	if node.Kind != yaml.MappingNode || len(node.Content) == 0 {
		return m.errorf(node.Line, key, "the map of %s must have cells and their values", key).WithHint("as map: {cell: value}")
	}
	f.codes = map[string]string{}
	for i := 0; i < len(node.Content); i += 2 {
		cell, err := m.scalar(node.Content[i], "map")
		if err != nil {
			return err
		}
		value, err := m.scalar(node.Content[i+1], "map")
		if err != nil {
			return err
		}
		if _, twice := f.codes[cell]; twice {
			return m.errorf(node.Content[i].Line, key, "the map of %s has %q twice", key, cell).WithHint("remove one")
		}
		if err := m.checkValue(node.Content[i].Line, key, value); err != nil {
			return err
		}
		f.codes[cell] = value
	}
	return nil
}

// checkValue returns an error when a value that the mapping itself gives is none that the key can have.
func (m *Mapping) checkValue(line int, key, value string) error {
	if value == "" {
		return nil
	}
	var err *pay.Error
	if numeric[key] {
		_, err = m.number(key, value)
	} else {
		_, err = canonical(key, value)
	}
	if err == nil {
		return nil
	}
	err.Kind = pay.Invalid
	return err.In(key).At(fmt.Sprintf("%s: line %d", m.name, line))
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
		return fail("source", "%q is a source that Backpay imports itself", name).WithHint("choose a name of your own, as acme-payroll")
	}
	exact, low, high := m.fields["pay"] != nil, m.fields["pay_low"] != nil, m.fields["pay_high"] != nil
	if exact == (low || high) || low != high {
		return fail("pay", "the mapping does not say which column is the pay").
			WithHint("pay: {column: Salary}, or for bands both pay_low and pay_high")
	}
	for _, r := range required {
		if m.fields[r.key] == nil {
			return fail(r.key, "the mapping does not say the %s", r.key).WithHint("under columns, %s", r.hint)
		}
	}
	if m.thousands != 0 && m.thousands == m.point() {
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

// point is what stands before fractions.
func (m *Mapping) point() rune {
	if m.decimal == 0 {
		return '.'
	}
	return m.decimal
}
