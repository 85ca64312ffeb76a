package architecture

import (
	"bufio"
	"io/fs"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	maxColumns = 120
	tabColumns = 4
)

// longLines are the packages whose lines are not yet all within maxColumns. The list only gets shorter.
var longLines = []string{
	"internal/backtest", "internal/boost", "internal/estimate", "internal/extract",
	"internal/money", "internal/premium", "internal/reference/build", "internal/screen", "internal/source",
	"internal/tax", "internal/taxonomy",
}

// TestLinesAreShort: no line of Go is wider than maxColumns, so that two files fit beside each other.
func TestLinesAreShort(t *testing.T) {
	root := os.DirFS("../..")
	files, long := 0, map[string]int{}
	err := fs.WalkDir(root, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		files++
		f, err := root.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		excused := excusedFor(path)
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			line := lines.Text()
			width := utf8.RuneCountInString(line) + (tabColumns-1)*strings.Count(line, "\t")
			if width <= maxColumns {
				continue
			}
			if long[excused]++; excused == "" {
				t.Errorf("%s:%d is %d columns wide", path, n, width)
			}
		}
		return lines.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 300 {
		t.Fatalf("found only %d files", files)
	}
	for _, name := range longLines {
		if long[name] == 0 {
			t.Errorf("%s has no long lines: take it off the list", name)
		}
	}
}

// excusedFor returns the entry of longLines that a file falls under.
func excusedFor(path string) string {
	for _, name := range longLines {
		if strings.HasPrefix(path, name+"/") {
			return name
		}
	}
	return ""
}
