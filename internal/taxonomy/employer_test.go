package taxonomy

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestEmployer(t *testing.T) {
	for written, want := range map[string][2]string{
		"GOOGLE LLC":                             {"google", "Google"},
		"Google Inc.":                            {"google", "Google"},
		"Google North America":                   {"google", "Google"},
		"Google North America Inc":               {"google", "Google"},
		"Apple Inc.":                             {"apple", "Apple"},
		"Apple Bank":                             {"applebank", "Apple Bank"},
		"Apple Bank for Savings":                 {"applebank", "Apple Bank"},
		"AMAZON.COM SERVICES LLC":                {"amazon", "Amazon"},
		"AMAZONCOM SERVICES LLC":                 {"amazon", "Amazon"},
		"Amazon Development Center U.S., Inc.":   {"amazon", "Amazon"},
		"Wal-Mart Associates, Inc.":              {"walmart", "Walmart"},
		"Bank of America, N.A.":                  {"bankofamerica", "Bank of America"},
		"JPMorgan Chase & Co.":                   {"jpmorganchase", "JPMorgan Chase"},
		"COGNIZANT TECHNOLOGY SOLUTIONS US CORP": {"cognizant", "Cognizant"},
		"Citibank, N.A.":                         {"citi", "Citi"},
		"Virgin America Inc":                     {"virginamerica", "Virgin America"},
		"TECHIE BRAINS INCORPORATED":             {"techiebrains", "Techie Brains"},
		"RJT COMPUQUEST INC DBA APOLIS":          {"rjtcompuquest", "RJT Compuquest"},
		"株式会社メルカリ":                               {"メルカリ", "メルカリ"},
		"ООО «Яндекс»":                           {"яндекс", "«Яндекс»"},
		"Volkswagen Aktiengesellschaft":          {"volkswagen", "Volkswagen"},
		"Müller GmbH & Co. KG":                   {"muller", "Müller"},
		"The":                                    {"the", "The"},
		"Limited":                                {"limited", "Limited"},
		"Toys R Us, Inc.":                        {"toysrus", "Toys R Us"},
		"UAB Medicine":                           {"uabmedicine", "UAB Medicine"},
		"PT Solutions LLC":                       {"ptsolutions", "PT Solutions"},
		"Team USA":                               {"teamusa", "Team USA"},
		"  ":                                     {"", ""},
	} {
		if code, name := Employer(written); code != want[0] || name != want[1] {
			t.Errorf("%q is %q, %q, want %q", written, code, name, want)
		}
	}
}

// TestEmployerPairs measures Employer on pairs labelled by hand. The figures are in docs/company.md.
func TestEmployerPairs(t *testing.T) {
	all := 0
	for _, list := range []struct {
		file                 string
		joined, apart, pairs int // of 1,000 at least
	}{
		{"employers-tune.tsv", 930, 990, 450},
		{"employers-held.tsv", 850, 980, 180},
	} {
		var same, joined, different, apart, group int
		for line := range strings.Lines(read(t, list.file)) {
			c := strings.Split(strings.TrimRight(line, "\n"), "\t")
			if strings.HasPrefix(line, "#") || c[0] == "one" {
				continue
			}
			one, _ := Employer(c[0])
			other, _ := Employer(c[1])
			switch c[2] {
			case "same":
				same++
				if one == other {
					joined++
				}
			case "different":
				different++
				if one != other {
					apart++
				} else {
					t.Logf("%s: %q and %q are two employers, and both %q", list.file, c[0], c[1], one)
				}
			case "group":
				group++
			default:
				t.Fatalf("%s: an unknown label %q", list.file, c[2])
			}
		}
		t.Logf("%s: %d of %d pairs of one employer joined, %d of %d of two kept apart, %d of one group", list.file,
			joined, same, apart, different, group)
		if 1000*joined < list.joined*same || 1000*apart < list.apart*different || same+different+group < list.pairs {
			t.Errorf("%s: %d of %d joined, %d of %d apart", list.file, joined, same, apart, different)
		}
		all += same + different
	}
	if all < 500 {
		t.Errorf("only %d pairs", all)
	}
}

func TestEmployerProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.StringMatching(`[A-Za-z&.,'() -]{0,40}`).Draw(r, "name")
		code, name := Employer(s)
		if again, _ := Employer(s); again != code {
			r.Fatalf("%q is %q and %q", s, code, again)
		}
		if upper, _ := Employer(strings.ToUpper(s)); upper != code {
			r.Fatalf("%q is %q, in capitals %q", s, code, upper)
		}
		if code == "" {
			return
		}
		if of, _ := Employer(code); of != code {
			r.Fatalf("the code %q of %q is read as %q", code, s, of)
		}
		if name == "" {
			r.Fatalf("%q has no name", s)
		}
	})
}

func FuzzEmployer(f *testing.F) {
	for _, s := range []string{"GOOGLE LLC", "A/S", "(株)", "株式会社", "The", "d/b/a X", "Foo Inc d/b/a",
		"Solutionsinc", "Ünal Ş.A.", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, name := Employer(s)
		if strings.Contains(code, " ") || !utf8.ValidString(code) || code != "" && name == "" {
			t.Errorf("%q is %q, %q", s, code, name)
		}
	})
}
