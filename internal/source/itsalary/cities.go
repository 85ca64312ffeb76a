package itsalary

import (
	"strings"

	"backpay/internal/taxonomy"
)

// searched are the countries in which a city is looked for, those with the most answers first, since
// a name may be found in several.
var searched = []string{
	"DE", "NL", "AT", "CH", "PL", "CZ", "FR", "GB", "IE", "ES", "PT", "IT", "BE", "LU", "SE", "DK", "NO", "FI",
	"EE", "LV", "LT", "HU", "RO", "BG", "RS", "CY", "MT", "UA", "RU", "BY", "MD", "TR", "AE",
}

// cities are the answers whose city GeoNames has under another name, or that name a region.
var cities = map[string]string{
	"münchen": "DE Munich", "köln": "DE Cologne", "dusseldorf": "DE Düsseldorf", "dusseldurf": "DE Düsseldorf",
	"duesseldorf": "DE Düsseldorf", "nuremberg": "DE Nürnberg", "brunswick": "DE Braunschweig", "boeblingen": "DE Böblingen",
	"bölingen": "DE Böblingen", "hannover": "DE Hannover", "frankfurt": "DE Frankfurt am Main",
	"walldorf": "DE", "bayern": "DE", "frankonia": "DE", "baden-württemberg": "DE", "schleswig-holstein": "DE",
	"bodensee": "DE", "konstanz area": "DE Konstanz", "remote germany": "DE", "marburg": "DE Marburg an der Lahn",
	"freiburg": "DE Freiburg", "ulm": "DE Ulm", "murnau am staffelsee": "DE", "bitburg": "DE", "kempten": "DE Kempten (Allgäu)",
	"den haag": "NL The Hague", "krakow": "PL Kraków", "krakau": "PL Kraków", "cracow": "PL Kraków", "cracovia": "PL Kraków",
	"krakow, poland": "PL Kraków", "wroclaw": "PL Wrocław", "gdansk": "PL Gdańsk", "warsaw, poland": "PL Warsaw",
	"zurich": "CH Zürich", "basel": "CH Basel", "bern": "CH Bern", "zug": "CH Zug",
	"gothenburg": "SE Göteborg", "jyvaskyla": "FI Jyväskylä", "tampere (finland)": "FI Tampere",
	"belgrade, serbia": "RS Belgrade", "ireland, dublin": "IE Dublin", "riga, latvia": "LV Riga",
	"alicante, spain": "ES Alicante", "sevilla": "ES Sevilla", "milano": "IT Milan", "luttich": "BE Liège",
	"antwerpen": "BE Antwerpen", "kiev": "UA Kyiv", "saint-petersburg": "RU Saint Petersburg", "city in russia": "RU",
	"cambridge": "GB Cambridge", "cupertino": "US Cupertino", "nj, usa": "US",
}

// placeOf returns country and place of a city as people write it, "" for what is not found.
func placeOf(answer string) (country, place string) {
	known, ok := cities[strings.ToLower(answer)]
	if ok {
		country, city, _ := strings.Cut(known, " ")
		if city != "" {
			place, _, _ = taxonomy.Place(country, city)
		}
		return country, place
	}
	if answer == "" {
		return "", ""
	}
	for _, country := range searched {
		if place, _, ok := taxonomy.Place(country, answer); ok {
			return country, place
		}
	}
	country, _ = taxonomy.Countries.Parse(answer)
	return country, ""
}
