package source

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
)

// MaxRow and MaxFields are the most bytes and fields that a row of text may have. The rows of public
// surveys have up to 60 KB and 200 fields.
const (
	MaxRow    = 16 << 20
	MaxFields = 1 << 20
)

// NewCSV reads delimited text. It is encoding/csv underneath, which measured five times the speed asked of
// an import, so there is no reason for a parser of our own. A quote inside a field is taken as it stands.
// In tab-separated text, which has no quoting by its definition, every quote is, unless the first row has
// a field that begins with one.
func NewCSV(in *Input, opt TableOptions) (*Table, error) {
	if in.Format == JSON {
		return nil, unreadable(in.Name, "this is JSON").WithHint("export the table as CSV")
	}
	rows := &bounded{r: in, name: in.Name}
	head, err := rows.peek(sniffBytes)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 { // as old Macs end lines
		rows.returns = true
		turnReturns(head)
	}
	comma := opt.Delimiter
	if stated, n := statedDelimiter(head); n > 0 {
		comma = cmp.Or(comma, stated)
		head = head[n:] // its line stays, as a blank one, so that rows keep their numbers
		rows.head = head
	}
	if comma == 0 && opt.Search > 0 {
		comma = steadyDelimiter(head)
	}
	switch comma {
	case 0:
		comma = detectDelimiter(head)
	case '"', '\r', '\n', utf8.RuneError:
		return nil, pay.Errorf(pay.Invalid, "%q cannot be a delimiter", comma).At(in.Name).
			WithHint("one of , ; | or a tab")
	}
	rows.delimiter = []byte(string(comma))
	buffered := bufio.NewReaderSize(rows, textWindow)
	if comma == '\t' && !quotedTabs(head) {
		return newTable(in.Name, opt, plainTabs(buffered, rows))
	}
	r := csv.NewReader(buffered)
	r.Comma, r.LazyQuotes, r.ReuseRecord, r.FieldsPerRecord = comma, true, true, -1
	return newTable(in.Name, opt, func() (row, error) {
		record, err := r.Read()
		if err != nil {
			return row{}, err
		}
		line, _ := r.FieldPos(0)
		last, _ := r.FieldPos(len(record) - 1)
		if lines := last - line + strings.Count(record[len(record)-1], "\n"); lines > maxRowLines {
			return row{}, unreadable(in.Name+": row "+strconv.Itoa(line), "the row runs over %d lines", lines).
				WithHint("a quote in it is never closed; close it, or double it if it is a letter")
		}
		rows.next(line, r.InputOffset())
		return row{fields: record, line: line}, nil
	})
}

// statedDelimiter reads the delimiter of a first line as Excel understands it, "sep=;", and returns how many bytes
// that takes.
func statedDelimiter(head []byte) (delimiter rune, n int) {
	said, ok := bytes.CutPrefix(head, []byte("sep="))
	r, size := utf8.DecodeRune(said)
	if rest := said[size:]; !ok || size == 0 || len(rest) == 0 || rest[0] != '\r' && rest[0] != '\n' {
		return 0, 0
	}
	return r, len("sep=") + size
}

// steadyLines are the lines that are looked at for the delimiter of which every row has as many.
const steadyLines = 50

// steadyDelimiter returns the delimiter that most lines have the same number of, so that a title above the header or
// a decimal comma does not mislead; 0 when no line has any.
func steadyDelimiter(head []byte) rune {
	var lines [len(delimiters)]map[int]int // by delimiter: how many lines have so many
	for i := range lines {
		lines[i] = map[int]int{}
	}
	n := 0
	for line := range bytes.Lines(head) {
		if n++; n > steadyLines {
			break
		}
		quoted := false
		var counts [len(delimiters)]int
		for _, b := range line {
			if b == '"' {
				quoted = !quoted
			}
			if i := strings.IndexByte(delimiterBytes, b); i >= 0 && !quoted {
				counts[i]++
			}
		}
		for i, count := range counts {
			if count > 0 {
				lines[i][count]++
			}
		}
	}
	best, most, widest := rune(0), 0, 0
	for i, d := range delimiters {
		for count, n := range lines[i] {
			if n > most || n == most && count > widest {
				best, most, widest = d, n, count
			}
		}
	}
	return best
}

// turnReturns makes line feeds of carriage returns.
func turnReturns(b []byte) {
	for i, c := range b {
		if c == '\r' {
			b[i] = '\n'
		}
	}
}

// maxRowLines is the most lines that a row may have; a free text of a survey has a few dozen. More than
// that are rows swallowed by a quote that is not closed, and would be lost without a word.
const maxRowLines = 200

// quotedTabs reports whether the first row of tab-separated text has a field that begins with a quote.
func quotedTabs(head []byte) bool {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.HasPrefix(first, []byte("\"")) || bytes.Contains(first, []byte("\t\""))
}

// plainTabs reads tab-separated text without quoting.
func plainTabs(r *bufio.Reader, rows *bounded) func() (row, error) {
	var long []byte // a row longer than the buffer
	var fields []string
	line, offset := 0, int64(0)
	return func() (row, error) {
		raw, err := r.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			long = long[:0]
			for err == bufio.ErrBufferFull {
				long = append(long, raw...)
				raw, err = r.ReadSlice('\n')
			}
			long = append(long, raw...)
			raw = long
		}
		if err != nil && (err != io.EOF || len(raw) == 0) {
			return row{}, err
		}
		line++
		offset += int64(len(raw))
		rows.next(line, offset)
		fields = fields[:0]
		for field := range strings.SplitSeq(strings.TrimRight(string(raw), "\r\n"), "\t") {
			fields = append(fields, field)
		}
		return row{fields: fields, line: line}, nil
	}
}

// sniffBytes is how much of a file is looked at to tell the delimiter.
const sniffBytes = 1 << 16

// delimiters are the ones that are recognised, the likelier first.
var delimiters = [...]rune{',', ';', '\t', '|'}

const delimiterBytes = ",;\t|"

// detectDelimiter returns the delimiter that the first row with any has most of, outside of quotes.
func detectDelimiter(head []byte) rune {
	var counts [4]int
	quoted := false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if b == '\n' && counts != [4]int{} {
			break
		}
		if i := strings.IndexByte(delimiterBytes, b); i >= 0 {
			counts[i]++
		}
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return delimiters[best]
}

// bounded passes text on and refuses a row that does not end: encoding/csv itself would keep it all.
type bounded struct {
	r      io.Reader
	name   string
	head   []byte // peeked, not yet passed on
	passed int64
	start  int64 // offset at which the row being read begins
	line   int   // on which the row before it begins
	fields int   // delimiters passed on since then

	delimiter []byte
	returns   bool // lines end in carriage returns alone
}

func (b *bounded) peek(n int) ([]byte, error) {
	b.head = make([]byte, n)
	got, err := io.ReadFull(b.r, b.head)
	b.head = b.head[:got]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	return b.head, nil
}

// next tells that a row was read, which began on a line, and where the one after it begins.
func (b *bounded) next(line int, offset int64) { b.line, b.start, b.fields = line, offset, 0 }

func (b *bounded) Read(p []byte) (int, error) {
	switch {
	case b.passed-b.start > MaxRow:
		return 0, b.refuse("a row is longer than %s", byteCount(MaxRow))
	case b.fields > MaxFields:
		return 0, b.refuse("a row has more than %d fields", MaxFields)
	}
	var n int
	var err error
	if len(b.head) > 0 {
		n = copy(p, b.head)
		b.head = b.head[n:]
	} else {
		n, err = b.r.Read(p)
		if b.returns {
			turnReturns(p[:n])
		}
	}
	b.passed += int64(n)
	b.fields += bytes.Count(p[:n], b.delimiter)
	return n, err
}

func (b *bounded) refuse(format string, args ...any) error {
	return unreadable(b.name+": row after line "+strconv.Itoa(b.line), format, args...).
		WithHint("a quote that is never closed swallows the rows after it; or this is no table")
}
