package money

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Currency is one entry of ISO 4217.
type Currency struct {
	Code   string // as "EUR"
	Digits int    // decimals of the minor unit: 2 for cents, 0 for yen, 3 for Kuwaiti fils
	InUse  bool   // false for a currency that has been replaced, as the Croatian kuna
	Name   string // in English, as "pound sterling"
	Symbol string // as its users write it; several currencies share "$", "kr", "Rs"
}

// country is what the package knows about a country besides its statistics.
type country struct {
	currency string
	week     float64 // hours of a full-time week; 0 when not known
}

var (
	//go:embed tables/currencies.tsv
	currenciesTSV string
	//go:embed tables/countries.tsv
	countriesTSV string
)

// vocabulary is the currencies with the ways in which people write them.
type vocabulary struct {
	list   []Currency // by code
	byCode map[string]Currency
	// written maps a spelling in lower case (an alias, a symbol or a name) to the currencies it may
	// mean, in the order of the list.
	written map[string][]meaning
}

// meaning is one currency that a spelling may stand for.
type meaning struct {
	code string
	// usual: what the spelling means where nothing says otherwise, as "$" the US dollar.
	usual bool
	// listed: the spelling is an alias. A symbol that is no alias is what the currency is written with at
	// home, where it competes with another currency: "$" in Mexico is the peso, or the dollar.
	listed bool
}

var currencies = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{byCode: map[string]Currency{}, written: map[string][]meaning{}}
	for _, row := range table(currenciesTSV, 6) {
		digits, err := strconv.Atoi(row[1])
		if err != nil {
			panic(fmt.Sprintf("money: currencies.tsv: %s: %v", row[0], err))
		}
		c := Currency{Code: row[0], Digits: digits, InUse: row[2] == "yes", Name: row[3], Symbol: row[4]}
		v.list = append(v.list, c)
		v.byCode[c.Code] = c
		for alias := range strings.SplitSeq(row[5], "|") {
			if alias != "" {
				name, usual := strings.CutSuffix(alias, "!")
				v.add(name, meaning{c.Code, usual, true})
			}
		}
		// A lone letter is a symbol only where it is listed: "m" is the manat's, and a million or a month.
		symbol := strings.TrimSuffix(strings.ToLower(c.Symbol), ".")
		if c.InUse && (len(symbol) > 1 || symbol == "$") {
			v.add(symbol, meaning{c.Code, false, false})
		}
	}
	return v
})

func (v *vocabulary) add(spelling string, m meaning) {
	known := v.written[spelling]
	if !slices.ContainsFunc(known, func(k meaning) bool { return k.code == m.code }) {
		v.written[spelling] = append(known, m)
	}
}

var countries = sync.OnceValue(func() map[string]country {
	m := map[string]country{}
	for _, row := range table(countriesTSV, 4) {
		c := country{currency: row[1]}
		if row[2] != "" {
			week, err := strconv.ParseFloat(row[2], 64)
			if err != nil {
				panic(fmt.Sprintf("money: countries.tsv: %s: %v", row[0], err))
			}
			c.week = week
		}
		m[row[0]] = c
	}
	return m
})

// table splits an embedded tab-separated table into rows of n columns, without its header. The tables are
// part of the program, so a malformed one is a fault of the program and panics.
func table(s string, n int) [][]string {
	var rows [][]string
	for line := range strings.Lines(s) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(row) != n {
			panic(fmt.Sprintf("money: table row %q has %d columns, want %d", line, len(row), n))
		}
		rows = append(rows, row)
	}
	return rows[1:]
}

// Currencies lists every currency known, those in use and those replaced, by code.
func Currencies() []Currency { return slices.Clone(currencies().list) }

// CurrencyOf returns the currency of a country (ISO 3166-1 alpha-2, or XK) today: Croatia has the euro
// since 2023, Bulgaria since 2026.
func CurrencyOf(country string) (code string, ok bool) {
	c, ok := countries()[country]
	return c.currency, ok
}

// Exponent returns the number of decimals of a currency's minor unit.
func Exponent(currency string) (digits int, ok bool) {
	c, ok := currencies().byCode[currency]
	return c.Digits, ok
}
