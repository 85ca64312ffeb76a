package estimate

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
)

// lessons are the rows that the Model's ensemble is taught, with what the teacher answers of each.
type lessons struct {
	table   *boost.Table
	targets []float32 // outputs for each row
	weight  []float32
}

const (
	leastError = .003 // standard error of a median's log that is told apart from none
	rareWeight = .5   // of a row that stands for a question which few people answer by themselves
)

// teach grows the ensemble that answers in the teacher's place (distillation). It has one promise more than the teacher:
// more years of experience never mean less pay, everything else equal.
func (t *teacher) teach(ctx context.Context, people *rows, focus []boost.Focus, opt Options) (*Model, error) {
	opt.Student.Focus = focus
	m := &Model{space: t.space, header: header{Typical: t.typical.clone(), Anchor: t.anchor}}
	l := t.lessons(people, opt)
	each := t.answers(l)
	m.centre(l, func(i int) float64 { return each[i].q[pay.MedianIndex] })
	l.targets = make([]float32, 0, outputs*len(each))
	row := make([]uint8, t.space.width())
	for i := range each {
		l.row(i, row)
		typical := m.Typical.of(row)
		for _, v := range each[i].q {
			l.targets = append(l.targets, float32(v-typical))
		}
		l.targets = append(l.targets, float32(math.Log(max(each[i].err, leastError))/errorUnit))
	}
	var err error
	loss := &boost.Squares{Outputs: outputs, Targets: l.targets, Weight: l.weight}
	if m.ensemble, err = boost.Train(ctx, l.table, loss, l.weight, opt.Student); err != nil {
		return nil, fmt.Errorf("teaching: %w", err)
	}
	said := make([]float64, len(each))
	parallel(len(each), func(from, to int) {
		row := make([]uint8, t.space.width())
		for i := from; i < to; i++ {
			l.row(i, row)
			q, _ := m.say(row)
			said[i] = m.Typical.of(row) + each[i].q[pay.MedianIndex] - q[pay.MedianIndex]
		}
	})
	m.centre(l, func(i int) float64 { return said[i] }) // what is left of each country's level
	return m, nil
}

// row writes a row of the lessons.
func (l *lessons) row(i int, into []uint8) {
	for c := range into {
		into[c] = l.table.Columns[c][i]
	}
}

// centre puts what is typical of each country, income group and of the world where it is, on average over their rows.
func (m *Model) centre(l *lessons, level func(i int) float64) {
	type sum struct{ value, weight float64 }
	sums := map[*float64]*sum{}
	row := make([]uint8, m.space.width())
	for i := range l.weight {
		l.row(i, row)
		at := m.Typical.place(row)
		if sums[at] == nil {
			sums[at] = &sum{}
		}
		w := float64(l.weight[i])
		sums[at].value += w * level(i)
		sums[at].weight += w
	}
	for at, s := range sums {
		if s.weight > 0 {
			*at = s.value / s.weight
		}
	}
}

// taught is what the teacher answers of a row.
type taught struct {
	q   spread
	err float64
}

// answers asks the teacher about all rows of the lessons.
func (t *teacher) answers(l *lessons) []taught {
	each := make([]taught, len(l.weight))
	parallel(len(each), func(from, to int) {
		s, row := t.newSums(), make([]uint8, t.space.width())
		for i := from; i < to; i++ {
			l.row(i, row)
			each[i].q, each[i].err = t.answer(row, s)
		}
	})
	return each
}

// lessons are the rows of people, without titles and places, and questions that no person asks: every country, by itself, by years
// and by role, and every role by years.
func (t *teacher) lessons(people *rows, opt Options) *lessons {
	features := t.space.features()
	features[colYears].Rising = true
	l := &lessons{table: boost.NewTable(features, len(people.weight))}
	row := make([]uint8, t.space.width())
	for i, w := range people.weight {
		if people.table.Columns[colLevel][i] != boost.Unknown || w <= 0 {
			continue
		}
		for c := range row {
			row[c] = people.table.Columns[c][i]
		}
		row[colPlace] = boost.Unknown
		l.add(row, w)
	}
	rng := rand.New(rand.NewPCG(opt.Seed, 7))
	t.cross(l, people, opt.Crossed, rng)
	roles := len(t.space.Values[colRole])
	for country := range len(t.space.Values[colCountry]) + 1 {
		ask := func(role, years int) {
			clear(row)
			row[colYear] = t.space.yearByte(t.anchor)
			if country > 0 {
				t.space.fillCountry(t.space.Values[colCountry][country-1], row)
			}
			row[colRole], row[colYears] = uint8(role), uint8(years)
			l.add(row, rareWeight)
		}
		for years := range pay.MaxYears + 2 {
			ask(0, years)
			ask(rng.IntN(roles+1), years)
		}
		for role := range roles {
			ask(role+1, 0)
			ask(role+1, 1+rng.IntN(30))
		}
	}
	return l
}

// cross adds rows that are of no person: each has some of one person's facets and some of another's of the same country.
// The teacher has seen the pay of those it is fitted to, and what it says of them is a little too near to it; of these
// it has seen none.
func (t *teacher) cross(l *lessons, people *rows, times int, rng *rand.Rand) {
	first := t.space.yearByte(t.anchor - calibrationSpan)
	members := map[uint8][]int{}
	for i, country := range people.table.Columns[colCountry] {
		if people.weight[i] > 0 {
			members[country] = append(members[country], i)
		}
	}
	row := make([]uint8, t.space.width())
	for range times {
		for i, w := range people.weight {
			same := members[people.table.Columns[colCountry][i]]
			if w <= 0 || people.table.Columns[colLevel][i] != boost.Unknown || people.table.Columns[colYear][i] < first {
				continue
			}
			other := same[rng.IntN(len(same))]
			skillsOf := i
			if rng.IntN(2) == 0 {
				skillsOf = other
			}
			for c := range row {
				from := i
				switch {
				case c >= firstSkill:
					from = skillsOf
				case c == colYear, c == colCountry, c == colRegion, c == colIncome:
				case rng.IntN(2) == 0:
					from = other
				}
				row[c] = people.table.Columns[c][from]
			}
			row[colLevel], row[colPlace] = boost.Unknown, boost.Unknown
			l.add(row, w)
		}
	}
}

func (l *lessons) add(row []uint8, weight float32) {
	l.table.Append(row)
	l.weight = append(l.weight, weight)
}
