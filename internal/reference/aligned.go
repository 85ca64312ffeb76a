package reference

import (
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/office"
	"github.com/backpay/backpay/internal/pay"
)

// AlignedOfficial returns the official figures that are closest to a profile, the closest first, brought to its
// component and time (in years, 2026.5 is the middle of 2026): those of the offices that package office knows, and
// of the USA, for roles and places that it has none of there, the wages of Official that state a median. An
// industry's or a wage level's figures are Official's alone, since an aligned figure is of everybody at the work.
func AlignedOfficial(p pay.Profile, component pay.Component, time float64) ([]office.Aligned, error) {
	q := office.Question{Country: p.Country, Place: p.Place, Role: p.Role, Component: component, Time: time}
	aligned, err := office.For(q)
	if err != nil || p.Country != "US" || len(aligned) > 0 {
		return aligned, err
	}
	cells, err := Official(pay.Profile{Country: p.Country, Place: p.Place, Role: p.Role})
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		if c.P50 == 0 || c.Grade != "" {
			continue
		}
		a, err := office.Align(figureOf(c), q)
		if err != nil {
			return nil, err
		}
		aligned = append(aligned, a)
	}
	return aligned, nil
}

// figureOf is a cell of OEWS as a figure of its office.
func figureOf(c dataset.Cell) office.Figure {
	return office.Figure{
		Office: "bls_oews", Country: c.Country, Place: c.Place, Occupation: "SOC2018 " + c.Occupation, Title: c.Title,
		Year: c.Year, People: c.Employment, Mean: c.Mean, P10: c.P10, P25: c.P25, P50: c.P50, P75: c.P75, P90: c.P90,
		Currency: c.Currency, Period: c.Period, Component: c.Component,
	}
}
