package cli

import (
	"encoding/csv"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

func (a *app) claimsCommand() *cobra.Command {
	var asCSV bool
	cmd := &cobra.Command{
		Use:   "claims",
		Short: "What the web says of backend pay, and where it stands in the evidence",
		Long: `Hold each published figure against the answer for its own profile and date: the share of people who earn
less, with the interval that the share lies in, and a verdict. "Inside the middle half", "high" and "low"
are only said where they hold at either end of that interval; of a range its middle is judged, and both
ends are shown.`,
		Example: `  backpay claims
  backpay claims --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, err := a.view()
			if err != nil {
				return err
			}
			claims, err := v.Claims(cmd.Context())
			switch {
			case err != nil:
				return err
			case a.asJSON:
				return a.printJSON(struct {
					Claims []service.Claim `json:"claims"`
				}{claims})
			case asCSV:
				return a.claimsCSV(claims)
			}
			a.printClaims(claims)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asCSV, "csv", false, "print comma-separated values")
	return cmd
}

func (a *app) printClaims(claims []service.Claim) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	p("What the web says of the pay of backend developers, each figure beside our answer for the same people " +
		"and month.")
	p("")
	for _, c := range claims {
		p("%s", styleHeadline.Render(capital(c.Says)))
		claimed := a.amounts(c.Currency, c.Period)
		said := claimed(c.Low)
		if c.IsRange() {
			said += " – " + claimed(c.High)
		}
		p("  said       %s %s %s %s", said, c.Currency, article(c.Period), c.Period)
		if c.Answer == nil {
			p("  verdict    %s: %s", c.Verdict, c.Reason)
			p("")
			continue
		}
		d, own := c.Answer.Distribution, a.amounts(c.Answer.Currency, c.Answer.Period)
		p("  ours       median %s, middle half %s – %s %s %s", own(d.Median()), own(d.At(.25)), own(d.At(.75)),
			article(c.Answer.Period), c.Answer.Period)
		if out.drawing {
			p("             %s", claimBar(c, min(out.columns-13, 66)))
		}
		var falls []string
		for _, e := range c.Ends {
			falls = append(falls,
				fmt.Sprintf("%s of 100 earn less, give or take %s", a.reader().OfHundred(e.Percentile),
					a.reader().OfHundred((e.Within.High-e.Within.Low)/2)))
		}
		p("  falls      %s", strings.Join(falls, "; at the upper end "))
		p("  verdict    %s: %s", styleHeadline.Render(string(c.Verdict)), c.Reason)
		p("  context    %s", a.reader().Prose(c.Context))
		p("  evidence   %s", a.reader().Evidence(*c.Answer))
		for _, l := range c.Answer.Evidence.Layers {
			if l.Layer == pay.Official {
				p("  official   %s", a.reader().Layer(l, own))
			}
		}
		p("")
	}
}

// claimBar draws a claim as ▼, or ▼──▼, over the range of 80 and of 50 of 100 people and the median.
func claimBar(c service.Claim, columns int) string {
	d := c.Answer.Distribution
	low, high := min(d.At(.05), c.Ends[0].Comparable), max(d.At(.95), c.Ends[len(c.Ends)-1].Comparable)
	x := axis{low: math.Log(low) - .02, high: math.Log(high) + .02, columns: columns}
	cells, shades := make([]rune, columns), make([]shade, columns)
	for i := range cells {
		cells[i] = ' '
	}
	fill := func(from, to float64, r rune, s shade) {
		for i := x.column(from); i <= x.column(to); i++ {
			cells[i], shades[i] = r, s
		}
	}
	fill(d.At(.10), d.At(.90), '─', shadeMost)
	fill(d.At(.25), d.At(.75), '━', shadeHalf)
	fill(d.Median(), d.Median(), '┃', shadeHalf)
	for _, e := range c.Ends {
		fill(e.Comparable, e.Comparable, '▼', shadePin)
	}
	return strings.TrimRight(paintRuns(cells, shades, paintShade), " ")
}

func (a *app) claimsCSV(claims []service.Claim) error {
	w := csv.NewWriter(a.env.Out)
	rows := [][]string{{
		"id", "says", "low", "high", "currency", "period", "on", "verdict", "reason", "percentile_low",
		"percentile_high", "q10", "q25", "q50", "q75", "q90", "answer_period", "n", "profile", "context",
	}}
	for _, c := range claims {
		row := []string{c.ID, c.Says, plain(c.Low), plain(c.High), c.Currency, string(c.Period), c.On,
			string(c.Verdict), c.Reason}
		if ans := c.Answer; ans != nil {
			d := ans.Distribution
			row = append(row, share(c.Ends[0].Percentile), share(c.Ends[len(c.Ends)-1].Percentile))
			for _, level := range []float64{.10, .25, .50, .75, .90} {
				row = append(row, plain(d.At(level)))
			}
			row = append(row, string(ans.Period), fmt.Sprint(ans.Evidence.N), ans.Profile.String(), c.Context)
		} else {
			row = append(row, make([]string, 8)...)
			row = append(row, "0", pay.Profile{Role: c.Role, Country: c.Country, Employment: c.Employment}.String(),
				c.Context)
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// share writes a share of people in hundredths, with one decimal.
func share(v float64) string { return fmt.Sprintf("%.1f", 100*v) }
