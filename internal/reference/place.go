package reference

import (
	"fmt"

	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/place"
	"github.com/backpay/backpay/internal/taxonomy"
)

// developers is the occupation that the effects of metropolitan areas of the USA are of.
const developers = "15-1252"

// PlaceEffect returns what the place of a profile pays beside its country, damped by how sure it is. In the USA
// that is the area's own figure for developers, and for every other role and place the official ratio (PlaceRatio)
// as far as it shows in what employers file. ok is false where nothing is known of the place.
func PlaceEffect(p pay.Profile) (e place.Effect, ok bool, err error) {
	if p.Place == "" {
		return e, false, nil
	}
	if e, ok = place.Of(p.Place); ok && (p.Country != "US" || p.Role == "" || taxonomy.SOC(p.Role) == developers) {
		return e, true, nil
	}
	ratio, source, known, err := PlaceRatio(p)
	if err != nil || !known {
		return e, ok, err
	}
	return place.Damped(ratio, source), true, nil
}

// Place is PlaceEffect as package estimate asks for it.
func Place(p pay.Profile) (t estimate.PlaceTerm, ok bool, err error) {
	e, ok, err := PlaceEffect(p)
	return estimate.PlaceTerm{Log: e.Log, Error: e.Error, Source: stated(e)}, ok, err
}

// stated says whence the effect of a place is, and that nobody states pay there where it is of other places.
func stated(e place.Effect) string {
	switch e.Kind {
	case place.People:
		return fmt.Sprintf("the pay of %d people there (%s)", e.People, e.Source)
	case place.Official:
		return fmt.Sprintf("official wages there (%s)", e.Source)
	case place.Near:
		return fmt.Sprintf("the pay of the large city nearby (%s, %d people), since nobody states pay there", e.Source,
			e.People)
	}
	return fmt.Sprintf("what places of its size pay (%s), since nobody states pay there", e.Source)
}
