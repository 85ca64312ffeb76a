package words_test

import (
	"math"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
)

// TestNumbers holds each way to write a number to what readers of three locales expect.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		what        string
		write       func(words.Reader) string
		en, de, hin string
	}{
		{"count", func(r words.Reader) string { return r.Count(1234567) }, "1,234,567", "1.234.567", "12,34,567"},
		{"one", func(r words.Reader) string { return r.Counted(1, "report", "reports") }, "1 report", "1 report",
			"1 report"},
		{"many", func(r words.Reader) string { return r.Counted(3120, "report", "reports") },
			"3,120 reports", "3.120 reports", "3,120 reports"},
		{"rise", func(r words.Reader) string { return r.Percent(1.316) }, "+32 %", "+32 %", "+32 %"},
		{"fall", func(r words.Reader) string { return r.Tenths(.9582) }, "−4.2 %", "−4,2 %", "−4.2 %"},
		{"nothing", func(r words.Reader) string { return r.Percent(1.001) }, "0 %", "0 %", "0 %"},
		{"span", func(r words.Reader) string { return r.PercentSpan(.96, 1.05) }, "−4 to +5", "−4 to +5", "−4 to +5"},
		{"hour", func(r words.Reader) string { return r.Amounts("EUR", pay.Hour)(1052.5) }, "1,052.50", "1.052,50",
			"1,052.50"},
		{"year", func(r words.Reader) string { return r.Amounts("EUR", pay.Year)(80190.4) }, "80,190", "80.190",
			"80,190"},
		{"short", func(r words.Reader) string { return r.Short(1_540_000) }, "1.54M", "1,54M", "1.54M"},
		{"power", func(r words.Reader) string { return r.Significant(.68912) }, "0.6891", "0,6891", "0.6891"},
		{"whole", func(r words.Reader) string { return r.Significant(23.0) }, "23", "23", "23"},
		{"share", func(r words.Reader) string { return r.Share(.754) }, "75", "75", "75"},
		{"certain", func(r words.Reader) string { return r.OfHundred(.9999) }, "99", "99", "99"},
		{"rate", func(r words.Reader) string {
			return r.Rate(pay.Rate{From: "EUR", To: "USD", Value: 1.0834, Source: "ECB", Date: "2026-11"})
		}, "exchanged at 1.0834 USD for 1 EUR (ECB, 2026-11)", "exchanged at 1,0834 USD for 1 EUR (ECB, 2026-11)",
			"exchanged at 1.0834 USD for 1 EUR (ECB, 2026-11)"},
		{"warning", func(r words.Reader) string {
			return r.Warning(pay.Warning{
				Code: "x", Message: "from %s by %s, %s a year",
				Args: []any{2024, pay.Plain(.6891), pay.Change{Ratio: 1.051, Decimals: 1}},
			})
		}, "from 2024 by 0.6891, +5.1 % a year", "from 2024 by 0,6891, +5,1 % a year",
			"from 2024 by 0.6891, +5.1 % a year"},
	} {
		for locale, want := range map[string]string{"en": c.en, "de-DE": c.de, "en-IN": c.hin} {
			if got := c.write(words.For(locale)); got != want {
				t.Errorf("%s in %s: %q, want %q", c.what, locale, got, want)
			}
		}
	}
}

// describe writes the description of a job from what the reference knows.
func describe(t *testing.T, p pay.Profile, locale string) (service.JobDescription, string) {
	t.Helper()
	s, err := service.Open(service.Config{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	d, err := s.View().JobDescription(t.Context(), pay.Question{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return d, words.For(locale).Description(d)
}

func TestJobDescription(t *testing.T) {
	d, markdown := describe(t, pay.Profile{
		Role: "backend", Country: "DE", Level: "senior", Remote: "remote", Skills: []string{"go"},
	}, "en")
	has(t, markdown, "# Senior backend developer\n", "*Germany · remote*", "- Modify existing software", "Needed: Go.",
		"EUR a year**, gross, with bonus",
		"O*NET 27.0", "CC BY 4.0", "modelled by Backpay for", "O*NET does not tell levels apart",
		"left out by us are 5 about equipment, 2 supervising others")
	hasNot(t, markdown, "dust", "power supply", "Supervise", "%!")
	low, high := d.Answer.Distribution.At(.25), d.Answer.Distribution.At(.75)
	var from, to float64
	for _, line := range strings.Split(markdown, "\n") {
		if strings.HasPrefix(line, "**") {
			from, to = amountsOf(t, line)
		}
	}
	if math.Abs(from/low-1) > .03 || math.Abs(to/high-1) > .03 {
		t.Errorf("the range is %v to %v, the middle half %v to %v", from, to, low, high)
	}

	_, staff := describe(t, pay.Profile{Role: "embedded", Country: "US", Level: "staff"}, "de")
	has(t, staff, "# Staff embedded developer", "Monitor functioning of equipment")
	_, manager := describe(t, pay.Profile{Role: "engineering-manager", Country: "US"}, "en")
	has(t, manager, "# Engineering manager\n", "Computer and Information Systems Managers")
}

// amountsOf reads "**72,000 – 110,000 EUR …".
func amountsOf(t *testing.T, line string) (from, to float64) {
	t.Helper()
	words := strings.Fields(strings.ReplaceAll(strings.Trim(line, "*"), ",", ""))
	for i, into := range map[int]*float64{0: &from, 2: &to} {
		for _, r := range words[i] {
			*into = 10**into + float64(r-'0')
		}
	}
	return from, to
}

func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in\n%s", p, text)
		}
	}
}

func hasNot(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("%q is in\n%s", p, text)
		}
	}
}
