package web

import (
	"fmt"
	"math"
	"strings"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
)

// cardView is a scorecard as the page shows it.
type cardView struct {
	Title, Date, Command, Trained string
	Methods                       []methodRow
	Calibration                   []*figure
	Groups                        []groupScore
	Skills                        []skillTrialRow
}

// skillTrialRow is how one way to tell what skills go with fared from one survey to the next.
type skillTrialRow struct{ Method, Until, Next, Skills, Slope, Within, Inside, Error string }

// methodRow is how one method fared on one kind of profiles.
type methodRow struct {
	Method, Profiles, N, Pinball, Error, Cover50, Cover80, Cover90 string
}

// groupScore is one of the groups that the intervals fit worst.
type groupScore struct {
	Profiles, Facet, Value, N, Cover50, Cover80, Cover90 string
}

// maxGroups is how many groups are shown, the worst first.
const maxGroups = 10

// card puts a scorecard on the page, with a calibration plot for each kind of profiles that the first
// method, which is the model, was asked about.
func (h *head) card(c *service.Scorecard, loc string) *cardView {
	count := func(n int) string { return words.For(loc).Count(n) }
	covers := func(c [3]float64) [3]string {
		var out [3]string
		for i, v := range c {
			out[i] = words.For(loc).Number(100*v, 1)
		}
		return out
	}
	view := &cardView{Title: c.Title, Date: c.Date, Command: c.Command, Trained: count(c.Trained)}
	for _, s := range c.Scores {
		cover := covers(s.Cover)
		view.Methods = append(view.Methods, methodRow{
			s.Method, s.Profiles, count(s.N), words.For(loc).Number(s.Pinball, 4), words.For(loc).
				Number(100*s.MdAPE, 1), cover[0], cover[1], cover[2],
		})
		if s.Method == c.Scores[0].Method {
			view.Calibration = append(view.Calibration, h.draw(chart.Calibration("calibration-"+s.Profiles,
				fmt.Sprintf("Calibration with %s profiles: what was said and what was", s.Profiles), calibration(s.PIT),
				s.N, loc)))
		}
	}
	for _, t := range c.Skills {
		for _, s := range t.Scores {
			row := skillTrialRow{
				Method: s.Method, Until: fmt.Sprint(t.Until), Next: yearSpan(t.First, t.Last), Skills: count(t.Skills),
				Inside: words.For(loc).Number(100*s.Inside, 1), Error: words.For(loc).Number(100*s.Error, 1),
			}
			if s.SlopeHigh > s.SlopeLow {
				row.Slope, row.Within = words.For(loc).
					Number(s.Slope, 2),
					span(words.For(loc).Number(s.SlopeLow, 2), words.For(loc).Number(s.SlopeHigh, 2))
			}
			view.Skills = append(view.Skills, row)
		}
	}
	for _, g := range c.Groups[:min(len(c.Groups), maxGroups)] {
		cover := covers(g.Cover)
		view.Groups = append(view.Groups,
			groupScore{g.Profiles, strings.ReplaceAll(g.Facet, "_", " "),
				words.For(loc).Value(pay.Facet(g.Facet), g.Value), count(g.N), cover[0], cover[1], cover[2]})
	}
	return view
}

// chance is the normal quantile of the band in which nine of ten calibrated methods would lie.
const chance = 1.6449

// calibration adds up people by the tenth of the distribution they fell into: the share that earns less
// than each decile, which should be its name. The band is the normal approximation to a binomial share.
func calibration(pit [10]int) []chart.CalibrationPoint {
	n := 0
	for _, k := range pit {
		n += k
	}
	if n == 0 {
		return nil
	}
	var points []chart.CalibrationPoint
	below := 0
	for i := range 9 {
		below += pit[i]
		p := float64(i+1) / 10
		half := chance * math.Sqrt(p*(1-p)/float64(n))
		points = append(points,
			chart.CalibrationPoint{Expected: p, Observed: float64(below) / float64(n), Low: p - half, High: p + half})
	}
	return points
}
