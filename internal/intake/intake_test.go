package intake

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/screen"
)

const mapping = `
source: payroll
on_error: set-aside
columns:
  pay: {column: Pay}
  currency: {value: EUR}
  period: {value: year}
  basis: {value: gross}
  component: {value: base}
  year: {value: 2025}
  country: {column: Country}
  title: {column: Title}
  level: {column: Level, default: ""}
  place: {column: Town}
`

// desk is a data directory with a mapping beside it.
type desk struct {
	*Intake
	t      *testing.T
	folder string
}

func newDesk(t *testing.T) desk {
	folder := t.TempDir()
	d := desk{&Intake{
		Path: filepath.Join(folder, "data"), Program: "test",
		Now:    func() time.Time { return time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC) },
		Priors: func() (map[string]screen.Prior, error) { return nil, nil },
	}, t, folder}
	d.write("m.yaml", mapping)
	return d
}

func (d desk) write(name, content string) string {
	d.t.Helper()
	path := filepath.Join(d.folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// take imports rows below the header of the mapping.
func (d desk) take(name string, replace bool, rows ...string) Report {
	d.t.Helper()
	file := d.write(name, "Title,Pay,Country,Level,Town\n"+strings.Join(rows, "\n")+"\n")
	r, err := d.Import(d.t.Context(), Ask{
		Source: tableName, File: file, Mapping: filepath.Join(d.folder, "m.yaml"), Replace: replace,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d desk) imports() []Import {
	d.t.Helper()
	l, err := library.Open(library.Config{Data: d.Path, Program: "test"})
	if err != nil {
		d.t.Fatal(err)
	}
	defer l.Close()
	list, err := Imports(d.t.Context(), l)
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

// TestReport holds that a report names rows with their reasons, labels with the nearest codes, and notes.
func TestReport(t *testing.T) {
	d := newDesk(t)
	r := d.take("a.csv", false, "Backend Developer,60000,DE,senior,Berlin", "Backend Developer,much,DE,,Berlin",
		"Backend Developer,,DE,,Nowhereville", "Librarian,50000,DE,,Berlin", "Total,110000,,,")
	want := []AsideRow{
		{Row: 3, Reason: dataset.Unreadable, Why: `column "Pay": cannot read "much" in "much"`},
		{Row: 4, Reason: dataset.NoPay},
		{Row: 5, Reason: dataset.OtherWork},
	}
	if diff := cmp.Diff(want, r.Rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"row 6: left out, for adding up others"}, r.Notes); diff != "" {
		t.Error(diff)
	}
	if r.Read != 4 || r.Kept != 1 || r.ID == "" || !r.Added {
		t.Errorf("%+v", r)
	}
	found := false
	for _, l := range r.Unmapped {
		found = found || l.Facet == pay.FacetPlace && l.Label == "Nowhereville" && l.Rows == 1
	}
	if !found {
		t.Errorf("the place is not among the labels: %+v", r.Unmapped)
	}
}

// TestReportNamesJudged holds that a row which shows only beside others is named by its number.
func TestReportNamesJudged(t *testing.T) {
	d := newDesk(t)
	rows := []string{"Backend Developer,,DE,,Berlin"}
	for i := range 300 {
		rows = append(rows, "Backend Developer,"+[]string{"58000", "61000", "64500", "70000"}[i%4]+",DE,,Berlin")
	}
	rows = append(rows, "Backend Developer,990000000,DE,,Berlin")
	r := d.take("a.csv", false, rows...)
	last := r.Rows[len(r.Rows)-1]
	if last.Row != 303 || !strings.Contains(last.Why, "EUR a year in DE") || r.SetAside[last.Reason] != 1 {
		t.Errorf("%+v of %v", last, r.SetAside)
	}
}

// TestReportIsBounded holds that a reason names no more than its first rows.
func TestReportIsBounded(t *testing.T) {
	d := newDesk(t)
	rows := []string{"Backend Developer,60000,DE,,Berlin"}
	for range 3 * rowsOfReason {
		rows = append(rows, "Backend Developer,,DE,,Berlin")
	}
	r := d.take("a.csv", false, rows...)
	if len(r.Rows) != rowsOfReason || r.Rows[0].Row != 3 || r.SetAside[dataset.NoPay] != 3*rowsOfReason {
		t.Errorf("%d rows named of %v", len(r.Rows), r.SetAside)
	}
}

func TestCorrectedFile(t *testing.T) {
	d := newDesk(t)
	first := d.take("a.csv", false, "Backend Developer,60000,DE,,Berlin", "QA Engineer,50000,DE,,Berlin")
	if len(first.Earlier) != 0 || len(first.Replaced) != 0 {
		t.Fatalf("%+v", first)
	}
	corrected := []string{"Backend Developer,61000,DE,,Berlin", "QA Engineer,51000,DE,,Berlin"}
	second := d.take("b.csv", false, corrected...)
	want := []Earlier{{ID: first.ID, File: "a.csv", Imported: "2026-11-27", Alike: true}}
	if diff := cmp.Diff(want, second.Earlier); diff != "" {
		t.Error(diff)
	}

	// The offer is taken up: the same content again, in place of the earlier file.
	again := d.take("b.csv", true, corrected...)
	if diff := cmp.Diff(want, again.Replaced); diff != "" || again.Added || len(again.Earlier) != 0 {
		t.Errorf("added %t, %+v: %s", again.Added, again.Earlier, diff)
	}
	list := d.imports()
	if len(list) != 1 || list[0].File != "b.csv" || list[0].Kept != 2 {
		t.Fatalf("%+v", list)
	}

	// A file of another shape is no corrected one.
	other := d.take("c.csv", false, "Backend Developer,51000,DE,,Berlin", "QA Engineer,52000,DE,,",
		"QA Engineer,53000,DE,,", "QA Engineer,54000,DE,,")
	if len(other.Earlier) != 1 || other.Earlier[0].Alike {
		t.Errorf("%+v", other.Earlier)
	}
}

// TestImportsMoved compares what an import moved with medians worked out by hand.
func TestImportsMoved(t *testing.T) {
	d := newDesk(t)
	d.take("a.csv", false, "Backend Developer,50000,DE,,", "Backend Developer,60000,DE,,",
		"Backend Developer,70000,FR,,")
	d.write("m.yaml", strings.Replace(mapping, "payroll", "survey", 1))
	d.take("b.csv", false, "Backend Developer,66000,DE,,", "Backend Developer,72000,DE,,")
	list := d.imports()
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	for i, want := range []struct {
		records, others int
		ratio           float64
	}{{2, 2, 63. / 69}, {2, 2, 63. / 55}} {
		m := list[i].Moved
		if m == nil || m.Country != "DE" || m.Records != want.records || m.Others != want.others ||
			m.Ratio < want.ratio-1e-9 || m.Ratio > want.ratio+1e-9 || m.With/m.Without != m.Ratio {
			t.Errorf("%s moved %+v, want %+v", list[i].File, m, want)
		}
	}
}

// TestDamage holds that a damaged import is listed with what mends it, and that both mends do.
func TestDamage(t *testing.T) {
	d := newDesk(t)
	rows := []string{"Backend Developer,50000,DE,,"}
	first := d.take("pay roll.csv", false, rows...)
	parts, err := filepath.Glob(filepath.Join(d.Path, "records", "*", "*", "*.parquet"))
	if err != nil || len(parts) != 1 {
		t.Fatal(parts, err)
	}
	if err := os.WriteFile(parts[0], []byte("damage"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := d.imports()[0]
	for _, want := range []string{"--replace 'pay roll.csv'", "backpay forget " + first.ID} {
		if !strings.Contains(broken.Mend, want) || broken.Damaged == "" {
			t.Errorf("%q does not name %q", broken.Mend, want)
		}
	}
	if mended := d.take("pay roll.csv", true, rows...); !mended.Added {
		t.Error("it was not imported again")
	}
	if list := d.imports(); len(list) != 1 || list[0].Damaged != "" {
		t.Errorf("%+v", list)
	}
}

func TestForget(t *testing.T) {
	d := newDesk(t)
	if _, err := d.Forget("ab"); pay.KindOf(err) != pay.NotFound {
		t.Errorf("of nothing: %v", err)
	}
	if _, err := os.Stat(d.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("forgetting made a data directory: %v", err)
	}
	a := d.take("a.csv", false, "Backend Developer,50000,DE,,")
	b := d.take("b.csv", false, "Backend Developer,51000,DE,,")
	if _, err := d.Forget(""); pay.KindOf(err) != pay.Invalid {
		t.Errorf("of two: %v", err)
	}
	gone, err := d.Forget(strings.ToUpper(a.ID[:7]))
	if err != nil || gone.ID != a.ID || gone.Kept != 1 {
		t.Fatal(gone, err)
	}
	if list := d.imports(); len(list) != 1 || list[0].ID != b.ID {
		t.Errorf("%+v", list)
	}
}
