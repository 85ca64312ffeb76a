package money

import (
	"math"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// style is how a locale writes numbers.
type style struct {
	group, decimal string
	lakhs          bool // groups of two digits but the last
}

// The styles in use, after Unicode CLDR. Numbers of four digits are grouped everywhere.
var (
	english = style{",", ".", false}
	german  = style{".", ",", false}
	spaced  = style{"\u00a0", ",", false}
	french  = style{"\u202f", ",", false}
	swiss   = style{"’", ".", false}
	indian  = style{",", ".", true}
)

// styles by language, and by language and country where that differs. Any other is written as in English.
var styles = func() map[string]style {
	m := map[string]style{}
	for s, locales := range map[style]string{
		german:  "bs ca da de el es eu gl hr id is it mk nl pt ro sl sr tr vi",
		spaced:  "be bg cs et fi hu hy ka kk lt lv nb nn no pl ru sk sq sv uk de-AT es-CR fr-CA pt-PT",
		french:  "fr",
		swiss:   "de-CH de-LI it-CH",
		indian:  "en-IN hi gu ta",
		english: "es-DO es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-SV es-US",
	} {
		for locale := range strings.FieldsSeq(locales) {
			m[locale] = s
		}
	}
	return m
}()

// Locale returns the language and country, as "de-DE", of the first value that is not empty. The values
// are those of the environment in order of precedence, LC_ALL, LC_NUMERIC and LANG, as "de_DE.UTF-8".
// Without one, and for "C" and "POSIX", it is "en".
func Locale(values ...string) string {
	for _, v := range values {
		v, _, _ = strings.Cut(v, ".")
		v, _, _ = strings.Cut(v, "@")
		switch v {
		case "":
			continue
		case "C", "POSIX":
			return "en"
		}
		language, country, _ := strings.Cut(strings.ReplaceAll(v, "_", "-"), "-")
		if country == "" {
			return strings.ToLower(language)
		}
		return strings.ToLower(language) + "-" + strings.ToUpper(country)
	}
	return "en"
}

func styleOf(locale string) style {
	if s, ok := styles[locale]; ok {
		return s
	}
	language, _, _ := strings.Cut(locale, "-")
	if s, ok := styles[language]; ok {
		return s
	}
	return english
}

// Format writes an amount for a reader of a locale (see Locale), as "110,136 USD": rounded to the minor
// unit for an hour or a day, to the whole unit otherwise. It leaves period and basis to the sentence around.
func Format(a pay.Amount, locale string) string {
	decimals := 0
	if a.Period == pay.Hour || a.Period == pay.Day {
		decimals, _ = Exponent(a.Currency)
		written := func(v float64) string { return strconv.FormatFloat(v, 'f', decimals, 64) }
		if written(a.Value) == written(math.Round(a.Value)) {
			decimals = 0 // 450 a day, not 450.00
		}
	}
	return FormatValue(a.Value, decimals, locale) + " " + a.Currency
}

// FormatValue writes a number for a reader of a locale, rounded half away from zero to a number of decimals.
func FormatValue(v float64, decimals int, locale string) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	st := styleOf(locale)
	s := roundedHalfAway(math.Abs(v), decimals)
	whole, fraction, _ := strings.Cut(s, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(s, "0.") != "" {
		b.WriteByte('-')
	}
	for i, c := range []byte(whole) {
		left := len(whole) - i
		if i > 0 && st.starts(left) {
			b.WriteString(st.group)
		}
		b.WriteByte(c)
	}
	if fraction != "" {
		b.WriteString(st.decimal + fraction)
	}
	return b.String()
}

// starts reports whether a group starts where so many digits are left.
func (s style) starts(left int) bool {
	if s.lakhs {
		return left >= 3 && left%2 == 1
	}
	return left%3 == 0
}

// roundedHalfAway writes v with a number of decimals. It rounds the shortest decimal that stands for v, so
// that 0.125 and 1.005 round as their readers expect.
func roundedHalfAway(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	point := strings.IndexByte(s, '.')
	if point < 0 || len(s)-point-1 <= decimals || s[point+1+decimals] != '5' {
		return strconv.FormatFloat(v, 'f', decimals, 64)
	}
	return strconv.FormatFloat(math.Nextafter(v, math.Inf(1)), 'f', decimals, 64)
}
