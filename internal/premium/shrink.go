package premium

import "math"

// between returns the variance among true values, given estimates with their sampling variances, by the
// method of Paule and Mandel: that under which the estimates spread as much as they should. When centre is
// NaN, the mean is estimated too, and returned with its variance; at least two estimates are needed.
func between(v, variance []float64, centre float64) (tau2, mean, ofMean float64) {
	known := !math.IsNaN(centre)
	degrees := float64(len(v))
	if !known {
		degrees--
	}
	at := func(tau2 float64) (excess float64) {
		weights, sum := 0.0, 0.0
		for i := range v {
			w := 1 / (variance[i] + tau2)
			weights += w
			sum += w * v[i]
		}
		if mean, ofMean = sum/weights, 1/weights; known {
			mean, ofMean = centre, 0
		}
		for i := range v {
			excess += (v[i] - mean) * (v[i] - mean) / (variance[i] + tau2)
		}
		return excess - degrees
	}
	if degrees < 1 || at(0) <= 0 {
		at(0)
		return 0, mean, ofMean
	}
	low, high := 0.0, 1.0 // premiums of a factor of e are beyond belief
	for range 60 {
		if middle := (low + high) / 2; at(middle) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	at(high)
	return high, mean, ofMean
}

// shrink draws an estimate towards a mean by how unsure it is.
func shrink(e Estimate, tau2, mean, ofMean float64) Estimate {
	variance := e.Error * e.Error
	keep := tau2 / (tau2 + variance)
	return Estimate{
		Log:   mean + keep*(e.Log-mean),
		Error: math.Sqrt(keep*variance + (1-keep)*(1-keep)*ofMean),
	}
}
