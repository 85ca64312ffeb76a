package architecture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers lists the packages from the faces down. A package may import those of lower layers, and those
// of its own layer where beside says so. A name stands for its subpackages too.
var layers = [][]string{
	{"cmd/backpay", "internal/reference/build"},
	{"internal/cli"},
	{"internal/server"},
	{"internal/api", "internal/web"},
	{"internal/chart", "internal/problem"},
	{"internal/words"},
	{"internal/service"},
	{"internal/ask"},
	{"internal/intake"},
	{"internal/library"},
	{"internal/reference", "internal/backtest"},
	{"internal/subset", "internal/career", "internal/premium", "internal/trend", "internal/company"},
	{"internal/estimate", "internal/slice"},
	{"internal/screen", "internal/source", "internal/store"},
	{"internal/dataset", "internal/boost", "internal/freelance", "internal/claim", "internal/offer", "internal/extract",
		"internal/office", "internal/place"},
	{"internal/tax"},
	{"internal/money"},
	{"internal/taxonomy"},
	{"wire"},
	{"internal/pay", "internal/packed"},
	{"internal/stats"},
}

// beside lists imports inside a layer.
var beside = map[string][]string{
	"internal/source/catalog": {"internal/source"},
	"internal/source":         {"internal/source"}, // a source imports what sources share
	"internal/slice":          {"internal/slice"},  // slice/clickhouse serves slice's questions
}

// apart are packages outside the layers: tests import them and they import nothing of the house but what
// is listed.
var apart = map[string][]string{
	"internal/architecture": nil,
	"internal/testdata":     nil,
	"scripts/tests":         nil,      // runs the tests
	"internal/recorded":     nil,      // tests of the whole program
	"client":                {"wire"}, // what other programs import, with wire
}

// pure packages do no input or output and know no clock: they import nothing of the standard library
// that could.
var pure = []string{
	"internal/pay", "internal/money", "internal/taxonomy", "internal/boost", "internal/screen", "internal/chart",
	"internal/career", "internal/premium", "internal/freelance", "internal/claim", "internal/trend", "internal/packed",
	"internal/company", "internal/tax", "internal/offer", "internal/office", "internal/place",
	"internal/extract",
}

var impure = []string{"os", "net", "net/http", "os/exec", "database/sql", "log", "log/slog", "syscall"}

type pkg struct {
	ImportPath string
	Imports    []string
	Standard   bool
	Module     *struct{ Path string }
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Standard,Module"}, args...)...)
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) < 10 {
		t.Fatalf("go list found only %d packages", len(pkgs))
	}
	return pkgs
}

// layerOf returns the position of a package in layers and the name that stands for it.
func layerOf(path string) (int, string) {
	best, at := "", -1
	for i, layer := range layers {
		for _, name := range layer {
			if (path == name || strings.HasPrefix(path, name+"/")) && len(name) > len(best) {
				best, at = name, i
			}
		}
	}
	return at, best
}

func TestLayers(t *testing.T) {
	for _, p := range list(t, "./...") {
		path := strings.TrimPrefix(p.ImportPath, "github.com/backpay/backpay/")
		at, name := layerOf(path)
		if _, known := apart[path]; at < 0 && !known {
			t.Errorf("%s is in no layer: say in internal/architecture where it belongs", path)
			continue
		}
		for _, imported := range p.Imports {
			imported, ours := strings.CutPrefix(imported, "github.com/backpay/backpay/")
			if !ours {
				continue
			}
			if err := allowed(path, name, at, imported); err != nil {
				t.Error(err)
			}
		}
	}
}

// seen lists all that a face may import of the house. Whatever else it needs to know, service tells it.
var seen = map[string][]string{
	"internal/cli": {
		"internal/api", "internal/web", "internal/server", // serve joins them
		"internal/ask", "internal/pay", "internal/service", "internal/taxonomy", "internal/words", "wire",
		"internal/dataset",                   // files written whole or not at all; why a row is set aside
		"internal/extract", "internal/money", // what a posting says, which nothing else answers yet
		"internal/source", // a file that is looked at before it is imported
	},
	"internal/api": {
		"internal/ask", "internal/pay", "internal/problem", "internal/service", "internal/taxonomy", "internal/words",
		"wire",
	},
	"internal/web": {
		"internal/ask", "internal/chart", "internal/pay", "internal/problem", "internal/service", "internal/taxonomy",
		"internal/words", "wire",
	},
	"internal/server": {"internal/pay", "internal/problem", "internal/service"},
	"internal/chart":  {"internal/pay", "internal/words"},
}

// TestFacesSeeLittle holds each face to its list, and each list to what is used.
func TestFacesSeeLittle(t *testing.T) {
	found := 0
	for _, p := range list(t, "./...") {
		path := strings.TrimPrefix(p.ImportPath, "github.com/backpay/backpay/")
		want, face := seen[path]
		if !face {
			continue
		}
		found++
		var got []string
		for _, imported := range p.Imports {
			if name, ours := strings.CutPrefix(imported, "github.com/backpay/backpay/"); ours {
				got = append(got, name)
			}
		}
		for _, name := range got {
			if !slices.Contains(want, name) {
				t.Errorf("%s must not import %s: service, ask or words tell it what it needs", path, name)
			}
		}
		for _, name := range want {
			if !slices.Contains(got, name) {
				t.Errorf("%s does not import %s any more: take it off the list", path, name)
			}
		}
	}
	if found != len(seen) {
		t.Errorf("%d of %d faces were found", found, len(seen))
	}
}

func allowed(path, name string, at int, imported string) error {
	if at < 0 {
		if slices.Contains(apart[path], imported) {
			return nil
		}
		return fmt.Errorf("%s must not import %s", path, imported)
	}
	to, target := layerOf(imported)
	switch {
	case to > at:
		return nil
	case to == at && (target == name && path != name || slices.Contains(beside[name], target) ||
		slices.Contains(beside[path], imported)):
		return nil
	}
	// Helpers of tests of one family, as source/sourcetest, may use what the family shares.
	if _, known := apart[imported]; known {
		if strings.HasSuffix(path, "test") {
			return nil
		}
	}
	return fmt.Errorf("%s must not import %s: arrows point down the list of layers", path, imported)
}

func TestPureCore(t *testing.T) {
	for _, p := range list(t, "./...") {
		path := strings.TrimPrefix(p.ImportPath, "github.com/backpay/backpay/")
		if !slices.Contains(pure, path) {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(impure, imported) {
				t.Errorf("%s imports %s: the core does no input or output", path, imported)
			}
			if path == "internal/pay" && strings.Contains(imported, ".") {
				t.Errorf("%s imports %s: it may import only the standard library", path, imported)
			}
		}
	}
}
