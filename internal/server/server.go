// Package server runs the HTTP server: it joins the API and the pages, and puts around both what holds
// for everything that is served: limits, security headers, compression, the access log, metrics and
// traces.
//
// Its opinion: a server that is full says so at once. What it accepts it answers quickly, what it cannot
// take it refuses with 503 and a time to come back, and its memory does not grow with who is waiting.
// Nothing personal is logged: no address, no query, no name of a browser.
//
// Its limits: it speaks HTTP/1.1 without TLS, for the machine it runs on or a proxy before it. The
// limit per address sees the proxy's address there; let the proxy limit and switch this one off.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"github.com/backpay/backpay/internal/pay"
)

// Config says how a Server is set up. The zero value of a field is its default.
type Config struct {
	Listen     string // address and port; default 127.0.0.1:8080
	NextPort   bool   // when the port is taken, take the next free one
	Concurrent int    // requests that are answered at a time; default 4 for each core
	PerMinute  int    // requests of one address in a minute; default 1200, negative: no limit
	Trace      string // OTLP endpoint for traces, as http://localhost:4318; empty: none

	API   http.Handler // everything below /v1/
	Pages http.Handler // everything else

	// Warm prepares the first answer, after which the server is ready; nil: it is ready at once.
	Warm func(context.Context) error

	Log *slog.Logger // nil discards
}

// Limits that nobody has needed to change.
const (
	maxConnections = 2048
	maxHeader      = 16 << 10
	maxBody        = 64 << 10 // of a request that is no batch, which has its own
	maxURL         = 8 << 10
	portsTried     = 20
)

// Server is an HTTP server. Start and Stop can be called again.
type Server struct {
	config Config
	log    *slog.Logger
	ready  atomic.Bool
	traces *tracing // nil before Start, and without an endpoint

	mu      sync.Mutex
	http    *http.Server // nil before Start and after Stop
	address string
	ended   chan struct{} // closed when serving has ended
	failed  error         // why serving ended, when it was not Stop
	warmed  sync.WaitGroup
}

// New returns a server that is not yet listening.
func New(c Config) (*Server, error) {
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	if c.Concurrent == 0 {
		c.Concurrent = 4 * runtime.GOMAXPROCS(0)
	}
	if c.PerMinute == 0 {
		c.PerMinute = 1200
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{config: c, log: c.Log}
	if c.Trace != "" {
		to, err := tracesURL(c.Trace)
		if err != nil {
			return nil, err
		}
		s.config.Trace = to
	}
	return s, nil
}

// Start listens and serves until Stop. It returns once connections are accepted; starting a started
// server does nothing. The error is of kind pay.Conflict when the address is taken.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil {
		return nil
	}
	listener, err := s.listen(ctx)
	if err != nil {
		return err
	}
	s.address = listener.Addr().String()
	if s.config.Trace != "" {
		s.traces = newTracing(s.config.Trace, s.log)
	}
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), // broken connections
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	ended := make(chan struct{})
	s.http, s.ended, s.failed = server, ended, nil
	go func() {
		err := server.Serve(netutil.LimitListener(listener, maxConnections))
		if !errors.Is(err, http.ErrServerClosed) {
			s.mu.Lock()
			s.failed = fmt.Errorf("serving: %w", err)
			s.mu.Unlock()
		}
		close(ended)
	}()
	s.warmed.Go(func() {
		if s.config.Warm != nil {
			if err := s.config.Warm(ctx); err != nil {
				s.log.Error("preparing the first answer failed", "error", err)
				return
			}
		}
		s.ready.Store(true)
	})
	return nil
}

// listen opens the port, or the next free one.
func (s *Server) listen(ctx context.Context) (net.Listener, error) {
	host, port, err := net.SplitHostPort(s.config.Listen)
	number, portErr := net.DefaultResolver.LookupPort(ctx, "tcp", port)
	if err != nil || portErr != nil {
		return nil, pay.Errorf(pay.Invalid, "%q is no address to listen on", s.config.Listen).In("listen").
			WithHint("write it as 127.0.0.1:8080, or :8080 for every network")
	}
	tried := 1
	if s.config.NextPort && number != 0 {
		tried = portsTried
	}
	var config net.ListenConfig
	for i := range tried {
		l, listenErr := config.Listen(ctx, "tcp", net.JoinHostPort(host, fmt.Sprint(number+i)))
		if listenErr == nil {
			return l, nil
		}
		if err = listenErr; !errors.Is(err, syscall.EADDRINUSE) {
			return nil, pay.Errorf(pay.Unsupported, "cannot listen on %s", s.config.Listen).In("listen").Because(err).
				WithHint("choose an address of this machine and a port above 1023")
		}
	}
	return nil, pay.Errorf(pay.Conflict, "%s is taken by another program", s.config.Listen).In("listen").Because(err).
		WithHint("choose another port; port 0 takes any that is free")
}

// Address returns where the server listens, as "127.0.0.1:8080"; it is empty before Start.
func (s *Server) Address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.address
}

// Wait returns when serving has ended: after Stop, or with an error when it could not go on.
func (s *Server) Wait() error {
	s.mu.Lock()
	ended := s.ended
	s.mu.Unlock()
	if ended != nil {
		<-ended
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// Stop accepts no more, lets what is being answered end, and drops what has not ended when ctx is. A
// server that is not started is stopped already.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	server := s.http
	s.http = nil
	s.mu.Unlock()
	if server == nil {
		return nil
	}
	s.ready.Store(false)
	err := server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	s.warmed.Wait()
	s.ready.Store(false) // warming may have ended meanwhile
	if s.traces != nil {
		err = errors.Join(err, s.traces.stop(ctx))
	}
	if err != nil {
		return fmt.Errorf("stopping the server: %w", err)
	}
	return nil
}
