package dataset

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/backpay/backpay/internal/pay"
)

// openPartitions bounds the files that an import writes at a time: rows of more years take more passes
// over the staged rows.
const openPartitions = 4

// Import is an import that is under way. It is a sink for the rows of one source: it stages them, and
// Commit sorts them into their partitions. Nothing of it is seen by readers before Commit returns, and
// whatever happens before that leaves the directory as it was. Its methods must not be called at the
// same time.
//
//	imp, err := directory.Begin("stackoverflow")
//	…
//	defer imp.Abort()
//	… imp.Record(r) …
//	entry, added, err := imp.Commit(ctx, meta, dataset.CommitOptions{})
type Import struct {
	directory *Directory
	source    string
	id        string
	lock      *flock.Flock // nil when the import is over
	records   staged[Record]
	cells     staged[Cell]
}

// CommitOptions says how an import is taken in.
type CommitOptions struct {
	// Replace removes what earlier imports of the source hold for the years of this one, in the same
	// step. Without it they stay, and their rows stand beside the new ones.
	Replace bool
	// Review, when it is not nil, sees every record that still takes part, after all have been read:
	// some mistakes show only beside other rows. What it returns sets the record aside. Records come
	// year by year, and in the order of the import within a year.
	Review func(*Record) Reason
}

// Begin starts an import. It fails with a *pay.Error of kind Conflict while another one is under way.
// Commit or Abort must end it.
func (d *Directory) Begin(source string) (*Import, error) {
	if !sourceName.MatchString(source) {
		return nil, pay.Errorf(pay.Invalid, "%q cannot name a source", source).
			WithHint("use small letters, digits and single hyphens, as in acme-payroll")
	}
	lock, err := d.lock()
	if err != nil {
		return nil, err
	}
	imp := &Import{directory: d, source: source, lock: lock}
	if err := imp.prepare(); err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return imp, nil
}

// prepare takes notice of the directory as it is now, and clears what a killed import has left.
func (i *Import) prepare() error {
	if err := i.directory.Reload(); err != nil {
		return err
	}
	// A first import gets an empty catalogue, so that files without one are always a sign of loss.
	if taken := i.directory.Catalogue(); len(taken.Imports) == 0 {
		if err := i.directory.replace(taken); err != nil {
			return err
		}
	}
	if err := i.directory.sweep(); err != nil {
		return err
	}
	staging := filepath.Join(i.directory.path, stagingName)
	if err := os.Mkdir(staging, 0o700); err != nil {
		return fmt.Errorf("preparing import: %w", err)
	}
	i.records.path = filepath.Join(staging, recordTable.name)
	i.cells.path = filepath.Join(staging, cellTable.name)
	taken := i.directory.Catalogue()
	for i.id == "" || slices.ContainsFunc(taken.Imports, func(e Entry) bool { return e.ID == i.id }) {
		var b [4]byte
		rand.Read(b[:]) // never fails
		i.id = hex.EncodeToString(b[:])
	}
	return nil
}

// Record stages a copy of the record. It refuses one that must not be stored, and names the column.
func (i *Import) Record(r *Record) error {
	if err := i.accept(r.Source); err != nil {
		return err
	}
	return i.records.add(r)
}

// Cell stages a copy of the cell, as Record does.
func (i *Import) Cell(c *Cell) error {
	if err := i.accept(c.Source); err != nil {
		return err
	}
	return i.cells.add(c)
}

func (i *Import) accept(source string) error {
	if i.lock == nil {
		return errors.New("adding to an import that is over")
	}
	if source != i.source {
		return pay.Errorf(pay.Invalid, "source is %q in an import of %q", source, i.source).In("source")
	}
	return nil
}

// Abort ends the import and leaves the directory as it was. After Commit, or a second time, it does
// nothing.
func (i *Import) Abort() error {
	if i.lock == nil {
		return nil
	}
	lock := i.lock
	i.lock = nil
	return errors.Join(i.records.close(), i.cells.close(), i.directory.sweep(), lock.Unlock())
}

// Commit ends the import and takes its rows into the directory in one step. An import of the same
// content of the same source, by SHA-256, changes nothing: Commit returns the earlier entry and added
// is false. With Replace it is taken in all the same where another Importer read it, or where a part of
// the earlier one has been replaced or is damaged; and else it stays alone for its years.
func (i *Import) Commit(ctx context.Context, meta Meta, options CommitOptions) (entry Entry, added bool, err error) {
	if i.lock == nil {
		return Entry{}, false, errors.New("committing an import that is over")
	}
	defer func() {
		// Once the rows are in, a file that cannot be removed, because a reader on Windows has it
		// open, is no failure: the next import removes it.
		if e := i.Abort(); err == nil && !added {
			err = e
		}
	}()
	if meta.SHA256 == "" {
		return Entry{}, false, errors.New("committing an import without the SHA-256 of its content")
	}
	before := i.directory.Catalogue()
	if earlier, found := before.Find(i.source, meta.SHA256); found {
		switch {
		case !options.Replace:
			return earlier, false, nil
		case earlier.Importer == meta.Importer && i.directory.intact(ctx, earlier):
			return earlier, false, i.keepAlone(before, earlier)
		}
	}
	if meta.Imported.IsZero() {
		meta.Imported = time.Now()
	}
	meta.Imported = meta.Imported.UTC().Truncate(time.Second)
	meta.File = meta.File[strings.LastIndexAny(meta.File, `/\`)+1:]
	entry = Entry{ID: i.id, Source: i.source, Meta: meta}
	if entry.Files, err = i.write(ctx, options.Review); err != nil {
		return Entry{}, false, err
	}
	if len(entry.Files) == 0 {
		return Entry{}, false, pay.Errorf(pay.Invalid, "there is nothing to import: it has no rows").At(meta.File)
	}
	years := map[int]bool{}
	for _, f := range entry.Files {
		years[f.Year] = true
	}
	entry.Years = slices.Sorted(maps.Keys(years))
	after := before.without(
		func(e Entry, f File) bool { return options.Replace && e.Source == i.source && years[f.Year] })
	after.Imports = append(after.Imports, entry)
	if err := i.directory.replace(after); err != nil {
		return Entry{}, false, err
	}
	return entry, true, nil
}

// keepAlone removes what other imports of the source hold for the years of one that is in already.
func (i *Import) keepAlone(before Catalogue, alone Entry) error {
	others := func(e Entry, f File) bool {
		return e.Source == alone.Source && e.ID != alone.ID && slices.Contains(alone.Years, f.Year)
	}
	after := before.without(others)
	if len(after.files()) == len(before.files()) {
		return nil
	}
	return i.directory.replace(after)
}

// write sorts the staged rows into partitions that are safely on disk.
func (i *Import) write(ctx context.Context, review func(*Record) Reason) ([]File, error) {
	files, err := split(ctx, i, &i.records, func(r *Record, f *File) {
		if r.Excluded == "" && review != nil {
			r.Excluded = review(r)
		}
		if r.Excluded != "" {
			if f.Excluded == nil {
				f.Excluded = map[Reason]int{}
			}
			f.Excluded[r.Excluded]++
		}
	})
	if err != nil {
		return nil, err
	}
	cells, err := split(ctx, i, &i.cells, nil)
	if err != nil {
		return nil, err
	}
	files = append(files, cells...)
	return files, i.directory.syncDirectories(files)
}

// syncDirectories makes the names of files survive a loss of power.
func (d *Directory) syncDirectories(files []File) error {
	paths := map[string]bool{}
	for _, f := range files {
		for dir := filepath.Dir(filepath.FromSlash(f.Path)); dir != "."; dir = filepath.Dir(dir) {
			paths[dir] = true
		}
	}
	for p := range paths {
		if err := syncDirectory(filepath.Join(d.path, p)); err != nil {
			return err
		}
	}
	return nil
}

// split writes the staged rows to a partition for each year. It shows each row to visit, when there is
// one, with the file that the row goes to.
func split[T Row](ctx context.Context, i *Import, rows *staged[T], visit func(*T, *File)) ([]File, error) {
	var files []File
	for years := range slices.Chunk(slices.Sorted(maps.Keys(rows.years)), openPartitions) {
		written, err := splitYears(ctx, i, rows, years, visit)
		if err != nil {
			return nil, err
		}
		files = append(files, written...)
	}
	return files, nil
}

// splitYears writes the rows of some years.
func splitYears[T Row](
	ctx context.Context, i *Import, rows *staged[T], years []int, visit func(*T, *File),
) (files []File, err error) {
	t := tableOf[T]()
	open := map[int]*partition[T]{}
	wanted := map[int]bool{}
	defer func() {
		for _, p := range open { // of an import that failed: the others have been completed
			err = errors.Join(err, p.file.Close())
		}
	}()
	for _, year := range years {
		p, err := createPartition[T](i.directory.path, i.source, year, i.id)
		if err != nil {
			return nil, err
		}
		open[year], wanted[year] = p, true
	}
	for row, err := range rows.of(ctx, wanted) {
		if err != nil {
			return nil, err
		}
		p := open[t.year(row)]
		p.entry.Rows++
		if visit != nil {
			visit(row, &p.entry)
		}
		if err := p.out.Write(row); err != nil {
			return nil, err
		}
	}
	for _, year := range years {
		p := open[year]
		delete(open, year)
		if err := p.complete(); err != nil {
			return nil, err
		}
		files = append(files, p.entry)
	}
	return files, nil
}

// partition is a file of the directory that is being written.
type partition[T Row] struct {
	entry File
	file  *os.File
	hash  hash.Hash
	out   *Writer[T]
}

func createPartition[T Row](directory, source string, year int, id string) (*partition[T], error) {
	path := partitionPath(tableOf[T]().name, source, year, id)
	name := filepath.Join(directory, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, fmt.Errorf("creating partition: %w", err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("creating partition: %w", err)
	}
	h := sha256.New()
	return &partition[T]{entry: File{Path: path, Year: year}, file: f, hash: h,
		out: NewWriter[T](io.MultiWriter(f, h))}, nil
}

// complete brings the file to disk and closes it.
func (p *partition[T]) complete() error {
	err := p.out.Close()
	info, statErr := p.file.Stat()
	if err := errors.Join(err, statErr, p.file.Sync(), p.file.Close()); err != nil {
		return fmt.Errorf("writing partition: %w", err)
	}
	p.entry.Bytes = info.Size()
	p.entry.SHA256 = hex.EncodeToString(p.hash.Sum(nil))
	return nil
}
