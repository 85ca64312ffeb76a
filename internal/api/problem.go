package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

// Problem is an error as RFC 9457 writes it, with what would be accepted.
type Problem struct {
	Type   string `json:"type" doc:"where the code is explained"`
	Title  string `json:"title" doc:"what the code means"`
	Status int    `json:"status" doc:"the HTTP status"`
	Code   string `json:"code" doc:"the kind of the error, for programs"`
	Detail string `json:"detail" doc:"what is wrong, for people"`
	Field  string `json:"field,omitempty" doc:"the parameter at fault"`
	Place  string `json:"place,omitempty" doc:"where in the request the fault is, as a row"`
	Hint   string `json:"hint,omitempty" doc:"what would be accepted"`
}

// Codes of problems that are not of a pay.Kind.
const (
	CodeMethod      = "method-not-allowed"
	CodeTooLarge    = "too-large"
	CodeMedia       = "unsupported-media-type"
	CodeCrossOrigin = "cross-origin"
	CodeTooMany     = "too-many-requests"
	CodeBusy        = "busy"
)

// problems says of each code which status it has and what it means.
var problems = map[string]struct {
	status int
	title  string
}{
	string(pay.Invalid):     {service.Status(pay.Invalid), "The question is malformed"},
	string(pay.NotFound):    {service.Status(pay.NotFound), "There is no such thing"},
	string(pay.NoEvidence):  {service.Status(pay.NoEvidence), "Nothing here can answer that"},
	string(pay.Unsupported): {service.Status(pay.Unsupported), "This installation cannot do that"},
	string(pay.Conflict):    {service.Status(pay.Conflict), "Something else holds or has changed it"},
	string(pay.Unreadable):  {service.Status(pay.Unreadable), "A file of this installation is damaged"},
	string(pay.Internal):    {service.Status(pay.Internal), "A fault of the server"},
	CodeMethod:              {http.StatusMethodNotAllowed, "The method is not allowed here"},
	CodeTooLarge:            {http.StatusRequestEntityTooLarge, "The request is too large"},
	CodeMedia:               {http.StatusUnsupportedMediaType, "The body is of no kind that is read here"},
	CodeCrossOrigin:         {http.StatusForbidden, "Another site's page may not write here"},
	CodeTooMany:             {http.StatusTooManyRequests, "Too many requests from one address"},
	CodeBusy:                {http.StatusServiceUnavailable, "The server has as much to do as it can"},
}

// NewProblem returns a problem of a code, which is one of the constants of this package or a pay.Kind.
func NewProblem(code, detail, hint string) Problem {
	p := problems[code]
	return Problem{
		Type: "/v1/docs#" + code, Title: p.title, Status: p.status, Code: code, Detail: detail, Hint: hint,
	}
}

// problemOf returns what a client may see of an error. A fault of the server's own is for the log alone.
func problemOf(err error) Problem {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return NewProblem(CodeTooLarge, "the body is too large", "send it in parts")
	}
	e, ok := errors.AsType[*pay.Error](err)
	if !ok || e.Kind == pay.Internal || e.Kind == pay.Unreadable {
		return NewProblem(string(pay.KindOf(err)), "something went wrong here; the server's log says what", "")
	}
	p := NewProblem(string(e.Kind), e.Message, e.Hint)
	p.Field = e.Field
	if strings.HasPrefix(e.Place, "row ") || strings.HasPrefix(e.Place, "profile ") {
		p.Place = e.Place // in the request; a place on this machine is nobody's business
	}
	return p
}

// fail answers with a problem. A fault of the server's own goes to the log; a client that has gone is told
// nothing.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == context.Canceled {
		return
	}
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError {
		a.log.ErrorContext(r.Context(), "answering failed", "route", r.Pattern, "error", err)
	}
	WriteProblem(w, p)
}

// WriteProblem answers with a problem, which no cache keeps.
func WriteProblem(w http.ResponseWriter, p Problem) {
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
