package table

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// readTable reads a file as the mapping says; it is the Read of the mapping's Source.
func (m *Mapping) readTable(_ context.Context, in *source.Input, sink source.Sink) error {
	if in.Format == source.XLSX && (m.decimal != 0 || m.thousands != 0) {
		return pay.Errorf(pay.Invalid, "a workbook keeps numbers without signs for decimals and thousands").In("decimal").At(m.name).
			WithHint("remove decimal and thousands; cells that hold numbers as text become numbers in a spreadsheet")
	}
	r, err := m.open(in, sink)
	if err != nil {
		return err
	}
	var d dataset.Record
	for r.t.Next() {
		if err := r.record(&d); err != nil {
			if !m.lenient {
				return err
			}
			d.Excluded = dataset.Unreadable
		}
		if err := sink.Record(&d); err != nil {
			return err
		}
	}
	return r.t.Err()
}

// reader reads one table.
type reader struct {
	m      *Mapping
	t      *source.Table
	text   bool // not a workbook
	at     map[string]source.Column
	titles source.Titles
	// What has no closed list, and so may be unknown.
	skills   *source.Labels
	unmapped func(facet pay.Facet, label string)
}

// open finds the columns.
func (m *Mapping) open(in *source.Input, sink source.Sink) (*reader, error) {
	options := m.options
	for _, f := range m.fields {
		if f.column != "" {
			options.Required = append(options.Required, f.column)
		}
	}
	slices.Sort(options.Required)
	options.Required = slices.Compact(options.Required)
	t, err := source.NewTable(in, options)
	if err != nil {
		return nil, err
	}
	r := &reader{
		m: m, t: t, text: in.Format == source.Text,
		at:       map[string]source.Column{},
		skills:   source.NewLabels(sink, pay.FacetSkills, taxonomy.Skills.Parse, nil),
		unmapped: func(pay.Facet, string) {},
	}
	if o, ok := sink.(source.Observer); ok {
		r.unmapped = o.Unmapped
	}
	for key, f := range m.fields {
		if f.column == "" {
			continue
		}
		r.at[key] = t.Column(f.column)
		for _, other := range t.Header()[r.at[key]:] {
			if strings.EqualFold(other, t.Header()[r.at[key]-1]) {
				return nil, pay.Errorf(pay.Unreadable, "two columns are named %q", other).In(f.column).At(in.Name).
					WithHint("rename the one that is not the %s", key)
			}
		}
	}
	return r, nil
}

// record fills d from the current row. After an error it holds what had been read.
func (r *reader) record(d *dataset.Record) error {
	*d = dataset.Record{Source: r.m.about.Name, Weight: 1}
	if r.text && !r.whole() {
		return r.t.Errorf("", "the row has %d cells where the header has %d", len(r.t.Fields()), len(r.t.Header())).
			WithHint("quote a cell with a delimiter in it, or state the delimiter under file in %s", r.m.name)
	}
	for _, code := range []struct {
		key  string
		into *string
	}{
		{"country", &d.Country}, {"level", &d.Level}, {"industry", &d.Industry}, {"org_size", &d.OrgSize},
		{"remote", &d.Remote}, {"employment", &d.Employment}, {"education", &d.Education}, {"currency", &d.Currency},
		{"period", (*string)(&d.Period)}, {"basis", (*string)(&d.Basis)}, {"component", (*string)(&d.Component)},
	} {
		var err error
		if *code.into, err = r.code(code.key, r.cell(code.key)); err != nil {
			return err
		}
	}
	for _, role := range r.list("role") {
		code, err := r.code("role", role)
		if err != nil {
			return err
		}
		d.Roles = source.AppendNew(d.Roles, code)
	}
	for _, skill := range r.list("skills") {
		d.Skills = source.AppendNew(d.Skills, r.skills.Code(skill))
	}
	r.title(d)
	if place := r.cell("place"); place != "" {
		var known bool
		if d.Place, _, known = taxonomy.Place(d.Country, place); !known {
			r.unmapped(pay.FacetPlace, place)
		}
	}
	if err := r.numbers(d); err != nil {
		return err
	}
	switch {
	case d.Pay == 0:
		d.Excluded = dataset.NoPay
	case d.Currency == "" || d.Period == "" || d.Basis == "" || d.Component == "":
		return r.unitMissing(d)
	case d.Country == "":
		d.Excluded = dataset.NoCountry
	case len(d.Roles) > 0 && !slices.ContainsFunc(d.Roles, func(role string) bool { return !source.Outside(role) }):
		d.Excluded = dataset.OtherWork
	}
	return nil
}

// whole reports whether the row of text has a cell for every column and nothing after them.
func (r *reader) whole() bool {
	fields, n := r.t.Fields(), len(r.t.Header())
	return len(fields) >= n && !slices.ContainsFunc(fields[n:], func(cell string) bool { return cell != "" })
}

// cell returns what the row or the mapping says under a key, after the mapping's own map.
func (r *reader) cell(key string) string {
	f := r.m.fields[key]
	switch {
	case f == nil:
		return ""
	case f.column == "":
		return f.value
	}
	cell := r.t.Field(r.at[key])
	if value, ok := f.codes[cell]; ok {
		return value
	}
	return cell
}

// list returns the values of a cell that may hold several.
func (r *reader) list(key string) []string {
	f := r.m.fields[key]
	cell := r.cell(key)
	if cell == "" {
		return nil
	}
	if f.separator == "" {
		return []string{cell}
	}
	var values []string
	for value := range strings.SplitSeq(cell, f.separator) {
		value = strings.TrimSpace(value)
		if code, ok := f.codes[value]; ok {
			value = code
		}
		if value != "" {
			values = append(values, value)
		}
	}
	return values
}

// code returns the code of a cell's value under a key that has a closed list.
func (r *reader) code(key, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	code, err := canonical(key, value)
	if err == nil {
		return code, nil
	}
	return "", r.errorf(key, "%s", err.Message).
		WithHint("%s, or map the cell under %s in %s", strings.TrimSuffix(err.Hint, "?"), key, r.m.name)
}

// errorf returns an error about the row's cell under a key.
func (r *reader) errorf(key, format string, args ...any) *pay.Error {
	f := r.m.fields[key]
	e := r.t.Errorf(f.column, format, args...)
	if f.column != "" {
		e.Message = "column " + strconv.Quote(f.column) + ": " + e.Message
	}
	return e
}

// unitMissing returns the error for pay whose unit the row does not say.
func (r *reader) unitMissing(d *dataset.Record) error {
	for _, unit := range []struct{ key, value string }{
		{"currency", d.Currency}, {"period", string(d.Period)}, {"basis", string(d.Basis)}, {"component", string(d.Component)},
	} {
		if unit.value == "" {
			return r.errorf(unit.key, "there is no %s to the pay", unit.key).WithHint("fill the cell, or map the empty cell: map: {\"\": …}")
		}
	}
	return nil
}

// title reads a job title, which fills in what no other column says.
func (r *reader) title(d *dataset.Record) {
	title := r.cell("title")
	if title == "" {
		return
	}
	m := r.titles.Read(title)
	if m.Role == "" && len(d.Roles) == 0 {
		r.unmapped(pay.FacetRole, title)
	}
	if len(d.Roles) == 0 {
		d.Roles = source.AppendNew(d.Roles, m.Role)
	}
	if d.Level == "" {
		d.Level = m.Level
	}
	d.Skills = source.AppendNew(d.Skills, m.Skills...)
}

// numbers reads the cells that hold numbers.
func (r *reader) numbers(d *dataset.Record) error {
	year, _, err := r.number("year")
	if err != nil {
		return err
	}
	if d.Year = int(year); d.Year == 0 {
		return r.errorf("year", "there is no year to the pay").WithHint("fill the cell, or state it for every row: year: {value: 2025}")
	}
	if years, given, err := r.number("years"); err != nil {
		return err
	} else if given {
		d.Years = pay.YearsOf(years)
	}
	if weight, given, err := r.number("weight"); err != nil {
		return err
	} else if given {
		d.Weight = weight
	}
	if r.m.fields["pay"] != nil {
		d.Pay, _, err = r.number("pay")
		return err
	}
	low, _, err := r.number("pay_low")
	if err != nil {
		return err
	}
	high, closed, err := r.number("pay_high")
	switch {
	case err != nil:
		return err
	case !closed && low > 0:
		high = math.Inf(1)
	case high < low:
		return r.errorf("pay_high", "the band from %v to %v ends before it begins", low, high).WithHint("correct one of the two cells")
	case high == low:
		d.Pay = low
		return nil
	}
	d.Pay, d.PayLow, d.PayHigh = source.Band(low, high), low, high
	return nil
}

// number reads the number that the row has under a key, and whether it has one.
func (r *reader) number(key string) (v float64, given bool, err error) {
	cell := r.cell(key)
	if cell == "" {
		return 0, false, nil
	}
	v, wrong := r.m.number(key, cell)
	if wrong != nil {
		return 0, false, r.errorf(key, "%s", wrong.Message).WithHint("%s", wrong.Hint)
	}
	return v, true, nil
}

// numeric are the keys under columns whose values are numbers.
var numeric = map[string]bool{"year": true, "years": true, "weight": true, "pay": true, "pay_low": true, "pay_high": true}

// number reads a number of a key as the mapping says that numbers are written, within what the key allows.
func (m *Mapping) number(key, cell string) (float64, *pay.Error) {
	text := cell
	if key == "year" { // a date that begins with the year will do
		text, _, _ = strings.Cut(cell, "-")
	}
	v, ok := m.parse(text)
	if !ok {
		return 0, pay.Errorf(pay.Unreadable, "%q is no number", cell).WithHint("%s", m.numbersAre())
	}
	check := func(good bool, what, hint string) (float64, *pay.Error) {
		if !good {
			return 0, pay.Errorf(pay.Unreadable, "%s is no %s", cell, what).WithHint("%s", hint)
		}
		return v, nil
	}
	switch key {
	case "year":
		return check(v == math.Trunc(v) && 1950 <= v && v <= 2100, "year", "from 1950 to 2100")
	case "years":
		return check(0 <= v && v <= pay.MaxYears, "number of years of experience", "from 0 to "+strconv.Itoa(pay.MaxYears))
	case "weight":
		return check(0 < v && v <= 1e9, "number of people", "more than 0")
	}
	return check(0 <= v && v <= 1e15, "amount of pay", "a positive amount; an empty cell or 0 means no pay")
}

// numbersAre says in a hint how the mapping has numbers written.
func (m *Mapping) numbersAre() string {
	example := "1" + "234" + string(m.point()) + "50"
	if m.thousands != 0 {
		example = "1" + string(m.thousands) + "234" + string(m.point()) + "50"
	}
	return "numbers are written as " + example + "; decimal and thousands under file in " + m.name + " change that"
}

// parse reads a number that is written with the mapping's signs. Thousands must stand where thousands
// do, or in pairs above them as in India, so that a decimal point is not taken for one.
func (m *Mapping) parse(cell string) (float64, bool) {
	units, fraction, hasFraction := strings.Cut(cell, string(m.point()))
	negative := strings.HasPrefix(units, "-")
	units = strings.TrimPrefix(units, "-")
	if m.thousands != 0 {
		groups := strings.Split(spaces.Replace(units), string(m.thousands))
		for i, g := range groups {
			last := i == len(groups)-1
			if len(groups) > 1 && (i == 0 && (len(g) < 1 || len(g) > 3) || i > 0 && len(g) != 3 && (last || len(g) != 2)) {
				return 0, false
			}
		}
		units = strings.Join(groups, "")
	}
	if !digits(units) || units == "" || hasFraction && (!digits(fraction) || fraction == "") {
		// A workbook writes very large and very small numbers as 1.5E+6.
		v, err := strconv.ParseFloat(cell, 64)
		return v, err == nil && m.decimal == 0 && m.thousands == 0 && !math.IsNaN(v) && !math.IsInf(v, 0) && strings.ContainsAny(cell, "eE")
	}
	v, err := strconv.ParseFloat(units+"."+fraction+"0", 64)
	if negative {
		v = -v
	}
	return v, err == nil
}

// spaces makes one space of those that stand between thousands.
var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// canonical returns what a value is called under a key with a closed list, and the value itself under
// the others.
func canonical(key, value string) (string, *pay.Error) {
	pick := func(ok bool, code, options string) (string, *pay.Error) {
		if ok {
			return code, nil
		}
		return "", pay.Errorf(pay.Unreadable, "%q is not a known %s", value, key).WithHint("one of %s", options)
	}
	low := strings.ToLower(value)
	switch key {
	case "currency":
		code := strings.ToUpper(value)
		_, ok := money.Exponent(code)
		return pick(ok, code, "the codes of ISO 4217, as EUR or USD")
	case "period":
		return pick(pay.Period(low).Valid(), low, "hour, day, week, month, year")
	case "basis":
		return pick(pay.Basis(low).Valid(), low, "gross, net")
	case "component":
		return pick(pay.Component(low).Valid(), low, "base, total")
	}
	vocabulary := taxonomy.ForFacet(pay.Facet(key))
	if vocabulary == nil || key == string(pay.FacetSkills) {
		return value, nil
	}
	code, err := vocabulary.Lookup(value)
	if err != nil {
		e, _ := errors.AsType[*pay.Error](err)
		return "", e
	}
	return code, nil
}
