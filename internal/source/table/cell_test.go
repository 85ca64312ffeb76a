package table

import (
	"math"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestYearOf(t *testing.T) {
	for cell, want := range map[string]int{
		"2024": 2024, "2024.0": 2024, "2024-03-01": 2024, "2024/3/1": 2024, "2024.03.01": 2024, "01.03.2024": 2024, "1/3/2024": 2024,
		"2024-03-01T00:00:00": 2024, "2024-03-01 08:30": 2024, "03/2024": 2024, "2024-03": 2024, "202403": 2024, "20240301": 2024,
		"March 2024": 2024, "1 mars 2024": 2024, "Mar 1, 2024": 2024, "01-Mar-24": 2024, "Mar-24": 2024, "31.03.24": 2024, "3/31/24": 2024,
		"03/24": 2024, "2024Q1": 2024, "Q3 2024": 2024, "Q3/24": 2024, "FY2024": 2024, "FY24": 2024, "2022/23": 2022, "2022-2023": 2022, "22/23": 2022,
		"2024年": 2024, "2024年3月": 2024, "令和6年": 2024, "令和元年": 2019, "平成30年": 2018, "R6": 2024, "01.01.2024 - 31.12.2024": 2024, "декабрь 2021": 2021,
		"31. prosince 2024": 2024,
		"":                  0, "24": 0, "45000": 0, "1985": 0, "2101": 0, "-2024": 0, "24-03-01": 0, "11/12": 0, "2020 2024": 0, "soon": 0, "20249901": 0, "2024.5": 2024,
	} {
		got, err := yearOf(cell)
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("yearOf(%q) = %d, %v, want %d", cell, got, err, want)
		}
		if err != nil && err.Hint == "" {
			t.Errorf("yearOf(%q) gives no hint", cell)
		}
	}
}

// readings are cells with what a function makes of them; NaN is an error.
type readings map[string]float64

func (want readings) check(t *testing.T, name string, read func(string) (float64, *pay.Error)) {
	t.Helper()
	for cell, want := range want {
		got, err := read(cell)
		if (err != nil) != math.IsNaN(want) || err == nil && math.Abs(got-want) > 1e-9 {
			t.Errorf("%s(%q) = %v, %v, want %v", name, cell, got, err, want)
		}
	}
}

func TestExperience(t *testing.T) {
	no := math.NaN()
	readings{
		"4": 4, "7.5": 7.5, "7,5": 7.5, "0": 0, "3-5": 4, "3 - 5 years": 4, "3 to 5": 4, "10+": 10, "10 or more": 10, "More than 10 years": 10,
		"Less than 1 year": .5, "<1": .5, "< 2 years": 1, "unter 1 Jahr": .5, "moins de 2 ans": 1, "до 1 года": .5, "5 years": 5, "5年": 5, "3–5年": 4,
		"2 years 6 months": 2.5, "18 months": 1.5, "6 Monate": .5, "none": 0, "No experience": 0, "50": 50,
		"-3": no, "51": no, "1998": no, "much": no, "5-3": no, "1 2 3": no, "v3": no, "": no,
	}.check(t, "experience", experience)
}

func TestHoursAndShares(t *testing.T) {
	no := math.NaN()
	readings{"20": 20, "37,5": 37.5, "40 h/week": 40, "38.5 Std.": 38.5, "40h": 40, "160": no, "-20": no, "many": no, "20-30": no}.
		check(t, "weeklyHours", func(s string) (float64, *pay.Error) { return weeklyHours(s, 1) })
	readings{"0.8": .8, "0,8": .8, "80 %": .8, "80": .8, "100": 1, "1": 1, "4/5": .8, "Full-time": 1, "Vollzeit": 1, "full_time": 1, "1.5": 1.5,
		"3": no, "0": no, "-0.5": no, "200": no, "some": no, "0.5 0.5": no}.
		check(t, "fullTimeShare", func(s string) (float64, *pay.Error) {
			v, part, err := fullTimeShare(s, 1)
			if part {
				t.Errorf("%q is part time", s)
			}
			return v, err
		})
	for _, cell := range []string{"Part time", "part-time", "Teilzeit", "parttime"} {
		if v, part, err := fullTimeShare(cell, 1); v != 0 || !part || err != nil {
			t.Errorf("fullTimeShare(%q) = %v, %t, %v", cell, v, part, err)
		}
	}
	readings{"14": 14, "13.5": 13.5, "12": 12, "14x": 14, "1": no, "100": no, "-14": no}.check(t, "numberOfPays", numberOfPays)
	readings{"7": 7, "1,234": 1234, "0.5": .5, "0": no, "-1": no, "x": no}.check(t, "people", people)
}

func TestPeriodOf(t *testing.T) {
	for value, want := range map[string]unit{
		"year": {pay.Year, 1}, "Month": {pay.Month, 1}, "monthly": {pay.Month, 1}, "per hour": {pay.Hour, 1}, "Monat": {pay.Month, 1},
		"two weeks": {pay.Week, .5}, "Bi-weekly": {pay.Week, .5}, "fortnight": {pay.Week, .5}, "semi-monthly": {pay.Month, 2}, "half month": {pay.Month, 2},
		"quarter": {pay.Month, 1. / 3}, "年": {pay.Year, 1}, "月給": {pay.Month, 1}, "Jahr": {pay.Year, 1}, "mensuel": {pay.Month, 1},
		"lifetime": {}, "bimonthly": {}, "5": {}, "": {},
	} {
		if got, err := periodOf(value); got != want || (err == nil) != (want.times > 0) {
			t.Errorf("periodOf(%q) = %v, %v, want %v", value, got, err, want)
		}
	}
}

// TestSpelling reads numbers as a mapping says that they are written.
func TestSpelling(t *testing.T) {
	plain, german, comma, swiss, indian := &Mapping{}, &Mapping{decimal: ',', thousands: '.'}, &Mapping{decimal: ','}, &Mapping{thousands: '\''}, &Mapping{thousands: ','}
	spaced := &Mapping{decimal: ',', thousands: ' '}
	for _, c := range []struct {
		m    *Mapping
		cell string
		want string // empty: no number
	}{
		{plain, "72.500,00", "72.500,00"}, {german, "72.500,00", "72500"}, {german, "€ 72.500,00", "€ 72500"}, {german, "72500", "72500"}, {german, "7,5", "7.5"},
		{german, "72.50,00", ""}, {german, "68.000 – 94.000 €", "68000 – 94000 €"}, {comma, "72.500,00", "72500"}, {comma, "72 500,5", "72500.5"},
		{comma, "72.500", "72500"}, {comma, "7.5", ""}, {swiss, "120'000", "120000"}, {swiss, "120’000.50 CHF", "120000.5 CHF"},
		{indian, "1,20,000", "120000"}, {indian, "12,34", ""}, {spaced, "52 000,5", "52000.5"}, {spaced, "52\u00a0000 kr", "52000 kr"}, {spaced, "52,5 k", "52.5 k"},
	} {
		got, ok := c.m.spell(c.cell)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("spell(%q) = %q, %t, want %q", c.cell, got, ok, c.want)
		}
	}
}

func TestTotals(t *testing.T) {
	for cell, want := range map[string]bool{
		"Total": true, "TOTAL:": true, "Summe": true, "Total IT department": true, "Grand total": true, "Итого": true, "合計": true, "Subtotal Platform": true, "Platform total": true,
		"Total Rewards Manager": false, "Backend Developer": false, "": false, "Grand": false,
	} {
		if got := isTotal(cell); got != want {
			t.Errorf("isTotal(%q) = %t", cell, got)
		}
	}
}

// FuzzCells checks that no cell does more than give an error for people.
func FuzzCells(f *testing.F) {
	for _, cell := range []string{"2024-03-01", "令和6年", "22/23", "3-5 years", "<1", "0,8", "80 %", "4/5", "1.234,50 €", "18,00,000", "=B2*1.1", "'7", `="5"`, "(5)", "1e5"} {
		f.Add(cell, ",")
	}
	f.Fuzz(func(t *testing.T, cell, sign string) {
		sound := func(v float64, err *pay.Error, least, most float64) {
			t.Helper()
			if err != nil {
				if err.Message == "" || err.Hint == "" {
					t.Fatalf("the error of %q is %#v", cell, err)
				}
				return
			}
			if !(v >= least && v <= most) {
				t.Errorf("%q is read as %v", cell, v)
			}
		}
		year, err := yearOf(cell)
		sound(float64(year), err, 1990, 2100)
		years, err := experience(cell)
		sound(years, err, 0, pay.MaxYears)
		hours, err := weeklyHours(cell, 1)
		sound(hours, err, 0, mostHours)
		share, _, err := fullTimeShare(cell, 1)
		sound(share, err, 0, 1.5)
		n, err := people(cell)
		sound(n, err, 0, 1e9)
		m := &Mapping{}
		if sign == "," || sign == "." {
			m.decimal = rune(sign[0])
		}
		if spelled, ok := m.spell(cell); ok && cell != "" {
			a, err := readAmount(mended(spelled), "DE", pay.Year)
			sound(a.low, err, 0, greatestPay*1e3)
		}
		if isTotal(cell) && strings.TrimSpace(cell) == "" {
			t.Errorf("%q is a total", cell)
		}
		_, _ = keyOfHeader(cell)
		_, _ = factorOf(cell)
	})
}
