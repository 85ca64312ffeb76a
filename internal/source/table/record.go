package table

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// fail adds an error to those of the row.
func (r *reader) fail(err error) {
	if e, ok := err.(*pay.Error); ok && e != nil {
		r.wrong = append(r.wrong, e)
	}
}

// record fills d from the current row, and r.wrong with what is wrong in it.
func (r *reader) record(d *dataset.Record) {
	*d = dataset.Record{Source: r.m.about.Name, Weight: 1}
	r.wrong, r.fromNothing = r.wrong[:0], false
	if r.text && !r.whole() {
		r.fail(r.t.Errorf("", "the row has %d cells where the header has %d", len(r.t.Fields()), len(r.t.Header())).
			WithHint("quote a cell with a delimiter in it, or state the delimiter under file in %s", r.m.name))
		return
	}
	r.fail(r.readYear(d))
	r.facets(d)
	r.fail(r.numbers(d))
	r.fail(r.pay(d))
	if len(r.wrong) > 0 {
		if e := r.wrong[0]; r.records == 0 && !slices.ContainsFunc(r.t.Fields(), hasDigit) {
			e.Hint += "; if this is a second row of the header, header: 2 under file joins it to the first"
		}
		return
	}
	if d.Year != 0 {
		r.year = d.Year
	}
	switch {
	case d.Excluded != "":
	case d.Pay == 0:
		d.Excluded = dataset.NoPay
	case d.Currency == "" || d.Period == "" || d.Basis == "" || d.Component == "":
		r.fail(r.unitMissing(d))
	case d.Country == "":
		d.Excluded = dataset.NoCountry
	}
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// whole reports whether the row of text has a cell for every column that is needed, and nothing behind the
// last of the header.
func (r *reader) whole() bool {
	fields, n := r.t.Fields(), len(r.t.Header())
	if len(fields) <= n {
		return len(fields) >= int(r.needed)
	}
	return !slices.ContainsFunc(fields[n:], func(cell string) bool { return cell != "" })
}

// facets reads what has codes.
func (r *reader) facets(d *dataset.Record) {
	for _, key := range r.facetsOf {
		value, _, err := r.coded(key)
		r.fail(err)
		switch key {
		case "country":
			d.Country = value
		case "level":
			d.Level = value
		case "industry":
			d.Industry = value
		case "org_size":
			d.OrgSize = value
		case "remote":
			d.Remote = value
		case "employment":
			d.Employment = value
		case "education":
			d.Education = value
		}
	}
	roles, o := r.list("role")
	for _, role := range roles {
		code, err := r.code("role", role, o)
		r.fail(err)
		d.Roles = source.AppendNew(d.Roles, code)
	}
	skills, _ := r.list("skills")
	for _, skill := range skills {
		d.Skills = source.AppendNew(d.Skills, r.skills.Code(skill))
	}
	r.title(d)
	if place, _ := r.cell("place"); !blank("place", place) {
		d.Place = r.place(d.Country, place)
	}
}

// town is a place as a row names it.
type town struct{ country, name string }

// place returns the code of a place, also of one whose letters were decoded twice by mistake.
func (r *reader) place(country, name string) string {
	code, seen := r.towns[town{country, name}]
	if !seen {
		var known bool
		if code, _, known = taxonomy.Place(country, name); !known {
			code, _, _ = taxonomy.Place(country, source.Undouble(name))
		}
		if len(r.towns) < remembered {
			r.towns[town{country, strings.Clone(name)}] = code
		}
	}
	if code == "" {
		r.observer.Unmapped(pay.FacetPlace, name)
	}
	return code
}

// cell returns what the row or the mapping says under a key, after the mapping's own map, and the place that says
// it: the first of the key's that is not empty.
func (r *reader) cell(key string) (string, *place) {
	b := r.fields[key]
	if b == nil {
		return "", nil
	}
	var last *place
	for _, o := range b.places {
		if !r.holds(o.when) {
			continue
		}
		last = o
		if o.column == "" {
			return o.value, o
		}
		cell := r.t.Field(o.at)
		if o.carry {
			if cell == "" {
				cell = r.carried[o.column]
			} else {
				r.carried[o.column] = strings.Clone(cell)
			}
		}
		if o.codes != nil {
			if value, ok := o.codes[cell]; ok {
				cell = value
			}
		}
		if cell != "" {
			return cell, o
		}
	}
	if last != nil && last.fallback != nil {
		return *last.fallback, last
	}
	return "", last
}

// holds reports whether the row meets all conditions.
func (r *reader) holds(all []where) bool {
	for _, c := range all {
		if !c.meets(r.t.Field(c.at)) {
			return false
		}
	}
	return true
}

// isNumber reports whether a workbook keeps the cell that an origin names as a number.
func (r *reader) isNumber(o *place) bool {
	return !r.text && o.column != "" && r.t.IsNumber(o.at)
}

// list returns the values of a cell that may hold several.
func (r *reader) list(key string) ([]string, *place) {
	cell, o := r.cell(key)
	switch {
	case blank(key, cell):
		return nil, o
	case o.separator == "":
		return []string{cell}, o
	}
	var values []string
	for value := range strings.SplitSeq(cell, o.separator) {
		value = strings.TrimSpace(value)
		if code, ok := o.codes[value]; ok {
			value = code
		}
		if value != "" {
			values = append(values, value)
		}
	}
	return values, o
}

// coded returns the code that the row has under a key that has a closed list.
func (r *reader) coded(key string) (string, *place, error) {
	if b := r.fields[key]; b != nil && b.fixed != nil {
		return b.fixed.code, b.places[0], nil
	}
	value, o := r.cell(key)
	code, err := r.code(key, value, o)
	return code, o, err
}

// inPay reports whether a unit of pay is to be read from the cell of pay itself.
func (m *Mapping) inPay(key string) bool {
	for _, o := range m.fields[key] {
		same := func(p *origin) bool { return o.column != "" && p.column == o.column }
		for _, amounts := range []string{"pay", "pay_low", "pay_high"} {
			if slices.ContainsFunc(m.fields[amounts], same) {
				return true
			}
		}
	}
	return false
}

// remembered bounds the labels that are kept of a column.
const remembered = 1 << 12

// code returns the code of a cell's value under a key that has a closed list.
func (r *reader) code(key, value string, o *place) (string, error) {
	if value == "" {
		return "", nil
	}
	f := r.fields[key]
	c, again := f.seen[value]
	if !again {
		if !blank(key, value) {
			c.code, c.err = canonical(key, value)
		}
		if len(f.seen) < remembered {
			f.seen[strings.Clone(value)] = c
		}
	}
	switch {
	case c.err == nil:
		return c.code, nil
	case o.fallback != nil:
		if facet := pay.Facet(key); taxonomy.ForFacet(facet) != nil {
			r.observer.Unmapped(facet, value)
		}
		if *o.fallback == "" {
			return "", nil
		}
		code, err := canonical(key, *o.fallback)
		if err != nil { // the mapping was checked when it was read
			return "", err
		}
		return code, nil
	case f.inPay: // the cell of pay says none
		return "", nil
	}
	r.faults.label(key, value, r.t.Line())
	return "", r.errorf(key, o, "%s", c.err.Message).
		WithHint("%s, or map the cell under %s in %s", strings.TrimSuffix(c.err.Hint, "?"), key, r.m.name)
}

// unitKeys are the units of pay, which its own cell may say.
var unitKeys = map[string]bool{"currency": true, "period": true, "basis": true, "component": true}

// unit returns the period that the mapping states for the row, with how many of what is stated make one. coded
// says what is wrong with one that cannot be read.
func (r *reader) unit() unit {
	cell, o := r.cell("period")
	if cell == "" {
		return unit{}
	}
	u, seen := r.periods[cell]
	if !seen {
		var wrong *pay.Error
		if u, wrong = periodOf(cell); wrong != nil && o.fallback != nil {
			u, _ = periodOf(*o.fallback)
		}
		if len(r.periods) < remembered {
			r.periods[strings.Clone(cell)] = u
		}
	}
	return u
}

// errorf returns an error about the row's cell under a key.
func (r *reader) errorf(key string, o *place, format string, args ...any) *pay.Error {
	column := ""
	if o != nil {
		column = o.column
	}
	e := r.t.Errorf(cmp.Or(column, key), format, args...)
	if column != "" {
		e.Message = "column " + strconv.Quote(column) + ": " + e.Message
	}
	return e
}

// cellError returns an error about the row's cell from what is wrong with its value.
func (r *reader) cellError(key string, o *place, wrong *pay.Error) *pay.Error {
	return r.errorf(key, o, "%s", wrong.Message).WithHint("%s", wrong.Hint)
}

// unitMissing returns the error for pay whose unit the row does not say.
func (r *reader) unitMissing(d *dataset.Record) error {
	for _, unit := range []struct{ key, value string }{
		{"currency", d.Currency}, {"period", string(d.Period)}, {"basis", string(d.Basis)},
		{"component", string(d.Component)},
	} {
		if unit.value == "" {
			_, o := r.cell(unit.key)
			return r.errorf(unit.key, o, "there is no %s to the pay", unit.key).
				WithHint("fill the cell, or say what an empty one means: %s: {column: …, default: …} in %s",
					unit.key, r.m.name)
		}
	}
	return nil
}

// title reads a job title, which fills in what no other column says, and sets work outside software aside.
func (r *reader) title(d *dataset.Record) {
	title, _ := r.cell("title")
	software := true
	if !blank("title", title) {
		m := r.titles.Read(title)
		if m.Role == "" && len(d.Roles) == 0 {
			r.observer.Unmapped(pay.FacetRole, title)
			software = m.Software || len(m.Skills) > 0 || !alphabetic(title)
		}
		if len(d.Roles) == 0 {
			d.Roles = source.AppendNew(d.Roles, m.Role)
		}
		if d.Level == "" {
			d.Level = m.Level
		}
		d.Skills = source.AppendNew(d.Skills, m.Skills...)
	}
	if len(d.Roles) > 0 {
		software = slices.ContainsFunc(d.Roles, func(role string) bool { return !source.Outside(role) })
	}
	if !software && !r.m.otherWork {
		d.Excluded = dataset.OtherWork
	}
}

// alphabetic reports whether a title is in an alphabet of which package taxonomy knows the words of most jobs.
// Of a title in another script it cannot say that it is no software work.
func alphabetic(title string) bool {
	return !strings.ContainsFunc(title, func(r rune) bool {
		return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Cyrillic)
	})
}

// readYear reads the year that the pay is of.
func (r *reader) readYear(d *dataset.Record) error {
	cell, o := r.cell("year")
	if cell != "" && cell == r.yearCell {
		d.Year = r.yearRead
		return nil
	}
	if blank("year", cell) {
		if r.stated > 0 {
			d.Year = r.stated
			return nil
		}
		return r.errorf("year", o, "there is no year to the pay").
			WithHint("fill the cell, or state it for every row: year: {value: 2025}")
	}
	year, wrong := yearOf(mended(cell))
	if wrong != nil {
		return r.cellError("year", o, wrong)
	}
	r.yearCell, r.yearRead = strings.Clone(cell), year
	d.Year = year
	return nil
}

// numbers reads the cells that hold numbers besides pay.
func (r *reader) numbers(d *dataset.Record) error {
	if cell, o := r.cell("years"); !blank("years", cell) {
		v, wrong := experience(mended(cell))
		switch {
		case wrong == nil:
			d.Years = pay.YearsOf(v)
		case o.fallback == nil:
			return r.cellError("years", o, wrong)
		}
	}
	if cell, o := r.cell("weight"); !blank("weight", cell) {
		if spelled, ok := r.m.spell(cell); ok && !r.isNumber(o) {
			cell = spelled
		}
		v, wrong := people(mended(cell))
		if wrong != nil {
			return r.cellError("weight", o, wrong)
		}
		d.Weight = v
	}
	return nil
}
