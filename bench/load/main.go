// Command load measures the API under load, beside a bare net/http handler that encodes the same JSON:
//
//	cd bench && go run ./load
//
// It builds the server, starts it and the bare handler as programs of their own, and asks both the same
// varied questions over keep-alive connections. Everything shares one machine, the load generator too, so
// what counts is how the two compare. It prints the table of docs/api.md.
//
// Questions are varied: role, country, years, skills and more, drawn at random. The server remembers recent
// answers, so it is measured twice: with some thousand questions that recur, as those of pages do, and
// with questions none of which was asked before.
//
// First it asks as fast as answers come (closed loop). Then it asks at half and at three times the rate
// that was reached, on a schedule that does not wait for answers (open loop): at half, a latency counts
// from when the schedule had the request, so that a stall is not hidden by the requests it delays; above
// what can be served, from when it was sent, since the schedule is then behind by intent.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/backpay/backpay/client"
	"github.com/backpay/backpay/wire"
)

// The settings of a run.
var (
	duration = flag.Duration("duration", 8*time.Second, "of each measurement")
	conns    = flag.Int("conns", 32, "connections while answers are waited for")
	many     = flag.Int("overload", 400,
		"connections above what can be served; all are busy, so that this many over the answers and refusals of a "+
			"second is the least mean latency")
	bare = flag.String("bare", "", "serve the answers in this file; how the command starts itself")
)

func main() {
	flag.Parse()
	run := measure
	if *bare != "" {
		run = serveBare
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "load: error:", err)
		os.Exit(1)
	}
}

// serveBare serves answers that are known already, encoding each anew.
func serveBare() error {
	b, err := os.ReadFile(*bare)
	if err != nil {
		return err
	}
	var answers map[string]*wire.Answer
	if err := json.Unmarshal(b, &answers); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("listening on http://%s\n", l.Addr())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answers[r.URL.RawQuery]) // the client may have gone
	}))
}

// questions returns a source of varied questions as queries, the same in each run and with hardly any
// twice.
func questions(ctx context.Context, c *client.Client) (func() string, error) {
	words := map[string][]string{"years": {}}
	for facet, limit := range map[string]int{"role": 20, "country": 250, "skills": 60, "org_size": 9, "industry": 10,
		"education": 8, "remote": 3} {
		entries, err := c.Vocabulary(ctx, facet, "", limit)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			words[facet] = append(words[facet], e.Code)
		}
	}
	for y := range 31 {
		words["years"] = append(words["years"], strconv.Itoa(y))
	}
	common := []string{"US", "DE", "IN", "GB", "PL", "CA", "FR", "BR", "ES", "NL"}
	rng := rand.New(rand.NewPCG(1, 2))
	of := func(words []string) string { return words[rng.IntN(len(words))] }
	return func() string {
		q := url.Values{"role": {of(words["role"])}, "country": {of(common)}}
		if rng.IntN(3) == 0 {
			q.Set("country", of(words["country"]))
		}
		for _, f := range []struct {
			facet string
			share int
		}{{"years", 80}, {"skills", 40}, {"org_size", 30}, {"industry", 20}, {"education", 20}, {"remote", 30}} {
			if rng.IntN(100) < f.share {
				q.Set(f.facet, of(words[f.facet]))
			}
		}
		return q.Encode() + "&explain=false"
	}, nil
}

// program is a server that was started.
type program struct {
	cmd     *exec.Cmd
	base    string
	started time.Time
}

func start(env []string, name string, args ...string) (*program, error) {
	p := &program{cmd: exec.Command(name, args...), started: time.Now()}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("waiting for %s to listen: %w", name, err)
	}
	p.base = strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	return p, nil
}

func (p *program) stop() {
	_ = p.cmd.Process.Signal(os.Interrupt)
	_ = p.cmd.Wait()
}

// memory returns the resident set of a program in MB, as Linux tells it, and the largest it ever was.
func (p *program) memory() (now, peak float64) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		kb, _ := strconv.ParseFloat(f[1], 64)
		switch f[0] {
		case "VmRSS:":
			now = kb / 1024
		case "VmHWM:":
			peak = kb / 1024
		}
	}
	return now, peak
}

// cpu returns the time that the processors have spent on a program, as Linux counts it, in hundredths of
// a second.
func (p *program) cpu() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(b), ") ") // the name of the program may hold spaces
	f := strings.Fields(after)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// result is what a measurement found.
type result struct {
	took           time.Duration
	cpu            time.Duration // of the server
	ok, shed, lost int
	latencies      []time.Duration // of those that were answered, sorted
}

func (r result) rate() float64 { return float64(r.ok) / r.took.Seconds() }

func (r result) at(p float64) time.Duration {
	if len(r.latencies) == 0 {
		return 0
	}
	return r.latencies[min(int(p*float64(len(r.latencies))), len(r.latencies)-1)].Round(10 * time.Microsecond)
}

// load asks a server over n connections: as fast as answers come when rate is 0, else on a schedule of
// rate requests a second. fromSchedule says what a latency counts from.
func load(base string, query func(k int64) string, n int, rate float64, fromSchedule bool) (result, error) {
	address := strings.TrimPrefix(base, "http://")
	var (
		next  atomic.Int64
		mu    sync.Mutex
		total result
		group sync.WaitGroup
		first error
	)
	begin := time.Now()
	for range n {
		c, err := net.Dial("tcp", address)
		if err != nil {
			return total, err
		}
		group.Go(func() {
			defer c.Close()
			var own result
			in := bufio.NewReader(c)
			var request []byte
			for {
				k := next.Add(1) - 1
				from := time.Now()
				if rate > 0 {
					due := begin.Add(time.Duration(float64(k) / rate * float64(time.Second)))
					if wait := time.Until(due); wait > 0 {
						time.Sleep(wait)
					}
					if from = time.Now(); fromSchedule {
						from = due
					}
				}
				if time.Since(begin) > *duration {
					break
				}
				request = fmt.Appendf(request[:0], "GET /v1/estimate?%s HTTP/1.1\r\nHost: %s\r\n\r\n", query(k),
					address)
				status, err := roundTrip(c, in, request)
				switch {
				case err != nil:
					own.lost++
					mu.Lock()
					first = err
					mu.Unlock()
				case status == http.StatusServiceUnavailable:
					own.shed++
				case status == http.StatusOK:
					own.ok++
					own.latencies = append(own.latencies, time.Since(from))
				default:
					own.lost++
				}
				if err != nil {
					break
				}
			}
			mu.Lock()
			defer mu.Unlock()
			total.ok += own.ok
			total.shed += own.shed
			total.lost += own.lost
			total.latencies = append(total.latencies, own.latencies...)
		})
	}
	group.Wait()
	total.took = time.Since(begin)
	slices.Sort(total.latencies)
	if total.lost > 0 {
		fmt.Fprintf(os.Stderr, "load: %d requests were lost: %v\n", total.lost, first)
	}
	return total, nil
}

// roundTrip asks and reads the answer, of which only the status and the length are looked at.
func roundTrip(c net.Conn, in *bufio.Reader, request []byte) (status int, err error) {
	if _, err := c.Write(request); err != nil {
		return 0, err
	}
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, fmt.Errorf("a status line of %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length, chunked := 0, false
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			break
		}
		if rest, ok := cutHeader(line, "Content-Length: "); ok {
			if length, err = strconv.Atoi(rest); err != nil {
				return 0, err
			}
		} else if _, ok := cutHeader(line, "Transfer-Encoding: "); ok {
			chunked = true
		}
	}
	if !chunked {
		_, err = in.Discard(length)
		return status, err
	}
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		size, err := strconv.ParseInt(strings.TrimSpace(string(line)), 16, 32)
		if err != nil {
			return 0, err
		}
		if _, err := in.Discard(int(size) + 2); err != nil || size == 0 {
			return status, err
		}
	}
}

func cutHeader(line []byte, name string) (string, bool) {
	if len(line) < len(name) || !strings.EqualFold(string(line[:len(name)]), name) {
		return "", false
	}
	return strings.TrimSpace(string(line[len(name):])), true
}

// measure makes every measurement and prints the table.
func measure() error {
	ctx := context.Background()
	before := loadAverage()
	dir, err := os.MkdirTemp("", "backpay-load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "backpay")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "./cmd/backpay")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building the server: %w", err)
	}

	server, err := start([]string{"BACKPAY_DIR=" + filepath.Join(dir, "data")}, binary, "serve", "--listen",
		"127.0.0.1:0", "--per-minute", "-1", "--quiet")
	if err != nil {
		return err
	}
	defer server.stop()
	c := client.New(server.base)
	if _, err := c.Estimate(ctx, client.Question{Role: "backend", Country: "DE", Years: "6"}); err != nil {
		return err
	}
	firstAnswer := time.Since(server.started)
	time.Sleep(2 * time.Second)
	idle, _ := server.memory()

	draw, err := questions(ctx, c)
	if err != nil {
		return err
	}
	answers := map[string]json.RawMessage{}
	var known []string
	var bytes int
	for range 3000 {
		q := draw()
		resp, err := http.Get(server.base + "/v1/estimate?" + q)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: status %d: %s", q, resp.StatusCode, body)
		}
		answers[q] = body
		known = append(known, q)
		bytes += len(body)
	}
	fresh := make([]string, 400_000)
	for i := range fresh {
		fresh[i] = draw()
	}
	file := filepath.Join(dir, "answers.json")
	b, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	handler, err := start(nil, self, "-bare", file)
	if err != nil {
		return err
	}
	defer func() { _ = handler.cmd.Process.Kill() }()

	recurring := func(k int64) string { return known[k%int64(len(known))] }
	var asked atomic.Int64
	unasked := func(int64) string { return fresh[asked.Add(1)%int64(len(fresh))] }
	measurements := []measurement{
		{name: "a bare handler that encodes the same JSON", of: handler, query: recurring, conns: *conns},
		{name: "questions that recur", of: server, query: recurring, conns: *conns},
		{name: "new questions", of: server, query: unasked, conns: *conns},
	}
	// These take turns, so that a slow minute of the machine is not one's alone.
	for range rounds {
		for i := range measurements {
			if err := measurements[i].run(); err != nil {
				return err
			}
		}
	}
	plain, again, first := measurements[0].result.rate(), measurements[1].result.rate(), measurements[2].result.rate()
	for _, m := range []measurement{
		{name: "questions that recur, at half that rate", of: server, query: recurring, conns: *conns, rate: again / 2,
			fromSchedule: true},
		{name: "new questions, at half that rate", of: server, query: unasked, conns: *conns, rate: first / 2,
			fromSchedule: true},
		{name: "the bare handler at the same rate", of: handler, query: recurring, conns: *conns, rate: first / 2,
			fromSchedule: true},
		{name: "new questions, at three times that rate", of: server, query: unasked, conns: *many, rate: 3 * first},
		{name: "afterwards, at half that rate", of: server, query: unasked, conns: *conns, rate: first / 2,
			fromSchedule: true},
	} {
		if err := m.run(); err != nil {
			return err
		}
		measurements = append(measurements, m)
	}
	_, peak := server.memory()

	fmt.Printf("%s, %d cores, load before %s, %s; answers of %d bytes on average\n\n",
		runtime.Version(), runtime.NumCPU(), before, time.Now().Format(time.DateOnly), bytes/len(known))
	fmt.Println("| what | connections | answers a second | CPU for each | p50 | p99 | refused |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for _, m := range measurements {
		r := m.result
		fmt.Printf("| %s | %d | %.0f | %s | %s | %s | %.0f %% |\n", m.name, m.conns, r.rate(),
			(r.cpu / time.Duration(max(r.ok, 1))).Round(time.Microsecond), r.at(.5), r.at(.99),
			100*float64(r.shed)/float64(max(r.ok+r.shed, 1)))
	}
	fmt.Printf(
		"\nOf the bare handler's rate: %.0f %% where questions recur, %.0f %% where none does. %s from start to the "+
			"first answer; %.0f MB idle, %.0f MB at most.\n",
		100*again/plain, 100*first/plain, firstAnswer.Round(time.Millisecond), idle, peak)
	return nil
}

// rounds is how often the measurements that are compared take turns.
const rounds = 2

// measurement is a load and what came of it.
type measurement struct {
	name         string
	of           *program
	query        func(int64) string
	conns        int
	rate         float64
	fromSchedule bool
	result       result
}

func (m *measurement) run() error {
	spent := m.of.cpu()
	r, err := load(m.of.base, m.query, m.conns, m.rate, m.fromSchedule)
	r.cpu = m.of.cpu() - spent
	m.result = join(m.result, r)
	return err
}

// loadAverage is what the machine did in the minute before, as Linux tells it.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(b))[0]
}

// join puts two measurements of the same together.
func join(a, b result) result {
	a.took += b.took
	a.cpu += b.cpu
	a.ok += b.ok
	a.shed += b.shed
	a.lost += b.lost
	a.latencies = append(a.latencies, b.latencies...)
	slices.Sort(a.latencies)
	return a
}
