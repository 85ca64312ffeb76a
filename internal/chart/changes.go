package chart

import (
	"fmt"
	"math"

	"github.com/backpay/backpay/internal/words"
)

// Change is a difference of pay as a ratio, with where that lies at nine in ten. Low and High are Ratio
// where no interval is known.
type Change struct {
	Label, Note      string
	Ratio, Low, High float64
	Money            float64
	Clear            bool // clearly a difference
}

// Changes draws a dot at each change, in percent, with a bar for where it lies nine times in ten and a
// darker one for the half of them, about a line at no change. Those that may make no difference are pale.
// They stay in the order given.
func Changes(id, title string, changes []Change, u Unit) Figure {
	values := []float64{0}
	for _, c := range changes {
		values = append(values, c.Low-1, c.High-1)
	}
	s := around(false, .03, values...)
	if s.low > -.005 { // so that the line at no change is not the edge
		s.low = -.04 * s.high
	}
	const pitch = 38.
	base := pitch*float64(len(changes)) + 6
	f := Figure{ID: id, Title: title, Height: int(base + axisHeight)}
	f.Key = []Swatch{{"b50", "half of the time"}, {"b80", "nine times in ten"}}
	f.Table.Head = []string{"", "", u.Words, "change, %", "at least, %", "at most, %"}
	ticks := s.ticks(7)
	for i, v := range ticks {
		at, wide := s.at(v), ""
		if len(ticks) > few && i%2 == 1 {
			wide = " wide"
		}
		class := "grid" + wide
		if v == 0 {
			class, wide = "axis", ""
		}
		f.Marks = append(f.Marks, line(class, at, 8, at, base), line("axis"+wide, at, base, at, base+5),
			text("tick"+wide, at, base+18, "middle", signedPercent(v, 0, u.Locale)))
	}
	f.Marks = append(f.Marks, line("axis", 0, base, 1, base), text("soft", 0, base+36, "", "percent of pay"))
	for i, c := range changes {
		y := pitch*float64(i) + 28
		pale := ""
		if !c.Clear {
			pale = " pale"
		}
		if c.High > c.Low && c.Low > 0 {
			// The middle half of a normal is .6745/1.6449 as wide as nine tenths of it.
			half := .41
			low, high := c.Ratio*math.Pow(c.Low/c.Ratio, half), c.Ratio*math.Pow(c.High/c.Ratio, half)
			f.Marks = append(f.Marks, rect("b80"+pale, s.at(c.Low-1), y-3, s.at(c.High-1)-s.at(c.Low-1), 6),
				rect("b50"+pale, s.at(low-1), y-3, s.at(high-1)-s.at(low-1), 6))
		}
		dot := "dot"
		if c.Ratio < 1 {
			dot = "pind"
		}
		f.Marks = append(f.Marks, circle(dot+pale, s.at(c.Ratio-1), y, 5),
			text("lab halo", 0, y-11, "", clip(labelled(c.Label, c.Note), 40)),
			text("val halo", 1, y-11, "end", u.Signed(c.Money)))
		f.Table.Rows = append(f.Table.Rows, append(Words(c.Label, c.Note),
			Cell{u.Signed(c.Money), c.Money}, percentCell(c.Ratio, u), percentCell(c.Low, u), percentCell(c.High, u)))
	}
	if len(changes) > 0 {
		first, last := changes[0], changes[len(changes)-1]
		f.Desc = fmt.Sprintf(
			"%d changes, each as a dot with a bar that holds it nine times in ten. First: %s, %s. Last: %s, %s.",
			len(changes), first.Label, u.Percent(first.Ratio), last.Label, u.Percent(last.Ratio))
	}
	return f
}

func percentCell(ratio float64, u Unit) Cell {
	return Cell{u.Percent(ratio), 100 * (ratio - 1)}
}

// Percent writes a ratio as a change: "+4.8 %", "−10.2 %", "0.0 %".
func (u Unit) Percent(ratio float64) string { return signedPercent(ratio-1, 1, u.Locale) }

func signedPercent(v float64, decimals int, locale string) string {
	s := words.For(locale).Number(math.Abs(100*v), decimals) + " %"
	switch rounded := math.Round(100 * v * math.Pow10(decimals)); {
	case rounded > 0:
		return "+" + s
	case rounded < 0:
		return "−" + s
	}
	return s
}
