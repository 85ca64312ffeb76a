package server

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are what /metrics tells.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	serving  prometheus.Gauge
	shed     prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "backpay_http_requests_total", Help: "Requests by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "backpay_http_request_seconds", Help: "Time to answer by route.",
			Buckets: []float64{.0001, .0003, .001, .003, .01, .03, .1, .3, 1, 3, 10},
		}, []string{"route"}),
		serving: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "backpay_http_serving", Help: "Requests that are being answered or wait for their turn.",
		}),
		shed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "backpay_http_shed_total", Help: "Requests that were refused because the server was full.",
		}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.serving, m.shed,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// observe counts, times, logs and traces requests, and answers for handlers that panic. A route stands
// for its requests: neither what was asked nor who asked is kept.
func (s *Server) observe(m *metrics, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		m.serving.Inc()
		rec := &recorder{ResponseWriter: w}
		if s.traces != nil {
			r = s.traces.begin(r)
		}
		defer func() {
			m.serving.Dec()
			took := time.Since(start)
			route := r.Pattern
			if route == "" {
				route = "unmatched"
			}
			if rec.status == 0 {
				rec.status = http.StatusOK
			}
			m.requests.WithLabelValues(route, strconv.Itoa(rec.status)).Inc()
			m.seconds.WithLabelValues(route).Observe(took.Seconds())
			s.log.LogAttrs(r.Context(), slog.LevelInfo, "served", slog.String("method", method(r)),
				slog.String("route", route),
				slog.Int("status", rec.status), slog.Int("bytes", rec.bytes), slog.Duration("took", took))
			if s.traces != nil {
				s.traces.end(r, route, rec.status)
			}
		}()
		defer s.recovered(rec, r)
		next.ServeHTTP(rec, r)
	})
}

// method returns the method of a request when it is a known one: a client may send any word.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch,
		http.MethodOptions:
		return r.Method
	}
	return "OTHER"
}
