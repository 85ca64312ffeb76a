package oews

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

// series is a file of two areas with amounts that are made up.
const series = `{"source_id":"bls_oews","data":{
"a_city":{"employment":[{"year":2025,"value":120}],
 "series_ids":{"annual_mean_usd":"OEUM003562000000015125204"},
 "annual_mean_usd":[{"year":2024,"value":1},{"year":2025,"value":1000}],
 "annual_p10_usd":[{"year":2025,"value":500}],"annual_median_usd":[{"year":2025,"value":900}]},
"the_nation":{"series_ids":{"annual_mean_usd":"OEUN000000000000015125204"},
 "annual_mean_usd":[{"year":2025,"value":800}]}}}`

func TestSeries(t *testing.T) {
	want := []dataset.Cell{
		{Place: "US-C35620", Employment: 120, Mean: 1000, P10: 500, P50: 900},
		{Mean: 800},
	}
	for i := range want {
		c := &want[i]
		c.Source, c.Year, c.Country, c.Occupation, c.Title, c.Role = name, 2025, "US", "15-1252",
			"Software Developers", "developer"
		c.Currency, c.Period, c.Basis, c.Component = "USD", pay.Year, pay.Gross, pay.Base
	}
	got := sourcetest.ReadText(t, Source, "series.json", series)
	if diff := cmp.Diff(want, got.Cells); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

func TestSeriesRefused(t *testing.T) {
	for text, message := range map[string]string{
		`{"source_id":"bls_oews"}`:                          "it is of",
		strings.ReplaceAll(series, "bls_oews", "salary_se"): "it is of",
		series[:100]: "damaged",
		strings.ReplaceAll(series, "OEUM0035620000000", "OEUM00356200"):                      "no series",
		strings.ReplaceAll(series, `"value":500`, `"value":950`):                             "percentile",
		strings.ReplaceAll(series, `"value":900`, `"value":-9`):                              "percentile",
		strings.ReplaceAll(series, `{"year":2025,"value":500}`, `{"year":2024,"value":500}`): "beside figures",
	} {
		if e := sourcetest.Error(t, Source, "series.json", text); !strings.Contains(e.Message, message) {
			t.Errorf("%.80q is refused with %q, want %q", text, e.Message, message)
		}
	}
}

// TestPublicSeries: every area of May 2025 is read, each is a place, and San Francisco's median is that of the
// file.
func TestPublicSeries(t *testing.T) {
	path := testdata.File(t, "official", "bls_oews.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := sourcetest.Read(t, Source, path)
	if areas := strings.Count(string(text), `"annual_mean_usd": "OEU`); len(got.Cells) != areas || areas != 32 {
		t.Errorf("%d cells of %d areas", len(got.Cells), areas)
	}
	nation := 0
	for _, c := range got.Cells {
		if c.Place == "" {
			nation++
			if c.P50 != 135_980 || c.Employment != 1_687_890 {
				t.Errorf("the nation: %+v", c)
			}
		}
		if c.Year != 2025 || c.P10 == 0 || c.P90 < c.P75 {
			t.Errorf("an area lacks a figure: %+v", c)
		}
	}
	if nation != 1 {
		t.Errorf("%d nations", nation)
	}
}
