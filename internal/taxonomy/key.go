package taxonomy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// appendKey appends to dst the form of s under which names are compared: lower case, without accents,
// with every run of spaces and punctuation as one space. What tells names apart stays: the signs of "c++"
// and "c#", the dot of ".net", which becomes "dotnet". It allocates when dst is too small, and a little
// for letters with accents.
func appendKey(dst []byte, s string) []byte {
	start := len(dst)
	gap := false // a space is due before the next letter
	word := 0    // letters of the word so far
	write := func(r rune) {
		if gap && len(dst) > start {
			dst = append(dst, ' ')
		}
		gap = false
		dst = utf8.AppendRune(dst, r)
		word++
	}
	end := func() { gap, word = true, 0 }
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			write(r)
		case 'A' <= r && r <= 'Z':
			write(r + 'a' - 'A')
		case word == 1 && r == '#':
			dst = append(dst, '#')
			end()
		case word == 1 && strings.HasPrefix(s[i:], "++"):
			dst = append(dst, "++"...)
			size = 2
			end()
		case r == '.' && word == 0 && hasNet(s[i+1:]):
			write('d')
			write('o')
			write('t')
		case r < utf8.RuneSelf || r == utf8.RuneError:
			end()
		default:
			for _, f := range decompose(r) {
				f = unicode.ToLower(unicode.ToUpper(f))
				switch base, ok := letters[f]; {
				case ok:
					for _, b := range base {
						write(b)
					}
				case (f == '\u3099' || f == '\u309a') && word > 0 && !gap: // tells Japanese letters apart: ハ, バ, パ
					dst = utf8.AppendRune(dst, f)
				case unicode.Is(unicode.Mn, f): // an accent
				case unicode.IsLetter(f) || unicode.IsDigit(f):
					write(f)
				default:
					end()
				}
			}
		}
		i += size
	}
	return dst
}

// key is appendKey as a string.
func key(s string) string { return string(appendKey(nil, s)) }

// hasNet reports whether s goes on as ".net" does after its dot.
func hasNet(s string) bool {
	if len(s) < 3 || s[0]|0x20 != 'n' || s[1]|0x20 != 'e' || s[2]|0x20 != 't' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[3:])
	return len(s) == 3 || !unicode.IsLetter(next)
}

// letters are the lower-case letters that Unicode does not decompose and that people write without their
// keyboard.
var letters = map[rune]string{
	'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'æ': "ae", 'œ': "oe",
}

// decompose returns a rune that is not ASCII as base letters, accents after them. It is the same for both
// cases of a letter, so it goes through upper case: a final sigma is a sigma.
func decompose(r rune) string {
	low := unicode.ToLower(unicode.ToUpper(r))
	var buf [utf8.UTFMax]byte
	if d := norm.NFKD.Properties(utf8.AppendRune(buf[:0], low)).Decomposition(); d != nil {
		return string(d)
	}
	return string(low)
}
