package source

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/backpay/backpay/internal/pay"
)

const plain = "Country,Pay\nGermany,85000\nIndia,1200000\n"

func gzipped(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t testing.TB, s string) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return z.EncodeAll([]byte(s), nil)
}

// zipped makes an archive of pairs of name and content.
func zipped(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook makes a workbook with one sheet, and a second one with notes.
func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Notes"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readAll(t *testing.T, in *Input) string {
	t.Helper()
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatalf("reading %s: %v", in.Name, err)
	}
	return string(b)
}

func TestOpenUndoesCompressionByContent(t *testing.T) {
	sum := sha256.Sum256([]byte(plain))
	want := hex.EncodeToString(sum[:])
	tests := []struct {
		file    string
		content []byte
		name    string
	}{
		{"a.csv", []byte(plain), "a.csv"},
		{"a.csv.gz", gzipped(t, plain), "a.csv.gz"},
		{"misnamed.csv", gzipped(t, plain), "misnamed.csv"},
		{"a.csv.zst", zstandard(t, plain), "a.csv.zst"},
		{"a.zip", zipped(t, "readme.md", "x", "dir/a.csv", plain, "__MACOSX/._a.csv", "x"), "a.zip: a.csv"},
		{"b.zip", zipped(t, "schema.csv", "x", "survey_results_public.csv", plain), "b.zip: survey_results_public.csv"},
		{"c.zip.gz", gzipped(t, string(zipped(t, "a.tsv", plain))), "c.zip.gz: a.tsv"},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			var done, total int64
			in, err := Open(t.Context(), write(t, test.file, test.content), Options{Progress: func(d, n int64) { done, total = d, n }})
			if err != nil {
				t.Fatal(err)
			}
			if got := readAll(t, in); got != plain {
				t.Errorf("got %q", got)
			}
			if in.SHA256() != want || in.Bytes() != int64(len(plain)) {
				t.Errorf("SHA-256 %s of %d bytes, want %s of %d", in.SHA256(), in.Bytes(), want, len(plain))
			}
			if in.Name != test.name || in.Format != Text {
				t.Errorf("name %q format %q, want %q", in.Name, in.Format, test.name)
			}
			if test.file == "a.csv" && (done != int64(len(plain)) || total != done || in.Size() != total) {
				t.Errorf("progress %d of %d, size %d", done, total, in.Size())
			}
			if err := errors.Join(in.Close(), in.Close()); err != nil {
				t.Errorf("closing twice: %v", err)
			}
			stream, err := NewInput(t.Context(), test.file, bytes.NewReader(test.content), Options{})
			if err != nil {
				t.Fatalf("as a stream: %v", err)
			}
			defer stream.Close()
			if got := readAll(t, stream); got != plain || stream.Name != test.name {
				t.Errorf("as a stream: %s holds %q", stream.Name, got)
			}
		})
	}
}

func TestSHA256IsOfTheWhole(t *testing.T) {
	in, err := Open(t.Context(), write(t, "a.csv", bytes.Repeat([]byte("a,b\n"), textWindow)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if _, err := in.Read(make([]byte, 10)); err != nil || in.SHA256() != "" {
		t.Errorf("after ten bytes the checksum is %q, %v", in.SHA256(), err)
	}
	if readAll(t, in); len(in.SHA256()) != 64 {
		t.Errorf("at the end the checksum is %q", in.SHA256())
	}
}

func TestOpenDecodes(t *testing.T) {
	western := strings.Repeat("Crème brûlée,Düsseldorf\n", 10)
	cyrillic := strings.Repeat("Зарплата,Київ і Львів\n", 10)
	late := strings.Repeat("all of this is ASCII,and more of it\n", 5000) // longer than what is decided on
	encode := func(c *charmap.Charmap, s string) string {
		out, err := c.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	wide := func(e unicode.Endianness, b unicode.BOMPolicy, s string) string {
		out, err := unicode.UTF16(e, b).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	tests := []struct{ name, raw, want string }{
		{"UTF-8", western + cyrillic, western + cyrillic},
		{"UTF-8 with a mark", "\ufeff" + western, western},
		{"UTF-8 after ASCII", late + cyrillic, late + cyrillic},
		{"UTF-8 across windows", late[:textWindow-1] + cyrillic, late[:textWindow-1] + cyrillic},
		{"UTF-8 with a broken byte later", cyrillic + late + late + "a\xffb", cyrillic + late + late + "a\uFFFDb"},
		{"cut within a letter", "é,\xc3", "é,\uFFFD"},
		{"Windows-1252", encode(charmap.Windows1252, western), western},
		{"Windows-1252 after ASCII", late + encode(charmap.Windows1252, western), late + western},
		{"Windows-1251", encode(charmap.Windows1251, cyrillic), cyrillic},
		{"Windows-1251 after ASCII", late + encode(charmap.Windows1251, cyrillic), late + cyrillic},
		{"Windows-1251 longer than a window", encode(charmap.Windows1251, strings.Repeat(cyrillic, 500)), strings.Repeat(cyrillic, 500)},
		{"UTF-16LE", wide(unicode.LittleEndian, unicode.UseBOM, cyrillic), cyrillic},
		{"UTF-16BE", wide(unicode.BigEndian, unicode.UseBOM, strings.Repeat(western, 1000)), strings.Repeat(western, 1000)},
		{"UTF-16LE without a mark", wide(unicode.LittleEndian, unicode.IgnoreBOM, late), late},
		{"UTF-16BE without a mark", wide(unicode.BigEndian, unicode.IgnoreBOM, late), late},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in, err := NewInput(t.Context(), "a.csv", halves{strings.NewReader(test.raw)}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			if got := readAll(t, in); got != test.want {
				i := 0
				for i < min(len(got), len(test.want)) && got[i] == test.want[i] {
					i++
				}
				t.Errorf("got %d bytes, want %d; they differ from byte %d on: %.60q", len(got), len(test.want), i, got[i:])
			}
		})
	}
}

// halves returns less than is asked for, so that boundaries fall everywhere.
type halves struct{ r io.Reader }

func (h halves) Read(p []byte) (int, error) { return h.r.Read(p[:(len(p)+1)/2]) }

// refused fails the test unless err is a *pay.Error of a kind with a hint, whose text has the words.
func refused(t *testing.T, err error, kind pay.Kind, words ...string) {
	t.Helper()
	e, ok := err.(*pay.Error)
	if !ok {
		t.Fatalf("got %v, not a *pay.Error", err)
	}
	if e.Kind != kind || e.Hint == "" {
		t.Errorf("kind %q and hint %q, want kind %q and a hint", e.Kind, e.Hint, kind)
	}
	for _, w := range words {
		if !strings.Contains(e.Error()+"; "+e.Hint, w) {
			t.Errorf("no %q in: %s; %s", w, e, e.Hint)
		}
	}
}

// consume opens a file and reads it to its end, and returns what went wrong.
func consume(ctx context.Context, path string, opt Options) error {
	in, err := Open(ctx, path, opt)
	if err != nil {
		return err
	}
	defer in.Close()
	if in.Format != Text {
		_, err = NewTable(in, TableOptions{})
		return err
	}
	_, err = io.Copy(io.Discard, in)
	return err
}

func TestOpenRefuses(t *testing.T) {
	noise := make([]byte, 100_000) // does not compress
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = 'a' + byte(x>>27)%26
	}
	cut := gzipped(t, "a,b\n"+string(noise))
	big := strings.Repeat("a,b\n", 1<<20)
	tests := []struct {
		name    string
		content []byte
		kind    pay.Kind
		words   []string
	}{
		{"binary.csv", []byte("a,b\n1,2\x00\n"), pay.Unreadable, []string{"binary.csv", "byte 7", "binary file"}},
		{"late.csv", append(bytes.Repeat([]byte("a,b\n"), 50_000), 0), pay.Unreadable, []string{"byte 200000"}},
		{"program", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 100)...), pay.Unreadable, []string{"a program"}},
		{"paper.csv", []byte("%PDF-1.7\n"), pay.Unreadable, []string{"a PDF document", "CSV"}},
		{"picture.csv", []byte("\x89PNG\r\n\x1a\n...."), pay.Unreadable, []string{"a PNG image"}},
		{"old.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), pay.Unreadable, []string{".xlsx"}},
		{"login.csv", []byte("\n<!DOCTYPE html><html><body>Log in"), pay.Unreadable, []string{"a web page", "login"}},
		{"login.csv.gz", gzipped(t, "<HTML><body>"), pay.Unreadable, []string{"a web page"}},
		{"pointer.csv", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:14"), pay.Unreadable, []string{"git lfs pull"}},
		{"data.csv", []byte(`{"a": 1}`), pay.Unreadable, []string{"JSON"}},
		{"empty.csv", nil, pay.Unreadable, []string{"empty"}},
		{"empty.csv.gz", gzipped(t, ""), pay.Unreadable, []string{"empty"}},
		{"mark.csv", []byte("\ufeff"), pay.Unreadable, []string{"empty"}},
		{"blank.csv", []byte(" \n\r\n"), pay.Unreadable, []string{"blank"}},
		{"cut.csv.gz", cut[:len(cut)/2], pay.Unreadable, []string{"cut.csv.gz", "cut short", "bytes of data", "again"}},
		{"cut.csv.zst", zstandard(t, plain+string(noise))[:2000], pay.Unreadable, []string{"cut short"}},
		{"damaged.csv.gz", append([]byte{0x1f, 0x8b}, make([]byte, 50)...), pay.Unreadable, []string{"decompress"}},
		{"cut.zip", zipped(t, "a.csv", plain)[:60], pay.Unreadable, []string{"damaged or cut short"}},
		{"none.zip", zipped(t, "a.md", "x"), pay.Unreadable, []string{"no table", "a.md"}},
		{"two.zip", zipped(t, "a.csv", "x", "b.csv", "x"), pay.Unreadable, []string{"a.csv, b.csv"}},
		{"large.csv", []byte(big), pay.Unreadable, []string{"more than 1 MiB"}},
		{"large.csv.gz", gzipped(t, big), pay.Unreadable, []string{"more than 1 MiB"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := consume(t.Context(), write(t, test.name, test.content), Options{MaxBytes: 1 << 20})
			refused(t, err, test.kind, test.words...)
		})
	}
	t.Run("missing", func(t *testing.T) {
		path := write(t, "results_2024.csv", nil)
		refused(t, consume(t.Context(), filepath.Join(filepath.Dir(path), "result_2024.csv"), Options{}), pay.NotFound, "did you mean results_2024.csv?")
		refused(t, consume(t.Context(), filepath.Join(filepath.Dir(path), "nowhere", "a.csv"), Options{}), pay.NotFound, "no such file")
	})
	t.Run("folder", func(t *testing.T) {
		path := write(t, "a.csv", nil)
		refused(t, consume(t.Context(), filepath.Dir(path), Options{}), pay.Unreadable, "a folder", "a.csv")
	})
	t.Run("member", func(t *testing.T) {
		path := write(t, "two.zip", zipped(t, "a.csv", "x,y\n", "b.csv", "z\n"))
		refused(t, consume(t.Context(), path, Options{Member: "c.csv"}), pay.NotFound, "a.csv, b.csv")
		in, err := Open(t.Context(), path, Options{Member: "b.csv"})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if got := readAll(t, in); got != "z\n" {
			t.Errorf("read %q of the member asked for", got)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := consume(ctx, write(t, "a.csv", []byte(plain)), Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// zeros yields n bytes of rows that compress well.
type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n <= 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), z.n)]
	for i := range p {
		p[i] = '0'
	}
	z.n -= int64(len(p))
	return len(p), nil
}

func TestOpenRefusesBombs(t *testing.T) {
	const size = bombFrom + 8<<20 // compresses to a thousandth
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	if _, err := io.Copy(w, &zeros{size}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	m, err := z.Create("a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(m, &zeros{size}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	z = zip.NewWriter(&book)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		m, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "xl/worksheets/sheet1.xml" {
			if _, err := io.Copy(m, &zeros{size}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"a.csv.gz": gz.Bytes(), "a.zip": archive.Bytes(), "a.xlsx": book.Bytes()} {
		t.Run(name, func(t *testing.T) {
			grown := peak(t, func() {
				refused(t, consume(t.Context(), write(t, name, content), Options{}), pay.Unreadable, name, "200 times")
			})
			if grown > 32<<20 {
				t.Errorf("allocated %d MiB", grown>>20)
			}
		})
	}
}

// peak returns how many bytes f allocates in all, which bounds what it holds at any time.
func peak(t *testing.T, f func()) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
