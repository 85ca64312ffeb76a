package source

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// TableOptions say how a table lies in its file. The zero value finds out.
type TableOptions struct {
	Delimiter rune   // of text; 0 detects one of , ; tab and |
	Sheet     string // of a workbook; empty is the first
	Skip      int    // rows before the header
	// Search is how many rows below those, also on other sheets, may be the header: it is the first with all
	// of Required. 0 is the first row alone.
	Search     int
	HeaderRows int      // rows of the header, whose cells are joined from above; 0 is one
	SkipHidden bool     // leave out the hidden rows of a workbook
	Required   []string // columns without which the file is not one of the source's
}

// Table is a table with a header, read one row at a time:
//
//	country := t.Column("Country")
//	for t.Next() {
//		use(t.Field(country))
//	}
//	return t.Err()
type Table struct {
	name    string
	sheet   string     // of a workbook
	rows    *sheetRows // of a workbook
	read    func() (row, error)
	sparse  bool // rows leave out empty cells at their end, as in a workbook
	header  []string
	index   map[string]int
	ahead   []row // read and not yet returned by Next
	current row
	ended   bool
	err     error
}

// row is a row as it is read; its slices are reused.
type row struct {
	fields  []string
	numbers []bool // of a workbook: the field is a number, and no text
	line    int
}

func (r row) clone() row { return row{slices.Clone(r.fields), slices.Clone(r.numbers), r.line} }

func (r row) blank() bool {
	return !slices.ContainsFunc(r.fields, func(f string) bool { return f != "" })
}

// Column is the place of a column in a Table; the zero value is no column, whose fields are empty.
type Column int

// NewTable reads a table of either format.
func NewTable(in *Input, opt TableOptions) (*Table, error) {
	if in.Format == XLSX {
		return NewXLSX(in, opt)
	}
	return NewCSV(in, opt)
}

func newTable(name string, opt TableOptions, read func() (row, error)) (*Table, error) {
	t := &Table{name: name, read: read}
	for range opt.Skip {
		t.next()
	}
	if err := t.findHeader(opt); err != nil {
		return nil, err
	}
	return t, nil
}

// findHeader reads up to the header. The rows that were read in search of it are returned by Next when they
// stand below it.
func (t *Table) findHeader(opt TableOptions) error {
	joined := max(opt.HeaderRows, 1)
	var seen []row
	for len(seen) < max(opt.Search, 1)+joined-1 && t.next() {
		if opt.Search == 0 || len(seen) > 0 || !t.current.blank() {
			seen = append(seen, t.current.clone())
		}
	}
	if t.err != nil {
		return t.err
	}
	if len(seen) < joined {
		return unreadable(t.name, "there is no header row").WithHint("the first row must name the columns")
	}
	var first error
	for i := 0; i+joined <= len(seen); i++ {
		if t.setHeader(seen[i : i+joined]); len(opt.Required) == 0 && seen[i+joined-1].blank() && opt.Search > 0 {
			continue
		}
		err := t.Require(opt.Required...)
		if err == nil {
			t.ahead = seen[i+joined:]
			return nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		return unreadable(t.name, "there is no header row").WithHint("the first row must name the columns")
	}
	t.setHeader(seen[:joined])
	return first
}

// setHeader takes the names of columns from rows, the upper before the lower. Of several rows a cell that is
// empty in an upper one belongs to the cell on its left, as merged cells do; and where no other column has
// it, the lowest name alone will do.
func (t *Table) setHeader(rows []row) {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.fields))
	}
	header, lowest := make([]string, width), make([]string, width)
	for n, r := range rows {
		left := ""
		for i := range width {
			name := ""
			if i < len(r.fields) {
				name = strings.Join(strings.Fields(r.fields[i]), " ")
			}
			if lowest[i] = name; name == "" && n < len(rows)-1 {
				name = left
			}
			left = name
			header[i] = strings.TrimSpace(header[i] + " " + name)
		}
	}
	if len(rows) == 1 {
		width = len(rows[0].fields)
	}
	t.header, t.index = header[:width], map[string]int{}
	for _, names := range [][]string{header, lowest} {
		for i, h := range names {
			if _, twice := t.index[fold(h)]; !twice {
				t.index[fold(h)] = i
			}
		}
	}
}

func fold(header string) string {
	return strings.ToLower(strings.Join(strings.Fields(header), " "))
}

// Header returns the names of the columns, white space collapsed.
func (t *Table) Header() []string { return t.header }

// Column returns the first of the names that the table has, whatever its case, and no column when it has none.
func (t *Table) Column(names ...string) Column {
	for _, n := range names {
		if i, ok := t.index[fold(n)]; ok {
			return Column(i + 1)
		}
	}
	return 0
}

// ColumnAt returns the i-th column, counted from 0.
func (t *Table) ColumnAt(i int) Column { return Column(i + 1) }

// Require returns an error that says what is missing and what is there, or nil.
func (t *Table) Require(names ...string) error {
	var missing []string
	for _, n := range names {
		if t.Column(n) == 0 {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found := t.header
	more := ""
	if len(found) > 12 {
		found, more = found[:12], ", …"
	}
	e := unreadable(t.name, "missing columns: %s", strings.Join(missing, ", ")).In(missing[0])
	if near := nearest(missing[0], t.header, 2); len(near) > 0 {
		return e.WithHint("is %s meant? found: %s%s", strings.Join(near, " or "), strings.Join(found, ", "), more)
	}
	return e.WithHint("found: %s%s", strings.Join(found, ", "), more)
}

// Next reads the next row that is not blank and reports whether there is one; Err tells why not.
func (t *Table) Next() bool {
	for t.next() {
		if !t.current.blank() {
			return true
		}
	}
	return false
}

func (t *Table) next() bool {
	if t.err != nil {
		return false
	}
	if len(t.ahead) > 0 {
		t.current = t.ahead[0]
		t.ahead = t.ahead[1:]
		return true
	}
	if t.ended {
		t.current.fields = nil
		return false
	}
	r, err := t.read()
	if err != nil {
		if t.ended = true; err != io.EOF {
			t.err = err
		}
		t.current.fields = nil
		return false
	}
	t.current = r
	return true
}

// Peek goes over the rows to come, at most n of them and MaxRow bytes, until see returns false. Next returns
// the same rows again.
func (t *Table) Peek(n int, see func() (more bool)) {
	var seen []row
	size := 0
	for len(seen) < n && size < MaxRow && t.Next() {
		r := t.current.clone()
		for _, f := range r.fields {
			size += len(f)
		}
		seen = append(seen, r)
		if !see() {
			break
		}
	}
	t.ahead = append(seen, t.ahead...)
	t.current.fields = nil
}

// Err returns the error that ended the table, nil at its end.
func (t *Table) Err() error { return t.err }

// Field returns the row's value in a column without surrounding space, "" where the row or the table
// has none. Keeping it keeps the whole row in memory: clone what is kept.
func (t *Table) Field(c Column) string {
	if c <= 0 || int(c) > len(t.current.fields) {
		return ""
	}
	return strings.TrimSpace(t.current.fields[c-1])
}

// IsNumber reports whether a workbook keeps the row's value in a column as a number. In text nothing is.
func (t *Table) IsNumber(c Column) bool {
	return c > 0 && int(c) <= len(t.current.numbers) && t.current.numbers[c-1]
}

// Sheet returns the name of the sheet, "" for text.
func (t *Table) Sheet() string { return t.sheet }

// Hidden returns how many of the rows read so far a workbook hides.
func (t *Table) Hidden() int {
	if t.rows == nil {
		return 0
	}
	return t.rows.hidden
}

// Fields returns the row as it is; it is reused by Next.
func (t *Table) Fields() []string { return t.current.fields }

// Complete reports whether the row has a field for every column. The last row of a file that was cut
// short has not. A workbook leaves out empty cells, so every row of one is complete.
func (t *Table) Complete() bool { return t.sparse || len(t.current.fields) >= len(t.header) }

// Line returns the line of the file on which the row begins; in a workbook, the row's number.
func (t *Table) Line() int { return t.current.line }

// Place returns file and row for an error: "results.csv: row 12".
func (t *Table) Place() string { return t.name + ": row " + strconv.Itoa(t.current.line) }

// Errorf returns an error about the row, in a column.
func (t *Table) Errorf(column, format string, args ...any) *pay.Error {
	return unreadable(t.Place(), format, args...).In(column)
}
