// Package tax turns a year's gross pay into what is left of it, and back: income tax, the earner's own
// social contributions, the employer's on top, and the share of the next unit of pay that goes.
//
// Its opinion: a tax law is a sheet of formulas over a list of figures, so that is how it is kept. Each
// country has one table (tables/de.txt) with every rate, band, ceiling and allowance, its year and the law or
// authority that sets it, and then the formulas in the order in which the law applies them. A stranger can
// hold a table against the law line by line; [Parse] says how one is written. No country has code of its own.
//
// A figure that was written from memory, without the law at hand, is marked "verify:" in its table, and every
// answer that rests on it says so in [Rules.Unverified]. A country, year, region or regime that has no table
// is refused by name: a neighbour or another year never stands in for it.
//
// Arithmetic is exact to a billionth of the currency's unit: fixed-point numbers of nine decimals, products
// of 128 bits rounded half up, and one rounding to the minor unit at the end, of running totals, so that the
// lines add up to the gross. What a law rounds on the way (Germany to whole euros, Czechia to hundreds of
// crowns) is not: it is worth a few units a year, and take-home would fall by one where pay rises by a cent.
//
// Its limits: one person, single, without children, of working age and no church, resident all year with this
// pay and no other income, who claims what everyone gets and nothing else. Contributions to occupational
// pensions, which contracts set, are left out. The year is the calendar's; where the tax year is another
// (GB, AU, NZ, IN) the table says which one it takes.
package tax
