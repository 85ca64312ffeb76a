package server

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/backpay/backpay/client"
	"github.com/backpay/backpay/internal/api"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/web"
)

var november = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// whole returns the configuration of a server of everything, over the embedded reference alone, on a port
// of its own.
func whole(t testing.TB, log *slog.Logger) Config {
	t.Helper()
	s, err := service.Open(service.Config{Data: t.TempDir(), Now: func() time.Time { return november }, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	questions, err := api.New(s, log)
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Listen: "127.0.0.1:0", PerMinute: -1, Log: log,
		API: questions, Pages: web.New(s, web.Options{API: "/v1/docs", Log: log}),
		Warm: func(ctx context.Context) error {
			_, err := s.View().Estimate(ctx, pay.Question{Profile: pay.Profile{Role: "backend"}})
			return err
		},
	}
}

// logTo returns a log of what went wrong, in the log of the test.
func logTo(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// start starts a server and stops it with the test.
func start(t testing.TB, c Config) (*Server, string) {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s, "http://" + s.Address()
}

// serving returns a configuration whose API is one handler.
func serving(t testing.TB, h http.HandlerFunc) Config {
	return Config{Listen: "127.0.0.1:0", PerMinute: -1, Log: logTo(t), API: h}
}

// reply is the head of a response.
type reply struct {
	StatusCode int
	Header     http.Header
}

func get(t testing.TB, url string, header ...string) (reply, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header}, string(body)
}

func TestWholeServer(t *testing.T) {
	_, base := start(t, whole(t, logTo(t)))
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if resp, _ := get(t, base+"/readyz"); resp.StatusCode == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the server is never ready")
		}
	}
	answer, err := client.New(base).Estimate(t.Context(), client.Question{Role: "backend", Country: "DE"})
	if err != nil || answer.Distribution.At(.5) <= 0 {
		t.Errorf("answered %+v, %v", answer, err)
	}
	for _, path := range []string{"/", "/compare", "/v1/docs", "/healthz"} {
		if resp, body := get(t, base+path); resp.StatusCode != http.StatusOK || body == "" {
			t.Errorf("%s: status %d", path, resp.StatusCode)
		}
	}
	_, told := get(t, base+"/metrics")
	for _, want := range []string{
		`backpay_http_requests_total{route="GET /v1/estimate",status="200"} 1`, "backpay_http_request_seconds_count",
		"go_goroutines",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("/metrics does not hold %s", want)
		}
	}
}

func TestStartAndStopAgain(t *testing.T) {
	s, err := New(serving(t, func(http.ResponseWriter, *http.Request) {}))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for range 2 {
			if err := s.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if resp, _ := get(t, "http://"+s.Address()+"/healthz"); resp.StatusCode != http.StatusOK {
			t.Errorf("status %d", resp.StatusCode)
		}
		for range 2 {
			if err := s.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Wait(); err != nil {
			t.Errorf("serving ended with %v", err)
		}
	}
}

func TestTakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	c := serving(t, func(http.ResponseWriter, *http.Request) {})
	c.Listen = taken.Addr().String()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Start(t.Context())
	if e, ok := errors.AsType[*pay.Error](err); !ok || e.Kind != pay.Conflict || e.Hint == "" {
		t.Errorf("the error is %v", err)
	}
	c.NextPort = true
	if next, _ := start(t, c); next.Address() == c.Listen {
		t.Error("two servers at one address")
	}
	for _, bad := range []string{"nonsense", "127.0.0.1:99999", "256.1.1.1:80", "203.0.113.1:0"} {
		c.Listen = bad
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Start(t.Context()); pay.KindOf(err) != pay.Invalid && pay.KindOf(err) != pay.Unsupported {
			t.Errorf("%s: error %v", bad, err)
		}
	}
}

// TestStopLetsRequestsEnd stops a server while it answers.
func TestStopLetsRequestsEnd(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	s, base := start(t, serving(t, func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		_, _ = io.WriteString(w, "done")
	}))
	answered := make(chan string)
	go func() {
		resp, err := http.Get(base + "/v1/")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		answered <- string(body)
	}()
	<-entered
	stopped := make(chan error)
	go func() { stopped <- s.Stop(context.Background()) }()
	for { // until no new connection is taken
		c, err := net.Dial("tcp", s.Address())
		if err != nil {
			break
		}
		_ = c.Close()
	}
	close(leave)
	if got := <-answered; got != "done" {
		t.Errorf("the request ended with %q", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// TestStopIsBounded stops a server whose handler does not end.
func TestStopIsBounded(t *testing.T) {
	leave, entered := make(chan struct{}), make(chan struct{})
	s, base := start(t, serving(t, func(http.ResponseWriter, *http.Request) { close(entered); <-leave }))
	go func() {
		if resp, err := http.Get(base + "/v1/"); err == nil {
			resp.Body.Close()
		}
	}()
	<-entered
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stopping ended with %v", err)
	}
	close(leave)
}

func TestReadyAfterWarming(t *testing.T) {
	warm := make(chan struct{})
	c := serving(t, func(http.ResponseWriter, *http.Request) {})
	c.Warm = func(context.Context) error { <-warm; return nil }
	_, base := start(t, c)
	if resp, _ := get(t, base+"/readyz"); resp.StatusCode != http.StatusServiceUnavailable ||
		resp.Header.Get("Retry-After") == "" {
		t.Errorf("before: status %d", resp.StatusCode)
	}
	if resp, _ := get(t, base+"/healthz"); resp.StatusCode != http.StatusOK {
		t.Errorf("alive: status %d", resp.StatusCode)
	}
	close(warm)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if resp, _ := get(t, base+"/readyz"); resp.StatusCode == http.StatusOK {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("never ready")
		}
	}
}

// TestFullServerSheds fills a server, sees what is more refused with a time to come back, and sees it
// answer again.
func TestFullServerSheds(t *testing.T) {
	const turns = 2
	leave := make(chan struct{})
	c := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "" {
			<-leave
		}
		_, _ = io.WriteString(w, "ok")
	})
	c.Concurrent = turns
	_, base := start(t, c)
	var inside sync.WaitGroup
	for range turns {
		inside.Go(func() {
			resp, err := http.Get(base + "/v1/")
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
		})
	}
	for { // until they are inside
		if _, told := get(t, base+"/metrics"); strings.Contains(told, fmt.Sprintf("backpay_http_serving %d", turns+1)) {
			break
		}
	}
	var refused atomic.Int32
	var outside sync.WaitGroup
	for range 50 {
		outside.Go(func() {
			resp, err := http.Get(base + "/v1/?x")
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			var p problem.Problem
			if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || p.Code != problem.CodeBusy ||
				resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
				t.Errorf("status %d, %+v, %v", resp.StatusCode, p, err)
			}
			refused.Add(1)
		})
	}
	outside.Wait()
	if resp, _ := get(t, base+"/healthz"); resp.StatusCode != http.StatusOK {
		t.Errorf("a full server is not alive: %d", resp.StatusCode)
	}
	close(leave)
	inside.Wait()
	if resp, body := get(t, base+"/v1/?x"); resp.StatusCode != http.StatusOK || body != "ok" {
		t.Errorf("afterwards: status %d", resp.StatusCode)
	}
	if _, told := get(t, base+"/metrics"); !strings.Contains(told,
		fmt.Sprintf("backpay_http_shed_total %d\n", refused.Load())) {
		t.Errorf("%d were refused; /metrics says otherwise", refused.Load())
	}
}

// TestWaitingIsShort sees a request take its turn that another leaves at once.
func TestWaitingIsShort(t *testing.T) {
	entered := make(chan struct{}, 1)
	h := shed(1, newMetrics(), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		select {
		case entered <- struct{}{}:
			time.Sleep(patience / 10)
		default:
		}
	}))
	ask := func() int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		return w.Code
	}
	first := make(chan int)
	go func() { first <- ask() }()
	for len(entered) == 0 {
		time.Sleep(time.Microsecond)
	}
	if second := ask(); second != http.StatusOK && second != http.StatusServiceUnavailable {
		t.Errorf("the second got %d", second)
	}
	if got := <-first; got != http.StatusOK {
		t.Errorf("the first got %d", got)
	}
}

func TestRateLimit(t *testing.T) {
	c := serving(t, func(http.ResponseWriter, *http.Request) {})
	c.PerMinute = 5
	_, base := start(t, c)
	for i := range 5 {
		if resp, _ := get(t, base+"/v1/"); resp.StatusCode != http.StatusOK {
			t.Errorf("request %d: status %d", i+1, resp.StatusCode)
		}
	}
	resp, body := get(t, base+"/v1/")
	if resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "" ||
		!strings.Contains(body, problem.CodeTooMany) {
		t.Errorf("one too many: status %d, %s", resp.StatusCode, body)
	}
	if resp, _ := get(t, base+"/healthz"); resp.StatusCode != http.StatusOK {
		t.Errorf("health is limited: %d", resp.StatusCode)
	}
}

func TestCrossOriginWritesAreRefused(t *testing.T) {
	_, base := start(t, serving(t, func(http.ResponseWriter, *http.Request) {}))
	for site, want := range map[string]int{"cross-site": http.StatusForbidden, "same-site": http.StatusForbidden,
		"same-origin": http.StatusOK, "": http.StatusOK} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/estimate",
			strings.NewReader("role\nbackend\n"))
		if err != nil {
			t.Fatal(err)
		}
		if site != "" {
			r.Header.Set("Sec-Fetch-Site", site)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%q: status %d", site, resp.StatusCode)
		}
	}
}

func TestPanicsAreAnswered(t *testing.T) {
	var log bytes.Buffer
	c := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			_, _ = io.WriteString(w, strings.Repeat("half an answer", 1000))
		}
		panic("a fault with a secret")
	})
	c.Log = slog.New(slog.NewTextHandler(&locked{w: &log}, nil))
	_, base := start(t, c)
	resp, body := get(t, base+"/v1/")
	if resp.StatusCode != http.StatusInternalServerError || strings.Contains(body, "secret") ||
		!strings.Contains(body, `"internal"`) {
		t.Errorf("status %d, %s", resp.StatusCode, body)
	}
	if resp, err := http.Get(base + "/v1/?x"); err == nil {
		if _, err := io.ReadAll(resp.Body); err == nil {
			t.Error("half an answer looks like a whole one")
		}
		resp.Body.Close()
	}
	if resp, _ := get(t, base+"/healthz"); resp.StatusCode != http.StatusOK {
		t.Errorf("afterwards: status %d", resp.StatusCode)
	}
	if text := log.String(); !strings.Contains(text, "a fault with a secret") ||
		!strings.Contains(text, "server_test.go") {
		t.Errorf("the log does not say what happened where: %s", text)
	}
}

// locked is a writer for several goroutines.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// TestLogHoldsNothingPersonal sees neither the address, nor the browser, nor what was asked in the log.
func TestLogHoldsNothingPersonal(t *testing.T) {
	var log bytes.Buffer
	c := whole(t, slog.New(slog.NewTextHandler(&locked{w: &log}, nil)))
	_, base := start(t, c)
	get(t, base+"/v1/check?amount=91234+EUR&country=IS", "User-Agent", "secret-browser", "Referer",
		"http://secret.example/")
	get(t, base+"/v1/estimate?country=secretland")
	get(t, base+"/secret/path")
	get(t, base+"/?role=backend&country=IS&pay=91234")
	served := strings.Count(log.String(), "msg=served")
	if served != 4 {
		t.Errorf("%d requests were logged", served)
	}
	for _, bad := range []string{"91234", "secret", "IS", "127.0.0.1"} {
		if strings.Contains(log.String(), bad) {
			t.Errorf("%q is in the log:\n%s", bad, log.String())
		}
	}
}

func TestCompression(t *testing.T) {
	_, base := start(t, whole(t, logTo(t)))
	resp, body := get(t, base+"/v1/openapi.json", "Accept-Encoding", "gzip")
	if resp.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(resp.Header.Get("Vary"), "Accept-Encoding") {
		t.Fatalf("encoding %q, Vary %q", resp.Header.Get("Content-Encoding"), resp.Header.Get("Vary"))
	}
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !json.Valid(plain) || len(plain) < 3*len(body) {
		t.Errorf("%d bytes were %d, %v", len(body), len(plain), err)
	}
	tag := resp.Header.Get("ETag")
	if resp, body := get(t, base+"/v1/openapi.json", "Accept-Encoding", "gzip", "If-None-Match",
		tag); resp.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("the tag %s gives %d", tag, resp.StatusCode)
	}
	if resp, _ := get(t, base+"/v1/openapi.json", "Accept-Encoding",
		"identity"); resp.Header.Get("Content-Encoding") != "" {
		t.Error("compressed for a client that does not want it")
	}
	const firstView = 30 << 10 // bytes, compressed, of the page that people see first
	if _, body := get(t, base+"/", "Accept-Encoding", "gzip"); len(body) > firstView {
		t.Errorf("the first page has %d bytes", len(body))
	}
}

func TestBatchStreamsThroughTheServer(t *testing.T) {
	_, base := start(t, whole(t, logTo(t)))
	n := 0
	for a, err := range client.New(base).Batch(t.Context(), func(yield func(client.Question) bool) {
		for range 500 {
			if !yield(client.Question{Country: "DE"}) {
				return
			}
		}
	}) {
		if err != nil || a.Currency != "EUR" {
			t.Fatalf("%+v, %v", a, err)
		}
		n++
	}
	if n != 500 {
		t.Errorf("%d answers", n)
	}
}

func TestTracesAreSent(t *testing.T) {
	got := make(chan otlpRequest, 10)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var o otlpRequest
		if err := json.NewDecoder(r.Body).Decode(&o); err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
		got <- o
	}))
	defer collector.Close()
	c := whole(t, logTo(t))
	c.Trace = collector.URL + "/"
	s, base := start(t, c)
	get(t, base+"/v1/estimate?country=DE", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	span := (<-got).ResourceSpans[0].ScopeSpans[0].Spans[0]
	if span.TraceID != "0af7651916cd43dd8448eb211c80319c" || span.ParentID != "b7ad6b7169203331" ||
		span.Name != "GET /v1/estimate" || span.Kind != otlpServer {
		t.Errorf("the span is %+v", span)
	}
	if text := fmt.Sprint(span); strings.Contains(text, "country") || strings.Contains(text, "DE") {
		t.Errorf("the span tells what was asked: %s", text)
	}
	if _, err := New(Config{Trace: "nonsense"}); pay.KindOf(err) != pay.Invalid {
		t.Errorf("a bad endpoint: %v", err)
	}
}

// TestOddConnections sends what no browser would, byte by byte as it is.
func TestOddConnections(t *testing.T) {
	_, base := start(t, whole(t, logTo(t)))
	for name, tt := range map[string]struct {
		request string
		status  int
	}{
		"no HTTP":            {"\x16\x03\x01\r\n\r\n", 400},
		"no host":            {"GET / HTTP/1.1\r\n\r\n", 400},
		"two hosts":          {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		"control characters": {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		"escaped controls":   {"GET /%00%1b HTTP/1.1\r\nHost: a\r\n\r\n", 404},
		"up and up":          {"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 404},
		"escaped up":         {"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 404},
		"backslashes":        {"GET /..%5c..%5cwindows HTTP/1.1\r\nHost: a\r\n\r\n", 404},
		"slashes":            {"GET //v1//estimate HTTP/1.1\r\nHost: a\r\n\r\n", 404},
		"everything":         {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200},
		"a long path":        {"GET /" + strings.Repeat("a", maxURL) + " HTTP/1.1\r\nHost: a\r\n\r\n", 413},
		"a large header": {"GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("a", 2*maxHeader) +
			"\r\n\r\n", 431},
		"two lengths": {
			"POST /v1/estimate HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", 400},
		"another word":         {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
		"a body where none is": {"GET /v1/estimate HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 200},
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, tt.request); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else {
			if resp.StatusCode != tt.status {
				t.Errorf("%s: status %d", name, resp.StatusCode)
			}
			_ = resp.Body.Close()
		}
		_ = c.Close()
	}
}
