package taxonomy

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// labelled is a title with what a person says of it: alternatives separated by |.
type labelled struct{ title, role, level, software, origin string }

func readLabelled(t testing.TB, name string) []labelled {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var all []labelled
	for line := range strings.Lines(string(b)) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || c[0] == "title" {
			continue
		}
		if len(c) != 5 {
			t.Fatalf("%s: %q has %d columns, want 5", name, line, len(c))
		}
		all = append(all, labelled{c[0], c[1], c[2], c[3], c[4]})
	}
	if len(all) < 200 {
		t.Fatalf("%s: found %d titles, want at least 200", name, len(all))
	}
	return all
}

// score counts a facet's answers against labels: what was said and right, said, and there to be said.
type score struct{ right, said, there int }

func (s *score) add(got, want string) {
	options := strings.Split(want, "|")
	ok := slices.Contains(options, got)
	if got != "" {
		s.said++
		if ok {
			s.right++
		}
	}
	if !slices.Contains(options, "") {
		s.there++
	}
}

// precision is the share of answers that are right; recall the share of labels that are found, where a
// right answer to an optional label counts on both sides.
func (s score) precision() float64 { return float64(s.right) / float64(max(s.said, 1)) }

type titleScores struct {
	roleP, roleR, levelP, levelR, software float64
	n                                      int
}

func (s titleScores) String() string {
	return fmt.Sprintf("%d titles: role precision %.3f, recall %.3f; level precision %.3f, recall %.3f; software or not %.3f",
		s.n, s.roleP, s.roleR, s.levelP, s.levelR, s.software)
}

// scoreTitles measures Title on labelled titles; missed is called for each answer that is not right.
func scoreTitles(all []labelled, missed func(l labelled, m TitleMatch, what string)) titleScores {
	facet := func(name string, label func(labelled) string, answer func(TitleMatch) string) (precision, recall float64) {
		right, said, found, there := 0, 0, 0, 0
		for _, l := range all {
			m := Title(l.title)
			got, options := answer(m), strings.Split(label(l), "|")
			ok := slices.Contains(options, got)
			if got != "" {
				said++
				if ok {
					right++
				}
			}
			if label(l) != "" && !slices.Contains(options, "") {
				there++
				if ok {
					found++
				}
			}
			if !ok {
				missed(l, m, name)
			}
		}
		return float64(right) / float64(max(said, 1)), float64(found) / float64(max(there, 1))
	}
	s := titleScores{n: len(all)}
	s.roleP, s.roleR = facet("role", func(l labelled) string { return l.role }, func(m TitleMatch) string { return m.Role })
	s.levelP, s.levelR = facet("level", func(l labelled) string { return l.level }, func(m TitleMatch) string { return m.Level })
	s.software, _ = facet("software", func(l labelled) string { return l.software }, func(m TitleMatch) string {
		if m.Software {
			return "yes"
		}
		return "no"
	})
	return s
}

func TestTitleTune(t *testing.T) {
	var misses []string
	s := scoreTitles(readLabelled(t, "titles-tune.tsv"), func(l labelled, m TitleMatch, what string) {
		misses = append(misses, fmt.Sprintf("%-8s %-55s want %q %q %q, got %q %q %v %v", what, l.title, l.role, l.level, l.software, m.Role, m.Level, m.Software, m.Why))
	})
	t.Log(s)
	for _, m := range misses {
		t.Log(m)
	}
}

func TestTitle(t *testing.T) {
	for _, c := range []struct {
		title string
		want  TitleMatch
	}{
		{"Sr. Backend Engineer (Go), Payments", TitleMatch{"backend", "senior", []string{"go"}, true, []Match{{"role", "backend", "backend"}, {"level", "senior", "sr"}, {"skills", "go", "go"}}}},
	} {
		if d := gocmp.Diff(c.want, Title(c.title)); d != "" {
			t.Errorf("%q (-want +got):\n%s", c.title, d)
		}
	}
	_ = cmp.Compare[int]
}
