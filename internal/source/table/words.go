package table

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

//go:embed tables
var tables embed.FS

// rowsOf yields the rows below the header of an embedded table. The table is part of the program: a row that is
// not as wide as the header is a fault in it, and a test reads every table.
func rowsOf(name string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		text, err := tables.ReadFile("tables/" + name)
		if err != nil {
			panic(fmt.Sprintf("table: reading an embedded table: %v", err))
		}
		width := 0
		for line := range strings.Lines(string(text)) {
			if line[0] == '#' {
				continue
			}
			row := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
			if width == 0 {
				width = len(row)
				continue
			}
			if len(row) != width {
				panic(fmt.Sprintf("table: a row of %s is not as wide as its header: %q", name, row))
			}
			if !yield(row) {
				return
			}
		}
	}
}

// words are what cells are made of, in lower case and in many languages.
type words struct {
	lists      map[string][]string // by kind
	blanks     map[string]bool
	periods    map[string]unit
	components map[string]pay.Component
}

// lexicon reads tables/words.tsv.
var lexicon = sync.OnceValue(func() *words {
	lex := &words{
		lists: map[string][]string{}, blanks: map[string]bool{},
		periods: map[string]unit{}, components: map[string]pay.Component{},
	}
	for row := range rowsOf("words.tsv") {
		kind, meaning, list := row[0], row[1], strings.Split(row[2], "|")
		for _, word := range list {
			switch kind {
			case "blank":
				lex.blanks[word] = true
			case "period":
				lex.periods[word] = unitOf(meaning)
			case "component":
				lex.components[word] = pay.Component(meaning)
			}
		}
		lex.lists[kind] = list
	}
	return lex
})

// is reports whether a word is one of a kind.
func (w *words) is(kind, word string) bool { return slices.Contains(w.lists[kind], word) }

// longestBlank is the length of the longest cell that says nothing.
const longestBlank = 20

// blank reports whether a cell says nothing. "NA" is a country.
func blank(key, cell string) bool {
	if cell == "" {
		return true
	}
	// Most cells are told by their first letter.
	c := cell[0]
	if len(cell) > longestBlank || c < utf8.RuneSelf && strings.IndexByte("-.?nNkKsSuUbB", c) < 0 {
		return false
	}
	return lexicon().blanks[strings.ToLower(cell)] && !(key == "country" && strings.EqualFold(cell, "na"))
}

// isTotal reports whether a cell begins or ends as those of a row that adds up others do.
func isTotal(cell string) bool {
	lex := lexicon()
	word := strings.ToLower(strings.TrimSpace(strings.TrimRight(cell, ": ")))
	first, rest, _ := strings.Cut(word, " ")
	switch last := word[strings.LastIndexByte(word, ' ')+1:]; {
	case lex.is("total", word) || lex.is("total", last): // "Platform total"
		return true
	case first == "grand":
		return isTotal(rest)
	}
	// "Total Rewards" is a profession.
	return lex.is("total", strings.TrimRight(first, ":")) && !strings.Contains(rest, "reward")
}

// unit is a period of pay and how many of what is stated make one: two weeks are half of a week's pay.
type unit struct {
	period pay.Period
	times  float64
}

// unitOf reads the meaning of a period: "week 1/2", or nothing for one that means two things.
func unitOf(meaning string) unit {
	period, times, _ := strings.Cut(meaning, " ")
	above, below, ok := strings.Cut(times, "/")
	n, _ := strconv.ParseFloat(above, 64)
	if m, err := strconv.ParseFloat(below, 64); ok && err == nil {
		n /= m
	}
	return unit{pay.Period(period), n}
}

// periodOf reads the period of pay: a code, a word that amounts are written with in any language, or one of the
// words for parts and multiples of those.
func periodOf(value string) (unit, *pay.Error) {
	low := strings.TrimPrefix(strings.ToLower(value), "1 ") // as programs write "1 YEAR"
	if pay.Period(low).Valid() {
		return unit{pay.Period(low), 1}, nil
	}
	separators := func(r rune) bool { return strings.ContainsRune(" -_/.", r) }
	if u, ok := lexicon().periods[strings.Join(strings.FieldsFunc(low, separators), " ")]; ok {
		if u.period != "" {
			return u, nil
		}
	} else if a, err := money.ParseAmount("1 EUR "+low, ""); err == nil && a.Period != "" && a.Value == 1 {
		return unit{a.Period, 1}, nil
	}
	return unit{}, pay.Errorf(pay.Unreadable, "%q is not a known period", value).
		WithHint("one of hour, day, week, two weeks, half month, month, quarter, year")
}

// canonical returns what a value is called under a key with a closed list, and the value itself under
// the others.
func canonical(key, value string) (string, *pay.Error) {
	pick := func(ok bool, code, options string) (string, *pay.Error) {
		if ok {
			return code, nil
		}
		return "", pay.Errorf(pay.Unreadable, "%q is not a known %s", value, key).WithHint("one of %s", options)
	}
	low := strings.ToLower(value)
	switch key {
	case "currency":
		code, ok := currencyOf(value)
		return pick(ok, code, "the codes of ISO 4217, as EUR or USD")
	case "period":
		u, err := periodOf(value)
		return string(u.period), err
	case "basis":
		if pay.Basis(low).Valid() {
			return low, nil
		}
		a, err := money.ParseAmount("1 EUR "+low, "")
		return pick(err == nil && a.Basis != "" && a.Value == 1, string(a.Basis), "gross, net")
	case "component":
		code := lexicon().components[low]
		return pick(code != "", string(code), "base, total")
	}
	vocabulary := taxonomy.ForFacet(pay.Facet(key))
	if vocabulary == nil || key == string(pay.FacetSkills) {
		return value, nil
	}
	code, err := vocabulary.Lookup(value)
	if err != nil {
		e, _ := errors.AsType[*pay.Error](err)
		return "", e
	}
	return code, nil
}

// currencyOf reads a currency by its code, sign or name, where that means one.
func currencyOf(value string) (code string, ok bool) {
	code = strings.ToUpper(value)
	if _, known := money.Exponent(code); known {
		return code, true
	}
	a, err := money.ParseAmount("1 "+value, "")
	return a.Currency, err == nil && a.Value == 1 && a.Period == ""
}
