// Package problem tells clients of HTTP what went wrong: the one table from kinds of errors to statuses, for the
// server, the API and the pages, and the error of the API as RFC 9457 writes it.
//
// Its opinion: what the asker can mend is said in full; a fault of the server's own is for the log alone.
package problem

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// Problem is an error as RFC 9457 writes it, with what would be accepted.
type Problem = wire.Problem

// Codes of problems that are not of a pay.Kind.
const (
	CodeMethod      = "method-not-allowed"
	CodeTooLarge    = "too-large"
	CodeMedia       = "unsupported-media-type"
	CodeCrossOrigin = "cross-origin"
	CodeTooMany     = "too-many-requests"
	CodeBusy        = "busy"
)

// Codes says of each code which status it has and what it means.
var Codes = map[string]struct {
	Status int
	Title  string // what the code means
}{
	string(pay.Invalid):     {Status(pay.Invalid), "The question is malformed"},
	string(pay.NotFound):    {Status(pay.NotFound), "There is no such thing"},
	string(pay.NoEvidence):  {Status(pay.NoEvidence), "Nothing here can answer that"},
	string(pay.Unsupported): {Status(pay.Unsupported), "This installation cannot do that"},
	string(pay.Conflict):    {Status(pay.Conflict), "Something else holds or has changed it"},
	string(pay.Unreadable):  {Status(pay.Unreadable), "A file of this installation is damaged"},
	string(pay.Internal):    {Status(pay.Internal), "A fault of the server"},
	CodeMethod:              {http.StatusMethodNotAllowed, "The method is not allowed here"},
	CodeTooLarge:            {http.StatusRequestEntityTooLarge, "The request is too large"},
	CodeMedia:               {http.StatusUnsupportedMediaType, "The body is of no kind that is read here"},
	CodeCrossOrigin:         {http.StatusForbidden, "Another site's page may not write here"},
	CodeTooMany:             {http.StatusTooManyRequests, "Too many requests from one address"},
	CodeBusy:                {http.StatusServiceUnavailable, "The server has as much to do as it can"},
}

// New returns a problem of a code, which is one of the constants of this package or a pay.Kind.
func New(code, detail, hint string) Problem {
	p := Codes[code]
	return Problem{
		Type: "/v1/docs#" + code, Title: p.Title, Status: p.Status, Code: code, Detail: detail, Hint: hint,
	}
}

// Of returns what a client may see of an error. A fault of the server's own is for the log alone.
func Of(err error) Problem {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return New(CodeTooLarge, "the body is too large", "send it in parts")
	}
	e, ok := errors.AsType[*pay.Error](err)
	if !ok || e.Kind == pay.Internal || e.Kind == pay.Unreadable {
		return New(string(pay.KindOf(err)), "something went wrong here; the server's log says what", "")
	}
	p := New(string(e.Kind), e.Message, e.Hint)
	p.Field = e.Field
	if strings.HasPrefix(e.Place, "row ") || strings.HasPrefix(e.Place, "profile ") {
		p.Place = e.Place // in the request; a place on this machine is nobody's business
	}
	return p
}

// Write answers with a problem, which no cache keeps.
func Write(w http.ResponseWriter, p Problem) {
	body, err := json.Marshal(p)
	if err != nil { // a struct of strings: it cannot be
		body = []byte("{}")
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	w.WriteHeader(p.Status)
	w.Write(append(body, '\n')) //nolint:errcheck // the client has gone
}

// Status returns the status of HTTP that an error of a kind is answered with, by the API and the pages alike. From
// 500 on it is a fault of this machine, whose words are for the log alone.
func Status(k pay.Kind) int {
	switch k {
	case pay.Invalid:
		return http.StatusBadRequest
	case pay.NotFound:
		return http.StatusNotFound
	case pay.NoEvidence, pay.Unsupported:
		return http.StatusUnprocessableEntity
	case pay.Conflict:
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}
