package premium

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/pay"
)

// fewestPeople is how many must list skills for a table to be made of them.
const fewestPeople = 500

// Groups of fewer people have nothing of their own.
const (
	fewestOfGroup  = 300
	fewestOfSurvey = 1000
	fewestTold     = 10 // people with, and without, for a figure of a group or of a pair to be told
	mostPairs      = 8
)

// goneYears are the years after which a skill that nobody lists any more is not told.
const goneYears = 4

// Table fits the premiums. It is nil when too few people list skills.
func (b *Builder) Table() *Table {
	people := b.surveyed()
	if len(people) < fewestPeople {
		return nil
	}
	whole := fit(people)
	t := tabulate(people, whole)
	t.addPairs(people)
	t.addGroups(people, whole)
	t.Drift = drift(people)
	return t
}

// Skills fits the premiums as Table does, and nothing of roles, countries, pairs and drift.
func (b *Builder) Skills() *Table {
	people := b.surveyed()
	if len(people) < fewestPeople {
		return nil
	}
	return tabulate(people, fit(people))
}

// tabulate makes the table of a regression.
func tabulate(people []person, whole *regression) *Table {
	t := &Table{People: len(people), First: people[0].year}
	sources := map[string]bool{}
	for i := range people {
		t.First, t.Last = min(t.First, people[i].year), max(t.Last, people[i].year)
		sources[people[i].source] = true
	}
	t.Sources = slices.Sorted(maps.Keys(sources))
	t.addSkills(people, whole)
	return t
}

// fit regresses the pay of people on all that is known of them.
func fit(people []person) *regression {
	y, weight := make([]float64, len(people)), make([]float64, len(people))
	for i := range people {
		y[i], weight[i] = people[i].log, people[i].weight
	}
	return regress(newDesign(people), y, weight)
}

// adjusted returns the coefficient of a column.
func (r *regression) adjusted(c int) Estimate {
	variance := 0.0
	for i := range r.rows {
		v := r.influence(i, c)
		variance += v * v
	}
	return Estimate{r.coefficients[c], math.Sqrt(variance)}
}

// skillColumns returns the column of each skill that is told.
func (r *regression) skillColumns() map[string]int {
	at := map[string]int{}
	for c := r.skills; c < len(r.columns); c++ {
		if r.inverse[c*len(r.columns)+c] > 0 {
			at[r.columns[c].value] = c
		}
	}
	return at
}

// addSkills tells the premium of each skill, drawn towards the mean of its kind.
func (t *Table) addSkills(people []person, whole *regression) {
	counts := countSkills(people)
	for skill, c := range whole.skillColumns() {
		if counts[skill].Last <= t.Last-goneYears {
			continue
		}
		s := Skill{Code: skill, Kind: Kinds[kindOf(skill)], Count: counts[skill].Count, Year: counts[skill].year, Adjusted: whole.adjusted(c)}
		s.Raw, _ = counts[skill].raw()
		t.Skills = append(t.Skills, s)
	}
	slices.SortFunc(t.Skills, func(a, b Skill) int { return cmp.Compare(a.Code, b.Code) })
	for _, kind := range Kinds {
		var v, variance []float64
		for _, s := range t.Skills {
			if s.Kind == kind {
				v, variance = append(v, s.Adjusted.Log), append(variance, s.Adjusted.Error*s.Adjusted.Error)
			}
		}
		if len(v) == 0 {
			continue
		}
		tau2, mean, ofMean := between(v, variance, math.NaN())
		for i := range t.Skills {
			if s := &t.Skills[i]; s.Kind == kind {
				s.Premium = shrink(s.Adjusted, tau2, mean, ofMean)
			}
		}
	}
}

// tally is the pay of those who have a skill and of those known to lack it.
type tally struct {
	Count
	year          float64 // mean, of those who have it
	with, without sample
}

// sample is pay with the weights of the reports.
type sample struct{ log, weight []float64 }

// countSkills counts who has each skill and gathers their pay.
func countSkills(people []person) map[string]*tally {
	of := map[string]*tally{}
	for i := range people {
		for _, s := range people[i].skills {
			if of[s] == nil {
				of[s] = &tally{}
			}
		}
	}
	byKind := make([][]string, len(Kinds))
	for _, s := range slices.Sorted(maps.Keys(of)) {
		byKind[kindOf(s)] = append(byKind[kindOf(s)], s)
	}
	for i := range people {
		p := &people[i]
		for k, skills := range byKind {
			if p.knows>>k&1 == 0 {
				continue
			}
			for _, s := range skills {
				t := of[s]
				t.Known++
				group := &t.without
				if _, has := slices.BinarySearch(p.skills, s); has {
					group = &t.with
					if t.N++; t.N == 1 {
						t.First, t.Last = p.year, p.year
					}
					t.First, t.Last = min(t.First, p.year), max(t.Last, p.year)
					t.year += p.weight * float64(p.year)
				}
				group.log, group.weight = append(group.log, p.log), append(group.weight, p.weight)
			}
		}
	}
	for _, t := range of {
		with, without := sum(t.with.weight), sum(t.without.weight)
		t.Share = with / (with + without)
		t.year /= with
	}
	return of
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// raw compares the medians with nothing held equal; false when one side is too small to be told.
func (t *tally) raw() (Estimate, bool) {
	if len(t.with.log) < fewestTold || len(t.without.log) < fewestTold {
		return Estimate{}, false
	}
	a, va := t.with.median()
	b, vb := t.without.median()
	return Estimate{a - b, math.Sqrt(va + vb)}, true
}

// median returns the weighted median with its variance: that of a normal sample's median, π/2 times that of
// its mean, with the spread taken from the quartiles and as many people as the weights are worth (Kish 1965).
func (s sample) median() (at, variance float64) {
	order := make([]int, len(s.log))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(s.log[a], s.log[b]) })
	total, squares := 0.0, 0.0
	for _, w := range s.weight {
		total += w
		squares += w * w
	}
	quantile := func(p float64) float64 {
		sum := 0.0
		for _, i := range order {
			if sum += s.weight[i]; sum >= p*total {
				return s.log[i]
			}
		}
		return s.log[order[len(order)-1]]
	}
	spread := (quantile(.75) - quantile(.25)) / 1.349
	return quantile(.5), math.Pi / 2 * spread * spread * squares / (total * total)
}

// addPairs says what goes together, among people of whom both kinds are known.
func (t *Table) addPairs(people []person) {
	index := map[string]int{}
	for i, s := range t.Skills {
		index[s.Code] = i
	}
	n := len(t.Skills)
	both, of := make([]int, n*n), make([]int, n*len(Kinds)) // of: people with a skill who list some of a kind
	known := make([]int, len(Kinds)*len(Kinds))
	var have []int
	for i := range people {
		p := &people[i]
		have = have[:0]
		for _, s := range p.skills {
			if at, ok := index[s]; ok {
				have = append(have, at)
			}
		}
		for k := range Kinds {
			if p.knows>>k&1 == 0 {
				continue
			}
			for _, a := range have {
				of[a*len(Kinds)+k]++
			}
			for j := range Kinds {
				known[k*len(Kinds)+j] += int(p.knows >> j & 1)
			}
		}
		for _, a := range have {
			for _, b := range have {
				both[a*n+b]++
			}
		}
	}
	for a := range t.Skills {
		s := &t.Skills[a]
		k := kindOf(s.Code)
		for b := range t.Skills {
			j := kindOf(t.Skills[b].Code)
			all := float64(known[k*len(Kinds)+j])
			n11, n1, n2 := float64(both[a*n+b]), float64(of[a*len(Kinds)+j]), float64(of[b*len(Kinds)+k])
			if a == b || n11 < fewestTold || n1 >= all || n2 >= all {
				continue
			}
			pair := Pair{Code: t.Skills[b].Code, N: both[a*n+b], Lift: n11 * all / (n1 * n2)}
			pair.Phi = (n11*all - n1*n2) / math.Sqrt(n1*(all-n1)*n2*(all-n2))
			if pair.Phi > 0 {
				s.With = append(s.With, pair)
			}
		}
		slices.SortFunc(s.With, func(a, b Pair) int { return cmp.Or(cmp.Compare(b.Phi, a.Phi), cmp.Compare(a.Code, b.Code)) })
		s.With = slices.Clone(s.With[:min(len(s.With), mostPairs)])
	}
}

// addGroups tells what each role and country has of its own: a regression of what is left of its people's pay
// on their skills alone, drawn towards no difference. The rest of the whole's regression is held, for a group's
// people are too few to tell all of it again. A group that makes up most of the whole has moved the whole
// itself: what is its own then looks smaller than it is, and no surer.
func (t *Table) addGroups(people []person, whole *regression) {
	for _, facet := range []pay.Facet{pay.FacetRole, pay.FacetCountry} {
		members := map[string][]int{}
		for i := range people {
			for _, c := range people[i].facets {
				if c.facet == facet && c.value != "" {
					members[c.value] = append(members[c.value], i)
				}
			}
		}
		type found struct {
			skill int // position in t.Skills
			group Group
		}
		var all []found
		var v, variance []float64
		for _, value := range slices.Sorted(maps.Keys(members)) {
			if len(members[value]) < fewestOfGroup {
				continue
			}
			var group, left []person
			for _, i := range members[value] {
				p := people[i]
				group = append(group, p)
				p.log, p.facets = p.log-whole.value(i), nil
				left = append(left, p)
			}
			own, counts := fit(left), countSkills(group)
			columns := own.skillColumns()
			for i, s := range t.Skills {
				c, ok := columns[s.Code]
				if !ok {
					continue
				}
				raw, ok := counts[s.Code].raw()
				if !ok {
					continue
				}
				shift := own.adjusted(c)
				all = append(all, found{i, Group{Facet: facet, Value: value, Count: counts[s.Code].Count, Raw: raw, Shift: shift}})
				v, variance = append(v, shift.Log), append(variance, shift.Error*shift.Error)
			}
		}
		tau2 := 0.0
		if len(v) > 1 {
			tau2, _, _ = between(v, variance, 0)
		}
		for _, f := range all {
			f.group.Shift = shrink(f.group.Shift, tau2, 0, 0)
			s := &t.Skills[f.skill]
			s.In = append(s.In, f.group)
		}
	}
}

// drift returns how far premiums wander in a year, as the standard deviation of a random walk: that under
// which those of one year's survey lie as far from those of its source's other years as they do, beyond what
// chance does to both. It is 0 where no source has two surveys that are large enough.
func drift(people []person) float64 {
	years := map[string]map[int][]person{}
	for _, p := range people {
		if years[p.source] == nil {
			years[p.source] = map[int][]person{}
		}
		years[p.source][p.year] = append(years[p.source][p.year], p)
	}
	var v, variance []float64
	for _, source := range slices.Sorted(maps.Keys(years)) {
		surveys := years[source]
		for _, year := range slices.Sorted(maps.Keys(surveys)) {
			var others []person
			for _, other := range slices.Sorted(maps.Keys(surveys)) {
				if other != year {
					others = append(others, surveys[other]...)
				}
			}
			if len(surveys[year]) < fewestOfSurvey || len(others) < fewestOfSurvey {
				continue
			}
			apart, weight := 0.0, 0.0
			for _, p := range others {
				apart += p.weight * math.Abs(float64(p.year-year))
				weight += p.weight
			}
			apart /= weight
			one, rest := fit(surveys[year]), fit(others)
			columns, inRest := one.skillColumns(), rest.skillColumns()
			for _, skill := range slices.Sorted(maps.Keys(columns)) {
				if other, ok := inRest[skill]; ok {
					x, y := one.adjusted(columns[skill]), rest.adjusted(other)
					v = append(v, (x.Log-y.Log)/math.Sqrt(apart))
					variance = append(variance, (x.Error*x.Error+y.Error*y.Error)/apart)
				}
			}
		}
	}
	if len(v) < 2 {
		return 0
	}
	tau2, _, _ := between(v, variance, 0)
	return math.Sqrt(tau2)
}
