package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// trendPage is pay by year, a figure for each source.
type trendPage struct {
	head
	Form    trendForm
	Who     string
	Series  []seriesView
	Notes   []string
	Credits []string
}

// trendForm is the question as a sentence.
type trendForm struct {
	workForm
	Level  pick
	Monies []choice
}

// seriesView is the years of one source.
type seriesView struct {
	ID, Name, Evidence string
	Figure             *figure
	Changes            []changeRow
	Mixed              bool // some change is told at the same mix
}

// changeRow is what became of a median.
type changeRow struct{ Years, Ratio, Within, Pay, PayWithin, Mix, Prices, Break string }

// The money that a trend is told in.
const (
	moneyOfToday = "today"
	moneyOfYear  = "year"
)

func (s *site) trend(r *http.Request) (page, error) {
	v, said, loc, err := question(r, "role", "country", "years", "level", "currency", "period", "money")
	if err != nil {
		return nil, err
	}
	of := v.Get("money")
	if of == "" {
		of = moneyOfToday
	}
	if of != moneyOfToday && of != moneyOfYear {
		return nil, pay.Errorf(pay.Invalid, "%q is no money to tell pay in", clip(of)).In("money").
			WithHint("%s or %s", moneyOfToday, moneyOfYear)
	}
	if !v.Has("country") {
		said.Country = "US" // whose years are known best
	}
	p := &trendPage{head: s.newHead(r, "trend", "advise"), Form: trendFormOf(v, said, of)}
	p.Title = "Pay by year · Backpay"
	p.Description =
		"How pay moved from year to year, nominal and in today's money, with changes of who answered " +
			"apart from changes of pay."
	view, q, err := s.read(said)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	t, err := view.Trend(r.Context(), q)
	if err != nil {
		p.unanswered(s.problemOf(r, err))
		return p, nil
	}
	p.Who = capital(words.For(loc).Describe(t.Profile))
	p.Title = p.Who + ": pay by year · Backpay"
	for _, series := range t.Series {
		p.series(t, series, of, loc)
	}
	for _, n := range t.Notes {
		p.Notes = append(p.Notes, sentence(words.For(loc).Warning(n)))
	}
	p.Credits = service.SeriesCredits(t.Series)
	first := t.Series[0]
	p.Said = fmt.Sprintf("%d series; the first from %d to %d.", len(t.Series), first.Points[0].Year,
		first.Points[len(first.Points)-1].Year)
	return p, nil
}

func trendFormOf(v url.Values, ask wire.Question, of string) trendForm {
	f := trendForm{
		workForm: workFormOf(v, ask),
		Level: pick{ID: "level", Name: "level", Label: "level",
			Choices: []choice{{"", "any level", ask.Level == ""}}},
		Monies: []choice{{moneyOfToday, "today’s money", of == moneyOfToday},
			{moneyOfYear, "money of each year", of == moneyOfYear}},
	}
	for _, o := range options(pay.FacetLevel) {
		if o.Value == "entry" || o.Value == "mid" || o.Value == "senior" {
			f.Level.Choices = append(f.Level.Choices, choice{o.Value, o.Name, o.Value == strings.TrimSpace(ask.Level)})
		}
	}
	f.Unit.Hidden = append(f.Unit.Hidden, kept(v, "years")...)
	return f
}

// series draws and tells one source.
func (p *trendPage) series(t service.Trend, s service.TrendSeries, of, loc string) {
	view := seriesView{ID: s.ID, Name: service.SeriesName(s)}
	said := fmt.Sprintf("%s %s, %s", s.Currency, perPeriod(t.Period), s.Basis)
	today := of == moneyOfToday && s.MoneyOf > 0
	if today {
		said += fmt.Sprintf(", in money of %d", s.MoneyOf)
	} else {
		said += ", in money of each year"
	}
	u := chart.Unit{Currency: s.Currency, Period: t.Period, Words: said, Locale: loc}
	var points []chart.YearPoint
	broken := ""
	for _, point := range s.Points {
		m := point.Nominal
		if today {
			m = point.Real
		}
		if point.Break != "" {
			broken = point.Break
		}
		if m == nil {
			continue
		}
		points = append(points, chart.YearPoint{
			Year: point.Year, N: point.N, P10: m.P10, P25: m.P25, P50: m.P50, P75: m.P75, P90: m.P90, Fixed: m.Fixed,
			Break: broken,
		})
		broken = ""
	}
	if len(points) > 0 {
		points[0].Break = ""
		view.Figure = p.draw(chart.Years(s.ID, "Pay by year: "+words.For(u.Locale).Describe(t.Profile), points, u))
	}
	for i, c := range s.Changes {
		row := changeRow{Years: fmt.Sprintf("%d to %d", c.From, c.To), Ratio: words.For(loc).Percent(c.Ratio)}
		if c.Interval != nil {
			row.Within = words.For(loc).PercentSpan(c.Interval.Low, c.Interval.High)
		}
		if c.Pay > 0 {
			row.Pay, row.PayWithin, row.Mix = words.For(loc).Percent(c.Pay), words.For(loc).
				PercentSpan(c.PayRange.Low, c.PayRange.High), words.For(loc).Percent(c.Mix)
			view.Mixed = true
		}
		if c.Prices > 0 {
			row.Prices = words.For(loc).Percent(c.Prices)
		}
		if c.Broken {
			row = changeRow{Years: row.Years, Break: "not to be compared: " + s.Points[i+1].Break, Prices: row.Prices}
		}
		view.Changes = append(view.Changes, row)
	}
	first, last := s.Points[0].Year, s.Points[len(s.Points)-1].Year
	view.Evidence = fmt.Sprintf("%s, %s. %s.", countWords(s.N, "answer", "answers", loc), yearSpan(first, last),
		capital(string(s.Layer)))
	if s.Layer == pay.Posted {
		view.Evidence = fmt.Sprintf("%s, %s. %s.", countWords(s.N, "advertisement", "advertisements", loc),
			yearSpan(first, last), capital(string(s.Layer)))
	}
	p.Series = append(p.Series, view)
}
