package cli

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestTitlesWithoutLines(t *testing.T) {
	titles := strings.NewReader("Java Developer\n" + strings.Repeat("x", longestTitleLine+1))
	err := writeTitles(io.Discard, titles, "dump.json", false)
	e, ok := errors.AsType[*pay.Error](err)
	if !ok || e.Hint == "" || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), "dump.json") {
		t.Errorf("got %v, want an error that names the file and line 2 and has a hint", err)
	}
}

func TestUnquoted(t *testing.T) {
	for line, want := range map[string]string{
		`Developer`: `Developer`, `"QA Engineer, Automotive"`: `QA Engineer, Automotive`, `"`: `"`, `""`: ``,
		`"The ""Go"" Developer"`: `The "Go" Developer`, `"Go" Developer`: `"Go" Developer`,
	} {
		if got := unquoted(line); got != want {
			t.Errorf("unquoted(%s) = %s, want %s", line, got, want)
		}
	}
}

// BenchmarkTitles classifies a list: 10,000 titles a second is the least.
func BenchmarkTitles(b *testing.B) {
	list := []byte(strings.Repeat(`Sr. Backend Engineer (Go), Payments
Développeur·se Full Stack JS (H/F)
Softwareentwicklerin (w/m/d) C#/.NET
Registered Nurse, Intensive Care Unit
シニアデータサイエンティスト
`, 1000))
	n := 0
	for b.Loop() {
		if err := writeTitles(io.Discard, bytes.NewReader(list), "list", false); err != nil {
			b.Fatal(err)
		}
		n += 5000
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "titles/s")
}
