package taxonomy

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

// TestVocabularies: every table can be read, which it cannot be when a spelling is claimed by two codes,
// and every code, name and alias means its own row.
func TestVocabularies(t *testing.T) {
	atLeast := map[string]int{
		"roles": 40, "levels": 5, "industries": 30, "orgsizes": 9, "remotes": 3, "employments": 2, "educations": 8,
		"countries": 249, "skills": 200,
	}
	for name, v := range vocabularies {
		codes := v.Codes()
		if len(codes) < atLeast[name] {
			t.Errorf("%s: found %d codes, want at least %d", name, len(codes), atLeast[name])
		}
		for _, code := range codes {
			e := v.load().entries[code]
			if e.name == "" {
				t.Errorf("%s: %s has no name", name, code)
			}
			for _, s := range append([]string{code, v.Name(code), strings.ToUpper(e.name)}, e.aliases...) {
				if got, ok := v.Parse(s); !ok || got != code {
					t.Errorf("%s: Parse(%q) = %q, %v; want %q", name, s, got, ok, code)
				}
			}
		}
		if got := v.Name("no such code"); got != "no such code" {
			t.Errorf("%s: an unknown code is called %q", name, got)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		v       *Vocabulary
		s, want string
	}{
		{Countries, "germany", "DE"},
		{Countries, " DEUTSCHLAND ", "DE"},
		{Countries, "DEU", "DE"},
		{Countries, "Allemagne", "DE"},
		{Countries, "Suomi", "FI"},
		{Countries, "Україна", "UA"},
		{Countries, "Cote d'Ivoire", "CI"},
		{Countries, "Côte d’Ivoire", "CI"},
		{Countries, "Nomadic", ""},
		{Countries, "Congo, Republic of the...", "CG"},
		{Countries, "Korea", "KR"},
		{Countries, "", ""},
		{Skills, "golang", "go"},
		{Skills, "Go", "go"},
		{Skills, "postgres", "postgresql"},
		{Skills, "k8s", "kubernetes"},
		{Skills, "C++", "cpp"},
		{Skills, "C#", "csharp"},
		{Skills, "C", "c"},
		{Skills, "F#", "fsharp"},
		{Skills, ".NET", "dotnet"},
		{Skills, "dotnet", "dotnet"},
		{Skills, "ASP.NET Core", "aspnetcore"},
		{Skills, "node.js", "nodejs"},
		{Skills, "NodeJS", "nodejs"},
		{Roles, "Back-End Developer", "backend"},
		{Roles, "Developer, back-end", "backend"},
		{OrgSizes, "51-100", "20-99"},
		{OrgSizes, "101 – 1000", "100-499"},
		{OrgSizes, "понад 1000", ""},
		{OrgSizes, "1000+", ""},
		{OrgSizes, "10,000 or more employees", "10000+"},
		{OrgSizes, "10000+", "10000+"},
		{Levels, "Middle", "mid"},
		{Levels, "SE", "senior"},
		{Levels, "Lead", "staff"},
		{Remotes, "100", "remote"},
		{Employments, "Freelancer", "freelance"},
		{Educations, "Master’s degree (M.A., M.S., M.Eng., MBA, etc.)", "master"},
		{Industries, "Fintech", "fintech"},
	} {
		if got, ok := c.v.Parse(c.s); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: Parse(%q) = %q, %v; want %q", c.v.facet, c.s, got, ok, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	for s, want := range map[string]string{
		"  Señor,\tDÉVELOPPEUR ": "senor developpeur",
		"C++/C#":                 "c++ c#",
		"ASP.NET":                "asp net",
		".NET":                   "dotnet",
		"10+ years":              "10 years",
		"Łódź":                   "lodz",
		"Straße":                 "strasse",
		"Ωmega ΣΑΣ":              "ωmega σασ",
		"":                       "",
		"—":                      "",
		"a\xffb":                 "a b",
	} {
		if got := key(s); got != want {
			t.Errorf("key(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestLookupHelps(t *testing.T) {
	for _, c := range []struct {
		v       *Vocabulary
		s, hint string
	}{
		{Countries, "Germny", "DE (Germany)"},
		{Roles, "bakend", "backend (Backend developer)"},
		{Levels, "wizard", "one of entry, mid, senior"},
		{Skills, "postgers", "postgresql"},
	} {
		_, err := c.v.Lookup(c.s)
		e, ok := errors.AsType[*pay.Error](err)
		if !ok || e.Kind != pay.Invalid || e.Field != string(c.v.facet) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%s: Lookup(%q) fails with %+v; want Invalid with a hint of %q", c.v.facet, c.s, err, c.hint)
		}
	}
	if code, err := Countries.Lookup("Deutschland"); code != "DE" || err != nil {
		t.Errorf("Lookup(Deutschland) = %q, %v", code, err)
	}
}

func TestNearest(t *testing.T) {
	if got := Countries.Nearest("unit", 3); !slices.Contains(got, "US") || len(got) != 3 {
		t.Errorf("countries near unit: %v", got)
	}
	if got := Roles.Nearest("site", 1); !slices.Equal(got, []string{"sre"}) {
		t.Errorf("roles near site: %v", got)
	}
	if got := Roles.Nearest("", 3); got != nil {
		t.Errorf("roles near nothing: %v", got)
	}
	if got := Roles.Nearest(strings.Repeat("backend ", 50), 3); got != nil {
		t.Errorf("roles near an essay: %v", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"germny", "germany", 1}, {"bakcend", "backend", 1}, {"rust", "ruby", 2}, {"a", "abcdef", 4}, {"abcd", "wxyz", 4}} {
		if got := distance(c.a, c.b, 3); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestForFacet(t *testing.T) {
	for _, f := range pay.Facets {
		v := ForFacet(f)
		if open := f == pay.FacetYears || f == pay.FacetPlace || f == pay.FacetCompany; (v == nil) != open {
			t.Errorf("the vocabulary of %s is %v", f, v)
		}
		if v != nil && v.facet != f {
			t.Errorf("the vocabulary of %s is that of %s", f, v.facet)
		}
	}
}

func TestLevelOfYears(t *testing.T) {
	for years, want := range map[float64]string{0: "entry", 2.9: "entry", 3: "mid", 5.9: "mid", 6: "senior", 50: "senior"} {
		if got := LevelOfYears(years); got != want {
			t.Errorf("LevelOfYears(%v) = %s, want %s", years, got, want)
		}
	}
}

// TestColumns: the columns that only one table has are filled with what they may hold.
func TestColumns(t *testing.T) {
	kinds := []string{"language", "database", "platform", "framework", "tool"}
	for _, c := range Skills.Codes() {
		if !slices.Contains(kinds, SkillKind(c)) {
			t.Errorf("skill %s is a %q", c, SkillKind(c))
		}
	}
	incomes := []string{"high", "upper-middle", "lower-middle", "low"}
	classified := 0
	for _, c := range Countries.Codes() {
		if Region(c) == "" && c != "AQ" {
			t.Errorf("country %s has no region", c)
		}
		if len(c) != 2 || len(Countries.column(c, "alpha3")) != 3 {
			t.Errorf("country %s is %q in three letters", c, Countries.column(c, "alpha3"))
		}
		if i := IncomeGroup(c); slices.Contains(incomes, i) {
			classified++
		} else if i != "" {
			t.Errorf("country %s has the income group %q", c, i)
		}
	}
	if classified < 210 {
		t.Errorf("%d economies have an income group, want 210", classified)
	}
	for _, c := range Industries.Codes() {
		if s := ISIC(c); len(s) != 1 || s < "A" || s > "U" {
			t.Errorf("industry %s is in the ISIC section %q", c, s)
		}
	}
	for _, c := range Roles.Codes() {
		if s := SOC(c); (len(s) != len("15-1252")) != (c == "student" || c == "other") {
			t.Errorf("role %s is closest to %q", c, s)
		}
	}
}

func TestSOC(t *testing.T) {
	if got := SOC("backend"); got != "15-1252" {
		t.Errorf("SOC(backend) = %s", got)
	}
	for soc, want := range map[string]string{
		"15-1252": "developer", "15-1252.00": "developer", "15-1253": "qa", "15-1212": "security", "15-1299": "", "11-3021": "engineering-manager",
		"29-1141": "", "": "",
	} {
		if got := RoleOfSOC(soc); got != want {
			t.Errorf("RoleOfSOC(%q) = %q, want %q", soc, got, want)
		}
	}
}
