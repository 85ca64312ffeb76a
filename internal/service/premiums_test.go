package service

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
)

// TestOwnPremiums checks that the premiums of a data directory answer once they are fitted, and that the embedded
// ones do before.
func TestOwnPremiums(t *testing.T) {
	s := open(t)
	dir := t.TempDir()
	const mapping = `source: own
title: Our own survey
columns:
  country: {value: IS}
  skills: {column: skills, separator: ";"}
  pay: {column: pay}
  currency: {value: USD}
  period: {value: year}
  basis: {value: gross}
  component: {value: total}
  year: {value: 2025}
`
	var rows strings.Builder
	rows.WriteString("pay,skills\n")
	for i := range 800 {
		skills, worth := []string{"python", "sql", "java"}, 60_000+float64(i%37)*500
		if i%3 == 0 {
			skills, worth = append(skills, "go"), worth*1.2
		}
		if i%5 == 0 {
			skills[2] = "rust"
		}
		fmt.Fprintf(&rows, "%.0f,%s\n", worth, strings.Join(skills, ";"))
	}
	file, described := filepath.Join(dir, "own.csv"), filepath.Join(dir, "map.yaml")
	for name, text := range map[string]string{file: rows.String(), described: mapping} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Import(t.Context(), ImportAsk{Source: "table", File: file, Mapping: described}); err != nil {
		t.Fatal(err)
	}
	ask := SkillsAsk{Ask: Ask{Country: "IS", Skills: []string{"go"}}}
	before, err := s.Skills(t.Context(), ask)
	if err != nil || before.People < 10_000 {
		t.Fatalf("before the fit %d people list skills, %v", before.People, err)
	}
	fingerprint := s.View().Fingerprint()
	if err := s.fitPremiums(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.library.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := s.Skills(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if k := after.Skills[0]; after.People != 800 || after.Sources[0] != "own" || k.Among != "all roles, Iceland" ||
		k.N != 267 || k.Adjusted.Ratio < 1.15 || k.Adjusted.Ratio > 1.25 {
		t.Errorf("after the fit %d people of %v list skills, and Go is %+v", after.People, after.Sources, k)
	}
	if s.View().Fingerprint() == fingerprint {
		t.Error("the fingerprint does not tell that premiums were fitted")
	}
	// Damaged premiums leave what is answered as it was, say so to whoever starts now, and answer again once mended.
	name := filepath.Join(s.library.Path(), library.PremiumsName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.library.Refresh(t.Context()); pay.KindOf(err) != pay.Unreadable {
		t.Errorf("damaged premiums: %v", err)
	}
	if k, err := s.Skills(t.Context(), ask); err != nil || k.People != 800 {
		t.Errorf("with damaged premiums %d people list skills, %v", k.People, err)
	}
	started, err := Open(Config{Data: s.library.Path()})
	if err != nil {
		t.Fatal(err)
	}
	defer started.Close()
	if _, err := (face{started}).Skills(t.Context(), ask); pay.KindOf(err) != pay.Unreadable {
		t.Errorf("damaged premiums at the start: %v", err)
	}
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if k, err := (face{started}).Skills(t.Context(), ask); err != nil || k.People != 800 {
		t.Errorf("after they were mended %d people list skills, %v", k.People, err)
	}
	if _, err := s.TrySkills(t.Context()); pay.KindOf(err) != pay.NoEvidence {
		t.Errorf("one survey alone: %v", err)
	}
}
