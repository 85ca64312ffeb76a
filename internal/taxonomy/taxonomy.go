package taxonomy

import (
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

// The vocabularies of the facets that are closed lists.
var (
	Roles       = newVocabulary(pay.FacetRole, "roles")
	Levels      = newVocabulary(pay.FacetLevel, "levels")
	Industries  = newVocabulary(pay.FacetIndustry, "industries")
	OrgSizes    = newVocabulary(pay.FacetOrgSize, "orgsizes")
	Remotes     = newVocabulary(pay.FacetRemote, "remotes")
	Employments = newVocabulary(pay.FacetEmployment, "employments")
	Educations  = newVocabulary(pay.FacetEducation, "educations")
	Countries   = newVocabulary(pay.FacetCountry, "countries")
	Skills      = newVocabulary(pay.FacetSkills, "skills")
)

// ForFacet returns the vocabulary of a facet, nil for years, which is a number, and place, which is
// inside a country: see Place.
func ForFacet(f pay.Facet) *Vocabulary {
	switch f {
	case pay.FacetRole:
		return Roles
	case pay.FacetCountry:
		return Countries
	case pay.FacetLevel:
		return Levels
	case pay.FacetIndustry:
		return Industries
	case pay.FacetOrgSize:
		return OrgSizes
	case pay.FacetRemote:
		return Remotes
	case pay.FacetEmployment:
		return Employments
	case pay.FacetEducation:
		return Educations
	case pay.FacetSkills:
		return Skills
	}
	return nil
}

// LevelOfYears returns the level that a number of years of professional experience stands for: entry
// below 3 completed years, mid below 6, senior from there on. Staff and principal are appointments: no
// number of years makes one.
func LevelOfYears(years float64) string {
	switch {
	case years < 3:
		return "entry"
	case years < 6:
		return "mid"
	}
	return "senior"
}

// SkillKind returns what a skill is: "language", "database", "platform", "framework" or "tool"; empty for
// a code that is not in Skills.
func SkillKind(code string) string { return Skills.column(code, "kind") }

// ISIC returns the section of the International Standard Industrial Classification, revision 4, in which
// most of an industry's employers are: "K" for banking. It is empty where the industry has no one section.
func ISIC(industry string) string { return Industries.column(industry, "isic") }

// SOC returns the occupation of the US Standard Occupational Classification of 2018 that a role is
// closest to, as "15-1252"; empty when there is none. Several roles share one occupation: SOC does not tell
// a backend developer from a mobile one.
func SOC(role string) string { return Roles.column(role, "soc") }

// RoleOfSOC returns the role that an occupation of SOC 2018 stands for, as "15-1252" or with O*NET's suffix
// "15-1252.00"; empty when it is of many roles ("15-1299", all other computer occupations) or of none.
func RoleOfSOC(soc string) string { return roleOfSOC()[soc[:min(len("15-1252"), len(soc))]] }

var roleOfSOC = sync.OnceValue(func() map[string]string {
	roles := map[string]string{}
	for _, code := range Roles.load().codes {
		for soc := range strings.SplitSeq(Roles.column(code, "stands"), ",") {
			if soc != "" {
				roles[soc] = code
			}
		}
	}
	return roles
})

// Software reports whether a role is software work by itself: a project manager is one of any trade.
func Software(role string) bool { return Roles.column(role, "software") == "yes" }

// Region returns the region of a country after the UN's M49 subregions, as "western-europe"; empty for an
// unknown country.
func Region(country string) string { return Countries.column(country, "region") }

// IncomeGroup returns the World Bank's income group of a country in its classification of July 2025
// (fiscal year 2026): "high", "upper-middle", "lower-middle" or "low"; empty where the bank states none.
func IncomeGroup(country string) string { return Countries.column(country, "income") }
