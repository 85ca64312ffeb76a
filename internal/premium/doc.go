// Package premium says what a skill goes with in pay once everything else that a survey asks is held equal.
//
// Its opinion:
//   - One regression, of log pay on every facet and every skill together. What a skill's people have in
//     common besides it (country, experience, the other skills) is not the skill's.
//   - Nothing listed is not nothing known: a person takes part for a kind of skill (language, database, …)
//     when the survey asks for a list of that kind and the person lists one. For every other kind a column
//     of its own says that it is unknown.
//   - Wrong pay is in every survey: residuals are bounded (Huber 1964), not trimmed by hand, and errors are
//     robust against unequal spread (HC3, MacKinnon and White 1985).
//   - A skill known by few is no jackpot: each premium is drawn towards the mean of its kind by how unsure it
//     is (empirical Bayes: Morris 1983, the spread by Paule and Mandel 1982), and what a role or a country
//     has of its own towards none.
//   - Old reports count, but less: half for every HalfLife years before the newest. How far premiums moved
//     from survey to survey is measured and widens the interval.
//
// Its limits: a premium is an association. People who learn a skill differ in ways that no survey asks
// about, and one who learns it tomorrow need not earn like those who knew it yesterday. Surveys that ask
// for the one main skill take no part, since they do not say what a person lacks.
//
// docs/advice.md states the method for a statistician; scripts/premiums compares it with R.
package premium
