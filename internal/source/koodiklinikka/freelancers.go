package koodiklinikka

import (
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/source"
)

// Freelancer is what one who sends bills says of a year.
type Freelancer struct {
	Year    int
	Rate    float64 // euros an hour without value added tax; 0 is not said
	Billing float64 // euros in the year without value added tax; 0 is not said
}

// Freelancers calls do with every freelancer of a file who does not say that their office is abroad. Unlike the
// records of Source, which hold one pay each, they keep a rate and what was billed at it together.
func Freelancers(in *source.Input, do func(Freelancer)) error {
	t, err := source.NewTable(in, source.TableOptions{Required: []string{"Timestamp"}})
	if err != nil {
		return err
	}
	s := newSurvey(t, nil)
	for t.Next() {
		city := t.Field(s.city)
		country, _ := placeOf(city)
		if s.contracts.Code(t.Field(s.contract)) != "freelance" || city != "" && country != "FI" {
			continue
		}
		f := Freelancer{Year: s.yearOf()}
		var why dataset.Reason
		if f.Rate, why = amountOf(t.Field(s.hour)); why != "" {
			f.Rate = 0
		}
		billing := t.Field(s.billing)
		if f.Billing, why = amountOf(billing); why != "" || strings.Contains(strings.ToLower(billing), "alv") {
			f.Billing = 0
		}
		do(f)
	}
	return t.Err()
}
