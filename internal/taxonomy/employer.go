package taxonomy

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Employer reads the name of an employer as people and filings write it, and returns the code under which the
// spellings of one employer meet and a name for people: "GOOGLE LLC", "Google, Inc." and "Google North America"
// are "google", Google. The code is empty when the name has no letter or digit.
//
// Unlike the other facets, employers are no closed list: any name has a code, and the same name always the same.
// The legal forms of tables/employerforms.tsv are left out at the ends, and so are case, accents, punctuation,
// spaces and the word "and", on which spellings disagree ("Wal-Mart", "Walmart"). A trade name behind "d/b/a" and
// a former name behind "f/k/a" are left out. A country at the end that stands for the employer's branch
// ("Visa USA") is left out for the USA and North America alone; "America" stays, since it is a part of too many
// names ("Bank of America", "Virgin America").
//
// Two names that differ in more than that are two employers, unless tables/employers.tsv, which was reviewed row
// by row, says that they are one: "Facebook" is Meta, and "Apple Bank" is not Apple. What it cannot see are two
// employers of one name, as the many firms called Mercury.
func Employer(s string) (code, name string) {
	words := employerWords(s)
	reviewed := employerTable()
	// The reviewed table may name a branch or a form that is left out else, so it is asked first.
	if e, ok := reviewed[employerKey(words)]; ok {
		return e.code, e.name
	}
	words = stripEmployer(words)
	code = employerKey(words)
	if e, ok := reviewed[code]; ok {
		return e.code, e.name
	}
	return code, employerName(words)
}

// employerWord is a word of a name as it is written and as it is compared.
type employerWord struct {
	written string
	key     string // words separated by spaces; empty for a sign alone
}

// maxEmployer is how much of a name is read, in bytes. The longest of those filed has 150.
const maxEmployer = 300

// employerSigns are taken out or replaced before names are compared. A dot stands in initials ("U.S.") and in
// addresses ("Amazon.com"), which filings write without it; an Italian legal form is a word without its dots.
var employerSigns = strings.NewReplacer(
	"S.p.A.", " s p a ", "S.p.A", " s p a ", "S.P.A.", " s p a ",
	".", "", "'", "", "’", "", "`", "", "&", " and ", "®", "", "™", "",
)

// employerWords takes a name apart, without what stands in brackets and behind "d/b/a".
func employerWords(s string) []employerWord {
	if len(s) > maxEmployer {
		s = strings.ToValidUTF8(s[:maxEmployer], "")
	}
	forms := employerForms()
	s = trimGlued(forms, strings.TrimSpace(s))
	var words []employerWord
	for _, field := range strings.Fields(outsideBrackets(s)) {
		words = append(words, employerWord{strings.Trim(field, ",;"), key(employerSigns.Replace(field))})
	}
	for i := 1; i < len(words); i++ {
		for _, cut := range forms.cut {
			if n := startsWith(words[i:], cut); n > 0 {
				return words[:i]
			}
		}
	}
	return words
}

// trimGlued leaves out the legal forms that Chinese, Japanese and Korean write without a space.
func trimGlued(forms *employerFormTable, s string) string {
	for _, form := range forms.glued {
		if rest := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, form), form)); rest != "" {
			s = rest
		}
	}
	return s
}

// outsideBrackets returns a name without its parts in round brackets, unless nothing else is there.
func outsideBrackets(s string) string {
	if !strings.ContainsRune(s, '(') {
		return s
	}
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
			b.WriteByte(' ')
		case depth == 0:
			b.WriteRune(r)
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return strings.NewReplacer("(", " ", ")", " ").Replace(s)
	}
	return b.String()
}

// stripEmployer leaves out legal forms and branches, as often as there are any, but never the whole name.
func stripEmployer(words []employerWord) []employerWord {
	forms := employerForms()
	for {
		before := len(words)
		words = trimBlank(words)
		words = trimEnd(words, forms.end)
		words = splitGlued(words)
		if branch := trimEnd(words, forms.branch); len(branch) < len(words) && !part(branch[len(branch)-1].key) {
			words = branch
		}
		for _, form := range forms.start {
			if n := startsWith(words, form); n > 0 && n < len(words) {
				words = words[n:]
			}
		}
		if len(words) == before {
			return words
		}
	}
}

// splitGlued takes a legal form off the last word of a name where the space before it was lost: "Solutionsinc".
func splitGlued(words []employerWord) []employerWord {
	if len(words) == 0 {
		return words
	}
	last := words[len(words)-1]
	for _, form := range []string{"inc", "llc", "ltd", "corp"} {
		rest, ok := strings.CutSuffix(last.key, form)
		if !ok || !glueing[rest] {
			continue
		}
		written := rest
		if len(rest) < len(last.written) && strings.EqualFold(last.written[:len(rest)], rest) {
			written = last.written[:len(rest)]
		}
		return append(words[:len(words)-1:len(words)-1], employerWord{written, rest})
	}
	return words
}

// glueing are words that names of firms end with before their legal form.
var glueing = map[string]bool{
	"analytics": true, "associates": true, "consultants": true, "consulting": true, "group": true, "infotech": true,
	"services": true, "software": true, "solution": true, "solutions": true, "systems": true, "technologies": true,
	"technology": true,
}

// trimBlank leaves out signs and "and" at the end, as "& Co." leaves behind.
func trimBlank(words []employerWord) []employerWord {
	for len(words) > 1 && (words[len(words)-1].key == "" || words[len(words)-1].key == "and") {
		words = words[:len(words)-1]
	}
	return words
}

// trimEnd leaves out the longest form that the words end with, unless it is all there is.
func trimEnd(words []employerWord, forms map[string]bool) []employerWord {
	joined := ""
	best := len(words)
	for i := len(words) - 1; i > 0 && i >= len(words)-maxForm; i-- {
		joined = strings.TrimSpace(words[i].key + " " + joined)
		if forms[joined] {
			best = i
		}
	}
	return words[:best]
}

// maxForm is the number of words of the longest legal form.
const maxForm = 5

// part reports whether a word before a country makes the country a part of the name: "Bank of North America",
// "Team USA", "Toys R Us".
func part(word string) bool {
	switch word {
	case "of", "in", "for", "and", "the", "team", "miss", "made", "bank", "teach", "contact", "join", "about", "all", "r":
		return true
	}
	return false
}

// startsWith returns how many of the words make up a form at their beginning, 0 when they do not.
func startsWith(words []employerWord, form string) int {
	joined := ""
	for i := range words[:min(len(words), maxForm)] {
		joined = strings.TrimSpace(joined + " " + words[i].key)
		if joined == form {
			return i + 1
		}
		if !strings.HasPrefix(form, joined) {
			return 0
		}
	}
	return 0
}

// employerKey joins the words as they are compared.
func employerKey(words []employerWord) string {
	var b strings.Builder
	for _, w := range words {
		for k := range strings.FieldsSeq(w.key) {
			if k != "and" || len(words) == 1 {
				b.WriteString(k)
			}
		}
	}
	return b.String()
}

// employerName writes the words for people. A name in capitals alone is written with capital initials, but for
// words that are likely to be initials themselves: those of at most three letters, or without a vowel.
func employerName(words []employerWord) string {
	var written []string
	for _, w := range words {
		if w.written != "" {
			written = append(written, w.written)
		}
	}
	name := strings.Join(written, " ")
	if name != strings.ToUpper(name) || len(name) <= 4 {
		return name
	}
	for i, w := range written {
		if len(w) <= 3 && !smallWords[w] || !strings.ContainsAny(w, "AEIOUYÄÖÜÉÈ") {
			continue
		}
		written[i] = capitalised(w, i == 0)
	}
	return strings.Join(written, " ")
}

// smallWords are words of at most three letters that are no initials.
var smallWords = map[string]bool{
	"AND": true, "OF": true, "FOR": true, "THE": true, "IN": true, "ON": true, "AT": true, "TO": true, "DE": true,
	"LA": true, "NEW": true,
	"ONE": true, "TWO": true, "BIG": true, "RED": true, "SUN": true, "SKY": true, "AIR": true, "BAY": true,
	"OAK": true, "SAN": true, "ST": true,
	"VAN": true, "ART": true, "BOX": true, "GAS": true, "OIL": true, "PRO": true, "WEB": true, "LAB": true,
	"APP": true, "BAR": true, "CAR": true,
}

// capitalised writes a word in lower case with a capital after each sign but the apostrophe.
func capitalised(word string, first bool) string {
	switch word {
	case "AND", "OF", "FOR", "THE", "IN", "ON", "AT", "TO", "DE", "LA":
		if !first {
			return strings.ToLower(word)
		}
	}
	var b strings.Builder
	start := true
	for _, r := range word {
		if start {
			b.WriteRune(unicode.ToUpper(r))
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		start = !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
	}
	return b.String()
}

// employerFormTable is tables/employerforms.tsv, read.
type employerFormTable struct {
	end, branch       map[string]bool
	start, cut, glued []string
}

var employerForms = sync.OnceValue(func() *employerFormTable {
	t := &employerFormTable{end: map[string]bool{}, branch: map[string]bool{}}
	for row := range rows("employerforms") {
		for words := range strings.SplitSeq(row["words"], "|") {
			switch row["kind"] {
			case "end":
				t.end[words] = true
			case "branch":
				t.branch[words] = true
			case "start":
				t.start = append(t.start, words)
			case "cut":
				t.cut = append(t.cut, words)
			case "glued":
				t.glued = append(t.glued, words)
			}
		}
	}
	return t
})

// reviewedEmployer is a row of tables/employers.tsv.
type reviewedEmployer struct{ code, name string }

// employerTable maps the keys of all names in tables/employers.tsv, with and without their legal forms.
var employerTable = sync.OnceValue(func() map[string]reviewedEmployer {
	t := map[string]reviewedEmployer{}
	for row := range rows("employers") {
		e := reviewedEmployer{row["code"], row["name"]}
		claim := func(key string) {
			if other, taken := t[key]; key == "" || taken && other != e {
				panic("taxonomy: employer " + e.code + " claims " + key + ", which is taken by " + other.code)
			}
			t[key] = e
		}
		claim(e.code)
		for name := range strings.SplitSeq(row["name"]+"|"+row["aliases"], "|") {
			if name != "" {
				words := employerWords(name)
				claim(employerKey(words))
				claim(employerKey(stripEmployer(words)))
			}
		}
	}
	return t
})

// EmployerKey returns a name as names of employers are compared, with all its words: what has been typed so far of a
// name is the beginning of the key of the whole.
func EmployerKey(s string) string { return employerKey(employerWords(s)) }

// EmployerAliases returns the keys of the other names of reviewed employers, by code, in alphabetical order.
func EmployerAliases() map[string][]string {
	aliases := map[string][]string{}
	for key, e := range employerTable() {
		aliases[e.code] = append(aliases[e.code], key)
	}
	for _, keys := range aliases {
		slices.Sort(keys)
	}
	return aliases
}

// Slips returns how many slips of the keyboard lie between two words, insertions, deletions, substitutions and swaps of
// neighbours, or limit+1 when there are more than limit.
func Slips(a, b string, limit int) int { return distance(a, b, limit) }
