package extract

import (
	"unicode"
	"unicode/utf8"
)

// kind sorts tokens.
type kind uint8

const (
	word   kind = iota // letters, and digits behind them: "B2B"
	number             // digits with their separators
	symbol             // one character
	line               // the end of a line
	cell               // the end of a cell of a table
)

// token is a piece of the plain text. Spaces are no tokens.
type token struct {
	start, end int32
	kind       kind
	sign       rune    // of a symbol
	value      float64 // of a number
	places     int8    // decimals of a number
	grouped    bool    // the number has its thousands set apart
	looked     bool    // entry has been looked up
	length     int8    // tokens of the phrase that starts here
	entry      *entry  // of that phrase, nil when it means nothing here
}

// tokens splits a plain text.
func tokens(text, lower []byte, list []token) []token {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\r':
			i++
		case c == '\n':
			list = append(list, token{start: int32(i), end: int32(i + 1), kind: line})
			i++
		case c == '\t':
			list = append(list, token{start: int32(i), end: int32(i + 1), kind: cell})
			i++
		case isDigit(c):
			t := scanNumber(text, i)
			list = append(list, t)
			i = int(t.end)
		case isLetter(c):
			end := scanWord(text, lower, i)
			list = append(list, token{start: int32(i), end: int32(end), kind: word})
			i = end
		default:
			r, size := rune(c), 1
			if c >= utf8.RuneSelf {
				r, size = utf8.DecodeRune(text[i:])
			}
			if c >= utf8.RuneSelf && isLetterRune(r) {
				size = scanWord(text, lower, i) - i
				list = append(list, token{start: int32(i), end: int32(i + size), kind: word})
			} else {
				list = append(list, token{start: int32(i), end: int32(i + size), kind: symbol, sign: r})
			}
			i += size
		}
	}
	return list
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isLetterRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// scanWord returns the end of the word at i. "p.a." is one word, and so is "B2B"; in "EUR60.000" and "x14" the
// word ends before the digits.
func scanWord(text, lower []byte, i int) int {
	start, letters := i, 0
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if !isLetter(c) {
				break
			}
			i++
		} else {
			r, size := utf8.DecodeRune(text[i:])
			if !isLetterRune(r) {
				break
			}
			i += size
		}
		letters++
	}
	if letters == 1 && i+1 < len(text) && text[i] == '.' && isLetter(text[i+1]) {
		if end := stopped(text, i); end > 0 {
			return end
		}
	}
	if i < len(text) && isDigit(text[i]) && !beforeNumber(lower[start:i]) {
		for i < len(text) && (isDigit(text[i]) || isLetter(text[i])) {
			i++
		}
	}
	return i
}

// stopped returns the end of a word of single letters with stops, whose first stop is at i; 0 for any other.
func stopped(text []byte, i int) int {
	for i+1 < len(text) && text[i] == '.' && isLetter(text[i+1]) {
		if i+2 < len(text) && (isLetter(text[i+2]) || text[i+2] >= utf8.RuneSelf) {
			return 0
		}
		i += 2
	}
	return i
}

// beforeNumber reports whether a word may stand right before the digits of an amount.
func beforeNumber(w []byte) bool {
	return len(w) == 1 && (w[0] == 'x' || w[0] == 'r') || currencyWords()[string(w)] != nil
}

// scanNumber reads the number at i: digits, thousands set apart by one kind of separator, decimals, and the
// dash that Swiss and Austrians write for no cents.
func scanNumber(text []byte, i int) token {
	start := i
	i += digits(text[i:])
	t := token{start: int32(start), kind: number}
	whole := float64(0)
	add := func(from, to int) {
		for _, c := range text[from:to] {
			whole = whole*10 + float64(c-'0')
		}
	}
	add(start, i)
	if i-start <= 3 && (text[start] != '0' || i-start == 1) {
		sep := separator(text, i)
		for sep != 0 && i < len(text) && text[i] == sep && grouping(text, i) > 0 {
			n := grouping(text, i)
			add(i+1, i+1+n)
			i += 1 + n
			t.grouped = true
		}
	}
	if i+1 < len(text) && (text[i] == '.' || text[i] == ',') {
		switch n := digits(text[i+1:]); {
		case n > 0 && n <= 2 || n == 3 && whole == 0:
			add(i+1, i+1+n)
			whole /= [...]float64{1, 10, 100, 1000}[n]
			t.places = int8(n)
			i += 1 + n
		case text[i+1] == '-':
			if j := i + 1; j+1 >= len(text) || text[j+1] != ' ' || text[i] == ',' || j+2 >= len(text) ||
				!isDigit(text[j+2]) {
				for i++; i < len(text) && text[i] == '-'; i++ {
				}
			}
		}
	}
	t.end, t.value = int32(i), whole
	return t
}

// separator returns the character at i when it sets thousands apart.
func separator(text []byte, i int) byte {
	if i >= len(text) {
		return 0
	}
	switch c := text[i]; c {
	case '.', ',', '\'', ' ':
		if grouping(text, i) > 0 {
			return c
		}
	}
	return 0
}

// grouping returns how many digits the group behind the separator at i has: three, or two before another
// group, as Indians write lakhs; 0 when it is no group.
func grouping(text []byte, i int) int {
	n := digits(text[i+1:])
	switch {
	case n == 3:
		return 3
	case n == 2 && text[i] == ',' && i+3 < len(text) && text[i+3] == ',' && digits(text[i+4:]) >= 2:
		return 2
	}
	return 0
}

// digits counts the digits that s starts with.
func digits(s []byte) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}
