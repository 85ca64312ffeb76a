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
	Delimiter rune     // of text; 0 detects one of , ; tab and |
	Sheet     string   // of a workbook; empty is the first
	Skip      int      // rows before the header
	Required  []string // columns without which the file is not one of the source's
}

// Table is a table with a header, read one row at a time:
//
//	country := t.Column("Country")
//	for t.Next() {
//		use(t.Field(country))
//	}
//	return t.Err()
type Table struct {
	name   string
	read   func() (fields []string, line int, err error)
	sparse bool // rows leave out empty cells at their end, as in a workbook
	header []string
	index  map[string]int
	ahead  []row // read by Peek and not yet by Next
	fields []string
	line   int
	err    error
}

type row struct {
	fields []string
	line   int
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

func newTable(name string, opt TableOptions, read func() ([]string, int, error)) (*Table, error) {
	t := &Table{name: name, read: read, index: map[string]int{}}
	for range opt.Skip + 1 {
		if !t.next() {
			if t.err != nil {
				return nil, t.err
			}
			return nil, unreadable(name, "there is no header row").WithHint("the first row must name the columns")
		}
	}
	for i, h := range t.fields {
		h = strings.Join(strings.Fields(h), " ")
		t.header = append(t.header, h)
		if _, twice := t.index[fold(h)]; !twice {
			t.index[fold(h)] = i
		}
	}
	return t, t.Require(opt.Required...)
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
		for _, f := range t.fields {
			if f != "" {
				return true
			}
		}
	}
	return false
}

func (t *Table) next() bool {
	if t.err != nil {
		return false
	}
	if len(t.ahead) > 0 {
		t.fields, t.line = t.ahead[0].fields, t.ahead[0].line
		t.ahead = t.ahead[1:]
		return true
	}
	fields, line, err := t.read()
	if err != nil {
		if err != io.EOF {
			t.err = err
		}
		t.fields = nil
		return false
	}
	t.fields, t.line = fields, line
	return true
}

// Peek goes over the rows to come, at most n of them and MaxRow bytes, until see returns false. Next returns
// the same rows again.
func (t *Table) Peek(n int, see func() (more bool)) {
	var seen []row
	size := 0
	for len(seen) < n && size < MaxRow && t.Next() {
		fields := slices.Clone(t.fields)
		for _, f := range fields {
			size += len(f)
		}
		seen = append(seen, row{fields, t.line})
		if !see() {
			break
		}
	}
	t.ahead = append(seen, t.ahead...)
	t.fields = nil
}

// Err returns the error that ended the table, nil at its end.
func (t *Table) Err() error { return t.err }

// Field returns the row's value in a column without surrounding space, "" where the row or the table
// has none. Keeping it keeps the whole row in memory: clone what is kept.
func (t *Table) Field(c Column) string {
	if c <= 0 || int(c) > len(t.fields) {
		return ""
	}
	return strings.TrimSpace(t.fields[c-1])
}

// Fields returns the row as it is; it is reused by Next.
func (t *Table) Fields() []string { return t.fields }

// Complete reports whether the row has a field for every column. The last row of a file that was cut
// short has not. A workbook leaves out empty cells, so every row of one is complete.
func (t *Table) Complete() bool { return t.sparse || len(t.fields) >= len(t.header) }

// Line returns the line of the file on which the row begins; in a workbook, the row's number.
func (t *Table) Line() int { return t.line }

// Place returns file and row for an error: "results.csv: row 12".
func (t *Table) Place() string { return t.name + ": row " + strconv.Itoa(t.line) }

// Errorf returns an error about the row, in a column.
func (t *Table) Errorf(column, format string, args ...any) *pay.Error {
	return unreadable(t.Place(), format, args...).In(column)
}
