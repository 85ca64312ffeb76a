package estimate

import (
	"fmt"
	"math"
	"slices"

	"github.com/backpay/backpay/internal/pay"
)

// PlaceTerm is what is paid in a place beside the whole country.
type PlaceTerm struct {
	Log    float64 // of the ratio, as the answer shall be moved
	Error  float64 // its standard error
	Source string  // who says so, as "official wages there (oews)"
}

// Places says what is paid in the place of a profile. ok is false where nothing is known. It must be safe for use by
// several goroutines.
type Places func(p pay.Profile) (t PlaceTerm, ok bool, err error)

// WithPlaces returns the model with something to say of places that its own people are not of.
func (m *Model) WithPlaces(places Places) *Model {
	c := *m
	c.places = places
	return &c
}

// placeEffect is what the people of a place are paid beside those of the country in the same sources.
type placeEffect struct {
	Log float64 `json:"log"`
	N   int     `json:"n"`
}

const (
	fewestOfPlace = 30 // people of a place, for it to be told apart
	// placeRecords is the number of people at which a place's own difference is taken by half.
	placeRecords = 30
)

// measurePlaces compares the people of each place with those of the same country and source, everything else that is
// known of them equal.
func (m *Model) measurePlaces(people []person) {
	above, everyone := map[string]map[home][]float64{}, map[home][]float64{}
	row := make([]uint8, m.space.width())
	for i := range people {
		p := &people[i]
		if p.record.Place == "" || p.record.Excluded != "" || p.record.Employment == "freelance" {
			continue
		}
		profile := ProfileOf(p.record, 0)
		m.space.encode(&profile, p.record.Year, true, row)
		row[colPlace], row[colLevel] = 0, 0
		q, _ := m.say(row)
		h := home{p.record.Source, p.record.Country}
		if above[p.record.Place] == nil {
			above[p.record.Place] = map[home][]float64{}
		}
		d := p.pay - q[pay.MedianIndex]
		above[p.record.Place][h] = append(above[p.record.Place][h], d)
		everyone[h] = append(everyone[h], d)
	}
	m.Places = map[string]placeEffect{}
	for place, sources := range above {
		sum, n := 0.0, 0.0
		for h, d := range sources {
			if len(d) < fewestOfPlace || 2*len(d) > 2*len(everyone[h])-fewestOfPlace {
				continue // nobody elsewhere to compare with
			}
			sum += float64(len(d)) * (quantile(slices.Clone(d), .5) - quantile(slices.Clone(everyone[h]), .5))
			n += float64(len(d))
		}
		if n > 0 {
			m.Places[place] = placeEffect{sum / (n + placeRecords), int(n)}
		}
	}
}

// setPlace finds what the place adds: by sources that know places, or by the people of the place.
func (m *Model) setPlace(p *pay.Profile, a *asked) error {
	if p.Place == "" {
		return nil
	}
	if m.places != nil {
		t, ok, err := m.places(*p)
		if err != nil {
			return err
		}
		if ok {
			a.setPlace(t)
			return nil
		}
	}
	if own, ok := m.Places[p.Place]; ok {
		n := float64(own.N)
		a.setPlace(PlaceTerm{
			Log: own.Log, Error: typicalSpread / math.Sqrt(n+placeRecords),
			Source: fmt.Sprintf("the pay of %d people there", own.N),
		})
		return nil
	}
	a.warn(WarnPlaceUnknown, "nobody says what is paid in that place beside the country: this is the country's answer")
	return nil
}

func (a *asked) setPlace(t PlaceTerm) {
	a.place = t.Log
	a.between = math.Hypot(a.between, t.Error)
	a.warn(WarnPlace, "the answer for the country is brought to the place by %s: %s", t.Source,
		pay.Change{Ratio: math.Exp(t.Log)})
}
