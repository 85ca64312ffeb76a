package dataset

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// importVariable makes the test binary import into the directory that it names, instead of testing.
const importVariable = "BACKPAY_TEST_IMPORT"

func TestMain(m *testing.M) {
	if dir := os.Getenv(importVariable); dir != "" {
		if err := importAndTell(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// Before and after are the two states between which an import that is killed must leave nothing.
func before() []Record { return byYear(drawn(30, 400, "survey", 2021, 2024)) }
func after() []Record  { return byYear(drawn(31, 4000, "survey", 2021, 2024)) }

// importAndTell replaces the state before by the state after, and says on its output where it is.
func importAndTell(dir string) error {
	d, err := OpenDirectory(dir)
	if err != nil {
		return err
	}
	imp, err := d.Begin("survey")
	if err != nil {
		return err
	}
	fmt.Println("reading")
	for r := range each(after()) {
		if err := imp.Record(r); err != nil {
			return err
		}
	}
	fmt.Println("committing")
	return discard(imp.Commit(context(), Meta{SHA256: "after"}, CommitOptions{Replace: true}))
}
