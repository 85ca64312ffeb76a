package words

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Describe says a profile as people do: "backend developer with 3.5 years of experience in Germany".
func (r Reader) Describe(p pay.Profile) string { return r.Prose(taxonomy.Describe(p)) }

// Value names a facet's value: "1,000 to 4,999 people".
func (r Reader) Value(f pay.Facet, value string) string { return r.Prose(taxonomy.ValueName(f, value)) }

// inEnglish finds numbers that are written differently in another locale: with thousands apart, or with decimals.
var inEnglish = regexp.MustCompile(`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+`)

// Prose writes an English text of ours with the numbers in it as the locale does. Codes and versions, which touch a
// letter, a hyphen or another point, are left as they are.
func (r Reader) Prose(text string) string {
	var b strings.Builder
	end := 0
	for _, span := range inEnglish.FindAllStringIndex(text, -1) {
		number := text[span[0]:span[1]]
		v, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64)
		if err != nil || partOfCode(text, span[0], span[1]) {
			continue
		}
		_, decimals, _ := strings.Cut(number, ".")
		b.WriteString(text[end:span[0]])
		b.WriteString(r.Number(v, len(decimals)))
		end = span[1]
	}
	return b.String() + text[end:]
}

// partOfCode reports whether what stands between two positions is a part of something longer.
func partOfCode(text string, from, to int) bool {
	const digit = "0123456789"
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	if from > 0 && (letter(text[from-1]) || strings.IndexByte("-.,/"+digit, text[from-1]) >= 0) {
		return true
	}
	rest := text[to:]
	if rest == "" {
		return false
	}
	return letter(rest[0]) || rest[0] == '-' ||
		len(rest) > 1 && rest[0] == '.' && strings.IndexByte(digit, rest[1]) >= 0
}
