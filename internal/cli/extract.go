package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/extract"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

func (a *app) extractCommand() *cobra.Command {
	var bench, corrections, country string
	var misses bool
	cmd := &cobra.Command{
		Use:   "extract [FILE]",
		Short: "What the text of a job posting says: pay, skills, level, remote, employment",
		Long: `Read a posting, plain text or HTML, from FILE or from standard input ("-"), and print every statement of
pay in it with the words that state it, and the skills, levels, way of working and employment it names.

--bench FILE reads the cases of a benchmark instead (a JSON array of {"text", "expect": [{"min", "max",
"currency", "period"}], "lang", "country"}) and prints precision, recall and F1 of statements and of each field,
by language, with 95 % intervals, and how many statements are invented in 1,000 texts without pay.`,
		Example: `  backpay extract posting.html --country CA
  backpay extract --bench cases.json --misses`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if bench != "" && len(args) == 0 {
				return a.extractBench(bench, corrections, misses)
			}
			if bench != "" || len(args) == 0 {
				return pay.Errorf(pay.Invalid, "give either a posting or a benchmark").
					WithHint("backpay extract FILE, or backpay extract --bench FILE")
			}
			hints := extract.Hints{}
			if country != "" {
				code, err := taxonomy.Countries.Lookup(country)
				if err != nil {
					return err
				}
				hints.Country = code
			}
			text, err := a.readText(args[0])
			if err != nil {
				return err
			}
			posting := extract.Read(string(text), hints)
			if a.asJSON {
				return a.printJSON(posting)
			}
			return a.printPosting(posting)
		},
	}
	cmd.Flags().StringVar(&country, "country", "", `country of the job, which says what "$" and "kr" are`)
	cmd.Flags().StringVar(&bench, "bench", "", "measure on the cases of this file")
	cmd.Flags().StringVar(&corrections, "corrections", "",
		"of --bench: a file of labels that replace those of its cases")
	cmd.Flags().BoolVar(&misses, "misses", false, "of --bench: print each text that is read otherwise than labelled")
	return cmd
}

// largestText is the most bytes of a posting or a benchmark.
const largestText = 64 << 20

// readText reads a file, or standard input for "-".
func (a *app) readText(name string) ([]byte, error) {
	in := a.env.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, pay.Errorf(pay.NotFound, "cannot open %s", name).Because(err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, largestText+1))
	switch {
	case err != nil:
		return nil, pay.Errorf(pay.Unreadable, "cannot read %s", name).Because(err)
	case len(text) > largestText:
		return nil, pay.Errorf(pay.Invalid, "%s is larger than %d MB", name, largestText>>20)
	}
	return text, nil
}

func (a *app) printPosting(p extract.Posting) error {
	w := tabwriter.NewWriter(a.env.Out, 0, 0, 2, ' ', 0)
	if p.SeeksWork {
		fmt.Fprintln(w, "note\tthis is by a person who looks for work: no pay is offered in it")
	}
	for _, s := range p.Pay {
		fmt.Fprintf(w, "pay\t%s\t%s\t%q\n", a.amountOf(s), strings.Join(a.termsOf(s), ", "), s.Text)
	}
	if len(p.Pay) == 0 {
		fmt.Fprintln(w, "pay\tnot stated")
	}
	var levels []string
	for _, l := range p.Levels {
		levels = append(levels, taxonomy.Levels.Name(l.Code))
	}
	fmt.Fprintf(w, "level\t%s\n", orNotSaid(strings.Join(levels, ", ")))
	fmt.Fprintf(w, "remote\t%s\n", orNotSaid(mentioned(p.Remote, taxonomy.Remotes)))
	fmt.Fprintf(w, "employment\t%s\n", orNotSaid(mentioned(p.Employment, taxonomy.Employments)))
	var required, nice []string
	for _, s := range p.Skills {
		if s.Required {
			required = append(required, taxonomy.Skills.Name(s.Code))
		} else {
			nice = append(nice, taxonomy.Skills.Name(s.Code))
		}
	}
	fmt.Fprintf(w, "skills\t%s\n", orNotSaid(strings.Join(required, ", ")))
	if len(nice) > 0 {
		fmt.Fprintf(w, "nice to have\t%s\n", strings.Join(nice, ", "))
	}
	return w.Flush()
}

// amountOf writes the ends of a statement as the reader's locale does.
func (a *app) amountOf(s extract.Statement) string {
	write := func(v float64) string {
		decimals := 0
		if v != math.Trunc(v) {
			decimals, _ = money.Exponent(s.Currency)
		}
		return a.reader().Number(v, decimals)
	}
	amount := ""
	switch {
	case s.Min == s.Max:
		amount = write(s.Min)
	case s.Max == 0:
		amount = "from " + write(s.Min)
	case s.Min == 0:
		amount = "up to " + write(s.Max)
	default:
		amount = write(s.Min) + " – " + write(s.Max)
	}
	amount += " " + s.Currency
	if s.Period != "" {
		amount += " " + article(s.Period) + " " + string(s.Period)
	}
	return amount
}

// termsOf lists what a statement says besides its amount.
func (a *app) termsOf(s extract.Statement) []string {
	terms := []string{string(s.Component)}
	if s.Basis != "" {
		terms = append(terms, string(s.Basis))
	}
	if s.Pays != 0 {
		terms = append(terms, a.reader().Number(s.Pays, 0)+" pays a year")
	}
	for _, t := range s.Terms {
		terms = append(terms, string(t))
	}
	for _, field := range s.Inferred {
		terms = append(terms, field+" inferred")
	}
	return terms
}

func mentioned(m *extract.Mention, v *taxonomy.Vocabulary) string {
	if m == nil {
		return ""
	}
	return v.Name(m.Code)
}

func orNotSaid(s string) string {
	if s == "" {
		return "not said"
	}
	return s
}

// extractBench measures on a file of cases.
func (a *app) extractBench(file, corrections string, misses bool) error {
	data, err := a.readText(file)
	if err != nil {
		return err
	}
	cases, err := extract.ParseCases(data)
	if err != nil {
		return err
	}
	if corrections != "" {
		if data, err = a.readText(corrections); err != nil {
			return err
		}
		if cases, err = extract.Correct(cases, data); err != nil {
			return err
		}
	}
	report := extract.Score(cases)
	if a.asJSON {
		return a.printJSON(report)
	}
	if misses {
		for _, m := range report.Misses {
			fmt.Fprintf(a.env.Out, "%s %s %q\n", m.ID, m.Skills, m.Text)
			for _, s := range m.Wrong {
				fmt.Fprintf(a.env.Out, "  wrong    %s, %s: %q\n",
					a.amountOf(s), strings.Join(a.termsOf(s), ", "), s.Text)
			}
			for _, l := range m.Missing {
				fmt.Fprintf(a.env.Out, "  missing  %s\n", l)
			}
		}
	}
	_, err = io.WriteString(a.env.Out, report.Table())
	return err
}
