// Command slices asks Backpay's index and four databases the same questions about the same records, one
// after the other in one run, checks that the answers are the same to the last digit, and prints the times
// as Markdown and as a picture.
//
// Usage:
//
//	go run ./slices [-rows 1000000,10000000] [-engines backpay,duckdb,…] [-picture FILE.svg] [-dir DIR]
//
// The records are those of slicetest.Records. Every engine is used in its own best way that the author knows
// of, and on one core: DuckDB with its native tables, PostgreSQL and SQLite with an index that covers the
// question, ClickHouse through Backpay's own statement. PostgreSQL and ClickHouse are started for the run and
// stopped after it. The time is the median of several asked in a row, so what fits into memory is there.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "slices: error:", err)
		stop()
		os.Exit(1)
	}
}

// levels are the quantiles that are asked for. In floating point, too, no level × n is above the whole
// number that it should be, so that the databases' own functions take the same rank.
var levels = []float64{.1, .25, .5, .75, .9}

// question is asked of every engine: of one slice, or of every country.
type question struct {
	name  string
	q     slice.Query
	group bool
}

var questions = []question{
	{name: "four facets", q: slice.Query{
		Any:   slice.Values{"country": {"US"}, "role": {"backend", "fullstack"}, "org_size": {"100-499", "20-99"}},
		Years: &slice.Range{From: 3, To: 9},
	}},
	{name: "four facets, one of them Germany", q: slice.Query{
		Any:   slice.Values{"country": {"DE"}, "role": {"backend", "fullstack"}, "org_size": {"100-499", "20-99"}},
		Years: &slice.Range{From: 3, To: 9},
	}},
	{name: "four facets without a country", q: slice.Query{
		Any:   slice.Values{"role": {"backend"}, "skills": {"java"}, "org_size": {"100-499", "20-99"}},
		Years: &slice.Range{From: 3, To: 9},
	}},
	{name: "every country", group: true},
}

// engine is a database under test.
type engine interface {
	name() string
	// load makes the engine hold the records and reports how long that took, with indexes.
	load(ctx context.Context, rows int) error
	// ask returns n and the quantiles of a slice, by country when the question says so, else under "".
	ask(ctx context.Context, q question) (answers, error)
	close() error
}

type answers map[string]answer

type answer struct {
	n         int
	quantiles []float64
}

func run(ctx context.Context) error {
	rows := flag.String("rows", "1000000,10000000", "how many records, several sizes between commas")
	names := flag.String("engines", "backpay,duckdb,postgres,sqlite,clickhouse", "which engines")
	picture := flag.String("picture", "", "file to draw the times into")
	dir := flag.String("dir", "", "folder for the databases' files; a temporary one by default")
	flag.Parse()
	runtime.GOMAXPROCS(2) // one for the question, one for the collector and the clients
	if *dir == "" {
		temporary, err := os.MkdirTemp("", "slices")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		*dir = temporary
	}
	if err := os.Chmod(*dir, 0o755); err != nil { // PostgreSQL runs as somebody else
		return err
	}
	fmt.Printf("%s, %s, %s/%s, %d cores\n", time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS,
		runtime.GOARCH, runtime.NumCPU())
	var results []result
	for size := range strings.SplitSeq(*rows, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			return fmt.Errorf("reading -rows: %w", err)
		}
		some, err := measureAll(ctx, *dir, n, strings.Split(*names, ","))
		if err != nil {
			return err
		}
		results = append(results, some...)
	}
	if *picture != "" {
		return os.WriteFile(*picture, draw(results), 0o644)
	}
	return nil
}

// result is the time of one engine for one question.
type result struct {
	engine, question string
	rows             int
	median           time.Duration
	quickest         time.Duration
}

func measureAll(ctx context.Context, dir string, rows int, names []string) ([]result, error) {
	fmt.Printf("\n## %d records\n\n", rows)
	var results []result
	want := map[string]answers{}
	counts := make([]int, len(questions))
	for _, name := range names {
		e, err := start(name, dir)
		if err != nil {
			return nil, err
		}
		some, err := measure(ctx, e, rows, want, counts)
		if closing := e.close(); err == nil {
			err = closing
		}
		if err != nil {
			return nil, fmt.Errorf("measuring %s: %w", name, err)
		}
		results = append(results, some...)
	}
	table(results, rows, counts)
	return results, nil
}

// measure loads an engine and times every question, and fails when an answer differs from the first
// engine's.
func measure(ctx context.Context, e engine, rows int, want map[string]answers, counts []int) ([]result, error) {
	began := time.Now()
	if err := e.load(ctx, rows); err != nil {
		return nil, fmt.Errorf("loading: %w", err)
	}
	fmt.Printf("%s holds them after %v\n", e.name(), time.Since(began).Round(time.Millisecond))
	var results []result
	for i, q := range questions {
		var times []time.Duration
		for begun := time.Now(); len(times) < 3 || len(times) < 2000 && time.Since(begun) < 5*time.Second; {
			start := time.Now()
			got, err := e.ask(ctx, q)
			if err != nil {
				return nil, fmt.Errorf("asking for %s: %w", q.name, err)
			}
			times = append(times, time.Since(start))
			if want[q.name] == nil {
				want[q.name] = got
				for _, a := range got {
					counts[i] += a.n
				}
			}
			if err := same(want[q.name], got); err != nil {
				return nil, fmt.Errorf("%s: %w", q.name, err)
			}
		}
		slices.Sort(times)
		results = append(results, result{e.name(), q.name, rows, times[len(times)/2], times[0]})
		fmt.Printf("%s, %s: median %.3f ms, quickest %.3f ms, of %d\n", e.name(), q.name, ms(times[len(times)/2]),
			ms(times[0]), len(times))
	}
	return results, nil
}

// same returns an error unless two answers are the same to the last digit.
func same(want, got answers) error {
	if len(want) != len(got) {
		return fmt.Errorf("%d groups, want %d", len(got), len(want))
	}
	for value, a := range want {
		if b := got[value]; a.n != b.n || !slices.Equal(a.quantiles, b.quantiles) {
			return fmt.Errorf("%q is %v, want %v", value, b, a)
		}
	}
	return nil
}

// table prints the times with how many times Backpay's index is faster.
func table(results []result, rows int, counts []int) {
	fmt.Print("\n| engine |")
	for i, q := range questions {
		if q.group {
			fmt.Printf(" %s |", q.name)
		} else {
			fmt.Printf(" %s (%.2f %%) |", q.name, 100*float64(counts[i])/float64(rows))
		}
	}
	fmt.Printf("\n|---|%s\n", strings.Repeat("---:|", len(questions)))
	ours := map[string]time.Duration{}
	var order []string
	byEngine := map[string]map[string]time.Duration{}
	for _, r := range results {
		if byEngine[r.engine] == nil {
			order = append(order, r.engine)
			byEngine[r.engine] = map[string]time.Duration{}
		}
		byEngine[r.engine][r.question] = r.median
		if r.engine == "Backpay" {
			ours[r.question] = r.median
		}
	}
	for _, name := range order {
		fmt.Printf("| %s |", name)
		for _, q := range questions {
			took := byEngine[name][q.name]
			fmt.Printf(" %.3f ms", float64(took)/1e6)
			if base := ours[q.name]; base > 0 && name != "Backpay" {
				fmt.Printf(" (%.0f×)", float64(took)/float64(base))
			}
			fmt.Print(" |")
		}
		fmt.Println()
	}
}

// country is the facet that the last question groups by.
const country = pay.FacetCountry
