package source

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/backpay/backpay/internal/pay"
)

// charset is an encoding of old files and how its texts are recognised.
type charset struct {
	name     string
	encoding encoding.Encoding
}

// The charsets that are recognised.
var (
	windows1250 = charset{"windows-1250", charmap.Windows1250}
	windows1251 = charset{"windows-1251", charmap.Windows1251}
	windows1252 = charset{"windows-1252", charmap.Windows1252}
	windows1253 = charset{"windows-1253", charmap.Windows1253}
	windows1254 = charset{"windows-1254", charmap.Windows1254}
	shiftJIS    = charset{"shift_jis", japanese.ShiftJIS}
	eucJP       = charset{"euc-jp", japanese.EUCJP}
	eucKR       = charset{"euc-kr", korean.EUCKR}
	gbk         = charset{"gbk", simplifiedchinese.GB18030}
	big5        = charset{"big5", traditionalchinese.Big5}
)

// otherNames are names of charsets that people use and IANA does not list.
var otherNames = map[string]charset{
	"sjis": shiftJIS, "shift-jis": shiftJIS, "cp932": shiftJIS, "ms932": shiftJIS, "windows-932": shiftJIS,
	"gb2312": gbk, "cp936": gbk, "cp949": eucKR, "cp950": big5,
	"cp1250": windows1250, "cp1251": windows1251, "cp1252": windows1252, "cp1253": windows1253, "cp1254": windows1254,
	"ansi": windows1252, "latin1": windows1252, "latin-1": windows1252,
}

// Decode says in which charset the text is, by a name of IANA or a usual one, in place of what its bytes show.
// It must be called before the first Read; a workbook needs none.
func (in *Input) Decode(name string) error {
	if in.text == nil {
		return nil
	}
	low := strings.ToLower(strings.TrimSpace(name))
	found, ok := otherNames[low]
	if !ok {
		if enc, err := ianaindex.IANA.Encoding(low); err == nil && enc != nil {
			found, ok = charset{low, enc}, true
		}
	}
	if !ok {
		return pay.Errorf(pay.Invalid, "%q is not a known encoding", name).In("encoding").At(in.Name).
			WithHint("as utf-8, windows-1250, windows-1252, shift_jis, gbk or big5")
	}
	in.text.decodeAs(found)
	return nil
}

// Encoding returns the name of the charset in which a text is read, "utf-8" until something else shows, and ""
// for a workbook.
func (in *Input) Encoding() string {
	if in.text == nil {
		return ""
	}
	return in.text.charset
}

// detect tells the charset of bytes that are no UTF-8, by the rules of text.
func detect(b []byte) charset {
	if c, ok := wide(b); ok {
		return c
	}
	if singleByte(b) == windows1251 {
		if greek(b) {
			return windows1253
		}
		return windows1251
	}
	best, most := windows1252, spelled(b, windows1252, western)
	for _, c := range []struct {
		charset
		alphabets []string
	}{{windows1250, central}, {windows1254, turkish}} {
		if n := spelled(b, c.charset, c.alphabets); n > most {
			best, most = c.charset, n
		}
	}
	return best
}

// Letters beyond ASCII of the languages that are written in a charset.
var (
	western = []string{
		"äöüß", "àâæçéèêëîïôœùûüÿ", "áéíóúñü", "ãáàâçéêíóôõúü", "àèéìòù", "åäöé", "åæøéü", "éëïöüèá", "àçéèíòóúïü",
	}
	central = []string{
		"áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ", "äöüß",
	}
	turkish = []string{"çğıöşüi̇"}
)

// wide recognises the charsets that take two bytes for a letter: every pair must be valid, and most must be
// letters that texts are made of. Two letters beyond ASCII that stand together by chance are rare ones.
func wide(b []byte) (charset, bool) {
	best, most := charset{}, .6
	for _, c := range []charset{shiftJIS, eucKR, gbk, eucJP, big5} {
		if share := common(b, c); share > most {
			best, most = c, share
		}
	}
	return best, best.encoding != nil
}

// common returns the share of frequent letters among those beyond ASCII, 0 when the bytes cannot be of the
// charset. The ranges are those of the frequent letters in each standard: its first level, kana or hangul. A
// letter between two of ASCII is not counted as frequent: that is how accents stand.
func common(b []byte, c charset) float64 {
	all, frequent := 0, 0
	run, often := 0, 0 // letters since the last of ASCII, and the frequent ones of them
	end := func() {
		if run > 1 {
			frequent += often
		}
		run, often = 0, 0
	}
	for i := 0; i < len(b); i++ {
		lead := b[i]
		if lead < utf8.RuneSelf {
			end()
			continue
		}
		all++
		run++
		if c == shiftJIS && 0xA1 <= lead && lead <= 0xDF { // a narrow kana, of a single byte
			continue
		}
		if i++; i == len(b) { // cut
			break
		}
		valid, usual := pair(c, lead, b[i])
		if !valid {
			return 0
		}
		if usual {
			often++
		}
	}
	end()
	if c == eucKR && all < fewest {
		return 0
	}
	return float64(frequent) / float64(max(all, 1))
}

// fewest is how many letters must all be hangul before a text is Korean: so many Chinese ones hardly stand in
// its rows by chance.
const fewest = 6

// pair reports whether two bytes are a letter of a charset, and a frequent one.
func pair(c charset, lead, trail byte) (valid, often bool) {
	high := 0xA1 <= trail && trail <= 0xFE
	switch c {
	case shiftJIS:
		valid = (0x81 <= lead && lead <= 0x9F || 0xE0 <= lead && lead <= 0xFC) && 0x40 <= trail && trail <= 0xFC &&
			trail != 0x7F
		return valid, valid && (0x81 <= lead && lead <= 0x83 || 0x88 <= lead && lead <= 0x97)
	case gbk:
		valid = 0x81 <= lead && lead <= 0xFE && 0x40 <= trail && trail <= 0xFE && trail != 0x7F
		return valid, high && (0xB0 <= lead && lead <= 0xD7 || lead == 0xA1 || lead == 0xA3)
	case eucJP: // a Japanese text has kana, which Chinese has not
		valid = high && (0xA1 <= lead && lead <= 0xFE || lead == 0x8E)
		return valid, high && (lead == 0xA1 || 0xA3 <= lead && lead <= 0xA5 || 0xB0 <= lead && lead <= 0xCF)
	case eucKR: // a Chinese text goes beyond the rows of hangul
		valid = high && (0xA1 <= lead && lead <= 0xC8)
		return valid, high && 0xB0 <= lead
	}
	valid = 0xA1 <= lead && lead <= 0xF9 && (0x40 <= trail && trail <= 0x7E || high)
	return valid, valid && (0xA4 <= lead && lead <= 0xC6 || lead == 0xA1)
}

// spelled returns how well the words of a text are spelled in a charset: a word counts when the letters beyond
// ASCII in it are all of one language, and once more when the language is the one that most words are of.
func spelled(b []byte, c charset, alphabets []string) int {
	decoded, err := c.encoding.NewDecoder().Bytes(b)
	if err != nil {
		return 0
	}
	byLanguage, all := make([]int, len(alphabets)), 0
	between := func(r rune) bool { return r < utf8.RuneSelf && !unicode.IsLetter(r) }
	for word := range bytes.FieldsFuncSeq(decoded, between) {
		special := strings.Map(func(r rune) rune {
			if r < utf8.RuneSelf {
				return -1
			}
			return unicode.ToLower(r)
		}, string(word))
		if special == "" {
			continue
		}
		any := false
		for i, alphabet := range alphabets {
			if !strings.ContainsFunc(special, func(r rune) bool { return !strings.ContainsRune(alphabet, r) }) {
				byLanguage[i]++
				any = true
			}
		}
		if any {
			all++
		}
	}
	most := 0
	for _, n := range byLanguage {
		most = max(most, n)
	}
	return all + most
}

// greek tells Greek from Cyrillic, which has its letters at the same places: nearly every Greek word has one
// accented vowel, at places where Cyrillic has rare capitals and the last letters of its alphabet.
func greek(b []byte) bool {
	words, accented := 0, 0
	for word := range bytes.FieldsFuncSeq(b, func(r rune) bool { return r < utf8.RuneSelf && r != utf8.RuneError }) {
		if len(word) < 3 {
			continue
		}
		words++
		n := 0
		for _, c := range word {
			if 0xDC <= c && c <= 0xDF || 0xFC <= c && c <= 0xFE {
				n++
			}
		}
		if n == 1 {
			accented++
		}
	}
	return 2*accented > words && !bytes.Contains(b, []byte{0xFF})
}
