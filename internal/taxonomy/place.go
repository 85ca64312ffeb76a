package taxonomy

// Place returns the code and name of a place inside a country. In the USA that is a state ("US-CA"), a
// county ("US-06037", by FIPS code) or a metropolitan area ("US-C31080", by CBSA code); elsewhere a city
// ("DE-berlin").
func Place(country, s string) (code, name string, ok bool) { return "", "", false }

// PlaceName returns the name of a place's code for people, and the code itself when it is unknown.
func PlaceName(code string) string { return code }
