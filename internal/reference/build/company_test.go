package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/company"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/testdata"
)

var update = flag.Bool("update", false, "write the figures measured into docs/company.md")

// TestCompanyFigures measures how well package company foretells filings that it has not seen, and what else
// docs/company.md states. It fits three tables, in about half a minute.
func TestCompanyFigures(t *testing.T) {
	dir := testdata.Dir(t)
	if testing.Short() {
		t.Skip("skipped: fits three tables")
	}
	e, err := gatherEmployers(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	whatIsThere(t, &b, e)
	byFiling(t, &b, e)
	byEmployer(t, &b, e)
	namesJoined(t, &b)
	statedBy(t, b.String())
}

// stated compares the figures with those in docs/company.md, or writes them there.
func statedBy(t *testing.T, figures string) {
	t.Helper()
	const doc, begin, end = "../../../docs/company.md", "<!-- figures -->\n", "<!-- end of figures -->\n"
	text, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(text), begin)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no block of figures", doc)
	}
	if old == figures {
		return
	}
	if !*update {
		t.Errorf(
			"%s states\n%s\nmeasured\n%s\nwrite it with go test ./internal/reference/build -run CompanyFigures -update",
			doc, old, figures)
		return
	}
	if err := os.WriteFile(doc, []byte(before+begin+figures+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// part returns a number below n that stands for a text, the same on every run.
func part(n uint32, text ...any) uint32 {
	h := fnv.New32a()
	fmt.Fprint(h, text...)
	return h.Sum32() % n
}

// whatIsThere counts what the embedded table holds and says whom its rules single out.
func whatIsThere(t *testing.T, b *bytes.Buffer, e *employers) {
	t.Helper()
	file, err := os.ReadFile("../data/company.bin")
	if err != nil {
		t.Fatal(err)
	}
	table, err := company.Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	filings, ranges := table.Evidence()
	own, lending := 0, []string{}
	for _, id := range e.listed() {
		employer, ok := table.Employer(id.Code)
		if !ok {
			t.Fatalf("%s is not in the embedded table: make it again with make reference", id.Code)
		}
		if employer.Evident() {
			own++
		}
		if employer.Outsourcing {
			lending = append(lending, employer.Name)
		}
	}
	fmt.Fprintf(b, "The embedded table has %d employers in %d bytes; %d of them have an effect of their own, "+
		"by %d filings and %d advertised ranges.\n", table.Len(), len(file), own, filings, ranges)
	fmt.Fprintf(b, "Recognised as outsourcing, %d: %s.\n\n", len(lending), strings.Join(lending, ", "))
	bias := table.Bias()
	fmt.Fprintf(b, "An advertised range lies %+.1f %% above what the same employer swears for the same work, "+
		"by its geometric middle (95 %% interval %+.1f to %+.1f %%; %d employers with %d filings and %d ranges; "+
		"between employers it spreads by %.0f %%). "+
		"The filings are of %s and the ranges of 2026, so that it holds the raises in between.\n\n",
		100*(bias.Ratio-1), 100*(bias.Interval.Low-1), 100*(bias.Interval.High-1), bias.Employers, bias.Filings,
		bias.Ranges, 100*bias.Between, years(table))
	if bias.Employers < 20 || bias.Interval.Low >= bias.Interval.High {
		t.Errorf("the bias is %+v", bias)
	}
	sevenCompanies(t, b, table)
}

func years(table *company.Table) string {
	first, last := table.Years()
	return fmt.Sprintf("%d to %d", first, last)
}

// sevenCompanies says what the employers that an article lists as hiring backend developers pay.
func sevenCompanies(t *testing.T, b *bytes.Buffer, table *company.Table) {
	t.Helper()
	backend := pay.Profile{Role: "backend", Country: "US"}
	ranking, err := table.Rank(backend, 0, company.MinFilings)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "| employer | filings with pay | median for developers, by filings | 90 %% interval | "+
		"compared with the market | place among %d |\n|---|---|---|---|---|---|\n", len(ranking))
	for _, code := range []string{"ibm", "apple", "google", "splunk", "yelp", "autodesk", "avanade"} {
		employer, ok := table.Employer(code)
		if !ok {
			t.Errorf("nothing is known of %s", code)
			continue
		}
		p, err := table.Pay(employer, backend, 0)
		if err != nil {
			t.Fatal(err)
		}
		place := 1 + slices.IndexFunc(ranking, func(r company.Ranked) bool { return r.Code == code })
		if place == 0 {
			t.Errorf("%s is not ranked", code)
		}
		fmt.Fprintf(b, "| %s | %d | %.0f | %.0f–%.0f | %+.0f %% | %d |\n", employer.Name, employer.Filed,
			p.Distribution.Median(), p.Median.Low, p.Median.High, 100*(p.Effect.Ratio-1), place)
	}
	fmt.Fprintln(b)
}

// scoreHeader begins a table of scores.
const scoreHeader = "| %s | n | loss without the company | with it | lower by | in central 50 %% | 80 %% | 90 %% |\n" +
	"|---|---|---|---|---|---|---|---|\n"

// score collects how well distributions foretell filings.
type score struct {
	n             int
	without, with float64 // sums of pinball losses
	inside        [3]int  // of the central 50, 80 and 90 %
}

func (s *score) add(log float64, without, with pay.Distribution) {
	s.n++
	s.without += pinball(log, without)
	s.with += pinball(log, with)
	for i, p := range []float64{.25, .10, .05} {
		if y := math.Exp(log); y >= with.At(p) && y <= with.At(1-p) {
			s.inside[i]++
		}
	}
}

func (s *score) row(b *bytes.Buffer, name string) {
	n := float64(max(s.n, 1))
	fmt.Fprintf(b, "| %s | %d | %.4f | %.4f | %.1f %% | %.1f | %.1f | %.1f |\n", name, s.n, s.without/n, s.with/n,
		100*(1-s.with/s.without), 100*float64(s.inside[0])/n, 100*float64(s.inside[1])/n, 100*float64(s.inside[2])/n)
}

// pinball is the mean loss over the deciles of log pay.
func pinball(log float64, d pay.Distribution) float64 {
	loss := 0.
	for i := 1; i <= 9; i++ {
		p := float64(i) / 10
		r := log - math.Log(d.Quantile(p))
		loss += max(p*r, (p-1)*r) / 9
	}
	return loss
}

// profileOf returns what a question about a job says of it.
func profileOf(j *company.Job) pay.Profile {
	return pay.Profile{Role: j.Role, Level: j.Level, Country: "US", Place: cmp.Or(j.Place, j.State)}
}

// foretold returns what a table says of a job without and with its employer.
func foretold(t *testing.T, table *company.Table, j *company.Job) (without, with company.Pay) {
	t.Helper()
	without, err := table.Market(profileOf(j), j.Year)
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := table.Employer(j.Employer); ok {
		with, err = table.Pay(e, profileOf(j), j.Year)
	} else {
		with, err = table.Unknown(profileOf(j), j.Year)
	}
	if err != nil {
		t.Fatal(err)
	}
	return without, with
}

// bands are numbers of filings of an employer that a table was fitted to, by the most in each.
var bands = []int{2, 9, 49, math.MaxInt}

// bandNames name the bands.
var bandNames = []string{"0 to 2", "3 to 9", "10 to 49", "50 and more"}

// bandOf returns the band of an employer in a table.
func bandOf(table *company.Table, code string) int {
	filed := 0
	if employer, ok := table.Employer(code); ok {
		filed = employer.Filed
	}
	return slices.IndexFunc(bands, func(most int) bool { return filed <= most })
}

// byFiling leaves out every fifth filing.
func byFiling(t *testing.T, b *bytes.Buffer, e *employers) {
	t.Helper()
	var seen, held []company.Job
	for i, j := range e.jobs {
		if !j.Posted && part(5, i) == 0 {
			held = append(held, j)
		} else {
			seen = append(seen, j)
		}
	}
	table := company.Fit(seen, e.listed())
	var all score
	byBand := make([]score, len(bands))
	predicted, found := map[string][]float64{}, map[string][]float64{}
	for i := range held {
		j := &held[i]
		without, with := foretold(t, table, j)
		all.add(j.Log, without.Distribution, with.Distribution)
		byBand[bandOf(table, j.Employer)].add(j.Log, without.Distribution, with.Distribution)
		predicted[j.Employer] = append(predicted[j.Employer], with.Distribution.Median())
		found[j.Employer] = append(found[j.Employer], math.Exp(j.Log))
	}
	fmt.Fprintf(b, scoreHeader, "filings left out, one in five, by how many of the employer were seen")
	all.row(b, "all")
	for i := range bands {
		byBand[i].row(b, bandNames[i])
	}
	var p, f []float64
	for code := range found {
		if len(found[code]) >= 20 {
			p = append(p, middleOf(predicted[code]))
			f = append(f, middleOf(found[code]))
		}
	}
	correlation := spearman(p, f)
	fmt.Fprintf(b, "\nOver the %d employers with 20 and more filings left out, predicted and found medians "+
		"have a rank correlation of %.3f.\n\n", len(p), correlation)
	if all.with > .8*all.without {
		t.Errorf("the loss is %.4f of %.4f: less than a fifth lower", all.with/float64(all.n),
			all.without/float64(all.n))
	}
	if correlation < .95 || len(p) < 50 {
		t.Errorf("the rank correlation over %d employers is %.3f", len(p), correlation)
	}
}

// byEmployer leaves out every fifth employer of 13 and more filings, whole and but for three filings.
func byEmployer(t *testing.T, b *bytes.Buffer, e *employers) {
	t.Helper()
	filed := map[string]int{}
	for _, j := range e.jobs {
		if !j.Posted {
			filed[j.Employer]++
		}
	}
	fmt.Fprintf(b, scoreHeader, "employers left out, one in five of those with 13 and more filings")
	for _, left := range []int{0, 3} {
		var seen, held []company.Job
		revealed := map[string]int{}
		for i, j := range e.jobs {
			switch {
			case filed[j.Employer] < 13 || part(5, j.Employer) != 0:
				seen = append(seen, j)
			case j.Posted:
			case revealed[j.Employer] < left && part(2, i) == 0:
				revealed[j.Employer]++
				seen = append(seen, j)
			default:
				held = append(held, j)
			}
		}
		heldEmployers(t, b, company.Fit(seen, e.listed()), held, left)
	}
	fmt.Fprintln(b)
}

// heldEmployers scores the filings of employers that were left out, each employer counting once, and the intervals of
// their medians.
func heldEmployers(t *testing.T, b *bytes.Buffer, table *company.Table, held []company.Job, left int) {
	t.Helper()
	by := map[string][]*company.Job{}
	for i := range held {
		by[held[i].Employer] = append(by[held[i].Employer], &held[i])
	}
	var all score
	within := 0
	for _, jobs := range by {
		one, holds := scoreEmployer(t, table, jobs)
		all.n++
		all.without += one.without / float64(one.n)
		all.with += one.with / float64(one.n)
		for i := range all.inside {
			all.inside[i] += one.inside[i]
		}
		if holds {
			within++
		}
	}
	n, filings := float64(all.n), float64(len(held))/100
	fmt.Fprintf(b, "| %d filings seen | %d employers | %.4f | %.4f | %.1f %% | %.1f | %.1f | %.1f |\n",
		left, all.n, all.without/n, all.with/n, 100*(1-all.with/all.without),
		float64(all.inside[0])/filings, float64(all.inside[1])/filings, float64(all.inside[2])/filings)
	fmt.Fprintf(b, "| … 90 %% intervals of the employer's pay that hold it | %.0f %% | | | | | | |\n", 100*float64(within)/n)
	if all.n < 50 || all.with >= all.without {
		t.Errorf("%d employers with %d filings seen: loss %.4f, without the company %.4f",
			all.n, left, all.with/n, all.without/n)
	}
}

// scoreEmployer scores the filings of one employer, and reports whether the interval of its pay, widened by the
// sampling error of what was found, holds what was found.
func scoreEmployer(t *testing.T, table *company.Table, jobs []*company.Job) (one score, holds bool) {
	t.Helper()
	var sum, squares, width float64
	for _, j := range jobs {
		without, with := foretold(t, table, j)
		one.add(j.Log, without.Distribution, with.Distribution)
		r := j.Log - math.Log(with.Distribution.Median())
		sum += r
		squares += r * r
		width += math.Log(with.Median.High/with.Median.Low) / (2 * 1.6449)
	}
	n := float64(len(jobs))
	mean, spread := sum/n, width/n
	sampling := (squares/n - mean*mean) / n
	return one, math.Abs(mean) <= 1.6449*math.Sqrt(spread*spread+sampling)
}

func middleOf(v []float64) float64 {
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

// spearman is the rank correlation of two lists, ties having the mean of their ranks.
func spearman(a, b []float64) float64 {
	x, y := ranks(a), ranks(b)
	mean := float64(len(x)+1) / 2
	var xy, xx, yy float64
	for i := range x {
		xy += (x[i] - mean) * (y[i] - mean)
		xx += (x[i] - mean) * (x[i] - mean)
		yy += (y[i] - mean) * (y[i] - mean)
	}
	return xy / math.Sqrt(xx*yy)
}

func ranks(v []float64) []float64 {
	r := make([]float64, len(v))
	for i, a := range v {
		below, same := 0, 0
		for _, b := range v {
			switch {
			case b < a:
				below++
			case b == a:
				same++
			}
		}
		r[i] = float64(below) + float64(same+1)/2
	}
	return r
}

// namesJoined counts how many pairs of names of employers taxonomy.Employer gets right.
func namesJoined(t *testing.T, b *bytes.Buffer) {
	t.Helper()
	fmt.Fprintf(b,
		"| pairs of names | one employer, joined | two, kept apart | of one group, not counted |\n|---|---|---|---|\n")
	for _, list := range []struct{ file, words string }{
		{"employers-tune.tsv", "by which rules and tables were mended"}, {"employers-held.tsv", "drawn afterwards"},
	} {
		text, err := os.ReadFile("../../taxonomy/testdata/" + list.file)
		if err != nil {
			t.Fatal(err)
		}
		counts := map[string][2]int{}
		for line := range strings.Lines(string(text)) {
			c := strings.Split(strings.TrimSpace(line), "\t")
			if len(c) != 3 || c[0] == "one" {
				continue
			}
			one, _ := taxonomy.Employer(c[0])
			other, _ := taxonomy.Employer(c[1])
			n := counts[c[2]]
			n[0]++
			if (one == other) == (c[2] == "same") {
				n[1]++
			}
			counts[c[2]] = n
		}
		fmt.Fprintf(b, "| %s | %d of %d | %d of %d | %d |\n", list.words, counts["same"][1], counts["same"][0],
			counts["different"][1], counts["different"][0], counts["group"][0])
	}
}
