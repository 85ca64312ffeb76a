package money

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/testdata"
)

// amountCase is a line of a table of cases: what is written, where, and what it says.
type amountCase struct{ written, country, expected string }

func amountCases(t testing.TB, path string) []amountCase {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var cases []amountCase
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, "\r\n"); line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			t.Fatalf("%s: %q has %d columns, want 3", path, line, len(f))
		}
		if f[1] == "-" {
			f[1] = ""
		}
		cases = append(cases, amountCase{f[0], f[1], f[2]})
	}
	return cases
}

// says writes a reading as the tables of cases do: value or range, currency, period, basis, "-" for what is
// not said, then the number of pays as x14 and the terms.
func says(r Reading) string {
	value := plain(r.Min)
	switch {
	case r.Max == 0:
		value += ".."
	case r.Min == 0:
		value = ".." + plain(r.Max)
	case r.Min != r.Max:
		value += ".." + plain(r.Max)
	}
	or := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	s := value + " " + r.Currency + " " + or(string(r.Period)) + " " + or(string(r.Basis))
	if r.Pays != 0 {
		s += " x" + strconv.FormatFloat(r.Pays, 'f', -1, 64)
	}
	for _, term := range r.Terms {
		s += " " + string(term)
	}
	return s
}

// TestSharedCases reads the cases from the field: none wrong, nine tenths of what can be read read, and a
// hint with every refusal.
func TestSharedCases(t *testing.T) {
	path := filepath.Join(testdata.Dir(t), "..", "cases", "amounts.tsv")
	if _, err := os.Stat(path); err != nil {
		t.Skip("skipped: there are no cases from the field beside the public data")
	}
	read, wanted := 0, 0
	for _, c := range amountCases(t, path) {
		r, err := ParseRange(c.written, Hint{Country: c.country})
		var e *pay.Error
		if err != nil && (!errors.As(err, &e) || e.Hint == "") {
			t.Errorf("%q: %v without a hint", c.written, err)
		}
		if refuse, ok := strings.CutPrefix(c.expected, "refuse"); ok {
			if a, err := ParseAmount(c.written, c.country); err == nil && refuse == "" {
				t.Errorf("%q in %q is %v, want an error", c.written, c.country, a)
			}
			continue
		}
		wanted++
		switch {
		case err != nil:
			t.Logf("NOT READ %q in %q: %v (%s), want %s", c.written, c.country, err, e.Hint, c.expected)
		case !strings.HasPrefix(says(r)+" ", c.expected+" "):
			t.Errorf("%q in %q is %s, want %s", c.written, c.country, says(r), c.expected)
		default:
			read++
		}
	}
	if wanted < 100 || float64(read) < .9*float64(wanted) {
		t.Errorf("%d of %d cases are read, want nine tenths", read, wanted)
	}
	t.Logf("%d of %d cases are read", read, wanted)
}

func hintOf(err error) string {
	var e *pay.Error
	if errors.As(err, &e) {
		return e.Hint
	}
	return ""
}
