package extract

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
)

// candidate is an amount or a range that may be pay.
type candidate struct {
	low, high    amount // the same for one amount
	ranged       bool
	first, last  int // its tokens, with the words that belong to it
	bound        class
	period       pay.Period
	stated       bool // the period is written
	apart        bool // and not with the amount, but elsewhere in its sentence
	basis        pay.Basis
	vat          bool
	pays         int
	component    Component
	headed       pay.Period // of the heading above
	part         Component  // of pay, as the words behind it say; empty otherwise
	named        bool       // a word right beside it names the component
	partDistance int        // to the word that names the component
	currency     string
	inferred     []string
}

// statements lists the statements of pay in the order of the text. What is said again is listed once.
func (r *reader) statements() []Statement {
	r.findAmounts()
	var list []Statement
	var last *candidate // the last accepted
	for i := 0; i < len(r.amounts); i++ {
		c, used := r.candidate(i)
		i += used
		if c == nil || !r.settle(c) {
			continue
		}
		v := r.judge(c, last)
		if !v {
			continue
		}
		last = c
		s := r.statement(c)
		if !slices.ContainsFunc(list, func(o Statement) bool { return sameStatement(o, s) }) {
			list = append(list, s)
		}
	}
	return list
}

func sameStatement(a, b Statement) bool {
	return a.Min == b.Min && a.Max == b.Max && a.Currency == b.Currency && a.Period == b.Period &&
		a.Component == b.Component
}

// candidate puts the amount i together with the next when the two are a range, and reports how many more
// amounts it used. A number without a currency or a multiplier is nothing by itself.
func (r *reader) candidate(i int) (*candidate, int) {
	low := r.amounts[i]
	if i+1 < len(r.amounts) {
		if high := r.amounts[i+1]; r.joined(low, high) {
			if c := r.ranged(low, high); c != nil {
				return c, 1
			}
		}
	}
	if low.money == nil && low.scale == 0 {
		return nil, 0
	}
	return &candidate{low: low, high: low, first: low.first, last: low.last}, 0
}

// longestGap is the most tokens between the ends of a range.
const longestGap = 12

// joined reports whether what stands between two amounts makes a range of them.
func (r *reader) joined(a, b amount) bool {
	if b.first-a.last > longestGap+1 || b.first <= a.last {
		return false
	}
	var joins, and bool
	for i := a.last + 1; i < b.first; {
		t := r.tokens[i]
		switch t.kind {
		case symbol:
			switch t.sign {
			case '-', '~', '→':
				joins = true
			case '/':
				joins = joins || i+1 == b.first && r.shorthand(a, b)
			case '.':
				if r.endsSentence(i) && !(r.minimumBefore(a) && r.classes(i+1)&isMaximum != 0) {
					return false
				}
			case '(', ')', '+', ':', '\'':
			case ',':
				k := i + 1
				if k >= b.first ||
					r.classes(k)&(isTo|isAnd) == 0 && !(r.classes(k)&isMaximum != 0 && r.minimumBefore(a)) {
					return false
				}
			case ';':
				if _, n := r.at(i + 1); r.classes(i+1)&isTo == 0 || n < 2 {
					return false
				}
			default:
				return false
			}
			i++
		case word:
			e, n := r.at(i)
			if e == nil {
				return false
			}
			switch {
			case r.connects(i, n, b):
				joins = true
			case e.classes&isMaximum != 0 && r.minimumBefore(a):
				joins = true
			case e.classes&(isPay|isEarn) != 0 && joins && r.minimumBefore(a): // "Maximum salary:"
			case e.classes&isAnd != 0:
				and = true
			case e.classes&(isPer|isPeriodNoun|isPeriodic|isGross|isNet|isFill|isVAT|isUpTo) == 0 && e.money == nil:
				return false
			}
			i += n
		case line, cell:
			if !joins && !r.dashNext(i+1, b.first) && !r.minimumBefore(a) {
				return false
			}
			i++
		default:
			return false
		}
	}
	return joins || and && r.opened(a)
}

// connects reports whether the phrase of n tokens at token i leads from the lower end of a range to b.
func (r *reader) connects(i, n int, b amount) bool {
	if r.classes(i)&isTo == 0 || r.paysFor(i, b) {
		return false
	}
	return i+n >= b.first || n > 1 || r.classes(i+n)&isFill != 0
}

// paysFor reports whether a connecting word at token i is the article of a period instead: "€20 a".
func (r *reader) paysFor(i int, b amount) bool {
	return i+1 < b.first && r.classes(i+1)&isPeriodNoun != 0
}

func (r *reader) dashNext(i, end int) bool {
	for i < end && (r.tokens[i].kind == line || r.tokens[i].kind == cell) {
		i++
	}
	return i < end && r.tokens[i].kind == symbol && r.tokens[i].sign == '-'
}

// shorthand reports whether a slash between two amounts is one of a range: "30/34K", "32.000 / 38.000 euro".
func (r *reader) shorthand(a, b amount) bool {
	if a.scale == 0 && b.scale != 0 {
		return true
	}
	return a.money == nil && b.money != nil && r.tokens[a.number].grouped && r.tokens[b.number].grouped &&
		a.value < b.value && b.value < 2*a.value
}

// minimumBefore reports whether an amount is called a minimum: "Minimum: $88,300", "Minimum salary: $70,000".
func (r *reader) minimumBefore(a amount) bool {
	i := a.first - 1
	if i >= 0 && r.tokens[i].kind == symbol && r.tokens[i].sign == ':' {
		i--
	}
	if i > 0 && r.classes(i)&isPay != 0 {
		i--
	}
	return i >= 0 && r.classes(i)&isMinimum != 0
}

// opened reports whether a word like "between" leads to an amount.
func (r *reader) opened(a amount) bool {
	for i := a.first - 1; i >= 0 && i >= a.first-5; i-- {
		if r.tokens[i].kind != word {
			if r.tokens[i].kind == line || r.tokens[i].sign == ',' {
				return false
			}
			continue
		}
		for k := max(0, i-2); k <= i; k++ { // a phrase may start a little before
			if e, n := r.at(k); e != nil && k+n > i && e.classes&isOpen != 0 {
				return true
			}
		}
		if c := r.classes(i); c&(isFill|isPer|isGross|isNet|isPeriodic|isPay|isOr) == 0 {
			return false
		}
	}
	return false
}

// farthestEnds is the most by which the upper end of a range is above the lower.
const farthestEnds = 12

// ranged makes a range of two amounts: a multiplier behind the second is the first's as well ("$120-150k",
// "25-30 000 kr"), and swapped ends are put right. It returns nil when they are no range.
func (r *reader) ranged(a, b amount) *candidate {
	if a.money == nil && b.money == nil && a.scale == 0 && b.scale == 0 {
		return nil
	}
	if a.money != nil && b.money != nil && !shareCode(a.money, b.money) {
		return nil
	}
	hours := r.classes(a.last+1)&isPeriodNoun != 0 || r.says(a.last+1, "h")
	if hours && a.money == nil && a.scale == 0 { // "20 h/week - €15"
		return nil
	}
	if a.scale == 0 && b.scale != 0 && a.value < b.value && a.value*b.scale <= b.value*farthestEnds {
		a.scale, a.scaleClass, a.value = b.scale, b.scaleClass, a.value*b.scale
	} else if b.scale == 0 && a.scale != 0 && b.value < a.value && b.value < a.scale { // "€50k - 65"
		b.scale, b.scaleClass, b.value = a.scale, a.scaleClass, b.value*a.scale
	} else if a.scale == 0 && !r.tokens[a.number].grouped && r.tokens[b.number].grouped && a.value > 0 &&
		a.value < 1000 && b.value > a.value*farthestEnds && a.value*1000 <= b.value {
		a.value *= 1000
	}
	c := &candidate{low: a, high: b, ranged: true, first: a.first, last: b.last}
	if c.low.value > c.high.value {
		c.low.value, c.high.value = c.high.value, c.low.value
	}
	if c.low.value <= 0 || c.high.value > c.low.value*farthestEnds {
		return nil
	}
	return c
}

func shareCode(a, b *moneyWord) bool {
	return slices.ContainsFunc(a.codes, func(code string) bool { return slices.Contains(b.codes, code) })
}

// spelling returns the spelling of the candidate's currency that says most, nil when none is written.
func (c *candidate) spelling() *moneyWord {
	a, b := c.low.money, c.high.money
	switch {
	case a == nil:
		return b
	case b == nil || len(a.codes) <= len(b.codes):
		return a
	}
	return b
}

// settle reads everything that belongs to a candidate. It reports false when no currency follows.
func (r *reader) settle(c *candidate) bool {
	var inferred bool
	c.currency, inferred = r.currencyOf(c.spelling())
	if c.spelling() == nil && c.high.scaleClass&(isLakh|isCrore) != 0 {
		c.currency = "INR"
	}
	if words().years[c.currency] == 0 {
		return false
	}
	if inferred {
		c.inferred = append(c.inferred, "currency")
	}
	if c.high.annual {
		c.setPeriod(pay.Year)
	}
	r.lead(c)
	r.tail(c)
	return true
}

// statement writes a candidate out.
func (r *reader) statement(c *candidate) Statement {
	s := Statement{
		Range: pay.Range{
			Min: c.low.value, Max: c.high.value, Currency: c.currency, Period: c.period, Basis: c.basis,
			Pays: float64(c.pays),
		},
		Component: c.component, Inferred: c.inferred,
	}
	if c.vat {
		s.Terms = []pay.Term{pay.PlusVAT}
	}
	if !c.ranged {
		switch {
		case c.bound&isUpTo != 0:
			s.Min = 0
		case c.bound&isFrom != 0 || c.low.open:
			s.Max = 0
		}
	}
	start, end := r.tokens[c.first].start, r.tokens[c.last].end
	s.Text = string(bytes.TrimSpace(r.plain.text[start:end]))
	s.Span = r.plain.span(int(start), int(end))
	return s
}

// lead reads the words that stand right before a candidate: its bound, and what fills the space to it.
func (r *reader) lead(c *candidate) {
	for i := c.first - 1; i >= 0 && i >= c.first-6; i-- {
		t := r.tokens[i]
		if t.kind == symbol && strings.ContainsRune(":(.'~-", t.sign) {
			if t.sign == '.' && r.endsSentence(i) {
				return
			}
			continue
		}
		if t.kind != word {
			return
		}
		found := class(0)
		start := i
		for k := max(0, i-3); k <= i; k++ {
			if e, n := r.at(k); e != nil && k+n == i+1 {
				found, start = e.classes, k
				break
			}
		}
		if b := found & (isUpTo | isFrom); b != 0 && c.bound == 0 && !c.ranged {
			if b == isUpTo|isFrom {
				b = isFrom
			}
			c.bound = b
			c.first = start
			return
		}
		if found&(isFill|isGross|isNet|isPer|isPeriodic|isMaximum|isMinimum) == 0 {
			if start == i && r.bounding(i) {
				c.bound = isFrom
			}
			return
		}
		i = start
	}
}

// bounding reports whether the word at token i is a compound that sets a minimum: "Mindestgehalt".
func (r *reader) bounding(i int) bool {
	return bytes.HasPrefix(r.word(i), []byte("mindest")) || bytes.HasPrefix(r.word(i), []byte("minimum"))
}

// tail reads what stands right behind a candidate: its period, basis and number of pays, and the same
// between the ends of a range.
func (r *reader) tail(c *candidate) {
	if c.ranged {
		r.tailFrom(c, c.low.last+1, c.high.first)
	}
	end := r.tailFrom(c, c.high.last+1, min(len(r.tokens), c.high.last+12))
	c.last = max(c.last, end-1)
}

// tailFrom reads the tail in the tokens from i to end and returns where it ends.
func (r *reader) tailFrom(c *candidate, i, end int) int {
	t := tail{reader: r, c: c, i: i, end: end, used: i}
	for t.i < t.end {
		more := false
		switch r.tokens[t.i].kind {
		case symbol:
			more = t.sign()
		case word:
			more = t.letters() || t.phrase()
		}
		if !more {
			break
		}
	}
	return t.used
}

// tail is what stands behind an amount, being read.
type tail struct {
	*reader
	c    *candidate
	i    int  // the token to be read
	end  int  // the token behind the last
	used int  // the token behind what belongs to the amount
	led  bool // a slash or "per" was last, so that a lone letter is a period
}

// sign reads a character and reports whether the tail goes on behind it.
func (t *tail) sign() bool {
	switch t.tokens[t.i].sign {
	case '/':
		t.led = true
	case '(', ')', '\'', '*', '-':
	case '+':
		if t.i+1 >= t.end || t.classes(t.i+1)&isVAT == 0 {
			return false
		}
	case '.':
		if t.endsSentence(t.i) {
			return false
		}
	default:
		return false
	}
	t.i++
	return true
}

// letters reads a period that is written as a letter or two: "/h", "/MD". It reports whether there is one.
func (t *tail) letters() bool {
	w := string(t.word(t.i))
	period, ok := short[w]
	switch w {
	case "max", "maximum":
		if t.c.bound == 0 && !t.c.ranged {
			t.c.bound = isUpTo
		}
	case "md": // a month to Scandinavians, a man-day to everyone else
		if t.c.currency == "CZK" || !strings.HasSuffix(t.c.currency, "K") {
			period = pay.Day
		}
	case "j": // "jour", or "Jahr"
		if t.c.low.value < longestDay {
			period = pay.Day
		}
	}
	if !ok || !t.led || t.longer(t.i) || t.classes(t.i+1)&isPeriodNoun != 0 {
		return false
	}
	t.c.setPeriod(period)
	t.i++
	t.used, t.led = t.i, false
	return true
}

// phrase reads a word or phrase and reports whether the tail goes on behind it.
func (t *tail) phrase() bool {
	e, n := t.at(t.i)
	if e == nil {
		return false
	}
	k, behind := e.classes, t.i+n
	next := class(0)
	if behind < t.end {
		next = t.classes(behind)
	}
	if k&isTarget != 0 {
		t.c.part = OnTarget
	}
	switch {
	case k&isPer != 0 && next&(isPeriodNoun|isPeriodic) != 0: // "an hour" is no French year
		t.led = true
	case k&isPeriodic != 0 && (next&(isPay|isEarn) != 0 || k&(isPay|isEarn) != 0 && t.colon(behind)):
		return false // "Hourly rate: …" is of the next amount
	case k&(isPeriodNoun|isPeriodic) != 0 && t.c.period == "":
		if k&isPeriodic == 0 && k&(isYear|isWeek|isDay) != 0 && !t.led { // "€40,000 an" is German "to"
			return false
		}
		t.c.setPeriod(periodOf(k))
		if k&(isGross|isNet) != 0 { // "RAL"
			t.c.setBasis(k)
		}
		t.used = behind
	case k&(isGross|isNet) != 0 && !t.dotted(t.i):
		t.c.setBasis(k)
		t.used = behind
	case k&isVAT != 0:
		t.c.vat = true
		t.used = behind
	case k&isPer != 0:
		t.led = true
	case k&(isFill|isBase|isOr) != 0 || e.money != nil:
	case k&(isBonus|isEquity) != 0 && (next&isPer != 0 || t.is(behind, '/')): // "900 € Provision im Monat"
		t.c.part = partOf(k)
	default:
		return false
	}
	t.i = behind
	return true
}

// colon reports whether token i is a colon.
func (r *reader) colon(i int) bool {
	return r.is(i, ':')
}

// longestDay is the amount under which "/j" is a French day rather than a German year.
const longestDay = 3000

// dotted reports whether a word has a stop right before it, as in ".NET".
func (r *reader) dotted(i int) bool {
	return i > 0 && r.tokens[i-1].kind == symbol && r.tokens[i-1].sign == '.' && r.touching(i-1, 0) &&
		(i < 2 || !r.touching(i-2, 0))
}

// longer reports whether the letter at token i only begins a phrase.
func (r *reader) longer(i int) bool {
	_, n := r.at(i)
	return n > 1
}

func (c *candidate) setPeriod(p pay.Period) {
	if c.period == "" {
		c.period, c.stated = p, true
	}
}

func (c *candidate) setBasis(k class) {
	if c.basis == "" {
		c.basis = pay.Gross
		if k&isGross == 0 {
			c.basis = pay.Net
		}
	}
}

// short are periods that are written as one letter or two behind a slash or "per".
var short = map[string]pay.Period{
	"h": pay.Hour, "t": pay.Hour, "u": pay.Hour, "d": pay.Day, "j": pay.Year, "w": pay.Week, "m": pay.Month,
	"y": pay.Year, "a": pay.Year, "an": pay.Year, "md": pay.Month, "mc": pay.Month, "g": pay.Hour, "mes": pay.Month,
	"mån": pay.Month, "mnd": pay.Month, "kk": pay.Month, "hó": pay.Month,
}

// periodOf returns the period of a class.
func periodOf(k class) pay.Period {
	switch {
	case k&(isHourly) != 0:
		return pay.Hour
	case k&isDaily != 0:
		return pay.Day
	case k&isWeekly != 0:
		return pay.Week
	case k&isMonthly != 0:
		return pay.Month
	case k&isYearly != 0:
		return pay.Year
	case k&isHour != 0:
		return pay.Hour
	case k&isMonth != 0:
		return pay.Month
	case k&isDay != 0:
		return pay.Day
	case k&isWeek != 0:
		return pay.Week
	case k&isYear != 0:
		return pay.Year
	}
	return ""
}

// endsSentence reports whether the stop at token i ends a sentence rather than an abbreviation.
func (r *reader) endsSentence(i int) bool {
	if i+1 >= len(r.tokens) {
		return true
	}
	next := r.tokens[i+1]
	if next.kind == line {
		return true
	}
	if r.touching(i, 0) {
		return false
	}
	if next.kind == word && i > 0 && r.tokens[i-1].kind == number && r.classes(i+1)&isNth != 0 { // "13. Monatslohn"
		return false
	}
	if next.kind == word {
		first, _ := utf8.DecodeRune(r.plain.text[next.start:])
		if unicode.IsLower(first) {
			return false
		}
		if i == 0 || r.tokens[i-1].kind != word {
			return true
		}
		prev := r.tokens[i-1]
		return prev.end-prev.start > 1 && !slices.Contains(titled, string(r.word(i-1)))
	}
	if i == 0 || r.tokens[i-1].kind != word {
		return next.kind != symbol || i > 0 && r.tokens[i-1].kind == number
	}
	prev := r.word(i - 1)
	return len(prev) > 3 && !slices.Contains(abbreviated, string(prev))
}

// abbreviated are words with a stop that an amount may follow; titled are those that a capital may.
var (
	abbreviated = []string{"mind", "inkl", "zzgl", "mies", "approx", "incl", "excl", "ekskl", "exkl", "mindst", "aprox"}
	titled      = []string{
		"mind", "ft", "st", "mt", "dr", "mr", "ms", "nr", "ul", "inkl", "incl", "zzgl", "ca", "tel", "min", "max",
	}
)
