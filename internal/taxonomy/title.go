package taxonomy

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// TitleMatch is what a job title says.
type TitleMatch struct {
	Role     string   `json:"role"`     // a code of Roles, empty when the title names none of them
	Level    string   `json:"level"`    // a code of Levels, empty when the title names none
	Skills   []string `json:"skills"`   // codes of Skills, in the order of the title
	Software bool     `json:"software"` // whether it is software or IT work; the occupations meant are SOC 15-12xx, 15-2051 and 11-3021
	Why      []Match  `json:"why"`      // the words that decided: role, then level, then skills
}

// Match is one reason for a TitleMatch.
type Match struct {
	Facet string `json:"facet"` // "role", "level" or "skills"
	Code  string `json:"code"`  // what the words mean
	Words string `json:"words"` // the words, as they are compared: in lower case, without accents
}

// Title reads a job title in one of the languages of tables/titlewords.tsv. The same title always gets
// the same answer, in capitals or not, and Why says which words it rests on.
//
// It looks up the words' classes ("Softwareentwickler" is software and dev), then takes the first of the
// rules in tables/titlerules.tsv that the classes meet. It knows no employer: that a "Manager JC50" of one
// firm is an architect, it cannot see.
func Title(s string) TitleMatch {
	lex := lexicon()
	t := readTitle(lex, s)
	var m TitleMatch
	m.Role, m.Software, m.Why = t.role(lex, s)
	level, why := t.level(m.Role)
	if m.Level = level; level != "" {
		m.Why = append(m.Why, Match{"level", level, why})
	}
	for _, f := range t.skills {
		if !slices.Contains(m.Skills, f.classes[0]) {
			m.Skills = append(m.Skills, f.classes[0])
			m.Why = append(m.Why, Match{"skills", f.classes[0], f.words})
		}
	}
	return m
}

// A titleRule gives a role to titles that have a class of each group of all and none of the classes none.
type titleRule struct {
	role     string
	all      [][]string
	none     []string
	software string
}

// lexicons are the tables of Title, read.
type lexicons struct {
	words  map[string][]string // phrase → its classes; of "-", none
	skills map[string][]string // phrase → code of Skills, then its class when it has one
	rules  []titleRule
}

// maxPhrase is the number of words of the longest phrase that is looked up.
const maxPhrase = 6

var lexicon = sync.OnceValue(func() *lexicons {
	lex := &lexicons{words: map[string][]string{}, skills: map[string][]string{}}
	for row := range rows("titlewords") {
		for phrase := range strings.SplitSeq(row["phrases"], "|") {
			k := key(phrase)
			classes := lex.words[k]
			for c := range strings.FieldsSeq(row["classes"]) {
				if c != "-" && !slices.Contains(classes, c) {
					classes = append(classes, c)
				}
			}
			lex.words[k] = classes
		}
	}
	for row := range rows("titlerules") {
		r := titleRule{role: row["role"], software: row["software"]}
		for group := range strings.FieldsSeq(row["all"]) {
			r.all = append(r.all, strings.Split(group, "|"))
		}
		r.none = strings.FieldsFunc(row["none"], func(r rune) bool { return r == ' ' || r == '|' })
		lex.rules = append(lex.rules, r)
	}
	skills := Skills.load()
	for k, code := range skills.byKey {
		switch class := Skills.column(code, "title"); {
		case class == "no":
		case class != "":
			lex.skills[k] = []string{code, "tech-" + class}
		case SkillKind(code) == "platform":
			lex.skills[k] = []string{code, "tech-platform"}
		default:
			lex.skills[k] = []string{code}
		}
	}
	for k, classes := range lex.words {
		if len(classes) == 0 { // a phrase that means nothing
			delete(lex.skills, k)
		}
	}
	return lex
})

// found is a phrase of a title.
type found struct {
	classes []string
	words   string
	at      int // index of its first word
}

// title is a title taken apart.
type title struct {
	words   []string
	phrases []found // in the order of the title, not overlapping
	skills  []found // the same for skills; the first class is the code
}

// maxTitle is how much of a title is read, in bytes: what is longer is a description.
const maxTitle = 400

func readTitle(lex *lexicons, s string) *title {
	k := key(s)
	if len(k) > maxTitle {
		k = k[:max(strings.LastIndexByte(k[:maxTitle], ' '), 0)]
	}
	t := &title{words: strings.Fields(k)}
	t.phrases = match(lex.words, k, t.words)
	t.skills = match(lex.skills, k, t.words)
	return t
}

// match finds the longest phrases of a table among words, from left to right. A word that is in none and
// is a compound of words that are counts as these.
func match(table map[string][]string, k string, words []string) []found {
	var all []found
	start := 0 // of the word in k
	for i := 0; i < len(words); {
		best := 0
		end := start
		for n := 1; n <= maxPhrase && i+n <= len(words); n++ {
			end += len(words[i+n-1])
			if classes, ok := table[k[start:end]]; ok {
				best = n
				if len(all) > 0 && all[len(all)-1].at == i {
					all = all[:len(all)-1]
				}
				all = append(all, found{classes, k[start:end], i})
			}
			end++
		}
		if best == 0 {
			all = append(all, compound(table, words[i], i)...)
			best = 1
		}
		for ; best > 0; best-- {
			start += len(words[i]) + 1
			i++
		}
	}
	return all
}

// links are what German and Scandinavian put between the words of a compound, and the endings of persons.
var links = []string{"", "s", "n", "en", "in", "innen"}

// compound takes a word apart into words of the table that leave nothing over, the fewest there are, as
// "softwareentwicklerin" into "software" and "entwickler". It returns none when that cannot be done.
func compound(table map[string][]string, word string, at int) []found {
	const shortest, longest = 3, 40
	if len(word) < 2*shortest+1 || len(word) > longest {
		return nil
	}
	type way struct{ parts, from, link int } // the part before a position: from there, less the link's length
	ways := make([]way, len(word)+1)
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
				if classes, ok := table[part]; !ok || len(classes) == 0 {
					continue
				}
				if parts := ways[from].parts + 1; ways[end].parts == 0 || parts < ways[end].parts {
					ways[end] = way{parts, from, len(link)}
				}
			}
		}
	}
	var all []found
	for end := len(word); end > 0 && ways[end].parts > 0; end = ways[end].from {
		part := word[ways[end].from : end-ways[end].link]
		all = append(all, found{table[part], part, at})
	}
	slices.Reverse(all)
	return all
}

// with returns the first phrase of a class, among the skills for their classes.
func (t *title) with(class string) (found, bool) {
	for _, f := range t.phrases {
		if slices.Contains(f.classes, class) {
			return f, true
		}
	}
	for _, f := range t.skills {
		if slices.Contains(f.classes[1:], class) {
			return f, true
		}
	}
	return found{}, false
}

// softwareClasses are those that make a trade common to all (a project manager, a researcher) software work.
var softwareClasses = []string{
	"software", "softeng", "softdev", "it", "dev", "app", "web", "backend", "frontend", "fullstack", "mobile", "embedded",
	"data-engineer", "data-scientist", "data-analyst", "ml", "devops", "sre", "cloud", "platform", "security", "network",
	"sysadmin", "qa", "dba", "blockchain", "erp", "business-analyst", "architect-role", "applied", "cto",
}

func (t *title) aboutSoftware() bool {
	return slices.ContainsFunc(softwareClasses, func(c string) bool { _, ok := t.with(c); return ok })
}

// role decides by the rules, unless the title is the name of a role, spelled out in full.
func (t *title) role(lex *lexicons, s string) (role string, software bool, why []Match) {
	role, software, why = t.byRules(lex)
	code, ok := Roles.Parse(s)
	switch {
	case !ok || code == role:
		return role, software, why
	case code == "other":
		return "", false, nil
	}
	return code, Software(code) || t.aboutSoftware(), []Match{{"role", code, strings.Join(t.words, " ")}}
}

func (t *title) byRules(lex *lexicons) (role string, software bool, why []Match) {
	for _, r := range lex.rules {
		if slices.ContainsFunc(r.none, func(c string) bool { _, ok := t.with(c); return ok }) {
			continue
		}
		by := t.meeting(r.all)
		if by == nil {
			continue
		}
		for _, f := range by {
			if m := (Match{"role", r.role, f.words}); !slices.Contains(why, m) {
				why = append(why, m)
			}
		}
		return r.role, r.software == "yes" || r.software == "context" && t.aboutSoftware(), why
	}
	_, it := t.with("it")
	_, other := t.with("nonsw")
	return "", it && !other, nil
}

// meeting returns a phrase for each group of classes, in the order of the title, or none when a group has
// no phrase.
func (t *title) meeting(groups [][]string) []found {
	var by []found
	for _, group := range groups {
		i := slices.IndexFunc(group, func(c string) bool { _, ok := t.with(c); return ok })
		if i < 0 {
			return nil
		}
		f, _ := t.with(group[i])
		by = append(by, f)
	}
	slices.SortStableFunc(by, func(a, b found) int { return a.at - b.at })
	return by
}

// numerals are the steps of ladders that count them.
var numerals = map[string]string{
	"1": "entry", "2": "mid", "3": "senior", "4": "staff", "5": "principal", "6": "principal",
	"i": "entry", "ii": "mid", "iii": "senior", "iv": "staff", "v": "principal", "vi": "principal",
}

// grades are the steps of ladders that name them, as the large American firms do.
var grades = map[string]string{
	"l3": "entry", "l4": "mid", "l5": "senior", "l6": "staff", "l7": "principal", "l8": "principal",
	"ic1": "entry", "ic2": "entry", "ic3": "mid", "ic4": "senior", "ic5": "staff", "ic6": "principal",
}

// level takes the highest level that the title's words name; without one its numeral or grade; without
// these a first word such as "associate". A bank's vice president who is an engineer is a senior one.
func (t *title) level(role string) (level, words string) {
	_, banker := t.with("vp")
	banker = banker && role != "executive" && role != "engineering-manager" && role != "" && role != "sales" && role != "product-manager"
	highest := -1
	for _, f := range t.phrases {
		for _, c := range f.classes {
			code, ok := strings.CutPrefix(c, "level:")
			if !ok {
				continue
			}
			if code == "principal" && banker && slices.Contains(f.classes, "vp") {
				code = "senior"
			}
			if rank := slices.Index(Levels.load().codes, code); rank > highest {
				highest, level, words = rank, code, f.words
			}
		}
	}
	if level != "" {
		return level, words
	}
	_, support := t.with("support")
	for i, w := range t.words {
		if code := grades[w]; code != "" && !support {
			return code, w
		}
		if code := numerals[w]; code != "" && i > 0 && t.numbers(i) {
			return code, w
		}
	}
	for _, f := range t.phrases {
		if f.at == 0 && len(t.words) > 1 {
			for _, c := range f.classes {
				if code, ok := strings.CutPrefix(c, "rank:"); ok {
					return code, f.words
				}
			}
		}
	}
	return "", ""
}

// numbers reports whether the numeral at a word counts the title: it ends it, or follows what is counted.
// In "(m/v)" and in a file number it does not.
func (t *title) numbers(i int) bool {
	before := t.words[i-1]
	if len(before) == 1 || strings.ContainsAny(before, "0123456789") || i+1 < len(t.words) && len(t.words[i+1]) == 1 {
		return false
	}
	if i == len(t.words)-1 {
		return true
	}
	for _, f := range t.phrases {
		if f.at+strings.Count(f.words, " ")+1 == i && len(f.classes) > 0 {
			return true
		}
	}
	return false
}
