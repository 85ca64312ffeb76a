package extract

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// Case is one text of a benchmark with what it says.
type Case struct {
	ID      string  `json:"id,omitempty"`
	Lang    string  `json:"lang,omitempty"`    // language of the text, or another group to report by
	Country string  `json:"country,omitempty"` // hint, ISO 3166-1 alpha-2
	Text    string  `json:"text"`
	Expect  []Label `json:"expect"` // every statement of pay in the text; empty: the text has none

	Skills []SkillLabel `json:"skills,omitempty"` // every skill in the text
	Tagged bool         `json:"tagged,omitempty"` // the case is about skills alone, whether it has any or not

	Test string `json:"test,omitempty"` // the name of a case without an ID
}

func (c Case) name() string { return cmp.Or(c.ID, c.Test) }

// Correct replaces the labels of the cases that a list of corrections names by their IDs: a JSON array of
// {"id", "expect", "why"}. Every correction must meet its case.
func Correct(cases []Case, corrections []byte) ([]Case, error) {
	list, err := ParseCases(corrections)
	if err != nil {
		return nil, err
	}
	cases = slices.Clone(cases)
	for _, right := range list {
		i := slices.IndexFunc(cases, func(c Case) bool { return c.name() == right.name() && right.name() != "" })
		if i < 0 {
			return nil, pay.Errorf(pay.Invalid, "the corrections name %q, which is no case", right.name()).
				WithHint("give the corrections of these cases")
		}
		cases[i].Expect = right.Expect
	}
	return cases, nil
}

// SkillLabel is a skill that a text names.
type SkillLabel struct {
	Code string `json:"code"`
	Nice bool   `json:"nice,omitempty"` // nice to have, not required
}

// Label is a statement of pay as a person reads it. An end that is null is open; where Bound is empty as well,
// the label does not tell "from X" from "X", and either is right. A label without a component stands for base or
// on-target pay and says nothing of basis and pays; with one, an empty basis or pays says that none is stated.
type Label struct {
	Min       *float64  `json:"min"`
	Max       *float64  `json:"max"`
	Currency  string    `json:"currency"`
	Period    string    `json:"period"` // of pay.Periods, or hourly, daily, weekly, monthly, yearly; empty: none
	Component Component `json:"component,omitempty"`
	Basis     pay.Basis `json:"basis,omitempty"`
	Pays      int       `json:"pays,omitempty"`
	Bound     string    `json:"bound,omitempty"`    // "from" for an end that is open above
	Inferred  []string  `json:"inferred,omitempty"` // for the reader; not compared
}

// ParseCases reads a benchmark: a JSON array of cases, or an object with the array under "cases".
func ParseCases(data []byte) ([]Case, error) {
	var cases []Case
	err := json.Unmarshal(data, &cases)
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
		var file struct {
			Cases []Case `json:"cases"`
		}
		err, cases = json.Unmarshal(data, &file), nil
		cases = file.Cases
	}
	if err != nil {
		return nil, pay.Errorf(pay.Unreadable, "these are no cases of a benchmark").Because(err).
			WithHint(`write a JSON array of {"text": …, "expect": [{"min", "max", "currency", "period"}]}`)
	}
	if len(cases) == 0 {
		return nil, pay.Errorf(pay.Invalid, "there is no case in the file")
	}
	for i, c := range cases {
		for _, l := range c.Expect {
			if _, ok := periodNames[l.Period]; !ok && l.Period != "" {
				return nil, pay.Errorf(pay.Invalid, "%q is no period", l.Period).In("period").
					At(fmt.Sprintf("case %d", i+1)).WithHint("use hour, day, week, month or year")
			}
		}
	}
	return cases, nil
}

var periodNames = map[string]pay.Period{
	"hour": pay.Hour, "hourly": pay.Hour, "day": pay.Day, "daily": pay.Day, "week": pay.Week, "weekly": pay.Week,
	"month": pay.Month, "monthly": pay.Month, "year": pay.Year, "yearly": pay.Year,
}

// Tally counts what was found against what is there.
type Tally struct {
	Right   int `json:"right"`   // found and there
	Wrong   int `json:"wrong"`   // found and not there
	Missing int `json:"missing"` // there and not found
}

// Rate is a share with its 95 % interval by Wilson's score (Wilson 1927), without continuity correction.
type Rate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// Precision is the share of what was found that is there.
func (t Tally) Precision() Rate { return wilson(t.Right, t.Right+t.Wrong) }

// Recall is the share of what is there that was found.
func (t Tally) Recall() Rate { return wilson(t.Right, t.Right+t.Missing) }

// F1 is the harmonic mean of precision and recall, NaN when nothing is there and nothing was found.
func (t Tally) F1() float64 { return 2 * float64(t.Right) / float64(2*t.Right+t.Wrong+t.Missing) }

// MarshalJSON writes the counts with the rates that follow from them; a rate of nothing is null.
func (t Tally) MarshalJSON() ([]byte, error) {
	v := struct {
		Right     int      `json:"right"`
		Wrong     int      `json:"wrong"`
		Missing   int      `json:"missing"`
		Precision *Rate    `json:"precision"`
		Recall    *Rate    `json:"recall"`
		F1        *float64 `json:"f1"`
	}{Right: t.Right, Wrong: t.Wrong, Missing: t.Missing}
	if p := t.Precision(); p.N > 0 {
		v.Precision = &p
	}
	if r := t.Recall(); r.N > 0 {
		v.Recall = &r
	}
	if f := t.F1(); !math.IsNaN(f) {
		v.F1 = &f
	}
	return json.Marshal(v)
}

func (t *Tally) add(o Tally) {
	t.Right += o.Right
	t.Wrong += o.Wrong
	t.Missing += o.Missing
}

// wilson returns k of n with its interval; of nothing, NaN between 0 and 1.
func wilson(k, n int) Rate {
	if n == 0 {
		return Rate{math.NaN(), 0, 1, 0}
	}
	const z = 1.959963984540054 // the normal quantile at 0.975
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Rate{p, max(0, middle-half), min(1, middle+half), n}
}

// Group is the score of the cases of one language.
type Group struct {
	Lang       string `json:"lang"`
	Cases      int    `json:"cases"`
	Statements Tally  `json:"statements"`
	Skills     Tally  `json:"skills"`
}

// FieldScore is the score of one field over the statements that were found at the right place.
type FieldScore struct {
	Field string `json:"field"`
	Tally Tally  `json:"tally"`
}

// Miss is a case that was not read as labelled.
type Miss struct {
	ID      string      `json:"id"`
	Lang    string      `json:"lang"`
	Text    string      `json:"text"`
	Wrong   []Statement `json:"wrong"`
	Missing []Label     `json:"missing"`
	Skills  string      `json:"skills,omitempty"` // "+found -missing ~need"
}

// Report is the score of a benchmark. A statement is right when its ends, currency, period and component are.
type Report struct {
	Cases      int          `json:"cases"`
	Statements Tally        `json:"statements"`
	Langs      []Group      `json:"langs"`
	Fields     []FieldScore `json:"fields"`
	WithoutPay int          `json:"without_pay"` // cases that have no pay
	Phantoms   int          `json:"phantoms"`    // statements read in those
	Skills     Tally        `json:"skills"`
	Needs      Tally        `json:"needs"` // required or not, of the skills found rightly
	Misses     []Miss       `json:"misses"`
}

// PhantomsPerThousand is how many statements are read in 1,000 cases that have none.
func (r Report) PhantomsPerThousand() float64 {
	return 1000 * float64(r.Phantoms) / float64(max(r.WithoutPay, 1))
}

// fields are what each statement is compared in.
var fields = []string{"min", "max", "currency", "period", "component", "basis", "pays"}

// Score reads every case and compares. Bonus and equity count only where some label of the cases is about them.
func Score(cases []Case) Report {
	parts := labelsParts(cases)
	report := Report{Cases: len(cases)}
	groups := map[string]*Group{}
	byField := map[string]*Tally{}
	for i, c := range cases {
		id := cmp.Or(c.name(), fmt.Sprint(i+1))
		posting := Read(c.Text, Hints{Country: c.Country})
		found := posting.Pay
		if !parts {
			found = slices.DeleteFunc(
				found,
				func(s Statement) bool { return s.Component == Bonus || s.Component == Equity },
			)
		}
		g := groups[c.Lang]
		if g == nil {
			g = &Group{Lang: c.Lang}
			groups[c.Lang] = g
		}
		g.Cases++
		miss := Miss{ID: id, Lang: c.Lang, Text: c.Text}
		if c.Tagged || len(c.Skills) > 0 {
			report.scoreSkills(c, posting, g, &miss)
		}
		if !c.Tagged {
			tally, wrong, missing := compare(c.Expect, found, byField)
			report.Statements.add(tally)
			g.Statements.add(tally)
			miss.Wrong, miss.Missing = wrong, missing
			if len(c.Expect) == 0 {
				report.WithoutPay++
				report.Phantoms += len(found)
			}
		}
		if len(miss.Wrong)+len(miss.Missing) > 0 || miss.Skills != "" {
			report.Misses = append(report.Misses, miss)
		}
	}
	for _, g := range groups {
		report.Langs = append(report.Langs, *g)
	}
	slices.SortFunc(report.Langs, func(a, b Group) int { return cmp.Compare(a.Lang, b.Lang) })
	for _, f := range fields {
		if t := byField[f]; t != nil {
			report.Fields = append(report.Fields, FieldScore{f, *t})
		}
	}
	return report
}

// labelsParts reports whether some label is about a bonus or equity.
func labelsParts(cases []Case) bool {
	return slices.ContainsFunc(cases, func(c Case) bool {
		return slices.ContainsFunc(
			c.Expect,
			func(l Label) bool { return l.Component == Bonus || l.Component == Equity },
		)
	})
}

// compare pairs what is expected with what was found: exact statements first, then those that share an end, so
// that their fields can be told apart. It returns what is wrong and what is missing.
func compare(expect []Label, found []Statement, byField map[string]*Tally) (t Tally, _ []Statement, _ []Label) {
	free := slices.Clone(found)
	var left []Label
	for _, l := range expect {
		k := slices.IndexFunc(free, l.matches)
		if k < 0 {
			left = append(left, l)
			continue
		}
		t.Right++
		countFields(l, free[k], byField)
		free = slices.Delete(free, k, k+1)
	}
	t.Wrong, t.Missing = len(free), len(left)
	wrong := slices.Clone(free)
	for _, l := range left {
		if k := slices.IndexFunc(free, l.near); k >= 0 {
			countFields(l, free[k], byField)
			free = slices.Delete(free, k, k+1)
		}
	}
	return t, wrong, left
}

// values returns the fields of a label and of a statement as text, empty where there is none.
func (l Label) values(s Statement) map[string][2]string {
	number := func(v float64) string {
		if v == 0 {
			return ""
		}
		return fmt.Sprint(math.Round(v*100) / 100)
	}
	end := func(v *float64) string {
		if v == nil {
			return ""
		}
		return number(*v)
	}
	m := map[string][2]string{
		"min":       {end(l.Min), number(s.Min)},
		"max":       {end(l.Max), number(s.Max)},
		"currency":  {l.Currency, s.Currency},
		"period":    {string(periodNames[l.Period]), string(s.Period)},
		"component": {string(l.Component), string(s.Component)},
		"basis":     {string(l.Basis), string(s.Basis)},
		"pays":      {number(float64(l.Pays)), number(s.Pays)},
	}
	if l.Max == nil && l.Bound == "" && s.Max == s.Min {
		m["max"] = [2]string{"", ""}
	}
	if l.Component == "" && (s.Component == Base || s.Component == OnTarget) {
		m["component"], m["basis"], m["pays"] = [2]string{}, [2]string{}, [2]string{}
	}
	for _, f := range [...]string{"min", "max"} { // labels of whole units stand for their cents as well
		if v := m[f]; v[0] != v[1] && strings.SplitN(v[1], ".", 2)[0] == v[0] && s.Min > 1000 {
			m[f] = [2]string{v[0], v[0]}
		}
	}
	return m
}

// matches reports whether a statement is the one that the label describes.
func (l Label) matches(s Statement) bool {
	m := l.values(s)
	for _, f := range []string{"min", "max", "currency", "period", "component"} {
		if m[f][0] != m[f][1] {
			return false
		}
	}
	return true
}

// near reports whether a statement shares an end with the label.
func (l Label) near(s Statement) bool {
	m := l.values(s)
	return m["min"][0] == m["min"][1] && s.Min != 0 || m["max"][0] == m["max"][1] && s.Max != 0
}

func countFields(l Label, s Statement, byField map[string]*Tally) {
	for f, v := range l.values(s) {
		if byField[f] == nil {
			byField[f] = &Tally{}
		}
		switch t := byField[f]; {
		case v[0] == v[1] && v[0] != "":
			t.Right++
		case v[0] == v[1]:
		default:
			if v[1] != "" {
				t.Wrong++
			}
			if v[0] != "" {
				t.Missing++
			}
		}
	}
}

// scoreSkills compares the skills of a case.
func (r *Report) scoreSkills(c Case, p Posting, g *Group, miss *Miss) {
	var t Tally
	var notes []string
	for _, l := range c.Skills {
		k := slices.IndexFunc(p.Skills, func(s Skill) bool { return s.Code == l.Code })
		if k < 0 {
			t.Missing++
			notes = append(notes, "-"+l.Code)
			continue
		}
		t.Right++
		if p.Skills[k].Required == !l.Nice {
			r.Needs.Right++
		} else {
			r.Needs.Wrong++
			r.Needs.Missing++
			notes = append(notes, "~"+l.Code)
		}
	}
	for _, s := range p.Skills {
		if !slices.ContainsFunc(c.Skills, func(l SkillLabel) bool { return l.Code == s.Code }) {
			t.Wrong++
			notes = append(notes, "+"+s.Code)
		}
	}
	r.Skills.add(t)
	g.Skills.add(t)
	miss.Skills = strings.Join(notes, " ")
}
