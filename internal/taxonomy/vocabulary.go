package taxonomy

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

//go:embed tables
var tables embed.FS

// Vocabulary is the closed list of codes of one facet, with their names and aliases. It is read from its
// table on first use and never changes; it is safe for concurrent use.
type Vocabulary struct {
	facet pay.Facet
	load  func() *vocabulary
}

// vocabulary is a Vocabulary's table, read.
type vocabulary struct {
	codes   []string
	entries map[string]entry  // by code
	byKey   map[string]string // key of any code, name or alias → code
	keys    []string          // the keys of byKey, sorted
}

// entry is a row of a table.
type entry struct {
	name    string
	aliases []string
	columns map[string]string // the columns that only this table has
}

// newVocabulary returns the vocabulary of tables/NAME.tsv.
func newVocabulary(f pay.Facet, name string) *Vocabulary {
	return &Vocabulary{facet: f, load: sync.OnceValue(func() *vocabulary {
		v := &vocabulary{entries: map[string]entry{}, byKey: map[string]string{}}
		for row := range rows(name) {
			code := row["code"]
			e := entry{name: row["name"], columns: row}
			if a := row["aliases"]; a != "" {
				e.aliases = strings.Split(a, "|")
			}
			v.codes = append(v.codes, code)
			v.entries[code] = e
			v.claim(code, code)
			v.claim(e.name, code)
			for _, a := range e.aliases {
				v.claim(a, code)
			}
		}
		for k := range v.byKey {
			v.keys = append(v.keys, k)
		}
		slices.Sort(v.keys)
		return v
	})}
}

// claim makes s a spelling of code. The table is part of the program: a spelling of two codes is a fault
// in it, and a test loads every table.
func (v *vocabulary) claim(s, code string) {
	k := key(s)
	if k == "" {
		panic(fmt.Sprintf("taxonomy: %q of %s has no letter or digit", s, code))
	}
	if other, taken := v.byKey[k]; taken && other != code {
		panic(fmt.Sprintf("taxonomy: %q is claimed by %s and %s", s, other, code))
	}
	v.byKey[k] = code
}

// Parse returns the code that s spells: a code, a name or an alias. Case, accents, punctuation and
// spacing do not matter. It is made to be called for each row of an import.
func (v *Vocabulary) Parse(s string) (code string, ok bool) {
	var buf [96]byte
	code, ok = v.load().byKey[string(appendKey(buf[:0], s))]
	return code, ok
}

// Lookup is Parse with an error for people, whose hint names the nearest entries.
func (v *Vocabulary) Lookup(s string) (string, error) {
	if code, ok := v.Parse(s); ok {
		return code, nil
	}
	word := strings.TrimSuffix(strings.ReplaceAll(string(v.facet), "_", " "), "s")
	err := pay.Errorf(pay.Invalid, "%q is not a known %s", s, word).In(string(v.facet))
	near := v.Nearest(s, 3)
	if len(near) == 0 {
		return "", err.WithHint("one of %s", strings.Join(v.load().codes[:min(12, len(v.load().codes))], ", "))
	}
	for i, code := range near {
		if name := v.Name(code); !strings.EqualFold(name, code) {
			near[i] = fmt.Sprintf("%s (%s)", code, name)
		}
	}
	return "", err.WithHint("did you mean %s?", strings.Join(near, ", "))
}

// Codes lists the codes in the order of the table.
func (v *Vocabulary) Codes() []string { return slices.Clone(v.load().codes) }

// Name returns the name of a code for people, and the code itself when it is not in the vocabulary.
func (v *Vocabulary) Name(code string) string {
	if e, ok := v.load().entries[code]; ok {
		return e.name
	}
	return code
}

// maxNear is the length, in bytes, above which a spelling is no slip but another thing.
const maxNear = 100

// Nearest lists at most n codes that s may mean, best first: those with a spelling that s begins, then
// those with a word that s begins, then those within a few slips of the keyboard. Nothing resembling s
// gives an empty list.
func (v *Vocabulary) Nearest(s string, n int) []string {
	k := key(s)
	if k == "" || len(k) > maxNear || n <= 0 {
		return nil
	}
	t := v.load()
	type candidate struct {
		code   string
		rank   int // 0 begins, 1 has a word that begins, 2 and up: slips
		length int
	}
	best := map[string]candidate{}
	for _, spelling := range t.keys {
		rank := -1
		switch {
		case strings.HasPrefix(spelling, k):
			rank = 0
		case strings.Contains(spelling, " "+k):
			rank = 1
		default:
			allowed := min(len(k)/3, 3)
			if d := distance(k, spelling, allowed); d <= allowed {
				rank = 1 + d
			}
		}
		if rank < 0 {
			continue
		}
		c := candidate{t.byKey[spelling], rank, len(spelling)}
		if old, ok := best[c.code]; !ok || c.rank < old.rank || c.rank == old.rank && c.length < old.length {
			best[c.code] = c
		}
	}
	var found []candidate
	for _, c := range best {
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(a.rank-b.rank, a.length-b.length, cmp.Compare(a.code, b.code))
	})
	var codes []string
	for _, c := range found[:min(n, len(found))] {
		codes = append(codes, c.code)
	}
	return codes
}

// column returns a column that only this table has, empty for a code that is not in it.
func (v *Vocabulary) column(code, column string) string {
	return v.load().entries[code].columns[column]
}

// distance is the number of insertions, deletions, substitutions and swaps of neighbours between a and b
// (Damerau's, restricted), or limit+1 when it is more than limit.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
			least = min(least, now[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

// rows yields the rows of tables/NAME.tsv by column name. The first line that is not a comment names the
// columns; missing cells at the end of a row are empty.
func rows(name string) func(yield func(map[string]string) bool) {
	return func(yield func(map[string]string) bool) {
		text, err := tables.ReadFile("tables/" + name + ".tsv")
		if err != nil {
			panic(fmt.Sprintf("taxonomy: reading an embedded table: %v", err))
		}
		var header []string
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || line[0] == '#' {
				continue
			}
			cells := strings.Split(line, "\t")
			if header == nil {
				header = cells
				continue
			}
			row := make(map[string]string, len(cells))
			for i, c := range cells {
				row[header[i]] = c
			}
			if !yield(row) {
				return
			}
		}
	}
}
