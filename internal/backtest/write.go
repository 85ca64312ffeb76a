package backtest

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
)

// WriteJSON writes the scorecard with the field names of its types.
func (s *Scorecard) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(s); err != nil {
		return fmt.Errorf("writing a scorecard: %w", err)
	}
	return nil
}

// worstGroups is how many groups WriteMarkdown names.
const worstGroups = 15

// WriteMarkdown writes the scorecard for readers.
func (s *Scorecard) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nMade on %s by `%s` from %d records; scored on records that were not among them.\n\n", s.Title, s.Date, s.Command, s.Trained)
	b.WriteString("| method | profiles | n | pinball | CRPS | MdAPE | its floor | 50 % | 80 % | 90 % | width of 80 % | at equal coverage |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, v := range s.Scores {
		equal := "" // an interval that is often a point cannot be stretched to hold 80 %
		if v.Equal > 0 {
			equal = fmt.Sprintf("%.3f", v.Equal)
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %.4f | %.4f | %.1f %% | %.1f %% | %s | %s | %s | %.3f | %s |\n", v.Method, v.Profiles, v.N,
			v.Pinball, v.CRPS, 100*v.MdAPE, 100*v.Floor, percent(v.Cover[0]), percent(v.Cover[1]), percent(v.Cover[2]), v.Width[1], equal)
	}
	if len(s.Scores) > 0 {
		fmt.Fprintf(&b, "\nWhere the truth fell, by tenths of the distribution that %s gave (each should hold 10 %%):", s.Scores[0].Method)
		for _, v := range s.Scores {
			if v.Method != s.Scores[0].Method {
				continue
			}
			fmt.Fprintf(&b, "\n%s:", v.Profiles)
			for _, n := range v.PIT {
				fmt.Fprintf(&b, " %.1f", 100*float64(n)/math.Max(float64(v.N), 1))
			}
		}
		b.WriteString(" %\n")
	}
	if len(s.Groups) > 0 {
		fmt.Fprintf(&b, "\nThe groups of %d people or more whose coverage is furthest from its name:\n\n| profiles | group | n | 50 %% | 80 %% | 90 %% |\n|---|---|---|---|---|---|\n", FewestOfGroup)
		for _, g := range s.Groups[:min(worstGroups, len(s.Groups))] {
			fmt.Fprintf(&b, "| %s | %s %s | %d | %s | %s | %s |\n", g.Profiles, g.Facet, g.Value, g.N, percent(g.Cover[0]), percent(g.Cover[1]), percent(g.Cover[2]))
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing a scorecard: %w", err)
	}
	if len(s.Skills) > 0 {
		if _, err := io.WriteString(w, "\n"); err != nil {
			return fmt.Errorf("writing a scorecard: %w", err)
		}
		return WriteSkillsMarkdown(w, s.Skills)
	}
	return nil
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
