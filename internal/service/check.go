package service

import (
	"cmp"
	"context"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// The codes of the notes on how an amount was read.
const (
	NotePays    = "pays"     // a month's pay is paid more than twelve times a year there
	NoteOneEnd  = "one-end"  // a range with one end alone
	NoteOnTop   = "on-top"   // something comes on top of the amount, or is inside, that pay here does not count
	NoteInvoice = "business" // an invoice, which is no employee's pay
)

// Check says where pay stands among people of a profile: an amount, or a range at both ends. Without a currency or a
// period of its own the amount is in the question's; the answer is in the amount's unless the question says otherwise.
func (v View) Check(ctx context.Context, asked pay.Question, r money.Reading) (Check, error) {
	asked.Period = cmp.Or(asked.Period, r.Period)
	asked.Basis = cmp.Or(asked.Basis, r.Basis)
	asked.Component = cmp.Or(asked.Component, r.Component)
	if asked.Currency == "" && !asked.PPP {
		asked.Currency = r.Currency
	}
	q := v.settle(asked)
	r.Period, r.Basis = cmp.Or(r.Period, q.Period), cmp.Or(r.Basis, q.Basis)
	if r.Basis != q.Basis {
		return Check{}, pay.Errorf(pay.Invalid, "the amount is %s and the question is %s", r.Basis, q.Basis).
			In("basis").
			WithHint("leave the basis out, or write the amount on the same basis")
	}
	gross, answer, taxed, err := v.onBasis(ctx, q)
	if err != nil {
		return Check{}, err
	}
	who := ranked{gross, answer, taxed}
	r, notes := read(r, q.Profile.Country)
	c := Check{Answer: answer, Terms: r.Terms, Notes: notes, Open: openEnd(r)}
	low, high := ends(r)
	if c.Standing, err = v.standingOf(q, who, low); err != nil {
		return Check{}, err
	}
	if high != low {
		upper, err := v.standingOf(q, who, high)
		if err != nil {
			return Check{}, err
		}
		c.Upper = &upper
	}
	c.Meant = v.meant(q, answer, c.Standing)
	return c, nil
}

// ends returns the two ends of a range; they are the same of one amount, and of a range with one end.
func ends(r money.Reading) (low, high pay.Amount) {
	low, hasLow := r.Low()
	high, hasHigh := r.High()
	switch {
	case !hasLow:
		return high, high
	case !hasHigh:
		return low, low
	}
	return low, high
}

// openEnd says on which side a range is open.
func openEnd(r money.Reading) string {
	_, hasLow := r.Low()
	_, hasHigh := r.High()
	switch {
	case !hasLow:
		return "below"
	case !hasHigh:
		return "above"
	}
	return ""
}

// read fills in how often a year a month's pay is paid, and says what must be known of how pay was read.
func read(r money.Reading, country string) (money.Reading, []pay.Warning) {
	var notes []pay.Warning
	r, custom, ok := money.WithPays(r, country)
	if ok {
		notes = append(notes, pay.Warning{
			Code: NotePays,
			Message: "a month's pay there is paid %s times a year (%s; %s): it was carried to a year so. " +
				"Write x12 after the amount where that is not meant",
			Args: []any{pay.Plain(custom.Pays), custom.What, custom.Source},
		})
	}
	switch openEnd(r) {
	case "above":
		notes = append(notes, pay.Warning{Code: NoteOneEnd, Message: "only the lower end is said: pay starts there"})
	case "below":
		notes = append(notes, pay.Warning{Code: NoteOneEnd, Message: "only the upper end is said: pay ends there"})
	}
	if r.Has(pay.Business) || r.Has(pay.Mandate) || r.Has(pay.OutsideIR35) {
		notes = append(notes, pay.Warning{
			Code: NoteInvoice,
			Message: "an invoice pays contributions, leave and idle time that an employer pays " +
				"otherwise: see backpay freelance",
		})
	}
	for _, t := range r.Terms {
		if words, ok := counted[t]; ok {
			notes = append(notes, pay.Warning{Code: NoteOnTop, Message: words})
		}
	}
	return r, notes
}

// counted says what conditions mean for the comparison.
var counted = map[pay.Term]string{
	pay.PlusVAT:     "value-added tax comes on top and is no pay: it was left out",
	pay.WithVAT:     "value-added tax is inside and is no pay: the amount is too high by it",
	pay.OnTarget:    "this is what is paid when targets are met: less is paid when they are not",
	pay.EmployerAll: "this is what the employer spends, contributions included: the gross pay is lower",
	pay.PlusPension: "the employer's pension contribution comes on top: it was left out, as surveys do",
	pay.WithPension: "the employer's pension contribution is inside: the gross pay is lower",
	pay.PlusBonus:   "a bonus comes on top: it was left out",
	pay.PlusEquity:  "shares come on top: they were left out",
	pay.ProRata:     "stated for full time and paid by the share worked",
}

// ranked is an answer with the gross one that people are ranked by, and what leads from that to net pay.
type ranked struct {
	gross, answer pay.Answer
	taxed         takeHome
}

// standingOf says where one amount stands in an answer.
func (v View) standingOf(q question, who ranked, a pay.Amount) (wire.Standing, error) {
	s := wire.Standing{Amount: a}
	answer := who.answer
	var err error
	if s.Comparable, err = inPeriod(a, q.Period, q.Profile.Country); err != nil {
		return s, err
	}
	if q.PPP || s.Comparable.Currency != answer.Currency {
		asked := q
		asked.Period = pay.Year
		if !q.PPP {
			asked.Currency = answer.Currency // which is not the one asked for where that has no rate
		}
		u, err := asked.unit(s.Comparable.Currency)
		if err != nil {
			return s, err
		}
		s.Comparable.Value *= u.factor
		s.Comparable.Currency = answer.Currency
	}
	var within pay.Interval
	value := s.Comparable.Value
	if q.Basis == pay.Net { // like is compared with like: by the gross pay that it stands for
		if value, err = who.taxed.gross(value); err != nil {
			return s, err
		}
	}
	s.Percentile, within = standing(who.gross, value)
	s.Margin = (within.High - within.Low) / 2
	return s, nil
}

// inPeriod carries an amount to another period. A month's pay that is paid more than twelve times a year is worth more
// than a twelfth of the year's even for a month.
func inPeriod(a pay.Amount, period pay.Period, country string) (pay.Amount, error) {
	if a.Pays != 0 {
		yearly, err := money.InPeriod(a, pay.Year, country)
		if err != nil {
			return a, err
		}
		yearly.Pays = 0
		a = yearly
	}
	return money.InPeriod(a, period, country)
}

// meant returns the amounts that may have been meant where nobody of the profile is paid what was given.
func (v View) meant(q question, answer pay.Answer, s wire.Standing) []string {
	if s.Comparable.Value <= 0 || s.Amount.Period == "" {
		return nil
	}
	// From the answer's unit to a year in the amount's currency, by what the amount itself became.
	yearly, err := inPeriod(s.Amount, pay.Year, q.Profile.Country)
	if err != nil {
		return nil
	}
	k := yearly.Value / s.Comparable.Value
	var texts []string
	for _, m := range money.Suggest(s.Amount, q.Profile.Country, k*answer.Distribution.At(.05),
		k*answer.Distribution.At(.95)) {
		texts = append(texts, m.String())
	}
	return texts
}

// one is a single amount as a reading.
func one(a pay.Amount) money.Reading {
	return money.Reading{Range: pay.Range{
		Min: a.Value, Max: a.Value, Currency: a.Currency, Period: a.Period, Basis: a.Basis, Pays: a.Pays,
	}}
}
