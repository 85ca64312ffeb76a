package estimate

import (
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// mostPlayers bounds the coalitions of Explain to 2048. Skills are told one by one as far as that allows, else as one.
const mostPlayers = 11

// Explain implements Estimator. Role and country are the base line: their value is the median that Estimate gives for
// them alone. The value of a coalition of other facets is the median that Estimate gives with only those besides, in the
// currency, of the component and of the date of the whole question; the effect of a facet is its Shapley value (Shapley
// 1953) among all coalitions, so nothing is sampled and no facet comes first.
func (m *Model) Explain(q Question) (base float64, effects []pay.Effect, err error) {
	a, err := m.read(q)
	if err != nil {
		return 0, nil, err
	}
	game := m.newGame(q, a)
	values := game.values()
	ratios := shapley(values, len(game.effects))
	for c := range values {
		values[c] = math.Exp(values[c])
	}
	amounts := shapley(values, len(game.effects))
	for i := range game.effects {
		game.effects[i].Money, game.effects[i].Ratio = amounts[i], math.Exp(ratios[i])
	}
	return values[0], game.effects, nil
}

// game is a question as its facets play it: each facet beyond role and country is a bit of a coalition.
type game struct {
	model   *Model
	asked   *asked
	effects []pay.Effect
	columns [][]int // of each player, in the row

	years, level, place int // the players of these facets, or -1
	steps               [2]uint8
}

func (m *Model) newGame(q Question, a *asked) *game {
	g := &game{model: m, asked: a, years: -1, level: -1, place: -1}
	if n, known := q.Profile.Years.Get(); known && q.Profile.Level == taxonomy.LevelOfYears(n) {
		q.Profile.Level = "" // it says no more than the years
	}
	for _, f := range q.Profile.Given() {
		switch f {
		case pay.FacetSkills, pay.FacetRole, pay.FacetCountry:
			continue
		case pay.FacetYears:
			g.years = len(g.effects)
		case pay.FacetLevel:
			g.level = len(g.effects)
		case pay.FacetPlace:
			g.place = len(g.effects)
		}
		g.effects = append(g.effects, pay.Effect{Facet: f, Value: q.Profile.Value(f)})
		var own []int
		for c, owner := range facetOf {
			if owner == f && f != pay.FacetYears && f != pay.FacetLevel && f != pay.FacetPlace {
				own = append(own, c)
			}
		}
		g.columns = append(g.columns, own)
	}
	years, level := q.Profile, q.Profile
	years.Level, level.Years = "", pay.Years{}
	g.steps[0], _, _ = m.climb(&years)
	g.steps[1], _, _ = m.climb(&level)
	m.skillPlayers(q, a.row, g)
	return g
}

// skillPlayers adds a player for each skill, or one for all.
func (m *Model) skillPlayers(q Question, row []uint8, g *game) {
	skills := slices.Compact(slices.Sorted(slices.Values(q.Profile.Skills)))
	switch {
	case len(skills) == 0:
	case q.Complete || len(g.effects)+len(skills) > mostPlayers:
		var all []int
		for c := firstSkill; c < len(row); c++ {
			all = append(all, c)
		}
		g.effects = append(g.effects, pay.Effect{Facet: pay.FacetSkills, Value: strings.Join(skills, ";")})
		g.columns = append(g.columns, all)
	default:
		for _, k := range skills {
			var own []int
			if c, ok := m.space.skill[k]; ok {
				own = []int{c}
			}
			g.effects = append(g.effects, pay.Effect{Facet: pay.FacetSkills, Value: k})
			g.columns = append(g.columns, own)
		}
	}
}

// values returns the median log pay of every coalition, by the bits of its members.
func (g *game) values() []float64 {
	count := 1 << len(g.columns)
	out := make([]float64, count)
	said := map[uint8][]spread{} // of every coalition, by the years that the row has
	of := func(years uint8) []spread {
		if said[years] == nil {
			said[years] = g.coalitions(years)
		}
		return said[years]
	}
	has := func(c, player int) bool { return player >= 0 && c>>player&1 != 0 }
	a := g.asked
	for c := range count {
		var q spread
		level := a.level.log - a.above - a.place
		switch years, titled := has(c, g.years), has(c, g.level); {
		case years && titled:
			q = of(a.row[colYears])[c]
			if a.second != boost.Unknown {
				q = blend(q, of(a.second)[c], g.model.Ladder.Title)
			}
		case years:
			q = of(g.steps[0])[c]
		case titled:
			q = of(g.steps[1])[c]
		default:
			q = of(boost.Unknown)[c]
		}
		if has(c, g.level) {
			level += a.above
		}
		if has(c, g.place) {
			level += a.place
		}
		out[c] = a.shape(q)[pay.MedianIndex] + level
	}
	return out
}

// coalitions returns what the ensemble says of every coalition when the row has some years of experience.
func (g *game) coalitions(years uint8) []spread {
	count, width := 1<<len(g.columns), len(g.asked.row)
	row := slices.Clone(g.asked.row)
	row[colYears] = years
	absent := make([]uint8, width)
	for _, c := range []int{colYear, colRole, colCountry, colRegion, colIncome, colYears} {
		absent[c] = row[c]
	}
	players := boost.Players{Count: len(g.columns), Owner: slices.Repeat([]int8{-1}, width)}
	for p, own := range g.columns {
		for _, c := range own {
			players.Owner[c] = int8(p)
		}
	}
	sums := make([]int32, count*outputs)
	boost.Coalitions([]*boost.Ensemble{g.model.ensemble}, row, absent, players, sums)
	out := make([]spread, count)
	for c := range out {
		out[c], _ = g.model.values(row, sums[c*outputs:(c+1)*outputs])
	}
	return out
}

// shapley returns each player's share of value(all) − value(none).
func shapley(values []float64, players int) []float64 {
	weights := make([]float64, players) // by the size of the coalition that is joined
	for s := range weights {
		weights[s] = 1 / float64(players)
		for i := 1; i <= s; i++ { // 1 over the number of coalitions of that size among the others
			weights[s] *= float64(i) / float64(players-i)
		}
	}
	shares := make([]float64, players)
	for c := range values {
		size := 0
		for x := c; x > 0; x &= x - 1 {
			size++
		}
		for p := range players {
			if c>>p&1 == 0 {
				shares[p] += weights[size] * (values[c|1<<p] - values[c])
			}
		}
	}
	return shares
}
