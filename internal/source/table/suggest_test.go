package table

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
)

// payroll makes the workbook of a company of 40 people as its bookkeeper keeps it, and says what it pays in full
// time, in the order of the sheet.
func payroll(t *testing.T) (path string, want []string) {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "Payroll"
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(book.SetSheetName("Sheet1", sheet))
	put := func(line int, cells ...any) { check(book.SetSheetRow(sheet, fmt.Sprintf("A%d", line), &cells)) }
	put(1, "Northwind Software: payroll of March 2026")
	put(3, "Department", "Staff no.", "Position", "Office", "Contract", "Start date", "FTE", "Rate", "per", "Currency")
	offices := []struct{ city, country, currency string }{{"Berlin", "DE", "EUR"}, {"London", "GB", "GBP"}, {"Chicago", "US", "USD"}}
	positions := []struct{ title, role string }{
		{"Backend Developer", "backend"}, {"Senior Backend Developer", "backend senior"}, {"DevOps Engineer", "devops"},
		{"QA Engineer", "qa"}, {"Frontend Developer", "frontend"},
	}
	departments := []struct {
		name string
		n    int
	}{{"Platform", 14}, {"Product", 16}, {"Infrastructure", 10}}
	places := map[string]string{"Berlin": "DE-berlin", "London": "GB-london", "Chicago": "US-C16980"}
	line, total := 4, 0.
	for _, d := range departments {
		check(book.MergeCell(sheet, fmt.Sprintf("A%d", line), fmt.Sprintf("A%d", line+d.n-1)))
		for i := range d.n {
			office, position := offices[(line+i)%3], positions[line%5]
			rate, per := any(4200+10*line), "month"
			full := fmt.Sprint(4200 + 10*line)
			if line%7 == 0 {
				rate, per, full = 45.5, "hour", "45.5"
			}
			share, of := any(1), ", 1 of full time"
			if line%4 == 0 {
				share, of = 0.8, ", 0.8 of full time"
				if per == "month" {
					rate, full = float64(4000)*0.8, "4000"
				}
			}
			department := any(nil)
			if i == 0 {
				department = d.name
			}
			put(line, department, 1000+line, position.title, office.city, "permanent", "2021-05-01", share, rate, per, office.currency)
			want = append(want, fmt.Sprintf("%s %s/%s 2026 %s %s at %s%s", full, office.currency, per, office.country, position.role, places[office.city], of))
			line++
			total++
		}
	}
	put(line, "Total", nil, nil, nil, nil, nil, nil, 168_000)
	percent, err := book.NewStyle(&excelize.Style{NumFmt: 9})
	check(err)
	check(book.SetCellStyle(sheet, "G4", fmt.Sprintf("G%d", line-1), percent))
	path = filepath.Join(t.TempDir(), "northwind.xlsx")
	check(book.SaveAs(path))
	if len(want) != 40 {
		t.Fatalf("the company has %d people", len(want))
	}
	return path, want
}

// TestPayrollOfForty goes the way of a new user: one suggestion, at most three edits, and all 40 people are in.
func TestPayrollOfForty(t *testing.T) {
	path, want := payroll(t)
	suggested := suggest(t, path)
	edits := []string{
		"basis:      {value: FILL-IN}", "basis:      {value: gross}",
		"component:  {value: FILL-IN}", "component:  {value: base}",
	}
	edited := suggested.Mapping
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(edited, edits[i]) {
			t.Fatalf("no %q to edit in:\n%s", edits[i], edited)
		}
		edited = strings.Replace(edited, edits[i], edits[i+1], 1)
	}
	if len(edits)/2 > 3 || len(suggested.Missing) != len(edits)/2 {
		t.Errorf("%d edits for %q", len(edits)/2, suggested.Missing)
	}
	m, err := ReadMapping(strings.NewReader(edited), "northwind.yaml")
	if err != nil {
		t.Fatalf("%v in:\n%s", err, edited)
	}
	r := sourcetest.Read(t, m.Source(), path)
	var got []string
	for i := range r.Records {
		got = append(got, brief(&r.Records[i]))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the records differ (-want +got):\n%s\nby:\n%s", diff, edited)
	}
}

// suggest returns the suggestion for a file.
func suggest(t *testing.T, path string) *Suggestion {
	t.Helper()
	in, err := source.Open(t.Context(), path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	s, err := Suggest(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSuggestReadsUnits finds the units of pay in names and cells, in several ways that people keep tables.
func TestSuggestReadsUnits(t *testing.T) {
	for name, c := range map[string]struct {
		table string
		has   []string
	}{
		"two columns of pay": {
			"Job title,Monthly salary (EUR),Hourly rate (EUR),Country\nBackend Developer,5000,,DE\nQA Engineer,,45,DE\n",
			[]string{`pay:        [{column: "Monthly salary (EUR)"}, {column: "Hourly rate (EUR)"}]`, `{value: month, when: {"Monthly salary (EUR)": "*"}}`, "currency:   {value: EUR}", `country:    {column: "Country"}`},
		},
		"units in cells": {
			"Position;Lohn\nBackend Developer;4.200 €/Monat\nQA Engineer;38,50 £/Stunde\n",
			[]string{`pay:        {column: "Lohn"}`, `currency:   {column: "Lohn", default: `, `period:     {column: "Lohn"}`},
		},
		"thousands": {"Title,Base salary (k€)\nBackend Developer,72\n", []string{`{column: "Base salary (k€)", factor: 1000}`, "component:  {value: base}"}},
		"a header below a title": {
			"ACME GmbH; Gehälter 2023;\n;;\nStelle;Bruttojahresgehalt;Ort\nEntwickler;72.500,00;Berlin\nSumme;72.500,00;\n",
			[]string{`pay:        {column: "Bruttojahresgehalt"}`, "period:     {value: year}", "basis:      {value: gross}", "year:       {value: 2023}", `place:      {column: "Ort"}`, "1 rows add up others"},
		},
		"labels without a code": {
			"SalaryUSD,jobTitle,Seniority,workYear\n90000,Backend Developer,Ninja,2024\n80000,Data Engineer,senior,2023\n",
			[]string{`pay:        {column: "SalaryUSD"}`, "currency:   {value: USD}", `"Ninja": ""  # 1 row`, `year:       {column: "workYear"}`, `title:      {column: "jobTitle"}`},
		},
		"a date of hiring is no year of pay": {"Salary,Start date,Title\n90000,2019-05-01,Backend Developer\n", []string{"year:       {value: FILL-IN}"}},
		"an old encoding":                    {"Stanowisko;P\xb3aca\nIn\xbfynier oprogramowania;60000\nStarszy programista w \xa3odzi;70000\n", []string{"encoding: windows-1250", `"Płaca"`}},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := source.NewInput(t.Context(), "pay.csv", strings.NewReader(c.table), source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			s, err := Suggest(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range c.has {
				if !strings.Contains(s.Mapping, words) {
					t.Errorf("no %q in:\n%s", words, s.Mapping)
				}
			}
		})
	}
	in, err := source.NewInput(t.Context(), "pay.csv", strings.NewReader("Fruit,Colour\napple,red\n"), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if _, err := Suggest(t.Context(), in); err == nil || !strings.Contains(saidOf(t, err), "no column of pay") {
		t.Errorf("a table without pay gives %v", err)
	}
}

// FuzzSuggest checks that a suggestion is a mapping as far as the file tells one.
func FuzzSuggest(f *testing.F) {
	f.Add("Job title,Monthly salary (EUR),Country\nBackend Developer,5000,DE\n")
	f.Add("Stelle;Gehalt;Stufe\nEntwickler;72.500,00 €;\"Ni\"\"nja\"\n")
	f.Add("Pay,Pay,\n1,2,3\nTotal,4,\n")
	f.Fuzz(func(t *testing.T, text string) {
		in, err := source.NewInput(t.Context(), "pay.csv", strings.NewReader(text), source.Options{})
		if err != nil {
			return
		}
		defer in.Close()
		s, err := Suggest(t.Context(), in)
		if err != nil {
			saidOf(t, err)
			return
		}
		_, err = ReadMapping(strings.NewReader(s.Mapping), "mapping.yaml")
		switch said := fmt.Sprint(err); {
		case strings.Contains(said, "not well formed"):
			t.Errorf("%v in:\n%s", err, s.Mapping)
		case len(s.Missing) == 0 && err != nil:
			t.Errorf("nothing is missing, but %v in:\n%s", err, s.Mapping)
		case len(s.Missing) > 0 && err == nil:
			t.Errorf("%q is missing, but no error tells in:\n%s", s.Missing, s.Mapping)
		}
	})
}

// TestSuggestOfSurveys holds kinds of columns that surveys and job boards have: pay that another has converted, an
// answer of yes or no under the name of a facet, free text, and places that name their country.
func TestSuggestOfSurveys(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
		not        []string
	}{
		{"the original of a band, and not its conversion",
			"title,region,location,currency,salary_min,salary_max,salary_interval," +
				"salary_min_usd,salary_max_usd,salary_mid_usd\n" +
				"Backend Developer,eu,\"Berlin, Germany\",EUR,60000,80000,1 YEAR,65000,87000,76000\n" +
				"QA Engineer,eu,\"Paris, France\",EUR,50000,60000,1 YEAR,54000,65000,59000\n",
			[]string{`pay_low: {column: "salary_min"}`, `pay_high: {column: "salary_max"}`,
				`period: {column: "salary_interval"}`, `place: {column: "location"}`, `"Berlin, Germany": DE`}, nil},
		{"a name of words that are joined",
			"SurveyYear,SalaryUSD,Country,YearsWithThisDatabase,JobTitle,YearsWithThisTypeOfJob\n" +
				"2024,90000.0,Germany,4,DBA,9\n2025,80000.0,France,5,Developer,7\n",
			[]string{`pay: {column: "SalaryUSD"}`, `currency: {value: USD}`,
				`years: {column: "YearsWithThisTypeOfJob"}`}, nil},
		{"the pay of another year",
			"Position,City,Salary one year ago,Current Salary\n" +
				"Backend Developer,Berlin,60000,70000\nQA Engineer,Bonn,50000,55000\n",
			[]string{`pay: {column: "Current Salary"}`}, []string{`value: ,`}},
		{"answers of yes and no",
			"Pay,Title,Founder title?,Engineering degree\n60000,Backend Developer,no,si\n50000,QA Engineer,si,no\n",
			[]string{`title: {column: "Title"}`, `country: {value: FILL-IN}`}, []string{`column: "Founder title?"`}},
		{"Finnish",
			"Missä kaupungissa työskentelet?,Työkokemus,Työaika,Rooli,Kuukausipalkka (brutto)\n" +
				"Turku,10,100%,Backend,6500\nHelsinki,5,80%,DevOps,5000\n",
			[]string{`pay: {column: "Kuukausipalkka (brutto)"}`, `period: {value: month}`, `basis: {value: gross}`,
				`years: {column: "Työkokemus"}`, `fte: {column: "Työaika"}`, `title: {column: "Rooli"}`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := source.NewInput(t.Context(), "survey.csv", strings.NewReader(c.text), source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			s, err := Suggest(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			said := strings.Join(strings.Fields(s.Mapping), " ")
			for _, w := range c.want {
				if !strings.Contains(said, w) {
					t.Errorf("it does not say %s:\n%s", w, s.Mapping)
				}
			}
			for _, w := range c.not {
				if strings.Contains(said, w) {
					t.Errorf("it says %s:\n%s", w, s.Mapping)
				}
			}
		})
	}
}

// TestCountryBehind holds that a list of countries, and a state, are no country.
func TestCountryBehind(t *testing.T) {
	for place, want := range map[string]string{
		"Berlin, Germany": "DE", "Germany": "DE", "Austin, Texas, United States": "US", "Atlanta, Georgia": "",
		"Poland, Romania, Uzbekistan": "", "Berlin, Germany; Paris, France": "", "San Francisco, CA": "", "Remote": "", "": "",
	} {
		if got := countryBehind(place); got != want {
			t.Errorf("%q is in %q, want %q", place, got, want)
		}
	}
}
