package service

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
)

// table writes a table of Icelandic pay of a layer with its mapping, and returns what imports it. Pay lies around the
// given middle, in US dollars a year.
func table(t testing.TB, layer pay.Layer, year, rows int, middle float64) ImportAsk {
	t.Helper()
	dir := t.TempDir()
	mapping := fmt.Sprintf(`source: %[1]s-%[2]d
title: A table of %[1]s pay
layer: %[1]s
columns:
  role: {value: backend}
  country: {value: IS}
  skills: {column: skills, separator: ";"}
  years: {column: years}
  pay: {column: pay}
  currency: {value: USD}
  period: {value: year}
  basis: {value: gross}
  component: {value: total}
  year: {value: %[2]d}
`, layer, year)
	var text strings.Builder
	text.WriteString("pay,years,skills\n")
	for i := range rows {
		skills := []string{"python;sql;java", "python;sql;go", "go;sql;rust"}[i%3]
		fmt.Fprintf(&text, "%.0f,%d,%s\n", middle*(.8+.4*float64(i%41)/40), i%30, skills)
	}
	file, described := filepath.Join(dir, "table.csv"), filepath.Join(dir, "map.yaml")
	for name, content := range map[string]string{file: text.String(), described: mapping} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return ImportAsk{Source: "table", File: file, Mapping: described}
}

// known is everything that an answer about Icelandic pay could come from.
func known(t *testing.T, s face) map[string]any {
	t.Helper()
	q := Ask{Role: "backend", Country: "IS", Years: "6"}
	all := map[string]any{}
	keep := func(name string, v any, err error) {
		if err != nil {
			v = err.Error()
		}
		all[name] = v
	}
	answer, err := s.Estimate(t.Context(), q)
	answer.Evidence.Layers = nil // each layer has a line of its own there, and is shown as what it is
	keep("estimate", answer, err)
	premiums, err := s.Skills(t.Context(), SkillsAsk{Ask: q})
	keep("skills", premiums.Skills, err)
	trend, err := s.Trend(t.Context(), Ask{Role: "backend", Country: "IS"})
	for _, series := range trend.Series {
		if series.Layer == pay.Reported {
			keep("trend "+series.ID, series, nil)
		}
	}
	var export bytes.Buffer
	err = s.Export(t.Context(), ExportAsk{}, &export)
	keep("export", export.String(), err)
	slice, err := s.Slice(t.Context(), SliceAsk{})
	keep("slice", slice, err)
	table, err := s.View().state.Subsets(t.Context())
	cell, of, ok := table.Find(pay.Reported, pay.Profile{Country: "IS", Role: "backend"})
	keep("subset", fmt.Sprint(cell, of, ok), err)
	return all
}

// TestOtherLayersChangeNothingReported imports advertised, contributed and own pay, ten times what is reported, and
// fits: no reported answer, subset, trend, premium, export or slice changes, and none is fitted to them.
func TestOtherLayersChangeNothingReported(t *testing.T) {
	s := open(t)
	if _, err := s.Import(t.Context(), table(t, pay.Reported, 2024, 60, 90_000)); err != nil {
		t.Fatal(err)
	}
	before := known(t, s)
	for _, layer := range []pay.Layer{pay.Posted, pay.Contributed, pay.Own} {
		if _, err := s.Import(t.Context(), table(t, layer, 2025, 400, 240_000)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, known(t, s), cmp.Comparer(func(a, b pay.Years) bool { return a == b }),
			cmp.AllowUnexported(pay.Years{})); diff != "" {
			t.Errorf("after an import of %s pay: %s", layer, diff)
		}
	}
	var contributed bytes.Buffer
	err := s.Export(t.Context(), ExportAsk{Layers: []pay.Layer{pay.Contributed}}, &contributed)
	if pay.KindOf(err) != pay.Unsupported || strings.Contains(contributed.String(), "contributed-2025") {
		t.Errorf("contributed records are exported: %v", err)
	}
	var own bytes.Buffer
	if err := s.Export(t.Context(), ExportAsk{Layers: []pay.Layer{pay.Own}}, &own); err != nil ||
		strings.Count(own.String(), "\n") < 400 {
		t.Errorf("an organisation's own payroll: %d bytes, %v", own.Len(), err)
	}
	b, err := s.library.Skilled(t.Context(), 0, 3000)
	if err != nil {
		t.Fatal(err)
	}
	if table := b.Table(); table != nil && table.People > 60 {
		t.Errorf("premiums are of %d people, 60 of whom are reported", table.People)
	}
}

// TestFitTakesReportedPayAlone: without reported records there is nothing to fit to, whatever else is there.
func TestFitTakesReportedPayAlone(t *testing.T) {
	s := open(t)
	for _, layer := range []pay.Layer{pay.Posted, pay.Contributed, pay.Own} {
		if _, err := s.Import(t.Context(), table(t, layer, 2025, 200, 240_000)); err != nil {
			t.Fatal(err)
		}
	}
	if f, err := s.Fit(t.Context()); err == nil {
		t.Errorf("fitted to %d people of other layers", f.People)
	}
	if _, err := os.Stat(filepath.Join(s.library.Path(), library.ModelName)); err == nil {
		t.Error("a model was left behind")
	}
}

// TestAskingWhileImporting asks while this process imports; the race detector watches, and every answer rests on one
// state or the other.
func TestAskingWhileImporting(t *testing.T) {
	s := open(t)
	q := Ask{Role: "backend", Country: "IS", Years: "6", Brief: true}
	done := make(chan struct{})
	var askers sync.WaitGroup
	for range 4 {
		askers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if _, err := s.Estimate(t.Context(), q); err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Skills(t.Context(), SkillsAsk{Ask: q}); err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Slice(t.Context(), SliceAsk{}); err != nil && pay.KindOf(err) != pay.NoEvidence {
					t.Error(err)
					return
				}
			}
		})
	}
	for year := 2020; year < 2025; year++ {
		if _, err := s.Import(t.Context(), table(t, pay.Reported, year, 50, 90_000)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	askers.Wait()
}

// TestServingNoticesOtherProcesses: what another process imports is answered from by one that is watching.
func TestServingNoticesOtherProcesses(t *testing.T) {
	serving := open(t)
	serving.Watch(t.Context())
	q := Ask{Role: "backend", Country: "IS", Brief: true}
	before, err := serving.Estimate(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	other, err := Open(Config{Data: serving.library.Path(), Now: func() time.Time { return november }})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	fingerprint := serving.View().Fingerprint()
	if _, err := other.Import(t.Context(), table(t, pay.Reported, 2025, 400, 300_000)); err != nil {
		t.Fatal(err)
	}
	committed := time.Now()
	for serving.View().Fingerprint() == fingerprint {
		if time.Since(committed) > time.Minute { // generous: how long it takes is measured, not asserted
			t.Fatal("the import was not noticed within a minute")
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Logf("noticed after %v", time.Since(committed).Round(10*time.Millisecond))
	after, err := serving.Estimate(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if after.Distribution.Median() <= before.Distribution.Median() {
		t.Errorf("the median stayed at %.0f", after.Distribution.Median())
	}
}
