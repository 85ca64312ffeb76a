package offer

import (
	"fmt"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// offerCaveats lists what to bear in mind about one offer.
func offerCaveats(r *Result, assumed []string) []pay.Warning {
	o := &r.Offer
	list := append([]pay.Warning(nil), r.Tax.Caveats...)
	add := func(code, format string, args ...any) { list = append(list, warning(code, format, args...)) }
	if r.About {
		add("tax-about", "the tax is about right: of the figures behind it %d are to be verified",
			len(r.Tax.Unverified))
	}
	if len(assumed) > 0 {
		add("hours-assumed", "%s are assumed, for they were not given", strings.Join(assumed, ", "))
	}
	if o.Bonus.Sure == nil && o.targetBonus() > 0 {
		add("bonus-counted", "the bonus is counted in full: say how sure it is")
	}
	if o.SignOn.Clawback > 0 && !o.Current {
		add("clawback", "whoever leaves within %d months pays the sign-on back", o.SignOn.Clawback)
	}
	if e := o.Equity; e != nil {
		add("share-price", "shares are counted at today’s price")
		if e.Vesting.Cliff > e.Elapsed {
			add("cliff", "whoever leaves within %d months gets no shares", e.Vesting.Cliff-e.Elapsed)
		}
	}
	if p := o.Private; p != nil {
		add("private", "shares of a company that is not listed are not counted as money")
		if p.Price == 0 {
			add("private-price", "the last price of a share was not given, so growth is not known")
		}
	}
	if o.Employment == Invoice {
		add("invoice", "an invoice pays no leave, sickness or pension, and own costs do not come off here")
	}
	if o.Trial > 0 && !o.Current {
		add("trial", "the first %d months are a trial period", o.Trial)
	}
	return list
}

// caveats adds what concerns the comparison as a whole.
func (c *Comparison) caveats(q *Question) {
	add := func(code, format string, args ...any) { c.Caveats = append(c.Caveats, warning(code, format, args...)) }
	currencies := map[string]bool{c.Currency: true}
	countries := map[string]bool{}
	for i := range c.Results {
		currencies[c.Results[i].Tax.Currency] = true
		currencies[c.Results[i].Offer.Currency] = true
		countries[c.Results[i].Offer.Country] = true
	}
	if len(currencies) > 1 {
		add("exchange", "exchange rates are those of %s, and they move", latestRate(c))
	}
	switch {
	case len(countries) == 1:
	case c.Buying == 0:
		add("buying-missing", "the purchasing power of a country is not known, so money alone is compared")
	default:
		add("buying", "what money buys is by prices of whole countries in %d; cities differ, and rent most", c.Buying)
	}
	add("tax-year", "taxes are those of %s for one person without children", fmt.Sprint(q.TaxYear))
}

func latestRate(c *Comparison) string {
	date := ""
	for i := range c.Results {
		date = max(date, c.Results[i].Rate.Date)
	}
	return date
}
