package money

import (
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// refuseStrange says why what was read is no amount of pay, and what to write in its place.
func (p *parser) refuseStrange(r pay.Range) error {
	s, text := p.strange.sense, p.strange.text
	a := pay.Amount{Value: max(r.Min, r.Max), Currency: r.Currency, Basis: r.Basis}
	switch {
	case s.aYear != 0:
		a.Value *= float64(s.aYear)
		a.Period = pay.Year
		err := p.fail("%q is paid %d times a year, which is no period that is read", p.input, s.aYear)
		if a.Value > 0 {
			return err.WithHint("write what it makes a year: %q", plainly(a))
		}
		return err.WithHint("write what it makes a year")
	case s.is(inFigures):
		return p.fail("%q is a size, not an amount", p.input).WithHint("write the amount in digits, as in 100000 USD")
	case s.is(notPay):
		return p.fail("%q is not pay: %s is what a business takes in or owes", p.input, text).
			WithHint(`write what is paid to the person, as in "85000 EUR/year"`)
	case s.is(accounted):
		return p.fail("%s is a unit of account whose value changes with prices", strings.ToUpper(text)).
			WithHint("write the amount in the currency that is paid out: %s", r.Currency)
	case s.is(tenfold):
		a.Value, a.Currency = 10*a.Value, "IRR"
		return p.fail("a toman is ten rials and no currency with a code").
			WithHint("write the amount in rials: %q", plainly(a))
	case s.is(aloud):
		a.Value *= float64(powersOfTen[s.power])
		return p.fail("%q is slang for %s", text, plain(float64(powersOfTen[s.power]))).
			WithHint("write the number in full: %q", plainly(a))
	}
	return p.fail("%q is pay by the %s, not for a time", p.input, text).
		WithHint("write what it makes in an hour, day, week, month or year, as in %q", "52.95 USD/hour")
}

// improve gives an error about a word that was not understood a hint that shows the text without it.
func (p *parser) improve(err error, folded string, hint Hint) error {
	e, ok := err.(*pay.Error)
	if !ok || e.Hint != example || p.n == 0 {
		return err
	}
	skip := letters(p.rest)
	if skip == 0 || skip == len(p.rest) && len(p.rest) == len(folded) {
		return err
	}
	at := len(folded) - len(p.rest)
	rest := folded[:at] + " " + folded[at+skip:]
	without := parser{input: p.input, country: hint.Country, home: hint.Currency, rest: rest}
	if without.scan() != nil {
		return err
	}
	r, err := without.reading()
	if err != nil {
		return e
	}
	if a, ok := r.Single(); ok {
		return e.WithHint("without %q it is %q", folded[at:at+skip], plainly(a))
	}
	return e
}
