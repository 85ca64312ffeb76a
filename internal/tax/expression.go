package tax

import (
	"fmt"
	"strings"
	"unicode"
)

// node is a part of a formula: a number, a name, an operation or a call.
type node struct {
	op       string // "number", "name", "+", "-", "*", "/", "<=", "<", "if", or a function
	value    decimal
	name     string // of a quantity; of the table for bands, curve and steps
	operands []*node
}

// functions are the building blocks that a formula may call, with the count of their operands; those of
// tables take the name of a table last.
var functions = map[string]struct {
	operands int
	table    bool
}{
	"min":   {2, false},
	"max":   {2, false},
	"if":    {3, false},
	"bands": {1, true},
	"curve": {1, true},
	"steps": {1, true},
}

// formula reads a formula, as "9.3% * min(gross, pension.ceiling)".
func formula(s string) (*node, error) {
	p := &parser{tokens: tokens(s)}
	n, err := p.sum()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t != "" {
		return nil, fmt.Errorf("%q does not belong after the formula", t)
	}
	return n, nil
}

// tokens splits a formula into names, numbers and signs.
func tokens(s string) []string {
	var list []string
	for i := 0; i < len(s); {
		c := rune(s[i])
		end := i + 1
		switch {
		case unicode.IsSpace(c):
			i++
			continue
		case word(c):
			for end < len(s) && word(rune(s[end])) {
				end++
			}
		case c == '<' && strings.HasPrefix(s[i:], "<="):
			end++
		}
		list = append(list, s[i:end])
		i = end
	}
	return list
}

// word reports whether c is of a name or a number. Names are of ASCII letters, digits, points and hyphens
// inside, so a minus stands apart: "gross - social".
func word(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '%' || c == '_'
}

// depthMost bounds how deep formulas nest, so that no input exhausts the stack.
const depthMost = 40

type parser struct {
	tokens []string
	next   int
	depth  int
}

func (p *parser) peek() string {
	if p.next < len(p.tokens) {
		return p.tokens[p.next]
	}
	return ""
}

// accept takes the next token when it is one of those given.
func (p *parser) accept(any ...string) (string, bool) {
	for _, t := range any {
		if p.peek() == t {
			p.next++
			return t, true
		}
	}
	return "", false
}

func (p *parser) expect(t string) error {
	if _, ok := p.accept(t); !ok {
		return fmt.Errorf("want %q, found %q", t, p.peek())
	}
	return nil
}

func (p *parser) sum() (*node, error) { return p.chain(p.product, "+", "-") }

func (p *parser) product() (*node, error) { return p.chain(p.factor, "*", "/") }

// chain reads operands that signs of one rank join, from the left.
func (p *parser) chain(operand func() (*node, error), signs ...string) (*node, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for {
		sign, ok := p.accept(signs...)
		if !ok {
			return left, nil
		}
		right, err := operand()
		if err != nil {
			return nil, err
		}
		left = &node{op: sign, operands: []*node{left, right}}
	}
}

func (p *parser) factor() (*node, error) {
	if p.depth++; p.depth > depthMost {
		return nil, fmt.Errorf("the formula nests deeper than %d", depthMost)
	}
	defer func() { p.depth-- }()
	t := p.peek()
	p.next++
	switch {
	case t == "":
		return nil, fmt.Errorf("the formula ends too early")
	case t == "(":
		n, err := p.sum()
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	case t == "-":
		n, err := p.factor()
		return &node{op: "-", operands: []*node{{op: "number"}, n}}, err
	case t[0] >= '0' && t[0] <= '9':
		value, err := parseDecimal(t)
		return &node{op: "number", value: value}, err
	case !word(rune(t[0])):
		return nil, fmt.Errorf("%q is neither a name nor a number", t)
	}
	if _, ok := functions[t]; ok {
		return p.call(t)
	}
	return &node{op: "name", name: t}, nil
}

// call reads the operands of a function.
func (p *parser) call(name string) (*node, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	n := &node{op: name}
	f := functions[name]
	for i := range f.operands {
		if i > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		read := p.sum
		if name == "if" && i == 0 {
			read = p.condition
		}
		operand, err := read()
		if err != nil {
			return nil, err
		}
		n.operands = append(n.operands, operand)
	}
	if f.table {
		if err := p.expect(","); err != nil {
			return nil, err
		}
		n.name = p.peek()
		p.next++
	}
	return n, p.expect(")")
}

func (p *parser) condition() (*node, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	sign, ok := p.accept("<=", "<")
	if !ok {
		return nil, fmt.Errorf("a condition compares with < or <=, found %q", p.peek())
	}
	right, err := p.sum()
	return &node{op: sign, operands: []*node{left, right}}, err
}
