package backtest

import (
	"math"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
)

// ridge is the penalty of each coefficient, in records.
const ridge = 5

// LogLinear fits the model of the published calculators: the log of pay is a sum of terms, one for each value of each
// facet, and everyone's spread is that of all residuals. A facet that is not known has a term of its own.
func LogLinear(records []*dataset.Record, fit estimate.Options) Method {
	column := map[[2]string]int{}
	columnOf := func(k [2]string, learn bool) int {
		at, ok := column[k]
		if !ok && learn {
			at = len(column) + 1
			column[k] = at
		}
		return at // 0, the constant, for a value that was not learnt
	}
	active := func(p *pay.Profile, year int, learn bool, into []int) []int {
		into = append(into[:0], 0)
		has := map[string]bool{}
		for _, k := range valuesOf(p, year) {
			has[k[0]] = true
			if at := columnOf(k, learn); at > 0 {
				into = append(into, at)
			}
		}
		for _, f := range facetOrder {
			if !has[string(f)] {
				if at := columnOf([2]string{string(f), ""}, learn); at > 0 {
					into = append(into, at)
				}
			}
		}
		return into
	}
	var rows [][]int
	var logs []float64
	for _, r := range records {
		if log, ok := fit.Comparable(r); ok {
			p := estimate.ProfileOf(r, 0)
			rows = append(rows, active(&p, r.Year, true, nil))
			logs = append(logs, log)
		}
	}
	coefficients := solveRidge(rows, logs, len(column)+1)
	value := func(row []int) float64 {
		sum := 0.0
		for _, c := range row {
			sum += coefficients[c]
		}
		return sum
	}
	residuals := make([]float64, len(rows))
	for i, row := range rows {
		residuals[i] = logs[i] - value(row)
	}
	spread := quantilesOf(residuals)
	return Method{Name: "log-linear", Predict: func(c *Case) Quantiles {
		q, centre := spread, value(active(&c.Profile, c.Record.Year, false, nil))
		for i := range q {
			q[i] += centre
		}
		return q
	}}
}

// solveRidge solves penalised normal equations by Cholesky's factorisation. Each row lists the columns that are one.
func solveRidge(rows [][]int, y []float64, n int) []float64 {
	a, x := make([]float64, n*n), make([]float64, n)
	for i, row := range rows {
		for _, c := range row {
			x[c] += y[i]
			for _, d := range row {
				if d <= c {
					a[c*n+d]++
				}
			}
		}
	}
	for c := 1; c < n; c++ {
		a[c*n+c] += ridge
	}
	for c := range n {
		for d := range c + 1 {
			sum := a[c*n+d]
			for k := range d {
				sum -= a[c*n+k] * a[d*n+k]
			}
			if c == d {
				a[c*n+c] = math.Sqrt(max(sum, 1e-9))
			} else {
				a[c*n+d] = sum / a[d*n+d]
			}
		}
	}
	for c := range n {
		for k := range c {
			x[c] -= a[c*n+k] * x[k]
		}
		x[c] /= a[c*n+c]
	}
	for c := n - 1; c >= 0; c-- {
		for k := c + 1; k < n; k++ {
			x[c] -= a[k*n+c] * x[k]
		}
		x[c] /= a[c*n+c]
	}
	return x
}
