package money

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

func TestParseAmount(t *testing.T) {
	const nbsp, thin, narrow = "\u00a0", "\u2009", "\u202f"
	tests := []struct {
		in      string
		country string
		want    pay.Amount
	}{
		// As design.md has them.
		{"85000 EUR", "", pay.Amount{Value: 85000, Currency: "EUR"}},
		{"€85k", "", pay.Amount{Value: 85000, Currency: "EUR"}},
		{"52.95 USD/hour", "", pay.Amount{Value: 52.95, Currency: "USD", Period: pay.Hour}},
		{"£450/day", "", pay.Amount{Value: 450, Currency: "GBP", Period: pay.Day}},
		{"18 LPA", "", pay.Amount{Value: 1.8e6, Currency: "INR", Period: pay.Year}},
		{"8500 PLN/month net", "", pay.Amount{Value: 8500, Currency: "PLN", Period: pay.Month, Basis: pay.Net}},

		// Separators.
		{"€60.000", "", pay.Amount{Value: 60000, Currency: "EUR"}},
		{"60 000 €", "", pay.Amount{Value: 60000, Currency: "EUR"}},
		{"60" + nbsp + "000" + nbsp + "€", "", pay.Amount{Value: 60000, Currency: "EUR"}},
		{"60" + thin + "000" + narrow + "€", "", pay.Amount{Value: 60000, Currency: "EUR"}},
		{"CHF 120'000", "", pay.Amount{Value: 120000, Currency: "CHF"}},
		{"CHF 120’000.–", "", pay.Amount{Value: 120000, Currency: "CHF"}},
		{"85.000,- €", "", pay.Amount{Value: 85000, Currency: "EUR"}},
		{"1,20,000", "IN", pay.Amount{Value: 120000, Currency: "INR"}},
		{"₹18,00,000", "", pay.Amount{Value: 1.8e6, Currency: "INR"}},
		{"₹1,20,00,000.50 per annum", "", pay.Amount{Value: 12000000.5, Currency: "INR", Period: pay.Year}},
		{"85,000.50 USD", "", pay.Amount{Value: 85000.5, Currency: "USD"}},
		{"85.000,50 EUR", "", pay.Amount{Value: 85000.5, Currency: "EUR"}},
		{"85 000,50 zł", "", pay.Amount{Value: 85000.5, Currency: "PLN"}},
		{"1.234.567 EUR", "", pay.Amount{Value: 1234567, Currency: "EUR"}},
		{"1.234 EUR", "", pay.Amount{Value: 1234, Currency: "EUR"}},
		{"52,5 EUR/h", "", pay.Amount{Value: 52.5, Currency: "EUR", Period: pay.Hour}},
		{"0.750 KWD/hour", "", pay.Amount{Value: .75, Currency: "KWD", Period: pay.Hour}},
		{"£1,200/day", "", pay.Amount{Value: 1200, Currency: "GBP", Period: pay.Day}},
		{"1.000 € pro Tag", "", pay.Amount{Value: 1000, Currency: "EUR", Period: pay.Day}},
		{"¥3,000 an hour", "JP", pay.Amount{Value: 3000, Currency: "JPY", Period: pay.Hour}},
		{"2,500 USD/week", "", pay.Amount{Value: 2500, Currency: "USD", Period: pay.Week}},

		// Multipliers.
		{"$20K/month", "", pay.Amount{Value: 20000, Currency: "USD", Period: pay.Month}},
		{"k€ 60", "", pay.Amount{Value: 60000, Currency: "EUR"}},
		{"60k€", "", pay.Amount{Value: 60000, Currency: "EUR"}},
		{"60 T€ brutto p.a.", "", pay.Amount{Value: 60000, Currency: "EUR", Period: pay.Year, Basis: pay.Gross}},
		{"72,5 TEUR", "", pay.Amount{Value: 72500, Currency: "EUR"}},
		{"85kEUR/year", "", pay.Amount{Value: 85000, Currency: "EUR", Period: pay.Year}},
		{"60.3k EUR", "", pay.Amount{Value: 60300, Currency: "EUR"}},
		{"12 lakh", "", pay.Amount{Value: 1.2e6, Currency: "INR"}},
		{"12 lakh", "PK", pay.Amount{Value: 1.2e6, Currency: "PKR"}},
		{"12.125 lakh INR", "", pay.Amount{Value: 1212500, Currency: "INR"}},
		{"1.2 crore", "", pay.Amount{Value: 1.2e7, Currency: "INR"}},
		{"4.5M COP/month", "", pay.Amount{Value: 4.5e6, Currency: "COP", Period: pay.Month}},
		{"12 tys. zł brutto", "", pay.Amount{Value: 12000, Currency: "PLN", Basis: pay.Gross}},

		// Currencies.
		{"85000", "DE", pay.Amount{Value: 85000, Currency: "EUR"}},
		{"85k", "HR", pay.Amount{Value: 85000, Currency: "EUR"}},
		{"$120,000", "", pay.Amount{Value: 120000, Currency: "USD"}},
		{"$120,000", "CA", pay.Amount{Value: 120000, Currency: "CAD"}},
		{"$120,000", "AU", pay.Amount{Value: 120000, Currency: "AUD"}},
		{"$120,000", "DE", pay.Amount{Value: 120000, Currency: "USD"}},
		{"A$120k", "", pay.Amount{Value: 120000, Currency: "AUD"}},
		{"C$120k", "", pay.Amount{Value: 120000, Currency: "CAD"}},
		{"CA$120k", "US", pay.Amount{Value: 120000, Currency: "CAD"}},
		{"$85k CAD", "", pay.Amount{Value: 85000, Currency: "CAD"}},
		{"MXN $30,000 mensuales", "", pay.Amount{Value: 30000, Currency: "MXN", Period: pay.Month}},
		{"R$ 9.000 por mês", "", pay.Amount{Value: 9000, Currency: "BRL", Period: pay.Month}},
		{"R50000/m", "", pay.Amount{Value: 50000, Currency: "ZAR", Period: pay.Month}},
		{"S/ 9500", "", pay.Amount{Value: 9500, Currency: "PEN"}},
		{"120 000 kr", "SE", pay.Amount{Value: 120000, Currency: "SEK"}},
		{"55.000 kr. brutto", "DK", pay.Amount{Value: 55000, Currency: "DKK", Basis: pay.Gross}},
		{"Fr. 9'000 / Monat", "", pay.Amount{Value: 9000, Currency: "CHF", Period: pay.Month}},
		{"Rs. 50,000 pm", "IN", pay.Amount{Value: 50000, Currency: "INR", Period: pay.Month}},
		{"80 000 грн", "", pay.Amount{Value: 80000, Currency: "UAH"}},
		{"₴80000", "", pay.Amount{Value: 80000, Currency: "UAH"}},
		{"200 000 руб", "", pay.Amount{Value: 200000, Currency: "RUB"}},
		{"4000 руб", "BY", pay.Amount{Value: 4000, Currency: "BYN"}},
		{"60 000 Kč", "", pay.Amount{Value: 60000, Currency: "CZK"}},
		{"Rs 50,000/- per month", "IN", pay.Amount{Value: 50000, Currency: "INR", Period: pay.Month}},
		{"60000 euros", "", pay.Amount{Value: 60000, Currency: "EUR"}},
		{"300k pounds sterling", "", pay.Amount{Value: 300000, Currency: "GBP"}},

		// What a country writes with a letter or a sign of its own.
		{"$30,000 a month", "MX", pay.Amount{Value: 30000, Currency: "MXN", Period: pay.Month}},
		{"K12,000", "ZM", pay.Amount{Value: 12000, Currency: "ZMW"}},
		{"12K", "ZM", pay.Amount{Value: 12000, Currency: "ZMW"}},
		{"12,000 K", "ZM", pay.Amount{Value: 12000, Currency: "ZMW"}},
		{"B/. 2,000", "PA", pay.Amount{Value: 2000, Currency: "PAB"}},

		// Periods and bases.
		{"5000 EUR per m", "", pay.Amount{Value: 5000, Currency: "EUR", Period: pay.Month}},
		{"EUR 5.500 mensili", "", pay.Amount{Value: 5500, Currency: "EUR", Period: pay.Month}},
		{"85000 USD a year before tax", "", pay.Amount{Value: 85000, Currency: "USD", Period: pay.Year, Basis: pay.Gross}},
		{"85000 USD p/a", "", pay.Amount{Value: 85000, Currency: "USD", Period: pay.Year}},
		{"85000 USD/yr", "", pay.Amount{Value: 85000, Currency: "USD", Period: pay.Year}},
		{"55 000 € brut par an", "", pay.Amount{Value: 55000, Currency: "EUR", Period: pay.Year, Basis: pay.Gross}},
		{"45 €/Std", "", pay.Amount{Value: 45, Currency: "EUR", Period: pay.Hour}},
		{"4 200 €/kk", "", pay.Amount{Value: 4200, Currency: "EUR", Period: pay.Month}},
		{"3000 USD p.m. take-home", "", pay.Amount{Value: 3000, Currency: "USD", Period: pay.Month, Basis: pay.Net}},
		{"15 €/h netto", "", pay.Amount{Value: 15, Currency: "EUR", Period: pay.Hour, Basis: pay.Net}},
		{"8.500 zł netto/mies.", "", pay.Amount{Value: 8500, Currency: "PLN", Period: pay.Month, Basis: pay.Net}},
	}
	for _, tt := range tests {
		got, err := ParseAmount(tt.in, tt.country)
		if err != nil {
			t.Errorf("ParseAmount(%q, %q): %v", tt.in, tt.country, err)
		} else if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("ParseAmount(%q, %q): (-want +got)\n%s", tt.in, tt.country, diff)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	tests := []struct {
		in, country string
		message     string // part of it
		hint        string // part of it
	}{
		{"", "", "no amount", "85000 EUR"},
		{"  \u00a0", "", "no amount", ""},
		{"EUR", "", "no number", ""},
		{"NaN EUR", "", `cannot read "nan"`, ""},
		{"Inf EUR", "", `cannot read "inf"`, ""},
		{"1e400 EUR", "", "more than one amount", "two ends"},
		{"12 lakh", "DE", "counts EUR in lakhs", "in full"},
		{"9" + strings.Repeat("0", 60) + " EUR", "", "too large", ""},
		{"2000000000 crore", "", "too large", ""},
		{strings.Repeat("9", 201), "", "too long", ""},
		{"0 EUR", "", "is nothing", "positive"},
		{"-5000 EUR", "", "negative", "positive"},
		{"−€5000", "", "negative", "positive"},
		{"EUR -5000", "", "negative", "positive"},
		{"85000 EUR\xff", "", "not valid text", ""},

		{"85000", "", "no currency", "country"},
		{"120 000 kr", "", `"kr" may be several currencies`, "DKK, ISK, NOK, SEK"},
		{"120 000 kr", "DE", `"kr" may be several currencies`, "NOK"},
		{"Rs 50000", "", `"rs" may be several`, "INR"},
		{"$ 8.000", "BR", `"$" may be several`, "BRL, USD"},
		{"¥300000", "", `"¥" may be several`, "CNY, JPY"},
		{"€5000 USD", "", "two currencies", ""},
		{"€5000 £", "", "two currencies", ""},
		{"5000 EUR USD", "", "two currencies", ""},

		{"52.950 USD/hour", "", "52950 and as 52.95", "two decimals"},
		{"52,950 USD/hour", "", "52950 and as 52.95", "two decimals"},
		{"1.250k EUR", "", "1250 and as 1.25", ""},
		{"1.250 KWD", "", "can be read as", ""},
		{"1.500 KES/hour", "", "can be read as", ""}, // no rate to tell by
		{"1,2000 EUR", "", "cannot read the number", ""},
		{"12,34,56 INR", "", "cannot read the number", ""},
		{"1.23.456 EUR", "", "cannot read the number", ""},
		{"1'00 CHF", "", "cannot read the number", ""},
		{"0.123.456 EUR", "", "cannot read the number", ""},
		{".50 EUR/hour", "", "starts with a separator", "0.50"},

		{"60-80k EUR", "", "more than one amount", `"60000 EUR" or "80000 EUR"`},
		{"€60k – €80k", "", "is a range", `"60000 EUR" or "80000 EUR"`},
		{"120 to 150k USD", "", "is a range", "120000 USD"},
		{"up to £90k", "", "is a range", `"90000 GBP"`},
		{"£90k–", "", "is a range", `"90000 GBP"`},
		{"85 000 , 50 EUR", "", "more than one amount", ""},
		{"$120,000+", "", "is a range", "120000 USD"},
		{"10 15 EUR", "", "more than one amount", ""},

		{"50 EUR/hour a month", "", "two periods", ""},
		{"5000 EUR gross net", "", "both gross and net", ""},
		{"5000 gross/net EUR", "", "both gross and net", ""},
		{"5000 EUR/", "", `cannot read "/"`, ""},
		{"5000/EUR", "", `cannot read`, ""},
		{"401(k)", "US", `cannot read "k"`, ""},
		{"85k k EUR", "", `cannot read "k"`, ""},
		{"5000 uſd", "", `cannot read "uſd"`, ""}, // upper case is shorter
		{"10 % of EUR", "", "no number", ""},
		{"5000 EUR 10 %", "", "states a share", "bonus"},
		{"5000 EUR 🙂", "", "cannot read", ""},
	}
	for _, tt := range tests {
		got, err := ParseAmount(tt.in, tt.country)
		if err == nil {
			t.Errorf("ParseAmount(%q, %q) = %v, want an error", tt.in, tt.country, got)
			continue
		}
		e, ok := err.(*pay.Error)
		if !ok || e.Kind != pay.Invalid || e.Field != "amount" || e.Hint == "" {
			t.Errorf("ParseAmount(%q, %q): %#v is no complete *pay.Error", tt.in, tt.country, err)
			continue
		}
		if !strings.Contains(e.Message, tt.message) || !strings.Contains(e.Hint, tt.hint) {
			t.Errorf("ParseAmount(%q, %q): %q, hint %q; want %q, hint %q",
				tt.in, tt.country, e.Message, e.Hint, tt.message, tt.hint)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{
		"85000 EUR", "€85k", "52.95 USD/hour", "£450/day", "18 LPA", "8500 PLN/month net", "€60.000", "60 000 €", "CHF 120'000",
		"1,20,000", "₹18,00,000", "EUR 5.500 mensili", "$20K/month", "k€ 60", "120 000 kr", "85.000,- €", "p.a. 5", "5 m",
		"1e400", "-5", "60-80k",
	} {
		f.Add(s, "")
		f.Add(s, "SE")
	}
	if corpus, err := filepath.Glob("testdata/fuzz/FuzzParseAmount/*"); err != nil || len(corpus) < 20 {
		f.Fatalf("the checked-in corpus has %d entries, %v", len(corpus), err)
	}
	f.Fuzz(func(t *testing.T, s, country string) {
		a, err := ParseAmount(s, country)
		if err != nil {
			if e, ok := err.(*pay.Error); !ok || e.Hint == "" {
				t.Fatalf("ParseAmount(%q): %v is no *pay.Error with a hint", s, err)
			}
			return
		}
		if !(a.Value > 0 && a.Value <= greatest) || math.IsNaN(a.Value) {
			t.Fatalf("ParseAmount(%q) = %v: out of range", s, a.Value)
		}
		if _, ok := Exponent(a.Currency); !ok || a.Period != "" && !a.Period.Valid() || a.Basis != "" && !a.Basis.Valid() {
			t.Fatalf("ParseAmount(%q) = %#v", s, a)
		}
		again, err := ParseAmount(plainly(a), "")
		if err != nil {
			t.Fatalf("ParseAmount(%q), written by ParseAmount(%q): %v", plainly(a), s, err)
		}
		if again != a {
			t.Fatalf("ParseAmount(%q) = %#v, and written out %q = %#v", s, a, plainly(a), again)
		}
	})
}

// rangePlainly writes a range in a form that needs no rule to be read.
func rangePlainly(r pay.Range) string {
	if a, ok := r.Single(); ok {
		return plainly(a)
	}
	low, _ := r.Low()
	high, _ := r.High()
	switch {
	case r.Max == 0:
		return "from " + plainly(low)
	case r.Min == 0:
		return "up to " + plainly(high)
	}
	first, _, _ := strings.Cut(plainly(low), " ")
	return r.Currency + " " + first + " - " + r.Currency + " " + plainly(high)
}

func FuzzParseRange(f *testing.F) {
	for _, c := range amountCases(f, "testdata/amounts.tsv") {
		f.Add(c.written, c.country)
	}
	if corpus, err := filepath.Glob("testdata/fuzz/FuzzParseRange/*"); err != nil || len(corpus) < 5 {
		f.Fatalf("the checked-in corpus has %d entries, %v", len(corpus), err)
	}
	f.Fuzz(func(t *testing.T, s, country string) {
		r, err := ParseRange(s, Hint{Country: country})
		if err != nil {
			if e, ok := err.(*pay.Error); !ok || e.Hint == "" || e.Kind != pay.Invalid {
				t.Fatalf("ParseRange(%q): %#v is no *pay.Error with a hint", s, err)
			}
			return
		}
		if r.Min == 0 && r.Max == 0 || r.Min < 0 || r.Max < 0 || r.Max != 0 && r.Min > r.Max || math.IsNaN(r.Min+r.Max) {
			t.Fatalf("ParseRange(%q) = %v", s, r)
		}
		for _, term := range r.Terms {
			if !term.Valid() {
				t.Fatalf("ParseRange(%q) has the term %q", s, term)
			}
		}
		again, err := ParseRange(rangePlainly(r.Range), Hint{})
		if err != nil || again.Range != r.Range {
			t.Fatalf("ParseRange(%q) = %#v, and written out %q = %#v, %v", s, r.Range, rangePlainly(r.Range), again.Range, err)
		}
	})
}

func BenchmarkParseRange(b *testing.B) {
	for _, c := range [][2]string{{"85000", "DE"}, {"85000 EUR", ""}, {"€85k", ""}, {"$120,000 - $150,000 a year", "US"},
		{"₹18,00,000 per annum", ""}, {"8.500 zł netto/mies.", ""}, {"年収500万円〜800万円", "JP"}} {
		b.Run(c[0], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseRange(c[0], Hint{Country: c[1]}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
