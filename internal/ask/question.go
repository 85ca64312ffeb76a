package ask

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// Read validates the words of a question and turns them into codes. Errors are of kind pay.Invalid and name the
// field. today is the day that dates are read against.
func Read(w wire.Question, today time.Time) (q pay.Question, err error) {
	if q.Profile, err = Profile(w); err != nil {
		return q, err
	}
	if w.Currency != "" {
		if q.Currency, err = Currency("currency", w.Currency); err != nil {
			return q, err
		}
	}
	if q.Period, err = Choice("period", w.Period, pay.Periods...); err != nil {
		return q, err
	}
	if q.Basis, err = Choice("basis", w.Basis, pay.Gross, pay.Net); err != nil {
		return q, err
	}
	if q.Component, err = Choice("component", w.Component, pay.Base, pay.Total); err != nil {
		return q, err
	}
	if q.On, err = Date(w.On, today); err != nil {
		return q, err
	}
	q.Brief = w.Brief
	if q.PPP = w.PPP; q.PPP && q.Currency != "" {
		return q, pay.Errorf(pay.Invalid, "purchasing power is stated in international dollars, not in %s", q.Currency).
			In("ppp").WithHint("leave out the currency, or leave out ppp")
	}
	return q, nil
}

// Profile reads whom a question is about.
func Profile(w wire.Question) (p pay.Profile, err error) {
	for _, f := range wire.Fields {
		facet := pay.Facet(f.Name)
		value, text := p.Field(facet), f.Of(&w)
		word, ok := text.(*string)
		if value == nil || !ok || facet == pay.FacetPlace || strings.TrimSpace(*word) == "" {
			continue
		}
		if *value, err = lookup(facet, *word); err != nil {
			return p, err
		}
	}
	if p.Skills, err = Skills(w.Skills); err != nil {
		return p, err
	}
	if p.Years, err = years(w.Years); err != nil {
		return p, err
	}
	if strings.TrimSpace(w.Place) != "" {
		err = place(&p, w.Place)
	}
	return p, err
}

// lookup reads a word of a facet. Any name may be that of an employer.
func lookup(facet pay.Facet, word string) (string, error) {
	if facet != pay.FacetCompany {
		return taxonomy.ForFacet(facet).Lookup(word)
	}
	code, name := taxonomy.Employer(word)
	if code == "" {
		return "", pay.Errorf(pay.Invalid, "%q is not the name of an employer", word).In("company").
			WithHint("type a name, as in google")
	}
	return name, nil
}

// Skills reads lists of skills, each of which may hold several between commas or semicolons. The codes come sorted,
// each once.
func Skills(lists []string) ([]string, error) {
	var codes []string
	for _, list := range lists {
		for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ';' || r == ',' }) {
			if strings.TrimSpace(word) == "" {
				continue
			}
			code, err := taxonomy.Skills.Lookup(word)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	slices.Sort(codes)
	return codes, nil
}

// place sets the place, and the country that it is in. A name that is of places in several countries is asked back
// about, never decided.
func place(p *pay.Profile, word string) error {
	found, err := taxonomy.FindPlace(p.Country, word)
	if err != nil {
		return err
	}
	p.Place, p.Country = found.Code, found.Country
	return nil
}

func years(s string) (pay.Years, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return pay.Years{}, nil
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > pay.MaxYears {
		return pay.Years{}, pay.Errorf(pay.Invalid, "%q is not a number of years of experience", s).In("years").
			WithHint("a number from 0 to %d", pay.MaxYears)
	}
	return pay.YearsOf(n), nil
}

// Currency reads a currency as a code, a symbol or a name; field is what an error names.
func Currency(field, s string) (code string, err error) {
	code, ok := currency(s)
	if !ok {
		return "", pay.Errorf(pay.Invalid, "%q is not a known currency", s).In(field).
			WithHint("use an ISO 4217 code such as EUR, USD or GBP")
	}
	return code, nil
}

func currency(s string) (code string, ok bool) {
	code = strings.ToUpper(strings.TrimSpace(s))
	if _, ok := money.Exponent(code); ok {
		return code, true
	}
	one, err := money.ParseAmount("1 "+s, "")
	if err != nil || one.Value != 1 || one.Period != "" || one.Basis != "" {
		return "", false
	}
	return one.Currency, true
}

// Choice reads a word of a short closed list; nothing said is the empty value.
func Choice[T ~string](field, s string, values ...T) (T, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || slices.Contains(values, T(s)) {
		return T(s), nil
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return "", pay.Errorf(pay.Invalid, "%q is not a known %s", s, field).In(field).
		WithHint("one of %s", strings.Join(words, ", "))
}

// dateForms are the ways to write a date, each with what leads from its first day to the day that it stands for.
var dateForms = []struct {
	layout       string
	months, days int
}{{"2006-01-02", 0, 0}, {"2006-01", 0, 14}, {"2006", 6, 0}}

// Date reads 2026-11-21, 2026-11 or 2026; nothing said is the zero time. A month or a year stands for its middle, but
// never for a day after today when it holds today.
func Date(s string, today time.Time) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	for _, form := range dateForms {
		t, err := time.Parse(form.layout, s)
		if err != nil {
			continue
		}
		t = t.AddDate(0, form.months, form.days)
		if t.After(today) && today.Format(form.layout) == s {
			t = today
		}
		if t.Year() < 1999 || t.Year() > today.Year()+5 {
			return t, pay.Errorf(pay.Invalid, "%s is out of reach", s).In("on").
				WithHint("a date from 1999 to %d", today.Year()+5)
		}
		return t, nil
	}
	return time.Time{}, pay.Errorf(pay.Invalid, "%q is not a date", s).In("on").
		WithHint("write it as %s or %s", today.Format("2006-01-02"), today.Format("2006-01"))
}

// Reading is pay as it was read: an amount, or both ends of a range.
type Reading = money.Reading

// Pay reads pay as people write it, an amount or a range, of somebody who works in a country; empty is no country.
func Pay(text, country string) (Reading, error) {
	r, err := money.ParseRange(text, money.Hint{Country: country})
	if err != nil {
		return r, err
	}
	if max(r.Min, r.Max) <= 0 {
		return r, pay.Errorf(pay.Invalid, "%q is no pay", text).WithHint("an amount above zero")
	}
	return r, nil
}

// Amount reads one amount of pay.
func Amount(text, country string) (pay.Amount, error) {
	a, err := money.ParseAmount(text, country)
	if err != nil {
		return a, err
	}
	if a.Value <= 0 {
		return a, pay.Errorf(pay.Invalid, "%q is no pay", text).WithHint("an amount above zero")
	}
	return a, nil
}

// Numbers reads named numbers, as people write them with a percent sign or a decimal comma. An empty one is not
// said.
func Numbers(texts map[string]string) (map[string]float64, error) {
	numbers := map[string]float64{}
	for name, text := range texts {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
		if text == "" {
			continue
		}
		v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		if err != nil || math.IsNaN(v) {
			return nil, pay.Errorf(pay.Invalid, "%q is not a number", text).In(name).WithHint("write it as 20 or 7.5")
		}
		numbers[name] = v
	}
	return numbers, nil
}

// Units reads what an amount is to be turned into: a currency, a period, or both, in any order.
func Units(words []string) (currencyCode string, period pay.Period, err error) {
	if len(words) == 0 {
		return "", "", pay.Errorf(pay.Invalid, "convert to what?").In("to").
			WithHint("to a period such as year, a currency such as USD, or both")
	}
	for _, word := range words {
		if p, err := Choice("to", word, pay.Periods...); err == nil && p != "" {
			period = p
		} else if code, ok := currency(word); ok {
			currencyCode = code
		} else {
			return "", "", pay.Errorf(pay.Invalid, "%q is neither a currency nor a period", word).In("to").
				WithHint("a currency such as USD, or one of hour, day, week, month, year")
		}
	}
	return currencyCode, period, nil
}

// Rate reads an amount whose period says whether it is a freelancer's rate, for an hour or a day, or an employee's
// gross pay, for a month or a year.
func Rate(text, country string) (pay.Amount, error) {
	a, err := money.ParseAmount(text, country)
	if err != nil {
		return a, err
	}
	switch {
	case a.Period == "":
		return a, pay.Errorf(pay.Invalid, "%q does not say what it is for", text).In("amount").WithHint(
			"a rate is for an hour or a day, as 80 EUR/hour; " +
				"an employee's pay for a month or a year, as 85000 EUR/year")
	case a.Period == pay.Week:
		return a, pay.Errorf(pay.Invalid, "%q may be a rate or a salary", text).In("amount").WithHint(
			"write what it is for a day when it is a rate, for a month or a year when it is an employee's pay")
	case a.Basis == pay.Net:
		return a, pay.Errorf(pay.Invalid, "rates and salaries are compared before tax").In("amount").
			WithHint("write the amount gross")
	}
	a.Basis = pay.Gross
	return a, nil
}

// OptionalAmount reads pay that may be left out; then it is nil.
func OptionalAmount(text, country string) (*pay.Amount, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	a, err := Amount(text, country)
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// Conversion is an amount and what it is to be turned into. What was not said is empty.
type Conversion struct {
	From     money.Reading
	Currency string
	Period   pay.Period
	On       time.Time // the day of the exchange rate
	Country  string    // whose full-time hours, and whose dollar or krona, are meant
}

// ReadConversion reads the words of a conversion.
func ReadConversion(amount string, to []string, on, country string, today time.Time) (c Conversion, err error) {
	if country != "" {
		if c.Country, err = taxonomy.Countries.Lookup(country); err != nil {
			return c, err
		}
	}
	if c.From, err = Pay(amount, c.Country); err != nil {
		return c, err
	}
	if c.On, err = Date(on, today); err != nil {
		return c, err
	}
	if c.Currency, c.Period, err = Units(to); err != nil {
		return c, err
	}
	if c.From.Period == "" && c.Period != "" {
		return c, pay.Errorf(pay.Invalid, "%q does not say for how long the pay is", amount).In("amount").
			WithHint("write %s/month or %s/year", amount, amount)
	}
	return c, nil
}
