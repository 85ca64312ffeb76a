package dataset

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/pay"
)

// WriteWhole writes a file that appears under its name only when it is whole; until then what stood under
// the name stays. A loss of power may still undo it: what must outlast one is written by an import.
func WriteWhole(name string, mode fs.FileMode, write func(io.Writer) error) error {
	cannot := func(err error) error { return pay.Errorf(pay.Invalid, "cannot write there").At(name).Because(err) }
	f, err := os.CreateTemp(filepath.Dir(name), ".backpay-*")
	if err != nil {
		return cannot(err)
	}
	defer os.Remove(f.Name()) // gone under this name once it is whole
	err = write(f)
	if e := f.Close(); err == nil && e != nil {
		err = fmt.Errorf("writing %s: %w", name, e)
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), mode); err != nil {
		return cannot(err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return cannot(err)
	}
	return nil
}
