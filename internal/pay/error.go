package pay

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind sorts errors by what the person who meets them can do. The command line has one
// table from kinds to exit statuses, package service one to statuses of HTTP.
type Kind string

// The kinds of error.
const (
	Invalid     Kind = "invalid"     // what was asked or given is malformed or out of range
	NotFound    Kind = "not-found"   // a named thing does not exist
	NoEvidence  Kind = "no-evidence" // the question is sound, and nothing here can answer it
	Unreadable  Kind = "unreadable"  // a file is damaged, or not of the kind it should be
	Conflict    Kind = "conflict"    // something else holds or has changed the thing
	Unsupported Kind = "unsupported" // this installation cannot do that
	Internal    Kind = "internal"    // a fault of Backpay or of its machine
)

// Error is an error for the person who asked. Message and Hint are safe to show; the cause in Err is for
// the log.
type Error struct {
	Kind    Kind
	Field   string // the facet, flag or column at fault; empty when there is none
	Place   string // file and row, as "results.csv: row 12"; empty when there is none
	Message string // what is wrong, without a final stop
	Hint    string // what would work; empty when there is nothing to say
	// Details are what is wrong one by one, where Message counts several things; each is a line for people.
	Details []string
	Err     error // the cause, or nil
}

// Error returns the place and the message, then the details and the cause.
func (e *Error) Error() string {
	s := e.Message
	if len(e.Details) > 0 {
		s += ": " + strings.Join(e.Details, "; ")
	}
	if e.Place != "" {
		s = e.Place + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error of a kind with a message made as by fmt.Sprintf.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns the error with a hint. Like all that follow it copies: an error that was returned once may be in
// several hands.
func (e *Error) WithHint(format string, args ...any) *Error {
	c := *e
	c.Hint = fmt.Sprintf(format, args...)
	return &c
}

// In returns the error with the field at fault.
func (e *Error) In(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// At returns the error with its place: a file and, where useful, its row.
func (e *Error) At(place string) *Error {
	c := *e
	c.Place = place
	return &c
}

// WithDetails returns the error with what is wrong one by one.
func (e *Error) WithDetails(lines []string) *Error {
	c := *e
	c.Details = slices.Clone(lines)
	return &c
}

// Because returns the error with its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// KindOf returns the kind of the first Error in err's chain, Internal when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
