package offer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/tax"
)

// Employment is how someone is engaged.
type Employment string

// The forms of engagement; empty means Employee.
const (
	Employee Employment = "employee"
	Invoice  Employment = "invoice" // billed to a client, without value added tax
)

// Offer is one job. Amounts are in Currency, of a year where nothing else is said.
type Offer struct {
	Name       string     `json:"name" yaml:"name"`                             // what the answer calls it
	Current    bool       `json:"current,omitempty" yaml:"current"`             // today's job
	Country    string     `json:"country" yaml:"country"`                       // whose tax is paid, ISO 3166-1 alpha-2
	Region     string     `json:"region,omitempty" yaml:"region"`               // a code of the tax table
	Place      string     `json:"place,omitempty" yaml:"place"`                 // for people
	Employment Employment `json:"employment,omitempty" yaml:"employment"`       // empty: employee
	Regime     string     `json:"regime,omitempty" yaml:"regime"`               // of the table; empty: the usual one
	Currency   string     `json:"currency,omitempty" yaml:"currency"`           // empty: the country's
	Base       Amount     `json:"base" yaml:"base"`                             // or what is invoiced
	Bonus      Bonus      `json:"bonus,omitzero" yaml:"bonus"`                  // a year
	SignOn     SignOn     `json:"sign_on,omitzero" yaml:"sign_on"`              // once, in the first year
	Equity     *Equity    `json:"equity,omitempty" yaml:"equity"`               // listed shares
	Private    *Private   `json:"private,omitempty" yaml:"private"`             // shares that are not listed
	Remote     string     `json:"remote,omitempty" yaml:"remote"`               // remote, hybrid or onsite
	Hours      Amount     `json:"hours,omitempty" yaml:"hours"`                 // a week; zero: full time
	Leave      *int       `json:"leave,omitempty" yaml:"leave"`                 // working days a year; absent: 25
	Holidays   *int       `json:"holidays,omitempty" yaml:"holidays"`           // on working days; absent: 9
	Trial      int        `json:"trial_months,omitempty" yaml:"trial_months"`   // of the trial period
	Notice     int        `json:"notice_months,omitempty" yaml:"notice_months"` // once it is over
	Raise      *Percent   `json:"raise,omitempty" yaml:"raise"`                 // a year; absent: the question's
	Posted     *Range     `json:"posted,omitempty" yaml:"posted"`               // what the advertisement says
}

// Bonus is what is paid on top if targets are met.
type Bonus struct {
	Share  Percent  `json:"share,omitempty" yaml:"share"`   // of base
	Amount Amount   `json:"amount,omitempty" yaml:"amount"` // added to Share of base
	Sure   *Percent `json:"sure,omitempty" yaml:"sure"`     // of the target is expected to be paid; absent: all of it
}

// SignOn is paid once. Whoever leaves within Clawback months pays it back.
type SignOn struct {
	Amount   Amount `json:"amount,omitempty" yaml:"amount"`
	Clawback int    `json:"clawback_months,omitempty" yaml:"clawback_months"`
	ProRata  bool   `json:"pro_rata,omitempty" yaml:"pro_rata"` // by the months that are missing
}

// Equity is a grant of listed shares at today's price.
type Equity struct {
	Value   Amount  `json:"value" yaml:"value"`
	Vesting Vesting `json:"vesting" yaml:"vesting"`
	Elapsed int     `json:"elapsed_months,omitempty" yaml:"elapsed_months"` // since the grant, for today's job
	// Refresher is granted at the start of each year from the second on. It vests as the grant without its
	// cliff, where Refreshed says nothing else.
	Refresher Amount   `json:"refresher,omitempty" yaml:"refresher"`
	Refreshed *Vesting `json:"refresher_vesting,omitempty" yaml:"refresher_vesting"`
}

// Private is shares or options of a company that is not listed. They are never counted as money.
type Private struct {
	Shares  int64   `json:"shares" yaml:"shares"`
	Strike  Amount  `json:"strike,omitempty" yaml:"strike"` // to be paid for a share; zero for shares given
	Price   Amount  `json:"price,omitempty" yaml:"price"`   // of a share at the last round; zero when not known
	Vesting Vesting `json:"vesting" yaml:"vesting"`
}

// Range is a range of base pay.
type Range struct {
	Low  Amount `json:"low" yaml:"low"`
	High Amount `json:"high" yaml:"high"`
}

// Question is what is compared.
type Question struct {
	Offers   []Offer     `json:"offers" yaml:"offers"`
	Currency string      `json:"currency,omitempty" yaml:"currency"` // of the comparison; empty: the first offer's
	Years    int         `json:"years,omitempty" yaml:"years"`       // of the table; zero: 4
	TaxYear  int         `json:"tax_year,omitempty" yaml:"tax_year"` // zero: the newest year that every table has
	Raise    *Percent    `json:"raise,omitempty" yaml:"raise"`       // each year, in pay over time; absent: 3 %
	Nominal  bool        `json:"nominal,omitempty" yaml:"nominal"`   // rank by money, not by what it buys
	On       money.Month `json:"-" yaml:"-"`                         // of exchange rates; zero: the newest
}

const (
	offersLeast, offersMost = 2, 4
	yearsUsual, yearsMost   = 4, 10
	leaveUsual              = 25
	holidaysUsual           = 9
	monthsMost              = 240
	nameMost                = 80
	sharesMost              = 1_000_000_000
)

// raiseUsual is what pay is taken to rise by in a year: about what pay of whole economies has risen by.
const raiseUsual Percent = 3_00

// Check reports what of the question makes no sense, as a pay.Invalid error that names the field; Compare
// calls it.
func (q *Question) Check() error {
	if n := len(q.Offers); n < offersLeast || n > offersMost {
		return invalid("offers", "there are %d offers, and from %d to %d can be compared", n, offersLeast, offersMost).
			WithHint("today's job may be one of them, with current: true")
	}
	if q.Years < 0 || q.Years > yearsMost {
		return invalid("years", "%d is not between 1 and %d years", q.Years, yearsMost)
	}
	if err := share100(q.Raise, "raise"); err != nil {
		return err
	}
	var names []string
	for i := range q.Offers {
		o := &q.Offers[i]
		if o.Name == "" || len(o.Name) > nameMost {
			return invalid("name", "offer %d needs a name of up to %d letters", i+1, nameMost)
		}
		if slices.Contains(names, o.Name) {
			return invalid("name", "two offers are called %q", o.Name).WithHint("give each a name of its own")
		}
		names = append(names, o.Name)
		if err := o.check(); err != nil {
			return err.At("offer " + o.Name)
		}
	}
	return nil
}

func invalid(field, format string, args ...any) *pay.Error {
	return pay.Errorf(pay.Invalid, format, args...).In(field)
}

// share100 refuses a share above 100 %.
func share100(p *Percent, field string) *pay.Error {
	if p != nil && (*p < 0 || *p > Whole) {
		return invalid(field, "%s %% is not between 0 and 100 %%", Amount(*p))
	}
	return nil
}

func (o *Offer) check() *pay.Error {
	switch {
	case o.Country == "":
		return invalid("country", "the country is missing, and with it the tax").
			WithHint("there are taxes of %s", strings.Join(tax.Countries(), ", "))
	case o.Base <= 0 || o.Base > amountMost:
		return invalid("base", "the base pay must be more than 0").WithHint("give the pay of a year as base: 85000")
	case o.Employment != "" && o.Employment != Employee && o.Employment != Invoice:
		return invalid("employment", "%q is neither employee nor invoice", string(o.Employment))
	case o.Remote != "" && !slices.Contains([]string{"remote", "hybrid", "onsite"}, o.Remote):
		return invalid("remote", "%q is none of remote, hybrid and onsite", o.Remote)
	case o.Hours < 0 || o.Hours > 100_00:
		return invalid("hours", "%s hours a week are not between 0 and 100", o.Hours)
	case o.Trial < 0 || o.Notice < 0 || o.Trial > monthsMost || o.Notice > monthsMost:
		return invalid("notice_months", "months are between 0 and %d", monthsMost)
	case o.Bonus.Share < 0 || o.Bonus.Share > 10*Whole || o.Bonus.Amount < 0 || o.Bonus.Amount > amountMost:
		return invalid("bonus", "a bonus is up to ten times the base")
	case o.SignOn.Amount < 0 || o.SignOn.Amount > amountMost || o.SignOn.Clawback < 0 || o.SignOn.Clawback > monthsMost:
		return invalid("sign_on", "a sign-on is an amount with up to %d months of clawback", monthsMost)
	case o.Posted != nil && (o.Posted.Low < 0 || o.Posted.High < o.Posted.Low || o.Posted.High > amountMost):
		return invalid("posted", "a posted range has a low end and a high end above it")
	}
	for _, days := range []*int{o.Leave, o.Holidays} {
		if days != nil && (*days < 0 || *days > 120) {
			return invalid("leave", "%d days are not between 0 and 120", *days)
		}
	}
	if err := share100(o.Bonus.Sure, "sure"); err != nil {
		return err
	}
	if err := share100(o.Raise, "raise"); err != nil {
		return err
	}
	return o.checkShares()
}

func (o *Offer) checkShares() *pay.Error {
	if e := o.Equity; e != nil {
		if e.Value < 0 || e.Value > amountMost || e.Refresher < 0 || e.Refresher > amountMost {
			return invalid("equity", "a grant is between 0 and %s", amountMost)
		}
		if e.Elapsed < 0 || e.Elapsed > monthsMost {
			return invalid("elapsed_months", "months are between 0 and %d", monthsMost)
		}
		if err := e.Vesting.check(); err != nil {
			return err
		}
		if e.Refreshed != nil {
			if err := e.Refreshed.check(); err != nil {
				return err
			}
		}
	}
	if p := o.Private; p != nil {
		dear := p.Strike > amountMost || p.Price > amountMost
		if dear || p.Shares <= 0 || p.Shares > sharesMost || p.Strike < 0 || p.Price < 0 {
			return invalid("private", "private equity has a number of shares, a strike and a price")
		}
		return p.Vesting.check()
	}
	return nil
}

// targetBonus returns the bonus of a year when its targets are met.
func (o *Offer) targetBonus() Amount { return o.Bonus.Share.of(o.Base) + o.Bonus.Amount }

// expectedBonus returns as much of it as is expected to be paid.
func (o *Offer) expectedBonus() Amount {
	if o.Bonus.Sure == nil {
		return o.targetBonus()
	}
	return o.Bonus.Sure.of(o.targetBonus())
}

// weeklyHours returns hours a week, in hundredths, and whether they are assumed.
func (o *Offer) weeklyHours() (hours Amount, assumed bool) {
	if o.Hours > 0 {
		return o.Hours, false
	}
	return Amount(money.HoursPerYear(o.Country)/52*100 + 0.5), true
}

// hoursWorked returns the hours of a year at work, in hundredths: those of the working days that leave and
// public holidays leave over. It also lists what had to be assumed.
func (o *Offer) hoursWorked() (hours Amount, assumed []string) {
	week, guessed := o.weeklyHours()
	if guessed {
		assumed = append(assumed, fmt.Sprintf("%s hours a week", strings.TrimSuffix(week.String(), ".00")))
	}
	days := 260
	for _, d := range []struct {
		given *int
		usual int
		what  string
	}{{o.Leave, leaveUsual, "days of leave"}, {o.Holidays, holidaysUsual, "public holidays"}} {
		off := d.usual
		if d.given != nil {
			off = *d.given
		} else {
			assumed = append(assumed, fmt.Sprintf("%d %s", d.usual, d.what))
		}
		days -= off
	}
	return Amount(share(int64(week), int64(days), 5)), assumed
}
