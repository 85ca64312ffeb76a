package lca

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

const header = "CASE_NUMBER,CASE_STATUS,DECISION_DATE,JOB_TITLE,SOC_CODE,FULL_TIME_POSITION,TOTAL_WORKER_POSITIONS," +
	"EMPLOYER_NAME,EMPLOYER_POC_LAST_NAME,NAICS_CODE,WORKSITE_CITY,WORKSITE_STATE," +
	"WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,WAGE_UNIT_OF_PAY,PREVAILING_WAGE,PW_UNIT_OF_PAY\n"

// filing is a row: status, date, title, occupation, full time, and from the state on.
func filing(status, date, title, soc, fullTime, rest string) string {
	row := []string{"I-1", status, date, title, soc, fullTime, "1", "Acme LLC", "X", "541511", "Austin", rest}
	return strings.Join(row, ",") + "\n"
}

func TestRows(t *testing.T) {
	const date, developer, software = "2025-03-01", "Software Developer", "15-1252"
	r := sourcetest.ReadText(t, Source, "LCA_Disclosure_Data_FY2025.csv", header+
		"I-1,Certified,2025-03-01,Senior Software Engineer,15-1252.00,Y,3,Acme LLC,X,541511,San Jose,CA,"+
		`"$150,000.00",180000,Year,140000,Year`+"\n"+
		"I-2,Certified,45657,Data Scientist,15-2051.01,Y,1,Acme LLC,X,541511,Nowhere,TX,50,,Hour,80000,Year\n"+
		filing("Certified", "12/31/2024", developer, "15-1132", "Y", "TX,4000,,Bi-Weekly,90000,Year")+
		filing("Withdrawn", date, developer, software, "Y", "TX,100000,,Year,90000,Year")+
		filing("Certified - Withdrawn", date, developer, software, "Y", "TX,100000,,Year,90000,Year")+
		filing("Certified", date, developer, software, "N", "TX,100000,,Year,90000,Year")+
		filing("Certified", date, developer, software, "Y", "TX,100000,,Hour,90000,Year")+
		filing("Certified", date, developer, software, "Y", "TX,,,Year,90000,Year")+
		filing("Certified", date, "Physical Therapist", "29-1123", "Y", "TX,90000,,Year,90000,Year")+
		filing("Certified", date, developer, software, "Y", "XX,90000,,Year,90000,Year")+
		filing("Certified", date, developer, software, "Y", "TX,90000,,Fortnight,90000,Year"))
	var reasons []dataset.Reason
	for _, d := range r.Records {
		reasons = append(reasons, d.Excluded)
	}
	want := []dataset.Reason{
		"", "", "", dataset.NotCertified, dataset.NotCertified, dataset.PartTime, dataset.UnitMistake, dataset.NoPay,
		dataset.OtherWork, dataset.NoCountry, dataset.Unreadable,
	}
	if !slices.Equal(reasons, want) {
		t.Errorf("reasons are %q, want %q", reasons, want)
	}
	senior := dataset.Record{
		Source: "lca", Year: 2025, Country: "US", Place: "US-C41940", Roles: []string{"developer"}, Level: "senior",
		Industry:   "it-services",
		Employment: "employee", Pay: 150000, PayLow: 150000, PayHigh: 180000, Currency: "USD", Period: pay.Year,
		Basis:     pay.Gross,
		Component: pay.Base, Weight: 3,
	}
	if diff := cmp.Diff(senior, r.Records[0], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("a filing differs (-want +got):\n%s", diff)
	}
	if d := r.Records[1]; d.Year != 2024 || d.Place != "US-TX" || d.Period != pay.Hour || d.Pay != 50 {
		t.Errorf("an hourly filing is %+v", d)
	}
	if d := r.Records[2]; d.Year != 2024 || d.Period != pay.Week || d.Pay != 2000 {
		t.Errorf("a bi-weekly filing is %+v", d)
	}
}

// TestWorkbook reads a workbook as the publisher makes them: dates are numbers of days, wages are numbers, and the
// worksite's workers stand besides those of the whole filing.
func TestWorkbook(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	rows := [][]any{
		{
			"CASE_NUMBER", "CASE_STATUS", "DECISION_DATE", "JOB_TITLE", "SOC_CODE", "FULL_TIME_POSITION",
			"TOTAL_WORKER_POSITIONS", "EMPLOYER_NAME", "NAICS_CODE", "WORKSITE_WORKERS", "WORKSITE_CITY", "WORKSITE_STATE",
			"WAGE_RATE_OF_PAY_FROM", "WAGE_RATE_OF_PAY_TO", "WAGE_UNIT_OF_PAY", "PREVAILING_WAGE", "PW_UNIT_OF_PAY",
		},
		{
			"I-1", "Certified", time.Date(2023, 11, 3, 0, 0, 0, 0, time.UTC), "Software Engineer II", "15-1252.00", "Y",
			9, "Acme LLC", 541511, 2, "Seattle", "WA", 150000.5, nil, "Year", 120000, "Year",
		},
		{
			"I-2", "Certified", time.Date(2023, 11, 3, 0, 0, 0, 0, time.UTC), "Software Engineer", "15-1252.00", "Y",
			1, "Acme LLC", 541511, 1, "Seattle", "WA", 70.25, 80, "Hour", 60, "Hour",
		},
	}
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "LCA_Disclosure_Data_FY2024_Q1.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	r := sourcetest.Read(t, Source, path)
	if len(r.Records) != 2 || r.Count()[""] != 2 {
		t.Fatalf("%d records: %v", len(r.Records), r.Count())
	}
	year, hour := r.Records[0], r.Records[1]
	if year.Year != 2023 || year.Pay != 150000.5 || year.Weight != 2 || year.Level != "mid" ||
		year.Industry != "it-services" {
		t.Errorf("a yearly wage is %+v", year)
	}
	if hour.Period != pay.Hour || hour.Pay != 70.25 || hour.PayHigh != 80 || hour.Place != "US-C42660" {
		t.Errorf("an hourly wage is %+v", hour)
	}
}

func TestYear(t *testing.T) {
	rows := "EMPLOYER_NAME,JOB_TITLE,SOC_CODE,WAGE_RATE_OF_PAY_FROM,WAGE_UNIT_OF_PAY,WORKSITE_STATE\n" +
		"Acme,Software Developer,15-1252,90000,Year,TX\n"
	for file, want := range map[string]int{
		"wages-fy2024q1.csv": 2023, "LCA_Disclosure_Data_FY2024_Q1.csv": 2023,
		"LCA_Disclosure_Data_FY2024_Q2.csv": 2024, "2022.csv": 2022,
	} {
		if r := sourcetest.ReadText(t, Source, file, rows); r.Records[0].Year != want {
			t.Errorf("%s is of %d, want %d", file, r.Records[0].Year, want)
		}
	}
	if e := sourcetest.Error(t, Source, "filings.csv", rows); e.Field != "year" {
		t.Errorf("a file without a year fails with %q", e.Message)
	}
	if e := sourcetest.Error(t, Source, "2024.csv", "EMPLOYER_NAME,WAGE\nAcme,1\n"); !strings.Contains(e.Message,
		"JOB_TITLE") {
		t.Errorf("another table fails with %q", e.Message)
	}
}

func TestOccupation(t *testing.T) {
	for code, want := range map[string]string{
		"15-1252": "15-1252", "15-1252.00": "15-1252", "15-1132": "15-1252", "15-1199.01": "15-1253",
		"15-1199.09": "15-1299",
		"11-3021":    "11-3021", "": "", "15.1252": "", "15-12": "", "ab-cdef": "",
	} {
		if got := Occupation(code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{
		"541511": "it-services", "519290": "internet-telecom", "541611": "design", "454110": "retail", "": "",
	} {
		if got := Industry(code); got != want {
			t.Errorf("NAICS %q is %q, want %q", code, got, want)
		}
	}
}

// TestMedians compares the medians of software developers at the largest employers, as filed, with those computed
// from the file without this package.
func TestMedians(t *testing.T) {
	path := testdata.File(t, "lca", "wages-fy2024q1.csv.gz")
	header, rows := sourcetest.Rows(t, path, ',', "utf-8")
	at := func(name string) int { return slices.Index(header, name) }
	perYear := map[string]float64{"Year": 1, "Month": 12, "Bi-Weekly": 26, "Week": 52, "Hour": 2080}
	want := map[string][]float64{}
	for _, row := range rows {
		wage, err := strconv.ParseFloat(row[at("WAGE_RATE_OF_PAY_FROM")], 64)
		if err != nil {
			t.Fatal(err)
		}
		// Software developers of 2018, and what these were in the classification of 2010.
		if soc := row[at("SOC_CODE")]; slices.ContainsFunc(
			[]string{"15-1252", "15-1132", "15-1133"},
			func(s string) bool {
				return strings.HasPrefix(soc, s)
			},
		) {
			employer := strings.TrimSpace(row[at("EMPLOYER_NAME")])
			want[employer] = append(want[employer], wage*perYear[row[at("WAGE_UNIT_OF_PAY")]])
		}
	}
	got := map[string][]float64{}
	in, err := source.Open(t.Context(), path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	err = Filings(t.Context(), in, &sourcetest.Result{Unknown: map[pay.Facet]map[string]int{}}, func(f *Filing) error {
		if f.SOC == "15-1252" && f.Record.Excluded != dataset.Unreadable {
			got[f.Employer] = append(got[f.Employer], f.Year())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	employers := largest(want, 50)
	if len(employers) != 50 {
		t.Fatalf("the file has %d employers", len(employers))
	}
	for _, e := range employers {
		if g, w := median(got[e]), median(want[e]); len(got[e]) != len(want[e]) || math.Abs(g/w-1) > 1e-9 {
			t.Errorf("%s: median %.0f of %d, directly %.0f of %d", e, g, len(got[e]), w, len(want[e]))
		}
	}
}

func largest(by map[string][]float64, n int) []string {
	var names []string
	for name := range by {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(by[b]) - len(by[a]) })
	return names[:min(n, len(names))]
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

func FuzzFilings(f *testing.F) {
	dollars := filing("Certified", "2025-03-01", "Engineer", "15-1252.00", "Y", "CA,\"$150,000\",,Year,90000,Year")
	f.Add([]byte(header + dollars))
	f.Add([]byte("EMPLOYER_NAME\tJOB_TITLE\tSOC_CODE\tWAGE_RATE_OF_PAY_FROM\tWAGE_UNIT_OF_PAY\tWORKSITE_STATE\n" +
		"A\tB\tC\t-1\tBi-Weekly\tPR\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := source.NewInput(t.Context(), "fy2024.csv", strings.NewReader(string(data)), source.Options{})
		if err != nil {
			return
		}
		defer in.Close()
		result := &sourcetest.Result{Unknown: map[pay.Facet]map[string]int{}}
		if err := Source.Read(t.Context(), in, result); err == nil {
			sourcetest.Check(t, Source, result)
		}
	})
}
