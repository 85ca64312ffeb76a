package table

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// searched is how many rows are looked at for the header.
const searched = 50

// readTable reads a file as the mapping says; it is the Read of the mapping's Source. It reads to the end
// even when a row has an error, so that all are said at once.
func (m *Mapping) readTable(_ context.Context, in *source.Input, sink source.Sink) error {
	f, err := m.readRows(in, sink, m.lenient)
	if err != nil || m.lenient {
		return err
	}
	return f.err(m, in.Name)
}

// readRows reads the rows of a file and returns what is wrong in them. Rows with an error are set aside when lenient;
// else nothing is sent to the sink from the first of them on.
func (m *Mapping) readRows(in *source.Input, sink source.Sink, lenient bool) (*faults, error) {
	r, err := m.open(in, sink)
	if err != nil {
		return nil, err
	}
	var d dataset.Record
	for r.t.Next() {
		if r.isSkipped() {
			continue
		}
		r.record(&d)
		r.records++
		if len(r.wrong) > 0 {
			r.faults.add(r.wrong[0])
			if !lenient {
				continue
			}
			d.Excluded = dataset.Unreadable
			if err := r.setYear(&d); err != nil {
				return nil, err
			}
			r.aside(&d, r.wrong[0].Message)
		} else if d.Excluded != "" {
			r.aside(&d, "")
		}
		if r.faults.n > 0 && !lenient {
			continue
		}
		if err := sink.Record(&d); err != nil {
			return nil, err
		}
	}
	if err := r.t.Err(); err != nil {
		return nil, err
	}
	r.close()
	return &r.faults, nil
}

// reader reads one table.
type reader struct {
	m        *Mapping
	t        *source.Table
	stated   int    // year of the file that the caller states; 0 is unknown
	yearCell string // the last cell that said a year, and what it was
	yearRead int
	year     int // of rows that take no part and do not say one
	text     bool
	fields   map[string]*bound
	facetsOf []string // the keys of facets with codes that the mapping has
	skip     [][]where
	periods  map[string]unit
	towns    map[town]string   // and their codes
	first    map[string]bool   // first cells of rows, and whether they are those of totals
	needed   source.Column     // the last column that the mapping names
	carried  map[string]string // the last cell of the columns that are carried down
	titles   source.Titles
	skills   *source.Labels // has no closed list, and so may be unknown
	observer source.Observer
	reporter source.Reporter

	fullWeek    float64 // hours that most full-time people of the file work; 0 is not known
	fromNothing bool    // the band of the row begins at a stated 0
	faults      faults
	wrong       []*pay.Error // of the row
	totals      []int        // rows
	records     int          // rows that were read
}

// bound is a field of the mapping with the columns of the table.
type bound struct {
	places []*place
	seen   map[string]coded // labels and their codes
	fixed  *coded           // of a value that holds for every row
	inPay  bool             // it is in the cell of pay itself
}

// place is an origin with the columns of the table.
type place struct {
	*origin
	at   source.Column
	when []where
}

// where is a condition with its column.
type where struct {
	condition
	at source.Column
}

// coded is what a label is under a key.
type coded struct {
	code string
	err  *pay.Error
}

// nobody listens.
type nobody struct{}

func (nobody) Unmapped(pay.Facet, string)        {}
func (nobody) Aside(int, dataset.Reason, string) {}
func (nobody) Note(string)                       {}

// asOr returns the sink as what it may also be, or else none.
func asOr[T any](sink source.Sink, none T) T {
	if listener, ok := sink.(T); ok {
		return listener
	}
	return none
}

// open finds the columns.
func (m *Mapping) open(in *source.Input, sink source.Sink) (*reader, error) {
	if m.encoding != "" {
		if err := in.Decode(m.encoding); err != nil {
			return nil, err
		}
	}
	options := m.options
	if options.Skip == 0 {
		options.Search = searched
	}
	options.Required = m.columnNames()
	t, err := source.NewTable(in, options)
	if err != nil {
		return nil, err
	}
	r := &reader{
		m: m, t: t, text: in.Format == source.Text, stated: in.Year, year: in.Year,
		fields: map[string]*bound{}, carried: map[string]string{}, first: map[string]bool{}, periods: map[string]unit{}, towns: map[town]string{},
		skills:   source.NewLabels(sink, pay.FacetSkills, taxonomy.Skills.Parse, nil),
		observer: asOr[source.Observer](sink, nobody{}), reporter: asOr[source.Reporter](sink, nobody{}),
	}
	for _, name := range options.Required {
		c := t.Column(name)
		r.needed = max(r.needed, c)
		for _, other := range t.Header()[c:] {
			if strings.EqualFold(other, t.Header()[c-1]) {
				return nil, pay.Errorf(pay.Unreadable, "two columns are named %q", other).In(name).At(in.Name).
					WithHint("rename the one that is not the %s", m.keyOf(name))
			}
		}
	}
	if err := m.checkThousands(); err != nil {
		return nil, err
	}
	r.bind()
	r.noteUnread()
	r.findFullWeek()
	return r, nil
}

// bind finds the columns of the mapping in the table.
func (r *reader) bind() {
	at := func(all []condition) []where {
		var ws []where
		for _, c := range all {
			ws = append(ws, where{c, r.t.Column(c.column)})
		}
		return ws
	}
	for key, f := range r.m.fields {
		b := &bound{seen: map[string]coded{}, inPay: unitKeys[key] && r.m.inPay(key)}
		for _, o := range f {
			b.places = append(b.places, &place{o, r.t.Column(o.column), at(o.when)})
		}
		if o := f[0]; len(f) == 1 && o.column == "" && len(o.when) == 0 {
			b.fixed = &coded{} // the mapping was checked when it was read
			b.fixed.code, _ = canonical(key, o.value)
		}
		r.fields[key] = b
	}
	for _, all := range r.m.skip {
		r.skip = append(r.skip, at(all))
	}
	for _, key := range []string{"country", "level", "industry", "org_size", "remote", "employment", "education"} {
		if r.has(key) {
			r.facetsOf = append(r.facetsOf, key)
		}
	}
}

// has reports whether the mapping says where the values of a key come from.
func (r *reader) has(key string) bool { return r.fields[key] != nil }

// columnNames returns the names of all columns that the mapping names, each once.
func (m *Mapping) columnNames() []string {
	var names []string
	conditions := slices.Concat(m.skip...)
	for _, f := range m.fields {
		for _, o := range f {
			if o.column != "" {
				names = append(names, o.column)
			}
			conditions = append(conditions, o.when...)
		}
	}
	for _, c := range conditions {
		names = append(names, c.column)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// keyOf returns a key that takes its value from a column.
func (m *Mapping) keyOf(column string) string {
	for key, f := range m.fields {
		if slices.ContainsFunc(f, func(o *origin) bool { return o.column == column }) {
			return key
		}
	}
	return "one of skip_rows"
}

// findFullWeek looks at the first rows for the commonest hours of those who work 30 or more.
func (r *reader) findFullWeek() {
	const looked, least = 1000, 30
	if !r.has("hours") || r.has("full_time") {
		return
	}
	counts := map[float64]int{}
	r.t.Peek(looked, func() bool {
		if cell, o := r.cell("hours"); !blank("hours", cell) {
			if v, wrong := weeklyHours(mended(cell), o.times()); wrong == nil && v >= least {
				counts[v]++
			}
		}
		return true
	})
	clear(r.carried)
	for v, n := range counts {
		if n > counts[r.fullWeek] || n == counts[r.fullWeek] && v > r.fullWeek {
			r.fullWeek = v
		}
	}
	if r.fullWeek > 0 {
		r.reporter.Note(fmt.Sprintf("full time is taken as %v hours a week, the commonest in the file; full_time says otherwise", r.fullWeek))
	}
}

// isSkipped reports whether the row is no record: one that the mapping skips, or one that adds up others.
func (r *reader) isSkipped() bool {
	if slices.ContainsFunc(r.skip, r.holds) {
		return true
	}
	first := ""
	for _, f := range r.t.Fields() {
		if first = strings.TrimSpace(f); first != "" {
			break
		}
	}
	title, _ := r.cell("title")
	if r.isTotal(title) || title == "" && r.isTotal(first) {
		r.totals = append(r.totals, r.t.Line())
		return true
	}
	return false
}

// isTotal is isTotal with a memory, since many rows begin alike.
func (r *reader) isTotal(cell string) bool {
	if cell == "" || hasDigit(cell[:1]) {
		return false
	}
	total, seen := r.first[cell]
	if !seen {
		if total = isTotal(cell); len(r.first) < remembered {
			r.first[strings.Clone(cell)] = total
		}
	}
	return total
}

// close says what was found beside the rows.
func (r *reader) close() {
	if n := len(r.totals); n > 0 {
		r.reporter.Note(fmt.Sprintf("%s: left out, for adding up others", rowList(r.totals)))
	}
	if n := r.t.Hidden(); n > 0 && !r.m.options.SkipHidden {
		r.reporter.Note(fmt.Sprintf("%d hidden rows of the sheet were read; hidden_rows: skip under file leaves them out", n))
	}
}

// rowList names rows: "row 4", "rows 4, 9 and 3 more".
func rowList(rows []int) string {
	const named = 8
	var list []string
	for _, n := range rows[:min(len(rows), named)] {
		list = append(list, strconv.Itoa(n))
	}
	s := strings.Join(list, ", ")
	if len(rows) > named {
		s += fmt.Sprintf(" and %d more", len(rows)-named)
	}
	if len(rows) == 1 {
		return "row " + s
	}
	return "rows " + s
}

// aside tells of a row that is set aside, and why where more than the reason is known.
func (r *reader) aside(d *dataset.Record, why string) {
	r.reporter.Aside(r.t.Line(), d.Excluded, why)
}

// setYear gives a row that takes no part the year of the rows around it when it has none of its own: every
// record is kept with a year.
func (r *reader) setYear(d *dataset.Record) error {
	if d.Year != 0 {
		return nil
	}
	if r.year == 0 {
		r.t.Peek(searched, func() bool {
			if cell, _ := r.cell("year"); cell != "" {
				r.year, _ = yearOf(mended(cell))
			}
			return r.year == 0
		})
		clear(r.carried)
	}
	if r.year == 0 {
		return pay.Errorf(pay.Unreadable, "no row says of which year the pay is").In("year").At(r.t.Place()).
			WithHint("state it for every row in %s: year: {value: 2025}", r.m.name)
	}
	d.Year = r.year
	return nil
}

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
		for _, amounts := range []string{"pay", "pay_low", "pay_high"} {
			if o.column != "" && slices.ContainsFunc(m.fields[amounts], func(p *origin) bool { return p.column == o.column }) {
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
		{"currency", d.Currency}, {"period", string(d.Period)}, {"basis", string(d.Basis)}, {"component", string(d.Component)},
	} {
		if unit.value == "" {
			_, o := r.cell(unit.key)
			return r.errorf(unit.key, o, "there is no %s to the pay", unit.key).
				WithHint("fill the cell, or say what an empty one means: %s: {column: …, default: …} in %s", unit.key, r.m.name)
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
		return r.errorf("year", o, "there is no year to the pay").WithHint("fill the cell, or state it for every row: year: {value: 2025}")
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
