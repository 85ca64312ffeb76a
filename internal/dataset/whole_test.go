package dataset

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestWriteWhole(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "table")
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	expect := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
			t.Errorf("%d files are left (%v), want the one", len(files), err)
		}
	}
	for _, s := range []string{"a first table", "another"} {
		if err := WriteWhole(name, 0o640, text(s)); err != nil {
			t.Fatal(err)
		}
		expect(s)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	full := errors.New("the disk is full")
	err := WriteWhole(name, 0o640, func(w io.Writer) error { return errors.Join(text("half")(w), full) })
	if !errors.Is(err, full) {
		t.Errorf("%v; want what stopped it", err)
	}
	expect("another")
	for _, nowhere := range []string{filepath.Join(dir, "no", "such", "folder"), dir} {
		if e := payError(t, WriteWhole(nowhere, 0o640, text("x"))); e.Kind != pay.Invalid || e.Place != nowhere {
			t.Errorf("%v at %q", e, e.Place)
		}
	}
}
