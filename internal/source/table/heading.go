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

// keyOfHeader returns the key that a column is likeliest to be for by its name, and how sure that is. It returns ""
// for a name that says nothing.
func keyOfHeader(name string) (key string, sure int) {
	if keys := keysOfHeader(name); len(keys) > 0 {
		return keys[0].key, keys[0].sure
	}
	return "", 0
}

// headed is a key by the name of a column, and how sure that is: the length of the words that say so, doubled when
// they are the whole name.
type headed struct {
	key  string
	sure int
}

// keysOfHeader returns the keys that a column can be for by its name, the likeliest first.
func keysOfHeader(name string) []headed {
	low := heading(name)
	var keys []headed
	for _, h := range headings() {
		most := 0
		for _, word := range h.words {
			most = max(most, matched(low, word))
		}
		if most > 0 {
			keys = append(keys, headed{h.value, most})
		}
	}
	slices.SortStableFunc(keys, func(a, b headed) int { return b.sure - a.sure })
	return keys
}

// matched returns how much of a name a word of a heading is, 0 where it is not in it.
func matched(low, word string) int {
	n := len(word)
	compound, any := strings.CutPrefix(word, "~")
	switch {
	case low == word || any && low == compound:
		return 2 * n
	case any && strings.Contains(low, compound):
		return n
	case !any && (len(word) > 2 || low == word) && strings.Contains(" "+low+" ", " "+word+" "):
		return n
	}
	return 0
}

// heading returns a name as it is compared: in lower case, without what stands in parentheses and signs.
func heading(name string) string {
	low := strings.ToLower(apart(name))
	if i := strings.IndexByte(low, '?'); i > len(low)/8 { // what is behind a question explains it
		low = low[:i]
	}
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
