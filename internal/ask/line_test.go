package ask_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]wire.Question{
		"":                                     {Role: "backend"},
		"country=DE years=6":                   {Role: "backend", Country: "DE", Years: "6"},
		"country=DE&years=6":                   {Role: "backend", Country: "DE", Years: "6"},
		" country=United States  role= ":       {Country: "United States"},
		"skills=go,c++ skill=.NET":             {Role: "backend", Skills: []string{"go,c++", ".NET"}},
		"Org-Size=100-499 employment=employee": {Role: "backend", OrgSize: "100-499", Employment: "employee"},
	} {
		got, err := ask.Line(text, wire.Question{Role: "backend"})
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// FuzzLine reads any argument: the outcome is a profile that is made of what was said, or an error
// that says how to write one.
func FuzzLine(f *testing.F) {
	for _, seed := range []string{"country=DE years=6", "=", "a=b=c", "country=DE\x00", "role==", "skills=a skills=b",
		"\u2003country=DE\u2003years=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := ask.Line(s, wire.Question{Role: "backend"})
		if err != nil {
			if e, ok := errors.AsType[*pay.Error](err); !ok || e.Kind != pay.Invalid || e.Hint == "" {
				t.Fatalf("%q: %v without a hint", s, err)
			}
			return
		}
		for _, field := range wire.Fields {
			for v := range field.Texts(&q) {
				defaulted := field.Name == "role" && v == "backend"
				if !defaulted && (!strings.Contains(strings.ReplaceAll(s, "&", " "), v) || strings.Contains(v, "=")) {
					t.Fatalf("%q has the value %q", s, v)
				}
			}
		}
	})
}
