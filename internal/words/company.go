package words

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// tiers say how an employer pays against the market, everything else equal.
var tiers = map[string]string{
	"top": "pays at the top: 20 % above the market or more", "high": "pays well: 7 to 20 % above the market",
	"middle": "pays as most do: within 7 % of the market", "low": "pays less than most: 7 to 20 % below the market",
	"bottom": "pays least: more than 20 % below the market", "unknown": "too little is known of its pay",
}

// Tier says how an employer of a tier pays.
func Tier(tier string) string { return tiers[tier] }

// Kind says what kind of employer one is: "Software, 10,000 people or more".
func Kind(c wire.CompanyName) string {
	s := ""
	if c.Industry != "" {
		s = taxonomy.Industries.Name(c.Industry)
	}
	if c.OrgSize != "" {
		if s != "" {
			s += ", "
		}
		s += taxonomy.OrgSizes.Name(c.OrgSize)
	}
	return s
}

// KnownBy says what an employer is known by: "1,605 filings and 12 advertised ranges, 2023–2025".
func (r Reader) KnownBy(filings, ranges, first, last int) string {
	s := r.Counted(filings, "filing", "filings")
	if ranges > 0 {
		said := r.Counted(ranges, "advertised range", "advertised ranges")
		if filings == 0 {
			s = said
		} else {
			s += " and " + said
		}
	}
	if last > 0 {
		s += ", " + Years(first, last)
	}
	return s
}

// GroupName names a group of an employer's filings: "All", "Data engineer", "California".
func GroupName(g service.CompanyGroup) string {
	switch g.Facet {
	case "":
		return "All"
	case "title":
		return Capital(g.Value)
	case "level":
		return LevelName(g.Value)
	}
	return taxonomy.ValueName(pay.Facet(g.Facet), g.Value)
}

// LevelName names a rung of a ladder by what titles say, which is no number of years.
func LevelName(level string) string {
	if level == "" {
		return "Titles that name no level"
	}
	return Capital(level)
}

// Capital begins a name with a capital letter.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// CompanyEvidence says what is known of an employer, and what of it states no pay.
func (r Reader) CompanyEvidence(c service.Company) string {
	s := r.Counted(c.Filings, "filing", "filings") + " for computer occupations, 2022–2025"
	switch {
	case c.WithPay+c.Ranges == 0:
		return s + ", none of them with its pay at hand"
	case c.Filings < c.WithPay:
		s = r.KnownBy(c.WithPay, c.Ranges, c.First, c.Last)
	default:
		s += "; with pay " + r.KnownBy(c.WithPay, c.Ranges, c.First, c.Last)
	}
	if c.AtMinimum > 0 {
		s += fmt.Sprintf("; %s of them promise no more than the law asks for", r.Count(c.AtMinimum))
	}
	return s
}

// Bias says by how much advertised ranges lie above filings.
func (r Reader) Bias(b wire.CompanyBias) string {
	return fmt.Sprintf("the middle of a range lies %s above what the same employer swears for the same work (95 %% "+
		"within %s %%; %s, "+
		"%s and %s): it is shown as advertised, and taken off where ranges move an answer",
		r.Tenths(b.Ratio), r.PercentSpan(b.Interval.Low, b.Interval.High), r.Counted(b.Employers, "employer",
			"employers"),
		r.Counted(b.Filings, "filing", "filings"), r.Counted(b.Ranges, "range", "ranges"))
}
