package service

import (
	"context"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
)

// maxDuties is how many tasks a description lists: more are not read.
const maxDuties = 12

// named is the share of people from which a skill is named in a description, and how many of each kind are.
const named = .25

var namedOfKind = map[string]int{"language": 4, "database": 3, "platform": 2, "framework": 2, "tool": 2}

// aboutEquipment are the tasks of software developers, by their number in O*NET, that are about machines,
// rooms and power: they are those of the embedded kind.
var aboutEquipment = []string{"21671", "21672", "21674", "21675", "21679"}

// JobDescription is what a description of a job is written from: words.Reader.Description does.
type JobDescription struct {
	Title    string     `json:"title"`
	Markdown string     `json:"markdown"` // filled by whoever shows it
	Answer   pay.Answer `json:"answer"`   // what the range of pay is from

	Profile    pay.Profile   `json:"-"` // as asked
	Reports    int           `json:"-"` // exactly like this
	Occupation string        `json:"-"` // of O*NET, whose duties they are
	Tasks      int           `json:"-"` // that it has in all
	Duties     []career.Task `json:"-"`
	LeftOut    []LeftOut     `json:"-"`
	Usual      []string      `json:"-"` // skills that a quarter or more of such people have
	Studied    *Told         `json:"-"` // their degrees; nil where no survey says
	Works      *Told         `json:"-"` // whose skills the usual ones are
}

// LeftOut counts duties that a description leaves out for one reason.
type LeftOut struct {
	N     int
	About string
}

// JobDescription finds what a description of a job of a role and a level is written from: duties, what people in it
// work with, and the range of pay. The question must say the country and, except of managers, the level or the
// years.
func (v View) JobDescription(ctx context.Context, asked pay.Question) (JobDescription, error) {
	asked.Brief = true
	p := v.settle(asked).Profile
	if err := describable(p); err != nil {
		return JobDescription{}, err
	}
	table, err := reference.Careers()
	if err != nil {
		return JobDescription{}, err
	}
	occupation, ok := table.Occupations[occupationOf(p.Role)]
	if !ok {
		return JobDescription{},
			pay.Errorf(pay.NoEvidence, "O*NET has no occupation that is %s",
				taxonomy.InSentence(taxonomy.Roles.Name(p.Role))).In("role").
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
	d := JobDescription{
		Title: jobTitle(p), Answer: answer, Profile: p, Reports: n, Occupation: occupation.Title,
		Tasks: len(occupation.Tasks), Usual: usualSkills(table, p, step),
		Studied: tell(table, career.ByEducation, p.Country, step),
		Works:   skillsOf(table, "language", p.Country, step),
	}
	d.Duties, d.LeftOut = dutiesOf(occupation, step)
	return d, nil
}

// describable refuses a profile that says too little for a description.
func describable(p pay.Profile) error {
	switch {
	case p.Role == "":
		return pay.Errorf(pay.Invalid, "a description is of a role").In("role").WithHint("say the role, as backend")
	case p.Country == "":
		return pay.Errorf(pay.Invalid, "a range of pay is of a country").In("country").
			WithHint("say where the job is, as DE")
	case p.Level == "" && p.Role != career.ManagementRole:
		return pay.Errorf(pay.Invalid, "a description is of a level").In("level").
			WithHint("entry, mid, senior, staff or principal; or the years of experience")
	}
	return nil
}

// jobTitle is what the job is called: "Senior backend developer".
func jobTitle(p pay.Profile) string {
	name := taxonomy.Roles.Name(p.Role)
	switch p.Level {
	case "", "mid":
		return name
	case "entry":
		return "Junior " + taxonomy.InSentence(name)
	case "staff":
		return "Staff " + taxonomy.InSentence(name)
	case "principal":
		return "Principal " + taxonomy.InSentence(name)
	}
	level, _, _ := strings.Cut(taxonomy.Levels.Name(p.Level), " (")
	return level + " " + taxonomy.InSentence(name)
}

// usualSkills are what a quarter or more of the people at a step work with, but for what the profile names.
func usualSkills(table *career.Table, p pay.Profile, step career.Step) []string {
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
	return usual
}

// dutiesOf chooses tasks of an occupation for a step, and counts what was left out and why.
func dutiesOf(o career.Occupation, step career.Step) (duties []career.Task, left []LeftOut) {
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
	for _, l := range []LeftOut{
		{equipment, "about equipment"},
		{supervising, "supervising others, which start at staff"},
		{more, "further down its list"},
	} {
		if l.N > 0 {
			left = append(left, l)
		}
	}
	return duties, left
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
