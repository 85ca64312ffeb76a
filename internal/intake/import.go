// Package intake takes files into the data directory and lets records out of it.
//
// Its opinion: an import is atomic and repeatable, and drops nothing: what it sets aside it keeps, counts and
// reports by reason. Its limit: it answers nothing; package library does, from what it took in.
package intake

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/screen"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/catalog"
	"github.com/backpay/backpay/internal/source/table"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Ask says what to import and how.
type Ask struct {
	Source  string // a source's name; "table" reads any table by a mapping
	File    string // a path or a URL
	Mapping string // path of the mapping, for "table" alone
	Year    int    // the year of the file where it does not tell; 0 is unknown
	Member  string // the file wanted inside a zip archive
	SHA256  string // what the file's checksum must be; empty checks nothing
	Replace bool   // take the place of earlier imports of the same source and years

	Progress func(done, total int64) // bytes of the file; may be nil
}

// tableName is what stands for a source where a mapping describes the file.
const tableName = "table"

// Report says what became of an import's rows.
type Report struct {
	Source   string                 `json:"source"`
	File     string                 `json:"file"`
	SHA256   string                 `json:"sha256"`
	Added    bool                   `json:"added"` // false: the same content was there already
	Years    []int                  `json:"years"`
	Read     int                    `json:"read"`
	Kept     int                    `json:"kept"`
	SetAside map[dataset.Reason]int `json:"set_aside"`
	Unmapped []Label                `json:"unmapped,omitempty"` // labels no code was found for, the most frequent first
	// Published names the publisher's own file when this is it, unchanged and whole.
	Published string `json:"published,omitempty"`
	// Beside lists earlier imports of the same survey, which may hold the same people.
	Beside []string `json:"beside,omitempty"`
}

// Label is a word of a file that no code was found for.
type Label struct {
	Facet pay.Facet `json:"facet"`
	Label string    `json:"label"`
	N     int       `json:"n"`
}

// Intake is the door of a data directory. Its methods may be called at the same time; one import changes the
// directory at a time.
type Intake struct {
	Path    string           // the data directory
	Program string           // the version of the program, which an import is marked with
	Now     func() time.Time // the day of imports
	// Priors is what is known of each country's pay before a file is read.
	Priors func() (map[string]screen.Prior, error)
}

// Import reads a file into the data directory: its records, kept or set aside with their reason. It is
// atomic, and importing the same content twice changes nothing.
func (i *Intake) Import(ctx context.Context, ask Ask) (Report, error) {
	src, importer, err := i.source(ask)
	if err != nil {
		return Report{}, err
	}
	in, err := source.Open(ctx, ask.File, source.Options{
		Year: ask.Year, Member: ask.Member, SHA256: ask.SHA256, Progress: ask.Progress,
	})
	if err != nil {
		return Report{}, err
	}
	defer in.Close()
	directory, err := dataset.OpenDirectory(i.Path)
	if err != nil {
		return Report{}, err
	}
	imp, err := directory.Begin(src.Name)
	if err != nil {
		return Report{}, err
	}
	defer imp.Abort()

	priors, err := i.Priors()
	if err != nil {
		return Report{}, err
	}
	sink := &screening{sink: imp, screen: screen.New(taxonomy.IncomeGroup, priors), unmapped: map[Label]int{}}
	if err := src.Read(ctx, in, sink); err != nil {
		return Report{}, err
	}
	if in.Format == source.Text {
		if _, err := io.Copy(io.Discard, in); err != nil { // to the end, so that the checksum is of it all
			return Report{}, err
		}
	}
	limits := sink.screen.Fit()
	entry, added, err := imp.Commit(ctx, dataset.Meta{
		File: filepath.Base(ask.File), SHA256: in.SHA256(), Bytes: in.Bytes(), Imported: i.Now(), Importer: importer,
		Title: src.Title, Layer: src.Layer, Licence: src.Licence, Credit: src.Credit, URL: src.URL,
	}, dataset.CommitOptions{
		Replace: ask.Replace,
		Review:  func(r *dataset.Record) dataset.Reason { return judge(limits, r) },
	})
	if err != nil {
		return Report{}, err
	}
	counts := entry.Counts()
	report := Report{
		Source: src.Name, File: entry.File, SHA256: entry.SHA256, Added: added, Years: entry.Years,
		Read: counts.Read, Kept: counts.Kept, SetAside: counts.Excluded, Unmapped: sink.labels(),
	}
	if f, ok := src.Published(entry.SHA256); ok {
		report.Published = f.Name
	}
	for _, e := range directory.Catalogue().Imports {
		if src.Yearly && e.Source == entry.Source && e.ID != entry.ID &&
			slices.ContainsFunc(e.Years, func(y int) bool { return slices.Contains(entry.Years, y) }) {
			report.Beside = append(report.Beside, e.File)
		}
	}
	return report, nil
}

// source returns the source that an import names and what reads it: the program's version, and for a table
// the checksum of the mapping that describes it.
func (i *Intake) source(ask Ask) (src source.Source, importer string, err error) {
	if ask.Source != tableName {
		if ask.Mapping != "" {
			return src, "", pay.Errorf(pay.Invalid, "%s has its own columns and takes no mapping", ask.Source).
				In("map").
				WithHint("import table --map %s FILE", ask.Mapping)
		}
		src, err = catalog.ByName(ask.Source)
		return src, i.Program, err
	}
	if ask.Mapping == "" {
		return src, "", pay.Errorf(pay.Invalid, "a table needs a mapping of its columns").In("map").
			WithHint("import table --map mapping.yaml FILE; docs/import-table.md shows one")
	}
	text, err := os.ReadFile(ask.Mapping)
	if err != nil {
		return src, "", pay.Errorf(pay.NotFound, "the mapping cannot be read").At(ask.Mapping).Because(err).
			WithHint("give the path of a YAML file")
	}
	mapping, err := table.ReadMapping(bytes.NewReader(text), filepath.Base(ask.Mapping))
	if err != nil {
		return src, "", err
	}
	return mapping.Source(), fmt.Sprintf("%s, mapping %x", i.Program, sha256.Sum256(text)), nil
}

// screening passes rows on and lets the screen see the pay of those that take part.
type screening struct {
	sink     source.Sink
	screen   *screen.Screen
	unmapped map[Label]int
}

func (s *screening) Record(r *dataset.Record) error {
	if r.Excluded == "" {
		if comparable, err := subset.Comparable(r); err != nil {
			r.Excluded = dataset.NoRate
		} else {
			s.screen.Add(r.Country, comparable)
		}
	}
	return s.sink.Record(r)
}

func (s *screening) Cell(c *dataset.Cell) error { return s.sink.Cell(c) }

// maxLabels bounds the labels that a report counts: a column of free text has no end of them.
const maxLabels = 5000

// Unmapped counts a label that no code was found for.
func (s *screening) Unmapped(f pay.Facet, label string) {
	k := Label{Facet: f, Label: label}
	if _, seen := s.unmapped[k]; seen || len(s.unmapped) < maxLabels {
		s.unmapped[k]++
	}
}

func (s *screening) labels() []Label {
	var ls []Label
	for l, n := range s.unmapped {
		l.N = n
		ls = append(ls, l)
	}
	slices.SortFunc(ls, func(a, b Label) int {
		return cmp.Or(b.N-a.N, cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Label, b.Label))
	})
	return ls[:min(len(ls), 20)]
}

func judge(limits *screen.Limits, r *dataset.Record) dataset.Reason {
	comparable, err := subset.Comparable(r)
	if err != nil {
		return dataset.NoRate
	}
	return limits.Judge(r.Country, comparable)
}
