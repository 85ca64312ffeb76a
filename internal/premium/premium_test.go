package premium

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/google/go-cmp/cmp"
)

// world is a made-up world of pay in which what each skill is worth is known.
type world struct {
	premiums map[string]float64
	extra    float64 // what Rust is worth more in the USA
	mistakes float64 // share of records whose pay is a twelfth
}

var languages = []string{"c", "cobol", "go", "java", "kotlin", "perl", "python", "ruby", "rust", "scala"}

// draw adds n people of a survey. Those who know Go live in the country that pays more, so that what goes
// with Go by itself is not what Go is worth. A third list no database.
func (w world) draw(b *Builder, rng *rand.Rand, n, year int) {
	for range n {
		country, log := "DE", 11.
		if rng.IntN(2) == 0 {
			country, log = "US", 11.6
		}
		years := float64(rng.IntN(20))
		r := dataset.Record{Source: "survey", Year: year, Country: country, Roles: []string{"backend"}, Years: pay.YearsOf(years)}
		for i, s := range languages {
			share := .2 + .05*float64(i)
			if s == "go" && country == "US" {
				share = .7
			}
			if rng.Float64() < share {
				r.Skills = append(r.Skills, s)
				log += w.premiums[s]
				if s == "rust" && country == "US" {
					log += w.extra
				}
			}
		}
		if rng.IntN(3) > 0 {
			r.Skills = append(r.Skills, "postgresql")
			if rng.IntN(2) == 0 {
				r.Skills = append(r.Skills, "redis")
				log += w.premiums["redis"]
			}
		}
		log += .03*years + .3*rng.NormFloat64()
		if rng.Float64() < w.mistakes {
			log -= math.Log(12)
		}
		b.Add(&r, math.Exp(log))
	}
}

func TestRecoversPremiums(t *testing.T) {
	w := world{premiums: map[string]float64{"go": .08, "rust": .05, "cobol": -.04, "redis": .06}, extra: .15, mistakes: .03}
	var b Builder
	rng := rand.New(rand.NewPCG(3, 4))
	w.draw(&b, rng, 6000, 2023)
	w.draw(&b, rng, 6000, 2024)
	table := b.Table()
	if want := len(languages) + 1; table == nil || len(table.Skills) != want { // all who list a database list PostgreSQL
		t.Fatalf("%d skills are told, want %d", len(table.Skills), want)
	}
	for _, s := range table.Skills {
		want := w.premiums[s.Code]
		if s.Code == "rust" {
			want += w.extra / 2
		}
		if d := math.Abs(s.Adjusted.Log - want); d > 3*s.Adjusted.Error || s.Adjusted.Error > .02 {
			t.Errorf("%s: %.3f ± %.3f, want %.3f", s.Code, s.Adjusted.Log, s.Adjusted.Error, want)
		}
	}
	if us, _ := table.Find("go", "", "US", 2024); us.Raw.Log < .03 || us.Raw.Log > .13 {
		t.Errorf("in one country Go by itself is %.3f", us.Raw.Log)
	}
	golang, _ := table.Find("go", "", "", 2024)
	if golang.Raw.Log < golang.Adjusted.Log+.1 {
		t.Errorf("Go by itself %.3f is not what its country makes of it", golang.Raw.Log)
	}
	here, _ := table.Find("rust", "backend", "US", 2024)
	there, _ := table.Find("rust", "backend", "DE", 2024)
	if d := here.Premium.Log - there.Premium.Log; d < .08 || d > .2 {
		t.Errorf("Rust is worth %.3f more in the USA, want about %.2f", d, w.extra)
	}
	if here.Of.Country != "US" || here.N >= 12_000 || here.N < 1000 {
		t.Errorf("Rust in the USA is of %v and %d people", here.Of, here.N)
	}
	elsewhere, _ := table.Find("rust", "", "FR", 2024)
	if elsewhere.Of.Country != "" || elsewhere.Premium.Log != elsewhere.Skill.Premium.Log {
		t.Errorf("Rust in France is of %v and %.3f", elsewhere.Of, elsewhere.Premium.Log)
	}
	later, _ := table.Find("rust", "", "", 2030)
	now, _ := table.Find("rust", "", "", 2024)
	if later.Premium.Error < now.Premium.Error {
		t.Errorf("premiums are surer in 2030 (%.4f) than in 2024 (%.4f)", later.Premium.Error, now.Premium.Error)
	}
}

// TestIntervalsCover checks that nine of ten intervals hold the truth, in worlds with mistaken pay.
func TestIntervalsCover(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	inside, all := 0, 0
	for range 25 {
		w := world{premiums: map[string]float64{}, mistakes: .02}
		for _, s := range languages {
			w.premiums[s] = .04 * rng.NormFloat64()
		}
		var b Builder
		w.draw(&b, rng, 1000, 2024)
		for _, s := range b.Skills().Skills {
			if s.Kind != "language" {
				continue
			}
			for _, e := range []Estimate{s.Adjusted, s.Premium} {
				at := e.Interval()
				all++
				if want := math.Exp(w.premiums[s.Code]); at.Low <= want && want <= at.High {
					inside++
				}
			}
		}
	}
	if all != 500 {
		t.Fatalf("%d intervals", all)
	}
	if share := float64(inside) / float64(all); share < .86 || share > .95 {
		t.Errorf("%.1f %% of the 90 %% intervals hold the truth", 100*share)
	}
}

func TestWhoTakesPart(t *testing.T) {
	survey := func(name string, n int, skills ...string) []dataset.Record {
		rs := make([]dataset.Record, n)
		for i := range rs {
			rs[i] = dataset.Record{Source: name, Year: 2024, Country: "DE", Skills: skills}
		}
		return rs
	}
	var b Builder
	for _, rs := range [][]dataset.Record{
		survey("main language", 50, "go"), // says nothing of what people lack
		survey("lists", 90, "go", "java", "python"),
		survey("lists", 5, "go", "java", "redis"), // nobody was asked for databases
		survey("lists", 5),
	} {
		for i := range rs {
			b.Add(&rs[i], 50_000)
		}
	}
	people := b.surveyed()
	if len(people) != 95 {
		t.Fatalf("%d people take part, want 95", len(people))
	}
	for _, p := range people {
		if p.source != "lists" || p.knows != 1 || len(p.skills) > 3 || cmp.Equal(p.skills, []string{"go", "java", "redis"}) {
			t.Fatalf("%+v", p)
		}
	}
	if b.Table() != nil {
		t.Error("95 people made a table")
	}
}

// TestBetween compares with R, where metafor is not needed:
//
//	y <- c(.1, .3, -.2, .05, .4); v <- c(.01, .02, .005, .01, .04)
//	q <- function(t) { w <- 1/(v+t); m <- sum(w*y)/sum(w); sum(w*(y-m)^2) - 4 }
//	t <- uniroot(q, c(0, 1), tol = 1e-12)$root; w <- 1/(v+t); c(t, sum(w*y)/sum(w), 1/sum(w))
//	q0 <- function(t) sum(y^2/(v+t)) - 5; uniroot(q0, c(0, 1), tol = 1e-12)$root
func TestBetween(t *testing.T) {
	y, v := []float64{.1, .3, -.2, .05, .4}, []float64{.01, .02, .005, .01, .04}
	tau2, mean, ofMean := between(y, v, math.NaN())
	zero, _, _ := between(y, v, 0)
	got := []float64{tau2, mean, ofMean, zero}
	want := []float64{0.03777672, 0.09223409, 0.01048175, 0.03553658}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-6 {
			t.Errorf("%d: %.8f, want %.8f", i, got[i], want[i])
		}
	}
	if none, _, _ := between([]float64{.1, .1001, .0999}, []float64{.1, .1, .1}, math.NaN()); none != 0 {
		t.Errorf("a spread of %v among values that do not spread", none)
	}
}

func TestFile(t *testing.T) {
	w := world{premiums: map[string]float64{"go": .1}}
	var b Builder
	w.draw(&b, rand.New(rand.NewPCG(1, 2)), 2000, 2024)
	table := b.Table()
	var first, second bytes.Buffer
	if err := table.Write(&first); err != nil {
		t.Fatal(err)
	}
	if err := b.Table().Write(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same records gave other bytes")
	}
	back, err := Read(&first)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(table.rounded(), back); diff != "" {
		t.Error(diff)
	}
	for _, s := range back.Skills {
		if s.N < fewestOfSkill {
			t.Errorf("%s is told of %d people", s.Code, s.N)
		}
		for _, p := range s.With {
			if p.N < fewestTold {
				t.Errorf("%s with %s is told of %d people", s.Code, p.Code, p.N)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	w := world{premiums: map[string]float64{"go": .1}}
	var b Builder
	w.draw(&b, rand.New(rand.NewPCG(1, 2)), 600, 2024)
	var whole bytes.Buffer
	if err := b.Table().Write(&whole); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:whole.Len()/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := Read(bytes.NewReader(file))
		if err != nil {
			return
		}
		for _, told := range table.All("backend", "US", 2024) {
			if at := told.Premium.Interval(); !(at.Low <= at.High) {
				t.Fatalf("%s lies within %v", told.Code, at)
			}
		}
	})
}
