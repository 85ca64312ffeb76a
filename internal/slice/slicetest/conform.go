package slicetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
)

// Open makes the engine under test hold exactly the given records under the given release policy.
type Open func(t testing.TB, l slice.Layer, rows []slice.Row) slice.Engine

// Conform tests that an engine answers as Naive does, and refuses what must be refused. checks is how
// many random questions are asked of every set of records.
func Conform(t *testing.T, open Open, checks int) {
	for _, set := range []struct {
		name string
		rows []slice.Row
	}{
		{"one record", draw(1, 1, plain)},
		{"few records", draw(2, 40, plain)},
		{"ties and weights", draw(3, 700, rough)},
		{"one pay", draw(4, 300, flat)},
		{"many records", draw(5, 5000, plain)},
		{"no records", nil},
	} {
		t.Run(set.name, func(t *testing.T) {
			layer := layerOf(t, pay.Reported)
			e, want := open(t, layer, set.rows), &Naive{layer, set.rows}
			if len(set.rows) > 0 {
				sure(t, e, want)
			}
			answered := 0
			for i := range checks {
				r := rand.New(rand.NewPCG(uint64(i), 1))
				q, a := Question(r.IntN, set.rows)
				answered += Compare(t, e, want, q, a, slice.Facets[r.IntN(len(slice.Facets))])
			}
			if len(set.rows) >= 300 && answered == 0 {
				t.Errorf("none of %d questions had an answer", checks)
			}
		})
	}
	t.Run("refusals", func(t *testing.T) { refusals(t, open) })
	t.Run("levels in whole numbers", func(t *testing.T) { levels(t, open) })
}

func layerOf(t testing.TB, name pay.Layer) slice.Layer {
	t.Helper()
	l, err := slice.NewLayer(name, 0)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Compare asks both engines the same and reports where they differ; it returns 1 when there was an answer.
func Compare(t tb, e, want slice.Engine, q slice.Query, a slice.Ask, by pay.Facet) (answered int) {
	t.Helper()
	ctx := context.Background()
	// Sums may be added up in another order; everything else is the same to the last digit.
	summed := func(p cmp.Path) bool { return slices.Contains([]string{".Mean", ".Weight"}, p.Last().String()) }
	same := []cmp.Option{cmp.FilterPath(summed, cmpopts.EquateApprox(1e-12, 0)), cmpopts.EquateEmpty()}

	gotSummary, gotErr := e.Summarise(ctx, q, a)
	wantSummary, wantErr := want.Summarise(ctx, q, a)
	sameError(t, gotErr, wantErr)
	if d := cmp.Diff(wantSummary, gotSummary, same...); d != "" {
		t.Errorf("Summarise(%+v, %+v): -want +got\n%s", q, a, d)
	}
	gotGroups, gotErr := e.GroupBy(ctx, q, by, a)
	wantGroups, wantErr := want.GroupBy(ctx, q, by, a)
	sameError(t, gotErr, wantErr)
	if d := cmp.Diff(wantGroups, gotGroups, same...); d != "" {
		t.Errorf("GroupBy(%+v, %s, %+v): -want +got\n%s", q, by, a, d)
	}
	if wantSummary != nil {
		return 1
	}
	return 0
}

// sameError reports errors of different kinds or reasons.
func sameError(t tb, got, want error) {
	t.Helper()
	if (got == nil) != (want == nil) ||
		got != nil && (pay.KindOf(got) != pay.KindOf(want) || reason(got) != reason(want)) {
		t.Errorf("error %v, want %v", got, want)
	}
}

func reason(err error) slice.Reason {
	r, _ := errors.AsType[slice.Reason](err)
	return r
}

// sure asks the questions that must not be left to chance: all records, one of them, all but one.
func sure(t *testing.T, e, want slice.Engine) {
	a := slice.Ask{Levels: []float64{0, .000001, .05, .25, .5, .75, .95, 1}, Mean: true,
		Edges: []float64{30_000, 60_000, 120_000}}
	for _, a.Weighted = range []bool{false, true} {
		for _, f := range slice.Facets {
			Compare(t, e, want, slice.Query{}, a, f)
		}
		all := &slice.Range{From: math.Inf(-1), To: math.Inf(1)}
		Compare(t, e, want, slice.Query{Years: all, Pay: all}, a, pay.FacetRole)
		Compare(t, e, want, slice.Query{Pay: &slice.Range{From: math.Inf(-1), To: 40_000}}, a, pay.FacetCountry)
		Compare(t, e, want, slice.Query{Pay: &slice.Range{From: 1e12, To: 2e12}}, a, pay.FacetCountry)
	}
}

// Plain draws n records as Records does.
func Plain(seed uint64, n int) []slice.Row { return draw(seed, n, plain) }

// Rough draws n records with rounded pay, weights, and missing and repeated values.
func Rough(seed uint64, n int) []slice.Row { return draw(seed, n, rough) }

// Kinds of records that draw makes.
type kind int

const (
	plain kind = iota // as Records draws them
	rough             // rounded pay, weights, missing and repeated values
	flat              // everybody earns the same
)

// draw returns n records.
func draw(seed uint64, n int, k kind) []slice.Row {
	var rows []slice.Row
	random := rand.New(rand.NewPCG(seed, 2))
	for r, amount := range Records(n, seed) {
		own := *r
		own.Roles, own.Skills = slices.Clone(own.Roles), slices.Clone(own.Skills)
		switch k {
		case rough:
			amount = max(1, math.Round(amount/20_000)) * 20_000
			own.Weight = math.Exp(random.NormFloat64())
			if random.IntN(10) == 0 {
				own.Weight, own.Roles, own.Year = 250, nil, 0
			}
			if random.IntN(5) == 0 {
				own.Skills = append(own.Skills, own.Skills...)
				own.Years = pay.YearsOf(2.9)
			}
		case flat:
			amount = 50_000
		}
		rows = append(rows, slice.Row{Record: &own, Pay: amount})
	}
	return rows
}

// Question makes up a question about the records: of up to four conditions, most of them with values of
// one record, so that there are answers. intN draws a number from 0 to below n.
func Question(intN func(n int) int, rows []slice.Row) (slice.Query, slice.Ask) {
	q := slice.Query{Any: slice.Values{}, All: slice.Values{}, None: slice.Values{}}
	a := slice.Ask{Mean: intN(2) == 0, Weighted: intN(2) == 0}
	for range intN(6) {
		a.Levels = append(a.Levels, float64(intN(1_000_001))/1_000_000)
	}
	for edge := 0.0; intN(4) > 0; {
		edge += float64(1 + intN(40_000))
		a.Edges = append(a.Edges, edge)
	}
	if len(rows) == 0 {
		return q, a
	}
	value := func(f pay.Facet) []string {
		values := valuesOf(rows[intN(len(rows))], f)
		if len(values) == 0 {
			return nil
		}
		return values[intN(len(values)):][:1]
	}
	for range intN(5) {
		f := slice.Facets[intN(len(slice.Facets))]
		switch intN(8) {
		case 0, 1:
			q.Any[f] = append(q.Any[f], value(f)...)
		case 2:
			q.Any[f] = slices.Concat(q.Any[f], value(f), value(f), value(f))
		case 3:
			f = pay.FacetSkills
			q.All[f] = slices.Concat(q.All[f], value(f), value(f))
		case 4:
			q.None[f] = append(q.None[f], value(f)...)
		case 5:
			x, y := float64(intN(pay.MaxYears+1)), float64(intN(pay.MaxYears+1))
			q.Years = &slice.Range{From: min(x, y), To: max(x, y)}
		case 6:
			x, y := rows[intN(len(rows))].Pay, rows[intN(len(rows))].Pay
			q.Pay = &slice.Range{From: min(x, y), To: max(x, y)}
		case 7:
			x, y := float64(2019+intN(8)), float64(2019+intN(8))
			q.Year = &slice.Range{From: min(x, y), To: max(x, y)}
		}
	}
	return q, a
}

// RandomRows draws records for a property test: few values, many ties, weights, unknown facets.
func RandomRows(t *rapid.T, most int) []slice.Row {
	n := rapid.IntRange(0, most).Draw(t, "records")
	rows := make([]slice.Row, 0, n)
	some := func(name string, values ...string) string { return rapid.SampledFrom(append(values, "")).Draw(t, name) }
	weighted := rapid.Bool().Draw(t, "weighted")
	for range n {
		r := &dataset.Record{
			Source: some("source", "a", "b"), Year: rapid.SampledFrom([]int{0, 2023, 2024}).Draw(t, "year"),
			Country: some("country", "DE", "US", "FR"), Place: some("place", "DE-berlin", "US-CA"),
			Level: some("level", "entry", "senior"), Industry: some("industry", "finance"),
			OrgSize: some("size", "1", "2-9"), Remote: some("remote", "remote", "onsite"),
			Education: some("education", "bachelor"), Weight: 1,
			Roles:  rapid.SliceOfN(rapid.SampledFrom([]string{"backend", "frontend", "qa"}), 0, 2).Draw(t, "roles"),
			Skills: rapid.SliceOfN(rapid.SampledFrom([]string{"go", "sql", "java", "c"}), 0, 3).Draw(t, "skills"),
		}
		if weighted {
			r.Weight = rapid.Float64Range(.0001, 400).Draw(t, "weight")
		}
		if rapid.Bool().Draw(t, "experienced") {
			r.Years = pay.YearsOf(rapid.Float64Range(0, pay.MaxYears).Draw(t, "years"))
		}
		amount := rapid.OneOf(rapid.Float64Range(1, 1e6), rapid.SampledFrom([]float64{1000, 2000, 50_000})).
			Draw(t, "pay")
		rows = append(rows, slice.Row{Record: r, Pay: amount})
	}
	return rows
}

// refusals tests that each question that must be refused is, for its own reason, with a hint.
func refusals(t *testing.T, open Open) {
	rows := draw(6, 300, plain)
	median := slice.Ask{Levels: []float64{.5}}
	lone := *rows[0].Record
	lone.Country, lone.Place = "VA", ""
	rows = append(rows, slice.Row{Record: &lone, Pay: 40_000})
	e := open(t, layerOf(t, pay.Reported), rows)
	inf := math.Inf(1)
	for _, test := range []struct {
		name string
		q    slice.Query
		by   pay.Facet // "" asks for a summary
		a    slice.Ask
		kind pay.Kind
		why  slice.Reason
	}{
		{"unknown value", slice.Query{Any: slice.Values{"country": {"US", "XX"}}}, "", median, pay.NotFound,
			slice.UnknownValue},
		{"unknown value to have", slice.Query{All: slice.Values{"skills": {"telepathy"}}}, "", median, pay.NotFound,
			slice.UnknownValue},
		{"unknown value to exclude", slice.Query{None: slice.Values{"role": {"wizard"}}}, pay.FacetCountry, median,
			pay.NotFound, slice.UnknownValue},
		{"no value", slice.Query{Any: slice.Values{"country": {""}}}, "", median, pay.Invalid, slice.UnknownValue},
		{"unknown facet", slice.Query{Any: slice.Values{"shoe size": {"44"}}}, "", median, pay.Invalid,
			slice.UnknownFacet},
		{"years as codes", slice.Query{Any: slice.Values{"years": {"5"}}}, "", median, pay.Invalid, slice.UnknownFacet},
		{"all of one country", slice.Query{All: slice.Values{"country": {"DE"}}}, "", median, pay.Invalid,
			slice.UnknownFacet},
		{"group by years", slice.Query{}, pay.FacetYears, median, pay.Invalid, slice.UnknownFacet},
		{"empty slice", slice.Query{Any: slice.Values{"country": {"US"}}, Pay: &slice.Range{From: 1e12, To: inf}}, "",
			median, pay.NoEvidence, slice.Empty},
		{"empty groups", slice.Query{Pay: &slice.Range{From: 1e12, To: inf}}, pay.FacetRole, median, pay.NoEvidence,
			slice.Empty},
		{"too small", slice.Query{Any: slice.Values{"country": {"VA"}}}, "", median, pay.NoEvidence, slice.TooSmall},
		{"too small to group", slice.Query{Any: slice.Values{"country": {"VA"}}}, pay.FacetRole, median, pay.NoEvidence,
			slice.TooSmall},
		{"years backwards", slice.Query{Years: &slice.Range{From: 9, To: 5}}, "", median, pay.Invalid, slice.BadRange},
		{"broken years", slice.Query{Years: &slice.Range{From: 1.5, To: 5}}, "", median, pay.Invalid, slice.BadRange},
		{"too many years", slice.Query{Years: &slice.Range{From: 5, To: 90}}, "", median, pay.Invalid, slice.BadRange},
		{"calendar years backwards", slice.Query{Year: &slice.Range{From: 2024, To: 2020}}, "", median, pay.Invalid,
			slice.BadRange},
		{"pay backwards", slice.Query{Pay: &slice.Range{From: 9, To: 5}}, "", median, pay.Invalid, slice.BadRange},
		{"pay of nothing", slice.Query{Pay: &slice.Range{From: math.NaN(), To: 5}}, "", median, pay.Invalid,
			slice.BadRange},
		{"level", slice.Query{}, "", slice.Ask{Levels: []float64{1.5}}, pay.Invalid, slice.BadRange},
		{"level of nothing", slice.Query{}, "", slice.Ask{Levels: []float64{math.NaN()}}, pay.Invalid, slice.BadRange},
		{"edges", slice.Query{}, "", slice.Ask{Edges: []float64{2, 1}}, pay.Invalid, slice.BadRange},
		{"too many levels", slice.Query{}, "", slice.Ask{Levels: make([]float64, 500)}, pay.Invalid, slice.TooMuch},
		{"too many values", slice.Query{Any: slice.Values{"country": slices.Repeat([]string{"US"}, 500)}}, "", median,
			pay.Invalid, slice.TooMuch},
	} {
		t.Run(test.name, func(t *testing.T) {
			refused(t, ask(e, test.q, test.by, test.a), test.kind, test.why)
		})
	}
	t.Run("contributed layer", func(t *testing.T) {
		e := open(t, layerOf(t, pay.Contributed), rows)
		refused(t, ask(e, slice.Query{}, "", median), pay.Unsupported, slice.Withheld)
		refused(t, ask(e, slice.Query{}, pay.FacetRole, median), pay.Unsupported, slice.Withheld)
	})
	t.Run("larger groups only", func(t *testing.T) {
		layer, err := slice.NewLayer(pay.Reported, 50)
		if err != nil {
			t.Fatal(err)
		}
		e := open(t, layer, rows)
		groups, err := e.GroupBy(context.Background(), slice.Query{}, pay.FacetCountry, median)
		if err != nil {
			t.Fatal(err)
		}
		if groups.Withheld == 0 || len(groups.Groups) == 0 {
			t.Errorf("%d groups shown and %d withheld, want some of both", len(groups.Groups), groups.Withheld)
		}
		for _, g := range groups.Groups {
			if g.N < 50 {
				t.Errorf("a group of %d was let out", g.N)
			}
		}
	})
}

func ask(e slice.Engine, q slice.Query, by pay.Facet, a slice.Ask) (err error) {
	if by == "" {
		_, err = e.Summarise(context.Background(), q, a)
	} else {
		_, err = e.GroupBy(context.Background(), q, by, a)
	}
	return err
}

func refused(t *testing.T, err error, kind pay.Kind, why slice.Reason) {
	t.Helper()
	e, ok := errors.AsType[*pay.Error](err)
	if !ok {
		t.Fatalf("got %v, want a *pay.Error", err)
	}
	if e.Kind != kind || !errors.Is(err, why) {
		t.Errorf("refused as %s for %q, want %s for %q", e.Kind, reason(err), kind, why)
	}
	if e.Hint == "" {
		t.Error("the refusal does not say what would work")
	}
}

// levels tests that the p-th percentile of a hundred is the p-th, although p/100×100 is often not p in
// floating point.
func levels(t *testing.T, open Open) {
	var rows []slice.Row
	for i := range 100 {
		rows = append(rows, slice.Row{Record: &dataset.Record{Country: "DE", Weight: 1}, Pay: float64(i + 1)})
	}
	rand.New(rand.NewPCG(7, 7)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	a := slice.Ask{}
	var want []float64
	for p := 1; p <= 100; p++ {
		a.Levels, want = append(a.Levels, float64(p)/100), append(want, float64(p))
	}
	e := open(t, layerOf(t, pay.Reported), rows)
	for _, a.Weighted = range []bool{false, true} {
		s, err := e.Summarise(context.Background(), slice.Query{}, a)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, s.Quantiles); d != "" {
			t.Error(fmt.Sprintf("weighted %v: -want +got\n", a.Weighted), d)
		}
	}
}

// tb is what *testing.T and *rapid.T have in common.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
}
