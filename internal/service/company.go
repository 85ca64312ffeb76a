package service

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/company"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Company       = wire.Company
	CompanyGroup  = wire.CompanyGroup
	CompanyPay    = wire.CompanyPay
	CompanyRanked = wire.CompanyRanked
	Companies     = wire.Companies
)

// CreditRanges is whom the advertised ranges are owed to.
const CreditRanges = "ranges on employers' own job boards, July and August 2026"

// LeastCompany is the smallest number of filings and ranges with pay by which an employer is listed, when none is said.
const LeastCompany = company.MinPeople

// The orders of a list of employers.
const (
	ByPay   = "pay"   // by what is sure: the lower end of the interval of the median
	ByHires = "hires" // by filings and advertised jobs for the role
)

// alikeShown is how many employers like one are listed.
const alikeShown = 8

// The codes of warnings about an employer.
const (
	WarnCompany        = "company"         // what the employer does to the answer
	WarnCompanyUnknown = "company-unknown" // the answer is not of the employer
	WarnCompanyTotal   = "company-total"   // its bonus and equity are unknown
	WarnCompanyCountry = "company-country" // the answer was brought to the USA
	WarnFloor          = "floor"
)

// Company answers what an employer pays, by its own filings and ranges, with what it pays for a profile, of which
// role, level or years, and place count. The error is of kind pay.NotFound for an employer of which nothing is known,
// and suggests those that are called nearly so.
func (v View) Company(name string, p pay.Profile, year int) (Company, error) {
	table, err := reference.Companies()
	if err != nil {
		return Company{}, err
	}
	e, err := table.Find(name)
	if err != nil {
		return Company{}, err
	}
	p = v.settle(pay.Question{Profile: p.Only(pay.FacetRole, pay.FacetCountry, pay.FacetPlace, pay.FacetYears,
		pay.FacetLevel)}).Profile
	paid, err := table.Pay(e, p, year)
	if err != nil {
		return Company{}, err
	}
	p.Country, p.Company = "US", e.Name
	c := Company{
		CompanyName: companyName(table, e), Site: e.Site, Profile: p,
		Filings: e.Filings, WithPay: e.Filed, Ranges: e.Posted, First: e.First, Last: e.Last,
		Sites: e.Sites, AtMinimum: e.AtMinimum, Outsourcing: e.Outsourcing,
		Groups: []CompanyGroup{}, Ladder: []wire.CompanyStep{}, Open: []CompanyGroup{}, Alike: []CompanyRanked{},
		Bias: biasOf(table), Sources: []string{CreditFilings, CreditRanges}, Warnings: paid.Warnings,
	}
	said := companyPay(paid)
	if !e.Evident() {
		c.Instead = said
		return c, nil
	}
	c.Pay = said
	c.Groups, c.Open = groupsOf(e)
	c.Ladder = ladderOf(e)
	for _, like := range table.Like(e, alikeShown) {
		r := CompanyRanked{CompanyName: companyName(table, like), WithPay: like.Filed, Ranges: like.Posted,
			First: like.First, Last: like.Last}
		if there, err := table.Pay(like, p, year); err == nil {
			r.Median, r.Interval = there.Distribution.Median(), &there.Median
			r.Ratio = r.Median / said.Market
		}
		c.Alike = append(c.Alike, r)
	}
	if e.Outsourcing {
		c.Warnings = append(c.Warnings, pay.Warning{Code: "outsourcing", Message: outsourcingWords})
	}
	c.Rank, c.Of, err = rankOf(table, e, p, year)
	return c, err
}

const outsourcingWords = "this employer lends its people to others: by its numbers it files much, at many places and " +
	"below the market; what its customers pay is another matter"

// groupsOf returns an employer's groups of filings and of ranges. Titles stand on the ladder.
func groupsOf(e *company.Employer) (filed, posted []CompanyGroup) {
	filed, posted = []CompanyGroup{}, []CompanyGroup{}
	for _, g := range e.Groups() {
		switch {
		case g.Posted:
			posted = append(posted, CompanyGroup(g))
		case g.Facet != "title":
			filed = append(filed, CompanyGroup(g))
		}
	}
	return filed, posted
}

// ladderOf returns the levels that an employer's titles name.
func ladderOf(e *company.Employer) []wire.CompanyStep {
	steps := []wire.CompanyStep{}
	for _, s := range e.Ladder() {
		step := wire.CompanyStep{Level: s.Level, CompanyGroup: CompanyGroup(s.Group), Titles: []CompanyGroup{}}
		for _, title := range s.Titles {
			step.Titles = append(step.Titles, CompanyGroup(title))
		}
		steps = append(steps, step)
	}
	return steps
}

// companyName says who an employer is.
func companyName(t *company.Table, e *company.Employer) wire.CompanyName {
	return wire.CompanyName{
		Code: e.Code, Name: e.Name, Industry: e.Industry, OrgSize: e.OrgSize, Tier: string(t.TierOf(e)),
	}
}

// companyPay states what is paid beside the market.
func companyPay(p company.Pay) *CompanyPay {
	c := &CompanyPay{
		Distribution: p.Distribution, Median: p.Median, Market: p.Distribution.Median() / p.Effect.Ratio,
		Ratio: p.Effect.Ratio, Within: p.Effect.Interval, Own: p.Effect.Own, Posted: p.Effect.Posted,
		Borrowed: p.Effect.Borrowed, Year: p.Year,
	}
	if p.Found != nil {
		found := CompanyGroup(*p.Found)
		c.Found = &found
	}
	return c
}

func biasOf(t *company.Table) wire.CompanyBias {
	b := t.Bias()
	return wire.CompanyBias{
		Ratio: b.Ratio, Interval: b.Interval, Employers: b.Employers, Filings: b.Filings, Ranges: b.Ranges,
	}
}

// rankOf returns the place of an employer among those that are ranked for a profile, 0 when it is not ranked.
func rankOf(t *company.Table, e *company.Employer, p pay.Profile, year int) (rank, count int, err error) {
	all, err := t.Rank(p, year, company.MinFilings)
	if err != nil {
		return 0, 0, err
	}
	return 1 + slices.IndexFunc(all, func(r company.Ranked) bool { return r.Employer == e }), len(all), nil
}

// CompaniesQuestion asks for a list of employers.
type CompaniesQuestion struct {
	Profile pay.Profile // of which role, country, place, years and level count
	Year    int         // 0 is the newest of the filings
	Least   int         // filings and ranges with pay; 0 is LeastCompany, and the fewest are company.MinFilings
	By      string      // ByPay, which is meant when it is empty, or ByHires
	Limit   int         // 0 is all
}

// Companies lists the employers that hire for a profile, with their pay. The error is of kind pay.NoEvidence for
// another country than the USA.
func (v View) Companies(q CompaniesQuestion) (Companies, error) {
	table, err := reference.Companies()
	if err != nil {
		return Companies{}, err
	}
	p := v.settle(pay.Question{Profile: q.Profile.Only(pay.FacetRole, pay.FacetCountry, pay.FacetPlace,
		pay.FacetYears, pay.FacetLevel)}).Profile
	least := max(cmp.Or(q.Least, LeastCompany), company.MinFilings)
	list := Companies{
		Profile: p, By: cmp.Or(q.By, ByPay), Least: least,
		Companies: []CompanyRanked{}, Sources: []string{CreditFilings, CreditRanges}, Warnings: listWarnings(),
	}
	ranked, err := table.Rank(p, q.Year, least)
	if err != nil {
		return Companies{}, err
	}
	p.Country = "US"
	list.Profile, list.Total = p, len(ranked)
	if list.Total == 0 {
		return list, pay.Errorf(pay.NoEvidence, "no employer of a %s is known by %d filings and advertised ranges",
			taxonomy.Describe(p), least).WithHint("leave out the place, or ask for less evidence: least=%d",
			company.MinFilings)
	}
	list.Market = ranked[0].Median / ranked[0].Ratio
	_, list.Year = table.Years()
	if q.Year != 0 {
		first, last := table.Years()
		list.Year = min(max(q.Year, first), last)
	}
	places := map[*company.Employer]int{}
	for i, r := range ranked {
		places[r.Employer] = i + 1
	}
	if list.By == ByHires {
		slices.SortStableFunc(ranked, func(a, b company.Ranked) int { return b.Hires - a.Hires })
	}
	if q.Limit > 0 {
		ranked = ranked[:min(q.Limit, len(ranked))]
	}
	for _, r := range ranked {
		list.Companies = append(list.Companies, companyRanked(table, r, places[r.Employer]))
	}
	return list, nil
}

// CompanyPages lists the codes of the employers that have a page in the sitemap: those with enough filings and ranges
// with pay to be listed, the most sure of pay first.
func (v View) CompanyPages() ([]string, error) {
	table, err := reference.Companies()
	if err != nil {
		return nil, err
	}
	ranked, err := table.Rank(pay.Profile{}, 0, LeastCompany)
	codes := make([]string, 0, len(ranked))
	for _, r := range ranked {
		codes = append(codes, r.Code)
	}
	return codes, err
}

// listWarnings are what must be known to read a list of employers rightly.
func listWarnings() []pay.Warning {
	return []pay.Warning{
		{Code: WarnFloor, Message: "filings state the least that is paid as base, for jobs that may be done on a " +
			"visa; " +
			"bonus and equity are unknown, and they are large at some employers"},
		{Code: "sure", Message: "sorted by what is sure: the lower end of the 90 % interval of the median; " +
			"employers of few " +
			"filings are drawn towards those of their industry, size and kind of work"},
	}
}

// companyRanked states an employer of a list; one of whose pay too little is known has none.
func companyRanked(t *company.Table, r company.Ranked, rank int) CompanyRanked {
	c := CompanyRanked{
		CompanyName: companyName(t, r.Employer), Rank: rank, Median: r.Median, Ratio: r.Ratio, Hires: r.Hires,
		WithPay: r.Filed, Ranges: r.Posted, First: r.First, Last: r.Last, Outsourcing: r.Outsourcing,
	}
	if r.Median > 0 {
		within := r.Interval
		c.Interval = &within
	}
	return c
}

// hiring lists the employers that look for most people of a role in the USA.
func hiring(role string, n int) ([]CompanyRanked, error) {
	table, err := reference.Companies()
	if err != nil {
		return nil, err
	}
	all, err := table.Hiring(pay.Profile{Role: cmp.Or(role, "developer")}, n)
	if err != nil {
		return nil, err
	}
	list := []CompanyRanked{}
	for _, r := range all {
		list = append(list, companyRanked(table, r, 0))
	}
	return list, nil
}

// companyNames lists at most limit employers for what has been typed of a name, the likeliest first.
func companyNames(typed string, limit int) ([]Entry, error) {
	table, err := reference.Companies()
	if err != nil {
		return nil, err
	}
	entries := []Entry{}
	if strings.TrimSpace(typed) == "" {
		for e := range table.All() {
			if len(entries) == limit {
				break
			}
			entries = append(entries, Entry{Code: e.Code, Name: e.Name})
		}
		return entries, nil
	}
	found := table.Search(typed, limit)
	if len(found) == 0 {
		found = table.Near(typed, limit)
	}
	for _, e := range found {
		entries = append(entries, Entry{Code: e.Code, Name: e.Name})
	}
	return entries, nil
}

// employer is what is known of the company of a question.
type employer struct {
	name   string
	known  *company.Employer // nil where nothing is known
	effect *company.Effect   // nil where it is answered by its industry, size and country
	bias   wire.CompanyBias
	near   []string // what may have been meant where nothing is known
}

// employerOf returns what is known of the company of a profile, nil when none is asked for.
func employerOf(p pay.Profile) (*employer, error) {
	if p.Company == "" {
		return nil, nil
	}
	table, err := reference.Companies()
	if err != nil {
		return nil, err
	}
	e := &employer{name: p.Company, bias: biasOf(table)}
	code, _ := taxonomy.Employer(p.Company)
	found, ok := table.Employer(code)
	if !ok {
		for _, near := range table.Near(p.Company, 3) {
			e.near = append(e.near, near.Name)
		}
		return e, nil
	}
	e.known, e.name = found, found.Name
	effect, err := table.Effect(found, p)
	if kind := pay.KindOf(err); err != nil && kind != pay.NoEvidence {
		return nil, err
	}
	if err == nil {
		e.effect = &effect
	}
	return e, nil
}

// basePay reports whether what is known of an employer is of base pay, so that no answer about it can be of more.
func basePay(p pay.Profile) bool {
	e, err := employerOf(p)
	return err == nil && e != nil && e.effect != nil
}

// ask turns a question about people of an employer into the one that the estimator can answer. The effect stands for
// the employer's industry and size too, and is of base pay in the USA.
func (e *employer) ask(q *question) (asked pay.Profile) {
	q.Profile.Company = e.name
	if e.effect != nil {
		q.Component = pay.Base
		q.Profile.Country = "US"
		return q.Profile.Without(pay.FacetCompany, pay.FacetIndustry, pay.FacetOrgSize)
	}
	asked = q.Profile.Without(pay.FacetCompany)
	if e.known != nil {
		asked.Industry = cmp.Or(asked.Industry, e.known.Industry)
		asked.OrgSize = cmp.Or(asked.OrgSize, e.known.OrgSize)
	}
	return asked
}

// move takes an answer about everybody of a profile to the employer, and says so.
func (e *employer) move(a *pay.Answer, asked pay.Question, brief bool) {
	if e.effect == nil {
		a.Warnings = append(a.Warnings, e.unknownWarning(a.Profile))
		return
	}
	f := *e.effect
	before := a.Distribution.Median()
	a.Distribution = f.Apply(a.Distribution)
	// Both are uncertain by a factor, and by their own evidence each.
	half := math.Hypot(math.Log(a.Median.High/a.Median.Low), math.Log(f.Interval.High/f.Interval.Low)) / 2
	median := a.Distribution.Median()
	a.Median.Low, a.Median.High = median*math.Exp(-half), median*math.Exp(half)
	if !brief {
		a.Effects = append(a.Effects, pay.Effect{
			Facet: pay.FacetCompany, Value: e.name, Money: median - before, Ratio: median / before,
		})
	}
	a.Warnings = append(a.Warnings, e.warnings(asked)...)
}

// warnings says what an answer of an employer rests on.
func (e *employer) warnings(asked pay.Question) []pay.Warning {
	f := *e.effect
	all := []pay.Warning{{
		Code: WarnCompany,
		Message: "%s pays %s base against all employers for the same work there (90 %% interval %s to %s), by %s " +
			"filings and " +
			"%s advertised ranges of %s to %s; the answer for everybody is moved by that, whatever the industry and " +
			"size",
		Args: []any{
			e.name, pay.Change{Ratio: f.Ratio}, pay.Change{Ratio: f.Interval.Low}, pay.Change{Ratio: f.Interval.High},
			pay.Plain(f.Filed), pay.Plain(f.Ranges), fmt.Sprint(f.First), fmt.Sprint(f.Last),
		},
	}}
	if f.Borrowed != "" {
		all = append(all, pay.Warning{
			Code: "company-borrowed", Message: "that rests by %s %% on its own evidence, and else on " + f.Borrowed,
			Args: []any{pay.Plain(math.Round(100 * f.Own))},
		})
	}
	if f.Posted > .05 {
		all = append(all, pay.Warning{
			Code: "company-advertised",
			Message: "a part of it is advertised ranges, whose middle lies %s against filings of the same employers " +
				"(95 %% interval %s to %s): that is taken off",
			Args: []any{
				pay.Change{Ratio: e.bias.Ratio, Decimals: 1}, pay.Change{Ratio: e.bias.Interval.Low, Decimals: 1},
				pay.Change{Ratio: e.bias.Interval.High, Decimals: 1},
			},
		})
	}
	all = append(all, pay.Warning{
		Code: WarnCompanyTotal,
		Message: "bonus and equity at %s are stated nowhere: this is base pay, and filings are its floor; total pay " +
			"is unknown",
		Args: []any{e.name},
	})
	if asked.Profile.Country == "" {
		all = append(all, pay.Warning{
			Code:    WarnCompanyCountry,
			Message: "no country is said: what employers pay is known of the USA, and the answer is for there",
		})
	}
	if e.known.Outsourcing {
		all = append(all, pay.Warning{Code: "outsourcing", Message: outsourcingWords})
	}
	return all
}

// unknownWarning says that an answer is not of the employer, and what else may have been meant.
func (e *employer) unknownWarning(p pay.Profile) pay.Warning {
	w := pay.Warning{Code: WarnCompanyUnknown, Args: []any{e.name}}
	var kinds []string
	if e.known != nil && (e.known.Industry != "" || p.Industry != "") {
		kinds = append(kinds, "industry")
	}
	if e.known != nil && (e.known.OrgSize != "" || p.OrgSize != "") {
		kinds = append(kinds, "size")
	}
	if p.Country != "" {
		kinds = append(kinds, "country")
	}
	where := "for employers everywhere"
	if len(kinds) > 0 {
		where = "for employers of its " + joined(kinds)
	}
	switch {
	case e.known == nil:
		w.Message = "nothing is known of what %s pays: the answer is as without it"
		if len(e.near) > 0 {
			w.Message += "; did you mean %s?"
			w.Args = append(w.Args, strings.Join(e.near, ", "))
		} else {
			w.Message += "; say its industry and size"
		}
	case e.known.Evident():
		w.Message = "what %s pays is known in the USA alone: the answer is " + where
	default:
		w.Message = "too little is known of what %s pays: the answer is " + where
	}
	return w
}

// joined writes words as a list: "industry, size and country".
func joined(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// layers says what the employer's filings and ranges state by themselves, in the unit of the answer.
func (e *employer) layers(q question, currency string) []pay.LayerEvidence {
	if e.effect == nil {
		return nil
	}
	var layers []pay.LayerEvidence
	filed, posted := groupsOf(e.known)
	for _, groups := range [][]CompanyGroup{filed, posted} {
		g, ok := closest(groups, q.Profile)
		if !ok {
			continue
		}
		factor, ok := q.factorOf("USD", currency, g.Last)
		if !ok {
			continue
		}
		l := pay.LayerEvidence{
			Layer: pay.Official, Sources: []string{"lca"}, N: g.N, FirstYear: g.First, LastYear: g.Last,
			P25: g.P25 * factor, P50: g.P50 * factor, P75: g.P75 * factor,
			About: "filings of " + e.name + groupWords(g) + ": the least that is paid as base",
		}
		if g.Posted {
			l.Layer, l.Sources, l.About = pay.Posted, []string{"ats"},
				"ranges of "+e.name+groupWords(g)+", by their middle"
		}
		layers = append(layers, l)
	}
	return layers
}

// closest returns the group that says most of a profile: of its place, else its level, else its role, else all.
func closest(groups []CompanyGroup, p pay.Profile) (best CompanyGroup, ok bool) {
	for _, facet := range []pay.Facet{pay.FacetRole, pay.FacetLevel, pay.FacetPlace, ""} {
		for _, g := range groups {
			if g.Facet == string(facet) && (facet == "" || p.Has(facet) && g.Value == p.Value(facet)) {
				return g, true
			}
		}
	}
	return best, false
}

// groupWords says what a group is of, behind the employer's name.
func groupWords(g CompanyGroup) string {
	switch pay.Facet(g.Facet) {
	case pay.FacetRole:
		return " for every " + taxonomy.InSentence(taxonomy.Roles.Name(g.Value))
	case pay.FacetLevel:
		return " at " + taxonomy.InSentence(taxonomy.Levels.Name(g.Value)) + " level"
	case pay.FacetPlace:
		return " in " + taxonomy.PlaceName(g.Value)
	}
	return ""
}

// namedCompanies are the employers that the article on backend pay names as those that hire.
var namedCompanies = []string{"IBM", "Apple", "Google", "Splunk", "Yelp", "Autodesk", "Avanade"}

// NamedCompanies holds the claim about top companies against the evidence: what each of them pays, and where it ranks
// among all that hire for the same work.
func (v View) NamedCompanies() (wire.NamedCompanies, error) {
	table, err := reference.Companies()
	if err != nil {
		return wire.NamedCompanies{}, err
	}
	p := pay.Profile{Role: "backend", Country: "US"}
	ranked, err := table.Rank(p, 0, company.MinFilings)
	if err != nil {
		return wire.NamedCompanies{}, err
	}
	if len(ranked) == 0 {
		return wire.NamedCompanies{}, fmt.Errorf("no employer of %s is ranked", p)
	}
	claim := wire.NamedCompanies{
		Says:    "companies that hire backend developers",
		Context: "the article names seven employers and says nothing of what they pay; publisher and date are not said",
		Profile: p, Of: len(ranked), Market: ranked[0].Median / ranked[0].Ratio, Warnings: listWarnings(),
	}
	above, most := 0, 0
	hires := func(a, b company.Ranked) int { return b.Hires - a.Hires }
	byHires := slices.SortedStableFunc(slices.Values(ranked), hires)
	for _, name := range namedCompanies {
		e, err := table.Find(name)
		if err != nil {
			return claim, err
		}
		i := slices.IndexFunc(ranked, func(r company.Ranked) bool { return r.Employer == e })
		if i < 0 {
			claim.Companies = append(claim.Companies, CompanyRanked{CompanyName: companyName(table, e)})
			continue
		}
		r := ranked[i]
		claim.Companies = append(claim.Companies, companyRanked(table, r, i+1))
		if r.Interval.Low > claim.Market {
			above++
		}
		if slices.ContainsFunc(byHires[:min(100, len(byHires))],
			func(o company.Ranked) bool { return o.Employer == e }) {
			most++
		}
	}
	claim.Verdict = fmt.Sprintf("all hire; %d of %d pay more than the market for sure, and %d are among the hundred "+
		"that file for most developers",
		above, len(namedCompanies), most)
	return claim, nil
}
