package taxonomy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vocabularies are all there are, by name.
var vocabularies = map[string]*Vocabulary{
	"roles": Roles, "levels": Levels, "industries": Industries, "orgsizes": OrgSizes, "remotes": Remotes,
	"employments": Employments, "educations": Educations, "countries": Countries, "skills": Skills,
}

func FuzzTitle(f *testing.F) {
	for _, l := range readLabelled(f, "titles-tune.tsv") {
		f.Add(l.title)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := Title(s)
		if d := cmp.Diff(m, Title(s)); d != "" {
			t.Errorf("Title(%q) differs from itself:\n%s", s, d)
		}
		if m.Role != "" && !slices.Contains(Roles.Codes(), m.Role) {
			t.Errorf("Title(%q) has the unknown role %q", s, m.Role)
		}
		if m.Level != "" && !slices.Contains(Levels.Codes(), m.Level) {
			t.Errorf("Title(%q) has the unknown level %q", s, m.Level)
		}
		for i, code := range m.Skills {
			if SkillKind(code) == "" || slices.Contains(m.Skills[:i], code) {
				t.Errorf("Title(%q) has skills %q: %q is unknown or there twice", s, m.Skills, code)
			}
		}
		said := map[string]bool{m.Role: true, m.Level: true}
		for _, code := range m.Skills {
			said[code] = true
		}
		for _, w := range m.Why {
			if !said[w.Code] || w.Words == "" {
				t.Errorf("Title(%q) gives the reason %+v for something it does not say", s, w)
			}
		}
		if d := cmp.Diff(Title(strings.ToLower(s)), Title(strings.ToUpper(s))); d != "" {
			t.Errorf("Title(%q) depends on case:\n%s", s, d)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Côte d'Ivoire", "c++", "C#", ".NET Core", "Node.js", "Sao Tome & Principe", "Україна", "10,000 or more employees", "ΣΊΣΥΦΟΣ", "ﬁnland"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k := key(s)
		if again := key(k); again != k {
			t.Errorf("key(%q) = %q, whose key is %q", s, k, again)
		}
		if upper, lower := key(strings.ToUpper(s)), key(strings.ToLower(s)); upper != lower {
			t.Errorf("key(%q) depends on case: %q, %q", s, upper, lower)
		}
		for _, near := range Roles.Nearest(s, 3) {
			if !slices.Contains(Roles.Codes(), near) {
				t.Errorf("%q is near %q, which is unknown", s, near)
			}
		}
		for name, v := range vocabularies {
			code, ok := v.Parse(s)
			if ok != (code != "") || ok && !slices.Contains(v.Codes(), code) {
				t.Errorf("%s: Parse(%q) = %q, %v", name, s, code, ok)
			}
		}
	})
}
