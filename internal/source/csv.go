package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"backpay/internal/pay"
)

// MaxRow is the most bytes that a row of text may have. The longest row of a public survey has 60 KB.
const MaxRow = 16 << 20

// NewTable reads a table of either format.
func NewTable(in *Input, opt TableOptions) (*Table, error) {
	if in.Format == XLSX {
		return NewXLSX(in, opt)
	}
	return NewCSV(in, opt)
}

// NewCSV reads delimited text. It is encoding/csv underneath, which measured five times the speed asked of
// an import, so there is no reason for a parser of our own. A quote inside a field is taken as it stands.
// In tab-separated text, which has no quoting by its definition, every quote is, unless the first row has
// a field that begins with one.
func NewCSV(in *Input, opt TableOptions) (*Table, error) {
	rows := &bounded{r: in, name: in.Name}
	head, err := rows.peek(sniffBytes)
	if err != nil {
		return nil, err
	}
	comma := opt.Delimiter
	if comma == 0 {
		comma = detectDelimiter(head)
	}
	buffered := bufio.NewReaderSize(rows, textWindow)
	if comma == '\t' && !quotedTabs(head) {
		return newTable(in.Name, opt, plainTabs(buffered, rows))
	}
	r := csv.NewReader(buffered)
	r.Comma, r.LazyQuotes, r.ReuseRecord, r.FieldsPerRecord = comma, true, true, -1
	return newTable(in.Name, opt, func() ([]string, int, error) {
		record, err := r.Read()
		if err != nil {
			return nil, 0, err
		}
		line, _ := r.FieldPos(0)
		last, _ := r.FieldPos(len(record) - 1)
		if lines := last - line + strings.Count(record[len(record)-1], "\n"); lines > maxRowLines {
			return nil, 0, unreadable(in.Name+": row "+strconv.Itoa(line), "the row runs over %d lines", lines).
				WithHint("a quote in it is never closed; close it, or double it if it is a letter")
		}
		rows.next(line, r.InputOffset())
		return record, line, nil
	})
}

// maxRowLines is the most lines that a row may have; a free text of a survey has a few dozen. More than
// that are rows swallowed by a quote that is not closed, and would be lost without a word.
const maxRowLines = 200

// quotedTabs reports whether the first row of tab-separated text has a field that begins with a quote.
func quotedTabs(head []byte) bool {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.HasPrefix(first, []byte("\"")) || bytes.Contains(first, []byte("\t\""))
}

// plainTabs reads tab-separated text without quoting.
func plainTabs(r *bufio.Reader, rows *bounded) func() ([]string, int, error) {
	var long []byte // a row longer than the buffer
	var fields []string
	line, offset := 0, int64(0)
	return func() ([]string, int, error) {
		raw, err := r.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			long = long[:0]
			for err == bufio.ErrBufferFull {
				long = append(long, raw...)
				raw, err = r.ReadSlice('\n')
			}
			long = append(long, raw...)
			raw = long
		}
		if err != nil && (err != io.EOF || len(raw) == 0) {
			return nil, 0, err
		}
		line++
		offset += int64(len(raw))
		rows.next(line, offset)
		fields = fields[:0]
		for field := range strings.SplitSeq(strings.TrimRight(string(raw), "\r\n"), "\t") {
			fields = append(fields, field)
		}
		return fields, line, nil
	}
}

// sniffBytes is how much of a file is looked at to tell the delimiter.
const sniffBytes = 1 << 16

// delimiters are the ones that are recognised, the likelier first.
var delimiters = []rune{',', ';', '\t', '|'}

// detectDelimiter returns the delimiter that the first row has most of outside of quotes.
func detectDelimiter(head []byte) rune {
	var counts [4]int
	quoted := false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if b == '\n' && counts != [4]int{} {
			break
		}
		if i := strings.IndexByte(",;\t|", b); i >= 0 {
			counts[i]++
		}
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return delimiters[best]
}

// bounded passes text on and refuses a row that does not end: encoding/csv itself would keep it all.
type bounded struct {
	r      io.Reader
	name   string
	head   []byte // peeked, not yet passed on
	passed int64
	start  int64 // offset at which the row being read begins
	line   int   // on which the row before it begins
}

func (b *bounded) peek(n int) ([]byte, error) {
	b.head = make([]byte, n)
	got, err := io.ReadFull(b.r, b.head)
	b.head = b.head[:got]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	return b.head, nil
}

// next tells that a row was read, which began on a line, and where the one after it begins.
func (b *bounded) next(line int, offset int64) { b.line, b.start = line, offset }

func (b *bounded) Read(p []byte) (int, error) {
	if b.passed-b.start > MaxRow {
		return 0, unreadable(b.name+": row after line "+strconv.Itoa(b.line), "a row is longer than %s", byteCount(MaxRow)).
			WithHint("a quote that is never closed swallows the rows after it; or this is no table")
	}
	var n int
	var err error
	if len(b.head) > 0 {
		n = copy(p, b.head)
		b.head = b.head[n:]
	} else {
		n, err = b.r.Read(p)
	}
	b.passed += int64(n)
	return n, err
}

// TableOptions say how a table lies in its file. The zero value finds out.
type TableOptions struct {
	Delimiter rune     // of text; 0 detects one of , ; tab and |
	Sheet     string   // of a workbook; empty is the first with rows
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
	header []string
	index  map[string]int
	fields []string
	line   int
	err    error
}

// Column is the place of a column in a Table; the zero value is no column, whose fields are empty.
type Column int

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

// Err returns the error that ended the table, nil at its end.
func (t *Table) Err() error { return t.err }

// Field returns the row's value in a column without surrounding space, "" where the row or the table
// has none. It is good until the next row only in so far as a caller that keeps it must copy it.
func (t *Table) Field(c Column) string {
	if c <= 0 || int(c) > len(t.fields) {
		return ""
	}
	return strings.TrimSpace(t.fields[c-1])
}

// Fields returns the row as it is; it is reused by Next.
func (t *Table) Fields() []string { return t.fields }

// Complete reports whether the row has a field for every column. The last row of a file that was cut
// short has not.
func (t *Table) Complete() bool { return len(t.fields) >= len(t.header) }

// Line returns the line of the file on which the row begins; in a workbook, the row's number.
func (t *Table) Line() int { return t.line }

// Place returns file and row for an error: "results.csv: row 12".
func (t *Table) Place() string { return t.name + ": row " + strconv.Itoa(t.line) }

// Errorf returns an error about the row, in a column.
func (t *Table) Errorf(column, format string, args ...any) *pay.Error {
	return unreadable(t.Place(), format, args...).In(column)
}
