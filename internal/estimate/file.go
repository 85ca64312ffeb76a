package estimate

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
)

// A model file is magic, the SHA-256 of the rest, the length of the rest, and the rest: a JSON header with its
// length, the counts, the fingerprints, and the ensemble.
var magic = [8]byte{'b', 'a', 'c', 'k', 'p', 'a', 'y', formatVersion}

// formatVersion changes whenever an older program could not read the file.
const formatVersion = 3

// mostBytes is more than any model file has.
const mostBytes = 64 << 20

// prefix is what the rest of a file is checked by.
type prefix struct {
	Magic  [8]byte
	Sum    [sha256.Size]byte
	Length uint32
}

// document is the JSON part of a model file.
type document struct {
	Space *space `json:"space"`
	header
}

// WriteTo writes the model in the form that Read reads. The same model gives the same bytes.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	head, err := json.Marshal(document{m.space, m.header})
	if err != nil {
		return 0, fmt.Errorf("writing a model: %w", err)
	}
	parts := []any{
		uint32(len(head)), head,
		uint32(len(m.counts.keys)), m.counts.keys, m.counts.number,
		uint32(len(m.seen.bits)), m.seen.bits,
	}
	for _, part := range parts {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			return 0, fmt.Errorf("writing a model: %w", err)
		}
	}
	if _, err := m.ensemble.WriteTo(&b); err != nil {
		return 0, err
	}
	p := prefix{magic, sha256.Sum256(b.Bytes()), uint32(b.Len())}
	if err := binary.Write(w, binary.LittleEndian, p); err != nil {
		return 0, fmt.Errorf("writing a model: %w", err)
	}
	n, err := b.WriteTo(w)
	return n + int64(binary.Size(p)), err
}

// Read reads a model that WriteTo wrote. A file that is none, is of another version, or has changed since it was
// written is a pay.Unreadable error.
func Read(r io.Reader) (*Model, error) {
	refuse := func(message string, err error) (*Model, error) {
		return nil, pay.Errorf(pay.Unreadable, "%s", message).WithHint("fit the model again: backpay fit").Because(err)
	}
	var p prefix
	if err := binary.Read(r, binary.LittleEndian, &p); err != nil {
		return refuse("the model file is cut short", err)
	}
	switch {
	case !bytes.Equal(p.Magic[:7], magic[:7]):
		return refuse("this is no model file", nil)
	case p.Magic != magic:
		return refuse(fmt.Sprintf("the model file is of version %d, this program reads %d", p.Magic[7], formatVersion), nil)
	case p.Length > mostBytes:
		return refuse("the model file is damaged", nil)
	}
	body := make([]byte, p.Length)
	switch _, err := io.ReadFull(r, body); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("the model file is cut short", nil)
	case err != nil:
		return refuse("the model file cannot be read", err)
	}
	if sha256.Sum256(body) != p.Sum {
		return refuse("the model file is damaged: its checksum is wrong", nil)
	}
	m, err := parse(bytes.NewReader(body))
	if err != nil {
		return refuse("the model file is damaged", err)
	}
	m.fingerprint = hex.EncodeToString(p.Sum[:8])
	return m, nil
}

// parse reads the part of a model file that the checksum covers. It returns no model that could fail later.
func parse(r *bytes.Reader) (*Model, error) {
	read := func(parts ...any) error {
		for _, part := range parts {
			if err := binary.Read(r, binary.LittleEndian, part); err != nil {
				return fmt.Errorf("reading a model: %w", err)
			}
		}
		return nil
	}
	// length reads how many things of a size follow; what is not there cannot be asked for.
	length := func(size int) (int, error) {
		var n uint32
		if err := read(&n); err != nil {
			return 0, err
		}
		if int64(n)*int64(size) > int64(r.Len()) {
			return 0, errors.New("reading a model: a length is beyond the end")
		}
		return int(n), nil
	}
	n, err := length(1)
	if err != nil {
		return nil, err
	}
	head := make([]byte, n)
	if err := read(head); err != nil {
		return nil, err
	}
	var d document
	if err := json.Unmarshal(head, &d); err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	m := &Model{space: d.Space, header: d.header}
	if n, err = length(4 + 4); err != nil {
		return nil, err
	}
	m.counts = counts{make([]uint32, n), make([]uint32, n)}
	if err := read(m.counts.keys, m.counts.number); err != nil {
		return nil, err
	}
	if n, err = length(8); err != nil {
		return nil, err
	}
	m.seen.bits = make([]uint64, n)
	if err := read(m.seen.bits); err != nil {
		return nil, err
	}
	if m.ensemble, err = boost.Read(r); err != nil {
		return nil, err
	}
	if r.Len() > 0 {
		return nil, errors.New("reading a model: there is something after the end")
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	m.space.index()
	return m, nil
}

// check reports a model whose parts do not fit together.
func (m *Model) check() error {
	if m.space == nil {
		return errors.New("no space")
	}
	if err := m.space.check(); err != nil {
		return err
	}
	if !slices.EqualFunc(m.space.features(), m.ensemble.Bins, func(f boost.Feature, bins int) bool { return f.Values+1 == bins }) {
		return errors.New("an ensemble of other features")
	}
	if m.ensemble.Outputs != outputs {
		return errors.New("an ensemble of other outputs")
	}
	countries := len(m.space.Values[colCountry]) + 1
	if len(m.Typical.Country) != countries || len(m.Typical.Income) != len(incomeGroups)+1 ||
		len(m.Typical.Between) != len(incomeGroups)+1 || len(m.Ladder.Above) != len(rungs) {
		return errors.New("a table of another length")
	}
	if !slices.IsSorted(m.counts.keys) || !slices.IsSorted(m.Ladder.Above) {
		return errors.New("a table out of order")
	}
	if m.Anchor < m.space.FirstYear || m.Anchor > m.space.LastYear {
		return errors.New("an anchor outside the years")
	}
	finite := []float64{m.Ladder.Title, m.Typical.World, m.Growth.Real, m.Growth.Spread, m.Growth.Dollar}
	for _, v := range m.Growth.Country {
		finite = append(finite, v)
	}
	for _, p := range m.Places {
		finite = append(finite, p.Log)
	}
	for _, v := range m.Narrow {
		finite = append(finite, v)
	}
	for _, v := range m.Roles {
		finite = append(finite, v)
	}
	finite = slices.Concat(finite, m.Typical.Income, m.Typical.Country, m.Typical.Between, m.Ladder.Above)
	for _, t := range m.Terms {
		finite = append(finite, t.Log, t.Error)
	}
	for _, v := range finite {
		if math.IsNaN(v) || math.Abs(v) > 100 {
			return errors.New("a number out of range")
		}
	}
	return nil
}
