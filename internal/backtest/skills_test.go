package backtest

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
)

// surveyed draws a survey in which each of the languages is worth what worth says, and those that are worth more are
// more frequent where pay is low, so that raw differences mislead.
func surveyed(rng *rand.Rand, year, n int, worth map[string]float64) *premium.Builder {
	b := &premium.Builder{}
	for range n {
		country, log := "IN", 10.
		if rng.IntN(2) == 0 {
			country, log = "US", 11.5
		}
		r := dataset.Record{Source: "survey", Year: year, Country: country, Years: pay.YearsOf(float64(rng.IntN(10)))}
		for _, s := range []string{"c", "cobol", "go", "java", "kotlin", "perl", "python", "ruby", "rust", "scala"} {
			share := .4
			if country == "IN" {
				share += 3 * worth[s]
			}
			if rng.Float64() < share {
				r.Skills = append(r.Skills, s)
				log += worth[s]
			}
		}
		b.Add(&r, math.Exp(log+.3*rng.NormFloat64()))
	}
	return b
}

func TestTrySkills(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	worth := map[string]float64{"cobol": -.1, "go": .12, "perl": -.06, "rust": .08, "scala": .1}
	trial := TrySkills(surveyed(rng, 2023, 4000, worth), surveyed(rng, 2024, 4000, worth), 2023)
	if trial == nil || trial.Skills != 10 || trial.Trained < 3900 || trial.First != 2024 || len(trial.Scores) != 3 {
		t.Fatalf("the trial is %+v", trial)
	}
	told, raw, none := trial.Scores[0], trial.Scores[1], trial.Scores[2]
	if told.SlopeLow > 1 || told.SlopeHigh < 1 || told.SlopeHigh-told.SlopeLow > .4 || told.Inside < .8 {
		t.Errorf("premiums are said with a slope of %.2f (%.2f – %.2f), %.0f %% inside", told.Slope, told.SlopeLow, told.SlopeHigh, 100*told.Inside)
	}
	if raw.Slope > .3 || raw.Inside > .5 || raw.Error < 5*told.Error {
		t.Errorf("raw differences have a slope of %.2f, %.0f %% inside, an error of %.3f", raw.Slope, 100*raw.Inside, raw.Error)
	}
	if none.Slope != 0 || none.Error < 3*told.Error {
		t.Errorf("no difference is off by %.3f, premiums by %.3f", none.Error, told.Error)
	}
	var b bytes.Buffer
	if err := WriteSkillsMarkdown(&b, []SkillTrial{*trial}); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("| 2023 | 2024 | %d | %d | 10 | backpay | %.2f |", trial.Trained, trial.Asked, told.Slope); !strings.Contains(b.String(), want) {
		t.Errorf("the table does not hold %s:\n%s", want, b.String())
	}
	if TrySkills(surveyed(rng, 2023, 400, worth), surveyed(rng, 2024, 4000, worth), 2023) != nil {
		t.Error("400 people made a trial")
	}
}
