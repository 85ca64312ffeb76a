// Package subset knows the pay of every subset of records that is large enough to be told: the quantiles
// of "backend", of "backend in Germany", of "backend in Germany with 6 to 9 years". A Table of them is
// what the binary embeds in place of records, so no cell has fewer than MinPeople people. It says how many
// records are like these and what they are paid, with nothing in between; package estimate answers what
// it cannot.
//
// Its limits: subsets of more than three facets are not tabulated, and skills are not combined with each
// other.
package subset

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// MinPeople is the smallest number of records in a cell. A smaller subset is not kept at all.
const MinPeople = 10

// Cell is the pay of one subset.
type Cell struct {
	N           int
	First, Last int                      // years of the records
	Sources     []string                 // in alphabetical order
	Log         [len(pay.Levels)]float64 // quantiles of the log of comparable pay at pay.Levels
}

// Table holds the cells of each layer. It is safe for concurrent use once built.
type Table struct {
	cells map[string]Cell
	base  *Table // what stands where this table has no cell; or nil
}

// Over returns t with base below it, which answers where t has no cell.
func (t *Table) Over(base *Table) *Table { return &Table{cells: t.cells, base: base} }

// cell returns the cell of a subset, from the base when t has none.
func (t *Table) cell(layer pay.Layer, fs []feature) (Cell, bool) {
	var buf [96]byte
	c, ok := t.cells[string(appendKey(buf[:0], layer, fs))]
	if !ok && t.base != nil {
		return t.base.cell(layer, fs)
	}
	return c, ok
}

// Len returns the number of cells.
func (t *Table) Len() int { return len(t.cells) }

// feature is one facet value that a record has or a profile gives.
type feature struct {
	facet pay.Facet
	value string
}

func (f feature) String() string { return string(f.facet) + "=" + f.value }

// order is the position of a facet in a key; facets that are not tabulated have none.
var order = func() map[pay.Facet]int {
	m := map[pay.Facet]int{}
	for i, f := range []pay.Facet{
		pay.FacetCountry, pay.FacetRole, pay.FacetYears, pay.FacetLevel, pay.FacetSkills, pay.FacetEmployment,
		pay.FacetRemote, pay.FacetOrgSize, pay.FacetIndustry, pay.FacetEducation,
	} {
		m[f] = i
	}
	return m
}()

// key names a subset of a layer. The features are in key order.
func key(layer pay.Layer, features []feature) string {
	return string(appendKey(nil, layer, features))
}

func appendKey(b []byte, layer pay.Layer, features []feature) []byte {
	b = append(b, layer...)
	for _, f := range features {
		b = append(append(append(append(b, '|'), f.facet...), '='), f.value...)
	}
	return b
}

// features lists what a profile gives that cells are made of, in key order. Years stand for the level
// too, so a level beside years is left out unless it is an appointment (staff, principal).
func features(p pay.Profile) []feature {
	var fs []feature
	add := func(f pay.Facet, v string) {
		if v != "" {
			fs = append(fs, feature{f, v})
		}
	}
	add(pay.FacetCountry, p.Country)
	add(pay.FacetRole, p.Role)
	years, known := p.Years.Get()
	if known {
		add(pay.FacetYears, taxonomy.ExperienceBandName(years))
	}
	if !known || p.Level != taxonomy.LevelOfYears(years) {
		add(pay.FacetLevel, p.Level)
	}
	for _, s := range slices.Sorted(slices.Values(p.Skills)) {
		add(pay.FacetSkills, s)
	}
	add(pay.FacetEmployment, p.Employment)
	add(pay.FacetRemote, p.Remote)
	add(pay.FacetOrgSize, p.OrgSize)
	add(pay.FacetIndustry, p.Industry)
	add(pay.FacetEducation, p.Education)
	return fs
}

// recordFeatures lists a record's features: unlike a profile it may have several roles, and years give a
// level besides.
func recordFeatures(r *dataset.Record) []feature {
	p := pay.Profile{
		Country: r.Country, Years: r.Years, Level: r.Level, Skills: r.Skills, Employment: r.Employment,
		Remote: r.Remote, OrgSize: r.OrgSize, Industry: r.Industry, Education: r.Education,
	}
	fs := features(p)
	for _, role := range r.Roles {
		fs = append(fs, feature{pay.FacetRole, role})
	}
	if years, known := r.Years.Get(); known && (r.Level == "" || r.Level == taxonomy.LevelOfYears(years)) {
		fs = append(fs, feature{pay.FacetLevel, taxonomy.LevelOfYears(years)})
	}
	slices.SortFunc(fs, func(a, b feature) int {
		return cmp.Or(order[a.facet]-order[b.facet], strings.Compare(a.value, b.value))
	})
	return slices.Compact(fs)
}

// tabulated reports whether a subset of features has a cell: none, any one, any two of different facets,
// and country with role and either experience or a skill.
func tabulated(fs []feature) bool {
	for i := 1; i < len(fs); i++ {
		if fs[i].facet == fs[i-1].facet {
			return false
		}
	}
	if len(fs) < 3 {
		return true
	}
	if len(fs) > 3 || fs[0].facet != pay.FacetCountry || fs[1].facet != pay.FacetRole {
		return false
	}
	return fs[2].facet == pay.FacetYears || fs[2].facet == pay.FacetLevel || fs[2].facet == pay.FacetSkills
}

// subsets calls do with every tabulated subset of fs. The slice is reused.
func subsets(fs []feature, do func([]feature)) {
	var pick [3]feature
	do(pick[:0])
	for i, a := range fs {
		pick[0] = a
		do(pick[:1])
		for j := i + 1; j < len(fs); j++ {
			pick[1] = fs[j]
			if !tabulated(pick[:2]) {
				continue
			}
			do(pick[:2])
			for _, c := range fs[j+1:] {
				if pick[2] = c; tabulated(pick[:3]) {
					do(pick[:3])
				}
			}
		}
	}
}

// Builder gathers records into a Table.
type Builder struct {
	sources []string
	groups  map[string]*group
}

type group struct {
	logs        []float32
	first, last int
	sources     uint64 // a bit for each of Builder.sources
}

// NewBuilder returns an empty Builder.
func NewBuilder() *Builder { return &Builder{groups: map[string]*group{}} }

// Add counts a record of a layer in every subset that it belongs to. comparable is its pay made comparable
// with all others': a year's, in one currency, of one date; it must be positive and finite. At most 64
// different sources can be told apart.
func (b *Builder) Add(r *dataset.Record, layer pay.Layer, comparable float64) {
	source := slices.Index(b.sources, r.Source)
	if source < 0 {
		source = len(b.sources)
		b.sources = append(b.sources, r.Source)
	}
	log := float32(math.Log(comparable))
	subsets(recordFeatures(r), func(fs []feature) {
		k := key(layer, fs)
		g := b.groups[k]
		if g == nil {
			g = &group{first: r.Year, last: r.Year}
			b.groups[k] = g
		}
		g.logs = append(g.logs, log)
		g.first, g.last = min(g.first, r.Year), max(g.last, r.Year)
		g.sources |= 1 << source
	})
}

// Table returns the cells of at least MinPeople records.
func (b *Builder) Table() *Table {
	t := &Table{cells: map[string]Cell{}}
	for k, g := range b.groups {
		if len(g.logs) < MinPeople {
			continue
		}
		slices.Sort(g.logs)
		c := Cell{N: len(g.logs), First: g.first, Last: g.last}
		for i, p := range pay.Levels {
			c.Log[i] = quantile(g.logs, p)
		}
		for i, s := range b.sources {
			if g.sources&(1<<i) != 0 {
				c.Sources = append(c.Sources, s)
			}
		}
		slices.Sort(c.Sources)
		t.cells[k] = c
	}
	return t
}

// quantile is R's type 7, linear between order statistics, of sorted values.
func quantile(sorted []float32, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return float64(sorted[i])
	}
	low, high := float64(sorted[i]), float64(sorted[i+1])
	return low + (at-float64(i))*(high-low)
}

// ReportedNet is the layer of what people say they are paid after tax: reports that stand beside the gross ones, and
// are never pooled with them.
const ReportedNet pay.Layer = "reported-net"

// Like returns what a report must agree with to be like a profile: its role, country and experience, as far as they
// are given. By these pay differs most, and of more facets together there are hardly ever enough reports to count. It
// is the one definition by which reports are counted. Of a title that the years do not imply, the years are dropped.
func Like(p pay.Profile) pay.Profile {
	p = p.Only(pay.FacetRole, pay.FacetCountry, pay.FacetYears, pay.FacetLevel)
	if years, known := p.Years.Get(); known && p.Level != "" {
		if p.Level == taxonomy.LevelOfYears(years) {
			p.Level = ""
		} else {
			p.Years = pay.Years{}
		}
	}
	return p
}

// Find returns the cell of a layer that agrees with the most facets of a profile, and the facets it is
// of; of several, the one of the fewest people, for it is the most particular. Without any cell of the
// layer ok is false.
func (t *Table) Find(layer pay.Layer, p pay.Profile) (c Cell, of []pay.Facet, ok bool) {
	subsets(features(p), func(fs []feature) {
		found, there := t.cell(layer, fs)
		if !there || ok && (len(fs) < len(of) || len(fs) == len(of) && found.N >= c.N) {
			return
		}
		c, ok = found, true
		of = of[:0]
		for _, f := range fs {
			of = append(of, f.facet)
		}
	})
	return c, of, ok
}
