package estimate

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Options are the settings of Fit. DefaultOptions are those of the embedded model.
type Options struct {
	Seed      uint64
	Folds     int // parts of the records; each pair of ensembles is grown without one of them
	Copies    int // rows of each record: one whole, the others with facets hidden at random
	Quantiles boost.Options
	Ordinal   boost.Options

	// FocusTrees is how many trees of their own profiles without a country, and a country of very many records, have in
	// each ensemble.
	FocusTrees int

	// Without names sources that take no part. Advertised pay is a layer of its own; of a source of one occupation alone
	// (brentozar: databases) nobody can tell who answers it from what they do.
	Without []string

	// Screened leaves out the records that an import has marked as unit mistakes or implausible. The default
	// keeps them with less weight.
	Screened bool

	// Mistakes is what a record weighs that an import has marked as a unit mistake or implausible, where it takes part.
	// A range for an honest answer shall not hold them all, and a screen errs both ways.
	Mistakes float64

	// Crossed is how many rows of no person the student is taught for each row of a person.
	Crossed int

	// Student are the settings of the ensemble that is taught what all others say together, and answers in their place.
	Student boost.Options
}

// DefaultOptions returns the settings of the embedded model. docs/method.md says how they were found.
func DefaultOptions() Options {
	trees := boost.Options{
		Trees: 130, Rate: .16, Leaves: 30, LeafWeight: 40, Rows: .7, Columns: .5, L2: 5, Cap: .5,
	}
	ordinal := trees
	ordinal.Cap = 3
	student := boost.Options{
		Trees: 700, Rate: .15, Leaves: 32, LeafWeight: 10, Rows: .2, Columns: .6, L2: 1, Cap: .5, Seed: 3, Rising: levels,
	}
	return Options{
		Seed: 1, Folds: 5, Copies: 4, Quantiles: trees, Ordinal: ordinal, FocusTrees: 40, Student: student,
		Without: []string{"aijobs", "brentozar"}, Mistakes: .4, Crossed: 1,
	}
}

const (
	bandwidth      = .07 // of the kernel that smooths the pinball loss, in log pay
	thresholdCount = 32
	usualBetween   = .4 // standard deviation between countries of like income, where too few are known
	typicalRecords = 5  // records that a country's typical pay is drawn towards its income group by
)

// reference is the survey whose answers the model speaks for; other sources are brought to it by a term of their own.
const reference = "stackoverflow"

// person is a record as the fit sees it.
type person struct {
	record *dataset.Record
	hash   uint64
	fold   int
	pay    float64 // log US dollars a year, brought to the reference's basis
	spread float64
	weight float64
}

// Fit fits a model to records. The result depends on the records, their order and the options alone, not on the
// number of processors. It returns a pay.NoEvidence error when too few records take part.
func Fit(ctx context.Context, records iter.Seq2[*dataset.Record, error], opt Options) (*Model, error) {
	var all []uint64
	people, err := gather(records, opt, &all)
	if err != nil {
		return nil, err
	}
	if len(people) < 20*opt.Folds {
		return nil, pay.Errorf(pay.NoEvidence, "%d records are too few to fit a model to", len(people)).
			WithHint("import more records; a few hundred of one country already say something")
	}
	kept := make([]*dataset.Record, len(people))
	for i := range people {
		kept[i] = people[i].record
	}
	t := &teacher{space: newSpace(kept)}
	sources := sourceTerms(people)
	for i := range people {
		people[i].pay -= sources.of(people[i].record)
	}
	rankNet(people)
	t.findTypical(people)
	t.findAnchor(people)
	rows := t.copies(people, opt)
	t.chooseThresholds(rows)
	if err := t.grow(ctx, people, rows, opt); err != nil {
		return nil, err
	}
	t.calibrate(people, rows)
	m, err := t.teach(ctx, rows, t.focus(people, opt), opt)
	if err != nil {
		return nil, err
	}
	m.People, m.Terms, m.seen = len(people), sources, newFingerprints(all)
	m.nearOwnReports(people)
	m.measureNarrow()
	m.measureLadder(people)
	m.measurePlaces(people)
	m.count(people)
	m.measureGrowth(people)
	return m, nil
}

// gather takes the records that take part, at most mostOfSource of each source, year and country, and notes what all
// say that may.
func gather(records iter.Seq2[*dataset.Record, error], opt Options, all *[]uint64) ([]person, error) {
	c := converter{rates: map[yearlyRate]float64{}}
	var people []person
	lost := map[home]int{} // records in a currency without a rate
	for r, err := range records {
		if err != nil {
			return nil, fmt.Errorf("reading records to fit: %w", err)
		}
		if !opt.takes(r) {
			continue
		}
		*all = append(*all, contentHash(r))
		v, ok := c.of(r)
		if !ok {
			if r.Pay > 0 && math.IsNaN(c.rate(r.Currency, r.Year)) {
				lost[home{r.Source, r.Country}]++
			}
			continue
		}
		own := *r
		own.Roles, own.Skills = slices.Clone(r.Roles), slices.Clone(r.Skills)
		p := person{record: &own, hash: Hash(r), pay: v.log, spread: v.spread, weight: max(r.Weight, 0)}
		if r.Component == pay.Base {
			base, _ := shareOf(r.Country)
			p.pay = base.total(p.pay)
		}
		if r.Excluded != "" {
			p.weight *= opt.Mistakes
		}
		people = append(people, p)
	}
	people = withoutTrimmed(withoutForeign(people, lost))
	for i := range people {
		people[i].fold = int(mix(people[i].hash^opt.Seed) % uint64(opt.Folds))
	}
	people = balance(people)
	temper(people)
	return people, nil
}

// home is a source's records of one country.
type home struct{ source, country string }

// withoutForeign leaves out what is left of a source in a country where most of its people are paid in a currency
// without a rate: those paid in another are not like the rest.
func withoutForeign(people []person, lost map[home]int) []person {
	kept := map[home]int{}
	for i := range people {
		kept[home{people[i].record.Source, people[i].record.Country}]++
	}
	return slices.DeleteFunc(people, func(p person) bool {
		h := home{p.record.Source, p.record.Country}
		return lost[h] > kept[h]
	})
}

// trimmed is a survey of which low answers were taken out before it was published.
const (
	fewestTrimmed = 5000 // answers of a survey, for its lowest to mean something
	lowestTrimmed = 4000 // US dollars a year: of so many answers some are below, mistaken or not
	mostCut       = .03  // of a country's people below what a survey was trimmed at, for it to speak of that country
)

// withoutTrimmed leaves out the countries of a survey that was trimmed at a low pay where, by the other surveys of the
// reference, more than mostCut of the people are paid less: those who are left are not like the rest.
func withoutTrimmed(people []person) []person {
	type survey struct {
		source string
		year   int
	}
	of := func(p *person) survey { return survey{p.record.Source, p.record.Year} }
	lowest, count := map[survey]float64{}, map[survey]int{}
	for i := range people {
		s := of(&people[i])
		if v, ok := lowest[s]; !ok || people[i].pay < v {
			lowest[s] = people[i].pay
		}
		count[s]++
	}
	for s, floor := range lowest {
		if count[s] < fewestTrimmed || floor < math.Log(lowestTrimmed) {
			continue
		}
		below, all := map[string]float64{}, map[string]float64{}
		for i := range people {
			p := &people[i]
			if near := p.record.Year - s.year; p.record.Source != s.source || near == 0 || near < -yearsApart || near > yearsApart {
				continue
			}
			all[p.record.Country]++
			if p.pay < floor {
				below[p.record.Country]++
			}
		}
		people = slices.DeleteFunc(people, func(p person) bool {
			c := p.record.Country
			return of(&p) == s && below[c] > mostCut*max(all[c], 1)
		})
	}
	return people
}

// takes reports whether a record may take part, its pay aside.
func (o Options) takes(r *dataset.Record) bool {
	if r.Country == "" || slices.Contains(o.Without, r.Source) {
		return false
	}
	switch r.Excluded {
	case "":
		return true
	case dataset.UnitMistake, dataset.Implausible:
		return !o.Screened
	}
	return false
}

// mostOfSource is how many records of one source, year and country the fit looks at; of more it takes a sample, by
// hash, and lets each stand for several.
const mostOfSource = 4000

// balance samples large sources, and keeps a source of one country from drowning the reference there: all its years
// together weigh at most as much as mostBeside times the reference's records of that country.
func balance(people []person) []person {
	type group struct {
		source, country string
		year            int
	}
	of := func(p *person, year int) group { return group{p.record.Source, p.record.Country, year} }
	members := map[group][]int{}
	for i := range people {
		g := of(&people[i], people[i].record.Year)
		members[g] = append(members[g], i)
	}
	drop := make([]bool, len(people))
	for g, of := range members {
		if len(of) <= mostOfSource || g.source == reference {
			continue
		}
		slices.SortFunc(of, func(a, b int) int {
			return cmp.Or(cmp.Compare(people[a].hash, people[b].hash), cmp.Compare(a, b))
		})
		for _, i := range of[mostOfSource:] {
			drop[i] = true
		}
	}
	var kept []person
	for i := range people {
		if !drop[i] {
			kept = append(kept, people[i])
		}
	}
	weight := map[group]float64{}
	for i := range kept {
		weight[of(&kept[i], 0)] += kept[i].weight
	}
	for i := range kept {
		p := &kept[i]
		if p.record.Source == reference {
			continue
		}
		most := mostBeside * max(weight[group{reference, p.record.Country, 0}], fewestBeside)
		p.weight *= min(1, most/weight[of(p, 0)])
	}
	return kept
}

const (
	mostBeside   = .5
	fewestBeside = 200 // records: a source of a country that the reference hardly knows still counts
)

// rows are the copies of all people that the trees see.
type rows struct {
	table  *boost.Table
	person []int32 // of each row
	target []float32
	band   []float32 // bandwidth of the quantile loss
	spread []float32
	weight []float32
}

// oldWeight is what a row weighs beside one of the last years. Pay of 2016 says how pay differs, and little of how much
// it is today; at full weight it blurs the answer.
const oldWeight = .25

// focusRecords is how many records of the reference's last years give a country trees of its own.
const focusRecords = 5000

// besideCopies is the number of rows of a record of another source, or of years long gone: they support the answer, and
// need not teach it every mask. Every other one is whole.
const besideCopies = 1

// copies makes the rows.
func (m *teacher) copies(people []person, opt Options) *rows {
	t := &rows{table: boost.NewTable(m.space.features(), len(people)*opt.Copies)}
	row := make([]uint8, m.space.width())
	ofWorld := !slices.ContainsFunc(people, func(p person) bool { return p.record.Source == reference }) // there is no other
	for i := range people {
		p := &people[i]
		rng := rand.New(rand.NewPCG(p.hash, opt.Seed))
		copies, weight := opt.Copies, p.weight
		if p.record.Year < m.anchor-calibrationSpan {
			weight *= oldWeight
		}
		if p.record.Source != reference || weight < p.weight {
			copies = min(copies, besideCopies)
		}
		for c := range copies {
			profile := ProfileOf(p.record, c)
			profile.Years = yearsOfCopy(p, c)
			m.space.encode(&profile, p.record.Year, true, row)
			if c > 0 || copies == besideCopies && p.hash&1 == 0 {
				m.space.mask(row, profile.Years, ofWorld || p.record.Source == reference, rng)
			}
			t.table.Append(row)
			t.person = append(t.person, int32(i))
			t.target = append(t.target, float32(p.pay-m.typical.of(row)))
			t.band = append(t.band, float32(max(bandwidth, p.spread/math.Pi)))
			t.spread = append(t.spread, float32(p.spread))
			t.weight = append(t.weight, float32(weight))
		}
	}
	return t
}

// yearsOfCopy returns the years of experience that a copy of a person has: the person's, or one of five that are as
// likely as the others where only the years of coding are known, education included.
func yearsOfCopy(p *person, c int) pay.Years {
	coding, known := p.record.Coding.Get()
	if p.record.Years.Known() || !known {
		return p.record.Years
	}
	likely := taxonomy.ProfessionalYears(coding, p.record.Education)
	return pay.YearsOf(likely[(p.hash>>40+uint64(c))%uint64(len(likely))])
}

// findTypical finds the pay that is usual in each country, by which all pay is measured before the trees see it: the
// median, drawn towards that of the income group, and that towards the world's.
func (m *teacher) findTypical(people []person) {
	values := map[[2]int][]*person{}
	var all []*person
	for i := range people {
		p := &people[i]
		all = append(all, p)
		for _, c := range []int{colCountry, colIncome} {
			if b := m.space.byteOf[c][recordText(p.record, c, 0)]; b > 0 {
				values[[2]int{c, int(b)}] = append(values[[2]int{c, int(b)}], p)
			}
		}
	}
	drawn := func(of []*person, to float64) float64 {
		if len(of) == 0 {
			return to
		}
		n := float64(len(of))
		return (n*medianPay(of) + typicalRecords*to) / (n + typicalRecords)
	}
	world := medianPay(all)
	m.typical.World = world
	m.typical.Income = make([]float64, len(incomeGroups)+1)
	for g := range m.typical.Income {
		m.typical.Income[g] = drawn(values[[2]int{colIncome, g}], world)
	}
	m.typical.Country = make([]float64, len(m.space.Values[colCountry])+1)
	income := make([]float64, len(m.typical.Country))
	for i, code := range m.space.Values[colCountry] {
		income[i+1] = m.typical.Income[m.space.byteOf[colIncome][taxonomy.IncomeGroup(code)]]
	}
	of := make([][]float64, len(m.typical.Income))
	for c := range m.typical.Country {
		m.typical.Country[c] = drawn(values[[2]int{colCountry, c}], income[c])
		if c > 0 {
			group := m.space.byteOf[colIncome][taxonomy.IncomeGroup(m.space.Values[colCountry][c-1])]
			of[group] = append(of[group], m.typical.Country[c])
		}
	}
	m.typical.Between = make([]float64, len(of))
	for g, values := range of {
		m.typical.Between[g] = usualBetween
		if len(values) >= 3 {
			m.typical.Between[g] = math.Sqrt(varianceOf(values))
		}
	}
}

// medianPay returns the weighted median of people's log pay. It sorts them.
func medianPay(people []*person) float64 {
	slices.SortStableFunc(people, func(a, b *person) int { return cmp.Compare(a.pay, b.pay) })
	total, seen := 0.0, 0.0
	for _, p := range people {
		total += p.weight
	}
	for _, p := range people {
		if seen += p.weight; seen >= total/2 {
			return p.pay
		}
	}
	return people[len(people)-1].pay
}

// chooseThresholds spreads the thresholds of the distribution model over the pay there is: half by rank, half by
// value, so that the tails have some too.
func (m *teacher) chooseThresholds(t *rows) {
	sorted := slices.Clone(t.target)
	slices.Sort(sorted)
	at := func(p float64) float64 { return float64(sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]) }
	low, high := at(.003), at(.997)
	for k := range thresholdCount {
		p := (float64(k) + .5) / thresholdCount
		m.thresholds = append(m.thresholds, (at(p)+low+p*(high-low))/2)
	}
	for k := 1; k < thresholdCount; k++ { // ties of a small or lumpy sample
		m.thresholds[k] = max(m.thresholds[k], m.thresholds[k-1]+1e-3)
	}
}

// grow grows the ensembles: for each fold one of either kind, without that fold's people.
func (m *teacher) grow(ctx context.Context, people []person, t *rows, opt Options) error {
	m.quantiles = make([]*boost.Ensemble, opt.Folds)
	m.ordinals = make([]*boost.Ensemble, opt.Folds)
	thresholds := make([]float32, len(m.thresholds))
	for i, v := range m.thresholds {
		thresholds[i] = float32(v)
	}
	opt.Quantiles.Focus = m.focus(people, opt)
	opt.Ordinal.Focus = opt.Quantiles.Focus
	errs := make([]error, 2*opt.Folds)
	limit := make(chan struct{}, max(1, min(runtime.GOMAXPROCS(0), 4)))
	var wait sync.WaitGroup
	for job := range 2 * opt.Folds {
		wait.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			fold := job / 2
			weight := slices.Clone(t.weight)
			for i := range weight {
				if people[t.person[i]].fold == fold {
					weight[i] = 0
				}
			}
			if job%2 == 0 {
				trees := opt.Quantiles // every fold has the same seed: they shall differ by their people alone
				trees.Seed = mix(opt.Seed)
				loss := &boost.Quantiles{Levels: pay.Levels[:], Target: t.target, Bandwidth: t.band, Weight: weight}
				m.quantiles[fold], errs[job] = boost.Train(ctx, t.table, loss, weight, trees)
			} else {
				trees := opt.Ordinal
				trees.Seed = mix(opt.Seed + 1)
				loss := &boost.Ordinal{Thresholds: thresholds, Target: t.target, Spread: t.spread, Weight: weight}
				m.ordinals[fold], errs[job] = boost.Train(ctx, t.table, loss, weight, trees)
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("growing trees: %w", err)
		}
	}
	return nil
}

// focus lists what has trees of its own: profiles without a country, for little that is true of a country is true of the
// world, and the countries of so many records of the reference's last years that trees of the whole world leave
// something of them unsaid.
func (m *teacher) focus(people []person, opt Options) []boost.Focus {
	list := []boost.Focus{{Feature: colCountry, Value: boost.Unknown, Trees: opt.FocusTrees}}
	count := make([]int, len(m.space.Values[colCountry])+1)
	for i := range people {
		if r := people[i].record; m.recent(r) {
			count[m.space.byteOf[colCountry][r.Country]]++
		}
	}
	for c := 1; c < len(count); c++ {
		if count[c] >= focusRecords {
			list = append(list, boost.Focus{Feature: colCountry, Value: uint8(c), Trees: opt.FocusTrees})
		}
	}
	return list
}

// quantile returns the p-quantile of v (R's type 7), which it sorts.
func quantile(v []float64, p float64) float64 {
	slices.Sort(v)
	at := p * float64(len(v)-1)
	i := int(at)
	if i+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[i] + (at-float64(i))*(v[i+1]-v[i])
}
