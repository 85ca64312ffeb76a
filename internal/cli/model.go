package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

func (a *app) fitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "fit",
		Short: "Fit a model to the records of the data directory",
		Long: `Fit a model to the records of the data directory. From then on it answers in place of the model inside
the program. The same records give the same model, to the byte. Where 500 people or more list their skills,
what skills go with is fitted too, and answers in place of the program's own.`,
		Example: "  backpay import stackoverflow results.csv.zip && backpay fit",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			a.note("fitting: a minute or two for a hundred thousand records")
			f, err := s.Fit(cmd.Context())
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(f)
			}
			fmt.Fprintf(a.env.Out, "fitted to %s; the model has %s MB\n",
				a.reader().Counted(f.People, "record", "records"),
				a.reader().Number(float64(f.Bytes)/1e6, 1))
			return nil
		},
	}
}

func (a *app) predictCommand() *cobra.Command {
	var in, out string
	cmd := &cobra.Command{
		Use:   "predict --in FILE --out FILE",
		Short: "Answer a file of records: the same rows with the quantiles q05 to q95",
		Long: `Read a CSV file of records (the header of backpay export --csv; columns may be missing, others are kept)
and write it again with q05 to q95, the quantiles of what people like these are paid, in each row's own
currency, period and component, for its year when it has one. A row with a word that is not known, or that cannot
be answered, has no quantiles and says why in the last column, error; the rest of the file is answered, and the
program ends with an error that counts such rows.`,
		Example: "  backpay predict --in records.csv --out answers.csv\n  backpay export --csv | " +
			"backpay predict > answers.csv",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			input, name := a.env.In, "standard input"
			if in != "" && in != "-" {
				f, err := os.Open(in)
				if err != nil {
					return pay.Errorf(pay.NotFound, "cannot read the records").At(in).Because(err)
				}
				defer f.Close()
				input, name = f, filepath.Base(in)
			} else if f, ok := a.env.In.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
				return pay.Errorf(pay.Invalid, "no records").WithHint("--in records.csv, or pipe them in")
			}
			var done service.Predicted
			write := func(w io.Writer) error {
				done, err = s.Predict(cmd.Context(), input, name, w, func(rows int) {
					a.note("%s answered", a.reader().Counted(rows, "row", "rows"))
				})
				return err
			}
			if out == "" || out == "-" {
				err = write(a.env.Out)
			} else {
				err = dataset.WriteWhole(out, 0o644, write)
			}
			if err != nil {
				return err
			}
			return a.setAside(done)
		},
	}
	cmd.Flags().StringVar(&in, "in", "", "CSV file of records (default: standard input)")
	cmd.Flags().StringVar(&out, "out", "", "file to write (default: standard output)")
	return cmd
}

// setAside is the error of a file of which some rows could not be answered: the others were, and are written.
func (a *app) setAside(done service.Predicted) error {
	if done.Aside == 0 {
		return nil
	}
	r := a.reader()
	return pay.Errorf(pay.Invalid, "%s of %s could not be answered; the first is %s",
		r.Counted(done.Aside, "row", "rows"), r.Count(done.Rows), done.First).
		WithHint("all rows are written, and each of these says why in the last column, error")
}

// note tells a person at a terminal how long work goes.
func (a *app) note(format string, args ...any) {
	if f, ok := a.env.Err.(*os.File); ok && !a.quiet && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintf(f, "\r\x1b[K"+format+"\r", args...)
	}
}

func (a *app) backtestCommand() *cobra.Command {
	var ask service.BacktestAsk
	var skills bool
	var leaveOut []string
	cmd := &cobra.Command{
		Use:   "backtest",
		Short: "How well pay is foretold: accuracy and calibration on records never seen",
		Long: `Fit a model to four fifths of the records of the data directory, ask it about the fifth that it has not
seen, and print how it and the alternatives fared: the subset's own records, its parent's, a log-linear model.
With --until, fit to the years up to one and ask about the next. docs/method.md says what the columns are.

With --leave-out, fit without a source, and ask about its people: the figure that matters to whoever is of no survey.

With --skills, fit the premiums of skills to earlier surveys instead, and see whether people with a skill
earned what was said in the next: about a minute. docs/advice.md says how.`,
		Example: "  backpay backtest --survey stackoverflow:2024\n  backpay backtest --until 2023 " +
			"--json\n  backpay backtest --skills",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			if skills {
				a.note("fitting: a minute or so for a hundred thousand records")
				trials, err := s.TrySkills(cmd.Context())
				if err != nil {
					return err
				}
				return service.WriteSkills(a.env.Out, trials, a.asJSON)
			}
			if len(leaveOut) > 0 {
				a.note("fitting and asking: a few minutes for each source")
				absences, err := s.LeaveOut(cmd.Context(), leaveOut)
				switch {
				case err != nil:
					return err
				case a.asJSON:
					return json.NewEncoder(a.env.Out).Encode(absences)
				}
				return service.WriteAbsences(a.env.Out, absences)
			}
			if ask.Command == "" {
				ask.Command = strings.Join(append([]string{"backpay"}, a.env.Args...), " ")
			}
			a.note("fitting and asking: a few minutes for a hundred thousand records")
			card, err := s.Backtest(cmd.Context(), ask)
			if err != nil || card == nil {
				return err
			}
			if a.asJSON {
				return card.WriteJSON(a.env.Out)
			}
			return card.WriteMarkdown(a.env.Out)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&skills, "skills", false, "whether premiums of skills were borne out by later surveys")
	f.StringArrayVar(&leaveOut, "leave-out", nil, "a source to fit without, and to ask about; repeatable")
	f.IntVar(&ask.Until, "until", 0, "the last year fitted to; the next one is asked about")
	f.StringVar(&ask.Survey, "survey", "", "ask about the held-out people of one survey alone, as stackoverflow:2024")
	f.StringVar(&ask.Exchange, "exchange", "", "folder in which to share the cases with other methods")
	f.BoolVar(&ask.Share, "share", false, "write the cases to --exchange for other methods, and fit nothing")
	f.StringVar(&ask.Command, "command", "", "what the scorecard says that it was made by (default: this command)")
	f.StringArrayVar(&ask.Outside, "outside", nil, "a method whose answers are read from --exchange; repeatable")
	return cmd
}
