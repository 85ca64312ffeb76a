package server

import (
	"net/http"
	"runtime"
	"time"

	"github.com/backpay/backpay/internal/problem"
)

// patience is how long a request waits for its turn. Longer waits would only move the queue from the
// clients' side to this one; refusing at once would let clients that ask again at once keep the processors
// busy with refusals.
const patience = 25 * time.Millisecond

// shed answers at most n requests at a time. The others wait for their turn, and those that do not get it
// soon are refused with 503 and a time to come back. No more wait than there are connections.
//
// Answers are computed, not waited for, so a goroutine that has its turn would keep its processor to the
// end, and requests would queue where nobody counts them: among the goroutines that are ready to run. It
// therefore lets those go first, once. They are then waiting here.
func shed(n int, m *metrics, next http.Handler) http.Handler {
	turns := make(chan struct{}, n)
	full := refuse(problem.CodeBusy, "the server has as much to do as it can", "ask again in a moment")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case turns <- struct{}{}:
		default:
			timer := time.NewTimer(patience)
			select {
			case turns <- struct{}{}:
				timer.Stop()
			case <-timer.C:
				m.shed.Inc()
				w.Header().Set("Retry-After", "1")
				full(w, r)
				return
			}
		}
		defer func() { <-turns }()
		runtime.Gosched()
		next.ServeHTTP(w, r)
	})
}
