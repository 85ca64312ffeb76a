package taxonomy

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/testdata"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct{ country, s, code, name string }{
		{"US", "California", "US-CA", "California"},
		{"US", "ca", "US-CA", "California"},
		{"US", "US-CA", "US-CA", "California"},
		{"US", "06037", "US-06037", "Los Angeles County, CA"},
		{"US", "Los Angeles County, CA", "US-06037", "Los Angeles County, CA"},
		{"US", "Los Angeles", "US-C31080", "Los Angeles-Long Beach-Anaheim, CA"},
		{"US", "31080", "US-C31080", "Los Angeles-Long Beach-Anaheim, CA"},
		{"US", "Palo Alto, California", "US-C41940", "San Jose-Sunnyvale-Santa Clara, CA"},
		{"US", "Portland", "US-C38900", "Portland-Vancouver-Hillsboro, OR-WA"},
		{"US", "Portland, ME", "US-C38860", "Portland-South Portland, ME"},
		{"US", "New York", "US-NY", "New York"},
		{"US", "New York City", "US-C35620", "New York-Newark-Jersey City, NY-NJ"},
		{"US", "New York, NY", "US-C35620", "New York-Newark-Jersey City, NY-NJ"},
		{"US", "Fairfield County, CT", "US-09001", "Fairfield County, CT"},
		{"DE", "Berlin", "DE-berlin", "Berlin"},
		{"DE", "münchen", "DE-munich", "Munich"},
		{"DE", "Frankfurt", "DE-frankfurt-am-main", "Frankfurt am Main"},
		{"FI", "Jyvaskyla", "FI-jyvaskyla", "Jyväskylä"},
		{"FI", "PK-Seutu (Helsinki, Espoo, Vantaa)", "FI-helsinki", "Helsinki"},
		{"UA", "Киев", "UA-kyiv", "Kyiv"},
		{"CO", "bogota", "CO-bogota", "Bogotá"},
		{"FR", "Lutetia Parisorum of the Parisii", "", ""},
		{"US", "", "", ""},
		{"XX", "Berlin", "", ""},
		{"AT", "Berlin", "", ""},
	} {
		code, name, ok := Place(c.country, c.s)
		if code != c.code || name != c.name || ok != (c.code != "") {
			t.Errorf("Place(%q, %q) = %q, %q, %v; want %q, %q", c.country, c.s, code, name, ok, c.code, c.name)
		}
		if ok && PlaceName(code) != name {
			t.Errorf("PlaceName(%q) = %q, want %q", code, PlaceName(code), name)
		}
	}
	if got := PlaceName("DE-atlantis"); got != "DE-atlantis" {
		t.Errorf("an unknown place is called %q", got)
	}
}

// TestPlaceAliases: every place that an alias is for exists, and the alias means it.
func TestPlaceAliases(t *testing.T) {
	n := 0
	for row := range rows("placealiases") {
		for a := range strings.SplitSeq(row["aliases"], "|") {
			n++
			if code, _, _ := Place(row["code"][:2], a); code != row["code"] {
				t.Errorf("%q means %q, want %q", a, code, row["code"])
			}
		}
	}
	if n < 30 {
		t.Errorf("found %d aliases", n)
	}
}

// TestPlacesOfSources: the cities that the surveys of four countries name are places.
func TestPlacesOfSources(t *testing.T) {
	dir := testdata.Dir(t)
	for _, c := range []struct {
		country, file, column string
		share                 float64 // of the answers that must be a place of the country
	}{
		{"DE", "it-salary-eu/2019.csv.gz", "City", .80},
		{"DE", "it-salary-eu/2020.csv.gz", "City", .85},
		{"FI", "koodiklinikka/2024-fi.tsv.gz", "Missä kaupungissa työpaikkasi pääasiallinen toimisto sijaitsee?", .94},
		{"UA", "dou/2019_june_raw.csv.gz", "Город", .90},
		{"UA", "dou/2024_dec_raw.csv.gz", "В якій області ви зараз живете?", .99},
		{"CO", "colombia-dev/2020-raw.csv.gz", "¿En que ciudad de Colombia vive?", .90},
	} {
		r := table(t, filepath.Join(dir, c.file))
		header, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		at := slices.Index(header, c.column)
		if at < 0 {
			t.Fatalf("%s has no column %q", c.file, c.column)
		}
		n, found, missed := 0, 0, map[string]int{}
		for {
			row, err := r.Read()
			if err != nil {
				break
			}
			if at >= len(row) || row[at] == "" {
				continue
			}
			n++
			if _, _, ok := Place(c.country, row[at]); ok {
				found++
			} else {
				missed[strings.Clone(row[at])]++
			}
		}
		if n == 0 || float64(found) < c.share*float64(n) {
			t.Errorf("%s: %d of %d answers are places, want a share of %v; missed %v", c.file, found, n, c.share, missed)
		}
	}
}

func TestPlaceTablesSmall(t *testing.T) {
	size := int64(0)
	for _, name := range []string{"places-us.tsv.gz", "places-cities.tsv.gz"} {
		info, err := os.Stat(filepath.Join("tables", name))
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 300_000 {
		t.Errorf("the tables of places take %d bytes of the binary, want at most 300,000", size)
	}
}
