package dataset

import (
	"bytes"
	"io"
	"testing"
)

const benchRecords = 200_000

// Bytes are those of the CSV form, so that MB/s compares with the speed of reading a survey.
func benchBytes(b *testing.B, records []Record) int64 {
	b.Helper()
	var csv bytes.Buffer
	if err := WriteCSV(&csv, each(records)); err != nil {
		b.Fatal(err)
	}
	return int64(csv.Len())
}

func perRecord(b *testing.B) {
	n := float64(b.N) * benchRecords
	b.ReportMetric(n/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkWriteParquet(b *testing.B) {
	records := drawn(1, benchRecords, "survey", 2020, 2025)
	b.SetBytes(benchBytes(b, records))
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteParquet(io.Discard, each(records)); err != nil {
			b.Fatal(err)
		}
	}
	perRecord(b)
}

func BenchmarkReadParquet(b *testing.B) {
	records := drawn(1, benchRecords, "survey", 2020, 2025)
	var file bytes.Buffer
	if err := WriteParquet(&file, each(records)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(benchBytes(b, records))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range readParquet(b.Context(), bytes.NewReader(file.Bytes()), int64(file.Len()), "x.parquet") {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchRecords {
			b.Fatalf("read %d records", n)
		}
	}
	perRecord(b)
	b.ReportMetric(float64(file.Len())/benchRecords, "file-B/record")
}

func BenchmarkWriteCSV(b *testing.B) {
	records := drawn(1, benchRecords, "survey", 2020, 2025)
	b.SetBytes(benchBytes(b, records))
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteCSV(io.Discard, each(records)); err != nil {
			b.Fatal(err)
		}
	}
	perRecord(b)
}

func BenchmarkReadCSV(b *testing.B) {
	records := drawn(1, benchRecords, "survey", 2020, 2025)
	var file bytes.Buffer
	if err := WriteCSV(&file, each(records)); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		in, err := ReadCSV(bytes.NewReader(file.Bytes()), "x.csv")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, err := range in.Rows() {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchRecords {
			b.Fatalf("read %d records", n)
		}
	}
	perRecord(b)
}

func BenchmarkImport(b *testing.B) {
	records := drawn(1, benchRecords, "survey", 2020, 2025)
	b.SetBytes(benchBytes(b, records))
	b.ReportAllocs()
	for b.Loop() {
		d, err := OpenDirectory(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		imp, err := d.Begin("survey")
		if err != nil {
			b.Fatal(err)
		}
		for i := range records {
			if err := imp.Record(&records[i]); err != nil {
				b.Fatal(err)
			}
		}
		if _, _, err := imp.Commit(b.Context(), Meta{SHA256: "x"}, CommitOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	perRecord(b)
}

func BenchmarkScanDirectory(b *testing.B) {
	records := drawn(1, benchRecords, "survey", 2020, 2025)
	b.SetBytes(benchBytes(b, records))
	d := directory(b)
	commit(b, d, records, Meta{SHA256: "x"}, CommitOptions{})
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range d.ScanRecords(b.Context(), Filter{Excluded: true}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchRecords {
			b.Fatalf("read %d records", n)
		}
	}
	perRecord(b)
}
