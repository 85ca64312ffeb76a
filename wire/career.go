package wire

import (
	"github.com/backpay/backpay/internal/pay"
)

// Career is the ladder of a role: what each step pays, what its people are, and what becomes of the work.
type Career struct {
	Profile    pay.Profile       `json:"profile"`              // as asked, without level and years
	Steps      []CareerStep      `json:"steps"`                // from the first
	Ways       []CareerWay       `json:"ways"`                 // ways in, by the years' level
	Occupation *Occupation       `json:"occupation,omitempty"` // of the USA, from O*NET
	Outlook    *Outlook          `json:"outlook,omitempty"`    // of the USA, from BLS
	Earlier    []Projection      `json:"earlier_projections,omitempty"`
	Rounds     []ProjectionRound `json:"rounds,omitempty"`  // each round as a line, of the same occupations
	Filings    *Filings          `json:"filings,omitempty"` // of the USA, from LCA
	Hiring     []CompanyRanked   `json:"hiring,omitempty"`  // who hires most in the USA, with what each pays
	Notes      []pay.Warning     `json:"notes"`
}

// CareerStep is one step of the ladder.
type CareerStep struct {
	Step  string `json:"step"` // entry, mid, senior, staff, principal, management
	Name  string `json:"name"`
	Asked bool   `json:"asked,omitempty"` // the question named this step
	// that agree with all asked, at this level by name or by years; 0 for fewer than ten
	Reports int           `json:"reports"`
	Answer  pay.Answer    `json:"answer"`            // modelled; without effects. Its own n is by name alone
	Change  *CareerChange `json:"change,omitempty"`  // of the median from the step before; none at the first
	Studied *Told         `json:"studied,omitempty"` // the highest degree; none where no survey says
	Works   []Told        `json:"works_with,omitempty"`
	Titles  []NameCount   `json:"titles,omitempty"` // as applications in the USA call such jobs
}

// Told is what people said, with who they are.
type Told struct {
	Measure   string   `json:"measure"` // education, language, database, platform, framework, tool
	Of        People   `json:"of"`      // whose answers they are: fewer facets than asked where those are few
	N         int      `json:"n"`
	FirstYear int      `json:"first_year"`
	LastYear  int      `json:"last_year"`
	Sources   []string `json:"sources"`
	Country   string   `json:"country,omitempty"` // where most of them work, when they are of several countries
	InCountry int      `json:"in_country,omitempty"`
	Shares    []Share  `json:"shares"`                // the most frequent first
	Degree    float64  `json:"with_degree,omitempty"` // of education: share with a bachelor's degree or more
}

// CareerWay is a way in at one level of years.
type CareerWay struct {
	Way
	Name string `json:"name"`
	// modelled: the median with a bachelor's degree at that level, times the ratio
	Pay   float64      `json:"pay"`
	Range pay.Interval `json:"pay_interval"` // the same of the ratio's interval
}

// Occupation is what O*NET says of an occupation. It does not tell levels of it apart.
type Occupation struct {
	Code        string `json:"code"` // of O*NET-SOC 2019, as "15-1252.00"
	Title       string `json:"title"`
	Description string `json:"description"`
	Tasks       []Task `json:"tasks"`
	// those that O*NET calls hot: often named in advertisements
	Technologies   []string              `json:"technologies"`
	Education      []OccupationEducation `json:"education,omitempty"`
	EducationN     int                   `json:"education_n,omitempty"` // people who were asked; 0: O*NET has not asked
	EducationDate  string                `json:"education_date,omitempty"`
	Zone           int                   `json:"job_zone"`
	ZoneName       string                `json:"job_zone_name"`
	ZoneEducation  string                `json:"job_zone_education"`
	ZoneExperience string                `json:"job_zone_experience"`
	Related        []RelatedOccupation   `json:"related,omitempty"`
}

// Task is a thing that people of an occupation do.
type Task struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Kind string `json:"kind,omitempty"` // Core or Supplemental; empty where O*NET has not rated it
	Date string `json:"date"`           // as 11/2020
}

// OccupationEducation is how many people of an occupation say that a level of education is required.
type OccupationEducation struct {
	Level string  `json:"level"`
	Share float64 `json:"share"`
}

// RelatedOccupation is an occupation close to another, by O*NET's reckoning.
type RelatedOccupation struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

// Outlook is the employment of an occupation in the USA and what BLS expects of it. Numbers of people are
// in thousands, as published.
type Outlook struct {
	SOC           string  `json:"soc"`
	Title         string  `json:"title"`
	From          int     `json:"from"`
	To            int     `json:"to"`
	Employed      float64 `json:"employed_thousand"`
	Projected     float64 `json:"projected_thousand"`
	Change        float64 `json:"change_thousand"`
	ChangePercent float64 `json:"change_percent"`
	Openings      float64 `json:"openings_a_year_thousand"`
	Wage          float64 `json:"median_wage,omitempty"` // US dollars a year; 0 where it is not published
	Education     string  `json:"typical_education"`
	Experience    string  `json:"work_experience"`
	Training      string  `json:"training"`
}

// Filings are the labour condition applications of an occupation by employer.
type Filings struct {
	Filings   int         `json:"filings"`
	Employers int         `json:"employers"`
	Top       []NameCount `json:"top"`
}

// NameCount is how often something was counted.
type NameCount struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// CareerChange is how one median stands to another: their ratio and where it lies.
type CareerChange struct {
	From string `json:"from"` // the step
	Ratio
}

// Ratio is a quotient with its interval.
type Ratio struct {
	Value float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Level float64 `json:"level"` // probability, as .9
}

// Projection is what an earlier round of the BLS projections said of a group of occupations, and how it has
// turned out so far.
type Projection struct {
	Occupations []string `json:"occupations"` // codes of SOC 2018
	Title       string   `json:"title"`
	From        int      `json:"from"`
	To          int      `json:"to"`
	Percent     float64  `json:"percent"`                     // growth over the decade, as published
	Employed    float64  `json:"employed_thousand,omitempty"` // in From, as that round had it; 0 where it is not known
	Published   string   `json:"published"`
	Page        string   `json:"page"`

	// So far: the change from Employed to the employment of the year Since, and what the projection would
	// have been by then at an even pace. Since is 0 where it cannot be told.
	Since         int     `json:"since,omitempty"`
	SoFarPercent  float64 `json:"so_far_percent,omitempty"`
	EvenlyPercent float64 `json:"evenly_percent,omitempty"`
}

// ProjectionRound is a projection as a line: from how many were employed to how many were expected, in thousands.
type ProjectionRound struct {
	Title     string  `json:"title"` // of the occupations it is of
	Published string  `json:"published"`
	From      int     `json:"from"`
	To        int     `json:"to"`
	Employed  float64 `json:"employed_thousand"`
	Projected float64 `json:"projected_thousand"`
	Latest    bool    `json:"latest,omitempty"` // the table's own
}

// Share is one answer of Shares.
type Share struct {
	Code  string  `json:"code"`
	N     int     `json:"n"`
	Share float64 `json:"share"` // of those who answered
}

// People says of whom shares are: an empty facet is everyone's.
type People struct {
	Country string `json:"country,omitempty"`
	Role    string `json:"role,omitempty"`
	Level   string `json:"level,omitempty"`
}

// Way is a way into the work, and what those who came by it earn beside those who came by BaseWay, in the same
// survey, country and band of years.
type Way struct {
	Way   string `json:"way"`
	Level string `json:"level"` // of the years: entry, mid or senior
	N     int    `json:"n"`
	// their pay over that of BaseWay at the same years: the median, and where it lies
	Ratio     Ratio    `json:"pay_ratio"`
	First     int      `json:"first_year"`
	Last      int      `json:"last_year"`
	Sources   []string `json:"sources"`
	Countries int      `json:"countries"`
}
