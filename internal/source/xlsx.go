package source

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"github.com/backpay/backpay/internal/pay"
)

// Limits on a workbook. The parts that are larger than maxPart are unpacked to temporary files.
const (
	maxBook = 1 << 30 // bytes of the file
	maxPart = 16 << 20
)

// isWorkbook reports whether a zip archive is an XLSX file.
func isWorkbook(z *zip.Reader) bool {
	for _, f := range z.File {
		if f.Name == "xl/workbook.xml" {
			return true
		}
	}
	return false
}

// openBook sets the workbook up for NewXLSX, when its parts promise to be of sane sizes. archive/zip and
// excelize hold the parts to their promise.
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

// NewXLSX reads a sheet of a workbook. A number is as it is kept, not as its cell shows it: 0.5 and not 50 %,
// and a date is its number of days.
func NewXLSX(in *Input, opt TableOptions) (*Table, error) {
	if in.book == nil {
		return nil, unreadable(in.Name, "text where a workbook is expected").WithHint("give a file in XLSX format")
	}
	if _, err := in.book.Seek(0, io.SeekStart); err != nil {
		return nil, in.explain(err)
	}
	in.watch(in.book, true)
	book, err := excelize.OpenReader(in.guard, excelize.Options{
		RawCellValue:      true,
		UnzipSizeLimit:    in.limit,
		UnzipXMLSizeLimit: maxPart,
	})
	if err != nil {
		return nil, bookError(in.Name, err)
	}
	in.closers = append(in.closers, book.Close)
	sheet := opt.Sheet
	if sheets := book.GetSheetList(); sheet == "" && len(sheets) > 0 {
		sheet = sheets[0]
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, pay.Errorf(pay.NotFound, "there is no sheet %q in the workbook", sheet).At(in.Name).
			WithHint("its sheets: %q", book.GetSheetList()).Because(err)
	}
	in.closers = append(in.closers, rows.Close)
	line := 0
	t, err := newTable(in.Name, opt, func() ([]string, int, error) {
		if err := in.meter.ctx.Err(); err != nil {
			return nil, 0, err
		}
		if !rows.Next() {
			if err := rows.Error(); err != nil {
				return nil, 0, bookError(in.Name, err)
			}
			return nil, 0, io.EOF
		}
		line++
		fields, err := rows.Columns()
		if err != nil {
			return nil, 0, bookError(in.Name, err)
		}
		return fields, line, nil
	})
	if err != nil {
		return nil, err
	}
	t.sparse = true
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
