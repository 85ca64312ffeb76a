package source

import (
	"archive/zip"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"backpay/internal/pay"
)

// spool copies a stream to a temporary file that Close removes, for formats that are read from their end.
func (in *Input) spool(r io.Reader, limit int64) (*os.File, error) {
	f, err := os.CreateTemp("", "backpay-input-*")
	if err != nil {
		return nil, pay.Errorf(pay.Internal, "no temporary file to unpack to").Because(err)
	}
	in.closers = append(in.closers, func() error {
		f.Close()
		return os.Remove(f.Name())
	})
	n, err := io.Copy(f, io.LimitReader(r, limit+1))
	if err != nil {
		return nil, in.explain(err)
	}
	if n > limit {
		return nil, tooLarge(in.Name, limit)
	}
	return f, nil
}

// openZip opens the workbook that f is, or the one member with data of the archive that f is.
func (in *Input) openZip(f *os.File, member string) error {
	info, err := f.Stat()
	if err != nil {
		return in.explain(err)
	}
	in.meter.total, in.meter.done = info.Size(), 0
	at := &meteredAt{f: f, m: in.meter}
	z, err := zip.NewReader(at, info.Size())
	if err != nil {
		return unreadable(in.Name, "the zip archive is damaged or cut short after %d bytes", info.Size()).
			WithHint("download or copy it again").Because(err)
	}
	if isWorkbook(z) {
		return in.openBook(f, info.Size(), z)
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
	in.guard.name, in.guard.r, in.guard.plain = in.Name, r, chosen.Method == zip.Store
	if path.Ext(strings.ToLower(chosen.Name)) != ".xlsx" {
		return in.openText(in.guard)
	}
	inner, err := in.spool(in.guard, in.guard.limit)
	if err != nil {
		return err
	}
	if info, err = inner.Stat(); err != nil {
		return in.explain(err)
	}
	if z, err = zip.NewReader(inner, info.Size()); err != nil || !isWorkbook(z) {
		return unreadable(in.Name, "this is no workbook").WithHint("open it in a spreadsheet and save it as CSV (UTF-8)")
	}
	return in.openBook(inner, info.Size(), z)
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
	results := slices.Collect(func(yield func(*zip.File) bool) {
		for _, f := range tables {
			if base := strings.ToLower(path.Base(f.Name)); strings.Contains(base, "results") && !yield(f) {
				return
			}
		}
	})
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
