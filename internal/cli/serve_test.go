package cli

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/backpay/backpay/client"
)

// TestServe starts the server as the command line does, asks it and interrupts it.
func TestServe(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var log bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- Main(ctx, Environment{
			Args: []string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()},
			Out:  in, Err: &log, Getenv: func(string) string { return "" },
		})
		_ = in.Close() // it cannot fail
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		t.Fatalf("printed %q, %v", line, err)
	}
	answer, err := client.New(address).Estimate(ctx, client.Question{Role: "backend", Country: "DE", Years: "6"})
	if err != nil || answer.Currency != "EUR" {
		t.Errorf("answered %+v, %v", answer, err)
	}
	interrupt()
	if status := <-ended; status != 0 {
		t.Errorf("ended with %d: %s", status, log.String())
	}
	if !strings.Contains(log.String(), `route="GET /v1/estimate"`) {
		t.Errorf("the log is %q", log.String())
	}
}

func TestServeWhereThePortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for listen, want := range map[string]int{taken.Addr().String(): 6, "nonsense": 2} {
		var out, log bytes.Buffer
		status := Main(t.Context(), Environment{
			Args: []string{"serve", "--listen", listen, "--data", t.TempDir()},
			Out:  &out, Err: &log, Getenv: func(string) string { return "" },
		})
		if status != want || !strings.Contains(log.String(), "backpay: hint: ") {
			t.Errorf("%s: ended with %d: %s", listen, status, log.String())
		}
	}
}

func TestReachable(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:8080": "127.0.0.1:8080", "[::]:80": "localhost:80", "0.0.0.0:80": "localhost:80",
		"[::1]:80": "[::1]:80",
	} {
		if got := reachable(address); got != want {
			t.Errorf("%s is reached at %s", address, got)
		}
	}
}
