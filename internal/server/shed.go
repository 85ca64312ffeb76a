package server

import (
	"net/http"
	"time"

	"backpay/internal/api"
)

// patience is how long a request waits for its turn. Longer waits would only move the queue from the
// clients' side to this one, where it costs memory and everybody's time.
const patience = 10 * time.Millisecond

// shed answers at most n requests at a time. As many again wait for a moment; all others are refused with
// 503 and a time to come back.
func shed(n int, m *metrics, next http.Handler) http.Handler {
	turns := make(chan struct{}, n)
	waiting := make(chan struct{}, n)
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
		next.ServeHTTP(w, r)
	})
}
