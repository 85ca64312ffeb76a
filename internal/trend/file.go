package trend

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/backpay/backpay/internal/packed"
	"github.com/backpay/backpay/internal/pay"
)

// digits are kept of numbers in a file: a thousandth of log pay is a tenth of a percent.
const digits = 1e3

// Write writes the table as JSON, compressed; the same table gives the same bytes.
func (t *Table) Write(w io.Writer) error {
	round := func(v *float64) { *v = math.Round(*v*digits) / digits }
	kept := Table{Published: t.Published, Selections: t.Selections}
	for _, s := range t.Series {
		points := make([]Point, len(s.Points))
		for i, p := range s.Points {
			for j := range p.Q {
				round(&p.Q[j])
			}
			for _, v := range []*float64{&p.Error, &p.Fixed, &p.FixedError, &p.Covered} {
				round(v)
			}
			points[i] = p
		}
		s.Points = points
		kept.Series = append(kept.Series, s)
	}
	if err := packed.WriteJSON(w, kept); err != nil {
		return fmt.Errorf("writing trends: %w", err)
	}
	return nil
}

// maxFile bounds what Read unpacks: a table is under 4 MB.
const maxFile = 32 << 20

// Read reads what Write wrote. What cannot be a table of trends is an error.
func Read(r io.Reader) (*Table, error) {
	t := &Table{}
	if err := packed.ReadJSON(r, maxFile, t); err != nil {
		return nil, fmt.Errorf("reading trends: %w", err)
	}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("reading trends: %w", err)
	}
	return t, nil
}

// check refuses what a face could not show.
func (t *Table) check() error {
	plausible := func(log float64) bool { return math.Abs(log) < 100 }
	for _, s := range t.Series {
		if len(s.Points) == 0 || s.Currency == "" || s.Layer != pay.Reported && s.Layer != pay.Posted {
			return fmt.Errorf("a series of %s makes no sense", s.Source)
		}
		for i, p := range s.Points {
			if i > 0 && p.Year <= s.Points[i-1].Year || p.N < MinPeople {
				return fmt.Errorf("%d of a series of %s makes no sense", p.Year, s.Source)
			}
			for j, q := range p.Q {
				if !plausible(q) || j > 0 && q < p.Q[j-1] {
					return fmt.Errorf("the quantiles of %d of a series of %s make no sense", p.Year, s.Source)
				}
			}
			if !plausible(p.Fixed) ||
				!(p.Error >= 0 && p.Error < 100 && p.FixedError >= 0 && p.FixedError < 100 && p.Covered >= 0 &&
					p.Covered <= 1) {
				return fmt.Errorf("the median of %d of a series of %s makes no sense", p.Year, s.Source)
			}
			for _, f := range p.Held {
				if f < 0 || f >= openCount {
					return errors.New("an unknown facet is held")
				}
			}
		}
	}
	for _, p := range t.Published {
		if p.N < MinPeople || !(p.Median > 0 && p.Median < 1e9) {
			return fmt.Errorf("the published median of %d makes no sense", p.Year)
		}
	}
	return nil
}
