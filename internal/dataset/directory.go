package dataset

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/gofrs/flock"

	"github.com/backpay/backpay/internal/pay"
)

const (
	lockName    = "lock"
	stagingName = "staging"
	newSuffix   = ".new"
)

// DefaultDirectory returns where the platform keeps a user's data: $XDG_DATA_HOME/backpay or
// ~/.local/share/backpay, ~/Library/Application Support/Backpay, %LocalAppData%\Backpay.
func DefaultDirectory() (string, error) {
	return defaultDirectory(runtime.GOOS, os.Getenv, os.UserHomeDir)
}

func defaultDirectory(platform string, getenv func(string) string, home func() (string, error)) (string, error) {
	switch platform {
	case "windows":
		if base := getenv("LocalAppData"); base != "" {
			return filepath.Join(base, "Backpay"), nil
		}
	case "darwin":
		if base, err := home(); err == nil {
			return filepath.Join(base, "Library", "Application Support", "Backpay"), nil
		}
	default:
		if base := getenv("XDG_DATA_HOME"); filepath.IsAbs(base) { // the XDG specification: ignore it otherwise
			return filepath.Join(base, "backpay"), nil
		}
		if base, err := home(); err == nil {
			return filepath.Join(base, ".local", "share", "backpay"), nil
		}
	}
	return "", pay.Errorf(pay.Unsupported, "this user has no home directory").WithHint("name a data directory")
}

// Directory is a data directory as it was when it was opened, last changed by this value, or reloaded.
// Its methods may be called at the same time; readers need no lock.
type Directory struct {
	path    string
	current atomic.Pointer[Catalogue]
}

// OpenDirectory opens a data directory. One that does not exist is empty; the first import creates it.
func OpenDirectory(path string) (*Directory, error) {
	d := &Directory{path: path}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return nil, pay.Errorf(pay.Invalid, "this is a file").At(path).WithHint("name a directory for the data")
	}
	if err := d.Reload(); err != nil {
		return nil, err
	}
	return d, nil
}

// Path returns where the directory lies.
func (d *Directory) Path() string { return d.path }

// Catalogue returns what the directory holds. It must not be changed.
func (d *Directory) Catalogue() Catalogue { return *d.current.Load() }

// Reload takes notice of what other processes have changed.
func (d *Directory) Reload() error {
	c, err := readCatalogue(d.path)
	if err != nil {
		return err
	}
	d.current.Store(&c)
	return nil
}

// Filter picks records and cells. The zero value picks the reported ones that take part.
type Filter struct {
	Imports  []string    // by their ID; all when empty
	Sources  []string    // all when empty
	Years    []int       // all when empty
	Layers   []pay.Layer // reported alone when empty: whoever wants another layer names it
	Excluded bool        // also the records that are set aside
}

// layers returns the layers that the filter lets through.
func (f Filter) layers() []pay.Layer {
	if len(f.Layers) == 0 {
		return []pay.Layer{pay.Reported}
	}
	return f.Layers
}

func (f Filter) picks(e Entry, file File) bool {
	return e.In(f.layers()...) &&
		(len(f.Imports) == 0 || slices.Contains(f.Imports, e.ID)) &&
		(len(f.Sources) == 0 || slices.Contains(f.Sources, e.Source)) &&
		(len(f.Years) == 0 || slices.Contains(f.Years, file.Year))
}

// release refuses what may not leave the directory: contributed records are released by a policy that keeps
// people from being recognised, and there is none yet.
func (f Filter) release() error {
	if slices.Contains(f.Layers, pay.Contributed) {
		return pay.Errorf(pay.Unsupported, "contributed records are not shown one by one").In("layer").
			WithHint("ask for reported, official, posted or own records")
	}
	return nil
}

// ScanRecords returns records by source, year and import, each with the layer of its import. A record is valid until
// the next one. It is the gate of the layers: nothing reads records in any other way, and what the filter
// does not name stays behind. Each file is held against its checksum before its first record is handed out, so
// that nothing of a damaged file is ever used. The first error ends the sequence.
func (d *Directory) ScanRecords(ctx context.Context, filter Filter) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		if err := filter.release(); err != nil {
			yield(nil, err)
			return
		}
		for _, f := range d.Catalogue().pick(recordTable.name, filter) {
			more := scanFile(ctx, d, f.File, func(r *Record, err error) bool {
				if err == nil {
					if r.Excluded != "" && !filter.Excluded {
						return true
					}
					r.Layer = f.layer
				}
				return yield(r, err)
			})
			if !more {
				return
			}
		}
	}
}

// Cells returns cells as ScanRecords does records; those of statistics offices are of the official layer.
func (d *Directory) Cells(ctx context.Context, filter Filter) iter.Seq2[*Cell, error] {
	return func(yield func(*Cell, error) bool) {
		for _, f := range d.Catalogue().pick(cellTable.name, filter) {
			if !scanFile(ctx, d, f.File, yield) {
				return
			}
		}
	}
}

// scanFile yields the rows of one file and reports whether to go on.
func scanFile[T Row](ctx context.Context, d *Directory, f File, yield func(*T, error) bool) bool {
	in, err := d.open(ctx, f)
	if err != nil {
		yield(nil, err)
		return false
	}
	defer in.Close()
	r, err := NewReader[T](in, f.Bytes, in.Name())
	if err != nil {
		yield(nil, err)
		return false
	}
	for row, err := range r.All(ctx) {
		if !yield(row, err) || err != nil {
			return false
		}
	}
	return true
}

// open opens a file of the catalogue that agrees with it.
func (d *Directory) open(ctx context.Context, f File) (*os.File, error) {
	name := filepath.Join(d.path, filepath.FromSlash(f.Path))
	in, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, d.vanished(f, name)
	}
	if err != nil {
		return nil, fmt.Errorf("opening records: %w", err)
	}
	size, sum, err := hashFile(ctx, in)
	if err == nil && (size != f.Bytes || sum != f.SHA256) {
		err = pay.Errorf(pay.Unreadable, "the file is damaged: it is not what was imported").At(name).
			WithHint("%s", d.Catalogue().mend(f))
	}
	if err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// hashFile returns the size and the SHA-256 of a file.
func hashFile(ctx context.Context, f *os.File) (int64, string, error) {
	h := sha256.New()
	buffer := make([]byte, 1<<18)
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return 0, "", err
		}
		n, err := f.Read(buffer)
		h.Write(buffer[:n])
		size += int64(n)
		if err == io.EOF {
			return size, hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return 0, "", fmt.Errorf("reading records: %w", err)
		}
	}
}

// vanished tells a file that another process has replaced from one that is lost.
func (d *Directory) vanished(f File, name string) error {
	if now, err := readCatalogue(d.path); err == nil && !now.files()[f.Path] {
		return pay.Errorf(pay.Conflict, "the data has been replaced while it was being read").At(name).
			WithHint("try again")
	}
	return pay.Errorf(pay.Unreadable, "the file is missing").At(name).
		WithHint("%s", d.Catalogue().mend(f))
}

// Verify reads every file and holds it against its checksum. Its error names each one that is damaged
// or missing.
func (d *Directory) Verify(ctx context.Context) error {
	var damaged []error
	for _, e := range d.Catalogue().Imports {
		for _, f := range e.Files {
			in, err := d.open(ctx, f)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				damaged = append(damaged, err)
				continue
			}
			in.Close()
		}
	}
	return errors.Join(damaged...)
}

// intact reports whether an import is all there: no part of it replaced, and no file damaged.
func (d *Directory) intact(ctx context.Context, e Entry) bool {
	years := map[int]bool{}
	for _, f := range e.Files {
		in, err := d.open(ctx, f)
		if err != nil {
			return false
		}
		in.Close()
		years[f.Year] = true
	}
	return len(years) == len(e.Years)
}

// Remove removes the import whose ID begins with a prefix, with its files, and returns what it was. The prefix must
// be of one import alone.
func (d *Directory) Remove(prefix string) (Entry, error) {
	if _, err := os.Stat(d.path); errors.Is(err, fs.ErrNotExist) { // which the lock would create
		return d.Catalogue().Lookup(prefix)
	}
	lock, err := d.lock()
	if err != nil {
		return Entry{}, err
	}
	defer lock.Unlock()
	if err := d.Reload(); err != nil {
		return Entry{}, err
	}
	before := d.Catalogue()
	removed, err := before.Lookup(prefix)
	if err != nil {
		return Entry{}, err
	}
	if err := d.replace(before.without(func(e Entry, _ File) bool { return e.ID == removed.ID })); err != nil {
		return Entry{}, err
	}
	return removed, d.sweep()
}

// replace makes c the catalogue. What it no longer names is left to sweep. The caller holds the lock.
func (d *Directory) replace(c Catalogue) error {
	err := writeCatalogue(d.path, c)
	return errors.Join(err, d.Reload()) // whatever the error, what is on disk is what holds
}

// lock keeps other processes from changing the directory, which it creates when it is missing.
func (d *Directory) lock() (*flock.Flock, error) {
	if err := os.MkdirAll(d.path, 0o700); err != nil {
		return nil, fmt.Errorf("creating data directory: %w", err)
	}
	lock := flock.New(filepath.Join(d.path, lockName), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking data directory: %w", err)
	}
	if !held {
		return nil, pay.Errorf(pay.Conflict, "another import is changing the data directory").At(d.path).
			WithHint("wait until it is done; nothing is left locked by an import that was killed")
	}
	return lock, nil
}

// sweep removes what imports that were killed or replaced have left: every partition that the catalogue
// does not name, the staged rows, and a catalogue that did not get its name. The caller holds the lock.
func (d *Directory) sweep() error {
	now, err := readCatalogue(d.path) // and not the current one: it must not be mistaken here
	if err != nil {
		return err
	}
	named := now.files()
	paths, err := partitions(d.path)
	if err != nil {
		return err
	}
	var errs []error
	for _, p := range paths {
		if named[p] {
			continue
		}
		name := filepath.Join(d.path, filepath.FromSlash(p))
		errs = append(errs, os.Remove(name))
		for dir := filepath.Dir(name); dir != d.path && os.Remove(dir) == nil; { // as far as they are empty
			dir = filepath.Dir(dir)
		}
	}
	for _, name := range []string{stagingName, CatalogueName + newSuffix} {
		errs = append(errs, os.RemoveAll(filepath.Join(d.path, name)))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("removing leftovers: %w", err)
	}
	return nil
}

// picked is a file that a filter picks, with what its import says of it.
type picked struct {
	source string
	layer  pay.Layer
	File
}

// pick returns the files of a table that the filter picks, by source, year and import.
func (c Catalogue) pick(table string, filter Filter) []picked {
	var found []picked
	for _, e := range c.Imports {
		for _, f := range e.Files {
			if f.table() == table && filter.picks(e, f) {
				found = append(found, picked{e.Source, e.layer(), f})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b picked) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.Year, b.Year))
	})
	return found
}
