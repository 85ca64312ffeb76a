package source

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/backpay/backpay/internal/pay"
)

// spool copies a stream to a temporary file that Close removes, for formats that are read from their end.
func (in *Input) spool(r io.Reader) (*os.File, error) {
	f, err := os.CreateTemp("", "backpay-input-*")
	if err != nil {
		return nil, pay.Errorf(pay.Internal, "there is no temporary file to unpack to").At(in.Name).
			WithHint("make room in %s, or unpack the file yourself", os.TempDir()).Because(err)
	}
	in.closers = append(in.closers, func() error { return errors.Join(f.Close(), os.Remove(f.Name())) })
	if _, err := io.Copy(f, r); err != nil {
		return nil, in.explain(err)
	}
	return f, nil
}

// openZip opens the workbook that f is, or the one member with data of the archive that f is. Without f
// it is what the guard reads.
func (in *Input) openZip(f *os.File, member string) error {
	if f == nil {
		var err error
		if f, err = in.spool(in.guard); err != nil {
			return err
		}
	}
	z, size, err := in.zip(f)
	if err != nil {
		return err
	}
	if isWorkbook(z) {
		return in.openBook(f, size, z)
	}
	if isOpenDocument(z) {
		return unreadable(in.Name, "this is an OpenDocument spreadsheet (.ods) or another OpenDocument file").
			WithHint("open it in a spreadsheet and save it as .xlsx or CSV (UTF-8)")
	}
	chosen, err := chooseMember(in.Name, z, member)
	if err != nil {
		return err
	}
	r, err := chosen.Open()
	if err != nil {
		return unreadable(in.Name, "%s in it cannot be unpacked", chosen.Name).
			WithHint("it may be encrypted; unpack it yourself").Because(err)
	}
	in.closers = append(in.closers, r.Close)
	in.Name += ": " + path.Base(chosen.Name)
	in.watch(r, chosen.Method == zip.Store)
	if path.Ext(strings.ToLower(chosen.Name)) != ".xlsx" {
		return in.openText(in.guard)
	}
	if f, err = in.spool(in.guard); err != nil {
		return err
	}
	if z, size, err = in.zip(f); err != nil {
		return err
	}
	if !isWorkbook(z) {
		return unreadable(in.Name, "this is no workbook").WithHint("open it in a spreadsheet and save it as CSV (UTF-8)")
	}
	return in.openBook(f, size, z)
}

// isOpenDocument reports whether a zip archive is a file of LibreOffice and its like.
func isOpenDocument(z *zip.Reader) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	}
	return has("mimetype") && has("content.xml")
}

// zip reads the directory of an archive; what is read of the archive from then on is progress.
func (in *Input) zip(f *os.File) (*zip.Reader, int64, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, 0, in.explain(err)
	}
	z, err := zip.NewReader(&meteredAt{f, in.meter}, info.Size())
	if err != nil {
		return nil, 0, unreadable(in.Name, "the zip archive is damaged or cut short after %d bytes", info.Size()).
			WithHint("download or copy it again").Because(err)
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	in.meter.done, in.meter.told, in.meter.total = 0, 0, info.Size()
	return z, info.Size(), nil
}

// meteredAt counts what is read of a file at random places.
type meteredAt struct {
	f *os.File
	m *meter
}

func (a *meteredAt) ReadAt(p []byte, off int64) (int, error) {
	if err := a.m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := a.f.ReadAt(p, off)
	a.m.add(int64(n), false)
	return n, err
}

// chooseMember finds the member wanted, or the only one with data: a table by its extension, and among
// several the one whose name says that it holds results.
func chooseMember(name string, z *zip.Reader, want string) (*zip.File, error) {
	var tables []*zip.File
	for _, f := range z.File {
		base := strings.ToLower(path.Base(f.Name))
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if want != "" {
			if f.Name == want || path.Base(f.Name) == want {
				return f, nil
			}
			continue
		}
		switch path.Ext(base) {
		case ".csv", ".tsv", ".txt", ".xlsx":
			tables = append(tables, f)
		}
	}
	names := func(files []*zip.File) string {
		var s []string
		for _, f := range files[:min(len(files), 8)] {
			s = append(s, f.Name)
		}
		return strings.Join(s, ", ")
	}
	if want != "" {
		return nil, pay.Errorf(pay.NotFound, "there is no %s in the archive", want).At(name).WithHint("it holds %s", names(z.File))
	}
	var results []*zip.File
	for _, f := range tables {
		if strings.Contains(strings.ToLower(path.Base(f.Name)), "results") {
			results = append(results, f)
		}
	}
	switch {
	case len(tables) == 1:
		return tables[0], nil
	case len(results) == 1:
		return results[0], nil
	case len(tables) == 0:
		return nil, unreadable(name, "there is no table (csv, tsv, txt or xlsx) in the archive").WithHint("it holds %s", names(z.File))
	}
	return nil, unreadable(name, "there are several tables in the archive: %s", names(tables)).
		WithHint("unpack it and import the one with the answers")
}
