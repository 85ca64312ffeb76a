package itsalary

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

// The headers below are those of the files; the rows are invented.

func TestRows(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "2020.csv",
		"Timestamp,City,Position ,Total years of experience,Seniority level,Your main technology / programming language,"+
			"Other technologies/programming languages you use often,Yearly brutto salary (without bonus and stocks) in EUR,"+
			"Employment status,Company size,Company type\n"+
			"24/11/2020 11:14:15,Munich,Backend Developer,\"2,5\",Middle,Java,\"Javascript / Typescript, AWS\",65000,Full-time employee,51-100,Bank\n"+
			"24/11/2020 11:14:16,\"Krakow, Poland\",Data Engineer,\"15, thereof 8 as CTO\",Senior,Python,,60000,Self-employed (freelancer),up to 10,Startup\n"+
			"24/11/2020 11:14:17,Berlin,QA Engineer,3,Middle,,,30000,Part-time employee,,\n"+
			"24/11/2020 11:14:18,Prefer not to say,QA Engineer,3,Middle,,,50000,Full-time employee,,\n"+
			"24/11/2020 11:14:19,Berlin,QA Engineer,3,Middle,,,,Full-time employee,,\n"+
			"24/11/2020 11:14:20,Berlin,QA Engineer,3,Midd")
	want := []dataset.Record{
		{
			Source: "it-salary-eu", Year: 2020, Country: "DE", Place: "DE-munich", Roles: []string{"backend"}, Level: "mid",
			Years: pay.YearsOf(2.5), Industry: "finance", OrgSize: "20-99", Employment: "employee", Skills: []string{"java", "javascript", "aws"},
			Pay: 65000, Currency: "EUR", Period: pay.Year, Basis: pay.Gross, Component: pay.Base, Weight: 1,
		},
		{
			Source: "it-salary-eu", Year: 2020, Country: "PL", Place: "PL-krakow", Roles: []string{"data-engineer"}, Level: "senior",
			Years: pay.YearsOf(15), OrgSize: "2-9", Employment: "freelance", Skills: []string{"python"},
			Pay: 60000, Currency: "EUR", Period: pay.Year, Basis: pay.Gross, Component: pay.Base, Weight: 1,
		},
	}
	if diff := cmp.Diff(want, r.Records[:2], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("records differ (-want +got):\n%s", diff)
	}
	var reasons []dataset.Reason
	for _, d := range r.Records[2:] {
		reasons = append(reasons, d.Excluded)
	}
	if want := []dataset.Reason{dataset.PartTime, dataset.NoCountry, dataset.NoPay, dataset.Unreadable}; !slices.Equal(reasons, want) {
		t.Errorf("reasons are %q, want %q", reasons, want)
	}
}

func TestYearsOf(t *testing.T) {
	for cell, want := range map[string]string{
		"10": "10", "2.5": "2.5", "1,5": "1.5", "1 (as QA Engineer) / 11 in total": "1", "15+": "15", "less than year": "0.5",
		"383": "", "": "", "many": "",
	} {
		if got := yearsOf(cell).String(); got != want {
			t.Errorf("yearsOf(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	for answer, want := range map[string][2]string{
		"Berlin": {"DE", "DE-berlin"}, "München": {"DE", "DE-munich"}, "Zurich": {"CH", "CH-zurich"}, "Bayern": {"DE", ""},
		"Ireland, Dublin": {"IE", "IE-dublin"}, "estonia": {"EE", ""}, "MA": {}, "Fr": {}, "homeoffice": {}, "": {},
	} {
		if country, place := placeOf(answer); country != want[0] || place != want[1] {
			t.Errorf("placeOf(%q) = %q, %q, want %q", answer, country, place, want)
		}
	}
}

func TestOtherTable(t *testing.T) {
	if e := sourcetest.Error(t, Source, "x.csv", "City,Salary\nBerlin,1\n"); !strings.Contains(e.Message, "IT Salary Survey") {
		t.Errorf("another table fails with %q", e.Message)
	}
}

// TestPublicFiles counts every published file a second time.
func TestPublicFiles(t *testing.T) {
	for _, survey := range []struct {
		year                   int
		salary, city, contract int // columns; contract 0 is not asked
	}{{2018, 7, 3, 0}, {2019, 8, 3, 0}, {2020, 10, 3, 15}} {
		path := testdata.File(t, "it-salary-eu", strconv.Itoa(survey.year)+".csv.gz")
		_, rows := sourcetest.Rows(t, path, ',', "utf-8")
		noPay, partTime, german := 0, 0, 0
		for _, row := range rows {
			contract := strings.ToLower(row[survey.contract])
			part := survey.contract > 0 && (strings.HasPrefix(contract, "part-time") || strings.HasPrefix(contract, "working student") || contract == "werkstudent")
			switch city := strings.TrimSpace(row[survey.city]); {
			case row[survey.salary] == "":
				noPay++
			case part:
				partTime++
			case slices.Contains([]string{"Berlin", "Munich", "München", "Hamburg", "Cologne", "Köln", "Frankfurt", "Stuttgart"}, city):
				german++
			}
		}
		r := sourcetest.Read(t, Source, path)
		counts := r.Count()
		found := 0
		for _, d := range r.Records {
			if d.Year < survey.year || d.Year > survey.year+2 { // a form stayed open
				t.Fatalf("%s: a record of %d", path, d.Year)
			}
			if slices.Contains([]string{"DE-berlin", "DE-munich", "DE-hamburg", "DE-koln", "DE-frankfurt-am-main", "DE-stuttgart"}, d.Place) &&
				(d.Excluded == "" || d.Excluded == dataset.OtherWork) {
				found++
			}
		}
		if len(r.Records) != len(rows) || counts[dataset.NoPay] != noPay || counts[dataset.PartTime] != partTime || found != german {
			t.Errorf("%s: %d rows, %d in six cities, %v; want %d, %d, %d no pay, %d part time",
				path, len(r.Records), found, counts, len(rows), german, noPay, partTime)
		}
		if counts[dataset.NoCountry] > 35 || counts[dataset.OtherWork] > 12 || counts[dataset.Unreadable] > 0 {
			t.Errorf("%s: too much is set aside: %v", path, counts)
		}
	}
}
