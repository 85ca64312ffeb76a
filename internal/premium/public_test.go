package premium_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/testdata"
)

// TestAgreesWithR holds the adjusted premiums of two surveys to those of R's rlm and sandwich on the same
// records: within the 90 % intervals there, and with errors that are as large. The numbers are made by
// scripts/premiums.
func TestAgreesWithR(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "reference.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.Comment = '\t', '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for file, year := range map[string]string{"2016.csv.gz": "2016", "2023-us.csv.gz": "2023"} {
		path := testdata.File(t, "stackoverflow", file)
		table := fitFile(t, path)
		compared := 0
		for _, row := range rows[1:] {
			if row[1] != year {
				continue
			}
			compared++
			told, ok := table.Find(row[2], "", "", 0)
			if !ok {
				t.Errorf("%s %s: there is no premium", year, row[2])
				continue
			}
			n, want, wantError := int(number(row[3])), number(row[4]), number(row[5])
			if math.Abs(told.Adjusted.Log-want) > 1.645*wantError {
				t.Errorf("%s %s: %.4f, by R %.4f ± %.4f", year, row[2], told.Adjusted.Log, want, wantError)
			}
			// The bend is the same; leverage is counted here (HC3) and not there (HC0).
			if k := told.Adjusted.Error / wantError; k < .95 || k > 1.35 {
				t.Errorf("%s %s: an error of %.4f, by R %.4f", year, row[2], told.Adjusted.Error, wantError)
			}
			if told.N != n {
				t.Errorf("%s %s: %d people, by R %d", year, row[2], told.N, n)
			}
		}
		if compared < 30 {
			t.Errorf("%s: only %d skills were compared", year, compared)
		}
	}
}

func fitFile(t *testing.T, path string) *premium.Table {
	t.Helper()
	dir := t.TempDir()
	s, err := service.Open(service.Config{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(t.Context(), service.ImportAsk{Source: "stackoverflow", File: path}); err != nil {
		t.Fatal(err)
	}
	d, err := dataset.OpenDirectory(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b premium.Builder
	for r, err := range d.ScanRecords(t.Context(), dataset.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Basis != pay.Gross {
			continue
		}
		if v, err := subset.Comparable(r); err == nil {
			b.Add(r, v)
		}
	}
	table := b.Skills()
	if table == nil {
		t.Fatal("nobody lists skills")
	}
	return table
}
