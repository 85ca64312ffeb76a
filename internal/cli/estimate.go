package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

// questionFlags adds the flags of a question to a command. Backend developers are who is meant when no role is said; an
// empty --role asks about every role.
func questionFlags(cmd *cobra.Command, said *wire.Question) {
	said.Role = "backend"
	addFlags(cmd, said, func(wire.Field) bool { return true })
}

// unitFlags adds the flags that say what an answer is stated in.
func unitFlags(cmd *cobra.Command, said *wire.Question) {
	addFlags(cmd, said, func(f wire.Field) bool { return f.Unit })
}

// someFlags adds the flags of some fields alone.
func someFlags(cmd *cobra.Command, said *wire.Question, names ...string) {
	addFlags(cmd, said, func(f wire.Field) bool { return slices.Contains(names, f.Name) })
}

// addFlags adds the flags of the fields that are wanted, with what the words hold as defaults.
func addFlags(cmd *cobra.Command, said *wire.Question, wanted func(wire.Field) bool) {
	flags := cmd.Flags()
	for _, f := range wire.Fields {
		if !wanted(f) {
			continue
		}
		doc := f.Doc
		if len(f.Enum) > 0 {
			doc = strings.Join(f.Enum, ", ") + ": " + doc
		}
		if f.Name == "role" && said.Role != "" {
			doc = `a role: its code, its name or an alias; "" for all of them`
		}
		switch value := f.Of(said).(type) {
		case *string:
			flags.StringVar(value, f.Flag, *value, doc)
		case *[]string:
			flags.StringArrayVar(value, f.Flag, nil, doc)
		case *bool:
			flags.BoolVar(value, f.Flag, false, doc)
		}
	}
}

func (a *app) estimateCommand() *cobra.Command {
	var said wire.Question
	cmd := &cobra.Command{
		Use:   "estimate",
		Short: "What a job pays: the distribution, its evidence and its date",
		Example: `  backpay estimate --country DE --years 6
  backpay estimate --country US --place California --level senior --skill go --skill postgres
  backpay estimate --role sre --country Poland --period month --currency EUR
  backpay estimate --role "" --country IN --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, q, err := a.read(said)
			if err != nil {
				return err
			}
			answer, err := v.Estimate(cmd.Context(), q)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(answer)
			}
			a.printAnswer(answer, nil)
			return nil
		},
	}
	questionFlags(cmd, &said)
	return cmd
}

func (a *app) checkCommand() *cobra.Command {
	var said wire.Question
	cmd := &cobra.Command{
		Use:   "check AMOUNT",
		Short: "Where your pay stands among people like you",
		Example: `  backpay check "85000 EUR" --country DE --years 6
  backpay check €85k --country DE --years 6 --skill go
  backpay check "75–95k EUR" --country DE --years 6
  backpay check "18 LPA" --country IN --years 4
  backpay check "52.95 USD/hour" --country US --level senior`,
		Args: oneAmount,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, q, err := a.read(said)
			if err != nil {
				return err
			}
			amount, err := ask.Pay(args[0], q.Profile.Country)
			if err != nil {
				return err
			}
			check, err := v.Check(cmd.Context(), q, amount)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(check)
			}
			a.printAnswer(check.Answer, &check)
			return nil
		},
	}
	questionFlags(cmd, &said)
	return cmd
}

// oneAmount wants exactly one argument and says how an amount of several words is given.
func oneAmount(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return pay.Errorf(pay.Invalid, "no amount").WithHint(`write it as "85000 EUR", €85k or "52.95 USD/hour"`)
	case len(args) > 1:
		return pay.Errorf(pay.Invalid, "%d arguments where one amount is expected", len(args)).
			WithHint("put the amount in quotes: %q", strings.Join(args, " "))
	}
	return nil
}

// The colours of the picture and the words, from the terminal's own palette so that they fit its theme.
var (
	styleHeadline = lipgloss.NewStyle().Bold(true)
	styleSoft     = lipgloss.NewStyle().Faint(true)
	styleWarn     = lipgloss.NewStyle().Foreground(lipgloss.Yellow)
	styleShade    = map[shade]lipgloss.Style{
		shadeTail: lipgloss.NewStyle().Foreground(lipgloss.BrightBlack),
		shadeMost: lipgloss.NewStyle().Foreground(lipgloss.Green),
		shadeHalf: lipgloss.NewStyle().Foreground(lipgloss.BrightGreen),
		shadeAxis: lipgloss.NewStyle().Faint(true),
		shadePin:  lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Yellow),
	}
)

func paintShade(s shade, text string) string {
	if strings.TrimSpace(text) == "" {
		return text
	}
	return styleShade[s].Render(text)
}

// printAnswer prints an answer for people; with a check, the reader's own pay is in it.
func (a *app) printAnswer(ans pay.Answer, check *service.Check) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	amount := a.amounts(ans.Currency, ans.Period)
	span := func(low, high float64) string { return amount(low) + " – " + amount(high) }

	p("%s", styleHeadline.Render(capital(a.reader().Describe(ans.Profile))))
	p("")
	unit := unitOf(ans)
	d := ans.Distribution
	p("  %s %s", styleHeadline.Render(amount(d.Median())), unit)
	p("  typical      %s   the middle half", span(d.At(.25), d.At(.75)))
	p("  most people  %s   80 of 100", span(d.At(.10), d.At(.90)))
	p("  the median itself lies within %s (%s %% sure)", span(ans.Median.Low, ans.Median.High),
		a.reader().Share(ans.Median.Level))
	if check != nil {
		p("")
		for _, line := range a.standing(*check) {
			p("  %s", line)
		}
	}
	if out.drawing {
		g := drawing{d: d, columns: out.columns - 4, rows: 5, reader: a.reader()}
		if check != nil {
			g.pin = check.Comparable.Value
		}
		p("")
		for _, line := range g.lines(paintShade) {
			p("  %s", line)
		}
		p("  %s", styleSoft.Render(unit+", logarithmic scale; bright: the middle half, green: 80 of 100"))
	}

	if len(ans.Effects) > 0 {
		p("")
		p("  what makes it up, from %s for every %s:", amount(service.Base(ans)), service.BaseOf(ans))
		for _, e := range ans.Effects {
			p("    %-12s %-28s %s", facetName(e.Facet), a.reader().Value(e.Facet, e.Value), signed(e.Money, amount))
		}
	}

	p("")
	p("  %s", a.reader().Evidence(ans))
	for _, l := range ans.Evidence.Layers {
		p("    %-11s %s", l.Layer, a.reader().Layer(l, amount))
		if l.Aligned != nil {
			for _, line := range a.reader().Alignment(*l.Aligned) {
				p("    %-11s %s", "", styleSoft.Render(line))
			}
		}
	}
	if ans.Rate != nil {
		p("  %s", a.reader().Rate(*ans.Rate))
	}
	for _, w := range ans.Warnings {
		p("  %s %s", styleWarn.Render("!"), a.reader().Warning(w))
	}
}

// standing says where the reader's own pay is: an amount, or both ends of a range.
func (a *app) standing(c service.Check) []string {
	r, amount := a.reader(), a.amounts(c.Answer.Currency, c.Answer.Period)
	median := c.Answer.Distribution.Median()
	var lines []string
	say := func(label string, s wire.Standing) {
		lines = append(lines, fmt.Sprintf("%-12s %s: higher than %s of 100 people like you, give or take %s",
			label, amount(s.Comparable.Value), r.OfHundred(s.Percentile), r.OfHundred(s.Margin)))
		difference := s.Comparable.Value - median
		if math.Abs(difference) < .005*median || len(c.Meant) > 0 { // a mistake has no distance
			return
		}
		word := "above"
		if difference < 0 {
			word = "below"
		}
		lines = append(lines, fmt.Sprintf("%-12s %s %s the median (%s)", "", amount(math.Abs(difference)), word,
			r.Percent(1+difference/median)))
	}
	if c.Upper == nil {
		say("your pay", c.Standing)
	} else {
		say("from", c.Standing)
		say("to", *c.Upper)
	}
	if len(c.Meant) > 0 {
		lines = append(lines, "hardly anybody like you is paid that: did you mean "+strings.Join(c.Meant, ", or ")+"?")
	}
	for _, n := range c.Notes {
		lines = append(lines, styleWarn.Render("!")+" "+r.Warning(n))
	}
	return lines
}

// amounts writes amounts without their currency, in minor units where the period is short.
func (a *app) amounts(currency string, period pay.Period) func(float64) string {
	return a.reader().Amounts(currency, period)
}

// unitOf says what an answer's amounts are: "EUR a year, gross, total pay".
func unitOf(ans pay.Answer) string {
	currency := ans.Currency
	if ans.PPP {
		currency = "international dollars"
	}
	component := "base pay"
	if ans.Component == pay.Total {
		component = "with bonus"
	}
	return fmt.Sprintf("%s %s %s, %s, %s", currency, article(ans.Period), ans.Period, ans.Basis, component)
}

func article(p pay.Period) string {
	if p == pay.Hour {
		return "an"
	}
	return "a"
}

// capital begins a sentence.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func signed(v float64, amount func(float64) string) string {
	if v < 0 {
		return "− " + amount(-v)
	}
	return "+ " + amount(v)
}

func facetName(f pay.Facet) string { return strings.ReplaceAll(string(f), "_", " ") }
