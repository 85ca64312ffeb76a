package backtest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Absence is how methods fared that had never seen a source, on the honest answers of that source: those that no
// screen has marked. It is the figure to optimise, for whoever asks is of no survey.
type Absence struct {
	Source  string          `json:"source"`
	N       int             `json:"n"`
	Ranks   bool            `json:"ranks,omitempty"` // of a source of net pay only ranks are compared: each country's median is put right first
	Methods []AbsenceMethod `json:"methods"`
}

// AbsenceMethod is how one method fared. Losses and biases are in log pay.
type AbsenceMethod struct {
	Method     string     `json:"method"`
	Pinball    float64    `json:"pinball"`
	Bias       float64    `json:"bias"`       // median of the answered medians above the truth; none for ranks
	Developers float64    `json:"developers"` // the same of developers alone
	Cover      [3]float64 `json:"cover"`      // of the central 50, 80 and 90 % intervals

	// Groups are the countries, roles and bands of experience with FewestOfMedian people and more; Held is the share of
	// them whose own median lies in the 90 % interval that was answered for it, the error of the group's median aside.
	Groups int     `json:"groups,omitempty"`
	Held   float64 `json:"held,omitempty"`
}

// FewestOfMedian is how many people a group must have for its median to be compared.
const FewestOfMedian = 30

// LeaveOut fits to the reported records but those of a source and asks about these, which may be of any layer.
func LeaveOut(ctx context.Context, records []*dataset.Record, source string, fit estimate.Options) (*Absence, error) {
	var train, test []*dataset.Record
	for _, r := range records {
		switch {
		case r.Source == source:
			test = append(test, r)
		case r.Layer == "" || r.Layer == pay.Reported:
			train = append(train, r)
		}
	}
	m, err := estimate.Fit(ctx, sequence(train), fit)
	if err != nil {
		return nil, fmt.Errorf("fitting without %s: %w", source, err)
	}
	subsets := NewSubsets(train, fit)
	return Absent(m, []Method{subsets.Parent(), LogLinear(train, fit)}, test, fit)
}

// Absent asks a model, and methods beside it, about records of one source that none of them has seen.
func Absent(m estimate.Estimator, others []Method, records []*dataset.Record, fit estimate.Options) (*Absence, error) {
	fit.Without, fit.Screened = nil, true
	cases, _ := Cases(records, fit, 1)
	if len(cases) == 0 {
		return nil, pay.Errorf(pay.NoEvidence, "the source has no records that can be compared")
	}
	a := &Absence{Source: cases[0].Record.Source, N: len(cases), Ranks: cases[0].Record.Basis == pay.Net}
	methods := append([]Method{asStated(m)}, others...)
	for _, method := range methods {
		answers := make([]Quantiles, len(cases))
		for i := range cases {
			answers[i] = method.Predict(&cases[i])
		}
		if a.Ranks {
			recentre(cases, answers)
		}
		one := absence(cases, answers)
		one.Method = method.Name
		if a.Ranks {
			one.Bias, one.Developers = 0, 0
		}
		a.Methods = append(a.Methods, one)
	}
	if !a.Ranks {
		if err := a.medians(m, cases); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// questionOf asks about a case as its record states pay, net pay as gross.
func questionOf(c *Case) estimate.Question {
	return estimate.Question{
		Profile: c.Profile, Component: c.Record.Component, Complete: true, Currency: "USD",
		On: time.Date(c.Record.Year, time.June, 1, 0, 0, 0, 0, time.UTC),
	}
}

// asStated is the model asked about pay of the component that each record states.
func asStated(m estimate.Estimator) Method {
	return Method{Name: "backpay", Predict: func(c *Case) (q Quantiles) {
		r, err := m.Estimate(questionOf(c))
		for i, v := range r.Distribution.Q {
			q[i] = math.Log(v)
			if err != nil { // as in Model
				q[i] = math.NaN()
			}
		}
		return q
	}}
}

// recentre puts each country's answers where its truths are.
func recentre(cases []Case, answers []Quantiles) {
	above := map[string][]float64{}
	for i := range cases {
		c := cases[i].Record.Country
		above[c] = append(above[c], answers[i][pay.MedianIndex]-cases[i].Log)
	}
	centre := map[string]float64{}
	for country, v := range above {
		centre[country] = median(v)
	}
	for i := range cases {
		for l := range answers[i] {
			answers[i][l] -= centre[cases[i].Record.Country]
		}
	}
}

func absence(cases []Case, answers []Quantiles) (one AbsenceMethod) {
	var all tally
	var above, developers []float64
	rng := rand.New(rand.NewPCG(1, 2)) // the tally's floor, which is not looked at, draws from it
	for i := range cases {
		all.add(&answers[i], cases[i].Log, rng)
		d := answers[i][pay.MedianIndex] - cases[i].Log
		above = append(above, d)
		if slices.Contains(developerRoles, cases[i].Profile.Role) {
			developers = append(developers, d)
		}
	}
	score := all.score()
	return AbsenceMethod{Pinball: score.Pinball, Cover: score.Cover, Bias: median(above), Developers: median(developers)}
}

// developerRoles are the roles of people who develop software.
var developerRoles = []string{"backend", "frontend", "fullstack", "mobile", "desktop", "embedded", "game"}

// medians compares the medians of groups with what the model answers for them.
func (a *Absence) medians(m estimate.Estimator, cases []Case) error {
	type group struct {
		role, country, experience string
		component                 pay.Component
		year                      int
	}
	members := map[group][]*Case{}
	for i := range cases {
		c := &cases[i]
		g := group{c.Profile.Role, c.Record.Country, "", c.Record.Component, c.Record.Year}
		if years, known := c.Record.Years.Get(); known {
			g.experience = taxonomy.ExperienceBandName(years)
		}
		members[g] = append(members[g], c)
	}
	held := 0
	for g, of := range members {
		if len(of) < FewestOfMedian {
			continue
		}
		var truths, answers, low, high []float64
		for _, c := range of {
			q := questionOf(c)
			q.Profile = q.Profile.Only(pay.FacetRole, pay.FacetCountry, pay.FacetYears, pay.FacetLevel)
			r, err := m.Estimate(q)
			if err != nil {
				return fmt.Errorf("asking about %v: %w", g, err)
			}
			truths, answers = append(truths, c.Log), append(answers, math.Log(r.Distribution.Median()))
			low, high = append(low, math.Log(r.Median.Low)), append(high, math.Log(r.Median.High))
		}
		n := float64(len(of))
		chance := 1.645 * 1.253 * deviation(truths) / math.Sqrt(n) // of a group's median: π/2·σ²/n is its variance
		at, own := median(answers), median(truths)
		below, above := math.Hypot(at-median(low), chance), math.Hypot(median(high)-at, chance)
		a.Methods[0].Groups++
		if own >= at-below && own <= at+above {
			held++
		}
	}
	if a.Methods[0].Groups > 0 {
		a.Methods[0].Held = float64(held) / float64(a.Methods[0].Groups)
	}
	return nil
}

// deviation returns the standard deviation of a normal with the quartiles of v, which it sorts.
func deviation(v []float64) float64 {
	q := quantilesOf(v)
	return (q[9] - q[3]) / 1.349
}

// WriteAbsences writes how methods fared on sources that they had not seen, for readers.
func WriteAbsences(w io.Writer, all []Absence) error {
	var b strings.Builder
	b.WriteString("## On sources never seen\n\nEach source is left out of the fit, then asked about: the honest " +
		"answers, of the component that the source states. Of net pay only ranks are compared.\n\n" +
		"| source | n | method | pinball | bias | of developers | 50 % | 80 % | 90 % | groups | median held |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|\n")
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Absence) int { return cmp.Compare(a.Source, b.Source) })
	for _, a := range all {
		for _, m := range a.Methods {
			bias, developers, groups, held := "ranks", "ranks", "", ""
			if !a.Ranks {
				bias = fmt.Sprintf("%+.1f %%", 100*math.Expm1(m.Bias))
				developers = fmt.Sprintf("%+.1f %%", 100*math.Expm1(m.Developers))
			}
			if m.Groups > 0 {
				groups, held = fmt.Sprint(m.Groups), percent(m.Held)
			}
			fmt.Fprintf(&b, "| %s | %d | %s | %.4f | %s | %s | %s | %s | %s | %s | %s |\n", a.Source, a.N, m.Method,
				m.Pinball, bias, developers, percent(m.Cover[0]), percent(m.Cover[1]), percent(m.Cover[2]), groups, held)
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing absences: %w", err)
	}
	return nil
}
