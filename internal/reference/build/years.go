package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/stackoverflow"
	"github.com/backpay/backpay/internal/taxonomy"
)

// codingFiles are the surveys whose people state both years of coding and years of coding for pay.
var codingFiles = []string{"2023-us.csv.gz", "2024.csv.gz"}

// coder is one person who states both.
type coder struct {
	education    string
	coding, paid float64
}

// What smooths the quantiles: everybody whose years of coding are within a year and a tenth of those asked for
// counts, and a degree's quantiles are drawn towards everybody's as if degreePeople more people had answered. The
// first is the least that leaves a hundred people in each window below 40 years. Neither is tuned.
const (
	degreePeople  = 30
	minCodingRows = 10 // people behind any row
	codingFolds   = 5
)

// buildYears makes professionalyears.tsv of package taxonomy: how long people have coded for pay, given how long
// they have coded at all and their degree. It states its own error on people who were left out.
func buildYears(dataDir, repoDir string) error {
	var all []coder
	for _, name := range codingFiles {
		some, err := coders(filepath.Join(dataDir, "stackoverflow", name))
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	var out bytes.Buffer
	loss, median, within := heldOut(all)
	fmt.Fprintf(&out, `# Years of coding for pay of those who state how long they have coded, education included.
# From %d people of the Stack Overflow surveys of 2023 (USA) and 2024, by make reference.
# Five-fold, people left out: pinball loss %.2f years, median error %.2f years, q10 to q90 holds %.0f %%
# (ends included: answers are whole years). Who takes the years of coding as they are is wrong by %.2f.
`, len(all), loss, median, 100*within, meanOf(all, func(c coder) float64 { return c.coding - c.paid }))
	out.WriteString("coding\teducation\tpeople\tq10\tq30\tq50\tq70\tq90\n")
	f := fitYears(all)
	for _, education := range append([]string{""}, taxonomy.Educations.Codes()...) {
		var before [5]float64 // nobody who has coded for longer is taken to have worked for less
		for coding := range pay.MaxYears + 1 {
			q, people := f.quantiles(float64(coding), education)
			if people < minCodingRows {
				continue
			}
			for i := range q {
				q[i] = max(q[i], before[i])
			}
			before = q
			fmt.Fprintf(&out, "%d\t%s\t%d", coding, education, people)
			for _, years := range q {
				fmt.Fprintf(&out, "\t%.1f", years)
			}
			out.WriteString("\n")
		}
	}
	name := filepath.Join(repoDir, "internal", "taxonomy", "tables", "professionalyears.tsv")
	return os.WriteFile(name, out.Bytes(), 0o644)
}

// recordSink is a sink that hands each record on.
type recordSink func(*dataset.Record)

func (f recordSink) Record(r *dataset.Record) error { f(r); return nil }
func (f recordSink) Cell(*dataset.Cell) error       { return nil }

// eachRecord reads a file with a source, before anything is screened.
func eachRecord(s source.Source, path string, each func(*dataset.Record)) error {
	in, err := source.Open(context.Background(), path, source.Options{})
	if err != nil {
		return err
	}
	defer in.Close()
	return s.Read(context.Background(), in, recordSink(each))
}

// coders reads the people with pay who state both. Whoever has worked for longer than they have coded made a slip.
func coders(path string) (all []coder, err error) {
	err = eachRecord(stackoverflow.Source, path, func(r *dataset.Record) {
		coding, ok := r.Coding.Get()
		paid, both := r.Years.Get()
		if ok && both && r.Excluded == "" && paid <= coding {
			all = append(all, coder{r.Education, coding, paid})
		}
	})
	return all, err
}

// yearsFit knows the people of each degree, and everybody under "", in the order of their years of coding.
type yearsFit map[string][]coder

func fitYears(people []coder) yearsFit {
	f := yearsFit{}
	for _, c := range people {
		f[""] = append(f[""], c)
		if c.education != "" {
			f[c.education] = append(f[c.education], c)
		}
	}
	for _, group := range f {
		slices.SortStableFunc(group, func(a, b coder) int { return cmp.Compare(a.coding, b.coding) })
	}
	return f
}

// quantiles returns the quantiles of taxonomy.ProfessionalShares and how many people of the degree are behind them.
func (f yearsFit) quantiles(coding float64, education string) (q [5]float64, people int) {
	everybody := window(f[""], coding)
	group := window(f[education], coding)
	keep := float64(len(group)) / float64(len(group)+degreePeople)
	for i, share := range taxonomy.ProfessionalShares {
		q[i] = quantile(everybody, share)
		if education != "" && len(group) > 0 {
			q[i] += keep * (quantile(group, share) - q[i])
		}
		q[i] = min(q[i], coding)
	}
	return q, len(group)
}

// window returns the sorted years of coding for pay of those around a number of years of coding.
func window(group []coder, coding float64) (paid []float64) {
	reach := 1 + coding/10
	for _, c := range group {
		if math.Abs(c.coding-coding) <= reach {
			paid = append(paid, c.paid)
		}
	}
	slices.Sort(paid)
	return paid
}

// quantile interpolates between order statistics (type 7 of Hyndman and Fan 1996); of nothing it is 0.
func quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := share * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}

// heldOut foretells each fifth of the people from the others: the mean pinball loss over the five shares, the mean
// error of the median, and the share of people from the first quantile to the last.
func heldOut(all []coder) (loss, median, within float64) {
	for fold := range codingFolds {
		var known, asked []coder
		for i, c := range all {
			if i%codingFolds == fold {
				asked = append(asked, c)
			} else {
				known = append(known, c)
			}
		}
		f := fitYears(known)
		seen := map[coder][5]float64{}
		for _, c := range asked {
			key := coder{c.education, c.coding, 0}
			q, ok := seen[key]
			if !ok {
				q, _ = f.quantiles(c.coding, c.education)
				seen[key] = q
			}
			for i, share := range taxonomy.ProfessionalShares {
				loss += max(share*(c.paid-q[i]), (share-1)*(c.paid-q[i])) / float64(len(q))
			}
			median += math.Abs(c.paid - q[2])
			if q[0] <= c.paid && c.paid <= q[4] {
				within++
			}
		}
	}
	n := float64(len(all))
	return loss / n, median / n, within / n
}

func meanOf(all []coder, of func(coder) float64) (mean float64) {
	for _, c := range all {
		mean += of(c) / float64(len(all))
	}
	return mean
}
