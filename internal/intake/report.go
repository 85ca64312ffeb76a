package intake

import (
	"cmp"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/table"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Report says what became of an import's rows.
type Report struct {
	ID       string                 `json:"id"` // what backpay forget takes
	Source   string                 `json:"source"`
	File     string                 `json:"file"`
	SHA256   string                 `json:"sha256"`
	Added    bool                   `json:"added"` // false: the same content was there already
	Years    []int                  `json:"years"`
	Read     int                    `json:"read"`
	Kept     int                    `json:"kept"`
	SetAside map[dataset.Reason]int `json:"set_aside"`
	Rows     []AsideRow             `json:"rows,omitempty"`     // of a table, the first set aside for each reason
	Unmapped []Label                `json:"unmapped,omitempty"` // labels without a code, the most frequent first
	Notes    []string               `json:"notes,omitempty"`    // what could be meant otherwise
	// Published names the publisher's own file when this is it, unchanged and whole.
	Published string `json:"published,omitempty"`
	// Earlier lists imports of the same source and years that stand beside this one and may hold the same people.
	Earlier []Earlier `json:"earlier,omitempty"`
	// Replaced lists the imports in whose place this one is, in whole or for its years.
	Replaced []Earlier `json:"replaced,omitempty"`
}

// What a report shares with that of a file that was only tried.
type (
	AsideRow = table.AsideRow
	Label    = table.UnmappedLabel
)

// Earlier is an import that another one meets.
type Earlier struct {
	ID       string `json:"id"`
	File     string `json:"file"`
	Imported string `json:"imported"` // a date
	// Alike says that it was read in the same way and has about as many rows: the file is a corrected one.
	Alike bool `json:"alike,omitempty"`
}

func earlierOf(e, now dataset.Entry) Earlier {
	a, b := e.Counts().Read, now.Counts().Read
	return Earlier{
		ID: e.ID, File: e.File, Imported: day(e),
		Alike: e.Mapped() && e.Importer == now.Importer && 10*max(a, b) <= 11*min(a, b),
	}
}

// day returns the day of an import.
func day(e dataset.Entry) string { return e.Imported.Format("2006-01-02") }

// overlapping returns the imports of a catalogue, other than one, that are of its source and one of its years.
func overlapping(c dataset.Catalogue, now dataset.Entry) []dataset.Entry {
	var found []dataset.Entry
	for _, e := range c.Imports {
		shared := slices.ContainsFunc(e.Files, func(f dataset.File) bool { return slices.Contains(now.Years, f.Year) })
		if e.Source == now.Source && e.ID != now.ID && shared {
			found = append(found, e)
		}
	}
	return found
}

// Bounds of what a report names.
const (
	rowsOfReason = 10      // rows for each reason
	countedRows  = 1 << 20 // rows whose number is remembered until the screen has judged them
	maxLabels    = 5000    // labels that are counted: a column of free text has no end of them
	namedLabels  = 20      // labels that are listed
	maxNotes     = 50
)

// findings are what an import hears of a file while it is read.
type findings struct {
	rows     map[dataset.Reason][]AsideRow
	labels   map[label]int
	notes    []string
	current  int           // the row that the next record is of; 0 where the source does not say
	numbered int           // rows in accepted
	accepted map[int][]int // rows that take part until the screen has judged them, by year and in order
}

// label is a word of a facet.
type label struct {
	facet pay.Facet
	text  string
}

func newFindings() *findings {
	return &findings{rows: map[dataset.Reason][]AsideRow{}, labels: map[label]int{}, accepted: map[int][]int{}}
}

// Row hears of the row that the next record is of.
func (f *findings) Row(row int) { f.current = row }

// Aside hears of a row that is set aside.
func (f *findings) Aside(row int, reason dataset.Reason, why string) {
	if len(f.rows[reason]) < rowsOfReason {
		f.rows[reason] = append(f.rows[reason], AsideRow{Row: row, Reason: reason, Why: why})
	}
}

// Note hears of something that could be meant otherwise.
func (f *findings) Note(text string) {
	if len(f.notes) < maxNotes {
		f.notes = append(f.notes, text)
	}
}

// Unmapped counts a label that no code was found for.
func (f *findings) Unmapped(facet pay.Facet, text string) {
	k := label{facet, text}
	if _, seen := f.labels[k]; seen || len(f.labels) < maxLabels {
		f.labels[k]++
	}
}

// accept remembers the row of a record that takes part.
func (f *findings) accept(year int) {
	if f.current > 0 && f.numbered < countedRows {
		f.accepted[year] = append(f.accepted[year], f.current)
		f.numbered++
	}
}

// judged hears what the screen says of the next record of a year that took part, in the order of accept.
func (f *findings) judged(year int, reason dataset.Reason, why func() string) {
	rows := f.accepted[year]
	if len(rows) == 0 {
		return
	}
	f.accepted[year] = rows[1:]
	if reason != "" && len(f.rows[reason]) < rowsOfReason {
		f.Aside(rows[0], reason, why())
	}
}

// named returns the rows that are named, in the order of the file.
func (f *findings) named() []AsideRow {
	var all []AsideRow
	for _, rows := range f.rows {
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b AsideRow) int { return cmp.Or(a.Row-b.Row, cmp.Compare(a.Reason, b.Reason)) })
	return all
}

// commonest returns the labels that no code was found for with the nearest codes, the most frequent first.
func (f *findings) commonest() []Label {
	var labels []Label
	for k, n := range f.labels {
		labels = append(labels, Label{Facet: k.facet, Label: k.text, Rows: n})
	}
	slices.SortFunc(labels, func(a, b Label) int {
		return cmp.Or(b.Rows-a.Rows, cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Label, b.Label))
	})
	labels = labels[:min(len(labels), namedLabels)]
	for i := range labels {
		if v := taxonomy.ForFacet(labels[i].Facet); v != nil {
			labels[i].Nearest = v.Nearest(labels[i].Label, 3)
		}
	}
	return labels
}
