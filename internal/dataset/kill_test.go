package dataset

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// importVariable makes the test binary import into the directory that it names, instead of testing.
const importVariable = "BACKPAY_TEST_IMPORT"

func TestMain(m *testing.M) {
	if dir := os.Getenv(importVariable); dir != "" {
		if err := importAndTell(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// The two states of a directory between which an import that is killed must leave nothing.
var (
	stateBefore = drawn(30, 200, "survey", 2023, 2024)
	stateAfter  = drawn(31, 2000, "survey", 2022, 2024)
)

// The steps that importAndTell writes to its output.
const (
	reading    = "reading"
	committing = "committing"
	committed  = "committed"
)

// importAndTell replaces stateBefore by stateAfter.
func importAndTell(dir string) error {
	d, err := OpenDirectory(dir)
	if err != nil {
		return err
	}
	imp, err := d.Begin("survey")
	if err != nil {
		return err
	}
	fmt.Println(reading)
	for i := range stateAfter {
		if err := imp.Record(&stateAfter[i]); err != nil {
			return err
		}
	}
	fmt.Println(committing)
	if _, _, err = imp.Commit(context.Background(), Meta{SHA256: "after"}, CommitOptions{Replace: true}); err != nil {
		return err
	}
	fmt.Println(committed)
	return nil
}

// importer runs importAndTell in a process of its own.
type importer struct {
	*exec.Cmd
	steps <-chan string // closed at the end
}

func startImporter(t *testing.T, dir string) importer {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), importVariable+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	steps := make(chan string, 3)
	go func() {
		defer close(steps)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			steps <- lines.Text()
		}
	}()
	return importer{cmd, steps}
}

// killed kills the importer a time after a step, or at its own end, and returns the last step it told.
func (i importer) killed(step string, delay time.Duration) (last string) {
	for last != step {
		s, running := <-i.steps
		if !running {
			break
		}
		last = s
	}
	time.Sleep(delay)
	i.Process.Kill()
	for s := range i.steps {
		last = s
	}
	i.Wait() // that it was killed is no news
	return last
}

// TestKill kills imports at random moments, half of them spread over the commit, and holds that the
// directory is then as before or as after, never between, and that the next import succeeds.
func TestKill(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: it kills with SIGKILL, which Windows does not have")
	}
	before, after := byYear(stateBefore), byYear(stateAfter)
	template := directory(t)
	commit(t, template, stateBefore, Meta{SHA256: "before"}, CommitOptions{})
	reset := func(dir string) {
		if err := os.CopyFS(dir, os.DirFS(template.Path())); err != nil {
			t.Fatal(err)
		}
	}

	root := t.TempDir()
	reset(filepath.Join(root, "whole"))
	whole := startImporter(t, filepath.Join(root, "whole"))
	var times []time.Time // of each step
	for range whole.steps {
		times = append(times, time.Now())
	}
	if err := whole.Wait(); err != nil || len(times) != 3 {
		t.Fatalf("an import that is left alone: %v after %d steps", err, len(times))
	}
	lasting := map[string]time.Duration{reading: times[2].Sub(times[0]), committing: times[2].Sub(times[1])}

	r := rand.New(rand.NewPCG(1, 2))
	runs, inCommit, old := 0, 0, 0
	start := time.Now()
	for ; runs < 40 && (inCommit < 5 || old < 2 || time.Since(start) < 4*time.Second); runs++ {
		dir := filepath.Join(root, fmt.Sprint(runs))
		reset(dir)
		step := reading
		if runs%2 == 1 {
			step = committing
		}
		last := startImporter(t, dir).killed(step, time.Duration(r.Float64()*float64(lasting[step])))
		if last == committed { // the machine is not always as fast: half of the kills are to come in time
			lasting[step] = lasting[step] * 3 / 4
		} else {
			lasting[step] = lasting[step] * 4 / 3
		}

		d, err := OpenDirectory(dir)
		if err != nil {
			t.Fatalf("killed when it was %s: %v", last, err)
		}
		if err := d.Verify(t.Context()); err != nil {
			t.Fatalf("killed when it was %s: %v", last, err)
		}
		got := held(t, d)
		switch {
		case diff(before, got) == "":
			if last == committed {
				t.Fatal("an import that said it was done is lost")
			}
			old++
		case diff(after, got) != "":
			t.Fatalf("killed when it was %s: %d records, neither those before nor those after", last, len(got))
		}
		if last == committing {
			inCommit++
		}
		next := drawn(32, 10, "other", 2024, 2024)
		commit(t, d, next, Meta{SHA256: "next"}, CommitOptions{})
		if n := len(held(t, d)); n != len(got)+len(next) {
			t.Fatalf("after the next import there are %d records", n)
		}
		if files := tree(t, dir); len(files) != 1+len(d.Catalogue().files()) {
			t.Fatalf("the next import leaves %v", files)
		}
	}
	if inCommit == 0 || old == 0 {
		t.Errorf(
			"%d imports were killed in their commit and %d left the old state: the test has not seen what it is for",
			inCommit, old)
	}
	t.Logf("of %d imports %d were killed in their commit, and %d left the old state", runs, inCommit, old)
}
