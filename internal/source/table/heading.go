package table

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// headings are the words by which columns are named, by the key that they are likely to be for. A name is for the
// key whose longest word it has.
var headings = sync.OnceValue(func() []pair {
	var all []pair
	for row := range rowsOf("headings.tsv") {
		all = append(all, pair{row[0], strings.Split(row[1], "|")})
	}
	return all
})

// unitWords are the parts of words by which the name of a column of pay says its units.
var unitWords = sync.OnceValue(func() map[string][]pair {
	all := map[string][]pair{}
	for row := range rowsOf("units.tsv") {
		all[row[0]] = append(all[row[0]], pair{row[1], strings.Split(row[2], "|")})
	}
	return all
})

// keyOfHeader returns the key that a column is likely to be for by its name, and how sure that is: the length
// of the words that say so, doubled when they are the whole name. It returns "" for a name that says nothing.
func keyOfHeader(name string) (key string, sure int) {
	low := heading(name)
	for _, h := range headings() {
		for _, word := range h.words {
			n := len(word)
			compound, any := strings.CutPrefix(word, "~")
			switch {
			case low == word || any && low == compound:
				n *= 2
			case any && strings.Contains(low, compound):
			case !any && (len(word) > 2 || low == word) && strings.Contains(" "+low+" ", " "+word+" "):
			default:
				continue
			}
			if n > sure {
				key, sure = h.value, n
			}
		}
	}
	return key, sure
}

// heading returns a name as it is compared: in lower case, without what stands in parentheses and signs.
func heading(name string) string {
	low := strings.ToLower(apart(name))
	if i := strings.IndexAny(low, "([（"); i > 0 {
		low = low[:i]
	}
	fields := strings.FieldsFunc(low, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/'-%", r)
	})
	return strings.Join(fields, " ")
}

// apart puts spaces between the words of a name like SalaryUSD or jobTitle.
func apart(name string) string {
	var out strings.Builder
	small := false
	for _, r := range name {
		if small && unicode.IsUpper(r) {
			out.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		out.WriteRune(r)
	}
	return out.String()
}

// said returns what the name of a column of pay says of a unit, "" when it says nothing.
func said(name, unit string) string {
	low := strings.ToLower(name)
	for _, p := range unitWords()[unit] {
		if slices.ContainsFunc(p.words, func(w string) bool { return strings.Contains(low, w) }) {
			return p.value
		}
	}
	return ""
}

// pair is a value and the words that say it.
type pair struct {
	value string
	words []string
}
