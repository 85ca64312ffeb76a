package service

import (
	"net/http"

	"github.com/backpay/backpay/internal/pay"
)

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
