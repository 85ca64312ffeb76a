package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stream is what go test -json says of a package with a test of each kind.
const stream = `{"Action":"start","Package":"m/p"}
{"Action":"run","Package":"m/p","Test":"TestGood"}
{"Action":"output","Package":"m/p","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"m/p","Test":"TestGood","Output":"    p_test.go:4: quiet\n"}
{"Action":"pass","Package":"m/p","Test":"TestGood"}
{"Action":"output","Package":"m/p","Test":"TestBad","Output":"=== RUN   TestBad\n"}
{"Action":"output","Package":"m/p","Test":"TestBad","Output":"--- FAIL: TestBad (0.00s)\n"}
{"Action":"output","Package":"m/p","Test":"TestBad","Output":"    p_test.go:8: wrong\n"}
{"Action":"fail","Package":"m/p","Test":"TestBad"}
{"Action":"output","Package":"m/p","Test":"TestAbsent","Output":"    p_test.go:12: skipped: needs a browser\n"}
{"Action":"output","Package":"m/p","Test":"TestAbsent","Output":"--- SKIP: TestAbsent (0.00s)\n"}
{"Action":"skip","Package":"m/p","Test":"TestAbsent"}
{"Action":"output","Package":"m/p","Test":"TestMore","Output":"    p_test.go:16: needs a browser\n"}
{"Action":"skip","Package":"m/p","Test":"TestMore"}
{"Action":"output","Package":"m/p","Output":"FAIL\n"}
{"Action":"output","Package":"m/p","Output":"FAIL\tm/p\t0.002s\n"}
{"Action":"fail","Package":"m/p"}
{"ImportPath":"m/q","Action":"build-output","Output":"q.go:3: undefined: x\n"}
{"Action":"output","Package":"m/r","Output":"PASS\n"}
{"Action":"output","Package":"m/r","Output":"ok  \tm/r\t0.003s\n"}
{"Action":"skip","Package":"m/empty"}
no JSON
`

func TestReport(t *testing.T) {
	var out strings.Builder
	skipped, err := report(strings.NewReader(stream), &out)
	if err != nil {
		t.Fatal(err)
	}
	want := "--- FAIL: TestBad (0.00s)\n    p_test.go:8: wrong\nFAIL\nFAIL\tm/p\t0.002s\n" +
		"q.go:3: undefined: x\nok  \tm/r\t0.003s\nno JSON\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string][]string{"needs a browser": {"p.TestAbsent", "p.TestMore"}}, skipped); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
}

// TestStatus: the status of go test is kept.
func TestStatus(t *testing.T) {
	var out strings.Builder
	if status, err := run([]string{"./nowhere"}, &out); err != nil || status == 0 {
		t.Errorf("tests of no package end with %d, %v: %s", status, err, out.String())
	}
}
