package chart

import (
	"bytes"
	_ "embed" // the template
	"encoding/csv"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Figure is a chart: what it shows, the marks that show it, and the same as a table.
type Figure struct {
	ID     string // unique on a page
	Title  string // what it shows
	Desc   string // what there is to see in it, for those who do not see it
	Width  int    // 0: as wide as what holds it; otherwise the figure keeps its proportions
	Height int
	Marks  []Mark
	Key    []Swatch // what colours stand for, where marks are not labelled themselves
	Table  Table
}

// Swatch is a colour's meaning.
type Swatch struct{ Class, Words string }

// Mark is one element of a drawing. Positions are ready to be written: "43.2%" or "18".
type Mark struct {
	Tag           string // text, line, rect, circle, path, plot
	Class         string
	X, Y, X2, Y2  string
	Width, Height string
	R             string
	D             string // of a path
	Anchor        string // of a text: "", "middle" or "end"
	Text          string // of a text; of another mark what it says when pointed at
	Box           string // of a plot: its view box, stretched over its place
	Marks         []Mark // of a plot
	Paint         *paint // only where the figure stands alone
}

// Table is the numbers behind a figure.
type Table struct {
	Head []string
	Rows [][]Cell
}

// Cell is a word or a number of a table.
type Cell struct {
	Text   string  // as the reader's locale writes it
	Number float64 // exact, for programs; NaN for a word
}

// Numeric reports whether the cell is a number.
func (c Cell) Numeric() bool { return !math.IsNaN(c.Number) }

func word(s string) Cell { return Cell{s, math.NaN()} }

// Words makes a row of words.
func Words(ss ...string) []Cell {
	row := make([]Cell, len(ss))
	for i, s := range ss {
		row[i] = word(s)
	}
	return row
}

// Amounts makes cells of amounts; an amount of 0 is not known and left empty.
func (u Unit) Amounts(vs ...float64) []Cell {
	row := make([]Cell, len(vs))
	for i, v := range vs {
		if row[i] = word(""); v != 0 {
			row[i] = Cell{u.Full(v), v}
		}
	}
	return row
}

// Count makes a cell of a whole number.
func (u Unit) Count(n int) Cell { return Cell{whole(n, u.Locale), float64(n)} }

// CSV writes the table with exact numbers, at most two decimals of them. A cell that a spreadsheet would
// take for a formula is quoted with an apostrophe, as spreadsheets themselves do.
func (t Table) CSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	line := func(cells []string) {
		if err := w.Write(cells); err != nil {
			panic(fmt.Sprintf("chart: writing CSV to memory: %v", err))
		}
	}
	line(t.Head)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			switch {
			case c.Numeric():
				cells[i] = strconv.FormatFloat(math.Round(c.Number*100)/100, 'f', -1, 64)
			case len(c.Text) > 0 && (c.Text[0] == '=' || c.Text[0] == '+' || c.Text[0] == '-' || c.Text[0] == '@'):
				cells[i] = "'" + c.Text
			default:
				cells[i] = c.Text
			}
		}
		line(cells)
	}
	w.Flush()
	return b.Bytes()
}

// paper is what a figure that stands alone is drawn on.
const paper = "#fdfcf8"

// paint is how a class looks in a figure that stands alone, in the light colours of the pages.
type paint struct{ Fill, Stroke, Width, Weight, Size, Dash, Opacity, Order string }

var paints = map[string]paint{
	"tail":  {Fill: "#e9f1ec"},
	"b80":   {Fill: "#cfe3d7"},
	"b50":   {Fill: "#8fbfa3"},
	"curve": {Fill: "none", Stroke: "#0f5c3a", Width: "1.5"},
	"med":   {Stroke: "#0f5c3a", Width: "2"},
	"dot":   {Fill: "#0f5c3a"},
	"grid":  {Stroke: "#d9d6cc", Width: "1"},
	"axis":  {Stroke: "#8a877e", Width: "1"},
	"tick":  {Fill: "#5c5a53"},
	"soft":  {Fill: "#5c5a53"},
	"lab":   {Fill: "#22211d"},
	"big":   {Fill: "#22211d", Weight: "600", Size: "14"},
	"val":   {Fill: "#22211d", Weight: "600"},
	"pin":   {Stroke: "#8f3f00", Width: "2"},
	"pind":  {Fill: "#8f3f00"},
	"pinl":  {Fill: "#8f3f00", Weight: "600"},
	"up":    {Fill: "#0f5c3a"},
	"down":  {Fill: "#b5541c"},
	"hair":  {Stroke: "#8a877e", Width: "1", Dash: "2 3"},
	"edge":  {Fill: "none", Stroke: "#5c5a53", Width: "1"},
	"ink":   {Stroke: "#22211d", Width: "2"},
	"band":  {Stroke: "#8fbfa3", Width: "10"},
	"line":  {Fill: "none", Stroke: "#0f5c3a", Width: "2.5"},
	"s1":    {Fill: "#0072b2"}, "s2": {Fill: "#d55e00"}, "s3": {Fill: "#009e73"}, "s4": {Fill: "#cc79a7"},
	"t0": {Fill: "#f1efe8", Stroke: "#d9d6cc", Width: "1"},
	"t1": {Fill: "#dcebe1"}, "t2": {Fill: "#b9d8c5"}, "t3": {Fill: "#8fbfa3"}, "t4": {Fill: "#3f8a62"},
	"t5": {Fill: "#0f5c3a"}, "c0": {Fill: "#5c5a53", Size: "10"}, "c1": {Fill: "#22211d", Size: "10"},
	"c2": {Fill: "#ffffff", Size: "10"},
}

//go:embed figure.tmpl
var figureTemplate string

// drawing is parsed once; html/template escapes every value.
var drawing = template.Must(template.New("figure").Parse(figureTemplate))

func execute(name string, data any) []byte {
	var b bytes.Buffer
	if err := drawing.ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("chart: drawing to memory: %v", err))
	}
	return b.Bytes()
}

// Inline returns the figure as an element of a page, painted by the page's style sheet.
func (f Figure) Inline() template.HTML {
	return template.HTML(execute("inline", f)) //nolint:gosec // made by html/template
}

// SVG returns the figure as a file of its own, with its title and its light colours.
func (f Figure) SVG() []byte {
	inner := f.Width
	if inner == 0 {
		inner = 672
	}
	return execute("alone", struct {
		Title, Desc, Paper                string
		Width, Height, Inner, InnerHeight int
		Marks                             []Mark
	}{f.Title, f.Desc, paper, inner + 48, f.Height + 64, inner, f.Height, painted(f.Marks)})
}

// painted returns the marks with the looks of their classes as attributes.
func painted(marks []Mark) []Mark {
	out := make([]Mark, len(marks))
	for i, m := range marks {
		name, modifier, _ := strings.Cut(m.Class, " ")
		if p, ok := paints[name]; ok {
			switch modifier {
			case "pale":
				p.Opacity = ".35"
			case "halo":
				p.Stroke, p.Width, p.Order = paper, "4", "stroke"
			}
			m.Paint = &p
		}
		m.Marks = painted(m.Marks)
		out[i] = m
	}
	return out
}

// percent writes a position across: .4321 as "43.21%".
func percent(t float64) string {
	return strconv.FormatFloat(math.Round(t*1e4)/1e2, 'f', -1, 64) + "%"
}

// px writes a position in pixels.
func px(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func text(class string, x float64, y float64, anchor, s string) Mark {
	return Mark{Tag: "text", Class: class, X: percent(x), Y: px(y), Anchor: anchor, Text: s}
}

func line(class string, x, y, x2, y2 float64) Mark {
	return Mark{Tag: "line", Class: class, X: percent(x), Y: px(y), X2: percent(x2), Y2: px(y2)}
}

func rect(class string, x, y, width, height float64) Mark {
	return Mark{Tag: "rect", Class: class, X: percent(x), Y: px(y), Width: percent(width), Height: px(height)}
}

func circle(class string, x, y, r float64) Mark {
	return Mark{Tag: "circle", Class: class, X: percent(x), Y: px(y), R: px(r)}
}

// plotWidth is the width of a plot's own coordinates, which are stretched over its place.
const plotWidth = 1000

// plot stretches marks, in coordinates of plotWidth by height, over the whole width of the figure.
func plot(y, height float64, marks ...Mark) Mark {
	return Mark{
		Tag: "plot", X: "0", Y: px(y), Width: "100%", Height: px(height),
		Box: fmt.Sprintf("0 0 %d %s", plotWidth, px(height)), Marks: marks,
	}
}

// anchorAt keeps a wide label inside the figure: one near an edge is set inwards.
func anchorAt(t float64) string {
	switch {
	case t < .08:
		return ""
	case t > .92:
		return "end"
	}
	return "middle"
}

// clip shortens a label to n characters; the table has it in full.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimRight(string(r[:n-1]), " ,·") + "…"
	}
	return s
}

// few is how many ticks fit on a phone; every second one of more is of class "wide".
const few = 5

// axis draws a horizontal axis below a plot: a line, ticks, their labels and the unit. Grid lines reach up
// to top where it is less than y.
func axis(s scale, u Unit, y, top float64) []Mark {
	var marks []Mark
	ticks := s.ticks(9)
	for i, v := range ticks {
		at, wide := s.at(v), ""
		if len(ticks) > few && i%2 == 1 {
			wide = " wide"
		}
		if top < y {
			marks = append(marks, line("grid"+wide, at, top, at, y))
		}
		marks = append(marks, line("axis"+wide, at, y, at, y+5), text("tick"+wide, at, y+18, "middle", u.Short(v)))
	}
	return append(marks, line("axis", 0, y, 1, y), text("soft", 0, y+36, "", s.words(u)))
}

// axisHeight is what axis needs below its line.
const axisHeight = 42
