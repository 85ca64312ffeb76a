package service

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Advice = wire.Advice
	Move   = wire.Move
)

// How a change is known.
const (
	KnownRegression = "regression" // of survey records: docs/advice.md
	KnownModel      = "model"      // two answers of the model
	KnownOfficial   = "official"   // mean wages of statistics offices, which state no interval
)

// Bounds of what is told.
const (
	adviseCountries = 10 // the most
	adviseStates    = 5
	fewestThere     = 30 // reports from a country for it to be a move
)

// Advise answers what would go with more pay for a person of a profile: ranked moves, each an association
// with its interval, its reports and how common it is. With an amount changes are told on that pay, which
// also gives the unit as for Check; without one on the median.
func (v View) Advise(ctx context.Context, q pay.Question, amount *pay.Amount) (Advice, error) {
	q.Brief = true
	a := Advice{Moves: []Move{}, Unclear: []Move{}, Less: []Move{}}
	if amount != nil {
		c, err := v.Check(ctx, q, one(*amount))
		if err != nil {
			return a, err
		}
		a.Answer, a.Own, a.Percentile = c.Answer, c.Comparable.Value, c.Percentile
	} else {
		answer, err := v.Estimate(ctx, q)
		if err != nil {
			return a, err
		}
		a.Answer = answer
	}
	a.Base = cmp.Or(a.Own, a.Answer.Distribution.Median())
	q.Period, q.Basis = a.Answer.Period, a.Answer.Basis
	if !q.PPP {
		q.Currency = a.Answer.Currency
	}
	adviser, err := v.newAdviser(ctx, q, &a)
	if err != nil {
		return a, err
	}
	for _, find := range []func(context.Context) ([]Move, error){
		adviser.skills, adviser.experience, adviser.values, adviser.countries, adviser.states,
	} {
		moves, err := find(ctx)
		if err != nil {
			return a, err
		}
		for _, m := range moves {
			switch {
			case !m.Clear():
				a.Unclear = append(a.Unclear, m)
			case m.Ratio > 1:
				a.Moves = append(a.Moves, m)
			default:
				a.Less = append(a.Less, m)
			}
		}
	}
	best := func(x, y Move) int { return cmp.Or(larger(x.PayChange, y.PayChange), strings.Compare(x.Name, y.Name)) }
	slices.SortFunc(a.Moves, best)
	slices.SortFunc(a.Unclear, best)
	slices.SortFunc(a.Less, func(x, y Move) int { return best(y, x) })
	a.Warnings = append(a.Warnings, a.Answer.Warnings...)
	if a.Answer.Profile.Country == "" {
		a.Warnings = append(a.Warnings,
			pay.Warning{
				Code: WarnMixed,
				Message: "no country is said: people who differ in their employer live in " +
					"other countries too, and that " +
					"is in the differences; say the country"})
	}
	a.Warnings = append(a.Warnings, pay.Warning{Code: WarnAssociation, Message: associationWords})
	return a, nil
}

// adviser looks for moves from one answer.
type adviser struct {
	view     View
	question pay.Question
	answer   pay.Answer
	base     float64
	subsets  *subset.Table
	premiums *premium.Table
	counted  map[string]int // what known has counted
}

func (v View) newAdviser(ctx context.Context, q pay.Question, a *Advice) (*adviser, error) {
	d := &adviser{view: v, question: q, answer: a.Answer, base: a.Base, counted: map[string]int{}}
	var err error
	if d.subsets, err = v.state.Subsets(ctx); err != nil {
		return nil, err
	}
	d.premiums, err = v.state.Premiums(ctx)
	return d, err
}

// skills are the moves to each skill that the person does not have.
func (d *adviser) skills(context.Context) ([]Move, error) {
	var moves []Move
	p := d.answer.Profile
	for _, t := range d.premiums.All(p.Role, p.Country, d.answer.AsOf.Year()) {
		if slices.Contains(p.Skills, t.Code) {
			continue
		}
		moves = append(moves, Move{
			Facet: pay.FacetSkills, Value: t.Code, Name: taxonomy.Skills.Name(t.Code),
			PayChange: changeOf(t.Premium.Ratio(), t.Premium.Interval(), d.base),
			N:         t.N, Share: t.Share, First: t.First, Last: t.Last, Among: taxonomy.Among(t.Among),
			Sources: d.premiums.Sources, Known: KnownRegression,
		})
	}
	return moves, nil
}

// moreYears are how many years later a person is looked at.
var moreYears = []float64{2, 5}

// experience are the moves of a person who goes on: more years, and the next level by name.
func (d *adviser) experience(ctx context.Context) ([]Move, error) {
	var moves []Move
	p := d.answer.Profile
	years, known := p.Years.Get()
	for _, more := range moreYears {
		if !known || years+more > pay.MaxYears {
			continue
		}
		to := p
		to.Years = pay.YearsOf(years + more)
		if to.Level == taxonomy.LevelOfYears(years) {
			to.Level = taxonomy.LevelOfYears(years + more)
		}
		name := fmt.Sprintf("%s, to %s", taxonomy.Plural(more, "more year"), taxonomy.Plural(years+more, "year"))
		m, ok, err := d.move(ctx, pay.FacetYears, to, name)
		if err != nil {
			return nil, err
		}
		if ok {
			moves = append(moves, m)
		}
	}
	steps := taxonomy.Levels.Codes()
	at := slices.Index(steps, p.Level)
	if at < 0 || at+1 == len(steps) {
		return moves, nil
	}
	next := steps[at+1]
	if known && (next == "mid" || next == "senior") {
		return moves, nil // more years make it
	}
	to := p
	to.Level = next
	m, ok, err := d.move(ctx, pay.FacetLevel, to, taxonomy.Levels.Name(next))
	if ok {
		moves = append(moves, m)
	}
	return moves, err
}

// values are the moves to other values of the facets of a job and to more education.
func (d *adviser) values(ctx context.Context) ([]Move, error) {
	var moves []Move
	degrees := taxonomy.Educations.Codes()
	for _, f := range []pay.Facet{pay.FacetIndustry, pay.FacetOrgSize, pay.FacetRemote, pay.FacetEmployment,
		pay.FacetEducation} {
		own := d.answer.Profile.Value(f)
		for _, code := range taxonomy.ForFacet(f).Codes() {
			switch {
			case code == own, f == pay.FacetOrgSize && code == "1", // which is no employer to go to
				f == pay.FacetEducation &&
					slices.Index(degrees, code) < max(slices.Index(degrees, own), slices.Index(degrees, "associate")):
				continue
			}
			to := d.answer.Profile
			*to.Field(f) = code
			m, ok, err := d.move(ctx, f, to, taxonomy.ForFacet(f).Name(code))
			if err != nil {
				return nil, err
			}
			if ok {
				moves = append(moves, m)
			}
		}
	}
	return moves, nil
}

// move tells the change from the person's profile to one that differs in a facet. ok is false where no
// group of people with that value is known, or where nothing can be answered of them.
func (d *adviser) move(ctx context.Context, f pay.Facet, to pay.Profile, name string) (m Move, ok bool, err error) {
	g, ok := d.groups(f, to)
	if !ok {
		return m, false, nil
	}
	there, ok, err := d.centreOf(ctx, d.question.Of(to))
	if err != nil || !ok {
		return m, false, err
	}
	here := centreIn(d.answer)
	// What both answers share (the country's level, the projection) cancels; what one of them is less sure of
	// than the other does not.
	half := math.Hypot(ninety*g.err, math.Sqrt(math.Abs(there.half*there.half-here.half*here.half)))
	return Move{
		Facet: f, Value: to.Value(f), Name: name, PayChange: around(there.median/here.median, half, d.base),
		N: g.to.N, Share: g.share, First: g.to.First, Last: g.to.Last, Among: g.among, Sources: g.to.Sources,
		Known: KnownModel,
	}, true, nil
}

// ninety is the normal quantile of a central 90 % interval (R: qnorm(.95)).
const ninety = 1.644854

// centre is a median, and half the width of its interval in logs.
type centre struct{ median, half float64 }

func centreIn(a pay.Answer) centre {
	return centre{a.Distribution.Median(), math.Log(a.Median.High/a.Median.Low) / 2}
}

// centreOf answers for a profile; ok is false where nothing can be answered.
func (d *adviser) centreOf(ctx context.Context, q pay.Question) (c centre, ok bool, err error) {
	a, err := d.view.Estimate(ctx, q)
	switch kind := pay.KindOf(err); {
	case err == nil:
		return centreIn(a), true, nil
	case kind == pay.NoEvidence || kind == pay.Unsupported || kind == pay.NotFound:
		return c, false, nil
	}
	return c, false, err
}

// groups are the people on both sides of a move, in the narrowest group that has enough of both.
type groups struct {
	to    subset.Cell
	share float64 // of those of whom the facet is known
	err   float64 // standard error of the difference of the medians' logs
	among string
}

// groups finds the people who have what a move leads to, and those who have what the person has: of the
// country, of the role, or of all.
func (d *adviser) groups(f pay.Facet, to pay.Profile) (g groups, ok bool) {
	own := d.answer.Profile
	for _, scope := range []pay.Profile{own.Only(pay.FacetCountry), own.Only(pay.FacetRole), {}} {
		from, there := d.cell(scope, f, own)
		if !there {
			continue
		}
		if g.to, there = d.cell(scope, f, to); !there {
			continue
		}
		g.err = math.Sqrt(ofMedian(from) + ofMedian(g.to))
		g.among = taxonomy.Among(scope)
		g.share = float64(g.to.N) / float64(max(d.known(scope, f), g.to.N))
		return g, true
	}
	return g, false
}

// cell returns the subset of a scope with a profile's value of a facet, or the whole scope where the profile
// does not have one.
func (d *adviser) cell(scope pay.Profile, f pay.Facet, p pay.Profile) (subset.Cell, bool) {
	asked := scope
	if f == pay.FacetYears {
		asked.Years = p.Years
	} else {
		*asked.Field(f) = p.Value(f)
	}
	c, of, ok := d.subsets.Find(pay.Reported, asked)
	return c, ok && len(of) == len(asked.Given())
}

// ofMedian returns the variance of a cell's median log pay: π/2 times that of the mean of as many people,
// with the spread that a normal has whose quartiles these are.
func ofMedian(c subset.Cell) float64 {
	spread := (c.Log[9] - c.Log[3]) / 1.349
	return math.Pi / 2 * spread * spread / float64(c.N)
}

// known returns how many people of a scope tell a facet.
func (d *adviser) known(scope pay.Profile, f pay.Facet) int {
	k := scope.String() + " " + string(f)
	if n, counted := d.counted[k]; counted {
		return n
	}
	all := 0
	count := func(p pay.Profile) {
		if c, ok := d.cell(scope, f, p); ok {
			all += c.N
		}
	}
	if f == pay.FacetYears {
		for _, first := range taxonomy.ExperienceBands {
			count(pay.Profile{Years: pay.YearsOf(first)})
		}
	} else {
		for _, code := range taxonomy.ForFacet(f).Codes() {
			var p pay.Profile
			*p.Field(f) = code
			count(p)
		}
	}
	d.counted[k] = all
	return all
}

// around tells a ratio whose log lies within half on either side at nine in ten.
func around(ratio, half, base float64) PayChange {
	return changeOf(ratio, pay.Interval{Low: ratio * math.Exp(-half), High: ratio * math.Exp(half), Level: .9}, base)
}

// countries are the moves to other countries that more is paid in, at exchange rates or for what it buys
// there: the most first, of those with enough reports. Two countries' answers share little, so that both
// are taken to be as unsure as they say.
func (d *adviser) countries(ctx context.Context) ([]Move, error) {
	own := d.answer.Profile
	if own.Country == "" {
		return nil, nil
	}
	own.Place = ""
	exchange, purchasing := d.question, d.question
	exchange.PPP, purchasing.PPP, purchasing.Currency = false, true, ""
	if d.question.PPP {
		exchange.Currency, _ = money.CurrencyOf(own.Country)
	}
	measures := []pay.Question{exchange, purchasing}
	var here [2]centre
	for i, q := range measures {
		c, ok, err := d.centreOf(ctx, q.Of(own))
		if err != nil {
			return nil, err
		}
		if !ok && i == 0 {
			return nil, nil
		}
		here[i] = c
	}
	scope := own.Only(pay.FacetRole)
	var moves []Move
	for _, code := range taxonomy.Countries.Codes() {
		there, ok := d.cell(scope, pay.FacetCountry, pay.Profile{Country: code})
		if code == own.Country || !ok || there.N < fewestThere {
			continue
		}
		to := own
		to.Country = code
		var told [2]*PayChange
		for i, q := range measures {
			c, ok, err := d.centreOf(ctx, q.Of(to))
			if err != nil {
				return nil, err
			}
			if ok && here[i].median > 0 {
				change := around(c.median/here[i].median, math.Hypot(c.half, here[i].half), d.base)
				told[i] = &change
			}
		}
		first, buys := told[0], told[1]
		if d.question.PPP {
			first = buys
		}
		if first == nil || first.Low <= 1 && (buys == nil || buys.Low <= 1) {
			continue
		}
		moves = append(moves, Move{
			Facet: pay.FacetCountry, Value: code, Name: taxonomy.Countries.Name(code), PayChange: *first,
			Purchasing: buys, N: there.N, Share: float64(there.N) / float64(d.known(scope, pay.FacetCountry)),
			First: there.First, Last: there.Last, Among: taxonomy.Among(scope), Sources: there.Sources,
			Known: KnownModel,
		})
	}
	slices.SortStableFunc(moves, func(a, b Move) int { return larger(a.PayChange, b.PayChange) })
	return moves[:min(len(moves), adviseCountries)], nil
}

// states are the moves to the states of the USA that pay most beside where the person is, by official wages.
func (d *adviser) states(context.Context) ([]Move, error) {
	own := d.answer.Profile
	if own.Country != "US" {
		return nil, nil
	}
	here := 0.0
	if own.Place != "" {
		e, ok, err := reference.PlaceEffect(own)
		if err != nil {
			return nil, err
		}
		if ok {
			here = e.Log
		}
	}
	states, err := reference.States(own.Role)
	if err != nil {
		return nil, err
	}
	var moves []Move
	for _, c := range states {
		to := own
		to.Place = c.Place
		e, ok, err := reference.PlaceEffect(to)
		if err != nil {
			return nil, err
		}
		ratio, source := math.Exp(e.Log-here), e.Source
		if !ok || c.Place == own.Place || ratio <= 1 {
			continue
		}
		moves = append(moves, Move{
			Facet: pay.FacetPlace, Value: c.Place, Name: taxonomy.PlaceName(c.Place),
			PayChange: changeOf(ratio, pay.Interval{Low: ratio, High: ratio}, d.base),
			First:     c.Year, Last: c.Year, Among: strings.ToLower(c.Title) + ", United States",
			Sources: []string{source}, Known: KnownOfficial,
		})
	}
	slices.SortStableFunc(moves, func(a, b Move) int { return cmp.Compare(b.Ratio, a.Ratio) })
	return moves[:min(len(moves), adviseStates)], nil
}
