package money

import (
	_ "embed"
	"fmt"
	"strconv"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

//go:embed tables/pays.tsv
var paysTSV string

// Custom is how often a year a month's pay is paid to the employees of a country.
type Custom struct {
	Pays   float64 // of a month's pay a year, as 14
	Rule   string  // law, agreement (of unions and employers), or custom
	What   string  // what is paid besides the twelve, by its name there
	Source string  // the law or agreement
}

var customs = sync.OnceValue(func() map[string]Custom {
	m := map[string]Custom{}
	for _, row := range table(paysTSV, 5) {
		number, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			panic(fmt.Sprintf("money: pays.tsv: %s: %v", row[0], err))
		}
		m[row[0]] = Custom{Pays: number, Rule: row[2], What: row[3], Source: row[4]}
	}
	return m
})

// CustomOf returns the custom of a country where it is other than twelve pays a year. Where employers differ,
// as in Germany or France, there is none.
func CustomOf(country string) (Custom, bool) {
	c, ok := customs()[country]
	return c, ok
}

// WithPays returns a month's pay that does not say how often a year it is paid with the number that is the
// custom of the country, and that custom, which an answer should name. Everything else is returned as it is:
// pay for another period, for an invoice, or with its own number, as in "3000 EUR/month x14" or x12.
//
// InPeriod then carries it to a year. The custom is one of what people are told or tell of their month's pay;
// a record of a survey that asks for a year's pay has nothing to do with it.
func WithPays(r Reading, country string) (Reading, Custom, bool) {
	c, ok := CustomOf(country)
	if !ok || r.Period != pay.Month || r.Pays != 0 || r.Has(pay.Business) || r.Has(pay.Mandate) {
		return r, Custom{}, false
	}
	r.Pays = c.Pays
	return r, c, true
}
