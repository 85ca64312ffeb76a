package subset

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"backpay/internal/dataset"
	"backpay/internal/pay"
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

// TestShrink checks that a large subset answers for itself, that an absent one answers by its parents'
// sum, and that no answer crosses.
func TestShrink(t *testing.T) {
	tab := table(people(20_000))
	own, of, _ := tab.Find(pay.Reported, pay.Profile{Country: "DE", Role: "backend"})
	s, ok := tab.Shrink(pay.Reported, pay.Profile{Country: "DE", Role: "backend"})
	if !ok || len(of) != 2 || s.N != own.N || s.DataShare < .98 {
		t.Fatalf("Shrink = %+v, %v over a cell of %d", s, ok, own.N)
	}
	if d := math.Abs(s.Log[pay.MedianIndex] - own.Log[pay.MedianIndex]); d > .01 {
		t.Errorf("a large subset was moved by %.3f", d)
	}
	// Iceland is rare here: with role and years it has no cell, and the sum of effects must be found.
	p := pay.Profile{Country: "IS", Role: "backend", Years: pay.YearsOf(25)}
	s, _ = tab.Shrink(pay.Reported, p)
	if want := 11 + .5 + .05 + .02*24.5; math.Abs(s.Log[pay.MedianIndex]-want) > .12 {
		t.Errorf("median of %s is %.2f, made as %.2f", p, s.Log[pay.MedianIndex], want)
	}
	for _, c := range []string{"", "DE", "US", "IN", "IS", "XX"} {
		for _, role := range []string{"", "backend", "unheard"} {
			for years := range 50 {
				s, ok := tab.Shrink(pay.Reported, pay.Profile{Country: c, Role: role, Years: pay.YearsOf(float64(years))})
				if !ok || !slices.IsSorted(s.Log[:]) || !(s.MedianSE > 0) {
					t.Fatalf("Shrink(%s, %s, %d) = %+v, %v", c, role, years, s, ok)
				}
			}
		}
	}
	if _, ok := tab.Shrink(pay.Posted, p); ok {
		t.Error("a layer without records answered")
	}
}

func TestFileRoundTrip(t *testing.T) {
	want := table(people(3000))
	var a, b bytes.Buffer
	if _, err := want.WriteTo(&a); err != nil {
		t.Fatal(err)
	}
	want.WriteTo(&b)
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
	table(people(200)).WriteTo(&b)
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
