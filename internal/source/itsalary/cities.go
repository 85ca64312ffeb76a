package itsalary

import (
	"strings"

	"github.com/backpay/backpay/internal/taxonomy"
)

// searched are the countries in which a city is looked for, those with the most answers first, since
// a name may be found in several.
var searched = []string{
	"DE", "NL", "AT", "CH", "PL", "CZ", "FR", "GB", "IE", "ES", "PT", "IT", "BE", "LU", "SE", "DK", "NO", "FI",
	"EE", "LV", "LT", "HU", "RO", "BG", "RS", "CY", "MT", "UA", "RU", "BY", "MD", "TR", "AE",
}

// regions are the answers, in lower case, that name a part of a country, a small town or a misspelt city.
var regions = map[string]struct{ country, city string }{
	"walldorf": {"DE", ""}, "bayern": {"DE", ""}, "frankonia": {"DE", ""}, "baden-württemberg": {"DE", ""},
	"schleswig-holstein": {"DE", ""}, "bodensee": {"DE", ""}, "remote germany": {"DE", ""}, "bitburg": {"DE", ""},
	"murnau am staffelsee": {"DE", ""}, "konstanz area": {"DE", "Konstanz"}, "bölingen": {"DE", "Böblingen"},
	"dusseldurf": {"DE", "Düsseldorf"}, "almere": {"NL", ""}, "hilversum": {"NL", "Hilversum"}, "zug": {"CH", "Zug"},
	"lugano": {"CH", "Lugano"}, "karlskrona": {"SE", "Karlskrona"}, "luttich": {"BE", "Liège"},
	"tampere (finland)": {"FI", "Tampere"},
	"city in russia":    {"RU", ""}, "cupertino": {"US", "Cupertino"},
}

// placeOf returns country and place of what people answer for their city: a city, a country, both with
// a comma between, or a region. Both are empty for anything else.
func placeOf(answer string) (country, place string) {
	if r, ok := regions[strings.ToLower(answer)]; ok {
		place, _, _ = taxonomy.Place(r.country, r.city)
		return r.country, place
	}
	if first, second, ok := strings.Cut(answer, ", "); ok {
		if country := countryOf(second); country != "" {
			place, _, _ = taxonomy.Place(country, first)
			return country, place
		}
		country = countryOf(first)
		place, _, _ = taxonomy.Place(country, second)
		return country, place
	}
	if answer != "" {
		for _, country := range searched {
			if place, _, ok := taxonomy.Place(country, answer); ok {
				return country, place
			}
		}
	}
	return countryOf(answer), ""
}

// countryOf returns the code of a country's name. Two letters are none: "MA" is Massachusetts as well as
// Morocco, and "Fr" may be Freiburg.
func countryOf(name string) string {
	if len(name) <= 2 {
		return ""
	}
	country, _ := taxonomy.Countries.Parse(name)
	return country
}
