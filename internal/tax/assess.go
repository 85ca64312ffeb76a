package tax

import (
	"github.com/backpay/backpay/internal/pay"
)

// Assessment is a year of pay, in minor units of the currency. Gross = Tax + Social + Net exactly.
type Assessment struct {
	Gross        int64 `json:"gross"`
	Tax          int64 `json:"tax"`    // on income, of state, region and municipality
	Social       int64 `json:"social"` // contributions of the earner
	Net          int64 `json:"net"`
	EmployerCost int64 `json:"employer_cost"` // gross and the contributions of the employer
}

// Line is one tax or contribution.
type Line struct {
	Name   string `json:"name"`  // stable, for programs
	Label  string `json:"label"` // for people
	Kind   string `json:"kind"`  // "tax", "social" or "employer"
	Amount int64  `json:"amount"`
	Law    string `json:"law"`
}

// Statement is an assessment with its lines and the marginal rate.
type Statement struct {
	Assessment
	// Lines of tax and social add up to what gross and net differ by, those of the employer to what
	// employer's cost is above gross. A line may be off by one minor unit for it.
	Lines []Line `json:"lines"`
	// Marginal is the share of the next unit of pay that tax and contributions take, between 0 and 1 but for
	// cliffs of the law.
	Marginal float64 `json:"marginal"`
}

// GrossMost is the largest gross pay of a year that is assessed, in whole units of a currency.
const GrossMost = wholeMost

func (r *Rules) grossMost() int64 { return GrossMost * int64(one/r.unit) }

// Check refuses a gross pay that is negative or above GrossMost as a pay.Invalid error.
func (r *Rules) Check(gross int64) error {
	if gross < 0 || gross > r.grossMost() {
		return pay.Errorf(pay.Invalid, "the pay of a year is between 0 and %d %s", GrossMost, r.Currency).
			WithHint("give the pay of one year in %s", r.Currency)
	}
	return nil
}

// Assess computes the year of a gross pay in minor units. It allocates nothing. A pay outside of what Check
// admits is taken as the nearest that it does.
func (r *Rules) Assess(gross int64) Assessment {
	var s state
	gross = min(max(gross, 0), r.grossMost())
	return r.assess(&s, gross)
}

// assess rounds running totals, so that the parts add up and net never falls where pay rises.
func (r *Rules) assess(s *state, gross int64) Assessment {
	r.program.run(s, decimal(gross)*r.unit)
	social := s.slots[slotSocial]
	net := s.slots[slotGross] - social - s.slots[slotTax]
	a := Assessment{Gross: gross, Net: net.minor(r.unit)}
	a.Social = gross - (s.slots[slotGross] - social).minor(r.unit)
	a.Tax = gross - a.Net - a.Social
	a.EmployerCost = gross + s.slots[slotOwner].minor(r.unit)
	return a
}

// Explain computes the year of a gross pay in minor units with its lines and marginal rate.
func (r *Rules) Explain(gross int64) Statement {
	var s state
	gross = min(max(gross, 0), r.grossMost())
	st := Statement{Assessment: r.assess(&s, gross)}
	net := s.slots[slotGross] - s.slots[slotSocial] - s.slots[slotTax]
	var running, owner decimal
	for _, wanted := range []kind{kindSocial, kindTax} {
		for _, l := range r.program.lines {
			if l.rule.kind == wanted {
				st.Lines = append(st.Lines, r.line(l, &running, s.slots[l.slot], gross))
			}
		}
	}
	for _, l := range r.program.lines {
		if l.rule.kind == kindEmployer {
			st.Lines = append(st.Lines, r.line(l, &owner, s.slots[l.slot], gross))
		}
	}
	r.program.run(&s, decimal(gross)*r.unit+one)
	next := s.slots[slotGross] - s.slots[slotSocial] - s.slots[slotTax]
	st.Marginal = 1 - float64(next-net)/float64(one)
	return st
}

// line makes a line as the difference of two running totals, both rounded from the same side as assess does.
func (r *Rules) line(l line, running *decimal, amount decimal, gross int64) Line {
	whole := decimal(gross) * r.unit
	before := gross - (whole - *running).minor(r.unit)
	*running += amount
	after := gross - (whole - *running).minor(r.unit)
	if l.rule.kind == kindEmployer {
		before, after = (*running - amount).minor(r.unit), running.minor(r.unit)
	}
	return Line{l.rule.name, l.rule.label, string(l.rule.kind), after - before, l.rule.law.text}
}

// Gross returns the gross pay of a year whose net is the given one, in minor units. Where several are, because
// a net is rounded, it is the roundest: that with the most zeros at its end. Where none is, at a cliff of the
// law, it is the least whose net is more. A net that no pay up to GrossMost reaches is a pay.Invalid error.
func (r *Rules) Gross(net int64) (int64, error) {
	if net < 0 || net > r.netMost {
		return 0, pay.Errorf(pay.Invalid, "the net pay of a year in %s lies between 0 and what %d %s leave",
			r.Name, GrossMost, r.Currency).WithHint("give the net pay of one year in %s", r.Currency)
	}
	return r.back(net, func(a Assessment) int64 { return a.Net }), nil
}

// GrossOfCost returns the gross pay of a year that costs an employer the given sum, in minor units; where
// several do, the roundest, and where none does, the least that costs more. A cost that no pay up to GrossMost
// has is a pay.Invalid error.
func (r *Rules) GrossOfCost(cost int64) (int64, error) {
	if cost < 0 || cost > r.Assess(r.grossMost()).EmployerCost {
		return 0, pay.Errorf(pay.Invalid, "an employer’s cost of a year in %s lies between 0 and that of %d %s",
			r.Name, GrossMost, r.Currency).WithHint("give the cost of one year in %s", r.Currency)
	}
	return r.back(cost, func(a Assessment) int64 { return a.EmployerCost }), nil
}

// back returns the roundest gross pay with a figure, or the least with a greater one.
func (r *Rules) back(goal int64, figure func(Assessment) int64) int64 {
	var s state
	first := r.least(&s, goal, figure)
	if figure(r.assess(&s, first)) != goal {
		return first
	}
	return roundest(first, r.least(&s, goal+1, figure)-1)
}

// least returns the least gross pay whose figure is at least the goal. Net does not fall with gross but at the
// cliffs that docs/net.md lists; across one the search ends on either side of it.
func (r *Rules) least(s *state, goal int64, figure func(Assessment) int64) int64 {
	low, high := int64(-1), r.grossMost()
	for step := max(goal, 100); low+step < high; step *= 2 {
		if figure(r.assess(s, low+step)) >= goal {
			high = low + step
			break
		}
		low += step
	}
	for low+1 < high {
		middle := low + (high-low)/2
		if figure(r.assess(s, middle)) >= goal {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}

// roundest returns the number in [low, high] that is a multiple of the greatest power of ten, the least one
// where there are several.
func roundest(low, high int64) int64 {
	best := low
	for power := int64(10); power <= high; power *= 10 {
		multiple := (low + power - 1) / power * power
		if multiple > high {
			break
		}
		best = multiple
	}
	return best
}
