package boost

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var testLevels = []float64{.1, .25, .5, .75, .9}

// sample makes records of known conditional distribution: log pay is normal with a mean of category and number and
// a spread of category.
func sample(n int) (*Table, []float32) {
	rng := rand.New(rand.NewPCG(1, 2))
	t := NewTable([]Feature{
		{Name: "category", Values: 8}, {Name: "number", Values: 20, Ordered: true},
		{Name: "rare", Values: 2, Ordered: true, Sparse: true},
	}, n)
	var y []float32
	for range n {
		row := []uint8{uint8(rng.IntN(9)), uint8(rng.IntN(21)), uint8(max(rng.IntN(8)-5, 0))}
		t.Append(row)
		y = append(y, float32(mean(row)+rng.NormFloat64()*deviation(row)))
	}
	return t, y
}

func mean(row []uint8) float64 {
	return math.Sin(float64(row[0])) + .05*float64(row[1]) + .3*float64(row[2])
}

func deviation(row []uint8) float64 { return .2 + .05*float64(row[0]) }

func ones(n int) []float32 { return slices.Repeat([]float32{1}, n) }

func testOptions() Options {
	return Options{Trees: 120, Rate: .1, Leaves: 16, LeafWeight: 20, Rows: .7, Columns: .7, L2: 1, Cap: 1, Seed: 3}
}

func quantileModel(t testing.TB, n int, opt Options) (*Ensemble, *Table) {
	t.Helper()
	table, y := sample(n)
	loss := &Quantiles{Levels: testLevels, Target: y, Bandwidth: slices.Repeat([]float32{.05}, n), Weight: ones(n)}
	e, err := Train(context.Background(), table, loss, ones(n), opt)
	if err != nil {
		t.Fatal(err)
	}
	return e, table
}

func values(e *Ensemble, row []uint8) []float64 {
	sum, out := make([]int32, e.Outputs), make([]float64, e.Outputs)
	e.Sum(row, sum)
	e.Values(sum, out)
	return out
}

func TestQuantilesFindTheDistribution(t *testing.T) {
	e, _ := quantileModel(t, 20_000, testOptions())
	z := []float64{-1.2816, -.6745, 0, .6745, 1.2816} // R: qnorm(c(.1, .25, .5, .75, .9))
	worst, n := 0.0, 0
	for category := range uint8(9) {
		row := []uint8{category, 11, 0}
		for k, v := range values(e, row) {
			worst = max(worst, math.Abs(v-mean(row)-z[k]*deviation(row)))
			n++
		}
	}
	if n != 45 || worst > .2 {
		t.Errorf("a quantile is off by %.3f of %d", worst, n)
	}
}

func TestOrdinalFindsTheDistribution(t *testing.T) {
	const n = 20_000
	table, y := sample(n)
	loss := &Ordinal{Thresholds: []float32{-.5, 0, .5, 1, 1.5}, Target: y, Spread: make([]float32, n), Weight: ones(n)}
	opt := testOptions()
	opt.Cap = 3
	e, err := Train(context.Background(), table, loss, ones(n), opt)
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for category := range uint8(9) {
		row := []uint8{category, 11, 0}
		for k, v := range values(e, row) {
			want := .5 * math.Erfc(-(float64(loss.Thresholds[k])-mean(row))/deviation(row)/math.Sqrt2)
			worst = max(worst, math.Abs(1/(1+math.Exp(-v))-want))
		}
	}
	if worst > .12 {
		t.Errorf("a probability is off by %.3f", worst)
	}
}

func TestABandCountsAsItsSpread(t *testing.T) {
	l := &Ordinal{Thresholds: []float32{0, 1, 2}, Target: []float32{1}, Spread: []float32{.5}, Weight: []float32{1}}
	first, second := make([]float32, 3), make([]float32, 3)
	l.Slopes(0, []float32{0, 0, 0}, first, second)
	for k, want := range []float32{.5, 0, -.5} {
		if math.Abs(float64(first[k]-want)) > 1e-5 {
			t.Errorf("slope %d is %v, want %v", k, first[k], want)
		}
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	opt := testOptions()
	opt.Trees = 10
	var files [2]bytes.Buffer
	for i := range files {
		e, _ := quantileModel(t, 3000, opt)
		if _, err := e.WriteTo(&files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("two fits of the same data differ")
	}
	opt.Seed++
	var other bytes.Buffer
	e, _ := quantileModel(t, 3000, opt)
	e.WriteTo(&other)
	if bytes.Equal(files[0].Bytes(), other.Bytes()) {
		t.Error("another seed gives the same trees")
	}
}

func TestFocusSpeaksOfItsRowsAlone(t *testing.T) {
	opt := testOptions()
	opt.Trees = 10
	whole, _ := quantileModel(t, 5000, opt)
	opt.Focus = []Focus{{Feature: 0, Value: 3, Trees: 30}}
	focused, _ := quantileModel(t, 5000, opt)
	if whole.Trees() != 10 || focused.Trees() != 40 {
		t.Fatalf("%d and %d trees", whole.Trees(), focused.Trees())
	}
	for category := range uint8(9) {
		row := []uint8{category, 17, 0}
		a, b := values(whole, row), values(focused, row)
		if category != 3 {
			if !slices.Equal(a, b) {
				t.Errorf("category %d is answered otherwise: %v, not %v", category, b, a)
			}
			continue
		}
		if want := mean(row); math.Abs(b[2]-want) >= math.Abs(a[2]-want) {
			t.Errorf("the median is %.3f with trees of its own and %.3f without, of %.3f", b[2], a[2], want)
		}
	}
	var b bytes.Buffer
	if _, err := focused.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(&b); err != nil {
		t.Error(err)
	}
}

func TestSparseChangesNothing(t *testing.T) {
	opt := testOptions()
	opt.Trees = 20
	dense, table := quantileModel(t, 4000, opt)
	table.Features[2].Sparse = false
	_, y := sample(4000)
	loss := &Quantiles{Levels: testLevels, Target: y, Bandwidth: slices.Repeat([]float32{.05}, 4000), Weight: ones(4000)}
	sparse, err := Train(context.Background(), table, loss, ones(4000), opt)
	if err != nil {
		t.Fatal(err)
	}
	row := []uint8{3, 4, 2}
	if a, b := values(dense, row), values(sparse, row); math.Abs(a[2]-b[2]) > .02 {
		t.Errorf("reading a feature as sparse changes an answer from %v to %v", a, b)
	}
}

// TestSumIsTheLeavesOfAWalk walks down every tree, from split to split.
func TestSumIsTheLeavesOfAWalk(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, outputs := range []int{1, 5, 17, 40} {
		const n = 3000
		table, y := sample(n)
		loss := &Ordinal{Target: y, Spread: make([]float32, n), Weight: ones(n)}
		for k := range outputs {
			loss.Thresholds = append(loss.Thresholds, float32(k)/float32(outputs))
		}
		opt := testOptions()
		opt.Trees, opt.Leaves = 2*laneSums+outputs, 40 // 40 leaves are more than there may be
		opt.Focus = []Focus{{Feature: 1, Value: Unknown, Trees: 5}, {Feature: 0, Value: 3, Trees: 8}}
		e, err := Train(context.Background(), table, loss, ones(n), opt)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.scans()) != 3 {
			t.Fatalf("%d scans, want that of all rows and of each focus", len(e.scans()))
		}
		got, want := make([]int32, outputs), make([]int32, outputs)
		for range 300 {
			row := []uint8{uint8(rng.IntN(9)), uint8(rng.IntN(21)), uint8(rng.IntN(3))}
			e.Sum(row, got)
			clear(want)
			for _, at := range e.roots {
				for at >= 0 {
					n := &e.nodes[at]
					at = n.child(e.left(n, row[n.feature]))
				}
				for k := range want {
					want[k] += int32(e.leaves[int(^at)*outputs+k])
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%d outputs, row %v: %v, want %v", outputs, row, got, want)
			}
		}
	}
}

func TestCoalitionsAreSums(t *testing.T) {
	e, _ := quantileModel(t, 5000, testOptions())
	known, absent := []uint8{5, 17, 2}, []uint8{0, 0, 0}
	for _, owner := range [][]int8{{0, 1, 2}, {0, 0, 1}, {-1, 0, 1}} {
		players := Players{Count: int(slices.Max(owner)) + 1, Owner: owner}
		sums := make([]int32, e.Outputs<<players.Count)
		Coalitions([]*Ensemble{e, e}, known, absent, players, sums)
		want := make([]int32, e.Outputs)
		for c := range 1 << players.Count {
			row := slices.Clone(absent)
			for f, p := range owner {
				if p < 0 || c>>p&1 != 0 {
					row[f] = known[f]
				}
			}
			e.Sum(row, want)
			for i := range want {
				want[i] *= 2
			}
			if got := sums[c*e.Outputs : (c+1)*e.Outputs]; !slices.Equal(got, want) {
				t.Fatalf("owners %v, coalition %b: %v, want %v", owner, c, got, want)
			}
		}
	}
}

func TestFileRoundTrip(t *testing.T) {
	opt := testOptions()
	opt.Trees = 30
	for _, leafWeight := range []float64{20, 1e9} { // the second gives trees of one leaf
		opt.LeafWeight = leafWeight
		e, _ := quantileModel(t, 3000, opt)
		var b bytes.Buffer
		n, err := e.WriteTo(&b)
		if err != nil || n != int64(b.Len()) {
			t.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
		}
		file := b.Bytes()
		again, err := Read(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for v := range uint8(9) {
			row := []uint8{v, 2 * v, v % 3}
			if !slices.Equal(values(e, row), values(again, row)) {
				t.Fatalf("row %v is answered otherwise after reading", row)
			}
		}
		for cut := range len(file) {
			if _, err := Read(bytes.NewReader(file[:cut])); err == nil {
				t.Fatalf("a file cut at %d of %d bytes was read", cut, len(file))
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	opt := testOptions()
	opt.Trees, opt.Leaves = 3, 4
	e, _ := quantileModel(f, 500, opt)
	var b bytes.Buffer
	if _, err := e.WriteTo(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		e, err := Read(bytes.NewReader(file))
		if err != nil {
			return
		}
		row := make([]uint8, len(e.Bins))
		for i, bins := range e.Bins {
			row[i] = uint8(bins - 1)
		}
		e.Sum(row, make([]int32, e.Outputs)) // must end, and not panic
	})
}

func BenchmarkTrain(b *testing.B) {
	opt := testOptions()
	opt.Trees = 10
	for b.Loop() {
		quantileModel(b, 20_000, opt)
	}
}

func BenchmarkSum(b *testing.B) {
	e, _ := quantileModel(b, 5000, testOptions())
	row, sum := []uint8{5, 17, 2}, make([]int32, e.Outputs)
	for b.Loop() {
		e.Sum(row, sum)
	}
}

// TestRising grows trees on outputs that fall with a feature here and there, and holds them to their promise at every
// byte, those that no row has among them.
func TestRising(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	features := []Feature{
		{Name: "years", Values: 40, Ordered: true, Rising: true}, {Name: "country", Values: 9}, {Name: "size", Values: 5, Ordered: true},
	}
	const rows, outputs, rising = 6000, 3, 2
	table, loss := NewTable(features, rows), &Squares{Outputs: outputs}
	for range rows {
		years, country, size := rng.IntN(41), 1+rng.IntN(9), rng.IntN(6)
		if years%7 == 3 && country%2 == 0 {
			years = 0
		}
		table.Append([]uint8{uint8(years), uint8(country), uint8(size)})
		wave := .3*math.Sin(float64(years)/3+float64(country)) + .02*float64(years)
		for range outputs {
			loss.Targets = append(loss.Targets, float32(wave+.1*float64(size)+.1*rng.NormFloat64()))
		}
		loss.Weight = append(loss.Weight, 1)
	}
	opt := Options{Trees: 60, Rate: .2, Leaves: 16, LeafWeight: 5, Rows: .7, Columns: 1, L2: 1, Cap: 1, Rising: rising}
	e, err := Train(t.Context(), table, loss, loss.Weight, opt)
	if err != nil {
		t.Fatal(err)
	}
	falls, asked := 0, 0
	sum, before := make([]int32, outputs), make([]int32, outputs)
	for country := range uint8(10) {
		for size := range uint8(6) {
			for years := uint8(1); years <= 40; years++ {
				e.Sum([]uint8{years, country, size}, sum)
				for o := range rising {
					if asked++; years > 1 && sum[o] < before[o] {
						t.Fatalf("output %d falls at %d, country %d, size %d", o, years, country, size)
					}
				}
				if years > 1 && sum[rising] < before[rising] {
					falls++
				}
				copy(before, sum)
			}
		}
	}
	if falls == 0 || asked == 0 {
		t.Errorf("of the output that may fall %d steps do, of %d asked", falls, asked)
	}
}
