package office

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Question is whom official figures are wanted of, and what they are to be aligned to.
type Question struct {
	Country, Place, Role string  // codes of package taxonomy; Place may be empty
	Time                 float64 // the time the answer is for, in years: 2026.5 is the middle of 2026
	Component            pay.Component
}

// Aligned is a figure brought to a question: a full-time year's pay, in the country's currency, at the time and of
// the component asked for, with what was done to it and what could not be.
type Aligned struct {
	Figure                        Figure
	Office                        Office
	Mean, P10, P25, P50, P75, P90 float64 // 0 where the office publishes none
	Steps                         []Step
	Caveats                       []Caveat
}

// Step is one thing that was done to a figure: every amount was multiplied by Factor.
type Step struct {
	Code   string // "period", "time", "pension", "bonus", "full-time" or "holiday-pay"
	Factor float64
	Text   string // "12 months"
}

// Caveat is a difference that stays between a figure and an answer.
type Caveat struct {
	Code      string // "wider", "bonus", "part-time", "overtime", "projected", "provisional", "place"
	Direction int    // what it does to the official figure: -1 lowers, 1 raises, 0 is not known
	Text      string
}

// Against returns how far an answer's median is above the figure's, as a share: .06 is 6 % above. It is meant for
// the answer for the same country, place, role and component with nothing else given, since an office counts
// everybody at the work. ok is false where the office publishes no median.
func (a Aligned) Against(median float64) (above float64, ok bool) {
	if a.P50 == 0 {
		return 0, false
	}
	return median/a.P50 - 1, true
}

// For returns the figures that are closest to a question, aligned, the closest first: of the place, then of the
// country. None is no error: there is no office for most countries and roles.
func For(q Question) ([]Aligned, error) {
	var all []Aligned
	for _, f := range closest(q) {
		a, err := Align(f, q)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// closest picks the figures of the place and then those of the country, one for each occupation of the role in the
// order of the table of occupations; of those with and without bonus that of the component asked for.
func closest(q Question) []Figure {
	places := []string{""}
	if q.Place != "" {
		places = []string{q.Place, ""}
	}
	var picked []Figure
	for _, place := range places {
		for _, o := range Occupations() {
			if o.Country != q.Country || !slices.Contains(o.Roles, q.Role) {
				continue
			}
			if f, ok := figureOf(o, place, q.Component); ok {
				picked = append(picked, f)
			}
		}
	}
	return picked
}

// figureOf returns the figure of an occupation in a place, of the component where there is one of it.
func figureOf(o Occupation, place string, component pay.Component) (best Figure, ok bool) {
	for _, f := range Figures() {
		if f.Country != o.Country || f.Occupation != o.Code || f.Place != place || f.Cut != "" {
			continue
		}
		if !ok || f.Component == component {
			best, ok = f, true
		}
	}
	return best, ok
}

// Align brings a figure to a question.
func Align(f Figure, q Question) (Aligned, error) {
	office, ok := ByID(f.Office)
	if !ok {
		return Aligned{}, fmt.Errorf("aligning official figures: there is no office %q", f.Office)
	}
	a := Aligned{Figure: f, Office: office, Mean: f.Mean, P10: f.P10, P25: f.P25, P50: f.P50, P75: f.P75, P90: f.P90}
	if err := a.period(); err != nil {
		return Aligned{}, err
	}
	a.component(q.Component)
	a.fullTime()
	if err := a.carry(q.Time); err != nil {
		return Aligned{}, err
	}
	a.occupation(q)
	return a, nil
}

// apply multiplies every amount and notes the step.
func (a *Aligned) apply(code string, factor float64, format string, args ...any) {
	for _, v := range []*float64{&a.Mean, &a.P10, &a.P25, &a.P50, &a.P75, &a.P90} {
		*v *= factor
	}
	a.Steps = append(a.Steps, Step{Code: code, Factor: factor, Text: fmt.Sprintf(format, args...)})
}

func (a *Aligned) caveat(code string, direction int, format string, args ...any) {
	a.Caveats = append(a.Caveats, Caveat{Code: code, Direction: direction, Text: fmt.Sprintf(format, args...)})
}

// danishHours are the hours of a month by which Statistics Denmark itself turns its standardised hourly earnings
// into monthly ones: 37 a week, 52 weeks.
const danishHours = 160.33

// period brings the figure to a full-time year.
func (a *Aligned) period() error {
	f := a.Figure
	switch {
	case f.Period == pay.Year:
	case f.Period == pay.Hour && f.Country == "DK":
		a.apply("period", danishHours*12, "%.2f hours a month, as the office counts them", danishHours)
	default:
		year, err := money.InPeriod(pay.Amount{Value: 1, Currency: f.Currency, Period: f.Period}, pay.Year, f.Country)
		if err != nil {
			return fmt.Errorf("aligning official figures: %w", err)
		}
		text := "12 months"
		if f.Period == pay.Hour {
			text = fmt.Sprintf("%.0f hours of a full-time year", money.HoursPerYear(f.Country))
		}
		a.apply("period", year.Value, "%s", text)
	}
	return nil
}

// dutchHolidayPay is the holiday allowance that the law grants on top of wages (Wet minimumloon, article 15): 8 %.
// An office that leaves it out leaves it out for everybody.
const dutchHolidayPay = 1.08

// component takes the employer's pension out, and brings the figure with or without bonus to what is asked for
// where the office or the law says by how much. Where nobody says, the difference stays, and is said.
func (a *Aligned) component(asked pay.Component) {
	f := a.Figure
	if a.Office.Pension == Yes && f.PensionShare > 0 {
		a.apply("pension", 1-f.PensionShare, "without the employer's pension, %.1f %% of the mean by the office",
			100*f.PensionShare)
	}
	if a.Office.Bonus == Unknown {
		a.caveat("bonus", 0, "the office does not say whether bonuses are in it")
		return
	}
	if f.Component == asked {
		return
	}
	if asked == pay.Base {
		if f.BonusShare > 0 {
			rest := 1 - f.BonusShare/(1-f.PensionShare)
			a.apply("bonus", rest, "without bonus, %.1f %% of the mean by the office", 100*(1-rest))
			return
		}
		a.caveat("bonus", 1, "bonuses and a 13th month are in it, and the office does not say how much they are")
		return
	}
	if f.Country == "NL" {
		a.apply("holiday-pay", dutchHolidayPay,
			"with the holiday allowance that the law grants; a 13th month and profit shares are not in it")
	}
	a.caveat("bonus", -1,
		"bonuses, a 13th month and profit shares are not in it, and the office does not say how much they are")
}

// fullTime brings the United Kingdom's figures, which count part-time jobs, to full time by the office's own
// medians.
func (a *Aligned) fullTime() {
	f := a.Figure
	if a.Office.Jobs != "all" || f.Period != pay.Year {
		return // by the hour or the month, part-time pay is stated as for full time, or nearly
	}
	for _, full := range Figures() {
		if full.Office == f.Office && full.Occupation == f.Occupation && full.Year == f.Year &&
			full.Cut == "full time" && f.P50 > 0 {
			a.apply("full-time", full.P50/f.P50,
				"full-time jobs alone: their median by the office; the spread is that of all jobs")
			return
		}
	}
	a.caveat("part-time", -1, "part-time jobs and parts of a year are in it")
}

// carry brings the figure to another time by average wages.
func (a *Aligned) carry(to float64) error {
	from := float64(a.Figure.Year) + a.Office.Middle
	c, err := carried(a.Figure.Country, from, to)
	if err != nil {
		return err
	}
	if c.factor == 1 {
		return nil
	}
	a.apply("time", c.factor, "from %s to %s by %s", month(from), month(to), c.index)
	if c.projected > 0 {
		a.caveat("projected", 0, "%.1f years of it are carried on from the last year known, %d", c.projected, c.last)
	}
	return nil
}

// month names a time of a year in words.
func month(t float64) string {
	year := math.Floor(t)
	return fmt.Sprintf("%s %.0f", time.Month(1+min(11, int((t-year)*12))), year)
}

// occupation notes whom the figure holds besides those asked for.
func (a *Aligned) occupation(q Question) {
	o, _ := OccupationOf(a.Figure)
	if !o.Same {
		a.caveat("wider", 0, "the occupation “%s” holds other roles than %s too", a.Figure.Title,
			taxonomy.InSentence(taxonomy.Roles.Name(q.Role)))
	}
	if a.Office.Overtime == Yes {
		a.caveat("overtime", 1, "paid overtime is in it")
	}
	if q.Place != "" && a.Figure.Place == "" {
		a.caveat("place", 0, "it is of the whole country")
	}
}
