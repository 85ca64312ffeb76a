package recorded_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/api"
	"github.com/backpay/backpay/internal/cli"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/web"
)

var update = flag.Bool("update", false, "record the answers anew")

// today is the day on which the questions are asked.
var today = time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)

// answer is what a question was answered with.
type answer struct {
	Status int    `json:"status"` // of the process, or of HTTP
	Body   string `json:"body"`
}

// TestAnswersAreAsRecorded asks every question of testdata/questions.txt, through the command line, the API and the
// pages, and compares the answers with those recorded: JSON field by field, text as it stands.
func TestAnswersAreAsRecorded(t *testing.T) {
	questions := readQuestions(t)
	asked := newAsker(t)
	got := map[string]answer{}
	for _, q := range questions {
		got[q] = asked.ask(t, q)
	}
	name := filepath.Join("testdata", "answers.json.gz")
	if *update {
		record(t, name, got)
		return
	}
	want := recorded(t, name)
	if len(want) != len(got) {
		t.Errorf("%d answers are recorded to %d questions: record them anew with -update", len(want), len(got))
	}
	differ := 0
	for _, q := range questions {
		diff := compare(want[q], got[q])
		if diff == "" {
			continue
		}
		if differ++; differ <= 5 {
			t.Errorf("%s\n%.3000s", q, diff)
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d answers are not as recorded; where that is meant, record them with -update", differ,
			len(questions))
	}
}

func readQuestions(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "questions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var questions []string
	for q := range strings.Lines(string(text)) {
		if q = strings.TrimSpace(q); q != "" && !seen[q] {
			seen[q] = true
			questions = append(questions, q)
		}
	}
	if len(questions) < 280 {
		t.Fatalf("there are only %d questions", len(questions))
	}
	return questions
}

// asker asks one program, without data of its own, through each of its faces.
type asker struct {
	data       string
	api, pages http.Handler
}

func newAsker(t *testing.T) *asker {
	t.Helper()
	a := &asker{data: filepath.Join(t.TempDir(), "d")}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	s, err := service.Open(service.Config{Data: a.data, Now: func() time.Time { return today }, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	questions, err := api.New(s, log)
	if err != nil {
		t.Fatal(err)
	}
	a.api, a.pages = questions, web.New(s, web.Options{API: "/v1/docs", Log: log})
	return a
}

func (a *asker) ask(t *testing.T, q string) answer {
	t.Helper()
	kind, rest, _ := strings.Cut(q, " ")
	switch kind {
	case "cli":
		return a.run(t, split(rest)...)
	case "get":
		handler := a.pages
		if strings.HasPrefix(rest, "/v1/") {
			handler = a.api
		}
		r := httptest.NewRequest(http.MethodGet, rest, nil)
		r.Host = "HOST"
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return answer{w.Code, a.normal(w.Body.String())}
	}
	t.Fatalf("%q begins neither with cli nor with get", q)
	return answer{}
}

// run runs a command line.
func (a *asker) run(t *testing.T, args ...string) answer {
	t.Helper()
	var out bytes.Buffer
	status := cli.Main(t.Context(), cli.Environment{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &out, Now: func() time.Time { return today },
		Getenv: func(name string) string { return map[string]string{"BACKPAY_DIR": a.data, "LANG": "C"}[name] },
	})
	return answer{status, a.normal(out.String())}
}

var (
	versions = regexp.MustCompile(`v0\.0\.0-[0-9a-zA-Z.+-]+|\(devel\)`)
	hashes   = regexp.MustCompile(`(/static/\w+)\.[0-9a-f]{8}`)
)

// normal replaces what differs from one run to the next.
func (a *asker) normal(s string) string {
	s = strings.ReplaceAll(s, a.data, "DATA")
	return hashes.ReplaceAllString(versions.ReplaceAllString(s, "VERSION"), "$1")
}

// split splits a command line at spaces outside single quotes.
func split(s string) []string {
	var words []string
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range s {
		switch {
		case r == '\'':
			quoted, begun = !quoted, true
		case r == ' ' && !quoted:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}

// compare says how an answer differs from the one recorded: a number of JSON by more than a billionth of itself.
func compare(want, got answer) string {
	if want.Status != got.Status {
		return fmt.Sprintf("status %d, recorded %d: %s", got.Status, want.Status, got.Body)
	}
	var w, g any
	if json.Unmarshal([]byte(want.Body), &w) != nil || json.Unmarshal([]byte(got.Body), &g) != nil {
		return cmp.Diff(want.Body, got.Body)
	}
	return cmp.Diff(w, g, cmp.Comparer(func(x, y float64) bool {
		return math.Abs(x-y) <= 1e-9*max(math.Abs(x), math.Abs(y))
	}))
}

func recorded(t *testing.T, name string) map[string]answer {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]answer
	if err := json.NewDecoder(z).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// record writes the answers, in the order of the questions' words so that the file is the same each time.
func record(t *testing.T, name string, all map[string]answer) {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(z, "{")
	for i, q := range slices.Sorted(maps.Keys(all)) {
		if i > 0 {
			io.WriteString(z, ",\n")
		}
		key, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		value, err := json.Marshal(all[q])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(z, "%s: %s", key, value)
	}
	io.WriteString(z, "}\n")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
