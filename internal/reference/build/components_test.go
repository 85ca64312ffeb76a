package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/testdata"
)

// TestComponents: the embedded table is what the public data gives, to the byte.
func TestComponents(t *testing.T) {
	data, made := testdata.Dir(t), t.TempDir()
	name := filepath.Join("internal", "estimate", "components.tsv")
	if err := os.MkdirAll(filepath.Dir(filepath.Join(made, name)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := buildComponents(data, made); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(made, name))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("..", "..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("components.tsv is not what the public data gives: make reference")
	}
}

func TestFallingSharesNeverRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s [len(pay.Levels)]float64
		sum := 0.0
		for i := range s {
			s[i] = rapid.Float64Range(.5, 1).Draw(t, "share")
			sum += s[i]
		}
		fell := falling(s)
		after := 0.0
		for i, v := range fell {
			if after += v; i > 0 && v > fell[i-1]+1e-12 {
				t.Fatalf("%v rises at %d", fell, i)
			}
		}
		if d := after - sum; d > 1e-9 || d < -1e-9 {
			t.Fatalf("the mean moved by %v", d)
		}
		if slices.IsSortedFunc(s[:], func(a, b float64) int { return int((b - a) * 1e9) }) && fell != s {
			t.Fatalf("%v was falling already, and became %v", s, fell)
		}
	})
}
