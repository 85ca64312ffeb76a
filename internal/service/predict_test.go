package service

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
)

func predictRows(t testing.TB, s face, in string) (Predicted, []map[string]string) {
	t.Helper()
	var out strings.Builder
	done, err := s.Predict(t.Context(), strings.NewReader(in), "in.csv", &out, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return done, rows
}

// TestPredictSetsBadRowsAside: a word that is not known, a cell that is no number, a currency that is none and net pay
// cost their own row alone, and the row says why.
func TestPredictSetsBadRowsAside(t *testing.T) {
	s := open(t)
	done, rows := predictRows(t, s, "id,role,country,years,currency,basis,place\n"+
		"1,backend,DE,6,EUR,gross,\n2,wizard,DE,6,EUR,gross,\n3,Back-end developer,Germany,6,EUR,gross,\n"+
		"4,backend,DE,many,EUR,gross,\n5,backend,DE,6,XXQ,gross,\n6,backend,DE,6,EUR,net,\n"+
		"7,backend,US,6,USD,gross,California\n8,backend,US,6,USD,gross,Texas\n9,backend,US,6,USD,gross,Atlantis\n"+
		"10,backend,,6,EUR,gross,Munich\n11,backend,DE,6,EUR,gross,DE-munich\n12,backend,US,6,USD,gross,US-XX\n"+
		"13,backend,ZW,6,ZWG,gross,\n")
	if len(rows) != 13 || done.Rows != 13 || done.Aside != 7 || !strings.HasPrefix(done.First, "row 3:") {
		t.Fatalf("%d rows, %+v", len(rows), done)
	}
	for i, words := range map[int]string{
		1: "wizard", 3: "many", 4: "XXQ", 5: "tax", 8: "Atlantis", 11: "US-XX", 12: "ZWG",
	} {
		if r := rows[i]; r["q50"] != "" || !strings.Contains(r["error"], words) {
			t.Errorf("row %s has the median %q and the reason %q, want one about %s", r["id"], r["q50"], r["error"],
				words)
		}
	}
	for _, i := range []int{0, 2, 6, 7, 9, 10} {
		if rows[i]["q50"] == "" || rows[i]["error"] != "" {
			t.Errorf("row %s is refused: %q", rows[i]["id"], rows[i]["error"])
		}
	}
	if rows[0]["q50"] != rows[2]["q50"] {
		t.Errorf("a common name is answered otherwise than its code: %s and %s", rows[0]["q50"], rows[2]["q50"])
	}
	if rows[9]["q50"] != rows[10]["q50"] || rows[10]["q50"] == rows[0]["q50"] {
		t.Errorf("Munich is answered as %s by its name, as %s by its code, and Germany as %s", rows[9]["q50"],
			rows[10]["q50"], rows[0]["q50"])
	}
	california, _ := strconv.ParseFloat(rows[6]["q50"], 64)
	texas, _ := strconv.ParseFloat(rows[7]["q50"], 64)
	if california < 1.05*texas {
		t.Errorf("California is answered as %.0f, Texas as %.0f", california, texas)
	}
}

// TestPredictIsEstimate: the same question has the same answer in a file and by itself.
func TestPredictIsEstimate(t *testing.T) {
	s := open(t)
	_, rows := predictRows(t, s, "role,country,years,place,component,period,currency\nsre,US,7,US-WA,base,month,USD\n"+
		"qa,UA,3,,total,year,UAH\nbackend,KE,5,,total,year,USD\n")
	for i, ask := range []Ask{
		{Role: "sre", Country: "US", Years: "7", Place: "US-WA", Component: "base", Period: "month"},
		{Role: "qa", Country: "UA", Years: "3"}, {Role: "backend", Country: "KE", Years: "5"},
	} {
		a, err := s.Estimate(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		for _, level := range pay.Levels {
			got, _ := strconv.ParseFloat(rows[i][pay.LevelName(level)], 64)
			if want := a.Distribution.At(level); got/want < 1-1e-6 || got/want > 1+1e-6 {
				t.Errorf("%+v: %s is %.2f in a file and %.2f by itself", ask, pay.LevelName(level), got, want)
			}
		}
	}
}

// BenchmarkPredict is the time of a row of a file: reading, answering and writing it.
func BenchmarkPredict(b *testing.B) {
	s := open(b)
	var in strings.Builder
	in.WriteString(strings.Join(dataset.Header, ",") + "\n")
	roles, countries := []string{"backend", "frontend", "qa", "devops"}, []string{"US", "DE", "IN", "BR", "UA"}
	const rows = 20_000
	for i := range rows {
		fmt.Fprintf(&in, "s,2024,%s,,%s,,%d,,20-99,remote,employee,bachelor,python;sql,1,USD,year,gross,total,1,\n",
			countries[i%5], roles[i%4], i%30)
	}
	text := in.String()
	for b.Loop() {
		var out strings.Builder
		done, err := s.Predict(b.Context(), strings.NewReader(text), "in.csv", &out, nil)
		if err != nil || done.Aside > 0 {
			b.Fatal(done, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*rows), "µs/row")
}

// BenchmarkQuestion is the time of a question that was not asked before, without and with its explanation.
func BenchmarkQuestion(b *testing.B) {
	s := open(b)
	estimator, err := s.View().state.Estimator(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	q := estimate.Question{Profile: pay.Profile{
		Role: "backend", Country: "DE", Years: pay.YearsOf(6), OrgSize: "20-99", Remote: "remote",
		Education: "bachelor",
		Skills:    []string{"go"},
	}}
	b.Run("answer", func(b *testing.B) {
		for b.Loop() {
			if _, err := estimator.Estimate(q); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("explain", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := estimator.Explain(q); err != nil {
				b.Fatal(err)
			}
		}
	})
}
