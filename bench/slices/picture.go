package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
)

// colours of the engines, in the order of the results; told apart by people who do not see red or green.
var colours = []string{"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"}

// draw makes a picture of the median time of the first question against the number of records, both on
// logarithmic scales.
func draw(results []result) []byte {
	const width, height, left, right, top, bottom = 720, 420, 80, 170, 40, 60
	results = slices.DeleteFunc(slices.Clone(results), func(r result) bool { return r.question != questions[0].name })
	fewest, most, quickest, slowest := math.Inf(1), 0.0, math.Inf(1), 0.0
	var engines []string
	for _, r := range results {
		fewest, most = min(fewest, float64(r.rows)), max(most, float64(r.rows))
		quickest, slowest = min(quickest, ms(r.median)), max(slowest, ms(r.median))
		if !slices.Contains(engines, r.engine) {
			engines = append(engines, r.engine)
		}
	}
	low, high := math.Floor(math.Log10(quickest)), math.Ceil(math.Log10(slowest))
	x := func(rows float64) float64 {
		if most == fewest {
			return left
		}
		return left + math.Log(rows/fewest)/math.Log(most/fewest)*(width-left-right)
	}
	y := func(ms float64) float64 {
		return height - bottom - (math.Log10(ms)-low)/(high-low)*(height-top-bottom)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" `+
			`font-family="sans-serif" font-size="13" role="img">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>Five exact quantiles of a slice by four facets: median time against records</title>\n")
	fmt.Fprintf(&b,
		`<rect width="%d" height="%d" fill="#fff"/><text x="%d" y="22" font-weight="bold">Five exact quantiles of a `+
			`slice by four facets</text>`+"\n", width, height, left)
	for e := low; e <= high; e++ {
		at := math.Pow(10, e)
		fmt.Fprintf(&b,
			`<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" `+
				`text-anchor="end">%g ms</text>`+"\n",
			left, width-right, y(at), y(at), left-8, y(at)+4, at)
	}
	for rows := fewest; rows <= most*1.001; rows *= 10 {
		fmt.Fprintf(&b,
			`<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" `+
				`text-anchor="middle">%g million</text>`+"\n",
			x(rows), x(rows), top, height-bottom, x(rows), height-bottom+20, rows/1e6)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">records</text>`+"\n", (left+width-right)/2,
		height-bottom+42)
	for i, name := range engines {
		colour := colours[i%len(colours)]
		var points []string
		var last result
		for _, r := range results {
			if r.engine == name {
				points = append(points, fmt.Sprintf("%.1f,%.1f", x(float64(r.rows)), y(ms(r.median))))
				fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>`+"\n", x(float64(r.rows)),
					y(ms(r.median)), colour)
				last = r
			}
		}
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n",
			strings.Join(points, " "), colour)
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" fill="%s">%s %.3g ms</text>`+"\n", x(float64(last.rows))+10,
			y(ms(last.median))+4, colour, name, ms(last.median))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}
