package estimate

import (
	"bytes"
	"context"
	"iter"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// A made-up world: log pay is normal around what the country, the role, the years and a skill say.
var (
	worldCountries = []string{"US", "DE", "GB", "IN", "BR", "UA", "FR", "PL", "CA", "TR"}
	countryLog     = map[string]float64{"US": 11.8, "DE": 11.2, "GB": 11.3, "IN": 9.8, "BR": 10.1, "UA": 10.2, "FR": 10.9, "PL": 10.7, "CA": 11.3, "TR": 10.2}
	worldRoles     = []string{"backend", "frontend", "devops", "qa"}
	roleLog        = map[string]float64{"backend": .05, "frontend": -.05, "devops": .15, "qa": -.2}
	worldSizes     = []string{"2-9", "20-99", "10000+"}
)

func worldRecord(rng *rand.Rand) *dataset.Record {
	r := &dataset.Record{
		Source: reference, Year: 2022 + rng.IntN(3), Country: worldCountries[rng.IntN(len(worldCountries))],
		Roles: []string{worldRoles[rng.IntN(len(worldRoles))]}, Years: pay.YearsOf(float64(rng.IntN(25))),
		OrgSize: worldSizes[rng.IntN(3)], Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Total, Weight: 1,
		Skills: []string{"java"},
	}
	years, _ := r.Years.Get()
	v := countryLog[r.Country] + roleLog[r.Roles[0]] + .035*min(years, 15) + .3*rng.NormFloat64()
	if rng.IntN(3) == 0 {
		r.Skills = []string{"go"}
		v += .1
	}
	r.Pay = math.Round(math.Exp(v))
	return r
}

func world(n int) []*dataset.Record {
	rng := rand.New(rand.NewPCG(11, 12))
	var all []*dataset.Record
	for range n {
		all = append(all, worldRecord(rng))
	}
	return all
}

func each(records []*dataset.Record) iter.Seq2[*dataset.Record, error] {
	return func(yield func(*dataset.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func quickOptions() Options {
	o := DefaultOptions()
	o.Folds, o.Copies = 3, 3
	o.Quantiles.Trees, o.Quantiles.Rate = 40, .25
	o.Ordinal.Trees, o.Ordinal.Rate = 40, .25
	o.Student.Trees, o.Student.Rate, o.Crossed = 80, .25, 1
	return o
}

func mustFit(t testing.TB, records []*dataset.Record, opt Options) *Model {
	t.Helper()
	m, err := Fit(context.Background(), each(records), opt)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// shared is one model of the made-up world for all tests that only ask.
var shared = sync.OnceValue(func() *Model {
	m, err := Fit(context.Background(), each(world(4000)), quickOptions())
	if err != nil {
		panic(err)
	}
	return m
})

func mustEstimate(t testing.TB, m *Model, q Question) Result {
	t.Helper()
	r, err := m.Estimate(q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// in2024 asks in dollars of the last year of the data, so that neither exchange nor projection takes part.
func in2024(p pay.Profile) Question { return Question{Profile: p, Currency: "USD"} }

func hasWarning(r Result, code string) bool {
	return slices.ContainsFunc(r.Warnings, func(w pay.Warning) bool { return w.Code == code })
}

func TestEstimateFindsTheWorld(t *testing.T) {
	m := shared()
	worst := 0.0
	for _, country := range worldCountries {
		r := mustEstimate(t, m, in2024(pay.Profile{Country: country, Role: "devops", Years: pay.YearsOf(10)}))
		centre := countryLog[country] + roleLog["devops"] + .35 + .033
		d := r.Distribution
		worst = max(worst, math.Abs(math.Log(d.Median())-centre))
		if spread := math.Log(d.At(.9)/d.At(.1)) / 2.563; spread < .25 || spread > .42 {
			t.Errorf("%s: a standard deviation of .30 is answered as %.2f", country, spread)
		}
		if mean := centre + .3*.3/2; math.Abs(math.Log(d.Mean)-mean) > .15 {
			t.Errorf("%s: the mean is %.0f, want about %.0f", country, d.Mean, math.Exp(mean))
		}
		if r.N < 10 || r.N > 400 || r.DataShare <= 0 || r.DataShare >= 1 {
			t.Errorf("%s: %d people, share %.2f", country, r.N, r.DataShare)
		}
	}
	if worst > .12 {
		t.Errorf("a median is off by %.0f %%", 100*worst)
	}
}

func TestMixtureAgreesWithTheWhole(t *testing.T) {
	m := shared()
	for _, country := range []string{"US", "IN"} {
		whole := mustEstimate(t, m, in2024(pay.Profile{Country: country})).Distribution
		below := 0.0
		for _, role := range worldRoles {
			below += mustEstimate(t, m, in2024(pay.Profile{Country: country, Role: role})).Distribution.CDF(whole.Median()) / float64(len(worldRoles))
		}
		if math.Abs(below-.5) > .06 {
			t.Errorf("%s: the roles' mixture has %.2f below the median of all roles", country, below)
		}
	}
}

// randomProfile draws any profile, now and then with values that no record has.
func randomProfile(rng *rand.Rand) pay.Profile {
	pick := func(values ...string) string {
		if rng.IntN(2) == 0 {
			return ""
		}
		return values[rng.IntN(len(values))]
	}
	p := pay.Profile{
		Role: pick("backend", "frontend", "devops", "qa", "game"), Country: pick("US", "DE", "IN", "TR", "MW", "XK", "JP"),
		Place: pick("US-CA", "DE-berlin"), Level: pick("entry", "senior", "staff"), Industry: pick("finance", "healthcare"),
		OrgSize: pick("1", "2-9", "20-99", "10000+"), Remote: pick("remote", "onsite"), Employment: pick("employee", "freelance"),
		Education: pick("bachelor", "doctorate"),
	}
	if rng.IntN(2) == 0 {
		p.Years = pay.YearsOf(math.Round(rng.Float64()*500) / 10)
	}
	for _, s := range []string{"go", "java", "cobol"} {
		if rng.IntN(4) == 0 {
			p.Skills = append(p.Skills, s)
		}
	}
	return p
}

func TestEveryProfileHasASoundAnswer(t *testing.T) {
	m, rng := shared(), rand.New(rand.NewPCG(5, 6))
	n := 100_000
	if testing.Short() {
		n = 5_000
	}
	for range n {
		q := Question{Profile: randomProfile(rng)}
		if rng.IntN(2) == 0 {
			q.On = time.Date(2014+rng.IntN(20), time.Month(1+rng.IntN(12)), 1, 0, 0, 0, 0, time.UTC)
		}
		if rng.IntN(3) == 0 {
			q.Component = pay.Base
		}
		r, err := m.Estimate(q)
		if err != nil {
			t.Fatalf("%v: %v", q, err)
		}
		before := 0.0
		for l, v := range r.Distribution.Q {
			if !(v > 0) || math.IsInf(v, 0) || v < before {
				t.Fatalf("%v: quantile %v is %v after %v", q, pay.Levels[l], v, before)
			}
			before = v
		}
		if d := r.Distribution; !(d.Mean >= d.Q[0]) || math.IsInf(d.Mean, 0) {
			t.Fatalf("%v: the mean is %v", q, d.Mean)
		}
		if i := r.Median; !(i.Low > 0 && i.Low <= r.Distribution.Median() && i.High >= r.Distribution.Median()) {
			t.Fatalf("%v: the median %v lies outside %+v", q, r.Distribution.Median(), i)
		}
		if r.N < 0 || r.DataShare < 0 || r.DataShare > 1 {
			t.Fatalf("%v: n %d, share %v", q, r.N, r.DataShare)
		}
	}
}

func TestAnUnseenValueMakesNoDifference(t *testing.T) {
	m := shared()
	base := pay.Profile{Country: "DE", Years: pay.YearsOf(4)}
	want := mustEstimate(t, m, in2024(base))
	for _, c := range []struct {
		change func(*pay.Profile)
		n      int // what makes no difference leaves the reports as they are; nobody of the role has reported
	}{
		{func(p *pay.Profile) { p.Role = "game" }, 0},
		{func(p *pay.Profile) { p.Industry = "healthcare" }, want.N},
		{func(p *pay.Profile) { p.Skills = []string{"cobol"} }, want.N},
	} {
		p := base
		c.change(&p)
		got := mustEstimate(t, m, in2024(p))
		if got.Distribution != want.Distribution {
			t.Errorf("%v is answered otherwise than %v", p, base)
		}
		if !hasWarning(got, WarnUnseen) || got.N != c.n {
			t.Errorf("%v: n %d, warnings %v", p, got.N, got.Warnings)
		}
	}
}

func TestAnUnseenCountryIsAnsweredByItsIncomeGroup(t *testing.T) {
	m := shared()
	jp := mustEstimate(t, m, in2024(pay.Profile{Country: "JP", Role: "backend"}))
	if !hasWarning(jp, WarnCountry) {
		t.Errorf("no warning: %v", jp.Warnings)
	}
	de := mustEstimate(t, m, in2024(pay.Profile{Country: "DE", Role: "backend"}))
	in := mustEstimate(t, m, in2024(pay.Profile{Country: "IN", Role: "backend"}))
	if d := math.Log(jp.Distribution.Median() / de.Distribution.Median()); math.Abs(d) > .8 {
		t.Errorf("Japan, a high-income country, is answered at %.0f, Germany at %.0f", jp.Distribution.Median(), de.Distribution.Median())
	}
	if jp.Distribution.Median() < 1.5*in.Distribution.Median() {
		t.Errorf("Japan is answered at %.0f, India at %.0f", jp.Distribution.Median(), in.Distribution.Median())
	}
	width := func(r Result) float64 { return math.Log(r.Distribution.At(.9) / r.Distribution.At(.1)) }
	if a, b := jp.Median, de.Median; a.High/a.Low < 1.5*b.High/b.Low {
		t.Errorf("the median of an unseen country is told as surely as that of a seen one: %+v, %+v", a, b)
	}
	if width(jp) < width(de) {
		t.Errorf("an unseen country spreads %.2f, a seen one %.2f", width(jp), width(de))
	}
}

func TestEffectsAddUp(t *testing.T) {
	m, rng := shared(), rand.New(rand.NewPCG(7, 8))
	n := 0
	for range 300 {
		q := Question{Profile: randomProfile(rng), Complete: rng.IntN(4) == 0}
		if rng.IntN(2) == 0 {
			q.On = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
		}
		base, effects, err := m.Explain(q)
		if err != nil {
			t.Fatal(err)
		}
		sum, product := base, base
		for _, e := range effects {
			sum += e.Money
			product *= e.Ratio
			n++
		}
		median := mustEstimate(t, m, q).Distribution.Median()
		if math.Abs(sum-median) > 1e-6*median || math.Abs(product-median) > 1e-6*median {
			t.Fatalf("%v: base %v and effects %v make %v and %v, the median is %v", q, base, effects, sum, product, median)
		}
		slices.Reverse(q.Profile.Skills)
		_, again, err := m.Explain(q)
		if err != nil || !slices.Equal(effects, again) {
			t.Fatalf("%v: another order of skills gives other effects", q)
		}
	}
	if n == 0 {
		t.Fatal("no effect was looked at")
	}
}

// bruteShapley is the definition: the mean over all orders.
func TestShapleyIsTheMeanOverOrders(t *testing.T) {
	values := []float64{0, 3, 1, 7, -2, 5, 4, 11} // of the coalitions of three players
	want := make([]float64, 3)
	orders := [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}
	for _, order := range orders {
		c := 0
		for _, p := range order {
			want[p] += (values[c|1<<p] - values[c]) / float64(len(orders))
			c |= 1 << p
		}
	}
	for p, v := range shapley(values, 3) {
		if math.Abs(v-want[p]) > 1e-12 {
			t.Errorf("player %d: %v, want %v", p, v, want[p])
		}
	}
}

func TestFitIsDeterministic(t *testing.T) {
	opt := quickOptions()
	opt.Quantiles.Trees, opt.Ordinal.Trees = 8, 8
	records := world(1500)
	var files [2]bytes.Buffer
	for i, procs := range []int{1, 4} {
		before := runtime.GOMAXPROCS(procs)
		m := mustFit(t, records, opt)
		runtime.GOMAXPROCS(before)
		if _, err := m.WriteTo(&files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the model depends on the number of processors")
	}
}

func TestPoisonMovesLittle(t *testing.T) {
	const country = "DE"
	records := world(4000)
	clean := mustEstimate(t, mustFit(t, records, quickOptions()), in2024(pay.Profile{Country: country})).Distribution
	poisoned := make([]*dataset.Record, len(records))
	seen, changed := 0, 0
	for i, r := range records {
		poisoned[i] = r
		if r.Country != country {
			continue
		}
		if seen++; seen%10 == 0 {
			c := *r
			c.Pay = math.Round(3 * clean.Median())
			poisoned[i] = &c
			changed++
		}
	}
	if changed < 30 {
		t.Fatalf("%d records were replaced", changed)
	}
	got := mustEstimate(t, mustFit(t, poisoned, quickOptions()), in2024(pay.Profile{Country: country})).Distribution
	if d := math.Abs(got.Median()/clean.Median() - 1); d > .05 {
		t.Errorf("the median moved by %.1f %%", 100*d)
	}
	if d := math.Abs(got.At(.9)/clean.At(.9) - 1); d > .15 {
		t.Errorf("the 90th percentile moved by %.1f %%", 100*d)
	}
}

func TestTheTermOfASourceIsFound(t *testing.T) {
	records := world(4000)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		r := worldRecord(rng)
		r.Source, r.Country, r.Basis = "dou", "UA", pay.Net
		r.Pay = math.Round(.8 * math.Exp(countryLog["UA"]+.035*min(yearsOf(r), 15)+.1*rng.NormFloat64()))
		records = append(records, r)
	}
	m := mustFit(t, records, quickOptions())
	if len(m.Terms) != 1 || math.Abs(m.Terms[0].Log-math.Log(.8)) > .12 {
		t.Fatalf("the terms are %+v, want %.2f", m.Terms, math.Log(.8))
	}
	q := in2024(pay.Profile{Country: "UA", Role: "backend", Years: pay.YearsOf(10)})
	d := mustEstimate(t, m, q).Distribution
	if spread := math.Log(d.At(.9)/d.At(.1)) / 2.563; spread < .22 || spread > .42 {
		t.Errorf("net pay of a spread of .10 is answered as a gross spread of %.2f, want that of ranks, .30", spread)
	}
	q.Basis = pay.Net
	if _, err := m.Estimate(q); pay.KindOf(err) != pay.Unsupported || !strings.Contains(err.Error(), "tax") {
		t.Errorf("net pay is answered without tax rules: %v", err)
	}
}

func yearsOf(r *dataset.Record) float64 { y, _ := r.Years.Get(); return y }

func TestProjectionFollowsPrices(t *testing.T) {
	own := *shared() // pay in the made-up world is not what was published of the real one
	own.Growth = growth{Real: .01, Spread: .02, Dollar: .035}
	m := &own
	ask := func(country string, year int) Result {
		return mustEstimate(t, m, Question{Profile: pay.Profile{Country: country}, On: time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)})
	}
	for country, least := range map[string]float64{"TR": 1.25, "DE": 1.005, "PL": 1.01} {
		data, later := ask(country, 2024), ask(country, 2026)
		if data.Currency != later.Currency {
			t.Fatalf("%s is answered in %s and in %s", country, data.Currency, later.Currency)
		}
		if ratio := later.Distribution.Median() / data.Distribution.Median(); ratio < least || ratio > 2.5 {
			t.Errorf("%s: two years multiply pay by %.2f, want at least %.2f", country, ratio, least)
		}
		if hasWarning(data, WarnProjected) || !hasWarning(later, WarnProjected) {
			t.Errorf("%s: warnings %v, then %v", country, data.Warnings, later.Warnings)
		}
		width := func(r Result) float64 { return r.Median.High / r.Median.Low }
		if width(later) <= width(data) {
			t.Errorf("%s: the interval of the median does not widen: %.3f, then %.3f", country, width(data), width(later))
		}
	}
}

func TestFitRefusesTooLittle(t *testing.T) {
	_, err := Fit(context.Background(), each(world(10)), quickOptions())
	if pay.KindOf(err) != pay.NoEvidence {
		t.Errorf("ten records: %v", err)
	}
}

func TestAHeapWithoutCompanyWeighsLittle(t *testing.T) {
	var people []person
	add := func(n int, v float64) {
		for range n {
			people = append(people, person{record: &dataset.Record{Country: "DE"}, pay: v, weight: 1})
		}
	}
	add(50, 11) // a round figure where people earn, and another
	add(30, 11.05)
	for i := range 100 {
		add(1, 10.9+.002*float64(i)+.0001)
	}
	add(40, 11.6) // round where people earn, but no other figure is
	for i := range 100 {
		add(1, 11.5+.002*float64(i)+.0001)
	}
	add(40, 12.5) // alone
	temper(people)
	if people[0].weight != 1 {
		t.Errorf("a round figure among others weighs %v", people[0].weight)
	}
	for _, i := range []int{180, len(people) - 1} {
		if got := people[i].weight; got != fewestHeap/40.0 {
			t.Errorf("a lone heap at %v weighs %v", people[i].pay, got)
		}
	}
}

func TestReadRefusesWhatIsNoModel(t *testing.T) {
	var b bytes.Buffer
	n, err := shared().WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
	}
	file := b.Bytes()
	again, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	q := in2024(pay.Profile{Country: "US", Years: pay.YearsOf(3)})
	if mustEstimate(t, shared(), q).Distribution != mustEstimate(t, again, q).Distribution {
		t.Error("a model that was read answers otherwise")
	}
	flipped := slices.Clone(file)
	flipped[len(flipped)/2] ^= 1
	other := slices.Clone(file)
	other[7]++
	for want, bad := range map[string][]byte{
		"cut short": file[:len(file)-1], "no model file": []byte(strings.Repeat("x", 200)),
		"checksum": flipped, "version": other,
	} {
		_, err := Read(bytes.NewReader(bad))
		if pay.KindOf(err) != pay.Unreadable || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %q, got %v", want, err)
		}
	}
}

// FuzzParse looks behind the checksum: whatever is read must answer, or be refused.
func FuzzParse(f *testing.F) {
	opt := quickOptions()
	opt.Folds, opt.Quantiles.Trees, opt.Ordinal.Trees, opt.Quantiles.Leaves = 2, 2, 2, 4
	m := mustFit(f, world(300), opt)
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes()[44:])
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := parse(bytes.NewReader(body))
		if err != nil {
			return
		}
		if _, err := m.Estimate(in2024(pay.Profile{Country: "US", Role: "backend", Skills: []string{"go"}})); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkEstimate(b *testing.B) {
	m := shared()
	q := in2024(pay.Profile{Country: "US", Role: "backend", Years: pay.YearsOf(6), OrgSize: "20-99"})
	for b.Loop() {
		mustEstimate(b, m, q)
	}
}

func BenchmarkExplain(b *testing.B) {
	m := shared()
	q := in2024(pay.Profile{Country: "US", Role: "backend", Years: pay.YearsOf(6), OrgSize: "20-99", Skills: []string{"go"}})
	for b.Loop() {
		if _, _, err := m.Explain(q); err != nil {
			b.Fatal(err)
		}
	}
}

func TestALevelCountsThoseOfItsYears(t *testing.T) {
	byLevel := mustEstimate(t, shared(), in2024(pay.Profile{Country: "US", Level: "entry"}))
	byYears := mustEstimate(t, shared(), in2024(pay.Profile{Country: "US", Years: pay.YearsOf(1)})) // of the band 0 to 2
	if byLevel.N == 0 || byLevel.N != byYears.N {
		t.Errorf("%d people are at entry, %d have its years", byLevel.N, byYears.N)
	}
}

// someProfiles calls f with profiles of the made-up world.
func someProfiles(f func(p pay.Profile)) {
	for _, country := range append(slices.Clone(worldCountries), "", "JP") {
		for _, role := range append(slices.Clone(worldRoles), "") {
			f(pay.Profile{Country: country, Role: role, OrgSize: "20-99"})
			f(pay.Profile{Country: country, Role: role, Skills: []string{"go"}})
		}
	}
}

func TestBaseIsNeverAboveTotal(t *testing.T) {
	asked := 0
	someProfiles(func(p pay.Profile) {
		q := in2024(p)
		total := mustEstimate(t, shared(), q).Distribution
		q.Component = pay.Base
		base := mustEstimate(t, shared(), q).Distribution
		for l := range base.Q {
			if asked++; base.Q[l] > total.Q[l] {
				t.Errorf("%v: the base is %.0f of %.0f at %v", p, base.Q[l], total.Q[l], pay.Levels[l])
			}
		}
	})
	if asked == 0 {
		t.Fatal("nothing was asked")
	}
}

func TestMoreYearsAndHigherLevelsAreNeverLess(t *testing.T) {
	m, asked := shared(), 0
	ascends := func(p pay.Profile, what string, before *pay.Distribution, now pay.Distribution) {
		for l := range now.Q {
			if asked++; now.Q[l] < before.Q[l]*(1-1e-9) {
				t.Errorf("%v: %s: quantile %v falls from %.0f to %.0f", p, what, pay.Levels[l], before.Q[l], now.Q[l])
			}
		}
		*before = now
	}
	someProfiles(func(p pay.Profile) {
		for _, level := range []string{"", "entry", "mid", "senior", "staff", "principal"} {
			var before pay.Distribution
			for years := 0.0; years <= pay.MaxYears; years++ {
				q := p
				q.Years, q.Level = pay.YearsOf(years), level
				ascends(q, "one year more", &before, mustEstimate(t, m, in2024(q)).Distribution)
			}
		}
		for _, years := range []pay.Years{{}, pay.YearsOf(1), pay.YearsOf(4), pay.YearsOf(20)} {
			var before pay.Distribution
			for _, level := range []string{"entry", "mid", "senior", "staff", "principal"} {
				q := p
				q.Years, q.Level = years, level
				ascends(q, "one level up", &before, mustEstimate(t, m, in2024(q)).Distribution)
			}
		}
	})
	if asked == 0 {
		t.Fatal("nothing was asked")
	}
}

func TestTheBaseLineIsTheAnswerForRoleAndCountry(t *testing.T) {
	m, rng, n := shared(), rand.New(rand.NewPCG(9, 10)), 0
	for range 300 {
		q := Question{Profile: randomProfile(rng)}
		base, _, err := m.Explain(q)
		if err != nil {
			t.Fatal(err)
		}
		only := q
		only.Profile = q.Profile.Only(pay.FacetRole, pay.FacetCountry)
		if want := mustEstimate(t, m, only).Distribution.Median(); math.Abs(base/want-1) > 1e-9 {
			t.Fatalf("%v: the base line is %v, the answer for role and country %v", q.Profile, base, want)
		}
		n++
	}
	if n == 0 {
		t.Fatal("nothing was asked")
	}
}

func TestTheLadderIsLearntFromTitles(t *testing.T) {
	records := world(4000)
	for i, r := range records {
		if years := yearsOf(r); years >= 6 && i%3 == 0 {
			c := *r
			c.Level = "senior"
			if i%2 == 0 {
				c.Level, c.Pay = "staff", r.Pay*1.25
			}
			records[i] = &c
		}
	}
	m := mustFit(t, records, quickOptions())
	if step := m.Ladder.Above[3]; step < .12 || step > .27 || m.Ladder.N == 0 {
		t.Errorf("staff stands %.2f above senior, want about %.2f: %+v", step, math.Log(1.25), m.Ladder)
	}
}

// elsewhere are records of a source that the shared model was not fitted to, that pay as much more.
func elsewhere(country string, n int, more float64) []*dataset.Record {
	rng := rand.New(rand.NewPCG(13, 14))
	var all []*dataset.Record
	for len(all) < n {
		r := worldRecord(rng)
		r.Source, r.Country = "elsewhere", country
		years, _ := r.Years.Get()
		r.Pay = math.Round(more * math.Exp(countryLog[country]+roleLog[r.Roles[0]]+.035*min(years, 15)+.3*rng.NormFloat64()))
		all = append(all, r)
	}
	return all
}

func mustPool(t *testing.T, m *Model, records []*dataset.Record) *Model {
	t.Helper()
	moves, err := m.Weigh(each(records))
	if err != nil {
		t.Fatal(err)
	}
	return m.WithMoves(moves)
}

func TestAnImportMovesItsOwnCountryAlone(t *testing.T) {
	m := shared()
	before := mustEstimate(t, m, in2024(pay.Profile{Country: "DE", Role: "backend"})).Distribution.Median()
	var moved []float64
	for _, n := range []int{60, 6000} {
		pooled := mustPool(t, m, elsewhere("DE", n, 1.5))
		for _, country := range append(slices.Clone(worldCountries), "", "JP") {
			q := in2024(pay.Profile{Country: country, Years: pay.YearsOf(5)})
			a, b := mustEstimate(t, m, q), mustEstimate(t, pooled, q)
			change := math.Abs(math.Log(b.Distribution.Median() / a.Distribution.Median()))
			if country != "DE" && (change > 1e-12 || b.Moved != nil) {
				t.Errorf("%d records of Germany move %q by %.4f", n, country, change)
			}
			if country == "DE" && (b.Moved == nil || b.Moved.N < n*9/10 || !slices.Equal(b.Moved.Sources, []string{"elsewhere"})) {
				t.Errorf("the answer does not say what moved it: %+v", b.Moved)
			}
		}
		after := mustEstimate(t, pooled, in2024(pay.Profile{Country: "DE", Role: "backend"}))
		moved = append(moved, math.Log(after.Distribution.Median()/before))
		base, _, err := pooled.Explain(in2024(pay.Profile{Country: "DE", Role: "backend", Years: pay.YearsOf(4)}))
		if err != nil || math.Abs(base/after.Distribution.Median()-1) > 1e-9 {
			t.Errorf("the base line is %v of %v: %v", base, after.Distribution.Median(), err)
		}
	}
	// A source of many records is one witness: it moves the answer by a share of what it says, however many they are.
	if says := math.Log(1.5); moved[0] < .1*says || moved[1] < moved[0] || moved[1] > .6*says {
		t.Errorf("60 and 6,000 records that say %.2f move the answer by %.2f and %.2f", says, moved[0], moved[1])
	}
}

func TestRecordsThatTheModelKnowsMoveNothing(t *testing.T) {
	again := world(4000)
	for _, r := range again {
		r.Source = "the same under another name"
	}
	pooled := mustPool(t, shared(), again)
	asked := 0
	for _, country := range worldCountries {
		q := in2024(pay.Profile{Country: country})
		a, b := mustEstimate(t, shared(), q), mustEstimate(t, pooled, q)
		if asked++; math.Abs(b.Distribution.Median()/a.Distribution.Median()-1) > .005 {
			t.Errorf("%s moves from %.0f to %.0f", country, a.Distribution.Median(), b.Distribution.Median())
		}
	}
	if asked == 0 {
		t.Fatal("nothing was asked")
	}
}

func TestRolesAreDrawnTowardsOfficialWages(t *testing.T) {
	m := *shared()
	q := in2024(pay.Profile{Country: "US", Role: "qa"})
	before := mustEstimate(t, &m, q).Distribution.Median()
	developer := mustEstimate(t, &m, in2024(pay.Profile{Country: "US", Role: "backend"})).Distribution
	for said, want := range map[float64]float64{1.02: 1, .9: .95, .5: .5 * math.Exp(farthestRole)} {
		own := m
		if err := own.DrawRoles([]OfficialWage{{"qa", q, said * before}}); err != nil {
			t.Fatal(err)
		}
		got := mustEstimate(t, &own, q).Distribution.Median() / before
		if math.Abs(got-want) > .003 {
			t.Errorf("an official wage of %.2f moves the answer to %.3f, want %.3f", said, got, want)
		}
		if mustEstimate(t, &own, in2024(pay.Profile{Country: "US", Role: "backend"})).Distribution != developer {
			t.Error("developers moved")
		}
		abroad := q
		abroad.Profile.Country = "DE"
		there := mustEstimate(t, &m, abroad).Distribution.Median()
		if ratio := mustEstimate(t, &own, abroad).Distribution.Median() / there; math.Abs(ratio-got) > 1e-9 {
			t.Errorf("the role moves by %.3f at home and %.3f abroad", got, ratio)
		}
	}
}

func TestAModelOfOneCountryLeavesTheOthersToTheRest(t *testing.T) {
	var german []*dataset.Record
	for _, r := range elsewhere("DE", 800, 1.5) {
		r.Source = reference
		german = append(german, r)
	}
	rest := shared()
	both := mustFit(t, german, quickOptions()).Over(rest)
	for _, country := range []string{"DE", "US", "IN", ""} {
		q := in2024(pay.Profile{Country: country, Role: "backend"})
		got, err := both.Estimate(q)
		if err != nil {
			t.Fatal(err)
		}
		want := mustEstimate(t, rest, q)
		ratio := got.Distribution.Median() / want.Distribution.Median()
		if own := country == "DE"; own != (ratio > 1.3) || own == hasWarning(got, WarnElsewhere) || !own && ratio != 1 {
			t.Errorf("%q: %.2f of what the rest says, warnings %v", country, ratio, got.Warnings)
		}
		base, _, err := both.Explain(q)
		if err != nil || math.Abs(base/got.Distribution.Median()-1) > 1e-9 {
			t.Errorf("%q: the base line is %v of %v: %v", country, base, got.Distribution.Median(), err)
		}
	}
}

func TestAPlaceIsWhatItsPeopleArePaidBesideTheOthers(t *testing.T) {
	records := world(4000)
	for i, r := range records {
		if r.Country == "DE" {
			c := *r
			c.Place = "DE-munich"
			if i%2 == 0 {
				c.Place, c.Pay = "DE-berlin", r.Pay*.8
			}
			records[i] = &c
		}
	}
	m := mustFit(t, records, quickOptions())
	country := mustEstimate(t, m, in2024(pay.Profile{Country: "DE", Role: "backend"})).Distribution.Median()
	for place, want := range map[string]float64{"DE-munich": 1.11, "DE-berlin": .9, "DE-bonn": 1} {
		q := in2024(pay.Profile{Country: "DE", Role: "backend", Place: place})
		r := mustEstimate(t, m, q)
		if got := r.Distribution.Median() / country; math.Abs(got-want) > .07 {
			t.Errorf("%s pays %.2f of the country, want about %.2f", place, got, want)
		}
		if hasWarning(r, WarnPlaceUnknown) != (want == 1) || hasWarning(r, WarnPlace) == (want == 1) {
			t.Errorf("%s: warnings %v", place, r.Warnings)
		}
	}
}
