package cli

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

func (a *app) careerCommand() *cobra.Command {
	var said wire.Question
	var description bool
	cmd := &cobra.Command{
		Use:   "career",
		Short: "The ladder: what each step pays, asks for and leads to, and the outlook",
		Long: `What the work pays at each step, from entry to principal and to managing it, with what its people do,
know and studied, what each way in earns at the same years, who looks for people, and what becomes of the
work. Pay is of the country asked for; O*NET, BLS and the applications are of the USA, and say so.

With --description it writes the description of a job of a role and a level instead, as Markdown.`,
		Example: `  backpay career --country DE
  backpay career --role sre --country US --json
  backpay career --role backend --country DE --level senior --description`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, q, err := a.read(said)
			if err != nil {
				return err
			}
			if description {
				d, err := v.JobDescription(cmd.Context(), q)
				if err != nil {
					return err
				}
				d.Markdown = a.reader().Description(d)
				if a.asJSON {
					return a.printJSON(d)
				}
				_, err = io.WriteString(a.env.Out, d.Markdown)
				return err
			}
			c, err := v.Career(cmd.Context(), q)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(c)
			}
			a.printCareer(c)
			return nil
		},
	}
	questionFlags(cmd, &said)
	cmd.Flags().
		BoolVar(&description, "description", false,
			"write the description of a job as Markdown; needs --country and --level or --years")
	return cmd
}

// told is how many tasks, skills and employers are printed; --json has all of them.
const told = 6

func (a *app) printCareer(c service.Career) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	head := func(s string) { p("\n%s", styleHeadline.Render(s)) }
	first := c.Steps[0].Answer
	amount := a.amounts(first.Currency, first.Period)
	p("%s", styleHeadline.Render(capital(a.reader().Describe(c.Profile))+": the ladder"))
	p("%s", styleSoft.Render(fmt.Sprintf("%s; modelled, as of %s", unitOf(first), first.AsOf.Format("January 2006"))))
	p("")
	p("  %-20s %12s  %-27s %8s  %s", "", "median", "the middle half", "reports", "from the step before (90 % sure)")
	for _, s := range c.Steps {
		d := s.Answer.Distribution
		change := ""
		if ch := s.Change; ch != nil {
			change = a.reader().Percent(ch.Value) + ", " + a.reader().Within(ch.Ratio)
			if s.Step == "management" {
				change += "; from senior"
			}
		}
		mark := " "
		if s.Asked {
			mark = "›"
		}
		reports := a.reader().Count(s.Reports)
		if s.Reports == 0 {
			reports = "under 10"
		}
		p("%s %-20s %12s  %-27s %8s  %s", styleWarn.Render(mark), s.Name, amount(d.Median()),
			amount(d.At(.25))+" – "+amount(d.At(.75)), reports, change)
	}
	if out.drawing {
		p("")
		for _, line := range bars(c.Steps, out.columns-4, paintShade) {
			p("  %s", line)
		}
		p("  %s", styleSoft.Render("bright: the middle half, green: 80 of 100, ┃ the median"))
	}

	head("What they studied and work with")
	for _, s := range c.Steps {
		if s.Studied != nil {
			p("  %-20s %s of 100 have a degree: %s", s.Name, a.reader().Share(s.Studied.Degree),
				a.reader().Shares(*s.Studied, 3))
			p("  %-20s %s", "", styleSoft.Render(a.askedLine(*s.Studied)))
		}
		for i, w := range s.Works {
			name := s.Name
			if s.Studied != nil || i > 0 {
				name = ""
			}
			p("  %-20s %s: %s", name, w.Measure, a.reader().Shares(w, 4))
		}
		if len(s.Works) > 0 {
			p("  %-20s %s", "",
				styleSoft.Render(a.askedLine(s.Works[0])+"; n of those who named a "+s.Works[0].Measure))
		}
	}

	if len(c.Ways) > 0 {
		head("Ways in: pay beside a bachelor's degree, at the same years, in the same country and survey")
		for i, w := range c.Ways {
			level := ""
			if i == 0 || c.Ways[i-1].Level != w.Level {
				level = taxonomy.Levels.Name(w.Level)
			}
			p("  %-20s %-37s %s", level, w.Name, a.wayLine(w, amount))
		}
		p("  %s", styleSoft.Render("the amount is modelled; the reports are from "+words.WaysFrom(c)))
	}
	if o := c.Occupation; o != nil {
		head("What they do: " + o.Title)
		for _, t := range o.Tasks[:min(told, len(o.Tasks))] {
			p("  – %s", t.Text)
		}
		if more := len(o.Tasks) - told; more > 0 {
			p("  – and %d more (--json)", more)
		}
		p("  asked for: %s", a.reader().Required(*o))
		p("  %s", styleSoft.Render(service.CreditONET+"; USA"))
	}
	if o := c.Outlook; o != nil {
		head(fmt.Sprintf("Outlook in the USA: %s, %d–%d", inSmall(o.Title), o.From, o.To))
		p("  %s thousand employed in %d, %s thousand in %d: %s; %s thousand openings a year",
			a.reader().Number(o.Employed, 1), o.From, a.reader().Number(o.Projected, 1), o.To,
			a.reader().Points(o.ChangePercent), a.reader().Number(o.Openings, 1))
		if o.Wage > 0 {
			p("  median wage %s USD a year (May %d); usual education: %s", a.reader().Number(o.Wage, 0), o.From,
				inSmall(o.Education))
		}
		for _, e := range c.Earlier {
			p("  earlier: %s", a.reader().Earlier(e))
		}
		p("  %s", styleSoft.Render(service.CreditBLS))
	}
	if f := c.Filings; f != nil {
		head("Who hires in the USA, by filings and advertised jobs, and the base pay by filings")
		usd := a.amounts("USD", pay.Year)
		for _, e := range c.Hiring[:min(told, len(c.Hiring))] {
			base := "too little is known of its pay"
			if e.Interval != nil {
				base = fmt.Sprintf("%s USD a year, %s – %s", usd(e.Median), usd(e.Interval.Low), usd(e.Interval.High))
			}
			p("  %-34s %9s  %s", clip(e.Name, 34), a.reader().Count(e.Hires), base)
		}
		p("  %s",
			styleSoft.Render(fmt.Sprintf("of %s applications by %s employers; %s", a.reader().Count(f.Filings),
				a.reader().Count(f.Employers), service.CreditFilings)))
	}
	p("")
	for _, n := range c.Notes {
		p("  %s %s", styleWarn.Render("!"), a.reader().Warning(n))
	}
}

func (a *app) askedLine(t service.Told) string {
	s := fmt.Sprintf("%s, of every %s; %s, %s", a.reader().Counted(t.N, "report", "reports"), words.Whom(t),
		strings.Join(t.Sources, ", "), words.Years(t.FirstYear, t.LastYear))
	if t.Country != "" {
		s += fmt.Sprintf("; %s of 100 of them in %s", a.reader().Share(float64(t.InCountry)/float64(t.N)),
			taxonomy.Countries.Name(t.Country))
	}
	return s
}

func (a *app) wayLine(w service.CareerWay, amount func(float64) string) string {
	n := fmt.Sprintf("%s, %s", a.reader().Counted(w.N, "report", "reports"), words.Years(w.First, w.Last))
	if w.Way.Way == service.BaseWay {
		return fmt.Sprintf("%10s  (%s)", amount(w.Pay), n)
	}
	return fmt.Sprintf("%10s  %s, %s (%s)", amount(w.Pay), a.reader().Percent(w.Ratio.Value),
		a.reader().Within(w.Ratio), n)
}

func inSmall(s string) string { return taxonomy.InSentence(s) }

// bars draws a line for each step over one axis: the 80 % range, the middle half and the median.
func bars(steps []service.CareerStep, columns int, paint func(shade, string) string) []string {
	width := 0
	on := axis{low: math.Inf(1), high: math.Inf(-1)}
	for _, s := range steps {
		width = max(width, utf8.RuneCountInString(s.Name))
		on.low, on.high = min(on.low, math.Log(s.Answer.Distribution.At(.10))),
			max(on.high, math.Log(s.Answer.Distribution.At(.90)))
	}
	if on.columns = columns - width - 2; on.columns < 20 {
		return nil
	}
	on = on.widened()
	var lines []string
	for _, s := range steps {
		d := s.Answer.Distribution
		cells := []rune(strings.Repeat(" ", on.columns))
		shades := make([]shade, on.columns)
		fill := func(from, to float64, mark rune, in shade) {
			for i := on.column(from); i <= on.column(to); i++ {
				cells[i], shades[i] = mark, in
			}
		}
		fill(d.At(.10), d.At(.90), '━', shadeMost)
		fill(d.At(.25), d.At(.75), '█', shadeHalf)
		fill(d.Median(), d.Median(), '┃', shadePin)
		lines = append(lines,
			fmt.Sprintf("%-*s  %s", width, s.Name, strings.TrimRight(paintRuns(cells, shades, paint), " ")))
	}
	for _, line := range on.lines(paint) {
		lines = append(lines, strings.Repeat(" ", width+2)+line)
	}
	return lines
}
