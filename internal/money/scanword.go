package money

import (
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// short are the letters that are a period behind a slash or "per" only.
var short = map[string]pay.Period{
	"h": pay.Hour, "u": pay.Hour, "t": pay.Hour, "ч": pay.Hour,
	"d": pay.Day, "j": pay.Day, "g": pay.Day,
	"w": pay.Week,
	"m": pay.Month, "mc": pay.Month, "kk": pay.Month, "м": pay.Month,
	"y": pay.Year, "a": pay.Year, "an": pay.Year, "v": pay.Year, "г": pay.Year,
}

// ofPeriods are the words behind which a letter is a period.
const ofPeriods = " per a à pro par je por al p в на за kwa "

// scanWord takes what a word of the lexicon says.
func (p *parser) scanWord(w *spoken) error {
	if period, ok := short[w.text]; ok && p.slash {
		return p.take(w.text, &sense{period: period})
	}
	s, elsewhere := w.in(p.country)
	switch {
	case s == nil && elsewhere && p.country == "" && currencies().byCode[strings.ToUpper(w.text)].Code == "":
		p.elsewhere = true
		s = &sense{roles: filler}
	case s == nil:
		if spelled, may := p.leadingCurrency(); spelled != "" {
			return p.scanCurrency(spelled, may)
		}
		return p.scanUnknown()
	}
	if handled, err := p.scanPlaced(w, s); handled || err != nil {
		return err
	}
	return p.take(w.text, s)
}

// scanPlaced reads words whose place decides what they are. It reports whether it has read one.
func (p *parser) scanPlaced(w *spoken, s *sense) (handled bool, err error) {
	text := w.text
	if period, ok := short[text]; ok && p.per && !s.is(joint|and) {
		return true, p.take(text, &sense{period: period})
	}
	after := strings.TrimLeft(p.rest[len(text):], " ")
	if s.is(times) && p.n > 0 && p.payCount(after) {
		p.split = s.is(and | filler)
		return true, nil
	}
	switch {
	case text == "an":
		p.an, p.per, p.fresh = true, true, false
	case s.is(and|joint) && p.n == 1 && !p.joined && (p.between || s.is(joint)) && p.joins(text):
		p.joined, p.fresh = true, false
	case s.is(and) && p.added != 0, s.is(and) && p.n == 2:
		p.fresh = false
	case s.is(times) && len(after) > 0 && isDigit(after[0]) && p.n > 0 && !s.is(and|filler):
		return true, p.fail("%q multiplies pay by something that is no number of pays a year", p.input).
			WithHint("write what an hour, a month or a year pays; x13 or x14 behind a month's pay says how often it is paid")
	default:
		return false, nil
	}
	p.rest = p.rest[len(text):]
	return true, nil
}

// joins reports whether a number follows the word that the rest begins with.
func (p *parser) joins(text string) bool {
	rest := p.rest
	defer func() { p.rest = rest }()
	p.rest = p.rest[len(text):]
	return p.numberFollows()
}

// payCount reads "13", "14 pagas", "13 mois" off s, which follows a word such as "x" or "sur".
func (p *parser) payCount(s string) bool {
	n := 0
	for n < len(s) && (isDigit(s[n]) || n > 0 && (s[n] == '.' || s[n] == ',') && n+1 < len(s) && isDigit(s[n+1])) {
		n++
	}
	count := numeral(strings.ReplaceAll(s[:n], ",", "."))
	if n == 0 || count < 12 || count > 18 {
		return false
	}
	rest := strings.TrimLeft(s[n:], " ")
	if rest != "" {
		w := words().find(rest)
		switch {
		case w != nil && w.senses[len(w.senses)-1].is(payments|months):
			rest = rest[len(w.text):]
		case isWordStart(rest) && (w == nil || w.senses[0].period == "" && w.senses[0].basis == ""):
			return false // "x 15 people"
		case w != nil && w.senses[0].period == pay.Hour:
			return false // "x 15 h"
		}
	}
	p.pays, p.rest, p.fresh = count, rest, false
	return true
}

func isWordStart(s string) bool { return s != "" && letters(s) > 0 }

// take adds what a word says. What was said otherwise before is an error, and so is a multiplier behind
// anything but the number.
func (p *parser) take(text string, s *sense) error {
	fresh := p.fresh
	if s.power != 0 && !s.is(aloud) {
		return p.takeMultiplier(text, s)
	}
	p.fresh = false
	const others = filler | lower | upper | more | joint | and | times
	if s.aYear != 0 || s.is(notPay|tenfold|inFigures|aloud|accounted) ||
		s.is(perUnit) && (p.slash || p.per || !s.is(others)) {
		return p.takeStrange(text, s)
	}
	if s.is(soft) {
		p.implied = s
	} else if err := p.takeUnit(s); err != nil {
		return err
	}
	if s.term != "" {
		p.addTerm(s.term)
	}
	if s.component != "" && p.component == "" {
		p.component = s.component
	}
	if s.noun != nil {
		return p.takeNoun(text, s)
	}
	p.takeRoles(text, s, fresh)
	p.rest = p.rest[len(text):]
	return nil
}

// takeRoles notes what a word says of the words around it.
func (p *parser) takeRoles(text string, s *sense, fresh bool) {
	switch {
	case s.is(more):
		p.low = true
	case s.is(joint) && !s.is(filler) && p.n == 1 && !p.joins(text):
		p.joined = true // and the other end is missing
	case s.is(lower):
		p.low = true
		p.joined = p.joined || p.n == 1 && p.joins(text)
	case s.is(upper) || s.is(joint) && p.n == 0 && !s.is(filler):
		p.high = true
		p.joined = p.joined || p.n == 1 && p.joins(text)
	}
	p.between = p.between || s.is(between)
	switch {
	case s.is(plus):
		p.added = plus
	case s.is(with):
		p.added = with
	case s.period != "" || s.basis != "":
		p.slash = p.slash && s.period == ""
	}
	p.per = s.is(filler) && p.n > 0 && strings.Contains(ofPeriods, " "+text+" ")
	if s.is(payments) && fresh {
		p.per = false
	}
}

// takeUnit sets the period and basis.
func (p *parser) takeUnit(s *sense) error {
	if s.period != "" && p.period != s.period {
		switch {
		case p.period != "" && p.pays != 0 && s.period == pay.Year: // "3.930 im Monat, 14 mal im Jahr"
		case p.period != "":
			return p.fail("%q names two periods, %s and %s", p.input, p.period, s.period).WithHint("give one")
		default:
			p.period = s.period
		}
	}
	if s.basis != "" {
		if p.basis != "" && p.basis != s.basis {
			return p.fail("%q is both gross and net", p.input).WithHint("give one")
		}
		p.basis = s.basis
		if p.slash {
			p.slash = false // "€3.500/bruto per maand"
		}
	}
	if s.period != "" {
		p.slash = false
	}
	return nil
}

// takeMultiplier takes a multiplier, and the period or currency that it names beside.
func (p *parser) takeMultiplier(text string, s *sense) error {
	if p.slash || !p.multiply(s) {
		return p.unread(text)
	}
	local, _ := CurrencyOf(p.country)
	switch {
	case s.is(lakh) && s.period != "" && !countsInLakhs(local): // "18 LPA" is of rupees, wherever it is asked about
		p.mention("₹")
	case s.is(crown): // "600 tkr"
		p.mention("kr")
	case strings.HasSuffix(text, "€"): // "60 t€"
		p.mention("€")
	}
	if s.period != "" {
		if err := p.takeUnit(s); err != nil {
			return err
		}
	}
	p.rest = p.rest[len(text):]
	return nil
}

// takeNoun takes what comes on top of the amount or is part of it.
func (p *parser) takeNoun(text string, s *sense) error {
	p.rest = p.rest[len(text):]
	added := p.added
	if added == 0 {
		if w := words().find(strings.TrimLeft(p.rest, " .")); w != nil {
			if next, _ := w.in(p.country); next != nil && next.is(with|plus) {
				added = next.roles & (with | plus)
				p.rest = strings.TrimLeft(p.rest, " .")[len(w.text):]
			}
		}
	}
	switch {
	case added&with != 0:
		p.addTerm(s.noun.with)
		if c := components[s.noun.with]; c != "" && p.component == "" {
			p.component = c
		}
	case added&plus != 0:
		p.addTerm(s.noun.plus)
		if c := components[s.noun.plus]; c != "" && p.component == "" {
			p.component = c
		}
	default:
		return p.unread(text)
	}
	p.percent = false
	return nil
}

// takeStrange keeps what makes the text no amount of pay, for the end, when the hint can name the amount.
func (p *parser) takeStrange(text string, s *sense) error {
	if s.is(perUnit) && !p.slash && !p.per {
		return p.unread(text)
	}
	if p.strange.sense == nil {
		p.strange = strange{text, s}
	}
	p.slash, p.per = false, false
	p.rest = p.rest[len(text):]
	return nil
}
