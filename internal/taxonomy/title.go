package taxonomy

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// TitleMatch is what a job title says.
type TitleMatch struct {
	Role     string   `json:"role"`     // a code of Roles, empty when the title names none of them
	Level    string   `json:"level"`    // a code of Levels, empty when the title names none
	Skills   []string `json:"skills"`   // codes of Skills, in the order of the title
	Software bool     `json:"software"` // whether it is software or IT work: SOC 15-12xx, 15-2051 and 11-3021
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
		if !slices.Contains(m.Skills, f.code) {
			m.Skills = append(m.Skills, f.code)
			m.Why = append(m.Why, Match{"skills", f.code, f.words})
		}
	}
	for i, w := range m.Why {
		m.Why[i].Words = norm.NFC.String(w.Words) // Japanese and Korean letters in one piece
	}
	return m
}

// maxTitle is how much of a title is read, in bytes: what is longer is a description.
const maxTitle = 400

// title is a title taken apart.
type title struct {
	words   []string   // all of them, as they are compared
	part    []int      // of each word, the part of the title that it stands in
	phrases []found    // in the order of the title, not overlapping
	skills  []found    // the same for skills
	classes classSet   // of all phrases and skills
	within  []classSet // the same for each part
}

func readTitle(lex *lexicons, s string) *title {
	t := &title{}
	size, n := 0, 0
	for text := range parts(ungendered(s)) {
		words := strings.Fields(key(text))
		for _, w := range words {
			if size += len(w) + 1; size > maxTitle+1 {
				break
			}
			t.words, t.part = append(t.words, w), append(t.part, n)
		}
		if len(words) > 0 {
			n++
		}
		if size > maxTitle+1 {
			break
		}
	}
	k := strings.Join(t.words, " ")
	t.phrases = lex.words.match(k, t.words, &lex.skills)
	t.skills = lex.skills.match(k, t.words, &lex.words)
	t.within = make([]classSet, n)
	for _, list := range [][]found{t.phrases, t.skills} {
		for _, f := range list {
			t.classes = t.classes.union(f.set)
			t.within[t.part[f.at]] = t.within[t.part[f.at]].union(f.set)
		}
	}
	return t
}

// with returns the first phrase of a class, among the skills for their classes.
func (t *title) with(class int) (found, bool) {
	for _, list := range [][]found{t.phrases, t.skills} {
		for _, f := range list {
			if f.set.has(class) {
				return f, true
			}
		}
	}
	return found{}, false
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
	return code, Software(code) || t.classes.meets(lex.software), []Match{{"role", code, strings.Join(t.words, " ")}}
}

// byRules decides by the first part of the title where that says a job, and else by all of it.
func (t *title) byRules(lex *lexicons) (role string, software bool, why []Match) {
	rule, by := t.first().rule(lex.rules)
	if rule == nil || !rule.first {
		rule, by = t.rule(lex.rules)
	}
	if rule == nil {
		return "", false, nil
	}
	software = rule.software == "yes" || rule.software == "context" && t.classes.meets(lex.software)
	if rule.role == "" {
		return "", software, nil
	}
	for _, f := range by {
		if m := (Match{"role", rule.role, f.words}); !slices.Contains(why, m) {
			why = append(why, m)
		}
	}
	return rule.role, software, why
}

// first returns the first part of the title.
func (t *title) first() *title {
	inFirst := func(f found) bool { return t.part[f.at] == 0 }
	first := &title{words: t.words, part: t.part, within: t.within}
	first.phrases = t.phrases[:prefix(t.phrases, inFirst)]
	first.skills = t.skills[:prefix(t.skills, inFirst)]
	if len(t.within) > 0 {
		first.classes = t.within[0]
	}
	return first
}

// prefix returns how many elements at the beginning of a list are as asked.
func prefix(list []found, is func(found) bool) int {
	if n := slices.IndexFunc(list, func(f found) bool { return !is(f) }); n >= 0 {
		return n
	}
	return len(list)
}

// rule returns the first rule that the title meets, with the phrases that it was met by.
func (t *title) rule(rules []titleRule) (*titleRule, []found) {
	for i := range rules {
		if by := t.meeting(&rules[i]); by != nil {
			return &rules[i], by
		}
	}
	return nil, nil
}

// meeting returns a phrase for each group of a rule's classes, in the order of the title, or none when the
// title does not meet the rule.
func (t *title) meeting(r *titleRule) []found {
	if t.classes.meets(r.none) {
		return nil
	}
	for _, g := range r.all {
		if !t.classes.meets(g.set) {
			return nil
		}
	}
	by := make([]found, 0, len(r.all))
	for _, g := range r.all {
		for _, c := range g.order {
			if f, ok := t.with(c); ok {
				if t.within[t.part[f.at]].meets(r.near) {
					return nil
				}
				by = append(by, f)
				break
			}
		}
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
	if level, words = t.namedLevel(role); level != "" {
		return level, words
	}
	for i, w := range t.words {
		if code := grades[w]; code != "" && role != "support" {
			return code, w
		}
		if code := numerals[w]; code != "" && i > 0 && t.numbers(i) {
			return code, w
		}
	}
	for _, f := range t.phrases {
		if f.rank != "" && (f.at == 0 || f.anywhere) && len(t.words) > 1 {
			return f.rank, f.words
		}
	}
	return "", ""
}

// namedLevel returns the highest level that a word names.
func (t *title) namedLevel(role string) (level, words string) {
	engineer := !slices.Contains([]string{"", "executive", "engineering-manager", "sales", "product-manager"}, role)
	highest := -1
	for _, f := range t.phrases {
		code := f.level
		if code == "principal" && engineer && f.banker {
			code = "senior"
		}
		if rank := slices.Index(Levels.load().codes, code); rank > highest {
			highest, level, words = rank, code, f.words
		}
	}
	return level, words
}

// numbers reports whether the numeral at a word counts the title: it ends it, or follows what is counted.
// In "(m/v)", "2 years" and in a file number it does not.
func (t *title) numbers(i int) bool {
	before := t.words[i-1]
	if len(before) == 1 || strings.ContainsAny(before, "0123456789") {
		return false
	}
	if i == len(t.words)-1 {
		return true
	}
	if after := t.words[i+1]; len(after) == 1 || slices.Contains(years, after) {
		return false
	}
	if t.words[i] == "i" && t.part[i+1] == t.part[i] && !slices.Contains(numbered, before) { // Scandinavian for "in"
		return false
	}
	for _, f := range t.phrases {
		if f.at+strings.Count(f.words, " ")+1 == i && len(f.classes) > 0 {
			return true
		}
	}
	return false
}

// numbered are the words that an "I" may follow in the middle of a title.
var numbered = []string{
	"engineer", "developer", "analyst", "scientist", "administrator", "programmer", "architect", "specialist",
	"consultant", "manager", "designer", "technician", "tester", "associate",
}

// years are words that a number before them counts.
var years = []string{
	"year", "years", "yr", "yrs", "yoe", "month", "months", "jahre", "jahren", "ans", "anos", "anni", "jaar", "lat",
	"ar", "vuotta", "let", "ani", "років", "лет", "positions", "openings", "vacancies",
}
