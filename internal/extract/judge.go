package extract

import (
	"bytes"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
)

// cue is a phrase of a sentence that says what an amount in it is.
type cue struct {
	first, last int
	classes     class
}

// sentence is the stretch of tokens around a candidate that speaks of it.
type sentence struct {
	from, to int
	cues     []cue
	cost     []int // of each token, from the first on, summed: how far apart two of them are
}

// longestSentence is the most tokens that are looked at on either side of an amount.
const longestSentence = 40

// Costs of what stands between an amount and a word about it: the more it parts, the more it costs.
const (
	costWord   = 2
	costComma  = 5
	costSoft   = 9 // a semicolon, a bar, a plus
	costAmount = 5
	costLine   = 4
)

// judge decides whether a candidate is pay, and reads its component, period, basis and pays from its sentence.
// last is the statement accepted before it, or nil.
func (r *reader) judge(c *candidate, last *candidate) bool {
	if c.high.scaleClass&(isBillion) != 0 || c.high.scaleClass&isMillion != 0 && words().years[c.currency] < 4e6 {
		return false
	}
	s := r.sentence(c)
	r.readPays(c, s)
	r.readBasis(c, s)
	verdict := r.evidence(c, s)
	if verdict.class == 0 {
		verdict = r.heading(c, s)
	}
	r.readComponent(c, s, verdict)
	if c.component == Bonus || c.component == Equity {
		return r.acceptPart(c, s, verdict)
	}
	r.readPeriod(c, s)
	r.readMinimum(c, s)
	if r.odd(c, s) {
		return false
	}
	r.inferPeriod(c)
	return r.accept(c, s, verdict, last)
}

// sentence finds the sentence of a candidate and the cues in it.
func (r *reader) sentence(c *candidate) *sentence {
	s := &sentence{from: c.first, to: c.last + 1}
	for s.from > 0 && c.first-s.from < longestSentence && !r.boundary(s.from-1) {
		s.from--
	}
	for s.to < len(r.tokens) && s.to-c.last < longestSentence && !r.boundary(s.to) {
		s.to++
	}
	s.cost = make([]int, s.to-s.from+1)
	for i := s.from; i < s.to; {
		e, n := r.at(i)
		n = min(n, s.to-i)
		for k := i; k < i+n; k++ {
			s.cost[k-s.from+1] = s.cost[k-s.from] + r.cost(k, c)
		}
		if e != nil && e.classes&^(isPer|isFill|isOr|isAnd|isTo) != 0 && (i+n <= c.first || i > c.last) &&
			!r.dotted(i) {
			s.cues = append(s.cues, cue{i, i + n - 1, e.classes})
		}
		i += n
	}
	return s
}

// boundary reports whether the token ends a sentence or line.
func (r *reader) boundary(i int) bool {
	t := r.tokens[i]
	if t.kind == line {
		return true
	}
	if t.kind != symbol {
		return false
	}
	switch t.sign {
	case '!', '?', '•', '·', '●', '▪':
		return true
	case '.':
		return r.endsSentence(i)
	}
	return false
}

func (r *reader) cost(i int, c *candidate) int {
	t := r.tokens[i]
	switch t.kind {
	case word:
		k := r.classes(i)
		switch {
		case i > c.last && k&isPlus != 0 && k&isPer == 0:
			return costSoft
		case k&(isPlus) != 0:
			return costWord + 1
		case k&(isFill|isPer|isUpTo|isFrom|isGross|isNet|isPeriodNoun|isPeriodic) != 0:
			return 1
		}
		return costWord
	case symbol:
		switch t.sign {
		case ',':
			return costComma
		case ';', '|', '+':
			return costSoft
		case '(', ')':
			return 2
		}
		return 0
	case cell:
		return 1
	case number:
		if i < c.first || i > c.last {
			return costAmount
		}
	}
	return 0
}

// distance is how far a cue stands from a candidate.
func (s *sentence) distance(q cue, c *candidate) int {
	if q.last < c.first {
		return s.cost[c.first-s.from] - s.cost[q.last+1-s.from]
	}
	return s.cost[q.first-s.from] - s.cost[c.last+1-s.from]
}

// verdict is the class of the nearest cue that decides, and how near it is.
type verdict struct {
	class    class // isPay, isEarn, isPerk, isFirm, or 0
	distance int
	refuted  int  // how near the nearest perk or figure of the company is
	across   bool // another amount stands between
}

const nowhere = math.MaxInt32

// evidence finds the nearest word that says what a candidate is.
func (r *reader) evidence(c *candidate, s *sentence) verdict {
	best := verdict{distance: nowhere, refuted: nowhere}
	for i, q := range s.cues {
		k := q.classes & (isPay | isEarn | isPerk | isFirm)
		if k == 0 {
			continue
		}
		d := s.distance(q, c)
		beyond := q.last < c.first && r.amountBetween(q.last+1, c.first)
		if beyond && r.addedTo(c) {
			continue // it is about the amount before
		}
		if k&isEarn != 0 && q.last+1 < len(r.tokens) && r.tokens[q.last+1].sign == ':' { // "Pay:" heads a field
			k |= isPay
		}
		if k&(isPay|isEarn) != 0 && s.compound(i) {
			k = isPerk
		}
		switch {
		case k&isPerk != 0:
			k = isPerk
		case k&isPay != 0:
			k, d = isPay, d-1
		case k&isFirm != 0:
			k, d = isFirm, d+1
		default:
			d += 8
		}
		if k&(isPerk|isFirm) != 0 {
			if q.first > c.last && r.begins(c.last+1, q.first) {
				continue
			}
			if !beyond {
				best.refuted = min(best.refuted, d)
			}
		}
		if d < best.distance {
			best.class, best.distance = k, d
			best.across = q.last < c.first && r.moneyBetween(q.last+1, c.first)
		}
	}
	return best
}

// addedTo reports whether a candidate comes on top of something: a plus stands right before it.
func (r *reader) addedTo(c *candidate) bool {
	i := c.first - 1
	if i >= 0 && r.classes(i)&isPer != 0 {
		i--
	}
	if i < 0 {
		return false
	}
	return r.is(i, '+') || r.says(i, "plus", "zzgl")
}

// apart reports whether something that begins another thing stands between two tokens.
func (r *reader) apart(from, to int) bool {
	for i := from; i < to; i++ {
		t := r.tokens[i]
		if t.kind == symbol && (t.sign == ';' || t.sign == '|' || t.sign == '+' || t.sign == ',') {
			return true
		}
		if k := r.classes(i); k&isPlus != 0 && k&isPer == 0 || k&isAnd != 0 {
			return true
		}
	}
	return false
}

// begins reports whether another thing, or another field ("Benefits:"), begins between two tokens.
func (r *reader) begins(from, to int) bool {
	for i := from; i < to; i++ {
		if r.is(i, ':') {
			return true
		}
	}
	return r.apart(from, to)
}

// compound reports whether the cue i is one thing with a perk right beside it: "transport compensation".
func (s *sentence) compound(i int) bool {
	q := s.cues[i]
	if i > 0 && s.cues[i-1].classes&isPerk != 0 && s.cues[i-1].classes&isPay == 0 && s.cues[i-1].last == q.first-1 {
		return true
	}
	return i+1 < len(s.cues) && s.cues[i+1].classes&isPerk != 0 && s.cues[i+1].classes&isPay == 0 &&
		s.cues[i+1].first == q.last+1
}

// headingWords is the most words of a line that heads what follows, fieldWords of one with a full stop.
const (
	headingWords = 9
	fieldWords   = 2
)

// heading looks for evidence in the line or the short sentence before.
func (r *reader) heading(c *candidate, s *sentence) verdict {
	i := s.from - 1
	for range 2 {
		for i >= 0 && (r.boundary(i) || r.tokens[i].kind == cell) {
			i--
		}
		end, count := i+1, 0
		for i >= 0 && !r.boundary(i) && count <= headingWords {
			if r.tokens[i].kind == word {
				count++
			}
			i--
		}
		if count > headingWords || count == 0 || r.is(end, '.') && count > fieldWords {
			return verdict{distance: nowhere, refuted: nowhere}
		}
		best := verdict{distance: nowhere, refuted: nowhere}
		for k := i + 1; k < end; {
			e, n := r.at(k)
			if e != nil {
				r.headingPeriod(c, e.classes)
				switch {
				case e.classes&isPerk != 0:
					best.class = isPerk
				case e.classes&(isPay|isEarn) != 0 && best.class != isPerk:
					best.class = isPay
				case e.classes&isFirm != 0 && best.class == 0:
					best.class = isFirm
				}
			}
			k += n
		}
		if best.class != 0 {
			best.distance = costLine
			return best
		}
	}
	return verdict{distance: nowhere, refuted: nowhere}
}

func (r *reader) headingPeriod(c *candidate, k class) {
	if c.headed == "" && k&isPeriodic != 0 {
		c.headed = periodOf(k)
	}
}

// readPeriod looks for the period before a candidate when none stands with it: "Monthly salary: …".
func (r *reader) readPeriod(c *candidate, s *sentence) {
	if c.period != "" {
		return
	}
	best := nowhere
	for _, q := range s.cues {
		k := q.classes & isPeriodic
		if k == 0 && q.classes&isPeriodNoun != 0 && r.classes(q.first-1)&isPer != 0 {
			k = q.classes & isPeriodNoun
		}
		if k == 0 || k&isPeriodic == 0 && q.first > 0 && r.tokens[q.first-1].kind == number {
			continue
		}
		if q.first > 1 && q.classes&isPeriodNoun != 0 && r.classes(q.first-2)&isPeriodNoun != 0 {
			continue // "hours a week"
		}
		d := s.distance(q, c)
		if q.first > c.last {
			if d > 8 || r.begins(c.last+1, q.first) || r.amountBetween(c.last+1, q.first) {
				continue
			}
			d += 6
		} else if r.amountBetween(q.last+1, c.first) && d > 16 {
			continue
		}
		if d < best && d < 40 {
			best = d
			c.period, c.stated, c.apart = periodOf(k), true, true
		}
	}
	if c.period == "" && c.headed != "" {
		c.period, c.stated = c.headed, true
	}
}

// moneyBetween reports whether an amount with a currency or a multiplier stands between two tokens.
func (r *reader) moneyBetween(from, to int) bool {
	return slices.ContainsFunc(r.amounts, func(a amount) bool {
		return from <= a.number && a.number < to && (a.money != nil || a.scale != 0)
	})
}

// amountsApart reports whether another number stands between a cue and a candidate.
func (r *reader) amountsApart(q cue, c *candidate) bool {
	return r.amountBetween(min(q.last, c.last)+1, max(q.first, c.first))
}

func (r *reader) amountBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if r.tokens[i].kind == number {
			return true
		}
	}
	return false
}

// readMinimum marks an amount that a word before it calls a minimum: "Mindestgehalt laut KV: …".
func (r *reader) readMinimum(c *candidate, s *sentence) {
	if c.ranged || c.bound != 0 {
		return
	}
	for _, q := range s.cues {
		if q.last < c.first && r.bounding(q.last) && !r.amountBetween(q.last+1, c.first) {
			c.bound = isFrom
		}
	}
}

// odd reports whether a candidate is pay for a period that is none of pay.Periods, as two weeks.
func (r *reader) odd(c *candidate, s *sentence) bool {
	for _, q := range s.cues {
		if q.classes&isOdd != 0 && s.distance(q, c) < 10 && !c.stated {
			return true
		}
	}
	return false
}

// readBasis looks for gross or net in the sentence when neither stands with the amount.
func (r *reader) readBasis(c *candidate, s *sentence) {
	if c.basis == "" {
		best := nowhere
		for _, q := range s.cues {
			from, to := min(q.last, c.last)+1, max(q.first, c.first)
			if q.classes&(isGross|isNet) == 0 || r.moneyBetween(from, to) || r.apart(from, to) {
				continue
			}
			if d := s.distance(q, c); d < best && d < 20 {
				best = d
				c.basis = ""
				c.setBasis(q.classes)
			}
		}
	}
	for _, q := range s.cues {
		if q.classes&isVAT != 0 && q.first > c.last && s.distance(q, c) < 16 && !r.moneyBetween(c.last+1, q.first) {
			c.vat = true
		}
	}
	if c.vat && c.basis == pay.Net { // net of VAT, not of the earner's tax
		c.basis = ""
	}
}

// mostPays is the greatest number of pays of a year that are months.
const mostPays = 16

// readPays reads how many times a year a month's pay is paid: "14x", "x 13", "14 Gehälter", "13. Monatslohn".
func (r *reader) readPays(c *candidate, s *sentence) {
	for i := s.from; i < s.to; i++ {
		if k := r.classes(i); k&isThirteen != 0 {
			c.pays = max(c.pays, 13)
		} else if k&isFourteen != 0 {
			c.pays = max(c.pays, 14)
		}
		t := r.tokens[i]
		if t.kind != number || i >= c.first && i <= c.last || t.places != 0 || t.value < 12 || t.value > mostPays {
			continue
		}
		if r.countsPays(i, s) {
			c.pays = max(c.pays, int(t.value))
		}
	}
}

func (r *reader) countsPays(i int, s *sentence) bool {
	next := i + 1
	if next < s.to && r.tokens[next].kind == symbol && (r.tokens[next].sign == '-' || r.tokens[next].sign == '.') {
		next++
	}
	if i > s.from && (string(r.wordAt(i-1)) == "x" || r.tokens[i-1].sign == '×') {
		return true
	}
	if next >= s.to {
		return false
	}
	if r.tokens[next].sign == '×' {
		return true
	}
	w := string(r.wordAt(next))
	switch w {
	case "th", "e", "º":
		return next+1 < s.to && r.classes(next)&isNth != 0 || next+1 < s.to && r.classes(next+1)&isNth != 0
	case "mois", "meses", "maanden": // of pay, not of a contract
		return i > s.from && r.says(i-1, "sur", "x", "por")
	case "mal", "x":
		return true
	}
	if next == i+2 && r.tokens[i+1].sign == '.' {
		return r.classes(next)&isNth != 0
	}
	return r.classes(next)&isPays != 0
}

// readComponent decides which part of pay a candidate is.
func (r *reader) readComponent(c *candidate, s *sentence, v verdict) {
	c.component = Base
	if c.part != "" {
		c.component = c.part
		return
	}
	if r.is(c.first-1, ':') && r.says(c.first-2, "total", "gesamt", "totale") {
		c.component = OnTarget
		return
	}
	best := nowhere
	if v.class == isPay && v.distance < nowhere {
		best = max(v.distance, 0) + 1
	}
	for _, q := range s.cues {
		k := q.classes & isPart
		if k == 0 {
			continue
		}
		d := s.distance(q, c)
		if k&isBonus != 0 && r.includes(q.first-1) && d < 20 && !r.amountsApart(q, c) {
			c.component = OnTarget
			return
		}
		if q.first > c.last {
			if d > 3 || r.begins(c.last+1, q.first) {
				continue
			}
		} else if k&(isBonus|isEquity) != 0 && r.added(q.first) && (d > 3 || r.closes(q.last+1)) || d > 24 {
			continue
		}
		if q.last < c.first && r.apart(q.last+1, c.first) && (r.ofAmountBefore(q) || r.joinedBy(q.last+1, c.first)) {
			continue
		}
		if q.classes&isPay != 0 && k&isBase != 0 {
			d--
		}
		if k&(isTarget|isSigning) != 0 {
			d -= 2
		}
		if d < best {
			best, c.component = d, partOf(k)
			c.partDistance, c.named = d, d < 3
		}
	}
}

// joinedBy reports whether an "and" stands between two tokens.
func (r *reader) joinedBy(from, to int) bool {
	for i := from; i < to; i++ {
		if k := r.classes(i); k&isAnd != 0 && k&(isPer|isTo) == 0 || r.says(i, "en", "e", "y", "und", "and", "et") {
			return true
		}
	}
	return false
}

// ofAmountBefore reports whether a cue stands right behind an amount, and so speaks of that.
func (r *reader) ofAmountBefore(q cue) bool {
	return slices.ContainsFunc(r.amounts, func(a amount) bool { return a.last == q.first-1 })
}

// includes reports whether token i says that what follows is part of an amount: "including bonus".
func (r *reader) includes(i int) bool {
	return r.says(i, "including", "incl", "inklusive", "inkl", "inclusive", "includes")
}

// added reports whether the thing at token i only comes on top of another: "plus bonus", "+ equity".
func (r *reader) added(i int) bool {
	if i == 0 {
		return false
	}
	return r.is(i-1, '+') || r.classes(i-1)&isPlus != 0
}

// closes reports whether token i closes a bracket.
func (r *reader) closes(i int) bool {
	return r.is(i, ')')
}

func partOf(k class) Component {
	switch {
	case k&isTarget != 0:
		return OnTarget
	case k&(isSigning|isBonus) != 0:
		return Bonus
	case k&isEquity != 0:
		return Equity
	}
	return Base
}

// inferPeriod fills the period that makes the amount a likely year's pay. Pay for days and weeks nearly always
// says so, and so a month or year is preferred.
func (r *reader) inferPeriod(c *candidate) {
	if c.period != "" {
		return
	}
	if c.pays > 0 {
		c.period = pay.Month
		c.inferred = append(c.inferred, "period")
		return
	}
	year := words().years[c.currency]
	best := math.Inf(1)
	for _, p := range []struct {
		period pay.Period
		doubt  float64
	}{{pay.Year, 0}, {pay.Month, .3}, {pay.Hour, .5}, {pay.Day, 1.5}, {pay.Week, 2.5}} {
		if d := math.Abs(math.Log(c.middle()*perYear(p.period)/year)) + p.doubt; d < best {
			best, c.period = d, p.period
		}
	}
	c.inferred = append(c.inferred, "period")
}

// middle is the amount that stands for a candidate.
func (c *candidate) middle() float64 { return math.Sqrt(c.low.value * c.high.value) }

// perYear returns how many of a period a full-time year has.
func perYear(p pay.Period) float64 {
	a, err := money.InPeriod(pay.Amount{Value: 1, Period: p}, pay.Year, "")
	if err != nil {
		return 1
	}
	return a.Value
}

// likeness returns the candidate's pay for a year as a share of what skilled work pays in its currency.
func (c *candidate) likeness() float64 {
	return c.middle() * perYear(c.period) / words().years[c.currency]
}

// accept decides whether a candidate is base or on-target pay.
func (r *reader) accept(c *candidate, s *sentence, v verdict, last *candidate) bool {
	like := c.likeness()
	if r.piece(c) || c.apart && like > 8 {
		return false
	}
	if like < .05 || like > 14 || like < .12 && !c.stated && c.pays == 0 {
		return false
	}
	if c.spelling() == nil && !r.acceptBare(c, s, v) {
		return false
	}
	if c.high.annual { // "LPA" is said of nothing else
		return true
	}
	periodWritten := c.stated
	if !periodWritten && (c.period == pay.Day || c.period == pay.Week) && (v.class != isPay || v.distance > besidePay) {
		return false // who pays for days says so
	}
	if v.across && !c.ranged && !c.attached() && !c.named && !likeLast(c, last) {
		return false
	}
	switch v.class {
	case isPay:
		return true
	case isEarn:
		known := c.stated || c.ranged || c.period == pay.Year || c.period == pay.Month
		return like > .08 && like < 9 && (known || v.distance < 11)
	case isFirm:
		if c.named && c.partDistance < v.distance && like > .3 && like < 4 {
			return true
		}
		if c.stated && like > .2 && like < 6 && c.basis != "" {
			return true
		}
		return v.distance > 20 && c.ranged && periodWritten && like > .15 && like < 6
	case isPerk:
		return v.distance > 20 && c.ranged && periodWritten && like > .15 && like < 6
	}
	switch {
	case c.component == OnTarget || c.basis != "" && (c.ranged || periodWritten):
		return like > .08 && like < 9
	case c.basis != "" || c.named || s.has(isPart) && (c.high.scaleClass == isThousand || r.tokens[c.high.number].grouped):
		return like > .25 && like < 5
	case last != nil && last.currency == c.currency && r.listedAfter(c, last):
		return like > .15 && like < 6
	case last != nil && c.ranged && last.ranged && last.currency == c.currency && c.first-last.last < 25:
		return like > .15 && like < 6
	case c.ranged:
		return like > .12 && like < 7 && c.high.value <= 2.2*c.low.value
	case periodWritten:
		return like > .15 && like < 5
	}
	return like > .3 && like < 4 && r.alone(s)
}

// attached reports whether a period or a basis stands with the amount itself.
func (c *candidate) attached() bool { return c.basis != "" || c.stated && !c.apart }

// likeLast reports whether an amount is near the one before it, so that a word of pay before both is about both.
func likeLast(c, last *candidate) bool {
	if last == nil || last.currency != c.currency {
		return false
	}
	ratio := c.middle() / last.middle()
	return ratio > 1./3 && ratio < 3
}

// besidePay is how far a word of pay may stand from an amount that is taken for a day's.
const besidePay = 3

// piece reports whether an amount is paid for a thing rather than for time: "$200 for each interview".
func (r *reader) piece(c *candidate) bool {
	if c.stated {
		return false
	}
	i := c.last + 1
	switch string(r.wordAt(i)) {
	case "per", "pro":
		return i+1 < len(r.tokens) && r.tokens[i+1].kind == word && r.classes(i+1)&^isPeople == 0
	case "for":
		next := string(r.wordAt(i + 1))
		return next == "each" || next == "every"
	}
	return false
}

// listedAfter reports whether a candidate is the next of a list of amounts: "$60K, $70K and $80K".
func (r *reader) listedAfter(c, last *candidate) bool {
	if c.first-last.last > 3 {
		return false
	}
	for i := last.last + 1; i < c.first; i++ {
		if !r.is(i, ',') && r.classes(i)&isAnd == 0 {
			return false
		}
	}
	return true
}

// has reports whether a sentence has a word of some class.
func (s *sentence) has(k class) bool {
	return slices.ContainsFunc(s.cues, func(q cue) bool { return q.classes&k != 0 })
}

// loneWords is the most words of a line that is nothing but an amount.
const loneWords = 2

// alone reports whether a sentence is little more than its amount.
func (r *reader) alone(s *sentence) bool {
	n := 0
	for i := s.from; i < s.to; i++ {
		if r.tokens[i].kind == word {
			n++
		}
	}
	return n <= loneWords+1
}

// acceptBare decides on an amount without a currency, such as "120-140k": it needs a word of pay, and none for
// people or things behind it.
func (r *reader) acceptBare(c *candidate, s *sentence, v verdict) bool {
	if c.high.scaleClass&(isThousand|isLakh|isCrore) == 0 {
		return false
	}
	next := c.high.last + 1
	if r.classes(next)&isPeople != 0 {
		return false
	}
	if c.low.value == 401_000 {
		return false
	}
	switch {
	case v.class == isPay || v.class == isEarn && c.ranged || c.basis != "" || c.named:
		return true
	case c.stated && c.ranged:
		return true
	}
	return c.ranged && (r.headed(s) || r.alone(s)) && v.class == 0 || c.high.scaleClass&isLakh != 0 && c.stated
}

// headed reports whether a line is of fields with bars between, as "Company | Role | 120-140k".
func (r *reader) headed(s *sentence) bool {
	for i := s.from; i < s.to; i++ {
		if r.tokens[i].kind == symbol && r.tokens[i].sign == '|' {
			return true
		}
	}
	return false
}

// leastPart is the least bonus that is a part of pay rather than a present, as a share of a year's pay;
// leastBonus that of one of which neither a period nor the occasion is said, leastSigning that of one for
// joining or staying.
const (
	leastPart    = .015
	leastBonus   = .04
	leastSigning = .004
)

// acceptPart decides on a bonus or equity.
func (r *reader) acceptPart(c *candidate, s *sentence, v verdict) bool {
	if r.piece(c) {
		return false
	}
	amount := c.high.value
	once := r.partPeriod(c, s)
	if !once && slices.Contains(c.inferred, "period") && amount < leastBonus*words().years[c.currency] {
		return false
	}
	if c.period != "" {
		amount *= perYear(c.period)
	}
	year := words().years[c.currency]
	least := leastPart * year
	if once && c.component == Bonus {
		least = leastSigning * year
	}
	if c.spelling() == nil && c.high.scaleClass == 0 || amount < least || amount > 20*year {
		return false
	}
	if once && c.component == Bonus && c.partDistance+2 < v.refuted {
		return true
	}
	return v.refuted > 8 && !(v.class&(isPerk|isFirm) != 0 && v.distance <= 8)
}

// partPeriod reads the period of a bonus: what stands with it, or a word like "annual" right beside it. A
// variable part is taken to be a year's unless it is paid once, which it reports.
func (r *reader) partPeriod(c *candidate, s *sentence) (once bool) {
	once = c.component == Equity
	for _, q := range s.cues {
		near := s.distance(q, c) < 8
		once = once || near && q.classes&isSigning != 0
		if near && c.period == "" && q.classes&isPeriodic != 0 && q.last < c.first {
			c.period = periodOf(q.classes)
		}
	}
	if c.period == "" && !once {
		c.period, c.inferred = pay.Year, append(c.inferred, "period")
	}
	c.pays = 0
	return once
}

// krone returns the krone or krona that a text is about, by its letters: Danish and Norwegian share theirs, and
// differ in a few words.
func (r *reader) krone() string {
	text := r.plain.lower
	swedish := bytes.Count(text, []byte("ö")) + bytes.Count(text, []byte("ä"))
	other := bytes.Count(text, []byte("ø")) + bytes.Count(text, []byte("æ"))
	if swedish >= other {
		return "SEK"
	}
	for _, w := range []string{"lønn", " ikke ", "stilling", "hos oss", "per år", "kroner i ", "norge", "oslo"} {
		if bytes.Contains(text, []byte(w)) && !bytes.Contains(text, []byte("måneden")) {
			return "NOK"
		}
	}
	return "DKK"
}

// nearbyCurrency returns the currency of an amount without one where no country is given: the one that the
// text names elsewhere, or the US dollar when it names the United States.
func (r *reader) nearbyCurrency() string {
	for _, a := range r.amounts {
		if a.money != nil && a.money.settled {
			return a.money.codes[0]
		}
	}
	for i := range r.tokens {
		t := r.tokens[i]
		if t.kind != word || t.end-t.start > 4 || !isUpper(r.plain.text[t.start]) {
			continue
		}
		switch string(r.plain.text[t.start:t.end]) {
		case "US", "USA", "U.S", "SF", "NYC":
			return "USD"
		case "UK":
			return "GBP"
		}
	}
	return ""
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
