package tax

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
)

//go:embed tables/*.txt
var files embed.FS

// Table is the law of a country as Parse reads it.
type Table struct {
	country country
	file    string
	mu      sync.Mutex
	made    map[Question]*Rules // by the question in full
}

// Question says which law is meant.
type Question struct {
	Country string // ISO 3166-1 alpha-2
	Year    int    // of the calendar
	Region  string // a code of Regions, in either case; empty for what the table assumes
	Regime  string // a code of Regimes; empty for an employee
}

// Rules are the law of one country, year, region and regime. They are immutable and safe for concurrent use.
type Rules struct {
	Country    string        `json:"country"`
	Name       string        `json:"name"` // of the country
	Currency   string        `json:"currency"`
	Year       int           `json:"year"`
	Region     string        `json:"region,omitempty"`
	RegionName string        `json:"region_name,omitempty"`
	Regime     string        `json:"regime"`
	RegimeName string        `json:"regime_name"`
	Caveats    []pay.Warning `json:"caveats,omitempty"`
	// Unverified lists the figures behind the answer that were written from memory, each with its law. Where
	// it is not empty the answer says "about".
	Unverified []string `json:"unverified,omitempty"`
	program    program
	unit       decimal // one minor unit of Currency
	netMost    int64   // the net of the largest pay
}

// Choice is a region or a regime that may be asked for.
type Choice struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Invoice bool   `json:"invoice,omitempty"` // a regime of those who invoice a client
}

// tables holds every table, read when its country is first asked for.
var tables = sync.OnceValue(func() map[string]func() *Table {
	m := map[string]func() *Table{}
	entries, err := files.ReadDir("tables")
	if err != nil {
		panic(fmt.Sprintf("tax: reading embedded tables: %v", err))
	}
	for _, e := range entries {
		code, _ := strings.CutSuffix(e.Name(), ".txt")
		m[strings.ToUpper(code)] = sync.OnceValue(func() *Table { return load(e.Name()) })
	}
	return m
})

// load reads an embedded table. One that is malformed is a fault of the program and panics.
func load(name string) *Table {
	text, err := files.ReadFile("tables/" + name)
	if err != nil {
		panic(fmt.Sprintf("tax: reading embedded tables: %v", err))
	}
	t, err := Parse(name, string(text))
	if err != nil {
		panic("tax: " + err.Error())
	}
	return t
}

// Countries lists the countries that have a table, by code.
func Countries() []string {
	list := make([]string, 0, len(tables()))
	for code := range tables() {
		list = append(list, code)
	}
	slices.Sort(list)
	return list
}

// Of returns the table of a country. One without a table is a pay.NotFound error.
func Of(country string) (*Table, error) {
	if t, ok := tables()[country]; ok {
		return t(), nil
	}
	return nil, pay.Errorf(pay.NotFound, "there is no table of taxes for the country %q", country).In("country").
		WithHint("there are tables for %s", strings.Join(Countries(), ", "))
}

// Years lists the years of a table, the earliest first.
func (t *Table) Years() []int { return slices.Clone(t.country.years) }

// Regions lists the regions of a table; none when the law is one for the country.
func (t *Table) Regions() []Choice { return choices(t.country.regions) }

// Regimes lists the ways of being paid that a table knows, the usual one first.
func (t *Table) Regimes() []Choice { return choices(t.country.regimes) }

func choices(parts []part) []Choice {
	list := make([]Choice, len(parts))
	for i, p := range parts {
		list[i] = Choice{p.code, p.name, p.invoice}
	}
	return list
}

// Find returns the rules that q means. What has no table is refused by name: a country, year, region or
// regime that is unknown is a pay.NotFound error whose hint lists those that are known.
func Find(q Question) (*Rules, error) {
	t, err := Of(q.Country)
	if err != nil {
		return nil, err
	}
	return t.Find(q.Year, q.Region, q.Regime)
}

// Find returns the rules of a year, region and regime, as the function of that name does.
func (t *Table) Find(year int, region, regime string) (*Rules, error) {
	q, assumed, err := t.complete(year, region, regime)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	key := q
	if assumed {
		key.Country = "" // the same law with another caveat
	}
	if r, ok := t.made[key]; ok {
		return r, nil
	}
	r, err := t.compile(q, assumed)
	if err != nil {
		return nil, pay.Errorf(pay.NotFound, "the table of taxes of %s does not cover %s in %d",
			t.country.name, q.Region+" "+q.Regime, q.Year).Because(err).In("on").
			WithHint("another year or region may be covered: %v", t.country.years)
	}
	if t.made == nil {
		t.made = map[Question]*Rules{}
	}
	t.made[key] = r
	return r, nil
}

// complete fills in the usual regime and the assumed region, and refuses what the table does not know.
func (t *Table) complete(year int, region, regime string) (q Question, assumed bool, err error) {
	c := &t.country
	if !slices.Contains(c.years, year) {
		return q, false, pay.Errorf(pay.NotFound, "there is no table of taxes for %s in %d", c.name, year).In("on").
			WithHint("there are tables for %s", strings.Trim(fmt.Sprint(c.years), "[]"))
	}
	q = Question{Country: c.code, Year: year, Regime: c.regimes[0].code}
	if regime != "" {
		p := find(c.regimes, regime)
		if p == nil {
			return q, false, unknown(c, "regime", regime, c.regimes)
		}
		q.Regime = p.code
	}
	if region == "" {
		q.Region = c.assumed
		return q, c.assumed != "", nil
	}
	p := find(c.regions, region)
	if p == nil {
		return q, false, unknown(c, "region", region, c.regions)
	}
	q.Region = p.code
	return q, false, nil
}

func unknown(c *country, what, given string, parts []part) error {
	e := pay.Errorf(pay.NotFound, "the table of taxes of %s has no %s %q", c.name, what, given).In(what)
	if len(parts) == 0 {
		return e.WithHint("its law is one for the whole country: leave the %s out", what)
	}
	var list []string
	for _, p := range parts {
		list = append(list, fmt.Sprintf("%s (%s)", p.code, p.name))
	}
	return e.WithHint("it has %s", strings.Join(list, ", "))
}

// compile makes the rules of a question that complete has filled in.
func (t *Table) compile(q Question, assumed bool) (*Rules, error) {
	country := &t.country
	regime := find(country.regimes, q.Regime)
	parts := []*part{&country.common, regime}
	region := find(country.regions, q.Region)
	if region != nil {
		if region.within != "" {
			parts = append(parts, find(country.regions, region.within))
		}
		parts = append(parts, region)
	}
	c := &compiler{
		figures: map[string]figure{}, grids: map[string]grid{}, year: q.Year, used: map[string]law{},
		slots:    map[string]int{"gross": slotGross, "social": slotSocial, "tax": slotTax, " employer": slotOwner},
		position: map[string]int{},
	}
	r := &Rules{
		Country: country.code, Name: country.name, Currency: country.currency, Year: q.Year,
		Regime: regime.code, RegimeName: regime.name,
	}
	if region != nil {
		r.Region, r.RegionName = region.code, region.name
	}
	for _, p := range parts {
		c.define(p)
		for _, note := range p.notes {
			code, text, _ := strings.Cut(note, ": ")
			r.Caveats = append(r.Caveats, pay.Warning{Code: code, Message: text})
		}
	}
	for _, p := range parts {
		for _, rule := range p.rules {
			if err := c.rule(rule); err != nil {
				return nil, fmt.Errorf("%s: %w", t.file, err)
			}
		}
	}
	if assumed {
		r.Caveats = append(r.Caveats, pay.Warning{Code: "region-assumed",
			Message: fmt.Sprintf("no region was given: this is %s", region.name)})
	}
	r.Unverified = c.unverified()
	r.program = c.program
	r.unit = minorUnit(country.currency)
	r.netMost = r.Assess(r.grossMost()).Net
	return r, nil
}

// define enters the figures and grids of a part, which replace those of the same name in earlier parts.
func (c *compiler) define(p *part) {
	for _, f := range p.figures {
		c.figures[f.name] = f
	}
	for _, g := range p.grids {
		if slices.Contains(g.years, c.year) {
			c.grids[g.name] = g
		}
	}
}

// unverified lists what was written from memory and is used, in the order of the table.
func (c *compiler) unverified() []string {
	var names []string
	for name, l := range c.used {
		if l.doubted(c.year) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return c.used[a].line - c.used[b].line })
	for i, name := range names {
		names[i] = name + ": " + c.used[name].text
	}
	return names
}

func minorUnit(currency string) decimal {
	digits, _ := money.Exponent(currency)
	unit := one
	for range digits {
		unit /= 10
	}
	return unit
}
