package koodiklinikka

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

// tsv joins the cells of each row by tabs.
func tsv(rows ...[]string) string {
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, "\t") + "\n")
	}
	return text.String()
}

func reasons(records []dataset.Record) (list []dataset.Reason) {
	for _, d := range records {
		list = append(list, d.Excluded)
	}
	return list
}

func TestFinnishForm(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "2022.tsv", tsv(
		[]string{"Timestamp", "Oletko palkansaaja vai laskuttaja?", "Työkokemus", "Mitä palveluja tarjoat?", "Tuntilaskutus (ALV 0%, euroina)",
			"Vuosilaskutus (ALV 0%, euroina)", "Missä kaupungissa työpaikkasi pääasiallinen toimisto sijaitsee?", "Millaisessa yrityksessä työskentelet",
			"Työaika (jos työsuhteessa)", "Rooli", "Etänä vai lähityössä?", "Kuukausipalkka (brutto, euroina)"},
		[]string{"30/09/2022 11:07:46", "Palkansaaja", "10", "", "", "", "PK-Seutu (Helsinki, Espoo, Vantaa)", "Konsulttitalossa", "100%", "backend", "Pääosin tai kokonaan etätyö", "5 665"},
		[]string{"30/09/2022 11:07:46", "Laskuttaja", "12", "full stack", "95", "150000", "", "", "", "", "", ""},
		[]string{"30/09/2022 11:07:46", "Laskuttaja", "12", "full stack", "", "150000", "", "", "", "", "", ""},
		[]string{"30/09/2022 11:07:46", "Palkansaaja", "3", "", "", "", "Tampere", "", "80%", "backend", "", "4000"},
		[]string{"30/09/2022 11:07:46", "Palkansaaja", "3", "", "", "", "Lontoo", "", "100%", "backend", "", "7000"},
		[]string{"30/09/2022 11:07:46", "Palkansaaja", "3", "", "", "", "Tampere", "", "37,5", "backend", "", "4695,70"},
		[]string{"30/09/2022 11:07:46", "Palkansaaja", "3", "", "", "", "Tampere", "", "100%", "backend", "", "2000-3400"},
		[]string{"30/09/2022 11:07:46", "Palkansaaja", "3", "", "", "", "Tampere", "", "100%", "backend", "", ""},
	))
	want := []dataset.Record{
		{
			Source: "koodiklinikka", Year: 2022, Country: "FI", Place: "FI-helsinki", Roles: []string{"backend"}, Years: pay.YearsOf(10),
			Industry: "it-services", Remote: "remote", Employment: "employee",
			Pay: 5665, Currency: "EUR", Period: pay.Month, Basis: pay.Gross, Component: pay.Base, Weight: 1,
		},
		{
			Source: "koodiklinikka", Year: 2022, Country: "FI", Roles: []string{"fullstack"}, Years: pay.YearsOf(12), Employment: "freelance",
			Pay: 95, Currency: "EUR", Period: pay.Hour, Basis: pay.Gross, Component: pay.Base, Weight: 1,
		},
		{
			Source: "koodiklinikka", Year: 2022, Country: "FI", Roles: []string{"fullstack"}, Years: pay.YearsOf(12), Employment: "freelance",
			Pay: 150000, Currency: "EUR", Period: pay.Year, Basis: pay.Gross, Component: pay.Total, Weight: 1,
		},
	}
	if diff := cmp.Diff(want, r.Records[:3], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("records differ (-want +got):\n%s", diff)
	}
	if got, want := reasons(r.Records[3:]), []dataset.Reason{dataset.PartTime, dataset.NoCountry, "", dataset.Unreadable, dataset.NoPay}; !slices.Equal(got, want) {
		t.Errorf("reasons are %q, want %q", got, want)
	}
}

func TestFormOf2025(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "2025.tsv", tsv(
		[]string{"Timestamp", "Employee or entrepreneur", "Switched from employment to entrepreneurship, or vice versa, in 2025?",
			"Company size", "Education", "City", "Working time (h/week)", "Time in office (%)", "Role / title", "Seniority level",
			"Base salary (gross, monthly EUR)", "Language", "DevOps & Cloud Platforms"},
		[]string{"09/02/2026 08:08:48", "Employee", "No", "11-50", "Master’s degree – university (FM, KTM, DI, etc.)", "Tampere", "37.5", "20",
			"Developer, Full-Stack", "Senior", "5400", "TypeScript, Python", "Docker, CI/CD (GitHub Actions, GitLab CI, Jenkins), AWS"},
		[]string{"09/02/2026 08:08:48", "Employee", "No", "11-50", "", "Tampere", "30", "20", "Developer, Full-Stack", "Senior", "4400", "", ""},
	))
	d := r.Records[0]
	if d.Year != 2025 || d.Level != "senior" || d.Education != "master" || d.Remote != "hybrid" || d.OrgSize != "20-99" || d.Place != "FI-tampere" {
		t.Errorf("a row of 2025 reads as %+v", d)
	}
	for _, skill := range []string{"typescript", "python", "docker", "aws"} {
		if !slices.Contains(d.Skills, skill) {
			t.Errorf("%s is not among the skills %q", skill, d.Skills)
		}
	}
	if slices.Contains(d.Skills, "jenkins") {
		t.Errorf("the examples of an answer are among the skills %q", d.Skills)
	}
	if r.Records[1].Excluded != dataset.PartTime {
		t.Errorf("30 hours a week are %q", r.Records[1].Excluded)
	}
}

func TestEducationOf(t *testing.T) {
	for answer, want := range map[string]string{
		"DI": "master", "Tietotekniikan DI": "master", "ylempi amk": "master", "Insinööri (AMK)": "bachelor", "IT-tradenomi": "bachelor",
		"FM, tietojenkäsittelytiede": "master", "Ylioppilas": "secondary", "Tekniikan ylioppilas": "some-college", "PhD CompSci": "doctorate",
		"Datanomi": "secondary", "tietotekniikan DI-opiskelija": "some-college", "MSc": "master", "Yliopisto": "", "": "", "audio": "",
		"Upper secondary – vocational (ammatillinen perustutkinto)": "secondary", "Bachelor’s degree – AMK (insinööri, tradenomi, etc.)": "bachelor",
	} {
		if got := educationOf(answer); got != want {
			t.Errorf("educationOf(%q) = %q, want %q", answer, got, want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	for answer, want := range map[string][2]string{
		"Capital region (Helsinki, Espoo, Vantaa)": {"FI", "FI-helsinki"}, "Oulu": {"FI", "FI-oulu"}, "": {"FI", ""}, "Remote": {"FI", ""},
		"Hajautettu": {"FI", ""}, "München, Saksa": {}, "EU": {}, "Remote (US)": {}, "New York City": {}, "Berliini": {}, "Keskipohjanmaa": {"FI", ""},
	} {
		if country, place := placeOf(answer); country != want[0] || place != want[1] {
			t.Errorf("placeOf(%q) = %q, %q, want %q", answer, country, place, want)
		}
	}
}

func TestOtherTable(t *testing.T) {
	if e := sourcetest.Error(t, Source, "x.tsv", "Timestamp\tRooli\n1\t2\n"); !strings.Contains(e.Message, "Koodiklinikka") {
		t.Errorf("another table fails with %q", e.Message)
	}
}

// TestPublicFiles counts every published file a second time, by the columns' numbers. What is no plain
// number in the pay column was read by eye.
func TestPublicFiles(t *testing.T) {
	for _, form := range []struct {
		file                           string
		contract, month, hour, billing int
		time                           int
		hours                          bool // time is hours a week
		freelancers                    string
		unreadable                     int
	}{
		{"2021", 5, 9, -1, 10, 6, false, "Freelancer|Yrittäjä", 5},
		{"2022", 1, 17, 7, 8, 14, false, "Laskuttaja", 0},
		{"2023-fi", 1, 20, 10, 11, 17, false, "Laskuttaja", 0},
		{"2023-en", 1, 20, 10, 11, 17, false, "Entrepreneur", 0},
		{"2024-fi", 1, 20, 10, 11, 17, false, "Laskuttaja", 0},
		{"2024-en", 1, 20, 10, 11, 17, false, "Entrepreneur", 0},
		{"2025", 1, 32, 16, 17, 27, true, "Entrepreneur", 0},
	} {
		path := testdata.File(t, "koodiklinikka", form.file+".tsv.gz")
		_, rows := sourcetest.Rows(t, path, '\t', "utf-8")
		noPay, partTime, freelancers, odd := 0, 0, 0, 0
		nothing := func(cell string) bool { return cell == "" || cell == "0" || strings.TrimSpace(cell) == "" }
		for _, row := range rows {
			if slices.Contains(strings.Split(form.freelancers, "|"), row[form.contract]) {
				freelancers++
				if (form.hour < 0 || nothing(row[form.hour])) && nothing(row[form.billing]) {
					noPay++
				}
				continue
			}
			if nothing(row[form.month]) {
				noPay++
				continue
			}
			if _, err := strconv.ParseFloat(row[form.month], 64); err != nil {
				odd++
				continue
			}
			time, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSuffix(row[form.time], "%"), ",", "."), 64)
			switch {
			case err != nil || time == 0:
			case form.hours && time < 33.75:
				partTime++
			case !form.hours && time < 90 && (strings.HasSuffix(row[form.time], "%") || time < 35 || time > 45):
				partTime++
			}
		}
		r := sourcetest.Read(t, Source, path)
		counts, freelance := r.Count(), 0
		for _, d := range r.Records {
			if d.Employment == "freelance" {
				freelance++
			}
			if d.Excluded == "" && (d.Period == pay.Month) != (d.Employment != "freelance") {
				t.Fatalf("%s: %+v", path, d)
			}
		}
		if len(r.Records) != len(rows) || freelance != freelancers || counts[dataset.NoPay] != noPay || counts[dataset.PartTime] != partTime ||
			counts[dataset.Unreadable] != form.unreadable {
			t.Errorf("%s: %d rows, %d freelance, %v; want %d, %d, %d no pay, %d part time, %d unreadable (of %d odd ones)",
				path, len(r.Records), freelance, counts, len(rows), freelancers, noPay, partTime, form.unreadable, odd)
		}
		if counts[dataset.NoCountry] > 12 || counts[dataset.OtherWork] > 12 {
			t.Errorf("%s: too much is set aside: %v", path, counts)
		}
	}
}
