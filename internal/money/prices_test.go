package money

import (
	"math"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestPurchasing(t *testing.T) {
	tests := []struct {
		country string
		year    int
		want    float64 // as the World Bank's file of March 2026 has it
		used    int
	}{
		{"US", 2024, 1, 2024},
		{"DE", 2024, .700862, 2024},
		{"US", 2027, 1, 2024},
		// Carried forward by seven tenths of the difference of 2024: 2.26 % and 2.95 % inflation.
		{"DE", 2025, .700862 * math.Pow(1.022565/1.029495, .7), 2024},
		{"DE", 2026, .700862 * math.Pow(1.022565/1.029495, .7+.49), 2024},
		{"TR", 2026, 11.424 * math.Pow(1.585063/1.029495, .7+.49), 2024},
		{"IN", 2024, 20.42199, 2024},
		{"HR", 2020, .410333, 2020},           // in euros, also before Croatia had it
		{"BG", 2024, .757952 / 1.95583, 2024}, // the file has leva
	}
	for _, tt := range tests {
		got, used, err := Purchasing(tt.country, tt.year)
		if err != nil || off(got, tt.want) > 1e-4 || used != tt.used {
			t.Errorf("Purchasing(%s, %d) = %v of %d, %v, want %v of %d", tt.country, tt.year, got, used, err, tt.want, tt.used)
		}
	}
	for _, tt := range []struct {
		country string
		year    int
	}{{"TW", 2024}, {"ZZ", 2024}, {"DE", 1980}, {"DE", 2030}, {"YE", 2024}, {"ZW", 2024}, {"AR", 2026}} {
		if v, used, err := Purchasing(tt.country, tt.year); pay.KindOf(err) != pay.NoEvidence {
			t.Errorf("Purchasing(%s, %d) = %v of %d, %v, want no evidence", tt.country, tt.year, v, used, err)
		}
	}
}

// TestPriceLevels holds purchasing power against the exchange: nowhere is life ten times cheaper than in
// the USA, or half as dear again. A figure in another unit than the country's currency would show.
func TestPriceLevels(t *testing.T) {
	compared := 0
	for country := range bank().purchasing {
		code, ok := CurrencyOf(country)
		if !ok {
			t.Errorf("%s has a purchasing power and no currency", country)
		}
		for year := 2015; year <= 2024; year++ {
			ppp, used, err := Purchasing(country, year)
			if err != nil || used != year {
				continue
			}
			r, err := YearRate("USD", code, year)
			if err != nil {
				continue
			}
			if level := ppp / r.Value; level < .15 || level > 1.5 {
				t.Errorf("prices in %s in %d are %.3f of the USA's", country, year, level)
			}
			compared++
		}
	}
	if compared < 1000 {
		t.Errorf("compared %d price levels, want 1,000 or more", compared)
	}
}

func TestPrices(t *testing.T) {
	// Annual inflation of the World Bank's file of July 2025, in percent.
	germany := 1.0687257438551097 * 1.0594643667725823 * 1.022564981433876 // 2022, 2023, 2024 over the year before
	tests := []struct {
		country  string
		from, to int
		want     float64
		last     int
	}{
		{"DE", 2021, 2024, germany, 2024},
		{"DE", 2024, 2021, 1 / germany, 2024},
		{"DE", 2021, 2026, germany, 2024}, // nothing is projected
		{"DE", 2026, 2021, 1 / germany, 2024},
		{"DE", 2025, 2026, 1, 2024},
		{"DE", 2022, 2022, 1, 2024},
		{"US", 2021, 2022, 1.08002799820521, 2024},
	}
	for _, tt := range tests {
		got, last, err := Prices(tt.country, tt.from, tt.to)
		if err != nil || off(got, tt.want) > 1e-5 || last != tt.last {
			t.Errorf("Prices(%s, %d, %d) = %v to %d, %v, want %v to %d",
				tt.country, tt.from, tt.to, got, last, err, tt.want, tt.last)
		}
	}
	for _, tt := range []struct {
		country  string
		from, to int
	}{{"TW", 2020, 2024}, {"AR", 2020, 2024}, {"DE", 1980, 2024}} {
		if v, _, err := Prices(tt.country, tt.from, tt.to); pay.KindOf(err) != pay.NoEvidence {
			t.Errorf("Prices(%s, %d, %d) = %v, %v, want no evidence", tt.country, tt.from, tt.to, v, err)
		}
	}
}

// TestPurchasingCarriedForward foretells every purchasing power of 2003 to 2024 from the one of two years
// before: with the prices standing still, with the inflation of then going on, with a part of it left each
// year, and with the prices as they were published later. The part that Purchasing uses must err less than
// the first two.
func TestPurchasingCarriedForward(t *testing.T) {
	const ahead = 2
	miss := map[string]float64{}
	compared := 0
	for country, power := range bank().purchasing {
		there, here := bank().inflation[country], bank().inflation["US"]
		for year := 2001; year+ahead <= 2024; year++ {
			change := math.Log(power.at(year+ahead) / power.at(year))
			above := math.Log1p(there.at(year)/100) - math.Log1p(here.at(year)/100)
			published, ok := relativePrices(country, year, year+ahead)
			if math.IsNaN(change+above) || !ok || country == "US" || math.IsNaN(there.at(year+1)+there.at(year+2)) {
				continue
			}
			compared++
			miss["prices stand still"] += math.Abs(change)
			miss["inflation goes on"] += math.Abs(change - ahead*above)
			for part, way := range map[float64]string{.5: "a half is left", persistence: "a part is left", .9: "nine tenths are left"} {
				miss[way] += math.Abs(change - above*(part+part*part))
			}
			miss["prices published later"] += math.Abs(change - published)
		}
	}
	if compared < 3000 {
		t.Fatalf("compared %d purchasing powers, want 3,000 or more", compared)
	}
	for way, sum := range miss {
		miss[way] = sum / float64(compared)
		t.Logf("%-24s %.4f mean error of the logarithm, %d figures", way, miss[way], compared)
	}
	for way, other := range miss {
		if used := miss["a part is left"]; used > other && way != "prices published later" {
			t.Errorf("a part of inflation errs by %.4f, %q by %.4f", used, way, other)
		}
	}
}
