package estimate

import (
	"slices"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/taxonomy"
)

// counts are how many reports there are of a role, a country and an experience, or of fewer of the three. A report like
// a profile is one that agrees with those of the three that the profile gives: by them pay differs most, and of more
// facets together there are hardly ever enough to be counted.
type counts struct {
	keys   []uint32 // ascending
	number []uint32
}

const fewestCounted = 10 // a smaller group is told as nobody

// Experience in a key is a band of years, or a level behind them; 0 is any.
func bandKey(band uint8) uint32 { return uint32(band) }

func levelKey(level string) uint32 {
	if at := slices.Index(taxonomy.Levels.Codes(), level); at >= 0 {
		return uint32(64 + at)
	}
	return 0
}

func countKey(role, country uint8, experience uint32) uint32 {
	return uint32(role)<<16 | uint32(country)<<8 | experience
}

// count fills the counts.
func (m *Model) count(people []person) {
	all := map[uint32]uint32{}
	row := make([]uint8, m.space.width())
	for i := range people {
		r := people[i].record
		if r.Excluded != "" {
			continue
		}
		profile := ProfileOf(r, 0)
		m.space.encode(&profile, r.Year, true, row)
		experiences := []uint32{0}
		if band := bandByte(row[colYears]); band != boost.Unknown {
			experiences = append(experiences, bandKey(band))
		}
		level := r.Level
		if years, known := r.Years.Get(); known && level == "" {
			level = taxonomy.LevelOfYears(years)
		}
		if k := levelKey(level); k != 0 {
			experiences = append(experiences, k)
		}
		roles := []uint8{0}
		for _, role := range r.Roles {
			if b := m.space.byteOf[colRole][role]; b != boost.Unknown && !slices.Contains(roles, b) {
				roles = append(roles, b)
			}
		}
		for _, role := range roles {
			for _, e := range experiences {
				all[countKey(role, 0, e)]++
				if row[colCountry] != boost.Unknown {
					all[countKey(role, row[colCountry], e)]++
				}
			}
		}
	}
	for k, n := range all {
		if n >= fewestCounted {
			m.counts.keys = append(m.counts.keys, k)
		}
	}
	slices.Sort(m.counts.keys)
	for _, k := range m.counts.keys {
		m.counts.number = append(m.counts.number, all[k])
	}
}

// alike returns how many reports are like a row; level is asked for where the row's years only stand for it.
func (c *counts) alike(row []uint8, level string) int {
	experience := bandKey(bandByte(row[colYears]))
	if level != "" {
		experience = levelKey(level)
	}
	return c.of(row[colRole], row[colCountry], experience)
}

// of returns how many reports there are; 0 where there are too few to be told.
func (c *counts) of(role, country uint8, experience uint32) int {
	if at, ok := slices.BinarySearch(c.keys, countKey(role, country, experience)); ok {
		return int(c.number[at])
	}
	return 0
}
