package backtest

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

// TestLeaveOut leaves out a source that pays a fifth more than all others, and one that states net pay.
func TestLeaveOut(t *testing.T) {
	records := people(5000)
	for i, r := range records {
		switch {
		case i%5 == 0:
			r.Source, r.Pay = "generous", 1.2*r.Pay
		case i%5 == 1:
			r.Source, r.Basis, r.Pay = "after-tax", pay.Net, .6*r.Pay
		}
	}
	var all []Absence
	for _, source := range []string{"generous", "after-tax"} {
		a, err := LeaveOut(t.Context(), records, source, quick())
		if err != nil {
			t.Fatal(err)
		}
		if a.Source != source || a.N != 1000 || len(a.Methods) != 3 {
			t.Fatalf("%s: %d records, %d methods", a.Source, a.N, len(a.Methods))
		}
		all = append(all, *a)
	}
	own := all[0].Methods[0]
	if all[0].Ranks || math.Abs(own.Bias+math.Log(1.2)) > .06 || math.Abs(own.Developers+math.Log(1.2)) > .08 {
		t.Errorf("a source that pays a fifth more is answered with a bias of %.3f, developers %.3f", own.Bias, own.Developers)
	}
	if own.Cover[1] < .6 || own.Cover[1] > .85 || own.Groups == 0 || own.Held > 1 {
		t.Errorf("%.2f lie within the 80 %% interval, %.2f of %d medians", own.Cover[1], own.Held, own.Groups)
	}
	if net := all[1].Methods[0]; !all[1].Ranks || net.Bias != 0 || net.Pinball > own.Pinball || net.Groups != 0 {
		t.Errorf("net pay is compared otherwise than by ranks: %+v", net)
	}
	for _, a := range all {
		for _, other := range a.Methods[1:] {
			if !(other.Pinball > 0) || other.Method == "" {
				t.Errorf("%s: %+v", a.Source, other)
			}
		}
	}
	var b bytes.Buffer
	if err := WriteAbsences(&b, all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| generous | 1000 | backpay |", "| after-tax | 1000 | backpay |", "| ranks | ranks |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table does not hold %s:\n%s", want, b.String())
		}
	}
	if _, err := LeaveOut(t.Context(), records, "nobody", quick()); pay.KindOf(err) != pay.NoEvidence {
		t.Errorf("a source without records: %v", err)
	}
}
