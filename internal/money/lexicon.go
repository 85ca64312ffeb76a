package money

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
)

//go:embed tables/words.tsv
var wordsTSV string

// role is what a word does in a sentence about pay. A word may have several, and its place decides.
type role uint32

const (
	filler    role = 1 << iota // says nothing
	lower                      // "from": the amount is the lower end of a range
	upper                      // "up to": the upper end
	more                       // "and more", behind the amount that is the lower end
	joint                      // "to": stands between the ends of a range
	between                    // "between": the next "and" joins two ends
	and                        // joins two ends behind "between"
	plus                       // "plus", "excluding": what follows comes on top
	with                       // "including": what follows is part of the amount
	times                      // "x", "sur": a number of pays a year may follow
	payments                   // "pagas", "薪": the number before is one of pays a year
	months                     // "mois": the same behind "sur" alone
	soft                       // period and basis hold only where nothing else is said
	lakh                       // a multiplier of South Asia
	east                       // a multiplier of East Asia: another number may follow, as in 1億2000万
	crown                      // names the local crown beside multiplying
	perUnit                    // a word, a project: pay that is not for a time
	notPay                     // revenue, funding
	tenfold                    // the toman, ten rials
	inFigures                  // "six figures"
	aloud                      // "palo": slang for a multiplier
	accounted                  // the UF: a unit of account
)

var roleNames = map[string]role{
	"filler": filler, "lower": lower, "upper": upper, "more": more, "to": joint, "between": between, "and": and,
	"plus": plus, "with": with, "times": times, "pays": payments, "months": months, "lakh": lakh, "east": east,
	"crown": crown, "unit": perUnit, "notpay": notPay, "tenfold": tenfold, "figures": inFigures, "account": accounted,
}

// noun is what may come on top of an amount or be part of it.
type noun struct{ plus, with pay.Term }

var nouns = map[string]noun{
	"vat":      {pay.PlusVAT, pay.WithVAT},
	"pension":  {pay.PlusPension, pay.WithPension},
	"holiday":  {pay.PlusHoliday, pay.WithHoliday},
	"bonus":    {pay.PlusBonus, pay.TotalPay},
	"equity":   {pay.PlusEquity, pay.TotalPay},
	"benefits": {pay.PlusBenefit, pay.WithBenefit},
}

// sense is what a word means.
type sense struct {
	where     string // the countries where it does, as " ES PT "; empty everywhere
	roles     role
	power     int // a multiplier: ten to the power; 0 when it is none
	period    pay.Period
	basis     pay.Basis
	component pay.Component
	term      pay.Term
	noun      *noun
	aYear     int // of a period that is none of pay.Periods: how many of it make a year
}

func (s *sense) is(r role) bool { return s.roles&r != 0 }

// spoken is a word or phrase with its senses: those of some countries, and the one of all others.
type spoken struct {
	text   string
	senses []sense
}

// in returns the sense in a country. elsewhere says that the word has one in other countries only.
func (w *spoken) in(country string) (found *sense, elsewhere bool) {
	for i := range w.senses {
		s := &w.senses[i]
		switch {
		case s.where == "":
			found = s
		case country != "" && strings.Contains(s.where, country):
			return s, false
		default:
			elsewhere = true
		}
	}
	return found, found == nil && elsewhere
}

// lexicon is the words of amounts besides currencies, folded, by how they begin (see beginning), the longest first.
type lexicon map[string][]*spoken

// words is tables/words.tsv, read on first use. A word with accents is known without them too, where that
// is no other word and it is long enough not to become one.
var words = sync.OnceValue(func() lexicon {
	all := map[string]*spoken{}
	for _, row := range table(wordsTSV, 3) {
		meaning := mustSense(row[0])
		if row[1] != "" {
			meaning.where = " " + row[1] + " "
		}
		for text := range strings.SplitSeq(row[2], "|") {
			text, _ = fold(text)
			if all[text] == nil {
				all[text] = &spoken{text: text}
			}
			all[text].add(meaning)
		}
	}
	for text, w := range all {
		const long = 4
		if bare := withoutAccents(text); len(bare) >= long && all[bare] == nil {
			all[bare] = &spoken{text: bare, senses: w.senses}
		}
	}
	x := lexicon{}
	for text, w := range all {
		key := text[:beginning(text)]
		x[key] = append(x[key], w)
	}
	for _, list := range x {
		slices.SortFunc(list, func(a, b *spoken) int { return len(b.text) - len(a.text) })
	}
	return x
})

// add joins a sense with the one that the word has in the same countries.
func (w *spoken) add(s sense) {
	i := slices.IndexFunc(w.senses, func(has sense) bool { return has.where == s.where })
	if i < 0 {
		w.senses = append(w.senses, s)
		return
	}
	has := &w.senses[i]
	has.roles |= s.roles
	if s.power != 0 {
		has.power = s.power
	}
	if s.period != "" {
		has.period = s.period
	}
	if s.term != "" {
		has.term = s.term
	}
	if s.noun != nil {
		has.noun = s.noun
	}
	if s.aYear != 0 {
		has.aYear = s.aYear
	}
}

// mustSense reads the first column of words.tsv: what each of its words says, separated by spaces.
func mustSense(means string) sense {
	var s sense
	for m := range strings.FieldsSeq(means) {
		m, unsure := strings.CutSuffix(m, "?")
		if unsure {
			s.roles |= soft
		}
		name, argument, _ := strings.Cut(m, ":")
		number, _ := strconv.Atoi(argument)
		power, _ := strconv.Atoi(strings.TrimPrefix(m, "x"))
		switch {
		case power > 0:
			s.power = power
		case roleNames[m] != 0:
			s.roles |= roleNames[m]
		case pay.Period(m).Valid():
			s.period = pay.Period(m)
		case pay.Basis(m).Valid():
			s.basis = pay.Basis(m)
		case name == "noun":
			n := nouns[argument]
			s.noun = &n
		case name == "every":
			s.aYear = number
		case name == "slang":
			s.roles |= aloud
			s.power = number
		case pay.Term(m).Valid():
			s.term = pay.Term(m)
			s.component = components[s.term]
		default:
			panic(fmt.Sprintf("money: words.tsv: %q has no meaning", m))
		}
	}
	return s
}

// components is which part of pay a term says that the amount covers.
var components = map[pay.Term]pay.Component{
	pay.BasePay: pay.Base, pay.FixedPart: pay.Base, pay.PlusBonus: pay.Base, pay.PlusEquity: pay.Base,
	pay.TotalPay: pay.Total, pay.OnTarget: pay.Total, pay.EmployerAll: pay.Total,
}

// find returns the longest word that s, a folded text, begins with and that does not end inside another.
func (x lexicon) find(s string) *spoken {
	if s == "" {
		return nil
	}
	for _, w := range x[s[:beginning(s)]] {
		if strings.HasPrefix(s, w.text) && endsWord(s, len(w.text)) {
			return w
		}
	}
	return nil
}

// beginning returns the length of what a word is filed under: its first letters, its first digits, or its
// first character where that is neither, or of a script that puts no spaces between words.
func beginning(s string) int {
	if c := s[0]; c < utf8.RuneSelf && !isLetter(c) {
		if isDigit(c) {
			return digits(s)
		}
		return 1
	}
	if r, size := utf8.DecodeRuneInString(s); unspaced(r) || !isWord(r) {
		return size
	}
	return letters(s)
}

// endsWord reports whether a word of s may end at i.
func endsWord(s string, i int) bool {
	if i >= len(s) || s[i] < utf8.RuneSelf && !isLetter(s[i]) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	next, _ := utf8.DecodeRuneInString(s[i:])
	return !isWord(last) || unspaced(last) || !isWord(next) || unspaced(next)
}

// letters returns the length of the letters that s begins with.
func letters(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if !isLetter(c) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isWord(r) || unspaced(r) {
			return i
		}
		i += size
	}
	return len(s)
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || r == '\u200c' }

// unspaced reports whether a rune is of a script that puts no spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Han,
		unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
