package premium

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/packed"
	"github.com/backpay/backpay/internal/pay"
)

// digits are kept of numbers in a file: a ten-thousandth of log pay is a hundredth of a percent.
const digits = 1e5

// Write writes the table as JSON, compressed; the same table gives the same bytes.
func (t *Table) Write(w io.Writer) error {
	if err := packed.WriteJSON(w, t.rounded()); err != nil {
		return fmt.Errorf("writing premiums: %w", err)
	}
	return nil
}

// rounded returns the table with the digits that a file keeps.
func (t *Table) rounded() *Table {
	round := func(v float64) float64 { return math.Round(v*digits) / digits }
	estimate := func(e Estimate) Estimate { return Estimate{round(e.Log), round(e.Error)} }
	r := *t
	r.Drift = round(t.Drift)
	r.Skills = slices.Clone(t.Skills)
	for i := range r.Skills {
		s := &r.Skills[i]
		s.Share, s.Year, s.Raw, s.Adjusted, s.Premium = round(s.Share), round(s.Year), estimate(s.Raw), estimate(s.Adjusted), estimate(s.Premium)
		s.With, s.In = slices.Clone(s.With), slices.Clone(s.In)
		for j := range s.With {
			s.With[j].Lift, s.With[j].Phi = round(s.With[j].Lift), round(s.With[j].Phi)
		}
		for j := range s.In {
			g := &s.In[j]
			g.Share, g.Raw, g.Shift = round(g.Share), estimate(g.Raw), estimate(g.Shift)
		}
	}
	return &r
}

// maxFile bounds what Read unpacks: a table is under 2 MB.
const maxFile = 16 << 20

// Read reads what Write wrote. What cannot be a table of premiums is an error.
func Read(r io.Reader) (*Table, error) {
	t := &Table{}
	if err := packed.ReadJSON(r, maxFile, t); err != nil {
		return nil, fmt.Errorf("reading premiums: %w", err)
	}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("reading premiums: %w", err)
	}
	return t, nil
}

// check refuses what Find and All could not answer from.
func (t *Table) check() error {
	sound := func(es ...Estimate) bool {
		for _, e := range es {
			if !(math.Abs(e.Log) < 20 && e.Error >= 0 && e.Error < 20) {
				return false
			}
		}
		return true
	}
	if t.People < 1 || !sound(Estimate{Error: t.Drift}) {
		return errors.New("nobody is in it")
	}
	for i, s := range t.Skills {
		if i > 0 && t.Skills[i-1].Code >= s.Code {
			return fmt.Errorf("%s is out of order", s.Code)
		}
		if !slices.Contains(Kinds, s.Kind) || !sound(s.Raw, s.Adjusted, s.Premium) {
			return fmt.Errorf("%s makes no sense", s.Code)
		}
		for _, g := range s.In {
			if g.Facet != pay.FacetRole && g.Facet != pay.FacetCountry || !sound(g.Raw, g.Shift) {
				return fmt.Errorf("%s of %s %s makes no sense", s.Code, g.Facet, g.Value)
			}
		}
	}
	return nil
}
