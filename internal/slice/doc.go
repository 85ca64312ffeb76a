// Package slice answers what the people of a slice are paid: backend, Germany, 5–9 years, Go, 100–499
// people. Nothing is modelled: an answer is the exact quantiles of the records that match, at ten million
// records well under a millisecond.
//
// # What a quantile is
//
// The quantile at level p is the smallest pay x such that the records paid at most x are at least the
// share p of all that match: type 1 of Hyndman and Fan (1996), the inverse of the empirical distribution
// function, PostgreSQL's and DuckDB's percentile_disc. It is always somebody's pay, never an average of
// two. Weighted, records count with how many people they stand for. Levels are taken to the millionth and
// weights to the ten-thousandth of a person, and the comparison is made in whole numbers, so that every
// engine gives the same digits: the 7th percentile of 100 is the 7th, although .07×100 is more than 7
// in floating point.
//
// # How the index works
//
// Rows are ordered by pay and cut into blocks of 65,536. The k-th smallest pay of a slice is then found by
// counting the rows of the slice in each block, which says in which block the k-th is, and looking at
// the pay of that block's few matching rows: no other pay is read, and nothing that grows with the data
// is sorted. Inside a block rows need no order by pay for that, so they are ordered by country, role and
// years, which puts the people of a country beside each other: a question about Germany reads Germany's
// part of every other set and skips the rest (sorting to shrink bitmaps: Lemire, Kaser and Aouiche, 2010).
//
// The rows that have a value are a set: per block the cheapest of runs, sorted positions and a bitset
// with a summary of its non-zero words. That is the scheme of Roaring bitmaps (Chambi, Lemire, Kaser and
// Godin, 2016), written here because a count per block, a shared working set and the summary need the
// containers that the library keeps to itself. Years of experience are sets of "at most k years", so that
// any range is two of them.
//
// # What may leave
//
// Each Layer has an index and a smallest group of its own. A slice, a group or a bar of a histogram below
// it is withheld. That keeps tables readable and single answers apart from single people; it is no
// protection against somebody who subtracts one slice from another. Which is why the contributed layer,
// whose people trust this installation and nobody else, is refused altogether.
//
// # Limits
//
// Pay must have been brought to one currency, period and basis by the caller. A facet that a record does
// not state matches no condition on that facet, and no exclusion either. Years are completed years.
package slice
