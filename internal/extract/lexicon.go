package extract

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

var (
	//go:embed tables/words.tsv
	wordsTSV string
	//go:embed tables/currencies.tsv
	currenciesTSV string
)

// class is a set of the classes of tables/words.tsv.
type class uint64

// The classes, in the order of classNames.
const (
	isPay class = 1 << iota
	isEarn
	isPerk
	isFirm
	isGross
	isNet
	isVAT
	isHour
	isHourly
	isDay
	isDaily
	isWeek
	isWeekly
	isMonth
	isMonthly
	isYear
	isYearly
	isPer
	isFill
	isUpTo
	isFrom
	isTo
	isMaximum
	isMinimum
	isOpen
	isAnd
	isOr
	isPlus
	isTarget
	isBonus
	isSigning
	isEquity
	isBase
	isPays
	isNth
	isThirteen
	isFourteen
	isThousand
	isMillion
	isBillion
	isLakh
	isCrore
	isPeople
	isOdd

	isPeriodNoun = isHour | isDay | isWeek | isMonth | isYear
	isPeriodic   = isHourly | isDaily | isWeekly | isMonthly | isYearly
	isScale      = isThousand | isMillion | isBillion | isLakh | isCrore
	isPart       = isTarget | isBonus | isSigning | isEquity | isBase
)

var classNames = []string{
	"pay", "earn", "perk", "firm", "gross", "net", "vat", "hour", "hourly", "day", "daily", "week", "weekly", "month",
	"monthly", "year", "yearly", "per", "fill", "upto", "from", "to", "maximum", "minimum", "open", "and", "or", "plus",
	"target", "bonus", "signing", "equity", "base", "pays", "nth", "thirteen", "fourteen", "thousand", "million",
	"billion", "lakh", "crore", "people", "odd",
}

// entry is what a word or phrase means.
type entry struct {
	classes class
	money   *moneyWord // the currency that it writes, or nil
}

// moneyWord is a spelling of a currency.
type moneyWord struct {
	codes   []string // the currencies that it may mean, the usual one first
	settled bool     // it means the first whatever the country
}

// headword is what starts with a word.
type headword struct {
	entry   *entry   // of the word alone, or nil
	phrases []phrase // the longest first
}

type phrase struct {
	rest  []string // the words behind the first
	entry *entry
}

// lexicon is tables/words.tsv and tables/currencies.tsv, read.
type lexicon struct {
	heads    map[string]*headword
	suffixes []affix // of compounds
	prefixes []affix
	years    map[string]float64 // what a year of skilled work pays, by currency
	money    map[string]*moneyWord
}

type affix struct {
	text    string
	classes class
}

// shortestCompound is the length in bytes from which a word may be a compound of an affix.
const shortestCompound = 7

var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{heads: map[string]*headword{}, years: map[string]float64{}, money: map[string]*moneyWord{}}
	for _, row := range tableRows(wordsTSV, 2) {
		k := slices.Index(classNames, row[0])
		if k < 0 {
			panic(fmt.Sprintf("extract: words.tsv: %q is no class", row[0]))
		}
		for s := range strings.SplitSeq(row[1], "|") {
			switch {
			case strings.HasPrefix(s, "-"):
				l.suffixes = append(l.suffixes, affix{s[1:], 1 << k})
			case strings.HasSuffix(s, "-"):
				l.prefixes = append(l.prefixes, affix{strings.TrimSuffix(s, "-"), 1 << k})
			default:
				l.put(s).classes |= 1 << k
			}
		}
	}
	for _, row := range tableRows(currenciesTSV, 3) {
		year, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			panic(fmt.Sprintf("extract: currencies.tsv: %s: %v", row[0], err))
		}
		l.years[row[0]] = year
		for s := range strings.SplitSeq(row[2]+"|"+strings.ToLower(row[0]), "|") {
			s, shared := strings.CutSuffix(s, "?")
			m := l.money[s]
			if m == nil {
				m = &moneyWord{}
				l.money[s] = m
			}
			if !slices.Contains(m.codes, row[0]) {
				m.codes = append(m.codes, row[0])
			}
			m.settled = !shared
		}
	}
	for s, m := range l.money {
		if isWord(s) {
			l.put(s).money = m
		}
	}
	for w, h := range l.heads {
		if h.entry == nil {
			continue
		}
		c := l.compound([]byte(w))
		if h.entry.classes&(isPay|isPerk|isFirm) != 0 { // the table says what it is; the compound may add when
			c &= isPeriodic
		}
		h.entry.classes |= c
		slices.SortFunc(h.phrases, func(a, b phrase) int { return len(b.rest) - len(a.rest) })
	}
	return l
})

func currencyWords() map[string]*moneyWord { return words().money }

// put returns the entry of a word or phrase, made when there is none.
func (l *lexicon) put(s string) *entry {
	list := strings.FieldsFunc(s, func(r rune) bool { return !isLetterRune(r) && !unicode.IsDigit(r) })
	if len(list) == 0 {
		panic(fmt.Sprintf("extract: %q has no letter", s))
	}
	h := l.heads[list[0]]
	if h == nil {
		h = &headword{}
		l.heads[list[0]] = h
	}
	if len(list) == 1 {
		if h.entry == nil {
			h.entry = &entry{}
		}
		return h.entry
	}
	for _, p := range h.phrases {
		if slices.Equal(p.rest, list[1:]) {
			return p.entry
		}
	}
	e := &entry{}
	h.phrases = append(h.phrases, phrase{list[1:], e})
	return e
}

// compound returns the classes of a long word by how it begins and ends.
func (l *lexicon) compound(w []byte) class {
	if len(w) < shortestCompound {
		return 0
	}
	var c class
	for _, a := range l.suffixes {
		if len(w) > len(a.text)+1 && string(w[len(w)-len(a.text):]) == a.text {
			c |= a.classes
		}
	}
	for _, a := range l.prefixes {
		if len(w) > len(a.text)+2 && string(w[:len(a.text)]) == a.text {
			c |= a.classes
		}
	}
	return c
}

func isWord(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// tableRows splits an embedded table into rows of n columns, without comments and its header. Empty columns at
// the end of a row may be left out. The tables are part of the program, so a malformed one is a fault of the
// program and panics.
func tableRows(s string, n int) [][]string {
	var rows [][]string
	for row := range strings.Lines(s) {
		row = strings.TrimRight(row, "\r\n")
		if row == "" || row[0] == '#' {
			continue
		}
		cells := strings.Split(row, "\t")
		for len(cells) < n {
			cells = append(cells, "")
		}
		if len(cells) != n {
			panic(fmt.Sprintf("extract: table row %q has %d columns, want %d", row, len(cells), n))
		}
		rows = append(rows, cells)
	}
	return rows[1:]
}

// at returns what the phrase at token i means and how many tokens it takes; nil and 1 when it means nothing.
func (r *reader) at(i int) (*entry, int) {
	t := &r.tokens[i]
	if t.kind != word {
		return nil, 1
	}
	if !t.looked {
		t.looked = true
		t.entry, t.length = r.look(i)
	}
	return t.entry, int(t.length)
}

// classes returns what the phrase at token i means.
func (r *reader) classes(i int) class {
	if i < 0 || i >= len(r.tokens) {
		return 0
	}
	if e, _ := r.at(i); e != nil {
		return e.classes
	}
	return 0
}

func (r *reader) look(i int) (*entry, int8) {
	l := words()
	w := r.word(i)
	h := l.heads[string(w)]
	if h != nil {
		for _, p := range h.phrases {
			if n := r.follows(i+1, p.rest); n > 0 {
				return p.entry, int8(n)
			}
		}
		if h.entry != nil {
			return h.entry, 1
		}
	}
	if c := l.compound(w); c != 0 {
		if r.compounds[c] == nil {
			if r.compounds == nil {
				r.compounds = map[class]*entry{}
			}
			r.compounds[c] = &entry{classes: c}
		}
		return r.compounds[c], 1
	}
	return nil, 1
}

// word returns the word of token i in lower case, without the stops of "p.a.".
func (r *reader) word(i int) []byte {
	t := r.tokens[i]
	w := r.plain.lower[t.start:t.end]
	if len(w) > 2 && (w[1] == '.' || len(w) > 3 && w[2] == '.') {
		r.buf = r.buf[:0]
		for _, c := range w {
			if c != '.' {
				r.buf = append(r.buf, c)
			}
		}
		return r.buf
	}
	return w
}

// follows reports how many tokens from the one before i a phrase takes whose other words are rest; 0 when
// they do not follow. Hyphens, apostrophes and stops between the words do not matter.
func (r *reader) follows(i int, rest []string) int {
	k := i
	for _, w := range rest {
		if k < len(r.tokens) && r.tokens[k].kind == symbol {
			switch r.tokens[k].sign {
			case '-', '\'', '/', '.', '&':
				k++
			}
		}
		if k >= len(r.tokens) || r.tokens[k].kind != word || string(r.word(k)) != w {
			return 0
		}
		k++
	}
	return k - i + 1
}
