package table

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backpay/backpay/internal/pay"
)

// field says where one value of a record comes from: the first of its origins that says something in a row.
type field []*origin

// origin is a column, or a value that holds for every row.
type origin struct {
	line      int               // of the mapping
	column    string            // the column's name; empty when value holds
	value     string            // for all rows
	codes     map[string]string // cell → value, before anything else is tried
	separator string            // between several values in a cell
	fallback  *string           // what an empty cell or one without a code means; nil is nothing
	when      []condition       // all of which a row must meet
	factor    float64           // of an amount; 0 is not stated, which is 1
	carry     bool              // an empty cell means what the one above it does
}

// condition is what a column must hold in a row.
type condition struct {
	column string
	// Any of cells, whatever their case. "Total*" is whatever begins so, "*" any but an empty one, "" that.
	cells []string
}

// meets reports whether a cell is one of those of the condition.
func (c condition) meets(cell string) bool {
	for _, want := range c.cells {
		begins, open := strings.CutSuffix(want, "*")
		switch {
		case want == "*":
			if cell != "" {
				return true
			}
		case open && len(cell) >= len(begins) && strings.EqualFold(cell[:len(begins)], begins):
			return true
		case !open && strings.EqualFold(cell, want):
			return true
		}
	}
	return false
}

// readField reads what stands under a key: an origin, or a list of them in order of preference.
func (m *Mapping) readField(key string) func(*yaml.Node) error {
	return func(node *yaml.Node) error {
		nodes := []*yaml.Node{node}
		if node.Kind == yaml.SequenceNode {
			nodes = node.Content
		}
		if len(nodes) == 0 {
			return m.errorf(node.Line, key, "%s has an empty list", key).
				WithHint("[{column: First choice}, {column: Second choice}]")
		}
		for _, n := range nodes {
			o, err := m.readOrigin(key, n)
			if err != nil {
				return err
			}
			m.fields[key] = append(m.fields[key], o)
		}
		return nil
	}
}

func (m *Mapping) readOrigin(key string, node *yaml.Node) (*origin, error) {
	o := &origin{line: node.Line}
	err := m.entries(node, key, keys{
		"column": m.text("column", &o.column), "value": m.text("value", &o.value),
		"separator": m.text("separator", &o.separator),
		"map":       func(node *yaml.Node) error { return m.readCodes(node, key, o) },
		"default": func(node *yaml.Node) error {
			s, err := m.scalar(node, "default")
			if err == nil {
				err = m.checkValue(node.Line, key, s)
			}
			o.fallback = &s
			return err
		},
		"when":   func(node *yaml.Node) (err error) { o.when, err = m.readConditions(node, "when"); return err },
		"factor": func(node *yaml.Node) error { return m.readFactor(node, key, o) },
		"carry": func(node *yaml.Node) error {
			carry := ""
			err := m.choice("carry", &carry, "true", "false")(node)
			o.carry = carry == "true"
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	if err := m.checkOrigin(key, o); err != nil {
		return nil, err
	}
	return o, m.checkValue(node.Line, key, o.value)
}

// checkOrigin returns an error for keys that do not go together.
func (m *Mapping) checkOrigin(key string, o *origin) error {
	fail := func(format string, args ...any) *pay.Error { return m.errorf(o.line, key, format, args...) }
	switch {
	case (o.column == "") == (o.value == ""):
		return fail("%s needs either a column or a value", key).
			WithHint("column: the name of the column; value: what holds for every row")
	case o.column == "" && o.codes != nil:
		return fail("%s has one value for every row, so there is nothing to map", key).
			WithHint("give a column in place of the value")
	case o.column == "" && (o.fallback != nil || o.carry || o.factor != 0):
		return fail("%s has one value for every row, so default, carry and factor have nothing to do", key).
			WithHint("give a column in place of the value")
	case o.separator != "" && key != "role" && key != "skills":
		return fail("%s has a single value in a row", key).WithHint("only role and skills may have a separator")
	case o.factor != 0 && !scaled[key]:
		return fail("%s takes no factor", key).WithHint("only pay, pay_low, pay_high, hours and fte do")
	}
	return nil
}

// scaled are the keys whose numbers may stand for multiples.
var scaled = map[string]bool{"pay": true, "pay_low": true, "pay_high": true, "hours": true, "fte": true}

func (m *Mapping) readFactor(node *yaml.Node, key string, o *origin) error {
	s, err := m.scalar(node, "factor")
	if err != nil {
		return err
	}
	o.factor, err = strconv.ParseFloat(s, 64)
	if err != nil || !(o.factor > 0) || math.IsInf(o.factor, 0) || o.factor > 1e9 {
		return m.errorf(node.Line, key, "the factor of %s is %q", key, s).
			WithHint("what a cell is multiplied by: factor: 1000 for cells in thousands, 10000 for 万")
	}
	return nil
}

// readCodes reads what the cells of a column mean: map: {Ingénieur: backend, Autre: ""}.
func (m *Mapping) readCodes(node *yaml.Node, key string, o *origin) error {
	if node.Kind != yaml.MappingNode || len(node.Content) == 0 {
		return m.errorf(node.Line, key, "the map of %s must have cells and their values", key).
			WithHint("as map: {cell: value}")
	}
	o.codes = map[string]string{}
	for i := 0; i < len(node.Content); i += 2 {
		cell, err := m.scalar(node.Content[i], "map")
		if err != nil {
			return err
		}
		value, err := m.scalar(node.Content[i+1], "map")
		if err != nil {
			return err
		}
		if _, twice := o.codes[cell]; twice {
			return m.errorf(node.Content[i].Line, key, "the map of %s has %q twice", key, cell).WithHint("remove one")
		}
		if err := m.checkValue(node.Content[i].Line, key, value); err != nil {
			return err
		}
		o.codes[cell] = value
	}
	return nil
}

// readSkipRows reads the rows that are no records: skip_rows: [{Name: [Total, Subtotal*]}].
func (m *Mapping) readSkipRows(node *yaml.Node) error {
	nodes := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		nodes = node.Content
	}
	for _, n := range nodes {
		all, err := m.readConditions(n, "skip_rows")
		if err != nil {
			return err
		}
		m.skip = append(m.skip, all)
	}
	return nil
}

// readConditions reads columns and the cells that they must hold: {Type: [hourly, contract*], Left: ""}.
func (m *Mapping) readConditions(node *yaml.Node, key string) ([]condition, error) {
	if node.Kind != yaml.MappingNode || len(node.Content) == 0 {
		return nil, m.errorf(node.Line, key, "%s must have columns and their cells", key).
			WithHint("as %s: {Column: [one cell, another*]}", key)
	}
	var all []condition
	for i := 0; i < len(node.Content); i += 2 {
		column, err := m.scalar(node.Content[i], key)
		if err != nil {
			return nil, err
		}
		c := condition{column: column}
		cells := []*yaml.Node{node.Content[i+1]}
		if cells[0].Kind == yaml.SequenceNode {
			cells = cells[0].Content
		}
		for _, n := range cells {
			cell, err := m.scalar(n, key)
			if err != nil {
				return nil, err
			}
			c.cells = append(c.cells, cell)
		}
		if column == "" || len(c.cells) == 0 {
			return nil, m.errorf(node.Line, key, "%s names no column or no cell", key).
				WithHint("as %s: {Column: [one cell, another*]}", key)
		}
		all = append(all, c)
	}
	return all, nil
}

// checkValue returns an error when a value that the mapping itself gives is none that the key can have.
func (m *Mapping) checkValue(line int, key, value string) error {
	if value == "" {
		return nil
	}
	err := m.wrong(key, value)
	if err == nil {
		return nil
	}
	err.Kind = pay.Invalid
	return err.In(key).At(fmt.Sprintf("%s: line %d", m.name, line))
}

// wrong returns what is wrong with a value under a key, nil when nothing is.
func (m *Mapping) wrong(key, value string) (err *pay.Error) {
	switch key {
	case "pay", "pay_low", "pay_high":
		v, ok := plainNumber(value)
		_, err = amountWithin(v, ok, value)
	case "year":
		_, err = yearOf(value)
	case "years":
		_, err = experience(value)
	case "hours", "full_time":
		_, err = weeklyHours(value, 1)
	case "fte":
		_, _, err = fullTimeShare(value, 1)
	case "pays":
		_, err = numberOfPays(value)
	case "weight":
		_, err = people(value)
	case "period":
		_, err = periodOf(value)
	default:
		_, err = canonical(key, value)
	}
	return err
}
