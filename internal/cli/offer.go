package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

func (a *app) offerCommand() *cobra.Command {
	said := wire.Question{Role: "backend"}
	var currency, raise string
	var nominal bool
	cmd := &cobra.Command{
		Use:   "offer FILE | OFFER OFFER [OFFER [OFFER]]",
		Short: "Two to four offers: take-home year by year, what would change their order, what to ask for",
		Long: `Set two to four offers side by side, one of which may be today's job: what each pays and leaves year by
year, for an hour worked and at purchasing power, where its base stands in the market, what would change
the order, and what to ask for with its evidence.

Offers come from a file (YAML or JSON; - reads standard input; docs/offer.md), or each in one argument,
name=value with spaces between:
` + offerFieldList() + `
--role, --years, --level and --skill say who you are, for the market.`,
		Example: `  backpay offer offers.yaml --years 6
  backpay offer "name=today current=yes country=DE base=78000 EUR leave=30" \
    "name=Warsaw country=PL employment=invoice base=22000 PLN/month" --years 6
  backpay offer "name=Austin country=US region=TX base=165k bonus=10% sure=80% cliff=12 equity=120000" \
    "name=Berlin country=DE base=95000" --currency EUR --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, who, err := a.read(said)
			if err != nil {
				return err
			}
			q, err := a.offers(args)
			if err != nil {
				return err
			}
			if err := ask.OfferUnit(&q, currency, raise, nominal); err != nil {
				return err
			}
			o, err := v.Offers(cmd.Context(), q, who)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(o)
			}
			a.printOffers(o)
			return nil
		},
	}
	someFlags(cmd, &said, "role", "years", "level", "skills", "on")
	f := cmd.Flags()
	f.StringVar(&currency, "currency", "", "of the comparison (default: the first offer's)")
	f.StringVar(&raise, "raise", "", "by how many percent pay rises each year (default: 3)")
	f.BoolVar(&nominal, "nominal", false, "rank by money, not by what it buys")
	return cmd
}

// offerFieldList lists what an offer in words can say.
func offerFieldList() string {
	var b strings.Builder
	for _, f := range ask.OfferFields {
		fmt.Fprintf(&b, "  %-11s %s, as %s\n", f.Name, f.Doc, f.Example)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// offers reads the arguments: one file, or offers in words.
func (a *app) offers(args []string) (q service.OfferQuestion, err error) {
	if len(args) == 0 {
		return q, pay.Errorf(pay.Invalid, "no offers").
			WithHint("give a file, or two to four offers: backpay offer --help")
	}
	if len(args) > 1 || strings.Contains(args[0], "=") {
		for i, arg := range args {
			o, err := ask.OfferLine(arg)
			if err != nil {
				return q, placed(err, fmt.Sprintf("offer %d", i+1))
			}
			q.Offers = append(q.Offers, o)
		}
		return q, nil
	}
	in := a.env.In
	if args[0] != "-" {
		f, err := os.Open(args[0])
		if err != nil {
			return q, pay.Errorf(pay.Unreadable, "the file of offers cannot be opened").At(args[0]).Because(err).
				WithHint("give a file, or two to four offers: backpay offer --help")
		}
		defer f.Close() //nolint:errcheck // it was only read
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, service.OfferFileMost+1))
	if err != nil {
		return q, pay.Errorf(pay.Unreadable, "the file of offers cannot be read").At(args[0]).Because(err)
	}
	q, err = service.ParseOffers(data)
	return q, placed(err, args[0])
}

func (a *app) printOffers(o service.Offers) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	r := a.reader()
	p("%s", styleHeadline.Render(r.Best(o)))
	p("%s", styleSoft.Render("gross in each offer’s currency, take-home in "+o.Currency))
	p("")
	a.printOfferTable(out, o)
	for i := range o.Results {
		p("")
		a.printOffer(out, &o.Results[i], o.Markets[i])
	}
	if len(o.BreakEvens) > 0 {
		p("")
		p("%s", styleHeadline.Render("What would change the order"))
		for _, b := range o.BreakEvens {
			p("  %s", r.Turn(b, words.OfferCurrency(o, b.Offer)))
		}
	}
	for _, m := range o.Raises {
		p("  %s", r.Matching(m))
	}
	for _, q := range o.Requests {
		p("")
		a.printRequest(out, o, q)
	}
	p("")
	for _, w := range o.Caveats {
		p("  %s %s", styleWarn.Render("!"), r.Warning(w))
	}
}

func (a *app) printOfferTable(out screen, o service.Offers) {
	lines := a.reader().OfferTable(o)
	label := 0
	widths := make([]int, len(o.Results))
	for _, l := range lines {
		label = max(label, utf8.RuneCountInString(l.Label))
		for i, cell := range l.Cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, l := range lines {
		fmt.Fprintf(out.w, "  %s%s", l.Label, strings.Repeat(" ", label-utf8.RuneCountInString(l.Label)))
		for i, cell := range l.Cells {
			fmt.Fprintf(out.w, "   %s%s", strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)), cell)
		}
		fmt.Fprintln(out.w)
	}
}

// printOffer prints what is to be known of one offer.
func (a *app) printOffer(out screen, x *service.OfferResult, m service.OfferMarket) {
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	r := a.reader()
	p("%s", styleHeadline.Render(x.Offer.Name))
	p("  %s", r.Standing(m))
	if x.Private != nil {
		p("  %s", r.Growth(*x.Private, x.Offer.Currency))
	}
	for _, l := range x.Leaving {
		if s := r.Leaving(l, &x.Offer); s != "" {
			p("  %s", s)
		}
	}
	for _, w := range x.Caveats {
		p("  %s %s", styleWarn.Render("!"), r.Warning(w))
	}
}

func (a *app) printRequest(out screen, o service.Offers, q *service.OfferRequest) {
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	r := a.reader()
	currency := words.OfferCurrency(o, q.Offer)
	p("%s", styleHeadline.Render("What to ask "+q.Offer+" for"))
	for _, f := range r.Figures(q) {
		p("  %-8s %s %s: %s", f.Name, f.Base, currency, f.Evidence)
	}
	for _, w := range q.Caveats {
		p("  %s %s", styleWarn.Render("!"), r.Warning(w))
	}
	p("")
	for i := range o.Markets {
		if m := o.Markets[i]; m.Offer == q.Offer {
			for line := range strings.Lines(r.Letter(q, m, currency)) {
				p("  | %s", strings.TrimRight(line, "\n"))
			}
		}
	}
}
