package service

import (
	"fmt"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/office"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
)

// everybody is the median of all who do the work of a question, in the unit of the answer: what an official figure,
// which knows no experience, can be compared with. The zero value compares nothing.
type everybody struct{ country, place float64 }

// everybodyOf returns the median for the role and country of an answer, which its effects start from, and what it is
// at the place.
func everybodyOf(base float64, effects []pay.Effect) everybody {
	e := everybody{base, base}
	for _, effect := range effects {
		if effect.Facet == pay.FacetPlace {
			e.place *= effect.Ratio
		}
	}
	return e
}

// official returns the figures of statistics offices that are closest to a profile, in the unit of the answer: those
// that can be brought to its time and component, and then those of a wage level, an industry or a place of which the
// office states only a mean, as they were published.
func (q question) official(asOf time.Time, currency string, ours everybody) ([]pay.LayerEvidence, error) {
	aligned, err := reference.AlignedOfficial(q.Profile, q.Component, yearsOf(asOf))
	if err != nil {
		return nil, fmt.Errorf("aligning official figures: %w", err)
	}
	var layers []pay.LayerEvidence
	shown := map[string]bool{}
	for _, a := range aligned {
		u, err := q.unit(a.Figure.Currency)
		if err != nil || u.currency != currency {
			continue // no rate of the date leads there
		}
		l := alignedLayer(a, u.factor)
		median := ours.country
		if a.Figure.Place != "" {
			median = ours.place
		}
		if above, ok := a.Against(median / u.factor); ok && median > 0 {
			l.Aligned.Above = &above
		}
		layers = append(layers, l)
		shown[a.Figure.Place] = true
	}
	cells, err := reference.Official(q.Profile)
	if err != nil {
		return nil, err
	}
	for _, cell := range cells {
		if cell.Grade == "" && cell.Industry == "" && shown[cell.Place] {
			continue
		}
		if factor, ok := q.factorOf(cell.Currency, currency, cell.Year); ok {
			layers = append(layers, publishedLayer(cell, factor))
		}
	}
	return layers, nil
}

// yearsOf is a date as a number of years: 2026.5 is the middle of 2026.
func yearsOf(t time.Time) float64 {
	first := time.Date(t.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	return float64(t.Year()) + t.Sub(first).Hours()/first.AddDate(1, 0, 0).Sub(first).Hours()
}

// alignedLayer is a figure that was brought to the answer's time and component.
func alignedLayer(a office.Aligned, factor float64) pay.LayerEvidence {
	f := a.Figure
	l := pay.LayerEvidence{
		Layer: pay.Official, Sources: []string{a.Office.ID}, N: int(f.People), FirstYear: f.Year, LastYear: f.Year,
		About: strings.ToLower(f.Title) + ", " + placeOrCountry(f.Country, f.Place),
		P10:   a.P10 * factor, P25: a.P25 * factor, P50: a.P50 * factor, P75: a.P75 * factor, P90: a.P90 * factor,
		Aligned: &pay.Alignment{Office: a.Office.Office},
	}
	if l.P50 == 0 {
		l.P50 = a.Mean * factor
		l.About += aMean
	}
	for _, s := range a.Steps {
		l.Aligned.Steps = append(l.Aligned.Steps, pay.AlignmentStep(s))
	}
	for _, c := range a.Caveats {
		l.Aligned.Caveats = append(l.Aligned.Caveats, pay.AlignmentCaveat(c))
	}
	return l
}

// aMean is what stands in About where an office publishes no median.
const aMean = ", a mean"

// publishedLayer is a figure as it was published, in the money of its year.
func publishedLayer(cell dataset.Cell, factor float64) pay.LayerEvidence {
	l := pay.LayerEvidence{
		Layer: pay.Official, Sources: []string{cell.Source}, N: int(cell.Employment),
		FirstYear: cell.Year, LastYear: cell.Year,
		About: strings.ToLower(cell.Title) + ", " + placeOrCountry(cell.Country, cell.Place),
		P10:   cell.P10 * factor, P25: cell.P25 * factor, P50: cell.P50 * factor, P75: cell.P75 * factor,
		P90: cell.P90 * factor,
	}
	if cell.Industry != "" {
		l.About += ", " + taxonomy.Industries.Name(cell.Industry)
	}
	if l.P50 == 0 {
		l.P50 = cell.Mean * factor
		l.About += aMean
	}
	if cell.Grade != "" {
		l.About += ", wage level " + cell.Grade + " of 4"
	}
	l.About += fmt.Sprintf(", in money of %d", cell.Year)
	return l
}

func placeOrCountry(country, place string) string {
	if place != "" {
		return taxonomy.PlaceName(place)
	}
	return taxonomy.Countries.Name(country)
}
