// Command report measures package extract and writes docs/extract.md: on the cases of pay that rules were made
// with and those that were never looked at, on the relabelled snippets and the sentences without pay of the
// public data, on skills, and in postings a second.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/extract"
)

func main() {
	data := flag.String("data", "../shared/data", "the public data of docs/data.md")
	repo := flag.String("repo", ".", "the repository")
	flag.Parse()
	log.SetFlags(0)
	text, err := write(*data, *repo, time.Now())
	if err == nil {
		err = os.WriteFile(filepath.Join(*repo, "docs", "extract.md"), text, 0o644)
	}
	if err != nil {
		log.Fatalf("report: %v", err)
	}
}

// write makes the document.
func write(data, repo string, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	head, err := os.ReadFile(filepath.Join(repo, "internal/extract/report/head.md"))
	if err != nil {
		return nil, err
	}
	b.Write(head)
	fmt.Fprintf(&b, "\n## Measured\n\nBy `make extract-report` on %s.\n", now.UTC().Format(time.DateOnly))
	own := filepath.Join(repo, "internal/extract/testdata")
	for _, part := range []struct{ title, file, corrections string }{
		{"Pay, cases that were never looked at", filepath.Join(own, "pay-held-out.json"), ""},
		{"Pay, cases that rules were made with", filepath.Join(own, "pay-tuned.json"), ""},
		{"Pay, 158 snippets of real postings, relabelled", filepath.Join(data, "postings/pay-cases.json"),
			filepath.Join(own, "pay-cases-corrected.json")},
		{"Skills, sentences labelled before they were read", filepath.Join(own, "skills-held-out.json"), ""},
		{"Skills, sentences that rules were made with", filepath.Join(own, "skills-tuned.json"), ""},
	} {
		cases, err := load(part.file, part.corrections)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.file, err)
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s", part.title, extract.Score(cases).Table())
	}
	sentences, phantoms, err := withoutPay(data, own)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(
		&b,
		"\n### Sentences without pay\n\n%d sentences of postings (SkillSpan, CC BY 4.0) that state no pay: "+
			"%d statements read, %.2f in 1,000.\n",
		sentences,
		phantoms,
		1000*float64(phantoms)/float64(sentences),
	)
	html, err := os.ReadFile(filepath.Join(own, "posting.html"))
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "\n### Speed\n\n%.0f postings a second on one core, everything read: a page of %d words, "+
		"%d bytes of HTML.\n", speed(string(html)), len(strings.Fields(string(html))), len(html))
	return b.Bytes(), nil
}

func load(file, corrections string) ([]extract.Case, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cases, err := extract.ParseCases(text)
	if err != nil || corrections == "" {
		return cases, err
	}
	if text, err = os.ReadFile(corrections); err != nil {
		return nil, err
	}
	return extract.Correct(cases, text)
}

// withoutPay reads the tagged sentences of the public data that state no pay, and counts the statements found.
func withoutPay(data, own string) (sentences, phantoms int, err error) {
	var paid []string // "file:line" of the sentences that do state pay
	text, err := os.ReadFile(filepath.Join(own, "skillspan-with-pay.json"))
	if err != nil {
		return 0, 0, err
	}
	if err := json.Unmarshal(text, &paid); err != nil {
		return 0, 0, err
	}
	for _, name := range []string{"dev", "train"} {
		text, err := unzip(filepath.Join(data, "postings/skillspan-"+name+".json.gz"))
		if err != nil {
			return 0, 0, err
		}
		lines := bufio.NewScanner(bytes.NewReader(text))
		lines.Buffer(nil, 16<<20)
		for n := 1; lines.Scan(); n++ {
			var sentence struct {
				Tokens []string `json:"tokens"`
			}
			if err := json.Unmarshal(lines.Bytes(), &sentence); err != nil {
				return 0, 0, err
			}
			if slices.Contains(paid, fmt.Sprintf("%s:%d", name, n)) {
				continue
			}
			sentences++
			phantoms += len(extract.Read(strings.Join(sentence.Tokens, " "), extract.Hints{}).Pay)
		}
		if err := lines.Err(); err != nil {
			return 0, 0, err
		}
	}
	return sentences, phantoms, nil
}

func unzip(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(z); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// speed returns how many times a second a posting is read, the best of several rounds: the others measure what
// else the machine does.
func speed(text string) float64 {
	const rounds, reads = 60, 200
	best := 0.0
	for range rounds {
		start := time.Now()
		for range reads {
			extract.Read(text, extract.Hints{Country: "US"})
		}
		best = max(best, reads/time.Since(start).Seconds())
	}
	return best
}
