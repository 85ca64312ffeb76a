package web

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
)

// FuzzQuery: whatever stands behind the question mark, what is let through can be shown to a reader, and the
// address made of it is read as the same again.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{
		"", "role=backend&country=DE&years=6&skill=Go,PostgreSQL&pay=85000+EUR", "skill=go&skill=rust",
		"role=&ppp=1&locale=de-DE", "role=backend&role=sre", "country=%00", "country=%E2%80%AEDE", "years=1e400", "a;b",
		"%zz", "unknown=1", "ppp=perhaps", "locale=%3Cb%3E",
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := &http.Request{URL: &url.URL{Path: "/", RawQuery: query}, Header: http.Header{}}
		v, err := parse(r, askParameters...)
		if err != nil {
			if pay.KindOf(err) != pay.Invalid {
				t.Fatalf("%q: %v is of kind %s", query, err, pay.KindOf(err))
			}
			return
		}
		for name, values := range v {
			for _, value := range values {
				if len(value) > maxValue || !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) {
					t.Fatalf("%q lets %s=%q through", query, name, value)
				}
			}
		}
		again, err := parse(&http.Request{URL: &url.URL{RawQuery: v.Encode()}}, askParameters...)
		if err != nil || len(v) != len(again) || len(v) > 0 && !reflect.DeepEqual(v, again) {
			t.Fatalf("%q: %v came back as %v (%v)", query, v, again, err)
		}
		if _, err := wordsOf(v, ""); err != nil && pay.KindOf(err) != pay.Invalid {
			t.Fatal(err)
		}
		if loc, err := locale(r, v); err == nil && strings.ContainsAny(loc, "<>\"'& ") {
			t.Fatalf("%q: the locale is %q", query, loc)
		}
	})
}

// TestProfileInAnAddress: the address of an answer asks the same question again.
func TestProfileInAnAddress(t *testing.T) {
	p := pay.Profile{
		Role: "", Country: "DE", Place: "DE-berlin", Years: pay.YearsOf(6.5), Level: "senior", Industry: "fintech",
		OrgSize: "10000+", Remote: "hybrid", Employment: "employee", Education: "master",
		Skills: []string{"csharp", "go"},
	}
	for _, prefix := range []string{"", "a."} {
		v := url.Values{}
		facetValues(v, p, prefix)
		words, err := wordsOf(v, prefix)
		if err != nil {
			t.Fatal(err)
		}
		view := newService(t).View()
		q, err := ask.Read(words, view.Today())
		if err != nil {
			t.Fatal(err)
		}
		a, err := view.Estimate(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a.Profile, p) {
			t.Errorf("%s came back as %s", p, a.Profile)
		}
	}
}
