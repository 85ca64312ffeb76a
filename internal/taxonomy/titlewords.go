package taxonomy

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// classSet is a set of classes, by the numbers that the lexicons give them.
type classSet [3]uint64

func (s *classSet) add(class int)        { s[class/64] |= 1 << (class % 64) }
func (s classSet) has(class int) bool    { return s[class/64]&(1<<(class%64)) != 0 }
func (s classSet) meets(o classSet) bool { return s[0]&o[0]|s[1]&o[1]|s[2]&o[2] != 0 }
func (s classSet) union(o classSet) classSet {
	return classSet{s[0] | o[0], s[1] | o[1], s[2] | o[2]}
}

// meaning is what a phrase of the tables means. Without classes, level and code it keeps its words from being
// read as something else.
type meaning struct {
	classes  []string
	set      classSet
	level    string // a code of Levels
	rank     string // the same, yielding to any level and numeral, and at the beginning of a title only
	anywhere bool   // rank counts in the middle of a title as well
	banker   bool   // level is principal where it manages, senior in a bank's engineer
	code     string // a code of Skills
}

// A group is a choice of classes that a rule asks for: the first that a title has is its reason.
type group struct {
	order []int
	set   classSet
}

// A titleRule gives a role to titles that have a class of each group of all, none of the classes none, and none
// of the classes near in the parts of the title that all was found in.
type titleRule struct {
	role       string
	all        []group
	none, near classSet
	software   string
	first      bool // the first part of a title alone may decide
}

// lexicons are the tables of Title, read.
type lexicons struct {
	words, skills phrasebook
	rules         []titleRule
	classes       map[string]int // the number of each class
	software      classSet       // what makes a trade common to all (a project manager, a researcher) software work
}

// softwareClasses are those of lexicons.software.
var softwareClasses = []string{
	"software", "softeng", "softdev", "it", "dev", "app", "web", "backend", "frontend", "fullstack", "mobile", "embedded",
	"data-engineer", "data-scientist", "data-analyst", "ml", "devops", "sre", "cloud", "platform", "security", "network",
	"sysadmin", "qa", "dba", "blockchain", "erp", "business-analyst", "architect-role", "applied", "cto", "agile",
	"itword", "database",
}

var lexicon = sync.OnceValue(func() *lexicons {
	lex := &lexicons{words: newPhrasebook(), skills: newPhrasebook(), classes: map[string]int{}}
	for row := range rows("titlewords") {
		for phrase := range strings.SplitSeq(row["phrases"], "|") {
			m := lex.words.entry(phrase)
			for c := range strings.FieldsSeq(row["classes"]) {
				lex.give(m, c)
			}
		}
	}
	lex.readSkills()
	lex.readRules()
	for _, c := range softwareClasses {
		lex.software.add(lex.number(c))
	}
	return lex
})

// readRules reads the rules in their order, which decides.
func (lex *lexicons) readRules() {
	for row := range rows("titlerules") {
		r := titleRule{role: row["role"], software: row["software"], first: row["part"] == "first"}
		for choice := range strings.FieldsSeq(row["all"]) {
			var g group
			for c := range strings.SplitSeq(choice, "|") {
				g.order = append(g.order, lex.number(c))
				g.set.add(lex.number(c))
			}
			r.all = append(r.all, g)
		}
		for c := range strings.SplitSeq(row["none"], "|") {
			switch near, ok := strings.CutPrefix(c, "~"); {
			case ok:
				r.near.add(lex.number(near))
			case c != "":
				r.none.add(lex.number(c))
			}
		}
		lex.rules = append(lex.rules, r)
	}
}

// readSkills makes phrases of the spellings of skills that count in a title.
func (lex *lexicons) readSkills() {
	skills := Skills.load()
	for k, code := range skills.byKey {
		class := Skills.column(code, "title")
		if m, ok := lex.words.phrases[k]; class == "no" || ok && m.means("-") {
			continue
		}
		if kind := SkillKind(code); class == "" && (kind == "platform" || kind == "language") {
			class = kind
		}
		m := lex.skills.entry(k)
		m.code = code
		if class != "" {
			lex.give(m, "tech-"+class)
		}
	}
}

// number returns the number of a class.
func (lex *lexicons) number(class string) int {
	n, ok := lex.classes[class]
	if !ok {
		n = len(lex.classes)
		if n >= 64*len(classSet{}) {
			panic(fmt.Sprintf("taxonomy: more than %d classes of words", n))
		}
		lex.classes[class] = n
	}
	return n
}

// give adds a class to what a phrase means.
func (lex *lexicons) give(m *meaning, class string) {
	if m.means(class) {
		return
	}
	m.classes = append(m.classes, class)
	kind, code, _ := strings.Cut(class, ":")
	switch kind {
	case "-":
	case "level":
		m.level = code
		m.set.add(lex.number(class)) // "Team Lead (Java)" is a job: rules ask for it
	case "rank":
		m.rank = code
	case "anywhere":
		m.rank, m.anywhere = code, true
	default:
		m.banker = m.banker || class == "vp"
		m.set.add(lex.number(class))
	}
}

func (m *meaning) means(class string) bool { return slices.Contains(m.classes, class) }

// empty reports whether a phrase says nothing and only keeps its words from being read.
func (m *meaning) empty() bool { return m.means("-") && len(m.classes) == 1 }

// maxPhrase is the number of words of the longest phrase that is looked up.
const maxPhrase = 6

// A phrasebook holds phrases by their keys.
type phrasebook struct {
	phrases map[string]*meaning
	stems   map[string]*meaning // what begins a word that is no phrase itself: "программист" for all its cases
	longest int                 // length of the longest phrase in a script without spaces, in bytes
}

func newPhrasebook() phrasebook {
	return phrasebook{phrases: map[string]*meaning{}, stems: map[string]*meaning{}}
}

// entry returns the meaning of a phrase, or of a stem ("programist*"), to be filled in.
func (b *phrasebook) entry(phrase string) *meaning {
	table := b.phrases
	if strings.HasSuffix(phrase, "*") {
		table = b.stems
	}
	k := key(phrase)
	if k == "" {
		panic(fmt.Sprintf("taxonomy: the phrase %q has no letter or digit", phrase))
	}
	if unspaced(k) {
		b.longest = max(b.longest, len(k))
	}
	m := table[k]
	if m == nil {
		m = &meaning{}
		table[k] = m
	}
	return m
}

// found is a phrase of a title.
type found struct {
	*meaning
	words string
	at    int // index of its first word
}

// match finds the longest phrases among words, from left to right; k is the words in one string. A word that is
// in no phrase counts as the words that it is a compound of, some of which may be in the other book
// ("Androidutvecklare"), or as the stem that it begins with.
func (b *phrasebook) match(k string, words []string, other *phrasebook) []found {
	var all []found
	start := 0 // of the word in k
	for i := 0; i < len(words); {
		best, end := 0, start
		var longest found
		for n := 1; n <= maxPhrase && i+n <= len(words); n++ {
			end += len(words[i+n-1])
			if m := b.phrases[k[start:end]]; m != nil {
				best, longest = n, found{m, k[start:end], i}
			}
			end++
		}
		switch {
		case best > 0:
			all = append(all, longest)
		case unspaced(words[i]):
			all = b.segment(all, words[i], i)
		default:
			all = b.inflected(all, words[i], i, other)
		}
		for best = max(best, 1); best > 0; best-- {
			start += len(words[i]) + 1
			i++
		}
	}
	return all
}

// inflected appends what a word that is no phrase means by its parts or by its stem.
func (b *phrasebook) inflected(all []found, word string, at int, other *phrasebook) []found {
	if other.phrases[word] != nil {
		return all
	}
	before := len(all)
	if all = b.compound(all, word, at, other); len(all) > before {
		return all
	}
	const shortest = 4
	for end := len(word); end >= shortest; end-- {
		if m := b.stems[word[:end]]; m != nil {
			return append(all, found{m, word, at})
		}
	}
	return all
}

// links are what German and Scandinavian put between the words of a compound, and the endings of persons.
var links = []string{"", "s", "n", "en", "in", "innen"}

// compound takes a word apart into words of the phrasebook that leave nothing over, the fewest there are, as
// "softwareentwicklerin" into "software" and "entwickler". It appends none when that cannot be done.
func (b *phrasebook) compound(all []found, word string, at int, other *phrasebook) []found {
	const shortest, longest = 3, 40
	if len(word) < 2*shortest+1 || len(word) > longest {
		return all
	}
	type way struct{ parts, from, link int } // the part before a position: from there, less the link's length
	var ways [longest + 1]way
	for end := shortest; end <= len(word); end++ {
		for from := 0; from <= end-shortest; from++ {
			if from > 0 && ways[from].parts == 0 {
				continue
			}
			for _, link := range links {
				part, ok := strings.CutSuffix(word[from:end], link)
				if !ok || len(part) < shortest || !utf8.ValidString(part) {
					continue
				}
				m := b.phrases[part]
				if m == nil {
					m = other.phrases[part]
				}
				if m == nil || m.empty() {
					continue
				}
				if parts := ways[from].parts + 1; ways[end].parts == 0 || parts < ways[end].parts {
					ways[end] = way{parts, from, len(link)}
				}
			}
		}
	}
	first := len(all)
	for end := len(word); end > 0 && ways[end].parts > 0; end = ways[end].from {
		part := word[ways[end].from : end-ways[end].link]
		if m := b.phrases[part]; m != nil {
			all = append(all, found{m, part, at})
		}
	}
	slices.Reverse(all[first:])
	return all
}

// segment appends the longest phrases of a word in a script that puts no spaces between words, from left to right,
// leaving out what is in none.
func (b *phrasebook) segment(all []found, word string, at int) []found {
	for start := 0; start < len(word); {
		_, size := utf8.DecodeRuneInString(word[start:])
		if word[start] < utf8.RuneSelf { // a word in Latin letters or a number among the others
			for start+size < len(word) && word[start+size] < utf8.RuneSelf {
				size++
			}
			if m := b.phrases[word[start:start+size]]; m != nil {
				all = append(all, found{m, word[start : start+size], at})
			}
			start += size
			continue
		}
		for end := min(start+b.longest, len(word)); end > start; end-- {
			if m := b.phrases[word[start:end]]; m != nil {
				all = append(all, found{m, word[start:end], at})
				size = end - start
				break
			}
		}
		start += size
	}
	return all
}

// unspaced reports whether a word has letters of a script that puts no spaces between words. Korean does, but not
// between the words of a compound.
func unspaced(word string) bool {
	for _, r := range word {
		if r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai) {
			return true
		}
	}
	return false
}
