package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/backpay/backpay/internal/company"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/testdata"
)

func profileOf(j *company.Job) pay.Profile {
	place := j.Place
	if place == "" {
		place = j.State
	}
	return pay.Profile{Role: j.Role, Level: j.Level, Country: "US", Place: place}
}

var decileAt = func() (at []int) {
	for i, l := range pay.Levels {
		if n := l * 10; math.Abs(n-math.Round(n)) < 1e-9 {
			at = append(at, i)
		}
	}
	return at
}()

func pinball(log float64, d pay.Distribution) float64 {
	loss := 0.
	for _, i := range decileAt {
		r, p := log-math.Log(d.Q[i]), pay.Levels[i]
		loss += max(p*r, (p-1)*r)
	}
	return loss / float64(len(decileAt))
}

func TestCompanyExplore(t *testing.T) {
	e, err := gatherEmployers(t.Context(), testdata.Dir(t))
	if err != nil {
		t.Fatal(err)
	}
	ids := e.listed()
	fmt.Println("jobs", len(e.jobs), "listed", len(ids))
	var train, test []company.Job
	for i, j := range e.jobs {
		h := fnv.New32a()
		fmt.Fprint(h, i)
		if !j.Posted && h.Sum32()%5 == 0 {
			test = append(test, j)
		} else {
			train = append(train, j)
		}
	}
	start := time.Now()
	tab := company.Fit(train, ids)
	fmt.Println("fit", time.Since(start), fmt.Sprintf("%+v", tab.Bias()))
	var with, without float64
	n, in80 := 0, 0
	pred, found := map[string][]float64{}, map[string][]float64{}
	for i := range test {
		j := &test[i]
		m, err := tab.Market(profileOf(j), j.Year)
		if err != nil {
			t.Fatal(err)
		}
		emp, ok := tab.Employer(j.Employer)
		var p company.Pay
		if ok {
			p, err = tab.Pay(emp, profileOf(j), j.Year)
		} else {
			p, err = tab.Unknown(profileOf(j), j.Year)
		}
		if err != nil {
			t.Fatal(err)
		}
		without += pinball(j.Log, m.Distribution)
		with += pinball(j.Log, p.Distribution)
		n++
		if y := math.Exp(j.Log); y >= p.Distribution.Q[1] && y <= p.Distribution.Q[11] {
			in80++
		}
		pred[j.Employer] = append(pred[j.Employer], p.Distribution.Median())
		found[j.Employer] = append(found[j.Employer], math.Exp(j.Log))
	}
	fmt.Printf("n %d without %.4f with %.4f ratio %.3f in80 %.3f\n", n, without/float64(n), with/float64(n), with/without, float64(in80)/float64(n))
	var a, b []float64
	for k := range pred {
		if len(pred[k]) >= 20 {
			slices.Sort(pred[k])
			slices.Sort(found[k])
			a = append(a, pred[k][len(pred[k])/2])
			b = append(b, found[k][len(found[k])/2])
		}
	}
	fmt.Println("rank", len(a), spearman(a, b))
	for _, c := range []string{"google", "amazon", "meta", "cognizant", "infosys", "ey", "ibm", "apple", "splunk", "yelp", "autodesk", "avanade", "openai", "anthropic", "vcloudtechnologygroup", "walmart"} {
		emp, ok := tab.Employer(c)
		if !ok {
			fmt.Println("no", c)
			continue
		}
		f, err := tab.Effect(emp, pay.Profile{Role: "developer"})
		p, _ := tab.Pay(emp, pay.Profile{Role: "backend", Country: "US"}, 0)
		fmt.Printf("%s %q filings %d filed %d posted %d sites %d out %v eff %.2f [%.2f %.2f] spread %.2f own %.2f posted %.2f tier %s med %.0f %v ind %s size %s %v\n", c, emp.Name, emp.Filings, emp.Filed, emp.Posted, emp.Sites, emp.Outsourcing, f.Ratio, f.Interval.Low, f.Interval.High, f.Spread, f.Own, f.Posted, tab.TierOf(emp), p.Distribution.Median(), p.Median, emp.Industry, emp.OrgSize, err)
		for _, l := range tab.Like(emp, 5) {
			fmt.Print(l.Name, "; ")
		}
		fmt.Println()
	}
	r, _ := tab.Rank(pay.Profile{Role: "backend", Country: "US", Place: "US-CA"}, 0, 5)
	for i := range r[:25] {
		fmt.Printf("%s %.0f [%.0f %.0f] n %d/%d\n", r[i].Name, r[i].Median, r[i].Interval.Low, r[i].Interval.High, r[i].Filed, r[i].Posted)
	}
	emp, _ := tab.Employer("amazon")
	for _, s := range emp.Ladder() {
		fmt.Printf("%s %+v\n", s.Level, s.Group)
		for _, t := range s.Titles[:min(3, len(s.Titles))] {
			fmt.Printf("   %+v\n", t)
		}
	}
	start = time.Now()
	for range 20 {
		r, _ = tab.Rank(pay.Profile{Role: "backend", Country: "US"}, 0, 3)
	}
	fmt.Println(len(r), time.Since(start)/20)
}

func spearman(a, b []float64) float64 {
	rank := func(v []float64) []float64 {
		order := make([]int, len(v))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(x, y int) int {
			if v[x] < v[y] {
				return -1
			}
			return 1
		})
		r := make([]float64, len(v))
		for i, o := range order {
			r[o] = float64(i)
		}
		return r
	}
	x, y := rank(a), rank(b)
	d := 0.
	for i := range x {
		d += (x[i] - y[i]) * (x[i] - y[i])
	}
	n := float64(len(x))
	return 1 - 6*d/(n*(n*n-1))
}
