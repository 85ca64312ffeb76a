package pay

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Facet names one thing that can be known about a job and its holder.
type Facet string

// The facets of a Profile, in the order in which people say them.
const (
	FacetRole       Facet = "role"
	FacetCountry    Facet = "country"
	FacetPlace      Facet = "place"
	FacetYears      Facet = "years"
	FacetLevel      Facet = "level"
	FacetIndustry   Facet = "industry"
	FacetOrgSize    Facet = "org_size"
	FacetRemote     Facet = "remote"
	FacetEmployment Facet = "employment"
	FacetEducation  Facet = "education"
	FacetSkills     Facet = "skills"
	FacetCompany    Facet = "company"
)

// Facets lists every facet once, in the order of the constants.
var Facets = []Facet{
	FacetRole, FacetCountry, FacetPlace, FacetYears, FacetLevel, FacetIndustry,
	FacetOrgSize, FacetRemote, FacetEmployment, FacetEducation, FacetSkills, FacetCompany,
}

// MaxYears is the largest number of years of experience that a Profile accepts.
const MaxYears = 50

// Years is a number of years of professional experience, or unknown. The zero value is unknown, so a
// forgotten field never turns into a beginner.
type Years struct {
	n     float64
	known bool
}

// YearsOf returns n known years. It is the caller's business that n lies between 0 and MaxYears.
func YearsOf(n float64) Years { return Years{n: n, known: true} }

// Get returns the number of years and whether it is known.
func (y Years) Get() (n float64, known bool) { return y.n, y.known }

// Known reports whether the number of years is known.
func (y Years) Known() bool { return y.known }

// IsZero reports whether the number of years is unknown; encoding/json's omitzero uses it.
func (y Years) IsZero() bool { return !y.known }

// String returns the number in its shortest form, or nothing when it is unknown.
func (y Years) String() string {
	if !y.known {
		return ""
	}
	return strconv.FormatFloat(y.n, 'f', -1, 64)
}

// MarshalJSON writes a number, or null when the years are unknown.
func (y Years) MarshalJSON() ([]byte, error) {
	if !y.known {
		return []byte("null"), nil
	}
	return json.Marshal(y.n)
}

// UnmarshalJSON reads a number or null.
func (y *Years) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*y = Years{}
		return nil
	}
	var n float64
	if err := json.Unmarshal(b, &n); err != nil {
		return fmt.Errorf("reading years: %w", err)
	}
	*y = YearsOf(n)
	return nil
}

// Profile says what is known about a job and its holder. Any facet may be empty, which means unknown:
// the answer is then over the mix of people there. Values are the canonical codes of package taxonomy, but for
// Company: employers are no closed list, and the name stands for itself.
// Age, gender, nationality and the like are no facets: they are not asked and not used.
type Profile struct {
	Role       string   `json:"role,omitempty"`
	Country    string   `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Place      string   `json:"place,omitempty"`   // inside Country; see taxonomy.Place
	Years      Years    `json:"years,omitzero"`    // 0 to MaxYears
	Level      string   `json:"level,omitempty"`   // derived from Years by the reader when empty
	Industry   string   `json:"industry,omitempty"`
	OrgSize    string   `json:"org_size,omitempty"` // people in the organisation, a band
	Remote     string   `json:"remote,omitempty"`
	Employment string   `json:"employment,omitempty"`
	Education  string   `json:"education,omitempty"`
	Skills     []string `json:"skills,omitempty"`  // what the person has; about all others nothing is said
	Company    string   `json:"company,omitempty"` // the employer, by the name that taxonomy.Employer gives it
}

// Field returns a pointer to the text value of a facet, or nil for the two facets that are no text:
// FacetYears and FacetSkills.
func (p *Profile) Field(f Facet) *string {
	switch f {
	case FacetRole:
		return &p.Role
	case FacetCountry:
		return &p.Country
	case FacetPlace:
		return &p.Place
	case FacetLevel:
		return &p.Level
	case FacetIndustry:
		return &p.Industry
	case FacetOrgSize:
		return &p.OrgSize
	case FacetRemote:
		return &p.Remote
	case FacetEmployment:
		return &p.Employment
	case FacetEducation:
		return &p.Education
	case FacetCompany:
		return &p.Company
	}
	return nil
}

// Has reports whether the profile gives facet f.
func (p Profile) Has(f Facet) bool {
	switch f {
	case FacetYears:
		return p.Years.Known()
	case FacetSkills:
		return len(p.Skills) > 0
	}
	v := p.Field(f)
	return v != nil && *v != ""
}

// Given lists the facets that the profile gives, in the order of Facets.
func (p Profile) Given() []Facet {
	var given []Facet
	for _, f := range Facets {
		if p.Has(f) {
			given = append(given, f)
		}
	}
	return given
}

// Without returns the profile with the named facets unknown.
func (p Profile) Without(facets ...Facet) Profile {
	for _, f := range facets {
		switch f {
		case FacetYears:
			p.Years = Years{}
		case FacetSkills:
			p.Skills = nil
		default:
			if v := p.Field(f); v != nil {
				*v = ""
			}
		}
	}
	return p
}

// Only returns the profile with every facet but the named ones unknown.
func (p Profile) Only(facets ...Facet) Profile {
	for _, f := range Facets {
		if !slices.Contains(facets, f) {
			p = p.Without(f)
		}
	}
	return p
}

// Value returns the facet's value as text: skills joined by ";", years in their shortest form, empty
// when unknown.
func (p Profile) Value(f Facet) string {
	switch f {
	case FacetYears:
		return p.Years.String()
	case FacetSkills:
		return strings.Join(p.Skills, ";")
	}
	if v := p.Field(f); v != nil {
		return *v
	}
	return ""
}

// String lists the given facets as "role=backend country=DE", for logs, errors and tests.
func (p Profile) String() string {
	var parts []string
	for _, f := range p.Given() {
		parts = append(parts, string(f)+"="+p.Value(f))
	}
	if len(parts) == 0 {
		return "anyone"
	}
	return strings.Join(parts, " ")
}
