package api

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
)

// FuzzQuery decodes any query: the outcome is a question, or an error of kind pay.Invalid whose texts are
// safe to show. What was decoded decodes again to the same.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "role=backend&country=DE&years=6&skills=go&skills=postgres%2Cdocker", "country=DE&country=FR", "x=1", "a;b",
		"%zz", "ppp=true&explain=false", "ppp=", "years=NaN", "role=%ff", "role=%00", "role=a%E2%80%AEb",
		"role=" + strings.Repeat("a", 300), "amount=85000+EUR", "=", "&&&", "%00=1", "rol%E2%80%AEe=1",
	} {
		f.Add(seed)
	}
	d := newDecoder[checkQuery]()
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := d.read(&http.Request{URL: &url.URL{RawQuery: raw}})
		if err != nil {
			e, ok := errors.AsType[*pay.Error](err)
			if !ok || e.Kind != pay.Invalid || e.Hint == "" {
				t.Fatalf("%q: error %v of kind %s", raw, err, pay.KindOf(err))
			}
			for _, text := range []string{e.Message, e.Field} {
				if plain(text) != text || len(text) > 2000 {
					t.Fatalf("%q: the error says %q", raw, text)
				}
			}
			return
		}
		again := url.Values{"amount": {q.Amount}, "role": {q.Role}, "country": {q.Country}, "skills": q.Skills}
		var q2 checkQuery
		if err := d.readValues(&q2, again); err != nil || q2.Amount != q.Amount || q2.Role != q.Role ||
			q2.Country != q.Country {
			t.Fatalf("%q gave %+v, and that %+v: %v", raw, q, q2, err)
		}
		if !utf8.ValidString(q.Amount + q.Role + strings.Join(q.Skills, "")) {
			t.Fatalf("%q let %+v through", raw, q)
		}
	})
}

// FuzzBatch sends any body as a batch: it is refused or answered row by row, and never a fault.
func FuzzBatch(f *testing.F) {
	for _, seed := range []string{
		"role,country\nbackend,DE\n", "role\n\"\n", "role,role\na,b\n", "\ufeffcountry\nDE\n", "x\n1\n", "role\na,b\n",
		"", "{\"country\":\"DE\"}\n", "{}\n[]\nnull\n1\n", "{\"years\":1e400}\n", "{\"skills\":[1]}\n",
		"{\"a\u202e\":1}", "{\"ppp\":{}}\n{",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	a := newAPI(f)
	f.Fuzz(func(t *testing.T, body []byte, isCSV bool) {
		r := httptest.NewRequest(http.MethodPost, "/v1/estimate", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", ndjsonType)
		if isCSV {
			r.Header.Set("Content-Type", csvType)
		}
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
			t.Fatalf("%q: status %d: %s", body, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), `"status":5`) {
			t.Fatalf("%q: a row is a fault: %s", body, w.Body)
		}
	})
}
