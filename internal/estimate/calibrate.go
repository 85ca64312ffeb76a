package estimate

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"backpay/internal/boost"
)

// shifts move each quantile so that, of people whom the trees had not seen, the share below it is the level it
// names: for profiles of few and of many facets, then in each year, then in each country as far as its records reach
// (split conformal prediction of quantiles, Romano, Patterson and Candès 2019, with each shift drawn towards none).
type shifts struct {
	Few     spread   `json:"few"`
	Many    spread   `json:"many"`
	Year    []spread `json:"year"`    // by byte, beside those
	Country []spread `json:"country"` // by byte, beside all; that of the unknown country is of rows without one
}

const (
	shiftRecords    = 150 // records that a shift is drawn towards that of everyone by
	calibrationSpan = 3   // years before the last of the data whose records calibrate
)

// residual is how far a person's pay lies above each quantile of a row that was answered without them.
type residual struct {
	year, country uint8
	many          float64 // as many tells it
	weight        float64
	above         spread
}

// calibrate finds the shifts. Every row of the reference's last years is answered by the ensembles of its own
// person's fold, which never saw that person.
func (m *Model) calibrate(people []person, t *rows) {
	var at []int
	for i, p := range t.person {
		r := people[p].record
		if r.Source == reference && r.Year >= m.Anchor-calibrationSpan && people[p].weight > 0 {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		for i := range t.person {
			at = append(at, i)
		}
	}
	residuals := make([]residual, len(at))
	parallel(len(at), func(from, to int) {
		s, row := m.newSums(), make([]uint8, m.space.width())
		for i := from; i < to; i++ {
			p := &people[t.person[at[i]]]
			for c := range row {
				row[c] = t.table.Columns[c][at[i]]
			}
			m.quantiles[p.fold].Sum(row, s.quantiles[p.fold])
			m.ordinals[p.fold].Sum(row, s.ordinals[p.fold])
			q := m.join(s, []int{p.fold})
			r := residual{year: row[colYear], country: row[colCountry], many: many(row), weight: p.weight}
			for l := range q {
				r.above[l] = float64(t.target[at[i]]) - q[l]
			}
			residuals[i] = r
		}
	})
	perPerson := float64(len(t.person)) / float64(len(people)) // rows of one person say little more than one
	drawn := func(of []residual, to spread) spread {
		if len(of) == 0 {
			return to
		}
		own, n := shiftOf(of), float64(len(of))/perPerson
		for l := range own {
			own[l] = (n*own[l] + shiftRecords*to[l]) / (n + shiftRecords)
		}
		return own
	}
	by := func(n int, group func(*residual) uint8, to spread) []spread {
		groups, shift := make([][]residual, n), make([]spread, n)
		for _, r := range residuals {
			groups[group(&r)] = append(groups[group(&r)], r)
		}
		for g, of := range groups {
			shift[g] = drawn(of, to)
		}
		return shift
	}
	pick := func(share float64) (of []residual) {
		for _, r := range residuals {
			if r.many == share {
				of = append(of, r)
			}
		}
		return of
	}
	everyone := shiftOf(residuals)
	m.Shift.Few, m.Shift.Many = drawn(pick(0), everyone), drawn(pick(1), everyone)
	lower := func(of func(*residual) spread) {
		for i := range residuals {
			for l, v := range of(&residuals[i]) {
				residuals[i].above[l] -= v
			}
		}
	}
	lower(func(r *residual) spread { return m.Shift.facets(r.many) })
	m.Shift.Year = by(m.space.LastYear-m.space.FirstYear+2, func(r *residual) uint8 { return r.year }, spread{})
	lower(func(r *residual) spread { return m.Shift.Year[r.year] })
	m.Shift.Country = by(len(m.space.Values[colCountry])+1, func(r *residual) uint8 { return r.country }, spread{})
}

// many is 0 for a row that knows few facets, 1 for one that knows many, and between them in between.
func many(row []uint8) float64 {
	const few, all = 4, 6
	n := 0.0
	for c, v := range row[:firstSkill] {
		if v != boost.Unknown && c != colYear && c != colRegion && c != colIncome {
			n++
		}
	}
	return min(max((n-few)/(all-few), 0), 1)
}

// facets returns the shift of a row for how many facets it knows.
func (s *shifts) facets(many float64) (shift spread) {
	for l := range shift {
		shift[l] = (1-many)*s.Few[l] + many*s.Many[l]
	}
	return shift
}

// shiftOf returns, for each level, the quantile of the residuals at that level.
func shiftOf(residuals []residual) (s spread) {
	order := make([]int, len(residuals))
	for l, p := range levelList {
		total := 0.0
		for i := range order {
			order[i] = i
			total += residuals[i].weight
		}
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(residuals[a].above[l], residuals[b].above[l]), cmp.Compare(a, b))
		})
		seen := 0.0
		for _, i := range order {
			if seen += residuals[i].weight; seen >= p*total {
				s[l] = residuals[i].above[l]
				break
			}
		}
	}
	return s
}

// shift returns the shift of a row.
func (m *Model) shift(row []uint8) spread {
	s := m.Shift.facets(many(row))
	for l, v := range m.Shift.Year[row[colYear]] {
		s[l] += v
	}
	if row[colCountry] == boost.Unknown && row[colIncome] != boost.Unknown {
		return s // a country that was not seen: it is neither a seen one nor an unknown one
	}
	for l, v := range m.Shift.Country[row[colCountry]] {
		s[l] += v
	}
	return s
}

// parallel runs work over [0, n) in pieces. What a piece writes must not depend on the division.
func parallel(n int, work func(from, to int)) {
	pieces := max(1, min(runtime.GOMAXPROCS(0), n))
	var wait sync.WaitGroup
	for p := range pieces {
		wait.Go(func() { work(p*n/pieces, (p+1)*n/pieces) })
	}
	wait.Wait()
}
