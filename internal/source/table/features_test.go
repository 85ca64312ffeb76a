package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
)

// TestFeatures reads small tables by what a mapping can say: the keys under columns that replace those of a plain
// mapping, what stands above them, the table, and its records or what its error says.
func TestFeatures(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns map[string]string
		above   string
		table   string
		want    []string
		refuses []string
	}{
		{
			name: "a factor", columns: map[string]string{"pay": "{column: 年収（万円）, factor: 10000}", "currency": "{value: JPY}", "country": "{value: JP}"},
			table: "年収（万円）\n650\n", want: []string{"6500000 JPY/year 2024 JP"},
		},
		{
			name: "a factor that the name asks for", columns: map[string]string{"pay": "{column: 年収（万円）}", "currency": "{value: JPY}", "country": "{value: JP}"},
			table: "年収（万円）\n650\n", refuses: []string{"万", "factor: 10000"},
		},
		{
			name: "fourteen pays", columns: map[string]string{"period": "{value: month}", "pays": "{value: 14}", "country": "{value: AT}"},
			table: "Pay\n4000\n", want: []string{"56000 EUR/year 2024 AT"},
		},
		{
			name: "pays by row", columns: map[string]string{"period": "{value: month}", "pays": "{column: Pays}", "country": "{value: ES}"},
			table: "Pay,Pays\n3000,14\n3000,12\n3000,\n", want: []string{"42000 EUR/year 2024 ES", "3000 EUR/month 2024 ES", "3000 EUR/month 2024 ES"},
		},
		{
			name: "periods that are parts and multiples", columns: map[string]string{"period": "{column: Per}"},
			table: "Pay,Per\n3000,two weeks\n2500,semi-monthly\n15000,quarter\n40,Stunde\n",
			want:  []string{"1500 EUR/week 2024 DE", "5000 EUR/month 2024 DE", "5000 EUR/month 2024 DE", "40 EUR/hour 2024 DE"},
		},
		{
			name: "hours", columns: map[string]string{"hours": "{column: Hours}", "period": "{column: Per}"},
			table: "Pay,Hours,Per\n36000,20,year\n74000,39,year\n74000,39,year\n30,13,hour\n80000,45,year\n",
			want: []string{
				"70200 EUR/year 2024 DE, 0.5128205128205128 of full time", "74000 EUR/year 2024 DE, 1 of full time", "74000 EUR/year 2024 DE, 1 of full time",
				"30 EUR/hour 2024 DE, 0.3333333333333333 of full time", "80000 EUR/year 2024 DE, 1 of full time",
			},
		},
		{
			name: "a full week that is stated", columns: map[string]string{"hours": "{column: Hours}", "full_time": "{value: 35}"},
			table: "Pay,Hours\n35000,17.5\n70000,35\n", want: []string{"70000 EUR/year 2024 DE, 0.5 of full time", "70000 EUR/year 2024 DE, 1 of full time"},
		},
		{
			name: "shares of full time", columns: map[string]string{"fte": "{column: FTE}"},
			table: "Pay,FTE\n40000,80%\n50000,full-time\n50000,\n20000,Teilzeit\n",
			want:  []string{"50000 EUR/year 2024 DE, 0.8 of full time", "50000 EUR/year 2024 DE, 1 of full time", "50000 EUR/year 2024 DE", "part time"},
		},
		{
			name: "columns in order of preference", columns: map[string]string{"currency": "[{column: Currency, map: {Other: \"\"}}, {column: Other currency}]"},
			table: "Pay,Currency,Other currency\n1000,EUR,\n1000,Other,CHF\n", want: []string{"1000 EUR/year 2024 DE", "1000 CHF/year 2024 DE"},
		},
		{
			name: "columns by condition", columns: map[string]string{
				"pay":    "[{column: Rate, when: {Type: [hourly, contract*]}}, {column: Salary}]",
				"period": "[{value: hour, when: {Type: [hourly, contract*]}}, {value: year}]",
			},
			table: "Type,Rate,Salary\nHourly,50,99\nContractor,60,99\nstaff,1,70000\n",
			want:  []string{"50 EUR/hour 2024 DE", "60 EUR/hour 2024 DE", "70000 EUR/year 2024 DE"},
		},
		{
			name: "the column that is filled", columns: map[string]string{
				"pay": "[{column: Salary}, {column: Hourly}]", "period": "[{value: year, when: {Salary: \"*\"}}, {value: hour}]",
			},
			table: "Salary,Hourly\n70000,\n,45\n", want: []string{"70000 EUR/year 2024 DE", "45 EUR/hour 2024 DE"},
		},
		{
			name: "defaults", columns: map[string]string{"level": "{column: Level, default: \"\"}", "currency": "{column: Cur, default: EUR}"},
			table: "Pay,Level,Cur\n1000,Ninja,\n1000,senior,USD\n1000,,Taler\n", want: []string{"1000 EUR/year 2024 DE", "1000 USD/year 2024 DE senior", "1000 EUR/year 2024 DE"},
		},
		{
			name: "cells that are carried down", columns: map[string]string{"country": "{column: Country, carry: true}"},
			table: "Country,Pay\nDE,1\n,2\nFR,3\n,4\n",
			want:  []string{"1 EUR/year 2024 DE", "2 EUR/year 2024 DE", "3 EUR/year 2024 FR", "4 EUR/year 2024 FR"},
		},
		{
			name: "rows to skip", above: "skip_rows: [{Name: [Average, Sub*]}, {Left: \"*\", Pay: \"2\"}]\n", columns: map[string]string{"title": "{column: Name}"},
			table: "Name,Pay,Left\nBackend Developer,1,\nBackend Developer,2,May\nSubsum,3,\naverage,4,\nTotal,5,\n", want: []string{"1 EUR/year 2024 DE backend"},
		},
		{
			name: "header rows that are joined", above: "file: {header: 2}\n", columns: map[string]string{"pay": "{column: 2024 Base}"},
			table: "Payroll\n,2023,,2024,\nName,Base,Bonus,Base,Bonus\nA,1,2,3,4\n", want: []string{"3 EUR/year 2024 DE"},
		},
		{
			name: "an encoding", above: "file: {encoding: cp1250}\n", columns: map[string]string{"place": "{column: Miasto}", "country": "{value: PL}"},
			table: "Miasto,Pay\n\xa3\xf3d\x9f,1\n", want: []string{"1 EUR/year 2024 PL at PL-lodz"},
		},
		{
			name: "a unit that the cells say", columns: map[string]string{"currency": "{column: Pay}", "period": "{column: Pay, default: year}", "basis": "{column: Pay, default: gross}"},
			table: "Pay\n\"8500 PLN/month net\"\n60000 EUR\n", want: []string{"8500 PLN/month 2024 DE", "60000 EUR/year 2024 DE"},
		},
		{
			name: "a unit that no cell says", columns: map[string]string{"currency": "{column: Pay}"},
			table: "Pay\n8500\n", refuses: []string{"row 2", "there is no currency to the pay", "default"},
		},
		{
			name: "a file without its column", table: "Wage\n8500\n", refuses: []string{"missing columns: Pay", "found: Wage"},
		},
		{
			name: "a title above the header", table: "\"ACME, payroll\",,\n\nWho,Pay,Notes\nA,1,\n", want: []string{"1 EUR/year 2024 DE"},
		},
		{
			name: "all labels at once", columns: map[string]string{"level": "{column: Level}", "employment": "{column: Type}"},
			table:   "Pay,Level,Type\n1,Snr?,employee\n2,Ninja,employee\n3,Ninja,wizard\n4,seniorr,employee\n",
			refuses: []string{"for 3 labels", `level: "Ninja" in 2 rows, first in row 3`, `level: "seniorr" in 1 row, first in row 5 (nearest: senior`, `employment: "wizard" in 1 row`, "on_error: set-aside"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys := map[string]string{
				"pay": "{column: Pay}", "currency": "{value: EUR}", "period": "{value: year}", "basis": "{value: gross}", "component": "{value: base}",
				"year": "{value: 2024}", "country": "{value: DE}",
			}
			for key, value := range c.columns {
				keys[key] = value
			}
			text := "source: own-table\n" + c.above + "columns:\n"
			for key, value := range keys {
				text += fmt.Sprintf("  %s: %s\n", key, value)
			}
			in, err := source.NewInput(t.Context(), "pay.csv", strings.NewReader(c.table), source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			records, refused := outcome(t, mapping(t, text), in)
			expectation{want: c.want, refuses: c.refuses}.judge(t, records, refused)
		})
	}
}

// TestEveryBadRowIsSetAside reads a row of every kind that is wrong, and expects each to be set aside with its number,
// in the year of the rows around it.
func TestEveryBadRowIsSetAside(t *testing.T) {
	m := mapping(t, `
source: own-table
on_error: set-aside
columns:
  pay: {column: Pay}
  currency: {column: Cur}
  period: {value: year}
  basis: {value: gross}
  component: {value: base}
  year: {column: Year}
  country: {column: Country}
  level: {column: Level}
  years: {column: Years}
  hours: {column: Hours}
  title: {column: Title}
`)
	rows := []struct {
		row    string
		reason dataset.Reason
	}{
		{"much,EUR,2023,DE,senior,5,40,", dataset.Unreadable},
		{"50000,EUR,2023,DE,senior,5,40,", ""},
		{"50000,Taler,2023,DE,senior,5,40,", dataset.Unreadable},
		{"50000,,2023,DE,senior,5,40,", dataset.Unreadable},
		{"50000,EUR,,DE,senior,5,40,", dataset.Unreadable},
		{"50000,EUR,soon,DE,senior,5,40,", dataset.Unreadable},
		{"50000,EUR,2023,Atlantis,senior,5,40,", dataset.Unreadable},
		{"50000,EUR,2023,,senior,5,40,", dataset.NoCountry},
		{"50000,EUR,2023,DE,Ninja,5,40,", dataset.Unreadable},
		{"50000,EUR,2023,DE,senior,1998,40,", dataset.Unreadable},
		{"50000,EUR,2023,DE,senior,5,400,", dataset.Unreadable},
		{"-50000,EUR,2023,DE,senior,5,40,", dataset.Unreadable},
		{"0,EUR,2023,DE,senior,5,40,", dataset.NoPay},
		{"n/a,EUR,2023,DE,senior,5,40,", dataset.NoPay},
		{"50000,EUR", dataset.Unreadable},
		{"50000,EUR,2023,DE,senior,5,40,,more", dataset.Unreadable},
		{"50000,EUR,2023,DE,senior,5,40,Librarian", dataset.OtherWork},
		{"=A1*2,EUR,2023,DE,senior,5,40,", dataset.Unreadable},
		{"#REF!,EUR,2023,DE,senior,5,40,", dataset.Unreadable},
	}
	text := "Pay,Cur,Year,Country,Level,Years,Hours,Title\n"
	want := map[int]dataset.Reason{}
	for i, row := range rows {
		text += row.row + "\n"
		if row.reason != "" {
			want[i+2] = row.reason
		}
	}
	in, err := source.NewInput(t.Context(), "pay.csv", strings.NewReader(text), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	trial, err := Try(t.Context(), m, in)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int]dataset.Reason{}
	for _, r := range trial.Rows {
		got[r.Row] = r.Reason
		if r.Reason == dataset.Unreadable && r.Why == "" {
			t.Errorf("row %d is unreadable, and nothing says why", r.Row)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows that are set aside (-want +got):\n%s", diff)
	}
	if trial.Read != len(rows) || trial.Kept != 1 || trial.Refused != nil {
		t.Errorf("%d rows read, %d kept, refused: %v", trial.Read, trial.Kept, trial.Refused)
	}
	for _, d := range sourcetest.ReadText(t, m.Source(), "pay.csv", text).Records {
		if d.Year != 2023 {
			t.Errorf("a row is kept in the year %d: %+v", d.Year, d)
		}
	}
	e := sourcetest.Error(t, m.Source(), "pay.csv", "Pay,Cur,Year,Country,Level,Years,Hours,Title\n1,EUR,,DE,,,,\n")
	if !strings.Contains(e.Error(), "no row says of which year") {
		t.Errorf("a file without any year gives %v", e)
	}
}

// TestTry reports on a file that an import would refuse.
func TestTry(t *testing.T) {
	m := mapping(t, "source: own-table\ncolumns:\n  pay: {column: Pay}\n  level: {column: Level}\n  title: {column: Title}"+unitsOfAll)
	text := "Title,Level,Pay,FTE\nBackend Developer,seniorr,5000,1\nBackend Developer,seniorr,5000,1\nLibrarian,,4000,1\nBackend Developer,,6000,0.5\nTotal,,16000,\n"
	in, err := source.NewInput(t.Context(), "pay.csv", strings.NewReader(text), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	trial, err := Try(t.Context(), m, in)
	if err != nil {
		t.Fatal(err)
	}
	if trial.Read != 4 || trial.Kept != 1 || trial.Refused == nil || len(trial.First) != 1 {
		t.Errorf("the trial is %+v", trial)
	}
	if diff := cmp.Diff([]dataset.Reason{dataset.Unreadable, dataset.OtherWork}, trial.Reasons()); diff != "" {
		t.Error(diff)
	}
	want := UnmappedLabel{Facet: pay.FacetLevel, Label: "seniorr", Rows: 2, Nearest: []string{"senior"}}
	if len(trial.Unmapped) == 0 || trial.Unmapped[0].Label != want.Label || trial.Unmapped[0].Rows != 2 || !slices.Contains(trial.Unmapped[0].Nearest, "senior") {
		t.Errorf("the labels are %+v, want first %+v", trial.Unmapped, want)
	}
	notes := strings.Join(trial.Notes, "\n")
	for _, words := range []string{"row 6: left out", `column "FTE" is not read`} {
		if !strings.Contains(notes, words) {
			t.Errorf("no note says %q: %s", words, notes)
		}
	}
}
