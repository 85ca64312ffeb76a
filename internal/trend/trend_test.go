package trend

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

var all = []Open{Experience, Role, Country}

// people draws a year of people, of whom the share senior has more experience and earns premium more.
func people(rng *rand.Rand, year, n int, senior, premium, rise float64) []Person {
	var ps []Person
	for range n {
		p := Person{Year: year, Log: 10 + rise + .2*rng.NormFloat64(), Weight: 1}
		p.Mix = [openCount]string{"0-1", "backend", "DE"}
		if rng.Float64() < senior {
			p.Mix[Experience] = "10-14"
			p.Log += premium
		}
		ps = append(ps, p)
	}
	return ps
}

func change(t *testing.T, ps []Person) Change {
	t.Helper()
	points := Points(ps, all)
	if len(points) != 2 {
		t.Fatalf("%d points, want 2", len(points))
	}
	return Between(points[0], points[1])
}

func TestAllIsMix(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	c := change(t, append(people(rng, 2020, 4000, .3, .8, 0), people(rng, 2021, 5000, .7, .8, 0)...))
	if !c.Told || c.Total.Log < .4 || math.Abs(c.Pay.Log) > 3*c.Pay.Error || c.Pay.Error > .03 ||
		math.Abs(c.Mix-c.Total.Log) > .06 {
		t.Errorf("more experienced people at the same pay: %+v", c)
	}
}

func TestAllIsPay(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	c := change(t, append(people(rng, 2020, 4000, .5, .8, 0), people(rng, 2021, 5000, .5, .8, .1)...))
	if !c.Told || math.Abs(c.Pay.Log-.1) > 3*c.Pay.Error || math.Abs(c.Mix) > .04 {
		t.Errorf("the same people paid a tenth more: %+v", c)
	}
}

// TestPayAndMixApart lets pay fall while people grow more experienced: as answered, the median rises.
func TestPayAndMixApart(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	c := change(t, append(people(rng, 2020, 4000, .3, .8, 0), people(rng, 2021, 5000, .7, .8, -.1)...))
	if c.Total.Log < .2 || math.Abs(c.Pay.Log+.1) > 3*c.Pay.Error || math.Abs(c.Total.Log-c.Pay.Log-c.Mix) > 1e-12 {
		t.Errorf("pay fell by a tenth: %+v", c)
	}
}

var drawnPeople = rapid.Custom(func(t *rapid.T) []Person {
	n := rapid.IntRange(MinPeople, 60).Draw(t, "n")
	var ps []Person
	for range n {
		ps = append(ps, Person{
			Year: 2024, Log: rapid.Float64Range(5, 15).Draw(t, "log"),
			Weight: rapid.Float64Range(.1, 5).Draw(t, "weight"),
			Mix: [openCount]string{
				rapid.SampledFrom([]string{"", "0-1", "3-5", "10-14"}).Draw(t, "experience"),
				rapid.SampledFrom([]string{"backend", "frontend"}).Draw(t, "role"),
				rapid.SampledFrom([]string{"DE", "US", "UA"}).Draw(t, "country"),
			},
		})
	}
	return ps
})

// TestOwnMixIsIdentity: people weighted to their own mix are who they were.
func TestOwnMixIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := drawnPeople.Draw(t, "people")
		weights, held, covered := rake(ps, ps, all)
		if len(held) == 0 || math.Abs(covered-1) > 1e-9 {
			t.Fatalf("held %v, covered %v", held, covered)
		}
		for i, w := range weights {
			if math.Abs(w/ps[i].Weight-1) > 1e-9 {
				t.Fatalf("a weight went from %v to %v", ps[i].Weight, w)
			}
		}
		p := point(2024, ps)
		if p.weigh(ps, ps, all); math.Abs(p.Fixed-p.Median()) > 1e-9 || math.Abs(p.FixedError-p.Error) > 1e-9 ||
			p.Covered < .999 {
			t.Fatalf("%+v", p)
		}
		if points := Points(ps, all); len(points) != 1 || points[0].Covered != 0 {
			t.Fatalf("a single year has a mix to compare: %+v", points)
		}
	})
}

// TestRakingReachesTheMargins: whatever the mix, the shares of what two years share are those of the
// reference, pay is no part of it, and quantiles rise.
func TestRakingReachesTheMargins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		ps := append(people(rng, 2020, 200, rapid.Float64Range(.1, .9).Draw(t, "senior"), .5, 0),
			people(rng, 2020, 200, .5, 0, 0)...)
		ref := append(people(rng, 2021, 300, rapid.Float64Range(.1, .9).Draw(t, "then"), .5, 0),
			people(rng, 2021, 100, .2, 0, 0)...)
		for i := range ps {
			ps[i].Mix[Country] = []string{"DE", "US", "FR"}[rng.IntN(3)]
		}
		for i := range ref {
			ref[i].Mix[Country] = []string{"DE", "US", "PL"}[rng.IntN(3)]
		}
		weights, held, covered := rake(ps, ref, all)
		if !slices.Equal(held, all) || covered > .9 || covered < .4 {
			t.Fatalf("held %v, covered %v", held, covered)
		}
		for _, f := range []Open{Experience, Country} {
			want, got := shares(ref, f, nil), shares(ps, f, weights)
			delete(want, "PL")
			sum := 0.
			for _, v := range want {
				sum += v
			}
			for value, v := range want {
				if math.Abs(got[value]-v/sum) > 1e-4 {
					t.Fatalf("%s %s is %v of the weight, want %v", f, value, got[value], v/sum)
				}
			}
			if got["FR"] != 0 {
				t.Fatal("people that the reference does not have weigh something")
			}
		}
		p := point(2020, ps)
		if !slices.IsSorted(p.Q[:]) {
			t.Fatalf("quantiles fall: %v", p.Q)
		}
	})
}

// TestMedianErrorHolds draws many samples: their medians vary as the standard error of one says.
func TestMedianErrorHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	const draws, n = 600, 120
	inside := 0
	for range draws {
		ps := people(rng, 2020, n, 0, 0, 0)
		points := Points(ps, all)
		low, high := Estimate{points[0].Median(), points[0].Error}.Interval()
		if low <= math.Exp(10) && math.Exp(10) <= high {
			inside++
		}
	}
	if got := float64(inside) / draws; got < Confidence-.04 || got > Confidence+.06 {
		t.Errorf("%.3f of the intervals hold the median, want about %v", got, Confidence)
	}
}

func TestWhatCannotBeHeld(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	then, now := people(rng, 2020, 50, .5, .5, 0), people(rng, 2021, 80, .5, .5, 0)
	for i := range then {
		then[i].Mix = [openCount]string{then[i].Mix[Experience], "", "UA"}
	}
	points := Points(append(then, now...), all)
	if points[1].Reference != 2021 || points[0].Covered != 0 || points[0].Held != nil || points[1].Covered != 1 {
		t.Errorf("another country's people stand for this one's: %+v", points)
	}
	if c := Between(points[0], points[1]); c.Told {
		t.Errorf("a change of pay is told: %+v", c)
	}
	points = Points(append(then, now...), []Open{Experience, Role})
	if !slices.Equal(points[0].Held, []Open{Experience}) {
		t.Errorf("roles are unknown, and %v is held", points[0].Held)
	}
	if points := Points(now[:MinPeople-1], all); points != nil {
		t.Errorf("%d people are told of", MinPeople-1)
	}
}

// records draws two years of a survey, the second paying a tenth more.
func records() []dataset.Record {
	rng := rand.New(rand.NewPCG(6, 6))
	var rs []dataset.Record
	for i := range 400 {
		r := dataset.Record{
			Source: "survey", Year: 2022 + i%2, Country: []string{"DE", "FI"}[i/2%2],
			Roles: []string{"backend", "devops"}[:1+i%3/2], Years: pay.YearsOf(float64(rng.IntN(20))),
			Pay: 50_000 * math.Exp(.3*rng.NormFloat64()) * (1 + .1*float64(i%2)), Currency: "EUR", Period: pay.Year,
			Basis: pay.Gross, Weight: 1,
		}
		rs = append(rs, r)
	}
	rs[0].Employment, rs[1].Year = "freelance", 0
	return rs
}

func table() *Table {
	b := &Builder{}
	rs := records()
	for i := range rs {
		b.Add(&rs[i], pay.Reported)
	}
	return b.Table()
}

func TestTable(t *testing.T) {
	tab := table()
	for _, want := range []struct {
		Key
		currency string
		n        int // of both years
	}{{Key{}, "USD", 398}, {Key{Country: "DE"}, "EUR", 198}, {Key{Country: "FI", Role: "devops"}, "EUR", 66}} {
		found := tab.Find(want.Key)
		if len(found) != 1 || len(found[0].Points) != 2 || found[0].Currency != want.currency {
			t.Errorf("%+v: %+v", want.Key, found)
			continue
		}
		a, b := found[0].Points[0], found[0].Points[1]
		if math.Abs(float64(a.N+b.N-want.n)) > 2 {
			t.Errorf("%+v: %d and %d people, want %d", want.Key, a.N, b.N, want.n)
		}
	}
	if len(tab.Find(Key{Level: "senior"})) != 1 || len(tab.Find(Key{Country: "US"})) != 0 {
		t.Error("a level is missing, or a country is not")
	}
	for _, s := range tab.Series {
		for _, p := range s.Points {
			if p.N < MinPeople {
				t.Errorf("%+v of %d people", s.Key, p.N)
			}
		}
	}
}

// TestMixesAreComparedInsideASelection: of years asked in three ways only the two alike have a mix in common.
func TestMixesAreComparedInsideASelection(t *testing.T) {
	b := &Builder{
		Selections: []Selection{{"survey", 2022, "some"}, {"survey", 2023, "many"}, {"survey", 2024, "many"},
			{"survey", 2025, "some"}}}
	rs := records()
	for year := range 4 {
		for i := range rs {
			r := rs[i]
			r.Year = 2022 + year
			b.Add(&r, pay.Reported)
		}
	}
	tab := b.Table()
	found := tab.Find(Key{Country: "DE", Role: "backend"})
	if len(found) != 1 || len(found[0].Points) != 4 {
		t.Fatalf("%+v", found)
	}
	ps := found[0].Points
	if ps[0].Covered != 0 || ps[3].Covered != 0 || ps[1].Reference != 2024 || ps[2].Reference != 2024 {
		t.Errorf("mixes are compared beyond a break: %+v", ps)
	}
	if !Between(ps[1], ps[2]).Told || Between(ps[0], ps[1]).Told || Between(ps[2], ps[3]).Told {
		t.Error("a change at the same mix is told across a break, or not inside one")
	}
	if tab.Break("survey", 2022, 2023) == "" || tab.Break("survey", 2023, 2024) != "" ||
		tab.Break("another", 2022, 2023) != "" {
		t.Error("a break is missing, or there is one where nothing changed")
	}
}

func TestOver(t *testing.T) {
	own, base := table(), table()
	for i := range base.Series {
		base.Series[i].Source = "other"
	}
	base.Published = []Published{{Key: Key{Role: "backend"}, Source: "other", Year: 2024, N: 100, Median: 60_000}}
	base.Selections = []Selection{{"survey", 2022, "some"}, {"other", 2022, "few"}}
	over := own.Over(base)
	if got := len(over.Find(Key{})); got != 2 || len(over.FindPublished(Key{Role: "backend"})) != 1 {
		t.Errorf("%d series, want those of both sources", got)
	}
	if over.Break("survey", 2022, 2023) != "" || over.Break("other", 2022, 2023) == "" {
		t.Error("what is known of the embedded survey was said of the user's own, or forgotten of another")
	}
}

func TestFileRoundTrip(t *testing.T) {
	want := table()
	want.Selections = []Selection{{"survey", 2022, "some"}}
	var a, b bytes.Buffer
	if err := want.Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := table().Write(&b); err != nil || bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Fatal("selections are not written", err)
	}
	got, err := Read(bytes.NewReader(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	near := cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) <= 1/digits })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := table().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		tab, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, s := range tab.Series {
			if len(s.Points) == 0 {
				t.Error("a series of no years was read")
			}
		}
	})
}
