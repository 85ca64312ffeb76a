package extract_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backpay/backpay/internal/extract"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/testdata"
)

// cases reads a file of cases, which must have some.
func cases(t testing.TB, file string) []extract.Case {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	list, err := extract.ParseCases(text)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return list
}

// hold fails the test when precision or recall is under its bound.
func hold(t *testing.T, what string, tally extract.Tally, precision, recall float64) {
	t.Helper()
	p, r := tally.Precision(), tally.Recall()
	t.Logf("%s: precision %s, recall %s", what, p, r)
	if p.N == 0 || !(p.Value >= precision) || !(r.Value >= recall) {
		t.Errorf("%s: precision %s and recall %s, want %.2f and %.2f", what, p, r, precision, recall)
	}
}

func TestPayOfTunedCases(t *testing.T) {
	list := cases(t, "testdata/pay-tuned.json")
	report := extract.Score(list)
	hold(t, "statements", report.Statements, .98, .97)
	if report.PhantomsPerThousand() > 2 {
		t.Errorf("%d statements in %d texts without pay", report.Phantoms, report.WithoutPay)
	}
	for _, m := range report.Misses {
		t.Logf("%s: %q", m.ID, m.Text)
	}
}

// TestPayOfHeldOutCases measures on the cases that no rule was made from: a mend that starts from one of them
// spends them all.
func TestPayOfHeldOutCases(t *testing.T) {
	list := cases(t, "testdata/pay-held-out.json")
	langs := map[string]bool{}
	for _, c := range list {
		langs[c.Lang] = true
	}
	if all := len(list) + len(cases(t, "testdata/pay-tuned.json")); all < 600 || len(langs) < 10 {
		t.Errorf("the benchmark has %d cases in %d languages, want 600 in 10", all, len(langs))
	}
	hold(t, "statements", extract.Score(list).Statements, .98, .92)
}

func TestPayOfRelabelledSnippets(t *testing.T) {
	list := cases(t, testdata.File(t, "postings", "pay-cases.json"))
	corrections, err := os.ReadFile("testdata/pay-cases-corrected.json")
	if err != nil {
		t.Fatal(err)
	}
	if list, err = extract.Correct(list, corrections); err != nil {
		t.Fatal(err)
	}
	hold(t, "statements", extract.Score(list).Statements, .98, .92)
}

func TestSentencesWithoutPay(t *testing.T) {
	text, err := os.ReadFile("testdata/skillspan-with-pay.json")
	if err != nil {
		t.Fatal(err)
	}
	var paid []string
	if err := json.Unmarshal(text, &paid); err != nil {
		t.Fatal(err)
	}
	sentences, phantoms := 0, 0
	for _, name := range []string{"dev", "train"} {
		n := 0
		for line := range lines(t, testdata.File(t, "postings", "skillspan-"+name+".json.gz")) {
			n++
			var s struct {
				Tokens []string `json:"tokens"`
			}
			if err := json.Unmarshal(line, &s); err != nil {
				t.Fatal(err)
			}
			if slices.Contains(paid, fmt.Sprintf("%s:%d", name, n)) {
				continue
			}
			sentences++
			found := extract.Read(strings.Join(s.Tokens, " "), extract.Hints{}).Pay
			phantoms += len(found)
			for _, f := range found {
				t.Logf("%s:%d: %q", name, n, f.Text)
			}
		}
	}
	if sentences < 5000 || float64(phantoms) > .002*float64(sentences) {
		t.Errorf("%d statements in %d sentences without pay, want at most 2 in 1,000", phantoms, sentences)
	}
}

// lines yields the lines of a gzip file.
func lines(t *testing.T, file string) func(yield func([]byte) bool) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	scanner := bufio.NewScanner(z)
	scanner.Buffer(nil, 16<<20)
	return func(yield func([]byte) bool) {
		for scanner.Scan() && yield(scanner.Bytes()) {
		}
		if err := scanner.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSkills(t *testing.T) {
	var all extract.Tally
	n := 0
	for _, name := range []string{"held-out", "tuned"} {
		list := cases(t, "testdata/skills-"+name+".json")
		report := extract.Score(list)
		hold(t, "skills, "+name, report.Skills, .95, .90)
		hold(t, "required or nice to have, "+name, report.Needs, .95, .95)
		n += len(list)
		all.Right += report.Skills.Right
		all.Wrong += report.Skills.Wrong
		all.Missing += report.Skills.Missing
	}
	if n < 300 {
		t.Errorf("%d sentences, want 300", n)
	}
	hold(t, "skills", all, .95, .90)
}

// everyCase lists the cases of all files.
func everyCase(t testing.TB) []extract.Case {
	t.Helper()
	var all []extract.Case
	for _, name := range []string{"pay-tuned", "pay-held-out", "skills-tuned", "skills-held-out"} {
		all = append(all, cases(t, "testdata/"+name+".json")...)
	}
	return all
}

// TestSpans reads each span of the original by itself: it must hold the words of its statement.
func TestSpans(t *testing.T) {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	n := 0
	for _, c := range everyCase(t) {
		for _, form := range []string{c.Text, escape(c.Text), escape(escape(c.Text))} {
			for _, s := range extract.Read(form, extract.Hints{Country: c.Country}).Pay {
				n++
				if s.Span.Start < 0 || s.Span.End > len(form) || s.Span.Start >= s.Span.End {
					t.Fatalf("%s: span %v of %d bytes", c.ID, s.Span, len(form))
				}
				part := form[s.Span.Start:s.Span.End]
				if got := extract.PlainText(part); squeeze(got) != squeeze(s.Text) {
					t.Errorf("%s: the span holds %q, the statement %q", c.ID, part, s.Text)
				}
			}
		}
	}
	if n < 1000 {
		t.Errorf("compared %d spans", n)
	}
}

// TestEscapedAlike reads every text again as HTML that is escaped once and twice.
func TestEscapedAlike(t *testing.T) {
	n := 0
	for _, c := range everyCase(t) {
		hints := extract.Hints{Country: c.Country}
		want := extract.Read(c.Text, hints)
		for _, form := range []string{escape(c.Text), escape(escape(c.Text))} {
			ignore := cmpopts.IgnoreFields(extract.Statement{}, "Span")
			if diff := cmp.Diff(want, extract.Read(form, hints), ignore, cmpopts.IgnoreTypes(extract.Span{})); diff != "" {
				t.Errorf("%s: %q: %s", c.ID, form, diff)
			}
			n++
		}
	}
	if n < 1000 {
		t.Errorf("compared %d texts", n)
	}
}

// TestConcurrently reads the same texts at once, for readers are used again.
func TestConcurrently(t *testing.T) {
	list := everyCase(t)
	want := make([]extract.Posting, len(list))
	for i, c := range list {
		want[i] = extract.Read(c.Text, extract.Hints{Country: c.Country})
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, i := range rand.Perm(len(list)) {
				if diff := cmp.Diff(want[i], extract.Read(list[i].Text, extract.Hints{Country: list[i].Country})); diff != "" {
					t.Errorf("%s: %s", list[i].ID, diff)
				}
			}
		})
	}
	wg.Wait()
}

var mutations = flag.Int("mutations", 20_000, "documents of TestMutated")

// TestMutated reads cases that were cut, doubled, spliced and overwritten at random, as feeds cut and mangle.
func TestMutated(t *testing.T) {
	list := everyCase(t)
	random := rand.New(rand.NewPCG(14, 2026))
	for range *mutations {
		doc := mutate(random, list[random.IntN(len(list))].Text, list[random.IntN(len(list))].Text)
		check(t, doc, extract.Read(doc, extract.Hints{Country: list[random.IntN(len(list))].Country}))
	}
}

func mutate(random *rand.Rand, a, b string) string {
	doc := []byte(a)
	for range 1 + random.IntN(4) {
		i, j := random.IntN(len(doc)+1), random.IntN(len(doc)+1)
		i, j = min(i, j), max(i, j)
		switch random.IntN(6) {
		case 0:
			doc = append(doc[:i:i], doc[j:]...)
		case 1:
			doc = slices.Concat(doc[:i], doc[i:j], doc[i:j], doc[j:])
		case 2:
			doc = slices.Concat(doc[:i], []byte(b), doc[j:])
		case 3:
			if i < len(doc) {
				doc[i] = byte(random.IntN(256))
			}
		case 4:
			doc = []byte(escape(string(doc)))
		case 5:
			const odd = "0123456789.,'-–$€£kKm%/()<>&;+ \n\t\u00a0\u200b"
			runes := []rune(odd)
			doc = slices.Concat(doc[:i], []byte(string(runes[random.IntN(len(runes))])), doc[i:])
		}
	}
	return string(doc[:min(len(doc), 1<<14)])
}

// check fails the test when a posting says what none may say.
func check(t testing.TB, doc string, p extract.Posting) {
	t.Helper()
	for _, s := range p.Pay {
		switch {
		case s.Min < 0 || s.Max < 0 || s.Min == 0 && s.Max == 0 || s.Max != 0 && s.Min > s.Max || s.Max > 1e15:
			t.Fatalf("%q: ends %v and %v", doc, s.Min, s.Max)
		case len(s.Currency) != 3 || s.Period != "" && !s.Period.Valid() || s.Basis != "" && !s.Basis.Valid():
			t.Fatalf("%q: %+v", doc, s)
		case !slices.Contains(extract.Components, s.Component) || s.Pays != 0 && (s.Pays < 12 || s.Pays > 16):
			t.Fatalf("%q: %+v", doc, s)
		case s.Span.Start < 0 || s.Span.End > len(doc) || s.Span.Start >= s.Span.End:
			t.Fatalf("%q: span %v of %d bytes", doc, s.Span, len(doc))
		}
	}
	for _, s := range p.Skills {
		if s.Span.Start < 0 || s.Span.End > len(doc) || s.Span.Start >= s.Span.End {
			t.Fatalf("%q: %s: span %v of %d bytes", doc, s.Code, s.Span, len(doc))
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range everyCase(f) {
		f.Add(c.Text, c.Country)
	}
	f.Fuzz(func(t *testing.T, doc, country string) {
		p := extract.Read(doc, extract.Hints{Country: country})
		check(t, doc, p)
		if diff := cmp.Diff(p, extract.Read(doc, extract.Hints{Country: country})); diff != "" {
			t.Fatalf("%q is read otherwise the second time: %s", doc, diff)
		}
	})
}

func FuzzParseCases(f *testing.F) {
	f.Add([]byte(`[{"text": "€60k", "expect": [{"min": 60000, "max": null, "currency": "EUR", "period": "yearly"}]}]`))
	f.Add([]byte(`{"cases": [{"text": "none", "expect": []}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := extract.ParseCases(data)
		if err != nil {
			if pay.KindOf(err) == pay.Internal {
				t.Fatalf("%q: %v", data, err)
			}
			return
		}
		if r := extract.Score(list); r.Cases != len(list) || r.Table() == "" {
			t.Fatalf("%q: %+v", data, r)
		}
	})
}

func TestFacts(t *testing.T) {
	for _, c := range []struct{ text, level, remote, employment string }{
		{"Senior Backend Engineer, fully remote, full-time", "senior", "remote", "employee"},
		{"Junior-Entwickler (m/w/d), Festanstellung, zwei Tage Homeoffice", "entry", "hybrid", "employee"},
		{"Développeur confirmé en CDI, télétravail 2 jours", "mid", "hybrid", "employee"},
		{"Desarrollador sénior, 100% remoto, contrato indefinido", "senior", "remote", "employee"},
		{"Medior ontwikkelaar, vast contract, op kantoor", "mid", "onsite", "employee"},
		{"Starszy programista, praca zdalna, umowa o pracę", "senior", "remote", "employee"},
		{"Sviluppatore senior, tempo indeterminato, smart working", "senior", "hybrid", "employee"},
		{"Systemutvecklare på plats, tillsvidareanställning", "", "onsite", "employee"},
		{"Senior udvikler, fastansættelse, hybrid", "senior", "hybrid", "employee"},
		{"Engenheiro pleno, trabalho remoto, contratação PJ", "mid", "remote", "freelance"},
		{"Vývojář na IČO, práce na dálku", "", "remote", "freelance"},
		{"Contract role, outside IR35, hybrid in Leeds", "", "hybrid", "freelance"},
		{"UoP or B2B, your choice. No remote work.", "", "onsite", ""},
		{"80% remote", "", "hybrid", ""},
		{"You mentor junior developers and use remote monitoring.", "", "", ""},
		{"Staff Engineer: keep remote teams in touch", "staff", "", ""},
		{"Head of Engineering", "principal", "", ""},
		{"Experience level: Senior", "senior", "", ""},
	} {
		p := extract.Read(c.text, extract.Hints{})
		level := ""
		if len(p.Levels) > 0 {
			level = p.Levels[0].Code
		}
		code := func(m *extract.Mention) string {
			if m == nil {
				return ""
			}
			return m.Code
		}
		got := [3]string{level, code(p.Remote), code(p.Employment)}
		if want := [3]string{c.level, c.remote, c.employment}; got != want {
			t.Errorf("%q: %q, want %q", c.text, got, want)
		}
	}
}

func TestSeveralLevels(t *testing.T) {
	const text = "Junior Developer: €45,000\nSenior Developer: €70,000\nStaff Engineer: €90,000"
	p := extract.Read(text, extract.Hints{})
	var levels []string
	for _, m := range p.Levels {
		levels = append(levels, m.Code)
	}
	if diff := cmp.Diff([]string{"entry", "senior", "staff"}, levels); diff != "" {
		t.Error(diff)
	}
}

func TestSeekerOffersNothing(t *testing.T) {
	p := extract.Read("SEEKING WORK | Porto | Remote\nRate: $90 - $110 per hour", extract.Hints{})
	if !p.SeeksWork || len(p.Pay) != 0 {
		t.Errorf("seeks work %v, pay %v", p.SeeksWork, p.Pay)
	}
}

// TestRates holds the intervals that R gives: prop.test(45, 50, correct = FALSE)$conf.int, and the same of 3, 3.
func TestRates(t *testing.T) {
	for _, c := range []struct {
		tally     extract.Tally
		low, high float64
	}{
		{extract.Tally{Right: 45, Wrong: 5}, 0.7863972, 0.9565239},
		{extract.Tally{Right: 3}, 0.4385030, 1},
	} {
		r := c.tally.Precision()
		if diff := cmp.Diff([]float64{c.low, c.high}, []float64{r.Low, r.High}, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
			t.Errorf("%+v: %s", c.tally, diff)
		}
	}
}

// TestScoreCounts gives the score cases that are read wrongly on purpose.
func TestScoreCounts(t *testing.T) {
	list, err := extract.ParseCases([]byte(`[
		{"text": "Salary: $100,000 a year", "expect": [{"min": 100000, "max": null, "currency": "USD", "period": "yearly"}]},
		{"text": "Salary: $100,000 a year", "expect": [{"min": 100000, "max": null, "currency": "CAD", "period": "yearly"}]},
		{"text": "Salary: $100,000 a year", "expect": []},
		{"text": "no pay at all", "expect": [{"min": 1, "max": 2, "currency": "EUR", "period": ""}]}]`))
	if err != nil {
		t.Fatal(err)
	}
	r := extract.Score(list)
	if diff := cmp.Diff(extract.Tally{Right: 1, Wrong: 2, Missing: 2}, r.Statements); diff != "" {
		t.Error(diff)
	}
	if r.WithoutPay != 1 || r.Phantoms != 1 || len(r.Misses) != 3 {
		t.Errorf("%+v", r)
	}
	if !bytes.Contains([]byte(r.Table()), []byte("1000.0 in 1,000")) {
		t.Error(r.Table())
	}
}

func TestCorrectNamesWhatIsMissing(t *testing.T) {
	list := []extract.Case{{ID: "a", Text: "x"}}
	_, err := extract.Correct(list, []byte(`[{"id": "b", "expect": []}]`))
	if pay.KindOf(err) != pay.Invalid || !strings.Contains(fmt.Sprint(err), `"b"`) {
		t.Errorf("error %v", err)
	}
}
