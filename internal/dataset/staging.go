package dataset

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"

	"github.com/backpay/backpay/internal/pay"
)

// staged holds the rows of one type while their import is under way, in a file and in the order of their
// coming. The zero value, with a path, is empty.
//
// The file is read once or twice, by the process that wrote it, and then removed. So its form is the
// cheapest: the length of a row, its year, and the values of its fields in the order of the table.
// Integers are varints, texts have their length before them.
type staged[T Row] struct {
	path   string
	file   *os.File // nil until the first row comes
	out    *bufio.Writer
	years  map[int]bool // that rows have
	row    []byte       // reused, as is its length before it
	length []byte
}

// add stages a copy of the row. It refuses a row with a value that is out of range or missing, and names
// its column.
func (s *staged[T]) add(row *T) error {
	t := tableOf[T]()
	if err := t.check(row); err != nil {
		return err
	}
	if s.file == nil {
		f, err := os.OpenFile(s.path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err != nil {
			return fmt.Errorf("staging rows: %w", err)
		}
		s.file, s.out, s.years = f, bufio.NewWriterSize(f, 1<<18), map[int]bool{}
	}
	s.row = binary.AppendUvarint(s.row[:0], uint64(t.year(row)))
	for i := range t.fields {
		s.row = appendValue(s.row, t.fields[i].at(row))
	}
	s.years[t.year(row)] = true
	s.length = binary.AppendUvarint(s.length[:0], uint64(len(s.row)))
	_, err := s.out.Write(s.length)
	if err == nil {
		_, err = s.out.Write(s.row)
	}
	if err != nil {
		return fmt.Errorf("staging rows: %w", err)
	}
	return nil
}

// of returns the staged rows of some years, in the order of their coming. A row is valid until the next.
func (s *staged[T]) of(ctx context.Context, years map[int]bool) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		err := s.read(ctx, years, func(row *T) bool { return yield(row, nil) })
		if err != nil {
			yield(nil, fmt.Errorf("reading staged rows: %w", err))
		}
	}
}

func (s *staged[T]) read(ctx context.Context, years map[int]bool, yield func(*T) bool) error {
	if err := s.out.Flush(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	t := tableOf[T]()
	in := bufio.NewReaderSize(s.file, 1<<18)
	row, texts, d := new(T), interner{}, decoder{}
	for n := 0; ; n++ {
		if n%batchRows == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		length, err := binary.ReadUvarint(in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if uint64(cap(s.row)) < length {
			s.row = make([]byte, length)
		}
		d.rest = s.row[:length]
		if _, err := io.ReadFull(in, d.rest); err != nil {
			return err
		}
		if !years[int(d.uvarint())] {
			continue
		}
		for i := range t.fields {
			d.value(t.fields[i].at(row), texts)
		}
		if d.failed || len(d.rest) > 0 {
			return errors.New("a row is not as it was written")
		}
		if !yield(row) {
			return nil
		}
	}
}

func (s *staged[T]) close() error {
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	return f.Close()
}

// appendValue appends a field's value, given as field.at returns it.
func appendValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case *string:
		return append(binary.AppendUvarint(b, uint64(len(*v))), *v...)
	case *[]string:
		b = binary.AppendUvarint(b, uint64(len(*v)))
		for _, item := range *v {
			b = append(binary.AppendUvarint(b, uint64(len(item))), item...)
		}
		return b
	case *int:
		return binary.AppendUvarint(b, uint64(*v))
	case *float64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(*v))
	case *pay.Years:
		n, known := v.Get()
		if !known {
			n = math.NaN()
		}
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(n))
	default:
		panic(fmt.Sprintf("dataset: a column is a %T", v))
	}
}

// decoder takes apart what appendValue has made.
type decoder struct {
	rest   []byte
	failed bool
}

func (d *decoder) value(value any, texts interner) {
	switch v := value.(type) {
	case *string:
		*v = texts.of(d.take(d.uvarint()))
	case *[]string:
		*v = (*v)[:0]
		for n := d.uvarint(); n > 0 && !d.failed; n-- {
			*v = append(*v, texts.of(d.take(d.uvarint())))
		}
	case *int:
		*v = int(d.uvarint())
	case *float64:
		*v = d.float()
	case *pay.Years:
		*v = pay.Years{}
		if n := d.float(); !math.IsNaN(n) {
			*v = pay.YearsOf(n)
		}
	}
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.failed = true
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) float() float64 {
	b := d.take(8)
	if len(b) < 8 {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.rest)) {
		d.failed = true
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}
