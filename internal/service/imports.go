package service

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/screen"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/catalog"
	"github.com/backpay/backpay/internal/source/table"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// ImportAsk says what to import and how.
type ImportAsk struct {
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

// Import reads a file into the data directory: its records, kept or set aside with their reason. It is
// atomic, and importing the same content twice changes nothing.
func (s *Service) Import(ctx context.Context, ask ImportAsk) (Report, error) {
	src, importer, err := s.source(ask)
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
	imp, err := s.dir.Begin(src.Name)
	if err != nil {
		return Report{}, err
	}
	defer imp.Abort()

	priors, err := s.priors()
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
		File: filepath.Base(ask.File), SHA256: in.SHA256(), Bytes: in.Bytes(), Imported: s.now(), Importer: importer,
		Title: src.Title, Layer: src.Layer, Licence: src.Licence, Credit: src.Credit, URL: src.URL,
	}, dataset.CommitOptions{
		Replace: ask.Replace,
		Review:  func(r *dataset.Record) dataset.Reason { return judge(limits, r) },
	})
	if err != nil {
		return Report{}, err
	}
	s.forget()
	counts := entry.Counts()
	report := Report{
		Source: src.Name, File: entry.File, SHA256: entry.SHA256, Added: added, Years: entry.Years,
		Read: counts.Read, Kept: counts.Kept, SetAside: counts.Excluded, Unmapped: sink.labels(),
	}
	if f, ok := src.Published(entry.SHA256); ok {
		report.Published = f.Name
	}
	for _, e := range s.dir.Catalogue().Imports {
		if src.Yearly && e.Source == entry.Source && e.ID != entry.ID && slices.ContainsFunc(e.Years, func(y int) bool { return slices.Contains(entry.Years, y) }) {
			report.Beside = append(report.Beside, e.File)
		}
	}
	return report, nil
}

// source returns the source that an import names and what reads it: the program's version, and for a table
// the checksum of the mapping that describes it.
func (s *Service) source(ask ImportAsk) (src source.Source, importer string, err error) {
	if ask.Source != tableName {
		if ask.Mapping != "" {
			return src, "", pay.Errorf(pay.Invalid, "%s has its own columns and takes no mapping", ask.Source).In("map").
				WithHint("import table --map %s FILE", ask.Mapping)
		}
		src, err = catalog.ByName(ask.Source)
		return src, Version(), err
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
	return mapping.Source(), fmt.Sprintf("%s, mapping %x", Version(), sha256.Sum256(text)), nil
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

// window is how many years back, from the newest record, the subsets reach: older pay says little of
// today's, even carried by prices.
const window = 4

// ownSubsets returns the subsets of the records in the data directory, nil when there are none. They are
// kept in a file beside the catalogue, named after its fingerprint, and made again when it is not there.
func (s *Service) ownSubsets() (*subset.Table, error) {
	catalogue := s.dir.Catalogue()
	newest := 0
	for _, e := range catalogue.Imports {
		for _, y := range e.Years {
			newest = max(newest, y)
		}
	}
	if newest == 0 {
		return nil, nil
	}
	name := filepath.Join(s.dir.Path(), "cache", "subsets-"+catalogue.Fingerprint()[:16])
	if b, err := os.ReadFile(name); err == nil {
		if t, err := subset.Read(bytes.NewReader(b)); err == nil {
			return t, nil
		}
		s.log.Warn("a cached table was damaged and is made again", "file", name)
	}
	t, err := s.Subsets(context.Background(), newest)
	if err != nil {
		return nil, err
	}
	if err := writeCache(name, t); err != nil { // the next question makes it again
		s.log.Warn("the table of subsets could not be kept", "error", err)
	}
	return t, nil
}

// writeCache keeps a table and removes those of earlier catalogues.
func writeCache(name string, t *subset.Table) error {
	old, err := filepath.Glob(filepath.Join(filepath.Dir(name), "subsets-*"))
	if err != nil {
		return fmt.Errorf("looking for old tables: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	if err := dataset.WriteWhole(name, 0o600, t.Write); err != nil {
		return err
	}
	for _, o := range old {
		if o != name {
			os.Remove(o)
		}
	}
	return nil
}

func years(from, to int) []int {
	var ys []int
	for y := from; y <= to; y++ {
		ys = append(ys, y)
	}
	return ys
}

// pooled reports whether a record is told together with others. Only what is alike is: gross pay, of
// freelancers only what they make in a year.
func pooled(r *dataset.Record) bool {
	return r.Basis == pay.Gross && (r.Employment != "freelance" || r.Period == pay.Year)
}

// Subsets makes the table of subsets of the records in the data directory of the years up to newest.
func (s *Service) Subsets(ctx context.Context, newest int) (*subset.Table, error) {
	layers := s.layersOf()
	b := subset.NewBuilder()
	for r, err := range s.dir.Records(ctx, dataset.Filter{Years: years(newest-window+1, newest)}) {
		if err != nil {
			return nil, err
		}
		if !pooled(r) {
			continue
		}
		v, err := subset.Comparable(r)
		if err != nil || !(v > 0) || math.IsInf(v, 0) {
			continue
		}
		b.Add(r, layers[r.Source], v)
	}
	return b.Table(), nil
}

// ExportAsk says what to export.
type ExportAsk struct {
	Parquet  bool // Parquet instead of CSV
	Sources  []string
	Years    []int
	Excluded bool // with the rows that were set aside
}

// Export writes records of the data directory.
func (s *Service) Export(ctx context.Context, ask ExportAsk, w io.Writer) error {
	if len(s.dir.Catalogue().Imports) == 0 {
		return pay.Errorf(pay.NoEvidence, "there are no records to export").At(s.dir.Path()).
			WithHint("import some first: backpay import --help")
	}
	records := s.dir.Records(ctx, dataset.Filter{Sources: ask.Sources, Years: ask.Years, Excluded: ask.Excluded})
	if ask.Parquet {
		return dataset.WriteParquet(w, records)
	}
	return dataset.WriteCSV(w, records)
}

// SourceInfo is a publisher whose files can be imported, with what is here of it.
type SourceInfo struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Layer    pay.Layer   `json:"layer"`
	Measures string      `json:"measures"`
	Bias     string      `json:"bias"`
	Licence  string      `json:"licence"`
	Credit   string      `json:"credit"`
	URL      string      `json:"url"`
	Embedded int         `json:"embedded"` // records behind the embedded reference
	Imports  []ImportRow `json:"imports"`
}

// ImportRow is one imported file.
type ImportRow struct {
	ID       string                 `json:"id"`
	File     string                 `json:"file"`
	SHA256   string                 `json:"sha256"`
	Imported string                 `json:"imported"` // a date
	Years    []int                  `json:"years"`
	Kept     int                    `json:"kept"`
	SetAside map[dataset.Reason]int `json:"set_aside"`
}

// Sources lists the sources, those of the user's own tables last.
func (s *Service) Sources() ([]SourceInfo, error) {
	embedded, err := reference.Counts()
	if err != nil {
		return nil, err
	}
	var infos []SourceInfo
	at := map[string]int{}
	for _, src := range catalog.All {
		at[src.Name] = len(infos)
		infos = append(infos, SourceInfo{
			Name: src.Name, Title: src.Title, Layer: src.Layer, Measures: src.Measures, Bias: src.Bias,
			Licence: src.Licence, Credit: src.Credit, URL: src.URL, Embedded: embedded[src.Name],
		})
	}
	for _, e := range s.dir.Catalogue().Imports {
		i, known := at[e.Source]
		if !known {
			i = len(infos)
			at[e.Source] = i
			infos = append(infos, SourceInfo{Name: e.Source, Title: e.Title, Layer: e.Layer, Licence: e.Licence, Credit: e.Credit, URL: e.URL})
		}
		c := e.Counts()
		infos[i].Imports = append(infos[i].Imports, ImportRow{
			ID: e.ID, File: e.File, SHA256: e.SHA256, Imported: e.Imported.Format("2006-01-02"), Years: e.Years,
			Kept: c.Kept, SetAside: c.Excluded,
		})
	}
	return infos, nil
}
