package slicetest

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
)

// Naive answers as package slice says that an Engine does, by looking at every record and sorting those
// that match. It shares nothing with the other engines but the release policy.
type Naive struct {
	Layer slice.Layer
	Rows  []slice.Row
}

var _ slice.Engine = (*Naive)(nil)

// Summarise answers for one slice; see slice.Engine.
func (e *Naive) Summarise(_ context.Context, q slice.Query, a slice.Ask) (*slice.Summary, error) {
	if err := cmp.Or(e.Layer.Admit(q, a), e.known(q)); err != nil {
		return nil, err
	}
	var rows []slice.Row
	for _, r := range e.Rows {
		if matches(r, q) {
			rows = append(rows, r)
		}
	}
	if err := e.Layer.Release(len(rows)); err != nil {
		return nil, err
	}
	s := e.summary(rows, a)
	return &s, nil
}

// GroupBy answers for every value of a facet; see slice.Engine.
func (e *Naive) GroupBy(_ context.Context, q slice.Query, by pay.Facet, a slice.Ask) (*slice.Groups, error) {
	if err := cmp.Or(e.Layer.AdmitGroups(q, by, a), e.known(q)); err != nil {
		return nil, err
	}
	byValue := map[string][]slice.Row{}
	n := 0
	for _, r := range e.Rows {
		if !matches(r, q) {
			continue
		}
		n++
		values := slices.Sorted(slices.Values(valuesOf(r, by)))
		for _, v := range slices.Compact(values) {
			byValue[v] = append(byValue[v], r)
		}
	}
	if err := e.Layer.Release(n); err != nil {
		return nil, err
	}
	var groups []slice.Group
	for value, rows := range byValue {
		groups = append(groups, slice.Group{Value: value, SliceSummary: e.summary(rows, a)})
	}
	return e.Layer.Groups(by, groups), nil
}

func (e *Naive) known(q slice.Query) error {
	for _, values := range []slice.Values{q.Any, q.All, q.None} {
		for f, codes := range values {
			all := map[string]bool{}
			for _, r := range e.Rows {
				for _, v := range valuesOf(r, f) {
					all[v] = true
				}
			}
			for _, code := range codes {
				if !all[code] {
					return e.Layer.Unknown(f, code, slices.Sorted(maps.Keys(all)))
				}
			}
		}
	}
	return nil
}

// valuesOf returns the values that a row states of a facet.
func valuesOf(r slice.Row, f pay.Facet) []string {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	switch f {
	case pay.FacetRole:
		return r.Record.Roles
	case pay.FacetCountry:
		return one(r.Record.Country)
	case pay.FacetPlace:
		return one(r.Record.Place)
	case pay.FacetLevel:
		return one(r.Record.Level)
	case pay.FacetIndustry:
		return one(r.Record.Industry)
	case pay.FacetOrgSize:
		return one(r.Record.OrgSize)
	case pay.FacetRemote:
		return one(r.Record.Remote)
	case pay.FacetEmployment:
		return one(r.Record.Employment)
	case pay.FacetEducation:
		return one(r.Record.Education)
	case pay.FacetSkills:
		return r.Record.Skills
	case slice.FacetYear:
		if r.Record.Year == 0 {
			return nil
		}
		return one(strconv.Itoa(r.Record.Year))
	case slice.FacetSource:
		return one(r.Record.Source)
	}
	panic("slicetest: no such facet: " + f)
}

func matches(r slice.Row, q slice.Query) bool {
	for f, want := range q.Any {
		if len(want) > 0 &&
			!slices.ContainsFunc(valuesOf(r, f), func(v string) bool { return slices.Contains(want, v) }) {
			return false
		}
	}
	for f, want := range q.All {
		for _, w := range want {
			if !slices.Contains(valuesOf(r, f), w) {
				return false
			}
		}
	}
	for f, unwanted := range q.None {
		if slices.ContainsFunc(valuesOf(r, f), func(v string) bool { return slices.Contains(unwanted, v) }) {
			return false
		}
	}
	if q.Years != nil {
		years, known := r.Record.Years.Get()
		if !known || !q.Years.Contains(math.Floor(years)) {
			return false
		}
	}
	if q.Year != nil && (r.Record.Year == 0 || !q.Year.Contains(float64(r.Record.Year))) {
		return false
	}
	return q.Pay == nil || q.Pay.Contains(r.Pay)
}

func (e *Naive) summary(rows []slice.Row, a slice.Ask) slice.Summary {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(x, y slice.Row) int { return cmp.Compare(x.Pay, y.Pay) })
	counts := make([]slice.Count, len(a.Edges)+1)
	var people, total uint64 // in ten-thousandths of a person, and in what a asks to count
	var sum float64
	for _, r := range rows {
		people += units(r)
		size := uint64(1)
		if a.Weighted {
			size = units(r)
		}
		total += size
		sum += r.Pay * float64(size)
		bar := 0
		for bar < len(a.Edges) && a.Edges[bar] <= r.Pay {
			bar++
		}
		counts[bar].N++
		counts[bar].Weight += units(r)
	}
	s := slice.Summary{N: len(rows), Weight: float64(people) / 10_000}
	for _, p := range a.Levels {
		millionths, reached := uint64(math.Round(p*1_000_000)), uint64(0)
		for _, r := range rows {
			reached++
			if a.Weighted {
				reached += units(r) - 1
			}
			if reached*1_000_000 >= millionths*total { // both far from overflow at the sizes of a test
				s.Quantiles = append(s.Quantiles, r.Pay)
				break
			}
		}
	}
	if a.Mean {
		s.Mean = sum / float64(total)
	}
	if len(a.Edges) > 0 {
		s.Bins = e.Layer.Bins(a.Edges, counts)
	}
	return s
}

// units returns how many ten-thousandths of a person a row stands for.
func units(r slice.Row) uint64 { return uint64(math.Round(r.Record.Weight * 10_000)) }
