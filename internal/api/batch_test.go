package api

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/backpay/backpay/client"
	"github.com/backpay/backpay/internal/problem"
)

// post sends a batch and returns the response and its body, which is open until the test ends.
func post(t *testing.T, base, media string, body io.Reader, header ...string) (reply, io.Reader) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/estimate", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return reply{resp.StatusCode, resp.Header}, resp.Body
}

// lines reads the lines of a batch's answer.
func lines(t *testing.T, r io.Reader) (all []batchLine) {
	t.Helper()
	for d := json.NewDecoder(r); ; {
		var l struct {
			Row    int              `json:"row"`
			Answer json.RawMessage  `json:"answer"`
			Error  *problem.Problem `json:"error"`
		}
		err := d.Decode(&l)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if (l.Answer == nil) == (l.Error == nil) {
			t.Errorf("row %d is neither an answer nor an error, or both", l.Row)
		}
		all = append(all, batchLine{Row: l.Row, Error: l.Error})
	}
}

func TestBatchAnswersEveryRow(t *testing.T) {
	_, base := newClient(t)
	const rows = "\ufeffrole,country,years,skills\n" +
		"backend,DE,6,go;postgres\n" +
		"backend,Atlantis,6,\n" + // an error of the row
		"sre,PL,3\n" + // a cell short
		",US,,\n"
	resp, answered := post(t, base, csvType, strings.NewReader(rows), "Accept", ndjsonType)
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != ndjsonType {
		t.Fatalf("status %d, %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	got := lines(t, answered)
	if len(got) != 4 {
		t.Fatalf("%d lines", len(got))
	}
	for i, l := range got {
		if l.Row != i+1 {
			t.Errorf("line %d is of row %d", i+1, l.Row)
		}
		if bad := i == 1 || i == 2; bad != (l.Error != nil) {
			t.Errorf("row %d: %+v", l.Row, l.Error)
		}
	}
	if e := got[1].Error; e.Field != "country" || e.Place != "row 2" || e.Hint == "" || e.Status != 400 {
		t.Errorf("row 2: %+v", e)
	}

	_, answered = post(t, base, csvType, strings.NewReader(rows))
	table, err := csv.NewReader(answered).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(table) != 5 || table[1][1] != "EUR" || table[4][1] != "USD" {
		t.Fatalf("as CSV: %v", table)
	}
	column := func(name string) int {
		for i, n := range table[0] {
			if n == name {
				return i
			}
		}
		t.Fatalf("no column %s in %v", name, table[0])
		return 0
	}
	if table[2][column("error_field")] != "country" || table[2][column("q50")] != "" || table[1][column("q50")] == "" {
		t.Errorf("as CSV: %v", table)
	}
}

func TestBatchReadsJSON(t *testing.T) {
	_, base := newClient(t)
	const rows = `{"role": "backend", "country": "DE", "years": 6.5, "skills": ["go", "postgres"], "ppp": true}

{"country": "DE", "land": "DE"}
{"years": {"from": 1}}
no object
{"role": "back` + "\u202e" + `end"}
{"country": "US", "role": null}
`
	_, answered := post(t, base, ndjsonType, strings.NewReader(rows))
	got := lines(t, answered)
	fields := []string{"", "land", "years", "", "role", ""}
	if len(got) != len(fields) {
		t.Fatalf("%d lines", len(got))
	}
	for i, l := range got {
		switch good := i == 0 || i == 5; {
		case good != (l.Error == nil):
			t.Errorf("row %d: %+v", l.Row, l.Error)
		case !good && l.Error.Field != fields[i]:
			t.Errorf("row %d: the field is %q", l.Row, l.Error.Field)
		}
	}
}

func TestBatchRefuses(t *testing.T) {
	_, base := newClient(t)
	long := strings.Repeat("a", 2*maxRow)
	for name, tt := range map[string]struct {
		media, body string
		status      int
		row         int // of the last line, when there are lines
	}{
		"another kind":          {"application/xml", "<a/>", http.StatusUnsupportedMediaType, 0},
		"no kind":               {"", "a", http.StatusUnsupportedMediaType, 0},
		"nothing":               {csvType, "", http.StatusBadRequest, 0},
		"an unknown column":     {csvType, "contry\nDE\n", http.StatusBadRequest, 0},
		"a column twice":        {csvType, "role,role\na,b\n", http.StatusBadRequest, 0},
		"a long header":         {csvType, long, http.StatusBadRequest, 0},
		"a long row":            {csvType, "role\nbackend\n" + long + "\nbackend\n", http.StatusOK, 2},
		"a long object":         {ndjsonType, "{}\n{\"role\": \"" + long + "\"}\n{}\n", http.StatusOK, 2},
		"quotes that never end": {csvType, "role\nbackend\n\"back", http.StatusOK, 2},
	} {
		resp, answered := post(t, base, tt.media, strings.NewReader(tt.body))
		if resp.StatusCode != tt.status {
			t.Errorf("%s: status %d", name, resp.StatusCode)
			continue
		}
		if tt.row == 0 {
			var p problem.Problem
			if err := json.NewDecoder(answered).Decode(&p); err != nil || p.Hint == "" {
				t.Errorf("%s: %+v, %v", name, p, err)
			}
			continue
		}
		got := lines(t, asJSON(t, tt.media, answered))
		if last := got[len(got)-1]; last.Row != tt.row || last.Error == nil {
			t.Errorf("%s: ends with %+v", name, last)
		}
	}
}

// asJSON turns an answer in CSV into lines of JSON.
func asJSON(t *testing.T, media string, r io.Reader) io.Reader {
	t.Helper()
	if media == ndjsonType {
		return r
	}
	table, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, row := range table[1:] {
		if code := row[len(row)-4]; code != "" {
			fmt.Fprintf(&b, `{"row":%s,"error":{"code":%q}}`, row[0], code)
		} else {
			fmt.Fprintf(&b, `{"row":%s,"answer":{}}`, row[0])
		}
	}
	return strings.NewReader(b.String())
}

// TestBatchStreams reads answers while rows are still being sent, and sees that a long batch takes no
// more memory than a short one.
func TestBatchStreams(t *testing.T) {
	c, base := newClient(t)
	body, rows := io.Pipe()
	sent := make(chan struct{})
	go func() {
		for range 400 { // more than the buffers between hold
			fmt.Fprintln(rows, `{"country": "DE"}`)
		}
		<-sent // the first answers have arrived
		fmt.Fprintln(rows, `{"country": "FR"}`)
		_ = rows.Close() // it cannot fail
	}()
	_, answered := post(t, base, ndjsonType, body)
	answers := bufio.NewScanner(answered)
	n := 0
	for answers.Scan() {
		if n++; n == 1 {
			close(sent)
		}
	}
	if n != 401 || answers.Err() != nil {
		t.Errorf("%d answers, %v", n, answers.Err())
	}

	const many = 5_000
	var peak uint64
	got := 0
	for a, err := range c.Batch(t.Context(), questions(many)) {
		if err != nil || a.Distribution.At(.5) <= 0 {
			t.Fatalf("row %d: %+v, %v", got+1, a, err)
		}
		if got++; got%1000 == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
			if got == 1000 {
				t.Logf("%.1f MB live after 1,000 rows", float64(m.HeapAlloc)/1e6)
			}
		}
	}
	t.Logf("%.1f MB live at most", float64(peak)/1e6)
	if got != many || peak > 200<<20 {
		t.Errorf("%d answers; %d bytes were live", got, peak)
	}
}

func questions(n int) iter.Seq[client.Question] {
	return func(yield func(client.Question) bool) {
		for i := range n {
			if !yield(client.Question{Role: "backend", Country: "DE", Years: fmt.Sprint(i % 30)}) {
				return
			}
		}
	}
}

func TestClientOfABatch(t *testing.T) {
	c, _ := newClient(t)
	asked := []client.Question{{Country: "DE"}, {Country: "Atlantis"}, {Country: "FR"}}
	var failed, answered int
	for a, err := range c.Batch(t.Context(), func(yield func(client.Question) bool) {
		for _, q := range asked {
			if !yield(q) {
				return
			}
		}
	}) {
		if err != nil {
			failed++
			if !strings.Contains(err.Error(), "row 2") {
				t.Errorf("error %v", err)
			}
			continue
		}
		answered++
		if a.Currency != "EUR" {
			t.Errorf("an answer in %s", a.Currency)
		}
	}
	if answered != 2 || failed != 1 {
		t.Errorf("%d answers and %d errors", answered, failed)
	}
	for _, err := range c.Batch(t.Context(), questions(1_000_000)) {
		if err != nil {
			t.Error(err)
		}
		break // leaving early ends the sending
	}
}
