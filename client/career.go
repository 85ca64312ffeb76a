package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// Career asks for the ladder of a role: what each step pays, asks for and leads to. Level and years mark a
// step; what else the question says holds for every step.
func (c *Client) Career(ctx context.Context, q Question) (*Career, error) {
	return get[Career](ctx, c, "/v1/career", q.values())
}

// JobDescription asks for the description of a job, as Markdown. The question must say role, country and
// level or years.
func (c *Client) JobDescription(ctx context.Context, q Question) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/v1/career/description?"+q.values().Encode(), nil)
	if err != nil {
		return "", fmt.Errorf("making the request: %w", err)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return "", fmt.Errorf("asking %s: %w", c.base, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", refusal(resp)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", fmt.Errorf("reading the answer: %w", err)
	}
	return string(text), nil
}

// Career is the ladder of a role and what becomes of the work. Occupation, Outlook and Filings are of the USA.
type Career struct {
	Profile    Profile      `json:"profile"`
	Steps      []CareerStep `json:"steps"`
	Ways       []Way        `json:"ways"`
	Occupation *Occupation  `json:"occupation,omitempty"`
	Outlook    *Outlook     `json:"outlook,omitempty"`
	Earlier    []Projection `json:"earlier_projections,omitempty"`
	Rounds     []Round      `json:"rounds,omitempty"`
	Filings    *Filings     `json:"filings,omitempty"`
	Notes      []Warning    `json:"notes"`
}

// CareerStep is one step of the ladder.
type CareerStep struct {
	Step    string  `json:"step"` // entry, mid, senior, staff, principal, management
	Name    string  `json:"name"`
	Asked   bool    `json:"asked,omitempty"`
	Reports int     `json:"reports"`
	Answer  Answer  `json:"answer"`
	Change  *Change `json:"change,omitempty"` // of the median from another step
	Studied *Told   `json:"studied,omitempty"`
	Works   []Told  `json:"works_with,omitempty"`
	Titles  []Count `json:"titles,omitempty"`
}

// Ratio is a quotient with its interval.
type Ratio struct {
	Ratio float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Level float64 `json:"level"`
}

// Change is how one step's median stands to another's.
type Change struct {
	From string `json:"from"`
	Ratio
}

// Told is what people said, with who they are.
type Told struct {
	Measure   string   `json:"measure"`
	Of        Whom     `json:"of"`
	N         int      `json:"n"`
	FirstYear int      `json:"first_year"`
	LastYear  int      `json:"last_year"`
	Sources   []string `json:"sources"`
	Country   string   `json:"country,omitempty"`    // where most of them work
	InCountry int      `json:"in_country,omitempty"` // how many do
	Shares    []Share  `json:"shares"`
	Degree    float64  `json:"with_degree,omitempty"`
}

// Whom says whose answers they are; an empty facet is everyone's.
type Whom struct {
	Country string `json:"country,omitempty"`
	Role    string `json:"role,omitempty"`
	Level   string `json:"level,omitempty"`
}

// Share is one answer and how many gave it.
type Share struct {
	Code  string  `json:"code"`
	N     int     `json:"n"`
	Share float64 `json:"share"`
}

// Way is a way in at one level of years: what it goes with in pay beside a bachelor's degree.
type Way struct {
	Way       string   `json:"way"`
	Name      string   `json:"name"`
	Level     string   `json:"level"`
	N         int      `json:"n"`
	Ratio     Ratio    `json:"pay_ratio"`
	FirstYear int      `json:"first_year"`
	LastYear  int      `json:"last_year"`
	Sources   []string `json:"sources"`
	Countries int      `json:"countries"`
	Pay       float64  `json:"pay"`
	Range     Interval `json:"pay_interval"`
}

// Occupation is what O*NET says of an occupation.
type Occupation struct {
	Code           string      `json:"code"`
	Title          string      `json:"title"`
	Description    string      `json:"description"`
	Tasks          []Task      `json:"tasks"`
	Technologies   []string    `json:"technologies"`
	Education      []Education `json:"education,omitempty"`
	EducationN     int         `json:"education_n,omitempty"` // people who were asked
	EducationDate  string      `json:"education_date,omitempty"`
	Zone           int         `json:"job_zone"`
	ZoneName       string      `json:"job_zone_name"`
	ZoneEducation  string      `json:"job_zone_education"`
	ZoneExperience string      `json:"job_zone_experience"`
	Related        []Related   `json:"related,omitempty"`
}

// Task is a thing that people of an occupation do.
type Task struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Kind string `json:"kind,omitempty"` // Core, Supplemental; empty: not rated
	Date string `json:"date"`
}

// Education is how many people of an occupation say that a level of education is required.
type Education struct {
	Level string  `json:"level"`
	Share float64 `json:"share"`
}

// Related is an occupation close to another.
type Related struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

// Outlook is the employment of an occupation and what is expected of it, in thousands of people.
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
	Wage          float64 `json:"median_wage,omitempty"` // US dollars a year
	Education     string  `json:"typical_education"`
	Experience    string  `json:"work_experience"`
	Training      string  `json:"training"`
}

// Projection is what an earlier round of projections said, and how it has turned out so far.
type Projection struct {
	Occupations   []string `json:"occupations"`
	Title         string   `json:"title"`
	From          int      `json:"from"`
	To            int      `json:"to"`
	Percent       float64  `json:"percent"`
	Employed      float64  `json:"employed_thousand,omitempty"`
	Published     string   `json:"published"`
	Page          string   `json:"page"`
	Since         int      `json:"since,omitempty"` // 0: it cannot be told
	SoFarPercent  float64  `json:"so_far_percent,omitempty"`
	EvenlyPercent float64  `json:"evenly_percent,omitempty"`
}

// Round is a projection as a line, in thousands of people.
type Round struct {
	Title     string  `json:"title"`
	Published string  `json:"published"`
	From      int     `json:"from"`
	To        int     `json:"to"`
	Employed  float64 `json:"employed_thousand"`
	Projected float64 `json:"projected_thousand"`
	Latest    bool    `json:"latest,omitempty"`
}

// Filings are the labour condition applications of an occupation by employer.
type Filings struct {
	Filings   int     `json:"filings"`
	Employers int     `json:"employers"`
	Top       []Count `json:"top"`
}

// Count is how often something was counted.
type Count struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}
