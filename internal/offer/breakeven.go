package offer

import "math"

// What a break-even turns.
const (
	TurnBase  = "base"        // base pay of a year
	TurnBonus = "bonus"       // how much of the target bonus is paid
	TurnPrice = "share-price" // the price of listed shares, in percent of today's
)

// BreakEven is a value at which two offers are equal in the typical year: the least at which Offer is worth as
// much as Against, everything else as it is.
type BreakEven struct {
	Offer   string   `json:"offer"`
	Against string   `json:"against"`
	What    string   `json:"what"`              // TurnBase, TurnBonus or TurnPrice
	Base    *Amount  `json:"base,omitempty"`    // in the offer's currency
	Percent *Percent `json:"percent,omitempty"` // of the target bonus, or of today's price
	Now     Amount   `json:"now,omitempty"`     // the base pay as it is
	NowIs   Percent  `json:"now_is,omitempty"`  // the percent as it is
}

const (
	bonusMost = 3 * Whole    // three times the target
	priceMost = 1000 * Whole // a thousand times today's price
)

// breakEvens lists what would change the order: for each offer against the best of the others.
func (c *Comparison) breakEvens() []BreakEven {
	var list []BreakEven
	for i := range c.Results {
		r := &c.Results[i]
		against := c.bestBut(r)
		goal := c.worth(against.Years)
		name, other := r.Offer.Name, against.Offer.Name
		if base, ok := c.leastBase(r, goal); ok {
			list = append(list, BreakEven{Offer: name, Against: other, What: TurnBase, Base: &base, Now: r.Offer.Base})
		}
		if sure, ok := c.leastBonus(r, goal); ok {
			now := Whole
			if r.Offer.Bonus.Sure != nil {
				now = *r.Offer.Bonus.Sure
			}
			list = append(list, BreakEven{Offer: name, Against: other, What: TurnBonus, Percent: &sure, NowIs: now})
		}
		if price, ok := c.leastPrice(r, goal); ok {
			list = append(list, BreakEven{Offer: name, Against: other, What: TurnPrice, Percent: &price, NowIs: Whole})
		}
	}
	return list
}

// bestBut returns the best of the other offers.
func (c *Comparison) bestBut(r *Result) *Result {
	var best *Result
	for _, other := range c.pointers() {
		if other != r && (best == nil || c.worth(other.Years) > c.worth(best.Years)) {
			best = other
		}
	}
	return best
}

// worthOf returns the worth of a changed offer.
func (c *Comparison) worthOf(r *Result, o *Offer) Amount { return c.worth(r.calculator.table(o)) }

// leastBase returns the least base pay at which the offer is worth the goal.
func (c *Comparison) leastBase(r *Result, goal Amount) (Amount, bool) {
	x, ok := least(int64(amountMost), func(x int64) bool {
		o := r.Offer
		o.Base = Amount(x)
		return c.worthOf(r, &o) >= goal
	})
	return Amount(x), ok
}

// leastBonus returns the least share of the target bonus at which the offer is worth the goal. An offer
// without a bonus, or which is worth the goal without it, has none.
func (c *Comparison) leastBonus(r *Result, goal Amount) (Percent, bool) {
	if r.Offer.targetBonus() == 0 {
		return 0, false
	}
	x, ok := least(int64(bonusMost), func(x int64) bool {
		o, sure := r.Offer, Percent(x)
		o.Bonus.Sure = &sure
		return c.worthOf(r, &o) >= goal
	})
	return Percent(x), ok && x > 0
}

// leastPrice returns the least price of listed shares, in percent of today's, at which the offer is worth the
// goal. An offer without such shares, or which is worth the goal without them, has none.
func (c *Comparison) leastPrice(r *Result, goal Amount) (Percent, bool) {
	e := r.Offer.Equity
	if e == nil || e.Value+e.Refresher == 0 {
		return 0, false
	}
	most := int64(priceMost)
	if largest := max(e.Value, e.Refresher); largest > 0 {
		most = min(most, int64(amountMost)/int64(largest)*int64(Whole))
	}
	x, ok := least(most, func(x int64) bool {
		o, equity := r.Offer, *e
		equity.Value, equity.Refresher = Percent(x).of(e.Value), Percent(x).of(e.Refresher)
		o.Equity = &equity
		return c.worthOf(r, &o) >= goal
	})
	return Percent(x), ok && x > 0
}

// least returns the least number from 0 to most that is enough, for what stays enough once it is.
func least(most int64, enough func(int64) bool) (int64, bool) {
	if !enough(most) {
		return 0, false
	}
	low, high := int64(-1), most
	for low+1 < high {
		middle := low + (high-low)/2
		if enough(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, true
}

// grow fills in by how much private companies would have to grow.
func (c *Comparison) grow() {
	for i := range c.Results {
		r := &c.Results[i]
		p := r.Offer.Private
		if p == nil {
			continue
		}
		var other *Result
		for _, o := range c.pointers() {
			if o != r && (other == nil || o.Total > other.Total) {
				other = o
			}
		}
		g := &Growth{Against: other.Offer.Name}
		g.Shares = int64(p.Vesting.Vested(Amount(p.Shares), 12*r.calculator.years))
		if lacking := other.Total - r.Total; lacking > 0 && g.Shares > 0 {
			g.Gap = lacking.times(1 / (r.calculator.toCommon * r.calculator.toLocal))
			g.Price = p.Strike + Amount((int64(g.Gap)+g.Shares-1)/g.Shares)
			if p.Price > 0 {
				g.Times = float64(g.Price) / float64(p.Price)
				g.Yearly = math.Pow(g.Times, 1/float64(r.calculator.years)) - 1
			}
		}
		r.Private = g
	}
}
