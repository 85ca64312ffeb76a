package table

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
		r.reporter.Row(r.t.Line())
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
func (nobody) Row(int)                           {}
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
		fields: map[string]*bound{}, carried: map[string]string{}, first: map[string]bool{},
		periods: map[string]unit{}, towns: map[town]string{},
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
		r.reporter.Note(fmt.Sprintf("full time is taken as %v hours a week, the commonest in the file; "+
			"full_time says otherwise", r.fullWeek))
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
		r.reporter.Note(fmt.Sprintf("%d hidden rows of the sheet were read; "+
			"hidden_rows: skip under file leaves them out", n))
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
