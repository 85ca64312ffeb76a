package aijobs

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

const header = "work_year,experience_level,employment_type,job_title,salary,salary_currency,salary_in_usd,employee_residence,remote_ratio,company_location,company_size\n"

func TestRows(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "salaries.csv", header+
		"2025,SE,FT,Data Scientist,200000,USD,200000,US,100,US,M\n"+
		"2025,SE,FT,Data Scientist,85000,USD,85000,US,100,US,M\n"+
		"2025,SE,FT,Data Scientist,200000,USD,200000,US,100,US,M\n"+
		"2024,EN,PT,Data Engineer,20000,EUR,22000,DE,0,DE,S\n"+
		"2024,MI,CT,Data Engineer,70000,EUR,77000,DE,50,DE,L\n"+
		"2024,MI,FT,Associate,70000,EUR,77000,DE,0,DE,M\n"+
		"2024,MI,FT,Data Engineer,70000,EUR,77000,XX,0,DE,M\n"+
		"2024,MI,FT,Data Engineer,,EUR,,DE,0,DE,M\n"+
		"2024,MI,FT,Data Engineer,7000")
	var reasons []dataset.Reason
	for _, d := range r.Records {
		reasons = append(reasons, d.Excluded)
	}
	want := []dataset.Reason{
		"", "", dataset.Duplicate, dataset.PartTime, "", dataset.OtherWork, dataset.NoCountry, dataset.NoPay, dataset.Unreadable,
	}
	if !slices.Equal(reasons, want) {
		t.Errorf("reasons are %q, want %q", reasons, want)
	}
	contract := dataset.Record{
		Source: "aijobs", Year: 2024, Country: "DE", Roles: []string{"data-engineer"}, Level: "mid", Remote: "hybrid", Employment: "freelance",
		Pay: 70000, Currency: "EUR", Period: pay.Year, Basis: pay.Gross, Component: pay.Base, Weight: 1,
	}
	if diff := cmp.Diff(contract, r.Records[4], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("a contract differs (-want +got):\n%s", diff)
	}
}

func TestOtherTable(t *testing.T) {
	if e := sourcetest.Error(t, Source, "x.csv", "work_year,salary\n2024,1\n"); !strings.Contains(e.Message, "experience_level") {
		t.Errorf("another table fails with %q", e.Message)
	}
}

// TestPublicFile counts the published file a second time.
func TestPublicFile(t *testing.T) {
	path := testdata.File(t, "aijobs", "2025-01-19.csv.gz")
	_, rows := sourcetest.Rows(t, path, ',', "utf-8")
	seen := map[string]bool{}
	duplicates, partTime, sum := 0, 0, 0.0
	for _, row := range rows {
		line := strings.Join(row, ",")
		switch {
		case seen[line]:
			duplicates++
		case row[2] == "PT":
			partTime++
		default:
			v, err := strconv.ParseFloat(row[4], 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += v
		}
		seen[line] = true
	}
	r := sourcetest.Read(t, Source, path)
	counts := r.Count()
	if len(r.Records) != len(rows) || counts[dataset.Duplicate] != duplicates || counts[dataset.PartTime] != partTime {
		t.Errorf("%d rows, %v; want %d, %d duplicates, %d part time", len(r.Records), counts, len(rows), duplicates, partTime)
	}
	got := 0.0
	for _, d := range r.Records {
		if d.Excluded == "" || d.Excluded == dataset.OtherWork || d.Excluded == dataset.NoCountry {
			got += d.Pay
		}
	}
	if got != sum {
		t.Errorf("the pay of all distinct full-time rows adds up to %v, want %v", got, sum)
	}
	if share := float64(counts[dataset.OtherWork]) / float64(len(rows)-duplicates); share > .35 {
		t.Errorf("%.0f %% of the titles are other work", 100*share)
	}
}
