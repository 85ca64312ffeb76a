package service

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
)

// JobDescription is a description of a job that an employer can use.
type JobDescription struct {
	Title    string     `json:"title"`
	Markdown string     `json:"markdown"`
	Answer   pay.Answer `json:"answer"` // what the range of pay is from
}

// maxDuties is how many tasks a description lists: more are not read.
const maxDuties = 12

// named is the share of people from which a skill is named in a description, and how many of each kind are.
const named = .25

var namedOfKind = map[string]int{"language": 4, "database": 3, "platform": 2, "framework": 2, "tool": 2}

// aboutEquipment are the tasks of software developers, by their number in O*NET, that are about machines,
// rooms and power: they are those of the embedded kind.
var aboutEquipment = []string{"21671", "21672", "21674", "21675", "21679"}

// JobDescription writes, as Markdown, the description of a job of a role and a level: duties, what people in it
// work with, and the range of pay. Amounts are written as the locale does. The question must say the country
// and, except of managers, the level or the years.
func (v View) JobDescription(ctx context.Context, asked pay.Question, locale string) (JobDescription, error) {
	asked.Brief = true
	p := v.settle(asked).Profile
	switch {
	case p.Role == "":
		return JobDescription{}, pay.Errorf(pay.Invalid, "a description is of a role").In("role").WithHint("say the role, as backend")
	case p.Country == "":
		return JobDescription{}, pay.Errorf(pay.Invalid, "a range of pay is of a country").In("country").WithHint("say where the job is, as DE")
	case p.Level == "" && p.Role != career.ManagementRole:
		return JobDescription{}, pay.Errorf(pay.Invalid, "a description is of a level").In("level").
			WithHint("entry, mid, senior, staff or principal; or the years of experience")
	}
	table, err := reference.Careers()
	if err != nil {
		return JobDescription{}, err
	}
	occupation, ok := table.Occupations[occupationOf(p.Role)]
	if !ok {
		return JobDescription{}, pay.Errorf(pay.NoEvidence, "O*NET has no occupation that is %s", inSentence(taxonomy.Roles.Name(p.Role))).In("role").
			WithHint("a role that is an occupation, as backend, sre or qa")
	}
	step := career.Step{Role: p.Role, Level: p.Level}
	q := asked
	if !p.Years.Known() {
		q.Profile = atStep(p, step, table.SeniorityIn(p.Country))
	}
	answer, err := v.Estimate(ctx, q)
	if err != nil {
		return JobDescription{}, err
	}
	n, err := v.reports(ctx, asked, step, answer)
	if err != nil {
		return JobDescription{}, err
	}
	if n == 0 {
		whole, err := v.Estimate(ctx, asked.Of(atStep(p, career.Step{Role: p.Role}, career.Seniority{})))
		if err != nil {
			return JobDescription{}, err
		}
		if whole.Evidence.N == 0 {
			return JobDescription{}, noReports(whole.Profile)
		}
	}
	d := JobDescription{Title: jobTitle(p), Answer: answer}
	duties, left := dutiesOf(occupation, step)
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# %s\n", d.Title)
	line("%s\n", whereAndHow(p))
	line("## What you will do\n")
	for _, t := range duties {
		line("- %s", t.Text)
	}
	line("\n## What you bring\n")
	for _, need := range needs(table, p, step) {
		line("- %s", need)
	}
	line("\n## Pay\n")
	line("%s\n", payRange(answer, locale))
	line("---\n")
	line("Duties: those of “%s” in %s%s. O*NET does not tell levels apart: strike out what does not apply.\n", occupation.Title, CreditONET, left)
	line("%s\n", askedOf(table, p, step, locale))
	line("Pay: %s.", payEvidence(answer, n, locale))
	d.Markdown = b.String()
	return d, nil
}

// jobTitle is what the job is called: "Senior backend developer".
func jobTitle(p pay.Profile) string {
	name := taxonomy.Roles.Name(p.Role)
	switch p.Level {
	case "", "mid":
		return name
	case "entry":
		return "Junior " + inSentence(name)
	case "staff":
		return "Staff " + inSentence(name)
	case "principal":
		return "Principal " + inSentence(name)
	}
	level, _, _ := strings.Cut(taxonomy.Levels.Name(p.Level), " (")
	return level + " " + inSentence(name)
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
			parts = append(parts, inSentence(of.v.Name(of.code)))
		}
	}
	return "*" + strings.Join(parts, " · ") + "*"
}

// dutiesOf chooses tasks of an occupation for a step, and says in words what was left out and why.
func dutiesOf(o career.Occupation, step career.Step) (duties []career.Task, left string) {
	leads := career.Appointment(step.Level) || step.Role == career.ManagementRole
	var equipment, supervising, more int
	for _, t := range o.Tasks {
		switch {
		case slices.Contains(aboutEquipment, t.ID) && step.Role != "embedded":
			equipment++
		case strings.HasPrefix(t.Text, "Supervise") && !leads:
			supervising++
		case len(duties) == maxDuties:
			more++
		default:
			duties = append(duties, t)
		}
	}
	var reasons []string
	for _, r := range []struct {
		n     int
		about string
	}{{equipment, "about equipment"}, {supervising, "supervising others, which start at staff"}, {more, "further down its list"}} {
		if r.n > 0 {
			reasons = append(reasons, fmt.Sprintf("%d %s", r.n, r.about))
		}
	}
	if len(reasons) > 0 {
		left = fmt.Sprintf("; of its %d, left out by us are %s", len(o.Tasks), strings.Join(reasons, ", "))
	}
	return duties, left
}

// needs are what people at a step have, as an advertisement asks for it.
func needs(table *career.Table, p pay.Profile, step career.Step) []string {
	var lines []string
	if years, known := p.Years.Get(); known {
		lines = append(lines, fmt.Sprintf("About %s of professional experience.", plural(years, "year")))
	} else if words := map[string]string{
		"entry": "Up to two years of professional experience; none is needed to start.", "mid": "Three to five years of professional experience, or the equal of it.",
		"senior": "Six years of professional experience or more.", "staff": "Experience as a senior, and of leading others' technical work.",
		"principal": "Experience as a senior, and of deciding for more than one team.",
	}[p.Level]; words != "" {
		lines = append(lines, words)
	}
	if len(p.Skills) > 0 {
		var names []string
		for _, code := range p.Skills {
			names = append(names, taxonomy.Skills.Name(code))
		}
		lines = append(lines, "Needed: "+strings.Join(names, ", ")+".")
	}
	var usual []string
	for _, kind := range career.SkillKinds {
		t := skillsOf(table, kind, p.Country, step)
		if t == nil {
			continue
		}
		n := 0
		for _, s := range t.Shares {
			if s.Share < named || n == namedOfKind[kind] {
				break
			}
			if n++; !slices.Contains(p.Skills, s.Code) {
				usual = append(usual, taxonomy.Skills.Name(s.Code))
			}
		}
	}
	if len(usual) > 0 {
		lines = append(lines, "Some of what such people work with: "+strings.Join(usual, ", ")+".")
	}
	switch t := tell(table, career.ByEducation, p.Country, step); {
	case p.Education != "":
		lines = append(lines, "Education: "+inSentence(taxonomy.Educations.Name(p.Education))+", or the equal of it.")
	case t != nil:
		lines = append(lines, fmt.Sprintf("A degree is usual (%.0f of 100 have one) and no condition.", 100*t.Degree))
	}
	return lines
}

// skillsOf returns what people at a step work with: at staff and above, of whom no survey asks it, what seniors do.
func skillsOf(table *career.Table, kind, country string, step career.Step) *Told {
	t := tell(table, kind, country, step)
	if t == nil && career.Appointment(step.Level) {
		step.Level = "senior"
		t = tell(table, kind, country, step)
	}
	return t
}

// askedOf says who the skills of a description are from.
func askedOf(table *career.Table, p pay.Profile, step career.Step, locale string) string {
	t := skillsOf(table, "language", p.Country, step)
	if t == nil {
		return "Skills: no survey at hand asks enough of such people what they work with."
	}
	return fmt.Sprintf("Skills: named by a quarter or more of those who were asked, of every %s: %s reports (those who named a language), %s, %d–%d.",
		t.Whom(), money.FormatValue(float64(t.N), 0, locale), strings.Join(t.Sources, ", "), t.FirstYear, t.LastYear)
}

// payRange is the middle half, rounded as an employer would.
func payRange(a pay.Answer, locale string) string {
	amount := func(v float64) string {
		step := max(math.Pow10(int(math.Floor(math.Log10(v)))-1)/2, 1) // to the half of the second digit
		return money.FormatValue(math.Round(v/step)*step, 0, locale)
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
	return fmt.Sprintf("**%s – %s %s %s %s**, %s, %s.", amount(a.Distribution.At(.25)), amount(a.Distribution.At(.75)), currency, article, a.Period, a.Basis, component)
}

// payEvidence says what a range of pay rests on.
func payEvidence(a pay.Answer, n int, locale string) string {
	s := fmt.Sprintf("the middle half of what such people are paid, modelled by Backpay for %s and rounded", a.AsOf.Format("January 2006"))
	switch n {
	case 0:
		s += "; no report is exactly like this"
	case 1:
		s += "; 1 report is exactly like this"
	default:
		s += fmt.Sprintf("; %s reports are exactly like this", money.FormatValue(float64(n), 0, locale))
	}
	if a.Evidence.Borrowed != "" && a.Evidence.DataShare < .97 {
		s += ", and the answer is borrowed in part from " + a.Evidence.Borrowed
	}
	return s
}
