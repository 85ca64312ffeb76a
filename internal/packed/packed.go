// Package packed keeps a table compressed in a file, and reads it back under a bound.
//
// Its opinion: a file is read whole or not at all. Compressed bytes say nothing of how many they unpack to, so
// the reader names the most that it will hold, and more is an error, never a table cut short. Reading goes on to
// the checksum at the end, so that a damaged file is told from a whole one, and JSON must hold the fields of its
// type and nothing after them: a file of another version is refused, not half understood. The same body gives
// the same bytes, for nothing of when or where it was written is kept.
//
// Its limits: the body is in memory as a whole, which is right for tables of a few megabytes. Files of any size,
// and files of others, are opened by package source.
package packed

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// Write writes a body, compressed.
func Write(w io.Writer, body []byte) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	_, err = z.Write(body)
	if err := errors.Join(err, z.Close()); err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	return nil
}

// Read reads what Write wrote, of at most limit bytes.
func Read(r io.Reader, limit int64) ([]byte, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(z, limit+1))
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", limit)
	}
	return body, nil
}

// WriteJSON writes a table as a line of JSON, compressed.
func WriteJSON(w io.Writer, table any) error {
	body, err := json.Marshal(table)
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	return Write(w, append(body, '\n'))
}

// ReadJSON reads into table what WriteJSON wrote, of at most limit bytes.
func ReadJSON(r io.Reader, limit int64, table any) error {
	body, err := Read(r, limit)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(table); err != nil {
		return fmt.Errorf("unpacking: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the table")
	}
	return nil
}

// ReadChecked reads a table that begins with a magic and ends in the CRC-32 of itself, and returns what lies between
// the two. what names the table in errors.
func ReadChecked(r io.Reader, limit int64, magic, what string) ([]byte, error) {
	b, err := Read(r, limit)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", what, err)
	}
	if len(b) < len(magic)+4 || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("reading %s: not a file of %[1]s of this version", what)
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("reading %s: the checksum does not agree: the file is damaged", what)
	}
	return body[len(magic):], nil
}
