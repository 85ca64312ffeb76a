package taxonomy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTitle(t *testing.T) {
	n := 0
	for line := range strings.Lines(read(t, "titles.golden")) {
		title, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " => ")
		if !ok {
			t.Fatalf("%q: no answer", line)
		}
		n++
		if got := describe(Title(title)); got != want {
			t.Errorf("%s\n got %s\nwant %s", title, got, want)
		}
	}
	if n < 20 {
		t.Errorf("found %d titles", n)
	}
}

// describe writes an answer and its reasons in a line.
func describe(m TitleMatch) string {
	s := "other work"
	if m.Software {
		s = "software"
	}
	for _, w := range m.Why {
		s += "; " + w.Facet + " " + w.Code + " by " + w.Words
	}
	return s
}

func read(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestTitleTables: every role and level that the words and rules name exists, every class that a rule asks
// for is some word's, and every class of a word is asked for.
func TestTitleTables(t *testing.T) {
	lex := lexicon()
	var given classSet
	for _, table := range []map[string]*meaning{lex.words.phrases, lex.words.stems, lex.skills.phrases} {
		for phrase, m := range table {
			if n := len(strings.Fields(phrase)); n > maxPhrase && m.code == "" {
				t.Errorf("%q is of %d words and never looked up", phrase, n)
			}
			for _, code := range []string{m.level, m.rank} {
				if code != "" && Levels.Name(code) == code {
					t.Errorf("%q names the unknown level %q", phrase, code)
				}
			}
			given = given.union(m.set)
		}
	}
	asked := lex.software
	for _, r := range lex.rules {
		if r.role != "" && SOC(r.role) == "" && r.role != "student" {
			t.Errorf("a rule gives the unknown role %q", r.role)
		}
		asked = asked.union(r.none).union(r.near)
		for _, g := range r.all {
			asked = asked.union(g.set)
		}
	}
	if len(lex.rules) < 50 || len(lex.classes) < 50 {
		t.Fatalf("found %d rules and %d classes", len(lex.rules), len(lex.classes))
	}
	for class, n := range lex.classes {
		if !given.has(n) {
			t.Errorf("a rule asks for class %q, which no word has", class)
		}
		if !asked.has(n) && !strings.HasPrefix(class, "level:") {
			t.Errorf("no rule asks for class %q", class)
		}
	}
}

// TestTitleLevelsAgree: a word that is a level in a title is the same level as an answer to a survey.
func TestTitleLevelsAgree(t *testing.T) {
	n := 0
	for phrase, m := range lexicon().words.phrases {
		if parsed, ok := Levels.Parse(phrase); ok && m.level != "" {
			if n++; parsed != m.level {
				t.Errorf("%q is %s in a title and %s as an answer", phrase, m.level, parsed)
			}
		}
	}
	if n < 40 {
		t.Errorf("found %d words that are both", n)
	}
}

// TestTitleOfOtherTrades: of the titles of other trades, none is called software work.
func TestTitleOfOtherTrades(t *testing.T) {
	n := 0
	for _, l := range readLabelled(t, "titles-field.tsv") {
		if l.software != "no" {
			continue
		}
		if n++; Title(l.title).Software {
			t.Errorf("%q is called software work: %s", l.title, describe(Title(l.title)))
		}
	}
	if n < 20 {
		t.Errorf("found %d titles of other trades", n)
	}
}

func TestTitleSaysWhy(t *testing.T) {
	want := TitleMatch{
		Role: "backend", Level: "senior", Skills: []string{"go", "postgresql"}, Software: true,
		Why: []Match{
			{"role", "backend", "backend"}, {"level", "senior", "sr"},
			{"skills", "go", "golang"}, {"skills", "postgresql", "postgres"},
		},
	}
	if d := cmp.Diff(want, Title("Sr. Backend Engineer (Golang, Postgres)")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
