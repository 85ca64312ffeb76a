// Command tests runs go test with its arguments, prints what go test prints, and at the end what was skipped and
// why, so that a run that is green for want of a browser or of data does not pass for a whole one. It ends with the
// status of go test.
//
// Its limit: it is not verbose; a test that passes says nothing.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
)

func main() {
	status, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tests: error:", err)
		status = 1
	}
	os.Exit(status)
}

// run runs go test and returns its status.
func run(args []string, out io.Writer) (status int, err error) {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, fmt.Errorf("running go test: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("running go test: %w", err)
	}
	skipped, err := report(stdout, out)
	if err != nil {
		return 0, err
	}
	for _, reason := range slices.Sorted(maps.Keys(skipped)) {
		fmt.Fprintf(out, "skipped %s: %s\n", strings.Join(skipped[reason], ", "), reason)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); errors.As(err, &exit) {
		return exit.ExitCode(), nil
	} else if err != nil {
		return 0, fmt.Errorf("running go test: %w", err)
	}
	return 0, nil
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output string
}

// report prints what go test would have printed, and returns the tests that were skipped by their reason.
func report(in io.Reader, out io.Writer) (skipped map[string][]string, err error) {
	skipped = map[string][]string{}
	said := map[[2]string][]string{} // by package and test, what it has printed
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(out, lines.Text()) // not an event: go itself speaks
			continue
		}
		test := [2]string{e.Package, e.Test}
		switch {
		case strings.HasSuffix(e.Action, "output") && e.Test == "":
			if e.Output != "PASS\n" && !strings.HasPrefix(e.Output, "=== ") {
				io.WriteString(out, e.Output) //nolint:errcheck // the terminal is gone
			}
		case e.Action == "output":
			said[test] = append(said[test], e.Output)
		case e.Action == "fail":
			for _, line := range said[test] {
				if !strings.HasPrefix(line, "=== ") {
					io.WriteString(out, line) //nolint:errcheck // as above
				}
			}
			delete(said, test)
		case e.Action == "skip" && e.Test != "":
			reason := reasonOf(said[test])
			skipped[reason] = append(skipped[reason], e.Package[strings.LastIndexByte(e.Package, '/')+1:]+"."+e.Test)
			delete(said, test)
		case e.Action == "pass":
			delete(said, test)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading what go test says: %w", err)
	}
	return skipped, nil
}

var place = regexp.MustCompile(`^\s*\w+\.go:\d+: (?:skipped: )?`)

// reasonOf returns why a test was skipped: what it said last.
func reasonOf(said []string) string {
	for _, line := range slices.Backward(said) {
		if place.MatchString(line) {
			return strings.TrimSpace(place.ReplaceAllString(line, ""))
		}
	}
	return "no reason given"
}
