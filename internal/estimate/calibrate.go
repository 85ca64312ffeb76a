package estimate

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"backpay/internal/boost"
)

// shifts move each quantile so that, of people whom the trees had not seen, the share below it is the level it
// names: overall, and in each country as far as its records reach (split conformal prediction of quantiles, Romano,
// Patterson and Candès 2019, with the shift of a country drawn towards that of the world).
type shifts struct {
	World   spread   `json:"world"`
	Country []spread `json:"country"` // by byte; that of the unknown country is of the rows without one
}

const (
	shiftRecords    = 150 // records that a country's shift is drawn towards the world's by
	calibrationSpan = 3   // years before the last of the data whose records calibrate
)

// residual is how far a person's pay lies above each quantile of a row that was answered without them.
type residual struct {
	country uint8
	weight  float64
	above   spread
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
			r := residual{country: row[colCountry], weight: p.weight}
			for l := range q {
				r.above[l] = float64(t.target[at[i]]) - q[l]
			}
			residuals[i] = r
		}
	})
	m.Shift.World = shiftOf(residuals)
	m.Shift.Country = make([]spread, len(m.space.Values[colCountry])+1)
	by := make([][]residual, len(m.Shift.Country))
	for _, r := range residuals {
		by[r.country] = append(by[r.country], r)
	}
	perPerson := float64(len(t.person)) / float64(len(people)) // rows of one person say little more than one
	for c, of := range by {
		m.Shift.Country[c] = m.Shift.World
		if len(of) == 0 {
			continue
		}
		own, n := shiftOf(of), float64(len(of))/perPerson
		for l := range own {
			m.Shift.Country[c][l] += (own[l] - m.Shift.World[l]) * n / (n + shiftRecords)
		}
	}
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
func (m *Model) shift(row []uint8) *spread {
	if row[colCountry] == boost.Unknown && row[colIncome] != boost.Unknown {
		return &m.Shift.World
	}
	return &m.Shift.Country[row[colCountry]]
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
