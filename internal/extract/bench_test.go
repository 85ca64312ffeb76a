package extract_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/extract"
)

// posting is a page of the usual length: about 500 words in HTML, two statements of pay and a dozen skills.
func posting(tb testing.TB) string {
	tb.Helper()
	b, err := os.ReadFile("testdata/posting.html")
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

func BenchmarkRead(b *testing.B) {
	for _, form := range []struct {
		name string
		text string
	}{
		{"html", posting(b)},
		{"escaped", escape(posting(b))},
	} {
		b.Run(form.name, func(b *testing.B) {
			b.SetBytes(int64(len(form.text)))
			b.ReportAllocs()
			for b.Loop() {
				if p := extract.Read(form.text, extract.Hints{Country: "US"}); len(p.Pay) != 2 || len(p.Skills) < 8 {
					j, _ := json.Marshal(p)
					b.Fatalf("read %s", j)
				}
			}
		})
	}
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
