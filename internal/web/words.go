package web

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
)

// few is the number of reports below which the reader is told that there are few.
const few = 30

// unitOf returns what an answer's amounts are in.
func unitOf(a pay.Answer, locale string) chart.Unit {
	u := chart.Unit{Currency: a.Currency, Period: a.Period, Locale: locale}
	u.Words = currencyWords(a) + " " + perPeriod(a.Period) + ", " + string(a.Basis)
	return u
}

func currencyWords(a pay.Answer) string {
	if a.PPP {
		return "international dollars"
	}
	return a.Currency
}

func perPeriod(p pay.Period) string {
	if p == pay.Hour {
		return "an hour"
	}
	return "a " + string(p)
}

func componentWords(a pay.Answer) string {
	if a.Component == pay.Base {
		return string(a.Basis) + ", base pay"
	}
	return string(a.Basis) + ", with bonus"
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// ofHundred writes a share of people in hundredths, never as a certainty.
func ofHundred(share float64) string {
	return fmt.Sprint(min(max(int(math.Round(100*share)), 1), 99))
}

// shareWords says a share in plain words.
func shareWords(x float64) string {
	for _, s := range []struct {
		below float64
		said  string
	}{{.03, "hardly any"}, {.15, "a tenth"}, {.225, "a fifth"}, {.29, "a quarter"}, {.4, "a third"}, {.58, "half"},
		{.71, "two thirds"}, {.85, "three quarters"}, {.97, "nine tenths"}} {
		if x < s.below {
			return s.said
		}
	}
	return "nearly all"
}

// span writes two amounts as a range.
func span(low, high string) string { return low + " – " + high }

func yearSpan(first, last int) string {
	if first == last {
		return fmt.Sprint(last)
	}
	return fmt.Sprintf("%d–%d", first, last)
}

// countWords writes a number of things: "1 report", "3,120 reports".
func countWords(n int, one, many, locale string) string {
	if n == 1 {
		return "1 " + one
	}
	return words.For(locale).Count(n) + " " + many
}

func month(t time.Time) string { return t.Format("January 2006") }

// evidenceLine says in one line what an answer rests on.
func evidenceLine(a pay.Answer, locale string) string { return sentence(words.For(locale).Evidence(a)) }

func reportYears(layers []pay.LayerEvidence) (first, last int) {
	for _, l := range layers {
		if l.Layer != pay.Reported {
			continue
		}
		if first == 0 || l.FirstYear < first {
			first = l.FirstYear
		}
		last = max(last, l.LastYear)
	}
	return first, last
}

// layerWords is one of the four layers in words.
type layerWords struct {
	Name, What string
	Known      bool
	Lines      []string
}

// layersInWords tells all four layers, those without evidence too: that nothing is there is told as well.
func layersInWords(a pay.Answer, u chart.Unit) []layerWords {
	var out []layerWords
	r := words.For(u.Locale)
	for _, l := range []struct {
		layer      pay.Layer
		what, none string
	}{
		{pay.Reported, "what people say they earn", "no survey has people like these"},
		{pay.Official, "statistics offices and filings", "no statistics office here counts this work"},
		{pay.Posted, "what job advertisements offer", "no advertisements have been imported"},
		{pay.Contributed, "people who use this installation", "nobody has contributed yet"},
	} {
		w := layerWords{Name: capital(string(l.layer)), What: l.what}
		for _, e := range a.Evidence.Layers {
			if e.Layer != l.layer {
				continue
			}
			w.Known = true
			w.Lines = append(w.Lines, r.Layer(e, u.Full))
			if e.Aligned != nil {
				for _, line := range r.Alignment(*e.Aligned) {
					w.Lines = append(w.Lines, sentence(line))
				}
			}
		}
		if !w.Known {
			w.Lines = []string{l.none}
		}
		out = append(out, w)
	}
	return out
}

// rateWords says at what rate an answer was exchanged.
func rateWords(r *pay.Rate, locale string) string {
	if r == nil {
		return ""
	}
	decimals := 4
	if r.Value >= 100 {
		decimals = 2
	}
	return fmt.Sprintf("Exchanged at %s %s for 1 %s: %s, %s.", words.For(locale).Number(r.Value, decimals), r.To,
		r.From, r.Source, r.Date)
}

// sentence makes a caveat one.
func sentence(s string) string {
	s = capital(s)
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// people names a role's people: "backend developers".
func people(role string) string {
	if role == "" {
		return "software professionals"
	}
	name := taxonomy.Roles.Name(role)
	if len(name) > 1 && name[1] >= 'a' && name[1] <= 'z' {
		name = strings.ToLower(name[:1]) + name[1:]
	}
	for _, ending := range []string{"er", "or", "st", "nt", "ct"} {
		if strings.HasSuffix(name, ending) {
			return name + "s"
		}
	}
	return "people: " + name
}
