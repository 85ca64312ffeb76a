package money

import (
	"errors"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func ratesOf(t testing.TB, lines ...string) *Rates {
	t.Helper()
	var all []OwnRate
	for _, s := range lines {
		o, err := ParseRate(s)
		if err != nil {
			t.Fatalf("ParseRate(%q): %v", s, err)
		}
		all = append(all, o)
	}
	r, err := NewRates(all...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOwnRates(t *testing.T) {
	r := ratesOf(t, "KES=129.5", "ZWG/EUR=30", "ARS=1400@2026-03", "ARS=1000@2025-01", "GBP=.5@2026-01")
	usd := rateOf(t, "EUR", "USD", "2026-04").Value
	tests := []struct {
		value    float64
		from, to string
		on       string
		want     float64
		source   string
	}{
		{129500, "KES", "USD", "2026-04", 1000, "own rate"},
		{1000, "USD", "KES", "2026-04", 129500, "own rate"},
		{129500, "KES", "EUR", "2026-04", 1000 / usd, "own rate and ECB"},
		{30, "ZWG", "EUR", "2026-04", 1, "own rate"},
		{30, "ZWG", "KES", "2026-04", usd * 129.5, "own rate and ECB"},
		{1400, "ARS", "USD", "2026-04", 1, "own rate"},
		{1000, "ARS", "USD", "2025-12", 1, "own rate"},
		{1, "GBP", "USD", "2026-02", 2, "own rate"},                                // before the tables
		{1, "GBP", "USD", "2024-06", 1.2716, "ECB"},                                // not before its month
		{1000, "EUR", "SEK", "2024-06", 11285.4, "ECB"},                            // untouched
		{5, "KES", "KES", "2024-06", 5, ""},                                        // needs none
		{1400, "ARS", "EUR", "2026-06", 1 * .8684, "own rate and Federal Reserve"}, // three months later
	}
	for _, tt := range tests {
		got, rate, err := r.Convert(tt.value, tt.from, tt.to, month(t, tt.on))
		if err != nil || off(got, tt.want) > 1e-3 || rate.Source != tt.source || rate.From != tt.from || rate.To != tt.to {
			t.Errorf("%v %s to %s in %s = %v by %+v, %v, want %v of %s",
				tt.value, tt.from, tt.to, tt.on, got, rate, err, tt.want, tt.source)
		}
	}
	year, err := r.YearRate("KES", "USD", 2025)
	if err != nil || off(1/year.Value, 129.5) > 1e-12 || year.Source != "own rate" {
		t.Errorf("YearRate(KES to USD, 2025) = %+v, %v", year, err)
	}
	if _, _, err := r.Convert(1, "ARS", "USD", Month{2022, 6}); pay.KindOf(err) != pay.Unsupported {
		t.Errorf("ARS in June 2022: %v, want an error: no rate is of that year", err)
	}
	if _, _, err := r.Convert(1, "ZWG", "UGX", Month{2026, 4}); pay.KindOf(err) != pay.Unsupported {
		t.Errorf("ZWG to UGX: %v, want an error: one has no rate", err)
	}
	var none *Rates
	got, rate, err := none.Convert(1, "EUR", "USD", Month{2026, 4})
	if err != nil || off(got, usd) > 1e-12 || rate.Source != "ECB" {
		t.Errorf("without rates of one's own: %v by %+v, %v", got, rate, err)
	}
}

func TestOwnRatesRefused(t *testing.T) {
	for s, hint := range map[string]string{
		"KES":             "KES=129.5",
		"KES=":            "KES=129.5",
		"KES=x":           "KES=129.5",
		"KES=0":           "KES=129.5",
		"KES=-1":          "KES=129.5",
		"KES=NaN":         "KES=129.5",
		"KES=Inf":         "KES=129.5",
		"USD=1":           "KES=129.5",
		"KEX=129.5":       "ISO 4217",
		"KES/EUX=1":       "ISO 4217",
		"KES=129@2026-13": "2024-06",
		"CLF=30":          "paid out",
		"SEK=0.1":         "SEK=10", // dollars for a crown
		"JPY/GBP=0.0053":  "JPY=18", // as many yen to the pound
	} {
		o, err := ParseRate(s)
		e, ok := errors.AsType[*pay.Error](err)
		if !ok || !strings.Contains(e.Hint, hint) {
			t.Errorf("ParseRate(%q) = %+v, %v, hint %q, want hint %q", s, o, err, hintOf(err), hint)
		}
	}
	one, err := ParseRate("KES=129.5")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewRates(one, one); err == nil || !strings.Contains(err.Error(), "two rates") {
		t.Errorf("the same rate twice: %v", err)
	}
}

func TestParseRates(t *testing.T) {
	const file = "\ufeffcurrency,units,base,month\n# of the central bank\nKES,129.5\nZWG;30;EUR\n" +
		"ARS\t1400\tUSD\t2026-03\nUGX=3700\n\n"
	all, err := ParseRates("rates.csv", []byte(file))
	if err != nil || len(all) != 4 {
		t.Fatalf("ParseRates = %+v, %v, want four", all, err)
	}
	want := []OwnRate{
		{"KES", "USD", 129.5, Month{}, "rates.csv"}, {"ZWG", "EUR", 30, Month{}, "rates.csv"},
		{"ARS", "USD", 1400, Month{2026, 3}, "rates.csv"}, {"UGX", "USD", 3700, Month{}, "rates.csv"},
	}
	for i := range want {
		if all[i] != want[i] {
			t.Errorf("rate %d is %+v, want %+v", i, all[i], want[i])
		}
	}
	r, err := NewRates(all...)
	if err != nil {
		t.Fatal(err)
	}
	if _, rate, err := r.Convert(1, "KES", "ZWG", Month{2026, 4}); err != nil || rate.Source != "rates.csv and ECB" {
		t.Errorf("an answer names %+v, %v, want the file", rate, err)
	}
	for data, place := range map[string]string{
		"":                   "",
		"KES":                "rates.csv: line 1",
		"KES,129.5\nUGX,abc": "rates.csv: line 2",
		"a,b,c,d,e":          "rates.csv: line 1",
	} {
		_, err := ParseRates("rates.csv", []byte(data))
		e, ok := errors.AsType[*pay.Error](err)
		if !ok || e.Place != place || e.Hint == "" {
			t.Errorf("ParseRates(%q): %#v, want an error at %q", data, err, place)
		}
	}
}

func FuzzParseRates(f *testing.F) {
	for _, s := range []string{
		"KES=129.5", "currency,units\nKES,129.5\nZWG;30;EUR", "ARS=1400@2026-03", "#\n\nKES\t1\tUSD\t2026-01",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ParseRates("rates.csv", data)
		if err != nil {
			if e, ok := errors.AsType[*pay.Error](err); !ok || e.Hint == "" {
				t.Fatalf("%v has no hint", err)
			}
			return
		}
		for _, o := range all {
			s := o.Currency + "/" + o.Base + "=" + plain(o.Units)
			if o.Since != (Month{}) {
				s += "@" + o.Since.String()
			}
			again, err := ParseRate(s)
			again.Name = o.Name
			if err != nil || again != o {
				t.Fatalf("%+v, written %q, is %+v, %v", o, s, again, err)
			}
		}
	})
}
