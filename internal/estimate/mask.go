package estimate

import (
	"math/rand/v2"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Shares with which a masked copy keeps what its record says.
const (
	keepCountry = .85
	keepFacet   = .5
	keepSparse  = .2  // of a facet, in a copy that keeps little
	sparseCopy  = .05 // of the copies
	blurCountry = .03 // of the copies that keep the country keep only its region and income group
	tellLevel   = .3  // of the copies without years tell the level instead
	keepSkills  = .5
	saySkills   = .5 // of the copies with skills are silent about those that the person lacks
)

// mask makes some of a row unknown, at random. This is how the trees learn what to say when little is known: the
// branch of the unknown is grown on people of whom the value was hidden, so it stands for the mix of them. Only a record
// of a source of the whole world loses its country: others are of one country each, and would be too much of the world.
func (s *space) mask(row []uint8, years pay.Years, ofWorld bool, rng *rand.Rand) {
	keep := keepFacet
	if rng.Float64() < sparseCopy {
		keep = keepSparse
	}
	switch u := rng.Float64(); {
	case u >= keepCountry && ofWorld:
		row[colCountry], row[colRegion], row[colIncome], row[colPlace] = boost.Unknown, boost.Unknown, boost.Unknown, boost.Unknown
	case u < blurCountry:
		row[colCountry], row[colPlace] = boost.Unknown, boost.Unknown
	}
	for c := range firstSkill {
		switch c {
		case colYear, colCountry, colRegion, colIncome:
		default:
			if rng.Float64() >= keep {
				row[c] = boost.Unknown
			}
		}
	}
	if n, known := years.Get(); known && row[colYears] == boost.Unknown && row[colLevel] == boost.Unknown && rng.Float64() < tellLevel {
		row[colLevel] = s.byteOf[colLevel][taxonomy.LevelOfYears(n)]
	}
	skills := row[firstSkill:]
	switch u := rng.Float64(); {
	case u >= keepSkills:
		clear(skills)
	case u < keepSkills*saySkills:
		say := rng.Float64()
		for i, v := range skills {
			if v == skillNo || v == skillYes && rng.Float64() >= say {
				skills[i] = boost.Unknown
			}
		}
	}
}
