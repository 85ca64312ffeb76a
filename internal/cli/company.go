package cli

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// jobFields are what an employer's pay is asked for.
var jobFields = []string{"role", "country", "place", "years", "level"}

func (a *app) companyCommand() *cobra.Command {
	var said wire.Question
	var asCSV bool
	var year int
	cmd := &cobra.Command{
		Use:   "company NAME",
		Short: "What an employer pays: by role, level, place and year, and who is like it",
		Long: `What an employer pays in the USA against all employers for the same work, with its ladder, its advertised
ranges and employers like it. Filings are what it swears to pay at least as base; bonus and equity are stated
nowhere. Without a role the answer is over the employer's own mix of roles.`,
		Example: `  backpay company google
  backpay company "goldman sachs" --role data-engineer --place "New York" --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return pay.Errorf(pay.Invalid,
					"which employer?").In("company").WithHint("write its name: backpay company google")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			v, p, err := a.readJob(said, asCSV)
			if err != nil {
				return err
			}
			c, err := v.Company(strings.Join(args, " "), p, year)
			switch {
			case err != nil:
				return err
			case a.asJSON:
				return a.printJSON(c)
			case asCSV:
				return companyCSV(a.env.Out, c)
			}
			a.printCompany(c)
			return nil
		},
	}
	someFlags(cmd, &said, jobFields...)
	cmd.Flags().IntVar(&year, "year", 0, "of the pay (default: the newest of the filings)")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "print its groups of filings and ranges as comma-separated values")
	return cmd
}

// readJob reads the words of a job, for a command that prints text, JSON or CSV.
func (a *app) readJob(said wire.Question, asCSV bool) (service.View, pay.Profile, error) {
	v, err := a.view()
	if err != nil {
		return v, pay.Profile{}, err
	}
	if asCSV && a.asJSON {
		return v, pay.Profile{}, pay.Errorf(pay.Invalid,
			"either JSON or CSV").In("csv").WithHint("leave out --json or --csv")
	}
	p, err := ask.Profile(said)
	return v, p, err
}

func (a *app) printCompany(c service.Company) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	r := a.reader()
	amount := a.amounts("USD", pay.Year)
	p("%s", styleHeadline.Render(words.Capital(c.Name)))
	if kind := words.Kind(c.CompanyName); kind != "" {
		p("%s", styleSoft.Render(kind))
	}
	p("")
	if paid := c.Pay; paid != nil {
		d := paid.Distribution
		p("  %s USD a year, gross, base pay by filings", styleHeadline.Render(amount(d.Median())))
		p("  for          %s, %d", taxonomy.Describe(c.Profile), paid.Year)
		p("  typical      %s – %s   the middle half", amount(d.At(.25)), amount(d.At(.75)))
		p("  the median itself lies within %s – %s (%s %% sure)", amount(paid.Median.Low), amount(paid.Median.High),
			r.Share(paid.Median.Level))
		p("  employers there pay %s as they are mixed; this one %s (%s)", amount(paid.Market),
			r.Percent(paid.Ratio), r.PercentSpan(paid.Within.Low, paid.Within.High))
		p("  %s", words.Tier(c.Tier))
		if c.Rank > 0 {
			p("  ranks %s of %s employers by what is sure", r.Count(c.Rank), r.Count(c.Of))
		}
	} else if instead := c.Instead; instead != nil {
		p("  too few filings are known to show what it pays")
		p("  employers like it pay %s; the median of one lies within %s – %s (90 %% sure)",
			amount(instead.Distribution.Median()), amount(instead.Median.Low), amount(instead.Median.High))
	}
	p("  %s", styleSoft.Render(r.CompanyEvidence(c)))

	a.printGroups(p, "What it files, by role, place and year", c.Groups)
	if len(c.Ladder) > 0 {
		p("\n%s", styleHeadline.Render("Its ladder, by what its titles say"))
		for _, s := range c.Ladder {
			p("%s", a.groupLine(words.LevelName(s.Level), s.CompanyGroup))
			for _, t := range s.Titles[:min(told, len(s.Titles))] {
				p("%s", a.groupLine("  "+words.GroupName(t), t))
			}
		}
	}
	a.printGroups(p, "What it advertises: the middle of ranges", c.Open)
	if len(c.Open) > 0 {
		p("  %s", styleSoft.Render(r.Bias(c.Bias)))
	}
	if len(c.Alike) > 0 {
		p("\n%s", styleHeadline.Render("Employers like it"))
		for _, like := range c.Alike {
			p("  %-34s %12s  %-25s %s", clip(like.Name, 34), amount(like.Median),
				amount(like.Interval.Low)+" – "+amount(like.Interval.High), r.KnownBy(like.WithPay, like.Ranges,
					like.First, like.Last))
		}
	}
	p("")
	for _, w := range c.Warnings {
		p("  %s %s", styleWarn.Render("!"), r.Warning(w))
	}
	p("  %s", styleSoft.Render("Sources: "+strings.Join(c.Sources, "; ")))
}

// printGroups prints groups of filings or of ranges, a table for each facet.
func (a *app) printGroups(p func(string, ...any), title string, groups []service.CompanyGroup) {
	if len(groups) == 0 {
		return
	}
	p("\n%s", styleHeadline.Render(title))
	p("  %-34s %12s  %-25s %12s  %s", "", "median", "the middle half", "the market", "rests on")
	for _, facet := range []string{"", "role", "place", "year"} {
		for _, g := range groups {
			if g.Facet == facet {
				p("%s", a.groupLine(words.GroupName(g), g))
			}
		}
	}
}

func (a *app) groupLine(name string, g service.CompanyGroup) string {
	amount := a.amounts("USD", pay.Year)
	filings, ranges := g.N, 0
	if g.Posted {
		filings, ranges = 0, g.N
	}
	return fmt.Sprintf("  %-34s %12s  %-25s %12s  %s", clip(name, 34), amount(g.P50),
		amount(g.P25)+" – "+amount(g.P75), amount(g.Market), a.reader().KnownBy(filings, ranges, g.First, g.Last))
}

// clip shortens a name to a number of letters.
func clip(name string, letters int) string {
	runes := []rune(name)
	if len(runes) <= letters {
		return name
	}
	return string(runes[:letters-1]) + "…"
}

// companyCSV writes a row for each group of filings or ranges.
func companyCSV(out io.Writer, c service.Company) error {
	rows := [][]string{{"company", "kind", "facet", "value", "n", "first_year", "last_year", "p25", "p50", "p75",
		"market", "currency", "period", "component"}}
	add := func(groups []service.CompanyGroup) {
		for _, g := range groups {
			kind := "filings"
			if g.Posted {
				kind = "ranges"
			}
			rows = append(rows, []string{
				c.Name, kind, g.Facet, g.Value, strconv.Itoa(g.N), strconv.Itoa(g.First), strconv.Itoa(g.Last),
				plain(g.P25), plain(g.P50), plain(g.P75), plain(g.Market), "USD", "year", "base",
			})
		}
	}
	add(c.Groups)
	for _, s := range c.Ladder {
		add(s.Titles)
	}
	add(c.Open)
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

func (a *app) companiesCommand() *cobra.Command {
	said := wire.Question{Role: "backend"}
	var asCSV bool
	var q service.CompaniesQuestion
	cmd := &cobra.Command{
		Use:   "companies",
		Short: "Which employers pay most, by what is sure",
		Long: `The employers that hire for a role in the USA with their base pay by filings, sorted by the lower end
of the 90 % interval of the median, so that one lucky filing leads no list. Employers with little evidence are left
out, and others are drawn towards those of their industry, size and kind of work.`,
		Example: `  backpay companies --role backend --country US --place California
  backpay companies --role data-engineer --by hires --limit 50 --csv`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			v, p, err := a.readJob(said, asCSV)
			if err != nil {
				return err
			}
			if q.By, err = ask.Choice("by", q.By, service.ByPay, service.ByHires); err != nil {
				return err
			}
			q.Profile = p
			list, err := v.Companies(q)
			switch {
			case err != nil:
				return err
			case a.asJSON:
				return a.printJSON(list)
			case asCSV:
				return companiesCSV(a.env.Out, list)
			}
			a.printCompanies(list)
			return nil
		},
	}
	someFlags(cmd, &said, jobFields...)
	cmd.Flags().IntVar(&q.Least, "least", service.LeastCompany,
		"filings and ranges with pay, without which an employer is not listed; 3 is the fewest")
	cmd.Flags().IntVar(&q.Year, "year", 0, "of the pay (default: the newest of the filings)")
	cmd.Flags().IntVar(&q.Limit, "limit", 25, "how many at most; 0 is all")
	cmd.Flags().StringVar(&q.By, "by", "",
		"pay, hires: by what is sure of the pay, or by filings and advertised jobs (default: pay)")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "print comma-separated values")
	return cmd
}

func (a *app) printCompanies(list service.Companies) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	r := a.reader()
	amount := a.amounts("USD", pay.Year)
	p("%s", styleHeadline.Render(capital(taxonomy.Describe(list.Profile))+": employers"))
	p("%s", styleSoft.Render(fmt.Sprintf("USD a year, gross, base pay by filings, %d; as employers there are mixed "+
		"%s; %s with %d filings and ranges or more",
		list.Year, amount(list.Market), r.Counted(list.Total, "employer", "employers"), list.Least)))
	p("")
	p("  %5s %-34s %12s  %-21s %8s %9s  %s", "", "", "median", "90 % within", "market", "hires", "rests on")
	for _, c := range list.Companies {
		name := c.Name
		if c.Outsourcing {
			name += " (lends people)"
		}
		p("  %5s %-34s %12s  %-21s %8s %9s  %s", r.Count(c.Rank), clip(name, 34), amount(c.Median),
			amount(c.Interval.Low)+" – "+amount(c.Interval.High), r.Percent(c.Ratio), r.Count(c.Hires),
			r.KnownBy(c.WithPay, c.Ranges, c.First, c.Last))
	}
	p("")
	for _, w := range list.Warnings {
		p("  %s %s", styleWarn.Render("!"), r.Warning(w))
	}
	p("  %s", styleSoft.Render("Sources: "+strings.Join(list.Sources, "; ")))
}

// companiesCSV writes a row for each employer.
func companiesCSV(out io.Writer, list service.Companies) error {
	rows := [][]string{{
		"rank", "company", "name", "industry", "org_size", "tier", "median", "low", "high", "ratio", "hires",
		"filings_with_pay",
		"advertised_ranges", "first_year", "last_year", "outsourcing", "currency", "period", "component",
	}}
	for _, c := range list.Companies {
		within := cmp.Or(c.Interval, &pay.Interval{})
		rows = append(rows, []string{
			strconv.Itoa(c.Rank), c.Code, c.Name, c.Industry, c.OrgSize, c.Tier, plain(c.Median), plain(within.Low),
			plain(within.High),
			strconv.FormatFloat(c.Ratio, 'f', 3, 64), strconv.Itoa(c.Hires), strconv.Itoa(c.WithPay),
			strconv.Itoa(c.Ranges),
			strconv.Itoa(c.First), strconv.Itoa(c.Last), strconv.FormatBool(c.Outsourcing), "USD", "year", "base",
		})
	}
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// printNamed prints where the employers that the web names as those that hire stand.
func (a *app) printNamed(n wire.NamedCompanies) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	r := a.reader()
	amount := a.amounts("USD", pay.Year)
	p("%s", styleHeadline.Render(capital(n.Says)))
	p("  %-12s %10s  %-19s %8s  %-15s %s", "", "base pay", "90 % within", "market", "rank of "+r.Count(n.Of),
		"rests on")
	for _, c := range n.Companies {
		if c.Interval == nil {
			p("  %-12s too little is known of its pay", c.Name)
			continue
		}
		p("  %-12s %10s  %-19s %8s  %-15s %s", c.Name, amount(c.Median),
			amount(c.Interval.Low)+" – "+amount(c.Interval.High),
			r.Percent(c.Ratio), r.Count(c.Rank), r.KnownBy(c.WithPay, c.Ranges, c.First, c.Last))
	}
	p("  verdict    %s", n.Verdict)
	p("  context    %s", n.Context)
	for _, w := range n.Warnings {
		p("  %s %s", styleWarn.Render("!"), r.Warning(w))
	}
}
