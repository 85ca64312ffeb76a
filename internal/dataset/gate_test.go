package dataset

import (
	"slices"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

// TestScanLetsThroughTheLayersNamed imports a record of every layer and asks for each combination that readers use.
func TestScanLetsThroughTheLayersNamed(t *testing.T) {
	d, err := OpenDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for i, layer := range pay.Layers {
		commit(t, d, drawn(uint64(i), 10, "source-"+string(layer), 2024, 2024),
			Meta{SHA256: string(layer), Layer: layer}, CommitOptions{})
	}
	for _, test := range []struct{ asked, want []pay.Layer }{
		{nil, []pay.Layer{pay.Reported}},
		{[]pay.Layer{pay.Reported, pay.Posted}, []pay.Layer{pay.Reported, pay.Posted}},
		{[]pay.Layer{pay.Own}, []pay.Layer{pay.Own}},
	} {
		var got []pay.Layer
		n := 0
		for r, err := range d.ScanRecords(t.Context(), Filter{Layers: test.asked, Excluded: true}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; !slices.Contains(got, r.Layer) {
				got = append(got, r.Layer)
			}
			if want := "source-" + string(r.Layer); r.Source != want {
				t.Errorf("a record of %s is said to be of %s", r.Source, r.Layer)
			}
		}
		slices.Sort(got)
		slices.Sort(test.want)
		if !slices.Equal(got, test.want) || n != 10*len(test.want) {
			t.Errorf("asked for %v came %d records of %v", test.asked, n, got)
		}
	}
	for r, err := range d.ScanRecords(t.Context(), Filter{Layers: []pay.Layer{pay.Contributed}}) {
		if r != nil || pay.KindOf(err) != pay.Unsupported {
			t.Errorf("contributed records: %v, %v", r, err)
		}
	}
}
