package cli

import (
	"math"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/words"
)

// drawing is a distribution as a terminal shows it: its density as columns of block characters over a
// logarithmic axis, the middle half darker than the 80 % range, the median marked, and a pin at the
// reader's own pay.
type drawing struct {
	d       pay.Distribution
	pin     float64 // 0 is none
	columns int
	rows    int
	reader  words.Reader // whom the axis is written for
}

// blocks fill a cell by eighths from below.
var blocks = []rune(" ▁▂▃▄▅▆▇█")

// shade says how a column of the picture is drawn.
type shade int

const (
	shadeTail  shade = iota // outside the 80 % range
	shadeMost               // between the 10th and the 90th percentile
	shadeHalf               // between the 25th and the 75th
	shadeAxis               // axis, ticks and labels
	shadePin                // the reader's own pay
	shadePlain              // no colour
)

// lines draws; paint colours a run of characters, and may return it as it is.
func (g drawing) lines(paint func(shade, string) string) []string {
	a := axis{math.Log(g.d.Quantile(.005)), math.Log(g.d.Quantile(.995)), g.columns, g.reader}
	if g.pin > 0 {
		a.low, a.high = min(a.low, math.Log(g.pin)-.1), max(a.high, math.Log(g.pin)+.1)
	}
	a = a.widened()
	var out []string
	if g.pin > 0 {
		out = append(out, strings.Repeat(" ", a.column(g.pin))+paint(shadePin, "▼ you"))
	}
	out = append(out, g.curve(a, paint)...)
	return append(out, a.lines(paint, g.d.Median())...)
}

// ridges draws distributions above each other over one axis, each under its label and as large as one drawing.
func ridges(labels []string, ds []pay.Distribution, g drawing, paint func(shade, string) string) []string {
	a := axis{math.Inf(1), math.Inf(-1), g.columns, g.reader}
	for _, d := range ds {
		a.low, a.high = min(a.low, math.Log(d.Quantile(.01))), max(a.high, math.Log(d.Quantile(.99)))
	}
	a = a.widened()
	var out []string
	for i, d := range ds {
		out = append(out, labels[i])
		g.d = d
		out = append(out, g.curve(a, paint)...)
		base := []rune(strings.Repeat("─", g.columns))
		base[a.column(d.Median())] = '┻'
		out = append(out, paint(shadeAxis, string(base)))
	}
	return append(out, a.lines(paint)[1])
}

// axis is a logarithmic axis of pay over the columns of a terminal.
type axis struct {
	low, high float64 // logs of pay
	columns   int
	reader    words.Reader
}

// widened gives the axis some width where everyone earns the same.
func (a axis) widened() axis {
	if !(a.high-a.low > .02) {
		a.low, a.high = a.low-.05, a.high+.05
	}
	return a
}

func (a axis) step() float64 { return (a.high - a.low) / float64(a.columns) }

// column returns the column of an amount, the first or the last for one outside.
func (a axis) column(pay float64) int {
	return min(max(int((math.Log(pay)-a.low)/a.step()), 0), a.columns-1)
}

// lines draws the axis with marks on it, and below it round amounts.
func (a axis) lines(paint func(shade, string) string, marks ...float64) []string {
	line := []rune(strings.Repeat("─", a.columns))
	for _, m := range marks {
		line[a.column(m)] = '┻'
	}
	labels := []rune(strings.Repeat(" ", a.columns))
	place := func(at int, text string) bool {
		from := min(max(at-len(text)/2, 0), a.columns-len(text))
		if from < 0 || strings.TrimSpace(string(labels[max(from-1, 0):min(from+len(text)+1, a.columns)])) != "" {
			return false
		}
		copy(labels[from:], []rune(text))
		return true
	}
	for _, tick := range ticks(math.Exp(a.low), math.Exp(a.high)) {
		at := a.column(tick)
		if place(at, a.reader.Short(tick)) && line[at] == '─' {
			line[at] = '┬'
		}
	}
	return []string{paint(shadeAxis, string(line)), strings.TrimRight(paint(shadeAxis, string(labels)), " ")}
}

// curve draws the density over an axis. The density of a column is the share of people in it, smoothed over
// its neighbours, those beyond the edges too: quantiles joined by straight lines would show a step at each
// level.
func (g drawing) curve(a axis, paint func(shade, string) string) []string {
	low, step := a.low, a.step()
	sd := float64(g.columns) / 28
	reach := int(3 * sd)
	share := make([]float64, g.columns+2*reach)
	for i := range share {
		from := low + float64(i-reach)*step
		share[i] = g.d.CDF(math.Exp(from+step)) - g.d.CDF(math.Exp(from))
	}
	share = smooth(share, sd, reach)
	var top float64
	for _, s := range share {
		top = max(top, s)
	}
	shades := make([]shade, g.columns)
	for i := range shades {
		switch middle := math.Exp(low + (float64(i)+.5)*step); {
		case middle >= g.d.At(.25) && middle <= g.d.At(.75):
			shades[i] = shadeHalf
		case middle >= g.d.At(.10) && middle <= g.d.At(.90):
			shades[i] = shadeMost
		}
	}
	var out []string
	for row := g.rows - 1; row >= 0; row-- {
		cells := make([]rune, g.columns)
		for i := range cells {
			eighths := int(math.Round(share[i]/top*float64(g.rows)*8)) - 8*row
			cells[i] = blocks[min(max(eighths, 0), 8)]
		}
		out = append(out, strings.TrimRight(paintRuns(cells, shades, paint), " "))
	}
	return out
}

// paintRuns paints runs of one shade at once, so that a line carries few escape sequences.
func paintRuns(cells []rune, shades []shade, paint func(shade, string) string) string {
	var b strings.Builder
	for i := 0; i < len(cells); {
		j := i
		for j < len(cells) && shades[j] == shades[i] {
			j++
		}
		b.WriteString(paint(shades[i], string(cells[i:j])))
		i = j
	}
	return b.String()
}

// smooth convolves with a Gaussian of the given standard deviation in cells. The result is shorter by reach
// at either end.
func smooth(xs []float64, sd float64, reach int) []float64 {
	out := make([]float64, len(xs)-2*reach)
	for i := range out {
		for j := range 2*reach + 1 {
			out[i] += xs[i+j] * math.Exp(-float64((j-reach)*(j-reach))/(2*sd*sd))
		}
	}
	return out
}

// ticks returns round amounts between low and high, fit for a logarithmic axis: 1, 2 and 5 of each
// decade, with more in between where the range is short.
func ticks(low, high float64) []float64 {
	steps := []float64{1, 2, 5}
	switch ratio := high / low; {
	case ratio < 3:
		steps = []float64{1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9}
	case ratio < 12:
		steps = []float64{1, 1.5, 2, 3, 4, 5, 6, 8}
	}
	var ts []float64
	for decade := math.Pow(10, math.Floor(math.Log10(low))); decade <= high; decade *= 10 {
		for _, s := range steps {
			if t := s * decade; t >= low && t <= high {
				ts = append(ts, t)
			}
		}
	}
	return ts
}
