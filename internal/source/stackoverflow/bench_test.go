package stackoverflow

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strconv"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/testdata"
)

// synthetic makes a survey of 2023 with all of its columns and n invented respondents, whose answers are as
// long and as many as real ones.
func synthetic(b *testing.B, n int) []byte {
	pick := func(i int, of ...string) string { return of[i%len(of)] }
	var rows []cells
	for i := range n {
		rows = append(rows, cells{
			"ResponseId": strconv.Itoa(i), "Q120": "I agree", "MainBranch": "I am a developer by profession",
			"Age":        pick(i, "25-34 years old", "35-44 years old", "18-24 years old"),
			"Employment": pick(i/2, "Employed, full-time", "Employed, full-time", "Independent contractor, freelancer, or self-employed"),
			"RemoteWork": pick(i/3, "Remote", "Hybrid (some remote, some in-person)", "In-person"),
			"EdLevel":    pick(i/5, "Bachelor’s degree (B.A., B.S., B.Eng., etc.)", "Master’s degree (M.A., M.S., M.Eng., MBA, etc.)"),
			"LearnCode":  "Books / Physical media;On the job training;Other online resources (e.g., videos, blogs, forum)",
			"YearsCode":  strconv.Itoa(i % 30), "YearsCodePro": strconv.Itoa(i % 25), "WorkExp": strconv.Itoa(i % 25),
			"DevType":   pick(i/7, "Developer, back-end", "Developer, full-stack", "Developer, front-end", "DevOps specialist", "Engineer, data"),
			"OrgSize":   pick(i/11, "20 to 99 employees", "100 to 499 employees", "10,000 or more employees"),
			"Country":   pick(i/13, "Germany", "United States of America", "India", "United Kingdom of Great Britain and Northern Ireland"),
			"Currency":  pick(i/13, "EUR European Euro", "USD\tUnited States dollar", "INR\tIndian rupee", "GBP\tPound sterling"),
			"CompTotal": strconv.Itoa(50_000 + 137*i%90_000), "ConvertedCompYearly": strconv.Itoa(52_000 + 137*i%90_000),
			"LanguageHaveWorkedWith":  pick(i, "Go;SQL", "Java;Kotlin;SQL", "Bash/Shell (all shells);C#;HTML/CSS;JavaScript;Python;TypeScript") + pick(i/17, "", ";Rust", ";PHP"),
			"LanguageWantToWorkWith":  "Elixir;Go;Kotlin;Python;Rust;SQL;TypeScript",
			"DatabaseHaveWorkedWith":  pick(i/3, "PostgreSQL;Redis", "Microsoft SQL Server;MongoDB;MySQL;SQLite", "Elasticsearch;Oracle"),
			"PlatformHaveWorkedWith":  pick(i/5, "Amazon Web Services (AWS)", "Google Cloud;Microsoft Azure", "Digital Ocean;Heroku"),
			"WebframeHaveWorkedWith":  pick(i/7, "Express;Next.js;React", "ASP.NET;ASP.NET CORE", "Django;Flask;jQuery"),
			"ToolsTechHaveWorkedWith": pick(i/2, "Docker;Kubernetes;npm;Terraform", "Gradle;Maven (build tool)", "Cargo;Docker;Make;Pip"),
			"OpSysProfessional use":   "Ubuntu;Windows;Windows Subsystem for Linux (WSL)",
			"NEWSOSites":              "Collectives on Stack Overflow;Stack Exchange;Stack Overflow;Stack Overflow for Teams (private knowledge sharing & collaboration platform for companies)",
			"SOVisitFreq":             "A few times per week", "ICorPM": "Individual contributor", "TBranch": "Yes",
			"ProfessionalTech": "Automated testing;Continuous integration (CI) and (more often) continuous delivery;DevOps function;Observability tools",
			"Industry":         pick(i/19, "Information Services, IT, Software Development, or other Technology", "Financial Services", "Healthcare"),
			"SurveyLength":     "Appropriate in length", "SurveyEase": "Easy",
		})
	}
	return []byte(survey(b, 2023, rows...))
}

// real returns a file of the public data, decompressed, and nothing where that is absent.
func real(b *testing.B, name string) []byte {
	f, err := os.Open(filepath.Join(testdata.Dir(b), "stackoverflow", name))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// counter counts records and watches the heap.
type counter struct {
	records int
	peak    uint64
	sample  []metrics.Sample
}

func (c *counter) Record(*dataset.Record) error {
	if c.records++; c.records%1000 == 0 {
		metrics.Read(c.sample)
		c.peak = max(c.peak, c.sample[0].Value.Uint64())
	}
	return nil
}

func (c *counter) Cell(*dataset.Cell) error { return nil }

// repeated is a survey over and over: its header once and its rows until size bytes are given.
func repeated(text []byte, size int) io.Reader {
	header, rows, _ := bytes.Cut(text, []byte("\n"))
	readers := []io.Reader{bytes.NewReader(header), bytes.NewReader([]byte("\n"))}
	for n := 0; n < size; n += len(rows) {
		readers = append(readers, bytes.NewReader(rows))
	}
	return io.MultiReader(readers...)
}

// BenchmarkImport measures an import from decompressed bytes to records, beside a reading of the same bytes
// by encoding/csv that uses nothing of it. peak-MB is the heap of the import, which must not grow with the file.
func BenchmarkImport(b *testing.B) {
	const size = 64 << 20
	for _, file := range []struct {
		name string
		text func(*testing.B) []byte
	}{
		{"synthetic-2023", func(b *testing.B) []byte { return synthetic(b, 5000) }},
		{"2023-us", func(b *testing.B) []byte { return real(b, "2023-us.csv.gz") }},
		{"2017-head", func(b *testing.B) []byte { return real(b, "2017-head.csv.gz") }},
		{"2024", func(b *testing.B) []byte { return real(b, "2024.csv.gz") }},
	} {
		b.Run(file.name, func(b *testing.B) {
			text := file.text(b)
			total, err := io.Copy(io.Discard, repeated(text, size))
			if err != nil {
				b.Fatal(err)
			}
			b.Run("import", func(b *testing.B) {
				b.SetBytes(total)
				sink := &counter{sample: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}}
				metrics.Read(sink.sample)
				base := sink.sample[0].Value.Uint64()
				for b.Loop() {
					in, err := source.NewInput(b.Context(), file.name, repeated(text, size), source.Options{})
					if err != nil {
						b.Fatal(err)
					}
					if err := Source.Read(b.Context(), in, sink); err != nil {
						b.Fatal(err)
					}
					in.Close()
				}
				if sink.records == 0 {
					b.Fatal("nothing was read")
				}
				b.ReportMetric(float64(max(sink.peak, base)-base)/1e6, "peak-MB")
			})
			b.Run("encoding-csv", func(b *testing.B) {
				b.SetBytes(total)
				for b.Loop() {
					r := csv.NewReader(repeated(text, size))
					r.ReuseRecord, r.LazyQuotes, r.FieldsPerRecord = true, true, -1
					rows := 0
					for {
						if _, err := r.Read(); err == io.EOF {
							break
						} else if err != nil {
							b.Fatal(err)
						}
						rows++
					}
					if rows == 0 {
						b.Fatal("nothing was read")
					}
				}
			})
		})
	}
}
