package cli

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

func (a *app) compareCommand() *cobra.Command {
	var unit wire.Question
	cmd := &cobra.Command{
		Use:   "compare PROFILE PROFILE [PROFILE [PROFILE]]",
		Short: "Two to four jobs side by side: ranges, and who earns more how often",
		Long: `Set two to four profiles side by side, in one currency: by default the one that their countries share,
and US dollars where they do not. A profile is the facets of an estimate in one argument, name=value with
spaces between them: role, country, place, years, level, industry, org_size, remote, employment,
education, skills. Backend developers are who is meant when no role is said.

Beside the medians stands how often a random person of one profile earns more than a random person of
the first, at exchange rates and, where every profile has a country, at what the money buys there. It is
computed from the two distributions, as though the two people were drawn independently.`,
		Example: `  backpay compare "country=DE years=6" "country=PL years=6"
  backpay compare country=US country=DE "country=IN skills=go,postgresql"
  backpay compare "role=backend country=GB" "role=sre country=GB" --period month --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.view()
			if err != nil {
				return err
			}
			unit.Brief = !a.asJSON
			questions, err := profiles(args, unit, v.Today())
			if err != nil {
				return err
			}
			c, err := v.Compare(cmd.Context(), questions)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(c)
			}
			a.printComparison(c)
			return nil
		},
	}
	unitFlags(cmd, &unit)
	return cmd
}

// profiles reads each argument as a profile, and the first with the unit that all answers are stated in.
func profiles(args []string, unit wire.Question, today time.Time) ([]pay.Question, error) {
	questions := make([]pay.Question, len(args))
	for i, arg := range args {
		said, err := ask.Line(arg, wire.Question{Role: "backend"})
		if err == nil {
			if i == 0 {
				said.Currency, said.Period, said.Basis, said.Component = unit.Currency, unit.Period, unit.Basis,
					unit.Component
				said.On, said.PPP, said.Brief = unit.On, unit.PPP, unit.Brief
			}
			questions[i], err = ask.Read(said, today)
		}
		if err != nil {
			return nil, placed(err, fmt.Sprintf("profile %d", i+1))
		}
	}
	return questions, nil
}

// placed says where an error for people is.
func placed(err error, place string) error {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e.At(place)
	}
	return err
}

func (a *app) printComparison(c service.Comparison) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	first := c.Answers[0]
	amount := a.amounts(first.Currency, first.Period)
	labels := make([]string, len(c.Answers))
	for i, ans := range c.Answers {
		labels[i] = fmt.Sprintf("%d  %s", i+1, capital(a.reader().Describe(ans.Profile)))
	}
	p("%s", styleSoft.Render(unitOf(first)))
	p("")
	if out.drawing {
		var ds []pay.Distribution
		for _, ans := range c.Answers {
			ds = append(ds, ans.Distribution)
		}
		for _, line := range ridges(labels, ds, drawing{columns: min(out.columns-4, 72), rows: 3, reader: a.reader()},
			paintShade) {
			p("  %s", line)
		}
		p("")
	}
	for i, ans := range c.Answers {
		d := ans.Distribution
		p("%s", styleHeadline.Render(labels[i]))
		p("   median        %s", amount(d.Median()))
		p("   middle half   %s – %s", amount(d.At(.25)), amount(d.At(.75)))
		p("   80 %%          %s – %s", amount(d.At(.10)), amount(d.At(.90)))
		p("   %s", a.reader().Evidence(ans))
		for _, w := range ans.Warnings {
			p("   %s %s", styleWarn.Render("!"), a.reader().Warning(w))
		}
		p("")
	}
	for _, m := range []struct {
		name    string
		missing string // why there is none
		*service.Measure
	}{
		{"at exchange rates", c.Untold, c.Exchange}, {"at purchasing power", c.Untold, c.Purchasing},
		{"take-home", c.TakeHomeUntold, c.TakeHome},
		{"take-home at purchasing power", c.TakeHomeUntold, c.TakeHomePurchasing},
	} {
		if m.Measure == nil {
			p("%-21s not shown: %s", m.name, m.missing)
			continue
		}
		currency := m.Currency
		if m.Measure == c.Purchasing || m.Measure == c.TakeHomePurchasing {
			currency = "international dollars"
		}
		p("%s, %s", styleHeadline.Render(m.name), currency)
		width := 0
		for _, median := range m.Medians {
			width = max(width, utf8.RuneCountInString(amount(median)))
		}
		p("   1   median %*s", width, amount(m.Medians[0]))
		for _, pair := range m.Pairs[:len(c.Answers)-1] {
			p("   %d   median %*s   %8s   more than one of the first in %s of 100", pair.Second, width,
				amount(m.Medians[pair.Second-1]),
				a.reader().Tenths(pair.Ratio), a.reader().OfHundred(pair.More))
		}
	}
	p("")
	p("%s", styleSoft.Render(
		"Modelled from the distributions above: of 100 pairs of people drawn at random, in "+
			"so many the other earns more."))
}
