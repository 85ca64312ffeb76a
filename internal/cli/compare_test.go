package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

func TestReadProfile(t *testing.T) {
	for text, want := range map[string]service.Ask{
		"":                                     {Role: "backend"},
		"country=DE years=6":                   {Role: "backend", Country: "DE", Years: "6"},
		"country=DE&years=6":                   {Role: "backend", Country: "DE", Years: "6"},
		" country=United States  role= ":       {Country: "United States"},
		"skills=go,c++ skill=.NET":             {Role: "backend", Skills: []string{"go,c++", ".NET"}},
		"Org-Size=100-499 employment=employee": {Role: "backend", OrgSize: "100-499", Employment: "employee"},
	} {
		got, err := readProfile(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// FuzzReadProfile reads any argument: the outcome is a profile that is made of what was said, or an error
// that says how to write one.
func FuzzReadProfile(f *testing.F) {
	for _, seed := range []string{"country=DE years=6", "=", "a=b=c", "country=DE\x00", "role==", "skills=a skills=b", "\u2003country=DE\u2003years=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ask, err := readProfile(s)
		if err != nil {
			if err.Kind != pay.Invalid || err.Hint == "" {
				t.Fatalf("%q: %v of kind %s without a hint", s, err, err.Kind)
			}
			return
		}
		for _, v := range append(ask.Skills, ask.Country, ask.Place, ask.Years, ask.Level, ask.Industry, ask.OrgSize, ask.Remote, ask.Employment, ask.Education) {
			if !strings.Contains(strings.ReplaceAll(s, "&", " "), v) || strings.Contains(v, "=") {
				t.Fatalf("%q has the value %q", s, v)
			}
		}
	})
}
