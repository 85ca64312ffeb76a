package company

import (
	"math"

	"github.com/backpay/backpay/internal/pay"
)

// advertised estimates the bias of advertised ranges and moves the employers that advertise.
func (b *builder) advertised() {
	by := byEmployer(b.ranges)
	residuals := map[string][]float64{} // of ranges compared with the market
	squares, degrees := 0., 0.
	for _, e := range b.table.employers {
		jobs := by[e.Code]
		if len(jobs) < MinFilings {
			continue
		}
		mean := 0.
		for _, j := range jobs {
			r := j.Log - b.joint.marketAt(j.point())
			residuals[e.Code] = append(residuals[e.Code], r)
			mean += r / float64(len(jobs))
		}
		for _, r := range residuals[e.Code] {
			squares += (r - mean) * (r - mean)
		}
		degrees += float64(len(jobs) - 1)
	}
	if degrees == 0 {
		return
	}
	within := squares / degrees
	b.estimateBias(residuals, within)
	if b.table.bias.Employers < MinFilings {
		return
	}
	for i := range b.table.employers {
		e := &b.table.employers[i]
		if r := residuals[e.Code]; len(r) > 0 {
			e.move(meanOf(r)-math.Log(b.table.bias.Ratio),
				b.table.bias.Between*b.table.bias.Between+within/float64(len(r)))
		}
	}
}

// move draws an employer's effect towards a second measurement of it, by how sure both are.
func (e *Employer) move(log, variance float64) {
	prior := e.effect.variance / (1 - e.effect.own) // of employers of its kind
	weight := e.effect.variance / (e.effect.variance + variance)
	e.effect.log += weight * (log - e.effect.log)
	e.effect.variance *= 1 - weight
	e.effect.posted = weight
	e.effect.own = 1 - e.effect.variance/prior
}

func meanOf(v []float64) float64 {
	sum := 0.
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// estimateBias pools the differences of the employers with both kinds of evidence by the method of DerSimonian and
// Laird (Controlled Clinical Trials 7, 1986): the spread between employers beyond sampling is a variance of its own.
func (b *builder) estimateBias(residuals map[string][]float64, within float64) {
	filed := byEmployer(b.filings)
	var difference, variance []float64
	bias := &b.table.bias
	for _, e := range b.table.employers {
		r := residuals[e.Code]
		if len(r) == 0 || e.Filed < MinFilings {
			continue
		}
		sum := 0.
		for _, j := range filed[e.Code] {
			sum += j.Log - b.joint.marketAt(j.point())
		}
		difference = append(difference, meanOf(r)-sum/float64(e.Filed))
		variance = append(variance, within/float64(len(r))+b.joint.within()/float64(e.Filed))
		bias.Employers++
		bias.Filings += e.Filed
		bias.Ranges += len(r)
	}
	if bias.Employers == 0 {
		return
	}
	mean, of, between := pool(difference, variance)
	const z95 = 1.96
	bias.Ratio, bias.Between = math.Exp(mean), math.Sqrt(between)
	bias.Interval = pay.Interval{
		Low:   math.Exp(mean - z95*math.Sqrt(of)),
		High:  math.Exp(mean + z95*math.Sqrt(of)),
		Level: .95,
	}
}

// pool returns the mean of differences, its variance and the variance between them.
func pool(difference, variance []float64) (mean, of, between float64) {
	weights, squares, sum := 0., 0., 0.
	for i, v := range variance {
		weights += 1 / v
		squares += 1 / (v * v)
		sum += difference[i] / v
	}
	fixed, heterogeneity := sum/weights, 0.
	for i, v := range variance {
		heterogeneity += (difference[i] - fixed) * (difference[i] - fixed) / v
	}
	if c := weights - squares/weights; c > 0 {
		between = max(0, (heterogeneity-float64(len(difference)-1))/c)
	}
	weights, sum = 0, 0
	for i, v := range variance {
		weights += 1 / (v + between)
		sum += difference[i] / (v + between)
	}
	return sum / weights, 1 / weights, between
}
