package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

func (a *app) freelanceCommand() *cobra.Command {
	said := wire.Question{Role: "backend"}
	terms := map[string]*string{}
	cmd := &cobra.Command{
		Use:   "freelance AMOUNT",
		Short: "What a rate is worth in employed pay, and the other way round",
		Long: `Turn a freelancer's rate into the gross yearly pay of an employee that is worth the same, or an
employee's pay into a rate. An amount for an hour or a day is a rate, without value added tax; one for a
month or a year is an employee's gross pay.

Every constant is the country's where it has one, and is printed with its source: change any by its
flag. Beside it stands where that pay is among employees like you, and what freelancers report.`,
		Example: `  backpay freelance "90 EUR/hour" --country DE --years 6
  backpay freelance "£450/day" --country GB --leave 28 --utilisation 70
  backpay freelance "85000 EUR/year" --country FI`,
		Args: oneAmount,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, q, err := a.read(said)
			if err != nil {
				return err
			}
			given, err := ask.Rate(args[0], q.Profile.Country)
			if err != nil {
				return err
			}
			texts := map[string]string{}
			for name, value := range terms {
				texts[name] = *value
			}
			numbers, err := ask.Numbers(texts)
			if err != nil {
				return err
			}
			f, err := v.Freelance(cmd.Context(), q, given, numbers)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(f)
			}
			a.printFreelance(f)
			return nil
		},
	}
	f := cmd.Flags()
	someFlags(cmd, &said, "role", "country", "years", "skills", "on")
	for _, term := range service.FreelanceTerms() {
		terms[term.Name] = f.String(term.Name, "", term.Label+", "+term.Unit)
	}
	return cmd
}

func (a *app) printFreelance(f service.Freelance) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	write := func(m pay.Amount) string {
		return a.amounts(m.Currency, m.Period)(m.Value) + " " + m.Currency + " " + article(m.Period) + " " +
			string(m.Period)
	}
	headline := styleHeadline.Render
	rate := write(f.Hourly) + ", " + write(f.Daily)
	if f.Given.Period == pay.Hour || f.Given.Period == pay.Day {
		p("%s of employed gross pay", headline(write(f.Employed)))
		p("are worth the same as a rate of %s", rate)
	} else {
		p("a rate of %s", headline(rate))
		p("is worth the same as %s of employed gross pay", write(f.Employed))
	}
	p("")

	amount := a.amounts(f.Employed.Currency, pay.Year)
	labels := map[string]wire.FreelanceConstant{}
	width := 0
	for _, c := range f.Constants {
		labels[c.Name] = c
		width = max(width, utf8.RuneCountInString(c.Label)+2)
	}
	columns := len(amount(f.Base)) + 2
	bar := func(from, to float64) string {
		const cells = 30
		if !out.drawing {
			return ""
		}
		at := func(v float64) int { return min(max(int(v/f.Base*cells+.5), 0), cells) }
		return "  " + strings.Repeat(" ", at(from)) +
			paintShade(shadeMost, strings.Repeat("█", max(at(to)-at(from), 1)))
	}
	line := func(label, value, picture string) {
		p("  %s%s %*s%s", label, strings.Repeat(" ", width-utf8.RuneCountInString(label)), columns, value, picture)
	}
	line("every working hour", amount(f.Base), bar(0, f.Base))
	at := f.Base
	for _, s := range f.Steps {
		line("− "+labels[s.Name].Label, amount(-s.Money), bar(at+s.Money, at))
		at += s.Money
	}
	line("employed pay", amount(f.Employed.Value), bar(0, at))
	p("")

	where := "no country"
	if f.Country != "" {
		where = taxonomy.ValueName(pay.FacetCountry, f.Country)
	}
	p("  constants of %s, by which %s hours on %s days are billed", where,
		a.reader().Number(f.BilledHours, 0), a.reader().Number(f.BilledDays, 0))
	for _, c := range f.Constants {
		source := c.Source
		if c.Date != "" {
			source += " (" + c.Date + ")"
		}
		p("  %-13s %7s %s", "--"+c.Name, a.reader().Plain(c.Value, 2), c.Unit)
		p("  %s", styleSoft.Render(strings.Repeat(" ", 14)+a.reader().Prose(source)))
	}

	if e := f.Employees; e != nil {
		p("")
		p("  As employed pay that is higher than %s of 100 earn, give or take %s: %s",
			a.reader().OfHundred(e.Percentile), a.reader().OfHundred(e.Margin), a.reader().Describe(e.Answer.Profile))
		p("    %s", a.reader().Evidence(e.Answer))
	}
	if ans := f.Freelancers; ans != nil {
		d := ans.Distribution
		p("  Freelancers like you say they earn %s %s a year, the middle half %s – %s", amount(d.Median()),
			ans.Currency, amount(d.At(.25)), amount(d.At(.75)))
		p("    %s", a.reader().Evidence(*ans))
	}
	if f.Untold != "" {
		p("")
		p("  %s %s", styleWarn.Render("!"), f.Untold)
	}
	p("  Reported, with nothing in between:")
	for _, r := range f.Reports {
		quantity := amount
		if r.Measure == service.RatesReported {
			quantity = a.amounts(r.Currency, pay.Hour)
		}
		unit := ""
		if r.Currency != "" {
			unit = " " + r.Currency
		}
		p("    median %s%s, middle half %s – %s: %s (%s, %s, %s)", quantity(r.P50), unit, quantity(r.P25),
			quantity(r.P75),
			r.About, a.reader().Counted(r.N, "report", "reports"), words.Years(r.First, r.Last),
			strings.Join(r.Sources, ", "))
	}
}
