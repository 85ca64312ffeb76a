// Package source turns the files of those who publish pay into records. Each source is a package of its
// own below this one; this package holds what they share: the Source they describe themselves with, the
// Input they read from, and the CSV reader.
package source

import (
	"context"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// Source is one publisher of pay and how to read its files.
type Source struct {
	Name     string // short, as typed: "stackoverflow"
	Title    string // as credited: "Stack Overflow Developer Survey"
	Layer    pay.Layer
	Measures string // one line: who answers, what is asked, on which basis
	Bias     string // one line: who is missing
	Licence  string
	Credit   string
	URL      string
	Files    []File // the publisher's own files with known checksums; may be empty
	Yearly   bool   // a year is one survey, so that two files of it may hold the same people
	// Read sends every row of the input to sink, kept or set aside with its reason, in constant
	// memory. Amounts stay as they are in the file. It returns a *pay.Error that names file and row
	// when the input is not one of the source's files or is damaged.
	Read func(ctx context.Context, in *Input, sink Sink) error
}

// File is a file of a publisher, known by the checksum of its decompressed bytes.
type File struct {
	Name   string // as the publisher calls it
	Year   int
	Bytes  int64
	SHA256 string // hexadecimal, lower case
}

// Published returns the publisher's own file that has a checksum, so that a report can say that what was
// read is the original and whole.
func (s Source) Published(sha256 string) (File, bool) {
	i := slices.IndexFunc(s.Files, func(f File) bool { return f.SHA256 == sha256 })
	if i < 0 {
		return File{}, false
	}
	return s.Files[i], true
}

// Sink takes what a source reads. A Record whose Excluded is set is kept and takes no part; the source
// sets the reasons that the row itself shows (no pay, not employed, …), the caller adds those that show
// beside other rows (unit mistake, implausible).
type Sink interface {
	Record(*dataset.Record) error // the callee copies what it keeps
	Cell(*dataset.Cell) error
}

// Reporter is what a Sink may also be: it is told which rows of a person's own file are set aside and why,
// and what else that person should know. An import goes on without.
type Reporter interface {
	// Aside tells of a row that is set aside. why says more than the reason, and may be empty.
	Aside(row int, reason dataset.Reason, why string)
	// Row tells of which row the next record is, so that what only shows beside other rows can be named too.
	Row(row int)
	// Note tells of something in the file that was taken one way and could be meant another.
	Note(text string)
}
