package chart

import (
	"fmt"

	"github.com/backpay/backpay/internal/pay"
)

// Row is one line of a chart of ranges. Quantiles of 0 are not known and not drawn; the median must be.
type Row struct {
	Label                   string
	Note                    string // behind the label, softer: "47 reports"
	P10, P25, P50, P75, P90 float64
	Strong                  bool // the row that the others are beside

	// Said is a figure that is marked beside the row, and SaidTo the other end where it is a range; 0 is none.
	Said, SaidTo float64
}

// RowOf makes a row of a distribution.
func RowOf(label, note string, d pay.Distribution) Row {
	return Row{Label: label, Note: note, P10: d.At(.10), P25: d.At(.25), P50: d.Median(), P75: d.At(.75),
		P90: d.At(.90)}
}

// Rows draws a dot at each median with bars for the middle half and for 80 of 100, and a pin at what is said
// beside it. They stay in the order given: sort them first.
func Rows(id, title string, rows []Row, u Unit) Figure {
	var values []float64
	low, high := 0., 0.
	said := false
	for _, r := range rows {
		said = said || r.Said > 0
		for _, v := range []float64{r.P10, r.P25, r.P50, r.P75, r.P90, r.Said, r.SaidTo} {
			if v > 0 {
				values = append(values, v)
				if low == 0 {
					low = v
				}
				low, high = min(low, v), max(high, v)
			}
		}
	}
	s := around(high > logFrom*low, .03, values...)
	const pitch = 38.
	base := pitch*float64(len(rows)) + 6
	f := Figure{ID: id, Title: title, Height: int(base + axisHeight), Marks: axis(s, u, base, 0)}
	f.Table.Head = []string{"", "", "10 of 100 earn less", "25 of 100", "median", "75 of 100", "90 of 100"}
	if said {
		f.Table.Head = append(f.Table.Head, "said", "to")
	}
	for i, r := range rows {
		y := pitch*float64(i) + 28
		if i > 0 {
			f.Marks = append(f.Marks, line("grid", 0, y-26, 1, y-26))
		}
		if r.P90 > r.P10 && r.P10 > 0 {
			f.Marks = append(f.Marks, rect("b80", s.at(r.P10), y-3, s.at(r.P90)-s.at(r.P10), 6))
		}
		if r.P75 > r.P25 && r.P25 > 0 {
			f.Marks = append(f.Marks, rect("b50", s.at(r.P25), y-3, s.at(r.P75)-s.at(r.P25), 6))
		}
		label := "lab halo"
		if r.Strong {
			label = "val halo"
		}
		name := text(label, 0, y-11, "", clip(labelled(r.Label, r.Note), 46))
		f.Marks = append(f.Marks, circle("dot", s.at(r.P50), y, 5))
		if r.Said > 0 {
			f.Marks = append(f.Marks, line("pin", s.at(r.Said), y-7, s.at(r.Said), y+7))
			if r.SaidTo > r.Said {
				f.Marks = append(f.Marks, line("pin", s.at(r.SaidTo), y-7, s.at(r.SaidTo), y+7),
					line("pin", s.at(r.Said), y, s.at(r.SaidTo), y))
			}
		}
		f.Marks = append(f.Marks, name, text("val halo", 1, y-11, "end", u.Short(r.P50)))
		cells := append(Words(r.Label, r.Note), u.Amounts(r.P10, r.P25, r.P50, r.P75, r.P90)...)
		if said {
			cells = append(cells, u.Amounts(r.Said, r.SaidTo)...)
		}
		f.Table.Rows = append(f.Table.Rows, cells)
	}
	if len(rows) > 0 {
		f.Desc = fmt.Sprintf(
			"%d rows, each with its median as a dot, the middle half as a thick bar and 80 of 100 as a pale one. "+
				"First: %s, median %s. Last: %s, median %s. In %s.",
			len(rows), rows[0].Label, u.Full(rows[0].P50), rows[len(rows)-1].Label, u.Full(rows[len(rows)-1].P50),
			u.Words)
		if said {
			f.Desc += " What is said beside a row is marked across it."
		}
	}
	return f
}

// Step is one bar of a waterfall.
type Step struct {
	Label string
	Note  string  // what kind of thing it is: "country"
	Money float64 // what it adds or takes
}

// Waterfall draws how steps lead from a base to an answer.
func Waterfall(id, title string, base float64, from string, steps []Step, to string, u Unit) Figure {
	values := []float64{base}
	sum := base
	for _, s := range steps {
		sum += s.Money
		values = append(values, sum)
	}
	s := around(false, .06, values...)
	const pitch = 36.
	f := Figure{ID: id, Title: title}
	f.Table.Head = []string{"", "", u.Words}
	y := 14.
	var labels []Mark // above the lines that cross them
	row := func(class, label, note, value string) {
		labels = append(labels, text(class+" halo", 0, y, "", clip(labelled(label, note), 42)),
			text("val halo", 1, y, "end", value))
	}
	end := func(label string, at float64) {
		row("val", label, "", u.Full(at))
		f.Marks = append(f.Marks, line("grid", 0, y+13, 1, y+13), line("med", s.at(at), y+7, s.at(at), y+19))
		f.Table.Rows = append(f.Table.Rows, append(Words(label, ""), u.Amounts(at)...))
		y += pitch
	}
	end(from, base)
	at := base
	for _, step := range steps {
		next := at + step.Money
		class := "up"
		if step.Money < 0 {
			class = "down"
		}
		row("lab", step.Label, step.Note, u.Signed(step.Money))
		left, right := s.at(min(at, next)), s.at(max(at, next))
		f.Marks = append(f.Marks,
			line("grid", 0, y+13, 1, y+13),
			line("hair", s.at(at), y+18-pitch, s.at(at), y+8),
			rect(class, left, y+8, max(right-left, .003), 10))
		f.Table.Rows = append(f.Table.Rows,
			append(Words(step.Label, step.Note), Cell{u.Signed(step.Money), step.Money}))
		at = next
		y += pitch
	}
	f.Marks = append(f.Marks, line("hair", s.at(at), y+18-pitch, s.at(at), y+8))
	end(to, at)
	f.Marks = append(f.Marks, labels...)
	f.Height = int(y - 8)
	f.Desc = fmt.Sprintf("From %s for %s, step by step, to %s, in %s.", u.Full(base), lower(from), u.Full(at), u.Words)
	return f
}

func labelled(label, note string) string {
	if note == "" {
		return label
	}
	return label + " · " + note
}

func lower(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return string(s[0]|0x20) + s[1:]
	}
	return s
}
