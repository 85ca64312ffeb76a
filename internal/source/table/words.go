package table

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// blanks are cells that say nothing, in lower case.
var blanks = map[string]bool{
	"-": true, "--": true, "–": true, "—": true, "n/a": true, "n.a.": true, "none": true, "null": true, "nil": true, "nan": true, "?": true,
	".": true, "..": true, "...": true, "k.a.": true, "k. a.": true, "keine angabe": true, "nicht angegeben": true, "not stated": true,
	"not specified": true, "not available": true, "unknown": true, "no data": true, "s/d": true, "nd": true, "n.d.": true, "n/d": true,
	"brak": true, "н/д": true, "无": true, "なし": true, "없음": true, "na": true,
}

// blank reports whether a cell says nothing. "NA" is a country.
func blank(key, cell string) bool {
	if cell == "" {
		return true
	}
	if c := cell[0]; len(cell) > len("nicht angegeben") || '0' <= c && c <= '9' || c < utf8.RuneSelf && strings.IndexByte("-.?nNkKsSuUbB", c) < 0 {
		return false
	}
	return blanks[strings.ToLower(cell)] && !(key == "country" && strings.EqualFold(cell, "na"))
}

// totals are the first words of rows that add up others.
var totals = strings.Fields("total totals subtotal sum summe gesamt gesamtsumme zwischensumme somme totale totaal totalt suma summa " +
	"sous-total yhteensä celkem razem ogółem összesen итого всего всього разом toplam 合計 小計 总计 合计 소계 합계 average mean durchschnitt")

// isTotal reports whether a cell begins as those of a row that adds up others do.
func isTotal(cell string) bool {
	word := strings.ToLower(strings.TrimSpace(strings.TrimRight(cell, ": ")))
	if slices.Contains(totals, word) {
		return true
	}
	first, rest, _ := strings.Cut(word, " ")
	if last := word[strings.LastIndexByte(word, ' ')+1:]; slices.Contains(totals, last) {
		return true // "Platform total"
	}
	return slices.Contains(totals, strings.TrimRight(first, ":")) && !strings.Contains(rest, "reward") || first == "grand" && isTotal(rest)
}

// unit is a period of pay and how many of what is stated make one: two weeks are half of a week's pay.
type unit struct {
	period pay.Period
	times  float64
}

// longer are the periods that are parts or multiples of those that a record has.
var longer = map[string]unit{
	"two weeks": {pay.Week, 1. / 2}, "2 weeks": {pay.Week, 1. / 2}, "fortnight": {pay.Week, 1. / 2}, "fortnightly": {pay.Week, 1. / 2},
	"biweekly": {pay.Week, 1. / 2}, "bi weekly": {pay.Week, 1. / 2}, "every two weeks": {pay.Week, 1. / 2}, "14 tage": {pay.Week, 1. / 2},
	"four weeks": {pay.Week, 1. / 4}, "4 weeks": {pay.Week, 1. / 4}, "every four weeks": {pay.Week, 1. / 4},
	"half month": {pay.Month, 2}, "half a month": {pay.Month, 2}, "semi monthly": {pay.Month, 2}, "semimonthly": {pay.Month, 2},
	"twice a month": {pay.Month, 2}, "bimonthly": {}, "quincena": {pay.Month, 2}, "quincenal": {pay.Month, 2},
	"quarter": {pay.Month, 1. / 3}, "quarterly": {pay.Month, 1. / 3}, "quartal": {pay.Month, 1. / 3}, "trimestre": {pay.Month, 1. / 3},
	"half year": {pay.Month, 1. / 6}, "半月": {pay.Month, 2}, "月": {pay.Month, 1}, "年": {pay.Year, 1}, "時": {pay.Hour, 1}, "时": {pay.Hour, 1},
	"月給": {pay.Month, 1}, "月薪": {pay.Month, 1}, "年収": {pay.Year, 1}, "年薪": {pay.Year, 1}, "年俸": {pay.Year, 1}, "時給": {pay.Hour, 1},
	"时薪": {pay.Hour, 1}, "일급": {pay.Day, 1}, "월급": {pay.Month, 1}, "연봉": {pay.Year, 1}, "시급": {pay.Hour, 1},
	"salaried": {}, "annum": {pay.Year, 1}, "per annum": {pay.Year, 1}, "stundenlohn": {pay.Hour, 1}, "monatslohn": {pay.Month, 1},
	"monatsgehalt": {pay.Month, 1}, "jahresgehalt": {pay.Year, 1}, "tagessatz": {pay.Day, 1}, "stundensatz": {pay.Hour, 1},
}

// periodOf reads the period of pay: a code, a word that amounts are written with in any language, or one of longer.
func periodOf(value string) (unit, *pay.Error) {
	low := strings.ToLower(value)
	if pay.Period(low).Valid() {
		return unit{pay.Period(low), 1}, nil
	}
	key := strings.Join(strings.FieldsFunc(low, func(r rune) bool { return strings.ContainsRune(" -_/.", r) }), " ")
	if u, ok := longer[key]; ok {
		if u.period != "" {
			return u, nil
		}
	} else if a, err := money.ParseAmount("1 EUR "+low, ""); err == nil && a.Period != "" && a.Value == 1 {
		return unit{a.Period, 1}, nil
	}
	return unit{}, pay.Errorf(pay.Unreadable, "%q is not a known period", value).
		WithHint("one of hour, day, week, two weeks, half month, month, quarter, year")
}

// components are words for what pay includes.
var components = map[string]pay.Component{
	"base": pay.Base, "basic": pay.Base, "base salary": pay.Base, "base pay": pay.Base, "fixed": pay.Base, "fix": pay.Base, "grundgehalt": pay.Base,
	"total": pay.Total, "total compensation": pay.Total, "total comp": pay.Total, "tc": pay.Total, "ote": pay.Total, "gesamt": pay.Total,
}

// canonical returns what a value is called under a key with a closed list, and the value itself under
// the others.
func canonical(key, value string) (string, *pay.Error) {
	pick := func(ok bool, code, options string) (string, *pay.Error) {
		if ok {
			return code, nil
		}
		return "", pay.Errorf(pay.Unreadable, "%q is not a known %s", value, key).WithHint("one of %s", options)
	}
	low := strings.ToLower(value)
	switch key {
	case "currency":
		code, ok := currencyOf(value)
		return pick(ok, code, "the codes of ISO 4217, as EUR or USD")
	case "period":
		u, err := periodOf(value)
		return string(u.period), err
	case "basis":
		if pay.Basis(low).Valid() {
			return low, nil
		}
		a, err := money.ParseAmount("1 EUR "+low, "")
		return pick(err == nil && a.Basis != "" && a.Value == 1, string(a.Basis), "gross, net")
	case "component":
		code := components[low]
		return pick(code != "", string(code), "base, total")
	}
	vocabulary := taxonomy.ForFacet(pay.Facet(key))
	if vocabulary == nil || key == string(pay.FacetSkills) {
		return value, nil
	}
	code, err := vocabulary.Lookup(value)
	if err != nil {
		e, _ := errors.AsType[*pay.Error](err)
		return "", e
	}
	return code, nil
}

// currencyOf reads a currency by its code, sign or name, where that means one.
func currencyOf(value string) (code string, ok bool) {
	code = strings.ToUpper(value)
	if _, known := money.Exponent(code); known {
		return code, true
	}
	a, err := money.ParseAmount("1 "+value, "")
	return a.Currency, err == nil && a.Value == 1 && a.Period == ""
}
