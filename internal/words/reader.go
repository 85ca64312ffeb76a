// Package words writes what was answered for people: numbers, ranges, evidence and names, as the reader's locale does.
// Every face writes through it, so that one number looks the same wherever it stands.
//
// Its limit: its sentences are English; numbers in them follow the locale.
package words

import (
	"fmt"
	"math"
	"strings"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
)

// Reader is whom is written for. The zero value reads English.
type Reader struct{ locale string }

// For returns the reader of a locale, as Locale names it.
func For(locale string) Reader { return Reader{locale} }

// Locale names the locale of the first value that is not empty, as "de-DE". The values are those of the environment in
// order of precedence, as "de_DE.UTF-8", or tags of a language and a country. Without one it is "en".
func Locale(values ...string) string { return money.Locale(values...) }

// Locale returns the reader's locale.
func (r Reader) Locale() string { return r.locale }

// Number writes a number with a number of decimals, rounded half away from zero.
func (r Reader) Number(v float64, decimals int) string {
	return money.FormatValue(v, decimals, r.locale)
}

// Plain writes a number with as many decimals as it has, but not more than a limit: "12.5", "12".
func (r Reader) Plain(v float64, limit int) string {
	decimals := limit
	for decimals > 0 && rounded(v, decimals) == rounded(v, decimals-1) {
		decimals--
	}
	return r.Number(v, decimals)
}

func rounded(v float64, decimals int) float64 {
	return math.Round(v*math.Pow10(decimals)) / math.Pow10(decimals)
}

// Significant writes a number with at most four significant digits.
func (r Reader) Significant(v float64) string {
	if v == 0 {
		return r.Number(0, 0)
	}
	return r.Plain(v, max(0, 3-int(math.Floor(math.Log10(math.Abs(v))))))
}

// Count writes a number of things with thousands apart: "3,120".
func (r Reader) Count(n int) string { return r.Number(float64(n), 0) }

// Counted writes a number of things with their name: "1 report", "3,120 reports".
func (r Reader) Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return r.Count(n) + " " + many
}

// Amount writes an amount with its currency: "107,909 EUR".
func (r Reader) Amount(a pay.Amount) string { return money.Format(a, r.locale) }

// Amounts returns what writes amounts of a currency and a period without their currency: rounded to the minor unit
// for an hour or a day, to the whole unit otherwise.
func (r Reader) Amounts(currency string, period pay.Period) func(float64) string {
	decimals := 0
	if period == pay.Hour || period == pay.Day {
		decimals, _ = money.Exponent(currency)
	}
	return func(v float64) string { return r.Number(v, decimals) }
}

// Short writes an amount to three digits: "950", "40k", "107k", "1.5M".
func (r Reader) Short(v float64) string {
	name := ""
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= .9995*unit.size {
			v, name = v/unit.size, unit.name
			break
		}
	}
	decimals := 0
	for d, limit := 2, 9.995; d > 0; d, limit = d-1, limit*10 {
		if v < limit {
			decimals = d
			break
		}
	}
	return r.Plain(v, decimals) + name // 40k, not 40.0k
}

// signed writes a number with its sign and a true minus; one that rounds to nothing has neither.
func (r Reader) signed(v float64, decimals int) string {
	text := r.Number(math.Abs(v), decimals)
	switch {
	case strings.Trim(text, "0.,") == "":
		return text
	case v > 0:
		return "+" + text
	}
	return "−" + text
}

// Percent writes a ratio as the change that it is, in whole percent: "+32 %", "−4 %".
func (r Reader) Percent(ratio float64) string { return r.signed(100*(ratio-1), 0) + " %" }

// Tenths writes a ratio as a change with one decimal: "+5.1 %".
func (r Reader) Tenths(ratio float64) string { return r.signed(100*(ratio-1), 1) + " %" }

// Points writes a percentage of change with one decimal: "+15.8 %", "−0.1 %".
func (r Reader) Points(percent float64) string { return r.signed(percent, 1) + " %" }

// PercentSpan says where a ratio lies: "+1 to +5".
func (r Reader) PercentSpan(low, high float64) string {
	return r.signed(100*(low-1), 0) + " to " + r.signed(100*(high-1), 0)
}

// Share writes a share in whole percent, without its sign: "75".
func (r Reader) Share(share float64) string { return r.Number(100*share, 0) }

// OfHundred writes a share of people in hundredths, never as a certainty.
func (r Reader) OfHundred(share float64) string {
	return fmt.Sprint(min(max(int(math.Round(100*share)), 1), 99))
}

// Warning writes a caveat.
func (r Reader) Warning(w pay.Warning) string {
	return w.Text(func(arg any) string {
		switch v := arg.(type) {
		case pay.Change:
			return r.signed(100*(v.Ratio-1), v.Decimals) + " %"
		case pay.Plain:
			return r.Significant(float64(v))
		}
		return fmt.Sprint(arg)
	})
}

// Rate says at what rate an answer was exchanged.
func (r Reader) Rate(rate pay.Rate) string {
	return fmt.Sprintf("exchanged at %s %s for 1 %s (%s, %s)", r.rate(rate.Value), rate.To, rate.From, rate.Source,
		rate.Date)
}

// rate writes an exchange rate to six significant digits.
func (r Reader) rate(v float64) string {
	decimals := 5
	if v > 0 {
		decimals = min(max(0, 5-int(math.Floor(math.Log10(v)))), 12)
	}
	text := r.Number(v, decimals)
	if decimals > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".,")
	}
	return text
}

// Years writes a span of years: "2024", "2022–2025".
func Years(first, last int) string {
	if first == last {
		return fmt.Sprint(last)
	}
	return fmt.Sprintf("%d–%d", first, last)
}
