package estimate

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// shifts move each quantile so that, of people whom the trees had not seen, the share below it is the level it
// names: for profiles of few and of many facets, then for the values of one facet after another as far as their
// records reach (split conformal prediction of quantiles, Romano, Patterson and Candès 2019, with each shift drawn
// towards none).
type shifts struct {
	Few, Many spread
	By        [][]spread // for each of shiftColumns, by group
}

// shiftColumns are the columns by whose values quantiles are shifted, in this order.
var shiftColumns = [...]int{colYear, colCountry, colYears, colOrgSize, colRole, colEducation, roleInCountry}

// roleInCountry stands for both columns at once.
const roleInCountry = -1

// shiftGroup is the group of a row among the values of a column.
func (s *space) shiftGroup(row []uint8, column int) int {
	switch column {
	case colYears:
		return int(bandByte(row[column]))
	case roleInCountry:
		if row[colRole] == boost.Unknown || row[colCountry] == boost.Unknown {
			return 0
		}
		return int(row[colCountry])*(len(s.Values[colRole])+1) + int(row[colRole])
	}
	return int(row[column])
}

// shiftGroups is how many groups a column has.
func (s *space) shiftGroups(column int) int {
	switch column {
	case roleInCountry:
		return (len(s.Values[colCountry]) + 1) * (len(s.Values[colRole]) + 1)
	case colYear:
		return s.LastYear - s.FirstYear + 2
	case colYears:
		return taxonomy.ExperienceBand(pay.MaxYears) + 2
	}
	return len(s.Values[column]) + 1
}

const (
	shiftRecords    = 150 // records that a shift is drawn towards that of everyone by
	countryRecords  = 20  // the same of where a country's pay lies, which differs more than its spread does
	calibrationSpan = 3   // years before the last of the data whose records calibrate
)

// residual is how far a person's pay lies above each quantile of a row that was answered without them.
type residual struct {
	groups [len(shiftColumns)]int32
	many   float64 // as many tells it
	weight float64
	above  spread
}

// residuals are those of rows of which each person has so many.
type residuals struct {
	of        []residual
	perPerson float64 // rows of one person say little more than one
}

// calibrate finds the shifts.
func (m *teacher) calibrate(people []person, t *rows) {
	r := m.residuals(people, t)
	m.shifts = r.takeFacets(shiftOf(r.of))
	for i, c := range shiftColumns {
		groups, shift := make([][]residual, m.space.shiftGroups(c)), make([]spread, m.space.shiftGroups(c))
		for _, one := range r.of {
			groups[one.groups[i]] = append(groups[one.groups[i]], one)
		}
		for g, of := range groups {
			shift[g] = r.drawn(of, spread{})
			if n := float64(len(of)) / r.perPerson; c == colCountry && n > 0 {
				centre := shiftOf(of)[pay.MedianIndex]*n/(n+countryRecords) - shift[g][pay.MedianIndex]
				for l := range shift[g] {
					shift[g][l] += centre
				}
			}
		}
		m.shifts.By = append(m.shifts.By, shift)
		r.take(func(one *residual) spread { return shift[one.groups[i]] })
	}
	rest := r.takeFacets(spread{}) // what the shifts by single columns have done to everyone
	for l := range levels {
		m.shifts.Few[l] += rest.Few[l]
		m.shifts.Many[l] += rest.Many[l]
	}
}

// recent reports whether a record is of the reference's last years.
func (m *teacher) recent(r *dataset.Record) bool {
	return r.Source == reference && r.Year >= m.anchor-calibrationSpan
}

// residuals answers every row of the reference's last years by the ensembles of its own person's fold, which never saw
// that person.
func (m *teacher) residuals(people []person, t *rows) residuals {
	var at []int
	for i, p := range t.person {
		if m.recent(people[p].record) && people[p].weight > 0 {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		for i := range t.person {
			at = append(at, i)
		}
	}
	persons := map[int32]bool{}
	for _, i := range at {
		persons[t.person[i]] = true
	}
	all := residuals{of: make([]residual, len(at)), perPerson: float64(len(at)) / float64(len(persons))}
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
			r := &all.of[i]
			r.many, r.weight = many(row), p.weight
			for i, c := range shiftColumns {
				r.groups[i] = int32(m.space.shiftGroup(row, c))
			}
			for l := range q {
				r.above[l] = float64(t.target[at[i]]) - q[l]
			}
		}
	})
	return all
}

// take makes the residuals those above the quantiles once shifted.
func (r *residuals) take(shift func(*residual) spread) {
	for i := range r.of {
		for l, v := range shift(&r.of[i]) {
			r.of[i].above[l] -= v
		}
	}
}

// takeFacets finds and takes the shifts for how many facets are known, drawn towards to.
func (r *residuals) takeFacets(to spread) (s shifts) {
	var few, all []residual
	for _, one := range r.of {
		switch one.many {
		case 0:
			few = append(few, one)
		case 1:
			all = append(all, one)
		}
	}
	s.Few, s.Many = r.drawn(few, to), r.drawn(all, to)
	r.take(func(one *residual) spread { return s.facets(one.many) })
	return s
}

// drawn returns the shift of some residuals, drawn towards another.
func (r *residuals) drawn(of []residual, to spread) spread {
	if len(of) == 0 {
		return to
	}
	own, n := shiftOf(of), float64(len(of))/r.perPerson
	for l := range own {
		own[l] = (n*own[l] + shiftRecords*to[l]) / (n + shiftRecords)
	}
	return own
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
	type weighed struct{ above, weight float64 }
	order, total := make([]weighed, len(residuals)), 0.0
	for i := range residuals {
		total += residuals[i].weight
	}
	for l, p := range levelList {
		for i := range order {
			order[i] = weighed{residuals[i].above[l], residuals[i].weight}
		}
		slices.SortFunc(order, func(a, b weighed) int {
			switch {
			case a.above < b.above:
				return -1
			case a.above > b.above:
				return 1
			}
			return cmp.Compare(a.weight, b.weight)
		})
		seen := 0.0
		for _, o := range order {
			if seen += o.weight; seen >= p*total {
				s[l] = o.above
				break
			}
		}
	}
	return s
}

// shift returns the shift of a row.
func (m *teacher) shift(row []uint8) spread {
	s := m.shifts.facets(many(row))
	for i, c := range shiftColumns {
		if c == colCountry && row[colCountry] == boost.Unknown && row[colIncome] != boost.Unknown {
			continue // a country that was not seen: it is neither a seen one nor an unknown one
		}
		for l, v := range m.shifts.By[i][m.space.shiftGroup(row, c)] {
			s[l] += v
		}
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
