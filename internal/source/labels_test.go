package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// listener is a sink that keeps the labels it is told of.
type listener struct{ told []string }

func (l *listener) Record(*dataset.Record) error { return nil }
func (l *listener) Cell(*dataset.Cell) error     { return nil }
func (l *listener) Unmapped(f pay.Facet, label string) {
	l.told = append(l.told, string(f)+" "+label)
}

func TestLabels(t *testing.T) {
	parsed := 0
	parse := func(s string) (string, bool) {
		parsed++
		if s == "unheard of" {
			return "", false
		}
		return strings.ToLower(s), true
	}
	var sink listener
	l := NewLabels(&sink, pay.FacetSkills, parse, map[string]string{"Other": "", "K8s": "kubernetes"})
	for range 2 {
		var got []any
		for _, label := range []string{"Go", "K8s", "Other", "", "NA", "unheard of"} {
			got = append(got, l.Code(label))
		}
		got = append(got, l.AppendCodes(nil, "Go; Rust;Go;Other", ";"), l.AppendCodes([]string{"java"}, "Go;unheard of;Java", ";"), l.AppendCodes(nil, "NA", ";"))
		want := []any{"go", "kubernetes", "", "", "", "", []string{"go", "rust"}, []string{"java", "go"}, []string(nil)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if parsed != 4 {
		t.Errorf("parsed %d times, want once for each label that is not the source's own", parsed)
	}
	if diff := cmp.Diff([]string{"skills unheard of", "skills unheard of", "skills unheard of", "skills unheard of"}, sink.told); diff != "" {
		t.Errorf("each row with an unknown label is told of: %s", diff)
	}
}

func TestLabelsForget(t *testing.T) {
	l := NewLabels(struct{ Sink }{}, pay.FacetRole, func(s string) (string, bool) { return s, true }, nil)
	for i := range maxRemembered + 100 {
		if code := l.Code(fmt.Sprint(i)); code != fmt.Sprint(i) {
			t.Fatalf("label %d is %q", i, code)
		}
	}
	if long := strings.Repeat("x", maxLabel+1); l.Code(long) != long {
		t.Error("a long label is not read")
	}
	if len(l.seen) > maxRemembered {
		t.Errorf("remembers %d labels", len(l.seen))
	}
}

func TestNearest(t *testing.T) {
	names := []string{"results_2024.csv", "results_2023.csv", "schema.csv", "Country", "CompTotal"}
	for s, want := range map[string][]string{
		"result_2024.csv": {"results_2024.csv", "results_2023.csv"},
		"country":         {"Country"},
		"Contry":          {"Country"},
		"Comp":            {"CompTotal"},
		"xyz":             nil,
	} {
		if diff := cmp.Diff(want, nearest(s, names, 2)); diff != "" {
			t.Errorf("near %q: %s", s, diff)
		}
	}
	if d := edits("kitten", "sitting"); d != 3 {
		t.Errorf("kitten and sitting are %d edits apart", d)
	}
}
