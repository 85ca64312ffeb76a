package subset

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/packed"
	"github.com/backpay/backpay/internal/pay"
)

// The file of a Table is packed around: the magic, the sources, the cells in the order of their keys with
// the prefix that a key shares with the one before left out, and the CRC-32 of all that. Numbers are
// varints; a quantile is the distance to the one below it in steps of 1/resolution of log pay.
const (
	magic      = "backpay subsets 1\n"
	resolution = 2000
	maxString  = 1 << 12
)

// Write writes the table; the same table gives the same bytes.
func (t *Table) Write(w io.Writer) error {
	var names []string
	for _, c := range t.cells {
		names = append(names, c.Sources...)
	}
	slices.Sort(names)
	names = slices.Compact(names)

	b := []byte(magic)
	uint := func(n int) { b = binary.AppendUvarint(b, uint64(n)) }
	text := func(s string) { uint(len(s)); b = append(b, s...) }
	uint(len(names))
	for _, s := range names {
		text(s)
	}
	uint(len(t.cells))
	before := ""
	for _, k := range slices.Sorted(maps.Keys(t.cells)) {
		c := t.cells[k]
		shared := 0
		for shared < min(len(k), len(before)) && k[shared] == before[shared] {
			shared++
		}
		uint(shared)
		text(k[shared:])
		before = k
		uint(c.N)
		uint(c.First)
		uint(c.Last - c.First)
		var sources uint64
		for _, s := range c.Sources {
			i, _ := slices.BinarySearch(names, s)
			sources |= 1 << i
		}
		b = binary.AppendUvarint(b, sources)
		var last int64
		for _, q := range c.Log {
			step := int64(math.Round(q * resolution))
			b = binary.AppendVarint(b, step-last)
			last = step
		}
	}
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))

	if err := packed.Write(w, b); err != nil {
		return fmt.Errorf("writing subsets: %w", err)
	}
	return nil
}

// maxFile bounds what Read unpacks: a table of every subset of every source is under 4 MB.
const maxFile = 64 << 20

// Read reads what Write wrote. A damaged file is an error, never a table with a hole.
func Read(r io.Reader) (*Table, error) {
	body, err := packed.ReadChecked(r, maxFile, magic, "subsets")
	if err != nil {
		return nil, err
	}
	d := decoder{bufio.NewReader(bytes.NewReader(body)), nil}
	names := make([]string, d.uint(64))
	for i := range names {
		names[i] = d.text()
	}
	n := d.uint(len(body))
	t := &Table{cells: make(map[string]Cell, n)}
	before := ""
	for range n {
		k := before[:d.uint(len(before))] + d.text()
		before = k
		c := Cell{N: d.uint(math.MaxInt32), First: d.uint(9999)}
		c.Last = c.First + d.uint(9999)
		sources := uint64(d.uint(math.MaxInt))
		for i, s := range names {
			if sources&(1<<i) != 0 {
				c.Sources = append(c.Sources, s)
			}
		}
		var at int64
		for i := range c.Log {
			at += d.int()
			c.Log[i] = float64(at) / resolution
		}
		if d.err != nil {
			return nil, fmt.Errorf("reading subsets: cell %q: %w", k, d.err)
		}
		t.cells[k] = c
	}
	return t, nil
}

// decoder reads varints and strings and remembers the first error.
type decoder struct {
	r   *bufio.Reader
	err error
}

func (d *decoder) uint(limit int) int {
	if d.err != nil {
		return 0
	}
	n, err := binary.ReadUvarint(d.r)
	if err == nil && n > uint64(limit) {
		err = fmt.Errorf("%d is over its limit of %d", n, limit)
	}
	if err != nil {
		d.err = err
		return 0
	}
	return int(n)
}

func (d *decoder) int() int64 {
	if d.err != nil {
		return 0
	}
	n, err := binary.ReadVarint(d.r)
	d.err = err
	return n
}

func (d *decoder) text() string {
	b := make([]byte, d.uint(maxString))
	if d.err == nil {
		_, d.err = io.ReadFull(d.r, b)
	}
	return string(b)
}

// Quantiles returns a cell's quantiles in comparable pay. The mean is not kept and stays 0.
func (c Cell) Quantiles() pay.Distribution {
	var d pay.Distribution
	for i, l := range c.Log {
		d.Q[i] = math.Exp(l)
	}
	return d
}
