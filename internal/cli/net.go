package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

const takeHomeLimits = `One person is meant, single, without children and of no church, who works there all
year and claims what everyone gets. --region and --regime take a code of the country's table; one that there is not is
answered with those that there are. A country or a year without a table is refused.`

func (a *app) netCommand() *cobra.Command {
	return a.takeHomeCommand(&cobra.Command{
		Use:   "net AMOUNT",
		Short: "What is left of gross pay after tax and contributions, and what it costs the employer",
		Long: "What is left of a year of gross pay: income tax, contributions, the employer's cost, and the share\n" +
			"of the next unit of pay that goes.\n\n" + takeHomeLimits,
		Example: `  backpay net "85000 EUR/year" --country DE
  backpay net "165000 USD" --country US --region CA
  backpay net "22000 PLN/month" --country PL --regime b2b-lump --json`,
	}, service.View.Net)
}

func (a *app) grossCommand() *cobra.Command {
	return a.takeHomeCommand(&cobra.Command{
		Use:   "gross AMOUNT",
		Short: "Which gross pay leaves a net one",
		Long:  "Which gross pay of a year leaves a net one: the roundest, where several do.\n\n" + takeHomeLimits,
		Example: `  backpay gross "4000 EUR/month net" --country DE
  backpay gross "3000 GBP/month" --country GB --region SCT
  backpay gross "4000 USD/month" --country UA --regime fop`,
	}, service.View.Gross)
}

// takeHomeCommand completes a command that asks about pay before and after tax.
func (a *app) takeHomeCommand(
	cmd *cobra.Command, answer func(service.View, ask.TakeHome) (service.Net, error),
) *cobra.Command {
	var said wire.NetQuestion
	cmd.Args = oneAmount
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		v, err := a.view()
		if err != nil {
			return err
		}
		said.Amount = args[0]
		q, err := ask.Net(said, v.Today())
		if err != nil {
			return err
		}
		n, err := answer(v, q)
		if err != nil {
			return err
		}
		if a.asJSON {
			return a.printJSON(n)
		}
		a.printNet(n)
		return nil
	}
	f := cmd.Flags()
	f.StringVar(&said.Country, "country", "", "whose taxes (default: of the country that the currency is named after)")
	f.StringVar(&said.Region, "region", "", "a state, province, canton or other region whose taxes are added")
	f.StringVar(&said.Regime, "regime", "", "how one is paid, as b2b-lump in PL (default: as an employee)")
	f.StringVar(&said.On, "on", "", "a date or year of the law (default: today)")
	return cmd
}

// netStep is a line of the waterfall from gross to net.
type netStep struct {
	label    string
	from, to float64
}

func (a *app) printNet(n service.Net) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	r, amount := a.reader(), a.amounts(n.Currency, pay.Year)
	p("%s %s a year, %s a month: %s net of %s gross",
		styleHeadline.Render(words.About(n.About)+amount(n.Net)), n.Currency, amount(n.Net/12),
		r.Share(words.ShareOf(n.Net, n.Gross))+" %", amount(n.Gross))
	p("%s", styleSoft.Render(words.NetLaw(n)))
	p("")

	steps := []netStep{{"gross", 0, n.Gross}}
	left := n.Gross
	for _, l := range n.Lines {
		if l.Kind == words.KindEmployer || l.Amount == 0 {
			continue
		}
		steps = append(steps, netStep{"− " + l.Label, left - l.Amount, left})
		left -= l.Amount
	}
	a.printSteps(out, append(steps, netStep{"net", 0, n.Net}), n.Gross, amount)
	p("")
	p("  income tax %s, contributions %s", amount(n.Tax), amount(n.Social))
	p("  costs whoever pays %s", amount(n.EmployerCost))
	p("  %s", r.Marginal(n))
	if n.Rate != nil {
		p("  %s", r.Rate(*n.Rate))
	}
	for _, w := range n.Warnings {
		p("  %s %s", styleWarn.Render("!"), r.Warning(w))
	}
	if n.About {
		p("  %s to be verified, for it is from memory: %s", styleWarn.Render("!"), strings.Join(n.Unverified, "; "))
	}
	p("  %s", styleSoft.Render(words.NetLimits))
}

// printSteps prints the lines of a waterfall, drawn where the screen draws.
func (a *app) printSteps(out screen, steps []netStep, whole float64, amount func(float64) string) {
	width, columns := 0, 0
	for _, s := range steps {
		width = max(width, utf8.RuneCountInString(s.label))
		columns = max(columns, utf8.RuneCountInString(amount(s.to-s.from)))
	}
	const cells = 30
	place := func(v float64) int { return min(max(int(v/whole*cells+.5), 0), cells) }
	for _, s := range steps {
		bar := ""
		if out.drawing {
			from, to := place(s.from), place(s.to)
			bar = "  " + strings.Repeat(" ", from) + paintShade(shadeMost, strings.Repeat("█", max(to-from, 1)))
		}
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(s.label))
		fmt.Fprintf(out.w, "  %s%s  %*s%s\n", s.label, pad, columns, amount(s.to-s.from), bar)
	}
}
