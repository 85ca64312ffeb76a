package cli

import (
	"math"
	"strconv"
	"strings"

	"backpay/internal/pay"
)

// drawing is a distribution as a terminal shows it: its density as columns of block characters over a
// logarithmic axis, the middle half darker than the 80 % range, the median marked, and a pin at the
// reader's own pay.
type drawing struct {
	d       pay.Distribution
	pin     float64 // 0 is none
	columns int
	rows    int
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
	low, high := math.Log(g.d.Quantile(.005)), math.Log(g.d.Quantile(.995))
	if g.pin > 0 {
		low, high = min(low, math.Log(g.pin)-.1), max(high, math.Log(g.pin)+.1)
	}
	if !(high-low > .02) { // everyone earns the same: give the picture some width
		low, high = low-.05, high+.05
	}
	step := (high - low) / float64(g.columns)
	column := func(pay float64) int {
		return min(max(int((math.Log(pay)-low)/step), 0), g.columns-1)
	}

	// The density of a column is the share of people in it, smoothed over its neighbours, those beyond the
	// edges too: quantiles joined by straight lines would show a step at each level.
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
	if g.pin > 0 {
		out = append(out, strings.Repeat(" ", column(g.pin))+paint(shadePin, "▼ you"))
	}
	for row := g.rows - 1; row >= 0; row-- {
		cells := make([]rune, g.columns)
		for i := range cells {
			eighths := int(math.Round(share[i]/top*float64(g.rows)*8)) - 8*row
			cells[i] = blocks[min(max(eighths, 0), 8)]
		}
		out = append(out, strings.TrimRight(paintRuns(cells, shades, paint), " "))
	}

	axis := []rune(strings.Repeat("─", g.columns))
	axis[column(g.d.Median())] = '┻'
	labels := []rune(strings.Repeat(" ", g.columns))
	place := func(at int, text string) bool {
		from := min(max(at-len(text)/2, 0), g.columns-len(text))
		if from < 0 || strings.TrimSpace(string(labels[max(from-1, 0):min(from+len(text)+1, g.columns)])) != "" {
			return false
		}
		copy(labels[from:], []rune(text))
		return true
	}
	for _, tick := range ticks(math.Exp(low), math.Exp(high)) {
		at := column(tick)
		if place(at, short(tick)) && axis[at] == '─' {
			axis[at] = '┬'
		}
	}
	return append(out, paint(shadeAxis, string(axis)), strings.TrimRight(paint(shadeAxis, string(labels)), " "))
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

// short writes a round amount for an axis: 950, 40k, 1.5M.
func short(v float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= unit.size*.9999 {
			return strconv.FormatFloat(v/unit.size, 'g', 3, 64) + unit.name
		}
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
