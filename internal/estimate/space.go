package estimate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/backpay/backpay/internal/boost"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// The columns of a row. A country has three: itself, its region and its income group, so that one that was never
// seen still has neighbours.
const (
	colYear = iota
	colRole
	colCountry
	colRegion
	colIncome
	colPlace
	colYears
	colLevel
	colIndustry
	colOrgSize
	colRemote
	colEmployment
	colEducation
	firstSkill
)

// facetOf is the facet that each column before the skills tells; colYear is of the question, not of the profile.
var facetOf = [firstSkill]pay.Facet{
	colRole: pay.FacetRole, colCountry: pay.FacetCountry, colRegion: pay.FacetCountry, colIncome: pay.FacetCountry,
	colPlace: pay.FacetPlace, colYears: pay.FacetYears, colLevel: pay.FacetLevel, colIndustry: pay.FacetIndustry,
	colOrgSize: pay.FacetOrgSize, colRemote: pay.FacetRemote, colEmployment: pay.FacetEmployment,
	colEducation: pay.FacetEducation,
}

// A skill is a byte of three states; the unknown one is boost.Unknown.
const (
	skillNo  = 1
	skillYes = 2
)

// Values that fewer records have are not told apart from unknown.
const (
	fewestOfValue = 10
	fewestOfSkill = 150
)

// incomeGroups are in order of income.
var incomeGroups = []string{"low", "lower-middle", "upper-middle", "high"}

// space turns profiles and records into rows of bytes. Its exported part is what a model file keeps.
type space struct {
	FirstYear int                  `json:"first_year"`
	LastYear  int                  `json:"last_year"`
	Values    [firstSkill][]string `json:"values"` // of the columns that hold text; the byte of Values[c][i] is i+1
	Skills    []string             `json:"skills"`

	byteOf [firstSkill]map[string]uint8
	skill  map[string]int    // column of a skill
	kinds  map[string][]int  // columns of each kind of skill
	kindOf map[string]string // of each skill
}

// newSpace makes the space of the values that occur often enough.
func newSpace(records []*dataset.Record) *space {
	s := &space{}
	counts := make([]map[string]int, firstSkill)
	for c := range counts {
		counts[c] = map[string]int{}
	}
	skills := map[string]int{}
	for _, r := range records {
		if s.FirstYear == 0 || r.Year < s.FirstYear {
			s.FirstYear = r.Year
		}
		s.LastYear = max(s.LastYear, r.Year)
		for c := range counts {
			if v := recordText(r, c, 0); v != "" {
				counts[c][v]++
			}
		}
		for _, k := range r.Skills {
			skills[k]++
		}
	}
	often := func(n map[string]int, fewest int) []string {
		var values []string
		for _, v := range slices.Sorted(maps.Keys(n)) {
			if n[v] >= fewest {
				values = append(values, v)
			}
		}
		return values
	}
	for c := range counts {
		fewest := fewestOfValue
		if c == colPlace {
			fewest = fewestOfPlace
		}
		values := often(counts[c], fewest)
		if len(values) > 255 { // the most frequent, in alphabetical order
			slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(counts[c][b], counts[c][a]) })
			values = slices.Sorted(slices.Values(values[:255]))
		}
		s.Values[c] = values
	}
	s.Values[colOrgSize], s.Values[colLevel] = taxonomy.OrgSizes.Codes(), taxonomy.Levels.Codes()
	s.Values[colIncome] = incomeGroups
	s.Skills = often(skills, fewestOfSkill)
	s.index()
	return s
}

// index makes the maps that encoding needs.
func (s *space) index() {
	for c, values := range s.Values {
		s.byteOf[c] = make(map[string]uint8, len(values))
		for i, v := range values {
			s.byteOf[c][v] = uint8(i + 1)
		}
	}
	s.skill, s.kinds, s.kindOf = map[string]int{}, map[string][]int{}, map[string]string{}
	for i, k := range s.Skills {
		kind := taxonomy.SkillKind(k)
		s.skill[k] = firstSkill + i
		s.kinds[kind] = append(s.kinds[kind], firstSkill+i)
		s.kindOf[k] = kind
	}
}

// check reports a space that no model could have been fitted in.
func (s *space) check() error {
	for c, values := range s.Values {
		if len(values) > 255 {
			return fmt.Errorf("column %d has %d values", c, len(values))
		}
	}
	if s.LastYear < s.FirstYear || s.LastYear-s.FirstYear > 200 {
		return fmt.Errorf("years %d to %d", s.FirstYear, s.LastYear)
	}
	return nil
}

// width is the number of columns.
func (s *space) width() int { return firstSkill + len(s.Skills) }

// features describes the columns to package boost.
func (s *space) features() []boost.Feature {
	f := make([]boost.Feature, s.width())
	for c, values := range s.Values {
		f[c] = boost.Feature{Name: string(facetOf[c]), Values: len(values)}
	}
	f[colYear] = boost.Feature{Name: "year", Values: s.LastYear - s.FirstYear + 1, Ordered: true}
	f[colYears] = boost.Feature{Name: "years", Values: pay.MaxYears + 1, Ordered: true}
	f[colOrgSize].Ordered, f[colIncome].Ordered = true, true
	for i, k := range s.Skills {
		f[firstSkill+i] = boost.Feature{Name: k, Values: skillYes, Ordered: true, Sparse: true}
	}
	return f
}

// recordText returns what a record says in a text column; of several roles it is the one numbered pick.
func recordText(r *dataset.Record, c, pick int) string {
	switch c {
	case colRole:
		if len(r.Roles) > 0 {
			return r.Roles[pick%len(r.Roles)]
		}
	case colCountry:
		return r.Country
	case colRegion:
		return taxonomy.Region(r.Country)
	case colIncome:
		return taxonomy.IncomeGroup(r.Country)
	case colPlace:
		return r.Place
	case colLevel:
		return r.Level
	case colIndustry:
		return r.Industry
	case colOrgSize:
		return r.OrgSize
	case colRemote:
		return r.Remote
	case colEmployment:
		return r.Employment
	case colEducation:
		return r.Education
	}
	return ""
}

// yearByte clamps a calendar year to those of the data.
func (s *space) yearByte(year int) uint8 {
	return uint8(min(max(year, s.FirstYear), s.LastYear) - s.FirstYear + 1)
}

// yearsByte is a whole number of completed years.
func yearsByte(y pay.Years) uint8 {
	n, known := y.Get()
	if !known {
		return boost.Unknown
	}
	return 1 + uint8(min(max(n, 0), pay.MaxYears))
}

// bandByte is the band of experience of a byte of colYears.
func bandByte(years uint8) uint8 {
	if years == boost.Unknown {
		return boost.Unknown
	}
	return uint8(1 + taxonomy.ExperienceBand(float64(years-1)))
}

// encode writes the row of a profile in a calendar year. When complete is set, skills of a kind of which one is
// listed, and which are not, are known to be absent.
func (s *space) encode(p *pay.Profile, year int, complete bool, row []uint8) {
	clear(row)
	row[colYear] = s.yearByte(year)
	row[colRole] = s.byteOf[colRole][p.Role]
	if p.Country != "" {
		s.fillCountry(p.Country, row)
	}
	row[colPlace] = s.byteOf[colPlace][p.Place]
	row[colYears] = yearsByte(p.Years)
	if n, known := p.Years.Get(); !known || p.Level != taxonomy.LevelOfYears(n) {
		row[colLevel] = s.byteOf[colLevel][p.Level] // a level that the years say already adds nothing
	}
	row[colIndustry] = s.byteOf[colIndustry][p.Industry]
	row[colOrgSize] = s.byteOf[colOrgSize][p.OrgSize]
	row[colRemote] = s.byteOf[colRemote][p.Remote]
	row[colEmployment] = s.byteOf[colEmployment][p.Employment]
	row[colEducation] = s.byteOf[colEducation][p.Education]
	if complete {
		for _, k := range p.Skills {
			kind, ok := s.kindOf[k]
			if !ok {
				kind = taxonomy.SkillKind(k)
			}
			for _, c := range s.kinds[kind] {
				row[c] = skillNo
			}
		}
	}
	for _, k := range p.Skills {
		if c, ok := s.skill[k]; ok {
			row[c] = skillYes
		}
	}
}

// fillCountry writes a country and what it implies.
func (s *space) fillCountry(code string, row []uint8) {
	row[colCountry] = s.byteOf[colCountry][code]
	row[colRegion] = s.byteOf[colRegion][taxonomy.Region(code)]
	row[colIncome] = s.byteOf[colIncome][taxonomy.IncomeGroup(code)]
}

// ProfileOf returns the profile of a record; of several roles it is the one numbered pick.
func ProfileOf(r *dataset.Record, pick int) pay.Profile {
	return pay.Profile{
		Role: recordText(r, colRole, pick), Country: r.Country, Place: r.Place, Years: r.Years, Level: r.Level,
		Industry: r.Industry, OrgSize: r.OrgSize, Remote: r.Remote, Employment: r.Employment,
		Education: r.Education, Skills: r.Skills,
	}
}
