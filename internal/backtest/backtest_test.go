package backtest

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
)

// people makes records whose log pay is normal around country and years.
func people(n int) []*dataset.Record {
	rng := rand.New(rand.NewPCG(1, 1))
	centre := map[string]float64{"US": 11.8, "DE": 11.2, "IN": 9.9}
	countries := []string{"US", "US", "DE", "IN"}
	var all []*dataset.Record
	for range n {
		r := &dataset.Record{
			Source: "stackoverflow", Year: 2024, Country: countries[rng.IntN(4)], Roles: []string{[]string{"backend", "qa"}[rng.IntN(2)]},
			Years: pay.YearsOf(float64(rng.IntN(20))), Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Total, Weight: 1,
		}
		years, _ := r.Years.Get()
		r.Pay = math.Round(math.Exp(centre[r.Country] + .03*years + .3*rng.NormFloat64()))
		all = append(all, r)
	}
	return all
}

func quick() estimate.Options {
	o := estimate.DefaultOptions()
	o.Folds, o.Copies = 2, 3
	o.Quantiles.Trees, o.Quantiles.Rate = 30, .3
	o.Ordinal.Trees, o.Ordinal.Rate = 30, .3
	o.Student.Trees, o.Student.Rate, o.Crossed = 60, .3, 1
	return o
}

func flat(v float64) (q Quantiles) {
	for i := range q {
		q[i] = v
	}
	return q
}

func TestLosses(t *testing.T) {
	q := flat(1)
	// All quantiles at one point: the mean of max(p, 1−p)·… over the deciles is .5·|y−q|, and the CRPS is |y−q|.
	for _, y := range []float64{0, 3} {
		d := math.Abs(y - 1)
		if got := Pinball(&q, y); math.Abs(got-.5*d) > 1e-12 {
			t.Errorf("pinball at %v is %v, want %v", y, got, .5*d)
		}
		if got := crps(&q, y); math.Abs(got-d) > .02*d {
			t.Errorf("CRPS at %v is %v, want %v", y, got, d)
		}
	}
	// R: scoringRules::crps_norm(0.5) is 0.3314
	z := []float64{-1.6449, -1.2816, -.8416, -.6745, -.5244, -.2533, 0, .2533, .5244, .6745, .8416, 1.2816, 1.6449}
	copy(q[:], z)
	if got := crps(&q, .5); math.Abs(got-.3314) > .01 {
		t.Errorf("CRPS of a standard normal at .5 is %v, want .3314", got)
	}
}

func TestScoreOfTheTruthIsCalibrated(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	var q Quantiles
	for i, p := range pay.Levels {
		q[i] = 10 + .4*math.Sqrt2*math.Erfinv(2*p-1)
	}
	var cases []Case
	for range 4000 {
		cases = append(cases, Case{Record: &dataset.Record{Source: "s", Year: 2024, Country: "DE"}, Log: 10 + .4*rng.NormFloat64()})
	}
	var s Scorecard
	s.Add("full", cases, []Method{{"truth", func(*Case) Quantiles { return q }}, {"point", func(*Case) Quantiles { return flat(10) }}})
	for i, v := range Intervals {
		if got := s.Scores[0].Cover[i]; math.Abs(got-v.Name) > .025 {
			t.Errorf("the truth covers %.3f of %.1f", got, v.Name)
		}
	}
	if a, b := s.Scores[0].Pinball, s.Scores[1].Pinball; a >= b {
		t.Errorf("the truth loses %.4f, a point %.4f", a, b)
	}
	if d := s.Scores[0].MdAPE - s.Scores[0].Floor; math.Abs(d) > .02 {
		t.Errorf("the truth misses its floor by %.3f", d)
	}
	if got, want := s.Scores[0].Equal, 2*1.2816*.4; math.Abs(got-want) > .03 { // R: qnorm(.9) is 1.2816
		t.Errorf("at equal coverage the truth is %.3f wide, want %.3f", got, want)
	}
	if got := s.Scores[1].Equal; got != 0 {
		t.Errorf("a point has no width at any coverage, got %v", got)
	}
	total := 0
	for _, n := range s.Scores[0].PIT {
		total += n
		if n < 320 || n > 480 {
			t.Errorf("a tenth of the truth holds %d of 4000", n)
		}
	}
	if total != 4000 || len(s.Groups) != 2 {
		t.Errorf("%d people in the histogram, %d groups", total, len(s.Groups))
	}
}

func TestSubsets(t *testing.T) {
	records := people(3000)
	s := NewSubsets(records, quick())
	c := Case{Record: records[0], Profile: pay.Profile{Country: "DE", Role: "backend"}}
	n := 0
	for _, r := range records {
		if r.Country == "DE" && r.Roles[0] == "backend" {
			n++
		}
	}
	if got := len(s.find(valuesOf(&c.Profile, 2024))); got != n || n == 0 {
		t.Errorf("%d backend developers in Germany, want %d", got, n)
	}
	c.Profile.Industry = "finance" // nobody's
	raw, parent := s.Raw().Predict(&c), s.Parent().Predict(&c)
	want := quantilesOf(s.find(valuesOf(&pay.Profile{Country: "DE", Role: "backend"}, 2024)))
	if raw != want || parent != want {
		t.Errorf("an empty subset is not answered by its parent")
	}
}

func TestLogLinearFindsTheTerms(t *testing.T) {
	m := LogLinear(people(4000), quick())
	ask := func(p pay.Profile) float64 {
		q := m.Predict(&Case{Record: &dataset.Record{Year: 2024}, Profile: p})
		return q[pay.MedianIndex]
	}
	us, de := ask(pay.Profile{Country: "US", Role: "qa", Years: pay.YearsOf(7)}), ask(pay.Profile{Country: "DE", Role: "qa", Years: pay.YearsOf(7)})
	if math.Abs(us-de-.6) > .05 {
		t.Errorf("the USA pay %.2f more than Germany in logs, want .60", us-de)
	}
}

func TestCasesAreTheSameOnEveryRun(t *testing.T) {
	records := people(500)
	_, a := Cases(records, quick(), 1)
	backwards := make([]*dataset.Record, len(records))
	for i, r := range records {
		backwards[len(records)-1-i] = r
	}
	_, b := Cases(backwards, quick(), 1)
	hidden := 0
	for i := range a {
		if a[i].Profile.String() != b[len(b)-1-i].Profile.String() {
			t.Fatalf("row %d is asked as %v or as %v", i, a[i].Profile, b[len(b)-1-i].Profile)
		}
		if a[i].Profile.Country == "" {
			hidden++
		}
	}
	if hidden < 25 || hidden > 80 {
		t.Errorf("the country is hidden in %d of 500", hidden)
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	records := people(2500)
	opt := Options{Title: "Made up", Date: "2026-11-21", Command: "backpay backtest", Fit: quick(), Exchange: dir, Seed: 1}
	m, card, err := Run(context.Background(), records, opt)
	if err != nil || m == nil {
		t.Fatal(err)
	}
	tested := 0
	for _, r := range records {
		if HeldOut(r) {
			tested++
		}
	}
	if card.Trained != len(records)-tested || card.Scores[0].N != tested || tested < 300 {
		t.Errorf("%d of %d trained, %d tested", card.Trained, len(records), card.Scores[0].N)
	}
	// What others are asked to foretell is what we foretell: they answer with a constant here.
	if err := Share(records, opt); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"full", "partial"} {
		rows, err := os.ReadFile(filepath.Join(dir, kind+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		n := bytes.Count(rows, []byte("\n")) - 1
		text := "q05,q10,q20,q25,q30,q40,q50,q60,q70,q75,q80,q90,q95\n" + strings.Repeat(strings.Repeat("11,", 12)+"11\n", n)
		if err := os.WriteFile(filepath.Join(dir, "constant-"+kind+".csv"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	opt.Outside = []string{"constant"}
	_, card, err = Run(context.Background(), records, opt)
	if err != nil {
		t.Fatal(err)
	}
	loss := map[string]float64{}
	for _, s := range card.Scores {
		loss[s.Method+" "+s.Profiles] = s.Pinball
	}
	for _, better := range [][2]string{
		{"backpay full", "constant full"}, {"backpay full", "raw subset full"}, {"backpay full", "backpay partial"},
		{"log-linear full", "constant full"},
	} {
		if a, b := loss[better[0]], loss[better[1]]; !(a > 0 && a < b) {
			t.Errorf("%s loses %.4f, %s %.4f", better[0], a, better[1], b)
		}
	}
	var text, data bytes.Buffer
	if err := card.WriteMarkdown(&text); err != nil {
		t.Fatal(err)
	}
	if err := card.WriteJSON(&data); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# Made up", "2026-11-21", "| backpay | full |", "| constant | partial |"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the scorecard lacks %q:\n%s", want, &text)
		}
	}
	var again Scorecard
	if err := json.Unmarshal(data.Bytes(), &again); err != nil || len(again.Scores) != len(card.Scores) {
		t.Errorf("read back %d of %d scores: %v", len(again.Scores), len(card.Scores), err)
	}
}

func TestReadPredictionsRefuses(t *testing.T) {
	cases := []Case{{Record: &dataset.Record{}}}
	good := "q05,q10,q20,q25,q30,q40,q50,q60,q70,q75,q80,q90,q95\n" + strings.Repeat("1,", 12) + "1\n"
	if _, err := ReadPredictions(strings.NewReader(good), "x", cases); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "q05\n", strings.Replace(good, "q50", "q55", 1), strings.Replace(good, "1\n", "x\n", 1), good[:len(good)-27]} {
		if _, err := ReadPredictions(strings.NewReader(bad), "x", cases); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
