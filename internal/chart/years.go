package chart

import (
	"fmt"
	"strconv"
	"strings"
)

// YearPoint is the pay of a year. Amounts that are not known are 0.
type YearPoint struct {
	Year, N                 int
	P10, P25, P50, P75, P90 float64
	Fixed                   float64 // the median of the same people weighted to one mix
	Break                   string  // why there is no line from the point before; empty where there is one
}

// Years draws pay by year: 80 of 100 people pale, the middle half darker, the median a line and the median at
// the same mix another. A line is never drawn across a break; a year between two of them stands alone. There
// must be a point at least, and they rise by year.
func Years(id, title string, points []YearPoint, u Unit) Figure {
	var values []float64
	spread, fixed := false, false
	for _, p := range points {
		values = append(values, p.P50)
		if p.P90 > 0 {
			values, spread = append(values, p.P10, p.P90), true
		}
		if p.Fixed > 0 {
			values, fixed = append(values, p.Fixed), true
		}
	}
	y := around(false, .06, values...)
	x := scale{low: float64(points[0].Year) - .5, high: float64(points[len(points)-1].Year) + .5}
	const top, height, right = 14., 230., .92 // what is left holds the label
	base := top + height
	xAt := func(year int) float64 { return x.at(float64(year)) * right }
	yAt := func(v float64) float64 { return height * (1 - y.at(v)) }

	f := Figure{ID: id, Title: title, Height: int(base + axisHeight)}
	for _, t := range y.ticks(7) {
		f.Marks = append(f.Marks, line("grid", 0, top+yAt(t), 1, top+yAt(t)))
	}
	var areas, breaks, dots []Mark
	for from := 0; from < len(points); {
		to := from + 1
		for to < len(points) && points[to].Break == "" {
			to++
		}
		if from > 0 {
			middle := (xAt(points[from-1].Year) + xAt(points[from].Year)) / 2
			mark := line("hair", middle, top, middle, base)
			mark.Text = points[from].Break
			breaks = append(breaks, mark)
		}
		areas = append(areas, yearRun(points[from:to], xAt, yAt)...)
		from = to
	}
	for _, p := range points {
		if p.Fixed > 0 {
			mark := circle("s2", xAt(p.Year), top+yAt(p.Fixed), 4)
			mark.Text = fmt.Sprintf("%d at the same mix: %s", p.Year, u.Full(p.Fixed))
			dots = append(dots, mark)
		}
		mark := circle("dot", xAt(p.Year), top+yAt(p.P50), 4)
		mark.Text = fmt.Sprintf("%d: %s, of %s people", p.Year, u.Full(p.P50), whole(p.N, u.Locale))
		dots = append(dots, mark)
	}
	f.Marks = append(append(append(f.Marks, plot(top, height, areas...)), breaks...), dots...)
	for _, t := range y.ticks(7) {
		f.Marks = append(f.Marks, text("tick halo", 0, top+yAt(t)-4, "", u.Short(t)))
	}
	last := points[len(points)-1]
	f.Marks = append(f.Marks, text("val halo", right+.005, top+yAt(last.P50)+4, "", u.Short(last.P50)))
	for year := points[0].Year; year <= last.Year; year++ {
		wide := ""
		if last.Year-points[0].Year >= few && (last.Year-year)%2 == 1 {
			wide = " wide"
		}
		f.Marks = append(f.Marks, line("axis"+wide, xAt(year), base, xAt(year), base+5),
			text("tick"+wide, xAt(year), base+18, "middle", strconv.Itoa(year)))
	}
	f.Marks = append(f.Marks, line("axis", 0, base, right, base), text("soft", 0, base+36, "", u.Words))
	f.Key = []Swatch{{"dot", "median"}}
	if fixed {
		f.Key = append(f.Key, Swatch{"s2", "median at the same mix"})
	}
	if spread {
		f.Key = append(f.Key, Swatch{"b50", "the middle half"}, Swatch{"b80", "80 of 100"})
	}

	first := points[0]
	f.Desc = fmt.Sprintf("The median is %s in %d and %s in %d, in %s.", u.Full(first.P50), first.Year, u.Full(last.P50),
		last.Year, u.Words)
	if len(breaks) > 0 {
		f.Desc += fmt.Sprintf(" The line is broken %d times, because the source asked otherwise.", len(breaks))
	}
	f.Table.Head = []string{"year", "people", "10 of 100 earn less", "25 of 100", "median", "75 of 100", "90 of 100",
		"median at the same mix", "what changed"}
	for _, p := range points {
		row := append([]Cell{{strconv.Itoa(p.Year), float64(p.Year)}, u.Count(p.N)},
			u.Amounts(p.P10, p.P25, p.P50, p.P75, p.P90, p.Fixed)...)
		f.Table.Rows = append(f.Table.Rows, append(row, word(p.Break)))
	}
	return f
}

// yearRun draws years between two breaks. A year alone is as wide as a line is thick.
func yearRun(points []YearPoint, xAt func(int) float64, yAt func(float64) float64) []Mark {
	type place struct{ x, y float64 }
	path := func(class string, closed bool, places []place) Mark {
		var b strings.Builder
		for i, p := range places {
			fmt.Fprintf(&b, "%s%s %s", "ML"[min(i, 1):min(i, 1)+1], px(plotWidth*p.x), px(p.y))
		}
		if closed {
			b.WriteByte('Z')
		}
		return Mark{Tag: "path", Class: class, D: b.String()}
	}
	const half = .006
	band := func(class string, low, high func(YearPoint) float64) Mark {
		var above, below []place
		for _, p := range points {
			at := []float64{xAt(p.Year)}
			if len(points) == 1 {
				at = []float64{at[0] - half, at[0] + half}
			}
			for _, x := range at {
				above, below = append(above, place{x, yAt(high(p))}), append(below, place{x, yAt(low(p))})
			}
		}
		for i := range below {
			above = append(above, below[len(below)-1-i])
		}
		return path(class, true, above)
	}
	var marks []Mark
	if points[0].P90 > 0 {
		marks = append(marks,
			band("b80", func(p YearPoint) float64 { return p.P10 }, func(p YearPoint) float64 { return p.P90 }),
			band("b50", func(p YearPoint) float64 { return p.P25 }, func(p YearPoint) float64 { return p.P75 }))
	}
	if len(points) == 1 {
		return marks
	}
	var medians, fixed []place
	for _, p := range points {
		medians = append(medians, place{xAt(p.Year), yAt(p.P50)})
		if p.Fixed > 0 {
			fixed = append(fixed, place{xAt(p.Year), yAt(p.Fixed)})
		}
	}
	if len(fixed) > 1 {
		marks = append(marks, path("edge", false, fixed))
	}
	return append(marks, path("line", false, medians))
}
