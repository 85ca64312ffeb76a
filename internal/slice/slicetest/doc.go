// Package slicetest is what the engines of package slice are tested and measured with: a conformance
// suite, Naive, which answers by filtering and sorting, and Records, which draws records that look like
// those of a survey.
package slicetest
