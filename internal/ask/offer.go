package ask

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/offer"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// OfferField is one thing that the words of an offer can say. A file of offers says the same and more: see
// offer.Parse.
type OfferField struct {
	Name    string
	Label   string // for people
	Doc     string // how it is written
	Example string
	read    func(*offer.Offer, string) error
}

// OfferFields lists what the words of an offer can say, in the order in which they are read: the country says whose
// money a bare number is.
var OfferFields = []OfferField{
	{
		Name: "name", Label: "Name", Doc: "what the answer calls it", Example: "Austin",
		read: text(func(o *offer.Offer) *string { return &o.Name }),
	},
	{
		Name: "current", Label: "Today’s job", Doc: "yes for today's job", Example: "yes",
		read: func(o *offer.Offer, s string) (err error) {
			o.Current, err = yes("current", s)
			return err
		},
	},
	{
		Name: "country", Label: "Country", Doc: "whose tax is paid", Example: "US",
		read: func(o *offer.Offer, s string) (err error) {
			o.Country, err = taxonomy.Countries.Lookup(s)
			return err
		},
	},
	{
		Name: "region", Label: "Region of the tax", Doc: "a state, province or canton by its code", Example: "TX",
		read: text(func(o *offer.Offer) *string { return &o.Region }),
	},
	{
		Name: "place", Label: "Place", Doc: "a city, state or county, for its market", Example: "Texas",
		read: text(func(o *offer.Offer) *string { return &o.Place }),
	},
	{
		Name: "employment", Label: "Employment", Doc: "employee or invoice", Example: "employee",
		read: func(o *offer.Offer, s string) (err error) {
			o.Employment, err = Choice("employment", s, offer.Employee, offer.Invoice)
			return err
		},
	},
	{
		Name: "regime", Label: "Regime", Doc: "how it is taxed, by a code of the country's table", Example: "b2b-lump",
		read: text(func(o *offer.Offer) *string { return &o.Regime }),
	},
	{
		Name: "base", Label: "Base pay", Example: "165000 USD",
		Doc:  "as people write it; of a year where no period is said",
		read: readBase,
	},
	{
		Name: "bonus", Label: "Target bonus", Doc: "a share of the base or an amount, a year", Example: "10%",
		read: readBonus,
	},
	{
		Name: "sure", Label: "How sure the bonus is", Doc: "in percent of the target", Example: "80%",
		read: func(o *offer.Offer, s string) (err error) {
			o.Bonus.Sure, err = percent("sure", s)
			return err
		},
	},
	{
		Name: "sign_on", Label: "Sign-on", Doc: "paid once", Example: "20000",
		read: amount(func(o *offer.Offer) *offer.Amount { return &o.SignOn.Amount }),
	},
	{
		Name: "clawback", Label: "Its clawback", Doc: "months in which whoever leaves pays it back", Example: "12",
		read: whole("clawback", func(o *offer.Offer) *int { return &o.SignOn.Clawback }),
	},
	{
		Name: "equity", Label: "Listed shares", Doc: "the value of the grant", Example: "120000",
		read: amount(func(o *offer.Offer) *offer.Amount { return &equity(o).Value }),
	},
	{
		Name: "vesting", Label: "Vesting", Doc: "months until all has vested; left out, 48", Example: "48",
		read: whole("vesting", func(o *offer.Offer) *int { return &equity(o).Vesting.Months }),
	},
	{
		Name: "cliff", Label: "Cliff", Doc: "months before which nothing vests", Example: "12",
		read: whole("cliff", func(o *offer.Offer) *int { return &equity(o).Vesting.Cliff }),
	},
	{
		Name: "elapsed", Label: "Since the grant", Doc: "months, of today's job", Example: "18",
		read: whole("elapsed", func(o *offer.Offer) *int { return &equity(o).Elapsed }),
	},
	{
		Name: "refresher", Label: "Refreshers", Doc: "the value of a further grant each year", Example: "15000",
		read: amount(func(o *offer.Offer) *offer.Amount { return &equity(o).Refresher }),
	},
	{
		Name: "shares", Label: "Private shares", Doc: "the number, of a company that is not listed", Example: "8000",
		read: func(o *offer.Offer, s string) error {
			n, err := integer("shares", s)
			private(o).Shares = int64(n)
			return err
		},
	},
	{
		Name: "strike", Label: "Strike", Doc: "to be paid for one of them", Example: "2.50",
		read: amount(func(o *offer.Offer) *offer.Amount { return &private(o).Strike }),
	},
	{
		Name: "price", Label: "Last price", Doc: "of one of them, at the last round", Example: "10",
		read: amount(func(o *offer.Offer) *offer.Amount { return &private(o).Price }),
	},
	{
		Name: "hours", Label: "Hours a week", Doc: "as in the contract", Example: "40",
		read: func(o *offer.Offer, s string) (err error) {
			o.Hours, err = hundredths("hours", s)
			return err
		},
	},
	{
		Name: "leave", Label: "Days of leave", Doc: "working days a year", Example: "30",
		read: func(o *offer.Offer, s string) error {
			n, err := integer("leave", s)
			o.Leave = &n
			return err
		},
	},
	{
		Name: "trial", Label: "Trial period", Doc: "months", Example: "6",
		read: whole("trial", func(o *offer.Offer) *int { return &o.Trial }),
	},
	{
		Name: "notice", Label: "Notice", Doc: "months", Example: "3",
		read: whole("notice", func(o *offer.Offer) *int { return &o.Notice }),
	},
	{
		Name: "posted", Label: "Advertised range", Doc: "of base pay", Example: "80000-95000",
		read: readPosted,
	},
}

// Offer reads the words of an offer by the names of OfferFields.
func Offer(words map[string]string) (o offer.Offer, err error) {
	for _, f := range OfferFields {
		s := strings.TrimSpace(words[f.Name])
		if s == "" {
			continue
		}
		if err := f.read(&o, s); err != nil {
			return o, err
		}
	}
	return o, nil
}

// OfferLine reads an offer of one line: name=value with spaces between, as in "country=US region=TX base=165000 USD".
func OfferLine(s string) (offer.Offer, error) {
	words := map[string]string{}
	for rest := strings.TrimSpace(s); rest != ""; {
		name, value, after, ok := cutPair(rest)
		if !ok {
			return offer.Offer{}, pay.Errorf(pay.Invalid, "%q is no offer", s).
				WithHint(`write name=value with spaces between, as in "name=Austin country=US base=165000 USD"`)
		}
		rest = after
		name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
		if !slices.ContainsFunc(OfferFields, func(f OfferField) bool { return f.Name == name }) {
			return offer.Offer{}, pay.Errorf(pay.Invalid, "an offer has no %q", name).
				WithHint("%s; a file says more", strings.Join(offerNames(), ", "))
		}
		if _, twice := words[name]; twice {
			return offer.Offer{}, pay.Errorf(pay.Invalid, "%s is said twice", name).In(name).WithHint("say it once")
		}
		words[name] = value
	}
	return Offer(words)
}

func offerNames() []string {
	names := make([]string, len(OfferFields))
	for i, f := range OfferFields {
		names[i] = f.Name
	}
	return names
}

func equity(o *offer.Offer) *offer.Equity {
	if o.Equity == nil {
		o.Equity = &offer.Equity{}
	}
	return o.Equity
}

func private(o *offer.Offer) *offer.Private {
	if o.Private == nil {
		o.Private = &offer.Private{}
	}
	return o.Private
}

func text(field func(*offer.Offer) *string) func(*offer.Offer, string) error {
	return func(o *offer.Offer, s string) error {
		*field(o) = s
		return nil
	}
}

func whole(name string, field func(*offer.Offer) *int) func(*offer.Offer, string) error {
	return func(o *offer.Offer, s string) error {
		n, err := integer(name, s)
		*field(o) = n
		return err
	}
}

func amount(field func(*offer.Offer) *offer.Amount) func(*offer.Offer, string) error {
	return func(o *offer.Offer, s string) (err error) {
		*field(o), err = amountIn(o, s)
		return err
	}
}

// amountIn reads an amount in the currency of an offer, which it need not name.
func amountIn(o *offer.Offer, s string) (offer.Amount, error) {
	currency := o.Currency
	if currency == "" {
		currency, _ = money.CurrencyOf(o.Country)
	}
	if currency != "" && !strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsFunc(s, isSymbol) {
		s += " " + currency
	}
	a, err := money.ParseAmount(s, o.Country)
	if err != nil {
		return 0, err
	}
	if a.Currency != currency {
		return 0, pay.Errorf(pay.Invalid, "%q is not in %s, as the base pay is", s, currency).In("amount").
			WithHint("write all of an offer in one currency")
	}
	return units("amount", a.Value)
}

func isSymbol(r rune) bool { return unicode.Is(unicode.Sc, r) }

// readBase reads base pay, and with it the currency of the offer.
func readBase(o *offer.Offer, s string) error {
	a, err := money.ParseAmount(s, o.Country)
	if err != nil {
		return err
	}
	if a.Basis == pay.Net {
		return pay.Errorf(pay.Invalid, "offers are compared by gross pay").In("base").
			WithHint("backpay gross %q says which gross pay that is", s)
	}
	if a.Period != "" {
		if a, err = money.InPeriod(a, pay.Year, o.Country); err != nil {
			return err
		}
	}
	o.Currency = a.Currency
	o.Base, err = units("base", a.Value)
	return err
}

// readBonus reads a share of the base or an amount.
func readBonus(o *offer.Offer, s string) (err error) {
	if strings.HasSuffix(s, "%") {
		share, err := percent("bonus", s)
		o.Bonus.Share = *share
		return err
	}
	o.Bonus.Amount, err = amountIn(o, s)
	return err
}

// readPosted reads a range of base pay.
func readPosted(o *offer.Offer, s string) (err error) {
	low, high, ok := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-")
	if !ok {
		return pay.Errorf(pay.Invalid, "%q is no range", s).In("posted").WithHint("write it as 80000-95000")
	}
	o.Posted = &offer.Range{}
	if o.Posted.Low, err = amountIn(o, strings.TrimSpace(low)); err != nil {
		return err
	}
	o.Posted.High, err = amountIn(o, strings.TrimSpace(high))
	return err
}

// units turns an amount into hundredths.
func units(field string, v float64) (offer.Amount, error) {
	if !(v >= 0 && v <= 1e9) {
		return 0, pay.Errorf(pay.Invalid, "%v is not between 0 and a billion", v).In(field).
			WithHint("write a yearly amount")
	}
	return offer.Amount(math.Round(100 * v)), nil
}

// hundredths reads a number with an optional percent sign and a decimal dot or comma.
func hundredths(field, s string) (offer.Amount, error) {
	numbers, err := Numbers(map[string]string{field: s})
	if err != nil {
		return 0, err
	}
	return units(field, numbers[field])
}

func percent(field, s string) (*offer.Percent, error) {
	v, err := hundredths(field, s)
	p := offer.Percent(v)
	return &p, err
}

func integer(field, s string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1_000_000_000 {
		return 0, pay.Errorf(pay.Invalid, "%q is not a whole number", s).In(field).WithHint("write it as 12")
	}
	return n, nil
}

func yes(field, s string) (bool, error) {
	switch strings.ToLower(s) {
	case "yes", "true", "1", "on":
		return true, nil
	case "no", "false", "0":
		return false, nil
	}
	return false, pay.Errorf(pay.Invalid, "%q is neither yes nor no", s).In(field).WithHint("yes or no")
}

// OfferUnit sets what a comparison of offers is stated in. What is not said stays as it is.
func OfferUnit(q *offer.Question, currency, raise string, nominal bool) (err error) {
	if strings.TrimSpace(currency) != "" {
		if q.Currency, err = Currency("currency", currency); err != nil {
			return err
		}
	}
	if strings.TrimSpace(raise) != "" {
		if q.Raise, err = percent("raise", raise); err != nil {
			return err
		}
	}
	q.Nominal = q.Nominal || nominal
	return nil
}
