package words

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// Evidence says in one line what an answer rests on: how many reports are like the profile, whose these are, and what
// the rest is borrowed from. It begins in lower case and has no full stop.
func (r Reader) Evidence(a pay.Answer) string {
	e := a.Evidence
	s := fmt.Sprintf("no reports like this (%s): the answer is borrowed from %s", e.Like, cmp.Or(e.Borrowed, "others"))
	if e.N > 0 {
		s = fmt.Sprintf("rests on %s like this (%s), %s %% of the answer", r.Counted(e.N, "report", "reports"), e.Like,
			r.Share(e.DataShare))
		if e.Borrowed != "" {
			s += "; the rest is borrowed from " + e.Borrowed
		}
	}
	return s + "; as of " + a.AsOf.Format("January 2006")
}

// Layer says in one line what a layer knows, with whom its count is of: reports like this add up to the count of
// Evidence. amount writes an amount of the answer.
func (r Reader) Layer(l pay.LayerEvidence, amount func(float64) string) string {
	s := "median " + amount(l.P50)
	if l.P25 > 0 && l.P75 > 0 {
		s += fmt.Sprintf(", middle half %s – %s", amount(l.P25), amount(l.P75))
	}
	of := make([]string, 0, 3)
	if l.N > 0 {
		of = append(of, r.layerCount(l))
	}
	of = append(of, Years(l.FirstYear, l.LastYear), strings.Join(l.Sources, ", "))
	s += " (" + strings.Join(of, ", ")
	if l.About != "" {
		s += "; " + l.About
	}
	return s + ")"
}

// layerCount says how many are behind the figure of a layer, and what they are.
func (r Reader) layerCount(l pay.LayerEvidence) string {
	switch {
	case slices.Contains(l.Sources, "lca"):
		return r.Counted(l.N, "filing", "filings")
	case slices.Contains(l.Sources, "ats"):
		return r.Counted(l.N, "advertised range", "advertised ranges")
	case l.Layer == pay.Official:
		return r.Counted(l.N, "person employed", "people employed")
	case l.Layer == pay.Posted && l.Like:
		return r.Counted(l.N, "advertisement like this", "advertisements like this")
	case l.Layer == pay.Posted:
		return r.Counted(l.N, "advertisement", "advertisements")
	case l.Like:
		return r.Counted(l.N, "report like this", "reports like this")
	}
	return r.Counted(l.N, "report", "reports")
}

// sameLevel is the share below which two medians are called the same.
const sameLevel = .005

// Alignment says how we compare with an official figure, what was done to it, and what may be behind the difference:
// sentences without their full stops.
func (r Reader) Alignment(a pay.Alignment) []string {
	var lines []string
	if a.Above != nil {
		lines = append(lines, fmt.Sprintf("our median for everybody at this work there is %s the official one (%s), "+
			"at the same time", r.above(*a.Above), a.Office))
	}
	if len(a.Steps) > 0 {
		var steps []string
		for _, s := range a.Steps {
			if s.Code == "period" {
				steps = append(steps, r.Prose(s.Text))
				continue
			}
			steps = append(steps, fmt.Sprintf("%s (%s)", r.Prose(s.Text), r.Tenths(s.Factor)))
		}
		lines = append(lines, "how it was brought here: "+strings.Join(steps, "; "))
	}
	if len(a.Caveats) > 0 {
		var caveats []string
		for _, c := range a.Caveats {
			caveats = append(caveats, r.Prose(c.Text)+direction(c.Direction))
		}
		lines = append(lines, "what stays different: "+strings.Join(caveats, "; "))
	}
	return lines
}

func (r Reader) above(share float64) string {
	if math.Abs(share) < sameLevel {
		return "the same as"
	}
	side := "above"
	if share < 0 {
		side = "below"
	}
	return fmt.Sprintf("%s %% %s", r.Number(100*math.Abs(share), 0), side)
}

// direction says what a difference does to the official figure.
func direction(d int) string {
	switch {
	case d < 0:
		return " (which lowers it)"
	case d > 0:
		return " (which raises it)"
	}
	return ""
}
