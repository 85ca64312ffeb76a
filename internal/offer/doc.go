// Package offer compares two to four job offers, one of which may be today's job: year by year, after tax, at
// purchasing power, per hour worked, and what would change the order.
//
// Its opinion: an offer is worth what it leaves in the typical year, and the first year stands apart because a
// sign-on and a cliff make it another. A bonus counts as far as it is sure to be paid. Listed shares count when
// they vest, at today's price. Shares of a private company are never counted as money: for them the answer is
// by how much the company would have to grow to make up what the offer lacks. What would make two offers equal
// is solved on the same computation that compares them, not on an approximation of it.
//
// What to ask for has three figures: the floor that equals the best alternative, the target that the market
// pays the middle of people like the one who asks, and the anchor to open with. There is no probability that
// an employer accepts, for there is no data on it.
//
// Amounts are hundredths of a unit of their currency, so every sum is exact; exchange rates and purchasing
// powers are rounded once, to the hundredth. The package does no input or output: a market is passed in, and
// an offer file is bytes.
//
// Its limits: the tax is that of package tax, with all that it leaves out; pay of a year in which someone
// moves or changes jobs is not divided; a share price stays as it is but where growth is asked for; pension,
// health insurance and other benefits are not valued.
package offer
