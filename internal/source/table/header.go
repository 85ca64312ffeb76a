package table

import (
	"fmt"
	"slices"
	"strings"
)

// checkThousands refuses a column of pay whose name says that it counts thousands when the mapping states no factor.
func (m *Mapping) checkThousands() error {
	for _, key := range []string{"pay", "pay_low", "pay_high"} {
		for _, o := range m.fields[key] {
			if factor, words := factorOf(o.column); factor != 1 && o.factor == 0 {
				return m.errorf(o.line, key, "column %q counts in %s by its name", o.column, words).
					WithHint("add factor: %v, or factor: 1 if the cells hold whole amounts", factor)
			}
		}
	}
	return nil
}

// noteUnread tells of columns that change what pay means and that the mapping does not read.
func (r *reader) noteUnread() {
	if r.has("hours") || r.has("fte") {
		return
	}
	read := r.m.columnNames()
	for _, name := range r.t.Header() {
		if slices.Contains(read, name) {
			continue
		}
		if key, _ := keyOfHeader(name); key == "fte" || key == "hours" {
			r.reporter.Note(fmt.Sprintf("column %q is not read: if it says who works part time, "+
				"%s: {column: %q} carries their pay to full time", name, key, name))
		}
	}
}

// factorOf returns what a column's cells stand for multiples of by its name, "Pay (k€)", 1 when it does not say,
// and the words that do.
func factorOf(name string) (factor float64, words string) {
	low := strings.ToLower(name)
	for _, f := range []struct {
		factor float64
		words  []string
	}{
		{1e4, []string{"万", "萬", "만원"}},
		{1e3, []string{"k€", "k$", "k£", "keur", "kusd", "kgbp", "teur", "t€", "tsd", "tkr", "'000", "(000", "000s",
			"thousand", "tausend", "(k)",
			"[k]", "in k", "千", "tys", "тыс", "тис", "milliers", "miles de", "migliaia", "milhares"}},
		{1e5, []string{"lakh", "lpa", "lacs"}},
		{1e6, []string{"million", "mln", "mio", "juta", "млн"}},
	} {
		for _, w := range f.words {
			if strings.Contains(low, w) {
				return f.factor, w
			}
		}
	}
	return 1, ""
}
