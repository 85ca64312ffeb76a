package money

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
)

const (
	longestAmount = 100  // bytes; nobody writes more for one amount
	greatest      = 1e15 // major units; no currency is so weak that a year pays more
)

// ParseAmount reads an amount of pay as people write it: "85000 EUR", "€85k", "52.95 USD/hour", "£450/day",
// "18 LPA", "8500 PLN/month net", "CHF 120'000", "₹18,00,000", "EUR 5.500 mensili". What is not written
// stays empty, except the currency, which must be written or follow from the country.
//
// country, an ISO 3166-1 alpha-2 code or nothing, only decides what the text leaves open: "$" is the
// country's own dollar, and the US dollar where there is no other; "kr", "Rs", "¥" need the country; no
// currency at all is the country's.
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
	if len(s) > longestAmount {
		return pay.Amount{}, refuse("this is too long for an amount").WithHint(example)
	}
	p := parser{input: s, country: country}
	if err := p.scan(); err != nil {
		return pay.Amount{}, err
	}
	return p.amount()
}

const example = `write it as in "85000 EUR", "€85k" or "52.95 USD/hour"`

func refuse(format string, args ...any) *pay.Error {
	return pay.Errorf(pay.Invalid, format, args...).In("amount")
}

// plain rewrites what only looks different: spaces, dashes, apostrophes, and phrases of several words.
// The input is in lower case.
var plain = strings.NewReplacer(
	"\u00a0", " ", "\u2007", " ", "\u2008", " ", "\u2009", " ", "\u200a", " ", "\u202f", " ", "\u3000", " ", "\t", " ", "\n", " ",
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-",
	"’", "'", "‘", "'", "ʼ", "'", "´", "'", "`", "'", "′", "'",
	"before taxes", "gross", "before tax", "gross", "pre-tax", "gross",
	"after taxes", "net", "after tax", "net", "take-home", "net", "take home", "net", "in hand", "net", "in-hand", "net", "na rękę", "net",
	"all'ora", "ora", "l'heure", "heure", "l'anno", "anno", "l'année", "année",
	"t€", "k€", // thousand, in German
	" p/", " /",
	"/-", " ", // "Rs 50,000/-"
)

// parser collects what an amount says.
type parser struct {
	input   string
	country string

	rest    string // of the input, plain
	number  string // digits and separators
	power   int    // the multiplier: ten to the power
	indian  bool   // lakh, crore or LPA
	period  pay.Period
	basis   pay.Basis
	code    string     // an ISO 4217 code
	meant   []spelling // currencies written otherwise
	slash   bool       // a period must follow
	an      bool       // "an": an article, or French for a year
	written bool       // a multiplier was written
	fresh   bool       // the number was the last thing read
}

// spelling is a currency as it was written, and what it may mean.
type spelling struct {
	text string
	may  []meaning
}

// scan reads the input token by token.
func (p *parser) scan() error {
	if !utf8.ValidString(p.input) {
		return refuse("the amount is not valid text").WithHint(example)
	}
	p.rest = strings.TrimSpace(plain.Replace(strings.ToLower(p.input)))
	if p.rest == "" {
		return refuse("there is no amount").WithHint(example)
	}
	for p.rest != "" {
		r, size := utf8.DecodeRuneInString(p.rest)
		var err error
		switch {
		case r == ' ':
			p.rest = p.rest[size:]
		case r == '(' || r == ')' || r == ':':
			p.fresh = false // "401(k)" is no amount
			p.rest = p.rest[size:]
		case isDigit(p.rest[0]):
			err = p.scanNumber()
		case (r == '.' || r == ',') && len(p.rest) > 1 && isDigit(p.rest[1]):
			err = refuse("%q starts with a separator", p.input).WithHint("write a digit before it, as in 0.50")
		case r == '.' || r == ',':
			p.rest = p.rest[size:]
		case r == '/':
			p.slash = true
			p.rest = p.rest[size:]
		case r == '-':
			switch {
			case p.number == "":
				err = refuse("%q is negative", p.input).WithHint("pay is a positive amount")
			case len(p.rest) == size:
				err = p.several()
			}
			p.rest = p.rest[size:]
		default:
			err = p.scanWord()
		}
		if err != nil {
			return err
		}
	}
	if p.number == "" {
		return refuse("there is no number in %q", p.input).WithHint(example)
	}
	if p.slash {
		return p.unread("/")
	}
	if p.an && p.period == "" {
		p.period = pay.Year
	}
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// scanNumber reads digits with their separators. A space belongs to the number only between groups of
// three digits.
func (p *parser) scanNumber() error {
	s, i := p.rest, 0
	for i < len(s) {
		switch c := s[i]; {
		case isDigit(c):
			i++
			continue
		case (c == '.' || c == ',' || c == '\'') && i+1 < len(s) && isDigit(s[i+1]):
			i++
			continue
		case c == ' ' && digits(s[i+1:]) == 3 && !strings.ContainsAny(s[:i], ".,'") && i-strings.LastIndexByte(s[:i], ' ')-1 <= 3:
			i++
			continue
		}
		break
	}
	if p.number != "" {
		return p.several()
	}
	p.number, s = s[:i], s[i:]
	p.fresh = true
	if len(s) > 1 && (s[0] == '.' || s[0] == ',') && s[1] == '-' { // "85.000,- €"
		s = strings.TrimLeft(s[1:], "-")
	}
	p.rest = s
	return nil
}

// digits counts the digits that s starts with.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// scanWord reads a currency or a word.
func (p *parser) scanWord() error {
	if stopped := p.stoppedWord(); strings.Contains(stopped, ".") { // "p.a." and the like
		if w, ok := words[strings.ReplaceAll(stopped, ".", "")]; ok {
			return p.take(stopped, w)
		}
	}
	text := p.leadingWord()
	if spelled, may := p.leadingCurrency(); spelled != "" && (len(spelled) > len(text) || words[text] == nil) && !p.slash {
		p.meant = append(p.meant, spelling{spelled, may})
		p.fresh = false
		p.rest = p.rest[len(spelled):]
		return nil
	}
	if period, ok := slashed[text]; ok && p.slash {
		return p.take(text, &word{period: period})
	}
	switch {
	case text == "an":
		p.an, p.fresh = true, false
		p.rest = p.rest[len(text):]
		return nil
	case text == "m" && p.fresh: // behind a slash it is a month, see slashed
		return p.take(text, &word{power: 6})
	case words[text] != nil:
		return p.take(text, words[text])
	case slices.Contains(ends, text):
		return p.several()
	}
	code := strings.ToUpper(text)
	thousands := len(code) == 4 && (code[0] == 'K' || code[0] == 'T') // "60 kEUR", "60 TEUR"
	if thousands {
		code = code[1:]
	}
	if _, ok := currencies().byCode[code]; !ok || p.slash || len(strings.ToUpper(text)) != len(text) {
		return p.unread(text)
	}
	if thousands {
		if err := p.take(text[:1], words["k"]); err != nil {
			return err
		}
	}
	if p.code != "" && p.code != code {
		return refuse("%q names two currencies, %s and %s", p.input, p.code, code).WithHint("give one")
	}
	p.code, p.fresh = code, false
	p.rest = p.rest[len(code):]
	return nil
}

// leadingWord returns the letters that the rest starts with, or its first character.
func (p *parser) leadingWord() string {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	switch {
	case end < 0:
		return p.rest
	case end == 0:
		_, size := utf8.DecodeRuneInString(p.rest)
		return p.rest[:size]
	}
	return p.rest[:end]
}

// stoppedWord returns the letters that the rest starts with, and stops between them.
func (p *parser) stoppedWord() string {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' })
	if end < 0 {
		end = len(p.rest)
	}
	return strings.TrimSuffix(p.rest[:end], ".")
}

// longestSpelling is the longest alias or symbol of a currency in bytes.
const longestSpelling = 24

// leadingCurrency returns the longest spelling of a currency that the rest starts with and that does not
// end inside a word.
func (p *parser) leadingCurrency() (text string, may []meaning) {
	for end := min(len(p.rest), longestSpelling); end > 0; end-- {
		may, ok := currencies().written[p.rest[:end]]
		if !ok {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(p.rest[:end])
		next, _ := utf8.DecodeRuneInString(p.rest[end:])
		if !unicode.IsLetter(last) || !unicode.IsLetter(next) {
			return p.rest[:end], may
		}
	}
	return "", nil
}

// take adds what a word says. What was said otherwise before is an error, and so is a multiplier behind
// anything but the number.
func (p *parser) take(text string, w *word) error {
	fresh := p.fresh
	p.fresh = false
	if p.slash && w.period == "" && *w != (word{}) {
		return p.unread(text)
	}
	if w.power != 0 {
		if p.written || p.number != "" && !fresh {
			return p.unread(text)
		}
		p.power, p.indian, p.written = w.power, w.indian, true
	}
	if w.period != "" {
		if p.period != "" && p.period != w.period {
			return refuse("%q names two periods, %s and %s", p.input, p.period, w.period).WithHint("give one")
		}
		p.period, p.slash = w.period, false
	}
	if w.basis != "" {
		if p.basis != "" && p.basis != w.basis {
			return refuse("%q is both gross and net", p.input).WithHint("give one")
		}
		p.basis = w.basis
	}
	p.rest = p.rest[len(text):]
	return nil
}

func (p *parser) unread(text string) error {
	return refuse("cannot read %q in %q", text, p.input).WithHint(example)
}

func (p *parser) several() error {
	return refuse("%q is more than one amount", p.input).WithHint("give one; of a range, each end by itself")
}

// amount puts together what was read.
func (p *parser) amount() (pay.Amount, error) {
	currency, err := p.currency()
	if err != nil {
		return pay.Amount{}, err
	}
	number, err := p.decimal(currency)
	if err != nil {
		return pay.Amount{}, err
	}
	value, err := strconv.ParseFloat(number+"e"+strconv.Itoa(p.power), 64)
	switch {
	case err != nil || value > greatest:
		return pay.Amount{}, refuse("%q is too large for pay", p.input).WithHint(example)
	case value == 0:
		return pay.Amount{}, refuse("%q is nothing", p.input).WithHint("pay is a positive amount")
	}
	return pay.Amount{Value: value, Currency: currency, Period: p.period, Basis: p.basis}, nil
}

// decimal returns the number with a decimal point and nothing else.
func (p *parser) decimal(currency string) (string, error) {
	n := p.number
	last := strings.LastIndexAny(n, ".,' ")
	if last < 0 {
		return n, nil
	}
	sep, whole, tail := n[last], n[:last], n[last+1:]
	malformed := refuse("cannot read the number %q", n).WithHint("group thousands alike, or not at all: 85000.50")
	other := strings.TrimLeft(whole, "0123456789")
	switch {
	case sep == ' ' || sep == '\'' || strings.IndexByte(whole, sep) >= 0: // it groups
		if !grouped(n, sep) {
			return "", malformed
		}
		return strings.ReplaceAll(n, string(sep), ""), nil
	case other != "": // the one before groups, this one is decimal
		if !grouped(whole, other[0]) {
			return "", malformed
		}
		return strings.ReplaceAll(whole, other[:1], "") + "." + tail, nil
	case len(tail) > 3 && sep == ',':
		return "", malformed
	case len(tail) != 3 || len(whole) > 3 || whole[0] == '0':
		return whole + "." + tail, nil
	}
	thousands, decimals := whole+tail, whole+"."+tail
	if p.indian && sep == '.' { // India never groups with stops
		return decimals, nil
	}
	if c := currencies().byCode[currency]; !p.written && c.Digits < 3 && p.groups(thousands, currency) {
		return thousands, nil
	}
	return "", refuse("%q can be read as %s and as %s", n, thousands, strings.TrimRight(strings.TrimRight(decimals, "0"), ".")).
		WithHint("write it without separator for thousands, or with two decimals")
}

// plausiblePay is the most in US dollars that a period pays. A number with a lone separator before three
// digits is one of thousands up to there: read as decimals it would be a thousandth, less than anyone is
// paid.
var plausiblePay = map[pay.Period]float64{pay.Hour: 2000, pay.Day: 16000, pay.Week: 80000}

// groups reports whether a lone separator before three digits groups thousands.
func (p *parser) groups(thousands, currency string) bool {
	greatest, ok := plausiblePay[p.period]
	if !ok {
		return true
	}
	value, err := strconv.ParseFloat(thousands, 64)
	if err != nil {
		return false
	}
	usd, _, err := Convert(value, currency, "USD", Month{})
	return err == nil && usd <= greatest && usd > greatest/1000
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

// currency decides which currency is meant.
func (p *parser) currency() (string, error) {
	local, _ := CurrencyOf(p.country)
	if len(p.meant) == 0 {
		switch {
		case p.code != "":
			return p.code, nil
		case p.indian && !countsInLakhs(local):
			return "INR", nil
		case local != "":
			return local, nil
		}
		return "", refuse("%q has no currency", p.input).WithHint(`add one, as in "85000 EUR", or give the country`)
	}
	may := slices.Clone(p.meant[0].may)
	for _, s := range p.meant[1:] {
		may = slices.DeleteFunc(may, func(m meaning) bool { return find(s.may, m.code) < 0 })
	}
	if p.code != "" {
		if find(may, p.code) < 0 {
			return "", refuse("%q names two currencies, %s and %s", p.input, p.meant[0].text, p.code).WithHint("give one")
		}
		return p.code, nil
	}
	if len(may) == 0 {
		return "", refuse("%q names two currencies, %s and %s", p.input, p.meant[0].text, p.meant[1].text).WithHint("give one")
	}
	rivals := slices.ContainsFunc(may, func(m meaning) bool { return m.listed })
	if i := find(may, local); i >= 0 {
		if may[i].listed || !rivals {
			return local, nil
		}
		return "", p.ambiguous(slices.DeleteFunc(may, func(m meaning) bool { return m.code != local && !m.usual }))
	}
	if i := slices.IndexFunc(may, func(m meaning) bool { return m.usual }); i >= 0 {
		return may[i].code, nil
	}
	if rivals {
		may = slices.DeleteFunc(may, func(m meaning) bool { return !m.listed })
	}
	if len(may) > 1 {
		return "", p.ambiguous(may)
	}
	return may[0].code, nil
}

func find(may []meaning, code string) int {
	return slices.IndexFunc(may, func(m meaning) bool { return m.code == code })
}

// countsInLakhs reports whether people who use a currency count in lakhs.
func countsInLakhs(currency string) bool {
	return slices.Contains([]string{"INR", "PKR", "BDT", "NPR", "LKR", "BTN"}, currency)
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
	return refuse("%q may be several currencies in %q", p.meant[0].text, p.input).
		WithHint("write the code of one: %s", strings.Join(codes, ", "))
}
