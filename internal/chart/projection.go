package chart

import (
	"fmt"
	"math"
	"strconv"

	"github.com/backpay/backpay/internal/words"
)

// Projection is what was expected of a number from one year to another.
type Projection struct {
	Label      string // when it was said: "published 2021"
	From, To   int    // years
	Start, End float64
	Latest     bool // the one that holds now
}

// Projections draws each projection as a line from where it started to where it led, the latest strong. Where
// the earlier ones started, the number was counted: these points are joined by what became of it.
// There must be one at least. words are the unit of the numbers, as "thousand people".
func Projections(id, title string, ps []Projection, words, locale string) Figure {
	number := func(v float64) string { return whole(int(math.Round(v)), locale) }
	values := []float64{}
	years := scale{low: float64(ps[0].From), high: float64(ps[0].To)}
	for _, p := range ps {
		values = append(values, p.Start, p.End)
		years.low, years.high = min(years.low, float64(p.From)), max(years.high, float64(p.To))
	}
	y := around(false, .08, values...)
	const top, height, right = 14., 220., .86 // what is left holds the label
	base := top + height
	xAt := func(year int) float64 { return years.at(float64(year)) * right }
	yAt := func(v float64) float64 { return height * (1 - y.at(v)) }

	f := Figure{ID: id, Title: title, Height: int(base + axisHeight)}
	for _, t := range y.ticks(7) {
		f.Marks = append(f.Marks, line("grid", 0, top+yAt(t), 1, top+yAt(t)))
	}
	var points, labels []Mark
	path := "M"
	for i, p := range ps {
		class := "axis"
		if p.Latest {
			class = "med"
			labels = append(labels, text("val halo", right+.01, top+yAt(p.End)+4, "", number(p.End)))
		}
		f.Marks = append(f.Marks, line(class, xAt(p.From), top+yAt(p.Start), xAt(p.To), top+yAt(p.End)))
		mark := circle("dot", xAt(p.From), top+yAt(p.Start), 4)
		mark.Text = fmt.Sprintf("%d: %s %s", p.From, number(p.Start), words)
		points = append(points, mark)
		if i > 0 {
			path += "L"
		}
		path += px(plotWidth*xAt(p.From)) + " " + px(yAt(p.Start))
	}
	if len(ps) > 1 {
		f.Marks = append(f.Marks, plot(top, height, Mark{Tag: "path", Class: "curve", D: path}))
	}
	for _, t := range y.ticks(7) {
		points = append(points, text("tick halo", 0, top+yAt(t)-4, "", number(t)))
	}
	f.Marks = append(append(f.Marks, points...), labels...)
	for year := int(years.low); year <= int(years.high); year += 2 {
		wide := ""
		if (year-int(years.low))%4 != 0 {
			wide = " wide"
		}
		at := xAt(year)
		f.Marks = append(f.Marks, line("axis"+wide, at, base, at, base+5),
			text("tick"+wide, at, base+18, "middle", strconv.Itoa(year)))
	}
	f.Marks = append(f.Marks, line("axis", 0, base, right, base),
		text("soft", 0, base+36, "", words+"; dots counted, lines projected"))
	f.Table.Head = []string{"", "from", "to", words, "projected"}
	for _, p := range ps {
		f.Table.Rows = append(f.Table.Rows, append(Words(p.Label),
			Cell{strconv.Itoa(p.From), float64(p.From)}, Cell{strconv.Itoa(p.To), float64(p.To)},
			tenths(p.Start, locale), tenths(p.End, locale)))
	}
	last := ps[len(ps)-1]
	f.Desc = fmt.Sprintf("%d projections. The last, from %d, goes from %s to %s %s in %d.", len(ps), last.From,
		tenths(last.Start, locale).Text, tenths(last.End, locale).Text, words, last.To)
	return f
}

// tenths makes a cell of a number with one decimal.
func tenths(v float64, locale string) Cell { return Cell{words.For(locale).Number(v, 1), v} }
