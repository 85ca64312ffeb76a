package taxonomy

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parts yields the parts of a title: what stands between commas, brackets and dashes. In "QA Engineer, Automotive" the
// second says where the first is done.
func parts(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i, r := range s {
			if !strings.ContainsRune(",;:|()[]{}•–—、，（）【】［］／｜：／", r) && !dashed(s, i, r) {
				continue
			}
			if !yield(s[start:i]) {
				return
			}
			start = i + utf8.RuneLen(r)
		}
		yield(s[start:])
	}
}

// dashed reports whether a hyphen stands between spaces, and so between parts, not between words.
func dashed(s string, i int, r rune) bool {
	return r == '-' && i > 0 && s[i-1] == ' ' && i+1 < len(s) && s[i+1] == ' '
}

// endings are what is written after the form of a word for one gender to have the other: "Ingeniero/a",
// "Entwickler:in".
var endings = []string{
	"a", "as", "o", "os", "e", "es", "in", "innen", "ne", "se", "euse", "euses", "rice", "trice", "ière", "ère", "ka",
	"essa", "ca", "ка",
}

// ungendered leaves such endings out.
func ungendered(s string) string {
	if !strings.ContainsAny(s, "/(:*·._-") {
		return s
	}
	var b strings.Builder
	letters := 0 // before the sign
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if letters >= 4 && strings.ContainsRune("/(:*·._-", r) {
			if n := ending(s[i+size:], r); n > 0 {
				i += size + n
				letters = 0
				b.WriteByte(' ')
				continue
			}
		}
		if letters++; !unicode.IsLetter(r) {
			letters = 0
		}
		b.WriteString(s[i : i+size])
		i += size
	}
	return b.String()
}

// ending returns the length of the ending that s begins with, after a sign, and 0 without one.
func ending(s string, sign rune) int {
	skipped := 0
	if sign == '/' && strings.HasPrefix(s, "-") {
		skipped = 1
	}
	n := strings.IndexFunc(s[skipped:], func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(s) - skipped
	}
	same := func(e string) bool { return strings.EqualFold(e, s[skipped:skipped+n]) }
	if !slices.ContainsFunc(endings, same) {
		return 0
	}
	n += skipped
	if sign == '(' {
		if !strings.HasPrefix(s[n:], ")") {
			return 0
		}
		n++
	}
	return n
}
