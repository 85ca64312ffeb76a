package server

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// discard is a ResponseWriter that keeps nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

// BenchmarkEstimate answers questions that were not asked before, and questions that were, through
// everything but the connection. bench/load measures with connections, beside a bare handler.
func BenchmarkEstimate(b *testing.B) {
	c := whole(b, slog.New(slog.NewTextHandler(io.Discard, nil)))
	s, err := New(c)
	if err != nil {
		b.Fatal(err)
	}
	h := s.Handler()
	countries := []string{"DE", "US", "PL", "IN", "GB", "FR", "BR"}
	for name, distinct := range map[string]int{"new": 1 << 30, "recurring": 1000} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				k := n % distinct
				target := fmt.Sprintf("/v1/estimate?role=backend&country=%s&years=%.6f&explain=false", countries[k%7],
					float64(k%50_000_000)/1e6)
				h.ServeHTTP(discard{http.Header{}}, httptest.NewRequest(http.MethodGet, target, nil))
				n++
			}
		})
	}
}
