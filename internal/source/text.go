package source

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// text turns the bytes of a file into UTF-8. What the bytes are is told by rule, so that the same file
// always reads the same:
//
//  1. A byte order mark names UTF-8, UTF-16LE or UTF-16BE, and is dropped.
//  2. Without one, a NUL in nearly every second byte of the first kilobyte, and in no other, is UTF-16.
//     Any other NUL, wherever it is met, is a binary file.
//  3. Up to the first byte beyond ASCII nothing has to be decided. From there the next 64 KB are
//     looked at: if they are valid UTF-8, the file is.
//  4. Else, when all of it makes pairs of bytes of which most are letters that texts are made of, it is
//     Shift-JIS, GBK, EUC-JP, EUC-KR or Big5.
//  5. Else it has one byte for a letter: Windows-1251 or 1253 when more than half of its letters beyond ASCII
//     stand in runs of three or more, as in Cyrillic and Greek words; and of 1252, 1250 and 1254 the one in
//     which most words are spelled as in a language of its, 1252 when there is nothing between them.
//
// Few words of an old file may not tell; Decode is for who knows better. A byte that is wrong in the encoding
// that was found becomes U+FFFD.
type text struct {
	name    string
	r       io.Reader
	window  []byte // raw bytes, of which window[used:filled] are still to be decoded
	used    int
	filled  int
	err     error  // what ended r: io.EOF in the best case
	out     []byte // room for what a decoder makes
	ready   []byte // decoded and not yet returned; lies in window or in out
	undone  int64  // bytes of the file before window
	ascii   bool   // nothing beyond ASCII has been met
	decoder *encoding.Decoder
	charset string // that is decoded
	stated  bool   // the caller said which it is
	wide    bool   // UTF-16, where a NUL is half a letter
	json    bool   // it begins as JSON does
}

// textWindow is how much text the encoding is told from.
const textWindow = 1 << 16

// newText reads the first bytes of r, tells their encoding and refuses what is no text.
func newText(name string, r io.Reader) (*text, error) {
	t := &text{name: name, r: r, window: make([]byte, textWindow), ascii: true, charset: "utf-8"}
	t.fill()
	if t.err != nil && t.err != io.EOF {
		return nil, t.err
	}
	head := t.window[:t.filled]
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		t.used = 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		t.used = 2
		t.widen(unicode.LittleEndian)
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		t.used = 2
		t.widen(unicode.BigEndian)
	default:
		even, odd, half := nulls(head[:min(len(head), 1<<10)])
		switch {
		case odd > half*9/10 && even == 0:
			t.widen(unicode.LittleEndian)
		case even > half*9/10 && odd == 0:
			t.widen(unicode.BigEndian)
		}
	}
	if t.used == t.filled {
		return nil, unreadable(name, "the file is empty").WithHint("download or copy it again")
	}
	if t.wide {
		return t, nil
	}
	t.json = startsJSON(head[t.used:])
	return t, refuse(name, head[t.used:])
}

// decodeAs sets the charset that the caller knows, unless a byte order mark has said it.
func (t *text) decodeAs(c charset) {
	if t.wide || t.used > 0 {
		return
	}
	t.stated, t.charset = true, c.name
	if t.decoder = c.encoding.NewDecoder(); c.name == "utf-8" {
		t.decoder = nil
	}
}

// startsJSON reports whether text begins as a JSON object with a field does, or a list of objects.
func startsJSON(head []byte) bool {
	const space = " \t\r\n"
	head = bytes.TrimLeft(head, space)
	for open, next := range map[byte]byte{'{': '"', '[': '{'} {
		if len(head) > 0 && head[0] == open {
			rest := bytes.TrimLeft(head[1:], space)
			return len(rest) > 0 && rest[0] == next
		}
	}
	return false
}

func (t *text) widen(order unicode.Endianness) {
	t.wide, t.ascii = true, false
	t.decoder, t.charset = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder(), "utf-16"
}

// nulls counts the NUL bytes at even and at odd places, and the pairs of places.
func nulls(b []byte) (even, odd, pairs int) {
	for i, c := range b {
		if c != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	return even, odd, len(b) / 2
}

// fill moves what is left to the front of the window and reads until it is full or the file ends.
func (t *text) fill() {
	t.undone += int64(t.used)
	t.filled = copy(t.window, t.window[t.used:t.filled])
	t.used = 0
	for t.filled < len(t.window) && t.err == nil {
		var n int
		n, t.err = t.r.Read(t.window[t.filled:])
		t.filled += n
	}
}

func (t *text) Read(p []byte) (int, error) {
	for len(t.ready) == 0 {
		t.fill()
		if t.filled == 0 {
			return 0, t.err
		}
		if err := t.decode(); err != nil {
			return 0, err
		}
	}
	n := copy(p, t.ready)
	t.ready = t.ready[n:]
	return n, nil
}

// decode makes text of the window, or of a part of it.
func (t *text) decode() error {
	raw := t.window[:t.filled]
	if !t.wide {
		if i := bytes.IndexByte(raw, 0); i >= 0 {
			return unreadable(t.name, "byte %d is a NUL: this is a binary file, no text", t.undone+int64(i)).
				WithHint("give a CSV, TSV or XLSX file")
		}
	}
	if t.ascii && !t.stated {
		i := beyondASCII(raw)
		if i > 0 {
			t.ready, t.used = raw[:i], i
			return nil
		}
		t.ascii = false
		if whole := wholeRunes(raw); !utf8.Valid(raw[:whole]) {
			c := detect(raw)
			t.decoder, t.charset = c.encoding.NewDecoder(), c.name
		}
	}
	if t.decoder == nil {
		whole := wholeRunes(raw)
		if whole == 0 { // the file ends within a letter
			whole = len(raw)
		}
		t.ready, t.used = raw[:whole], whole
		if !utf8.Valid(t.ready) {
			t.ready = bytes.ToValidUTF8(t.ready, []byte("\uFFFD"))
		}
		return nil
	}
	if t.out == nil {
		t.out = make([]byte, 4*textWindow) // a byte of an old file becomes at most three
	}
	made, used, err := t.decoder.Transform(t.out, raw, t.err != nil)
	t.ready, t.used = t.out[:made], used
	if used == 0 && err != nil {
		return err
	}
	return nil
}

// beyondASCII returns the place of the first byte beyond ASCII, len(b) when there is none.
func beyondASCII(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// wholeRunes returns the length of b without the beginning of a letter at its end.
func wholeRunes(b []byte) int {
	for back := 1; back <= min(len(b), utf8.UTFMax); back++ {
		if c := b[len(b)-back]; utf8.RuneStart(c) {
			if utf8.FullRune(b[len(b)-back:]) {
				return len(b)
			}
			return len(b) - back
		}
	}
	return len(b)
}

// singleByte tells Cyrillic from Western by how letters beyond ASCII stand: rule 5 of text.
func singleByte(b []byte) charset {
	letters, inRuns, run := 0, 0, 0
	for _, c := range b {
		if c < 0xC0 { // both encodings keep their letters, but for a few, from here on
			run = 0
			continue
		}
		letters++
		run++
		switch {
		case run == 3:
			inRuns += 3
		case run > 3:
			inRuns++
		}
	}
	if 2*inRuns > letters {
		return windows1251
	}
	return windows1252
}

const webPage = "a web page"

// strangers are beginnings of files that people hand over by mistake.
var strangers = []struct{ magic, what, hint string }{
	{"%PDF", "a PDF document", "export the table as CSV"},
	{"\x89PNG", "a PNG image", "give the table itself, as CSV"},
	{"\xff\xd8\xff", "a JPEG image", "give the table itself, as CSV"},
	{"GIF8", "a GIF image", "give the table itself, as CSV"},
	{"\x7fELF", "a program", "give a CSV, TSV or XLSX file"},
	{"MZ\x90", "a program", "give a CSV, TSV or XLSX file"},
	{"\xcf\xfa\xed\xfe", "a program", "give a CSV, TSV or XLSX file"},
	{"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "save it as .xlsx or CSV"},
	{"PAR1", "a Parquet file", "export it as CSV"},
	{"SQLite format 3", "an SQLite database", "export the table as CSV"},
	{"7z\xbc\xaf", "a 7-Zip archive", "unpack it and import what is inside"},
	{"Rar!\x1a", "a RAR archive", "unpack it and import what is inside"},
	{"\xfd7zXZ", "an XZ file", "unpack it and import what is inside"},
	{"BZh", "a bzip2 file", "unpack it and import what is inside"},
	{"PK\x05\x06", "an empty zip archive", "download or copy it again"},
	{"version https://git-lfs", "a Git LFS pointer, not the file it stands for", "fetch the file with git lfs pull"},
	{"<?xml", "an XML document", "export the table as CSV"},
	{"<!doctype html", webPage, "it may be a login or an error page: download the file in a browser and import that"},
	{"<html", webPage, "it may be a login or an error page: download the file in a browser and import that"},
}

// pageTable is the hint of a web page that is a table, as some programs call .xls.
const pageTable = "some programs save a web page as .xls: open it in a spreadsheet and save it as .xlsx or CSV"

// refuse returns an error when head begins as something that is no table does.
func refuse(name string, head []byte) error {
	head = bytes.TrimLeft(head, " \t\r\n")
	for _, s := range strangers {
		start := head[:min(len(head), len(s.magic))]
		if string(start) == s.magic || s.magic[0] == '<' && strings.EqualFold(string(start), s.magic) {
			hint := s.hint
			if s.what == webPage && bytes.Contains(bytes.ToLower(head), []byte("<table")) {
				hint = pageTable
			}
			return unreadable(name, "this is %s", s.what).WithHint("%s", hint)
		}
	}
	if len(head) == 0 {
		return unreadable(name, "the file is blank").WithHint("download or copy it again")
	}
	return nil
}
