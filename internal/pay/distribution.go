package pay

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Levels are the probabilities at which a Distribution states its quantiles.
var Levels = [...]float64{.05, .10, .20, .25, .30, .40, .50, .60, .70, .75, .80, .90, .95}

// MedianIndex is the position of the median in Levels.
const MedianIndex = 6

// Distribution is how pay is spread: its quantiles at Levels and its mean, all in one unit that the
// holder knows. Quantiles are positive and do not decrease.
//
// Between levels the quantile function is linear in log pay; beyond the outer levels the tail is that of
// a log-normal through the two outermost quantiles, which is a convention, not a finding: nothing outside
// the 5th and 95th percentile should be read from it to more than a rough order.
type Distribution struct {
	Q    [len(Levels)]float64
	Mean float64
}

// Median returns the 50th percentile.
func (d Distribution) Median() float64 { return d.Q[MedianIndex] }

// At returns the quantile at one of Levels. It panics for another probability: use Quantile.
func (d Distribution) At(p float64) float64 {
	for i, l := range Levels {
		if l == p {
			return d.Q[i]
		}
	}
	panic(fmt.Sprintf("pay: %v is not one of Levels", p))
}

// z is the standard normal quantile function.
func z(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// phi is the standard normal distribution function.
func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// Quantile returns the value below which the share p of people earn; p is clamped to [0.001, 0.999].
func (d Distribution) Quantile(p float64) float64 {
	p = min(max(p, .001), .999)
	last := len(Levels) - 1
	switch {
	case p < Levels[0]:
		return d.tail(p, 0, 1)
	case p > Levels[last]:
		return d.tail(p, last, last-1)
	}
	for i := 1; i <= last; i++ {
		if p <= Levels[i] {
			t := (p - Levels[i-1]) / (Levels[i] - Levels[i-1])
			return d.Q[i-1] * math.Pow(d.Q[i]/d.Q[i-1], t)
		}
	}
	return d.Q[last]
}

// tail continues a log-normal through the levels outer and inner to the probability p.
func (d Distribution) tail(p float64, outer, inner int) float64 {
	slope := math.Log(d.Q[outer]/d.Q[inner]) / (z(Levels[outer]) - z(Levels[inner]))
	return d.Q[outer] * math.Exp(slope*(z(p)-z(Levels[outer])))
}

// CDF returns the share of people who earn less than x, between 0.001 and 0.999. It inverts Quantile:
// at a flat stretch, where many share one pay, it returns the middle of the stretch.
func (d Distribution) CDF(x float64) float64 {
	if !(x > 0) {
		return .001
	}
	last := len(Levels) - 1
	switch {
	case x < d.Q[0]:
		return d.tailCDF(x, 0, 1)
	case x > d.Q[last]:
		return d.tailCDF(x, last, last-1)
	}
	low := 0
	for low < last && d.Q[low+1] < x {
		low++
	}
	high := low
	for high < last && d.Q[high+1] <= x {
		high++
	}
	if d.Q[low] == x || (high > low && d.Q[low+1] == x) { // on a level, or on a flat stretch of them
		first := low
		if d.Q[low] != x {
			first = low + 1
		}
		return (Levels[first] + Levels[max(high, first)]) / 2
	}
	t := math.Log(x/d.Q[low]) / math.Log(d.Q[low+1]/d.Q[low])
	return Levels[low] + t*(Levels[low+1]-Levels[low])
}

func (d Distribution) tailCDF(x float64, outer, inner int) float64 {
	slope := math.Log(d.Q[outer]/d.Q[inner]) / (z(Levels[outer]) - z(Levels[inner]))
	if slope <= 0 { // no spread: everyone is at the outer quantile
		if outer == 0 {
			return .001
		}
		return .999
	}
	return min(max(phi(z(Levels[outer])+math.Log(x/d.Q[outer])/slope), .001), .999)
}

// Scale multiplies every quantile and the mean by k, which must be positive.
func (d Distribution) Scale(k float64) Distribution {
	for i := range d.Q {
		d.Q[i] *= k
	}
	d.Mean *= k
	return d
}

// LevelName names a probability as columns and JSON fields do: "q05" for .05.
func LevelName(p float64) string { return fmt.Sprintf("q%02d", int(math.Round(p*100))) }

// levelNames are the names of Levels.
var levelNames = func() (names [len(Levels)]string) {
	for i, p := range Levels {
		names[i] = LevelName(p)
	}
	return names
}()

// MarshalJSON writes {"q05": …, "q95": …, "mean": …} with the quantiles in order.
func (d Distribution) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 24*(len(Levels)+1)), '{')
	add := func(name string, v float64) error {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("writing %s: %v is no number of JSON", name, v)
		}
		b = append(append(append(b, '"'), name...), '"', ':')
		b = append(strconv.AppendFloat(b, v, 'f', -1, 64), ',')
		return nil
	}
	for i, v := range d.Q {
		if err := add(levelNames[i], v); err != nil {
			return nil, err
		}
	}
	if err := add("mean", d.Mean); err != nil {
		return nil, err
	}
	b[len(b)-1] = '}' // in place of the last comma
	return b, nil
}

// UnmarshalJSON reads what MarshalJSON writes; every field must be there.
func (d *Distribution) UnmarshalJSON(b []byte) error {
	fields := map[string]float64{}
	if err := json.Unmarshal(b, &fields); err != nil {
		return fmt.Errorf("reading a distribution: %w", err)
	}
	get := func(name string) (v float64, err error) {
		v, ok := fields[name]
		if !ok {
			err = fmt.Errorf("reading a distribution: no %q", name)
		}
		return v, err
	}
	for i, name := range levelNames {
		v, err := get(name)
		if err != nil {
			return err
		}
		d.Q[i] = v
	}
	mean, err := get("mean")
	d.Mean = mean
	return err
}
