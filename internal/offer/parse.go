package offer

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backpay/backpay/internal/pay"
)

// FileMost is the largest offer file that is read, in bytes.
const FileMost = 64 << 10

// Parse reads an offer file: a Question in YAML, or in JSON, which is YAML.
//
//	currency: EUR
//	offers:
//	  - name: today
//	    current: true
//	    country: DE
//	    base: 78000
//	  - name: Austin
//	    country: US
//	    region: TX
//	    base: 165000
//	    bonus: {share: 10%, sure: 80%}
//	    sign_on: {amount: 20000, clawback_months: 12}
//	    equity: {value: 120000, vesting: {months: 48, cliff_months: 12, every_months: 3}}
//
// A field that is unknown or malformed is a pay.Invalid error that names its line. Parse checks the form alone;
// Question.Check and Compare say what makes no sense.
func Parse(data []byte) (Question, error) {
	var q Question
	if len(data) > FileMost {
		return q, invalid("file", "the offer file is larger than %d bytes", FileMost).
			WithHint("two to four offers are a few lines: leave the rest out")
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&q); err != nil {
		return Question{}, malformed(err)
	}
	if err := d.Decode(new(Question)); !errors.Is(err, io.EOF) {
		return Question{}, invalid("file", "the offer file holds more than one document").
			WithHint("list all offers under offers:")
	}
	for i := range q.Offers {
		q.Offers[i].Country = strings.ToUpper(q.Offers[i].Country)
		q.Offers[i].Currency = strings.ToUpper(q.Offers[i].Currency)
	}
	q.Currency = strings.ToUpper(q.Currency)
	return q, nil
}

// malformed words what the reader of YAML found.
func malformed(err error) error {
	e := pay.Errorf(pay.Invalid, "the offer file is malformed").In("file").Because(err)
	if errors.Is(err, io.EOF) {
		return e.WithHint("it is empty: list two to four offers under offers:")
	}
	return e.WithHint("%s", strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", " "))
}
