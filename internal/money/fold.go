package money

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold writes a text in the one form in which amounts are scanned: lower case, one kind of space, dash and
// apostrophe, digits of every script as 0 to 9, full-width forms as their narrow ones, no marks of
// direction. ok is false when s is not valid UTF-8.
func fold(s string) (folded string, ok bool) {
	plain := true
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return foldRunes(s)
		}
		plain = plain && (c < 'A' || c > 'Z') && c > ' ' && c != '`'
	}
	if plain {
		return s, true
	}
	var short [64]byte
	b := append(short[:0], s...)
	for i, c := range b {
		switch {
		case 'A' <= c && c <= 'Z':
			b[i] = c + 'a' - 'A'
		case c < ' ':
			b[i] = ' '
		case c == '`':
			b[i] = '\''
		}
	}
	return string(b), true
}

func foldRunes(s string) (folded string, ok bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r = foldRune(r); r >= 0 {
			b.WriteRune(r)
		}
	}
	return b.String(), true
}

// foldRune returns the form of a rune in a folded text, -1 for none.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case r < ' ':
			return ' '
		case r == '`':
			return '\''
		}
		return r
	}
	if '！' <= r && r <= '～' { // full-width forms of ASCII
		return foldRune(r - '！' + '!')
	}
	switch r {
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '➔', '→':
		return '-'
	case '’', '‘', 'ʼ', 'ʻ', '´', '′', 'ʹ', '‛':
		return '\''
	case '“', '”', '„', '«', '»', '″', '״':
		return '"'
	case '〜', '∼', '∽', '～', '⁓':
		return '~'
	case '٫':
		return '.'
	case '٬', '،', '、':
		return ','
	case '×', '✕', '✖', '⨯':
		return 'x'
	case '•', '・', '∙', '⋅', '‧':
		return '·'
	case '￥':
		return '¥'
	case '￡':
		return '£'
	case '￠':
		return '¢'
	case '￦':
		return '₩'
	case 'İ':
		return 'i'
	case '\u00ad', '\ufeff', '\u0307':
		return -1
	}
	switch {
	case unicode.Is(unicode.Nd, r):
		return '0' + digitOf(r)
	case unicode.IsSpace(r), unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Cf, r) && r != '\u200c': // the joiner of Persian words stays
		return -1
	}
	return unicode.ToLower(r)
}

// digitOf returns the value of a decimal digit of any script: in Unicode they stand together in tens that
// begin with zero.
func digitOf(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return (r - zero) % 10
}

// withoutAccents returns a folded word as people write it on a keyboard that lacks its letters.
func withoutAccents(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ł':
			b.WriteByte('l')
		case r == 'đ':
			b.WriteByte('d')
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ß':
			b.WriteString("ss")
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}
