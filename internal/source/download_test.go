package source

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

// publisher serves one file, and misbehaves as it is told to.
type publisher struct {
	content string
	tag     string
	breaks  []int // how many bytes the first answers give before the connection breaks
	ranges  bool  // whether Range is understood
	status  int   // an answer other than the file
	lengths bool  // whether Content-Length is given

	mu   sync.Mutex
	seen []string // the Range, If-Range and If-None-Match of every request
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = append(p.seen, strings.TrimSpace(r.Header.Get("Range")+" "+r.Header.Get("If-Range")+r.Header.Get("If-None-Match")))
	if p.status != 0 {
		w.WriteHeader(p.status)
		return
	}
	w.Header().Set("ETag", p.tag)
	if r.Header.Get("If-None-Match") == p.tag && p.tag != "" {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, status := p.content, http.StatusOK
	var begin int
	if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &begin); err == nil && p.ranges && r.Header.Get("If-Range") == p.tag {
		if begin >= len(p.content) {
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
			return
		}
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", begin, len(p.content)-1, len(p.content)))
		body, status = p.content[begin:], http.StatusPartialContent
	}
	if p.lengths {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	if len(p.breaks) > 0 {
		n := p.breaks[0]
		p.breaks = p.breaks[1:]
		fmt.Fprint(w, body[:n])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	fmt.Fprint(w, body)
}

// fetch opens the publisher's file by URL and returns what it holds.
func fetch(t *testing.T, url, cache string, opt Options) (string, error) {
	t.Helper()
	opt.Cache, opt.pause = cache, time.Millisecond
	in, err := Open(t.Context(), url, opt)
	if err != nil {
		return "", err
	}
	defer in.Close()
	if in.Name != "results.csv" {
		t.Errorf("the input is called %q", in.Name)
	}
	return readAll(t, in), nil
}

func TestDownload(t *testing.T) {
	content := strings.Repeat("a,b\n", 50_000)
	half := len(content) / 2
	sum := sha256.Sum256([]byte(content))
	tests := []struct {
		name string
		publisher
		seen []string
	}{
		{"whole", publisher{tag: `"1"`, ranges: true, lengths: true}, []string{""}},
		{"without a length", publisher{tag: `"1"`, ranges: true}, []string{""}},
		{"resumed", publisher{tag: `"1"`, ranges: true, lengths: true, breaks: []int{half, 1000}},
			[]string{"", fmt.Sprintf(`bytes=%d- "1"`, half), fmt.Sprintf(`bytes=%d- "1"`, half+1000)}},
		{"resumed without a length", publisher{tag: `"1"`, ranges: true, breaks: []int{half}}, []string{"", fmt.Sprintf(`bytes=%d- "1"`, half)}},
		{"a server that ignores ranges", publisher{tag: `"1"`, lengths: true, breaks: []int{half}}, []string{"", fmt.Sprintf(`bytes=%d- "1"`, half)}},
		{"a server without validators", publisher{ranges: true, lengths: true, breaks: []int{half}}, []string{"", ""}},
		{"a weak validator", publisher{tag: `W/"1"`, ranges: true, lengths: true, breaks: []int{half}}, []string{"", ""}},
	}
	for i := range tests {
		test := &tests[i]
		t.Run(test.name, func(t *testing.T) {
			test.content = content
			server := httptest.NewServer(&test.publisher)
			defer server.Close()
			var done, total int64
			got, err := fetch(t, server.URL+"/2024/results.csv?x=1", t.TempDir(), Options{
				SHA256:   strings.ToUpper(hex.EncodeToString(sum[:])),
				Progress: func(d, n int64) { done, total = d, n },
			})
			if err != nil || got != content {
				t.Fatalf("got %d bytes, %v", len(got), err)
			}
			if diff := cmp.Diff(test.seen, test.publisher.seen); diff != "" {
				t.Errorf("other requests than expected: %s", diff)
			}
			if done != int64(len(content)) || total != done {
				t.Errorf("progress ended at %d of %d", done, total)
			}
		})
	}
}

func TestDownloadAgain(t *testing.T) {
	p := &publisher{content: plain, tag: `"1"`, ranges: true, lengths: true}
	server := httptest.NewServer(p)
	defer server.Close()
	cache := t.TempDir()
	for range 2 {
		if got, err := fetch(t, server.URL+"/results.csv", cache, Options{}); err != nil || got != plain {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	p.content, p.tag = "Country,Pay\nChile,1\n", `"2"`
	if got, err := fetch(t, server.URL+"/results.csv", cache, Options{}); err != nil || got != p.content {
		t.Errorf("after the publisher changed the file it holds %q, %v", got, err)
	}
	if diff := cmp.Diff([]string{"", `"1"`, `"1"`}, p.seen); diff != "" {
		t.Error(diff)
	}
}

func TestDownloadResumesOnlyTheSameFile(t *testing.T) {
	p := &publisher{content: strings.Repeat("a,b\n", 1000), tag: `"1"`, ranges: true, lengths: true, breaks: []int{100, 100, 100, 100, 100}}
	server := httptest.NewServer(p)
	defer server.Close()
	cache := t.TempDir()
	_, err := fetch(t, server.URL+"/results.csv", cache, Options{})
	refused(t, err, pay.Unreadable, "results.csv", "broke off", "goes on where it stopped")
	if len(p.seen) != attempts {
		t.Errorf("%d attempts", len(p.seen))
	}
	p.content, p.tag = strings.Repeat("c,d\n", 1000), `"2"`
	got, err := fetch(t, server.URL+"/results.csv", cache, Options{})
	if err != nil || got != p.content {
		t.Errorf("got %d bytes beginning %.8q, %v", len(got), got, err)
	}
	if last := p.seen[len(p.seen)-1]; last != `bytes=500- "1"` {
		t.Errorf("the last request was %q", last)
	}
	// A partial file longer than the file is thrown away.
	partial, err := filepath.Glob(filepath.Join(cache, "*-results.csv"))
	if err != nil || len(partial) != 1 {
		t.Fatal(partial, err)
	}
	if err := os.WriteFile(partial[0]+".partial", make([]byte, 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err = fetch(t, server.URL+"/results.csv", cache, Options{}); err != nil || got != p.content {
		t.Errorf("beside a long partial file: %d bytes, %v", len(got), err)
	}
}

func TestDownloadFails(t *testing.T) {
	for _, test := range []struct {
		status   int
		kind     pay.Kind
		attempts int
		words    string
	}{
		{http.StatusNotFound, pay.NotFound, 1, "no file at"},
		{http.StatusForbidden, pay.Unreadable, 1, "status 403"},
		{http.StatusServiceUnavailable, pay.Unreadable, attempts, "status 503"},
		{http.StatusTooManyRequests, pay.Unreadable, attempts, "status 429"},
	} {
		t.Run(strconv.Itoa(test.status), func(t *testing.T) {
			p := &publisher{status: test.status}
			server := httptest.NewServer(p)
			defer server.Close()
			_, err := fetch(t, server.URL+"/results.csv", t.TempDir(), Options{})
			refused(t, err, test.kind, "results.csv", test.words)
			if len(p.seen) != test.attempts {
				t.Errorf("%d attempts, want %d", len(p.seen), test.attempts)
			}
		})
	}
	t.Run("checksum", func(t *testing.T) {
		server := httptest.NewServer(&publisher{content: plain, tag: `"1"`, lengths: true})
		defer server.Close()
		cache := t.TempDir()
		_, err := fetch(t, server.URL+"/results.csv", cache, Options{SHA256: strings.Repeat("0", 64)})
		refused(t, err, pay.Unreadable, "results.csv", "SHA-256", "nothing was imported")
		if left, _ := filepath.Glob(filepath.Join(cache, "*")); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		server := httptest.NewServer(nil)
		server.Close()
		_, err := fetch(t, server.URL+"/results.csv", t.TempDir(), Options{})
		refused(t, err, pay.Unreadable, "results.csv", "broke off")
	})
	t.Run("no URL", func(t *testing.T) {
		_, err := fetch(t, "http://[::1/results.csv", t.TempDir(), Options{})
		refused(t, err, pay.Invalid, "no URL")
	})
}
