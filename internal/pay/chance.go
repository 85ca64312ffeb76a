package pay

import "math"

// tailLevels are the probabilities, beyond the outer Levels, at which Above reads the tails.
var tailLevels = [...]float64{.001, .0025, .005, .01, .02, .035}

// strip is people whose log pay is spread evenly between two values, or is one value where these are equal.
type strip struct {
	low, high float64
	share     float64
}

// strips cuts the distribution into strips: between Levels the quantile function is linear in log pay, so
// they are the distribution itself; the tails are cut at tailLevels, and what lies beyond the first and the
// last of those stands at it, as Quantile and CDF have it.
func (d Distribution) strips() []strip {
	all := make([]strip, 0, len(Levels)+2*len(tailLevels)+1)
	at, from := 0., math.Log(d.Quantile(0))
	cut := func(p, log float64) {
		log = max(log, from) // rounding in a flat tail
		all = append(all, strip{from, log, p - at})
		at, from = p, log
	}
	for _, p := range tailLevels {
		cut(p, math.Log(d.Quantile(p)))
	}
	for i, p := range Levels {
		cut(p, math.Log(d.Q[i]))
	}
	for i := range tailLevels {
		p := 1 - tailLevels[len(tailLevels)-1-i]
		cut(p, math.Log(d.Quantile(p)))
	}
	cut(1, from)
	return all
}

// Above returns the probability that a person drawn from d earns more than one drawn from e, a tie counting
// as one half: d.Above(e) + e.Above(d) is 1 and d.Above(d) is ½, to rounding. It is the Mann–Whitney
// statistic of the two distributions, summed exactly over pairs of strips; the only approximation is that of
// the tails, a tenth of all people, by strips that are linear in log pay.
func (d Distribution) Above(e Distribution) float64 {
	var sum float64
	others := e.strips()
	for _, a := range d.strips() {
		for _, b := range others {
			sum += a.share * b.share * a.above(b)
		}
	}
	return math.Round(sum*1e12) / 1e12
}

// flat is the width in log pay below which a strip is one value: a millionth of a millionth of pay.
const flat = 1e-12

// above returns the probability that a value from s is above one from o.
func (s strip) above(o strip) float64 {
	switch {
	case s.low >= o.high && s.high > o.low:
		return 1
	case s.high <= o.low && s.low < o.high:
		return 0
	case s.high-s.low < flat:
		if o.high-o.low < flat {
			return .5
		}
		return (s.low - o.low) / (o.high - o.low)
	case o.high-o.low < flat:
		return (s.high - o.low) / (s.high - s.low)
	}
	// The integral of o's distribution function over s.
	width := o.high - o.low
	below := func(x float64) float64 {
		if x = x - o.low; x <= 0 {
			return 0
		}
		if x < width {
			return x * x / (2 * width)
		}
		return x - width/2
	}
	return (below(s.high) - below(s.low)) / (s.high - s.low)
}
