package dataset

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// maxRowBytes bounds one row of a CSV file, so that a file that is no CSV does not fill the memory.
const maxRowBytes = 1 << 20

// WriteCSV writes records as CSV with exactly Header. The ends of a band, the hours and the share of full time are
// lost: WriteParquet keeps them.
func WriteCSV(w io.Writer, records iter.Seq2[*Record, error]) error {
	out := csv.NewWriter(w)
	if err := out.Write(Header); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	cells := make([]string, len(Header))
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := r.checkValues(); err != nil {
			return err
		}
		for i := range cells {
			cells[i] = recordTable.fields[i].text(r)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("writing CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// CSV is a CSV file of records that is being read. Its header may name the columns of Header in any
// order, and only some of them; other columns are kept beside the record.
type CSV struct {
	name   string
	header []string
	fields []*field[Record] // by column of the file; nil where the column is none of a record's
	limit  *rowLimit
	reader *csv.Reader
	row    CSVRow
}

// CSVRow is one row of a CSV file: the record it holds and its cells as they are in the file. It is valid
// until the next row.
type CSVRow struct {
	Number int // the header is row 1; empty lines do not count
	Record Record
	Cells  []string
}

// ReadCSV reads the header of a CSV file; name is what errors call it. It refuses a file that lacks one
// of the required columns, has none that a record has, or has one twice, with a *pay.Error.
//
// Cells are taken as they are: whether a code exists is for package taxonomy to say. An empty cell is
// unknown, and so is a column that is not there; a weight that is not given is 1.
func ReadCSV(in io.Reader, name string, required ...string) (*CSV, error) {
	c := &CSV{name: name, limit: &rowLimit{in: in}}
	c.reader = csv.NewReader(c.limit)
	c.reader.ReuseRecord = true
	err := c.read()
	if err == io.EOF {
		return nil, pay.Errorf(pay.Unreadable, "the file is empty").At(name).WithHint("%s", headerHint)
	}
	if err != nil {
		return nil, err
	}
	c.header = slices.Clone(c.row.Cells)
	c.header[0] = strings.TrimPrefix(c.header[0], "\ufeff") // a spreadsheet's byte order mark
	known := map[string]bool{}
	for _, title := range c.header {
		f := recordField(title)
		c.fields = append(c.fields, f)
		if f == nil {
			continue
		}
		if known[f.name] {
			return nil, pay.Errorf(pay.Invalid, "there are two columns %s", f.name).In(f.name).At(c.place()).
				WithHint("leave one of them out, or give it another name")
		}
		known[f.name] = true
	}
	if len(known) == 0 {
		return nil, pay.Errorf(pay.Unreadable, "this is not a CSV file of records: it has none of their columns").
			At(c.place()).WithHint("%s", headerHint)
	}
	for _, column := range required {
		if !known[column] {
			return nil, pay.Errorf(pay.Invalid, "there is no column %s", column).In(column).At(c.place()).
				WithHint("%s", headerHint)
		}
	}
	return c, nil
}

var headerHint = "the first row names the columns, separated by commas: " + strings.Join(Header, ",")

// recordField returns the column of Header with a title, nil when there is none.
func recordField(title string) *field[Record] {
	title = strings.ToLower(strings.TrimSpace(title))
	for i := range Header {
		if recordTable.fields[i].name == title {
			return &recordTable.fields[i]
		}
	}
	return nil
}

// Header returns the titles of the file's columns as they are in the file.
func (c *CSV) Header() []string { return slices.Clone(c.header) }

// Has reports whether the file has a column of Header.
func (c *CSV) Has(column string) bool {
	return slices.ContainsFunc(c.fields, func(f *field[Record]) bool { return f != nil && f.name == column })
}

// Rows returns the rows of the file, once. The first error ends the sequence; it names file, row and
// column.
func (c *CSV) Rows() iter.Seq2[*CSVRow, error] {
	return func(yield func(*CSVRow, error) bool) {
		for row, err := range c.EachRow() {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// EachRow returns the rows of the file, once, those with a cell that cannot be taken as well: with them come the error,
// which names file, row and column, and all cells. An error without a row ends the sequence.
func (c *CSV) EachRow() iter.Seq2[*CSVRow, error] {
	return func(yield func(*CSVRow, error) bool) {
		for {
			err := c.read()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(&c.row, c.take()) {
				return
			}
		}
	}
}

// take reads the record out of the cells of c.row.
func (c *CSV) take() error {
	r := &c.row.Record
	*r = Record{Weight: 1, Roles: r.Roles[:0], Skills: r.Skills[:0]}
	for i, f := range c.fields {
		if f == nil {
			continue
		}
		if err := f.parse(r, c.row.Cells[i]); err != nil {
			return c.refused(err)
		}
	}
	if err := r.checkValues(); err != nil {
		return c.refused(err)
	}
	return nil
}

// read reads the cells of the next row into c.row; it returns io.EOF after the last.
func (c *CSV) read() error {
	c.limit.left = maxRowBytes
	c.row.Number++
	cells, err := c.reader.Read()
	c.row.Cells = cells
	if err == nil || err == io.EOF {
		return err
	}
	if errors.Is(err, errRowTooLong) {
		return pay.Errorf(pay.Unreadable, "the row is longer than %d bytes", maxRowBytes).At(c.place()).
			WithHint("look for a quotation mark that is not closed, or a file that is no CSV")
	}
	if errors.Is(err, csv.ErrFieldCount) {
		return pay.Errorf(pay.Unreadable, "the row has %d cells and the header %d", len(cells), len(c.header)).
			At(c.place()).
			WithHint("the file may be cut off, or a cell may hold a comma outside quotation marks")
	}
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return pay.Errorf(pay.Unreadable, "the row cannot be read").At(c.place()).Because(parse.Err).
			WithHint(
				"a cell that holds a comma, a quotation mark or a line break stands in quotation " +
					"marks, and these are doubled inside")
	}
	return fmt.Errorf("reading %s: %w", c.place(), err)
}

func (c *CSV) place() string { return fmt.Sprintf("%s: row %d", c.name, c.row.Number) }

// refused adds the place to the error of a cell.
func (c *CSV) refused(err error) error {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e.At(c.place() + ", column " + e.Field)
	}
	return err
}

// rowLimit ends a row that is too long. The CSV reader reads ahead, so that a row may be shorter than
// the limit by what was read with the row before it.
type rowLimit struct {
	in   io.Reader
	left int
}

var errRowTooLong = errors.New("row too long")

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := l.in.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}
