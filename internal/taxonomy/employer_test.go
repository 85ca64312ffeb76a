package taxonomy

import "testing"

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
		"Team USA":                               {"teamusa", "Team USA"},
		"  ":                                     {"", ""},
	} {
		if code, name := Employer(written); code != want[0] || name != want[1] {
			t.Errorf("%q is %q, %q, want %q", written, code, name, want)
		}
	}
}
