package extract

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/taxonomy"
)

var (
	//go:embed tables/skills.tsv
	skillsTSV string
	//go:embed tables/facts.tsv
	factsTSV string
)

// term is a phrase that says a fact.
type term struct {
	facet string   // "skill", or a facet of tables/facts.tsv
	code  string   // what it says
	rule  string   // of a skill, as in tables/skills.tsv
	weak  bool     // another phrase is believed before it
	parts []string // its tokens in lower case
	glued []bool   // whether a part stands right behind the one before
}

// dictionary is the terms by their first token, the longest first, with a filter that most words of a text do
// not pass, so that they are not looked up.
type dictionary struct {
	terms  map[string][]term
	filter [1 << 14]bool
}

// sieve returns the place of a word in the filter: by its length and its first, middle and last byte.
func sieve(w []byte) int {
	h := uint32(len(w))*131 + uint32(w[0])
	h = h*131 + uint32(w[len(w)/2])
	h = h*131 + uint32(w[len(w)-1])
	return int((h ^ h>>14) & (1<<14 - 1))
}

var terms = sync.OnceValue(func() *dictionary {
	d := &dictionary{terms: map[string][]term{}}
	m := d.terms
	rules, never := map[string]string{}, map[string]bool{}
	var added [][2]string
	for _, row := range tableRows(skillsTSV, 3) {
		for s := range strings.SplitSeq(row[1], "|") {
			switch row[0] {
			case "add":
				added = append(added, [2]string{s, row[2]})
			case "never":
				never[s] = true
			default:
				rules[s] = row[0]
			}
		}
	}
	skill := func(written, code string) {
		low := strings.ToLower(written)
		if !never[low] && !strings.ContainsAny(low, "(,") {
			putTerm(m, low, term{facet: "skill", code: code, rule: rules[low]})
		}
	}
	for _, code := range taxonomy.Skills.Codes() {
		for _, s := range append(taxonomy.Skills.Spellings(code), code) {
			skill(s, code)
		}
	}
	for _, a := range added {
		skill(a[0], a[1])
	}
	for _, row := range tableRows(factsTSV, 3) {
		code, weak := strings.CutPrefix(row[1], "weak:")
		for s := range strings.SplitSeq(row[2], "|") {
			putTerm(m, s, term{facet: row[0], code: code, weak: weak})
		}
	}
	for first, list := range m {
		slices.SortStableFunc(list, func(a, b term) int { return len(b.parts) - len(a.parts) })
		d.filter[sieve([]byte(first))] = true
	}
	return d
})

// putTerm adds a term under its first token. Each facet is known by a spelling once.
func putTerm(m map[string][]term, written string, t term) {
	b := []byte(written)
	list := tokens(b, b, nil)
	for i, k := range list {
		t.parts = append(t.parts, written[k.start:k.end])
		t.glued = append(t.glued, i > 0 && list[i-1].end == k.start && (k.kind != word || list[i-1].kind != word))
	}
	if len(t.parts) == 0 {
		return
	}
	first := t.parts[0]
	same := func(o term) bool { return o.facet == t.facet && o.code == t.code && slices.Equal(o.parts, t.parts) }
	if slices.ContainsFunc(m[first], same) {
		return
	}
	m[first] = append(m[first], t)
}

// found is a term in a document.
type found struct {
	*term
	first, last int // tokens
}

// findTerms lists every term of the document in its order. Of two terms of one facet that overlap the
// longer is taken; a phrase that means nothing hides what is in it.
func (r *reader) findTerms() []found {
	d := terms()
	list := r.terms[:0]
	hidden := -1 // tokens up to here belong to a phrase that means nothing
	skills := -1 // and these to a skill
	for i := range r.tokens {
		t := r.tokens[i]
		if t.kind == line || t.kind == cell {
			continue
		}
		w := r.plain.lower[t.start:t.end]
		if !d.filter[sieve(w)] {
			continue
		}
		candidates := d.terms[string(w)]
		taken := ""
		for k := range candidates {
			c := &candidates[k]
			if i <= hidden || c.facet == "skill" && i <= skills || taken == c.facet && c.facet != "nice" {
				continue
			}
			n := r.spells(i, c)
			if n == 0 {
				continue
			}
			taken = c.facet
			switch c.facet {
			case "none":
				hidden = i + n - 1
			case "skill":
				skills = i + n - 1
				fallthrough
			default:
				list = append(list, found{c, i, i + n - 1})
			}
		}
	}
	r.terms = list
	return list
}

// spells returns the number of tokens from i on that spell a term, 0 when they do not. A hyphen stands for a
// space between two words.
func (r *reader) spells(i int, t *term) int {
	k := i + 1 // the first part has been looked up
	for p, part := range t.parts {
		if p == 0 {
			continue
		}
		if !t.glued[p] && k < len(r.tokens) && r.tokens[k].kind == symbol && r.tokens[k].sign == '-' && part != "-" {
			k++
		}
		if k >= len(r.tokens) {
			return 0
		}
		w := r.tokens[k]
		if string(r.plain.lower[w.start:w.end]) != part || t.glued[p] && !r.touching(k-1, 0) {
			return 0
		}
		k++
	}
	if t.facet == "skill" && k < len(r.tokens) && r.touching(k-1, 0) { // "C" in "C#", "Go" in "Go-to"
		next := r.tokens[k]
		if next.kind == symbol &&
			(next.sign == '#' || next.sign == '+' && k+1 < len(r.tokens) && r.tokens[k+1].sign == '+') {
			return 0
		}
	}
	return k - i
}
