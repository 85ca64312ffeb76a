// Package taxonomy holds the words that profiles and records are written in: the closed lists of roles,
// levels, industries, organisation sizes, ways of working, education, countries and skills, how people and
// publishers spell them, the places inside countries, and what a job title says.
//
// A code is short, lower-case and stable ("data-engineer"), a name is for people ("Data engineer"), an alias
// is whatever anybody else writes ("Engineer, data"). One mechanism, Vocabulary, serves every list: a
// table under tables/ that can be read and mended without reading Go. Spellings are compared without
// case, accents and punctuation. A spelling means one code or none: nothing is guessed, and what a
// publisher's label leaves open (a size "over 1000", a status "prefer not to say") stays unknown.
//
// Its limits. The lists are those of software work as pay surveys ask about it; a role outside it is
// "other". Two ladders share the levels: staff is a lead as well, principal a head. An industry is what
// the employer sells, as far as the publisher's list says. Countries are ISO 3166-1 and Kosovo; a place
// that has no code there is unknown, and so is a former country that became several.
//
// Place names are made from GeoNames (CC BY 4.0) and the US Census Bureau's delineation of July 2023,
// country names from Unicode CLDR (Unicode License v3), income groups from the World Bank (CC BY 4.0),
// by internal/reference/build where a table says so, by hand elsewhere.
package taxonomy
