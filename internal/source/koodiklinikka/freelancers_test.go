package koodiklinikka

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/source"
)

// TestFreelancers keeps a rate and what was billed together, and leaves out employees and offices abroad.
func TestFreelancers(t *testing.T) {
	text := tsv(
		[]string{"Timestamp", "Oletko palkansaaja vai laskuttaja?", "Tuntilaskutus (ALV 0%, euroina)", "Vuosilaskutus (ALV 0%, euroina)",
			"Missä kaupungissa työpaikkasi pääasiallinen toimisto sijaitsee?", "Kuukausipalkka (brutto, euroina)"},
		[]string{"30/09/2023 11:07:46", "Laskuttaja", "95", "150000", "", ""},
		[]string{"30/09/2023 11:07:46", "Laskuttaja", "", "120 000", "Tampere", ""},
		[]string{"30/09/2023 11:07:46", "Laskuttaja", "noin sata", "100000 sis. ALV", "Tampere", ""},
		[]string{"30/09/2023 11:07:46", "Laskuttaja", "100", "150000", "Lontoo", ""},
		[]string{"30/09/2023 11:07:46", "Palkansaaja", "", "", "Tampere", "5000"},
	)
	in, err := source.NewInput(t.Context(), "2023.tsv", strings.NewReader(text), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var got []Freelancer
	if err := Freelancers(in, func(f Freelancer) { got = append(got, f) }); err != nil {
		t.Fatal(err)
	}
	want := []Freelancer{{2023, 95, 150_000}, {2023, 0, 120_000}, {2023, 0, 0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
