package words

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Shares writes the most frequent answers, at most limit: "SQL 60 %, Python 50 %".
func (r Reader) Shares(t service.Told, limit int) string {
	var parts []string
	for _, s := range t.Shares[:min(limit, len(t.Shares))] {
		parts = append(parts, shareName(t, s)+" "+r.Share(s.Share)+" %")
	}
	return strings.Join(parts, ", ")
}

// shareName names an answer for people.
func shareName(t service.Told, s career.Share) string {
	if t.Measure == career.ByEducation {
		return taxonomy.Educations.Name(s.Code)
	}
	return taxonomy.Skills.Name(s.Code)
}

// Earlier says what an earlier projection was and how it has turned out.
func (r Reader) Earlier(p career.Projection) string {
	s := fmt.Sprintf("%s for %d–%d (published %s, of %s)", r.Percent(1+p.Percent/100), p.From, p.To, p.Published,
		taxonomy.InSentence(p.Title))
	if p.Since == 0 {
		return s + "; the figures at hand do not show how it turns out"
	}
	return s +
		fmt.Sprintf("; by %d the number was %s, at an even pace it would have been %s", p.Since,
			r.Points(p.SoFarPercent), r.Points(p.EvenlyPercent))
}

// Within says where a ratio lies: "+9 to +60", and that it may be nothing where it may.
func (r Reader) Within(ratio career.Ratio) string {
	s := r.PercentSpan(ratio.Low, ratio.High)
	if ratio.Low < 1 && ratio.High > 1 {
		s += ", may be nothing"
	}
	return s
}

// Required says what education an occupation asks for: what its people told O*NET, or else what O*NET says of
// occupations that need as much preparation.
func (r Reader) Required(o career.Occupation) string {
	if o.EducationN == 0 {
		return taxonomy.InSentence(strings.TrimSuffix(o.ZoneEducation, ".")) +
			" (its job zone; O*NET has not asked people here)"
	}
	var parts []string
	for _, e := range o.Education {
		if e.Share >= .05 {
			parts = append(parts, strings.ToLower(e.Level)+" "+r.Share(e.Share)+" %")
		}
	}
	return strings.Join(parts, ", ") + fmt.Sprintf(" (as %d people in it say, %s)", o.EducationN, o.EducationDate)
}

// WaysFrom says which surveys the ways in are told from.
func WaysFrom(c service.Career) string {
	var sources []string
	countries := 0
	for _, w := range c.Ways {
		for _, s := range w.Sources {
			if !slices.Contains(sources, s) {
				sources = append(sources, s)
			}
		}
		countries = max(countries, w.Countries)
	}
	slices.Sort(sources)
	return fmt.Sprintf("%s; people in up to %d countries", strings.Join(sources, ", "), countries)
}

// Whom says whose answers are told: "senior backend developer in Germany".
func Whom(t service.Told) string {
	return taxonomy.Describe(pay.Profile{Country: t.Of.Country, Role: t.Of.Role, Level: t.Of.Level})
}
