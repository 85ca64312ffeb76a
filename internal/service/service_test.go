package service

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/testdata"
)

var update = flag.Bool("update", false, "write documents made from embedded figures")

var november = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func open(t testing.TB) face {
	t.Helper()
	s, err := Open(Config{
		Data: t.TempDir(), Now: func() time.Time { return november },
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return face{s}
}

func TestEstimateFromTheReference(t *testing.T) {
	a, err := open(t).Estimate(t.Context(), Ask{Role: "backend", Country: "Germany", Years: "6"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Currency != "EUR" || a.Period != pay.Year || a.Basis != pay.Gross {
		t.Errorf("the answer is in %s a %s, %s", a.Currency, a.Period, a.Basis)
	}
	// A wide sanity range: the official survey of 2026 puts Germany's median at about 73,000 EUR.
	if m := a.Distribution.Median(); m < 55_000 || m > 95_000 {
		t.Errorf("the median is %.0f EUR", m)
	}
	if !slices.IsSorted(a.Distribution.Q[:]) {
		t.Errorf("quantiles cross: %v", a.Distribution.Q)
	}
	if a.Median.Low >= a.Distribution.Median() || a.Median.High <= a.Distribution.Median() {
		t.Errorf("the median %.0f is outside its interval %+v", a.Distribution.Median(), a.Median)
	}
	if len(a.Evidence.Layers) == 0 || a.Evidence.Layers[0].N < 10 {
		t.Errorf("the evidence is %+v", a.Evidence)
	}
	if !a.AsOf.Equal(november) {
		t.Errorf("the answer speaks for %s", a.AsOf)
	}
	var sum float64
	for _, e := range a.Effects {
		sum += e.Money
	}
	if base := Base(a); base <= 0 || math.Abs(base+sum-a.Distribution.Median()) > 1e-6*a.Distribution.Median() {
		t.Errorf("base %.2f and effects %.2f do not make the median %.2f", base, sum, a.Distribution.Median())
	}
}

func TestUnitsAgree(t *testing.T) {
	s := open(t)
	year, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "US"})
	if err != nil {
		t.Fatal(err)
	}
	hour, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "US", Period: "hour"})
	if err != nil {
		t.Fatal(err)
	}
	if got := hour.Distribution.Median() * 2080; math.Abs(got-year.Distribution.Median()) > .01 {
		t.Errorf("2,080 hours make %.2f, a year is %.2f", got, year.Distribution.Median())
	}
	ppp, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: "US", PPP: true})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(ppp.Distribution.Median()/year.Distribution.Median()-1) > 1e-9 {
		t.Errorf("a dollar in the USA buys %.4f dollars' worth there",
			ppp.Distribution.Median()/year.Distribution.Median())
	}
}

func TestCheck(t *testing.T) {
	s := open(t)
	ask := Ask{Role: "backend", Country: "DE", Years: "6"}
	a, err := s.Estimate(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	median := strconv.FormatFloat(a.Distribution.Median(), 'f', 2, 64)
	c, err := s.Check(t.Context(), ask, median+" EUR")
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(c.Percentile-.5) > .01 || c.Margin <= 0 || c.Margin > .5 {
		t.Errorf("the median is at %.3f ± %.3f", c.Percentile, c.Margin)
	}
	monthly, err := s.Check(t.Context(), ask, strconv.FormatFloat(a.Distribution.Median()/12, 'f', 2, 64)+" EUR/month")
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(monthly.Percentile-.5) > .01 {
		t.Errorf("a twelfth of the median a month is at %.3f", monthly.Percentile)
	}
	var last float64
	for _, pay := range []string{"20k EUR", "50k EUR", "70k EUR", "100k EUR", "300k EUR"} {
		c, err := s.Check(t.Context(), ask, pay)
		if err != nil {
			t.Fatal(err)
		}
		if c.Percentile <= last {
			t.Errorf("%s is at %.3f, less at %.3f", pay, c.Percentile, last)
		}
		last = c.Percentile
	}
}

func TestErrorsHaveAKindAndAField(t *testing.T) {
	s := open(t)
	for _, tt := range []struct {
		ask   Ask
		field string
	}{
		{Ask{Country: "Atlantis"}, "country"}, {Ask{Role: "wizard"}, "role"}, {Ask{Years: "51"}, "years"},
		{Ask{Years: "six"}, "years"}, {Ask{Level: "grandmaster"}, "level"},
		{Ask{Place: "Atlantis", Country: "US"}, "place"},
		{Ask{Skills: []string{"go,wizardry"}}, "skills"}, {Ask{Currency: "doubloons"}, "currency"},
		{Ask{Period: "decade"}, "period"}, {Ask{Basis: "mean"}, "basis"}, {Ask{On: "2026-13"}, "on"},
		{Ask{On: "3000"}, "on"},
		{Ask{PPP: true}, "ppp"}, {Ask{PPP: true, Country: "DE", Currency: "EUR"}, "ppp"},
	} {
		_, err := s.Estimate(t.Context(), tt.ask)
		e, ok := errors.AsType[*pay.Error](err)
		if !ok || e.Kind != pay.Invalid || e.Field != tt.field || e.Hint == "" {
			t.Errorf("%+v: error %v of kind %s in field %q with hint %q", tt.ask, err, pay.KindOf(err), fieldOf(err),
				hintOf(err))
		}
	}
}

func fieldOf(err error) string {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e.Field
	}
	return ""
}

func hintOf(err error) string {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e.Hint
	}
	return ""
}

// imported imports files of the public data and returns the reports.
func imported(t *testing.T, s face, source string, files ...string) []Report {
	t.Helper()
	var reports []Report
	for _, f := range files {
		r, err := s.Import(context.Background(), ImportAsk{Source: source, File: testdata.File(t, f)})
		if err != nil {
			t.Fatalf("importing %s: %v", f, err)
		}
		reports = append(reports, r)
	}
	return reports
}

// rows reads a CSV file of the public data with nothing but the standard library.
func rows(t *testing.T, file string) (header map[string]int, rows [][]string) {
	t.Helper()
	f, err := os.Open(testdata.File(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header = map[string]int{}
	for i, name := range all[0] {
		header[name] = i
	}
	return header, all[1:]
}

func median(xs []float64) float64 {
	slices.Sort(xs)
	return (xs[(len(xs)-1)/2] + xs[len(xs)/2]) / 2
}

// TestMediansOfStackOverflow2024 checks what an import makes of the survey of 2024 in two ways: medians by
// role and country agree with a direct computation on the file, and those of roles with 100 records or
// more lie near the medians that Stack Overflow published from twice as many people.
func TestMediansOfStackOverflow2024(t *testing.T) {
	s := open(t)
	report := imported(t, s, "stackoverflow", "stackoverflow/2024.csv.gz")[0]
	col, direct := rows(t, "stackoverflow/2024.csv.gz")
	if report.Read != len(direct) || report.Kept < len(direct)*9/10 {
		t.Errorf("read %d and kept %d of %d rows", report.Read, report.Kept, len(direct))
	}
	var setAside int
	for _, n := range report.SetAside {
		setAside += n
	}
	if report.Kept+setAside != report.Read {
		t.Errorf("%d kept and %d set aside do not make %d", report.Kept, setAside, report.Read)
	}

	type group struct{ country, role string }
	raw := map[group][]float64{} // by the labels of the file
	for _, r := range direct {
		v, err := strconv.ParseFloat(r[col["ConvertedCompYearly"]], 64)
		if err != nil {
			t.Fatal(err)
		}
		role := r[col["DevType"]]
		raw[group{r[col["Country"]], role}] = append(raw[group{r[col["Country"]], role}], v)
		raw[group{"world", role}] = append(raw[group{"world", role}], v)
	}
	stored, kept := map[group][]float64{}, map[group][]float64{} // all rows; those that take part
	for r, err := range s.library.Records(t.Context(), dataset.Filter{Excluded: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range r.Roles {
			for _, g := range []group{{r.Country, role}, {"world", role}} {
				stored[g] = append(stored[g], r.Pay)
				if r.Excluded == "" {
					kept[g] = append(kept[g], r.Pay)
				}
			}
		}
	}
	code := func(g group) group {
		role, ok := taxonomy.Roles.Parse(g.role)
		if !ok {
			return group{}
		}
		if g.country == "world" {
			return group{"world", role}
		}
		country, _ := taxonomy.Countries.Parse(g.country)
		return group{country, role}
	}
	byCode := map[group][]float64{}
	for g, pays := range raw {
		byCode[code(g)] = append(byCode[code(g)], pays...)
	}
	compared := 0
	for g, pays := range stored {
		if g.role == "" || len(pays) < 30 {
			continue
		}
		compared++
		if len(byCode[g]) != len(pays) || median(byCode[g]) != median(pays) {
			t.Errorf("%v: stored %d rows with median %.0f, the file has %d with %.0f", g, len(pays), median(pays),
				len(byCode[g]), median(byCode[g]))
		}
	}
	if compared < 40 {
		t.Errorf("only %d groups were compared", compared)
	}

	near, far := 0, 0
	for _, o := range officialMedians(t, "stackoverflow/official/pay_by_role_2024.tsv") {
		country := map[string]string{"world": "world", "Germany": "DE", "India": "IN"}[o.geography]
		role, ok := taxonomy.Roles.Parse(o.role)
		ours := kept[group{country, role}]
		if country == "" || !ok || len(ours) < 100 {
			continue
		}
		ratio := median(ours) / o.median
		t.Logf("%-8s %-46s n %5d  ours %7.0f  official %7.0f  %+.1f %%", o.geography, o.role, len(ours), median(ours),
			o.median, 100*(ratio-1))
		if math.Abs(ratio-1) > .10 {
			far++
			if math.Abs(ratio-1) > .15 {
				t.Errorf("%s, %s: our median of %d is %.0f, the official one %.0f", o.geography, o.role, len(ours),
					median(ours), o.median)
			}
			continue
		}
		near++
	}
	if near < 15 || far > near/4 { // a median of a hundred people is itself uncertain by 8 %
		t.Errorf("%d medians lie within a tenth of the official ones, %d do not", near, far)
	}
}

type officialMedian struct {
	geography, role string
	median          float64
}

func officialMedians(t *testing.T, file string) []officialMedian {
	t.Helper()
	b, err := os.ReadFile(testdata.File(t, file))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.LazyQuotes = '\t', true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var ms []officialMedian
	for _, row := range all[1:] {
		if v, err := strconv.ParseFloat(row[3], 64); err == nil {
			ms = append(ms, officialMedian{row[0], row[1], v})
		}
	}
	return ms
}

// TestOwnRecordsAnswer checks that an import moves its own country's answer by a share of what it says, counts, and
// moves no other country.
func TestOwnRecordsAnswer(t *testing.T) {
	s := open(t)
	elsewhere := map[string]float64{"US": 0, "DE": 0, "NO": 0, "": 0}
	for country := range elsewhere {
		a, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: country})
		if err != nil {
			t.Fatal(err)
		}
		elsewhere[country] = a.Distribution.Median()
	}
	ask := Ask{Role: "backend", Country: "IS"}
	before, err := s.Estimate(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mapping := filepath.Join(dir, "map.yaml")
	const text = `source: own
title: Our own survey
columns:
  role: {value: backend}
  country: {value: IS}
  pay: {column: pay}
  currency: {value: ISK}
  period: {value: month}
  basis: {value: gross}
  component: {value: base}
  year: {value: 2025}
`
	if err := os.WriteFile(mapping, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	rows.WriteString("pay\n")
	for i := range 400 {
		rows.WriteString(strconv.Itoa(1_500_000+1_000*i) + "\n")
	}
	file := filepath.Join(dir, "own.csv")
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := s.Import(t.Context(), ImportAsk{Source: "table", File: file, Mapping: mapping})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Added || r.Kept != 400 {
		t.Fatalf("report %+v", r)
	}
	after, err := s.Estimate(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	want := 1_700_000. * 12
	from := before.Distribution.Median()
	moved := math.Log(after.Distribution.Median()/from) / math.Log(want/from)
	if moved < .15 || moved > .85 || after.Evidence.N < 400 {
		t.Errorf("the median went from %.0f to %.0f on %d records that say %.0f", before.Distribution.Median(),
			after.Distribution.Median(), after.Evidence.N, want)
	}
	for country, m := range elsewhere {
		a, err := s.Estimate(t.Context(), Ask{Role: "backend", Country: country})
		if err != nil {
			t.Fatal(err)
		}
		if now := a.Distribution.Median(); math.Abs(now/m-1) > .001 {
			t.Errorf("%q: the median went from %.0f to %.0f by records of Iceland", country, m, now)
		}
	}
	again, err := s.Import(t.Context(), ImportAsk{Source: "table", File: file, Mapping: mapping})
	if err != nil || again.Added {
		t.Errorf("the second import added something: %+v, %v", again, err)
	}
}

// TestEveryPublicFileImports imports every file of every source. That the counts are right is shown beside
// each importer, where they are counted a second time; here the whole way to the catalogue is walked.
func TestEveryPublicFileImports(t *testing.T) {
	s := open(t)
	for _, files := range []struct{ source, pattern string }{
		{"stackoverflow", "stackoverflow/*.csv.gz"}, {"oews", "oews/*"}, {"oflc", "oflc/wages-*.tsv.gz"},
		{"dou", "dou/*.csv.gz"},
		{"it-salary-eu", "it-salary-eu/*.csv.gz"}, {"koodiklinikka", "koodiklinikka/*.tsv.gz"},
		{"aijobs", "aijobs/*.csv.gz"},
		{"colombia", "colombia-dev/*.csv.gz"},
	} {
		found, err := filepath.Glob(filepath.Join(testdata.Dir(t), files.pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no files %s: %v", files.pattern, err)
		}
		for _, f := range found {
			r, err := s.Import(t.Context(), ImportAsk{Source: files.source, File: f})
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(f), err)
				continue
			}
			sum := r.Kept
			for _, n := range r.SetAside {
				sum += n
			}
			if !r.Added || r.Kept == 0 || sum != r.Read {
				t.Errorf("%s: report %+v", filepath.Base(f), r)
			}
		}
	}
	directory, err := dataset.OpenDirectory(s.library.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := directory.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestScorecardDocument holds docs/scorecard.md to the embedded scorecard.
func TestScorecardDocument(t *testing.T) {
	card, err := open(t).View().Scorecard()
	if err != nil || card == nil || len(card.Scores) == 0 {
		t.Fatalf("the embedded scorecard is %+v, %v", card, err)
	}
	var b bytes.Buffer
	if err := card.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", "docs", "scorecard.md")
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s is not that of the embedded scorecard: make it with -update", name)
	}
}
