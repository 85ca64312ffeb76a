package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

func (a *app) convertCommand() *cobra.Command {
	var to []string
	var on, country string
	cmd := &cobra.Command{
		Use:   "convert AMOUNT --to UNIT",
		Short: "Turn an amount into another currency or period",
		Example: `  backpay convert "52.95 USD/hour" --to year
  backpay convert "85000 EUR" --to USD --on 2024-06
  backpay convert "$120-150k" --to EUR
  backpay convert "8500 PLN/month net" --to EUR --to year`,
		Args: oneAmount,
		RunE: func(_ *cobra.Command, args []string) error {
			v, err := a.view()
			if err != nil {
				return err
			}
			r, err := ask.ReadConversion(args[0], to, on, country, v.Today())
			if err != nil {
				return err
			}
			c, err := v.Convert(r.From, r.Currency, r.Period, r.On, r.Country)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(c)
			}
			a.printConverted(c)
			if c.Rate != nil {
				fmt.Fprintln(a.env.Out, a.reader().Rate(*c.Rate))
			}
			if c.Hours > 0 {
				whose := "the usual where no other is known"
				if c.HoursOf != "" {
					whose = "full time in " + taxonomy.Countries.Name(c.HoursOf)
				}
				fmt.Fprintf(a.env.Out, "%s hours a year, %s\n", a.reader().Number(c.Hours, 0), whose)
			}
			for _, n := range c.Notes {
				fmt.Fprintln(a.env.Out, "! "+a.reader().Warning(n))
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&to, "to", nil, "a currency or a period; repeatable")
	f.StringVar(&on, "on", "", "the month of the exchange rate, as 2024-06 (default: today)")
	f.StringVar(&country, "country", "", "whose full-time hours, and whose dollar or krona, are meant")
	return cmd
}

// printConverted prints the amount, or both ends of a range, with the basis where the amount said it.
func (a *app) printConverted(c service.Conversion) {
	text := a.reader().Amount(c.To)
	if c.UpperTo != nil {
		text = a.reader().Amounts(c.To.Currency, c.To.Period)(c.To.Value) + " – " + a.reader().Amount(*c.UpperTo)
	}
	switch c.Open {
	case "above":
		text = "from " + text
	case "below":
		text = "up to " + text
	}
	if c.To.Period != "" {
		text += " " + article(c.To.Period) + " " + string(c.To.Period)
	}
	if c.To.Basis != "" {
		text += ", " + string(c.To.Basis)
	}
	fmt.Fprintln(a.env.Out, text)
}
