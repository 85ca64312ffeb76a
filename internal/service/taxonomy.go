package service

import (
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Entry = wire.Entry
)

// VocabularyFacets lists the facets that have a vocabulary. That of employers is open, and of those of which something
// is known.
func VocabularyFacets() []pay.Facet {
	return slices.DeleteFunc(slices.Clone(pay.Facets), func(f pay.Facet) bool {
		return taxonomy.ForFacet(f) == nil && f != pay.FacetCompany
	})
}

// Vocabulary lists at most limit words of a facet that search may mean, best first; an empty search lists
// them all in the order of the table. The error is of kind pay.NotFound for a facet without a vocabulary.
func Vocabulary(facet, search string, limit int) ([]Entry, error) {
	f := pay.Facet(strings.ReplaceAll(strings.ToLower(facet), "-", "_"))
	if f == pay.FacetCompany {
		return companyNames(search, limit)
	}
	v := taxonomy.ForFacet(f)
	if v == nil {
		names := []string{}
		for _, f := range VocabularyFacets() {
			names = append(names, string(f))
		}
		return nil, pay.Errorf(pay.NotFound, "no facet called %q has a vocabulary", facet).In("facet").
			WithHint("one of %s", strings.Join(names, ", "))
	}
	var codes []string
	if strings.TrimSpace(search) == "" {
		codes = v.Codes()
		codes = codes[:min(limit, len(codes))]
	} else {
		codes = v.Nearest(search, limit)
	}
	entries := make([]Entry, len(codes))
	for i, code := range codes {
		entries[i] = Entry{Code: code, Name: v.Name(code)}
		if f == pay.FacetSkills {
			entries[i].Kind = taxonomy.SkillKind(code)
		}
	}
	return entries, nil
}
