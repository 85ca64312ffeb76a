package chart

import (
	"fmt"
	"math"
)

// Turn is something of an offer that would have to be other than it is for two offers to be equal.
type Turn struct {
	Label   string  // "Warsaw’s base, to equal Austin"
	Ratio   float64 // the value at which they are equal over what it is now; at least 0
	Now, To string  // both in words
}

// turnMost is the ratio above which a turn is drawn at the edge: what lies beyond is out of reach anyhow.
const turnMost = 3

// Turns draws for each turn how far it is from what is offered, at the line, to where two offers are equal, at the dot.
// They stay in the order given.
func Turns(id, title string, turns []Turn, u Unit) Figure {
	values := []float64{.9, 1.1}
	for _, t := range turns {
		values = append(values, min(t.Ratio, turnMost))
	}
	s := around(false, .04, values...)
	const pitch = 38.
	base := pitch*float64(len(turns)) + 6
	f := Figure{ID: id, Title: title, Height: int(base + axisHeight)}
	for _, v := range s.ticks(6) {
		class := "grid"
		if math.Abs(v-1) < 1e-9 {
			class = "axis"
		}
		f.Marks = append(f.Marks, line(class, s.at(v), 8, s.at(v), base),
			text("tick", s.at(v), base+18, "middle", signedPercent(v-1, 0, u.Locale)))
	}
	f.Marks = append(f.Marks, line("axis", 0, base, 1, base), line("ink", s.at(1), 14, s.at(1), base),
		text("soft", 0, base+36, "", "change from what is offered, at the line"))
	f.Table.Head = []string{"", "now", "equal at", "change, %"}
	for i, t := range turns {
		y := pitch*float64(i) + 28
		end := s.at(min(t.Ratio, turnMost))
		class, dot := "b50", "dot"
		if t.Ratio < 1 {
			dot = "pind"
		}
		from, to := min(end, s.at(1)), max(end, s.at(1))
		f.Marks = append(f.Marks, rect(class, from, y-3, max(to-from, .003), 6), circle(dot, end, y, 5),
			text("lab halo", 0, y-11, "", clip(t.Label, 46)), text("val halo", 1, y-11, "end", t.To))
		f.Table.Rows = append(f.Table.Rows, append(Words(t.Label, t.Now, t.To), percentCell(t.Ratio, u)))
	}
	if len(turns) > 0 {
		f.Desc = fmt.Sprintf("%d things that would make two offers equal, each from what is offered to where it would "+
			"have to be. First: %s, at %s instead of %s.", len(turns), turns[0].Label, turns[0].To, turns[0].Now)
	}
	return f
}
