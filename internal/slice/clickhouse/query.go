package clickhouse

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
)

// Summarise answers for one slice; see slice.Engine.
func (s *Store) Summarise(ctx context.Context, q slice.Query, a slice.Ask) (*slice.Summary, error) {
	if err := s.layer.Admit(q, a); err != nil {
		return nil, err
	}
	if err := s.check(ctx, q); err != nil {
		return nil, err
	}
	where := Where(q)
	levels := nudged(a.Levels)
	for range 5 { // more only while records come in faster than they are counted
		answers, err := s.ask(ctx, "''", where, levels, a)
		if err != nil {
			return nil, err
		}
		if len(answers) == 0 {
			return nil, s.layer.Release(0)
		}
		own := answers[0]
		if err := s.layer.Release(own.N); err != nil {
			return nil, err
		}
		if own.exact(levels, a) {
			return own.summary(s.layer, a), nil
		}
		levels = between(a.Levels, own.size(a))
	}
	return nil, pay.Errorf(pay.Conflict, "the records change too fast to be counted").WithHint("ask again")
}

// GroupBy answers for every value of a facet; see slice.Engine.
func (s *Store) GroupBy(ctx context.Context, q slice.Query, by pay.Facet, a slice.Ask) (*slice.Groups, error) {
	if err := s.layer.AdmitGroups(q, by, a); err != nil {
		return nil, err
	}
	if err := s.check(ctx, q); err != nil {
		return nil, err
	}
	levels := nudged(a.Levels)
	answers, err := s.ask(ctx, value(by), Where(q), levels, a)
	if err != nil {
		return nil, err
	}
	var groups []slice.Group
	enough := false
	for _, own := range answers {
		if own.value == "" { // those who do not state the facet
			continue
		}
		g := slice.Group{Value: own.value, SliceSummary: slice.Summary{N: own.N}}
		if own.N >= s.layer.MinGroup() {
			enough = true
			g.SliceSummary = *own.summary(s.layer, a)
			if !own.exact(levels, a) {
				again, err := s.Summarise(ctx, q.With(by, own.value), a)
				if err != nil {
					return nil, err
				}
				g.SliceSummary = *again
			}
		}
		groups = append(groups, g)
	}
	if !enough { // then the slice itself may be too small
		if _, err := s.Summarise(ctx, q, slice.Ask{}); err != nil {
			return nil, err
		}
	}
	return s.layer.Groups(by, groups), nil
}

// answer is a row of ClickHouse's.
type answer struct {
	value string
	slice.Summary
	weight uint64 // of Summary, in the units of slice.Weight
	counts []slice.Count
}

// size is the total that the ranks of quantiles are a share of.
func (r *answer) size(a slice.Ask) uint64 {
	if a.Weighted {
		return r.weight
	}
	return uint64(r.N)
}

// exact reports whether the ranks that ClickHouse took at levels are those of a's.
func (r *answer) exact(levels []float64, a slice.Ask) bool {
	for i, p := range levels {
		taken := math.Ceil(float64(r.size(a)) * p)
		if uint64(max(taken, 1)) != slice.Rank(a.Levels[i], r.size(a)) {
			return false
		}
	}
	return true
}

// nudged returns the levels, each the least bit lower: where level × total is a whole number, the product
// must not be rounded up beyond it.
func nudged(levels []float64) []float64 {
	out := slices.Clone(levels)
	for i := range out {
		out[i] *= 1 - 0x1p-52
	}
	return out
}

// between returns for each level the one in the middle between its rank among total and the rank below.
func between(levels []float64, total uint64) []float64 {
	out := make([]float64, len(levels))
	for i, p := range levels {
		out[i] = (float64(slice.Rank(p, total)) - .5) / float64(total)
	}
	return out
}

func (r *answer) summary(l slice.Layer, a slice.Ask) *slice.Summary {
	if len(a.Edges) > 0 {
		r.Bins = l.Bins(a.Edges, r.counts)
	}
	return &r.Summary
}

// ask returns an answer for each value of an expression among the records that match.
func (s *Store) ask(ctx context.Context, value, where string, levels []float64, a slice.Ask) ([]*answer, error) {
	rows, err := s.shards[0].Query(ctx, Select(s.all, value, where, levels, a))
	if err != nil {
		return nil, fmt.Errorf("asking ClickHouse: %w", err)
	}
	defer rows.Close()
	var answers []*answer
	for rows.Next() {
		var own answer
		var n uint64
		var bars []uint16
		var ns, weights []uint64
		if err := rows.Scan(&own.value, &n, &own.weight, &own.Mean, &own.Quantiles, &bars, &ns, &weights); err != nil {
			return nil, fmt.Errorf("reading ClickHouse's answer: %w", err)
		}
		own.N, own.Weight = int(n), float64(own.weight)/float64(slice.PerPerson)
		if len(levels) == 0 {
			own.Quantiles = nil
		}
		if !a.Mean {
			own.Mean = 0
		}
		own.counts = make([]slice.Count, len(a.Edges)+1)
		for i, bar := range bars {
			own.counts[bar] = slice.Count{N: int(ns[i]), Weight: weights[i]}
		}
		if n > 0 {
			answers = append(answers, &own)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading ClickHouse's answer: %w", err)
	}
	return answers, nil
}

// Select writes the statement that answers for each value of an expression.
func Select(table, value, where string, levels []float64, a slice.Ask) string {
	size := "toUInt32(1)"
	if a.Weighted {
		size = "weight"
	}
	// The mean is always asked for: ClickHouse 18.16 does not find a column that is only used in a
	// lambda, as that of the bars is.
	mean := "sum(pay * " + size + ") / sum(" + size + ")"
	quantiles := "emptyArrayFloat64()"
	if len(levels) > 0 {
		quantiles = "quantilesExactWeighted(" + numbers(levels) + ")(pay, " + size + ")"
	}
	bars, ns, weights := "emptyArrayUInt16()", "emptyArrayUInt64()", "emptyArrayUInt64()"
	if len(a.Edges) > 0 {
		bar := "[toUInt16(arrayCount(edge -> edge <= pay, [" + numbers(a.Edges) + "]))]"
		bars = "tupleElement(sumMap(" + bar + ", [toUInt64(1)]), 1)"
		ns = "tupleElement(sumMap(" + bar + ", [toUInt64(1)]), 2)"
		weights = "tupleElement(sumMap(" + bar + ", [toUInt64(weight)]), 2)"
	}
	return fmt.Sprintf(
		"SELECT %s AS value, count() AS n, sum(toUInt64(weight)) AS people, %s AS mean, %s AS quantiles, %s AS "+
			"bars, %s AS counts, %s AS weights FROM %s WHERE %s GROUP BY value",
		value, mean, quantiles, bars, ns, weights, table, where)
}

// numbers writes a list of numbers, each so that it is read as the same.
func numbers(xs []float64) string {
	texts := make([]string, len(xs))
	for i, x := range xs {
		texts[i] = number(x)
	}
	return strings.Join(texts, ", ")
}

func number(x float64) string {
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0" // a float, not an integer
	}
	return s
}

// value is the expression of a facet's value; several values make several rows.
func value(f pay.Facet) string {
	switch {
	case f == slice.FacetYear:
		return "if(year = 0, '', toString(year))"
	case slices.Contains(manys, f):
		return "arrayJoin(" + string(f) + ")"
	}
	return string(f)
}

// Where writes the conditions of a query.
func Where(q slice.Query) string {
	conditions := []string{"1"}
	add := func(format string, args ...any) { conditions = append(conditions, fmt.Sprintf(format, args...)) }
	for _, f := range slice.Facets {
		column := string(f)
		if f == slice.FacetYear {
			column = "toString(year)"
		}
		if any := q.Any[f]; len(any) > 0 && slice.Many(f) {
			add("hasAny(%s, [%s])", column, strs(any))
		} else if len(any) > 0 {
			add("%s IN (%s)", column, strs(any))
		}
		if all := q.All[f]; len(all) > 0 {
			add("hasAll(%s, [%s])", column, strs(all))
		}
		if none := q.None[f]; len(none) > 0 && slice.Many(f) {
			add("NOT hasAny(%s, [%s])", column, strs(none))
		} else if len(none) > 0 {
			add("%s NOT IN (%s)", column, strs(none))
		}
	}
	bounds := func(column string, r *slice.Range) {
		if !math.IsInf(r.From, 0) {
			add("%s >= %s", column, number(r.From))
		}
		if !math.IsInf(r.To, 0) {
			add("%s <= %s", column, number(r.To))
		}
		if math.IsInf(r.From, 1) || math.IsInf(r.To, -1) {
			add("0")
		}
	}
	if q.Years != nil {
		add("years != %d", noYears)
		bounds("years", q.Years)
	}
	if q.Year != nil {
		add("year != 0")
		bounds("year", q.Year)
	}
	if q.Pay != nil {
		bounds("pay", q.Pay)
	}
	return strings.Join(conditions, " AND ")
}

func strs(values []string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = quote(v)
	}
	return strings.Join(texts, ", ")
}

// check returns an error when the query names a value that no record has.
func (s *Store) check(ctx context.Context, q slice.Query) error {
	for _, values := range []slice.Values{q.Any, q.All, q.None} {
		for f, codes := range values {
			for _, code := range codes {
				s.mu.Lock()
				seen := s.known[f][code]
				s.mu.Unlock()
				if seen {
					continue
				}
				known, err := s.values(ctx, f)
				if err != nil {
					return err
				}
				if !slices.Contains(known, code) {
					return s.layer.Unknown(f, code, known)
				}
			}
		}
	}
	return nil
}

// values returns the values that records have of a facet now, and remembers them.
func (s *Store) values(ctx context.Context, f pay.Facet) ([]string, error) {
	found, err := list(ctx, s.shards[0], fmt.Sprintf("SELECT DISTINCT %s AS value FROM %s", value(f), s.all))
	if err != nil {
		return nil, err
	}
	found = distinct(found)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[f] = map[string]bool{}
	for _, v := range found {
		s.known[f][v] = true
	}
	return found, nil
}
