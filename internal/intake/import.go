// Package intake takes files into the data directory and lets records out of it.
//
// Its opinion: an import is atomic and repeatable, and drops nothing: what it sets aside it keeps, counts and
// reports by reason. Its limit: it answers nothing; package library does, from what it took in.
package intake

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/screen"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/catalog"
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
	sink := &screening{sink: imp, screen: screen.New(taxonomy.IncomeGroup, priors), findings: newFindings()}
	if err := src.Read(ctx, in, sink); err != nil {
		return Report{}, err
	}
	if in.Format == source.Text {
		if _, err := io.Copy(io.Discard, in); err != nil { // to the end, so that the checksum is of it all
			return Report{}, err
		}
	}
	before := directory.Catalogue()
	limits := sink.screen.Fit()
	entry, added, err := imp.Commit(ctx, dataset.Meta{
		File: filepath.Base(ask.File), SHA256: in.SHA256(), Bytes: in.Bytes(), Imported: i.Now(), Importer: importer,
		Title: src.Title, Layer: src.Layer, Licence: src.Licence, Credit: src.Credit, URL: src.URL,
	}, dataset.CommitOptions{
		Replace: ask.Replace,
		Review:  func(r *dataset.Record) dataset.Reason { return sink.review(limits, r) },
	})
	if err != nil {
		return Report{}, err
	}
	return report(src, entry, added, sink.findings, before, directory.Catalogue()), nil
}

// report says what became of an import, by the catalogue before and after it.
func report(
	src source.Source, entry dataset.Entry, added bool, found *findings, before, after dataset.Catalogue,
) Report {
	counts := entry.Counts()
	r := Report{
		ID: entry.ID, Source: src.Name, File: entry.File, SHA256: entry.SHA256, Added: added, Years: entry.Years,
		Read: counts.Read, Kept: counts.Kept, SetAside: counts.Excluded,
		Rows: found.named(), Unmapped: found.commonest(), Notes: found.notes,
	}
	if f, ok := src.Published(entry.SHA256); ok {
		r.Published = f.Name
	}
	beside := overlapping(after, entry)
	for _, e := range overlapping(before, entry) {
		stays := slices.ContainsFunc(beside, func(other dataset.Entry) bool { return other.ID == e.ID })
		switch {
		case !stays:
			r.Replaced = append(r.Replaced, earlierOf(e, entry))
		case src.Yearly || entry.Mapped():
			r.Earlier = append(r.Earlier, earlierOf(e, entry))
		}
	}
	return r
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
	mapping, checksum, err := readMapping(ask.Mapping)
	if err != nil {
		return src, "", err
	}
	return mapping.Source(), dataset.MappedBy(i.Program, checksum), nil
}

// screening passes rows on and lets the screen see the pay of those that take part.
type screening struct {
	sink   source.Sink
	screen *screen.Screen
	*findings
}

func (s *screening) Record(r *dataset.Record) error {
	if r.Excluded == "" {
		if comparable, err := subset.Comparable(r); err != nil {
			r.Excluded = dataset.NoRate
			s.Aside(s.current, r.Excluded, r.Currency)
		} else {
			s.screen.Add(r.Country, comparable)
			s.accept(r.Year)
		}
	}
	return s.sink.Record(r)
}

func (s *screening) Cell(c *dataset.Cell) error { return s.sink.Cell(c) }

// review judges a record by the pay of the others.
func (s *screening) review(limits *screen.Limits, r *dataset.Record) dataset.Reason {
	reason := dataset.NoRate
	if comparable, err := subset.Comparable(r); err == nil {
		reason = limits.Judge(r.Country, comparable)
	}
	s.judged(r.Year, reason, func() string {
		return fmt.Sprintf("%v %s a %s in %s", r.Pay, r.Currency, r.Period, r.Country)
	})
	return reason
}
