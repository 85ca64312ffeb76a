package backtest

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/backpay/backpay/internal/premium"
)

// SkillTrial is how well the premiums of skills, fitted to the records until a year, foretold those of later
// surveys: what people with a skill earned there, everything else equal, by a regression of their own.
type SkillTrial struct {
	Until   int          `json:"until"`   // the last year of the records fitted to
	First   int          `json:"first"`   // years of the later surveys
	Last    int          `json:"last"`    //
	Trained int          `json:"trained"` // people fitted to
	Asked   int          `json:"asked"`   // people of the later surveys
	Skills  int          `json:"skills"`  // that both tell of
	Scores  []SkillScore `json:"scores"`
}

// SkillScore is how one way to tell premiums fared. Errors are in log pay, of skills weighed by how surely
// the later surveys tell them.
type SkillScore struct {
	Method    string  `json:"method"`
	Slope     float64 `json:"slope"`      // of later premiums on those said: 1 when they were neither too bold nor too timid
	SlopeLow  float64 `json:"slope_low"`  // at 90 %
	SlopeHigh float64 `json:"slope_high"` //
	Inside    float64 `json:"inside"`     // share of later premiums in the 90 % intervals said, both sides' chance counted
	Error     float64 `json:"error"`      // root mean square of said less found
}

// ninety is the normal quantile of a central 90 % interval (R: qnorm(.95)).
const ninety = 1.644854

// TrySkills asks premiums fitted to earlier records about later ones: the premiums as they are told, raw
// differences of medians, and that no skill makes a difference. It returns nil when either side has too
// few people who list skills.
func TrySkills(earlier, later *premium.Builder, until int) *SkillTrial {
	fitted, found := earlier.Table(), later.Skills()
	if fitted == nil || found == nil {
		return nil
	}
	t := &SkillTrial{Until: until, First: found.First, Last: found.Last, Trained: fitted.People, Asked: found.People}
	said := make([][]premium.Estimate, 3)
	var truth []premium.Estimate
	for _, s := range found.Skills {
		told, ok := fitted.Find(s.Code, "", "", s.Last)
		if !ok {
			continue
		}
		truth = append(truth, s.Adjusted)
		for i, e := range []premium.Estimate{told.Premium, told.Raw, {}} {
			said[i] = append(said[i], e)
		}
	}
	if t.Skills = len(truth); t.Skills < 3 {
		return nil
	}
	for i, name := range []string{"backpay", "raw difference", "no difference"} {
		t.Scores = append(t.Scores, scoreSkills(name, said[i], truth))
	}
	return t
}

func scoreSkills(name string, said, truth []premium.Estimate) SkillScore {
	s := SkillScore{Method: name}
	var weights, x, y, xx, xy, squares, inside float64
	for i, f := range truth {
		w := 1 / (f.Error * f.Error)
		d := said[i].Log - f.Log
		weights, x, y = weights+w, x+w*said[i].Log, y+w*f.Log
		xx, xy = xx+w*said[i].Log*said[i].Log, xy+w*said[i].Log*f.Log
		squares += w * d * d
		if math.Abs(d) <= ninety*math.Hypot(said[i].Error, f.Error) {
			inside++
		}
	}
	s.Error, s.Inside = math.Sqrt(squares/weights), inside/float64(len(truth))
	spread := xx - x*x/weights
	if spread <= 1e-12*weights {
		return s // the same was said of every skill
	}
	s.Slope = (xy - x*y/weights) / spread
	rest := 0.0
	for i, f := range truth {
		r := f.Log - y/weights - s.Slope*(said[i].Log-x/weights)
		rest += r * r / (f.Error * f.Error)
	}
	half := ninety * math.Sqrt(max(rest/float64(len(truth)-2), 1)/spread)
	s.SlopeLow, s.SlopeHigh = s.Slope-half, s.Slope+half
	return s
}

// WriteSkillsJSON writes trials with the field names of their types.
func WriteSkillsJSON(w io.Writer, trials []SkillTrial) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(trials); err != nil {
		return fmt.Errorf("writing trials of skills: %w", err)
	}
	return nil
}

// WriteSkillsMarkdown writes trials for readers.
func WriteSkillsMarkdown(w io.Writer, trials []SkillTrial) error {
	var b strings.Builder
	b.WriteString("## Do people with a skill earn what was said?\n\nPremiums of skills fitted to the records until a year, beside what a regression of the next surveys alone finds: " +
		"the slope of found on said (1 is neither too bold nor too timid), the share found inside the 90 % intervals that were said, and the root mean square error in log pay.\n\n" +
		"| until | next | people fitted to | people asked | skills | method | slope | 90 % | inside | error |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, t := range trials {
		years := fmt.Sprint(t.First)
		if t.Last > t.First {
			years += fmt.Sprintf("–%d", t.Last)
		}
		for _, s := range t.Scores {
			slope, interval := "", ""
			if s.SlopeHigh > s.SlopeLow {
				slope, interval = fmt.Sprintf("%.2f", s.Slope), fmt.Sprintf("%.2f – %.2f", s.SlopeLow, s.SlopeHigh)
			}
			fmt.Fprintf(&b, "| %d | %s | %d | %d | %d | %s | %s | %s | %s | %.4f |\n", t.Until, years, t.Trained, t.Asked, t.Skills, s.Method, slope, interval, percent(s.Inside), s.Error)
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing trials of skills: %w", err)
	}
	return nil
}
