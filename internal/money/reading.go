package money

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

const (
	longestAmount = 200  // bytes; nobody writes more for one amount
	greatest      = 1e15 // major units; no currency is so weak that a year pays more
	// greatestUSD is the most that is read as a year's pay. More is a number that was read wrongly.
	greatestUSD = 1e10
)

// Hint is what is known of an amount besides its text. It decides only what the text leaves open.
type Hint struct {
	Country  string // of the work, ISO 3166-1 alpha-2; empty when not known
	Currency string // ISO 4217, of an amount that names none; empty is the country's
}

// Reading is pay as it was written: an amount or a range, and the conditions written with it.
type Reading struct {
	pay.Range
	Component pay.Component // base or total where a word says so, as "OTE" or "base"; empty otherwise
	Terms     []pay.Term    // in the order in which they are written, each once
}

// Has reports whether the text states a condition.
func (r Reading) Has(t pay.Term) bool { return slices.Contains(r.Terms, t) }

// ParseAmount reads an amount of pay as people write it: "85000 EUR", "€85k", "52.95 USD/hour", "£450/day",
// "18 LPA", "8500 PLN/month net", "CHF 120'000", "₹18,00,000", "EUR 5.500 mensili", "연봉 5,000만원". What is
// not written stays empty, except the currency, which must be written or follow from the country.
//
// country, an ISO 3166-1 alpha-2 code or nothing, only decides what the text leaves open: "$" is the
// country's own dollar or peso, and the US dollar where there is none; "kr", "Rs", "¥" and single letters
// need the country; no currency at all is the country's.
//
// Separators: of two different ones the last is decimal; a repeated one, a space or an apostrophe groups
// thousands (or lakhs, as 1,20,000). A single dot or comma before exactly three digits groups thousands in
// an amount for a month, a year or no stated period, since nobody writes a tenth of a cent of those. For an
// hour, day or week it does so when the amount is then a plausible one for the period ("£1,200/day", not
// "52.950 USD/hour").
//
// Whatever can be read in two ways, and every range, negative, infinite or absurd amount, is a
// *pay.Error of kind Invalid with a hint.
func ParseAmount(s string, country string) (pay.Amount, error) {
	r, err := ParseRange(s, Hint{Country: country})
	if err != nil {
		return pay.Amount{}, err
	}
	a, ok := r.Single()
	if !ok {
		return pay.Amount{}, noSingle(s, r.Range)
	}
	return a, nil
}

// noSingle says of a range which amounts to give in its place.
func noSingle(s string, r pay.Range) error {
	err := pay.Errorf(pay.Invalid, "%q is a range, more than one amount", s).In("amount")
	low, isLow := r.Low()
	high, isHigh := r.High()
	switch {
	case isLow && isHigh:
		return err.WithHint("give one amount, as %q or %q", plainly(low), plainly(high))
	case isLow:
		return err.WithHint("give the amount itself, as %q", plainly(low))
	}
	return err.WithHint("give the amount itself, as %q", plainly(high))
}

// ParseRange reads an amount or a range of pay as people write it: whatever ParseAmount reads, and "60–80k",
// "$120-150k", "between 60 000 and 80 000 EUR", "up to £90k", "from €60.000", "$120,000+", "600万円〜". An
// amount by itself is a range of equal ends. The currency, period and basis of one end are those of both,
// and so is its multiplier where the other end would be out of proportion without it: "500–1k" starts at 500.
//
// What can be read in two ways is a *pay.Error of kind Invalid with a hint.
func ParseRange(s string, hint Hint) (Reading, error) {
	if r, ok := plainNumber(s, hint); ok {
		return r, nil
	}
	if len(hint.Country) != len("US") {
		hint.Country = ""
	}
	if len(s) > longestAmount {
		return Reading{}, refuse("this is too long for an amount").WithHint(example)
	}
	folded, ok := fold(s)
	if !ok {
		return Reading{}, refuse("the amount is not valid text").WithHint(example)
	}
	folded = strings.TrimSpace(folded)
	if folded == "" {
		return Reading{}, refuse("there is no amount").WithHint(example)
	}
	return read(s, folded, hint)
}

// read reads a folded text. Where no country is given and a word has a meaning in some only, the country of
// the currency decides, when the text names one that is of one country.
func read(s, folded string, hint Hint) (Reading, error) {
	p := parser{input: s, country: hint.Country, home: hint.Currency, rest: folded}
	err := p.scan()
	if p.elsewhere {
		if currency, unclear := p.currencyMeant(); unclear == nil {
			if country := countryOf(currency); country != "" {
				return read(s, folded, Hint{country, hint.Currency})
			}
		}
		if err == nil {
			err = p.fail("%q has a word that means different things in different countries", s).
				WithHint("give the country, or write the number in full with the code of its currency")
		}
	}
	if err != nil {
		return Reading{}, p.improve(err, folded, hint)
	}
	return p.reading()
}

// countryOf returns the country that a currency is named after, empty for a currency of many.
func countryOf(currency string) string {
	if own, ok := CurrencyOf(currency[:2]); ok && own == currency && currency != "USD" {
		return currency[:2]
	}
	return ""
}

const example = `write it as in "85000 EUR", "€85k" or "52.95 USD/hour"`

func refuse(format string, args ...any) *pay.Error {
	return pay.Errorf(pay.Invalid, format, args...).In("amount")
}

// plainNumber reads what most cells of a table hold: digits and nothing else.
func plainNumber(s string, hint Hint) (Reading, bool) {
	const most = 12
	if s == "" || len(s) > most || digits(s) != len(s) {
		return Reading{}, false
	}
	currency := hint.Currency
	if currency == "" {
		currency, _ = CurrencyOf(hint.Country)
	}
	value := int64(0)
	for i := range len(s) {
		value = 10*value + int64(s[i]-'0')
	}
	if currency == "" || value == 0 || value > 1e9 {
		return Reading{}, false
	}
	return Reading{Range: pay.Range{Min: float64(value), Max: float64(value), Currency: currency}}, true
}

// reading puts together what was read.
func (p *parser) reading() (Reading, error) {
	var err error
	if p.currency, err = p.currencyMeant(); err != nil {
		return Reading{}, err
	}
	p.settleBasis()
	r := Reading{Component: p.component, Terms: p.terms}
	r.Currency = p.currency
	if err := p.setEnds(&r.Range); err != nil {
		return Reading{}, err
	}
	p.settlePeriod(r.Range)
	r.Period, r.Basis, r.Pays = p.period, p.basis, p.pays
	if p.strange.sense != nil {
		return Reading{}, p.refuseStrange(r.Range)
	}
	if r.Pays != 0 && r.Period == "" {
		if p.split {
			one := plainly(pay.Amount{Value: max(r.Min, r.Max), Currency: r.Currency})
			return Reading{}, p.fail("%q does not say whether it is a month's pay or a year's", p.input).
				WithHint("write %q or %q", one+"/month x"+plain(r.Pays), one+"/year x"+plain(r.Pays))
		}
		r.Period = pay.Month
	}
	if r.Pays != 0 && r.Period != pay.Month && r.Period != pay.Year {
		return Reading{}, p.fail("%q counts pays a year of something that is no month's pay", p.input).
			WithHint("leave the number of pays out")
	}
	return r, p.absurd(r.Range)
}

// settleBasis: "netto" beside value-added tax, or on an invoice, is net of that tax and says nothing of
// income tax.
func (p *parser) settleBasis() {
	invoice := slices.ContainsFunc(p.terms, func(t pay.Term) bool {
		return t == pay.PlusVAT || t == pay.WithVAT || t == pay.Business
	})
	if !invoice || p.basis == "" || slices.Contains(p.terms, pay.Employment) {
		return
	}
	if p.basis == pay.Net {
		p.addTerm(pay.PlusVAT)
	} else if p.country == "PL" || p.currency == "PLN" {
		p.addTerm(pay.WithVAT)
	}
	p.basis = ""
}

// settlePeriod takes what a word implies where nothing else is said: pay "UoP" is a month's and gross,
// unless it is more than a month pays.
func (p *parser) settlePeriod(r pay.Range) {
	if p.implied == nil {
		return
	}
	const month = 15000 // US dollars
	usd, ok := roughly(max(r.Min, r.Max), r.Currency)
	if p.period == "" && ok && usd <= month {
		p.period = p.implied.period
	}
	if p.basis == "" && p.period == p.implied.period {
		p.basis = p.implied.basis
	}
}

// absurd refuses what nobody is paid.
func (p *parser) absurd(r pay.Range) error {
	if usd, ok := roughly(max(r.Min, r.Max), r.Currency); ok && usd > greatestUSD {
		return p.fail("%q is too large for pay", p.input)
	}
	return nil
}

// setEnds sets the ends of the range.
func (p *parser) setEnds(r *pay.Range) error {
	if p.n == 0 {
		return nil
	}
	for i := range p.ends[:p.n] {
		if e := &p.ends[i]; e.lakh && !countsInLakhs(p.currency) {
			return p.fail("%q counts %s in lakhs", p.input, p.currency).
				WithHint("write the number in full, as in 1200000 INR")
		}
	}
	first, err := p.value(&p.ends[0])
	if err != nil {
		return err
	}
	if p.n == 1 {
		if first == 0 {
			return p.fail("%q is nothing", p.input).WithHint("pay is a positive amount")
		}
		r.Min, r.Max = first, first
		if p.low {
			r.Max = 0
		}
		if p.high {
			r.Min = 0
		}
		return nil
	}
	last, err := p.value(&p.ends[1])
	if err != nil {
		return err
	}
	if r.Min, r.Max, err = p.proportioned(first, last); err != nil {
		return err
	}
	if r.Max == 0 || r.Min > r.Max {
		return p.fail("the range %q ends before it starts", p.input).
			WithHint(`write the lower end first, as in "60000–80000 EUR"`)
	}
	return nil
}

// proportioned gives the end that lacks a multiplier the other's, where that is what is meant: "60–80k".
// "60–80.000" is of thousands too.
func (p *parser) proportioned(first, last float64) (low, high float64, err error) {
	a, b := &p.ends[0], &p.ends[1]
	const widest = 100 // times the lower end; more is a multiplier left out
	switch {
	case b.scaled && !a.scaled && b.power > 0:
		shared := &end{number: a.number, power: b.power, scaled: true, lakh: b.lakh}
		if v, err := p.value(shared); err == nil && v <= last {
			return v, last, nil
		}
		if last > widest*first {
			return last, first, nil // which the caller refuses
		}
	case a.scaled && !b.scaled && last < first:
		shared := &end{number: b.number, power: a.power, scaled: true, lakh: a.lakh}
		if v, err := p.value(shared); err == nil && v >= first {
			return first, v, nil
		}
	case !a.scaled && !b.scaled && !b.marked && 10 <= first && first < 1000 && last >= widest*first:
		if thousands := 1000 * first; thousands <= last && last <= 10*thousands {
			return thousands, last, nil
		}
		return 0, 0, p.fail("the range %q can be read in two ways", p.input).
			WithHint(`write both ends in full, as in "60000–80000 EUR"`)
	}
	return first, last, nil
}

// currencyMeant decides which currency is meant.
func (p *parser) currencyMeant() (string, error) {
	local, _ := CurrencyOf(p.country)
	home := p.home
	if home == "" {
		home = local
	}
	if p.spellings == 0 {
		switch {
		case p.code != "":
			return p.code, nil
		case home != "":
			return home, nil
		case p.ends[0].lakh || p.ends[1].lakh:
			return "INR", nil
		}
		return "", p.fail("%q has no currency", p.input).WithHint(`add one, as in "85000 EUR", or give the country`)
	}
	may := p.spelled[0].may
	if p.spellings > 1 {
		may = only(may, func(m meaning) bool { return find(p.spelled[1].may, m.code) >= 0 })
	}
	switch {
	case p.code != "" && find(may, p.code) < 0:
		return "", p.twoCurrencies(p.code)
	case p.code != "":
		return p.code, nil
	case len(may) == 0:
		return "", p.twoCurrencies(p.spelled[1].text)
	}
	for _, own := range []string{home, local} {
		if i := find(may, own); i >= 0 {
			if may[i].doubtful {
				return "", p.ambiguous(only(may, func(m meaning) bool { return m.code == own || m.usual }))
			}
			return own, nil
		}
	}
	if i := slices.IndexFunc(may, func(m meaning) bool { return m.usual }); i >= 0 {
		return may[i].code, nil
	}
	if listed := only(may, func(m meaning) bool { return m.listed }); len(listed) > 0 {
		may = listed
	}
	if len(may) > 1 {
		return "", p.ambiguous(may)
	}
	return may[0].code, nil
}

func (p *parser) twoCurrencies(other string) error {
	return p.fail("%q names two currencies, %s and %s", p.input, p.spelled[0].text, other).WithHint("give one")
}

// only returns the meanings that f keeps.
func only(may []meaning, f func(meaning) bool) []meaning {
	return slices.DeleteFunc(slices.Clone(may), func(m meaning) bool { return !f(m) })
}

func find(may []meaning, code string) int {
	return slices.IndexFunc(may, func(m meaning) bool { return m.code == code })
}

// countsInLakhs reports whether people who use a currency count in lakhs.
func countsInLakhs(currency string) bool {
	return slices.Contains([]string{"INR", "PKR", "BDT", "NPR", "LKR", "BTN", "MMK"}, currency)
}

func (p *parser) ambiguous(may []meaning) error {
	const most = 4
	var codes []string
	for _, m := range may[:min(len(may), most)] {
		codes = append(codes, m.code)
	}
	if len(may) > most {
		codes = append(codes, "…")
	}
	return p.fail("%q may be several currencies in %q", p.spelled[0].text, p.input).
		WithHint("write the code of one: %s", strings.Join(codes, ", "))
}

// plain writes a number as short as it can be.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// plainly writes an amount in the one form that needs no rule to be read: a decimal point, the code, the
// words. Decimals that would look like a group of thousands get zeros.
func plainly(a pay.Amount) string {
	s := plain(a.Value)
	if i := strings.IndexByte(s, '.'); i >= 0 && (len(s)-i-1 == 3 || len(s)-i-1 == 4) {
		s += "00"
	}
	s += " " + a.Currency
	if a.Period != "" {
		s += "/" + string(a.Period)
	}
	if a.Pays != 0 {
		s += " x" + plain(a.Pays)
	}
	if a.Basis != "" {
		s += " " + string(a.Basis)
	}
	return s
}
