// Package catalog lists every source that Backpay can import. It stands apart from package source so
// that a source can be written and tested without the others.
package catalog

import (
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/aijobs"
	"github.com/backpay/backpay/internal/source/ats"
	"github.com/backpay/backpay/internal/source/brentozar"
	"github.com/backpay/backpay/internal/source/colombia"
	"github.com/backpay/backpay/internal/source/dou"
	"github.com/backpay/backpay/internal/source/itsalary"
	"github.com/backpay/backpay/internal/source/koodiklinikka"
	"github.com/backpay/backpay/internal/source/lca"
	"github.com/backpay/backpay/internal/source/oews"
	"github.com/backpay/backpay/internal/source/official"
	"github.com/backpay/backpay/internal/source/oflc"
	"github.com/backpay/backpay/internal/source/stackoverflow"
)

// All lists the sources in the order in which people are shown them: the widest first.
var All = []source.Source{
	stackoverflow.Source,
	oews.Source,
	oflc.Source,
	official.Source,
	lca.Source,
	dou.Source,
	itsalary.Source,
	koodiklinikka.Source,
	colombia.Source,
	aijobs.Source,
	brentozar.Source,
	ats.Source,
}

// ByName returns the source that is typed as name, or an error whose hint lists those there are.
func ByName(name string) (source.Source, error) {
	i := slices.IndexFunc(All, func(s source.Source) bool { return s.Name == strings.ToLower(strings.TrimSpace(name)) })
	if i >= 0 {
		return All[i], nil
	}
	var names []string
	for _, s := range All {
		names = append(names, s.Name)
	}
	return source.Source{}, pay.Errorf(pay.NotFound, "there is no source %q", name).In("source").
		WithHint("the sources are %s", strings.Join(names, ", "))
}
