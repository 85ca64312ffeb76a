package career

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Projection = wire.Projection
	Round      = wire.ProjectionRound
)

//go:embed projections.tsv
var projectionsFile string

// projections reads the table, which is part of the program: a fault in it is a fault of the program, and a
// test reads it.
var projections = sync.OnceValue(func() []Projection {
	var all []Projection
	for line := range strings.Lines(projectionsFile) {
		if line[0] == '#' {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 8 {
			panic(fmt.Sprintf("career: %d cells in %q", len(cells), line))
		}
		p := Projection{Occupations: strings.Fields(cells[0]), Title: cells[1], Published: cells[6], Page: cells[7]}
		for i, into := range map[int]*float64{4: &p.Percent, 5: &p.Employed} {
			if cells[i] == "" {
				continue
			}
			v, err := strconv.ParseFloat(cells[i], 64)
			if err != nil {
				panic(fmt.Sprintf("career: %q: %v", line, err))
			}
			*into = v
		}
		for i, into := range map[int]*int{2: &p.From, 3: &p.To} {
			v, err := strconv.Atoi(cells[i])
			if err != nil {
				panic(fmt.Sprintf("career: %q: %v", line, err))
			}
			*into = v
		}
		all = append(all, p)
	}
	return all
})

// Earlier returns what earlier rounds said of occupations, the oldest first, each with how it has turned out
// by the first year of the table's own outlooks.
func (t *Table) Earlier(socs ...string) []Projection {
	var found []Projection
	for _, p := range projections() {
		if slices.ContainsFunc(socs, func(soc string) bool { return slices.Contains(p.Occupations, soc) }) {
			found = append(found, t.soFar(p))
		}
	}
	slices.SortStableFunc(found, func(a, b Projection) int { return a.From - b.From })
	return found
}

// soFar sets how a projection has turned out.
func (t *Table) soFar(p Projection) Projection {
	now, year := 0., 0
	for _, soc := range p.Occupations {
		o, ok := t.Outlooks[soc]
		if !ok {
			return p
		}
		now, year = now+o.Employed, o.From
	}
	if p.Employed == 0 || year <= p.From {
		return p
	}
	p.Since = year
	p.SoFarPercent = 100 * (now/p.Employed - 1)
	p.EvenlyPercent = 100 * (math.Pow(1+p.Percent/100, float64(year-p.From)/float64(p.To-p.From)) - 1)
	return p
}

// published is when the table's own round was.
const published = "August 2025"

// Rounds returns what each round said of an occupation, the oldest first and the table's own last, all of the
// same occupations: those that the earlier ones were of. A round whose first year is not known is left out.
func (t *Table) Rounds(soc string) []Round {
	own, ok := t.Outlooks[soc]
	if !ok {
		return nil
	}
	latest := Round{Title: own.Title, Published: published, From: own.From, To: own.To, Employed: own.Employed,
		Projected: own.Projected, Latest: true}
	var rounds []Round
	for _, p := range t.Earlier(soc) {
		if p.Since == 0 {
			continue
		}
		rounds = append(rounds,
			Round{Title: p.Title, Published: p.Published, From: p.From, To: p.To, Employed: p.Employed,
				Projected: p.Employed * (1 + p.Percent/100)})
		latest.Title, latest.Employed, latest.Projected = p.Title, 0, 0
		for _, code := range p.Occupations {
			latest.Employed += t.Outlooks[code].Employed
			latest.Projected += t.Outlooks[code].Projected
		}
	}
	return append(rounds, latest)
}
