package source

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/backpay/backpay/internal/pay"
)

// Limits on a workbook.
const (
	maxBook    = 1 << 30   // bytes of the file
	maxStrings = 256 << 20 // bytes of the texts that its cells share, which are kept in memory
	maxColumns = 1 << 14   // of a sheet, by the format
)

// isWorkbook reports whether a zip archive is an XLSX file.
func isWorkbook(z *zip.Reader) bool {
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "xl/workbook.xml" })
}

// openBook sets the workbook up for NewXLSX, when its parts promise to be of sane sizes. archive/zip holds
// the parts to their promise.
func (in *Input) openBook(f *os.File, size int64, z *zip.Reader) error {
	var unpacked uint64
	for _, part := range z.File {
		unpacked += part.UncompressedSize64
	}
	switch {
	case size > maxBook:
		return tooLarge(in.Name, maxBook)
	case unpacked > uint64(in.limit):
		return tooLarge(in.Name, in.limit)
	case unpacked > bombFrom && unpacked > bombRatio*uint64(size):
		return bomb(in.Name)
	}
	in.Format, in.book = XLSX, io.NewSectionReader(&meteredAt{f, in.meter}, 0, size)
	in.watch(in.book, true)
	return nil
}

// NewXLSX reads a sheet of a workbook, one row at a time. The format is read here and not by a library,
// because none that reads rows in constant memory says which cells are text, dates or formulas without a
// value, and where cells are merged; all of that decides what a payroll means.
//
// A number is as it is kept, to the 15 digits that a spreadsheet shows, and not as its cell formats it: 0.5
// for 50 %. A date is written 2006-01-02, a truth TRUE or FALSE, an error as it shows (#N/A). A formula that
// was never calculated is "=" and the formula. Cells that are merged downwards all hold the value.
//
// Rows that are hidden are data like others, as when a spreadsheet saves a sheet as CSV, unless the options
// leave them out. Without the name of a sheet it is the first; where the header may stand below the first row
// it is the first sheet that has one with the required columns.
func NewXLSX(in *Input, opt TableOptions) (*Table, error) {
	if in.book == nil {
		return nil, unreadable(in.Name, "text where a workbook is expected").WithHint("give a file in XLSX format")
	}
	book, err := in.readBook()
	if err != nil {
		return nil, bookError(in.Name, err)
	}
	if opt.Sheet != "" {
		i := slices.IndexFunc(book.sheets, func(s sheet) bool { return strings.EqualFold(s.name, opt.Sheet) })
		if i < 0 {
			return nil, pay.Errorf(pay.NotFound, "there is no sheet %q in the workbook", opt.Sheet).At(in.Name).
				WithHint("its sheets: %q", book.names())
		}
		return in.tableOfSheet(book, book.sheets[i], opt)
	}
	var first error
	for _, s := range book.inOrder() {
		t, err := in.tableOfSheet(book, s, opt)
		if err == nil || opt.Search == 0 {
			return t, err
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// Sheets returns the names of a workbook's sheets, those that are hidden last, and none for text.
func (in *Input) Sheets() ([]string, error) {
	if in.book == nil {
		return nil, nil
	}
	book, err := in.readBook()
	if err != nil {
		return nil, bookError(in.Name, err)
	}
	var names []string
	for _, s := range book.inOrder() {
		names = append(names, s.name)
	}
	return names, nil
}

// readBook reads what the sheets of a workbook share, once, and takes the checksum of the file.
func (in *Input) readBook() (*book, error) {
	if in.parts != nil {
		return in.parts, nil
	}
	if _, err := in.book.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	in.watch(in.book, true)
	if _, err := io.Copy(io.Discard, in.guard); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(in.book, in.book.Size())
	if err != nil {
		return nil, err
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	in.parts, err = newBook(z)
	return in.parts, err
}

func (in *Input) tableOfSheet(b *book, s sheet, opt TableOptions) (*Table, error) {
	rows, err := b.open(s)
	if err != nil {
		return nil, bookError(in.Name, err)
	}
	in.closers = append(in.closers, rows.close)
	rows.leaveHidden = opt.SkipHidden
	t, err := newTable(in.Name, opt, func() (row, error) {
		if err := in.meter.ctx.Err(); err != nil {
			return row{}, err
		}
		r, err := rows.next()
		if err != nil && err != io.EOF {
			err = bookError(in.Name, err)
		}
		return r, err
	})
	if err != nil {
		return nil, err
	}
	t.sparse, t.sheet, t.rows = true, s.name, rows
	return t, nil
}

func bookError(name string, err error) error {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return unreadable(name, "the workbook cannot be read").
		WithHint("open it in a spreadsheet and save it again, or as CSV (UTF-8)").Because(err)
}

// boundedRow passes the XML of a sheet on and refuses a row that does not end: the decoder would keep it.
type boundedRow struct {
	r io.Reader
	n int64 // bytes passed since the row began
}

func (b *boundedRow) Read(p []byte) (int, error) {
	if b.n > 4*MaxRow { // XML takes several bytes for one of text
		return 0, errors.New("a row is too long")
	}
	n, err := b.r.Read(p)
	b.n += int64(n)
	return n, err
}

// afterSheetData passes on what stands behind the rows of a sheet.
func afterSheetData(r io.Reader) (io.Reader, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		chunk, err := in.ReadSlice('>')
		switch {
		case strings.HasSuffix(string(chunk), "sheetData>") && strings.Contains(string(chunk), "</"):
			return in, nil
		case strings.HasSuffix(string(chunk), "sheetData/>"):
			return in, nil
		case err == bufio.ErrBufferFull:
			continue
		case err != nil:
			return nil, err
		}
	}
}
