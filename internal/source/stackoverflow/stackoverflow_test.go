package stackoverflow

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/testdata"
)

// header returns the columns of a year's file.
func header(t testing.TB, year int) []string {
	t.Helper()
	for line := range strings.Lines(columns) {
		if cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); cells[0] == strconv.Itoa(year) {
			return cells[1:]
		}
	}
	t.Fatalf("no columns of %d", year)
	return nil
}

// survey writes a file of a year with all of its columns, whose rows are the given cells and NA elsewhere.
func survey(t testing.TB, year int, rows ...map[string]string) string {
	t.Helper()
	columns := header(t, year)
	lines := []string{strings.Join(columns, ",")}
	for _, row := range rows {
		used := 0
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = "NA"
			if v, ok := row[c]; ok {
				cells[i] = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
				used++
			}
		}
		if used != len(row) {
			t.Fatalf("%d lacks one of the columns of %v", year, row)
		}
		lines = append(lines, strings.Join(cells, ","))
	}
	return strings.Join(lines, "\n") + "\n"
}

// cells is a row of a survey; every row here is made up.
type cells = map[string]string

// TestYears reads one invented respondent of every year, in the words of that year.
func TestYears(t *testing.T) {
	tests := []struct {
		year int
		row  cells
		want dataset.Record
	}{
		{2016, cells{
			"respondent_id": "1", "country": "Germany", "occupation": "Back-end web developer", "experience_range": "6 - 10 years",
			"salary_range": "$40,000 - $90,000", "tech_do": "Java; PostgreSQL; JavaScript", "employment_status": "Employed full-time",
			"industry": "Finance / Banking", "company_size_range": "100-499 employees", "remote": "Full-time remote",
			"education": "I'm self-taught; B.S. in Computer Science (or related field); Masters Degree in Computer Science (or related field)",
		}, dataset.Record{
			Country: "DE", Roles: []string{"backend"}, Years: pay.YearsOf(8), Industry: "finance", OrgSize: "100-499", Remote: "remote",
			Employment: "employee", Education: "master", Skills: []string{"java", "postgresql", "javascript"},
			Pay: 60_000, PayLow: 40_000, PayHigh: 90_000, Currency: "USD", Period: pay.Year, Component: pay.Base,
		}},
		{2017, cells{
			"Respondent": "1", "Professional": "Professional developer", "Country": "United Kingdom", "EmploymentStatus": "Employed full-time",
			"FormalEducation": "Bachelor's degree", "HomeRemote": "All or almost all the time (I'm full-time remote)",
			"CompanySize": "20 to 99 employees", "YearsCodedJob": "4 to 5 years", "DeveloperType": "Web developer; DevOps specialist",
			"WebDeveloperType": "Back-end Web developer", "HaveWorkedLanguage": "Python; SQL", "HaveWorkedDatabase": "Redis",
			"HaveWorkedPlatform": "Amazon Web Services (AWS)", "HaveWorkedFramework": "React", "Salary": "53763.440860215", "Currency": "British pounds sterling (£)",
		}, dataset.Record{
			Country: "GB", Roles: []string{"backend", "devops"}, Years: pay.YearsOf(4.5), OrgSize: "20-99", Remote: "remote",
			Employment: "employee", Education: "bachelor", Skills: []string{"python", "sql", "redis", "aws", "react"},
			Pay: 53763.440860215, Currency: "USD", Period: pay.Year, Component: pay.Base,
		}},
		{2018, cells{
			"Respondent": "1", "Country": "India", "Employment": "Employed full-time", "CompanySize": "10,000 or more employees",
			"FormalEducation": "Master’s degree (MA, MS, M.Eng., MBA, etc.)", "DevType": "Back-end developer;Database administrator",
			"YearsCodingProf": "3-5 years", "YearsCoding": "6-8 years", "Salary": "1,200,000",
			"SalaryType": "Yearly", "ConvertedSalary": "18786", "Currency": "Indian rupees (₹)",
			"CurrencySymbol": "INR", "LanguageWorkedWith": "Java;Go", "FrameworkWorkedWith": "Spring",
		}, dataset.Record{
			Country: "IN", Roles: []string{"backend", "dba"}, Years: pay.YearsOf(4), Coding: pay.YearsOf(7),
			OrgSize: "10000+", Employment: "employee",
			Education: "master", Skills: []string{"java", "go", "spring"}, Pay: 1_200_000, Currency: "INR", Period: pay.Year, Component: pay.Base,
		}},
		{2019, cells{
			"Respondent": "1", "MainBranch": "I am a developer by profession", "Country": "Poland", "OrgSize": "2-9 employees",
			"Employment": "Independent contractor, freelancer, or self-employed", "EdLevel": "Some college/university study without earning a degree",
			"DevType": "Developer, back-end;Engineer, data", "YearsCodePro": "Less than 1 year", "CurrencySymbol": "PLN", "CurrencyDesc": "Polish zloty",
			"CompTotal": "8500", "CompFreq": "Monthly", "ConvertedComp": "27000", "WorkRemote": "About half the time", "WebFrameWorkedWith": "Django",
		}, dataset.Record{
			Country: "PL", Roles: []string{"backend", "data-engineer"}, Years: pay.YearsOf(.5), OrgSize: "2-9", Remote: "hybrid",
			Employment: "freelance", Education: "some-college", Skills: []string{"django"}, Pay: 8500, Currency: "PLN", Period: pay.Month, Component: pay.Total,
		}},
		{2020, cells{
			"Respondent": "1", "MainBranch": "I am a developer by profession", "Country": "United States", "Employment": "Employed full-time",
			"EdLevel": "Other doctoral degree (Ph.D., Ed.D., etc.)", "DevType": "Developer, full-stack", "YearsCodePro": "More than 50 years",
			"CurrencySymbol": "USD", "CompTotal": "3000", "CompFreq": "Weekly", "ConvertedComp": "150000", "OrgSize": "2 to 9 employees",
		}, dataset.Record{
			Country: "US", Roles: []string{"fullstack"}, Years: pay.YearsOf(50), OrgSize: "2-9", Employment: "employee", Education: "doctorate",
			Pay: 3000, Currency: "USD", Period: pay.Week, Component: pay.Total,
		}},
		{2021, cells{
			"ResponseId": "1", "MainBranch": "I am a developer by profession", "Country": "United States of America", "US_State": "California",
			"Employment": "Employed full-time", "EdLevel": "Associate degree (A.A., A.S., etc.)", "YearsCodePro": "7", "DevType": "Developer, mobile",
			"OrgSize": "500 to 999 employees", "Currency": "USD\tUnited States dollar", "CompTotal": "160000", "CompFreq": "Yearly",
			"ConvertedCompYearly": "160000", "ToolsTechHaveWorkedWith": "Docker",
		}, dataset.Record{
			Country: "US", Place: place(t, "California"), Roles: []string{"mobile"}, Years: pay.YearsOf(7), OrgSize: "500-999", Employment: "employee",
			Education: "associate", Skills: []string{"docker"}, Pay: 160_000, Currency: "USD", Period: pay.Year, Component: pay.Total,
		}},
		{2022, cells{
			"ResponseId": "1", "MainBranch": "I am not primarily a developer, but I write code sometimes as part of my work", "Country": "Brazil",
			"Employment": "Employed, full-time;Independent contractor, freelancer, or self-employed", "RemoteWork": "Fully remote",
			"EdLevel": "Professional degree (JD, MD, etc.)", "WorkExp": "12", "DevType": "Data scientist or machine learning specialist;Developer, back-end",
			"Currency": "BRL\tBrazilian real", "CompTotal": "15000", "CompFreq": "Monthly", "OrgSize": "I don’t know",
		}, dataset.Record{
			Country: "BR", Roles: []string{"data-scientist", "backend"}, Years: pay.YearsOf(12), Remote: "remote", Employment: "employee",
			Education: "professional", Pay: 15_000, Currency: "BRL", Period: pay.Month, Component: pay.Total,
		}},
		{2023, cells{
			"ResponseId": "1", "MainBranch": "I am a developer by profession", "Country": "Germany", "Employment": "Employed, full-time",
			"RemoteWork": "Hybrid (some remote, some in-person)", "EdLevel": "Primary/elementary school",
			"YearsCodePro": "3", "WorkExp": "9", "YearsCode": "More than 50 years",
			"DevType": "Developer, back-end", "OrgSize": "1,000 to 4,999 employees", "Currency": "EUR European Euro", "CompTotal": "70000",
			"ConvertedCompYearly": "74963", "Industry": "Financial Services", "DatabaseHaveWorkedWith": "MySQL;Redis",
		}, dataset.Record{
			Country: "DE", Roles: []string{"backend"}, Years: pay.YearsOf(3), Coding: pay.YearsOf(50),
			OrgSize: "1000-4999", Remote: "hybrid", Employment: "employee",
			Education: "none", Industry: "finance", Skills: []string{"mysql", "redis"}, Pay: 70_000, Currency: "EUR", Period: pay.Year, Component: pay.Total,
		}},
		{2024, cells{
			"ResponseId": "1", "MainBranch": "I am a developer by profession", "Country": "Spain", "Employment": "Employed, full-time;Student, part-time",
			"EdLevel": "Professional degree (JD, MD, Ph.D, Ed.D, etc.)", "YearsCodePro": "3", "DevType": "Developer, AI", "Currency": "EUR European Euro",
			"CompTotal": "NA", "ConvertedCompYearly": "42962", "Industry": "Fintech", "RemoteWork": "In-person",
		}, dataset.Record{
			Country: "ES", Roles: []string{"ml"}, Years: pay.YearsOf(3), Remote: "onsite", Employment: "employee", Education: "professional",
			Industry: "fintech", Pay: 42_962, Currency: "USD", Period: pay.Year, Component: pay.Total,
		}},
		{2025, cells{
			"ResponseId": "1", "MainBranch": "I used to be a developer by profession, but no longer am", "Country": "Japan", "Employment": "Employed",
			"WorkExp": "20", "DevType": "Engineering manager", "OrgSize": "5,000 to 9,999 employees", "ICorPM": "People manager",
			"Currency": "JPY\tJapanese yen", "CompTotal": "12000000", "RemoteWork": "Your choice (very flexible, you can come in when you want or just as needed)",
		}, dataset.Record{
			Country: "JP", Roles: []string{"engineering-manager"}, Years: pay.YearsOf(20), OrgSize: "5000-9999", Remote: "hybrid", Employment: "employee",
			Pay: 12_000_000, Currency: "JPY", Period: pay.Year, Component: pay.Total,
		}},
	}
	if len(tests) != lastYear-firstYear+1 {
		t.Errorf("%d years are tested", len(tests))
	}
	for _, test := range tests {
		t.Run(strconv.Itoa(test.year), func(t *testing.T) {
			got := sourcetest.ReadText(t, Source, "survey_results_public.csv", survey(t, test.year, test.row))
			test.want.Source, test.want.Year, test.want.Basis, test.want.Weight = "stackoverflow", test.year, pay.Gross, 1
			if len(got.Records) != 1 {
				t.Fatalf("%d records", len(got.Records))
			}
			same := cmp.Comparer(func(a, b pay.Years) bool { return a == b })
			if diff := cmp.Diff(test.want, got.Records[0], same, cmpopts.EquateApprox(1e-12, 0), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if len(got.Unknown) != 0 {
				t.Errorf("labels without a code: %v", got.Unknown)
			}
		})
	}
}

// place returns the code of a US state.
func place(t testing.TB, state string) string {
	t.Helper()
	code, _, _ := taxonomy.Place("US", state)
	return code
}

// TestReasons reads rows that are set aside, each for its reason, in the order of precedence.
func TestReasons(t *testing.T) {
	row := func(id string, changes cells) cells {
		r := cells{
			"ResponseId": id, "MainBranch": "I am a developer by profession", "Country": "Germany", "Employment": "Employed, full-time",
			"Currency": "EUR European Euro", "CompTotal": "70000", "ConvertedCompYearly": "74963",
		}
		for k, v := range changes {
			r[k] = v
		}
		return r
	}
	tests := []struct {
		row  cells
		want dataset.Reason
		pay  float64
	}{
		{row("1", nil), "", 70_000},
		{row("1", nil), dataset.Duplicate, 70_000},
		{row("2", cells{"Employment": "Student, full-time"}), dataset.NotEmployed, 70_000},
		{row("3", cells{"Employment": "Not employed, but looking for work;Retired", "CompTotal": "NA", "ConvertedCompYearly": "NA"}), dataset.NotEmployed, 0},
		{row("4", cells{"Employment": "Student, full-time;Employed, part-time"}), dataset.PartTime, 70_000},
		{row("5", cells{"Employment": "Independent contractor, freelancer, or self-employed;Employed, part-time"}), "", 70_000},
		{row("6", cells{"Employment": "I prefer not to say"}), "", 70_000},
		{row("7", cells{"CompTotal": "NA", "ConvertedCompYearly": "NA"}), dataset.NoPay, 0},
		{row("8", cells{"CompTotal": "0", "ConvertedCompYearly": "NA"}), dataset.NoPay, 0},
		{row("9", cells{"CompTotal": "-5", "ConvertedCompYearly": "NA"}), dataset.NoPay, 0},
		{row("10", cells{"CompTotal": "NaN", "ConvertedCompYearly": "NA"}), dataset.Unreadable, 0},
		{row("11", cells{"CompTotal": "much", "ConvertedCompYearly": "NA"}), dataset.Unreadable, 0},
		{row("12", cells{"Currency": "none\tCook Islands dollar", "ConvertedCompYearly": "NA"}), dataset.Unreadable, 70_000},
		{row("13", cells{"Currency": "none\tCook Islands dollar"}), "", 74_963},
		{row("14", cells{"CompTotal": "1e15", "ConvertedCompYearly": "NA"}), "", 1e15},
		{row("15", cells{"MainBranch": "I code primarily as a hobby"}), dataset.OtherWork, 70_000},
		{row("16", cells{"MainBranch": "I am learning to code", "Employment": "Retired"}), dataset.NotEmployed, 70_000},
		{row("17", cells{"Country": "NA"}), dataset.NoCountry, 70_000},
		{row("18", cells{"Country": "Atlantis"}), dataset.NoCountry, 70_000},
		{row("19", cells{"Country": "Nomadic"}), dataset.NoCountry, 70_000},
	}
	var rows []cells
	for _, test := range tests {
		rows = append(rows, test.row)
	}
	text := survey(t, 2023, rows...)
	got := sourcetest.ReadText(t, Source, "a.csv", text+"20,NA,I am a developer by prof")
	if len(got.Records) != len(tests)+1 {
		t.Fatalf("%d records of %d rows", len(got.Records), len(tests)+1)
	}
	for i, test := range tests {
		if r := got.Records[i]; r.Excluded != test.want || r.Pay != test.pay {
			t.Errorf("row %d is set aside as %q with pay %v, want %q with %v: %v", i, r.Excluded, r.Pay, test.want, test.pay, test.row)
		}
	}
	if last := got.Records[len(tests)]; last.Excluded != dataset.Unreadable {
		t.Errorf("the row that is cut short is %+v", last)
	}
	if diff := cmp.Diff(map[pay.Facet]map[string]int{pay.FacetCountry: {"Atlantis": 1}}, got.Unknown); diff != "" {
		t.Errorf("labels without a code: %s", diff)
	}
}

// TestBands reads the bands of 2016.
func TestBands(t *testing.T) {
	tests := []struct {
		band           string
		low, high, pay float64
		want           dataset.Reason
	}{
		{"Less than $10,000", 0, 10_000, 5_000, ""},
		{"$100,000 - $110,000", 100_000, 110_000, math.Sqrt(1.1e10), ""},
		{"More than $200,000", 200_000, math.Inf(1), 200_000, ""},
		{"Rather not say", 0, 0, 0, dataset.NoPay},
		{"Other (please specify)", 0, 0, 0, dataset.NoPay},
		{"NA", 0, 0, 0, dataset.NoPay},
		{"Unemployed", 0, 0, 0, dataset.NotEmployed},
		{"$200,000 - $10,000", 0, 0, 0, dataset.Unreadable},
		{"about $5", 0, 0, 0, dataset.Unreadable},
	}
	var rows []cells
	for _, test := range tests {
		rows = append(rows, cells{"country": "France", "salary_range": test.band})
	}
	got := sourcetest.ReadText(t, Source, "a.csv", survey(t, 2016, rows...))
	if len(got.Records) != len(tests) {
		t.Fatalf("%d records", len(got.Records))
	}
	for i, test := range tests {
		r := got.Records[i]
		if r.PayLow != test.low || r.PayHigh != test.high || math.Abs(r.Pay-test.pay) > 1e-6 || r.Excluded != test.want {
			t.Errorf("%q is %v to %v, %v, %q", test.band, r.PayLow, r.PayHigh, r.Pay, r.Excluded)
		}
	}
}

func TestDurations(t *testing.T) {
	for s, want := range map[string]pay.Years{
		"7": pay.YearsOf(7), "0": pay.YearsOf(0), "2.5": pay.YearsOf(2.5), "60": pay.YearsOf(50), "300": {}, "-1": {}, "NaN": {}, "many": {},
		"Less than 1 year": pay.YearsOf(.5), "Less than a year": pay.YearsOf(.5), "More than 50 years": pay.YearsOf(50),
		"0-2 years": pay.YearsOf(1), "3-5 years": pay.YearsOf(4), "30 or more years": pay.YearsOf(30),
		"1 to 2 years": pay.YearsOf(1.5), "20 or more years": pay.YearsOf(20), "2 - 5 years": pay.YearsOf(3.5), "11+ years": pay.YearsOf(11),
	} {
		if got := duration(s); got != want {
			t.Errorf("%q is %v years, want %v", s, got, want)
		}
	}
}

// TestYearIsRecognised goes from the whole header to files that only their answers or their name tell apart.
func TestYearIsRecognised(t *testing.T) {
	few := "Country,EdLevel,YearsCodePro,Employment,ConvertedCompYearly\n"
	tests := []struct {
		name, text string
		year       int // as the caller says
		want       int
	}{
		{"a.csv", few + `Chile,"Other doctoral degree (Ph.D., Ed.D., etc.)",5,"Employed, full-time",50000`, 0, 2022},
		{"a.csv", few + `Chile,"Other doctoral degree (Ph.D., Ed.D., etc.)",5,Employed full-time,50000`, 0, 2021},
		{"2022.csv", few + `Chile,"Bachelor’s degree (B.A., B.S., B.Eng., etc.)",5,"Employed, full-time",50000`, 0, 2022},
		{"a.csv", few + `Chile,"Bachelor’s degree (B.A., B.S., B.Eng., etc.)",5,"Employed, full-time",50000`, 2024, 2024},
		{"a.csv", "Country,DevType,Industry,ConvertedCompYearly\nChile,Other,NA,5\nChile,Other,\"Information Services, IT, Software Development, or other Technology\",5\n", 0, 2023},
		{"a.csv", "Country,DevType,Industry,YearsCodePro,ConvertedCompYearly\nChile,\"Developer, AI\",NA,1,5\n", 0, 2024},
		{"a.csv", "Respondent,Country,EdLevel,CompTotal,CompFreq,CurrencySymbol\n1,Chile,\"Bachelor’s degree (BA, BS, B.Eng., etc.)\",5,Yearly,USD\n", 0, 2019},
		{"a.csv", "Respondent,Country,EdLevel,CompTotal,CompFreq,CurrencySymbol\n1,Chile,\"Bachelor’s degree (B.A., B.S., B.Eng., etc.)\",5,Yearly,USD\n", 0, 2020},
		{"a.csv", "Country,DevType,Salary,extra\nChile,Back-end developer,5,x\n", 0, 2018},
	}
	for y := firstYear; y <= lastYear; y++ {
		tests = append(tests, struct {
			name, text string
			year, want int
		}{"1999_2001.csv", survey(t, y, cells{header(t, y)[0]: "1"}), 0, y})
	}
	for _, test := range tests {
		in, err := source.NewInput(t.Context(), test.name, strings.NewReader(test.text), source.Options{Year: test.year})
		if err != nil {
			t.Fatal(err)
		}
		r := &sourcetest.Result{Unknown: map[pay.Facet]map[string]int{}}
		if err := Source.Read(t.Context(), in, r); err != nil {
			t.Errorf("%.80q: %v", test.text, err)
			continue
		}
		if len(r.Records) == 0 || r.Records[0].Year != test.want {
			t.Errorf("%.80q is read as %+v, want %d", test.text, r.Records, test.want)
		}
	}
	if e := sourcetest.Error(t, Source, "a.csv", few+"Chile,NA,5,\"Employed, full-time\",50000\n"); e.Field != "year" || !strings.Contains(e.Message, "2022, 2023 or 2024") || !strings.Contains(e.Hint, "--year") {
		t.Errorf("a file of several years: %v; %s", e, e.Hint)
	}
	in, err := source.NewInput(t.Context(), "a.csv", strings.NewReader(survey(t, 2023)), source.Options{Year: 2021})
	if err != nil {
		t.Fatal(err)
	}
	if err := Source.Read(t.Context(), in, &sourcetest.Result{}); pay.KindOf(err) != pay.Invalid || !strings.Contains(err.Error(), "2023, not of 2021") {
		t.Errorf("another year than the file's: %v", err)
	}
}

func TestRefusesOtherTables(t *testing.T) {
	for text, words := range map[string]string{
		"Contry,ConvertedCompYearly\nChile,5\n": "is Contry meant?",
		"Country,Pay\nChile,5\n":                "found: Country, Pay",
		"a\n1\n":                                "found: a",
	} {
		if e := sourcetest.Error(t, Source, "a.csv", text); e.Kind != pay.Unreadable || !strings.Contains(e.Hint, words) {
			t.Errorf("%q is refused with %v; %s", text, e, e.Hint)
		}
	}
}

func TestPublished(t *testing.T) {
	if len(Source.Files) != lastYear-firstYear+1 {
		t.Errorf("%d files are known", len(Source.Files))
	}
	for _, f := range Source.Files {
		if got, ok := Source.Published(f.SHA256); !ok || got != f || len(f.SHA256) != 64 || f.Bytes < 1e7 {
			t.Errorf("%+v is found as %+v, %t", f, got, ok)
		}
	}
	if f, ok := Source.Published(fmt.Sprintf("%064d", 0)); ok {
		t.Errorf("a checksum of nothing is that of %v", f)
	}
}

// TestPublicData counts every file a second time, by encoding/csv and the rules in the package's comment.
func TestPublicData(t *testing.T) {
	for _, test := range []struct {
		file        string
		year        int
		employment  string
		pay         []string
		branch, cut bool
	}{
		{file: "2016.csv.gz", year: 2016, employment: "employment_status", pay: []string{"salary_range"}},
		{file: "2017-head.csv.gz", year: 2017, employment: "EmploymentStatus", pay: []string{"Salary"}, branch: true, cut: true},
		{file: "2019-head.csv.gz", year: 2019, employment: "Employment", pay: []string{"CompTotal", "ConvertedComp"}, branch: true},
		{file: "2022-five-columns.csv.gz", year: 2022, employment: "Employment", pay: []string{"ConvertedCompYearly"}},
		{file: "2023-head.csv.gz", year: 2023, employment: "Employment", pay: []string{"CompTotal", "ConvertedCompYearly"}, branch: true, cut: true},
		{file: "2023-us.csv.gz", year: 2023, employment: "Employment", pay: []string{"ConvertedCompYearly"}},
		{file: "2024.csv.gz", year: 2024, pay: []string{"ConvertedCompYearly"}, branch: true},
		{file: "2025-five-columns.csv.gz", year: 2025, pay: []string{"ConvertedCompYearly"}},
		{file: "2025-head.csv.gz", year: 2025, employment: "Employment", pay: []string{"CompTotal", "ConvertedCompYearly"}, branch: true},
	} {
		t.Run(test.file, func(t *testing.T) {
			path := testdata.File(t, "stackoverflow", test.file)
			header, rows := sourcetest.Rows(t, path, ',', "utf-8")
			column := map[string]int{}
			for i, h := range header {
				column[h] = i
			}
			var withPay, idle int
			countries := map[string]int{}
			for i, row := range rows {
				if test.cut && i == len(rows)-1 {
					if len(row) == len(header) {
						t.Errorf("the last row is not cut")
					}
					continue
				}
				works := test.employment == "" || isWork(row[column[test.employment]])
				if test.year == 2016 {
					works = works && row[column["salary_range"]] != "Unemployed"
				}
				if !works {
					idle++
				}
				paid := false
				for _, p := range test.pay {
					v, err := strconv.ParseFloat(row[column[p]], 64)
					paid = paid || err == nil && v > 0 || strings.Contains(row[column[p]], "$")
				}
				if paid {
					withPay++
				}
				for _, c := range []string{"Country", "country"} {
					if i, ok := column[c]; ok {
						countries[row[i]]++
					}
				}
			}
			got := sourcetest.Read(t, Source, path)
			counts := got.Count()
			var read int
			var records struct{ withPay, germany int }
			for _, r := range got.Records {
				read++
				if r.Year != test.year {
					t.Fatalf("a record of %d", r.Year)
				}
				if r.Pay > 0 {
					records.withPay++
				}
				if r.Country == "DE" {
					records.germany++
				}
			}
			if read != len(rows) || records.withPay != withPay || counts[dataset.NotEmployed] != idle {
				t.Errorf("%d records, %d with pay, %d not employed; counted %d, %d, %d", read, records.withPay, counts[dataset.NotEmployed], len(rows), withPay, idle)
			}
			if records.germany != countries["Germany"] {
				t.Errorf("%d records of Germany; counted %d", records.germany, countries["Germany"])
			}
			if n := counts[dataset.Unreadable]; test.cut && n != 1 {
				t.Errorf("%d rows are unreadable; the last one is cut", n)
			}
			if counts[dataset.Duplicate] != 0 {
				t.Errorf("%d duplicates", counts[dataset.Duplicate])
			}
			for facet, labels := range got.Unknown {
				if facet != pay.FacetSkills && facet != pay.FacetCountry {
					t.Errorf("%s has labels without a code: %v", facet, labels)
				}
			}
		})
	}
}

// TestYearsOfCodingAreNoYearsOfWork: the file of 2025 that states years of coding alone leaves the years of work
// unknown, and keeps what it states.
func TestYearsOfCodingAreNoYearsOfWork(t *testing.T) {
	got := sourcetest.Read(t, Source, testdata.File(t, "stackoverflow", "2025-five-columns.csv.gz"))
	coding := 0
	for _, r := range got.Records {
		if r.Years.Known() {
			t.Fatalf("a record states years of work: %+v", r)
		}
		if n, known := r.Coding.Get(); known && n > 0 {
			coding++
		}
	}
	want := map[dataset.Reason]int{"": 17_531, dataset.NoCountry: 7} // "Nomadic" is no country
	if diff := cmp.Diff(want, got.Count()); diff != "" || coding < 17_500 {
		t.Errorf("%d records state years of coding; reasons (-want +got):\n%s", coding, diff)
	}
}

// isWork reports whether an employment names work or says nothing.
func isWork(cell string) bool {
	for s := range strings.SplitSeq(cell, ";") {
		switch strings.TrimSpace(s) {
		case "Employed full-time", "Employed part-time", "Employed, full-time", "Employed, part-time", "Employed", "", "NA",
			"Independent contractor, freelancer, or self-employed", "Freelance / Contractor", "Self-employed",
			"I prefer not to say", "Prefer not to disclose", "Other (please specify)":
			return true
		}
	}
	return false
}

// TestWordsAreCodes holds the labels of this package against the taxonomy.
func TestWordsAreCodes(t *testing.T) {
	checked := 0
	for label, code := range words {
		if code == "" {
			continue
		}
		checked++
		known := false
		for _, v := range []*taxonomy.Vocabulary{taxonomy.Skills, taxonomy.Remotes} {
			canonical, ok := v.Parse(code)
			known = known || ok && canonical == code
		}
		if !known {
			t.Errorf("%q stands for %q, which is no code", label, code)
		}
	}
	for label, code := range roles2018 {
		checked++
		if canonical, ok := taxonomy.Roles.Parse(code); !ok || canonical != code {
			t.Errorf("%q stands for %q, which is no role", label, code)
		}
	}
	if checked == 0 {
		t.Error("no word was checked")
	}
}
