package dataset

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

// held returns every record of a directory, with those that are set aside.
func held(t testing.TB, d *Directory) []Record {
	t.Helper()
	return collect(t, d.ScanRecords(t.Context(), Filter{Excluded: true}))
}

// byYear sorts records as a directory holds those of one import.
func byYear(records []Record) []Record {
	sorted := slices.Clone(records)
	slices.SortStableFunc(sorted, func(a, b Record) int { return a.Year - b.Year })
	return sorted
}

// tree lists the files below a directory, but for the lock.
func tree(t testing.TB, path string) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(path), ".", func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && p != lockName {
			files = append(files, p)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func TestDefaultDirectory(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the paths below are those of other systems")
	}
	home := func() (string, error) { return "/home/ada", nil }
	none := func() (string, error) { return "", errors.New("no home") }
	for _, test := range []struct {
		platform string
		env      map[string]string
		home     func() (string, error)
		want     string
	}{
		{"linux", map[string]string{"XDG_DATA_HOME": "/data"}, none, "/data/backpay"},
		{"linux", map[string]string{"XDG_DATA_HOME": "relative"}, home, "/home/ada/.local/share/backpay"},
		{"freebsd", nil, home, "/home/ada/.local/share/backpay"},
		{"linux", nil, none, ""},
		{"darwin", map[string]string{"XDG_DATA_HOME": "/data"}, home, "/home/ada/Library/Application Support/Backpay"},
		{"darwin", nil, none, ""},
		{"windows", map[string]string{"LocalAppData": "/local"}, none, "/local/Backpay"},
		{"windows", nil, home, ""},
	} {
		got, err := defaultDirectory(test.platform, func(name string) string { return test.env[name] }, test.home)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s %v: %q, %v", test.platform, test.env, got, err)
		}
	}
}

func TestMissingDirectoryIsEmpty(t *testing.T) {
	d := directory(t)
	if got := held(t, d); len(got) > 0 {
		t.Errorf("%d records", len(got))
	}
	if err := d.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(d.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading created it: %v", err)
	}
}

func TestOpenDirectoryRefusesFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := OpenDirectory(file)
	if err == nil || payError(t, err).Kind != pay.Invalid {
		t.Errorf("%v", err)
	}
}

func TestImport(t *testing.T) {
	d := directory(t)
	records := drawn(7, 3000, "survey", 2014, 2025) // more years than are open at a time
	meta := Meta{
		File: "/somewhere/else\\results.csv.gz", SHA256: "abc", Bytes: 12345,
		Imported: time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600)), Importer: "1.0", Title: "A survey",
		Layer: pay.Reported, Licence: "CC0", Credit: "its authors", URL: "https://example.org",
	}
	entry, added := commit(t, d, records, meta, CommitOptions{})
	if !added {
		t.Error("it is not new")
	}
	if diff := diff(byYear(records), held(t, d)); diff != "" {
		t.Errorf("records came back otherwise (-want +got):\n%s", diff)
	}

	want := Counts{Read: len(records), Excluded: map[Reason]int{}}
	for _, r := range records {
		if r.Excluded == "" {
			want.Kept++
		} else {
			want.Excluded[r.Excluded]++
		}
	}
	if diff := cmp.Diff(want, entry.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	meta.File, meta.Imported = "results.csv.gz", time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC)
	if diff := cmp.Diff(meta, entry.Meta); diff != "" {
		t.Errorf("meta (-want +got):\n%s", diff)
	}

	files := []string{CatalogueName}
	for i, year := range []int{2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025} {
		files = append(files, partitionPath("records", "survey", year, entry.ID))
		if entry.Years[i] != year {
			t.Errorf("years are %v", entry.Years)
		}
	}
	if diff := cmp.Diff(files, tree(t, d.Path())); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}

	again, err := OpenDirectory(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.Catalogue(), again.Catalogue()); diff != "" {
		t.Errorf("the catalogue on disk is another (-want +got):\n%s", diff)
	}
	if err := again.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestImportCells(t *testing.T) {
	d := directory(t)
	imp, err := d.Begin("oews")
	if err != nil {
		t.Fatal(err)
	}
	want := []Cell{
		{Source: "oews", Year: 2023, Country: "US", Occupation: "15-1252", Mean: 1, Currency: "USD", Period: pay.Year},
		{Source: "oews", Year: 2024, Country: "US", Occupation: "15-1252", Mean: 2, Currency: "USD", Period: pay.Year},
	}
	for i := range want {
		if err := imp.Cell(&want[i]); err != nil {
			t.Fatal(err)
		}
	}
	entry, _, err := imp.Commit(t.Context(), Meta{SHA256: "abc"}, CommitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if c := entry.Counts(); c.Read != 2 || c.Kept != 2 {
		t.Errorf("counts are %+v", c)
	}
	for _, test := range []struct {
		filter Filter
		want   []Cell
	}{
		{Filter{}, want},
		{Filter{Years: []int{2024}}, want[1:]},
		{Filter{Sources: []string{"oflc"}}, nil},
	} {
		var got []Cell
		for c, err := range d.Cells(t.Context(), test.filter) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, *c)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test.filter, diff)
		}
	}
	if got := held(t, d); len(got) > 0 {
		t.Errorf("%d records among the cells", len(got))
	}
}

func TestImportTwice(t *testing.T) {
	d := directory(t)
	records := drawn(8, 200, "survey", 2023, 2024)
	first, _ := commit(t, d, records, Meta{SHA256: "abc", Importer: "1"}, CommitOptions{})
	before := tree(t, d.Path())
	if e, found := d.Catalogue().Find("survey", "abc"); !found || e.ID != first.ID {
		t.Errorf("Find finds %v", e)
	}
	if _, found := d.Catalogue().Find("other", "abc"); found {
		t.Error("Find finds the content of another source")
	}
	for _, options := range []CommitOptions{{}, {Replace: true}} {
		second, added := commit(t, d, records, Meta{SHA256: "abc", Importer: "1"}, options)
		if added || second.ID != first.ID {
			t.Errorf("%+v: added is %v, the entry is %s of %s", options, added, second.ID, first.ID)
		}
		if diff := cmp.Diff(before, tree(t, d.Path())); diff != "" {
			t.Errorf("%+v: files (-want +got):\n%s", options, diff)
		}
	}
	if _, added := commit(t, d, records, Meta{SHA256: "abc", Importer: "2"}, CommitOptions{}); added {
		t.Error("another importer takes the same content in beside itself")
	}
	second, added := commit(t, d, records, Meta{SHA256: "abc", Importer: "2"}, CommitOptions{Replace: true})
	if !added || second.ID == first.ID {
		t.Error("another importer does not replace what the earlier one made")
	}
	if diff := diff(byYear(records), held(t, d)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestReplaceSomeYears(t *testing.T) {
	d := directory(t)
	old := drawn(9, 300, "survey", 2022, 2024)
	other := drawn(10, 100, "other", 2024, 2024)
	first, _ := commit(t, d, old, Meta{SHA256: "old"}, CommitOptions{})
	commit(t, d, other, Meta{SHA256: "other"}, CommitOptions{})
	fresh := drawn(11, 100, "survey", 2024, 2024)
	second, _ := commit(t, d, fresh, Meta{SHA256: "fresh"}, CommitOptions{Replace: true})

	var want []Record
	want = append(want, other...)
	for _, r := range byYear(old) {
		if r.Year != 2024 {
			want = append(want, r)
		}
	}
	want = append(want, fresh...)
	if diff := diff(want, held(t, d)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if earlier, found := d.Catalogue().Find("survey", "old"); !found || len(earlier.Files) != 2 ||
		len(earlier.Years) != 3 || earlier.ID != first.ID {
		t.Errorf("the earlier import is %+v", earlier)
	}

	// The earlier file again: it is not all there any more, so that Replace takes it in whole.
	third, added := commit(t, d, old, Meta{SHA256: "old"}, CommitOptions{Replace: true})
	if !added {
		t.Fatal("an import of which a part was replaced cannot be made again")
	}
	if diff := diff(append(slices.Clone(other), byYear(old)...), held(t, d)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if n := len(d.Catalogue().Imports); n != 2 {
		t.Errorf("there are %d imports", n)
	}

	if removed, err := d.Remove(third.ID[:5]); err != nil || removed.ID != third.ID {
		t.Fatal(removed.ID, err)
	}
	if diff := diff(other, held(t, d)); diff != "" {
		t.Errorf("records after Remove (-want +got):\n%s", diff)
	}
	if _, err := os.Stat(filepath.Join(d.Path(), "records", "source=survey")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder of the removed import is left: %v", err)
	}
	if _, err := d.Remove(second.ID); err == nil || payError(t, err).Kind != pay.NotFound {
		t.Errorf("removing what is not there: %v", err)
	}
}

func TestFilter(t *testing.T) {
	d := directory(t)
	a, b := drawn(12, 200, "a", 2023, 2024), drawn(13, 200, "b", 2024, 2025)
	commit(t, d, b, Meta{SHA256: "b"}, CommitOptions{})
	commit(t, d, a, Meta{SHA256: "a"}, CommitOptions{})
	for _, filter := range []Filter{
		{}, {Excluded: true}, {Sources: []string{"b"}}, {Years: []int{2024}, Excluded: true},
		{Sources: []string{"a"}, Years: []int{2023, 2025}},
	} {
		var want []Record
		for _, r := range slices.Concat(byYear(a), byYear(b)) {
			if (len(filter.Sources) == 0 || slices.Contains(filter.Sources, r.Source)) &&
				(len(filter.Years) == 0 || slices.Contains(filter.Years, r.Year)) &&
				(filter.Excluded || r.Excluded == "") {
				want = append(want, r)
			}
		}
		if len(want) == 0 {
			t.Fatalf("%+v picks nothing", filter)
		}
		if diff := diff(want, collect(t, d.ScanRecords(t.Context(), filter))); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", filter, diff)
		}
	}
	if got := collect(t, d.ScanRecords(t.Context(), Filter{Sources: []string{"c"}})); len(got) > 0 {
		t.Errorf("%d records of a source that is not there", len(got))
	}
}

func TestReview(t *testing.T) {
	d := directory(t)
	records := drawn(14, 1000, "survey", 2019, 2025)
	seen := 0
	entry, _ := commit(t, d, records, Meta{SHA256: "abc"}, CommitOptions{Review: func(r *Record) Reason {
		seen++
		if r.Excluded != "" {
			t.Errorf("a record that is set aside is reviewed: %s", r.Excluded)
		}
		if r.Pay > 100_000 {
			return Implausible
		}
		return ""
	}})
	want := byYear(records)
	kept, implausible := 0, 0
	for i := range want {
		if want[i].Excluded == "" {
			kept++
			if want[i].Pay > 100_000 {
				want[i].Excluded = Implausible
			}
		}
		if want[i].Excluded == Implausible {
			implausible++
		}
	}
	if seen != kept {
		t.Errorf("%d records are reviewed of %d", seen, kept)
	}
	if n := entry.Counts().Excluded[Implausible]; n != implausible {
		t.Errorf("%d are implausible of %d", n, implausible)
	}
	if diff := diff(want, held(t, d)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestReviewWithUnknownReason(t *testing.T) {
	d := directory(t)
	imp, err := d.Begin("survey")
	if err != nil {
		t.Fatal(err)
	}
	r := valid()
	if err := imp.Record(&r); err != nil {
		t.Fatal(err)
	}
	_, _, err = imp.Commit(t.Context(), Meta{SHA256: "abc"},
		CommitOptions{Review: func(*Record) Reason { return "too rich" }})
	if err == nil || payError(t, err).Field != "excluded" {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{CatalogueName}, tree(t, d.Path())); diff != "" {
		t.Errorf("files after a failed commit (-want +got):\n%s", diff)
	}
}

func TestImportRefuses(t *testing.T) {
	d := directory(t)
	for _, source := range []string{"", "..", "a/b", "Survey", "a b", "-a", "a--b"} {
		if _, err := d.Begin(source); err == nil || payError(t, err).Kind != pay.Invalid {
			t.Errorf("source %q: %v", source, err)
		}
	}
	if _, err := os.Stat(d.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an import that did not begin created the directory: %v", err)
	}
	imp, err := d.Begin("survey")
	if err != nil {
		t.Fatal(err)
	}
	r := valid()
	r.Source = "other"
	if err := imp.Record(&r); err == nil || payError(t, err).Field != "source" {
		t.Errorf("a record of another source: %v", err)
	}
	if err := imp.Cell(&Cell{Source: "survey", Year: 2024, Currency: "USD", Period: pay.Year, P50: -1}); err == nil ||
		payError(t, err).Field != "p50" {
		t.Errorf("a negative percentile: %v", err)
	}
	if _, _, err := imp.Commit(t.Context(), Meta{File: "empty.csv", SHA256: "abc"}, CommitOptions{}); err == nil ||
		payError(t, err).Place != "empty.csv" {
		t.Errorf("an import of nothing: %v", err)
	}
	if diff := cmp.Diff([]string{CatalogueName}, tree(t, d.Path())); diff != "" {
		t.Errorf("files after refused rows (-want +got):\n%s", diff)
	}
	r = valid()
	if err := imp.Record(&r); err == nil {
		t.Error("an import that is over takes a record")
	}
	if _, _, err := imp.Commit(t.Context(), Meta{}, CommitOptions{}); err == nil {
		t.Error("an import that is over is committed")
	}
	if err := imp.Abort(); err != nil {
		t.Errorf("aborting an import that is over: %v", err)
	}
}

func TestAbort(t *testing.T) {
	d := directory(t)
	records := drawn(15, 500, "survey", 2023, 2024)
	commit(t, d, records, Meta{SHA256: "abc"}, CommitOptions{})
	before := tree(t, d.Path())

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, end := range []func(*Import){
		func(imp *Import) {
			if err := imp.Abort(); err != nil {
				t.Error(err)
			}
		},
		func(imp *Import) {
			if _, _, err := imp.Commit(ctx, Meta{SHA256: "def"}, CommitOptions{Replace: true}); !errors.Is(err,
				context.Canceled) {
				t.Errorf("a cancelled commit: %v", err)
			}
		},
	} {
		imp, err := d.Begin("survey")
		if err != nil {
			t.Fatal(err)
		}
		for i := range records {
			if err := imp.Record(&records[i]); err != nil {
				t.Fatal(err)
			}
		}
		end(imp)
		if diff := cmp.Diff(before, tree(t, d.Path())); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
	}
	if diff := diff(byYear(records), held(t, d)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestOneImportAtATime(t *testing.T) {
	d := directory(t)
	imp, err := d.Begin("survey")
	if err != nil {
		t.Fatal(err)
	}
	defer imp.Abort()
	other, err := OpenDirectory(d.Path()) // reading needs no lock
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Begin("other"); err == nil || payError(t, err).Kind != pay.Conflict {
		t.Errorf("a second import: %v", err)
	}
	if _, err := other.Remove("01234567"); err == nil || payError(t, err).Kind != pay.Conflict {
		t.Errorf("removing during an import: %v", err)
	}
	if err := imp.Abort(); err != nil {
		t.Fatal(err)
	}
	commit(t, other, drawn(16, 10, "other", 2024, 2024), Meta{SHA256: "abc"}, CommitOptions{})
}

func TestReplacedWhileReading(t *testing.T) {
	d := directory(t)
	commit(t, d, drawn(17, 100, "survey", 2023, 2024), Meta{SHA256: "abc"}, CommitOptions{})
	other, err := OpenDirectory(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	fresh := drawn(18, 100, "survey", 2023, 2024)
	commit(t, other, fresh, Meta{SHA256: "def"}, CommitOptions{Replace: true})
	if e := fails(t, d.ScanRecords(t.Context(), Filter{})); e.Kind != pay.Conflict {
		t.Errorf("%v of kind %s", e, e.Kind)
	}
	if err := d.Reload(); err != nil {
		t.Fatal(err)
	}
	if diff := diff(byYear(fresh), held(t, d)); diff != "" {
		t.Errorf("records after Reload (-want +got):\n%s", diff)
	}
}

func TestLeftovers(t *testing.T) {
	d := directory(t)
	records := drawn(19, 100, "survey", 2024, 2024)
	commit(t, d, records, Meta{SHA256: "abc"}, CommitOptions{})
	want := tree(t, d.Path())
	for _, name := range []string{
		filepath.Join(d.Path(), filepath.FromSlash(partitionPath("records", "survey", 2024, "00000000"))),
		filepath.Join(d.Path(), filepath.FromSlash(partitionPath("cells", "oews", 2023, "00000000"))),
		filepath.Join(d.Path(), stagingName, "records"),
		filepath.Join(d.Path(), CatalogueName+newSuffix),
		// No import has made these: they are the owner's.
		filepath.Join(d.Path(), "records", "notes.txt"),
		filepath.Join(d.Path(), "records", "source=survey", "year=2024", "mine.parquet"),
		filepath.Join(d.Path(), "backup", filepath.FromSlash(partitionPath("records", "survey", 2024, "00000000"))),
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("half of it"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := diff(records, held(t, d)); diff != "" {
		t.Errorf("leftovers are read (-want +got):\n%s", diff)
	}
	imp, err := d.Begin("survey")
	if err != nil {
		t.Fatal(err)
	}
	if err := imp.Abort(); err != nil {
		t.Fatal(err)
	}
	want = append(want, "records/notes.txt", "records/source=survey/year=2024/mine.parquet",
		"backup/"+partitionPath("records", "survey", 2024, "00000000"))
	got := tree(t, d.Path())
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files after the next import (-want +got):\n%s", diff)
	}
}

func TestDamagedFileIsNamed(t *testing.T) {
	d := directory(t)
	entry, _ := commit(t, d, drawn(20, 300, "survey", 2022, 2024), Meta{SHA256: "abc"}, CommitOptions{})
	name := filepath.Join(d.Path(), filepath.FromSlash(entry.Files[1].Path))
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	damages := map[string][]byte{"empty": {}, "cut": whole[:len(whole)-1], "longer": append(slices.Clone(whole), 0)}
	for i := 0; i < len(whole); i += 997 {
		flipped := slices.Clone(whole)
		flipped[i] ^= 1
		damages["flipped at "+strings.Repeat("I", i/997)] = flipped
	}
	check := func(what string) {
		t.Helper()
		if e := fails(t, d.ScanRecords(t.Context(), Filter{})); e.Kind != pay.Unreadable || e.Place != name ||
			e.Hint == "" {
			t.Errorf("%s: %v at %q of kind %s", what, e, e.Place, e.Kind)
		}
		if e := payError(t, d.Verify(t.Context())); e.Kind != pay.Unreadable || e.Place != name {
			t.Errorf("%s: Verify: %v at %q", what, e, e.Place)
		}
		if got := collect(t, d.ScanRecords(t.Context(), Filter{Years: []int{2022, 2024}})); len(got) == 0 {
			t.Errorf("%s: the other files cannot be read", what)
		}
	}
	for what, data := range damages {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		check(what)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	check("missing")
	other := filepath.Join(d.Path(), filepath.FromSlash(entry.Files[2].Path))
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context()); !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), other) {
		t.Errorf("Verify does not name both files: %v", err)
	}
}

func TestReplaceMendsDamage(t *testing.T) {
	d := directory(t)
	records := drawn(23, 100, "survey", 2023, 2024)
	entry, _ := commit(t, d, records, Meta{SHA256: "abc"}, CommitOptions{})
	if err := os.Truncate(filepath.Join(d.Path(), filepath.FromSlash(entry.Files[0].Path)), 9); err != nil {
		t.Fatal(err)
	}
	if _, added := commit(t, d, records, Meta{SHA256: "abc"}, CommitOptions{Replace: true}); !added {
		t.Error("the same content does not replace a damaged file")
	}
	if diff := diff(byYear(records), held(t, d)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestLostCatalogue(t *testing.T) {
	d := directory(t)
	commit(t, d, drawn(24, 100, "survey", 2024, 2024), Meta{SHA256: "abc"}, CommitOptions{})
	if err := os.Remove(filepath.Join(d.Path(), CatalogueName)); err != nil {
		t.Fatal(err)
	}
	files := tree(t, d.Path())
	if _, err := OpenDirectory(d.Path()); err == nil || payError(t, err).Kind != pay.Unreadable {
		t.Errorf("opening: %v", err)
	}
	if _, err := d.Begin("survey"); err == nil || payError(t, err).Kind != pay.Unreadable {
		t.Errorf("importing: %v", err)
	}
	if diff := cmp.Diff(files, tree(t, d.Path())); diff != "" || len(files) == 0 {
		t.Errorf("files that no catalogue names any more are removed (-want +got):\n%s", diff)
	}
}

func TestCatalogueRefused(t *testing.T) {
	const file = `{"path": "%", "year": 2024, "sha256": "x", "bytes": 1, "rows": 1}`
	entry := func(id, source, path string) string {
		return `{"format": 1, "imports": [{"id": "` + id + `", "source": "` + source + `", "files": [` +
			strings.ReplaceAll(file, "%", path) + `]}]}`
	}
	for _, test := range []struct {
		name, text string
		kind       pay.Kind
	}{
		{"newer", `{"format": 2, "tables": []}`, pay.Unsupported},
		{"older", `{"format": 0}`, pay.Unsupported},
		{"none", `{}`, pay.Unsupported},
		{"cut", `{"format": 1, "imports": [`, pay.Unreadable},
		{"empty", ``, pay.Unreadable},
		{"more than is known", `{"format": 1, "imports": [], "tables": []}`, pay.Unreadable},
		{"leading out", entry("01234567", "survey", "../../secret.parquet"), pay.Unreadable},
		{"of another year", entry("01234567", "survey", "records/source=survey/year=2023/01234567.parquet"),
			pay.Unreadable},
		{"a strange id", entry("..", "survey", "records/source=survey/year=2024/...parquet"), pay.Unreadable},
		{"a strange source", entry("01234567", "..", "records/source=../year=2024/01234567.parquet"), pay.Unreadable},
	} {
		dir := t.TempDir()
		name := filepath.Join(dir, CatalogueName)
		if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenDirectory(dir)
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		if e := payError(t, err); e.Kind != test.kind || e.Place != name || e.Hint == "" {
			t.Errorf("%s: %v at %q of kind %s", test.name, e, e.Place, e.Kind)
		}
	}
	dir := t.TempDir()
	sound := entry("01234567", "survey", "records/source=survey/year=2024/01234567.parquet")
	if err := os.WriteFile(filepath.Join(dir, CatalogueName), []byte(sound), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenDirectory(dir); err != nil {
		t.Errorf("a sound catalogue is refused: %v", err)
	}
}

func TestFingerprint(t *testing.T) {
	a, b := drawn(21, 100, "a", 2023, 2024), drawn(22, 100, "b", 2024, 2024)
	one, two := directory(t), directory(t)
	empty := one.Catalogue().Fingerprint()
	commit(t, one, a, Meta{SHA256: "a"}, CommitOptions{})
	half := one.Catalogue().Fingerprint()
	commit(t, one, b, Meta{SHA256: "b", Imported: time.Unix(0, 0)}, CommitOptions{})
	commit(t, two, b, Meta{SHA256: "b"}, CommitOptions{})
	commit(t, two, a, Meta{SHA256: "a"}, CommitOptions{})
	if one.Catalogue().Fingerprint() != two.Catalogue().Fingerprint() {
		t.Error("the same records have another fingerprint")
	}
	prints := []string{empty, half, one.Catalogue().Fingerprint()}
	a[0].Pay++
	commit(t, two, a, Meta{SHA256: "a2"}, CommitOptions{Replace: true})
	prints = append(prints, two.Catalogue().Fingerprint())
	slices.Sort(prints)
	if len(slices.Compact(prints)) != 4 {
		t.Errorf("other records have the same fingerprint: %q", prints)
	}
}

// TestLookup holds that the beginning of an ID is enough where it is of one import alone.
func TestLookup(t *testing.T) {
	c := Catalogue{Imports: []Entry{{ID: "ab01cd00"}, {ID: "ab02cd00", Meta: Meta{File: "two.csv"}}, {ID: "ff000000"}}}
	for prefix, want := range map[string]string{"f": "ff000000", "ab01": "ab01cd00", "AB02CD00": "ab02cd00"} {
		if e, err := c.Lookup(prefix); err != nil || e.ID != want {
			t.Errorf("%q is %q: %v", prefix, e.ID, err)
		}
	}
	for prefix, kind := range map[string]pay.Kind{
		"": pay.Invalid, "ab": pay.Invalid, "0": pay.NotFound, "ff0000000": pay.NotFound,
	} {
		if e, err := c.Lookup(prefix); err == nil || payError(t, err).Kind != kind {
			t.Errorf("%q is %q: %v", prefix, e.ID, err)
		}
	}
}

// TestReplaceKeepsAlone holds that the same content again, with Replace, takes the place of others of its years and
// leaves those of other years and sources.
func TestReplaceKeepsAlone(t *testing.T) {
	d := directory(t)
	other := drawn(31, 40, "other", 2024, 2024)
	commit(t, d, other, Meta{SHA256: "o"}, CommitOptions{})
	commit(t, d, drawn(32, 40, "survey", 2023, 2023), Meta{SHA256: "1"}, CommitOptions{})
	commit(t, d, drawn(33, 40, "survey", 2024, 2024), Meta{SHA256: "2"}, CommitOptions{})
	last := drawn(34, 40, "survey", 2024, 2024)
	commit(t, d, last, Meta{SHA256: "3"}, CommitOptions{})
	if _, added := commit(t, d, last, Meta{SHA256: "3"}, CommitOptions{Replace: true}); added {
		t.Error("the same content was taken in twice")
	}
	var sums []string
	for _, e := range d.Catalogue().Imports {
		sums = append(sums, e.SHA256)
	}
	if diff := cmp.Diff([]string{"o", "1", "3"}, sums); diff != "" {
		t.Error(diff)
	}
	if err := d.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestMend holds that the commands which mend an import can be typed as they are written.
func TestMend(t *testing.T) {
	for _, c := range []struct {
		entry Entry
		want  string
	}{
		{Entry{ID: "ab01cd00", Source: "dou", Meta: Meta{File: "2024_dec.csv", Importer: "v1"}},
			"backpay import dou --replace 2024_dec.csv imports it again; " +
				"backpay forget ab01cd00 removes what is left of it"},
		{Entry{ID: "ab01cd00", Source: "acme", Meta: Meta{File: "Ann's pay.csv", Importer: MappedBy("v1", "00ff")}},
			`backpay import table --map MAPPING.yaml --replace 'Ann'\''s pay.csv' imports it again; ` +
				`backpay forget ab01cd00 removes what is left of it`},
	} {
		if got := c.entry.Mend(); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}
