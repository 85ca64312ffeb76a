package offer

import "github.com/backpay/backpay/internal/pay"

// Vesting says when a grant becomes one's own.
type Vesting struct {
	Months int   `json:"months,omitempty" yaml:"months"`             // until all has vested; zero: 48
	Cliff  int   `json:"cliff_months,omitempty" yaml:"cliff_months"` // nothing vests before it
	Every  int   `json:"every_months,omitempty" yaml:"every_months"` // between vestings; zero: 1
	Parts  []int `json:"parts,omitempty" yaml:"parts"`               // of each year, as 5, 15, 40, 40; absent: equal
}

const (
	vestingUsual = 48
	partMost     = 1000
)

func (v Vesting) months() int {
	if v.Months == 0 {
		return vestingUsual
	}
	return v.Months
}

func (v Vesting) check() *pay.Error {
	months := v.months()
	switch {
	case months < 1 || months > monthsMost:
		return invalid("vesting", "a grant vests over 1 to %d months", monthsMost)
	case v.Cliff < 0 || v.Cliff > months:
		return invalid("cliff_months", "the cliff of %d months is longer than the vesting of %d", v.Cliff, months)
	case v.Every < 0 || v.Every > months:
		return invalid("every_months", "every %d months is longer than the vesting of %d", v.Every, months)
	case len(v.Parts) > 0 && months != 12*len(v.Parts):
		return invalid("parts", "there are %d yearly parts for %d months", len(v.Parts), months).
			WithHint("give one part for each year of the vesting")
	}
	total := 0
	for _, p := range v.Parts {
		if p < 0 || p > partMost {
			return invalid("parts", "a yearly part is between 0 and %d", partMost)
		}
		total += p
	}
	if len(v.Parts) > 0 && total == 0 {
		return invalid("parts", "the yearly parts add up to nothing")
	}
	return nil
}

// Vested returns how much of a grant has vested some months after it, rounded half up; all of it once the
// vesting is over. What vests in a span is the difference of two of these, so that spans add up to the grant.
func (v Vesting) Vested(grant Amount, month int) Amount {
	months := v.months()
	every := max(v.Every, 1)
	switch {
	case month >= months:
		return grant
	case month < v.Cliff || month <= 0:
		return 0
	}
	steps := max(month/every*every, v.Cliff)
	done, all := v.accrued(steps), v.accrued(months)
	return Amount(share(int64(grant), done, all))
}

// accrued returns the weight of the first months of the vesting.
func (v Vesting) accrued(months int) int64 {
	if len(v.Parts) == 0 {
		return int64(months)
	}
	sum := 0
	for year, part := range v.Parts {
		sum += part * min(12, max(0, months-12*year))
	}
	return int64(sum)
}

// vests returns what of the grant and its refreshers vests in a year of the table, the first being 1.
func (e *Equity) vests(year int) Amount {
	from := e.Elapsed + 12*(year-1)
	sum := e.Vesting.Vested(e.Value, from+12) - e.Vesting.Vested(e.Value, from)
	refreshed := e.refreshed()
	for granted := 2; granted <= year; granted++ {
		age := 12 * (year - granted)
		sum += refreshed.Vested(e.Refresher, age+12) - refreshed.Vested(e.Refresher, age)
	}
	return sum
}

func (e *Equity) refreshed() Vesting {
	if e.Refreshed != nil {
		return *e.Refreshed
	}
	v := e.Vesting
	v.Cliff = 0
	return v
}

// unvested returns what of the grant and its refreshers is not vested some months from now.
func (e *Equity) unvested(month int) Amount {
	left := e.Value - e.Vesting.Vested(e.Value, e.Elapsed+month)
	refreshed := e.refreshed()
	for granted := 12; granted <= month; granted += 12 {
		left += e.Refresher - refreshed.Vested(e.Refresher, month-granted)
	}
	return left
}
