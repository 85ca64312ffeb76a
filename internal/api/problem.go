package api

import (
	"context"
	"net/http"

	"github.com/backpay/backpay/internal/problem"
)

// fail answers with a problem. A fault of the server's own goes to the log; a client that has gone is told
// nothing.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == context.Canceled {
		return
	}
	p := problem.Of(err)
	if p.Status >= http.StatusInternalServerError {
		a.log.ErrorContext(r.Context(), "answering failed", "route", r.Pattern, "error", err)
	}
	problem.Write(w, p)
}
