package company

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
)

// truth is what an employer of the trials pays compared with the market, in log pay.
var truth = map[string]float64{"alfa": .3, "bravo": .1, "charlie": 0, "delta": -.2, "echo": -.1, "foxtrot": .2}

// noise is the standard deviation of log pay within an employer of the trials.
const noise = .1

// market draws the filings of employers whose pay is known, of which the last have few.
func market() ([]Job, []Identity) {
	rng := rand.New(rand.NewPCG(3, 4))
	roles := map[string]float64{"developer": 0, "data-engineer": .05}
	levels := map[string]float64{"": 0, "entry": -.2, "senior": .25}
	states := map[string]float64{"US-CA": .15, "US-TX": -.05, "US-NY": .1}
	var jobs []Job
	add := func(employer string, effect float64, n int) {
		for range n {
			role, level, state := pick(rng, roles), pick(rng, levels), pick(rng, states)
			jobs = append(jobs, Job{
				Employer: employer, Title: strings.TrimSpace(level + " " + role), Role: role, Level: level,
				State: state, Place: state,
				Year: 2024 + rng.IntN(2),
				Log:  11.5 + effect + roles[role] + levels[level] + states[state] + noise*rng.NormFloat64(),
			})
		}
	}
	for _, code := range []string{"alfa", "bravo", "charlie", "delta", "echo", "foxtrot"} {
		add(code, truth[code], 200)
	}
	for i := range 60 { // small employers, of two industries that pay differently
		add(fmt.Sprintf("small%02d", i), .4*float64(i%2)-.2+.05*rng.NormFloat64(), 3+i%5)
	}
	add("one", 1, 1)
	add("two", 1, 2)
	var identities []Identity
	for _, j := range jobs {
		if len(identities) > 0 && identities[len(identities)-1].Code == j.Employer {
			identities[len(identities)-1].Filings["15-1252"]++
			continue
		}
		identities = append(identities, Identity{
			Code: j.Employer, Name: strings.ToUpper(j.Employer[:1]) + j.Employer[1:],
			Filings: map[string]int{"15-1252": 1},
		})
	}
	for i := range identities {
		if n, ok := strings.CutPrefix(identities[i].Code, "small"); ok {
			identities[i].Industry = []string{"retail", "software"}[(n[1]-'0')%2]
		}
	}
	return jobs, identities
}

func pick(rng *rand.Rand, from map[string]float64) string {
	keys := make([]string, 0, len(from))
	for k := range from {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys[rng.IntN(len(keys))]
}

var trial = sync.OnceValue(func() *Table { return Fit(market()) })

func find(t *testing.T, table *Table, name string) *Employer {
	t.Helper()
	e, err := table.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEffectsAreFound(t *testing.T) {
	table := trial()
	anywhere := pay.Profile{Role: "developer", Level: "senior", Country: "US", Place: "US-CA"}
	base, err := table.Effect(find(t, table, "charlie"), anywhere)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range truth {
		f, err := table.Effect(find(t, table, code), anywhere)
		if err != nil {
			t.Fatal(err)
		}
		if got := math.Log(f.Ratio / base.Ratio); math.Abs(got-want) > .05 {
			t.Errorf("%s pays %+.3f compared with charlie, want %+.3f", code, got, want)
		}
		if f.Own < .9 || f.Filed != 200 || f.Spread >= 1 || f.Interval.Low >= f.Ratio || f.Interval.High <= f.Ratio {
			t.Errorf("%s: %+v", code, f)
		}
	}
	p, err := table.Pay(find(t, table, "alfa"), anywhere, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := math.Exp(11.5 + .3 + .25 + .15)
	if got := p.Distribution.Median(); math.Abs(math.Log(got/want)) > .05 {
		t.Errorf("alfa pays %.0f, want %.0f", got, want)
	}
	spread := math.Log(p.Distribution.At(.9)/p.Distribution.At(.1)) / (2 * 1.2816)
	if math.Abs(spread/noise-1) > .25 {
		t.Errorf("log pay at alfa spreads by %.3f, want %.3f", spread, noise)
	}
}

// TestShrinkage holds the promise for small employers: never further from those of their kind than the evidence
// carries.
func TestShrinkage(t *testing.T) {
	table := trial()
	small := 0
	for i := range table.employers {
		e := &table.employers[i]
		if e.Filed > 7 || !e.Evident() {
			continue
		}
		small++
		if e.effect.own <= 0 || e.effect.own >= 1 {
			t.Errorf("%s: share of its own is %v", e.Code, e.effect.own)
		}
		within, between := table.kinds.noise, table.kinds.betweenEmployers
		if most := between * float64(e.Filed) / (between*float64(e.Filed) + within); e.effect.own > most+1e-9 {
			t.Errorf("%s: %d filings carry a share of %.3f, at most %.3f", e.Code, e.Filed, e.effect.own, most)
		}
	}
	if small != 60 {
		t.Fatalf("%d small employers", small)
	}
	jobs, identities := market()
	lucky := Job{
		Employer: "lucky",
		Title:    "developer",
		Role:     "developer",
		State:    "US-CA",
		Place:    "US-CA",
		Year:     2024,
		Log:      11.65 + 1,
	}
	for range 3 {
		jobs = append(jobs, lucky)
	}
	if _, ok := Fit(jobs, identities).Employer("lucky"); ok {
		t.Error("an employer that nobody named is listed")
	}
	table = Fit(jobs, append(identities, Identity{Code: "lucky", Name: "Lucky"}))
	e := find(t, table, "lucky")
	p, err := table.Pay(e, pay.Profile{Role: "developer", Place: "US-CA"}, 2024)
	if err != nil {
		t.Fatal(err)
	}
	if got := math.Log(p.Distribution.Median()) - 11.65; got <= .2 || got >= 1 {
		t.Errorf("three filings at +1.0 move the employer by %+.2f", got)
	}
}

func TestFewFilingsShowNoWage(t *testing.T) {
	table := trial()
	for _, code := range []string{"one", "two"} {
		e := find(t, table, code)
		if e.Evident() || len(e.Groups()) > 0 || len(e.Ladder()) > 0 {
			t.Errorf("%s shows what its %d workers are paid", code, e.Filed)
		}
		if _, err := table.Effect(e, pay.Profile{}); pay.KindOf(err) != pay.NoEvidence {
			t.Errorf("%s has an effect: %v", code, err)
		}
		p, err := table.Pay(e, pay.Profile{Role: "developer", Place: "US-CA"}, 0)
		if err != nil || len(p.Warnings) == 0 || p.Warnings[0].Code != "company-unknown" || p.Found != nil {
			t.Errorf("%s: %+v, %v", code, p, err)
		}
		if got := math.Log(p.Distribution.Median()) - 11.65; got > .5 {
			t.Errorf("%s: the pay of its workers is given away: %+.2f", code, got)
		}
	}
	groups := 0
	for i := range table.employers {
		for _, g := range table.employers[i].Groups() {
			groups++
			if g.N < MinPeople {
				t.Errorf("%s shows %s %q of %d", table.employers[i].Code, g.Facet, g.Value, g.N)
			}
		}
	}
	if groups == 0 {
		t.Fatal("there is no group")
	}
}

func TestGroupsAgreeWithDirectCount(t *testing.T) {
	jobs, _ := market()
	var want []float64
	for _, j := range jobs {
		if j.Employer == "delta" && j.Level == "senior" {
			want = append(want, math.Exp(j.Log))
		}
	}
	slices.Sort(want)
	steps := find(t, trial(), "delta").Ladder()
	if len(steps) != 3 || steps[0].Level != "" || steps[1].Level != "entry" || steps[2].Level != "senior" {
		t.Fatalf("the ladder is %+v", steps)
	}
	g := steps[2].Group
	if middle := (want[(len(want)-1)/2] + want[len(want)/2]) / 2; g.N != len(want) || math.Abs(g.P50/middle-1) > 1e-3 {
		t.Errorf("senior at delta: %+v, directly %.0f of %d", g, middle, len(want))
	}
	if ratio := math.Log(g.P50 / g.Market); math.Abs(ratio+.2) > .12 {
		t.Errorf("delta pays %+.2f compared with the market on its ladder, want about -0.2", ratio)
	}
	if len(steps[2].Titles) == 0 || !strings.HasPrefix(steps[2].Titles[0].Value, "senior ") {
		t.Errorf("the titles of the step are %+v", steps[2].Titles)
	}
}

func TestRank(t *testing.T) {
	table := trial()
	ranking, err := table.Rank(pay.Profile{Role: "developer", Country: "US", Place: "US-CA"}, 0, MinPeople)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for i, r := range ranking {
		order = append(order, r.Code)
		if i > 0 && r.Interval.Low > ranking[i-1].Interval.Low {
			t.Errorf("%s stands below %s and is surer to pay more", r.Code, ranking[i-1].Code)
		}
		if !(r.Interval.Low < r.Median && r.Median < r.Interval.High) || r.Hires == 0 {
			t.Errorf("%+v", r)
		}
	}
	want := []string{"alfa", "foxtrot", "bravo", "charlie", "echo", "delta"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("the order differs (-want +got):\n%s", diff)
	}
	if some, err := table.Rank(pay.Profile{Role: "dba"}, 0, 0); err != nil || len(some) != 0 && some[0].Hires == 0 {
		t.Errorf("nobody hires database administrators, and %d are listed (%v)", len(some), err)
	}
	if _, err := table.Rank(pay.Profile{Country: "DE"}, 0, 0); pay.KindOf(err) != pay.NoEvidence {
		t.Errorf("Germany is ranked: %v", err)
	}
}

func TestHiring(t *testing.T) {
	hiring, err := trial().Hiring(pay.Profile{Role: "developer"}, 8)
	if err != nil || len(hiring) != 8 {
		t.Fatalf("%d employers, %v", len(hiring), err)
	}
	for i, r := range hiring {
		if i > 0 && r.Hires > hiring[i-1].Hires {
			t.Errorf("%s stands below %s and files more", r.Code, hiring[i-1].Code)
		}
		if r.Evident() != (r.Median > 0) {
			t.Errorf("%s: %+v", r.Code, r)
		}
	}
}

func TestUnknownEmployer(t *testing.T) {
	table := trial()
	at := func(industry string) float64 {
		p, err := table.Unknown(pay.Profile{Role: "developer", Place: "US-CA", Industry: industry}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if p.Effect.Own != 0 || p.Effect.Borrowed == "" || len(p.Warnings) == 0 {
			t.Errorf("what is borrowed is not said: %+v", p)
		}
		return math.Log(p.Distribution.Median())
	}
	if got := at("software") - at("retail"); math.Abs(got-.4) > .12 {
		t.Errorf("an unknown software firm pays %+.2f compared with a shop, want +0.4", got)
	}
}

func TestAdvertisedBias(t *testing.T) {
	jobs, identities := market()
	const bias = .12
	rng := rand.New(rand.NewPCG(5, 6))
	ads := func(employer string, effect float64, n int) {
		for range n {
			jobs = append(jobs, Job{
				Employer: employer, Title: "developer", Role: "developer", State: "US-CA", Place: "US-CA", Year: 2025,
				Posted: true,
				Log:    11.65 + effect + bias + noise*rng.NormFloat64(),
			})
		}
	}
	for code, effect := range truth {
		ads(code, effect, 12)
	}
	ads("advertiser", .35, 40) // files nothing
	table := Fit(jobs, append(identities, Identity{Code: "advertiser", Name: "Advertiser"}))
	b := table.Bias()
	if math.Abs(math.Log(b.Ratio)-bias) > .05 || b.Interval.Low > math.Exp(bias) || b.Interval.High < math.Exp(bias) ||
		b.Employers != 6 {
		t.Errorf("the bias is %+v, want %.3f", b, math.Exp(bias))
	}
	e := find(t, table, "advertiser")
	p, err := table.Pay(e, pay.Profile{Role: "developer", Place: "US-CA"}, 2025)
	if err != nil {
		t.Fatal(err)
	}
	if got := math.Log(p.Distribution.Median()) - 11.65; math.Abs(got-.35) > .08 || p.Effect.Posted < .5 {
		t.Errorf("an employer that advertises at +0.35 pays %+.2f by %+v", got, p.Effect)
	}
	if !slices.ContainsFunc(p.Warnings, func(w pay.Warning) bool { return w.Code == "advertised" }) {
		t.Error("that it rests on advertised ranges is not said")
	}
	if len(e.Groups()) == 0 || !e.Groups()[0].Posted || math.Abs(math.Log(e.Groups()[0].P50)-11.65-.35-bias) > .06 {
		t.Errorf("its ranges are %+v", e.Groups())
	}
}

func TestApply(t *testing.T) {
	f := Effect{Ratio: 1.2, Spread: .5}
	rapid.Check(t, func(r *rapid.T) {
		var d pay.Distribution
		log := rapid.Float64Range(8, 12).Draw(r, "lowest")
		for i := range d.Q {
			log += rapid.Float64Range(0, .2).Draw(r, "step")
			d.Q[i] = math.Exp(log)
		}
		got := f.Apply(d)
		if math.Abs(got.Median()/d.Median()-1.2) > 1e-9 {
			r.Fatalf("the median moves by %v", got.Median()/d.Median())
		}
		for i := 1; i < len(got.Q); i++ {
			if got.Q[i] < got.Q[i-1] {
				r.Fatalf("quantiles decrease: %v", got.Q)
			}
		}
		if w, v := math.Log(got.Q[11]/got.Q[1]), math.Log(d.Q[11]/d.Q[1]); math.Abs(w-v/2) > 1e-9 {
			r.Fatalf("the width is %v of %v", w, v)
		}
	})
}

func TestFind(t *testing.T) {
	_, table := embedded(t)
	for typed, want := range map[string]string{
		"goog": "Google", "fac": "Meta", "jp mor": "JPMorgan Chase", "amaz": "Amazon", "data br": "Databricks",
	} {
		found := table.Search(typed, 5)
		if len(found) == 0 || found[0].Name != want {
			t.Errorf("%q finds %v, want %s first", typed, names(found), want)
		}
	}
	for slip, want := range map[string]string{
		"Gogle": "Google", "Amazn": "Amazon", "micorsoft": "Microsoft", "Netflx": "Netflix",
	} {
		_, err := table.Find(slip)
		e, ok := err.(*pay.Error)
		if !ok || e.Kind != pay.NotFound || !strings.Contains(e.Hint, want) {
			t.Errorf("%q gives %v, whose hint should name %s", slip, err, want)
		}
	}
	if _, err := table.Find("no such employer at all, believe me"); pay.KindOf(err) != pay.NotFound {
		t.Errorf("an unknown employer gives %v", err)
	}
	if _, err := table.Find(" - "); pay.KindOf(err) != pay.Invalid {
		t.Errorf("no name gives %v", err)
	}
}

func names(found []*Employer) (names []string) {
	for _, e := range found {
		names = append(names, e.Name)
	}
	return names
}

func TestLike(t *testing.T) {
	_, table := embedded(t)
	google := names(table.Like(find(t, table, "Google"), 6))
	if !slices.Contains(google, "Microsoft") || slices.Contains(google, "Infosys") {
		t.Errorf("like Google: %v", google)
	}
	tcs := find(t, table, "TCS")
	if !tcs.Outsourcing || find(t, table, "Google").Outsourcing || find(t, table, "Walmart").Outsourcing {
		t.Error("outsourcing is not recognised")
	}
	for _, e := range table.Like(tcs, 6) {
		if !e.Outsourcing {
			t.Errorf("%s is like TCS", e.Name)
		}
	}
}

func TestFileRoundTrip(t *testing.T) {
	file, table := embedded(t)
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), file) {
		t.Error("the embedded table is written to other bytes")
	}
	if len(file) > 3<<20 {
		t.Errorf("the table has %d bytes", len(file))
	}
	var one, other bytes.Buffer
	want := trial()
	if err := want.Write(&one); err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(one.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Write(&other); err != nil || !bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Errorf("reading and writing gives other bytes (%v)", err)
	}
	p := pay.Profile{Role: "developer", Level: "entry", Place: "US-NY"}
	a, err1 := want.Pay(find(t, want, "alfa"), p, 2024)
	z, err2 := got.Pay(find(t, got, "alfa"), p, 2024)
	if err1 != nil || err2 != nil || math.Abs(a.Distribution.Median()/z.Distribution.Median()-1) > 1e-3 {
		t.Errorf("%v, read again %v", a.Distribution.Median(), z.Distribution.Median())
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	jobs, identities := market()
	var one, other bytes.Buffer
	if err := trial().Write(&one); err != nil {
		t.Fatal(err)
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(jobs), func(i, j int) { jobs[i], jobs[j] = jobs[j], jobs[i] })
	if err := Fit(jobs, identities).Write(&other); err != nil || !bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Errorf("another order of the same jobs gives another table (%v)", err)
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := trial().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Add([]byte(fileMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Read(bytes.NewReader(data))
		if err == nil && table == nil {
			t.Error("no table and no error")
		}
	})
}

// FuzzDecode reads bodies past the checksum, which a fuzzer does not guess.
func FuzzDecode(f *testing.F) {
	jobs, identities := market()
	c := &coder{writing: true, index: map[string]int{}}
	Fit(jobs[:40], identities[:1]).code(c)
	f.Add(c.b)
	f.Add(c.b[:len(c.b)/3])
	f.Add([]byte{})
	words := c.words
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &coder{b: data, text: string(data), words: words}
		table := &Table{}
		table.code(c)
		if c.err != nil {
			return
		}
		table.index()
		for i := range table.employers[:min(3, len(table.employers))] {
			if _, err := table.Pay(&table.employers[i], pay.Profile{Role: "developer"}, 0); err != nil {
				t.Error(err)
			}
		}
	})
}
