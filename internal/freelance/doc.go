// Package freelance turns what a freelancer bills for an hour or a day into the gross yearly pay of an
// employee that is worth the same, and back.
//
// Its opinion: a rate and a salary are the same to both sides when what the client pays in a year, less what
// the freelancer bears in an employer's place, is the same. So a year's billing is the rate for the hours
// that are billed: those of the working days that leave, public holidays and sickness leave over, in the
// share that a client pays for. Own costs come off it, and what remains is what employing somebody costs: gross
// pay and the employer's contributions, by law with their floors and ceilings where package tax has the country
// and the year, else as a share of all pay. Every constant is shown with its source and can be changed; where a
// country has no figure of its own the default says that it is one.
//
// Both ways are one line, straight between minor units, so nothing is rounded on the way and every amount comes
// back.
//
// Its limits: income tax and the earner's own contributions are left out, for both are asked before tax; a
// contribution that is given in percent is a share of all pay, which is too much above a ceiling; the risk of
// having no work is in the utilisation alone.
package freelance
