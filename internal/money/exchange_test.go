package money

import (
	"archive/zip"
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/testdata"
)

// off returns by how much got is away from want, as a share of want.
func off(got, want float64) float64 { return math.Abs(got/want - 1) }

// month reads a month that the test itself states.
func month(t testing.TB, s string) Month {
	t.Helper()
	m, err := ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// rateOf returns the rate of a month, which must exist.
func rateOf(t testing.TB, from, to, on string) pay.Rate {
	t.Helper()
	_, r, err := Convert(1, from, to, month(t, on))
	if err != nil {
		t.Fatalf("Convert(%s to %s, %s): %v", from, to, on, err)
	}
	return r
}

// TestRatesAreTheECBs compares every month of every currency with the mean of the ECB's daily file.
func TestRatesAreTheECBs(t *testing.T) {
	archive, err := zip.OpenReader(testdata.File(t, "reference", "eurofxref-hist-2026-04.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	f, err := archive.Open("eurofxref-hist.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type key struct{ currency, month string }
	days := map[key][]float64{}
	for _, row := range rows[1:] {
		for i, currency := range rows[0] {
			if v, err := strconv.ParseFloat(row[i], 64); err == nil && len(currency) == 3 {
				days[key{currency, row[0][:7]}] = append(days[key{currency, row[0][:7]}], v)
			}
		}
	}
	compared := 0
	for k, list := range days {
		if len(list) < 5 {
			continue // one day of roubles in March 2022
		}
		sum := 0.
		for _, v := range list {
			sum += v
		}
		r := rateOf(t, "EUR", k.currency, k.month)
		if off(r.Value, sum/float64(len(list))) > 5e-6 || r.Source != "ECB" || r.Date != k.month {
			t.Errorf("%s in %s: %v, want %v of the ECB", k.currency, k.month, r, sum/float64(len(list)))
		}
		compared++
	}
	if compared < 9000 {
		t.Errorf("compared %d months of currencies, want about 9,400", compared)
	}
}

// TestFedAgreesWithECB shows that the Federal Reserve's file quotes units for a dollar throughout, also
// for the four currencies that its release quotes the other way round.
func TestFedAgreesWithECB(t *testing.T) {
	f, err := os.Open(testdata.File(t, "reference", "fed-fx-monthly-2026-07.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code := map[string]string{"Australia": "AUD", "New Zealand": "NZD", "United Kingdom": "GBP", "Euro": "EUR",
		"Canada": "CAD", "India": "INR", "Japan": "JPY", "Switzerland": "CHF", "Malaysia": "MYR", "Mexico": "MXN"}
	compared := map[string]int{}
	for _, row := range rows[1:] {
		currency, on := code[row[1]], row[0][:7]
		if currency == "" || on < "2009-01" || on > "2026-03" {
			continue
		}
		want, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		r := rateOf(t, "USD", currency, on)
		if r.Source != "ECB" || off(r.Value, want) > .012 { // noon in New York, not in Frankfurt
			t.Errorf("%s in %s: ECB %.5g, Federal Reserve %.5g", currency, on, r.Value, want)
		}
		compared[currency]++
	}
	if len(compared) != len(code) {
		t.Errorf("compared %v, want all of %v", compared, code)
	}
}

// TestSurveyConvertedThen shows that the survey's conversions are of the months that the table names, on
// currencies that are quoted elsewhere, and that the fixed parities hold in it.
func TestSurveyConvertedThen(t *testing.T) {
	x := rates()
	compared := 0
	for currency, quoted := range x.quoted {
		own := quoted[len(quoted)-1]
		if own.origin != ofSurvey || len(quoted) == 1 {
			continue
		}
		for i, units := range own.units {
			on := monthAt(own.first + i)
			if math.IsNaN(units) {
				continue
			}
			r := rateOf(t, "USD", currency, on.String())
			if r.Source == "Stack Overflow survey" {
				continue
			}
			if off(units, r.Value) > .02 {
				t.Errorf("%s in %s: the survey has %.5g, %s %.5g", currency, on, units, r.Source, r.Value)
			}
			compared++
		}
	}
	if compared < 5 {
		t.Errorf("compared %d rates of the survey, want 5 or more", compared)
	}
}

func TestConvert(t *testing.T) {
	tests := []struct {
		value    float64
		from, to string
		on       string
		want     float64
		source   string
		date     string
	}{
		// 1.0759 is the mean of the ECB's twenty daily rates of June 2024.
		{85000, "EUR", "USD", "2024-06", 91451.5, "ECB", "2024-06"},
		// 32.3768 is the Federal Reserve's mean of June 2024.
		{1000, "USD", "TWD", "2024-06", 32376.8, "Federal Reserve", "2024-06"},
		{1, "EUR", "TWD", "2024-06", 1.0759 * 32.3768, "ECB and Federal Reserve", "2024-06"},
		// After April 2026 there is only the Federal Reserve: 0.8684 euros for a dollar in June 2026.
		{1, "USD", "EUR", "2026-06", .8684, "Federal Reserve", "2026-06"},
		{1, "USD", "EUR", "2026-11", .8684, "Federal Reserve", "2026-06"},
		// Where the newest months differ, the newest that both have.
		{1, "EUR", "PLN", "2026-08", 4.26393, "ECB", "2026-04"},
		// Fixed by law.
		{367.25, "AED", "USD", "2024-06", 100, "fixed parity", "2024-06"},
		{75345, "HRK", "EUR", "2024-06", 10000, "fixed parity", "2024-06"},
		{1.95583, "BGN", "EUR", "2026-02", 1, "fixed parity", "2026-02"},
		{1600, "NPR", "BTN", "2024-06", 1000, "fixed parity", "2024-06"},
		{655957, "XOF", "USD", "2024-06", 1075.9, "ECB and fixed parity", "2024-06"},
		// From a survey, months later.
		{26170, "VND", "USD", "2025-12", 1, "Stack Overflow survey", "2025-06"},
		// Money that was replaced keeps its last worth.
		{1.95583, "DEM", "EUR", "2024-06", 1, "fixed parity", "2024-06"},
		{6.55957, "FRF", "EUR", "2024-06", 1, "fixed parity", "2024-06"},
		{1936.27, "ITL", "EUR", "2024-06", 1, "fixed parity", "2024-06"},
		{45000, "JEP", "GBP", "2024-06", 45000, "fixed parity", "2024-06"},
		{45000, "GBP", "IMP", "2024-06", 45000, "fixed parity", "2024-06"},
		// Bolívares are those of their month: 3,132,658.589 to the dollar, 4.6038 half a year later.
		{3132658.589, "VES", "USD", "2021-06", 1, "Federal Reserve", "2021-06"},
		{4.1913372125, "VES", "USD", "2021-10", 1, "Federal Reserve", "2021-10"},
		{4.6038, "VES", "USD", "2021-12", 1, "Federal Reserve", "2021-12"},
		{4.6038, "VED", "USD", "2021-12", 1, "fixed parity and Federal Reserve", "2021-12"},
		{4.6038e11, "VEF", "USD", "2021-12", 1, "fixed parity and Federal Reserve", "2021-12"},
		// The same currency needs no rate.
		{5, "KES", "KES", "2024-06", 5, "", "2024-06"},
	}
	for _, tt := range tests {
		got, r, err := Convert(tt.value, tt.from, tt.to, month(t, tt.on))
		if err != nil {
			t.Errorf("Convert(%v %s to %s, %s): %v", tt.value, tt.from, tt.to, tt.on, err)
			continue
		}
		if off(got, tt.want) > 1e-5 || r.Source != tt.source || r.Date != tt.date || r.From != tt.from || r.To != tt.to {
			t.Errorf("Convert(%v %s to %s, %s) = %v by %+v, want %v of %s, %s",
				tt.value, tt.from, tt.to, tt.on, got, r, tt.want, tt.source, tt.date)
		}
	}
}

func TestConvertRefuses(t *testing.T) {
	tests := []struct {
		from, to, on  string
		kind          pay.Kind
		message, hint string
	}{
		{"KES", "EUR", "2024-06", pay.Unsupported, "no exchange rate for KES (Kenyan shilling)", "USD or EUR"},
		{"EUR", "KES", "2024-06", pay.Unsupported, "no exchange rate for KES", ""},
		{"IRR", "EUR", "2025-06", pay.Unsupported, "no exchange rate for IRR", ""},
		{"UAH", "EUR", "2024-11", pay.Unsupported, "from UAH to EUR for 2024-11", "nearest rate is of 2025-06"},
		{"EUR", "USD", "1998-12", pay.Unsupported, "for 1998-12", "1999-01"},
		{"EUR", "USD", "2027-07", pay.Unsupported, "for 2027-07", "2026-06"},
		{"CYP", "SSP", "2024-06", pay.Unsupported, "no exchange rate for SSP", ""},
		{"EUR", "USD", "9999-12", pay.Unsupported, "for 9999-12", "2026-06"},
		{"NGN", "COP", "2025-06", pay.Unsupported, "from NGN to COP", "no rate in the same month"},
		{"QQQ", "USD", "2024-06", pay.Invalid, `"QQQ" is not a currency`, "ISO 4217"},
		{"CLF", "USD", "2024-06", pay.Unsupported, "unidad de fomento", "CLP"},
		{"XAU", "USD", "2024-06", pay.Unsupported, "an ounce of gold", "paid out"},
		{"ARS", "USD", "2022-06", pay.Unsupported, "for 2022-06 or the 12 months before", "nearest rate"},
		{"ZWG", "EUR", "2025-06", pay.Unsupported, "no exchange rate for ZWG", "USD or EUR"},
		{"ZWL", "EUR", "2025-06", pay.Unsupported, "no exchange rate for ZWG", "ZWG=VALUE"},
		{"VED", "USD", "2021-09", pay.Unsupported, "from VED to USD for 2021-09", "2021-10"},
		{"EUR", "usd", "2024-06", pay.Invalid, `"usd" is not a currency`, ""},
	}
	for _, tt := range tests {
		_, r, err := Convert(1, tt.from, tt.to, month(t, tt.on))
		e, ok := err.(*pay.Error)
		if !ok || e.Kind != tt.kind || !strings.Contains(e.Message, tt.message) || !strings.Contains(e.Hint, tt.hint) {
			t.Errorf("Convert(%s to %s, %s) = %v, %#v, want %s, hint %s", tt.from, tt.to, tt.on, r, err, tt.message, tt.hint)
		}
	}
}

func TestNewestMonth(t *testing.T) {
	_, r, err := Convert(1, "EUR", "USD", Month{})
	if err != nil || r.Date != LastMonth().String() {
		t.Errorf("the newest rate is of %v, %v, want %v", r, err, LastMonth())
	}
	if got := Age(r, Month{LastMonth().Year + 1, LastMonth().Month}); got != 12 {
		t.Errorf("Age a year later = %d, want 12", got)
	}
}

func TestParseMonth(t *testing.T) {
	for _, s := range []string{"2024-06", "2024-06-30"} {
		if m := month(t, s); m != (Month{2024, 6}) {
			t.Errorf("ParseMonth(%q) = %v", s, m)
		}
	}
	for _, s := range []string{"", "2024", "2024-13", "06/2024", "2024-06-31"} {
		if m, err := ParseMonth(s); pay.KindOf(err) != pay.Invalid {
			t.Errorf("ParseMonth(%q) = %v, %v, want an error", s, m, err)
		}
	}
}

// TestRatesChain: the rate back is the inverse, and a detour changes nothing, for months and years.
func TestRatesChain(t *testing.T) {
	var all []string
	for _, c := range Currencies() {
		if len(rates().quoted[c.Code]) > 0 {
			all = append(all, c.Code)
		}
	}
	if len(all) < 80 {
		t.Fatalf("only %d currencies have a rate", len(all))
	}
	checked := 0
	rapid.Check(t, func(t *rapid.T) {
		pick := rapid.SampledFrom(all)
		a, b, c := pick.Draw(t, "a"), pick.Draw(t, "b"), pick.Draw(t, "c")
		on := monthAt(rapid.IntRange(Month{1999, 1}.index(), LastMonth().index()).Draw(t, "month"))
		rate := func(from, to string) float64 {
			if from == to {
				return 1
			}
			v, _, _ := rates().rate(from, to, on.index())
			return v // 0 when there is none
		}
		if ab, ba := rate(a, b), rate(b, a); (ab != 0 || ba != 0) && off(ab*ba, 1) > 1e-12 {
			t.Fatalf("%s to %s is %v, back %v", a, b, ab, ba)
		}
		ab, bc, ac := rate(a, b), rate(b, c), rate(a, c)
		if ab*bc != 0 {
			checked++
			if off(ab*bc, ac) > 1e-12 {
				t.Fatalf("%s to %s by %s is %v, straight %v", a, c, b, ab*bc, ac)
			}
		}
	})
	if checked == 0 {
		t.Error("no chain was checked")
	}
}

func TestYearRate(t *testing.T) {
	// The geometric mean of the twelve monthly means of 2024, from the table itself.
	sum := 0.
	for m := 1; m <= 12; m++ {
		sum += math.Log(rateOf(t, "EUR", "USD", Month{2024, m}.String()).Value)
	}
	r, err := YearRate("EUR", "USD", 2024)
	if err != nil || off(r.Value, math.Exp(sum/12)) > 1e-12 || r.Date != "2024" || r.Source != "ECB" {
		t.Errorf("YearRate(EUR to USD, 2024) = %+v, %v", r, err)
	}
	if off(r.Value, 1.0824) > 1e-3 { // the ECB's published average of 2024, over days rather than months
		t.Errorf("the mean of 2024 is %v, want 1.0824", r.Value)
	}
	back, err := YearRate("USD", "EUR", 2024)
	if err != nil || off(r.Value*back.Value, 1) > 1e-12 {
		t.Errorf("YearRate there is %v and back %v, %v", r.Value, back.Value, err)
	}
	// 2026 has six months; 2024 has no hryvnia of its own but that of June 2023.
	if r, err := YearRate("EUR", "USD", 2026); err != nil || r.Source != "ECB and Federal Reserve" {
		t.Errorf("YearRate(EUR to USD, 2026) = %+v, %v", r, err)
	}
	if r, err := YearRate("UAH", "USD", 2024); err != nil || r.Date != "2023-06" {
		t.Errorf("YearRate(UAH to USD, 2024) = %+v, %v, want that of 2023-06", r, err)
	}
	// The bolívares of most of 2021, not a mean of two kinds of money.
	if r, err := YearRate("USD", "VES", 2021); err != nil || r.Value < 1.4e6 || r.Value > 4.2e6 {
		t.Errorf("YearRate(USD to VES, 2021) = %+v, %v, want about 2.7 million", r, err)
	}
	if r, err := YearRate("UAH", "USD", 2021); pay.KindOf(err) != pay.Unsupported {
		t.Errorf("YearRate(UAH to USD, 2021) = %+v, %v, want an error", r, err)
	}
}

func BenchmarkConvert(b *testing.B) {
	for _, pair := range [][2]string{{"EUR", "USD"}, {"TWD", "PLN"}, {"VND", "XOF"}} {
		b.Run(pair[0]+pair[1], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Convert(85000, pair[0], pair[1], Month{2025, 6}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTables reads every embedded table, as the first use of each does.
func BenchmarkTables(b *testing.B) {
	for b.Loop() {
		readRates()
		readBank()
	}
}
