package estimate

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// Move is how far records that were imported move a country's answers.
type Move struct {
	Log     float64  `json:"log"`     // of pay
	Error   float64  `json:"error"`   // standard error of what is left to be unsure of, from records and sources together
	N       int      `json:"n"`       // records that moved it
	Seen    int      `json:"seen"`    // records of the country that the model knew already, which move nothing
	Sources []string `json:"sources"` // in alphabetical order
}

const (
	// sourceSpread is the standard deviation between sources of what they say of one country's pay, in log pay: those of
	// the public data differ by .13 to .15 (`backpay backtest --leave-out`). However many records a source has, it is
	// one witness with this error.
	sourceSpread = .14

	// fewestMoving is how many new records of a source and country are looked at.
	fewestMoving = 5
)

// Moves are what records that were imported move, by country.
type Moves map[string]Move

// WithMoves returns the model with its answers moved by what Weigh said.
func (m *Model) WithMoves(moves Moves) *Model {
	c := *m
	c.moved = moves
	return &c
}

// Weigh says how far records of the market that the model was not fitted to draw its answers, by partial pooling (Gelman
// and Hill 2007, chapter 12): every source of a country is a witness with the error of its sample and of who answers it;
// the model itself is another. Records move their own country's answers and no others, never those of the world; records
// that the model has seen move nothing. Records of an organisation's own payroll have no place here: the caller leaves
// them out.
func (m *Model) Weigh(records iter.Seq2[*dataset.Record, error]) (Moves, error) {
	sources, seen := map[home]*witness{}, map[string]int{}
	convert := converter{rates: map[yearlyRate]float64{}}
	for r, err := range records {
		if err != nil {
			return nil, fmt.Errorf("reading records to pool: %w", err)
		}
		if r.Excluded != "" || r.Country == "" || r.Basis == pay.Net {
			continue // what net pay says of gross pay is a matter of tax
		}
		if m.seen.has(r) {
			seen[r.Country]++
			continue
		}
		h := home{r.Source, r.Country}
		if sources[h] == nil {
			sources[h] = &witness{}
		}
		sources[h].hear(m, r, &convert)
	}
	homes := slices.SortedFunc(maps.Keys(sources), func(a, b home) int {
		return cmp.Or(cmp.Compare(a.country, b.country), cmp.Compare(a.source, b.source))
	})
	moves := Moves{}
	for len(homes) > 0 {
		n := 1
		for n < len(homes) && homes[n].country == homes[0].country {
			n++
		}
		if move, ok := m.move(homes[:n], sources); ok {
			move.Seen = seen[homes[0].country]
			moves[homes[0].country] = move
		}
		homes = homes[n:]
	}
	return moves, nil
}

// witness is what a source says of a country: how far its records lie above the model, of very many a sample.
type witness struct {
	n     int
	above []float64
}

// hear adds a record. The sample is a reservoir (Vitter 1985) whose chance is the records' own content.
func (w *witness) hear(m *Model, r *dataset.Record, convert *converter) {
	w.n++
	at := w.n - 1
	if at >= mostOfSource {
		if at = int(Hash(r) % uint64(w.n)); at >= mostOfSource {
			return
		}
	}
	d, ok := m.distance(r, convert)
	switch {
	case !ok:
		w.n--
	case at < len(w.above):
		w.above[at] = d
	default:
		w.above = append(w.above, d)
	}
}

// distance is how far a record lies above the model's median for its profile, in its year and of its component.
func (m *Model) distance(r *dataset.Record, convert *converter) (log float64, ok bool) {
	v, ok := convert.of(r)
	if !ok {
		return 0, false
	}
	a, err := m.read(Question{
		Profile: ProfileOf(r, 0), Component: r.Component, Complete: true, Currency: "USD",
		On: time.Date(r.Year, time.June, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		return 0, false
	}
	q, _ := m.answer(a)
	return v.log - q[pay.MedianIndex] - a.level.log, true
}

// move weighs the sources of one country against the model.
func (m *Model) move(homes []home, sources map[home]*witness) (move Move, ok bool) {
	precision := 1 / m.prior(homes[0].country)
	sum := 0.0
	for _, h := range homes {
		d := sources[h].above
		n := float64(sources[h].n)
		if n < fewestMoving || len(d) == 0 {
			continue
		}
		// 1.57 is the variance of a normal sample's median over that of its mean; of few records the spread is not known
		// and is taken to be at least the usual one.
		spread := max(varianceOf(d), typicalSpread*typicalSpread)
		w := 1 / (1.57*spread/n + sourceSpread*sourceSpread)
		sum += w * quantile(d, .5)
		precision += w
		move.N += sources[h].n
		move.Sources = append(move.Sources, h.source)
	}
	if move.N == 0 {
		return move, false
	}
	move.Log, move.Error = sum/precision, math.Sqrt(1/precision)
	return move, true
}

// prior is the variance of what the model says of a country's pay: of its own sources, and of the few people it may
// have been fitted to there.
func (m *Model) prior(country string) float64 {
	row := make([]uint8, m.space.width())
	m.space.fillCountry(country, row)
	between := 0.0
	if row[colCountry] == 0 {
		between = m.Typical.Between[row[colIncome]]
	}
	_, sampling := m.say(row)
	return betweenSources*betweenSources + sampling*sampling + between*between
}

// setMoved adds what imports say.
func (m *Model) setMoved(country string, a *asked) {
	if move, ok := m.moved[country]; ok {
		a.level.log += move.Log
		a.moved = &move
	}
}
