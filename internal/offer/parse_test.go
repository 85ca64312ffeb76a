package offer

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

const file = `# today's job and one abroad
currency: EUR
offers:
  - name: today
    current: true
    country: de
    base: 78000
    hours: 38.5
    leave: 30
  - name: Austin
    country: US
    region: TX
    base: 165000
    bonus: {share: 10%, sure: 80%}
    sign_on: {amount: 20000, clawback_months: 12}
    equity:
      value: 120000
      vesting: {months: 48, cliff_months: 12, every_months: 3}
      refresher: 15000.50
    posted: {low: 150000, high: 190000}
`

func TestParse(t *testing.T) {
	got, err := Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	want := Question{Currency: "EUR", Offers: []Offer{
		{Name: "today", Current: true, Country: "DE", Base: 78_000_00, Hours: 38_50, Leave: days(30)},
		{
			Name: "Austin", Country: "US", Region: "TX", Base: 165_000_00,
			Bonus:  Bonus{Share: 10_00, Sure: percent(80_00)},
			SignOn: SignOn{Amount: 20_000_00, Clawback: 12},
			Equity: &Equity{
				Value: 120_000_00, Vesting: Vesting{Months: 48, Cliff: 12, Every: 3}, Refresher: 15_000_50,
			},
			Posted: &Range{150_000_00, 190_000_00},
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if _, err := Compare(got); err != nil {
		t.Error(err)
	}
	asJSON, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(asJSON)
	if err != nil {
		t.Fatalf("%s: %v", asJSON, err)
	}
	if diff := cmp.Diff(want, again); diff != "" {
		t.Error(diff)
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, text, hint string }{
		{"empty", "", "it is empty"},
		{"an unknown field", "offers:\n  - salary: 5\n", "line 2: field salary not found"},
		{"a number with words", "offers:\n  - base: about 80000\n", `line 2: "about 80000" is not a plain number`},
		{"a negative number", "offers:\n  - base: -5\n", `"-5" is not a plain number`},
		{"three decimals", "offers:\n  - base: 1.234\n", `"1.234" is not a plain number`},
		{"more than there is", "offers:\n  - base: 9999999999999\n", "is more than"},
		{"no YAML", "offers: [", "did not find"},
		{"two documents", "offers: []\n---\noffers: []\n", "list all offers"},
	} {
		_, err := Parse([]byte(c.text))
		e, ok := errors.AsType[*pay.Error](err)
		if !ok || e.Kind != pay.Invalid || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%s: %#v", c.name, err)
		}
	}
	if _, err := Parse(make([]byte, FileMost+1)); pay.KindOf(err) != pay.Invalid {
		t.Errorf("a large file: %v", err)
	}
}

// FuzzParse holds Parse and Compare to an error or an answer, and what is read to a round trip.
func FuzzParse(f *testing.F) {
	f.Add([]byte(file))
	f.Add([]byte("offers: [{name: a, country: HU, base: 1}, {name: b, country: IT, base: 999999999}]"))
	f.Add([]byte("offers: [{name: a, country: US, base: 1, private: {shares: 1}}, {name: b, country: CZ, base: 2}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := Parse(data)
		if err != nil {
			return
		}
		if c, err := Compare(q); err == nil {
			for i := range c.Results {
				for _, y := range c.Results[i].Years {
					if y.Cash != y.Base+y.Bonus+y.SignOn || y.Gross != y.Cash+y.Vested {
						t.Errorf("%+v does not add up", y)
					}
				}
			}
		}
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		second, err := json.Marshal(again)
		if err != nil || string(second) != string(text) {
			t.Errorf("%s became %s", text, second)
		}
	})
}
