package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// sources yields every Go file of the module that is no test, below the folders named.
func sources(t *testing.T, folders ...string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	set := token.NewFileSet()
	root := os.DirFS("../..")
	for _, folder := range folders {
		err := fs.WalkDir(root, folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(root, path)
			if err != nil {
				return err
			}
			files[path], err = parser.ParseFile(set, path, text, 0)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 100 {
		t.Fatalf("found only %d files", len(files))
	}
	return files
}

// TestOneScan: records are read through package library alone, which names the layers that it lets through.
func TestOneScan(t *testing.T) {
	found := 0
	for path, file := range sources(t, "internal", "cmd", "client", "wire") {
		imports := false
		for _, i := range file.Imports {
			imports = imports || i.Path.Value == `"github.com/backpay/backpay/internal/dataset"`
		}
		if !imports {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok || s.Sel.Name != "ScanRecords" {
				return true
			}
			if found++; !strings.HasPrefix(path, "internal/library/") {
				t.Errorf("%s scans records: package library is the only reader", path)
			}
			return true
		})
	}
	if found == 0 {
		t.Error("no scan was found: the test looks in the wrong place")
	}
}
