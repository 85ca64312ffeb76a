package slice

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"github.com/backpay/backpay/internal/pay"
)

// The file of an index: the magic, the fingerprint of what the index was made from, the length of what
// follows, its segments, and the CRC-32C of all that. Numbers are little-endian.
const magic = "backpay slices 1\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maxFingerprint bounds the length of a fingerprint.
const maxFingerprint = 1 << 10

// Write writes the records in the form in which Read has them back without building the
// index again. The fingerprint names what they were made from, such as a checksum of the files.
func (x *Index) Write(w io.Writer, fingerprint string) error {
	if len(fingerprint) > maxFingerprint {
		return fmt.Errorf("writing an index: a fingerprint of %d bytes", len(fingerprint))
	}
	sum := crc32.New(castagnoli)
	buffered := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<20)
	out := &encoder{w: buffered}
	out.bytes([]byte(magic))
	out.text(fingerprint)
	out.count(len(x.segments))
	for _, s := range x.segments {
		out.segment(s)
	}
	if out.err == nil {
		out.err = buffered.Flush()
	}
	if out.err == nil {
		_, out.err = w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	}
	if out.err != nil {
		return fmt.Errorf("writing an index: %w", out.err)
	}
	return nil
}

// encoder writes until the first error, which it keeps.
type encoder struct {
	w   io.Writer
	buf []byte
	err error
}

func (e *encoder) bytes(b []byte) {
	if e.err == nil {
		_, e.err = e.w.Write(b)
	}
}

func (e *encoder) count(n int) { e.bytes(binary.LittleEndian.AppendUint64(nil, uint64(n))) }

func (e *encoder) text(s string) {
	e.count(len(s))
	e.bytes([]byte(s))
}

// numbers writes a slice, or an array behind a pointer, of numbers of fixed size.
func (e *encoder) numbers(numbers any) {
	if e.err == nil {
		if e.buf, e.err = binary.Append(e.buf[:0], binary.LittleEndian, numbers); e.err == nil {
			e.bytes(e.buf)
		}
	}
}

func (e *encoder) segment(s *segment) {
	e.count(s.n)
	e.count(len(s.blocks))
	for i := range s.blocks {
		b := &s.blocks[i]
		e.count(b.n)
		e.numbers(b.pays)
		e.count(len(b.weights))
		e.numbers(b.weights)
		e.count(len(b.bitsets))
		for j := range b.bitsets {
			e.numbers(b.bitsets[j].live[:])
			for k := range b.bitsets[j].groups {
				e.numbers(b.bitsets[j].groups[k][:])
			}
		}
		e.count(len(b.shorts))
		e.numbers(b.shorts)
	}
	for i := range s.facets {
		f := &s.facets[i]
		e.count(len(f.values))
		for j, value := range f.values {
			e.text(value)
			e.set(&f.sets[j])
		}
	}
	for i := range s.years {
		e.set(&s.years[i])
	}
}

func (e *encoder) set(s *set) {
	e.count(len(s.blocks))
	e.numbers(s.blocks)
	for _, c := range s.containers {
		e.numbers([]uint32{c.at, c.card, uint32(c.count)<<8 | uint32(c.form)})
	}
}

// Read reads an index that Write wrote. It fails for the reason Stale when the index was made from
// something else than the fingerprint names, or by another version of Backpay, and for Damaged when it is
// not whole; in either case it must be built again.
func Read(r io.Reader, fingerprint string, o Options) (*Index, error) {
	stale := func() error {
		return pay.Errorf(pay.Conflict, "the index was made from other data than there is now").Because(Stale).
			WithHint("build it again")
	}
	head := make([]byte, len(magic)+8+len(fingerprint))
	want := new(bytes.Buffer)
	out := &encoder{w: want}
	out.bytes([]byte(magic))
	out.text(fingerprint)
	if _, err := io.ReadFull(r, head); err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil, damaged()
	} else if err != nil {
		return nil, fmt.Errorf("reading an index: %w", err)
	}
	if !bytes.Equal(head, want.Bytes()) {
		return nil, stale()
	}
	rest, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading an index: %w", err)
	}
	end := len(rest) - crc32.Size
	if end < 0 ||
		crc32.Update(crc32.Checksum(head, castagnoli), castagnoli,
			rest[:end]) != binary.LittleEndian.Uint32(rest[end:]) {
		return nil, damaged()
	}
	in := &decoder{b: rest[:end]}
	var segments []*segment
	for range in.count(1) {
		segments = append(segments, in.segment())
	}
	if in.err != nil || len(in.b) > 0 {
		return nil, damaged()
	}
	return newIndex(o, segments)
}

func damaged() error {
	return pay.Errorf(pay.Unreadable, "the index is not whole").Because(Damaged).WithHint("build it again")
}

// decoder reads until the first error, which it keeps. The checksum has been seen to be right before, so
// the numbers are those that were written; what is checked here is that there are enough of them.
type decoder struct {
	b   []byte
	err error
}

// take returns the next n bytes.
func (d *decoder) take(n int) []byte {
	if d.err != nil || n > len(d.b) {
		d.b, d.err = nil, io.ErrUnexpectedEOF
		return make([]byte, min(n, 8))
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

// count reads how many things of at least size bytes follow.
func (d *decoder) count(size int) int {
	n := binary.LittleEndian.Uint64(d.take(8))
	if n > uint64(len(d.b)/size) {
		d.b, d.err = nil, io.ErrUnexpectedEOF
		return 0
	}
	return int(n)
}

func (d *decoder) text() string { return string(d.take(d.count(1))) }

// numbers fills a slice with numbers.
func (d *decoder) numbers(numbers any) {
	if b := d.take(binary.Size(numbers)); d.err == nil {
		_, d.err = binary.Decode(b, binary.LittleEndian, numbers)
	}
}

func (d *decoder) segment() *segment {
	s := &segment{n: d.count(8)}
	s.blocks = make([]block, d.count(8))
	for i := range s.blocks {
		b := &s.blocks[i]
		b.n = d.count(8)
		b.pays = make([]float64, b.n)
		d.numbers(b.pays)
		b.low, b.high = math.Inf(1), 0
		for _, p := range b.pays {
			b.low, b.high = min(b.low, p), max(b.high, p)
		}
		if n := d.count(4); n > 0 {
			b.weights = make([]uint32, n)
			d.numbers(b.weights)
		}
		b.bitsets = make([]region, d.count(8*summaryWords))
		for j := range b.bitsets {
			d.numbers(b.bitsets[j].live[:])
			for k := range b.bitsets[j].groups {
				d.numbers(b.bitsets[j].groups[k][:])
			}
		}
		b.shorts = make([]uint16, d.count(2))
		d.numbers(b.shorts)
	}
	for i := range s.facets {
		f := &s.facets[i]
		f.dictionary = newDictionary()
		for range d.count(8) {
			f.code(d.text())
			f.sets = append(f.sets, d.set())
		}
	}
	for i := range s.years {
		s.years[i] = d.set()
	}
	if d.err == nil {
		s.clip()
	}
	return s
}

func (d *decoder) set() set {
	n := d.count(2)
	s := set{blocks: make([]uint16, n), containers: make([]container, n)}
	d.numbers(s.blocks)
	var c [3]uint32
	for i := range s.containers {
		d.numbers(c[:])
		s.containers[i] = container{at: c[0], card: c[1], count: uint16(c[2] >> 8), form: form(c[2])}
	}
	return s
}
