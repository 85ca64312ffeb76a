package subset

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/google/go-cmp/cmp"
)

// people draws n records whose log pay is the sum of effects of country, role and years, and noise.
func people(n int) []dataset.Record {
	rng := rand.New(rand.NewPCG(7, 7))
	countries, roles := []string{"DE", "US", "IN", "IS"}, []string{"backend", "frontend"}
	var rs []dataset.Record
	for range n {
		c, role, years := min(rng.IntN(40)/12, 3), rng.IntN(2), float64(rng.IntN(30))
		log := 11 + []float64{0, .7, -1.4, .5}[c] + .05*float64(1-role) + .02*years + .3*rng.NormFloat64()
		rs = append(rs, dataset.Record{
			Source: "survey", Year: 2023 + rng.IntN(2), Country: countries[c], Roles: []string{roles[role]},
			Years: pay.YearsOf(years), Pay: math.Exp(log),
		})
	}
	return rs
}

func table(rs []dataset.Record) *Table {
	b := NewBuilder()
	for i := range rs {
		b.Add(&rs[i], pay.Reported, rs[i].Pay)
	}
	return b.Table()
}

func TestCellIsTheSubset(t *testing.T) {
	rs := people(3000)
	c, of, ok := table(rs).Find(pay.Reported, pay.Profile{Country: "DE", Role: "backend", Years: pay.YearsOf(7)})
	if !ok || !slices.Equal(of, []pay.Facet{pay.FacetCountry, pay.FacetRole, pay.FacetYears}) {
		t.Fatalf("Find gave facets %v, %v", of, ok)
	}
	var pays []float64
	for _, r := range rs {
		if y, _ := r.Years.Get(); r.Country == "DE" && r.Roles[0] == "backend" && y >= 6 && y < 10 {
			pays = append(pays, r.Pay)
		}
	}
	slices.Sort(pays)
	if c.N != len(pays) {
		t.Errorf("the cell has %d records, a direct count %d", c.N, len(pays))
	}
	middle := (pays[(len(pays)-1)/2] + pays[len(pays)/2]) / 2
	if got := c.Quantiles().Median(); math.Abs(got/middle-1) > .01 {
		t.Errorf("the cell's median is %.0f, directly %.0f", got, middle)
	}
}

func TestNoSmallCell(t *testing.T) {
	tab := table(people(3000))
	if tab.Len() < 50 {
		t.Fatalf("only %d cells", tab.Len())
	}
	for k, c := range tab.cells {
		if c.N < MinPeople {
			t.Errorf("cell %s has %d people", k, c.N)
		}
	}
	if got := table(people(MinPeople - 1)); got.Len() != 0 {
		t.Errorf("%d people made %d cells", MinPeople-1, got.Len())
	}
}

func TestOver(t *testing.T) {
	base, own := table(people(20_000)), people(3000)
	for i := range own { // twice the pay, and no one of the USA
		own[i].Pay *= 2
		if own[i].Country == "US" {
			own[i].Country = "FR"
		}
	}
	over := table(own).Over(base)
	for country, of := range map[string]*Table{"DE": table(own), "US": base, "FR": table(own)} {
		got, _, ok := over.Find(pay.Reported, pay.Profile{Country: country})
		want, _, _ := of.Find(pay.Reported, pay.Profile{Country: country})
		if !ok || got.N != want.N || got.Log != want.Log {
			t.Errorf("%s: %d records, want the %d of the table that has them", country, got.N, want.N)
		}
	}
	if _, _, ok := over.Find(pay.Posted, pay.Profile{Country: "DE"}); ok {
		t.Error("a layer without records was found")
	}
}

func TestFileRoundTrip(t *testing.T) {
	want := table(people(3000))
	var a, b bytes.Buffer
	if err := want.Write(&a); err != nil {
		t.Fatal(err)
	}
	want.Write(&b)
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same table gave other bytes")
	}
	got, err := Read(bytes.NewReader(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	near := cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) <= 1./resolution })
	if diff := cmp.Diff(want.cells, got.cells, near); diff != "" {
		t.Error(diff)
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	table(people(200)).Write(&b)
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		tab, err := Read(bytes.NewReader(data))
		if err == nil && tab == nil {
			t.Error("no table and no error")
		}
	})
}

func TestLike(t *testing.T) {
	for _, c := range []struct{ from, want pay.Profile }{
		{
			pay.Profile{Country: "DE", Role: "backend", Years: pay.YearsOf(7), Level: "senior",
				Skills: []string{"go"}, OrgSize: "20-99"},
			pay.Profile{Country: "DE", Role: "backend", Years: pay.YearsOf(7)},
		},
		{
			pay.Profile{Role: "backend", Years: pay.YearsOf(7), Level: "staff"},
			pay.Profile{Role: "backend", Level: "staff"},
		},
		{pay.Profile{Country: "DE", Level: "entry", Remote: "remote"}, pay.Profile{Country: "DE", Level: "entry"}},
		{pay.Profile{Skills: []string{"go"}}, pay.Profile{}},
	} {
		got := Like(c.from)
		if diff := cmp.Diff(c.want, got, cmp.Comparer(func(a, b pay.Years) bool { return a == b })); diff != "" {
			t.Errorf("%v: %s", c.from, diff)
		}
		if n := len(features(got)); n > 3 || !tabulated(features(got)) {
			t.Errorf("%v: %d facets are not tabulated", got, n)
		}
	}
}
