package slice_test

import (
	"errors"
	"math"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
)

func TestParseQuery(t *testing.T) {
	inf := math.Inf(1)
	for _, test := range []struct {
		in   string
		want slice.Query
	}{
		{"", slice.Query{}},
		{"country=", slice.Query{}},
		{"role=backend&country=DE&years=5..9&skill=go&org-size=100-499", slice.Query{
			Any:   slice.Values{"role": {"backend"}, "country": {"DE"}, "skills": {"go"}, "org_size": {"100-499"}},
			Years: &slice.Range{From: 5, To: 9},
		}},
		{"country=Germany&country=Austria&country=germany", slice.Query{Any: slice.Values{"country": {"DE", "AT"}}}},
		{"country=de,at", slice.Query{Any: slice.Values{"country": {"DE", "AT"}}}},
		{"org_size=1000-4999&skills=golang",
			slice.Query{Any: slice.Values{"org_size": {"1000-4999"}, "skills": {"go"}}}},
		{"all-skill=go&all-skill=postgresql&not-country=US", slice.Query{
			All: slice.Values{"skills": {"go", "postgresql"}}, None: slice.Values{"country": {"US"}},
		}},
		{"place=Berlin&country=DE", slice.Query{Any: slice.Values{"country": {"DE"}, "place": {"DE-berlin"}}}},
		{"place=US-CA", slice.Query{Any: slice.Values{"place": {"US-CA"}}}},
		{"years=5-9", slice.Query{Years: &slice.Range{From: 5, To: 9}}},
		{"years=5%2B", slice.Query{Years: &slice.Range{From: 5, To: inf}}},
		{"years=7", slice.Query{Years: &slice.Range{From: 7, To: 7}}},
		{"pay=..90000", slice.Query{Pay: &slice.Range{From: -inf, To: 90000}}},
		{"year=2024,2025", slice.Query{Any: slice.Values{"year": {"2024", "2025"}}}},
		{"year=2022..2024&source=stackoverflow", slice.Query{
			Any: slice.Values{"source": {"stackoverflow"}}, Year: &slice.Range{From: 2022, To: 2024},
		}},
	} {
		values, err := url.ParseQuery(test.in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := slice.ParseQuery(values)
		if err != nil {
			t.Errorf("%q: %v", test.in, err)
			continue
		}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%q: -want +got\n%s", test.in, d)
		}
	}
}

func TestParseQueryRefuses(t *testing.T) {
	for _, test := range []struct {
		in    string
		field string
		why   slice.Reason
		hint  string // a part of what would work
	}{
		{"country=Atlantis", "country", slice.UnknownValue, ""},
		{"country=Germny", "country", slice.UnknownValue, "DE"},
		{"role=backend,wizard", "role", slice.UnknownValue, ""},
		{"country=,", "country", slice.UnknownValue, ""},
		{"countri=DE", "countri", slice.UnknownFacet, "country"},
		{"all-country=DE", "all-country", slice.UnknownFacet, ""},
		{"years=9..5", "years", slice.BadRange, "5..9"},
		{"years=five", "years", slice.BadRange, "5..9"},
		{"years=..", "years", slice.BadRange, "5..9"},
		{"years=1.5..3", "years", slice.BadRange, "5..9"},
		{"years=40..80", "years", slice.BadRange, "50"},
		{"years=60%2B", "years", slice.BadRange, "50"},
		{"years=5&years=6", "years", slice.BadRange, "5..9"},
		{"pay=1e999..", "pay", slice.BadRange, ""},
		{"pay=NaN", "pay", slice.BadRange, ""},
		{"year=2022..2024&year=2020", "year", slice.BadRange, ""},
		{"year=last", "year", slice.BadRange, ""},
		{"place=Berlin", "place", slice.UnknownValue, "country"},
		{"place=Gotham&country=US", "place", slice.UnknownValue, "state"},
		{"source=A%20B", "source", slice.UnknownValue, "sources"},
	} {
		values, err := url.ParseQuery(test.in)
		if err != nil {
			t.Fatal(err)
		}
		_, err = slice.ParseQuery(values)
		e, ok := errors.AsType[*pay.Error](err)
		if !ok {
			t.Errorf("%q: got %v, want a *pay.Error", test.in, err)
			continue
		}
		if e.Kind != pay.Invalid || e.Field != test.field || !errors.Is(err, test.why) ||
			!strings.Contains(e.Hint, test.hint) || e.Hint == "" {
			t.Errorf("%q: %s error of %q for %v with the hint %q, want an invalid %q for %s with %q",
				test.in, e.Kind, e.Field, e.Err, e.Hint, test.field, test.why, test.hint)
		}
	}
}

func TestParseLevels(t *testing.T) {
	for in, want := range map[string][]float64{
		"":         {.1, .25, .5, .75, .9},
		".1,.5":    {.1, .5},
		"10,50,90": {.1, .5, .9},
		"p5, P95":  {.05, .95},
		"25%,q75":  {.25, .75},
		"99.9":     {.999},
	} {
		got, err := slice.ParseLevels(in)
		if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); err != nil || d != "" {
			t.Errorf("%q: %v %s", in, err, d)
		}
	}
	for _, in := range []string{"0", "100", "-5", "median", ".5,", strings.Repeat("50,", 500) + "50"} {
		if got, err := slice.ParseLevels(in); err == nil {
			t.Errorf("%q gave %v, want an error", in, got)
		}
	}
}

// FuzzParseQuery: whatever is read is written as what is read as the same.
func FuzzParseQuery(f *testing.F) {
	for _, in := range []string{
		"role=backend&country=DE&years=5..9&skill=go&org-size=100-499",
		"all-skill=go&all-skill=sql&not-country=US&year=2022..2024",
		"pay=..9e4&place=US-CA&country=united+states&year=2024,2025",
		"years=-0&pay=5%2B",
	} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		values, err := url.ParseQuery(in)
		if err != nil {
			return
		}
		q, err := slice.ParseQuery(values)
		if err != nil {
			if e, ok := errors.AsType[*pay.Error](err); !ok || e.Message == "" || e.Hint == "" {
				t.Errorf("%q: %#v is no error for people", in, err)
			}
			return
		}
		again, err := slice.ParseQuery(q.Values())
		if err != nil {
			t.Fatalf("%q was read as %+v, which is written as %v: %v", in, q, q.Values(), err)
		}
		if d := cmp.Diff(q, again); d != "" {
			t.Errorf("%q: -read +again\n%s", in, d)
		}
	})
}
