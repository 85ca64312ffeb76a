package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// FanPoint is the pay at one place of a fan.
type FanPoint struct {
	X float64
	D pay.Distribution
}

// Fan draws pay over something that grows, as years of experience: 80 of 100 people pale, the middle half
// darker, the median a line. Points come in the order of X, at least two of them.
func Fan(id, title, across string, points []FanPoint, u Unit) Figure {
	var values []float64
	for _, p := range points {
		values = append(values, p.D.At(.10), p.D.At(.90))
	}
	y := around(false, .04, values...)
	first, last := points[0], points[len(points)-1]
	x := scale{first.X, last.X, false}
	const top, height, right = 14., 250., .9 // the last tenth holds the labels
	base := top + height
	xAt := func(v float64) float64 { return x.at(v) * right }
	yAt := func(v float64) float64 { return height * (1 - y.at(v)) }

	f := Figure{ID: id, Title: title, Height: int(base + axisHeight)}
	for _, t := range y.ticks(8) {
		f.Marks = append(f.Marks, line("grid", 0, top+yAt(t), 1, top+yAt(t)))
	}
	band := func(low, high float64) string {
		var b strings.Builder
		for i, p := range points {
			fmt.Fprintf(&b, "%s%s %s", "ML"[min(i, 1):min(i, 1)+1], px(plotWidth*xAt(p.X)), px(yAt(p.D.At(high))))
		}
		if low == high {
			return b.String()
		}
		for i := range points {
			p := points[len(points)-1-i]
			fmt.Fprintf(&b, "L%s %s", px(plotWidth*xAt(p.X)), px(yAt(p.D.At(low))))
		}
		return b.String() + "Z"
	}
	f.Marks = append(f.Marks, plot(top, height,
		Mark{Tag: "path", Class: "b80", D: band(.10, .90)},
		Mark{Tag: "path", Class: "b50", D: band(.25, .75)},
		Mark{Tag: "path", Class: "line", D: band(.50, .50)},
	))
	for _, t := range y.ticks(8) {
		f.Marks = append(f.Marks, text("tick halo", 0, top+yAt(t)-4, "", u.Short(t)))
	}
	// Labels at the right end, kept a line apart from the median's outwards.
	labels := []struct {
		p    float64
		what string
	}{{.50, "median"}, {.75, "75"}, {.90, "90"}}
	previous := math.Inf(1)
	for _, l := range labels {
		at := min(top+yAt(last.D.At(l.p))+4, previous-14)
		f.Marks = append(f.Marks, text(labelClass(l.p), right+.01, at, "", u.Short(last.D.At(l.p))))
		previous = at
	}
	previous = top + yAt(last.D.Median()) + 4
	for _, p := range []float64{.25, .10} {
		at := max(top+yAt(last.D.At(p))+4, previous+14)
		f.Marks = append(f.Marks, text(labelClass(p), right+.01, at, "", u.Short(last.D.At(p))))
		previous = at
	}
	for i, t := range x.ticks(9) {
		wide := ""
		if i%2 == 1 {
			wide = " wide"
		}
		at := xAt(t)
		f.Marks = append(f.Marks, line("axis"+wide, at, base, at, base+5),
			text("tick"+wide, at, base+18, "middle", u.number(t)))
	}
	f.Marks = append(f.Marks, line("axis", 0, base, right, base), text("soft", 0, base+36, "", across+" · "+u.Words))

	f.Desc = fmt.Sprintf(
		"The median goes from %s at %s to %s at %s %s. At the end the middle half earns %s to %s, in %s.",
		u.Full(first.D.Median()), u.number(first.X), u.Full(last.D.Median()), u.number(last.X), across,
		u.Full(last.D.At(.25)), u.Full(last.D.At(.75)), u.Words)
	f.Table.Head = []string{across, "10 of 100 earn less", "25 of 100", "median", "75 of 100", "90 of 100"}
	for _, p := range points {
		f.Table.Rows = append(f.Table.Rows, append([]Cell{{u.number(p.X), p.X}},
			u.Amounts(p.D.At(.10), p.D.At(.25), p.D.Median(), p.D.At(.75), p.D.At(.90))...))
	}
	return f
}

func labelClass(p float64) string {
	if p == .5 {
		return "val halo"
	}
	return "soft halo"
}

// CalibrationPoint says how often a statement that should hold with a probability did hold.
type CalibrationPoint struct {
	Expected  float64 // as .9
	Observed  float64
	Low, High float64 // where Observed would lie by chance alone; 0 and 0 when not known
}

// Calibration draws expected against observed shares, with the band of chance where it is known. What is
// right lies on the diagonal. n counts what was observed.
func Calibration(id, title string, points []CalibrationPoint, n int, locale string) Figure {
	const top, height = 10., 280.
	base := top + height
	y := func(v float64) float64 { return top + height*(1-v) }
	u := Unit{Locale: locale}
	f := Figure{ID: id, Title: title, Height: int(base + axisHeight)}
	for _, t := range []float64{0, .25, .5, .75, 1} {
		label := u.number(100 * t)
		f.Marks = append(f.Marks, line("grid", 0, y(t), 1, y(t)), line("grid", t, top, t, base),
			text("tick", t, base+18, "middle", label))
		if t > 0 {
			f.Marks = append(f.Marks, text("tick halo", 0, y(t)+13, "", label))
		}
	}
	f.Marks = append(f.Marks, line("axis", 0, base, 1, base), line("hair", 0, base, 1, top))
	f.Table.Head = []string{"should hold, of 100", "held", "by chance from", "to"}
	worst := 0.
	for _, p := range points {
		if p.High > p.Low {
			f.Marks = append(f.Marks, line("band", p.Expected, y(p.Low), p.Expected, y(p.High)))
		}
		f.Marks = append(f.Marks, circle("dot", p.Expected, y(p.Observed), 4))
		worst = max(worst, math.Abs(p.Observed-p.Expected))
		row := []Cell{u.share(p.Expected), u.share(p.Observed), word(""), word("")}
		if p.High > p.Low {
			row[2], row[3] = u.share(p.Low), u.share(p.High)
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	f.Marks = append(f.Marks, text("soft", 0, base+36, "", "across: should earn less, of 100 · up: did"))
	f.Desc = fmt.Sprintf("%d points along the diagonal; the farthest is %s of 100 from it. Counted on %s records.",
		len(points), u.number(100*worst), whole(n, locale))
	return f
}

// share makes a cell of a share, in percent.
func (u Unit) share(v float64) Cell { return Cell{u.number(100 * v), 100 * v} }
