package service

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Describe says a profile as people do: "backend developer in Germany with 6 years of experience".
func Describe(p pay.Profile) string {
	who := "software professional"
	if p.Role != "" {
		who = inSentence(taxonomy.Roles.Name(p.Role))
	}
	s := who
	if years, known := p.Years.Get(); known {
		s += fmt.Sprintf(" with %s of experience", plural(years, "year"))
	}
	if p.Level != "" && !p.Years.Known() {
		level, _, _ := strings.Cut(taxonomy.Levels.Name(p.Level), " (")
		s = inSentence(level) + " " + s
	}
	if p.Employment == "freelance" {
		s = "freelance " + s
	}
	var where []string
	if p.Place != "" {
		where = append(where, taxonomy.PlaceName(p.Place))
	}
	if p.Country != "" {
		where = append(where, taxonomy.Countries.Name(p.Country))
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
			names[i] = taxonomy.Skills.Name(k)
		}
		also = append(also, "using "+strings.Join(names, ", "))
	}
	switch p.OrgSize {
	case "":
	case "1":
		also = append(also, "working alone")
	default:
		also = append(also, "at an organisation of "+taxonomy.OrgSizes.Name(p.OrgSize))
	}
	if p.Industry != "" {
		also = append(also, "in "+inSentence(taxonomy.Industries.Name(p.Industry)))
	}
	if p.Remote != "" {
		also = append(also, "working "+inSentence(taxonomy.Remotes.Name(p.Remote)))
	}
	switch p.Education {
	case "":
	case "none", "secondary", "some-college":
		also = append(also, "with "+inSentence(taxonomy.Educations.Name(p.Education)))
	case "associate":
		also = append(also, "with an associate degree")
	default:
		also = append(also, "with a "+inSentence(taxonomy.Educations.Name(p.Education)))
	}
	if len(also) > 0 {
		s += ", " + strings.Join(also, ", ")
	}
	return s
}

// inSentence writes a name as it stands inside a sentence: "backend developer", and still "QA engineer".
func inSentence(name string) string {
	if len(name) > 1 && name[1] >= 'a' && name[1] <= 'z' {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

func plural(n float64, word string) string {
	s := strconv.FormatFloat(n, 'f', -1, 64) + " " + word
	if n != 1 {
		s += "s"
	}
	return s
}
