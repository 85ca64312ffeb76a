package money

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// OwnRate is a rate that a user gives, for a currency without one or in place of the one of the tables.
type OwnRate struct {
	Currency string  // ISO 4217
	Base     string  // the currency that it is stated in; USD where nothing is said
	Units    float64 // of Currency for one of Base
	Since    Month   // the rate is used from that month on, for as long as MaxAge; zero is always
	Name     string  // what an answer calls it: "own rate", or the file that it stands in
}

// Rates exchanges as the tables do, but for the currencies for which a user gives rates of their own: these
// go before. A nil *Rates has none.
type Rates struct{ own map[string][]OwnRate } // by currency, the newest first

// NewRates joins rates of a user's own. Two for one currency and month are an error, and so is one that is
// upside down: that says how many dollars make one of a currency of which the tables say the opposite.
func NewRates(own ...OwnRate) (*Rates, error) {
	r := &Rates{own: map[string][]OwnRate{}}
	for _, o := range own {
		if err := o.check(); err != nil {
			return nil, err
		}
		list := r.own[o.Currency]
		if slices.ContainsFunc(list, func(has OwnRate) bool { return has.Since == o.Since }) {
			return nil, pay.Errorf(pay.Invalid, "there are two rates of your own for %s", o.Currency).In("rate").
				WithHint("give one, or one for each month, as in %s=%s@2026-06", o.Currency, plain(o.Units))
		}
		list = append(list, o)
		slices.SortFunc(list, func(a, b OwnRate) int { return b.Since.index() - a.Since.index() })
		r.own[o.Currency] = list
	}
	return r, nil
}

// check reports a rate that cannot be meant.
func (o OwnRate) check() error {
	if err := known(o.Currency, o.Base); err != nil {
		return err
	}
	switch {
	case o.Currency == o.Base:
		return pay.Errorf(pay.Invalid, "a rate joins two currencies, and both are %s", o.Base).In("rate").
			WithHint(exampleRate)
	case !(o.Units > 0) || math.IsInf(o.Units, 0):
		return pay.Errorf(pay.Invalid, "a rate is a number above zero").In("rate").WithHint(exampleRate)
	}
	one, isKnown := roughly(1, o.Currency)
	base, isBase := roughly(1, o.Base)
	if !isKnown || !isBase {
		return nil
	}
	const far = 20
	given, usual := math.Log(o.Units), math.Log(base/one)
	if math.Abs(given-usual) > math.Log(far) && math.Abs(given+usual) < math.Log(far) {
		err := pay.Errorf(pay.Invalid, "%s %s for one %s looks upside down", plain(o.Units), o.Currency, o.Base)
		return err.In("rate").WithHint("write how many %s make one %s: %s=%.6g", o.Currency, o.Base, o.Currency, 1/o.Units)
	}
	return nil
}

const exampleRate = "write KES=129.5 for 129.5 shillings to the US dollar, KES/EUR=150 for a euro, " +
	"KES=129.5@2026-06 for a month"

// ParseRate reads a rate as "KES=129.5": so many shillings make a US dollar. "KES/EUR=150" is stated in euros,
// "KES=129.5@2026-06" holds from a month on.
func ParseRate(s string) (OwnRate, error) {
	left, right, ok := strings.Cut(strings.ReplaceAll(s, " ", ""), "=")
	if !ok {
		return OwnRate{}, pay.Errorf(pay.Invalid, "%q is not a rate", s).In("rate").WithHint(exampleRate)
	}
	currency, base, _ := strings.Cut(left, "/")
	units, since, _ := strings.Cut(right, "@")
	return newOwnRate("own rate", currency, units, base, since)
}

// newOwnRate reads the parts of a rate; base and since may be empty.
func newOwnRate(name, currency, units, base, since string) (o OwnRate, err error) {
	o = OwnRate{Currency: strings.ToUpper(currency), Base: strings.ToUpper(base), Name: name}
	if o.Base == "" {
		o.Base = "USD"
	}
	if o.Units, err = strconv.ParseFloat(units, 64); err != nil {
		return o, pay.Errorf(pay.Invalid, "%q is not the number of a rate", units).In("rate").WithHint(exampleRate)
	}
	if since != "" {
		if o.Since, err = ParseMonth(since); err != nil {
			return o, err
		}
	}
	return o, o.check()
}

// ParseRates reads a file of rates: a line for each, as ParseRate reads them, or with the columns currency,
// units for one of base, base (USD where empty) and month (always where empty), divided by commas, semicolons
// or tabs. Lines that start with "#" and a header are left out. name is what answers and errors call the file.
func ParseRates(name string, data []byte) ([]OwnRate, error) {
	var all []OwnRate
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || line[0] == '#' || len(all) == 0 && strings.HasPrefix(strings.ToLower(line), "currency") {
			continue
		}
		o, err := parseRateLine(name, line)
		if err, ok := errors.AsType[*pay.Error](err); ok {
			return nil, err.At(fmt.Sprintf("%s: line %d", name, number))
		}
		all = append(all, o)
	}
	if len(all) == 0 {
		return nil, pay.Errorf(pay.Invalid, "%s has no rates", name).In("rate").WithHint(exampleRate)
	}
	return all, nil
}

func parseRateLine(name, line string) (OwnRate, error) {
	if strings.Contains(line, "=") {
		o, err := ParseRate(line)
		o.Name = name
		return o, err
	}
	fields := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ';' || r == '\t' })
	if len(fields) < 2 || len(fields) > 4 {
		return OwnRate{}, pay.Errorf(pay.Invalid, "%q is not a rate", line).In("rate").
			WithHint("write currency, units for one US dollar, and where needed base and month, divided by commas")
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	fields = append(fields, "", "")
	return newOwnRate(name, fields[0], fields[1], fields[2], fields[3])
}

// of returns the rate of a user's own for a currency in a month.
func (r *Rates) of(currency string, on Month) (OwnRate, bool) {
	if r == nil {
		return OwnRate{}, false
	}
	for _, o := range r.own[currency] {
		age := on.index() - o.Since.index()
		if o.Since == (Month{}) || on == (Month{}) || 0 <= age && age <= MaxAge {
			return o, true
		}
	}
	return OwnRate{}, false
}

// Convert changes value as the function of that name does, by the user's own rates where there are any. The
// Rate names them in its Source.
func (r *Rates) Convert(value float64, from, to string, on Month) (float64, pay.Rate, error) {
	rate, err := r.joined(from, to, on, func(from, to string) (pay.Rate, error) {
		_, rate, err := Convert(1, from, to, on)
		return rate, err
	})
	return value * rate.Value, rate, err
}

// YearRate returns the mean rate of a year as the function of that name does, by the user's own rates of its
// June where there are any.
func (r *Rates) YearRate(from, to string, year int) (pay.Rate, error) {
	return r.joined(from, to, Month{year, 6}, func(from, to string) (pay.Rate, error) {
		return YearRate(from, to, year)
	})
}

// joined goes from a currency to another by the user's own rates at both ends, and by the tables between.
func (r *Rates) joined(from, to string, on Month, tables func(from, to string) (pay.Rate, error)) (pay.Rate, error) {
	start, isStart := r.of(from, on)
	last, isLast := r.of(to, on)
	if from == to || !isStart && !isLast {
		return tables(from, to)
	}
	factor, a, b := 1., from, to
	var names []string
	if isStart {
		factor, a = factor/start.Units, start.Base
		names = append(names, start.Name)
	}
	if isLast {
		factor, b = factor*last.Units, last.Base
		if !slices.Contains(names, last.Name) {
			names = append(names, last.Name)
		}
	}
	rate, err := tables(a, b)
	if err != nil {
		return pay.Rate{}, err
	}
	if rate.Source != "" {
		names = append(names, rate.Source)
	}
	rate.From, rate.To, rate.Value, rate.Source = from, to, factor*rate.Value, strings.Join(names, " and ")
	return rate, nil
}
