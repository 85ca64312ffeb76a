package service

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/tax"
	"github.com/backpay/backpay/internal/taxonomy"
)

// TestGrossNetGross: a gross pay of whole units comes back from its net as the same unit, in every country, year,
// region and regime. At a cliff of the law, which docs/net.md lists, several gross pays leave one net: there the net is
// the same.
func TestGrossNetGross(t *testing.T) {
	v := open(t).View()
	var laws []tax.Question
	for _, country := range tax.Countries() {
		table, err := tax.Of(country)
		if err != nil {
			t.Fatal(err)
		}
		for _, year := range table.Years() {
			for _, regime := range table.Regimes() {
				laws = append(laws, tax.Question{Country: country, Year: year, Regime: regime.Code})
			}
			for _, region := range table.Regions() {
				laws = append(laws, tax.Question{Country: country, Year: year, Region: region.Code})
			}
		}
	}
	if len(laws) < 100 {
		t.Fatalf("there are only %d laws", len(laws))
	}
	rapid.Check(t, func(t *rapid.T) {
		law := rapid.SampledFrom(laws).Draw(t, "law")
		rules, err := tax.Find(law)
		if err != nil {
			t.Fatal(err)
		}
		units := float64(rapid.Int64Range(30_000, 400_000).Draw(t, "gross"))
		amount := pay.Amount{Value: units, Currency: rules.Currency, Period: pay.Year}
		there, err := v.Net(ask.TakeHome{Amount: amount, Law: law})
		if err != nil {
			t.Fatal(err)
		}
		sum := there.Tax + there.Social + there.Net
		exact := math.Abs(sum-there.Gross) < 1e-6 && there.Gross == units
		if !exact || there.Net > there.Gross || there.EmployerCost < there.Gross {
			t.Fatalf("%+v does not add up", there)
		}
		amount.Value = there.Net
		back, err := v.Gross(ask.TakeHome{Amount: amount, Law: law})
		if err != nil {
			t.Fatal(err)
		}
		if back.Net != there.Net {
			t.Fatalf("%v %+v: net %v came back as %v", units, law, there.Net, back.Net)
		}
		if back.Gross != units && there.Net > netOf(t, rules, back.Gross) {
			t.Fatalf("%v %+v: the gross came back as %v", units, law, back.Gross)
		}
		if back.Gross != units && there.Marginal < 1 && math.Abs(back.Gross-units) < 1 {
			t.Fatalf("%v %+v: the gross came back as %v, a part of a unit away", units, law, back.Gross)
		}
	})
}

func netOf(t *rapid.T, rules *tax.Rules, gross float64) float64 {
	t.Helper()
	units := minorUnits(rules.Currency)
	return float64(rules.Assess(int64(math.Round(gross*units))).Net) / units
}

// TestNetAnswers: where there is a table, every figure of a net answer is the net of the gross answer's.
func TestNetAnswers(t *testing.T) {
	v := open(t).View()
	asked := 0
	for _, country := range tax.Countries() {
		p := pay.Profile{Role: "backend", Country: country, Years: pay.YearsOf(6)}
		q := pay.Question{Profile: p, Period: pay.Month}
		gross, err := v.Estimate(t.Context(), q)
		if pay.KindOf(err) == pay.NoEvidence {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		q.Basis = pay.Net
		net, err := v.Estimate(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		asked++
		if net.Basis != pay.Net || gross.Basis != pay.Gross || net.Currency != gross.Currency {
			t.Errorf("%s: %s %s beside %s %s", country, net.Basis, net.Currency, gross.Basis, gross.Currency)
		}
		for i := range net.Distribution.Q {
			fallen := i > 0 && net.Distribution.Q[i] < net.Distribution.Q[i-1]
			if fallen || net.Distribution.Q[i] > gross.Distribution.Q[i] {
				t.Errorf("%s: quantile %d is %v of %v", country, i, net.Distribution.Q[i], gross.Distribution.Q[i])
			}
		}
		if m := net.Median; !(m.Low <= net.Distribution.Median() && net.Distribution.Median() <= m.High) {
			t.Errorf("%s: the median %v is not within %+v", country, net.Distribution.Median(), m)
		}
		if d := net.Distribution; d.Mean >= gross.Distribution.Mean || d.Mean < d.At(.25) || d.Mean > d.At(.95) {
			t.Errorf("%s: the mean is %v of %v", country, d.Mean, gross.Distribution.Mean)
		}
		if before, after := Base(gross), Base(net); after > before || len(net.Effects) != len(gross.Effects) {
			t.Errorf("%s: effects lead from %v net and %v gross", country, after, before)
		}
		for i, l := range net.Evidence.Layers {
			before, already := gross.Evidence.Layers[i].P50, strings.HasPrefix(l.About, afterTax)
			if l.P50 > before || l.P50 == before && !already {
				t.Errorf("%s: the layer %s has %v net of %v", country, l.Layer, l.P50, gross.Evidence.Layers[i].P50)
			}
		}
		if !slices.ContainsFunc(net.Warnings, func(w pay.Warning) bool { return w.Code == "net" }) {
			t.Errorf("%s: the answer does not say what net is: %v", country, net.Warnings)
		}
	}
	if asked < 30 {
		t.Errorf("only %d countries were asked about", asked)
	}
}

// TestNetPayRanksAsItsGross: the percentile of a net amount is that of the gross pay that it stands for, within a
// point, for employees and for those who invoice.
func TestNetPayRanksAsItsGross(t *testing.T) {
	v := open(t).View()
	for _, of := range []struct{ country, employment, net string }{
		{"DE", "", "4000 EUR/month"}, {"DE", "", "28 EUR/hour"}, {"GB", "", "3500 GBP/month"},
		{"PL", "", "12000 PLN/month"},
		{"PL", "freelance", "20000 PLN/month"}, {"UA", "", "100000 UAH/month"}, {"UA", "freelance", "160000 UAH/month"},
		{"UA", "employee", "120000 UAH/month"},
	} {
		words := Ask{Role: "backend", Country: of.country, Years: "6", Employment: of.employment}
		face := open(t)
		net, err := face.Check(t.Context(), words, of.net+" net")
		if err != nil {
			t.Fatalf("%+v: %v", of, err)
		}
		regime := ""
		table, err := tax.Of(of.country)
		if err != nil {
			t.Fatal(err)
		}
		if of.employment == "freelance" {
			regime = invoiceRegime(table)
		}
		amount := net.Amount
		y, err := v.Gross(ask.TakeHome{Amount: amount, Law: tax.Question{Country: of.country, Regime: regime}})
		if err != nil {
			t.Fatal(err)
		}
		gross, err := v.Check(t.Context(), pay.Question{Profile: net.Answer.Profile},
			one(pay.Amount{Value: y.Gross, Currency: y.Currency, Period: pay.Year, Basis: pay.Gross}))
		if err != nil {
			t.Fatal(err)
		}
		apart := math.Abs(gross.Percentile - net.Percentile)
		if apart > .01 || net.Percentile <= .001 || net.Percentile >= .999 {
			t.Errorf("%+v: %v net and %v as %v %s gross", of, net.Percentile, gross.Percentile, y.Gross, y.Currency)
		}
		if net.Answer.Basis != pay.Net || net.Margin <= 0 {
			t.Errorf("%+v: the answer is %s, give or take %v", of, net.Answer.Basis, net.Margin)
		}
	}
}

func TestNetIsRefusedByName(t *testing.T) {
	s := open(t)
	for _, of := range []struct {
		words Ask
		kind  pay.Kind
		says  string
	}{
		{Ask{Country: "TR", Basis: "net"}, pay.Unsupported, "Turkey"},
		{Ask{Country: "DE", Basis: "net", On: "2023"}, pay.Unsupported, "2023"},
		{Ask{Basis: "net"}, pay.Invalid, "needs a country"},
	} {
		_, err := s.Estimate(t.Context(), of.words)
		if pay.KindOf(err) != of.kind || !strings.Contains(err.Error(), of.says) {
			t.Errorf("%+v: %v", of.words, err)
		}
	}
	v := s.View()
	euros := pay.Amount{Value: 50_000, Currency: "EUR", Period: pay.Year}
	for _, law := range []tax.Question{
		{}, {Country: "DE", Region: "BY"}, {Country: "DE", Regime: "monk"}, {Country: "DE", Year: 1999},
		{Country: "XX"},
	} {
		_, err := v.Net(ask.TakeHome{Amount: euros, Law: law})
		if kind := pay.KindOf(err); kind != pay.NotFound && kind != pay.Invalid {
			t.Errorf("%+v: %v", law, err)
		}
	}
	euros.Value = 1e300
	if _, err := v.Net(ask.TakeHome{Amount: euros, Law: tax.Question{Country: "DE"}}); pay.KindOf(err) != pay.Invalid {
		t.Errorf("more than there is: %v", err)
	}
}

func TestNetOfThoseWhoInvoice(t *testing.T) {
	s := open(t)
	for country, code := range map[string]string{"PL": "", "FR": "net-employee"} {
		a, err := s.Estimate(t.Context(), Ask{Country: country, Employment: "freelance", Basis: "net"})
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(a.Warnings, func(w pay.Warning) bool { return w.Code == "net-employee" })
		if said != (code != "") {
			t.Errorf("%s: %v", country, a.Warnings)
		}
	}
}

func TestRegionOfAPlace(t *testing.T) {
	found := 0
	for _, of := range [][3]string{
		{"US", "California", "CA"}, {"US", "San Francisco", "CA"}, {"US", "Los Angeles County, CA", "CA"},
		{"US", "New York", "NY"}, {"US", "Nevada", ""}, {"ES", "Madrid", "MD"}, {"DE", "Berlin", ""},
	} {
		code, _, ok := taxonomy.Place(of[0], of[1])
		if !ok {
			t.Errorf("%s is no place", of[1])
			continue
		}
		table, err := tax.Of(of[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := regionOf(code, table); got != of[2] {
			t.Errorf("%s (%s) lies in %q", of[1], code, got)
		}
		found++
	}
	if found == 0 {
		t.Error("no place was found")
	}
}

func TestCompareTakeHome(t *testing.T) {
	v := open(t).View()
	of := func(country string) pay.Question {
		return pay.Question{Profile: pay.Profile{Role: "backend", Country: country}}
	}
	c, err := v.Compare(t.Context(), []pay.Question{of("DE"), of("PL"), of("US")})
	if err != nil {
		t.Fatal(err)
	}
	if c.TakeHome == nil || c.TakeHomePurchasing == nil {
		t.Fatalf("take-home is missing: %q", c.TakeHomeUntold)
	}
	for i := range c.Answers {
		if c.TakeHome.Medians[i] >= c.Exchange.Medians[i] ||
			c.TakeHomePurchasing.Medians[i] >= c.Purchasing.Medians[i] {
			t.Errorf("%d: %v of %v, %v of %v", i+1, c.TakeHome.Medians[i], c.Exchange.Medians[i],
				c.TakeHomePurchasing.Medians[i], c.Purchasing.Medians[i])
		}
	}
	c, err = v.Compare(t.Context(), []pay.Question{of("DE"), of("TR")})
	if err != nil {
		t.Fatal(err)
	}
	if c.TakeHome != nil || !strings.Contains(c.TakeHomeUntold, "Turkey") {
		t.Errorf("take-home of %v: %q", c.TakeHome, c.TakeHomeUntold)
	}
}

// BenchmarkNetYear is a year of tax as an answer asks for it: held to 1 µs.
func BenchmarkNetYear(b *testing.B) {
	rules, err := tax.Find(tax.Question{Country: "DE", Year: 2026})
	if err != nil {
		b.Fatal(err)
	}
	t := takeHome{rules, 100}
	for b.Loop() {
		t.net(85_000)
	}
}
