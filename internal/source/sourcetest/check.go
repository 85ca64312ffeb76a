package sourcetest

import (
	"math"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Check fails the test unless the source says all about itself and every record holds what a record
// promises: codes of the taxonomy, and in a record that was kept, pay in a known unit and a country.
func Check(t testing.TB, s source.Source, r *Result) {
	t.Helper()
	for what, said := range map[string]string{
		"name": s.Name, "title": s.Title, "layer": string(s.Layer), "measures": s.Measures, "bias": s.Bias,
		"licence": s.Licence, "credit": s.Credit, "URL": s.URL,
	} {
		if said == "" {
			t.Errorf("the source does not state its %s", what)
		}
	}
	wrong := 0
	for i, d := range r.Records {
		if problem := problem(s, &d); problem != "" {
			if wrong++; wrong <= 10 {
				t.Errorf("record %d: %s: %+v", i, problem, d)
			}
		}
	}
	if wrong > 10 {
		t.Errorf("and %d more records", wrong-10)
	}
}

func problem(s source.Source, d *dataset.Record) string {
	facets := map[pay.Facet][]string{
		pay.FacetRole: d.Roles, pay.FacetSkills: d.Skills, pay.FacetCountry: {d.Country}, pay.FacetLevel: {d.Level},
		pay.FacetIndustry: {d.Industry}, pay.FacetOrgSize: {d.OrgSize}, pay.FacetRemote: {d.Remote},
		pay.FacetEmployment: {d.Employment}, pay.FacetEducation: {d.Education},
	}
	for facet, codes := range facets {
		for _, code := range codes {
			if canonical, ok := taxonomy.ForFacet(facet).Parse(code); code != "" && (!ok || canonical != code) {
				return string(facet) + " is no code: " + code
			}
		}
	}
	n, known := d.Years.Get()
	switch {
	case d.Source != s.Name:
		return "another source"
	case known && !(0 <= n && n <= pay.MaxYears):
		return "years out of range"
	case d.Excluded != "":
		return ""
	case !(d.Pay > 0) || math.IsInf(d.Pay, 0):
		return "no pay"
	case d.PayHigh != 0 && !(d.PayLow <= d.Pay && d.Pay <= d.PayHigh):
		return "pay outside of its band"
	case len(d.Currency) != 3 || !d.Period.Valid() || !d.Basis.Valid() || !d.Component.Valid():
		return "an unknown unit of pay"
	case d.Country == "":
		return "no country"
	case d.Year < 2000 || d.Year > 2100:
		return "no year"
	case !(d.Weight > 0) || math.IsInf(d.Weight, 0):
		return "no weight"
	}
	return ""
}
