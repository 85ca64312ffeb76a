package words

import (
	"fmt"
	"math"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Description writes the description of a job that an employer can use, as Markdown.
func (r Reader) Description(d service.JobDescription) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# %s\n", d.Title)
	line("%s\n", whereAndHow(d.Profile))
	line("## What you will do\n")
	for _, t := range d.Duties {
		line("- %s", t.Text)
	}
	line("\n## What you bring\n")
	for _, need := range r.needs(d) {
		line("- %s", need)
	}
	line("\n## Pay\n")
	line("%s\n", r.payRange(d.Answer))
	line("---\n")
	line("Duties: those of “%s” in %s%s. O*NET does not tell levels apart: strike out what does not apply.\n",
		d.Occupation, service.CreditONET, leftOut(d))
	line("%s\n", r.skillsFrom(d))
	line("Pay: %s.", r.payEvidence(d))
	return b.String()
}

// leftOut says how many duties are left out, and why.
func leftOut(d service.JobDescription) string {
	if len(d.LeftOut) == 0 {
		return ""
	}
	var reasons []string
	for _, l := range d.LeftOut {
		reasons = append(reasons, fmt.Sprintf("%d %s", l.N, l.About))
	}
	return fmt.Sprintf("; of its %d, left out by us are %s", d.Tasks, strings.Join(reasons, ", "))
}

// whereAndHow is the line under the title.
func whereAndHow(p pay.Profile) string {
	var parts []string
	if p.Place != "" {
		parts = append(parts, taxonomy.PlaceName(p.Place))
	}
	parts = append(parts, taxonomy.Countries.Name(p.Country))
	for _, of := range []struct {
		v    *taxonomy.Vocabulary
		code string
	}{{taxonomy.Remotes, p.Remote}, {taxonomy.Employments, p.Employment}, {taxonomy.Industries, p.Industry}} {
		if of.code != "" {
			parts = append(parts, taxonomy.InSentence(of.v.Name(of.code)))
		}
	}
	return "*" + strings.Join(parts, " · ") + "*"
}

// needs are what people at a step have, as an advertisement asks for it.
func (r Reader) needs(d service.JobDescription) []string {
	p := d.Profile
	var lines []string
	if years, known := p.Years.Get(); known {
		lines = append(lines, fmt.Sprintf("About %s of professional experience.", taxonomy.Plural(years, "year")))
	} else if need := map[string]string{
		"entry":     "Up to two years of professional experience; none is needed to start.",
		"mid":       "Three to five years of professional experience, or the equal of it.",
		"senior":    "Six years of professional experience or more.",
		"staff":     "Experience as a senior, and of leading others' technical work.",
		"principal": "Experience as a senior, and of deciding for more than one team.",
	}[p.Level]; need != "" {
		lines = append(lines, need)
	}
	if len(p.Skills) > 0 {
		var names []string
		for _, code := range p.Skills {
			names = append(names, taxonomy.Skills.Name(code))
		}
		lines = append(lines, "Needed: "+strings.Join(names, ", ")+".")
	}
	if len(d.Usual) > 0 {
		lines = append(lines, "Some of what such people work with: "+strings.Join(d.Usual, ", ")+".")
	}
	switch {
	case p.Education != "":
		lines = append(lines,
			"Education: "+taxonomy.InSentence(taxonomy.Educations.Name(p.Education))+", or the equal of it.")
	case d.Studied != nil:
		lines = append(lines,
			fmt.Sprintf("A degree is usual (%s of 100 have one) and no condition.", r.Share(d.Studied.Degree)))
	}
	return lines
}

// skillsFrom says who the skills of a description are from.
func (r Reader) skillsFrom(d service.JobDescription) string {
	t := d.Works
	if t == nil {
		return "Skills: no survey at hand asks enough of such people what they work with."
	}
	return fmt.Sprintf(
		"Skills: named by a quarter or more of those who were asked, of every %s: %s reports (those who "+
			"named a language), %s, %d–%d.",
		Whom(*t), r.Count(t.N), strings.Join(t.Sources, ", "), t.FirstYear, t.LastYear)
}

// payRange is the middle half, rounded as an employer would.
func (r Reader) payRange(a pay.Answer) string {
	amount := func(v float64) string {
		step := max(math.Pow10(int(math.Floor(math.Log10(v)))-1)/2, 1) // to the half of the second digit
		return r.Number(math.Round(v/step)*step, 0)
	}
	currency := a.Currency
	if a.PPP {
		currency = "international dollars"
	}
	article := "a"
	if a.Period == pay.Hour {
		article = "an"
	}
	component := "with bonus"
	if a.Component == pay.Base {
		component = "base pay"
	}
	return fmt.Sprintf("**%s – %s %s %s %s**, %s, %s.", amount(a.Distribution.At(.25)), amount(a.Distribution.At(.75)),
		currency, article, a.Period, a.Basis, component)
}

// payEvidence says what a range of pay rests on.
func (r Reader) payEvidence(d service.JobDescription) string {
	a := d.Answer
	s := fmt.Sprintf("the middle half of what such people are paid, modelled by Backpay for %s and rounded",
		a.AsOf.Format("January 2006"))
	switch d.Reports {
	case 0:
		s += "; no report is exactly like this"
	case 1:
		s += "; 1 report is exactly like this"
	default:
		s += fmt.Sprintf("; %s reports are exactly like this", r.Count(d.Reports))
	}
	if a.Evidence.Borrowed != "" && a.Evidence.DataShare < .97 {
		s += ", and the answer is borrowed in part from " + a.Evidence.Borrowed
	}
	return s
}
