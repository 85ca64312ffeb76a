package table

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
)

// Trial is what an import would make of a file, as far as its rows show it one by one: what stands out among
// the others, as a month's pay given as a year's, an import alone sees.
type Trial struct {
	Read     int                    `json:"read"`      // rows
	Kept     int                    `json:"kept"`      // of them take part
	SetAside map[dataset.Reason]int `json:"set_aside"` // the others, by reason
	Rows     []AsideRow             `json:"rows"`      // of the others, the first
	Unmapped []UnmappedLabel        `json:"unmapped"`  // labels without a code that were let pass, the commonest first
	Notes    []string               `json:"notes"`     // what could be meant otherwise
	Refused  *pay.Error             `json:"-"`         // why an import would keep nothing; nil when it would not
	First    []dataset.Record       `json:"-"`         // the first records that take part
}

// AsideRow is a row that is set aside.
type AsideRow struct {
	Row    int            `json:"row"`
	Reason dataset.Reason `json:"reason"`
	Why    string         `json:"why,omitempty"` // more than the reason, where more is known
}

// UnmappedLabel is a label that no code was found for, with the codes that are spelled most like it.
type UnmappedLabel struct {
	Facet   pay.Facet `json:"facet"`
	Label   string    `json:"label"`
	Rows    int       `json:"n"`
	Nearest []string  `json:"nearest,omitempty"`
}

// Bounds of what a Trial keeps.
const (
	maxAside    = 1000 // rows that are named
	maxUnmapped = 5000 // labels that are counted
	firstRows   = 5    // records that are shown
)

// Try reads a file by a mapping and reports what an import would make of it, without importing it. Rows for
// which an import would refuse the file are set aside in the report, which says so. The error is that of a
// file that cannot be read at all.
func Try(_ context.Context, m *Mapping, in *source.Input) (*Trial, error) {
	t := &trial{report: Trial{SetAside: map[dataset.Reason]int{}}, labels: map[labelKey]int{}}
	f, err := m.readRows(in, t, true)
	if err != nil {
		return nil, err
	}
	if !m.lenient {
		t.report.Refused, _ = f.err(m, in.Name).(*pay.Error)
	}
	for key, labels := range f.labels {
		for text, l := range labels {
			t.labels[labelKey{pay.Facet(key), text}] = l.n
		}
	}
	report := &t.report
	for k, n := range t.labels {
		report.Unmapped = append(report.Unmapped, UnmappedLabel{Facet: k.Facet, Label: k.Label, Rows: n,
			Nearest: nearest(string(k.Facet), k.Label)})
	}
	slices.SortFunc(report.Unmapped, func(a, b UnmappedLabel) int {
		return cmp.Or(b.Rows-a.Rows, cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Label, b.Label))
	})
	return report, nil
}

// labelKey is a label of a facet.
type labelKey struct {
	Facet pay.Facet
	Label string
}

// trial is the sink of a Trial.
type trial struct {
	report Trial
	labels map[labelKey]int
}

func (t *trial) Record(d *dataset.Record) error {
	t.report.Read++
	if d.Excluded != "" {
		t.report.SetAside[d.Excluded]++
		return nil
	}
	t.report.Kept++
	if len(t.report.First) < firstRows {
		t.report.First = append(t.report.First, d.Clone())
	}
	return nil
}

func (t *trial) Cell(*dataset.Cell) error { return nil }

func (t *trial) Unmapped(facet pay.Facet, label string) {
	k := labelKey{facet, label}
	if _, seen := t.labels[k]; seen || len(t.labels) < maxUnmapped {
		t.labels[k]++
	}
}

func (t *trial) Aside(row int, reason dataset.Reason, why string) {
	if len(t.report.Rows) < maxAside {
		t.report.Rows = append(t.report.Rows, AsideRow{row, reason, why})
	}
}

func (t *trial) Row(int) {}

func (t *trial) Note(text string) { t.report.Notes = append(t.report.Notes, text) }

// Reasons returns the reasons of the rows that are set aside, the commonest first.
func (t *Trial) Reasons() []dataset.Reason {
	return slices.SortedFunc(maps.Keys(t.SetAside), func(a, b dataset.Reason) int {
		return cmp.Or(t.SetAside[b]-t.SetAside[a], cmp.Compare(a, b))
	})
}
