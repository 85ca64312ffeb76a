package extract

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// facts reads everything but pay.
func (r *reader) facts(p *Posting) {
	list := r.findTerms()
	p.SeeksWork = r.seeksWork(list)
	p.Skills = r.skills(list)
	p.Levels = r.levels(list)
	p.Remote = r.remote(list)
	p.Employment = r.employment(list)
}

// seekerTokens is how far into a text a person who looks for work says so.
const seekerTokens = 60

func (r *reader) seeksWork(list []found) bool {
	return slices.ContainsFunc(list, func(f found) bool { return f.facet == "seeks" && f.first < seekerTokens })
}

func (r *reader) mention(f found) Mention {
	return Mention{f.code, r.spanOf(f)}
}

func (r *reader) spanOf(f found) Span {
	return r.plain.span(int(r.tokens[f.first].start), int(r.tokens[f.last].end))
}

// remote chooses among what is said of the place of work. Hybrid is believed before remote, which is believed
// before on site: a remote job has its meetings on site, a hybrid one its days at home. An exclusion such as
// "no remote" ends the search.
func (r *reader) remote(list []found) *Mention {
	var best *found
	rank := map[string]int{"onsite": 1, "remote": 2, "hybrid": 3}
	for i, f := range list {
		if f.facet != "remote" {
			continue
		}
		if f.code == "onsite" && f.last > f.first && slices.Contains(refusals, f.parts[0]) {
			best = &list[i]
			break
		}
		if f.code == "remote" && f.first > 0 && r.sharePartly(f.first) {
			return &Mention{"hybrid", r.spanOf(f)}
		}
		if best == nil || rank[f.code] > rank[best.code] {
			best = &list[i]
		}
	}
	if best == nil {
		return nil
	}
	m := r.mention(*best)
	return &m
}

var refusals = []string{"no", "not", "kein", "pas", "sin"}

// sharePartly reports whether a share below 100 % stands before token i: "80% remote".
func (r *reader) sharePartly(i int) bool {
	return i > 1 && r.is(i-1, '%') && r.tokens[i-2].kind == number && r.tokens[i-2].value < 100
}

// employment decides between employment and free-lance work. A posting that offers both says neither.
func (r *reader) employment(list []found) *Mention {
	var strong, weak, freelance *found
	for i, f := range list {
		switch {
		case f.facet != "employment":
		case f.code == "freelance" && freelance == nil:
			freelance = &list[i]
		case f.code == "employee" && f.weak && weak == nil:
			weak = &list[i]
		case f.code == "employee" && !f.weak && strong == nil:
			strong = &list[i]
		}
	}
	var chosen *found
	switch {
	case strong != nil && freelance != nil:
		return nil
	case strong != nil:
		chosen = strong
	case freelance != nil:
		chosen = freelance
	case weak != nil:
		chosen = weak
	default:
		return nil
	}
	m := r.mention(*chosen)
	return &m
}

// levels lists the levels that stand with a word for a job or in a field of their own, each once, in the order
// of the text. "Mentor junior developers" says nothing of the job.
func (r *reader) levels(list []found) []Mention {
	var levels []Mention
	for i, f := range list {
		if f.facet != "level" || slices.ContainsFunc(levels, func(m Mention) bool { return m.Code == f.code }) {
			continue
		}
		if r.ofOthers(f) || !r.standsWithJob(list, i) {
			continue
		}
		levels = append(levels, r.mention(f))
	}
	return levels
}

// others are words before a level that make it somebody else's.
var others = []string{
	"mentor", "mentoring", "coach", "coaching", "support", "supervise", "guide", "guiding", "train", "training", "with",
	"report", "reporting", "other", "help", "helping", "our", "more", "encadrer", "lead", "leading", "manage", "managing",
	"mentorship", "of", "alongside", "by", "betreuung", "teach", "teaching",
}

func (r *reader) ofOthers(f found) bool {
	for i := f.first - 1; i >= max(0, f.first-3); i-- {
		if r.boundary(i) || r.tokens[i].kind == symbol && r.tokens[i].sign != '-' {
			return false
		}
		if slices.Contains(others, string(r.wordAt(i))) {
			return true
		}
	}
	return false
}

// nearJob is how many tokens after or before a level the word for the job may stand.
const nearJob = 3

func (r *reader) standsWithJob(list []found, i int) bool {
	f := list[i]
	if f.last+1 < len(r.tokens) && r.tokens[f.last+1].kind == symbol && r.tokens[f.last+1].sign == ':' {
		return true
	}
	if f.first > 1 && r.tokens[f.first-1].sign == ':' && string(r.wordAt(f.first-2)) == "level" {
		return true
	}
	for _, o := range list {
		if o.facet != "job" || o.first <= f.last && o.last >= f.first {
			continue
		}
		if o.first > f.last && o.first-f.last <= nearJob && !r.parted(f.last+1, o.first) ||
			o.last < f.first && f.first-o.last <= 2 && !r.parted(o.last+1, f.first) {
			return true
		}
	}
	return false
}

// parted reports whether a sentence or line ends between two tokens.
func (r *reader) parted(from, to int) bool {
	for i := from; i < to; i++ {
		if r.boundary(i) || r.tokens[i].kind == cell {
			return true
		}
	}
	return false
}

// skills lists the skills that the text names, each once.
func (r *reader) skills(list []found) []Skill {
	accepted := make([]bool, len(list))
	for i, f := range list {
		accepted[i] = f.facet == "skill" && f.rule == ""
	}
	for range 2 { // a doubtful word may vouch for the next
		for i, f := range list {
			if f.facet == "skill" && !accepted[i] {
				accepted[i] = r.vouched(list, accepted, i)
			}
		}
	}
	var skills []Skill
	for i, f := range list {
		if !accepted[i] {
			continue
		}
		required := !r.optional(list, f)
		k := slices.IndexFunc(skills, func(s Skill) bool { return s.Code == f.code })
		if k < 0 {
			skills = append(skills, Skill{f.code, required, r.spanOf(f)})
		} else if required {
			skills[k].Required = true
		}
	}
	return skills
}

// vouched reports whether what stands around a word that is also a common one makes a skill of it.
func (r *reader) vouched(list []found, accepted []bool, i int) bool {
	f := list[i]
	if r.misread(f) {
		return false
	}
	first, _ := utf8.DecodeRune(r.plain.text[r.tokens[f.first].start:])
	capital := unicode.IsUpper(first) || r.tokens[f.first].kind != word
	before, behind := r.beside(list, accepted, i)
	if before && behind || (before || behind) && capital || before && r.listed(list, accepted, f) {
		return true
	}
	if f.rule == "cloud" && r.cloudPhrase(f) {
		return true
	}
	if !capital {
		return false
	}
	starts := f.first == 0 || r.boundary(f.first-1) || r.tokens[f.first-1].kind == cell
	if f.rule == "name" {
		return !starts || r.tradeNear(list, f) || f.last+1 >= len(r.tokens) || r.boundary(f.last+1)
	}
	return f.rule == "strict" && r.tradeTouches(list, f, starts)
}

// listed reports whether a word in small letters stands in a list of skills: several stand before it in its
// line, and for a strict word nothing behind.
func (r *reader) listed(list []found, accepted []bool, f found) bool {
	n := 0
	for k, o := range list {
		if accepted[k] && o.last < f.first && f.first-o.last < 12 && !r.parted(o.last+1, f.first) {
			n++
		}
	}
	ends := f.last+1 >= len(r.tokens) || r.boundary(f.last+1)
	return n > 1 && f.rule == "name" || n > 2 && ends
}

// between are the words and signs that join the skills of a list.
var between = []string{
	"and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "of", "i", "lub", "och", "eller", "og", "nebo", "a",
}

// beside reports whether a skill stands right before and right behind, with nothing but separators between.
func (r *reader) beside(list []found, accepted []bool, i int) (before, behind bool) {
	f := list[i]
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		if accepted[k] && list[k].last < f.first {
			before = r.separated(list[k].last+1, f.first)
			break
		}
	}
	for k := i + 1; k < len(list) && k <= i+6; k++ {
		if accepted[k] && list[k].first > f.last {
			behind = r.separated(f.last+1, list[k].first)
			break
		}
	}
	return before, behind
}

// separated reports whether nothing but the separators of a list stands between two tokens.
func (r *reader) separated(from, to int) bool {
	if to-from > 4 {
		return false
	}
	for i := from; i < to; i++ {
		t := r.tokens[i]
		switch t.kind {
		case symbol:
			switch t.sign {
			case ',', '/', '&', '(', ')', '|', '+', '•', '·', ';', '-':
			default:
				return false
			}
		case word:
			if !slices.Contains(between, string(r.word(i))) {
				return false
			}
		case number:
			if t.value > 30 { // a version is fine, a year is not
				return false
			}
		default:
			return false
		}
	}
	return true
}

// misread reports what a doubtful word means by the words right beside it: "Spring 2026", "go to", "Chef de
// projet", "access to".
func (r *reader) misread(f found) bool {
	next := f.last + 1
	hyphen := r.is(next, '-') && r.touching(f.last, 0)
	switch r.spelled(f) {
	case "spring":
		return next < len(r.tokens) && r.tokens[next].kind == number && r.tokens[next].value > 1000 // a year
	case "go":
		return hyphen || r.says(next, "to", "live", "above", "beyond")
	case "chef":
		return r.says(next, "de", "du", "d", "des")
	case "access", "make":
		return r.says(next, "to", "sure", "a", "control", "management")
	case "cloud":
		return r.says(f.first-1, "marketing", "creative", "sales", "service", "salesforce", "commerce", "adobe", "sap",
			"experience", "data")
	case "c", "r":
		return hyphen || r.says(next, "level", "suite") || r.says(f.first-1, "series", "vitamin", "plan") ||
			r.is(next, '&') || r.is(next, '.') && r.touching(next, 0)
	case "react":
		return r.says(next, "to", "quickly")
	case "dynamics", "workday":
		return true
	case "elastic":
		return r.says(next, "beanstalk", "load", "block", "ip", "compute", "container", "network", "kubernetes")
	case "tableau":
		return r.says(next, "de")
	}
	return false
}

// spelled is the spelling of a term of one word, empty for longer ones.
func (r *reader) spelled(f found) string {
	if len(f.parts) != 1 {
		return ""
	}
	return f.parts[0]
}

var cloudWords = []string{
	"platform", "platforms", "service", "services", "technology", "technologies", "computing", "infrastructure",
	"infrastructures", "provider", "providers", "environment", "environments", "native", "architecture",
	"architectures", "solution", "solutions", "engineering", "development", "deployment", "deployments", "hosting",
	"components", "transformation", "strategy", "impacts", "containers", "applications", "experience",
	"technologien", "umgebungen", "umgebung", "plattformen", "dienste", "infrastruktur",
	"architekturen", "based", "migration", "security", "operations", "systems", "ecosystem", "adoption", "providers",
}

var cloudKinds = []string{"public", "private", "hybrid", "multi", "aws", "azure", "google"}

func (r *reader) cloudPhrase(f found) bool {
	next := f.last + 1
	if next < len(r.tokens) && r.tokens[next].kind == symbol && r.tokens[next].sign == '-' {
		next++
	}
	return slices.Contains(cloudWords, string(r.wordAt(next))) ||
		slices.Contains(cloudKinds, string(r.wordAt(f.first-1)))
}

// tradeSpan is how many tokens away a word of the trade may be that vouches for a name.
const tradeSpan = 8

func (r *reader) tradeNear(list []found, f found) bool {
	for _, o := range list {
		if (o.facet == "trade" || o.facet == "skill" && o.rule == "") && o.first != f.first {
			if o.first > f.last && o.first-f.last <= tradeSpan && !r.parted(f.last+1, o.first) ||
				o.last < f.first && f.first-o.last <= tradeSpan && !r.parted(o.last+1, f.first) {
				return true
			}
		}
	}
	return false
}

// common are words so common that only a skill beside them makes them one.
var common = []string{"make", "access", "basic", "play", "express", "flow", "render", "hack", "flex"}

// leads are the words right before a skill in a sentence about it: "services in Go".
var leads = []string{
	"in", "with", "using", "mit", "en", "avec", "con", "med", "w", "em", "like", "language", "languages", "über", "von",
	"knowledge", "skills", "auf", "til", "ve", "v", "z", "of", "su", "met", "via", "learn", "love", "write", "know",
	"do", "som",
}

// tradeTouches reports whether a word of the trade stands right behind a strict word ("Go developer"), or a word
// like "in" right before it and the end of a phrase behind.
func (r *reader) tradeTouches(list []found, f found, starts bool) bool {
	next := f.last + 1
	if next < len(r.tokens) && r.tokens[next].kind == symbol && r.tokens[next].sign == '-' {
		next++
	}
	if slices.Contains(common, r.spelled(f)) {
		return false
	}
	for _, o := range list {
		if o.facet == "trade" && o.first == next {
			return true
		}
	}
	if starts {
		return false
	}
	if !slices.Contains(leads, string(r.wordAt(f.first-1))) {
		return false
	}
	if next >= len(r.tokens) {
		return true
	}
	t := r.tokens[next]
	return t.kind != word || slices.Contains(between, string(r.word(next))) ||
		slices.Contains(leads, string(r.word(next)))
}

// optional reports whether a skill is nice to have: its sentence says so, or the heading that it stands under.
func (r *reader) optional(list []found, f found) bool {
	from, to := f.first, f.last+1
	for from > 0 && f.first-from < longestSentence && !r.boundary(from-1) {
		from--
	}
	for to < len(r.tokens) && to-f.last < longestSentence && !r.boundary(to) {
		to++
	}
	said := false
	for _, o := range list {
		if o.first < from || o.last >= to || o.facet != "nice" && o.facet != "required" {
			continue
		}
		if o.facet == "required" {
			if o.code == "required" && o.last < f.first && said && !r.semicolon(o.last+1, f.first) {
				said = true
			}
			continue
		}
		switch {
		case o.code == "prefix" && o.last < f.first && !r.semicolon(o.last+1, f.first):
			said = true
		case o.code == "postfix" && o.first > f.last && !r.semicolon(f.last+1, o.first) && !r.restarted(f.last+1, o.first) &&
			!r.demanded(list, f, o):
			said = true
		}
	}
	return said || r.underOptional(list, from)
}

// semicolon reports whether something that ends a clause stands between two tokens.
func (r *reader) semicolon(from, to int) bool {
	for i := from; i < to; i++ {
		if t := r.tokens[i]; t.kind == symbol && t.sign == ';' {
			return true
		}
		if r.says(i, "but", "while", "aber", "mais", "pero", "ma") {
			return true
		}
	}
	return false
}

// requirements are words that begin one.
var requirements = []string{
	"experience", "knowledge", "familiarity", "erfahrung", "kenntnisse", "expérience", "experiencia", "esperienza",
	"ervaring", "erfarenhet", "erfaring",
}

// restarted reports whether a word that begins a requirement stands between two tokens, so that what follows
// is about another: "Java. Experience with Docker is a plus", without the stop.
func (r *reader) restarted(from, to int) bool {
	for i := from; i < to; i++ {
		if r.says(i, requirements...) {
			return i+1 < to && r.says(i+1, leads...)
		}
	}
	return false
}

// demanded reports whether a word of demand stands before the skill and a comma between it and the words that
// call something nice: "strong Java, Kotlin is a plus".
func (r *reader) demanded(list []found, f, nice found) bool {
	comma := false
	for i := f.last + 1; i < nice.first; i++ {
		if t := r.tokens[i]; t.kind == symbol && t.sign == ',' {
			comma = true
		}
	}
	if !comma {
		return false
	}
	for _, o := range list {
		if o.facet == "required" && o.first < nice.first && !r.parted(min(o.last, f.last)+1, max(o.first, f.first)) {
			return true
		}
	}
	return false
}

// headLookback is how many lines up a heading may stand.
const headLookback = 14

// underOptional reports whether the nearest heading above token i is of what is nice to have. A heading is a
// short line with such words and no skill.
func (r *reader) underOptional(list []found, i int) bool {
	for range headLookback {
		end := i
		for end > 0 && (r.tokens[end-1].kind == line || r.tokens[end-1].kind == cell) {
			end--
		}
		start := end
		for start > 0 && r.tokens[start-1].kind != line {
			start--
		}
		if start == end {
			return false
		}
		if end-start <= headingWords {
			switch r.headingOf(list, start, end) {
			case "nice":
				return true
			case "required":
				return false
			}
		}
		i = start
	}
	return false
}

// headingOf says what the line of the tokens from start to end heads: "nice", "required" or nothing.
func (r *reader) headingOf(list []found, start, end int) string {
	kind := ""
	for _, o := range list {
		if o.first < start || o.last >= end {
			continue
		}
		switch o.facet {
		case "skill":
			return ""
		case "nice":
			kind = "nice"
		case "required":
			if kind == "" {
				kind = "required"
			}
		}
	}
	return kind
}
