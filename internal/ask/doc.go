// Package ask reads questions: words as people and programs type them become a pay.Question in codes. Every face
// reads here, so that the same words are right or wrong everywhere.
//
// Its opinion: what was not said stays not said. No default is filled in, no level is derived from years; package
// service decides what an omission means. What can be asked is listed once, by wire.Question.
//
// Its limit: it knows words, not evidence. Whether anything can be answered is not its business.
package ask
