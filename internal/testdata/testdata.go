// Package testdata finds the public data that some tests run on. The data is no part of the project: a
// test that needs it is skipped where it is absent, and fails in CI, where it must be there.
package testdata

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Dir returns the folder of public data: the environment variable BACKPAY_DATA, or shared/data beside the
// repository. It skips the test when there is none, and fails it when the variable CI is set.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("BACKPAY_DATA")
	if dir == "" {
		_, self, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(self), "..", "..", "..", "shared", "data")
	}
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return dir
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("the public data is not at %s: set BACKPAY_DATA", dir)
	}
	t.Skipf("skipped: needs the public data of docs/data.md in %s or in BACKPAY_DATA", dir)
	return ""
}

// File returns the path of a file of the public data, which must exist; Dir tells what happens otherwise.
func File(t testing.TB, parts ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{Dir(t)}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("looking for public data: %v", err)
	}
	return path
}
