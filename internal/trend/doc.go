// Package trend says how pay moved from year to year, and how much of that is pay and how much is who was
// asked.
//
// Its opinion:
//   - A series is of one source on one basis. Sources are never joined, and where a source changed whom it
//     asked, or how, the change is marked (Selection): what lies on both sides of it is not one line.
//   - A median moves when people are paid more and when other people answer. Each year is therefore told
//     twice: as it was answered, and with the people of the year weighted so that their mix of experience
//     (and of roles and countries, where the profile leaves them open) is that of one reference year, the
//     one with the most reports. A change of the second is a change of pay at the same mix; what is left of
//     the first is the change of the mix. This is direct standardisation of a whole distribution (DiNardo,
//     Fortin and Lemieux 1996); the weights are raked to the margins (Deming and Stephan 1940), because
//     with cells of every role, country and experience most would be empty.
//   - A median of few people is unsure and says so: its interval is Woodruff's (1952), the quantiles at ½ ± z/(2√n),
//     with Kish's effective number of people where they are weighted. It takes the reference mix as given.
//
// Its limits: the mix is held in what the records state, and no more. People of like experience may still
// differ between two surveys, and the facet that is told by fewer than half of a year's people is not held
// (Point.Held says which are). A mix that a year does not have cannot be made of it: Point.Covered says
// which share of the reference the year's people can stand for, and below minCovered nothing is told.
//
// The package is pure: it does no input or output of its own and knows no clock.
package trend
