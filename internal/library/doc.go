// Package library holds all that answers are made from: the records of the data directory, the tables and
// models made from them, and the reference embedded in the program.
//
// Its opinion: what is loaded is one immutable State, swapped whole. Whoever answers takes a State once and
// asks nothing else, so that no answer mixes two of them. The parts of a State are built when they are first
// needed, outside every lock and under the library's own context: an asker who gives up ends nobody else's
// build, and a failure is told to those who waited for it and tried again by the next.
//
// It is also the only reader of records: every scan names the layers that it wants, and dataset lets nothing
// else through. The test of the architecture forbids other scans.
package library
