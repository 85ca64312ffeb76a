package money

import (
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// digits counts the digits that s starts with.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// numberLength returns how much of s is one number: digits with their separators. A space belongs to it
// only between groups of three digits.
func numberLength(s string) int {
	i := 0
	for i < len(s) {
		switch c := s[i]; {
		case isDigit(c):
			i++
			continue
		case (c == '.' || c == ',' || c == '\'') && i+1 < len(s) && isDigit(s[i+1]):
			i++
			continue
		case c == ' ' && digits(s[i+1:]) == 3 && isGroup(s[:i]):
			i++
			continue
		}
		break
	}
	return i
}

// isGroup reports whether a number so far may go on behind a space: it has no other separator, and no more
// than three digits since the last space.
func isGroup(s string) bool {
	return !strings.ContainsAny(s, ".,'") && len(s)-strings.LastIndexByte(s, ' ')-1 <= 3
}

// scanNumber reads a number and what belongs to it: "85.000,-", "15 %", "14 pagas".
func (p *parser) scanNumber() error {
	size := numberLength(p.rest)
	text, rest := p.rest[:size], withoutDash(p.rest[size:])
	after := strings.TrimLeft(rest, " ")
	switch {
	case strings.HasPrefix(after, "%"):
		p.percent, p.rest, p.fresh = true, after[1:], false
		return nil
	case p.isPayCount(text, after) || p.isSplit(text, after):
		return nil
	case p.n > 0 && !p.joined && !p.slash:
		if w := words().find(after); w != nil && w.senses[0].period == pay.Hour {
			return p.scanHours(text, after[len(w.text):])
		}
	}
	return p.scanEnd(text, rest)
}

// scanEnd takes a number as the amount or as an end of the range.
func (p *parser) scanEnd(text, rest string) error {
	switch {
	case p.n > 0 && p.fresh && p.ends[p.n-1].scaled: // 1億2000万
		return p.scanCompound(text, rest)
	case p.n == 2 || p.n == 1 && !p.joined:
		if p.strange.sense != nil { // "every 2 weeks"
			p.rest = rest
			return nil
		}
		return p.several()
	}
	e := &p.ends[p.n]
	e.number, e.marked = text, p.marked
	p.n++
	p.fresh, p.marked, p.per = true, false, false
	if s := p.pending; s != nil {
		p.pending = nil
		p.multiply(s)
		p.fresh = false
	}
	p.rest = rest
	return nil
}

// fullTimeHours is from how many hours a week on work is full time.
const fullTimeHours = 35

// scanHours reads the working time that pay is for: "(38,5 Std.)".
func (p *parser) scanHours(text, rest string) error {
	hours := numeral(strings.ReplaceAll(text, ",", "."))
	if hours < fullTimeHours || hours > 60 {
		return p.fail("%q states pay for %s hours, which is not full time", p.input, text).
			WithHint("write what full time or an hour pays")
	}
	p.addTerm(pay.FullTime)
	rest = strings.TrimLeft(rest, " ./")
	for range 2 { // "40 hours per week"
		if w := words().find(rest); w != nil && (w.senses[0].is(filler) || w.senses[0].period == pay.Week) {
			rest = strings.TrimLeft(rest[len(w.text):], " ")
		}
	}
	p.rest, p.fresh = rest, false
	return nil
}

// isSplit reads the shares of fixed and variable pay behind an amount: "(70/30)".
func (p *parser) isSplit(text, after string) bool {
	if p.n == 0 || len(text) != 2 || !strings.HasPrefix(after, "/") || digits(after[1:]) != 2 ||
		numeral(text)+numeral(after[1:3]) != 100 {
		return false
	}
	p.rest, p.fresh = after[3:], false
	return true
}

// withoutDash leaves out what stands for no cents behind a number: ",-", ".–", ":-".
func withoutDash(s string) string {
	if len(s) > 1 && (s[0] == '.' || s[0] == ',' || s[0] == ':') && (s[1] == '-' || s[1] == '=') {
		return strings.TrimLeft(s[1:], "-=")
	}
	return s
}

// isPayCount reads a number of pays a year, as in "14 pagas" or "14薪".
func (p *parser) isPayCount(text, after string) bool {
	if n := numeral(strings.ReplaceAll(text, ",", ".")); n < 12 || n > 18 || after == "" || p.pays != 0 {
		return false
	}
	w := words().find(after)
	if w == nil {
		return false
	}
	s := &w.senses[len(w.senses)-1]
	if !s.is(payments) && !(p.n == 1 && s.is(times) && len(after) == len(w.text)) && !(p.n == 1 && w.text == "x") {
		return false
	}
	p.pays = numeral(strings.ReplaceAll(text, ",", "."))
	p.rest, p.fresh = after[len(w.text):], false
	p.split = p.n == 0 || strings.HasPrefix(w.text, "paga") || strings.HasPrefix(w.text, "mensual")
	return true
}

// scanCompound reads the second part of a number such as 1億2000万.
func (p *parser) scanCompound(text, rest string) error {
	w := words().find(strings.TrimLeft(rest, " "))
	power := 0
	if w != nil && w.senses[0].is(east) {
		power = w.senses[0].power
		rest = strings.TrimLeft(rest, " ")[len(w.text):]
	}
	e := &p.ends[p.n-1]
	if power >= e.power || strings.Trim(text, "0123456789") != "" {
		return p.several()
	}
	e.more += numeral(text) * float64(powersOfTen[power])
	p.rest, p.fresh = rest, false
	return nil
}

var powersOfTen = [...]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12}

// value returns what an end amounts to.
func (p *parser) value(e *end) (float64, error) {
	if n := len(e.number); n <= 12 && digits(e.number) == n {
		whole := int64(0)
		for _, c := range []byte(e.number) {
			whole = 10*whole + int64(c-'0')
		}
		if v := float64(whole) * float64(powersOfTen[e.power]); v <= greatest {
			return v + e.more, nil
		}
	}
	decimal, err := p.decimal(e)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(decimal+"e"+strconv.Itoa(e.power), 64)
	if v += e.more; err != nil || v > greatest {
		return 0, p.fail("%q is too large for pay", p.input)
	}
	return v, nil
}

// decimal returns the number of an end with a decimal point and nothing else.
func (p *parser) decimal(e *end) (string, error) {
	n := p.withoutMillionMark(e.number)
	last := strings.LastIndexAny(n, ".,' ")
	if last < 0 {
		return n, nil
	}
	sep, whole, tail := n[last], n[:last], n[last+1:]
	malformed := func() error {
		return p.fail("cannot read the number %q", n).WithHint("group thousands alike, or not at all: 85000.50")
	}
	other := strings.TrimLeft(whole, "0123456789")
	switch {
	case sep == ' ' || sep == '\'' || strings.IndexByte(whole, sep) >= 0: // it groups
		if !grouped(n, sep) {
			return "", malformed()
		}
		return strings.ReplaceAll(n, string(sep), ""), nil
	case other != "" && other[0] == '\'' && len(tail) == 3: // 5'500.000: of Switzerland or of Colombia
		whole = strings.ReplaceAll(whole, "'", "")
		return "", p.twoReadings(n, whole+tail, whole+"."+tail)
	case other != "": // the one before groups, this one is decimal
		if !grouped(whole, other[0]) {
			return "", malformed()
		}
		return strings.ReplaceAll(whole, other[:1], "") + "." + tail, nil
	case len(tail) > 3 && sep == ',':
		return "", malformed()
	}
	return p.loneSeparator(e, n, sep, whole, tail)
}

// loneSeparator decides whether the one separator of a number groups thousands or stands before decimals.
func (p *parser) loneSeparator(e *end, n string, sep byte, whole, tail string) (string, error) {
	thousands, decimals := whole+tail, whole+"."+tail
	large := !e.scaled && p.period != pay.Hour && p.period != pay.Day // there are no small amounts of these
	switch {
	case large && len(tail) == 4 && len(whole) <= 2 && whole[0] != '0':
		return "", p.twoReadings(n, thousands, decimals) // a group too long, or too many decimals
	case large && len(tail) == 2 && len(whole) == 3 && sep == ',' && p.pointed():
		return "", p.twoReadings(n, thousands+"0", decimals) // a digit is missing, or it is written as abroad
	case len(tail) != 3 || len(whole) > 3 || whole[0] == '0':
		return decimals, nil
	case e.lakh && sep == '.': // India never groups with stops
		return decimals, nil
	case e.east && sep == ',': // where people count in 万 they group with commas
		return thousands, nil
	case !e.scaled && p.groups(sep, thousands):
		return thousands, nil
	}
	return "", p.twoReadings(n, thousands, decimals)
}

func (p *parser) twoReadings(written, thousands, decimals string) error {
	if strings.Contains(decimals, ".") {
		decimals = strings.TrimRight(strings.TrimRight(decimals, "0"), ".")
	}
	return p.fail("%q can be read as %s and as %s", written, thousands, decimals).
		WithHint("write it without separator for thousands, or with two decimals")
}

// pointed reports whether the country writes decimals behind a point and thousands behind a comma.
func (p *parser) pointed() bool {
	const pointed = " US GB AU NZ IE IN SG HK PH MY NG KE GH PK IL JP KR CN TW TH "
	return p.country != "" && strings.Contains(pointed, p.country)
}

// millionMarks are the countries where an apostrophe stands behind the millions: $ 5'500.000.
const millionMarks = " CO MX PE EC BO GT HN SV NI CR PA DO CL VE PY "

// withoutMillionMark writes a number with such an apostrophe as one without it.
func (p *parser) withoutMillionMark(n string) string {
	mark := strings.IndexByte(n, '\'')
	if mark < 0 || strings.Count(n, "'") > 1 || p.country == "" || !strings.Contains(millionMarks, p.country) {
		return n
	}
	if len(n) < mark+8 || digits(n[mark+1:]) != 3 || n[mark+4] == '\'' || digits(n[mark+5:]) != 3 {
		return n
	}
	return n[:mark] + n[mark+4:mark+5] + n[mark+1:]
}

// plausiblePay is the most in US dollars that a period pays. A number with a lone separator before three
// digits is one of thousands up to there: read as decimals it would be a thousandth, less than anyone is
// paid.
var plausiblePay = map[pay.Period]float64{pay.Hour: 2000, pay.Day: 16000, pay.Week: 80000}

// groups reports whether a lone separator before three digits groups thousands.
func (p *parser) groups(sep byte, thousands string) bool {
	unit := currencies().byCode[p.currency]
	if unit.Digits == 3 {
		decimal := byte('.')
		if strings.Contains(" TN LY IQ ", p.country) && p.country != "" {
			decimal = ','
		}
		short := p.period == pay.Hour || p.period == pay.Day
		return !short && (sep != decimal || p.period != "")
	}
	greatest, ok := plausiblePay[p.period]
	if !ok || unit.Digits == 0 {
		return true
	}
	usd, ok := roughly(numeral(thousands), p.currency)
	return ok && usd <= greatest && usd > greatest/1000
}

// grouped reports whether sep divides the digits of s into groups of three, or, being a comma, into
// lakhs and crores: two digits each but the last three.
func grouped(s string, sep byte) bool {
	groups := strings.Split(s, string(sep))
	last := len(groups) - 1
	western, indian := true, sep == ',' && last > 1
	for i, g := range groups {
		if strings.Trim(g, "0123456789") != "" {
			return false
		}
		switch {
		case i == 0:
			western = western && 1 <= len(g) && len(g) <= 3
			indian = indian && 1 <= len(g) && len(g) <= 2
		case i == last:
			western, indian = western && len(g) == 3, indian && len(g) == 3
		default:
			western, indian = western && len(g) == 3, indian && len(g) == 2
		}
	}
	return (western || indian) && groups[0][0] != '0'
}
