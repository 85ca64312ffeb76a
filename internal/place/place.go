// Package place knows what a place pays beside its country.
//
// Its opinion:
//   - An effect is against the country's own level, that of everybody at the work there, so that it is added to an
//     answer for the country; and it is drawn towards what a place of its size pays by how unsure it is.
//   - Who states it is kept: people of a survey that asks for the city, an office, a larger city nearby, or nobody,
//     in which case size alone speaks and the error is as large as cities of one size spread.
//   - Official differences of the USA are damped by how much of them shows in what employers file.
//
// Its limits: surveys that ask for the city are few, so that most cities have the effect of their size, which is
// small; the effect is one for every role and level; a city with an effect of zero may be unknown rather than
// average, which its error says. docs/data.md states how the table is made and how it does on people who were left
// out.
package place

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Effect is what a place pays beside its country.
type Effect struct {
	Log    float64 // logarithm of the ratio
	Error  float64 // its standard error
	People int     // who are behind it; 0 where it is of the place's size alone
	Kind   Kind
	Source string // by its name in the catalogue
}

// Ratio returns the effect as a factor.
func (e Effect) Ratio() float64 { return math.Exp(e.Log) }

// Interval returns the factors between which the effect lies, as often as level says of a normal error.
func (e Effect) Interval(level float64) (low, high float64) {
	z := math.Sqrt2 * math.Erfinv(level)
	return math.Exp(e.Log - z*e.Error), math.Exp(e.Log + z*e.Error)
}

// Kind says whence an effect is.
type Kind string

// The kinds of effects.
const (
	People   Kind = "people"   // those of a survey who live there
	Official Kind = "official" // an office's figures of the place
	Near     Kind = "near"     // that of the large city nearby
	Size     Kind = "size"     // what places of its size pay
)

//go:embed effects.tsv
var effectsFile string

// damping is the kind of the row that holds no place: how much of a county's official difference shows, and how far
// places spread around that.
const damping = "damping"

type table struct {
	effects map[string]Effect
	county  Effect
}

var effects = sync.OnceValue(func() table {
	t := table{effects: map[string]Effect{}}
	header := true
	for line := range strings.Lines(effectsFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if header {
			header = false
			continue
		}
		place, e, err := parse(strings.Split(strings.TrimRight(line, "\n"), "\t"))
		if err != nil {
			panic("place: effects.tsv: " + err.Error())
		}
		if e.Kind == damping {
			t.county = e
			continue
		}
		t.effects[place] = e
	}
	return t
})

func parse(cells []string) (place string, e Effect, err error) {
	if len(cells) != 6 {
		return "", e, fmt.Errorf("a row of %d cells", len(cells))
	}
	if e.Log, err = strconv.ParseFloat(cells[1], 64); err != nil {
		return "", e, err
	}
	if e.Error, err = strconv.ParseFloat(cells[2], 64); err != nil {
		return "", e, err
	}
	e.People, err = strconv.Atoi(cells[3])
	e.Kind, e.Source = Kind(cells[4]), cells[5]
	return cells[0], e, err
}

// Of returns the effect of a place, by its code. ok is false where there is none: the place is not known, or it is
// one of the USA of which only official ratios speak; see Damped.
func Of(code string) (e Effect, ok bool) {
	e, ok = effects().effects[code]
	return e, ok
}

// Places returns the codes of all places with an effect, in no order.
func Places() []string {
	list := make([]string, 0, len(effects().effects))
	for code := range effects().effects {
		list = append(list, code)
	}
	return list
}

// Damped returns the effect of a place of the USA from its official ratio to the nation, by the office's name in
// the catalogue. Prevailing wages of counties and metropolitan areas ("oflc") show by three quarters in what
// employers file; means of states ("oews") show whole.
func Damped(ratio float64, source string) Effect {
	county := effects().county
	e := Effect{Log: math.Log(ratio), Error: county.Error, Kind: Official, Source: source}
	if source == "oflc" {
		e.Log *= county.Log
	}
	return e
}
