package server

import (
	"net/http"
	"runtime"
	"time"

	"backpay/internal/api"
)

// patience is how long a request waits for its turn. Longer waits would only move the queue from the
// clients' side to this one, where it costs memory and everybody's time.
const patience = 20 * time.Millisecond

// waiters is how many requests wait for each turn that there is.
const waiters = 8

// shed answers at most n requests at a time. Some more wait for a moment; all others are refused with 503
// and a time to come back.
//
// Answers are computed, not waited for, so a goroutine that has its turn would keep its processor to the
// end, and requests would queue where nobody counts them: among the goroutines that are ready to run. It
// therefore lets those go first, once. They are then either waiting here, or refused already.
func shed(n int, m *metrics, next http.Handler) http.Handler {
	turns := make(chan struct{}, n)
	waiting := make(chan struct{}, waiters*n)
	full := problem(api.CodeBusy, "the server has as much to do as it can", "ask again in a moment")
	refuse := func(w http.ResponseWriter, r *http.Request) {
		m.shed.Inc()
		w.Header().Set("Retry-After", "1")
		full(w, r)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case turns <- struct{}{}:
		default:
			select {
			case waiting <- struct{}{}:
			default:
				refuse(w, r)
				return
			}
			timer := time.NewTimer(patience)
			select {
			case turns <- struct{}{}:
				timer.Stop()
				<-waiting
			case <-timer.C:
				<-waiting
				refuse(w, r)
				return
			}
		}
		defer func() { <-turns }()
		runtime.Gosched()
		next.ServeHTTP(w, r)
	})
}
