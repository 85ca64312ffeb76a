package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	SkillsAnswer = wire.SkillsAnswer
	SkillPay     = wire.SkillPay
	SkillBeside  = wire.SkillBeside
	PayChange    = wire.PayChange
)

// changeOf tells a ratio with its interval on a base.
func changeOf(ratio float64, at pay.Interval, base float64) PayChange {
	return PayChange{
		Ratio: ratio, Low: at.Low, High: at.High, Level: at.Level,
		Money: base * (ratio - 1), MoneyLow: base * (at.Low - 1), MoneyHigh: base * (at.High - 1),
	}
}

// larger puts the larger change first.
func larger(a, b PayChange) int {
	return cmp.Or(cmp.Compare(b.AtLeast(), a.AtLeast()), cmp.Compare(b.Ratio, a.Ratio))
}

// The codes of the warnings of premiums and moves.
const (
	WarnAssociation = "association"   // belongs to every one of them
	WarnWider       = "wider"         // too few of a role or a country list their skills
	WarnMixed       = "mix-of-places" // moves of people anywhere are between countries too
)

const associationWords = "an association: people who differ in this differ in other ways too, " +
	"and nobody here was seen before and after"

// SkillKinds are the kinds of skill, and SkillOrders the orders in which Skills answers.
var (
	SkillKinds  = premium.Kinds
	SkillOrders = []string{"premium", "raw", "share", "name"}
)

// Skills answers what each skill goes with in pay for the people of a profile: for its role and country as
// far as their people list skills, and for wider groups, said to be so, where they do not. The skills of the question
// narrow the answer to these; kind is language, database, platform, framework or tool, empty for all; by is the
// order, one of SkillOrders.
func (v View) Skills(ctx context.Context, q pay.Question, kind, by string) (SkillsAnswer, error) {
	kind, err := ask.Choice("kind", kind, SkillKinds...)
	if err != nil {
		return SkillsAnswer{}, err
	}
	if by, err = ask.Choice("by", by, SkillOrders...); err != nil {
		return SkillsAnswer{}, err
	}
	by = cmp.Or(by, SkillOrders[0])
	only := q.Profile.Skills
	q.Profile.Skills, q.Brief = nil, true
	base, err := v.Estimate(ctx, q)
	if err != nil {
		return SkillsAnswer{}, err
	}
	table, err := v.state.Premiums(ctx)
	if err != nil {
		return SkillsAnswer{}, err
	}
	median := base.Distribution.Median()
	a := SkillsAnswer{
		Profile: base.Profile, Currency: base.Currency, Period: base.Period, Basis: base.Basis, PPP: base.PPP,
		Median: median, Evidence: base.Evidence, AsOf: base.AsOf, Kind: kind, By: by,
		People: table.People, First: table.First, Last: table.Last, Sources: table.Sources,
		Warnings: append(base.Warnings, pay.Warning{Code: WarnAssociation, Message: associationWords}),
	}
	role, country := base.Profile.Role, base.Profile.Country
	roleSeen, countrySeen := role == "", country == ""
	for _, t := range table.All(role, country, base.AsOf.Year()) {
		roleSeen, countrySeen = roleSeen || t.Of.Role != "", countrySeen || t.Of.Country != ""
		if kind != "" && t.Kind != kind || len(only) > 0 && !slices.Contains(only, t.Code) {
			continue
		}
		a.Skills = append(a.Skills, skillPay(t, median))
	}
	if len(a.Skills) == 0 {
		return SkillsAnswer{},
			pay.Errorf(pay.NoEvidence, "too few people list %s for their pay to be shown", skillWords(only, kind)).
				In("skill").
				WithHint(
					"leave the skill out to see all that are known; or import a survey whose " +
						"people list it, then backpay fit")
	}
	if !roleSeen {
		a.Warnings = append(a.Warnings,
			pay.Warning{
				Code: WarnWider,
				Message: fmt.Sprintf(
					"too few people of this role list their skills: premiums are those of all roles, not of %s alone",
					taxonomy.InSentence(taxonomy.Roles.Name(role)))})
	}
	if !countrySeen {
		a.Warnings = append(a.Warnings,
			pay.Warning{
				Code: WarnWider,
				Message: fmt.Sprintf("too few people in %s list their skills: premiums are those of all countries",
					taxonomy.Countries.Name(country))})
	}
	slices.SortFunc(a.Skills, func(x, y SkillPay) int {
		name := strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
		switch by {
		case "raw":
			return cmp.Or(cmp.Compare(y.Raw.Ratio, x.Raw.Ratio), name)
		case "share":
			return cmp.Or(cmp.Compare(y.Share, x.Share), name)
		case "name":
			return name
		}
		return cmp.Or(larger(x.Adjusted, y.Adjusted), name)
	})
	return a, nil
}

func skillWords(skills []string, kind string) string {
	if len(skills) == 0 {
		return "skills"
	}
	words := taxonomy.ValueName(pay.FacetSkills, strings.Join(skills, ";"))
	if kind != "" {
		words += " as a " + kind
	}
	return words
}

func skillPay(t premium.Told, base float64) SkillPay {
	p := SkillPay{
		Skill: t.Code, Name: taxonomy.Skills.Name(t.Code), Kind: t.Kind,
		Adjusted: changeOf(t.Premium.Ratio(), t.Premium.Interval(), base),
		Raw:      changeOf(t.Raw.Ratio(), t.Raw.Interval(), base), N: t.N, Known: t.Known, Share: t.Share,
		First: t.First, Last: t.Last, Among: taxonomy.Among(t.Among), With: []SkillBeside{},
	}
	p.Clear = p.Adjusted.Clear()
	for _, w := range t.With {
		p.With = append(p.With, SkillBeside{
			Skill: w.Code, Name: taxonomy.Skills.Name(w.Code), N: w.N, Lift: w.Lift, Correlation: w.Phi,
		})
	}
	return p
}
