package dataset

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/backpay/backpay/internal/pay"
)

const (
	rowGroupRows = 1 << 16 // bounds what a writer holds and what a reader must find its way in
	batchRows    = 512     // rows that are turned between rows and columns at a time
	pageBytes    = 64 << 10
)

// compression is shared, because its encoders are large.
var compression = &zstd.Codec{Level: zstd.SpeedFastest}

// ordered is a Parquet group whose columns keep the order of a table; parquet.Group sorts them by name.
type ordered struct {
	parquet.Group
	names []string
}

func (o ordered) Fields() []parquet.Field {
	fields := o.Group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int {
		return slices.Index(o.names, a.Name()) - slices.Index(o.names, b.Name())
	})
	return fields
}

// node returns the Parquet type of a field.
func (f *field[T]) node() parquet.Node {
	var zero T
	switch v := f.at(&zero).(type) {
	case *string, *[]string:
		if f.distinct {
			return parquet.String()
		}
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	case *int:
		return parquet.Encoded(parquet.Int(32), &parquet.RLEDictionary)
	case *float64:
		return parquet.Leaf(parquet.DoubleType)
	case *pay.Years:
		return parquet.Optional(parquet.Leaf(parquet.DoubleType))
	default:
		panic(fmt.Sprintf("dataset: column %s is a %T", f.name, v))
	}
}

func (t *table[T]) schema() *parquet.Schema {
	group := ordered{Group: parquet.Group{}}
	for i := range t.fields {
		group.Group[t.fields[i].name] = t.fields[i].node()
		group.names = append(group.names, t.fields[i].name)
	}
	return parquet.NewSchema(t.name, group)
}

// Writer writes rows to a Parquet file in constant memory.
type Writer[T Row] struct {
	table   *table[T]
	file    *parquet.GenericWriter[any]
	columns []*parquet.ColumnWriter
	values  [][]parquet.Value // of the batch, by column
	bytes   []byte            // what the text values of the batch point to
	batch   int               // rows in values
	group   int               // rows in the open row group
}

// NewWriter returns a Writer to out. Close must be called to complete the file.
func NewWriter[T Row](out io.Writer) *Writer[T] {
	t := tableOf[T]()
	file := parquet.NewGenericWriter[any](out, t.schema(),
		parquet.Compression(compression),
		parquet.PageBufferSize(pageBytes),
		parquet.DataPageStatistics(false), // the page index has the same
		parquet.CreatedBy("backpay", "", ""))
	w := &Writer[T]{table: t, file: file, columns: file.ColumnWriters()}
	for range t.fields {
		w.values = append(w.values, make([]parquet.Value, batchRows))
	}
	return w
}

// Write adds a copy of the row. It refuses a row with a value that is out of range or missing, and names
// its column.
func (w *Writer[T]) Write(row *T) error {
	if err := w.table.check(row); err != nil {
		return err
	}
	for i := range w.table.fields {
		w.values[i][w.batch] = w.value(i, row)
	}
	if w.batch++; w.batch < batchRows {
		return nil
	}
	return w.flush()
}

func (w *Writer[T]) value(column int, row *T) parquet.Value {
	switch v := w.table.fields[column].at(row).(type) {
	case *string:
		start := len(w.bytes)
		w.bytes = append(w.bytes, *v...)
		return parquet.ByteArrayValue(w.bytes[start:])
	case *[]string:
		start := len(w.bytes)
		for i, item := range *v {
			if i > 0 {
				w.bytes = append(w.bytes, separator...)
			}
			w.bytes = append(w.bytes, item...)
		}
		return parquet.ByteArrayValue(w.bytes[start:])
	case *int:
		return parquet.Int32Value(int32(*v))
	case *float64:
		return parquet.DoubleValue(*v)
	case *pay.Years:
		if n, known := v.Get(); known {
			return parquet.DoubleValue(n).Level(0, 1, column) // there is one
		}
	}
	return parquet.NullValue()
}

// flush hands the batch to the columns, and closes the row group when it is full.
func (w *Writer[T]) flush() error {
	for i, column := range w.columns {
		if _, err := column.WriteRowValues(w.values[i][:w.batch]); err != nil {
			return fmt.Errorf("writing column %s: %w", w.table.fields[i].name, err)
		}
	}
	w.group += w.batch
	w.batch, w.bytes = 0, w.bytes[:0]
	if w.group < rowGroupRows {
		return nil
	}
	w.group = 0
	if err := w.file.Flush(); err != nil {
		return fmt.Errorf("writing row group: %w", err)
	}
	return nil
}

// Close completes the file. It does not close the writer below.
func (w *Writer[T]) Close() error {
	if w.batch > 0 {
		if err := w.flush(); err != nil {
			return err
		}
	}
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("completing Parquet file: %w", err)
	}
	return nil
}

// Reader reads the Parquet files that Writer writes, in constant memory.
type Reader[T Row] struct {
	table   *table[T]
	name    string
	file    *parquet.File
	columns []int // position in the file, by field; absent where the file is older than the field
	strings interner
}

// absent stands for the position of a column that a file does not have.
const absent = -1

// NewReader opens a Parquet file of size bytes; name is what errors call it. A file that is no Parquet
// file, is damaged or lacks a column is refused with a *pay.Error of kind Unreadable. Columns that are
// not known are passed over.
func NewReader[T Row](in io.ReaderAt, size int64, name string) (*Reader[T], error) {
	r := &Reader[T]{table: tableOf[T](), name: name, strings: interner{}}
	if err := checkFooter(in, size); err != nil {
		return nil, r.damaged("", err)
	}
	err := r.guard("", func() (err error) {
		r.file, err = parquet.OpenFile(in, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true),
			parquet.ReadBufferSize(16<<10))
		return err
	})
	if err != nil {
		return nil, err
	}
	rows := int64(0)
	for _, group := range r.file.RowGroups() {
		rows += group.NumRows()
	}
	if rows != r.file.NumRows() {
		return nil, r.damaged("", fmt.Errorf("it has %d rows and says %d", rows, r.file.NumRows()))
	}
	schema := r.file.Schema()
	older := r.older(schema)
	for i := range r.table.fields {
		f := &r.table.fields[i]
		if f.later && older {
			r.columns = append(r.columns, absent)
			continue
		}
		leaf, ok := schema.Lookup(f.name)
		if !ok || leaf.Node.Repeated() || leaf.Node.Type().Kind() != f.node().Type().Kind() {
			return nil, r.damaged("", fmt.Errorf("no column %s of type %s", f.name, f.node().Type())).In(f.name)
		}
		r.columns = append(r.columns, leaf.ColumnIndex)
	}
	return r, nil
}

// older reports whether a file is of before the later columns. One that has some of them is damaged.
func (r *Reader[T]) older(schema *parquet.Schema) bool {
	return !slices.ContainsFunc(r.table.fields, func(f field[T]) bool {
		_, ok := schema.Lookup(f.name)
		return f.later && ok
	})
}

// checkFooter refuses a file whose end does not say where its metadata begins, before anything is
// allocated on the word of it.
func checkFooter(in io.ReaderAt, size int64) error {
	var tail [8]byte
	if size < 12 {
		return errors.New("it is too short")
	}
	if _, err := in.ReadAt(tail[:], size-8); err != nil {
		return fmt.Errorf("reading its end: %w", err)
	}
	if string(tail[4:]) != "PAR1" {
		return errors.New("it does not end as one")
	}
	if int64(binary.LittleEndian.Uint32(tail[:])) > size-12 {
		return errors.New("its metadata is longer than the file")
	}
	return nil
}

// Len returns the number of rows of the file.
func (r *Reader[T]) Len() int { return int(r.file.NumRows()) }

// All returns every row of the file in order. The row is valid until the next one: Clone what is kept.
// The first error ends the sequence; it names the file, and the row where that is known.
func (r *Reader[T]) All(ctx context.Context) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		batch := make([]T, batchRows)
		before := 0 // rows of earlier groups
		for g, group := range r.file.RowGroups() {
			rows := int(group.NumRows())
			if !r.group(ctx, group, g, before, rows, batch, yield) {
				return
			}
			before += rows
		}
	}
}

// group yields the rows of one row group and reports whether to go on.
func (r *Reader[T]) group(
	ctx context.Context, group parquet.RowGroup, g, before, rows int, batch []T, yield func(*T, error) bool,
) bool {
	chunks := make([]chunk[T], 0, len(r.columns))
	defer func() {
		for i := range chunks {
			chunks[i].close()
		}
	}()
	err := r.guard(fmt.Sprintf("row group %d", g+1), func() error {
		all := group.ColumnChunks()
		for i, column := range r.columns {
			if column != absent {
				chunks = append(chunks,
					chunk[T]{field: &r.table.fields[i], strings: r.strings, pages: all[column].Pages()})
			}
		}
		return nil
	})
	if err != nil {
		yield(nil, err)
		return false
	}
	for done := 0; done < rows; done += len(batch) {
		batch = batch[:min(len(batch), rows-done)]
		err := ctx.Err()
		if err == nil {
			err = r.guard(fmt.Sprintf("row group %d, rows %d to %d", g+1, before+done+1, before+done+len(batch)),
				func() error {
					for i := range chunks {
						if err := chunks[i].fill(batch); err != nil {
							return fmt.Errorf("reading column %s: %w", chunks[i].field.name, err)
						}
					}
					return nil
				})
		}
		if err != nil {
			yield(nil, err)
			return false
		}
		for i := range batch {
			if err := r.table.check(&batch[i]); err != nil {
				yield(nil, r.refused(before+done+i+1, err))
				return false
			}
			if !yield(&batch[i], nil) {
				return false
			}
		}
	}
	return true
}

// damaged returns the error of a file that cannot be read; where is a place inside it, or empty.
func (r *Reader[T]) damaged(where string, cause error) *pay.Error {
	place := r.name
	if where != "" {
		place += ": " + where
	}
	return pay.Errorf(pay.Unreadable, "this is not a Parquet file of %s, or it is damaged", r.table.name).At(place).
		Because(cause).
		WithHint("write or import it again from where it came from")
}

// refused returns the error of a row that can be read and must not be used.
func (r *Reader[T]) refused(row int, cause error) error {
	e := r.damaged(fmt.Sprintf("row %d", row), nil)
	e.Message = "a value is out of range"
	if c, ok := errors.AsType[*pay.Error](cause); ok {
		e.Field, e.Message = c.Field, c.Message
	}
	return e
}

// guard runs f and turns its error, or its panic, into the error of a damaged file: the Parquet decoder
// panics on some damage.
func (r *Reader[T]) guard(where string, f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = r.damaged(where, fmt.Errorf("decoding: %v", p))
		}
	}()
	if err := f(); err != nil {
		return r.damaged(where, err)
	}
	return nil
}

// chunk reads one column of a row group.
type chunk[T Row] struct {
	field   *field[T]
	strings interner
	pages   parquet.Pages
	page    parquet.Page

	// A page holds either positions in the dictionary or values.
	dictionary []string
	positions  []int32
	values     parquet.ValueReader
	buffer     [64]parquet.Value
}

// fill sets the field in every row of the batch.
func (c *chunk[T]) fill(batch []T) error {
	for len(batch) > 0 {
		n, err := c.next(batch)
		if err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}

// next sets the field in the first n rows of the batch, and turns the page when it is at its end.
func (c *chunk[T]) next(batch []T) (n int, err error) {
	if len(c.positions) > 0 {
		n = min(len(batch), len(c.positions))
		for i, p := range c.positions[:n] {
			if p < 0 || int(p) >= len(c.dictionary) {
				return 0, errors.New("a value is not in the dictionary")
			}
			c.setText(&batch[i], c.dictionary[p])
		}
		c.positions = c.positions[n:]
		return n, nil
	}
	if c.values != nil {
		n, err = c.values.ReadValues(c.buffer[:min(len(batch), len(c.buffer))])
		for i := range n {
			c.set(&batch[i], c.buffer[i])
		}
		if n > 0 {
			return n, nil
		}
		if err != nil && err != io.EOF {
			return 0, err
		}
	}
	return 0, c.turn()
}

// turn opens the next page.
func (c *chunk[T]) turn() error {
	parquet.Release(c.page)
	c.positions, c.values = nil, nil
	page, err := c.pages.ReadPage()
	c.page = page
	if err != nil {
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	dictionary := page.Dictionary()
	if dictionary == nil || page.Type().Kind() != parquet.ByteArray || page.NumNulls() > 0 {
		c.values = page.Values()
		return nil
	}
	if c.dictionary == nil {
		c.dictionary = make([]string, dictionary.Len())
		for i := range c.dictionary {
			c.dictionary[i] = c.strings.of(dictionary.Index(int32(i)).ByteArray())
		}
	}
	data := page.Data()
	c.positions = data.Int32()
	return nil
}

func (c *chunk[T]) set(row *T, v parquet.Value) {
	switch p := c.field.at(row).(type) {
	case *int:
		*p = 0
		if !v.IsNull() {
			*p = int(v.Int32())
		}
	case *float64:
		*p = 0
		if !v.IsNull() {
			*p = v.Double()
		}
	case *pay.Years:
		*p = pay.Years{}
		if !v.IsNull() {
			*p = pay.YearsOf(v.Double())
		}
	case *string:
		*p = ""
		if !v.IsNull() {
			*p = c.strings.of(v.ByteArray())
		}
	case *[]string:
		*p = (*p)[:0]
		if !v.IsNull() {
			*p = c.strings.list(*p, v.ByteArray())
		}
	}
}

func (c *chunk[T]) setText(row *T, s string) {
	switch p := c.field.at(row).(type) {
	case *string:
		*p = s
	case *[]string:
		*p = (*p)[:0]
		if s == "" {
			return
		}
		for item := range strings.SplitSeq(s, separator) {
			*p = append(*p, item)
		}
	}
}

func (c *chunk[T]) close() {
	parquet.Release(c.page)
	if c.pages != nil {
		c.pages.Close()
	}
}

// interner keeps one copy of each text, so that a scan of a million rows does not allocate by field.
type interner map[string]string

// internerSize bounds an interner against a file with endless different texts.
const internerSize = 1 << 16

func (in interner) of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := in[string(b)]; ok {
		return s
	}
	if len(in) >= internerSize {
		clear(in)
	}
	s := string(b)
	in[s] = s
	return s
}

// list appends the parts of a joined text to dst.
func (in interner) list(dst []string, b []byte) []string {
	for len(b) > 0 {
		i := slices.Index(b, separator[0])
		if i < 0 {
			return append(dst, in.of(b))
		}
		dst = append(dst, in.of(b[:i]))
		b = b[i+1:]
	}
	return dst
}

// WriteParquet writes records as a Parquet file: the columns of Header, then pay_low, pay_high, hours, fte and
// coding. It is the lossless form of records.
func WriteParquet(w io.Writer, records iter.Seq2[*Record, error]) error {
	out := NewWriter[Record](w)
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := out.Write(r); err != nil {
			return err
		}
	}
	return out.Close()
}

// readParquet returns the records of a Parquet file of size bytes; name is what errors call it. A record
// is valid until the next one.
func readParquet(ctx context.Context, in io.ReaderAt, size int64, name string) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		r, err := NewReader[Record](in, size, name)
		if err != nil {
			yield(nil, err)
			return
		}
		r.All(ctx)(yield)
	}
}
