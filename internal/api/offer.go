package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

// offerQuery says who asks, for the market that base pay is compared with, and how the comparison is stated. The offers
// are the body.
type offerQuery struct {
	Role     string   `query:"role" default:"backend" example:"backend" doc:"of the one who asks; left out, backend"`
	Years    string   `query:"years" example:"6" doc:"years of professional experience"`
	Level    string   `query:"level" doc:"entry, mid, senior, staff, principal; from the years when left out"`
	Skills   []string `query:"skills" doc:"of the one who asks"`
	On       string   `query:"on" doc:"the day of the market and of exchange rates; left out, today"`
	Currency string   `query:"currency" example:"EUR" doc:"of the comparison; left out, the first offer's"`
	Raise    string   `query:"raise" example:"3" doc:"percent by which pay rises each year; left out, 3"`
	Nominal  bool     `query:"nominal" doc:"rank by money, not by what it buys"`
}

// offerTypes are the media types of a body of offers.
var offerTypes = map[string]string{
	jsonType:           "two to four offers under \"offers\", as docs/offer.md describes a file of them",
	"application/yaml": "the same in YAML",
}

// offer returns the route that compares offers. They are private: nothing of the body or of the answer is kept.
func (a *API) offer() *operation {
	o := &operation{
		method: http.MethodPost, path: "/v1/offer", id: "offers",
		summary: "Two to four offers: take-home, order, what to ask for",
		query:   offerQuery{}, answers: map[string]any{jsonType: wire.Offers{}}, body: offerTypes, private: true,
	}
	d := newDecoder[offerQuery]()
	o.serve = func(w http.ResponseWriter, r *http.Request) error {
		said, err := d.read(r)
		if err != nil {
			return err
		}
		media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if _, ok := offerTypes[media]; !ok {
			problem.Write(w, problem.New(problem.CodeMedia, "the body's Content-Type is not one that is read here",
				"one of application/json, application/yaml"))
			return nil
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, service.OfferFileMost+1))
		if tooLarge := (*http.MaxBytesError)(nil); err != nil && !errors.As(err, &tooLarge) {
			return pay.Errorf(pay.Invalid, "the body cannot be read").Because(err)
		}
		answer, err := compareOffers(r, a.service.View(), said, body)
		if err != nil {
			return err
		}
		text, err := json.Marshal(answer)
		if err != nil {
			return fmt.Errorf("encoding the answer: %w", err)
		}
		w.Header().Set("Cache-Control", "no-store")
		return write(w, jsonType, append(text, '\n'))
	}
	return o
}

// compareOffers answers for a body of offers.
func compareOffers(r *http.Request, v service.View, said offerQuery, body []byte) (service.Offers, error) {
	who, err := ask.Read(wire.Question{
		Role: said.Role, Years: said.Years, Level: said.Level, Skills: said.Skills, On: said.On,
	}, v.Today())
	if err != nil {
		return service.Offers{}, err
	}
	q, err := service.ParseOffers(body)
	if err != nil {
		return service.Offers{}, err
	}
	if err := ask.OfferUnit(&q, said.Currency, said.Raise, said.Nominal); err != nil {
		return service.Offers{}, err
	}
	return v.Offers(r.Context(), q, who)
}
