package company

import (
	"bytes"
	"os"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

// embedded is the table that the binary carries.
func embedded(t testing.TB) ([]byte, *Table) {
	t.Helper()
	b, err := os.ReadFile("../reference/data/company.bin")
	if err != nil {
		t.Fatal(err)
	}
	table, err := Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return b, table
}

func BenchmarkRead(b *testing.B) {
	file, _ := embedded(b)
	for b.Loop() {
		if _, err := Read(bytes.NewReader(file)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRank(b *testing.B) {
	_, table := embedded(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		ranking, err := table.Rank(pay.Profile{Country: "US"}, 0, MinFilings)
		if err != nil {
			b.Fatal(err)
		}
		n = len(ranking)
	}
	b.ReportMetric(float64(n), "employers")
}

func BenchmarkPay(b *testing.B) {
	_, table := embedded(b)
	e, err := table.Find("Google")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := table.Pay(e, pay.Profile{Role: "backend", Level: "senior", Place: "US-CA"}, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	_, table := embedded(b)
	for b.Loop() {
		if len(table.Search("goo", 10)) == 0 {
			b.Fatal("nothing found")
		}
	}
}

func BenchmarkNear(b *testing.B) {
	_, table := embedded(b)
	for b.Loop() {
		if len(table.Near("gogle", 3)) == 0 {
			b.Fatal("nothing found")
		}
	}
}

func BenchmarkLike(b *testing.B) {
	_, table := embedded(b)
	e, err := table.Find("Google")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(table.Like(e, 6)) == 0 {
			b.Fatal("nobody is like it")
		}
	}
}

func BenchmarkLadder(b *testing.B) {
	_, table := embedded(b)
	e, err := table.Find("Amazon")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(e.Ladder()) == 0 {
			b.Fatal("no ladder")
		}
	}
}
