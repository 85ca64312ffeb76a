package ats

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

const header = "first_seen,company,title,location_raw,employment_type,currency_original," +
	"salary_min_orig,salary_max_orig,salary_interval_orig,seniority\n"

func TestRows(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "jobs.csv", header+
		"2026-07-20,acme,Senior Backend Engineer,\"San Francisco, CA\",FullTime,USD,160000,250000,1 YEAR,junior\n"+
		"2026-07-20,acme,Backend Engineer,London,,GBP,50,,per-hour-wage,\n"+
		"2026-07-20,acme,Backend Engineer,London,,,,,,\n"+
		"2026-07-20,acme,Software Engineer Intern,Remote - US,Internship,USD,60,70,1 HOUR,\n"+
		"2026-07-20,acme,Backend Engineer,Remote - US,PartTime,USD,60,70,1 HOUR,\n"+
		"2026-07-20,acme,Backend Engineer,Remote,,USD,100000,120000,year,\n"+
		"2026-07-20,acme,Backend Engineer,Remote - US,Contract,USD,120000,100000,year,\n"+
		"2026-07-20,acme,Office Manager,Remote - US,,USD,100000,120000,year,\n"+
		"2026-07-20,acme,Backend Engineer,Remote - US,Contract,USD,100000,120000,fortnight,\n")
	var reasons []dataset.Reason
	for _, d := range r.Records {
		reasons = append(reasons, d.Excluded)
	}
	want := []dataset.Reason{
		"", "", dataset.NoPay, dataset.NotEmployed, dataset.PartTime, dataset.NoCountry, dataset.Unreadable,
		dataset.OtherWork, dataset.Unreadable,
	}
	if !slices.Equal(reasons, want) {
		t.Errorf("reasons are %q, want %q", reasons, want)
	}
	senior := dataset.Record{
		Source: "ats", Year: 2026, Country: "US", Place: "US-C41860", Roles: []string{"backend"}, Level: "senior",
		Employment: "employee",
		Pay:        200000, PayLow: 160000, PayHigh: 250000, Currency: "USD", Period: pay.Year, Basis: pay.Gross,
		Component: pay.Base, Weight: 1,
	}
	if diff := cmp.Diff(senior, r.Records[0], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("a job differs (-want +got):\n%s", diff)
	}
	if e := sourcetest.Error(t, Source, "x.csv", "company,title\nacme,x\n"); !strings.Contains(e.Message,
		"location_raw") {
		t.Errorf("another table fails with %q", e.Message)
	}
}

func TestLocate(t *testing.T) {
	for text, want := range map[string]Location{
		"San Francisco, CA, USA": {"US", "US-C41860", ""},
		"San Francisco":          {"US", "US-C41860", ""},
		"SF Office":              {"US", "US-C41860", ""},
		"NYC":                    {"US", "US-C35620", ""},
		"Remote - US":            {"US", "", "remote"},
		"Remote U.S.":            {"US", "", "remote"},
		"Remote Canada":          {"CA", "", "remote"},
		"Canada - Remote (ON, AB, BC, or NS Only)": {"CA", "", "remote"},
		"New York, NY (HQ)":                        {"US", "US-C35620", ""},
		"Seattle, Washington, United States":       {"US", "US-C42660", ""},
		"San Francisco, CA | New York City, NY":    {"US", "", ""},
		"Hybrid- Fremont, CA":                      {"US", "US-C41860", "hybrid"},
		"London, UK":                               {"GB", "GB-london", ""},
		"Munich":                                   {"DE", "DE-munich", ""},
		"Toronto, Ontario, Canada":                 {"CA", "CA-toronto", ""},
		"Washington, D.C.":                         {"US", "US-C47900", ""},
		"Atlanta, Georgia":                         {"US", "US-C12060", ""},
		"Colorado":                                 {"US", "US-CO", ""},
		"Remote":                                   {"", "", "remote"},
		"Distributed":                              {"", "", ""},
		"Helsinki, Finland; Stockholm, Sweden":     {"FI", "", ""},
		"":                                         {"", "", ""},
	} {
		if got := Locate(text, "USD"); got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

// TestPublicFile counts the published file a second time.
func TestPublicFile(t *testing.T) {
	path := testdata.File(t, "postings", "ats-2026.csv.gz")
	header, rows := sourcetest.Rows(t, path, ',', "utf-8")
	low := slices.Index(header, "salary_min_orig")
	with := 0
	for _, row := range rows {
		if row[low] != "" {
			with++
		}
	}
	r := sourcetest.Read(t, Source, path)
	counts := r.Count()
	if len(r.Records) != len(rows) || with < 1000 {
		t.Fatalf("%d records of %d rows, %d with a range", len(r.Records), len(rows), with)
	}
	if kept := counts[""]; float64(kept) < .75*float64(with) || kept > with {
		t.Errorf("%d of %d ranges are kept: %v", kept, with, counts)
	}
}

func FuzzLocate(f *testing.F) {
	for _, s := range []string{"San Francisco, CA | New York", "Remote (US)", "CA", "- ,;|•", "Hybrid- Fremont, CA"} {
		f.Add(s, "USD")
	}
	f.Fuzz(func(t *testing.T, text, currency string) {
		where := Locate(text, currency)
		if where.Country == "" && where.Place != "" ||
			where.Place != "" && !strings.HasPrefix(where.Place, where.Country+"-") {
			t.Errorf("%q is %+v", text, where)
		}
	})
}

func FuzzPostings(f *testing.F) {
	f.Add([]byte(header + "2026-07-20,acme,Backend Engineer,London,,GBP,50,1e308,per-hour-wage,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := source.NewInput(t.Context(), "jobs.csv", strings.NewReader(string(data)), source.Options{})
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
