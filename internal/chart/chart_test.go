package chart

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

var update = flag.Bool("update", false, "write the golden files")

// spread returns the log-normal distribution with a median and a ratio of the 90th to the 50th percentile.
func logNormal(median, ratio float64) pay.Distribution {
	d := pay.Distribution{Mean: median}
	for i, p := range pay.Levels {
		d.Q[i] = median * math.Pow(ratio, math.Erfinv(2*p-1)/math.Erfinv(.8))
	}
	return d
}

var euros = Unit{Currency: "EUR", Period: pay.Year, Words: "EUR a year, gross", Locale: "de"}

func fan() []FanPoint {
	var points []FanPoint
	for y := range 31 {
		points = append(points, FanPoint{float64(y), logNormal(50_000*(1+math.Log1p(float64(y))/3), 1.5)})
	}
	return points
}

// figures are one of each chart, and the cases that are drawn differently.
func figures() []Figure {
	narrow, wide := logNormal(70_000, 1.5), logNormal(40_000, 4)
	flat := logNormal(1000, 1.0000001)
	return []Figure{
		Density("density", "How pay is spread", narrow, euros, &Pin{85_000, "yours: above 62 of 100"}),
		Density("density-log", "How pay is spread", wide, Unit{"USD", pay.Year, "USD a year, gross", "en"}, nil),
		Density("density-flat", "Everyone earns the same", flat, euros, &Pin{40_000, "yours: above 99 of 100"}),
		Ridges("ridges", "Beside each other", []Series{{"Germany", narrow}, {"The whole world", wide}}, euros),
		Rows("rows", "Countries", []Row{
			RowOf("Germany", "209 reports", narrow), {Label: "Official", P50: 64_000},
			RowOf("India <b>", "", logNormal(20_000, 3)),
		}, euros),
		Rows("rows-said", "Claims", []Row{
			{Label: "A figure", P10: 40_000, P25: 50_000, P50: 64_000, P75: 80_000, P90: 95_000, Said: 100_000},
			{Label: "A range", P25: 50_000, P50: 64_000, P75: 80_000, Said: 45_000, SaidTo: 70_000},
			RowOf("Nothing said", "", narrow),
		}, euros),
		Changes("changes", "What goes with more pay", []Change{
			{"Go", "skill", 1.066, 1.033, 1.099, 5_584, true},
			{"California", "place", 1.238, 1.238, 1.238, 20_000, true},
			{"Elixir", "skill", 1.045, .997, 1.095, 3_800, false}, {"PHP <b>", "", .89, .86, .93, -9_145, true},
		}, euros),
		Waterfall("waterfall", "What makes it up", 60_000, "Anyone",
			[]Step{{"Germany", "country", -5_000}, {"6", "years of experience", 12_000},
				{"Go & Rust", "skills", 3_000}}, "This answer", euros),
		Fan("fan", "How pay grows", "years of experience", fan(), euros),
		Years("years", "Pay by year", []YearPoint{
			{2016, 951, 40_000, 50_000, 60_000, 75_000, 95_000, 0, ""},
			{2019, 74, 42_000, 52_000, 65_000, 80_000, 99_000, 63_000, "others were asked"},
			{2020, 1_483, 45_000, 56_000, 70_000, 85_000, 105_000, 66_000, ""},
			{2021, 445, 48_000, 60_000, 75_000, 90_000, 110_000, 75_000, ""},
			{2024, 25, 50_000, 61_000, 74_000, 91_000, 120_000, 0, "few <b> were asked"},
		}, euros),
		Years("years-medians", "Medians as published",
			[]YearPoint{{Year: 2021, N: 4_279, P50: 133_000}, {Year: 2022, N: 1_866, P50: 150_000}}, euros),
		Projections("projections", "What was expected", []Projection{
			{"published 2021", 2020, 2030, 1847.9, 2258.1, false}, {"published 2025", 2024, 2034, 1895.5, 2183.3, true},
		}, "thousand people", "en"),
		Calibration("calibration", "What was said and what was",
			[]CalibrationPoint{{.1, .11, .08, .12}, {.5, .49, .47, .53}, {.9, .92, 0, 0}}, 4_000, "en"),
		World("world", "The median by country", []Country{
			{"DE", "Germany", 90_000, 209}, {"US", "United States", 187_000, 1_982}, {"IN", "India", 21_000, 138},
			{"FR", "France", 69_000, 94},
			{"BR", "Brazil", 34_000, 106}, {"PL", "Poland", 80_000, 104}, {"JP", "Japan", 0, 3},
			{"LI", "Liechtenstein", 120_000, 12},
		}, euros),
	}
}

// TestGolden: what is drawn stays what was looked at. -update writes it anew.
func TestGolden(t *testing.T) {
	for _, f := range figures() {
		for ext, got := range map[string][]byte{".svg": f.SVG(), ".html": []byte(f.Inline()), ".csv": f.Table.CSV()} {
			name := filepath.Join("testdata", f.ID+ext)
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatalf("%v; -update writes it", err)
			}
			if d := cmp.Diff(strings.Split(string(want), "<"), strings.Split(string(got), "<")); d != "" {
				t.Errorf("%s differs (-want +got):\n%s", name, d)
			}
		}
	}
}

// element is a start tag of a drawing.
type element struct {
	name  string
	attrs map[string]string
}

// elements reads a drawing as XML, which it must be.
func elements(t interface{ Fatalf(string, ...any) }, svg []byte) []element {
	var es []element
	for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, svg)
		}
		if start, ok := tok.(xml.StartElement); ok {
			e := element{start.Name.Local, map[string]string{}}
			for _, a := range start.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			es = append(es, e)
		}
	}
	return es
}

// positions are the attributes that must be numbers, or shares of the width.
var positions = []string{"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height"}

// check asserts what holds for every drawing: it is XML, positions are finite numbers, shares are inside the
// figure, and nothing in it could offend a content security policy.
func check(t interface {
	Fatalf(string, ...any)
	Errorf(string, ...any)
}, f Figure) {
	es := elements(t, f.SVG())
	if len(es) < 10 {
		t.Fatalf("%s has only %d elements", f.ID, len(es))
	}
	for _, e := range append(es, elements(t, []byte(f.Inline()))...) {
		switch e.name {
		case "svg", "title", "desc", "text", "line", "rect", "circle", "path":
		default:
			t.Errorf("%s has an element %s", f.ID, e.name)
		}
		for _, name := range positions {
			v, ok := e.attrs[name]
			if !ok {
				continue
			}
			n, err := strconv.ParseFloat(strings.TrimSuffix(v, "%"), 64)
			if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
				t.Errorf("%s: %s %s=%q is no number", f.ID, e.name, name, v)
			}
			if strings.HasSuffix(v, "%") && (n < -2 || n > 102) {
				t.Errorf("%s: %s %s=%q is outside", f.ID, e.name, name, v)
			}
			if strings.HasPrefix(name, "width") && n < 0 || strings.HasPrefix(name, "height") && n < 0 {
				t.Errorf("%s: %s %s=%q is negative", f.ID, e.name, name, v)
			}
		}
		for name, v := range e.attrs {
			if name == "style" || strings.HasPrefix(name, "on") || strings.Contains(v, "NaN") ||
				strings.Contains(v, "Inf") || strings.Contains(v, "ZgotmplZ") {
				t.Errorf("%s: %s has %s=%q", f.ID, e.name, name, v)
			}
		}
	}
	if f.Title == "" || f.Desc == "" {
		t.Errorf("%s has no title or no description", f.ID)
	}
	rows, err := csv.NewReader(bytes.NewReader(f.Table.CSV())).ReadAll()
	if err != nil || len(rows) != len(f.Table.Rows)+1 || len(rows) < 2 {
		t.Errorf("%s: the table has %d lines (%v)", f.ID, len(rows), err)
	}
}

func TestFigures(t *testing.T) {
	for _, f := range figures() {
		check(t, f)
		for _, m := range painted(f.Marks) {
			if m.Tag != "plot" && m.Paint == nil {
				t.Errorf("%s: %s of class %q has no look of its own", f.ID, m.Tag, m.Class)
			}
			for _, m := range m.Marks {
				if m.Paint == nil {
					t.Errorf("%s: %s of class %q has no look of its own", f.ID, m.Tag, m.Class)
				}
			}
		}
	}
}

// TestAnyNumbers draws distributions of any size and spread.
func TestAnyNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := logNormal(math.Pow(10, rapid.Float64Range(0, 9).Draw(t, "log median")),
			rapid.Float64Range(1, 20).Draw(t, "ratio"))
		if rapid.Bool().Draw(t, "flat in the middle") {
			for i := 2; i < 11; i++ {
				d.Q[i] = d.Q[6]
			}
		}
		pin := d.Median() * math.Pow(10, rapid.Float64Range(-3, 3).Draw(t, "pin"))
		check(t, Density("d", "A density", d, euros, &Pin{pin, "yours"}))
		check(t, Ridges("r", "Ridges",
			[]Series{{"one", d}, {"two", d.Scale(rapid.Float64Range(.01, 100).Draw(t, "times"))}}, euros))
		check(t, Rows("w", "Rows", []Row{RowOf("one", "", d), {Label: "two", P50: pin}}, euros))
		check(t, Waterfall("e", "Effects", d.Median(), "Anyone",
			[]Step{{"a", "b", pin}, {"c", "d", -pin / 2}, {"e", "f", -pin}}, "This", euros))
	})
}

func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := math.Pow(10, rapid.Float64Range(-1, 8).Draw(t, "low"))
		s := scale{low, low * rapid.Float64Range(1.05, 3000).Draw(t, "ratio"), rapid.Bool().Draw(t, "log")}
		ts := s.ticks(9)
		if len(ts) > 9 {
			t.Fatalf("%d ticks in %+v", len(ts), s)
		}
		if len(ts) < 2 && (!s.log || s.high/s.low > 3) {
			t.Fatalf("ticks %v in %+v", ts, s)
		}
		for i, v := range ts {
			if at := s.at(v); at < -1e-6 || at > 1+1e-6 || i > 0 && v <= ts[i-1] {
				t.Fatalf("tick %v of %v is at %v of %+v", v, ts, at, s)
			}
			if back := s.value(s.at(v)); math.Abs(back-v) > 1e-6*v {
				t.Fatalf("%v came back as %v", v, back)
			}
		}
	})
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v              float64
		locale         string
		short, written string
	}{
		{40_000, "en", "40k", "40,000"}, {107_909.4, "en", "108k", "107,909"}, {96_594, "de", "96,6k", "96.594"},
		{1_500_000, "en-IN", "1.5M", "15,00,000"}, {999_960, "en", "1M", "999,960"}, {950, "en", "950", "950"},
		{52.4, "en", "52.4", "52"},
	} {
		u := Unit{Currency: "EUR", Period: pay.Year, Locale: c.locale}
		if got := u.Short(c.v); got != c.short {
			t.Errorf("Short(%v, %s) = %q, want %q", c.v, c.locale, got, c.short)
		}
		if got := u.Full(c.v); got != c.written {
			t.Errorf("Full(%v, %s) = %q, want %q", c.v, c.locale, got, c.written)
		}
	}
	hour := Unit{Currency: "EUR", Period: pay.Hour, Locale: "en"}
	if got := hour.Full(52.4); got != "52.40" {
		t.Errorf("an hour's pay is written %q", got)
	}
	if got := hour.Signed(-1.5); got != "− 1.50" {
		t.Errorf("a difference is written %q", got)
	}
}

// TestCSVFormulas: a spreadsheet must not take a name for a formula.
func TestCSVFormulas(t *testing.T) {
	table := Table{Head: []string{"name", "pay"},
		Rows: [][]Cell{append(Words(`=HYPERLINK("x")`), euros.Amounts(1234.567)...)}}
	want := "name,pay\n\"'=HYPERLINK(\"\"x\"\")\",1234.57\n"
	if got := string(table.CSV()); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestWorld: every tile is a country and is on the map once.
func TestWorld(t *testing.T) {
	if n := len(places()); n < 180 {
		t.Fatalf("the map has only %d countries", n)
	}
	at := map[place]string{}
	for code, p := range places() {
		if other, taken := at[p]; taken {
			t.Errorf("%s and %s share a tile", code, other)
		}
		at[p] = code
		if p.column >= 28 {
			t.Errorf("%s is beyond the map", code)
		}
	}
	f := World("w", "World", nil, euros)
	if f.Width > 760 || len(f.Key) != 1 {
		t.Errorf("an empty map is %d wide, with the key %v", f.Width, f.Key)
	}
}
