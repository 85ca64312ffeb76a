package dataset

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/backpay/backpay/internal/pay"
)

// catalogueFormat is the version of catalogue.json that this program reads and writes.
const catalogueFormat = 1

// CatalogueName is the file that lists what a data directory holds.
const CatalogueName = "catalogue.json"

// Catalogue lists what a data directory holds.
type Catalogue struct {
	Format  int     `json:"format"`
	Imports []Entry `json:"imports"` // in the order in which they were made
}

// Entry is one import.
type Entry struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Meta
	Years []int  `json:"years"` // that its content had; a later import may have replaced some of them
	Files []File `json:"files"`
}

// Meta says where the records of an import come from.
type Meta struct {
	File     string    `json:"file"`     // the base name of the original file
	SHA256   string    `json:"sha256"`   // of its decompressed content, in hexadecimal
	Bytes    int64     `json:"bytes"`    // of its decompressed content
	Imported time.Time `json:"imported"` // Commit sets it when it is zero
	Importer string    `json:"importer"` // version of what read it, and of its mapping where there is one
	Title    string    `json:"title,omitempty"`
	Layer    pay.Layer `json:"layer,omitempty"`
	Licence  string    `json:"licence,omitempty"`
	Credit   string    `json:"credit,omitempty"`
	URL      string    `json:"url,omitempty"`
}

// File is one Parquet file of an import: its records, or its cells, of one year.
type File struct {
	Path     string         `json:"path"` // in the directory, with slashes
	Year     int            `json:"year"`
	SHA256   string         `json:"sha256"`
	Bytes    int64          `json:"bytes"`
	Rows     int            `json:"rows"`
	Excluded map[Reason]int `json:"excluded,omitempty"` // rows set aside, by reason
}

// table returns the name of the table that the file holds rows of.
func (f File) table() string {
	name, _, _ := strings.Cut(f.Path, "/")
	return name
}

// layer returns the layer of the import's records; directories of early versions do not name it, and held
// reported records alone.
func (e Entry) layer() pay.Layer { return cmp.Or(e.Layer, pay.Reported) }

// In reports whether the import is of one of the layers.
func (e Entry) In(layers ...pay.Layer) bool { return slices.Contains(layers, e.layer()) }

// Counts says what became of the rows of an import.
type Counts struct {
	Read     int            // rows in all
	Kept     int            // rows that take part
	Excluded map[Reason]int // rows set aside, by reason
}

// Counts adds up the files of an import.
func (e Entry) Counts() Counts {
	c := Counts{Excluded: map[Reason]int{}}
	for _, f := range e.Files {
		c.Read += f.Rows
		c.Kept += f.Rows
		for reason, n := range f.Excluded {
			c.Kept -= n
			c.Excluded[reason] += n
		}
	}
	return c
}

// Find returns the import of a content, given the source and the SHA-256 of the decompressed content.
func (c Catalogue) Find(source, sha256 string) (Entry, bool) {
	for _, e := range c.Imports {
		if e.Source == source && e.SHA256 == sha256 {
			return e, true
		}
	}
	return Entry{}, false
}

// Lookup returns the import whose ID begins with a prefix that no other begins with.
func (c Catalogue) Lookup(prefix string) (Entry, error) {
	var found []Entry
	for _, e := range c.Imports {
		if strings.HasPrefix(e.ID, strings.ToLower(prefix)) {
			found = append(found, e)
		}
	}
	switch {
	case len(c.Imports) == 0:
		return Entry{}, pay.Errorf(pay.NotFound, "there are no imports").In("id").
			WithHint("backpay import --help shows how to make one")
	case prefix != "" && len(found) == 1:
		return found[0], nil
	case prefix != "" && len(found) == 0:
		return Entry{}, pay.Errorf(pay.NotFound, "there is no import %q", prefix).In("id").
			WithHint("backpay imports lists them")
	}
	var names []string
	for _, e := range found {
		names = append(names, e.ID+" ("+e.File+")")
	}
	return Entry{}, pay.Errorf(pay.Invalid, "the ID %q is of %d imports", prefix, len(found)).In("id").
		WithHint("give more of it: %s", strings.Join(names, ", "))
}

// mend names the commands that mend a file of the directory that is damaged or missing.
func (c Catalogue) mend(f File) string {
	i := slices.IndexFunc(c.Imports, func(e Entry) bool { return slices.Contains(e.paths(), f.Path) })
	if i < 0 {
		return "backpay imports lists what is here"
	}
	return c.Imports[i].Mend()
}

// paths returns where the files of the import lie.
func (e Entry) paths() []string {
	var paths []string
	for _, f := range e.Files {
		paths = append(paths, f.Path)
	}
	return paths
}

// Mend names the commands that make an import whole again, or remove it.
func (e Entry) Mend() string {
	again := "backpay import " + e.Source
	if e.Mapped() {
		again = "backpay import table --map MAPPING.yaml"
	}
	return fmt.Sprintf("%s --replace %s imports it again; backpay forget %s removes what is left of it",
		again, quoteWord(e.File), e.ID)
}

// quoteWord writes the name of a file as one word of a shell.
func quoteWord(s string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./,+:@%", r)
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// byMapping stands in an Importer between the version of the program and the checksum of a mapping.
const byMapping = ", mapping "

// MappedBy returns the Importer of a table that was read by a mapping, given the checksum of that.
func MappedBy(program, checksum string) string { return program + byMapping + checksum }

// Mapped reports whether the import is of a table that was read by a mapping.
func (e Entry) Mapped() bool { return strings.Contains(e.Importer, byMapping) }

// Fingerprint returns a hash of the records and cells of the directory, for a cached model to be tied
// to. It does not depend on when and in which order they were imported.
func (c Catalogue) Fingerprint() string {
	var lines []string
	for _, e := range c.Imports {
		for _, f := range e.Files {
			lines = append(lines, path.Dir(f.Path)+" "+f.SHA256+"\n")
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

// files returns the paths of all files.
func (c Catalogue) files() map[string]bool {
	paths := map[string]bool{}
	for _, e := range c.Imports {
		for _, f := range e.Files {
			paths[f.Path] = true
		}
	}
	return paths
}

// without returns the catalogue without the files that drop picks, and without the imports that are left
// with none.
func (c Catalogue) without(drop func(Entry, File) bool) Catalogue {
	kept := Catalogue{Format: c.Format, Imports: []Entry{}}
	for _, e := range c.Imports {
		e.Files = slices.DeleteFunc(slices.Clone(e.Files), func(f File) bool { return drop(e, f) })
		if len(e.Files) > 0 {
			kept.Imports = append(kept.Imports, e)
		}
	}
	return kept
}

// partitionPath returns where a file of an import lies.
func partitionPath(table, source string, year int, id string) string {
	return fmt.Sprintf("%s/source=%s/year=%d/%s.parquet", table, source, year, id)
}

var (
	sourceName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	importID   = regexp.MustCompile(`^[0-9a-f]{8}$`)
)

// partitions returns the path of every file that lies where one of an import does, and is named as one.
func partitions(directory string) ([]string, error) {
	var paths []string
	for _, table := range []string{recordTable.name, cellTable.name} {
		found, err := fs.Glob(os.DirFS(directory), table+"/source=*/year=*/*.parquet")
		if err != nil {
			return nil, fmt.Errorf("listing data directory: %w", err)
		}
		paths = append(paths, found...)
	}
	return slices.DeleteFunc(paths, func(p string) bool {
		return !importID.MatchString(strings.TrimSuffix(path.Base(p), ".parquet"))
	}), nil
}

// readCatalogue reads the catalogue of a directory; without one the directory is empty, and must be.
func readCatalogue(directory string) (Catalogue, error) {
	name := filepath.Join(directory, CatalogueName)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if lost, err := partitions(directory); err != nil || len(lost) > 0 {
			return Catalogue{},
				pay.Errorf(pay.Unreadable, "the catalogue is missing, and there are files that it should name").
					At(name).Because(err).
					WithHint("restore it from a backup, or move the directory away and import again")
		}
		return Catalogue{Format: catalogueFormat, Imports: []Entry{}}, nil
	}
	if err != nil {
		return Catalogue{}, fmt.Errorf("reading catalogue: %w", err)
	}
	damaged := func(cause error) error {
		return pay.Errorf(pay.Unreadable, "the catalogue is damaged").At(name).Because(cause).
			WithHint("restore it from a backup, or move the directory away and import again")
	}
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return Catalogue{}, damaged(err)
	}
	if version.Format > catalogueFormat {
		return Catalogue{},
			pay.Errorf(pay.Unsupported, "the catalogue has format %d, and this program reads %d", version.Format,
				catalogueFormat).
				At(name).WithHint("a newer Backpay wrote this directory: use that one, or another directory")
	}
	if version.Format < catalogueFormat {
		return Catalogue{},
			pay.Errorf(pay.Unsupported, "the catalogue has format %d, and this program reads %d", version.Format,
				catalogueFormat).
				At(name).WithHint("an older Backpay wrote this directory: import the files again into another one")
	}
	var c Catalogue
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields() // what is not known would be lost when the catalogue is written again
	if err := decoder.Decode(&c); err != nil {
		return Catalogue{}, damaged(err)
	}
	if err := c.check(); err != nil {
		return Catalogue{}, damaged(err)
	}
	return c, nil
}

// check refuses a catalogue whose files do not lie where they must, so that none leads out of the
// directory.
func (c Catalogue) check() error {
	for _, e := range c.Imports {
		if !importID.MatchString(e.ID) || !sourceName.MatchString(e.Source) {
			return fmt.Errorf("import %q of source %q is not named as an import is", e.ID, e.Source)
		}
		for _, f := range e.Files {
			if f.Path != partitionPath(recordTable.name, e.Source, f.Year, e.ID) &&
				f.Path != partitionPath(cellTable.name, e.Source, f.Year, e.ID) {
				return fmt.Errorf("%q is not where a file of import %s belongs", f.Path, e.ID)
			}
		}
	}
	return nil
}

// writeCatalogue replaces the catalogue. Everything it names must be on disk: renaming is the moment at
// which the directory changes.
func writeCatalogue(directory string, c Catalogue) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("writing catalogue: %w", err)
	}
	name := filepath.Join(directory, CatalogueName)
	f, err := os.OpenFile(name+newSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("writing catalogue: %w", err)
	}
	_, err = f.Write(append(data, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing catalogue: %w", err)
	}
	if err := os.Rename(name+newSuffix, name); err != nil {
		return fmt.Errorf("replacing catalogue: %w", err)
	}
	return syncDirectory(directory)
}
