package career

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// TestMedianInterval holds the ranks to R's:
//
//	for (n in c(5, 10, 11, 30, 100, 1001, 20000)) {
//	  l <- max(which(pbinom(0:(n %/% 2), n, .5) <= .05)); cat(n, l, n + 1 - l, "\n") }
func TestMedianInterval(t *testing.T) {
	for n, want := range map[int][2]float64{
		5: {1, 5}, 10: {2, 9}, 11: {3, 9}, 30: {11, 20}, 100: {42, 59}, 1001: {474, 528}, 20000: {9884, 10117},
	} {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i + 1)
		}
		in, ok := medianInterval(values, .9)
		if !ok || in.Low != want[0] || in.High != want[1] {
			t.Errorf("of %d values: %v to %v (%v), want %v", n, in.Low, in.High, ok, want)
		}
	}
	if in, ok := medianInterval([]float64{1, 2, 3, 4}, .9); ok {
		t.Errorf("four values gave %v", in)
	}
	if _, ok := medianInterval(nil, .9); ok {
		t.Error("no values gave an interval")
	}
}

// TestWays plants two ways in whose people have different years and live in different countries, so that the way
// that earns more at the same years earns less altogether.
func TestWays(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	var workers []Worker
	plain := map[string][]float64{}
	for i := range 8000 {
		way, country, years, effect := "school", "US", rng.Float64()*20, 0.
		if i%2 == 0 {
			way, effect, years = "camp", .2, rng.Float64()*8
			if rng.IntN(4) > 0 {
				country = "IN"
			}
		} else if rng.IntN(4) == 0 {
			country = "IN"
		}
		log := 11 + .06*years + effect + .3*rng.NormFloat64()
		if country == "IN" {
			log -= 1.5
		}
		plain[way] = append(plain[way], log)
		workers = append(workers,
			Worker{Source: "s", Year: 2024, Country: country, Years: years, Pay: math.Exp(log), Base: way == "school",
				Ways: []string{way}})
	}
	for _, logs := range plain {
		slices.Sort(logs)
	}
	if Median(plain["camp"]) > Median(plain["school"]) {
		t.Fatal("the mix does not hide the way in")
	}
	ways := map[string]Way{}
	for _, w := range Ways(workers) {
		ways[w.Way+" "+w.Level] = w
	}
	camp, school := ways["camp mid"], ways["school mid"]
	if got := camp.Ratio.Value / school.Ratio.Value; math.Abs(math.Log(got)-.2) > .05 {
		t.Errorf("at the same years the one earns %.3f times the other, planted was %.3f", got, math.Exp(.2))
	}
	if camp.N < 500 || camp.Countries != 2 || camp.First != 2024 || camp.Ratio.Low > camp.Ratio.Value ||
		camp.Ratio.High < camp.Ratio.Value {
		t.Errorf("%+v", camp)
	}
	// The same pay in another unit is the same ratio.
	for i := range workers {
		workers[i].Pay *= 83.1
	}
	for _, w := range Ways(workers) {
		if before := ways[w.Way+" "+w.Level]; math.Abs(before.Ratio.Value/w.Ratio.Value-1) > 1e-9 {
			t.Errorf("%s: %v in one currency and %v in another", w.Way, before.Ratio.Value, w.Ratio.Value)
		}
	}
}

func TestWaysOfFew(t *testing.T) {
	var workers []Worker
	for i := range minStratum + MinPeople - 1 {
		w := Worker{Source: "s", Year: 2024, Country: "US", Years: 4, Pay: 1000 + float64(i), Base: i >= MinPeople-1}
		if i < MinPeople-1 {
			w.Ways = []string{"rare"}
		} else {
			w.Ways = []string{"common"}
		}
		workers = append(workers, w)
	}
	ways := Ways(workers)
	if len(ways) != 1 || ways[0].Way != "common" || ways[0].N != minStratum {
		t.Errorf("%+v", ways)
	}
	if ways := Ways(workers[:len(workers)-1]); len(ways) != 0 {
		t.Errorf("a stratum of %d gave %+v", minStratum-1, ways)
	}
}

// surveyed makes n people of a step, of whom every third has listed no database.
func surveyed(n int) *Table {
	b := NewShareBuilder()
	for i := range n {
		r := &dataset.Record{
			Source: "survey", Year: 2023 + i%2, Country: "DE", Roles: []string{"backend"}, Years: pay.YearsOf(8),
			Education: "bachelor", Skills: []string{"go"}, Weight: 1,
		}
		if i%10 == 0 {
			r.Education = "master"
		}
		if i%3 > 0 {
			r.Skills = append(r.Skills, "postgresql")
		}
		if i%6 == 1 {
			r.Skills = append(r.Skills, "redis")
		}
		b.Add(r, true)
	}
	return &Table{Shares: b.Shares()}
}

func TestShares(t *testing.T) {
	table := surveyed(90)
	step := Step{Name: "senior", Role: "backend", Level: "senior"}
	db, of, ok := table.Find("database", "DE", step)
	if !ok || of != (People{Country: "DE", Role: "backend", Level: "senior"}) || db.N != 60 {
		t.Fatalf("%+v of %+v (%v), want the 60 who listed one", db, of, ok)
	}
	want := []Share{{Code: "postgresql", N: 60, Share: 1}, {Code: "redis", N: 15, Share: .25}}
	if diff := cmp.Diff(want, db.List()); diff != "" {
		t.Error(diff)
	}
	degrees, _, ok := table.Find(ByEducation, "DE", step)
	if !ok || degrees.Counts["master"] != 0 || degrees.Counts["bachelor"] != 81 || degrees.WithDegree() != .9 {
		t.Errorf("nine masters of ninety are told: %+v", degrees)
	}
	if degrees.First != 2023 || degrees.Last != 2024 || len(degrees.Sources) != 1 {
		t.Errorf("%+v", degrees)
	}
	// Another country has the role's, another role the country's degrees but not its skills.
	if _, of, ok := table.Find("database", "FR", step); !ok || of != (People{Role: "backend", Level: "senior"}) {
		t.Errorf("France: %+v %v", of, ok)
	}
	if _, of, ok := table.Find(ByEducation, "DE", Step{Role: "qa", Level: "senior"}); !ok ||
		of != (People{Country: "DE", Level: "senior"}) {
		t.Errorf("testers: %+v %v", of, ok)
	}
	if _, _, ok := table.Find("database", "DE", Step{Role: "qa", Level: "senior"}); ok {
		t.Error("testers are told the databases of others")
	}
	if _, _, ok := surveyed(MinShared-1).Find(ByEducation, "DE", step); ok {
		t.Errorf("shares of %d people", MinShared-1)
	}
}

func TestLadder(t *testing.T) {
	names := func(role string) (names []string) {
		for _, s := range Ladder(role) {
			names = append(names, s.From+">"+s.Name+"="+s.Role+"/"+s.Level)
		}
		return names
	}
	want := []string{
		">entry=sre/entry", "entry>mid=sre/mid", "mid>senior=sre/senior", "senior>staff=sre/staff",
		"staff>principal=sre/principal",
		"senior>management=engineering-manager/",
	}
	if diff := cmp.Diff(want, names("sre")); diff != "" {
		t.Error(diff)
	}
	if got := names(ManagementRole); len(got) != 5 {
		t.Errorf("managers manage themselves: %v", got)
	}
}

// TestRatioOf holds a ratio to one made by hand: medians 100 (90 to 111.11) and 150 (135 to 166.67) are each
// known to a factor of 1.1111, and their ratio to exp(√2 · ln 1.1111) = 1.1607.
func TestRatioOf(t *testing.T) {
	r := RatioOf(100, pay.Interval{Low: 90, High: 1000 / 9., Level: .9}, 150,
		pay.Interval{Low: 135, High: 1500 / 9., Level: .9})
	if math.Abs(r.Value-1.5) > 1e-12 || math.Abs(r.High/1.5-1.16068) > 1e-4 || math.Abs(1.5/r.Low-1.16068) > 1e-4 ||
		r.Level != .9 {
		t.Errorf("%+v", r)
	}
}

// TestEarlier holds how projections turned out to figures reckoned by hand: 22.2 % over ten years is 8.35 % in
// four, since 1.222^0.4 = 1.0835.
func TestEarlier(t *testing.T) {
	table := &Table{Outlooks: map[string]Outlook{
		"15-1252": {From: 2024, Employed: 1693.8}, "15-1253": {From: 2024, Employed: 201.7},
	}}
	earlier := table.Earlier("15-1252")
	if len(earlier) < 3 || earlier[0].From != 2020 {
		t.Fatalf("%+v", earlier)
	}
	p := earlier[0]
	if p.Since != 2024 || math.Abs(p.SoFarPercent-2.58) > .005 || math.Abs(p.EvenlyPercent-8.35) > .005 {
		t.Errorf("2020 to 2030: %.2f %% so far and %.2f %% evenly by %d", p.SoFarPercent, p.EvenlyPercent, p.Since)
	}
	for _, p := range earlier {
		if p.Title == "" || p.Published == "" || p.Page == "" || p.To-p.From != 10 || p.Employed == 0 && p.Since != 0 {
			t.Errorf("%+v", p)
		}
	}
	if web := table.Earlier("15-1254"); len(web) != 1 || web[0].Percent != 23 || web[0].Since != 0 {
		t.Errorf("%+v: what it became is not known here", web)
	}
	if none := table.Earlier("15-2051"); none != nil {
		t.Errorf("%+v", none)
	}
}

// TestRounds holds the lines of the rounds to sums made by hand.
func TestRounds(t *testing.T) {
	table := &Table{Outlooks: map[string]Outlook{
		"15-1252": {Title: "Software developers", From: 2024, To: 2034, Employed: 1693.8, Projected: 1961.4},
		"15-1253": {From: 2024, To: 2034, Employed: 201.7, Projected: 221.9},
		"15-2051": {Title: "Data scientists", From: 2024, To: 2034, Employed: 245.9, Projected: 328.3},
	}}
	rounds := table.Rounds("15-1252")
	if len(rounds) != 4 {
		t.Fatalf("%+v", rounds)
	}
	first, last := rounds[0], rounds[3]
	if first.From != 2020 || math.Abs(first.Projected-2258.1) > .1 || first.Latest {
		t.Errorf("%+v", first)
	}
	if !last.Latest || last.Title != first.Title || math.Abs(last.Employed-1895.5) > 1e-9 ||
		math.Abs(last.Projected-2183.3) > 1e-9 {
		t.Errorf("%+v", last)
	}
	if alone := table.Rounds("15-2051"); len(alone) != 1 || alone[0].Projected != 328.3 || !alone[0].Latest {
		t.Errorf("%+v", alone)
	}
	if none := table.Rounds("99-9999"); none != nil {
		t.Errorf("%+v", none)
	}
}

func TestFile(t *testing.T) {
	want := surveyed(90)
	want.Occupations = map[string]Occupation{
		"15-1252.00": {Code: "15-1252.00", Tasks: []Task{{ID: "1", Text: "Write <code> & tests."}}}}
	want.Ways = []Way{{Way: "bachelor", Level: "mid", N: 10, Ratio: Ratio{Value: 1, Low: .9, High: 1.1, Level: .9}}}
	var a, b bytes.Buffer
	if err := want.Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := want.Write(&b); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("the same table gave other bytes (%v)", err)
	}
	got, err := Read(bytes.NewReader(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for cut := range a.Len() {
		if _, err := Read(bytes.NewReader(a.Bytes()[:cut])); err == nil {
			t.Fatalf("the first %d bytes of %d are read as a table", cut, a.Len())
		}
	}
	damaged := bytes.Clone(a.Bytes())
	damaged[len(damaged)/2] ^= 1
	if _, err := Read(bytes.NewReader(damaged)); err == nil {
		t.Error("a damaged file is read as a table")
	}
}

func ExampleRatioOf() {
	entry := pay.Interval{Low: 48_000, High: 52_000, Level: .9}
	mid := pay.Interval{Low: 62_000, High: 66_000, Level: .9}
	r := RatioOf(50_000, entry, 64_000, mid)
	fmt.Printf("%.2f, from %.2f to %.2f", r.Value, r.Low, r.High)
	// Output: 1.28, from 1.22 to 1.35
}

// FuzzRead reads any bytes: a table, or an error.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := surveyed(90).Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Read(bytes.NewReader(data))
		if (table == nil) == (err == nil) {
			t.Errorf("table %v and error %v", table, err)
		}
	})
}
