package estimate

import (
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
)

// mostPlayers bounds the coalitions of Explain to 2048. Skills are told one by one as far as that allows, else as one.
const mostPlayers = 11

// Explain implements Estimator. The value of a coalition is the median that Estimate gives for the profile with only
// those facets, in the currency, on the basis and of the date of the whole question; the effect of a facet is its
// Shapley value (Shapley 1953) among all coalitions, so nothing is sampled and no facet comes first.
func (m *Model) Explain(q Question) (base float64, effects []pay.Effect, err error) {
	asked, err := m.read(q)
	if err != nil {
		return 0, nil, err
	}
	effects, columns := m.players(q, asked.row)
	values := m.coalitions(asked.row, columns)
	for c := range values {
		values[c] += asked.level.log
	}
	ratios := shapley(values, len(effects))
	for c := range values {
		values[c] = math.Exp(values[c])
	}
	amounts := shapley(values, len(effects))
	for i := range effects {
		effects[i].Money, effects[i].Ratio = amounts[i], math.Exp(ratios[i])
	}
	return values[0], effects, nil
}

// players lists the facets that a question gives, and the columns of each.
func (m *Model) players(q Question, row []uint8) (effects []pay.Effect, columns [][]int) {
	for _, f := range q.Profile.Given() {
		if f == pay.FacetSkills {
			continue
		}
		effects = append(effects, pay.Effect{Facet: f, Value: q.Profile.Value(f)})
		var own []int
		for c, owner := range facetOf {
			if owner == f {
				own = append(own, c)
			}
		}
		columns = append(columns, own)
	}
	skills := slices.Compact(slices.Sorted(slices.Values(q.Profile.Skills)))
	switch {
	case len(skills) == 0:
	case q.Complete || len(effects)+len(skills) > mostPlayers:
		var all []int
		for c := firstSkill; c < len(row); c++ {
			all = append(all, c)
		}
		effects = append(effects, pay.Effect{Facet: pay.FacetSkills, Value: strings.Join(skills, ";")})
		columns = append(columns, all)
	default:
		for _, k := range skills {
			var own []int
			if c, ok := m.space.skill[k]; ok {
				own = []int{c}
			}
			effects = append(effects, pay.Effect{Facet: pay.FacetSkills, Value: k})
			columns = append(columns, own)
		}
	}
	return effects, columns
}

// coalitions returns the median log pay of every subset of the players, by the bits of its members.
func (m *Model) coalitions(row []uint8, columns [][]int) []float64 {
	count := 1 << len(columns)
	absent := make([]uint8, len(row))
	absent[colYear] = row[colYear]
	players := boost.Players{Count: len(columns), Owner: slices.Repeat([]int8{-1}, len(row))}
	for p, own := range columns {
		for _, c := range own {
			players.Owner[c] = int8(p)
		}
	}
	add := func(ensembles []*boost.Ensemble, outputs int) []float64 {
		sums, values := make([]int32, count*outputs), make([]float64, count*outputs)
		boost.Coalitions(ensembles, row, absent, players, sums)
		start, step := make([]float64, outputs), 0.0
		for _, e := range ensembles {
			step = float64(e.Step) / float64(len(ensembles))
			for i, v := range e.Start {
				start[i] += float64(v) / float64(len(ensembles))
			}
		}
		for i, s := range sums {
			values[i] = start[i%outputs] + float64(s)*step
		}
		return values
	}
	quantiles, odds := add(m.quantiles, levels), add(m.ordinals, len(m.Thresholds))
	out := make([]float64, count)
	part := make([]uint8, len(row))
	for c := range count {
		copy(part, absent)
		for p, own := range columns {
			if c>>p&1 != 0 {
				for _, at := range own {
					part[at] = row[at]
				}
			}
		}
		relative := average(quantiles[c*levels:(c+1)*levels], invert(m.Thresholds, odds[c*len(m.Thresholds):(c+1)*len(m.Thresholds)]))
		out[c] = m.own(part, m.finish(part, relative))[pay.MedianIndex]
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
