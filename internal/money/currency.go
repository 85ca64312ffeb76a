package money

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Currency is one entry of ISO 4217, or one of the four that are at par with another and have a code by
// custom: GGP, IMP and JEP of the Crown dependencies, and FOK of the Faroe Islands.
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
	// written is the spellings besides codes, folded, by how they begin (see beginning), the longest first.
	written map[string][]spelling
	// letters maps a single letter to the currencies that it stands for at home.
	letters map[string][]meaning
}

// meaning is one currency that a spelling may stand for.
type meaning struct {
	code string
	// usual: what the spelling means where nothing says otherwise, as "$" the US dollar.
	usual bool
	// listed: the spelling is an alias. A symbol that is no alias is what the currency is written with at
	// home only.
	listed bool
	// doubtful: at home the spelling means this currency or the usual one: "$" in Brazil.
	doubtful bool
}

var currencies = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{byCode: map[string]Currency{}, written: map[string][]spelling{}, letters: map[string][]meaning{}}
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
				v.addAlias(c.Code, alias)
			}
		}
		if name, _ := fold(c.Name); c.InUse {
			v.add(name, meaning{code: c.Code, listed: true})
			v.add(name+"s", meaning{code: c.Code, listed: true})
		}
		// A lone letter is a symbol only where it is listed: "m" is the manat's, and a million or a month.
		symbol, _ := fold(strings.TrimSuffix(c.Symbol, "."))
		if c.InUse && (len(symbol) > 1 || symbol == "$") {
			v.add(symbol, meaning{code: c.Code})
		}
	}
	return v
})

// addAlias adds a spelling of the table: "!" marks the usual meaning, "?" a doubtful one, and "^" a letter
// that stands for the currency in its own country, before or behind the number.
func (v *vocabulary) addAlias(code, alias string) {
	alias, _ = fold(alias)
	name := strings.TrimRight(alias, "!?^")
	mark := alias[len(name):]
	if mark == "^" {
		v.letters[name] = append(v.letters[name], meaning{code: code, listed: true})
		return
	}
	v.add(name, meaning{code: code, usual: mark == "!", listed: true, doubtful: mark == "?"})
}

// add lets a spelling mean a currency, in the order of the list.
func (v *vocabulary) add(text string, m meaning) {
	key := text[:beginning(text)]
	list := v.written[key]
	i := slices.IndexFunc(list, func(s spelling) bool { return s.text == text })
	if i < 0 {
		list = append(list, spelling{text: text})
		i = len(list) - 1
	}
	if find(list[i].may, m.code) < 0 {
		list[i].may = append(list[i].may, m)
	}
	slices.SortStableFunc(list, func(a, b spelling) int { return len(b.text) - len(a.text) })
	v.written[key] = list
}

// meanings returns what a spelling may mean.
func (v *vocabulary) meanings(text string) []meaning {
	for _, s := range v.written[text[:beginning(text)]] {
		if s.text == text {
			return s.may
		}
	}
	return nil
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

// leadingCurrency returns the longest spelling of a currency that the rest starts with and that does not
// end inside a word, and what it may mean.
func (p *parser) leadingCurrency() (text string, may []meaning) {
	if p.rest == "" {
		return "", nil
	}
	for _, s := range currencies().written[p.rest[:beginning(p.rest)]] {
		if strings.HasPrefix(p.rest, s.text) && endsWord(p.rest, len(s.text)) {
			return s.text, s.may
		}
	}
	return p.leadingLetter()
}

// leadingLetter returns the letter that stands for a currency where it is written before the number, or
// behind it in the country of the currency: K12,000 in Zambia. Without a country it stands for any of them.
func (p *parser) leadingLetter() (text string, may []meaning) {
	size := letters(p.rest)
	if size == 0 || size > 2 {
		return "", nil
	}
	text = p.rest[:size]
	may = currencies().letters[text]
	if may == nil || p.n > 0 && p.country == "" {
		return "", nil
	}
	local, _ := CurrencyOf(p.country)
	if p.country != "" && find(may, local) < 0 {
		return "", nil
	}
	if p.n == 0 || p.joined {
		after := strings.TrimLeft(p.rest[size:], " .")
		if after == "" || !isDigit(after[0]) {
			return "", nil
		}
	}
	return text, may
}

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

//go:embed tables/funds.tsv
var fundsTSV string

// funds names the codes of ISO 4217 that are no money that anyone is paid in: units of account, metals,
// codes for tests.
var funds = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, row := range table(fundsTSV, 2) {
		m[row[0]] = row[1]
	}
	return m
})

// CurrencyOf returns the currency of a country (ISO 3166-1 alpha-2, or XK) today: Croatia has the euro
// since 2023, Bulgaria since 2026.
func CurrencyOf(country string) (code string, ok bool) {
	c, ok := countries()[country]
	return c.currency, ok
}

//go:embed tables/predecessors.tsv
var predecessorsTSV string

// predecessor is a currency that a country had until a month.
type predecessor struct {
	currency string
	until    int // the first month of the next
}

// predecessors is the former currencies of countries, the oldest first.
var predecessors = sync.OnceValue(func() map[string][]predecessor {
	m := map[string][]predecessor{}
	for _, row := range table(predecessorsTSV, 3) {
		m[row[0]] = append(m[row[0]], predecessor{row[1], mustMonth(row[2])})
	}
	return m
})

// CurrencyOn returns the currency that a country had in a month since 1999: the kuna in Croatia in 2019.
func CurrencyOn(country string, on Month) (code string, ok bool) {
	for _, p := range predecessors()[country] {
		if on.index() < p.until {
			return p.currency, true
		}
	}
	return CurrencyOf(country)
}

// Exponent returns the number of decimals of a currency's minor unit.
func Exponent(currency string) (digits int, ok bool) {
	c, ok := currencies().byCode[currency]
	return c.Digits, ok
}
