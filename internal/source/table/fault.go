package table

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// faults are the errors of a file, which are said together.
type faults struct {
	n      int          // rows with an error
	first  []*pay.Error // of the rows that have another error than a label
	labels map[string]map[string]*label
}

// label is a cell that no code was found for.
type label struct {
	text string
	n    int // rows
	line int // of the first
}

// told is how many errors are said one by one.
const told = 10

// label counts a label without a code.
func (f *faults) label(key, text string, line int) {
	if f.labels == nil {
		f.labels = map[string]map[string]*label{}
	}
	if f.labels[key] == nil {
		f.labels[key] = map[string]*label{}
	}
	l := f.labels[key][text]
	if l == nil {
		if len(f.labels[key]) >= remembered {
			return
		}
		l = &label{text: strings.Clone(text), line: line}
		f.labels[key][l.text] = l
	}
	l.n++
}

// add counts a row with an error.
func (f *faults) add(err *pay.Error) {
	f.n++
	if len(f.first) < told {
		f.first = append(f.first, err)
	}
}

// sorted returns the labels of a key, the commonest first.
func (f *faults) sorted(key string) []*label {
	return slices.SortedFunc(maps.Values(f.labels[key]), func(a, b *label) int {
		return cmp.Or(b.n-a.n, a.line-b.line)
	})
}

// err returns nil, the error of the only row that has one, or one that lists all labels and the first cells.
func (f *faults) err(m *Mapping, file string) error {
	switch f.n {
	case 0:
		return nil
	case 1:
		return f.first[0]
	}
	var lines, mends []string
	n := 0
	for _, key := range slices.Sorted(maps.Keys(f.labels)) {
		var pairs []string
		for _, l := range f.sorted(key) {
			n++
			near := nearest(key, l.text)
			lines = append(lines, fmt.Sprintf("%s: %q in %s, first in row %d%s", key, l.text, counted(l.n), l.line,
				didYouMean(near)))
			pairs = append(pairs, fmt.Sprintf("%q: %s", l.text, firstOr(near, `""`)))
		}
		mends = append(mends, fmt.Sprintf("%s: {map: {%s}}", key, strings.Join(pairs, ", ")))
	}
	others := 0
	for _, e := range f.first {
		if !f.isLabel(e) {
			others++
			lines = append(lines, strings.TrimPrefix(e.Error(), file+": "))
		}
	}
	what := fmt.Sprintf("%d rows cannot be read", f.n)
	if n > 0 {
		what += fmt.Sprintf(", for %d labels without a code", n)
		if n == 1 {
			what = strings.TrimSuffix(what, "s without a code") + " without a code"
		}
	}
	hint := "on_error: set-aside keeps such rows apart"
	if others > 0 {
		hint = strings.TrimSpace(f.other().Hint) + "; " + hint
	}
	if len(mends) > 0 {
		hint = fmt.Sprintf("in %s: %s; or default: \"\" for all others; ", m.name, strings.Join(mends, "; ")) + hint
	}
	return pay.Errorf(pay.Unreadable, "%s", what).WithDetails(lines).In(f.first[0].Field).At(file).
		WithHint("%s", hint)
}

// isLabel reports whether an error is that of a label, which is listed by itself.
func (f *faults) isLabel(e *pay.Error) bool {
	return strings.Contains(e.Hint, ", or map the cell under ")
}

// other returns the first error that is none of a label.
func (f *faults) other() *pay.Error {
	return f.first[slices.IndexFunc(f.first, func(e *pay.Error) bool { return !f.isLabel(e) })]
}

func counted(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// nearest returns the codes under a key that are spelled most like a label.
func nearest(key, text string) []string {
	vocabulary := taxonomy.ForFacet(pay.Facet(key))
	if vocabulary == nil {
		return nil
	}
	return vocabulary.Nearest(text, 3)
}

func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return " (nearest: " + strings.Join(near, ", ") + ")"
}

func firstOr(list []string, fallback string) string {
	if len(list) == 0 {
		return fallback
	}
	return list[0]
}
