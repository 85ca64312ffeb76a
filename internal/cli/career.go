package cli

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/wire"
)

func (a *app) careerCommand() *cobra.Command {
	var words wire.Question
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
			v, q, err := a.read(words)
			if err != nil {
				return err
			}
			if description {
				d, err := v.JobDescription(cmd.Context(), q, a.reader())
				if err != nil {
					return err
				}
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
	questionFlags(cmd, &words)
	cmd.Flags().BoolVar(&description, "description", false, "write the description of a job as Markdown; needs --country and --level or --years")
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
	p("%s", styleHeadline.Render(capital(service.Describe(c.Profile))+": the ladder"))
	p("%s", styleSoft.Render(fmt.Sprintf("%s; modelled, as of %s", unitOf(first), first.AsOf.Format("January 2006"))))
	p("")
	p("  %-20s %12s  %-27s %8s  %s", "", "median", "the middle half", "reports", "from the step before (90 % sure)")
	for _, s := range c.Steps {
		d := s.Answer.Distribution
		change := ""
		if ch := s.Change; ch != nil {
			change = service.Percent(ch.Value) + ", " + service.Within(ch.Ratio)
			if s.Step == "management" {
				change += "; from senior"
			}
		}
		mark := " "
		if s.Asked {
			mark = "›"
		}
		reports := group(s.Reports)
		if s.Reports == 0 {
			reports = "under 10"
		}
		p("%s %-20s %12s  %-27s %8s  %s", styleWarn.Render(mark), s.Name, amount(d.Median()), amount(d.At(.25))+" – "+amount(d.At(.75)), reports, change)
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
			p("  %-20s %.0f of 100 have a degree: %s", s.Name, 100*s.Studied.Degree, service.SharesInWords(*s.Studied, 3))
			p("  %-20s %s", "", styleSoft.Render(askedLine(*s.Studied)))
		}
		for i, w := range s.Works {
			name := s.Name
			if s.Studied != nil || i > 0 {
				name = ""
			}
			p("  %-20s %s: %s", name, w.Measure, service.SharesInWords(w, 4))
		}
		if len(s.Works) > 0 {
			p("  %-20s %s", "", styleSoft.Render(askedLine(s.Works[0])+"; n of those who named a "+s.Works[0].Measure))
		}
	}

	if len(c.Ways) > 0 {
		head("Ways in: pay beside a bachelor's degree, at the same years, in the same country and survey")
		for i, w := range c.Ways {
			level := ""
			if i == 0 || c.Ways[i-1].Level != w.Level {
				level = taxonomy.Levels.Name(w.Level)
			}
			p("  %-20s %-37s %s", level, w.Name, wayLine(w, amount))
		}
		p("  %s", styleSoft.Render("the amount is modelled; the reports are from "+c.WaysFrom()))
	}
	if o := c.Occupation; o != nil {
		head("What they do: " + o.Title)
		for _, t := range o.Tasks[:min(told, len(o.Tasks))] {
			p("  – %s", t.Text)
		}
		if more := len(o.Tasks) - told; more > 0 {
			p("  – and %d more (--json)", more)
		}
		p("  asked for: %s", service.RequiredWords(*o))
		p("  %s", styleSoft.Render(service.CreditONET+"; USA"))
	}
	if o := c.Outlook; o != nil {
		head(fmt.Sprintf("Outlook in the USA: %s, %d–%d", inSmall(o.Title), o.From, o.To))
		p("  %s thousand employed in %d, %s thousand in %d: %s; %s thousand openings a year", thousand(o.Employed), o.From, thousand(o.Projected), o.To, service.Tenths(o.ChangePercent), thousand(o.Openings))
		if o.Wage > 0 {
			p("  median wage %s USD a year (May %d); usual education: %s", group(int(o.Wage)), o.From, inSmall(o.Education))
		}
		for _, e := range c.Earlier {
			p("  earlier: %s", service.EarlierWords(e))
		}
		p("  %s", styleSoft.Render(service.CreditBLS))
	}
	if f := c.Filings; f != nil {
		head("Who looks for people from abroad in the USA")
		for _, e := range f.Top[:min(told, len(f.Top))] {
			p("  %-44s %9s", e.Name, group(e.N))
		}
		p("  %s", styleSoft.Render(fmt.Sprintf("of %s applications by %s employers; %s", group(f.Filings), group(f.Employers), service.CreditFilings)))
	}
	p("")
	for _, n := range c.Notes {
		p("  %s %s", styleWarn.Render("!"), n.Message)
	}
}

func askedLine(t service.Told) string {
	s := fmt.Sprintf("%s, of every %s; %s, %s", counted(t.N, "report"), t.Whom(), strings.Join(t.Sources, ", "), yearsOf(t.FirstYear, t.LastYear))
	if t.Country != "" {
		s += fmt.Sprintf("; %.0f of 100 of them in %s", 100*float64(t.InCountry)/float64(t.N), taxonomy.Countries.Name(t.Country))
	}
	return s
}

func yearsOf(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d–%d", first, last)
}

func wayLine(w service.CareerWay, amount func(float64) string) string {
	n := fmt.Sprintf("%s, %s", counted(w.N, "report"), yearsOf(w.First, w.Last))
	if w.Way.Way == career.BaseWay {
		return fmt.Sprintf("%10s  (%s)", amount(w.Pay), n)
	}
	return fmt.Sprintf("%10s  %s, %s (%s)", amount(w.Pay), service.Percent(w.Ratio.Value), service.Within(w.Ratio), n)
}

func inSmall(s string) string { return service.InSentence(s) }

// thousand writes a number of thousands as BLS does: 1,693.8.
func thousand(v float64) string {
	whole, part := math.Modf(math.Round(10*v) / 10)
	return fmt.Sprintf("%s.%.0f", group(int(whole)), math.Abs(10*part))
}

// bars draws a line for each step over one axis: the 80 % range, the middle half and the median.
func bars(steps []service.CareerStep, columns int, paint func(shade, string) string) []string {
	width := 0
	on := axis{low: math.Inf(1), high: math.Inf(-1)}
	for _, s := range steps {
		width = max(width, utf8.RuneCountInString(s.Name))
		on.low, on.high = min(on.low, math.Log(s.Answer.Distribution.At(.10))), max(on.high, math.Log(s.Answer.Distribution.At(.90)))
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
		lines = append(lines, fmt.Sprintf("%-*s  %s", width, s.Name, strings.TrimRight(paintRuns(cells, shades, paint), " ")))
	}
	for _, line := range on.lines(paint) {
		lines = append(lines, strings.Repeat(" ", width+2)+line)
	}
	return lines
}
