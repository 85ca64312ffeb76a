package ask_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/offer"
	"github.com/backpay/backpay/internal/pay"
)

func TestOfferLine(t *testing.T) {
	sure, leave := offer.Percent(80_00), 30
	for text, want := range map[string]offer.Offer{
		"name=today current=yes country=Germany base=6500 EUR/month hours=38,5 leave=30": {
			Name: "today", Current: true, Country: "DE", Currency: "EUR", Base: 78_000_00, Hours: 38_50, Leave: &leave,
		},
		"name=Austin country=US region=TX base=165k bonus=10% sure=80% sign-on=20,000 clawback=12 " +
			"equity=$120,000 cliff=12": {
			Name: "Austin", Country: "US", Region: "TX", Currency: "USD", Base: 165_000_00,
			Bonus:  offer.Bonus{Share: 10_00, Sure: &sure},
			SignOn: offer.SignOn{Amount: 20_000_00, Clawback: 12},
			Equity: &offer.Equity{Value: 120_000_00, Vesting: offer.Vesting{Cliff: 12}},
		},
		"name=start-up country=PL employment=invoice base=22000 PLN/month shares=8000 strike=2.50 posted=20k–30k": {
			Name: "start-up", Country: "PL", Employment: offer.Invoice, Currency: "PLN", Base: 264_000_00,
			Private: &offer.Private{Shares: 8000, Strike: 2_50}, Posted: &offer.Range{Low: 20_000_00, High: 30_000_00},
		},
		"name=euros country=US base=150000 EUR sign_on=10.000": {
			Name: "euros", Country: "US", Currency: "EUR", Base: 150_000_00, SignOn: offer.SignOn{Amount: 10_000_00},
		},
	} {
		got, err := ask.OfferLine(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestOfferFieldsAreExamples reads every example: it is what its field says.
func TestOfferFieldsAreExamples(t *testing.T) {
	if len(ask.OfferFields) < 20 {
		t.Fatalf("there are only %d fields", len(ask.OfferFields))
	}
	for _, f := range ask.OfferFields {
		o, err := ask.Offer(map[string]string{"country": "US", f.Name: f.Example})
		if err != nil {
			t.Errorf("%s=%s: %v", f.Name, f.Example, err)
		}
		if f.Name != "country" && cmp.Equal(o, offer.Offer{Country: "US"}) {
			t.Errorf("%s=%s says nothing", f.Name, f.Example)
		}
	}
}

// FuzzOfferLine reads any argument: the outcome is an offer, or an error that says how to write one.
func FuzzOfferLine(f *testing.F) {
	for _, seed := range []string{
		"name=a country=DE base=1", "=", "bonus=%", "base=NaN EUR", "posted=1-2-3", "hours=1e309", "leave=-3",
		"country=US base=165k shares=99999999999999", "sure=  country=PL", "current=maybe",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, err := ask.OfferLine(s)
		if e, ok := errors.AsType[*pay.Error](err); err != nil && (!ok || e.Kind != pay.Invalid || e.Hint == "") {
			t.Fatalf("%q: %v without a hint", s, err)
		}
	})
}
