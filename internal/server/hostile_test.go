package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile are values that no question needs.
var hostile = map[string]string{
	"over-long":       strings.Repeat("a", 3000),
	"a null":          "back\x00end",
	"an escape":       "\x1b[31mred",
	"a line":          "a\r\nSet-Cookie: a=b",
	"marks":           "\u202eresu\u2066",
	"invisible":       "back\u200bend",
	"no UTF-8":        "\xff\xfe",
	"up":              "../../../../etc/passwd",
	"a script":        "<script>alert(1)</script>",
	"an attribute":    `"><img src=x onerror=alert(1)>`,
	"a template":      "{{.}}${7*7}",
	"SQL":             "' OR 1=1 --",
	"no number":       "NaN",
	"infinite":        "-Inf",
	"a large number":  "1e400",
	"a negative one":  "-3",
	"another's digit": "٣",
}

// routes returns what the server serves by GET, with the parameters that each knows.
func routes(t *testing.T, h http.Handler) map[string][]string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/openapi.json", nil))
	var spec struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &spec); err != nil {
		t.Fatal(err)
	}
	known := map[string][]string{
		"/healthz": nil, "/readyz": nil, "/metrics": nil,
		"/": {"role", "country", "years", "skills", "pay"}, "/compare": nil, "/explore": nil,
		"/advise":                {"role", "country", "years", "skill", "pay"},
		"/skills":                {"role", "country", "kind", "sort", "skill"},
		"/career":                {"role", "country", "level", "years", "skill"},
		"/trend":                 {"role", "country", "level", "years", "currency", "period", "money"},
		"/career/description.md": {"role", "country", "level"},
		"/freelance":             {"amount", "role", "country", "years", "on", "leave", "utilisation", "costs"},
		"/claims":                nil,
		"/companies":             {"role", "level", "place", "by"},
		"/companies/names":       {"q"},
		"/company":               {"name"},
		"/company/google":        {"role", "level", "place"},
		"/method":                nil,
	}
	for path, methods := range spec.Paths {
		if _, ok := methods["get"]; !ok {
			continue
		}
		names := []string{}
		for _, p := range methods["get"].Parameters {
			if p.In == "query" {
				names = append(names, p.Name)
			}
		}
		known[strings.ReplaceAll(path, "{facet}", "skills")] = names
	}
	if len(known) < 15 {
		t.Fatalf("only %d routes", len(known))
	}
	return known
}

// anything reports whether a parameter takes any text: a search may look for anything and finds nothing, and any name
// may be that of an employer.
func anything(path, query string) bool {
	search := path == "/v1/taxonomy/skills" || path == "/companies/names"
	return search && strings.HasPrefix(query, "q=") || strings.HasPrefix(query, "company=")
}

// TestHostileInput throws every hostile value at every parameter of every route, and at every route as a
// parameter it does not know, twice and as a path below it.
func TestHostileInput(t *testing.T) {
	s, err := New(whole(t, logTo(t)))
	if err != nil {
		t.Fatal(err)
	}
	h := s.Handler()
	asked := 0
	ask := func(what, path, rawPath, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: path, RawPath: rawPath, RawQuery: query}
		r.RequestURI = r.URL.RequestURI()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		asked++
		if w.Code < 400 || w.Code > 499 {
			if w.Code != http.StatusOK || !anything(path, query) {
				t.Errorf("%s: %s?%.80s: status %d", what, path, query, w.Code)
			}
		}
		safe(t, what+": "+path, w)
	}
	for path, names := range routes(t, h) {
		for what, value := range hostile {
			escaped := url.QueryEscape(value)
			for _, name := range names {
				ask(what, path, "", name+"="+escaped)
			}
			ask(what+" as a name", path, "", escaped+"=1")
			ask(what+" in an unknown parameter", path, "", "nonsense="+escaped)
			below := strings.TrimSuffix(path, "/") + "/" + value
			ask(what+" as a path", below, (&url.URL{Path: below}).EscapedPath(), "")
		}
		for _, query := range []string{"role=backend&role=sre&nonsense", "%", "%zz=1", "a;b=c", "&&=&", "=x"} {
			ask("a malformed query", path, "", query)
		}
	}
	if asked < 1500 {
		t.Errorf("only %d requests", asked)
	}
	t.Logf("%d requests", asked)
}

// safe reports what a browser or a terminal could be tricked by.
func safe(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.String()
	if !utf8.ValidString(body) {
		t.Errorf("%s: the body is no UTF-8", what)
	}
	if i := strings.IndexFunc(body, func(r rune) bool {
		return r != '\n' && r != '\t' && r != '\r' && unicode.In(r, unicode.Cc, unicode.Cf)
	}); i >= 0 {
		t.Errorf("%s: the body holds %q", what, body[i:min(i+8, len(body))])
	}
	for _, bad := range []string{"<script>", "<img", "root:", "goroutine ", ".go:"} {
		if strings.Contains(body, bad) {
			t.Errorf("%s: the body holds %q", what, bad)
		}
	}
	switch media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";"); media {
	case "application/problem+json", "text/html", "text/plain", "application/json":
	default:
		t.Errorf("%s: the body is %s", what, media)
	}
	for header, want := range map[string]string{
		"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
	} {
		if got := w.Header().Get(header); got != want {
			t.Errorf("%s: %s is %q", what, header, got)
		}
	}
	if len(w.Header()["Set-Cookie"]) > 0 {
		t.Errorf("%s: a cookie was set", what)
	}
}
