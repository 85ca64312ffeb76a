// Package chdb tests that the statements of package clickhouse mean the same to a current ClickHouse as to
// the 18.16 that its own tests run on. The library is that of the npm package @chdb/lib-linux-x64-gnu;
// the environment variable CHDB_LIBRARY names its file libchdb.so.
package chdb

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/clickhouse"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

// library is the part of chDB's C interface that the test calls.
type library struct {
	connect func(argc int32, argv **byte) *uintptr
	query   func(connection uintptr, query, format string) uintptr
	buffer  func(result uintptr) *byte
	length  func(result uintptr) uint64
	failure func(result uintptr) string
	destroy func(result uintptr)
	close   func(connection *uintptr)
}

// open loads the library and connects to a database in memory. It returns what runs a statement and
// returns its answer as lines of JSON.
func open(t *testing.T) func(statement string) string {
	path := os.Getenv("CHDB_LIBRARY")
	if path == "" {
		t.Skip("skipped: needs CHDB_LIBRARY, the file libchdb.so of the npm package @chdb/lib-linux-x64-gnu")
	}
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		t.Fatal(err)
	}
	var l library
	purego.RegisterLibFunc(&l.connect, handle, "chdb_connect")
	purego.RegisterLibFunc(&l.query, handle, "chdb_query")
	purego.RegisterLibFunc(&l.buffer, handle, "chdb_result_buffer")
	purego.RegisterLibFunc(&l.length, handle, "chdb_result_length")
	purego.RegisterLibFunc(&l.failure, handle, "chdb_result_error")
	purego.RegisterLibFunc(&l.destroy, handle, "chdb_destroy_query_result")
	purego.RegisterLibFunc(&l.close, handle, "chdb_close_conn")
	program := append([]byte("chdb"), 0)
	argv := []*byte{&program[0]}
	connection := l.connect(1, &argv[0])
	if connection == nil {
		t.Fatal("chDB does not connect")
	}
	t.Cleanup(func() { l.close(connection) })
	return func(statement string) string {
		t.Helper()
		result := l.query(*connection, statement, "JSONCompactEachRow")
		defer l.destroy(result)
		if failure := l.failure(result); failure != "" {
			t.Fatalf("%s\n%s", failure, statement[:min(len(statement), 2000)])
		}
		if l.length(result) == 0 {
			return ""
		}
		return strings.Clone(unsafe.String(l.buffer(result), l.length(result)))
	}
}

func TestCurrentClickHouse(t *testing.T) {
	run := open(t)
	t.Log("ClickHouse", strings.TrimSpace(run("SELECT version()")))
	layer, err := slice.NewLayer(pay.Reported, 0)
	if err != nil {
		t.Fatal(err)
	}
	rows := slicetest.Rough(1, 900)
	run("CREATE TABLE records (" + strings.Join(clickhouse.ColumnTypes(), ", ") +
		") ENGINE = MergeTree ORDER BY (country, years, pay)")
	run("INSERT INTO records VALUES " + literals(rows))
	// As Load does when all are there.
	run("RENAME TABLE records TO loaded")
	tables := run("SELECT name FROM system.tables " +
		"WHERE database = currentDatabase() AND substring(name, 1, 4) = 'load'")
	if got := tables; got != "[\"loaded\"]\n" {
		t.Errorf("the tables are %q", got)
	}

	naive := &slicetest.Naive{Layer: layer, Rows: rows}
	answered := 0
	for i := range 300 {
		r := rand.New(rand.NewPCG(uint64(i), 4))
		q, a := slicetest.Question(r.IntN, rows)
		want, err := naive.Summarise(context.Background(), q, a)
		if err != nil {
			continue
		}
		answered++
		levels := slices.Clone(a.Levels)
		for i := range levels {
			levels[i] *= 1 - 0x1p-52
		}
		for value, summary := range ask(t, run, "''", q, levels, a) {
			if value != "" || summary.N != want.N || !slices.Equal(summary.Quantiles, want.Quantiles) {
				t.Errorf("%+v %+v: %+v, want %+v", q, a, summary, want)
			}
		}
		groups, err := naive.GroupBy(context.Background(), q, pay.FacetSkills, a)
		if err != nil {
			t.Fatal(err)
		}
		got := ask(t, run, "arrayJoin(skills)", q, levels, a)
		for _, g := range groups.Groups {
			if own := got[g.Value]; own.N != g.N || !slices.Equal(own.Quantiles, g.Quantiles) {
				t.Errorf("%+v %+v of %s: %+v, want %+v", q, a, g.Value, own, g.Summary)
			}
		}
	}
	if answered < 50 {
		t.Errorf("only %d questions had an answer", answered)
	}
}

// ask runs a question's statement and returns the records and quantiles by value.
func ask(
	t *testing.T, run func(string) string, value string, q slice.Query, levels []float64, a slice.Ask,
) map[string]slice.Summary {
	t.Helper()
	out := map[string]slice.Summary{}
	for line := range strings.Lines(run(clickhouse.Select("loaded", value, clickhouse.Where(q), levels, a))) {
		var value string
		var n json.Number
		var s slice.Summary
		var people, mean, bars, counts, weights any
		row := []any{&value, &n, &people, &mean, &s.Quantiles, &bars, &counts, &weights}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		var err error
		if s.N, err = strconv.Atoi(n.String()); err != nil {
			t.Fatal(err)
		}
		out[value] = s
	}
	return out
}

// literals writes rows as the values of an INSERT.
func literals(rows []slice.Row) string {
	var b strings.Builder
	for _, row := range rows {
		r := row.Record
		units, _ := slice.Weight(r.Weight)
		years := 255
		if n, known := r.Years.Get(); known {
			years = int(n)
		}
		fmt.Fprintf(&b, "(%v, %d, %d, %d", row.Pay, units, years, r.Year)
		for _, v := range []string{r.Country, r.Place, r.Level, r.Industry, r.OrgSize, r.Remote, r.Employment,
			r.Education, r.Source} {
			fmt.Fprintf(&b, ", '%s'", v)
		}
		for _, list := range [][]string{r.Roles, r.Skills} {
			list = slices.Compact(slices.Sorted(slices.Values(list)))
			fmt.Fprintf(&b, ", ['%s']", strings.Join(list, "','"))
		}
		b.WriteString(") ")
	}
	return strings.ReplaceAll(b.String(), "['']", "[]")
}
