package service

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Career     = wire.Career
	CareerStep = wire.CareerStep
	Told       = wire.Told
	CareerWay  = wire.CareerWay
)

// The sources of what is no pay, as they are credited beside each figure.
const (
	CreditONET    = "O*NET 27.0 (August 2022), USDOL/ETA, CC BY 4.0"
	CreditBLS     = "U.S. Bureau of Labor Statistics, employment projections 2024–34"
	CreditFilings = "labor condition applications, U.S. Department of Labor, fiscal years 2022–2025"
)

// Career answers with the ladder of a role. What the question says of level and years marks a step; all else
// holds for every step.
func (v View) Career(ctx context.Context, asked pay.Question) (Career, error) {
	asked.Brief = true
	q := v.settle(asked)
	if role := q.Profile.Role; role != "" && occupationOf(role) == "" {
		return Career{},
			pay.Errorf(pay.Unsupported, "%s is no occupation with a ladder",
				taxonomy.InSentence(taxonomy.Roles.Name(role))).In("role").
				WithHint("a role that is an occupation, as backend, sre or qa; or no role for all of software")
	}
	table, err := reference.Careers()
	if err != nil {
		return Career{}, err
	}
	c := Career{Profile: q.Profile.Without(pay.FacetLevel, pay.FacetYears)}
	if c.Steps, err = v.ladder(ctx, table, asked, q.Profile.Level); err != nil {
		return Career{}, err
	}
	if c.Ways, err = v.waysIn(ctx, table, asked); err != nil {
		return Career{}, err
	}
	code := occupationOf(c.Profile.Role)
	if o, ok := table.Occupations[code]; ok {
		c.Occupation = &o
	}
	soc := code[:min(len("15-1252"), len(code))]
	if o, ok := table.Outlooks[soc]; ok {
		c.Outlook = &o
		c.Earlier, c.Rounds = table.Earlier(append([]string{soc}, alsoCounted(c.Profile.Role)...)...), table.Rounds(soc)
	}
	if f, ok := table.Filings[soc]; ok {
		c.Filings = &f
		if c.Hiring, err = hiring(c.Profile.Role, len(f.Top)); err != nil {
			return Career{}, err
		}
		f.Top = f.Top[:0:0] // an employer once, by the name that people write
		for _, h := range c.Hiring {
			f.Top = append(f.Top, wire.NameCount{Name: h.Name, N: h.Hires})
		}
	}
	c.Notes = append(careerNotes(c, table.SeniorityIn(c.Profile.Country)), companyWarnings(c.Steps[0].Answer)...)
	return c, nil
}

// alsoCounted lists the occupations beside its own under which BLS counts some people of a role: who builds the
// back or the front of web sites may be a software developer or a web developer to it.
func alsoCounted(role string) []string {
	switch role {
	case "backend", "frontend", "fullstack":
		return []string{"15-1252", "15-1254"}
	}
	return nil
}

// occupationOf returns the code of O*NET that a role is closest to. Every software role is some developer's.
func occupationOf(role string) string {
	if role == "" {
		role = "developer"
	}
	return career.OccupationOf(role, taxonomy.SOC(role))
}

// atStep returns the profile of somebody at one step. Staff and principal are asked about at the years that seniors
// have, or else the model would set people of any years beside seniors of many.
func atStep(p pay.Profile, step career.Step, s career.Seniority) pay.Profile {
	p.Role, p.Level, p.Years = step.Role, step.Level, pay.Years{}
	if career.Appointment(step.Level) {
		p.Years = pay.YearsOf(s.Years)
	}
	return p
}

// atLevel returns the profile at a level, whatever its years were.
func atLevel(p pay.Profile, level string) pay.Profile {
	p.Level, p.Years = level, pay.Years{}
	return p
}

// ladder answers for every step. The error is of kind pay.NoEvidence where nobody of the role and of all else
// that is asked has reported pay: the model would answer from others alone.
func (v View) ladder(ctx context.Context, table *career.Table, q pay.Question, level string) ([]CareerStep, error) {
	p := q.Profile
	seniority := table.SeniorityIn(p.Country)
	whole, err := v.Estimate(ctx, q.Of(atStep(p, career.Step{Role: p.Role}, seniority)))
	if err != nil {
		return nil, err
	}
	var steps []CareerStep
	reports := whole.Evidence.N
	answered := map[string]pay.Answer{}
	for _, step := range career.Ladder(p.Role) {
		answer, err := v.Estimate(ctx, q.Of(atStep(p, step, seniority)))
		if err != nil {
			return nil, err
		}
		answered[step.Name] = answer
		n, err := v.reports(ctx, q, step, answer)
		if err != nil {
			return nil, err
		}
		told := CareerStep{
			Step: step.Name, Name: stepName(step), Answer: answer, Reports: n,
			Titles: table.Titles[career.TitleKey(step.Role, step.Level)], Asked: level != "" && level == step.Level,
		}
		if step.Level != "" {
			reports += told.Reports
		}
		if before, ok := answered[step.From]; ok {
			told.Change = &career.Change{
				From: step.From,
				Ratio: career.RatioOf(before.Distribution.Median(), before.Median, answer.Distribution.Median(),
					answer.Median)}
		}
		told.Studied = tell(table, career.ByEducation, p.Country, step)
		for _, kind := range career.SkillKinds {
			if t := tell(table, kind, p.Country, step); t != nil {
				told.Works = append(told.Works, *t)
			}
		}
		steps = append(steps, told)
	}
	if reports == 0 {
		return nil, noReports(whole.Profile)
	}
	return steps, nil
}

// noReports refuses a profile that nobody has reported pay of.
func noReports(p pay.Profile) error {
	return pay.Errorf(pay.NoEvidence, "there are no reports, or too few to be shown, of any %s", taxonomy.Describe(p)).
		WithHint("leave out a facet, as the country or the industry; " +
			"or import records of such people: backpay import --help")
}

// reports counts the reports of a step that agree with all else that is asked. A level counts by its name or by
// the years that it stands for, while an answer's own evidence counts it by name alone; an appointment counts at
// any years.
func (v View) reports(ctx context.Context, q pay.Question, step career.Step, a pay.Answer) (int, error) {
	if career.Appointment(step.Level) {
		var err error
		if a, err = v.Estimate(ctx, q.Of(atLevel(q.Profile, step.Level))); err != nil {
			return 0, err
		}
	}
	table, err := v.state.Subsets(ctx)
	if err != nil {
		return 0, err
	}
	n := a.Evidence.N
	if c, of, ok := table.Find(pay.Reported, a.Profile); ok && len(of) == len(a.Profile.Given()) {
		n = max(n, c.N)
	}
	return n, nil
}

// stepName names a step for people.
func stepName(step career.Step) string {
	if step.Level == "" {
		return taxonomy.Roles.Name(step.Role)
	}
	return taxonomy.Levels.Name(step.Level)
}

// tell returns what the people closest to a step said, nil where nothing is known of them.
func tell(table *career.Table, measure, country string, step career.Step) *Told {
	s, of, ok := table.Find(measure, country, step)
	if !ok {
		return nil
	}
	t := &Told{
		Measure: measure, Of: of, N: s.N, FirstYear: s.First, LastYear: s.Last, Sources: s.Sources,
		Country: s.Country, InCountry: s.InCountry, Shares: s.List(),
	}
	if measure == career.ByEducation {
		t.Degree = s.WithDegree()
	}
	return t
}

// wayNames name the ways in, in the order in which they are told.
var wayNames = []struct{ way, name string }{
	{"doctorate", "Doctorate or professional degree"},
	{"master", "Master's degree"},
	{career.BaseWay, "Bachelor's degree"},
	{"associate", "Associate degree"},
	{"no-degree", "No degree"},
	{"bootcamp", "Boot camp, with a degree or without"},
	{"bootcamp-no-degree", "Boot camp, no degree"},
	{"self-taught-no-degree", "Self-taught, no degree, no boot camp"},
}

// waysIn tells each way in at each level of years, in the money of the question.
func (v View) waysIn(ctx context.Context, table *career.Table, q pay.Question) ([]CareerWay, error) {
	q.Profile.Education = career.BaseWay
	ways := []CareerWay{}
	for _, level := range []string{"entry", "mid", "senior"} {
		base, err := v.Estimate(ctx, q.Of(atLevel(q.Profile, level)))
		if err != nil {
			return nil, err
		}
		for _, named := range wayNames {
			i := slices.IndexFunc(table.Ways, func(w career.Way) bool { return w.Way == named.way && w.Level == level })
			if i < 0 {
				continue
			}
			w := table.Ways[i]
			m := base.Distribution.Median()
			ways = append(ways, CareerWay{
				Way: w, Name: named.name, Pay: m * w.Ratio.Value,
				Range: pay.Interval{Low: m * w.Ratio.Low, High: m * w.Ratio.High, Level: w.Ratio.Level},
			})
		}
	}
	return ways, nil
}

// careerNotes are what must be known to read a career rightly.
func careerNotes(c Career, s career.Seniority) []pay.Warning {
	notes := []pay.Warning{
		{Code: "modelled",
			Message: "pay at each step is modelled, for the date of the answer; n is the reports that " +
				"agree with it in everything asked"},
		{Code: "change",
			Message: "a change is between the medians of different people, not a raise that anyone was promised; " +
				"its interval takes the two medians as independent"},
		{Code: "association",
			Message: "people choose their way in and employers choose them: what a way goes with is an association, " +
				"no effect of it. The same survey, country and years are held equal, role and employer are not"},
		{Code: "ways-2017",
			Message: "only the survey of 2017 asks enough people how they learned outside school (those at hand " +
				"since then do not ask, or ask of the last year alone): boot camps and the " +
				"self-taught are as old as that"},
	}
	if c.Occupation != nil {
		notes = append(notes, pay.Warning{Code: "no-levels", Message: fmt.Sprintf(
			"O*NET describes occupations of the USA and does not tell levels apart: the "+
				"tasks are of all %s, at every step", strings.ToLower(c.Occupation.Title))})
	}
	if c.Outlook != nil {
		notes = append(notes,
			pay.Warning{Code: "usa-outlook",
				Message: "the outlook is of the USA; each round of projections reckons its first year anew, so that " +
					"rounds are compared with care"})
	}
	if c.Filings != nil {
		notes = append(notes,
			pay.Warning{Code: "usa-filings",
				Message: "applications are for workers from abroad in the USA, several of them for one person's " +
					"years: they show who looks for people abroad, not who hires most. " +
					"The figures at hand do not say the place; an employer's pay is what it promises at least"})
	}
	if c.Profile.Role == "" {
		notes = append(notes,
			pay.Warning{
				Code:    "any-role",
				Message: "no role is said: tasks, outlook and employers are those of software developers"})
	}
	if slices.ContainsFunc(c.Steps, func(s CareerStep) bool { return s.Step == "staff" }) {
		notes = append(notes,
			pay.Warning{Code: "appointments", Args: []any{
				math.Round(s.Years), s.N, s.First, s.Last, strings.Join(s.Sources, ", "),
			}, Message: "staff and principal are appointments: they are stated at %s years, the " +
				"median of seniors (%s reports, " +
				"%s–%s, %s), so that the step to them is the appointment and no further years; the " +
				"model hardly tells the two apart"},
			pay.Warning{Code: "not-asked",
				Message: "few surveys ask who is staff or principal, and those ask for neither degree nor skills " +
					"outside Finland: what these steps leave unsaid is not known"})
	}
	return notes
}
