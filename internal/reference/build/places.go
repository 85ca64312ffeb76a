package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/backpay/backpay/internal/packed"
)

// minCity is how many inhabitants a city needs to have a code, except in the countries whose pay surveys
// name their towns.
const minCity = 100_000

var townsToo = map[string]bool{"CO": true, "DE": true, "FI": true, "UA": true}

// stated are the smaller towns elsewhere that people of a survey name, by country and name.
var stated = map[string]bool{"CH Zug": true, "CH Lugano": true, "NL Hilversum": true, "SE Karlskrona": true}

// connecticut's counties until 2022. The tables of the public data have the planning regions that took
// their place; older filings have these.
var connecticut = []county{
	{"09001", "Fairfield County", "14860"}, {"09003", "Hartford County", "25540"}, {"09005", "Litchfield County", ""},
	{"09007", "Middlesex County", "25540"}, {"09009", "New Haven County", "35300"}, {"09011", "New London County", "35980"},
	{"09013", "Tolland County", "25540"}, {"09015", "Windham County", "49340"},
}

type county struct{ fips, name, cbsa string }

// city is a row of the GeoNames table of cities.
type city struct {
	id, people           int
	name, ascii, country string
	state, county        string // of the USA: postal code, and FIPS code within the state
	alternates           []string
}

// buildPlaces writes the two tables of places of package taxonomy: states, counties, metropolitan areas and
// towns of the USA, and the cities of the rest of the world.
func buildPlaces(dataDir, repoDir string) error {
	cities, err := readCities(filepath.Join(dataDir, "reference", "geonames-cities15000-2026-05.zip"))
	if err != nil {
		return err
	}
	us, err := unitedStates(dataDir, cities)
	if err != nil {
		return err
	}
	tables := filepath.Join(repoDir, "internal", "taxonomy", "tables")
	if err := writePacked(filepath.Join(tables, "places-us.tsv.gz"), us); err != nil {
		return err
	}
	return writePacked(filepath.Join(tables, "places-cities.tsv.gz"), world(cities))
}

// unitedStates lists, one a line: S postal code, FIPS code, name; M CBSA code, title; C county's FIPS code,
// name, CBSA code; T town, county's FIPS code, the most populous first.
func unitedStates(dataDir string, cities []city) ([]byte, error) {
	states, counties, metros := map[string]string{}, map[string]county{}, map[string]string{}
	fipsOf := map[string]string{} // state's postal code → FIPS code
	names := map[string]string{}  // state's name, lower case → postal code
	if err := eachRowGzip(filepath.Join(dataDir, "oflc", "Geography.csv.gz"), func(row map[string]string) error {
		name := row["State"]
		if strings.ToUpper(name) == name { // as the territories are
			name = strings.ReplaceAll(titleCase(name), "Virgin Islands", "US Virgin Islands")
		}
		states[row["StateAb"]] = name
		return nil
	}); err != nil {
		return nil, err
	}
	states["DC"] = "District of Columbia"
	for ab, name := range states {
		names[strings.ToLower(name)] = ab
	}
	if err := eachCounty(filepath.Join(dataDir, "oflc", "wages-2025-26.tsv.gz"), func(fips, state, name string) {
		counties[fips] = county{fips: fips, name: name}
		fipsOf[state] = fips[:2]
	}); err != nil {
		return nil, err
	}
	if err := eachRowGzip(filepath.Join(dataDir, "reference", "us-cbsa-counties-2023.csv.gz"), func(row map[string]string) error {
		if row["CBSA Code"] == "" || row["FIPS State Code"] == "" { // the notes at its end
			return nil
		}
		fips := row["FIPS State Code"] + row["FIPS County Code"]
		metros[row["CBSA Code"]] = row["CBSA Title"]
		counties[fips] = county{fips, row["County/County Equivalent"], row["CBSA Code"]}
		if ab, ok := names[strings.ToLower(row["State Name"])]; ok {
			fipsOf[ab] = row["FIPS State Code"]
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for _, c := range connecticut {
		counties[c.fips] = c
	}
	if len(states) < 51 || len(counties) < 3000 || len(metros) < 900 {
		return nil, fmt.Errorf("found %d states, %d counties and %d metropolitan areas: fewer than there are", len(states), len(counties), len(metros))
	}

	var b bytes.Buffer
	for _, ab := range slices.Sorted(maps.Keys(states)) {
		fmt.Fprintf(&b, "S\t%s\t%s\t%s\n", ab, fipsOf[ab], states[ab])
	}
	for _, code := range slices.Sorted(maps.Keys(metros)) {
		fmt.Fprintf(&b, "M\t%s\t%s\n", code, metros[code])
	}
	for _, fips := range slices.Sorted(maps.Keys(counties)) {
		fmt.Fprintf(&b, "C\t%s\t%s\t%s\n", fips, counties[fips].name, counties[fips].cbsa)
	}
	for _, c := range cities {
		if fips := fipsOf[c.state] + c.county; c.country == "US" && counties[fips].fips != "" {
			fmt.Fprintf(&b, "T\t%s\t%s\n", c.name, fips)
		}
	}
	return b.Bytes(), nil
}

// titleCase writes GUAM as Guam.
func titleCase(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// world lists, one a line: country, code within the country, name, other names separated by |; countries
// in the order of their codes, the most populous city of each first.
func world(cities []city) []byte {
	var b bytes.Buffer
	taken := map[string]int{}
	cities = slices.Clone(cities)
	slices.SortStableFunc(cities, func(a, b city) int { return cmp.Compare(a.country, b.country) })
	for _, c := range cities {
		if c.country == "US" || c.people < minCity && !townsToo[c.country] && !stated[c.country+" "+c.name] {
			continue
		}
		code := plain(c)
		if taken[c.country+code]++; taken[c.country+code] > 1 {
			code += "-" + strconv.Itoa(taken[c.country+code])
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", c.country, code, c.name, strings.Join(otherNames(c), "|"))
	}
	return b.Bytes()
}

// otherNames picks the alternate names worth their room: all in Latin or Cyrillic letters for large cities
// and those of the surveys' own countries, and the ASCII spelling for every one.
func otherNames(c city) []string {
	var names []string
	seen := map[string]bool{slug(c.name): true, "": true}
	add := func(s string) {
		if k := slug(s); !seen[k] && !strings.ContainsAny(s, "|\t") {
			seen[k] = true
			names = append(names, s)
		}
	}
	add(c.ascii)
	if c.people < 300_000 && !townsToo[c.country] {
		return names
	}
	for _, a := range c.alternates {
		code := len(a) <= 4 && strings.ToUpper(a) == a && a != "NYC" // an airport's
		if !code && (readable(a, unicode.Latin) || readable(a, unicode.Cyrillic)) {
			add(a)
		}
	}
	return names
}

// plain is the slug of a city's name without accents, of its ASCII spelling when that leaves other letters.
func plain(c city) string {
	s := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(c.name))
	for _, r := range s {
		if r >= utf8.RuneSelf && unicode.IsLetter(r) {
			return slug(c.ascii)
		}
	}
	return slug(s)
}

// readable reports whether s is a name in a script: transliterations out of others are in lower case.
func readable(s string, script *unicode.RangeTable) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(script, r) {
			return false
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	return len(s) > 2 && !unicode.IsLower(first)
}

// slug is the lower-case letters and digits of s, with hyphens between words.
func slug(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-")
}

// readCities reads the cities of a GeoNames dump, the most populous first.
func readCities(path string) ([]city, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("reading cities: %w", err)
	}
	defer z.Close()
	f, err := z.Open("cities15000.txt")
	if err != nil {
		return nil, fmt.Errorf("reading cities: %w", err)
	}
	defer f.Close()
	var cities []city
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		cell := strings.Split(lines.Text(), "\t")
		if len(cell) != 19 {
			return nil, fmt.Errorf("reading cities: a row of %d columns, want 19", len(cell))
		}
		id, err := strconv.Atoi(cell[0])
		people, err2 := strconv.Atoi(cell[14])
		if err := errors.Join(err, err2); err != nil {
			return nil, fmt.Errorf("reading cities: %w", err)
		}
		if cell[7] == "PPLX" { // a part of another
			continue
		}
		cities = append(cities, city{id, people, cell[1], cell[2], cell[8], cell[10], cell[11], strings.Split(cell[3], ",")})
	}
	slices.SortFunc(cities, func(a, b city) int { return cmp.Or(b.people-a.people, a.id-b.id) })
	return cities, lines.Err()
}

// eachCounty calls f with every state and county of the table of prevailing wages, many times over.
func eachCounty(path string, f func(fips, state, name string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	lines := bufio.NewScanner(z)
	for first := true; lines.Scan(); first = false {
		cell := strings.Split(lines.Text(), "\t") // soc, county_fips, state, county, …
		if !first && len(cell) > 3 {
			f(cell[1], cell[2], cell[3])
		}
	}
	return lines.Err()
}

// writePacked writes a file compressed; the same data gives the same file.
func writePacked(path string, b []byte) error {
	var out bytes.Buffer
	if err := packed.Write(&out, b); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
