package extract

import (
	"fmt"
	"math"
	"strings"
)

// Table writes the report as a table in Markdown, which is plain to read in a terminal as well.
func (r Report) Table() string {
	var b strings.Builder
	b.WriteString("| what | cases | precision | recall | F1 |\n|---|---|---|---|---|\n")
	row := func(what string, cases int, t Tally) {
		n := ""
		if cases > 0 {
			n = fmt.Sprint(cases)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", what, n, t.Precision(), t.Recall(), share(t.F1()))
	}
	if r.Statements != (Tally{}) {
		row("statements of pay", r.Cases, r.Statements)
		for _, g := range r.Langs {
			if len(r.Langs) > 1 && g.Statements != (Tally{}) {
				row("statements, "+g.Lang, g.Cases, g.Statements)
			}
		}
		for _, f := range r.Fields {
			if f.Tally != (Tally{}) {
				row("field "+f.Field, 0, f.Tally)
			}
		}
	}
	if r.Skills != (Tally{}) {
		row("skills", r.Cases, r.Skills)
		for _, g := range r.Langs {
			if len(r.Langs) > 1 && g.Skills != (Tally{}) {
				row("skills, "+g.Lang, g.Cases, g.Skills)
			}
		}
		row("required or nice to have", 0, r.Needs)
	}
	if r.WithoutPay > 0 {
		fmt.Fprintf(&b, "\n%d statements in %d texts without pay: %.1f in 1,000.\n",
			r.Phantoms, r.WithoutPay, r.PhantomsPerThousand())
	}
	return b.String()
}

// String writes a share with its interval and count: "0.985 (0.962–0.994, n 261)".
func (r Rate) String() string {
	if r.N == 0 {
		return "–"
	}
	return fmt.Sprintf("%s (%.3f–%.3f, n %d)", share(r.Value), r.Low, r.High, r.N)
}

func share(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}

// String writes a label plainly: "60000–80000 EUR year base gross".
func (l Label) String() string {
	end := func(v *float64) string {
		if v == nil {
			return ""
		}
		return fmt.Sprint(*v)
	}
	parts := []string{end(l.Min) + "–" + end(l.Max), l.Currency, l.Period, string(l.Component), string(l.Basis)}
	if l.Pays > 0 {
		parts = append(parts, fmt.Sprintf("x%d", l.Pays))
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
