package server

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/httprate"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
)

// Handler returns all that is served. Each call counts and limits by itself.
func (s *Server) Handler() http.Handler {
	m := newMetrics()
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", bare(func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok\n") }))
	mux.Handle("GET /readyz", bare(s.readiness))
	mux.Handle("GET /metrics", bare(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP))

	work := http.NewServeMux()
	compressed := compress()
	if s.config.API != nil {
		work.Handle("/v1/", bounded(maxBody, compressed(s.config.API)))
		work.Handle("POST /v1/estimate", s.config.API) // bounds itself, and streams
	}
	if s.config.Pages != nil {
		work.Handle("/", bounded(maxBody, compressed(s.config.Pages)))
	}
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(refuse(problem.CodeCrossOrigin, "a page of another site asked to write",
		"ask from a page of this server, or from a program"))
	limited := protection.Handler(shed(s.config.Concurrent, m, work))
	if s.config.PerMinute > 0 {
		limited = httprate.LimitBy(s.config.PerMinute, time.Minute, address,
			httprate.WithLimitHandler(refuse(problem.CodeTooMany, "there were too many requests from this address",
				"come back in a minute")),
		)(limited)
	}
	mux.Handle("/", limited)
	return s.observe(m, secured(guarded(mux)))
}

// address is what the limit of requests is counted by: the address that asks, of IPv6 its network.
func address(r *http.Request) (string, error) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "", fmt.Errorf("reading an address: %w", err)
	}
	return httprate.CanonicalizeIP(host), nil
}

// bare serves what takes no parameters.
func bare(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			refuse(string(pay.Invalid), "no parameter is known here", "leave the query out")(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		h(w, r)
	})
}

// readiness says whether the first answer would come at once.
func (s *Server) readiness(w http.ResponseWriter, _ *http.Request) {
	if !s.ready.Load() {
		w.Header().Set("Retry-After", "1")
		text(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	text(w, http.StatusOK, "ready\n")
}

func text(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // the client may have gone
}

// refuse answers with a problem.
func refuse(code, detail, hint string) http.HandlerFunc {
	p := problem.New(code, detail, hint)
	return func(w http.ResponseWriter, _ *http.Request) { problem.Write(w, p) }
}

// contentPolicy lets a page use what this server serves and nothing else: no script or style written into
// the page, nothing from other hosts, no framing.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets the headers that keep a browser from doing what no page here needs.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		next.ServeHTTP(w, r)
	})
}

// guarded refuses paths that nothing has, before anything looks at them.
func guarded(next http.Handler) http.Handler {
	long := refuse(problem.CodeTooLarge, "the address is too long",
		"at most 8192 bytes; many jobs can be asked about in a batch")
	odd := refuse(string(pay.NotFound), "nothing is served at this path", "see /v1/docs")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch p := r.URL.Path; {
		case len(r.RequestURI) > maxURL:
			long(w, r)
		case p == "" || p[0] != '/' || path.Clean(p) != strings.TrimSuffix(p, "/") && p != "/" ||
			strings.ContainsFunc(p, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' }):
			odd(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// bounded bounds the body.
func bounded(n int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(w, r.Body, n)
		}
		next.ServeHTTP(w, r)
	})
}

// compress compresses what is worth it.
func compress() func(http.Handler) http.HandlerFunc {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1400)) // what fits a packet is as fast plain
	if err != nil {
		panic("server: " + err.Error()) // the options are constants
	}
	return wrap
}

// recovered answers for a handler that panicked and logs it with its stack.
func (s *Server) recovered(w *recorder, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	s.log.Error("a handler panicked", "route", r.Pattern, "panic", v, "stack", string(debug.Stack()))
	if w.status == 0 {
		refuse(string(pay.Internal), "something went wrong here; the server's log says what", "")(w, r)
		return
	}
	panic(http.ErrAbortHandler) // what was written is not whole: the connection has to say so
}
