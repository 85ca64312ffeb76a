// Package cache keeps the index of package slice in a file beside the data it is made from, because
// reading it back is several times quicker than building it. The file holds nothing of its own: it is
// built again when it is missing, damaged, or made from other data, and can be deleted at any time.
package cache

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/slice"
)

// Open returns the index in the file at path when it was made from what the fingerprint names. Otherwise
// it makes one of what fill adds, and writes it there. A file that cannot be written is no reason to fail:
// the index is returned all the same, with why as note.
func Open(
	path, fingerprint string, o slice.Options, fill func(*slice.Builder) error,
) (x *slice.Index, note error, err error) {
	x, err = read(path, fingerprint, o)
	if err == nil {
		return x, nil, nil
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, slice.Stale) && !errors.Is(err, slice.Damaged) {
		return nil, nil, err
	}
	b := slice.NewBuilder(0)
	if err := fill(b); err != nil {
		return nil, nil, fmt.Errorf("building an index: %w", err)
	}
	if x, err = b.Build(o); err != nil {
		return nil, nil, err
	}
	note = dataset.WriteWhole(path, 0o600, func(w io.Writer) error { return x.Write(w, fingerprint) })
	return x, note, nil
}

func read(path, fingerprint string, o slice.Options) (*slice.Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening an index: %w", err)
	}
	defer f.Close()
	return slice.Read(bufio.NewReaderSize(f, 1<<20), fingerprint, o)
}
