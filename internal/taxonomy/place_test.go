package taxonomy

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
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

// TestFindPlace: a place names its country, or asks.
func TestFindPlace(t *testing.T) {
	for _, c := range []struct{ country, s, code string }{
		{"", "Munich", "DE-munich"}, {"", "München", "DE-munich"}, {"", "Bangalore", "IN-bengaluru"}, {"", "Oslo",
			"NO-oslo"},
		{"", "Toronto", "CA-toronto"}, {"", "Kyiv", "UA-kyiv"}, {"", "Киев", "UA-kyiv"}, {"", "Warsaw",
			"PL-warsaw"}, {"", "Ontario, Canada", "CA-ON"},
		{"", "California", "US-CA"}, {"", "US-CA", "US-CA"}, {"", "DE-berlin", "DE-berlin"}, {"",
			"San Francisco, CA", "US-C41860"},
		{"", "Paris, France", "FR-paris"}, {"", "Paris, FR", "FR-paris"}, {"", "Paris, Texas", "US-C37580"}, {"",
			"Paris, TX, USA", "US-C37580"},
		{"", "London, UK", "GB-london"}, {"", "Vancouver, British Columbia, Canada", "CA-vancouver"}, {"",
			"Portland, ME", "US-C38860"},
		{"", "Bengaluru, Karnataka, India", "IN-bengaluru"}, {"", "06037", "US-06037"}, {"", "Bay Area", "US-C41860"},
		{"FR", "Paris", "FR-paris"}, {"US", "Paris", "US-C37580"}, {"GB", "London, United Kingdom", "GB-london"},
		{"CA", "London", "CA-london"},
	} {
		m, err := FindPlace(c.country, c.s)
		if err != nil || m.Code != c.code || m.Country != c.code[:2] || m.Name != PlaceName(c.code) {
			t.Errorf("FindPlace(%q, %q) = %+v, %v; want %s", c.country, c.s, m, err, c.code)
		}
	}
	for _, c := range []struct{ country, s, message, hint string }{
		{"", "Paris", "France", "FR for Paris"},
		{"", "Paris", "United States", "US for Paris, TX"},
		{"", "London", "United Kingdom", "GB for London"},
		{"", "Atlantis", "not a known place", "or leave the place out"},
		{"", "", "not a known place", "or leave the place out"},
		{"", "XX-berlin", "not a known place", "or leave the place out"},
		{"AT", "Berlin", "not a known place in Austria", "or leave the place out"},
		{"AT", "Berlin, Germany", "not a known place in Austria", "or leave the place out"},
	} {
		_, err := FindPlace(c.country, c.s)
		e, ok := errors.AsType[*pay.Error](err)
		if !ok || e.Kind != pay.Invalid || e.Field != "place" || !strings.Contains(e.Message, c.message) ||
			!strings.Contains(e.Hint, c.hint) {
			t.Errorf("FindPlace(%q, %q) fails with %+v, want %q and %q", c.country, c.s, e, c.message, c.hint)
		}
	}
}

// TestFindPlaceAlone: a name that is of one country alone needs no country, and every other asks; whichever country
// is then said, the place is found there.
func TestFindPlaceAlone(t *testing.T) {
	alone, asked := 0, 0
	for k, countries := range countriesCalled() {
		m, err := FindPlace("", k)
		switch {
		case len(countries) == 1 && err == nil && m.Country == countries[0]:
			alone++
		case len(countries) > 1 && err != nil:
			asked++
			for _, country := range countries {
				if _, err := FindPlace(country, k); err != nil {
					t.Errorf("%q is asked about and not found in %s: %v", k, country, err)
				}
			}
		case strings.Contains(k, " "): // "paris tx" is a spelling of the USA's
		default:
			t.Errorf("%q of %v gives %+v, %v", k, countries, m, err)
		}
	}
	if alone < 5000 || asked < 100 {
		t.Errorf("%d names are of one country and %d are asked about", alone, asked)
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
