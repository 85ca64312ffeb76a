package cli

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

func (a *app) compareCommand() *cobra.Command {
	var unit service.Ask
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
			asks := make([]service.Ask, len(args))
			for i, arg := range args {
				ask, err := readProfile(arg)
				if err != nil {
					return err.At(fmt.Sprintf("profile %d", i+1))
				}
				asks[i] = ask
			}
			if len(asks) > 0 {
				first := &asks[0]
				first.Currency, first.Period, first.Basis, first.Component = unit.Currency, unit.Period, unit.Basis, unit.Component
				first.On, first.PPP, first.Brief = unit.On, unit.PPP, !a.asJSON
				if first.Currency == "" && !first.PPP {
					first.Currency = service.CommonCurrency(asks)
				}
			}
			s, err := a.open()
			if err != nil {
				return err
			}
			c, err := s.Compare(cmd.Context(), asks)
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

// readProfile reads the facets of one argument. A name begins where a word is followed by "="; what stands
// between two names is the value of the first, so that it may hold spaces. The "&" of an address is a space.
func readProfile(s string) (service.Ask, *pay.Error) {
	ask := service.Ask{Role: "backend"}
	fields := map[string]*string{
		"role": &ask.Role, "country": &ask.Country, "place": &ask.Place, "years": &ask.Years, "level": &ask.Level,
		"industry": &ask.Industry, "org_size": &ask.OrgSize, "remote": &ask.Remote, "employment": &ask.Employment,
		"education": &ask.Education,
	}
	said := map[string]bool{}
	rest := strings.TrimSpace(strings.ReplaceAll(s, "&", " "))
	for rest != "" {
		name, after, ok := strings.Cut(rest, "=")
		if !ok || strings.ContainsFunc(name, unicode.IsSpace) {
			return ask, pay.Errorf(pay.Invalid, "%q is no profile", s).WithHint(`write name=value with spaces between, as in "country=DE years=6"`)
		}
		value := after
		if next := strings.IndexByte(after, '='); next >= 0 {
			begin := strings.LastIndexFunc(after[:next], unicode.IsSpace)
			if begin < 0 {
				return ask, pay.Errorf(pay.Invalid, "%q is no profile", s).WithHint(`write name=value with spaces between, as in "country=DE years=6"`)
			}
			value = after[:begin]
		}
		rest = strings.TrimSpace(after[len(value):])
		value = strings.TrimSpace(value)
		name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
		if name == "skill" || name == "skills" {
			ask.Skills = append(ask.Skills, value)
			continue
		}
		field, known := fields[name]
		switch {
		case !known:
			return ask, pay.Errorf(pay.Invalid, "a profile has no %q", name).
				WithHint("role, country, place, years, level, industry, org_size, remote, employment, education, skills; the unit is said once, by flags")
		case said[name]:
			return ask, pay.Errorf(pay.Invalid, "%s is said twice", name).In(name).WithHint("say it once for each profile")
		}
		*field, said[name] = value, true
	}
	return ask, nil
}

func (a *app) printComparison(c service.Comparison) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	first := c.Answers[0]
	amount := a.amounts(first.Currency, first.Period)
	labels := make([]string, len(c.Answers))
	for i, ans := range c.Answers {
		labels[i] = fmt.Sprintf("%d  %s", i+1, capital(service.Describe(ans.Profile)))
	}
	p("%s", styleSoft.Render(unitOf(first)))
	p("")
	if out.drawing {
		var ds []pay.Distribution
		for _, ans := range c.Answers {
			ds = append(ds, ans.Distribution)
		}
		for _, line := range ridges(labels, ds, min(out.columns-4, 72), 3, paintShade) {
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
		p("   %s", evidenceLine(ans))
		for _, w := range ans.Warnings {
			p("   %s %s", styleWarn.Render("!"), w.Message)
		}
		p("")
	}
	for _, m := range []struct {
		name string
		*service.Measure
	}{{"at exchange rates", c.Exchange}, {"at purchasing power", c.Purchasing}} {
		if m.Measure == nil {
			p("%-21s not told: %s", m.name, c.Untold)
			continue
		}
		currency := m.Currency
		if m.Measure == c.Purchasing {
			currency = "international dollars"
		}
		p("%s, %s", styleHeadline.Render(m.name), currency)
		width := 0
		for _, median := range m.Medians {
			width = max(width, utf8.RuneCountInString(amount(median)))
		}
		p("   1   median %*s", width, amount(m.Medians[0]))
		for _, pair := range m.Pairs[:len(c.Answers)-1] {
			p("   %d   median %*s   %+6.1f %%   more than one of the first in %s of 100", pair.Second, width, amount(m.Medians[pair.Second-1]),
				100*(pair.Ratio-1), percentile(pair.More))
		}
	}
	p("")
	p("%s", styleSoft.Render("Modelled from the distributions above: of 100 pairs of people drawn at random, in so many the other earns more."))
}
