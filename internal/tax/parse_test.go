package tax

import (
	"strings"
	"testing"
)

const small = `country mt Malta
currency EUR
years 2025 2026
value rate 10% - | Act article 1
bands income 2025 | Act article 2
  0      0%
  10000  20%
regime employee an employee
social fee "insurance" = rate * gross | Act article 1
tax income_tax "income tax" = bands(gross - social, income) | verify: Act article 2
`

func TestParse(t *testing.T) {
	table, err := Parse("mt.txt", small)
	if err != nil {
		t.Fatal(err)
	}
	r, err := table.Find(2025, "", "")
	if err != nil {
		t.Fatal(err)
	}
	// 10 % of 20,000 is 2,000; 20 % of the 8,000 of 18,000 that are above 10,000 is 1,600.
	want := Assessment{Gross: 2_000_000, Tax: 160_000, Social: 200_000, Net: 1_640_000, EmployerCost: 2_000_000}
	if a := r.Assess(2_000_000); a != want {
		t.Errorf("%+v", a)
	}
	if len(r.Unverified) != 1 || r.Unverified[0] != "income_tax: Act article 2" {
		t.Errorf("unverified: %q", r.Unverified)
	}
	later, err := Parse("mt.txt", strings.Replace(small, "verify: ", "verify 2026: ", 1))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := later.Find(2025, "", ""); err != nil || len(r.Unverified) != 0 {
		t.Errorf("what is doubted in another year: %q, %v", r.Unverified, err)
	}
	if _, err := table.Find(2026, "", ""); err == nil || !strings.Contains(err.Error(), "rate") {
		t.Errorf("a figure without a value for the year: %v", err)
	}
}

// A malformed table is refused with its file and line.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, find, replace, want string }{
		{"no law", " | Act article 1\nbands", "\nbands", "line 4: \"value\" names no law"},
		{"an odd number", "10% -", "1x% -", "line 4: \"1x%\" is not a plain number"},
		{"too many decimals", "10% -", "10.12345678% -", "line 4: \"10.12345678%\" has more than 7"},
		{"too few years", "10% -", "10%", "line 4: a value has a name and one number"},
		{"bands that fall", "10000  20%", "0 20%", "line 7: income does not rise"},
		{"bands from the middle", "  0      0%", "  5      0%", "line 6: income starts at 0"},
		{"a year of no column", "income 2025", "income 2024", "line 5: 2024 is none"},
		{"no formula", " = rate * gross", "", "line 9: a formula stands after ="},
		{"an open bracket", "income) |", "income |", "line 10: want \")\""},
		{"a comparison outside of if", "rate * gross", "rate < gross", "line 9: \"<\" does not belong"},
		{"no label", "\"insurance\"", "", "line 9: social fee needs a label"},
		{"a reserved name", "fee", "gross", "line 9: the name \"gross\" has a meaning"},
		{"another currency", "currency EUR", "currency USD", "the currency of MT is EUR"},
		{"no country", "country mt Malta", "country zz Nowhere", "\"ZZ\" is no country"},
		{"an unknown word", "regime employee", "regimen employee", "line 8: \"regimen\" names no law"},
		{"a formula without a regime", "regime employee an employee\n", "", "line 8: a formula belongs"},
		{"verify without a colon", "verify: Act", "verify Act", "line 10: a colon and the law stand after verify"},
		{"verify of no year", "verify: Act", "verify soon: Act", "line 10: \"soon\" is no year"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(small, c.find, c.replace, 1)
			if text == small {
				t.Fatal("nothing was changed")
			}
			_, err := Parse("mt.txt", text)
			if err == nil || !strings.HasPrefix(err.Error(), "mt.txt: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A formula that names what is not there is refused when the rules are made.
func TestUnknownNames(t *testing.T) {
	for _, c := range []struct{ find, replace, want string }{
		{"rate * gross", "rates * gross", `line 9: fee: "rates" is no figure of 2025`},
		{"bands(gross - social, income)", "bands(gross, incomes)", `there are no bands "incomes"`},
		{"bands(gross - social, income)", "curve(gross, income)", `there are no curve "income"`},
	} {
		table, err := Parse("mt.txt", strings.Replace(small, c.find, c.replace, 1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := table.Find(2025, "", ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v", err)
		}
	}
}

// FuzzParse holds Parse and what it makes to an error or an answer: no input may make them panic.
func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add(strings.Replace(small, "rate * gross", "if(gross <= 5, -gross / 0, min(gross, max(1, social)))", 1))
	f.Add(small + "region VA Valletta\nvalue rate 20% 20% | Act\nregion ST in VA Strait Street\nassume ST\n")
	text, err := files.ReadFile("tables/de.txt")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Fuzz(func(t *testing.T, text string) {
		table, err := Parse("fuzz.txt", text)
		if err != nil {
			return
		}
		for _, year := range table.Years() {
			r, err := table.Find(year, "", "")
			if err != nil {
				continue
			}
			for _, gross := range []int64{0, 1, 1_234_567, r.grossMost()} {
				r.Explain(gross)
			}
		}
	})
}

func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "12348", "1034.87", "9.3%", "0.0770%", "1e5", "-1", ".", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parseDecimal(s)
		if err == nil && (d < 0 || d > wholeMost*one+one) {
			t.Errorf("%q is %d", s, d)
		}
	})
}
