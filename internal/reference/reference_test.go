package reference

import (
	"bytes"
	"io"
	"testing"
)

// TestWritesTheSame reads the embedded tables and writes them again: whoever makes them anew from the same
// data commits nothing new.
func TestWritesTheSame(t *testing.T) {
	writesTheSame(t, "subsets", subsetsFile, Subsets)
	writesTheSame(t, "premiums", premiumsFile, Premiums)
	writesTheSame(t, "careers", careerFile, Careers)
	writesTheSame(t, "trends", trendFile, Trends)
	writesTheSame(t, "companies", companyFile, Companies)
}

func writesTheSame[Table interface{ Write(io.Writer) error }](
	t *testing.T, name string, file []byte, read func() (Table, error),
) {
	t.Helper()
	table, err := read()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	var b bytes.Buffer
	if err := table.Write(&b); err != nil || !bytes.Equal(b.Bytes(), file) {
		t.Errorf("%s: %d bytes were read, and %d others written (%v)", name, len(file), b.Len(), err)
	}
}
