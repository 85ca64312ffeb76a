package freelance

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/tax"
)

// TestLawThereAndBack: by the contributions of every country a rate comes back from the pay that it is worth, and a pay
// from its rate, to the minor unit.
func TestLawThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		country := rapid.SampledFrom(tax.Countries()).Draw(t, "country")
		rules, err := tax.Find(tax.Question{Country: country, Year: 2026})
		if err != nil {
			t.Fatal(err)
		}
		terms := terms.Draw(t, "terms")
		terms.Law = &Law{Rules: rules, Minor: rapid.SampledFrom([]float64{100, 117.3, 2.5}).Draw(t, "minor units")}
		units := rapid.Int64Range(1, 1e9).Draw(t, "minor units of the amount")
		amount := float64(units) / 100
		if back := terms.Rate(terms.Employed(amount)); math.Abs(back-amount) > .005 {
			t.Fatalf("%s: a rate of %v came back as %v", country, amount, back)
		}
		// A cliff of the law, where more pay costs less, has several pays of one cost: the cost is the same.
		back := terms.Employed(terms.Rate(amount))
		if math.Abs(back-amount) > .005 && math.Abs(terms.Law.cost(back)-terms.Law.cost(amount)) > .005 {
			t.Fatalf("%s: a pay of %v came back as %v", country, amount, back)
		}
	})
}

// TestLawByHand: employing somebody for 64,776 pounds costs 15 % of what is above 5,000 besides: 8,966.40.
func TestLawByHand(t *testing.T) {
	rules, err := tax.Find(tax.Question{Country: "GB", Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	law := &Law{Rules: rules, Minor: 100}
	if got := law.cost(64776); math.Abs(got-73742.4) > 1e-6 {
		t.Errorf("64,776 pounds cost %v", got)
	}
	if got := law.pay(73742.4); math.Abs(got-64776) > 1e-6 {
		t.Errorf("73,742.40 pounds pay %v", got)
	}
	if got := law.Percent(64776); math.Abs(got-13.8422) > 1e-3 {
		t.Errorf("the contributions are %v %%", got)
	}
	if most := law.pay(5e12); math.Abs(law.cost(most)-5e12) > 1 {
		t.Errorf("above all that there is, %v costs %v", most, law.cost(most))
	}
}
