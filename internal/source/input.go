package source

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip" // decompresses surveys up to twice as fast as the standard one
	"github.com/klauspost/compress/zstd"

	"github.com/backpay/backpay/internal/pay"
)

// DefaultMaxBytes is how much an Input may decompress to when Options do not say.
const DefaultMaxBytes = 20 << 30

// Options tell Open what the caller knows and wants. The zero value is of use.
type Options struct {
	Year   int    // the year the file is of, where the file does not say; 0 is unknown
	Member string // the file wanted inside a zip archive; empty chooses the one with data
	SHA256 string // the expected checksum of a download, in hexadecimal; empty checks nothing

	MaxBytes int64                   // most bytes to decompress to; 0 is DefaultMaxBytes
	Progress func(done, total int64) // called now and then with bytes of the file as it lies there; total is -1 when unknown

	Client *http.Client // for URLs; nil is a client with sane timeouts
	Cache  string       // folder for downloads; empty is backpay in the user's cache folder

	pause time.Duration // before a download is tried a second time; 0 is firstPause
}

// Format is what an Input holds.
type Format string

// The formats of an Input.
const (
	Text Format = "text" // delimited text, which Read returns as UTF-8
	JSON Format = "json" // text that begins as a JSON object does: no table, but some sources read it
	XLSX Format = "xlsx" // a workbook, which NewTable reads
)

// Input is an opened data file: decompressed, guarded against what is no data, and decoded to UTF-8.
// It keeps a few buffers in memory, however long the file is.
type Input struct {
	Name   string // base name, for errors and reports: "results.csv.gz", or "survey.zip: results.csv"
	Year   int    // Options.Year
	Format Format

	limit   int64             // bytes to decompress at most
	text    *text             // decoded text; nil for a workbook
	book    *io.SectionReader // the workbook; nil for text
	parts   *book             // what of it was read already
	meter   *meter
	guard   *guard
	closers []func() error
}

// Open opens a local file or an http(s) URL and looks at its first bytes, not at its extension, to
// undo gzip, Zstandard and zip. Every error is a *pay.Error with a hint, but for that of a context that ends.
func Open(ctx context.Context, name string, opt Options) (*Input, error) {
	label := filepath.Base(name)
	if isURL(name) {
		file, err := download(ctx, name, opt)
		if err != nil {
			return nil, err
		}
		label, name = path.Base(urlPath(name)), file
	}
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	in, err := NewInput(ctx, label, f, opt)
	if err != nil {
		f.Close()
		return nil, err
	}
	in.closers = slices.Insert(in.closers, 0, f.Close)
	return in, nil
}

// NewInput reads a file from a stream, as from standard input. name is what errors call it.
func NewInput(ctx context.Context, name string, r io.Reader, opt Options) (*Input, error) {
	in := &Input{Name: name, Year: opt.Year, limit: opt.MaxBytes}
	if in.limit <= 0 {
		in.limit = DefaultMaxBytes
	}
	in.meter = &meter{ctx: ctx, total: -1, report: opt.Progress}
	if err := in.open(r, opt); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// Read returns the text as UTF-8 without a byte order mark. Its errors are *pay.Error.
func (in *Input) Read(p []byte) (int, error) {
	if in.text == nil {
		return 0, pay.Errorf(pay.Unreadable, "a workbook where text is expected").At(in.Name).
			WithHint("save the sheet as CSV (UTF-8)")
	}
	n, err := in.text.Read(p)
	if err != nil && err != io.EOF {
		err = in.explain(err)
	}
	return n, err
}

// Close closes the file. It is safe to call twice.
func (in *Input) Close() error {
	var errs []error
	for i := len(in.closers) - 1; i >= 0; i-- {
		errs = append(errs, in.closers[i]())
	}
	in.closers = nil
	return errors.Join(errs...)
}

// Size returns the bytes of the file as it lies there, compressed or not, and -1 when it is a stream.
func (in *Input) Size() int64 { return in.meter.total }

// Bytes returns how many decompressed bytes have been read.
func (in *Input) Bytes() int64 { return in.guard.n }

// SHA256 returns the checksum of the decompressed bytes, in hexadecimal, once they have been read to the
// end; before that it returns "". A workbook's checksum is of the workbook as a file.
func (in *Input) SHA256() string {
	if !in.guard.eof {
		return ""
	}
	return hex.EncodeToString(in.guard.sum.Sum(nil))
}

// explain turns an error of reading into one for people.
func (in *Input) explain(err error) error {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return unreadable(in.Name, "the file is cut short: its compressed data ends after %d bytes, which hold %d bytes of data", in.meter.done, in.guard.n).
			WithHint("download or copy it again").Because(err)
	}
	return unreadable(in.Name, "it cannot be decompressed or read beyond byte %d of its data", in.guard.n).
		WithHint("download or copy it again").Because(err)
}

func unreadable(place, format string, args ...any) *pay.Error {
	return pay.Errorf(pay.Unreadable, format, args...).At(place)
}

// Magic numbers at the start of files.
var (
	magicGzip = []byte{0x1f, 0x8b}
	magicZstd = []byte{0x28, 0xb5, 0x2f, 0xfd}
	magicZip  = []byte("PK\x03\x04")
)

// open finds out what r is and sets up the readers that make text of it, or the workbook.
func (in *Input) open(r io.Reader, opt Options) error {
	file, _ := r.(*os.File)
	if file != nil {
		info, err := file.Stat()
		switch {
		case err != nil:
			return in.explain(err)
		case info.Mode().IsRegular():
			in.meter.total = info.Size()
		default:
			file = nil // a pipe, which has no end to read a zip archive from
		}
	}
	in.watch(nil, true)
	in.meter.r = r
	raw := bufio.NewReaderSize(in.meter, 1<<16)
	head, err := raw.Peek(len(magicZstd))
	if err != nil && err != io.EOF {
		return in.explain(err)
	}
	switch {
	case bytes.HasPrefix(head, magicZip):
		in.guard.r = raw
		return in.openZip(file, opt.Member)
	case bytes.HasPrefix(head, magicGzip):
		z, err := gzip.NewReader(raw)
		if err != nil {
			return in.explain(err)
		}
		in.watch(z, false)
	case bytes.HasPrefix(head, magicZstd):
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return in.explain(err)
		}
		in.closers = append(in.closers, func() error { z.Close(); return nil })
		in.watch(z, false)
	default:
		in.watch(raw, true)
		return in.openText(in.guard)
	}
	// A compressed file may itself hold a workbook or an archive.
	unpacked := bufio.NewReaderSize(in.guard, 1<<16)
	inner, err := unpacked.Peek(len(magicZip))
	if err != nil && err != io.EOF {
		return in.explain(err)
	}
	if bytes.HasPrefix(inner, magicZip) {
		spooled, err := in.spool(unpacked)
		if err != nil {
			return err
		}
		return in.openZip(spooled, opt.Member)
	}
	return in.openText(unpacked)
}

// watch sets up the guard of decompressed bytes anew.
func (in *Input) watch(r io.Reader, plain bool) {
	in.guard = &guard{name: in.Name, r: r, meter: in.meter, plain: plain, limit: in.limit, sum: sha256.New()}
}

// openText looks at the first bytes and sets up the decoder.
func (in *Input) openText(r io.Reader) error {
	t, err := newText(in.Name, r)
	if err != nil {
		return in.explain(err)
	}
	in.Format, in.text = Text, t
	if t.json {
		in.Format = JSON
	}
	return nil
}

// meter reads the file as it lies there: it counts, reports progress and ends when ctx does.
type meter struct {
	ctx    context.Context
	r      io.Reader
	done   int64
	total  int64
	told   int64
	report func(done, total int64)
}

// progressStep is how many bytes lie between two reports of progress.
const progressStep = 1 << 18

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	m.add(int64(n), err == io.EOF)
	return n, err
}

func (m *meter) add(n int64, end bool) {
	m.done += n
	if m.report != nil && (end || m.done-m.told >= progressStep) {
		m.told = m.done
		m.report(m.done, m.total)
	}
}

// The limits on what a compressed file may grow to: a survey shrinks to a tenth, a bomb to a thousandth.
const (
	bombRatio = 200      // decompressed bytes for a byte of the file,
	bombFrom  = 64 << 20 // beyond so many decompressed bytes
)

// guard reads decompressed bytes: it counts them, adds them to the checksum and refuses a bomb.
type guard struct {
	name  string
	r     io.Reader
	meter *meter
	plain bool // not compressed, so no ratio to watch
	limit int64
	n     int64
	eof   bool
	sum   hash.Hash
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.n += int64(n)
	g.sum.Write(p[:n])
	if g.n > g.limit {
		return 0, tooLarge(g.name, g.limit)
	}
	if !g.plain && g.n > bombFrom && g.n > bombRatio*g.meter.done {
		return 0, bomb(g.name)
	}
	if err == io.EOF {
		g.eof = true
	}
	return n, err
}

func tooLarge(name string, limit int64) *pay.Error {
	return unreadable(name, "it holds more than %s of data", byteCount(limit)).
		WithHint("no source publishes files of this size; split it if it is genuine")
}

func bomb(name string) *pay.Error {
	return unreadable(name, "it unpacks to more than %d times its size, which no data does", bombRatio).
		WithHint("unpack it yourself if you trust it, and import what is inside")
}

func byteCount(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.4g GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.4g MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d bytes", n)
}

// openFile opens a regular file, or says what is wrong with the name.
func openFile(name string) (*os.File, error) {
	label := filepath.Base(name)
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e := pay.Errorf(pay.NotFound, "no such file: %s", name)
		if near := nearest(label, filesOf(filepath.Dir(name)), 3); len(near) > 0 {
			return nil, e.WithHint("did you mean %s?", strings.Join(near, " or "))
		}
		return nil, e.WithHint("give the path of a file, or a URL")
	case err != nil:
		return nil, unreadable(label, "it cannot be opened").Because(err)
	case info.IsDir():
		e := unreadable(label, "this is a folder, not a file")
		if files := filesOf(name); len(files) > 0 {
			return nil, e.WithHint("name a file in it, as %s", filepath.Join(name, files[0]))
		}
		return nil, e.WithHint("name a file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, unreadable(label, "it cannot be opened").Because(err)
	}
	return f, nil
}

// filesOf lists the names of the files in a folder; a folder that cannot be read has none.
func filesOf(dir string) []string {
	entries, _ := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}
