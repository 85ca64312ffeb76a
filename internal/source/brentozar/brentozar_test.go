package brentozar

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/testdata"
)

const header = "Survey Year,Timestamp,SalaryUSD,Country,PrimaryDatabase,YearsWithThisDatabase,OtherDatabases," +
	"EmploymentStatus,JobTitle,ManageStaff,YearsWithThisTypeOfJob,EmploymentSector\n"

// TestRecord reads rows that are made up, in the words of the survey.
func TestRecord(t *testing.T) {
	text := header +
		`2025,2025-01-14,120000.0,United States,Microsoft SQL Server,12,"PostgreSQL, Azure SQL DB (any flavor)",` +
		`Full time employee,"DBA (Production Focus - build & troubleshoot servers, HA/DR)",` +
		"No,4,Federal government\n" +
		`2018,2017-12-20,65000,United Kingdom,Oracle,3,,"Independent or freelancer or company owner",` +
		"Developer: T-SQL,Yes,30,Private business\n" +
		`2017,2017-01-05,50000,Germany,Oracle,90,,Part time,Senior data engineer,No,x,Private business` + "\n" +
		`2020,2019-12-11,0,Germany,Oracle,1,,Full time employee,Other,No,1,Non-profit` + "\n" +
		`2020,2019-12-11,10,Atlantis,Oracle,1,,Full time employee,DBA,No,1,Student` + "\n" +
		`2020,2019-12-11,10,Austria,Oracle,1,,Full time employee,Sales,No,1,Non-profit` + "\n"
	want := []dataset.Record{
		{Year: 2025, Country: "US", Roles: []string{"dba"}, Years: pay.YearsOf(12), Industry: "government",
			Employment: "employee",
			Skills:     []string{"sqlserver", "postgresql"}, Pay: 120_000},
		{Year: 2018, Country: "GB", Roles: []string{"data-engineer"}, Years: pay.YearsOf(30), Employment: "freelance",
			Skills: []string{"sql", "oracle"}, Pay: 65_000},
		{Year: 2017, Country: "DE", Roles: []string{"data-engineer"}, Level: "senior", Employment: "employee",
			Skills: []string{"oracle"}, Pay: 50_000, Excluded: dataset.PartTime},
		{Year: 2020, Country: "DE", Years: pay.YearsOf(1), Industry: "nonprofit", Employment: "employee",
			Skills: []string{"oracle"}, Excluded: dataset.NoPay},
		{Year: 2020, Roles: []string{"dba"}, Years: pay.YearsOf(1), Employment: "employee",
			Skills: []string{"oracle"}, Pay: 10, Excluded: dataset.NotEmployed},
		{Year: 2020, Country: "AT", Roles: []string{"sales"}, Years: pay.YearsOf(1), Industry: "nonprofit",
			Employment: "employee",
			Skills:     []string{"oracle"}, Pay: 10, Excluded: dataset.OtherWork},
	}
	for i := range want {
		want[i].Source, want[i].Weight, want[i].Currency = name, 1, "USD"
		want[i].Period, want[i].Basis, want[i].Component = pay.Year, pay.Gross, pay.Base
	}
	got := sourcetest.ReadText(t, Source, "survey.csv", text)
	same := cmp.Comparer(func(a, b pay.Years) bool { return a == b })
	if diff := cmp.Diff(want, got.Records, same, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestCutShort(t *testing.T) {
	got := sourcetest.ReadText(t, Source, "survey.csv", header+"2025,2025-01-14,120000.0,United St\n")
	if n := got.Count()[dataset.Unreadable]; n != 1 {
		t.Errorf("%d rows are unreadable, want the one that is cut short", n)
	}
}

func TestRefusesOtherTables(t *testing.T) {
	for _, text := range []string{
		"Country,SalaryUSD\nGermany,5\n",
		header + "soon,2025-01-14,1,Germany,Oracle,1,,Full time employee,DBA,No,1,Student\n",
		header + "1999,2025-01-14,1,Germany,Oracle,1,,Full time employee,DBA,No,1,Student\n",
	} {
		sourcetest.Error(t, Source, "survey.csv", text)
	}
}

// TestLabelsAreCodes holds the labels of this package against the taxonomy.
func TestLabelsAreCodes(t *testing.T) {
	checked := 0
	for _, list := range []struct {
		labels     map[string]string
		vocabulary *taxonomy.Vocabulary
	}{{jobs, taxonomy.Roles}, {employments, taxonomy.Employments}, {sectors, taxonomy.Industries}} {
		for label, code := range list.labels {
			if canonical, ok := list.vocabulary.Parse(code); code != "" && (!ok || canonical != code) {
				t.Errorf("%q stands for %q, which is no code", label, code)
			}
			checked++
		}
	}
	if checked < 20 {
		t.Errorf("checked %d labels", checked)
	}
}

// TestPublicData counts the file a second time.
func TestPublicData(t *testing.T) {
	path := testdata.File(t, name, "2017-2025.csv.gz")
	columns, rows := sourcetest.Rows(t, path, ',', "utf-8")
	at := map[string]int{}
	for i, c := range columns {
		at[c] = i
	}
	want := map[dataset.Reason]int{}
	dbas := 0
	for _, row := range rows {
		v, err := strconv.ParseFloat(row[at["SalaryUSD"]], 64)
		switch {
		case err != nil || v <= 0:
			want[dataset.NoPay]++
		case row[at["EmploymentSector"]] == "Student":
			want[dataset.NotEmployed]++
		case row[at["EmploymentStatus"]] == "Part time":
			want[dataset.PartTime]++
		case row[at["JobTitle"]] == "Sales":
			want[dataset.OtherWork]++
		default:
			want[""]++
		}
		if strings.HasPrefix(row[at["JobTitle"]], "DBA") && row[at["JobTitle"]] != "DBA / BI Developer" {
			dbas++
		}
	}
	got := sourcetest.Read(t, Source, path)
	if diff := cmp.Diff(want, got.Count()); diff != "" {
		t.Errorf("reasons (-counted +got):\n%s", diff)
	}
	read := 0
	for _, r := range got.Records {
		if len(r.Roles) == 1 && r.Roles[0] == "dba" {
			read++
		}
	}
	if read < dbas || read > dbas+5 {
		t.Errorf("%d records of database administrators; counted %d", read, dbas)
	}
	if len(got.Unknown) != 0 {
		t.Errorf("labels without a code: %v", got.Unknown)
	}
}
