package premium

import (
	"math"
	"slices"
)

// Constants of Huber's estimator: 95 % efficient when errors are normal; the scale is the median absolute
// residual over that of a standard normal.
const (
	bend        = 1.345
	normalMAD   = .6745
	maxRounds   = 100
	settled     = 1e-6 // largest change of a coefficient
	maxLeverage = .99
)

// regression is a fitted design.
type regression struct {
	*design
	coefficients []float64
	inverse      []float64 // of the weighted cross product of the columns; rows and columns of dropped ones are 0
	psi          []float64 // of each row: its weight times its bounded residual, over what HC3 divides by
}

// regress fits a design by Huber's M-estimator, by iteratively reweighted least squares; every row counts
// weight times. A column that is a sum of those before it is dropped, with a coefficient of 0.
func regress(d *design, y, weight []float64) *regression {
	n := len(d.columns)
	r := &regression{design: d, coefficients: make([]float64, n), psi: make([]float64, len(y))}
	bounded, residuals := slices.Clone(weight), slices.Clone(y)
	f := newFactor(n)
	scale := 0.0
	for range maxRounds {
		b := make([]float64, n)
		f.reset()
		for i, row := range d.rows {
			f.add(row, bounded[i])
			for _, c := range row {
				b[c] += bounded[i] * y[i]
			}
		}
		f.decompose()
		f.solve(b)
		change := 0.0
		for c := range b {
			change = max(change, math.Abs(b[c]-r.coefficients[c]))
		}
		r.coefficients = b
		for i, row := range d.rows {
			residuals[i] = y[i]
			for _, c := range row {
				residuals[i] -= b[c]
			}
		}
		scale = max(weightedMedian(residuals, weight)/normalMAD, 1e-9)
		for i := range residuals {
			bounded[i] = weight[i] * min(1, bend*scale/max(math.Abs(residuals[i]), 1e-300))
		}
		if change < settled {
			break
		}
	}
	// The sandwich of an M-estimator (Huber 1981, chapter 7): rows beyond the bend do not hold the fit.
	f.reset()
	for i, row := range d.rows {
		if math.Abs(residuals[i]) <= bend*scale {
			f.add(row, weight[i])
		}
	}
	f.decompose()
	r.inverse = f.invert()
	for i, row := range d.rows {
		bent := min(max(residuals[i], -bend*scale), bend*scale)
		leverage := 0.0
		if bent == residuals[i] {
			for _, c := range row {
				for _, e := range row {
					leverage += r.inverse[int(c)*n+int(e)]
				}
			}
		}
		r.psi[i] = weight[i] * bent / (1 - min(leverage*weight[i], maxLeverage))
	}
	return r
}

// value returns the fitted pay of row i.
func (r *regression) value(i int) float64 {
	sum := 0.0
	for _, c := range r.rows[i] {
		sum += r.coefficients[c]
	}
	return sum
}

// influence returns what row i adds to the error of a coefficient: the variance of a coefficient is the
// sum of its squares.
func (r *regression) influence(i, c int) float64 {
	sum, line := 0.0, r.inverse[c*len(r.columns):]
	for _, e := range r.rows[i] {
		sum += line[e]
	}
	return sum * r.psi[i]
}

// weightedMedian returns the median of the absolute values.
func weightedMedian(v, weight []float64) float64 {
	order := make([]int, len(v))
	total := 0.0
	for i := range order {
		order[i] = i
		total += weight[i]
	}
	slices.SortFunc(order, func(a, b int) int {
		switch x, y := math.Abs(v[a]), math.Abs(v[b]); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return a - b
	})
	sum := 0.0
	for _, i := range order {
		if sum += weight[i]; sum >= total/2 {
			return math.Abs(v[i])
		}
	}
	return 0
}

// factor is a symmetric matrix and its Cholesky factor, the lower triangle of a full square.
type factor struct {
	n       int
	a       []float64
	dropped []bool // columns that are sums of those before them
}

func newFactor(n int) *factor {
	return &factor{n: n, a: make([]float64, n*n), dropped: make([]bool, n)}
}

func (f *factor) reset() {
	clear(f.a)
	clear(f.dropped)
}

// add adds the cross product of a row of ones with itself. Columns are in increasing order.
func (f *factor) add(row []int32, weight float64) {
	for i, c := range row {
		line := f.a[int(c)*f.n:]
		for _, d := range row[:i+1] {
			line[d] += weight
		}
	}
}

// repeats is the share of a column's length that is left of one that repeats the columns before it.
const repeats = 1e-9

// decompose replaces the matrix by its factor.
func (f *factor) decompose() {
	for c := range f.n {
		row := f.a[c*f.n : c*f.n+c+1]
		before := row[c]
		for d := range c {
			if f.dropped[d] {
				row[d] = 0
				continue
			}
			other := f.a[d*f.n : d*f.n+d+1]
			row[d] = (row[d] - dot(row[:d], other[:d])) / other[d]
		}
		row[c] -= dot(row[:c], row[:c])
		if row[c] <= repeats*before {
			f.dropped[c] = true
			clear(row)
			continue
		}
		row[c] = math.Sqrt(row[c])
	}
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// solve replaces the right side of the equations by their solution.
func (f *factor) solve(x []float64) {
	for c := range f.n {
		if f.dropped[c] {
			x[c] = 0
			continue
		}
		x[c] = (x[c] - dot(f.a[c*f.n:c*f.n+c], x[:c])) / f.a[c*f.n+c]
	}
	for c := f.n - 1; c >= 0; c-- {
		if f.dropped[c] {
			continue
		}
		x[c] /= f.a[c*f.n+c]
		for d, v := range f.a[c*f.n : c*f.n+c] {
			x[d] -= v * x[c]
		}
	}
}

// invert returns the inverse as a full square.
func (f *factor) invert() []float64 {
	inverse := make([]float64, f.n*f.n)
	for c := range f.n {
		if f.dropped[c] {
			continue
		}
		line := inverse[c*f.n : (c+1)*f.n]
		line[c] = 1
		f.solve(line)
	}
	return inverse
}
