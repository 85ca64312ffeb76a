package extract

import (
	"slices"
	"unicode"

	"github.com/backpay/backpay/internal/money"
)

// amount is a number with what belongs to it.
type amount struct {
	number      int     // its token
	first, last int     // its tokens, the currency and the multiplier included
	value       float64 // multiplied
	scale       float64 // the multiplier, 0 when none is written
	scaleClass  class
	money       *moneyWord // nil when no currency is written
	prefixed    bool       // the currency stands before the number
	open        bool       // a "+" stands right behind it
	annual      bool       // the multiplier says that it is for a year: "LPA"
}

// isCurrencySign reports whether a character is a currency's; with letters before it, it is a spelling of
// tables/currencies.tsv ("us$").
func isCurrencySign(r rune) bool {
	return r == '$' || r > unicode.MaxASCII && unicode.Is(unicode.Sc, r)
}

// findAmounts lists every number that may be an end of an amount of pay.
func (r *reader) findAmounts() {
	for i := range r.tokens {
		if r.tokens[i].kind != number {
			continue
		}
		a := amount{number: i, first: i, last: i, value: r.tokens[i].value}
		r.before(&a)
		if r.behind(&a) {
			r.amounts = append(r.amounts, a)
		}
	}
}

// touching reports whether at most n characters stand between tokens i and i+1.
func (r *reader) touching(i, n int) bool {
	return i >= 0 && i+1 < len(r.tokens) && int(r.tokens[i+1].start-r.tokens[i].end) <= n
}

// before reads the currency in front of a number: "$", "US$", "EUR", "Rs.", "zł".
func (r *reader) before(a *amount) {
	i := a.number - 1
	if !r.touching(i, 2) {
		return
	}
	if r.is(i, '.') && r.touching(i-1, 0) && r.tokens[i-1].kind == word {
		i--
	}
	if k := i - 1; r.is(i, ':') { // "Salary (EUR): 50000", "in EUR: 50000"
		if r.is(k, ')') && r.is(k-2, '(') {
			k--
		}
		if r.wordAt(k) != nil && r.isCurrencyWord(k, false) && len(r.word(k)) == 3 {
			a.money = words().money[string(r.word(k))]
		}
		return
	}
	if len(r.amounts) > 0 && i <= r.amounts[len(r.amounts)-1].last {
		return // the currency of the number before
	}
	if m, n := r.currencyEnding(i); m != nil {
		a.money, a.prefixed, a.first = m, true, i-n+1
		if k := a.first - 1; m.codes != nil && r.touching(k, 1) && r.tokens[k].kind == word &&
			r.isCurrencyWord(k, true) &&
			shareCode(m, words().money[string(r.word(k))]) { // "USD $72,000"
			a.money, a.first = words().money[string(r.word(k))], k
		}
		if r.says(i-n, "k") && r.touching(i-n, 0) { // "k€ 75"
			a.first, a.scale, a.scaleClass, a.value = i-n, 1e3, isThousand, a.value*1e3
		}
	}
}

// currencyEnding returns the currency whose spelling ends at token i, and its tokens.
func (r *reader) currencyEnding(i int) (*moneyWord, int) {
	t := r.tokens[i]
	money := words().money
	switch {
	case t.kind == symbol && isCurrencySign(t.sign):
		if i > 0 && r.tokens[i-1].kind == word && r.touching(i-1, 0) {
			w := r.tokens[i-1]
			if m := money[string(r.plain.lower[w.start:t.end])]; m != nil {
				return m, 2
			}
		}
		return money[string(r.plain.text[t.start:t.end])], 1
	case t.kind == word && r.isCurrencyWord(i, true):
		return money[string(r.word(i))], 1
	case r.is(i, '/') && r.hints.Country == "PE" && r.touching(i-1, 0) && r.says(i-1, "s"): // "S/ 4,500"
		return money["pen"], 2
	}
	return nil, 0
}

// isCurrencyWord reports whether the word at token i writes a currency beside a number. "R" and "Rp" must
// touch it, and a code that is a word of some language must be in capitals.
func (r *reader) isCurrencyWord(i int, leading bool) bool {
	w := r.word(i)
	if words().money[string(w)] == nil {
		return false
	}
	switch string(w) {
	case "r":
		return leading && r.touching(i, 0) &&
			(r.hints.Country == "ZA" || r.hints.Country == "" && r.tokens[i+1].grouped)
	case "try", "pen", "ils", "php", "cop", "ars", "sar", "rub", "rm", "rp", "nis", "isk", "lv", "won", "thb", "myr":
		t := r.tokens[i]
		return unicode.IsUpper(rune(r.plain.text[t.start])) &&
			(len(w) == 2 || unicode.IsUpper(rune(r.plain.text[t.end-1])))
	case "pounds", "pound", "quid", "won ", "yen", "lei", "leu", "kc", "zl", "ft", "francs", "franken", "euros":
		return !leading || string(w) == "lei" || string(w) == "zl"
	}
	return true
}

// behind reads what follows a number: its multiplier, its currency and a "+". It reports false for a number
// that is a share, an ordinal, a time or a count and so no amount.
func (r *reader) behind(a *amount) bool {
	i := a.number + 1
	i = r.scale(a, i)
	if i < len(r.tokens) && a.money == nil {
		i = r.currencyBehind(a, i)
	} else if i < len(r.tokens) && r.touching(i-1, 1) { // "$120,000 AUD", "€65.000 EUR"
		i = r.sameCurrency(a, i)
	}
	if r.is(i, '+') && r.touching(i-1, 0) {
		a.open = true
		i++
	}
	a.last = i - 1
	return !(r.touching(i-1, 1) && (r.is(i, '%') || r.is(i, '°')))
}

// scaleOf lists the multipliers.
var scaleOf = []struct {
	class class
	by    float64
}{{isCrore, 1e7}, {isLakh, 1e5}, {isBillion, 1e9}, {isMillion, 1e6}, {isThousand, 1e3}}

// scale reads the multiplier at token i and returns the next one.
func (r *reader) scale(a *amount, i int) int {
	if i >= len(r.tokens) || r.tokens[i].kind != word || !r.touching(i-1, 1) {
		return i
	}
	glued := r.touching(i-1, 0)
	w := string(r.word(i))
	if w == "k" && r.is(i+1, '\'') {
		return i
	}
	c := r.classes(i) & isScale
	if c == 0 {
		return i
	}
	next := r.tokens[min(i+1, len(r.tokens)-1)]
	joined := r.touching(i, 0) && next.kind == symbol && isCurrencySign(next.sign)
	switch w {
	case "m", "b", "l", "bi":
		if !glued && !joined {
			return i
		}
	case "t":
		if !joined {
			return i
		}
	case "mil": // a thousand to Spaniards; "$71mil" is a million
		c = isThousand
		if glued {
			c = isMillion
		}
	}
	for _, s := range scaleOf {
		if c&s.class != 0 {
			a.scale, a.scaleClass, a.value = s.by, s.class, a.value*s.by
			break
		}
	}
	a.annual = w == "lpa"
	if m := shortCurrency[w]; m != "" && a.money == nil {
		a.money = words().money[m]
	}
	i++
	if len(w) > 1 && r.is(i, '.') && r.touching(i-1, 0) && r.touching(i, 1) { // "tys.", "Mio."
		i++
	}
	return i
}

// shortCurrency are the multipliers that name their currency.
var shortCurrency = map[string]string{
	"tkr": "kr", "kkr": "kr", "teur": "eur", "keur": "eur", "tsek": "sek", "tdkk": "dkk", "tpln": "pln",
	"kpln": "pln", "kczk": "czk", "kusd": "usd", "kgbp": "gbp", "kchf": "chf", "tchf": "chf", "lpa": "₹", "mdp": "mxn",
}

// currencyBehind reads the currency at token i, "de pesos" as well, and returns the next token.
func (r *reader) currencyBehind(a *amount, i int) int {
	if !r.touching(i-1, 2) {
		return i
	}
	k := i
	if r.is(k, '(') && r.is(k+2, ')') && r.wordAt(k+1) != nil && r.isCurrencyWord(k+1, false) { // "55K (GBP)"
		a.money = words().money[string(r.word(k+1))]
		return k + 3
	}
	if r.says(k, "us") && r.says(k+1, "dollar", "dollars") {
		a.money = words().money["usd"]
		return k + 2
	}
	if r.classes(k)&(isGross|isNet) != 0 && r.wordAt(k+1) != nil && r.isCurrencyWord(k+1, false) {
		k++ // "12000 brutto PLN"
	}
	if r.says(k, "de", "di") && k+1 < len(r.tokens) && (a.scale != 0 || r.says(k, "de")) {
		k++
	}
	t := r.tokens[k]
	switch {
	case t.kind == symbol && isCurrencySign(t.sign):
		if !r.touching(k-1, 1) || r.leads(k) && !r.touching(k-1, 0) {
			return i // "$" of the next amount
		}
		a.money = words().money[string(r.plain.text[t.start:t.end])]
	case t.kind == word && r.touching(k, 0) && r.tokens[k+1].kind == symbol && isCurrencySign(r.tokens[k+1].sign):
		m := words().money[string(r.plain.lower[t.start:r.tokens[k+1].end])]
		if m == nil || r.leads(k+1) {
			return i
		}
		a.money = m
		k++
	case t.kind == word && r.isCurrencyWord(k, false):
		if r.says(k, "r", "rs") {
			return i
		}
		a.money = words().money[string(r.word(k))]
	default:
		return i
	}
	if k+1 < len(r.tokens) && a.scale == 0 { // "€ 15 Mio" is read by scale; "15 € Mio" is not written
		k = r.scale(a, k+1) - 1
	}
	if t.kind == word && r.is(k+1, '.') && r.touching(k, 0) && !r.endsSentence(k+1) {
		k++ // "kr."
	}
	return k + 1
}

// leads reports whether token i touches a number behind it.
func (r *reader) leads(i int) bool {
	return r.touching(i, 0) && r.tokens[i+1].kind == number
}

// is reports whether token i is a character.
func (r *reader) is(i int, sign rune) bool {
	return i >= 0 && i < len(r.tokens) && r.tokens[i].kind == symbol && r.tokens[i].sign == sign
}

// says reports whether token i is one of some words.
func (r *reader) says(i int, list ...string) bool {
	return slices.Contains(list, string(r.wordAt(i)))
}

// wordAt returns the word of token i, nothing when it is none.
func (r *reader) wordAt(i int) []byte {
	if i >= 0 && i < len(r.tokens) && r.tokens[i].kind == word {
		return r.word(i)
	}
	return nil
}

// sameCurrency reads a code behind an amount whose sign stands before it: "$150,000 CAD". The code says which
// dollar it is.
func (r *reader) sameCurrency(a *amount, i int) int {
	t := r.tokens[i]
	if t.kind != word {
		return i
	}
	m := words().money[string(r.word(i))]
	if m == nil || !r.isCurrencyWord(i, false) || len(r.word(i)) < 2 {
		return i
	}
	for _, code := range m.codes {
		if slices.Contains(a.money.codes, code) {
			if len(m.codes) < len(a.money.codes) || m.settled {
				a.money = m
			}
			return i + 1
		}
	}
	return i
}

// currencyOf decides which currency a spelling means, and whether that was inferred. Without a spelling it is
// that of the country.
func (r *reader) currencyOf(m *moneyWord) (code string, inferred bool) {
	local, _ := money.CurrencyOf(r.hints.Country)
	switch {
	case m == nil:
		if local == "" {
			local = r.nearbyCurrency()
		}
		return local, true
	case m.settled || len(m.codes) == 1 && !slices.Contains(m.codes, "ZAR"):
		return m.codes[0], false
	case slices.Contains(m.codes, local):
		return local, true
	case slices.Contains(m.codes, "SEK"):
		return r.krone(), true
	}
	return m.codes[0], true
}
