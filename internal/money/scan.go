package money

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
)

// end is one end of a range, or the one amount, as it is written.
type end struct {
	number string  // digits and separators
	power  int     // the multiplier: ten to the power
	scaled bool    // a multiplier is written
	lakh   bool    // and it is one of South Asia
	east   bool    // or of East Asia
	more   float64 // what a second number of East Asia adds: the 2000万 of 1億2000万
	marked bool    // a currency stands before this end
}

// spelling is a currency as it was written, and what it may mean.
type spelling struct {
	text string
	may  []meaning
}

// strange is something that an amount says and that makes it none: the word, and its sense.
type strange struct {
	text  string
	sense *sense
}

// parser collects what an amount says.
type parser struct {
	input   string
	country string // of the hint
	home    string // the currency of an amount that names none
	rest    string // of the folded input

	// What the amount says.
	ends      [2]end
	n         int         // ends read
	code      string      // of ISO 4217
	spelled   [2]spelling // currencies written otherwise
	spellings int         // of spelled
	currency  string      // which one is meant, once all is read
	period    pay.Period
	basis     pay.Basis
	implied   *sense // period and basis where nothing else is said
	component pay.Component
	terms     []pay.Term
	pays      float64 // a year
	split     bool    // they divide the amount: "42 k€ sur 13 mois"
	low, high bool    // the amount is the lower, the upper end of a range
	strange   strange // the first thing that makes it no amount

	// What the last words leave to the next.
	fresh     bool   // the number was the last thing read
	marked    bool   // a currency was read since the last number
	slash     bool   // a period must follow
	per       bool   // "per" or "a": a letter is a period, not a multiplier
	an        bool   // "an" was read: an article, or French for a year
	between   bool   // the next "and" joins two ends
	joined    bool   // another end must follow
	added     role   // plus or with, for the next noun
	percent   bool   // a share of pay was read that no noun explains yet
	pending   *sense // a multiplier, for the next number
	elsewhere bool   // a word was left out that has a meaning in some countries only
}

func (p *parser) fail(format string, args ...any) *pay.Error {
	return pay.Errorf(pay.Invalid, format, args...).In("amount").WithHint(example)
}

func (p *parser) unread(text string) error {
	return p.fail("cannot read %q in %q", text, p.input)
}

func (p *parser) several() error {
	return p.fail("%q is more than one amount", p.input).
		WithHint(`give one, or the two ends of a range, as in "60000–80000 EUR"`)
}

// scan reads the folded input from left to right.
func (p *parser) scan() error {
	for p.rest != "" {
		if err := p.step(); err != nil {
			return err
		}
	}
	return p.finish()
}

// step reads one thing off the rest.
func (p *parser) step() error {
	switch c := p.rest[0]; {
	case c == ' ':
		p.rest = p.rest[1:]
		return nil
	case isDigit(c):
		if w := p.digitWord(); w != nil {
			return p.scanWord(w)
		}
		return p.scanNumber()
	case (c == '.' || c == ',') && len(p.rest) > 1 && isDigit(p.rest[1]) && !p.abbreviated():
		return p.fail("%q starts with a separator", p.input).WithHint("write a digit before it, as in 0.50")
	}
	if w := words().find(p.rest); w != nil {
		spelled, may := p.leadingCurrency()
		if (len(spelled) > len(w.text) || spelled == w.text && p.isOfHome(spelled, may)) && !p.slash {
			return p.scanCurrency(spelled, may)
		}
		return p.scanWord(w)
	}
	if spelled, may := p.leadingCurrency(); spelled != "" && !p.slash {
		return p.scanCurrency(spelled, may)
	}
	if isPunctuation(p.rest[0]) {
		return p.scanPunctuation(p.rest[0])
	}
	return p.scanUnknown()
}

// isOfHome reports whether a word that is also one of the lexicon is the country's currency: DA in Algeria,
// K12,000 and 12,000 K in Zambia, where 12 K is twelve thousand.
func (p *parser) isOfHome(text string, may []meaning) bool {
	local, _ := CurrencyOf(p.country)
	if find(may, local) < 0 {
		return false
	}
	const big = 5 // digits and separators of a number that nobody counts in thousands
	return currencies().letters[text] == nil || p.n == 0 || !p.fresh || len(p.ends[p.n-1].number) >= big
}

// abbreviated reports whether the stop before the rest ends a word: "Q.8,000".
func (p *parser) abbreviated() bool { return p.n == 0 && p.marked && p.rest[0] == '.' }

// digitWord returns the word that begins with the digits of the rest: "1099", "40h", "4 weeks".
func (p *parser) digitWord() *spoken {
	if p.n == 0 && !p.slash && p.strange.sense == nil || digits(p.rest) > 4 {
		return nil
	}
	return words().find(p.rest)
}

func isPunctuation(c byte) bool { return strings.IndexByte(`.,:;()[]"'/-+|!?~*=%_`, c) >= 0 }

// scanPunctuation reads a character that is no word.
func (p *parser) scanPunctuation(c byte) error {
	switch c {
	case '/':
		return p.scanSlash()
	case '-':
		return p.scanDash()
	case '~':
		return p.scanTilde()
	case '+':
		return p.scanPlus()
	case '%', '*', '=', '_':
		return p.unread(string(c))
	case '\'':
		if p.fresh && len(p.rest) > 1 { // "750' kr" in Norway
			if !slices.Contains([]string{"NO", "SE", "DK"}, p.country) || !p.multiply(&sense{power: 3}) {
				return p.unread("'")
			}
		}
	case '.', '"', '!', '?', '|':
	default:
		p.fresh = false // "401(k)" is no amount
		p.per = false
	}
	p.rest = p.rest[1:]
	return nil
}

// scanSlash reads a slash: before a number it stands between two ends, before anything else for "a".
func (p *parser) scanSlash() error {
	after := strings.TrimLeft(p.rest[1:], " ")
	if p.n > 0 && (strings.HasPrefix(after, "-") || strings.HasPrefix(after, "=")) { // "Rs 50,000/-", "250,000/="
		p.rest = strings.TrimLeft(after, "-=")
		p.fresh = false
		return nil
	}
	p.rest = p.rest[1:]
	if p.n == 1 && p.numberFollows() {
		if w := words().find(after); w == nil {
			p.joined = true
			return nil
		}
	}
	p.slash = true
	return nil
}

// numberFollows reports whether the rest begins with a number, a currency before it or not.
func (p *parser) numberFollows() bool {
	rest := p.rest
	defer func() { p.rest = rest }()
	for range 3 { // "USD $160,000"
		p.rest = strings.TrimLeft(p.rest, " .")
		if p.rest != "" && isDigit(p.rest[0]) {
			return true
		}
		if p.rest == "" {
			return false
		}
		spelled, _ := p.leadingCurrency()
		if spelled == "" {
			if n := letters(p.rest); n == 3 && currencies().byCode[strings.ToUpper(p.rest[:n])].Code != "" {
				spelled = p.rest[:n]
			} else {
				return false
			}
		}
		p.rest = p.rest[len(spelled):]
	}
	return false
}

// scanDash reads a dash: it joins two ends, leaves one open, or is a hyphen.
func (p *parser) scanDash() error {
	p.rest = strings.TrimLeft(p.rest[1:], " -")
	switch {
	case p.n == 0:
		return p.fail("%q is negative", p.input).WithHint("pay is a positive amount")
	case p.n == 1 && p.numberFollows():
		p.joined = true
	case p.n == 1 && p.rest == "":
		p.low = true
	}
	p.fresh = false
	return nil
}

// scanTilde reads "~": between two numbers it joins them, behind one it leaves the range open, before one it
// means "about", or "up to" in East Asia.
func (p *parser) scanTilde() error {
	p.rest = p.rest[1:]
	switch {
	case p.n == 1 && p.numberFollows():
		p.joined = true
	case p.n == 1:
		p.low = true
	case slices.Contains([]string{"JP", "KR", "CN", "TW", "HK"}, p.country):
		p.high = true
	default:
		p.addTerm(pay.About)
	}
	p.fresh = false
	return nil
}

// scanPlus reads "+": behind an amount alone it leaves the range open, before a noun it adds that.
func (p *parser) scanPlus() error {
	p.rest = strings.TrimLeft(p.rest[1:], " ")
	p.fresh = false
	if p.rest != "" {
		if isDigit(p.rest[0]) {
			if p.n == 0 {
				return nil // "+5000 EUR"
			}
			p.added = plus
			return nil
		}
		if w := words().find(p.rest); w != nil {
			if s, _ := w.in(p.country); s != nil && (s.noun != nil || s.is(plus) || s.component != "" || s.term != "") {
				p.added = plus
				return nil
			}
		}
	}
	if p.n == 0 {
		return p.unread("+")
	}
	if p.n == 1 && !p.joined {
		p.low = true
		p.fresh = true // "12+ LPA"
		return nil
	}
	return p.unread("+")
}

// scanCurrency takes a currency that is spelled otherwise than by its code.
func (p *parser) scanCurrency(text string, may []meaning) error {
	if !slices.ContainsFunc(p.spelled[:p.spellings], func(s spelling) bool { return s.text == text }) {
		if p.spellings == len(p.spelled) {
			return p.fail("%q names several currencies", p.input).WithHint("give one")
		}
		p.spelled[p.spellings] = spelling{text, may}
		p.spellings++
	}
	p.rest = p.rest[len(text):]
	p.marked, p.fresh, p.per = true, false, false
	return nil
}

// mention takes a currency that a multiplier names.
func (p *parser) mention(text string) {
	if p.spellings < len(p.spelled) {
		p.spelled[p.spellings] = spelling{text, currencies().meanings(text)}
		p.spellings++
	}
	p.marked = true
}

// takeCode takes the code of a currency, which is so many letters of the rest.
func (p *parser) takeCode(code string, size int) error {
	if p.code != "" && p.code != code {
		return p.fail("%q names two currencies, %s and %s", p.input, p.code, code).WithHint("give one")
	}
	p.code = code
	p.rest = p.rest[size:]
	p.marked, p.fresh, p.per = true, false, false
	return nil
}

// scanUnknown reads a word that is none of the lexicon and no spelling of a currency: the code of one,
// alone or behind a multiplier, or a unit that is none.
func (p *parser) scanUnknown() error {
	size := letters(p.rest)
	if size == 0 {
		_, size = utf8.DecodeRuneInString(p.rest)
	}
	text := p.rest[:size]
	if period, ok := short[text]; ok && (p.slash || p.per) {
		return p.take(text, &sense{period: period})
	}
	code := strings.ToUpper(text)
	if len(code) != len(text) || p.slash {
		return p.unread(text)
	}
	if _, ok := currencies().byCode[code]; ok {
		return p.takeCode(code, size)
	}
	if len(code) == 4 {
		if _, ok := currencies().byCode[code[1:]]; ok { // "60 kEUR", "60 TEUR", "1,1 MSEK"
			power := map[byte]int{'K': 3, 'T': 3, 'M': 6}[code[0]]
			if power != 0 && p.multiply(&sense{power: power}) {
				return p.takeCode(code[1:], size)
			}
		}
	}
	if name, ok := funds()[code]; ok {
		return p.fail("%s is no money that pay is paid in: %s", code, name).
			WithHint("give the amount in the currency that is paid out, as USD, EUR or CLP")
	}
	return p.unread(text)
}

// addTerm keeps a condition, once.
func (p *parser) addTerm(t pay.Term) {
	if !slices.Contains(p.terms, t) {
		p.terms = append(p.terms, t)
	}
}

// multiply takes a multiplier for the number just read, or for the next one.
func (p *parser) multiply(s *sense) bool {
	if p.n == 0 || p.joined && p.n == 1 && !p.fresh {
		if p.pending != nil {
			return false
		}
		p.pending = s
		return true
	}
	e := &p.ends[p.n-1]
	if !p.fresh || e.scaled {
		return false
	}
	e.power, e.scaled, e.lakh, e.east = s.power, true, s.is(lakh), s.is(east)
	p.fresh = s.is(east)
	return true
}

// finish checks what is left open at the end.
func (p *parser) finish() error {
	switch {
	case p.strange.sense != nil: // refused later, when the hint can name the amount
	case p.n == 0:
		return p.fail("there is no number in %q", p.input)
	case p.slash:
		return p.unread("/")
	case p.percent:
		return p.fail("%q states a share", p.input).
			WithHint("write the amount of pay, and what comes on top as in %q", "85000 EUR + 10% bonus")
	case p.joined && p.n == 1 && !p.low && !p.high:
		return p.fail("%q lacks the other end of the range", p.input).
			WithHint(`write both, as in "60000–80000 EUR", or one, as in "from 60000 EUR"`)
	case p.low && p.high && p.n == 1:
		return p.fail("%q is both a least and a most", p.input).WithHint("write one of them")
	case p.pending != nil:
		return p.fail("%q multiplies nothing", p.input)
	case p.added == plus && p.n == 1 && !p.joined && p.last() == "plus":
		p.low = true // "120k plus"
	}
	if p.an && p.period == "" {
		p.period = pay.Year
	}
	return nil
}

// last returns the last word of the input, folded.
func (p *parser) last() string {
	s, _ := fold(p.input)
	fields := strings.Fields(s)
	return fields[len(fields)-1]
}

// numeral returns the value of digits with a decimal point or none.
func numeral(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}
