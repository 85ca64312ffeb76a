package tax

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/money"
)

// kind is what a formula's result is.
type kind string

// The kinds of formula. An income tax may be negative, where the law pays a credit out.
const (
	kindLet      kind = "let"      // a step on the way
	kindSocial   kind = "social"   // a contribution of the earner
	kindTax      kind = "tax"      // an income tax of the earner
	kindEmployer kind = "employer" // a contribution of the employer, on top of gross pay
)

// law is where a figure stands.
type law struct {
	text   string // the act and section, or the authority
	verify bool   // written from memory
	year   int    // the year for which verify holds; 0 for all
	line   int    // of the table
}

// doubted reports whether a figure was written from memory for a year.
func (l law) doubted(year int) bool { return l.verify && (l.year == 0 || l.year == year) }

// parseLaw reads a law, as "EStG § 32a", "verify: EStG § 32a" or "verify 2026: EStG § 32a".
func parseLaw(s string, line int) (law, error) {
	l := law{text: strings.TrimSpace(s), line: line}
	rest, ok := strings.CutPrefix(l.text, "verify")
	if !ok {
		return l, nil
	}
	year, text, ok := strings.Cut(rest, ":")
	if !ok {
		return l, fmt.Errorf("a colon and the law stand after verify")
	}
	l.verify, l.text = true, strings.TrimSpace(text)
	if year = strings.TrimSpace(year); year == "" {
		return l, nil
	}
	var err error
	l.year, err = parseYear(year)
	return l, err
}

// figure is a single number of the law, by year; absent for years that it does not concern.
type figure struct {
	name   string
	values map[int]decimal
	law    law
}

// grid is a table of pairs: for bands the start of a band and its rate, for a curve points between which the
// value is a straight line, for steps the start of a step and its value.
type grid struct {
	name  string
	kind  string // "bands", "curve" or "steps"
	years []int
	rows  [][2]decimal
	law   law
}

// rule is a formula with a name.
type rule struct {
	kind    kind
	name    string
	label   string // for people; empty for let
	formula *node
	law     law
}

// part is what a section of a table adds: the country itself, a regime or a region.
type part struct {
	code    string
	name    string
	within  string // for a region inside another, the outer one's code
	figures []figure
	grids   []grid
	rules   []rule
	notes   []string // caveats, each as "code: sentence"
	invoice bool     // a regime of those who invoice a client instead of being employed
}

// country is a parsed table.
type country struct {
	code     string
	name     string
	currency string
	years    []int
	assumed  string // the region that stands where none is given; empty for the country alone
	common   part
	regimes  []part // the first is the usual one
	regions  []part
}

// reader parses a table line by line.
type reader struct {
	file    string
	pending string // a line whose law may stand on the next
	line    int    // the number of pending
	country country
	part    *part // what lines belong to
	grid    *grid // what rows belong to, while a grid is open
}

// Parse reads the table of a country; file names it in errors. A table is lines of text; # starts a comment,
// and a law that does not fit on its line stands or goes on on the next, after a |.
//
//	country de Germany                      who
//	currency EUR
//	years 2025 2026                         the columns of values
//	value pension.rate 9.3% 9.3% | SGB VI § 158       a figure by year, - for none, and its law
//	bands income 2026 | EStG § 32a          a grid for one year or more: rows of start and rate
//	  0      0%
//	  12348  14%
//	regime employee An employee             formulas, in order
//	invoiced                                a regime of those who invoice a client
//	let income = max(0, gross - social)     a step
//	social pension "pension insurance" = pension.rate * min(gross, pension.ceiling) | SGB VI § 168
//	tax income_tax "income tax" = bands(income, income) | EStG § 32a
//	employer …
//	note code: what the table leaves out
//	region CA California                    figures, grids and formulas of a region; "region NYC in NY …"
//	assume CA                               the region that stands where none is given
//
// A formula may use gross, social and tax (the sums so far), every figure and every earlier formula, the signs
// + - * / and parentheses, min(a, b), max(a, b), if(a <= b, c, d), bands(x, grid), curve(x, grid) and
// steps(x, grid). A law that begins with "verify:", or with "verify 2026:" for that year, was written from
// memory. What a region defines under a name of the country replaces it there. Errors name file and line.
func Parse(file, text string) (*Table, error) {
	r := &reader{file: file}
	r.part = &r.country.common
	number := 0
	for line := range strings.Lines(text) {
		number++
		content, _, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "#")
		content = strings.TrimSpace(content)
		switch {
		case content == "":
			continue
		case content[0] == '|' && r.pending != "":
			r.pending = continued(r.pending, content)
			continue
		}
		if err := r.finish(); err != nil {
			return nil, err
		}
		r.line, r.pending = number, content
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	if err := r.country.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &Table{country: r.country, file: file}, nil
}

// continued adds a line that begins with | to the one before: its law, or more of it.
func continued(line, more string) string {
	if strings.Contains(line, "|") {
		more = strings.TrimSpace(more[1:])
	}
	return line + " " + more
}

// finish reads the pending line, when there is one.
func (r *reader) finish() error {
	if r.pending == "" {
		return nil
	}
	if err := r.read(r.pending); err != nil {
		return fmt.Errorf("%s: line %d: %w", r.file, r.line, err)
	}
	return nil
}

// read takes one line without its comment.
func (r *reader) read(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if r.grid != nil && line[0] >= '0' && line[0] <= '9' {
		return r.row(line)
	}
	r.grid = nil
	switch word {
	case "invoiced":
		if rest != "" || len(r.country.regimes) == 0 || len(r.country.regions) > 0 {
			return fmt.Errorf("invoiced stands alone, in the section of a regime")
		}
		r.part.invoice = true
		return nil
	case "country", "currency", "years", "assume":
		return r.head(word, rest)
	case "regime", "region":
		return r.section(word, rest)
	case "note":
		if !strings.Contains(rest, ": ") {
			return fmt.Errorf("a note is a code, a colon and a sentence")
		}
		r.part.notes = append(r.part.notes, rest)
		return nil
	}
	content, source, ok := strings.Cut(rest, "|")
	where, err := parseLaw(source, r.line)
	if err != nil {
		return err
	}
	if word != string(kindLet) && (!ok || where.text == "") {
		return fmt.Errorf("%q names no law after a |", word)
	}
	switch word {
	case "value":
		return r.value(strings.Fields(content), where)
	case "bands", "curve", "steps":
		return r.open(word, strings.Fields(content), where)
	case string(kindLet), string(kindSocial), string(kindTax), string(kindEmployer):
		return r.rule(kind(word), strings.TrimSpace(content), where)
	}
	return fmt.Errorf("%q starts no line of a table", word)
}

// head reads what stands once, at the top.
func (r *reader) head(word, rest string) error {
	c := &r.country
	switch word {
	case "country":
		code, name, _ := strings.Cut(rest, " ")
		c.code, c.name = strings.ToUpper(code), strings.TrimSpace(name)
	case "currency":
		c.currency = rest
	case "assume":
		c.assumed = rest
	case "years":
		for _, f := range strings.Fields(rest) {
			year, err := parseYear(f)
			if err != nil {
				return err
			}
			c.years = append(c.years, year)
		}
	}
	return nil
}

func parseYear(s string) (int, error) {
	year, err := strconv.Atoi(s)
	if err != nil || year < 1900 || year > 2200 {
		return 0, fmt.Errorf("%q is no year", s)
	}
	return year, nil
}

// section opens a regime or a region.
func (r *reader) section(word, rest string) error {
	code, name, _ := strings.Cut(rest, " ")
	p := part{code: code, name: strings.TrimSpace(name)}
	if inner, ok := strings.CutPrefix(p.name, "in "); ok && word == "region" {
		p.within, p.name, _ = strings.Cut(inner, " ")
	}
	if p.code == "" || p.name == "" {
		return fmt.Errorf("a %s has a code and a name", word)
	}
	list := &r.country.regimes
	if word == "region" {
		list = &r.country.regions
	}
	if find(*list, code) != nil {
		return fmt.Errorf("%s %s stands twice", word, code)
	}
	*list = append(*list, p)
	r.part = &(*list)[len(*list)-1]
	return nil
}

func find(parts []part, code string) *part {
	for i := range parts {
		if strings.EqualFold(parts[i].code, code) {
			return &parts[i]
		}
	}
	return nil
}

func (r *reader) value(fields []string, where law) error {
	years := r.country.years
	if len(fields) != len(years)+1 {
		return fmt.Errorf("a value has a name and one number for each of the years %v, or -", years)
	}
	f := figure{name: fields[0], values: map[int]decimal{}, law: where}
	if err := checkName(f.name); err != nil {
		return err
	}
	for i, s := range fields[1:] {
		if s == "-" {
			continue
		}
		value, err := parseDecimal(s)
		if err != nil {
			return err
		}
		f.values[years[i]] = value
	}
	r.part.figures = append(r.part.figures, f)
	return nil
}

// reserved are the names that a formula finds without a definition.
var reserved = []string{"gross", "social", "tax"}

func checkName(name string) error {
	strange := strings.ContainsFunc(name, func(c rune) bool { return !word(c) })
	if name == "" || name[0] < 'a' || name[0] > 'z' || strange {
		return fmt.Errorf("%q is no name: letters a to z, digits, points and underscores", name)
	}
	if _, ok := functions[name]; ok || slices.Contains(reserved, name) {
		return fmt.Errorf("the name %q has a meaning of its own", name)
	}
	return nil
}

// open starts a grid; its rows follow.
func (r *reader) open(kind string, fields []string, where law) error {
	if len(fields) < 2 {
		return fmt.Errorf("%s have a name and one year or more", kind)
	}
	if err := checkName(fields[0]); err != nil {
		return err
	}
	g := grid{name: fields[0], kind: kind, law: where}
	for _, f := range fields[1:] {
		year, err := parseYear(f)
		if err != nil {
			return err
		}
		if !slices.Contains(r.country.years, year) {
			return fmt.Errorf("%d is none of the table's years", year)
		}
		g.years = append(g.years, year)
	}
	r.part.grids = append(r.part.grids, g)
	r.grid = &r.part.grids[len(r.part.grids)-1]
	return nil
}

func (r *reader) row(line string) error {
	fields := strings.Fields(line)
	if len(fields) != 2 {
		return fmt.Errorf("a row of %s has two numbers", r.grid.name)
	}
	var pair [2]decimal
	for i, s := range fields {
		value, err := parseDecimal(s)
		if err != nil {
			return err
		}
		pair[i] = value
	}
	rows := r.grid.rows
	if len(rows) == 0 && pair[0] != 0 {
		return fmt.Errorf("%s starts at 0", r.grid.name)
	}
	if len(rows) > 0 && pair[0] <= rows[len(rows)-1][0] {
		return fmt.Errorf("%s does not rise", r.grid.name)
	}
	r.grid.rows = append(rows, pair)
	return nil
}

func (r *reader) rule(k kind, content string, where law) error {
	head, body, ok := strings.Cut(content, "=")
	if !ok {
		return fmt.Errorf("a formula stands after =")
	}
	name, label, _ := strings.Cut(strings.TrimSpace(head), " ")
	label = strings.TrimSpace(label)
	if err := checkName(name); err != nil {
		return err
	}
	if k != kindLet && (len(label) < 3 || label[0] != '"' || label[len(label)-1] != '"') {
		return fmt.Errorf("%s %s needs a label in quotation marks", k, name)
	}
	if len(r.country.regimes) == 0 {
		return fmt.Errorf("a formula belongs to a regime or a region")
	}
	n, err := formula(body)
	if err != nil {
		return err
	}
	r.part.rules = append(r.part.rules, rule{k, name, strings.Trim(label, `"`), n, where})
	return nil
}

// check holds what a table as a whole must say.
func (c *country) check() error {
	want, ok := money.CurrencyOf(c.code)
	switch {
	case !ok:
		return fmt.Errorf("%q is no country", c.code)
	case c.name == "":
		return fmt.Errorf("the country has no name")
	case c.currency != want:
		return fmt.Errorf("the currency of %s is %s, not %q", c.code, want, c.currency)
	case len(c.years) == 0:
		return fmt.Errorf("the table has no years")
	case len(c.regimes) == 0:
		return fmt.Errorf("the table has no regime")
	case c.assumed != "" && find(c.regions, c.assumed) == nil:
		return fmt.Errorf("the assumed region %q has no section", c.assumed)
	}
	for _, r := range c.regions {
		if r.within != "" && find(c.regions, r.within) == nil {
			return fmt.Errorf("region %s is in %q, which has no section", r.code, r.within)
		}
	}
	return nil
}
