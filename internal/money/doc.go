// Package money knows what money is worth: currencies and their minor units (ISO 4217), exchange between
// them by the month, what a country's money buys, how many hours a full-time year has, and how amounts of
// pay are written and read. Every constant of that kind in Backpay is here and nowhere else.
//
// Its opinion: an amount is carried unrounded and rounded once, when a reader sees it; an exchange names
// its source and month; a currency without a rate is an error, never a 1.0; and an amount that can be
// read in two ways is an error with a hint, never a guess.
//
// Its limits: rates are monthly means, of use for comparing pay and of none for paying it. They end with
// the tables that the binary carries (see LastMonth); nothing is fetched, and the package knows no clock.
// Some currencies have a rate for a few months only, some have none. Where a state fixed its rate by
// decree far from the market's, the decree is all that the tables know. The words of amounts are those of
// tables/words.tsv; a word that is not there is an error, since it may change what the amount is worth.
// docs/money.md has the sources.
package money
