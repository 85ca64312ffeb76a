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
	classes := map[string]bool{}
	for phrase, cs := range lex.words {
		if n := len(strings.Fields(phrase)); n > maxPhrase {
			t.Errorf("%q is of %d words and never looked up", phrase, n)
		}
		for _, c := range cs {
			classes[c] = true
			for _, prefix := range []string{"level:", "rank:"} {
				if code, ok := strings.CutPrefix(c, prefix); ok && Levels.Name(code) == code {
					t.Errorf("%q names the unknown level %q", phrase, code)
				}
			}
		}
	}
	for _, s := range lex.skills {
		for _, c := range s[1:] {
			classes[c] = true
		}
	}
	asked := map[string]bool{}
	for _, c := range softwareClasses {
		asked[c] = true
	}
	for _, r := range lex.rules {
		if SOC(r.role) == "" && r.role != "student" {
			t.Errorf("a rule gives the unknown role %q", r.role)
		}
		for _, group := range append(r.all, r.none) {
			for _, c := range group {
				asked[c] = true
				if !classes[c] {
					t.Errorf("a rule for %s asks for class %q, which no word has", r.role, c)
				}
			}
		}
	}
	for c := range classes {
		if !asked[c] && !strings.HasPrefix(c, "level:") && !strings.HasPrefix(c, "rank:") {
			t.Errorf("no rule asks for class %q", c)
		}
	}
}

// TestTitleLevelsAgree: a word that is a level in a title is the same level as an answer to a survey.
func TestTitleLevelsAgree(t *testing.T) {
	n := 0
	for phrase, classes := range lexicon().words {
		for _, c := range classes {
			code, ok := strings.CutPrefix(c, "level:")
			if parsed, known := Levels.Parse(phrase); ok && known {
				if n++; parsed != code {
					t.Errorf("%q is %s in a title and %s as an answer", phrase, code, parsed)
				}
			}
		}
	}
	if n < 40 {
		t.Errorf("found %d words that are both", n)
	}
}

func TestTitleSaysWhy(t *testing.T) {
	want := TitleMatch{
		Role: "backend", Level: "senior", Skills: []string{"go", "postgresql"}, Software: true,
		Why: []Match{{"role", "backend", "backend"}, {"level", "senior", "sr"}, {"skills", "go", "golang"}, {"skills", "postgresql", "postgres"}},
	}
	if d := cmp.Diff(want, Title("Sr. Backend Engineer (Golang, Postgres)")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
