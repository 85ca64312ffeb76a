package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/source"
)

// BenchmarkRead measures how fast a payroll of 20,000 people is read, without keeping it: with numbers as
// programs write them, and as people do.
func BenchmarkRead(b *testing.B) {
	for name, pay := range map[string]string{"plain": "%d.50", "grouped": "\"%d,500.00\""} {
		b.Run(name, func(b *testing.B) {
			var text strings.Builder
			text.WriteString("Title,City,Level,Years,Skills,Contract,Pay\n")
			titles := []string{"Backend Developer", "Senior Data Engineer", "QA Engineer", "DevOps Engineer", "Java Developer"}
			for i := range 20_000 {
				fmt.Fprintf(&text, "%s,Berlin,senior,%d,\"Go, PostgreSQL\",employee,"+pay+"\n", titles[i%len(titles)], i%30, 40+i%90)
			}
			m := mapping(b, `
source: own-table
columns:
  pay: {column: Pay}
  title: {column: Title}
  place: {column: City}
  level: {column: Level}
  years: {column: Years}
  employment: {column: Contract}
  skills: {column: Skills, separator: ","}
`+unitsOfAll[1:])
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				in, err := source.NewInput(b.Context(), "pay.csv", strings.NewReader(text.String()), source.Options{})
				if err != nil {
					b.Fatal(err)
				}
				n := counter(0)
				if err := m.Source().Read(b.Context(), in, &n); err != nil || n != 20_000 {
					b.Fatalf("%d rows: %v", n, err)
				}
				in.Close()
			}
		})
	}
}

// counter is a sink that counts records.
type counter int

func (c *counter) Record(*dataset.Record) error { *c++; return nil }
func (c *counter) Cell(*dataset.Cell) error     { return nil }
