package extract

import (
	"bytes"
	"html"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const (
	longestTag     = 4096 // bytes; a "<" without its ">" this far on is a character of the text
	longestEntity  = 32   // bytes
	longestElement = 12   // bytes of a name that is looked at
	mostPasses     = 4    // of taking off HTML: escaped twice, and tags inside of that
)

// plainText is a document without its markup, in two forms of equal length, and the way back.
type plainText struct {
	text   []byte   // one kind of space, dash and apostrophe
	lower  []byte   // text in lower case
	passes [][]mark // from the document to text, in their order

	buffers [mostPasses + 1][]byte // of the passes, used again
}

// mark is where a rewriting left the straight copy of its input. Positions behind it run in parallel until
// the next mark, unless end is set: then the output up to the next mark stands for input[in:end].
type mark struct {
	out, in, end int32
}

// read takes the markup off a document. What was read before is overwritten.
func (p *plainText) read(doc string) {
	text := append(p.buffers[0][:0], doc...)
	p.buffers[0] = text
	n := 0
	for n < mostPasses && marked(text) {
		var marks []mark
		text, marks = unmark(text, p.buffers[n+1][:0], p.pass(n))
		p.buffers[n+1] = text
		p.passes[n] = marks
		n++
	}
	var marks []mark
	p.text, p.lower, marks = normalize(text, p.text, p.lower, p.pass(n))
	p.passes[n] = marks
	p.passes = p.passes[:n+1]
}

// pass returns the emptied list of marks of the pass n.
func (p *plainText) pass(n int) []mark {
	if n < cap(p.passes) {
		p.passes = p.passes[:n+1]
	} else {
		p.passes = append(p.passes[:n], nil)
	}
	return p.passes[n][:0]
}

// marked reports whether a text has a tag or an entity.
func marked(s []byte) bool {
	for i := 0; i < len(s); {
		k := bytes.IndexByte(s[i:], '&')
		if k < 0 {
			break
		}
		i += k + 1
		if _, size := entity(s[i-1:]); size > 0 {
			return true
		}
	}
	for i := 0; i < len(s); {
		k := bytes.IndexByte(s[i:], '<')
		if k < 0 {
			break
		}
		i += k + 1
		if startsTag(s[i:]) {
			return true
		}
	}
	return false
}

// startsTag reports whether what follows a "<" makes a tag of it.
func startsTag(s []byte) bool {
	return len(s) > 0 && (s[0] == '/' || s[0] == '!' || s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z')
}

// entity returns the text of the entity that s starts with and the bytes that it takes, 0 when there is none.
func entity(s []byte) (text string, size int) {
	end := bytes.IndexByte(s[:min(len(s), longestEntity)], ';')
	if end < 2 {
		return "", 0
	}
	if text, ok := usual[string(s[1:end])]; ok {
		return text, end + 1
	}
	name := string(s[:end+1])
	if text = html.UnescapeString(name); text == name || !utf8.ValidString(text) {
		return "", 0
	}
	return text, end + 1
}

// usual are the entities that most texts have no others than.
var usual = map[string]string{
	"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "nbsp": "\u00a0", "ndash": "–", "mdash": "—", "rsquo": "’",
	"lsquo": "‘", "#39": "'", "euro": "€", "pound": "£", "#x27": "'", "#x2F": "/", "ldquo": "“", "rdquo": "”",
}

// breaking are the elements that end a line; cells end less, and everything else nothing.
var breaking = map[string]string{
	"p": "\n", "br": "\n", "div": "\n", "li": "\n", "ul": "\n", "ol": "\n", "tr": "\n", "table": "\n", "h1": "\n",
	"h2": "\n", "h3": "\n", "h4": "\n", "h5": "\n", "h6": "\n", "section": "\n", "article": "\n", "header": "\n",
	"footer": "\n", "hr": "\n", "dl": "\n", "dt": "\n", "dd": "\t", "td": "\t", "th": "\t", "blockquote": "\n",
	"pre": "\n", "option": "\n", "title": "\n", "body": "\n", "form": "\n", "main": "\n", "aside": "\n",
}

// unmark takes one layer of tags and entities off s and appends the rest to out, and its marks to marks.
func unmark(s, out []byte, marks []mark) ([]byte, []mark) {
	less, and := next(s, 0, '<'), next(s, 0, '&')
	for i := 0; i < len(s); {
		if less < i {
			less = next(s, i, '<')
		}
		if and < i {
			and = next(s, i, '&')
		}
		run := min(less, and) - i
		marks = append(marks, mark{int32(len(out)), int32(i), 0})
		out = append(out, s[i:i+run]...)
		if i += run; i == len(s) {
			break
		}
		text, size := "", 0
		if s[i] == '&' {
			text, size = entity(s[i:])
		} else if startsTag(s[i+1:]) {
			text, size = tag(s[i:])
		}
		if size == 0 { // a character of the text
			out = append(out, s[i])
			i++
			continue
		}
		if text != "" {
			marks = append(marks, mark{int32(len(out)), int32(i), int32(i + size)})
			out = append(out, text...)
		}
		i += size
	}
	return out, marks
}

// next returns where c comes next from i on, the end of s when it does not.
func next(s []byte, i int, c byte) int {
	k := bytes.IndexByte(s[i:], c)
	if k < 0 {
		return len(s)
	}
	return i + k
}

// tag returns what stands for the tag that s starts with, and its bytes, 0 when it never ends. A script, a
// style and a comment go with all they hold.
func tag(s []byte) (text string, size int) {
	if bytes.HasPrefix(s, []byte("<!--")) {
		if end := bytes.Index(s, []byte("-->")); end >= 0 {
			return "", end + 3
		}
		return "", 0
	}
	end := bytes.IndexByte(s[:min(len(s), longestTag)], '>')
	if end < 0 {
		return "", 0
	}
	name := s[1:end]
	closing := name[0] == '/'
	name = bytes.TrimPrefix(name, []byte("/"))
	var buf [longestElement]byte
	n := 0
	for n < len(name) && n < len(buf) && (isLetter(name[n]) || isDigit(name[n])) {
		buf[n] = lowered[name[n]]
		n++
	}
	element := buf[:n]
	if hidden := string(element); (hidden == "script" || hidden == "style") && !closing {
		rest := bytes.Index(bytes.ToLower(s[end:]), append([]byte("</"), element...))
		if rest < 0 {
			return "", len(s)
		}
		return "\n", end + rest
	}
	return breaking[string(element)], end + 1
}

// normalize writes every space, dash and apostrophe alike, mends text that was read in the wrong code page,
// and adds the same in lower case, byte for byte. It writes over text and lower and appends to marks.
func normalize(s, text, lower []byte, marks []mark) (_, _ []byte, _ []mark) {
	text, lower = slices.Grow(text[:0], len(s))[:len(s)], slices.Grow(lower[:0], len(s))[:len(s)]
	n := 0
	marks = append(marks, mark{})
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			text[n], lower[n] = c, lowered[c]
			n, i = n+1, i+1
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		if 'Â' <= r && r <= 'ô' {
			if mended, length := mend(s[i:]); length > 0 {
				r, size = mended, length
			}
		}
		r = alike(r)
		width := utf8.RuneLen(r)
		if r == dropped {
			width = 0
		} else if r == utf8.RuneError && size == 1 {
			r, width = ' ', 1
		}
		if width > 0 {
			utf8.EncodeRune(text[n:], r)
			if low := unicode.ToLower(r); utf8.RuneLen(low) == width {
				r = low
			}
			utf8.EncodeRune(lower[n:], r)
		}
		if width != size {
			if width > 0 {
				marks = append(marks, mark{int32(n), int32(i), int32(i + size)})
			}
			marks = append(marks, mark{int32(n + width), int32(i + size), 0})
		}
		n, i = n+width, i+size
	}
	return text[:n], lower[:n], marks
}

var lowered = func() (t [utf8.RuneSelf]byte) {
	for c := range t {
		t[c] = byte(unicode.ToLower(rune(c)))
		if c < ' ' && c != '\n' && c != '\t' {
			t[c] = ' '
		}
	}
	return t
}()

const dropped = -1

// alike returns the character that stands for all that only look a little different.
func alike(r rune) rune {
	switch r {
	case '\u00a0', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2007', '\u2008', '\u2009', '\u200a', '\u202f',
		'\u3000':
		return ' '
	case '‐', '‑', '‒', '–', '—', '―', '−', '－', '〜', '～':
		return '-'
	case '’', '‘', 'ʼ', '´', '′', '＇':
		return '\''
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		return dropped
	case '\u2028', '\u2029', '\u0085':
		return '\n'
	case '＄':
		return '$'
	case '￥':
		return '¥'
	case '￡':
		return '£'
	}
	if '０' <= r && r <= '９' {
		return r - '０' + '0'
	}
	return r
}

// mend returns the character that s starts with when it was written as UTF-8 and read as Windows-1252, as
// "Â£" for "£", and the bytes that it takes; 0 when s is no such thing.
func mend(s []byte) (rune, int) {
	var raw [utf8.UTFMax]byte
	n, i := 0, 0
	for n < len(raw) && i < len(s) {
		r, size := utf8.DecodeRune(s[i:])
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r >= 0x80 && r < 0xa0 {
			b, ok = byte(r), true
		}
		if !ok || b < utf8.RuneSelf {
			return 0, 0
		}
		raw[n] = b
		n, i = n+1, i+size
		if utf8.FullRune(raw[:n]) {
			r, length := utf8.DecodeRune(raw[:n])
			if r == utf8.RuneError || length != n {
				return 0, 0
			}
			return r, i
		}
	}
	return 0, 0
}

// span returns the bytes of the document that text[start:end] stands for.
func (p *plainText) span(start, end int) Span {
	for _, marks := range slices.Backward(p.passes) {
		start, end = back(marks, start, false), back(marks, end, true)
	}
	return Span{start, max(start, end)}
}

// back returns the input position of an output position. The end of a stretch is where its last byte ends.
func back(marks []mark, pos int, end bool) int {
	if len(marks) == 0 {
		return pos
	}
	byteAt := pos
	if end && pos > 0 {
		byteAt--
	}
	k := sort.Search(len(marks), func(k int) bool { return int(marks[k].out) > byteAt }) - 1
	m := marks[max(k, 0)]
	switch {
	case m.end == 0:
		return int(m.in) + pos - int(m.out)
	case end:
		return int(m.end)
	}
	return int(m.in)
}
