package lca

import (
	"strings"

	"github.com/backpay/backpay/internal/taxonomy"
)

// revised maps the computer occupations of SOC 2010 that employers still write to those of SOC 2018.
var revised = map[string]string{
	"15-1111": "15-1221", "15-1121": "15-1211", "15-1122": "15-1212", "15-1131": "15-1251", "15-1132": "15-1252",
	"15-1133": "15-1252",
	"15-1134": "15-1254", "15-1141": "15-1242", "15-1142": "15-1244", "15-1143": "15-1241", "15-1151": "15-1232",
	"15-1152": "15-1231",
	"15-1199": "15-1299",
}

// Occupation returns a code as "15-1252" in the classification of 2018, and "" for what is no such code. O*NET's
// suffix falls away, unless it makes an occupation that SOC 2018 has: quality assurance was once 15-1199.01.
func Occupation(code string) string {
	if len(code) < len("15-1252") {
		return ""
	}
	base := code[:len("15-1252")]
	for i, c := range []byte(base) {
		if (c < '0' || c > '9') != (i == 2) {
			return ""
		}
	}
	if base[2] != '-' {
		return ""
	}
	if strings.HasPrefix(code, "15-1199.01") {
		return "15-1253"
	}
	if now, ok := revised[base]; ok {
		return now
	}
	return base
}

// Industry returns the code of package taxonomy of a NAICS code. Beside what all official sources share, it knows
// what the employers who file are: the portals and search engines of 519, whichever revision of NAICS they write,
// and the accountants, engineers and advisers of 54.
func Industry(naics string) string {
	for code, industry := range filers {
		if strings.HasPrefix(naics, code) {
			return industry
		}
	}
	return taxonomy.IndustryOfNAICS(naics)
}

// filers are beginnings of NAICS codes, none of which begins another.
var filers = map[string]string{
	"519": "internet-telecom", "5412": "design", "5413": "design", "5416": "design", "92": "government",
}

// digits returns a NAICS code of two to six digits, and "" for what is none.
func digits(s string) string {
	if len(s) < 2 || len(s) > 6 || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return strings.Clone(s)
}
