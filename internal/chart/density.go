package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/words"
)

// Pin is the reader's own pay on a density.
type Pin struct {
	Value float64
	Label string // "yours, 85,000: above 62 of 100"
}

// curve is a density over a scale: the share of people in each of its cells, the highest being 1.
type curve struct {
	s      scale
	shares []float64
}

// cells is how finely a density is drawn; spread is the standard deviation, in cells, of the Gaussian that
// smooths it: quantiles joined by straight lines would show a step at each level.
const (
	cells  = 120
	spread = cells / 26.
)

func newCurve(d pay.Distribution, s scale) curve {
	const reach = 3 * cells / 26
	raw := make([]float64, cells+2*reach)
	for i := range raw {
		from, to := s.value(float64(i-reach)/cells), s.value(float64(i-reach+1)/cells)
		raw[i] = d.CDF(to) - d.CDF(from)
	}
	c := curve{s, make([]float64, cells)}
	var top float64
	for i := range c.shares {
		for j := range 2*reach + 1 {
			c.shares[i] += raw[i+j] * math.Exp(-float64((j-reach)*(j-reach))/(2*spread*spread))
		}
		top = max(top, c.shares[i])
	}
	for i := range c.shares {
		c.shares[i] /= top
	}
	return c
}

// height returns the density at t, between 0 and 1 across.
func (c curve) height(t float64) float64 {
	at := t*cells - .5
	i := min(max(int(math.Floor(at)), 0), cells-2)
	f := min(max(at-float64(i), 0), 1)
	return c.shares[i]*(1-f) + c.shares[i+1]*f
}

// area returns the path under the curve between two places across, in a plot of the given height; open
// leaves it a line.
func (c curve) area(from, to, height float64, open bool) string {
	from, to = max(from, 0), min(to, 1)
	var b strings.Builder
	point := func(t float64) {
		command := byte('L')
		if b.Len() == 0 {
			command = 'M'
		}
		b.WriteByte(command)
		b.WriteString(px(t * plotWidth))
		b.WriteByte(' ')
		b.WriteString(px(height * (1 - c.height(t))))
	}
	point(from)
	for i := range cells {
		if t := (float64(i) + .5) / cells; t > from && t < to {
			point(t)
		}
	}
	point(to)
	if !open {
		fmt.Fprintf(&b, "L%s %sL%s %sZ", px(to*plotWidth), px(height), px(from*plotWidth), px(height))
	}
	return b.String()
}

// scaleOf returns the scale for distributions and single values beside them.
func scaleOf(values []float64, ds ...pay.Distribution) scale {
	log := false
	for _, d := range ds {
		log = log || d.At(.95) > logFrom*d.At(.05)
		values = append(values, d.Quantile(.02), d.Quantile(.975))
	}
	low, high := math.Inf(1), 0.
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	return around(log || low > 0 && high > 3*logFrom*low, .02, low, high)
}

// Density draws how pay is spread: 80 of 100 people pale, the middle half darker, the median marked and the
// quantiles written on the curve.
func Density(id, title string, d pay.Distribution, u Unit, pin *Pin) Figure {
	var beside []float64
	if pin != nil {
		beside = append(beside, pin.Value/1.05, pin.Value*1.05)
	}
	s := scaleOf(beside, d)
	c := newCurve(d, s)
	const top, height = 46., 140.
	base := top + height

	at := func(p float64) float64 { return s.at(d.At(p)) }
	marks := axis(s, u, base, base)
	marks = append(marks, plot(top, height,
		Mark{Tag: "path", Class: "tail", D: c.area(0, 1, height, false)},
		Mark{Tag: "path", Class: "b80", D: c.area(at(.10), at(.90), height, false)},
		Mark{Tag: "path", Class: "b50", D: c.area(at(.25), at(.75), height, false)},
		Mark{Tag: "path", Class: "curve", D: c.area(0, 1, height, true)},
	))
	for _, l := range []struct {
		p      float64
		anchor string
		away   float64
	}{{.10, "end", -.012}, {.25, "end", -.012}, {.75, "", .012}, {.90, "", .012}} {
		t := at(l.p)
		y := base - height*c.height(t)
		if other := at(.25 + .5*math.Round(l.p)); (l.p == .10 || l.p == .90) && math.Abs(other-t) < .05 {
			y += 14 // a steep flank: the outer label a line below the inner one
		}
		marks = append(marks, circle("dot", t, base-height*c.height(t), 2.5),
			text("lab q", t+l.away, min(y-3, base-6), l.anchor, u.Short(d.At(l.p))))
	}
	median := at(.50)
	marks = append(marks, line("med", median, top-4, median, base))
	labelAt, anchor := median, anchorAt(median)
	if pin != nil {
		p := s.at(pin.Value)
		if near := p - median; math.Abs(near) < .2 {
			labelAt, anchor = median-.01, "end" // leave the pin its side
			if near < 0 {
				labelAt, anchor = median+.01, ""
			}
		}
		side, shift := "", .024
		if p > .5 {
			side, shift = "end", -.024
		}
		marks = append(marks, line("pin", p, 14, p, base), circle("pind", p, 12, 5),
			text("pinl", p+shift, 16, side, pin.Label))
	}
	marks = append(marks, text("big", labelAt, top-12, anchor, u.Full(d.Median())))

	f := Figure{ID: id, Title: title, Height: int(base + axisHeight), Marks: marks}
	f.Desc = fmt.Sprintf(
		"A curve with its median at %s. The middle half earns %s to %s; 80 of 100 earn %s to %s, in %s.",
		u.Full(d.Median()), u.Full(d.At(.25)), u.Full(d.At(.75)), u.Full(d.At(.10)), u.Full(d.At(.90)), u.Words)
	if pin != nil {
		f.Desc += " Marked: " + pin.Label + "."
	}
	f.Table.Head = []string{"of 100 people, so many earn less than", u.Words}
	for i, p := range pay.Levels {
		n := math.Round(100 * p)
		f.Table.Rows = append(f.Table.Rows, append([]Cell{{strconv.Itoa(int(n)), n}}, u.Amounts(d.Q[i])...))
	}
	return f
}

// Series is one distribution of several that are compared.
type Series struct {
	Label string
	D     pay.Distribution
}

// Ridges draws up to four densities above each other over one axis.
func Ridges(id, title string, series []Series, u Unit) Figure {
	var ds []pay.Distribution
	for _, r := range series {
		ds = append(ds, r.D)
	}
	s := scaleOf(nil, ds...)
	const pitch, height = 112., 58.
	f := Figure{ID: id, Title: title}
	base := pitch * float64(len(series))
	f.Marks = axis(s, u, base, 0)
	f.Table.Head = []string{"", "10 of 100 earn less", "25 of 100", "median", "75 of 100", "90 of 100"}
	for i, r := range series {
		bottom := pitch*float64(i+1) - 8
		c := newCurve(r.D, s)
		class := fmt.Sprintf("s%d", i+1)
		at := func(p float64) float64 { return s.at(r.D.At(p)) }
		median := at(.5)
		f.Marks = append(f.Marks,
			plot(bottom-height, height,
				Mark{Tag: "path", Class: class + " pale", D: c.area(at(.10), at(.90), height, false)},
				Mark{Tag: "path", Class: class, D: c.area(at(.25), at(.75), height, false)},
				Mark{Tag: "path", Class: "edge", D: c.area(0, 1, height, true)}),
			line("axis", 0, bottom, 1, bottom),
			line("ink", median, bottom-height-3, median, bottom+3),
			text("lab halo", 0, bottom-height-26, "", clip(fmt.Sprintf("%d · %s", i+1, r.Label), 54)),
			text("val halo", median, bottom-height-8, anchorAt(median), u.Short(r.D.Median())))
		f.Table.Rows = append(f.Table.Rows,
			append(Words(r.Label), u.Amounts(r.D.At(.10), r.D.At(.25), r.D.Median(), r.D.At(.75), r.D.At(.90))...))
		f.Desc += fmt.Sprintf("%s: median %s, the middle half %s to %s. ", r.Label, u.Full(r.D.Median()),
			u.Full(r.D.At(.25)), u.Full(r.D.At(.75)))
	}
	f.Desc += "In " + u.Words + "."
	f.Height = int(base + axisHeight)
	return f
}

func whole(n int, locale string) string { return words.For(locale).Count(n) }
