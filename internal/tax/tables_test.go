package tax

import (
	"fmt"
	"strings"
	"testing"
)

// every calls f with each of the rules there are.
func every(t testing.TB, f func(*Rules)) {
	t.Helper()
	count := 0
	for _, code := range Countries() {
		table, err := Of(code)
		if err != nil {
			t.Fatal(err)
		}
		for _, year := range table.Years() {
			for _, region := range append(table.Regions(), Choice{}) {
				for _, regime := range table.Regimes() {
					r, err := table.Find(year, region.Code, regime.Code)
					if err != nil {
						t.Fatal(err)
					}
					f(r)
					count++
				}
			}
		}
	}
	if count < 120 {
		t.Fatalf("only %d rules", count)
	}
}

func TestTheCountriesOfTheDocument(t *testing.T) {
	const want = "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IN IT " +
		"LT LU LV MT NL NO NZ PL PT RO SE SI SK UA US"
	if got := strings.Join(Countries(), " "); got != want {
		t.Errorf("countries: %s", got)
	}
	regions := map[string]string{
		"US": "CA NY NYC WA TX FL MA IL CO GA NC VA PA NJ OR AZ", "CA": "ON QC BC AB", "CH": "ZH GE BE ZG",
		"GB": "ENG SCT", "ES": "MD CT",
	}
	for code, list := range regions {
		for _, region := range strings.Fields(list) {
			r, err := Find(Question{Country: code, Year: 2026, Region: strings.ToLower(region)})
			if err != nil || r.Region != region {
				t.Errorf("%s %s: %v", code, region, err)
			}
		}
	}
	regimes := map[string]string{
		"NL": "ruling30", "PL": "b2b-lump b2b-flat", "UA": "fop", "PT": "recibos", "CZ": "flat", "DE": "self-employed",
		"GB": "self-employed",
	}
	for code, list := range regimes {
		table, err := Of(code)
		if err != nil {
			t.Fatal(err)
		}
		for _, choice := range table.Regimes() {
			if want := choice.Code != "employee" && choice.Code != "ruling30"; choice.Invoice != want {
				t.Errorf("%s %s: invoiced is %t", code, choice.Code, choice.Invoice)
			}
		}
		for _, regime := range strings.Fields(list) {
			if r, err := Find(Question{Country: code, Year: 2026, Regime: regime}); err != nil || r.Regime != regime {
				t.Errorf("%s %s: %v", code, regime, err)
			}
		}
	}
}

// Every line that people see names the law behind it, and every table covers 2026.
func TestEveryLineHasItsLaw(t *testing.T) {
	latest := map[string]bool{}
	every(t, func(r *Rules) {
		if r.Year == 2026 {
			latest[r.Country] = true
		}
		lines := r.Explain(r.grossMost() / 10_000).Lines
		if len(lines) == 0 {
			t.Errorf("%s %s: no lines", r.Country, r.Regime)
		}
		for _, l := range lines {
			if l.Law == "" || l.Label == "" {
				t.Errorf("%s: %s has no law or label", r.Country, l.Name)
			}
		}
	})
	if len(latest) != len(Countries()) {
		t.Errorf("%d of %d countries have 2026", len(latest), len(Countries()))
	}
}

// example is a year worked by hand from the bands that an authority publishes.
type example struct {
	name         string
	country      string
	year         int
	region       string
	regime       string
	gross        int64  // in whole units
	tax, social  string // in units with two decimals
	employerPays string // above gross; empty when not checked
	source       string
}

var examples = []example{
	// 37,700 at 20 %, 9,730 at 40 %; 37,700 at 8 % and 9,730 at 2 %; 55,000 at 15 %.
	{"GB 60,000", "GB", 2025, "", "", 60_000, "11432.00", "3210.60", "8250.00", "HM Revenue & Customs"},
	// Nothing is left of the allowance: 37,700 at 20 % and 87,440 at 40 %.
	{"GB 125,140", "GB", 2026, "", "", 125_140, "42516.00", "4513.40", "", "HM Revenue & Customs"},
	// Of 37,430: 3,967 at 19, 12,989 at 20, 14,136 at 21 and 6,338 at 42 %.
	{"GB 50,000, Scotland", "GB", 2026, "SCT", "", 50_000, "8982.05", "2994.40", "", "Chartered Institute of Taxation"},
	// Over 103,350 the tax is 17,651. OASDI 6.2 and Medicare 1.45 % of 119,100.
	{"US 119,100", "US", 2025, "", "", 103_350 + 15_750, "17651.00", "9111.15", "", "Rev. Proc. 2024-40, table 3"},
	// Over 201,775 the tax is 41,024. 184,500 at 6.2 %; 217,875 at 1.45 and 17,875 at 0.9 %.
	{"US 217,875", "US", 2026, "", "", 201_775 + 16_100, "41024.00", "14759.06", "", "Rev. Proc. 2025-32, table 3"},
	// 31,288 on 135,000; Medicare levy 2,700.
	{"AU 135,000", "AU", 2025, "", "", 135_000, "33988.00", "0.00", "", "Australian Taxation Office"},
	// 49,277.50 on 180,000; earners' levy 1.67 % of 152,790.
	{"NZ 180,000", "NZ", 2025, "", "", 180_000, "49277.50", "2551.59", "", "Inland Revenue"},
	// Nothing up to 12.75 lakh; 3 lakh and the cess at 24.75 lakh.
	{"IN 12.75 lakh", "IN", 2026, "", "", 1_275_000, "0.00", "0.00", "", "Finance Act 2025"},
	{"IN 24.75 lakh", "IN", 2026, "", "", 2_475_000, "312000.00", "0.00", "", "Finance Act 2025"},
	// Of 12.85 lakh, 10,000 is above the limit of 12 lakh after 75,000; and the cess on it.
	{"IN 12.85 lakh", "IN", 2026, "", "", 1_285_000, "10400.00", "0.00", "", "Finance Act 2025, marginal relief"},
	// 13.71 % of 120,000 are 16,452; of 103,548 the health fee is 9 %; (103,548 − 3,000) at 12 % less 3,600.
	{"PL 120,000", "PL", 2026, "", "", 120_000, "8465.76", "25771.32", "24576.00", "ustawa o PIT, ZUS"},
	// 7.1 and 4.5 %; 15 % less 30,840; 24.8 and 9 %.
	{"CZ 1,200,000", "CZ", 2026, "", "", 1_200_000, "149160.00", "139200.00", "405600.00", "zákon 586/1992"},
	{"HU 12,000,000", "HU", 2026, "", "", 12_000_000, "1800000.00", "2220000.00", "1560000.00", "Szja tv., Tbj."},
	{"RO 120,000", "RO", 2025, "", "", 120_000, "7800.00", "42000.00", "2700.00", "Codul fiscal"},
	// 20 % of 44,000 and 40 % of 56,000 less 4,000; 60.06, 333.76, 1,240.32 and 2,396.48 of the social charge.
	{"IE 100,000", "IE", 2026, "", "", 100_000, "31230.62", "4237.50", "", "Revenue, Finance Act 2025"},
	// A year of 22 % of the minimum wage; 5 and 1 % of turnover.
	{"UA sole trader", "UA", 2026, "", "fop", 2_000_000, "120000.00", "22828.08", "", "Податковий кодекс"},
}

func TestWorkedExamples(t *testing.T) {
	for _, c := range examples {
		t.Run(c.name, func(t *testing.T) {
			r, err := Find(Question{Country: c.country, Year: c.year, Region: c.region, Regime: c.regime})
			if err != nil {
				t.Fatal(err)
			}
			a := r.Assess(c.gross * 100)
			if got := units(a.Tax); got != c.tax {
				t.Errorf("tax %s, want %s", got, c.tax)
			}
			if got := units(a.Social); got != c.social {
				t.Errorf("contributions %s, want %s", got, c.social)
			}
			if got := units(a.EmployerCost - a.Gross); c.employerPays != "" && got != c.employerPays {
				t.Errorf("employer %s, want %s", got, c.employerPays)
			}
		})
	}
}

// units writes an amount of minor units with two decimals.
func units(amount int64) string { return fmt.Sprintf("%d.%02d", amount/100, amount%100) }
