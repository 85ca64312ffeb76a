package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/backpay/backpay/internal/testdata"
)

// TestMoneyTables: the embedded tables are what the public data gives, to the byte.
func TestMoneyTables(t *testing.T) {
	data, made := testdata.Dir(t), t.TempDir()
	tables := filepath.Join("internal", "money", "tables")
	if err := os.MkdirAll(filepath.Join(made, tables), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := buildMoney(data, made); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"rates.tsv", "worldbank.tsv"} {
		got, err := os.ReadFile(filepath.Join(made, tables, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("..", "..", "..", tables, name))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the data gives: run make reference", name)
		}
	}
}
