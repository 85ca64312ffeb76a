package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/testdata"
)

// TestCareerIsOfTheFiles makes again, from the publishers' files, what is embedded of O*NET, BLS and LCA.
func TestCareerIsOfTheFiles(t *testing.T) {
	dir := testdata.Dir(t)
	embedded, err := reference.Careers()
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]string{"backend": career.OccupationOf("backend", taxonomy.SOC("backend")), "qa": "15-1253.00"}
	var table career.Table
	if err := occupations(&table, dir+"/onet-27.0", roles); err != nil {
		t.Fatal(err)
	}
	if err := outlooks(&table, dir+"/reference/employment-projections-2024-34.xlsx"); err != nil {
		t.Fatal(err)
	}
	if err := filings(&table, dir+"/lca"); err != nil {
		t.Fatal(err)
	}
	if len(table.Occupations) != 2 {
		t.Errorf("%d occupations", len(table.Occupations))
	}
	for code, o := range table.Occupations {
		if diff := cmp.Diff(o, embedded.Occupations[code]); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
	}
	if diff := cmp.Diff(table.Outlooks["15-1252"], embedded.Outlooks["15-1252"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(table.Filings["15-1252"], embedded.Filings["15-1252"]); diff != "" {
		t.Error(diff)
	}
	key := career.TitleKey("backend", "senior")
	if diff := cmp.Diff(table.Titles[key], embedded.Titles[key]); diff != "" {
		t.Error(diff)
	}
}

// TestLearnedIn2017 reads the survey of 2017 twice side by side.
func TestLearnedIn2017(t *testing.T) {
	workers, err := learnedIn2017(testdata.File(t, "stackoverflow", "2017-head.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]int{}
	for _, w := range workers {
		for _, way := range w.Ways {
			ways[way]++
		}
		if w.Base && len(w.Ways) > 0 && w.Ways[len(w.Ways)-1] != "bootcamp" {
			t.Fatalf("a bachelor came by %v", w.Ways)
		}
	}
	if len(workers) < 4000 || ways["bootcamp"] < 150 || ways["self-taught-no-degree"] < 300 || ways["bootcamp-no-degree"] < 20 {
		t.Errorf("%d people: %v", len(workers), ways)
	}
}
