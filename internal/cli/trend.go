package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

func (a *app) trendCommand() *cobra.Command {
	said := wire.Question{Role: "backend"}
	var asCSV bool
	cmd := &cobra.Command{
		Use:   "trend",
		Short: "Pay by year, nominal and in today's money, with changes of mix apart from changes of pay",
		Long: `How pay moved from year to year, a series for each source. Beside the median as it was answered stands
the median at the same mix: the people of each year weighted so that their experience, and their roles and
countries where these are left open, are as in the year with the most reports. Where a source
asked other people than the year before, the series is broken, and says how.`,
		Example: `  backpay trend --country UA --role ""
  backpay trend --country US --role backend
  backpay trend --country FI --level senior --role "" --currency USD --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asCSV && a.asJSON {
				return pay.Errorf(pay.Invalid, "either JSON or CSV").In("csv").WithHint("leave out --json or --csv")
			}
			v, q, err := a.read(said)
			if err != nil {
				return err
			}
			t, err := v.Trend(cmd.Context(), q)
			if err != nil {
				return err
			}
			switch {
			case a.asJSON:
				return a.printJSON(t)
			case asCSV:
				return trendCSV(a.env.Out, t)
			}
			a.printTrend(t)
			return nil
		},
	}
	someFlags(cmd, &said, "role", "country", "years", "level", "currency", "period")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "print comma-separated values")
	return cmd
}

func (a *app) printTrend(t service.Trend) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	amount := a.amounts(t.Currency, t.Period)
	told := func(m *service.TrendMoney, of func(*service.TrendMoney) float64) string {
		if m == nil || of(m) == 0 {
			return "–"
		}
		return amount(of(m))
	}
	median := func(m *service.TrendMoney) float64 { return m.P50 }
	fixed := func(m *service.TrendMoney) float64 { return m.Fixed }
	p("%s", styleHeadline.Render(capital(a.reader().Describe(t.Profile))+": by year"))
	p("%s", styleSoft.Render(fmt.Sprintf("%s %s %s", t.Currency, article(t.Period), t.Period)))
	for _, s := range t.Series {
		name := service.SeriesName(s)
		if s.Currency != t.Currency {
			name += ", in " + s.Currency
		}
		amount = a.amounts(s.Currency, t.Period)
		p("\n%s", styleHeadline.Render(name))
		p("  %4s %8s  %12s %12s %12s  %s", "", "people", "median", "today's", "same mix,", "middle half")
		p("  %4s %8s  %12s %12s %12s", "", "", "", "money", "today's")
		for _, point := range s.Points {
			if point.Break != "" {
				p("  %s %s", styleWarn.Render("┄"), styleSoft.Render("broken: "+point.Break))
			}
			m, half := point.Real, ""
			if m == nil {
				m = point.Nominal
			}
			if n := point.Nominal; n != nil && n.P25 > 0 {
				half = amount(n.P25) + " – " + amount(n.P75)
			}
			p("  %4d %8s  %12s %12s %12s  %s", point.Year, a.reader().Count(point.N), told(point.Nominal, median),
				told(point.Real, median), told(m, fixed), half)
		}
		if out.drawing {
			p("")
			for _, line := range trendBars(s, out.columns-4, paintShade) {
				p("  %s", line)
			}
		}
		for _, c := range s.Changes {
			if !c.Broken {
				p("  %s", a.reader().Change(c))
			}
		}
	}
	p("")
	for _, n := range t.Notes {
		p("  %s %s", styleWarn.Render("!"), a.reader().Warning(n))
	}
	p("  %s", styleSoft.Render("Sources: "+strings.Join(service.SeriesCredits(t.Series), "; ")))
}

// trendBars draws a line for each year: the 80 % range, the middle half, the median and that at the same mix,
// in today's money where that is known.
func trendBars(s service.TrendSeries, columns int, paint func(shade, string) string) []string {
	on := axis{low: math.Inf(1), high: math.Inf(-1), columns: min(columns, 72) - 6}
	moneyOf := func(p service.TrendPoint) *service.TrendMoney {
		if p.Real != nil {
			return p.Real
		}
		return p.Nominal
	}
	for _, p := range s.Points {
		if m := moneyOf(p); m != nil {
			low, high := m.P10, m.P90
			if s.Published {
				low, high = .8*m.P50, 1.25*m.P50
			}
			on.low, on.high = min(on.low, math.Log(low)), max(on.high, math.Log(high))
		}
	}
	if on.columns < 20 || math.IsInf(on.low, 1) {
		return nil
	}
	on = on.widened()
	var lines []string
	for _, p := range s.Points {
		m := moneyOf(p)
		if m == nil {
			continue
		}
		cells, shades := []rune(strings.Repeat(" ", on.columns)), make([]shade, on.columns)
		fill := func(from, to float64, mark rune, in shade) {
			for i := on.column(from); i <= on.column(to); i++ {
				cells[i], shades[i] = mark, in
			}
		}
		if !s.Published {
			fill(m.P10, m.P90, '━', shadeMost)
			fill(m.P25, m.P75, '█', shadeHalf)
		}
		if m.Fixed > 0 {
			fill(m.Fixed, m.Fixed, '○', shadeAxis)
		}
		fill(m.P50, m.P50, '┃', shadePin)
		lines = append(lines, fmt.Sprintf("%d  %s", p.Year, strings.TrimRight(paintRuns(cells, shades, paint), " ")))
	}
	for _, line := range on.lines(paint) {
		lines = append(lines, "      "+line)
	}
	return lines
}

// trendCSV writes a row for each year of each series.
func trendCSV(out io.Writer, t service.Trend) error {
	w := csv.NewWriter(out)
	rows := [][]string{{
		"series", "layer", "basis", "year", "n", "currency", "period", "p10", "p25", "p50", "p75", "p90", "fixed_mix",
		"money_of", "real_p10", "real_p25", "real_p50", "real_p75", "real_p90", "real_fixed_mix", "covered", "break",
	}}
	number := func(v float64) string {
		if v == 0 {
			return ""
		}
		return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	}
	amounts := func(m *service.TrendMoney) []string {
		if m == nil {
			m = &service.TrendMoney{}
		}
		return []string{number(m.P10), number(m.P25), number(m.P50), number(m.P75), number(m.P90), number(m.Fixed)}
	}
	for _, s := range t.Series {
		for _, p := range s.Points {
			row := []string{s.ID, string(s.Layer), string(s.Basis), strconv.Itoa(p.Year), strconv.Itoa(p.N), s.Currency,
				string(t.Period)}
			row = append(append(row, amounts(p.Nominal)...), number(float64(s.MoneyOf)))
			rows = append(rows, append(append(row, amounts(p.Real)...), number(p.Covered), p.Break))
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}
