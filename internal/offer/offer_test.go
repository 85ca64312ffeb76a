package offer

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/tax"
)

func percent(p Percent) *Percent { return &p }

func days(n int) *int { return &n }

// compared compares an offer with a plain one and returns its result.
func compared(t *testing.T, o Offer) *Result {
	t.Helper()
	plain := Offer{Name: "plain", Country: "HU", Base: 1_000_000_00}
	c, err := Compare(Question{Offers: []Offer{o, plain}, TaxYear: 2026})
	if err != nil {
		t.Fatal(err)
	}
	return &c.Results[0]
}

// Twelve offers worked by hand to the cent, by the law of 2026.
func TestWorkedOffers(t *testing.T) {
	monthly := Vesting{Months: 48, Cliff: 12}
	for _, c := range []struct {
		name  string
		offer Offer
		gross []Amount // by year
		net   []Amount
	}{
		// 18.5 and 15 % of all pay.
		{"HU", Offer{Country: "HU", Base: 12_000_000_00}, []Amount{12_000_000_00}, []Amount{7_980_000_00}},
		// Half of a bonus of 10 %: 600,000 more.
		{"HU with a bonus", Offer{Country: "HU", Base: 12_000_000_00, Bonus: Bonus{Share: 10_00, Sure: percent(50_00)}},
			[]Amount{12_600_000_00}, []Amount{8_379_000_00}},
		// A sign-on in the first year alone.
		{"HU with a sign-on", Offer{Country: "HU", Base: 12_000_000_00, SignOn: SignOn{Amount: 1_000_000_00}},
			[]Amount{13_000_000_00, 12_000_000_00}, []Amount{8_645_000_00, 7_980_000_00}},
		// 18 and 5 % of all pay.
		{"UA", Offer{Country: "UA", Base: 1_200_000_00}, []Amount{1_200_000_00}, []Amount{924_000_00}},
		// 12 × 1,902.34, then 5 and 1 % of the turnover.
		{"UA on invoice", Offer{Country: "UA", Employment: Invoice, Base: 2_000_000_00},
			[]Amount{2_000_000_00}, []Amount{1_857_171_92}},
		// 35 % of all pay, and a tenth of the rest: no deduction at 10,000 a month.
		{"RO", Offer{Country: "RO", Base: 120_000_00}, []Amount{120_000_00}, []Amount{70_200_00}},
		// 1.6 % are 960; 22 % of 60,000 − 960 − 8,400 are 11,140.80.
		{"EE", Offer{Country: "EE", Base: 60_000_00}, []Amount{60_000_00}, []Amount{47_899_20}},
		// 10.5 % are 6,300; 25.5 % of 60,000 − 6,300 − 6,600 are 12,010.50.
		{"LV", Offer{Country: "LV", Base: 60_000_00}, []Amount{60_000_00}, []Amount{41_689_50}},
		// 11,432 and 3,210.60 on 60,000; 10,000 of shares a year at 40 and 2 %.
		{"GB with shares", Offer{Country: "GB", Base: 60_000_00, Equity: &Equity{Value: 40_000_00, Vesting: monthly}},
			[]Amount{70_000_00, 70_000_00}, []Amount{51_157_40, 51_157_40}},
		// 10, 12, 22 and 24 % of 148,900 are 28,334; 6.2 and 1.45 % of 165,000 are 12,622.50.
		{"US, Texas", Offer{Country: "US", Region: "TX", Base: 165_000_00}, []Amount{165_000_00}, []Amount{124_043_50}},
		// 34.09 % of 67,824 are 23,121.20; health 9,966.96; 12 % of what is left less half of health, 18,227.44.
		{"PL on invoice", Offer{Country: "PL", Employment: Invoice, Base: 180_000_00},
			[]Amount{180_000_00}, []Amount{128_684_40}},
		// Contributions of 16,787.125; of 68,296 the tariff takes 17,552.9592; no solidarity surcharge below 20,350.
		{"DE", Offer{Country: "DE", Base: 85_000_00}, []Amount{85_000_00}, []Amount{50_659_92}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.offer.Name = c.name
			r := compared(t, c.offer)
			for i := range c.gross {
				if y := r.Years[i]; y.Gross != c.gross[i] || y.TakeHome != c.net[i] {
					t.Errorf("year %d: %s leaves %s, want %s and %s", i+1, y.Gross, y.TakeHome, c.gross[i], c.net[i])
				}
			}
		})
	}
}

// vestings draws any schedule that Check admits.
func vestings(t *rapid.T) Vesting {
	v := Vesting{Months: 12 * rapid.IntRange(1, 20).Draw(t, "years")}
	if rapid.Bool().Draw(t, "odd") {
		v.Months = rapid.IntRange(1, monthsMost).Draw(t, "months")
	} else if rapid.Bool().Draw(t, "parts") {
		for range v.Months / 12 {
			v.Parts = append(v.Parts, rapid.IntRange(0, partMost).Draw(t, "part"))
		}
		v.Parts[0]++
		v.Parts[0] = min(v.Parts[0], partMost)
	}
	v.Cliff = rapid.IntRange(0, v.Months).Draw(t, "cliff")
	v.Every = rapid.IntRange(0, v.Months).Draw(t, "every")
	return v
}

// Under any schedule what vests adds up to the grant exactly, and nothing vests back.
func TestVestingAddsUpToTheGrant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := vestings(t)
		if err := v.check(); err != nil {
			t.Fatalf("%+v: %v", v, err)
		}
		grant := Amount(rapid.Int64Range(0, int64(amountMost)).Draw(t, "grant"))
		var sum Amount
		for month := 1; month <= v.months(); month++ {
			step := v.Vested(grant, month) - v.Vested(grant, month-1)
			if step < 0 {
				t.Fatalf("%+v: %s vest in month %d", v, step, month)
			}
			if month < v.Cliff && step != 0 {
				t.Fatalf("%+v: %s vest before the cliff", v, step)
			}
			sum += step
		}
		if sum != grant {
			t.Fatalf("%+v: %s of %s vest", v, sum, grant)
		}
		e := Equity{Value: grant, Vesting: v}
		var years Amount
		for year := 1; year <= 20; year++ {
			years += e.vests(year)
		}
		if years != grant {
			t.Fatalf("%+v: %s of %s vest in twenty years", v, years, grant)
		}
	})
}

func TestVestingSchedules(t *testing.T) {
	for _, c := range []struct {
		name   string
		equity Equity
		want   []Amount // by year
	}{
		{"a quarter a year", Equity{Value: 100_000_00}, []Amount{25_000_00, 25_000_00, 25_000_00, 25_000_00, 0}},
		{"back-loaded", Equity{Value: 100_000_00, Vesting: Vesting{Parts: []int{5, 15, 40, 40}}},
			[]Amount{5_000_00, 15_000_00, 40_000_00, 40_000_00}},
		{"a cliff of eighteen months", Equity{Value: 48_000_00, Vesting: Vesting{Cliff: 18}},
			[]Amount{0, 24_000_00, 12_000_00, 12_000_00}},
		{"a third that does not divide", Equity{Value: 100_00, Vesting: Vesting{Months: 36}},
			[]Amount{33_33, 33_34, 33_33}},
		{"halfway through", Equity{Value: 48_000_00, Elapsed: 30}, []Amount{12_000_00, 6_000_00, 0}},
		// A refresher of 8,000 from the second year on: 2,000 of each that is younger than four years.
		{"refreshed", Equity{Value: 40_000_00, Refresher: 8_000_00},
			[]Amount{10_000_00, 12_000_00, 14_000_00, 16_000_00, 8_000_00, 8_000_00}},
	} {
		for i, want := range c.want {
			if got := c.equity.vests(i + 1); got != want {
				t.Errorf("%s: %s vest in year %d, want %s", c.name, got, i+1, want)
			}
		}
	}
}

// offers draws any offer of a few countries.
func offers(t *rapid.T) Offer {
	o := Offer{
		Country: rapid.SampledFrom([]string{"DE", "GB", "US", "PL", "HU", "IT"}).Draw(t, "country"),
		Base:    Amount(rapid.Int64Range(1, 400_000_00).Draw(t, "base")),
		Bonus:   Bonus{Share: Percent(rapid.Int64Range(0, 50_00).Draw(t, "bonus"))},
		SignOn:  SignOn{Amount: Amount(rapid.Int64Range(0, 50_000_00).Draw(t, "sign-on")), Clawback: 12},
	}
	if rapid.Bool().Draw(t, "shares") {
		grant := Amount(rapid.Int64Range(1, 400_000_00).Draw(t, "grant"))
		o.Equity = &Equity{Value: grant, Vesting: vestings(t), Refresher: grant / 7}
	}
	return o
}

func TestEqualOffersRankEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, third := offers(t), offers(t)
		second := first
		first.Name, second.Name, third.Name = "first", "second", "third"
		c, err := Compare(Question{Offers: []Offer{first, second, third}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.Results[0].Ranks, c.Results[1].Ranks); diff != "" {
			t.Fatal(diff)
		}
		if slices.Contains(c.Best, "first") != slices.Contains(c.Best, "second") {
			t.Fatalf("best: %q", c.Best)
		}
	})
}

// A break-even is exact: at it the offer is worth as much as the other, and at a hundredth less it is not.
func TestBreakEvensAreExact(t *testing.T) {
	checked := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		first, second := offers(t), offers(t)
		if rapid.Bool().Draw(t, "alike") { // so that a part of the bonus, or of the shares, makes the difference
			first = Offer{Country: first.Country, Base: first.Base + 10_000_00}
			second = first
			second.Base -= second.Base / 10
			second.Bonus.Share = Percent(rapid.Int64Range(20_00, 50_00).Draw(t, "larger bonus"))
			if rapid.Bool().Draw(t, "in shares") {
				second.Bonus.Share = 0
				second.Equity = &Equity{Value: 4 * second.Base, Vesting: vestings(t)}
			}
		}
		first.Name, second.Name = "first", "second"
		c, err := Compare(Question{Offers: []Offer{first, second}})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range c.BreakEvens {
			if b.Base != nil && *b.Base == 0 {
				continue // worth more by its shares alone
			}
			r := c.result(b.Offer)
			goal := c.worth(c.result(b.Against).Years)
			at, below := c.worthAt(r, b, 0), c.worthAt(r, b, 1)
			if at < goal || below >= goal && r.Offer.Country != "IT" { // Italy has cliffs
				t.Fatalf("%+v: worth %s, and %s a hundredth below, of %s", b, at, below, goal)
			}
			checked[b.What]++
		}
	})
	for _, what := range []string{TurnBase, TurnBonus, TurnPrice} {
		if checked[what] == 0 {
			t.Errorf("no break-even of the %s was checked", what)
		}
	}
}

// worthAt returns the worth of an offer at a break-even less some hundredths.
func (c *Comparison) worthAt(r *Result, b BreakEven, less int64) Amount {
	o := r.Offer
	switch b.What {
	case TurnBase:
		o.Base = *b.Base - Amount(less)
	case TurnBonus:
		o.Bonus.Sure = percent(*b.Percent - Percent(less))
	case TurnPrice:
		e, price := *o.Equity, *b.Percent-Percent(less)
		e.Value, e.Refresher = price.of(e.Value), price.of(e.Refresher)
		o.Equity = &e
	}
	return c.worthOf(r, &o)
}

func TestBreakEvenByHand(t *testing.T) {
	// In Hungary all pay is taxed alike: 10 million equal 9.2 and 80 % of a bonus of 1 million.
	c, err := Compare(Question{TaxYear: 2026, Offers: []Offer{
		{Name: "base", Country: "HU", Base: 10_000_000_00},
		{Name: "bonus", Country: "HU", Base: 9_200_000_00, Bonus: Bonus{Amount: 1_000_000_00, Sure: percent(50_00)}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := []BreakEven{
		{Offer: "base", Against: "bonus", What: TurnBase, Base: amount(9_700_000_00), Now: 10_000_000_00},
		{Offer: "bonus", Against: "base", What: TurnBase, Base: amount(9_500_000_00), Now: 9_200_000_00},
		{Offer: "bonus", Against: "base", What: TurnBonus, Percent: percent(80_00), NowIs: 50_00},
	}
	if diff := cmp.Diff(want, c.BreakEvens); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"base"}, c.Best); diff != "" {
		t.Error(diff)
	}
}

func amount(a Amount) *Amount { return &a }

// Shares of a private company change no amount; they say by how much it would have to grow.
func TestPrivateEquityIsNeverMoney(t *testing.T) {
	listed := Offer{Name: "listed", Country: "HU", Base: 12_000_000_00}
	start := Offer{Name: "start", Country: "HU", Base: 10_000_000_00}
	with := start
	with.Private = &Private{Shares: 40_000, Strike: 100_00, Price: 150_00, Vesting: Vesting{Cliff: 12}}
	plain, err := Compare(Question{Offers: []Offer{listed, start}, TaxYear: 2026})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Compare(Question{Offers: []Offer{listed, with}, TaxYear: 2026})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plain.Results[1].Years, c.Results[1].Years); diff != "" {
		t.Error(diff)
	}
	// 66.5 % of 2 million lack in each of four years: 5,320,000, which is 133 a share of 40,000.
	want := &Growth{Against: "listed", Gap: 5_320_000_00, Shares: 40_000, Price: 233_00, Times: 233. / 150}
	got := c.Results[1].Private
	want.Yearly = got.Yearly
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if grown := 150 * pow4(1+got.Yearly); grown < 232.99 || grown > 233.01 {
		t.Errorf("a growth of %.4f a year leads to %.2f", got.Yearly, grown)
	}
}

func pow4(x float64) float64 { return x * x * x * x }

func TestLeaving(t *testing.T) {
	o := Offer{
		SignOn: SignOn{Amount: 12_000_00, Clawback: 24, ProRata: true},
		Equity: &Equity{Value: 48_000_00, Vesting: Vesting{Cliff: 12}, Refresher: 4_800_00},
	}
	for _, c := range []Leaving{
		{Months: 0, Unvested: 48_000_00, Clawback: 12_000_00},
		{Months: 6, Unvested: 48_000_00, Clawback: 9_000_00},
		{Months: 18, Unvested: 30_000_00 + 4_200_00, Clawback: 3_000_00},
		{Months: 24, Unvested: 24_000_00 + 3_600_00 + 4_800_00},
	} {
		if diff := cmp.Diff(c, o.LeavingAfter(c.Months)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOverTimeAndRaises(t *testing.T) {
	// Both pay 66.5 % and rise by nothing; today's 10 million must rise to have paid as much as 12.
	c, err := Compare(Question{TaxYear: 2026, Raise: percent(0), Offers: []Offer{
		{Name: "today", Current: true, Country: "HU", Base: 10_000_000_00},
		{Name: "next", Country: "HU", Base: 12_000_000_00},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Results[1].OverTime[9].Sum; got != 79_800_000_00 {
		t.Errorf("ten years leave %s", got)
	}
	if len(c.Raises) != 1 || c.Raises[0].Raise == nil {
		t.Fatalf("%+v", c.Raises)
	}
	// The sum of ten years at a raise r is ((1+r)^10 − 1)/r; it is 11.995 at 3.98 % and 12.0006 at 3.99 %.
	if r := *c.Raises[0].Raise; r != 3_99 {
		t.Errorf("a raise of %s %%", Amount(r))
	}
	usual, err := Compare(Question{TaxYear: 2026, Offers: []Offer{
		{Name: "today", Country: "HU", Base: 10_000_000_00}, {Name: "next", Country: "HU", Base: 12_000_000_00},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := usual.Results[0].OverTime[2].Base; got != 10_609_000_00 {
		t.Errorf("after two raises of 3 %% the base is %s", got)
	}
}

func TestFirstAndTypicalYear(t *testing.T) {
	r := compared(t, Offer{
		Name: "shares", Country: "HU", Base: 12_000_000_00, SignOn: SignOn{Amount: 600_000_00},
		Equity: &Equity{Value: 8_000_000_00, Vesting: Vesting{Parts: []int{5, 15, 40, 40}}},
		Hours:  40_00, Leave: days(25), Holidays: days(10),
	})
	if r.First.Gross != 13_000_000_00 || r.First.Vested != 400_000_00 {
		t.Errorf("first year: %+v", r.First)
	}
	// 1.2, 3.2 and 3.2 million vest after the first year: 7.6 in three; 14,533,333.33 at 66.5 % are 9,664,666.67.
	if r.Typical.SignOn != 0 || r.Typical.Vested != 2_533_333_33 || r.Typical.TakeHome != 9_664_666_67 {
		t.Errorf("typical year: %+v", r.Typical)
	}
	// 225 days of eight hours.
	if r.Hours != 1800_00 || r.First.PerHour != 4_802_78 {
		t.Errorf("%s hours, %s an hour", r.Hours, r.First.PerHour)
	}
}

func TestAsk(t *testing.T) {
	c, err := Compare(Question{TaxYear: 2026, Offers: []Offer{
		{Name: "today", Current: true, Country: "HU", Base: 11_000_000_00,
			Equity: &Equity{Value: 4_000_000_00, Elapsed: 24}},
		{Name: "next", Country: "HU", Base: 11_500_000_00, Bonus: Bonus{Share: 10_00, Sure: percent(50_00)},
			SignOn: SignOn{Amount: 500_000_00, Clawback: 12}, Posted: &Range{10_000_000_00, 14_000_000_00}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Ask("next", Market{P50: 12_000_000_00, P75: 13_500_000_00, P90: 15_000_000_00, N: 120})
	if err != nil {
		t.Fatal(err)
	}
	// Today leaves 66.5 % of 11 million and, in the second year, of 1 million of shares: of 34 million in three
	// years. Base and half of a tenth of it are 1.05 of the base, in three years: 10,793,650.80 is the least.
	want := &Request{
		Offer:   "next",
		Floor:   &Figure{10_793_650_80, BecauseEqual, "today"},
		Target:  Figure{Base: 12_000_000_00, Evidence: BecauseMedian},
		Anchor:  Figure{Base: 13_500_000_00, Evidence: BecauseUpper},
		Highest: Figure{Base: 14_000_000_00, Evidence: BecausePosted},
		Also:    []string{AskLevel, AskReview, AskGuarantee, AskClawback, AskSignOn}, SignOn: 2_000_000_00,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	low, err := c.Ask("next", Market{P50: 9_000_000_00, P75: 9_500_000_00, P90: 10_000_000_00})
	if err != nil {
		t.Fatal(err)
	}
	if low.Target.Evidence != BecauseNow || low.Anchor.Base < low.Target.Base || low.Highest.Base < low.Anchor.Base {
		t.Errorf("%+v", low)
	}
	if _, err := c.Ask("other", Market{P50: 1, P75: 1, P90: 1}); pay.KindOf(err) != pay.NotFound {
		t.Errorf("an unknown offer: %v", err)
	}
	if _, err := c.Ask("next", Market{P50: 2, P75: 1, P90: 3}); pay.KindOf(err) != pay.Invalid {
		t.Errorf("quantiles that fall: %v", err)
	}
}

func TestAcrossCurrencies(t *testing.T) {
	c, err := Compare(Question{TaxYear: 2026, Offers: []Offer{
		{Name: "Munich", Country: "DE", Base: 85_000_00},
		{Name: "Warsaw", Country: "PL", Employment: Invoice, Base: 90_000_00},
		{Name: "Austin", Country: "US", Region: "TX", Base: 165_000_00},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Currency != "EUR" || c.Nominal || c.Buying == 0 {
		t.Errorf("%s, nominal %t, purchasing power of %d", c.Currency, c.Nominal, c.Buying)
	}
	codes := map[string]bool{}
	for _, w := range c.Caveats {
		codes[w.Code] = true
	}
	if !codes["exchange"] || !codes["buying"] {
		t.Errorf("caveats: %+v", c.Caveats)
	}
	for i, name := range []string{"Munich", "Warsaw", "Austin"} {
		r := c.Results[i]
		want := r.First.TakeHome.times(r.Rate.Value)
		if r.Offer.Name != name || r.First.Compared != want || r.First.Buys == 0 {
			t.Errorf("%+v", r.First)
		}
	}
	if c.Results[1].Tax.Regime != "b2b-lump" {
		t.Errorf("invoices in Poland are taxed as %s", c.Results[1].Tax.Regime)
	}
}

// Every currency with a table of taxes has hundredths, which take-home in hundredths rests on.
func TestCurrenciesHaveHundredths(t *testing.T) {
	for _, code := range tax.Countries() {
		currency, _ := money.CurrencyOf(code)
		if digits, ok := money.Exponent(currency); !ok || digits != 2 {
			t.Errorf("%s has %d decimals", currency, digits)
		}
	}
}

func TestCheck(t *testing.T) {
	good := func() Question {
		return Question{Offers: []Offer{{Name: "a", Country: "DE", Base: 1_00}, {Name: "b", Country: "DE", Base: 1_00}}}
	}
	first := good()
	if _, err := Compare(first); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Question){
		"offers":         func(q *Question) { q.Offers = q.Offers[:1] },
		"name":           func(q *Question) { q.Offers[1].Name = "a" },
		"country":        func(q *Question) { q.Offers[0].Country = "" },
		"base":           func(q *Question) { q.Offers[0].Base = 0 },
		"employment":     func(q *Question) { q.Offers[0].Employment = "guest" },
		"remote":         func(q *Question) { q.Offers[0].Remote = "moon" },
		"hours":          func(q *Question) { q.Offers[0].Hours = 200_00 },
		"leave":          func(q *Question) { q.Offers[0].Leave = days(300) },
		"sure":           func(q *Question) { q.Offers[0].Bonus.Sure = percent(101_00) },
		"raise":          func(q *Question) { q.Offers[0].Raise = percent(101_00) },
		"years":          func(q *Question) { q.Years = 99 },
		"posted":         func(q *Question) { q.Offers[0].Posted = &Range{2, 1} },
		"notice_months":  func(q *Question) { q.Offers[0].Notice = -1 },
		"cliff_months":   func(q *Question) { q.Offers[0].Equity = &Equity{Vesting: Vesting{Cliff: 60}} },
		"parts":          func(q *Question) { q.Offers[0].Equity = &Equity{Vesting: Vesting{Parts: []int{1, 2}}} },
		"every_months":   func(q *Question) { q.Offers[0].Equity = &Equity{Vesting: Vesting{Every: 60}} },
		"elapsed_months": func(q *Question) { q.Offers[0].Equity = &Equity{Elapsed: -1} },
		"private":        func(q *Question) { q.Offers[0].Private = &Private{} },
	} {
		q := good()
		spoil(&q)
		_, err := Compare(q)
		e, ok := err.(*pay.Error)
		if !ok || e.Kind != pay.Invalid || e.Field != name {
			t.Errorf("%s: %#v", name, err)
		}
	}
	q := good()
	q.Offers[0].Country, q.Offers[0].Employment = "HU", Invoice
	if _, err := Compare(q); pay.KindOf(err) != pay.NotFound {
		t.Errorf("invoices where no table knows them: %v", err)
	}
}

func TestAmountsInJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(0, int64(amountMost)).Draw(t, "amount"))
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Amount
		if err := json.Unmarshal(text, &back); err != nil || back != a {
			t.Fatalf("%s became %s: %v", text, back, err)
		}
	})
	if got := fmt.Sprint(Amount(-5), Amount(1_200_50)); got != "-0.05 1200.50" {
		t.Error(got)
	}
}

func BenchmarkCompare(b *testing.B) {
	q := Question{TaxYear: 2026, Offers: []Offer{
		{Name: "Munich", Current: true, Country: "DE", Base: 85_000_00},
		{Name: "Warsaw", Country: "PL", Employment: Invoice, Base: 90_000_00, Bonus: Bonus{Share: 10_00}},
		{Name: "Austin", Country: "US", Region: "TX", Base: 165_000_00, Equity: &Equity{Value: 100_000_00}},
		{Name: "Zurich", Country: "CH", Base: 130_000_00},
	}}
	for b.Loop() {
		if _, err := Compare(q); err != nil {
			b.Fatal(err)
		}
	}
}
