package service

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/company"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
)

// KnownFilings is a change that is known from filings and advertised ranges of employers.
const KnownFilings = "filings"

// WarnEmployers says what moves to employers are of.
const WarnEmployers = "employers-base"

// tierWords say how employers of each tier pay.
var tierWords = []struct {
	tier company.Tier
	name string
}{
	{company.Top, "Employer paying at the top"},
	{company.High, "Employer paying well"},
	{company.Middle, "Employer paying as most do"},
	{company.Low, "Employer paying less than most"},
	{company.Bottom, "Employer paying least"},
}

// tierExamples is how many employers are named for a tier: those with the most filings for the role there.
const tierExamples = 3

// employers are the moves to an employer of another tier, in the USA. The change is that of the job in the middle of
// the tier, and its interval holds nine in ten of its jobs: which employer it will be is not known.
func (d *adviser) employers(context.Context) ([]Move, error) {
	p := d.answer.Profile
	if p.Country != "US" || p.Employment == "freelance" {
		return nil, nil
	}
	table, err := reference.Companies()
	if err != nil {
		return nil, err
	}
	ranked, err := table.Rank(p, 0, LeastCompany)
	if err != nil {
		return nil, err
	}
	byTier, hires := map[company.Tier][]company.Ranked{}, 0
	for _, r := range ranked {
		if r.Outsourcing || d.employer != nil && r.Employer == d.employer.known {
			continue
		}
		tier := table.TierOf(r.Employer)
		byTier[tier] = append(byTier[tier], r)
		hires += r.Hires
	}
	here, half, own := 1.0, 0.0, company.Unsure
	if d.employer != nil && d.employer.effect != nil {
		f := d.employer.effect
		here, half, own = f.Ratio, math.Log(f.Interval.High/f.Interval.Low)/2, table.TierOf(d.employer.known)
	}
	var moves []Move
	for _, t := range tierWords {
		if there := byTier[t.tier]; t.tier != own && len(there) >= tierExamples {
			moves = append(moves, d.tierMove(t.tier, t.name, there, hires, here, half))
		}
	}
	return moves, nil
}

// tierMove is the move to the employers of a tier from one that pays here times the market, give or take half in logs.
func (d *adviser) tierMove(t company.Tier, name string, there []company.Ranked, hires int, here, half float64) Move {
	slices.SortFunc(there, func(a, b company.Ranked) int {
		return cmp.Or(b.Hires-a.Hires, cmp.Compare(a.Code, b.Code))
	})
	var names []string
	for _, r := range there[:tierExamples] {
		names = append(names, r.Name)
	}
	m := Move{
		Facet: pay.FacetCompany, Value: string(t), Name: name + " (" + strings.Join(names, ", ") + ")",
		Among: taxonomy.Among(d.answer.Profile.Only(pay.FacetRole, pay.FacetCountry)) +
			", filings and advertised ranges with pay",
		Sources: []string{"lca", "ats"}, Known: KnownFilings,
	}
	jobs := 0
	for _, r := range there {
		m.N += r.Filed + r.Posted
		jobs += r.Hires
		m.Last = max(m.Last, r.Last)
		if m.First == 0 || r.First < m.First {
			m.First = r.First
		}
	}
	m.Share = float64(jobs) / float64(hires)
	slices.SortFunc(there, func(a, b company.Ranked) int { return cmp.Compare(a.Ratio, b.Ratio) })
	at := func(p float64) float64 {
		seen := 0
		for _, r := range there {
			if seen += r.Hires; float64(seen) >= p*float64(jobs) {
				return r.Ratio / here
			}
		}
		return there[len(there)-1].Ratio / here
	}
	middle := at(.5)
	low := middle * math.Exp(-math.Hypot(math.Log(middle/at(.05)), half))
	high := middle * math.Exp(math.Hypot(math.Log(at(.95)/middle), half))
	m.PayChange = changeOf(middle, pay.Interval{Low: low, High: high, Level: .9}, d.base)
	return m
}

// apart prepares an adviser for somebody of a named employer: what other changes go with is looked up without it, for
// no report names its employer.
func (d *adviser) apart(ctx context.Context) error {
	if d.answer.Profile.Company == "" {
		return nil
	}
	var err error
	if d.employer, err = employerOf(d.answer.Profile); err != nil {
		return err
	}
	d.question.Profile = d.answer.Profile.Without(pay.FacetCompany)
	d.question.Component = d.answer.Component
	d.answer, err = d.view.Estimate(ctx, d.question)
	return err
}

// ofEmployer reports whether a facet is one that a known employer settles.
func (d *adviser) ofEmployer(f pay.Facet) bool {
	return d.employer != nil && (f == pay.FacetIndustry || f == pay.FacetOrgSize)
}

// companyWarnings are the caveats of an answer that speak of its employer.
func companyWarnings(a pay.Answer) []pay.Warning {
	return slices.DeleteFunc(slices.Clone(a.Warnings), func(w pay.Warning) bool {
		return !strings.HasPrefix(w.Code, WarnCompany) && w.Code != "outsourcing"
	})
}
