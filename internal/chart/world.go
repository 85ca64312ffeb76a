package chart

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
)

// grid is the world as text: a line a row, each cell two letters, ISO 3166-1 alpha-2, or dots.
//
//go:embed world.txt
var grid string

// place is where a country's tile is.
type place struct{ column, row int }

var places = sync.OnceValue(func() map[string]place {
	m := map[string]place{}
	for row, l := range strings.Split(strings.TrimSuffix(grid, "\n"), "\n") {
		for column, code := range strings.Fields(l) {
			if code == ".." {
				continue
			}
			if _, twice := m[code]; twice {
				panic(fmt.Sprintf("chart: world.txt has %s twice", code))
			}
			m[code] = place{column, row}
		}
	}
	return m
})

// Country is what the map says of one country. A Value of 0 is not known.
type Country struct {
	Code  string // ISO 3166-1 alpha-2
	Name  string
	Value float64
	N     int // what the value rests on
}

// shades is how many shades of the map there are; each holds about as many countries as the next.
const shades = 5

// World draws one square a country in its rough place, shaded by value. Countries without a square on the
// grid, small islands most of them, are in the table alone.
func World(id, title string, countries []Country, u Unit) Figure {
	var values []float64
	byCode := map[string]Country{}
	for _, c := range countries {
		byCode[c.Code] = c
		if c.Value > 0 {
			values = append(values, c.Value)
		}
	}
	slices.Sort(values)
	limits := shadeLimits(values)
	shade := func(v float64) int {
		n := 1
		for _, l := range limits {
			if v >= l {
				n++
			}
		}
		return n
	}

	const size, pitch = 24., 26.
	columns, rows := 0, 0
	f := Figure{ID: id, Title: title}
	for _, code := range sortedCodes() {
		p := places()[code]
		columns, rows = max(columns, p.column+1), max(rows, p.row+1)
		x, y := pitch*float64(p.column), pitch*float64(p.row)
		c, known := byCode[code]
		class, ink, said := "t0", "c0", code
		if known {
			said = c.Name + ": not known"
		}
		if known && c.Value > 0 {
			n := shade(c.Value)
			class, ink, said = fmt.Sprintf("t%d", n), "c1", c.Name+": "+u.Full(c.Value)
			if n >= 4 {
				ink = "c2"
			}
		}
		f.Marks = append(f.Marks,
			Mark{Tag: "rect", Class: class, X: px(x), Y: px(y), Width: px(size), Height: px(size), Text: said},
			Mark{Tag: "text", Class: ink, X: px(x + size/2), Y: px(y + size/2 + 4), Anchor: "middle", Text: code})
	}
	f.Width, f.Height = int(pitch)*columns, int(pitch)*rows
	f.Key = key(limits, values, u)

	f.Table.Head = []string{"", "country", "median", "reports"}
	sorted := slices.Clone(countries)
	slices.SortStableFunc(sorted, func(a, b Country) int { return int(math.Copysign(1, b.Value-a.Value)) })
	for _, c := range sorted {
		f.Table.Rows = append(f.Table.Rows, append(append(Words(c.Code, c.Name), u.Amounts(c.Value)...), u.Count(c.N)))
	}
	if len(values) > 0 {
		f.Desc = fmt.Sprintf("%d countries, the darker the more is paid: from %s in %s to %s in %s, in %s.",
			len(values),
			u.Full(values[0]), sorted[len(values)-1].Name, u.Full(values[len(values)-1]), sorted[0].Name, u.Words)
	}
	return f
}

func sortedCodes() []string {
	var codes []string
	for code := range places() {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// shadeLimits returns the lowest value of each shade but the first, rounded to two digits.
func shadeLimits(sorted []float64) []float64 {
	var limits []float64
	for i := 1; i < shades && len(sorted) >= shades; i++ {
		v := sorted[i*len(sorted)/shades]
		unit := math.Pow(10, math.Floor(math.Log10(v))-1)
		if v = math.Round(v/unit) * unit; len(limits) == 0 || v > limits[len(limits)-1] {
			limits = append(limits, v)
		}
	}
	return limits
}

func key(limits, sorted []float64, u Unit) []Swatch {
	if len(limits) == 0 {
		return []Swatch{{"t0", "too few reports"}}
	}
	swatches := []Swatch{{"t1", "below " + u.Short(limits[0])}}
	for i := 1; i < len(limits); i++ {
		swatches = append(swatches, Swatch{fmt.Sprintf("t%d", i+1), u.Short(limits[i-1]) + " – " + u.Short(limits[i])})
	}
	last := len(limits)
	swatches = append(swatches, Swatch{fmt.Sprintf("t%d", last+1), u.Short(limits[last-1]) + " or more"})
	return append(swatches, Swatch{"t0", "too few reports"})
}
