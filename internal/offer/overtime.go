package offer

// horizon is for how many years pay over time is followed.
const horizon = 10

// Cumulated is a year of pay over time, with raises, in the comparison's currency.
type Cumulated struct {
	Year     int    `json:"year"`
	Base     Amount `json:"base"` // in the offer's currency
	TakeHome Amount `json:"take_home"`
	Sum      Amount `json:"sum"` // of all years so far
}

// Matching is by how much today's pay would have to rise each year for ten years to have paid as much as an
// offer does, whose own raises are as given.
type Matching struct {
	Current string   `json:"current"`
	Offer   string   `json:"offer"`
	Raise   *Percent `json:"raise,omitempty"` // a year; absent where 100 % a year would not do
}

// overTime follows an offer whose base rises once a year, from the second year on. Shares that have vested and
// are not refreshed run out.
func (c *calculator) overTime(o *Offer, raise Percent) []Cumulated {
	list := make([]Cumulated, horizon)
	base, sum := o.Base, Amount(0)
	for i := range list {
		if i > 0 {
			base += raise.of(base)
		}
		y := c.year(o, i+1, base)
		sum += y.Compared
		list[i] = Cumulated{i + 1, base, y.Compared, sum}
	}
	return list
}

// matchings compares today's job, when it is among the offers, with each other one.
func (c *Comparison) matchings() []Matching {
	var list []Matching
	for i := range c.Results {
		current := &c.Results[i]
		if !current.Offer.Current {
			continue
		}
		for j := range c.Results {
			if other := &c.Results[j]; j != i {
				goal := other.OverTime[horizon-1].Sum
				m := Matching{Current: current.Offer.Name, Offer: other.Offer.Name}
				x, ok := least(int64(Whole), func(x int64) bool {
					return current.calculator.overTime(&current.Offer, Percent(x))[horizon-1].Sum >= goal
				})
				if ok {
					raise := Percent(x)
					m.Raise = &raise
				}
				list = append(list, m)
			}
		}
	}
	return list
}
