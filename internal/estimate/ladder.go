package estimate

import (
	"math"
	"slices"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// ladder is how an answer climbs from entry to principal. Entry, mid and senior are years of experience under another
// name; staff and principal stand above senior by what those with such a title are paid beyond their years. Each step
// is up by construction: years never lower an answer, and the steps are not below nothing.
type ladder struct {
	// Title is how far a title that differs from the years draws an answer towards the years that the title stands
	// for: 0 the years decide, 1 the title does.
	Title float64   `json:"title"`
	Above []float64 `json:"above"` // by level, what it is paid beyond senior: zero up to senior, then ascending
	N     int       `json:"n"`     // people whose titles say so
}

// rung is the years of experience that a level stands for: where the years are not known, and between which bounds.
type rung struct{ usual, first, last float64 }

// rungs are by level, in the order of taxonomy.Levels. Usual is the middle of those of the surveys who have the years.
var rungs = []rung{{1, 0, 2}, {4, 3, 5}, {11, 6, pay.MaxYears}, {12, 6, pay.MaxYears}, {13, 6, pay.MaxYears}}

// usualLadder is that of a model whose people state no titles.
func usualLadder() ladder { return ladder{Title: .5, Above: make([]float64, len(rungs))} }

// climb reads the years and the level of a profile into the row's years: first is what the row has, second, where both
// are given and disagree, those that the level stands for, which count to the share ladder.Title. above is added.
func (m *Model) climb(p *pay.Profile) (first, second uint8, above float64) {
	at := slices.Index(taxonomy.Levels.Codes(), p.Level)
	if at < 0 || at >= len(rungs) {
		return yearsByte(p.Years), boost.Unknown, 0
	}
	r := rungs[at]
	years, known := p.Years.Get()
	if !known {
		return yearsByte(pay.YearsOf(r.usual)), boost.Unknown, m.Ladder.Above[at]
	}
	whole := math.Floor(years)
	first, second = yearsByte(p.Years), yearsByte(pay.YearsOf(min(max(whole, r.first), r.last)))
	if first == second {
		second = boost.Unknown
	}
	return first, second, m.Ladder.Above[at]
}

// measureLadder learns the ladder from the people whose source states a title and years: how far their pay follows the
// title where it disagrees with the years, and what a title above senior is paid beyond the years.
func (m *Model) measureLadder(people []person) {
	m.Ladder = usualLadder()
	row := make([]uint8, m.space.width())
	codes := taxonomy.Levels.Codes()
	var cross, square float64
	beyond := make([][]float64, len(rungs))
	var plain []float64 // of those titled senior who have the years
	for i := range people {
		p := &people[i]
		years, known := p.record.Years.Get()
		at := slices.Index(codes, p.record.Level)
		if !known || at < 0 || p.record.Excluded != "" || p.record.Employment == "freelance" {
			continue
		}
		profile := ProfileOf(p.record, 0)
		profile.Level = ""
		m.space.encode(&profile, p.record.Year, true, row)
		q, _ := m.say(row)
		above := p.pay - q[pay.MedianIndex]
		m.Ladder.N++
		_, second, _ := m.climb(&pay.Profile{Years: p.record.Years, Level: p.record.Level})
		switch {
		case at <= 2 && second != boost.Unknown:
			row[colYears] = second
			there, _ := m.say(row)
			d := there[pay.MedianIndex] - q[pay.MedianIndex]
			above = min(max(above, -1), 1)
			cross, square = cross+d*above, square+d*d
		case at == 2:
			plain = append(plain, above)
		case at > 2 && years >= rungs[at].first:
			beyond[at] = append(beyond[at], above)
		}
	}
	if m.Ladder.N < fewestTitles {
		return
	}
	const drawn = 1 // the square sum at which the usual share counts as much as what was found
	m.Ladder.Title = min(max((cross+drawn*m.Ladder.Title)/(square+drawn), 0), 1)
	for at := range beyond {
		if n := float64(len(beyond[at])); n >= fewestTitles && len(plain) >= fewestTitles {
			step := quantile(beyond[at], .5) - quantile(plain, .5)
			m.Ladder.Above[at] = max(step*n/(n+fewestTitles), 0)
		}
		if at > 0 {
			m.Ladder.Above[at] = max(m.Ladder.Above[at], m.Ladder.Above[at-1])
		}
	}
}

// fewestTitles is how many people of a title say something.
const fewestTitles = 30
