package taxonomy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// Describe says a profile as people do: "backend developer in Germany with 6 years of experience".
func Describe(p pay.Profile) string {
	who := "software professional"
	if p.Role != "" {
		who = InSentence(Roles.Name(p.Role))
	}
	s := who
	if p.Company != "" {
		s += " at " + p.Company
	}
	if years, known := p.Years.Get(); known {
		s += fmt.Sprintf(" with %s of experience", Plural(years, "year"))
	}
	if p.Level != "" && !p.Years.Known() {
		level, _, _ := strings.Cut(Levels.Name(p.Level), " (")
		s = InSentence(level) + " " + s
	}
	if p.Employment == "freelance" {
		s = "freelance " + s
	}
	var where []string
	if p.Place != "" {
		where = append(where, PlaceName(p.Place))
	}
	if p.Country != "" {
		where = append(where, Countries.Name(p.Country))
	}
	if len(where) > 0 {
		s += " in " + strings.Join(where, ", ")
	} else {
		s += " anywhere"
	}
	var also []string
	if len(p.Skills) > 0 {
		names := make([]string, len(p.Skills))
		for i, k := range p.Skills {
			names[i] = Skills.Name(k)
		}
		also = append(also, "using "+strings.Join(names, ", "))
	}
	switch p.OrgSize {
	case "":
	case "1":
		also = append(also, "working alone")
	default:
		also = append(also, "at an organisation of "+OrgSizes.Name(p.OrgSize))
	}
	if p.Industry != "" {
		also = append(also, "in "+InSentence(Industries.Name(p.Industry)))
	}
	if p.Remote != "" {
		also = append(also, "working "+InSentence(Remotes.Name(p.Remote)))
	}
	switch p.Education {
	case "":
	case "none", "secondary", "some-college":
		also = append(also, "with "+InSentence(Educations.Name(p.Education)))
	case "associate":
		also = append(also, "with an associate degree")
	default:
		also = append(also, "with a "+InSentence(Educations.Name(p.Education)))
	}
	if len(also) > 0 {
		s += ", " + strings.Join(also, ", ")
	}
	return s
}

// InSentence writes a name as it stands inside a sentence: "backend developer", and still "QA engineer".
func InSentence(name string) string {
	if len(name) > 1 && name[1] >= 'a' && name[1] <= 'z' {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

func Plural(n float64, word string) string {
	s := strconv.FormatFloat(n, 'f', -1, 64) + " " + word
	if n != 1 {
		s += "s"
	}
	return s
}

// ValueName names a facet's value for people.
func ValueName(f pay.Facet, value string) string {
	switch v := ForFacet(f); {
	case f == pay.FacetPlace:
		return PlaceName(value)
	case f == pay.FacetSkills:
		var names []string
		for code := range strings.SplitSeq(value, ";") {
			names = append(names, Skills.Name(code))
		}
		return strings.Join(names, ", ")
	case v != nil:
		return v.Name(value)
	}
	return value
}

// Among says whom a figure is of: "backend developer, Germany".
func Among(p pay.Profile) string {
	who, where := "all roles", "all countries"
	if p.Role != "" {
		who = InSentence(Roles.Name(p.Role))
	}
	if p.Country != "" {
		where = Countries.Name(p.Country)
	}
	return who + ", " + where
}
