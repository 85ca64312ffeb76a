package taxonomy

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

// places are the places of one country.
type places struct {
	names map[string]string // code → name for people
	byKey map[string]string // key of a spelling → code; the first claim holds
}

func (p *places) claim(s, code string) {
	if k := key(s); k != "" {
		if _, taken := p.byKey[k]; !taken {
			p.byKey[k] = code
		}
	}
}

// Place returns the code and name of a place inside a country. In the USA that is a state ("US-CA"), a
// county ("US-06037", by FIPS code) or a metropolitan area ("US-C31080", by CBSA code), which is also what
// a town's name stands for: pay is known by area there. Elsewhere it is a city ("DE-berlin") of at least
// 100,000 inhabitants; in Germany, Finland, Ukraine and Colombia of 15,000, and a few smaller ones that a survey's
// people name; in Canada it is a province ("CA-ON") besides. Of several places of one name
// the most populous is meant: the state of New York and the city of Frankfurt on the Main.
func Place(country, s string) (code, name string, ok bool) {
	p := placesOf(country)
	if p == nil {
		return "", "", false
	}
	if name, ok := p.names[s]; ok {
		return s, name, true
	}
	code, ok = p.byKey[key(s)]
	if !ok && country == "US" { // "Palo Alto, California" is in the table as "Palo Alto, CA"
		if town, state, found := strings.Cut(s, ","); found {
			if st, isState := p.byKey[key(state)]; isState && len(st) == len("US-CA") {
				code, ok = p.byKey[key(town+" "+st[3:])]
			}
		}
	}
	if !ok {
		return "", "", false
	}
	return code, p.names[code], true
}

// PlaceMatch is a place that a name means.
type PlaceMatch struct{ Country, Code, Name string }

// FindPlace returns the place that people mean by a name: "Paris, Texas", "Paris, France", "Ontario", "US-CA". With
// a country it is sought there alone. Without one the name must be of a place in one country only, or say which:
// "Paris" is in France and in the USA, and neither is chosen. Names that a place goes by count before those of
// other languages, so that "Berlin" is not also asked about for the sake of a town that some language calls so. The
// error is a *pay.Error that says what to add.
func FindPlace(country, s string) (PlaceMatch, error) {
	s = strings.TrimSpace(s)
	if country != "" {
		if m, ok := placeIn(country, s); ok {
			return m, nil
		}
		return PlaceMatch{}, pay.Errorf(pay.Invalid, "%q is not a known place in %s", s, Countries.Name(country)).
			In("place").
			WithHint("%s", placeHint)
	}
	if code, _, coded := strings.Cut(s, "-"); coded {
		if m, ok := placeIn(strings.ToUpper(code), s); ok && m.Code == s {
			return m, nil
		}
	}
	if m, ok := withCountry(s); ok {
		return m, nil
	}
	switch found := placesCalled(s); len(found) {
	case 0:
		return PlaceMatch{}, pay.Errorf(pay.Invalid, "%q is not a known place", s).In("place").WithHint("%s", placeHint)
	case 1:
		return found[0], nil
	default:
		return PlaceMatch{}, whichPlace(s, found)
	}
}

const placeHint = "a US state, county or metropolitan area, a province of Canada, or a city of 100,000 people " +
	"or more; " +
	"or leave the place out"

func placeIn(country, s string) (PlaceMatch, bool) {
	code, name, ok := Place(country, s)
	if town, end, said := strings.Cut(s, ","); !ok && said {
		if c, known := Countries.Parse(end); known && c == country {
			code, name, ok = Place(country, town)
		}
	}
	return PlaceMatch{country, code, name}, ok
}

// withCountry reads "Paris, Texas", "Paris, France" and "Vancouver, British Columbia, Canada". What follows the
// first comma is a state of the USA before it is a country: nobody writes "Portland, ME" of Montenegro.
func withCountry(s string) (PlaceMatch, bool) {
	town, rest, ok := strings.Cut(s, ",")
	if !ok {
		return PlaceMatch{}, false
	}
	if m, ok := placeIn("US", s); ok {
		return m, true
	}
	last := rest[strings.LastIndexByte(rest, ',')+1:]
	country, ok := Countries.Parse(last)
	if !ok {
		return PlaceMatch{}, false
	}
	if country == "US" {
		if m, ok := placeIn("US", strings.TrimSuffix(s, ","+last)); ok {
			return m, true
		}
	}
	return placeIn(country, town)
}

// countriesCalled are the countries with a place that goes by a name, by the name's key.
var countriesCalled = sync.OnceValue(func() map[string][]string {
	called := map[string][]string{}
	add := func(name, country string) {
		k := key(name)
		if list := called[k]; k != "" && !slices.Contains(list, country) {
			called[k] = append(list, country)
		}
	}
	for country, table := range cityLines() {
		for _, line := range table {
			add(strings.Split(line, "\t")[2], country)
		}
	}
	for _, table := range []string{"regions", "placealiases"} {
		for row := range rows(table) {
			if row["name"] != "" {
				add(row["name"], row["code"][:2])
			}
			for a := range strings.SplitSeq(row["aliases"], "|") {
				add(a, row["code"][:2])
			}
		}
	}
	for k := range usPlaces().byKey {
		add(k, "US")
	}
	for _, list := range called {
		slices.Sort(list)
	}
	return called
})

// placesCalled returns the places of a name, one for each country that has one, in the order of the countries'
// codes.
func placesCalled(s string) (found []PlaceMatch) {
	countries := countriesCalled()[key(s)]
	if len(countries) == 0 { // a name in another language
		countries = slices.Sorted(maps.Keys(cityLines()))
	}
	for _, country := range countries {
		if m, ok := placeIn(country, s); ok {
			found = append(found, m)
		}
	}
	return found
}

// maxAsked is how many countries a question back names.
const maxAsked = 5

// whichPlace asks back.
func whichPlace(s string, found []PlaceMatch) error {
	var where, how []string
	for _, m := range found {
		where = append(where, Countries.Name(m.Country))
		how = append(how, fmt.Sprintf("%s for %s", m.Country, m.Name))
	}
	if len(found) > maxAsked {
		where = append(where[:maxAsked], "others")
		how = append(how[:maxAsked], "…")
	}
	list := strings.Join(where[:len(where)-1], ", ") + " and " + where[len(where)-1]
	return pay.Errorf(pay.Invalid, "there is a place called %q in %s", s, list).In("place").
		WithHint("say the country too: %s", strings.Join(how, ", "))
}

// PlaceName returns the name of a place's code for people, and the code itself when it is unknown.
func PlaceName(code string) string {
	country, _, _ := strings.Cut(code, "-")
	if p := placesOf(country); p != nil {
		if name, ok := p.names[code]; ok {
			return name
		}
	}
	return code
}

// cityLines are the lines of the table of cities by country. They are small beside what they unfold to, so
// a country's places are only unfolded when they are asked for.
var cityLines = sync.OnceValue(func() map[string][]string {
	byCountry := map[string][]string{}
	all := lines("places-cities.tsv.gz")
	for start := 0; start < len(all); {
		country := all[start][:2]
		end := start + 1
		for end < len(all) && all[end][:2] == country {
			end++
		}
		byCountry[country] = all[start:end]
		start = end
	}
	return byCountry
})

// lines returns the lines of an embedded compressed table.
func lines(name string) []string {
	b, err := tables.ReadFile("tables/" + name)
	if err == nil {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			b, err = io.ReadAll(z)
		}
	}
	if err != nil {
		panic(fmt.Sprintf("taxonomy: reading an embedded table: %v", err))
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

var (
	usPlaces = sync.OnceValue(func() *places {
		p := &places{names: map[string]string{}, byKey: map[string]string{}}
		unfoldUS(p, lines("places-us.tsv.gz"))
		return p
	})
	cityPlaces sync.Map // country → func() *places
)

// placesOf returns the places of a country, nil when there are none.
func placesOf(country string) *places {
	if country == "US" {
		return usPlaces()
	}
	table, ok := cityLines()[country]
	if !ok {
		return nil
	}
	load, ok := cityPlaces.Load(country)
	if !ok {
		load, _ = cityPlaces.LoadOrStore(country, sync.OnceValue(func() *places {
			p := &places{names: map[string]string{}, byKey: map[string]string{}}
			unfoldCities(p, table)
			return p
		}))
	}
	return load.(func() *places)()
}

// claimAliases takes the spellings of tables/placealiases.tsv for the codes in p.
func claimAliases(p *places) {
	for row := range rows("placealiases") {
		if _, here := p.names[row["code"]]; here {
			for a := range strings.SplitSeq(row["aliases"], "|") {
				p.claim(a, row["code"])
			}
		}
	}
}

// claimRegions takes the regions of the country that the table of cities is of. A city goes before a region that
// has its name: Quebec is the city, and QC the province.
func claimRegions(p *places, table []string) {
	country, _, _ := strings.Cut(table[0], "\t")
	for row := range rows("regions") {
		if !strings.HasPrefix(row["code"], country+"-") {
			continue
		}
		p.names[row["code"]] = row["name"]
		p.claim(row["name"], row["code"])
		for a := range strings.SplitSeq(row["aliases"], "|") {
			p.claim(a, row["code"])
		}
	}
}

// unfoldCities reads lines of country, slug, name, other names. Names go before other names, so that no
// city loses its own name to another's old one.
func unfoldCities(p *places, table []string) {
	for _, line := range table {
		c := strings.Split(line, "\t")
		code := c[0] + "-" + c[1]
		p.names[code] = c[2]
		p.claim(c[2], code)
	}
	claimRegions(p, table)
	claimAliases(p)
	for _, line := range table {
		c := strings.Split(line, "\t")
		for other := range strings.SplitSeq(c[3], "|") {
			p.claim(other, c[0]+"-"+c[1])
		}
	}
}

// unfoldUS reads the lines of states, metropolitan areas, counties and towns, in this order: see
// internal/reference/build.
func unfoldUS(p *places, table []string) {
	stateOf := map[string]string{} // FIPS → postal code
	metroOf := map[string]string{} // county's FIPS → CBSA
	homes := map[string]int{}      // county's name → how many states have it
	var counties, metros [][]string
	for _, line := range table {
		c := strings.Split(line, "\t")
		switch c[0] {
		case "S":
			code := "US-" + c[1]
			p.names[code] = c[3]
			p.claim(c[3], code)
			p.claim(c[1], code)
			stateOf[c[2]] = c[1]
		case "M":
			p.names["US-C"+c[1]] = c[2]
			metros = append(metros, c)
		case "C":
			p.names["US-"+c[1]] = c[2] + ", " + stateOf[c[1][:2]]
			metroOf[c[1]] = c[3]
			homes[c[2]]++
			counties = append(counties, c)
		}
	}
	claimAliases(p)
	for _, c := range metros {
		code := "US-C" + c[1]
		p.claim(c[1], code)
		p.claim(c[2], code)
		cities, states, _ := strings.Cut(c[2], ", ")
		first, _, _ := strings.Cut(cities, "-")
		state, _, _ := strings.Cut(states, "-")
		p.claim(first+" "+state, code)
	}
	for _, c := range counties {
		p.claim(c[1], "US-"+c[1])
		p.claim(p.names["US-"+c[1]], "US-"+c[1])
		if homes[c[2]] == 1 {
			p.claim(c[2], "US-"+c[1])
		}
	}
	for _, line := range table {
		if c := strings.Split(line, "\t"); c[0] == "T" {
			code := "US-" + c[2]
			if m := metroOf[c[2]]; m != "" {
				code = "US-C" + m
			}
			p.claim(c[1]+" "+stateOf[c[2][:2]], code)
			p.claim(c[1], code)
		}
	}
}
