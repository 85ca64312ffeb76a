// Package office knows what statistics offices publish of the pay of software work, and brings it to a question:
// the same country and place, the nearest occupation, a full-time year, the same component, the same time.
//
// Its opinion:
//   - An official figure beside an answer is of use when it measures the same thing. So whatever differs is brought
//     over where the office, or the law, says by how much, and each such step is stated with its factor; what
//     nobody says stays a caveat with the direction in which it works. Nothing is guessed.
//   - Wages are carried from year to year by average wages (the OECD's, of full-time workers), not by prices, with
//     which they do not move. Beyond the last year known the growth of the last two goes on, and is said to be a
//     projection.
//   - The figure of an office is compared with the answer for a role, country, place and component alone: an office
//     counts everybody at the work, beginners and veterans.
//
// Its limits: thirteen countries, mostly developers as one occupation; no equity anywhere; the spread is moved with
// the median, though bonuses and part-time jobs touch its ends more. What each office's figure holds is in
// offices.tsv, as its documentation says; which roles an occupation holds is a judgement, in occupations.tsv.
package office
