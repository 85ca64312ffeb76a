package source

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// book is what the sheets of a workbook share (ISO/IEC 29500, both its transitional and its strict form).
type book struct {
	parts   map[string]*zip.File
	sheets  []sheet
	strings []string
	dates   []bool // by style: its numbers are dates
	since   time.Time
}

// sheet is one sheet of a workbook.
type sheet struct {
	name   string
	part   string
	hidden bool
}

func (b *book) names() []string {
	var names []string
	for _, s := range b.sheets {
		names = append(names, s.name)
	}
	return names
}

// inOrder returns the sheets, those that are hidden last.
func (b *book) inOrder() []sheet {
	sheets := slices.Clone(b.sheets)
	slices.SortStableFunc(sheets, func(x, y sheet) int {
		switch {
		case x.hidden == y.hidden:
			return 0
		case x.hidden:
			return 1
		}
		return -1
	})
	return sheets
}

// Day 0 of the two calendars that a workbook may count days in. That of 1900 begins two days early, since
// its makers took 1900 for a leap year: days before March 1900 are off by one.
var (
	since1900 = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	since1904 = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
)

func newBook(z *zip.Reader) (*book, error) {
	b := &book{parts: map[string]*zip.File{}, since: since1900}
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	targets := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			target := attribute(e, "Target")
			if absolute, ok := strings.CutPrefix(target, "/"); ok {
				target = absolute
			} else {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "Id")] = target
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = b.each("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			if truth(attribute(e, "date1904")) {
				b.since = since1904
			}
		case "sheet":
			part := targets[attribute(e, "id")]
			if b.parts[part] == nil {
				return fmt.Errorf("the sheet %q is missing", attribute(e, "name"))
			}
			hidden := strings.HasSuffix(strings.ToLower(attribute(e, "state")), "hidden") // or veryHidden
			b.sheets = append(b.sheets, sheet{attribute(e, "name"), part, hidden})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(b.sheets) == 0 {
		return nil, errors.New("it has no sheet")
	}
	if err := b.readStyles(targets); err != nil {
		return nil, err
	}
	return b, b.readStrings(targets)
}

// attribute returns the value of an attribute whatever its namespace.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func truth(s string) bool { return s == "1" || s == "true" || s == "on" }

// decoder reads a part of the workbook.
func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(label, "utf8") {
			return in, nil
		}
		return nil, fmt.Errorf("its XML is in %s", label)
	}
	return d
}

// each shows every element of a part to see, which may read on in it.
func (b *book) each(part string, see func(*xml.Decoder, xml.StartElement) error) error {
	f := b.parts[part]
	if f == nil {
		return fmt.Errorf("%s is missing", part)
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	d := newDecoder(r)
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := see(d, e); err != nil {
				return err
			}
		}
	}
}

// ending returns the part with the ending that a workbook refers to, where it usually is when it does not say.
func (b *book) ending(targets map[string]string, ending string) string {
	for _, target := range targets {
		if strings.HasSuffix(strings.ToLower(target), strings.ToLower(ending)) && b.parts[target] != nil {
			return target
		}
	}
	if part := "xl/" + ending; b.parts[part] != nil {
		return part
	}
	return ""
}

// readStyles finds out which styles show numbers as dates.
func (b *book) readStyles(targets map[string]string) error {
	part := b.ending(targets, "styles.xml")
	if part == "" {
		return nil
	}
	formats := map[string]bool{}
	cells := false
	return b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			formats[attribute(e, "numFmtId")] = dateFormat(attribute(e, "formatCode"))
		case "cellXfs":
			cells = true
		case "cellStyles", "dxfs":
			cells = false
		case "xf":
			if cells {
				id := attribute(e, "numFmtId")
				date, custom := formats[id]
				if !custom {
					date = builtInDate(id)
				}
				b.dates = append(b.dates, date)
			}
		}
		return nil
	})
}

// builtInDate reports whether a number format that has no code of its own shows a date.
func builtInDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (14 <= n && n <= 17 || n == 22 || 27 <= n && n <= 31 || n == 36 || 50 <= n && n <= 58)
}

// dateFormat reports whether the code of a number format shows a date: it has a day or a year, or a month
// without a time, outside of texts and conditions.
func dateFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	var letters strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"', '[':
			closing := byte('"')
			if c == '[' {
				closing = ']'
			}
			for i++; i < len(code) && code[i] != closing; i++ {
			}
		default:
			letters.WriteByte(c | 0x20)
		}
	}
	shown := strings.ReplaceAll(letters.String(), "general", "")
	return strings.ContainsAny(shown, "yd") || strings.Contains(shown, "m") && !strings.ContainsAny(shown, "hs")
}

// readStrings reads the texts that cells share.
func (b *book) readStrings(targets map[string]string) error {
	part := b.ending(targets, "sharedStrings.xml")
	if part == "" {
		return nil
	}
	if b.parts[part].UncompressedSize64 > maxStrings {
		return fmt.Errorf("its cells hold more than %s of text", byteCount(maxStrings))
	}
	return b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := richText(d, "si")
		b.strings = append(b.strings, s)
		return err
	})
}

// richText reads the runs of a text up to the end of an element. How a word is pronounced (rPh) is no part of it.
func richText(d *xml.Decoder, end string) (string, error) {
	var s strings.Builder
	inText, phonetic := false, false
	for {
		token, err := d.RawToken()
		if err != nil {
			return "", noEOF(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = inText || t.Name.Local == "t"
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.EndElement:
			switch t.Name.Local {
			case end:
				return unescape(s.String()), nil
			case "t":
				inText = false
			case "rPh":
				phonetic = false
			}
		case xml.CharData:
			if inText && !phonetic {
				s.Write(t)
			}
		}
	}
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unescape undoes _x000D_, which is how a workbook writes what XML cannot.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if code, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				out.WriteRune(rune(code))
				i += 7
				continue
			}
		}
		out.WriteByte(s[i])
		i++
	}
	return out.String()
}
